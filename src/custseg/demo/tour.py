"""The guided tour: what each method asks, what to look at, and the command that does it.

The command line runs the steps in this order on the files of ``bank.write_bank``; the wording is for
somebody who sees the six methods for the first time.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from custseg.words import t


class Step(NamedTuple):
    """One stop of the tour."""

    command: str
    """The command that is run, and the key of its title."""
    asks: str
    """What the method asks, in one or two sentences."""
    look: str
    """What to look at in its answer."""


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
