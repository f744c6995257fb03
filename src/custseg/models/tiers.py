"""Value tiers 高/潜力/低: who is worth most now, and who has room to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from custseg.models.rfm import quantiles

PURCHASES_A_YEAR = 0.5
"""Of whom fewer purchases a year are expected, most likely none comes: nobody is potential by that, the most of all or not."""
UNSURE = "_unsure"
"""How rules end that rest on a forecast which missed widely in its test."""
MOST_SWOLLEN = 2
"""How many times as large as asked for ties may make the top."""


@dataclass(frozen=True)
class TierRules:
    """Where the tiers begin. A None turns a rule off."""

    high_floor: float | None
    """High is at least this much, and more than nothing."""
    rising_share: float | None
    """Potential: value at the middle or above, and its trend rose by at least this share."""
    middle: float | None
    """The median of the positive values."""
    income_floor: float | None
    """Potential: an income of at least this much."""
    next_floor: float | None = None
    """Potential: at least this much is expected to come; None without a forecast."""
    is_forecast_off: bool = False
    """The forecast missed widely where it was tested: rules that rest on it say so."""


def share_floor(values: pl.Series, share: float) -> float | None:
    """The value the top ``share`` of customers reach: the type-7 quantile 1 - share, in percent steps.

    Who ties with it reaches it too, unless so many do that the top were more than ``MOST_SWOLLEN`` times as large as
    asked for: then it is the least value above. Where nobody is above, all reach it.
    """
    hundredths = quantiles(values, 100)
    if not hundredths:
        return None
    floor = hundredths[max(0, min(98, 99 - round(share * 100)))]
    known = values.drop_nulls().cast(pl.Float64)
    least_above = known.filter(known > floor).min()
    is_swollen = (known >= floor).sum() > MOST_SWOLLEN * share * len(known)
    return least_above if is_swollen and isinstance(least_above, float) else floor


def peer_quartiles(
    customers: pl.DataFrame, levels: Sequence[Sequence[str]], least: int
) -> pl.DataFrame:
    """The peer group of each customer and the upper quartile of its ``value``, in the given order.

    ``levels`` are lists of columns from the finest cell to the coarsest; a customer belongs to the
    finest cell in which all columns are known and that has at least ``least`` customers. Columns:
    ``peer_group`` (the known values joined), ``peers``, ``peer_p75``; null without such a cell.
    """  # fmt: skip
    schema = {"peer_group": pl.String, "peers": pl.Int64, "peer_p75": pl.Float64}
    found = pl.DataFrame({name: [None] * len(customers) for name in schema}, schema=schema)
    for columns in levels:
        name = pl.concat_str([pl.col(c) for c in columns], separator=" · ")
        cells = customers.select(name.alias("peer_group"), "value")
        groups = (
            cells.drop_nulls("peer_group").group_by("peer_group").agg(pl.col("value"))
            .filter(pl.col("value").list.len() >= least)
        )  # fmt: skip
        sizes = [len(values) for values in groups["value"]]
        quartiles = [quantiles(values, 4)[2] for values in groups["value"]]
        known = groups.select("peer_group").with_columns(
            pl.Series("peers", sizes, pl.Int64), pl.Series("peer_p75", quartiles, pl.Float64)
        )
        here = cells.select("peer_group").join(
            known, on="peer_group", how="left", maintain_order="left"
        )
        here = here.with_columns(pl.when(pl.col("peers").is_not_null()).then("peer_group"))
        taken = found["peers"].is_not_null()
        found = pl.DataFrame(
            {c: here[c].zip_with(~taken, found[c]) for c in ("peer_group", "peers", "peer_p75")}
        )
    return found


def tier_rule(customers: pl.DataFrame, rules: TierRules) -> pl.Series:
    """The rule that gives each customer its tier, the first that holds.

    ``negative`` (a loss), ``top_fading`` (at least the high floor, but what is expected to come is
    below its own floor), ``top`` (at least the high floor), ``next_high`` (what is expected reaches its
    floor; both with ``UNSURE`` behind them where the forecast is off), ``peers_high`` (one in four peers reaches the high floor and the customer is below that
    quarter), ``income_high``, ``rising``, ``no_value`` (nothing), ``rest``. Reads ``value``,
    ``peer_p75``, ``income``, ``trend``, and with a ``next_floor`` ``value_next`` and ``_purchases_a_year``: of whom fewer
    than ``PURCHASES_A_YEAR`` are expected, nothing is expected.
    """
    value = pl.col("value")
    never = pl.lit(False)
    high = (value >= rules.high_floor) & (value > 0) if rules.high_floor is not None else never
    peers = (
        (pl.col("peer_p75") >= rules.high_floor) & (pl.col("peer_p75") > 0) & (value < pl.col("peer_p75"))
        if rules.high_floor is not None else never
    )  # fmt: skip
    income = pl.col("income") >= rules.income_floor if rules.income_floor is not None else never
    coming = fading = never
    if rules.next_floor is not None:
        coming = (pl.col("value_next") >= rules.next_floor) & (
            pl.col("_purchases_a_year") >= PURCHASES_A_YEAR
        )
        fading = pl.col("value_next").is_not_null() & ~coming.fill_null(False)
    rising = never
    if rules.rising_share is not None and rules.middle is not None:
        rising = (pl.col("trend") >= rules.rising_share) & (value >= rules.middle)
    unsure = UNSURE if rules.is_forecast_off else ""
    return customers.select(
        pl.when(value < 0).then(pl.lit("negative"))
        .when(high & fading.fill_null(False)).then(pl.lit(f"top_fading{unsure}"))
        .when(high).then(pl.lit("top"))
        .when(coming.fill_null(False)).then(pl.lit(f"next_high{unsure}"))
        .when(peers.fill_null(False)).then(pl.lit("peers_high"))
        .when(income.fill_null(False)).then(pl.lit("income_high"))
        .when(rising.fill_null(False)).then(pl.lit("rising"))
        .when(value == 0).then(pl.lit("no_value"))
        .otherwise(pl.lit("rest")).alias("value_rule")
    ).to_series()  # fmt: skip


TIER_OF = {
    "top": "high",
    "top_fading": "high",
    "top_fading_unsure": "high",
    "next_high": "potential",
    "next_high_unsure": "potential",
    "peers_high": "potential",
    "income_high": "potential",
    "rising": "potential",
    "negative": "low",
    "no_value": "low",
    "rest": "low",
}
"""Rule -> tier."""
