"""Repeat purchases: what forecasts know of a customer, at a cut date and after it."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts.rows import FactSettings
from custseg.facts.visits import days
from custseg.schema.dataset import Dataset


def repeat_purchases(
    dataset: Dataset, as_of: date, cut: date | None = None, settings: FactSettings = FactSettings()
) -> pl.LazyFrame:
    """One row per customer with a purchase, in days and exact money, as a plan.

    ``first_on``; ``last_on``, ``repeats`` (purchase days after the first) and ``repeat_money`` (money
    of all days but the first, returns taken off as ``settings`` says), all as of ``as_of``. With
    ``cut`` also ``cut_last_on``, ``cut_repeats`` and ``cut_repeat_money``, the same as of the cut and
    null for who came later; ``later_days`` and ``later_money`` of cut < date <= as_of; ``lately_days``
    and ``lately_money`` of the equally long time that ends with the cut, first purchases left out;
    ``days``, the purchase days in no order.
    Raises InputError when there are no dated transactions with a customer.
    """
    on, money, bought = pl.col("on"), pl.col("money"), pl.col("bought")
    rows: dict[str, pl.Expr] = {
        "_day": pl.when(bought).then(on),
        "_first": pl.when(bought).then(money),
    }
    counted = {"last_on": pl.col("_day").max(), "repeats": pl.col("_day").count(), "repeat_money": money.sum()}  # fmt: skip
    if cut is not None:
        after, lately = on > cut, (on <= cut) & (on > cut - (as_of - cut))
        rows["_cut_day"] = pl.when(bought & (on <= cut)).then(on)
        for name, inside in (("later", after), ("lately", lately)):
            rows[f"_{name}_day"] = bought & inside
            rows[f"_{name}_money"] = pl.when(inside).then(money)
            counted[f"{name}_days"] = pl.col(f"_{name}_day").sum()
            counted[f"{name}_money"] = pl.col(f"_{name}_money").sum()
        counted["cut_last_on"] = pl.col("_cut_day").max()
        counted["days"] = pl.col("_day").drop_nulls()
    customers = (
        days(dataset, settings)
        .select("customer_id", "money", **rows)
        .group_by("customer_id")
        .agg(
            pl.col("_day").min().alias("first_on"),
            pl.col("_first").min_by("_day").alias("first_money"),
            **counted,
        )
        .filter(pl.col("first_on").is_not_null())
        .with_columns(pl.col("repeats").cast(pl.Int64) - 1, pl.col("repeat_money") - pl.col("first_money"))
    )  # fmt: skip
    return customers if cut is None else _at_the_cut(customers, as_of, cut)


def _at_the_cut(customers: pl.LazyFrame, as_of: date, cut: date) -> pl.LazyFrame:
    """The counts at the cut without first purchases; null for customers who came after it."""
    known = pl.col("first_on") <= cut
    lately = known & (pl.col("first_on") > cut - (as_of - cut))
    first, later = pl.col("first_money"), pl.col("later_days").cast(pl.Int64)
    return customers.with_columns(
        pl.when(known).then(pl.col("repeats") - later).alias("cut_repeats"),
        pl.when(known).then(pl.col("repeat_money") - pl.col("later_money")).alias("cut_repeat_money"),
        later,
        pl.col("lately_days").cast(pl.Int64) - lately.cast(pl.Int64),
        pl.when(lately).then(pl.col("lately_money") - first).otherwise(pl.col("lately_money"))
        .alias("lately_money"),
    )  # fmt: skip


def repeat_days(customers: pl.DataFrame, until: date) -> pl.DataFrame:
    """``on`` and ``repeats``: how many customers who first bought by ``until`` came back that day.

    From the ``days`` of ``repeat_purchases`` with a cut. First purchases are not counted; days on which
    nobody came back have no row.
    """
    known = customers.lazy().filter(pl.col("first_on") <= until)
    return (
        known.select("first_on", on="days")
        .explode("on")
        .filter(pl.col("on") > pl.col("first_on"))
        .group_by("on")
        .agg(pl.len().cast(pl.Int64).alias("repeats"))
        .sort("on")
        .collect()
    )
