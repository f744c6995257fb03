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

ROWS_SHOWN, FINDINGS_SHOWN = 8, 2
"""Rows of a table and findings of a method on the tour; the workbook has them all."""


class Step(NamedTuple):
    """One stop of the tour."""

    command: str
    """The command that is run, and the key of its title."""
    asks: str
    """What the method asks, in one or two sentences."""
    look: str
    """What to look at in its answer."""


class Shown(NamedTuple):
    """What the tour shows of a result beside its first findings."""

    tables: Mapping[str, tuple[str, ...]]
    """The tables, and of each the columns; all of them for an empty tuple."""
    chart: str = ""
    label: str = ""
    """The labels that are held against the truth of the invented bank."""
    rows: int = ROWS_SHOWN


_WHO_AND_WHAT = ("customers", "customers_share", "money", "money_share")

SHOWN: dict[str, Shown] = {
    "inspect": Shown({"files": ("file", "kind", "encoding", "header_row", "rows", "used", "set_aside", "rejected"),
                      "rejects": ()}, rows=12),
    "behavior": Shown({"labels": ("behavior_label", *_WHO_AND_WHAT, "median_days_since_last")}),
    "profile": Shown({"checks": ("check", "column", "tested", "failed")}, "customers_by_age_band"),
    "value": Shown({"value_rules": ("value_tier", "value_rule", "customers", "money_share")}),
    "rfm": Shown({"segments": ("segment", *_WHO_AND_WHAT)}, rows=11),
    "needs": Shown({"product_rules": ("because_product", "product", "holders", "together_share", "lift", "taken_share"),
                    "offer_test": ("ranking", "hit_at_3", "map_at_7", "beats_popular")}, rows=6),
    "sentiment": Shown({"alarm": ("customer_id", "mood", "mood_rule", "held_before", "fall", "manager"),
                        "aspects": ("aspect", "messages", "negative_share", "example")}, rows=5),
    "lifecycle": Shown({"stages": ("stage", *_WHO_AND_WHAT)}, label="stage"),
    "segment": Shown({"clusters": ("segment", "segment_name", *_WHO_AND_WHAT)}),
    "tier": Shown({"tiers": ("tier", "at_least", "customers", "money_share", "watched", "near_up"),
                   "tier_keep": ("customer_id", "manager", "tier", "aum_month_avg", "lacking", "months_left")}, rows=5),
}  # fmt: skip
"""Command -> what is shown of it, so that the whole tour is told in two minutes."""


def in_brief(result: Result, truth: pl.DataFrame) -> Result:
    """What the tour shows of ``result``: the first findings, a few short tables, at most one chart, no customers.

    Labels are held against ``truth`` where that tells something (``held_against``).
    """
    shown = SHOWN[result.command]
    tables = {}
    for key, columns in shown.tables.items():
        if key in result.tables:
            table = result.tables[key]
            rows = table.filter(pl.col("failed") > 0) if key == "checks" else table
            there = [c for c in columns or table.columns if c in table.columns]
            tables[key] = rows.select(there).head(shown.rows)
    if shown.label and result.customers is not None:
        tables["truth"] = in_words(held_against(truth, result.customers, shown.label), shown.label)
    return replace(
        result, tables=tables, charts=tuple(c for c in result.charts if c.key == shown.chart),
        notes=tuple(n for n in result.notes if n.level == "finding")[:FINDINGS_SHOWN],
        customers=None, provenance=None,
    )  # fmt: skip


def in_words(crosstab: pl.DataFrame, column: str) -> pl.DataFrame:
    """A table of ``held_against`` with its kinds and labels in their usual order, the headers in words."""
    order = [name for name in (*LABELS.get(column, {}), "null") if name in crosstab.columns]
    rank = {kind: at for at, kind in enumerate(KINDS)}
    return crosstab.sort(pl.col("kind").replace_strict(rank, return_dtype=pl.Int64)).select(
        pl.col("kind").alias("true_kind"),
        *(pl.col(name).alias(_headed(t("not seen") if name == "null" else label(column, name)))
          for name in order),
    )  # fmt: skip


def _headed(name: str) -> str:
    """A label as the header of a column: with a capital, which no key of a column begins with."""
    return name[:1].upper() + name[1:]


def welcome() -> str:
    """What the visitor is about to see."""
    return t(
        "An invented bank: no name, number or address belongs to anybody. Its ten exports are as awkward "
        "as real ones (GBK, title and total rows, customers entered twice) and are read as they are. "
        "Six methods in two minutes, then groups, tiers and a workbook."
    )


def steps() -> list[Step]:
    """The stops of the tour in their order, in the chosen language: reading, the six methods, what they give together."""
    return [
        Step("inspect", t("First: how was each file read? Nothing is guessed silently."),
             t("rows set aside (titles, totals) and rejected: each has its reason.")),
        Step("behavior", t("Method 1, behaviour: what do they do, how often, and is it long since the last time?"),
             t("churn risk: silent for far longer than their own usual gap.")),
        Step("profile", t("Method 2, attributes: who are they? What the list lacks is taken from the id number."),
             t("the checks: ids with a wrong check digit, one person with two customer numbers.")),
        Step("value", t("Method 3, value: what is each worth, and how much hangs on how few?"),
             t("potential: below customers like them, so there is room to grow.")),
        Step("rfm", t("Value the classic way: how recently, how often, how much."),
             t("those one must not lose: they came often, brought much, and are silent.")),
        Step("needs", t("Method 4, needs: what will each want next, and why? Age, risk and consent come first."),
             t("the test: offers against what customers took later, beside what is simply taken most.")),
        Step("sentiment", t("Method 5, sentiment: how do they feel, and about what?"),
             t("the alarm list: valued, unhappy and falling. Somebody should call them today.")),
        Step("lifecycle", t("Method 6, life cycle: from prospect to lost, where is each?"),
             t("the last table: stages against the truth, which only an invention knows.")),
        Step("segment", t("All together: who is alike in everything the methods found?"),
             t("what a group has more of than the average: that is its name.")),
        Step("tier", t("Levels with memory: who rises, who falls, who is warned first?"),
             t("on watch: below their level, with some months to come back; these are to be kept.")),
        Step("report", t("All of it in one workbook to send: a summary, then a sheet a method."),
             t("any label: its rule and its numbers stand beside it.")),
    ]  # fmt: skip


def somebody(sentiment: Result) -> str:
    """A customer worth explaining: the first of the alarm list, else of all."""
    assert sentiment.customers is not None
    listed = [sentiment.tables[key] for key in ("alarm",) if key in sentiment.tables]
    return str(pl.concat([frame["customer_id"] for frame in (*listed, sentiment.customers)])[0])


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
