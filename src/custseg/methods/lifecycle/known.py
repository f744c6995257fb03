"""Everything the stages go by: one row per customer of any table."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts import (
    FactSettings,
    assets,
    customers_universe,
    holds_something,
    opened_on,
    purchases,
    rhythm,
    windows,
)
from custseg.facts.journey import assets_course, comebacks
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import DATE, MONEY
from custseg.schema.presumed import Plan
from custseg.settings import Yuan

_NEEDED: dict[str, pl.DataType] = {
    "first_on": DATE, "last_on": DATE, "frequency": pl.Int64(), "monetary": MONEY, "n_returns": pl.Int64(),
    "days_since_last": pl.Int64(), "purchase_days": pl.Int64(), "median_gap_days": pl.Float64(),
    "usual_gap_days": pl.Float64(), "churn_factor": pl.Float64(), "silence_days": pl.Int64(),
    "purchases_90d": pl.Int64(), "purchases_prior_90d": pl.Int64(),
    "assets_month": pl.String(), "month_end_assets": MONEY, "average_assets": MONEY,
    "assets_trend_3m": pl.Float64(), "assets_trend_12m": pl.Float64(), "opened_on": DATE,
}  # fmt: skip
"""What the rules and tables read; a column the data cannot give is null."""


def plans_of(
    dataset: Dataset, as_of: date, settings: LifecycleSettings, facts: FactSettings
) -> list[Plan]:
    """The plans of what is known of every customer of any table, to run in one pass."""
    everybody = customers_universe(dataset)
    plans: list[Plan] = [
        everybody.select("customer_id", holds_something(dataset).alias("has_account"))
    ]
    if dataset.has("transactions", "customer_id", "date"):
        plans += [
            purchases(dataset, facts).drop("returned_money"),
            rhythm(dataset, as_of, facts).select(
                "customer_id", "days_since_last", "purchase_days", "median_gap_days", "usual_gap_days",
                "churn_factor"),
            windows(dataset, as_of, facts).select("customer_id", "purchases_90d", "purchases_prior_90d"),
            comebacks(dataset, as_of, settings.won_back_days, facts),
        ]  # fmt: skip
    if dataset.has("balances", "customer_id", "date"):
        plans.append(assets(dataset, as_of, facts).select(
            "customer_id", "assets_month", "month_end_assets", "average_assets"))  # fmt: skip
        plans.append(assets_course(dataset, as_of, facts))
    opened = opened_on(dataset)
    if opened is not None:
        plans.append(opened)
    return plans


def known_of(
    collected: list[pl.DataFrame], as_of: date, settings: LifecycleSettings
) -> pl.DataFrame:
    """The frames of ``plans_of`` as one: everything that is known of every customer, sorted."""
    frame, *others = collected
    for other in others:
        frame = frame.join(other, on="customer_id", how="left")
    lacking = {
        name: pl.lit(None, kind) for name, kind in _NEEDED.items() if name not in frame.columns
    }
    return frame.with_columns(**lacking).with_columns(
        (pl.lit(as_of) - pl.col("first_on")).dt.total_days().alias("days_since_first"),
        (pl.lit(as_of) - pl.col("opened_on")).dt.total_days().alias("tenure_days"),
        pl.col("has_account") & (pl.col("opened_on") <= as_of).fill_null(True),
        _holds_assets(as_of, Yuan(0)).alias("has_assets"),
        _holds_assets(as_of, settings.min_assets).alias("keeps_assets"),
        (pl.col("n_returns") > 0).fill_null(False).alias("has_returns"),
    ).sort("customer_id")  # fmt: skip


def _holds_assets(as_of: date, above: Yuan) -> pl.Expr:
    """Whether the last known balance is above an amount, and from this month or one of the two before."""
    month = pl.col("assets_month").str.to_date("%Y-%m")
    age = (as_of.year * 12 + as_of.month) - (month.dt.year().cast(pl.Int32) * 12 + month.dt.month())
    held = pl.coalesce("month_end_assets", "average_assets") > pl.lit(above, MONEY)
    return (held & (age <= 2)).fill_null(False)


_SHOWN = ["customer_id", "stage", "stage_rule", "days_since_last", "days_since_first", "first_on", "last_on",
          "frequency", "purchase_days", "monetary", "median_gap_days", "usual_gap_days", "churn_factor",
          "silence_days", "purchases_90d", "purchases_prior_90d", "average_assets", "month_end_assets",
          "assets_trend_3m", "assets_trend_12m", "opened_on", "tenure_days"]  # fmt: skip


def shown(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that say something, the stage first."""
    always = {"customer_id", "stage", "stage_rule", "days_since_last"}
    there = [c for c in _SHOWN if c in always or frame[c].null_count() < len(frame)]
    money = [c for c in there if isinstance(frame.schema[c], pl.Decimal)]
    return frame.select(there).with_columns(pl.col(money).cast(pl.Float64))
