"""The guided tour: what each method asks, what to look at, and the command that does it.

The command line runs the steps in this order on the files of ``bank.write_bank``; the wording is for
somebody who sees the six methods for the first time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from custseg.demo.story import KINDS
from custseg.result import Result
from custseg.words import label, t
from custseg.words.labels import LABELS

ROWS_SHOWN = 12
"""Rows of a table on the tour; the workbook has them all."""


class Step(NamedTuple):
    """One stop of the tour."""

    command: str
    """The command that is run, and the key of its title."""
    asks: str
    """What the method asks, in one or two sentences."""
    look: str
    """What to look at in its answer."""


class Shown(NamedTuple):
    """What the tour shows of a result beside its findings."""

    tables: Mapping[str, tuple[str, ...]]
    """The tables, and of each the columns; all of them for an empty tuple."""
    chart: str = ""
    label: str = ""
    """The labels that are held against the truth of the invented bank."""


_WHO_AND_WHAT = ("customers", "customers_share", "money", "money_share")

SHOWN: dict[str, Shown] = {
    "inspect": Shown({
        "files": ("file", "kind", "encoding", "header_row", "rows", "used", "set_aside", "rejected"),
        "rejects": (),
    }),
    "profile": Shown({"checks": ("check", "column", "tested", "failed")}, "customers_by_age_band"),
    "behavior": Shown({"labels": ("behavior_label", *_WHO_AND_WHAT, "median_days_since_last")}),
    "value": Shown({"value_rules": ("value_tier", "value_rule", "customers", "money_share"),
                    "concentration": ()}),
    "rfm": Shown({"segments": ("segment", *_WHO_AND_WHAT), "thresholds": ()}, "rf_grid"),
    "needs": Shown({
        "customer_needs": ("customer_need", "customers", "customers_share"),
        "product_rules": ("because_product", "product", "holders", "together_share", "lift", "taken_share"),
        "offer_test": ("ranking", "hit_at_3", "map_at_7", "beats_popular"), "exclusions": (),
    }),
    "sentiment": Shown({
        "moods": (), "alarm": ("customer_id", "mood", "mood_rule", "worth_now", "fall", "manager"),
        "aspects": ("aspect", "messages", "negative_texts", "negative_share", "example"),
        "urgencies": ("urgency", "urgency_rule", "messages", "open_complaints", "words"),
    }),
    "lifecycle": Shown({"stages": ("stage", *_WHO_AND_WHAT)}, label="stage"),
    "segment": Shown({"clusters": ("segment", "segment_name", *_WHO_AND_WHAT)}),
}  # fmt: skip
"""Command -> what is shown of it, so that the whole tour is told in minutes."""


def in_brief(result: Result, truth: pl.DataFrame) -> Result:
    """What the tour shows of ``result``: findings, a few short tables, at most one chart, no customers.

    Labels are held against ``truth`` where that tells something (``held_against``).
    """
    shown = SHOWN[result.command]
    tables = {}
    for key, columns in shown.tables.items():
        if key in result.tables:
            table = result.tables[key]
            rows = table.filter(pl.col("failed") > 0) if key == "checks" else table
            there = [c for c in columns or table.columns if c in table.columns]
            tables[key] = rows.select(there).head(ROWS_SHOWN)
    if shown.label and result.customers is not None:
        tables["truth"] = in_words(held_against(truth, result.customers, shown.label), shown.label)
    return replace(
        result, tables=tables, charts=tuple(c for c in result.charts if c.key == shown.chart),
        notes=tuple(note for note in result.notes if note.level == "finding"),
        customers=None, provenance=None,
    )  # fmt: skip


def in_words(crosstab: pl.DataFrame, column: str) -> pl.DataFrame:
    """A table of ``held_against`` with its kinds and labels in their usual order, the headers in words."""
    order = [name for name in (*LABELS.get(column, {}), "null") if name in crosstab.columns]
    rank = {kind: at for at, kind in enumerate(KINDS)}
    return crosstab.sort(pl.col("kind").replace_strict(rank, return_dtype=pl.Int64)).select(
        pl.col("kind").alias("true_kind"),
        *(pl.col(name).alias(t("not seen") if name == "null" else label(column, name))
          for name in order),
    )  # fmt: skip


def welcome() -> str:
    """What the visitor is about to see."""
    return t(
        "This is an invented bank: no name, number or address belongs to anybody. Its eight export "
        "files are as awkward as real ones: GBK, title and total rows, ids with tabs, customers "
        "entered twice. custseg reads them as they are."
    )


def steps() -> list[Step]:
    """The stops of the tour in their order, in the chosen language."""
    return [
        Step(
            "inspect",
            t("Before any method: how was each file read? Nothing is guessed silently."),
            t("Look at the rows set aside (titles, totals) and rejected: every one has its reason."),
        ),
        Step(
            "profile",
            t("Attributes (method 2): who are the customers? Age, sex, occupation, income, region; "
              "what is missing is derived from the id number where it can be."),
            t("Look at the data quality: ids that fail their check digit, people with two customer "
              "numbers, accounts that belong to nobody."),
        ),
        Step(
            "behavior",
            t("Behaviour (method 1): what do they do, how often, and is it long since the last time? "
              "Each customer is measured by their own rhythm."),
            t("Look at those who are overdue: three weeks of silence mean little for a yearly "
              "visitor, and a lot for a daily one."),
        ),
        Step(
            "value",
            t("Value (method 3): what is each customer worth to the bank? Contribution, monthly "
              "average assets, and how much of it hangs on how few."),
            t("Look at the concentration: the share of the assets that the top tenth holds."),
        ),
        Step(
            "rfm",
            t("Value again, the classic way: how recently, how frequently, how much. Three scores "
              "make a cell, and every cell has a name."),
            t("Look at the thresholds: they come from this data and are printed, so that anybody "
              "can redo the scores by hand."),
        ),
        Step(
            "needs",
            t("Needs (method 4): what will a customer want next? The best products for each, first of all only "
              "those that age, risk and consent allow."),
            t("Look at the test: what was offered is held against what customers took later, beside what is "
              "simply taken most."),
        ),
        Step(
            "sentiment",
            t("Sentiment (method 5): how do customers feel, and about what? Scores, complaints and "
              "what they write, each with the rule that read it."),
            t("Look at the alarm list: valued, unhappy and falling; somebody should call them today."),
        ),
        Step(
            "lifecycle",
            t("Life cycle (method 6): which stage is a customer in, from newcomer to lost?"),
            t("Look at the declining ones: they still come, but less; they are the ones a call "
              "can keep."),
        ),
        Step(
            "segment",
            t("All together: groups of customers who are alike in everything the methods found, "
              "each with the rule that describes it."),
            t("Look at what a group has more of than the average: that is its name."),
        ),
        Step(
            "report",
            t("And all of it in one workbook to send: a summary first, then a sheet a method."),
            t("Open it: every list has filters, every label the numbers that gave it."),
        ),
    ]  # fmt: skip


def held_against(truth: pl.DataFrame, customers: pl.DataFrame, column: str) -> pl.DataFrame:
    """How the labels a method gave agree with the truth of the invented bank.

    One row per true kind, one column per label of ``column``, counting customers; those the method
    did not see are in the column ``null``. Sorted by kind.
    """
    seen = truth.join(
        customers.select("customer_id", pl.col(column).cast(pl.String)),
        on="customer_id",
        how="left",
    )
    counts = seen.group_by("kind", column).len()
    return (
        counts.with_columns(pl.col(column).fill_null("null"))
        .sort("kind", column)
        .pivot(on=column, index="kind", values="len")
        .fill_null(0)
    )
