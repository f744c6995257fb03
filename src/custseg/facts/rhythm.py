"""A customer's own rhythm: the gaps between purchase days, and how overdue the next one is."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts.rows import FactSettings
from custseg.facts.visits import visits
from custseg.schema.dataset import Dataset

MIN_PURCHASE_DAYS = 3
"""Two gaps are the least that can be called a rhythm."""


def rhythm(dataset: Dataset, as_of: date, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """The gaps between a customer's distinct purchase days, as a plan.

    * ``purchase_days``: distinct days with a purchase. Several purchases of one day are one visit,
      so a gap is never zero.
    * ``median_gap_days`` (from 2 purchase days), ``longest_gap_days``, ``usual_gap_days`` (nine in
      ten of the own gaps are no longer).
    * ``regularity`` = 1 - (upper - lower quartile of the gaps) / (upper + lower quartile), from 0 to
      1: 1 is a clock, 0.34 is what days drawn at random give (exponential gaps), less are bursts and
      long silences. Null below 3 purchase days.
    * ``days_since_last`` purchase day, seen from ``as_of``.
    * ``churn_factor`` = days_since_last / median_gap_days. Null below 3 purchase days.

    Quantiles are of type 7 (linear between values). Customers with returns only are left out.
    Sources: Optimove's churn factor; 客户沉默天数 ÷ 自身购买间隔; the quartile coefficient of dispersion
    (Bonett 2006), which has no floor that most customers of a bank would lie on.
    """
    gaps = pl.col("_gaps")
    enough = pl.col("purchase_days") >= MIN_PURCHASE_DAYS
    low, high = _quantile(gaps, 0.25), _quantile(gaps, 0.75)
    return (
        visits(dataset, settings)
        .filter(pl.col("bought"))
        .group_by("customer_id")
        .agg(pl.col("on").sort())
        .select(
            "customer_id",
            pl.col("on").list.len().cast(pl.Int64).alias("purchase_days"),
            (pl.lit(as_of) - pl.col("on").list.last()).dt.total_days().alias("days_since_last"),
            pl.col("on").list.eval(pl.element().diff(null_behavior="drop").dt.total_days())
            .list.sort().alias("_gaps"),
        )
        .with_columns(
            _quantile(gaps, 0.5).alias("median_gap_days"),
            _quantile(gaps, 0.9).alias("usual_gap_days"),
            gaps.list.last().alias("longest_gap_days"),
        )
        .with_columns(
            pl.when(enough).then(1 - (high - low) / (high + low)).alias("regularity"),
            pl.when(enough).then(pl.col("days_since_last") / pl.col("median_gap_days"))
            .alias("churn_factor"),
        )
        .drop("_gaps")
    )  # fmt: skip


def _quantile(ordered: pl.Expr, share: float) -> pl.Expr:
    """The type-7 quantile of every sorted list; null for an empty one."""
    place = (ordered.list.len().cast(pl.Float64) - 1) * share
    below = ordered.list.get(place.floor().cast(pl.Int64), null_on_oob=True)
    above = ordered.list.get(place.ceil().cast(pl.Int64), null_on_oob=True)
    value = (below + (above - below) * (place - place.floor())).round(6)
    return pl.when(ordered.list.len() > 0).then(value)
