"""The course of a relation: comebacks after long silence, and cohorts by first month."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import polars as pl

from custseg.facts.assets import monthly_assets
from custseg.facts.rows import FactSettings
from custseg.facts.visits import visits
from custseg.schema.dataset import Dataset


def comebacks(
    dataset: Dataset, as_of: date, days: int, settings: FactSettings = FactSettings()
) -> pl.LazyFrame:
    """``silence_days`` of customers who purchased in the last ``days`` days, as a plan.

    It is the longest gap that a purchase of these days ended: how long the customer had been silent
    before coming back. A first purchase ends no gap; customers without any are left out.
    """
    ago = (pl.lit(as_of) - pl.col("on")).dt.total_days()
    return (
        visits(dataset, settings)
        .filter(pl.col("bought"))
        .group_by("customer_id")
        .agg(pl.col("on").sort())
        .with_columns(pl.col("on").list.shift(1).alias("_before"))
        .explode("on", "_before")
        .filter((ago < days) & pl.col("_before").is_not_null())
        .group_by("customer_id")
        .agg((pl.col("on") - pl.col("_before")).dt.total_days().max().alias("silence_days"))
    )


def cohorts(dataset: Dataset, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """Customers by the month of their first purchase and how many bought again k months later.

    One row per ``month`` ("2011-09") and ``months_later`` (0, 1, ...) with ``customers``, as a plan;
    a month in which nobody of the cohort bought has no row.
    """
    on = pl.col("on")
    return (
        visits(dataset, settings)
        .filter(pl.col("bought"))
        .select("customer_id", (on.dt.year().cast(pl.Int32) * 12 + on.dt.month() - 1).alias("at"))
        .group_by("customer_id")
        .agg(pl.col("at").unique())
        .with_columns(pl.col("at").list.min().alias("first"))
        .explode("at")
        .group_by("first", (pl.col("at") - pl.col("first")).alias("months_later"))
        .agg(pl.len().cast(pl.Int64).alias("customers"))
        .select(
            pl.format("{}-{}", pl.col("first") // 12,
                      (pl.col("first") % 12 + 1).cast(pl.String).str.zfill(2)).alias("month"),
            "months_later", "customers",
        )
    )  # fmt: skip


def assets_course(
    dataset: Dataset, as_of: date, settings: FactSettings = FactSettings()
) -> pl.LazyFrame:
    """``assets_trend_3m`` and ``assets_trend_12m`` per customer, as a plan: average assets of the last
    three months on the three before, and on the same three a year before.

    The month of ``as_of`` is the last one; -0.3 is a fall of 30 %. Null unless the months before are
    known and positive. A slow ebb that no single month shows is seen in the first, one that took a
    year in the second.
    """
    month = pl.col("month").str.to_date("%Y-%m")
    age = (as_of.year * 12 + as_of.month) - (month.dt.year().cast(pl.Int32) * 12 + month.dt.month())
    return trends_of(monthly_assets(dataset, as_of, settings), age)


_Frame = TypeVar("_Frame", pl.DataFrame, pl.LazyFrame)


def trends_of(monthly: _Frame, age: pl.Expr, customer: str = "customer_id") -> _Frame:
    """The trends of ``assets_course`` from rows of customer and month, ``age`` months ago."""
    now, before, year_before = (
        pl.col("average_assets").filter(age.is_between(low, low + 2)).sum().cast(pl.Float64)
        / age.is_between(low, low + 2).sum()
        for low in (0, 3, 12)
    )
    sums = monthly.group_by(customer).agg(
        now.alias("_now"), before.alias("assets_trend_3m"), year_before.alias("assets_trend_12m")
    )
    return sums.select(customer, *(
        pl.when(pl.col(then) > 0).then((pl.col("_now") / pl.col(then) - 1).fill_nan(None)).alias(then)
        for then in ("assets_trend_3m", "assets_trend_12m")
    ))  # fmt: skip
