"""The course of a relation: where its assets are going."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import polars as pl

from custseg.facts.assets import monthly_assets
from custseg.facts.rows import FactSettings
from custseg.schema.dataset import Dataset


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
