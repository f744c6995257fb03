"""Which customers are compared: by the time of their first purchase, or by an attribute."""

from __future__ import annotations

import polars as pl

from custseg.errors import UsageError
from custseg.facts import FactSettings
from custseg.facts.firsts import first_bought
from custseg.schema.dataset import Dataset
from custseg.words import t

ALL, UNKNOWN = "all", "unknown"
MIN_CUSTOMERS, MOST_GROUPS = 30, 8
"""Customers a group needs to be shown, and how many groups are: the largest."""
_OF_FIRST_PURCHASE = ("channel", "product", "category", "branch", "counterparty", "currency")
_NO_GROUPS = ("customer_id", "name", "company_name", "id_number", "phone", "email", "address",
              "churned", "tenure_months", "opened_on", "ended_on")  # fmt: skip
"""Columns that name a person, and those that are what is asked."""


def group_plan(
    dataset: Dataset, column: str | None, facts: FactSettings
) -> tuple[pl.LazyFrame, ...]:
    """The plan of ``customer_id`` and ``group`` by a column; none where first purchases make the groups.

    The column is one of the customer list, the user's own columns included, else one of transactions,
    taken from the first purchase. Raises UsageError when it is neither, and names those there are.
    """
    if column is None:
        return ()
    listed = [*dataset.columns("customers"), *dataset.own_columns("customers")]
    listed = (
        [c for c in listed if c not in _NO_GROUPS]
        if dataset.has("customers", "customer_id")
        else []
    )
    bought = [
        c for c in _OF_FIRST_PURCHASE if dataset.has("transactions", "customer_id", "date", c)
    ]
    if column in listed:
        plan = dataset.frame("customers").filter(pl.col("customer_id").is_not_null())
        named = plan.group_by("customer_id").agg(pl.col(column).cast(pl.String).drop_nulls().min())
    elif column in bought:
        named = first_bought(dataset, column, facts)
    else:
        there = t(", ").join(dict.fromkeys([*listed, *bought])) or t("none")
        raise UsageError(
            t("[lifecycle] survival_by = {column!r}: there is no such column to compare customers by",
              column=column),
            t("columns there are: {columns}", columns=there),
        )  # fmt: skip
    return (named.select("customer_id", pl.col(column).cast(pl.String).alias("group")),)


def by_first_purchase(first_on: pl.Series) -> pl.Series:
    """The half-year of the first purchase ("2011H1"); where all are in one, the quarter, else the month.

    Where there are more than eight half-years, the year.
    """
    on = pl.col("on")
    year = on.dt.year().cast(pl.String)
    half = year + "H" + ((on.dt.month() - 1) // 6 + 1).cast(pl.String)
    grains = [half, year + "Q" + on.dt.quarter().cast(pl.String), on.dt.strftime("%Y-%m")]
    frame = first_on.alias("on").to_frame()
    found = [frame.select(grain.alias("group"))["group"] for grain in grains]
    if found[0].n_unique() > MOST_GROUPS:
        return frame.select(year.alias("group"))["group"]
    return next((groups for groups in found if groups.n_unique() > 1), found[0])


def compared(groups: pl.Series) -> list[str]:
    """The groups that are shown: at least 30 customers, the eight largest; sorted by name."""
    sizes = groups.value_counts(name="n").filter(pl.col("n") >= MIN_CUSTOMERS)
    largest = sizes.sort(["n", groups.name], descending=[True, False]).head(MOST_GROUPS)
    return sorted(largest[groups.name].to_list())
