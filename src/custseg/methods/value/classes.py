"""Where the classes of value begin, and what shows that a customer has room."""

from __future__ import annotations

import polars as pl

from custseg.methods.value.settings import Metric, ValueSettings
from custseg.models.rfm import quantiles
from custseg.models.tiers import TierRules, share_floor


def trend_of(frame: pl.DataFrame, metric: Metric) -> pl.Expr:
    """How much value rose lately: assets of 3 months, else money of 90 days, on those before."""
    if metric == "aum_month_avg":
        return pl.col("assets_trend_3m").alias("trend")
    if "money_90d" not in frame.columns:
        return pl.lit(None, pl.Float64).alias("trend")
    now, before = pl.col("money_90d").cast(pl.Float64), pl.col("money_prior_90d").cast(pl.Float64)
    return pl.when(before > 0).then(now / before - 1).alias("trend")


def rules_of(
    frame: pl.DataFrame, settings: ValueSettings, *, is_forecast_off: bool = False
) -> TierRules:
    """Where the tiers begin, from the customers' own values, incomes and expectations."""
    worth = frame["value"]
    positive = worth.filter(worth > 0)
    floor = settings.high_at_least
    return TierRules(
        high_floor=share_floor(worth, settings.high_share) if floor is None else float(floor),
        rising_share=settings.rising_share,
        middle=quantiles(positive, 2)[0] if len(positive) else None,
        income_floor=share_floor(frame["income"], settings.income_share),
        next_floor=share_floor(frame["value_next"].drop_nulls(), settings.high_share)
        if "value_next" in frame.columns
        else None,
        is_forecast_off=is_forecast_off,
    )


def share_of_total(frame: pl.DataFrame) -> pl.Expr:
    """The share of the positive total; a loss has none."""
    total = float(frame.filter(pl.col("_value") > 0)["_value"].sum() or 0)
    worth = pl.col("value")
    return (
        pl.when(worth < 0).then(None).otherwise(worth / total)
        if total > 0
        else pl.lit(None, pl.Float64)
    )
