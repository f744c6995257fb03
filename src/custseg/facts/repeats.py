"""Repeat purchases: what forecasts know of a customer, at a cut date and after it."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts.rows import FactSettings
from custseg.facts.visits import visits
from custseg.schema.dataset import Dataset


def repeat_purchases(
    dataset: Dataset, as_of: date, cut: date | None = None, settings: FactSettings = FactSettings()
) -> pl.LazyFrame:
    """One row per customer with a purchase, in days and exact money, as a plan.

    ``first_on``; ``last_on``, ``repeats`` (purchase days after the first) and ``repeat_money`` (money
    of all days but the first, returns taken off as ``settings`` says), all as of ``as_of``. With
    ``cut`` also ``cut_last_on``, ``cut_repeats`` and ``cut_repeat_money``, the same as of the cut and
    null for who came later; ``later_days`` and ``later_money`` of cut < date <= as_of; ``lately_days``
    and ``lately_money`` of the equally long time that ends with the cut, first purchases left out.
    Raises InputError when there are no dated transactions with a customer.
    """
    on, money, bought = pl.col("on"), pl.col("money"), pl.col("bought")
    rows = {"_day": pl.when(bought).then(on), "_first": pl.when(bought).then(money)}
    days = {"last_on": pl.col("_day").max(), "repeats": pl.col("_day").count(), "repeat_money": money.sum()}  # fmt: skip
    if cut is not None:
        before, after = on <= cut, on > cut
        lately = before & (on > cut - (as_of - cut))
        for name, inside in (("cut", before), ("later", after), ("lately", lately)):
            rows[f"_{name}_day"] = pl.when(bought & inside).then(on)
            rows[f"_{name}_money"] = pl.when(inside).then(money)
        days["cut_last_on"] = pl.col("_cut_day").max()
        for name in ("cut", "later", "lately"):
            days[f"{name}_days"] = pl.col(f"_{name}_day").count()
            days[f"{name}_money"] = pl.col(f"_{name}_money").sum()
    customers = (
        visits(dataset, settings)
        .select("customer_id", "money", **rows)
        .group_by("customer_id")
        .agg(
            pl.col("_day").min().alias("first_on"),
            pl.col("_first").min_by("_day").alias("first_money"),
            **days,
        )
        .filter(pl.col("first_on").is_not_null())
        .with_columns(pl.col("repeats").cast(pl.Int64) - 1, pl.col("repeat_money") - pl.col("first_money"))
    )  # fmt: skip
    return customers if cut is None else _at_the_cut(customers, as_of, cut)


def _at_the_cut(customers: pl.LazyFrame, as_of: date, cut: date) -> pl.LazyFrame:
    """The counts at the cut without first purchases; null for customers who came after it."""
    known = pl.col("first_on") <= cut
    lately = known & (pl.col("first_on") > cut - (as_of - cut))
    first = pl.col("first_money")
    return customers.with_columns(
        pl.when(known).then(pl.col("cut_days").cast(pl.Int64) - 1).alias("cut_repeats"),
        pl.when(known).then(pl.col("cut_money") - first).alias("cut_repeat_money"),
        pl.col("later_days").cast(pl.Int64),
        pl.col("lately_days").cast(pl.Int64) - lately.cast(pl.Int64),
        pl.when(lately).then(pl.col("lately_money") - first).otherwise(pl.col("lately_money"))
        .alias("lately_money"),
    ).drop("cut_days", "cut_money")  # fmt: skip


def repeat_days(
    dataset: Dataset, until: date, settings: FactSettings = FactSettings()
) -> pl.LazyFrame:
    """``on`` and ``repeats``: how many customers who first bought by ``until`` came back that day, as
    a plan. First purchases are not counted; days on which nobody came back have no row.
    """
    days = visits(dataset, settings).filter(pl.col("bought")).select("customer_id", "on")
    first = (
        days.group_by("customer_id")
        .agg(pl.col("on").min().alias("first_on"))
        .filter(pl.col("first_on") <= until)
    )
    return (
        days.join(first, on="customer_id", maintain_order="none")
        .filter(pl.col("on") > pl.col("first_on"))
        .group_by("on")
        .agg(pl.len().cast(pl.Int64).alias("repeats"))
    )
