"""Life-cycle stages 生命周期 by rules: thresholds from the customers' own gaps, first rule wins."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import polars as pl

from custseg.models.rfm import quantiles

STAGES = ("prospect", "new", "growing", "mature", "declining", "dormant", "lost", "won_back")
"""潜在 新客 成长 成熟 衰退 沉睡 流失 挽回, in the order of a life."""

STAGE_OF = {
    # rule: stage, in the order the rules are tried
    "returns_only": "declining",
    "never_bought": "prospect",
    "account_only_new": "new",
    "account_only": "dormant",
    "assets_only_new": "new",
    "assets_only_falling": "declining",
    "assets_only_growing": "growing",
    "assets_only": "mature",
    "silent_with_assets": "dormant",
    "silent_too_long": "lost",
    "silent_long": "dormant",
    "came_back": "won_back",
    "first_lately": "new",
    "overdue": "declining",
    "fewer_purchases": "declining",
    "assets_falling": "declining",
    "assets_ebbing": "declining",
    "young": "growing",
    "more_purchases": "growing",
    "assets_rising": "growing",
    "steady": "mature",
}
"""Rule -> stage; the first rule that holds gives the stage."""


@dataclass(frozen=True)
class StageLimits:
    """Days that part the stages, and what counts as a trend."""

    new_days: int
    growing_days: int
    overdue_days: int
    dormant_days: int
    lost_days: int
    won_back_days: int = 90
    decline_share: float = 0.3
    growth_share: float = 0.3
    ebb_share: float = 0.5
    """What assets have lost within a year, and go on losing, when they ebb away slowly."""
    min_trend_purchases: int = 3
    trend_errors: float = 1.64
    """Standard errors (of Poisson counts) beyond which a change of purchases is no chance."""

    def as_days(self) -> dict[str, int]:
        """The limits that are days."""
        return {name: limit for name, limit in asdict(self).items() if name.endswith("_days")}


BANK = StageLimits(new_days=30, growing_days=180, overdue_days=90, dormant_days=180, lost_days=365)
"""Defaults of Chinese retail banks: new 30 days, growing to 180, asleep from 6 months, lost from 12."""

BOUNDS = {
    "overdue_days": (14, 180),
    "dormant_days": (90, 365),
    "lost_days": (180, 730),
    "new_days": (30, 90),
}
"""Least and most a limit from data can be."""


def limits_from_gaps(usual_gap_days: pl.Series) -> StageLimits:
    """Limits from the usual gaps of customers with repeat purchases (each customer counts once).

    The usual gap of a customer is the one nine in ten of the own gaps do not exceed. Overdue is the
    median of them over all customers, dormant the 80 % quantile, lost the 95 % quantile but at
    least twice dormant; new lasts as long as overdue, growing six times that but at most 180 days. All
    are rounded up to whole days and kept within bounds. Nulls (customers without a gap) are left out.
    """
    twentieths = quantiles(usual_gap_days, 20)
    middle, most, nearly_all = twentieths[9], twentieths[15], twentieths[18]
    overdue = _within("overdue_days", middle)
    dormant = max(_within("dormant_days", most), overdue)
    lost = max(_within("lost_days", max(nearly_all, 2 * dormant)), dormant + 1)
    new = _within("new_days", middle)
    return StageLimits(new, min(6 * new, 180), overdue, dormant, lost)


def _within(name: str, days: float) -> int:
    low, high = BOUNDS[name]
    return min(max(-int(-days // 1), low), high)


def chosen_limits(found: StageLimits, **given: int | float | None) -> StageLimits:
    """``found`` with the limits a person set."""
    said = {name: limit for name, limit in given.items() if limit is not None}
    return replace(found, **said)  # type: ignore[arg-type]


def stage_rule(customers: pl.DataFrame, limits: StageLimits) -> pl.Series:
    """The rule that gives each customer its stage, the first that holds (see ``STAGE_OF``).

    Reads ``days_since_last`` (null without purchases), ``relation_days`` (how long a customer), ``silence_days``,
    ``usual_gap_days``, ``purchases_90d``, ``purchases_prior_90d``, ``has_assets``, ``keeps_assets``, ``assets_trend_3m``,
    ``assets_trend_12m``,
    ``has_account``, ``has_returns`` and ``tenure_days`` (since opening). A null says nothing: its rule does not hold.
    Somebody with nothing but returns bought before the data begins.
    """
    last, first = pl.col("days_since_last"), pl.col("relation_days")
    bought, held, tenure = last.is_not_null(), pl.col("has_assets"), pl.col("tenure_days")
    now, before = pl.col("purchases_90d"), pl.col("purchases_prior_90d")
    noise = limits.trend_errors * (now + before).sqrt()
    falling = pl.col("assets_trend_3m") <= -limits.decline_share
    ebbing = (pl.col("assets_trend_12m") <= -limits.ebb_share) & (pl.col("assets_trend_3m") < 0)
    usual = pl.max_horizontal(pl.lit(limits.overdue_days), pl.col("usual_gap_days"))
    holds = {
        "returns_only": ~bought & ~held & pl.col("has_returns"),
        "never_bought": ~bought & ~held & ~pl.col("has_account"),
        "account_only_new": ~bought & ~held & (tenure <= limits.new_days),
        "account_only": ~bought & ~held,
        "assets_only_new": ~bought & (tenure <= limits.new_days),
        "assets_only_falling": ~bought & (falling | ebbing).fill_null(False),
        "assets_only_growing": ~bought
        & ((tenure <= limits.growing_days) | (pl.col("assets_trend_3m") >= limits.growth_share)),
        "assets_only": ~bought,
        "silent_with_assets": (last > limits.lost_days) & pl.col("keeps_assets"),
        "silent_too_long": last > limits.lost_days,
        "silent_long": last > limits.dormant_days,
        "came_back": pl.col("silence_days") > limits.dormant_days,
        "first_lately": first <= limits.new_days,
        "overdue": last > usual,
        "fewer_purchases": (before >= limits.min_trend_purchases)
        & (now <= before * (1 - limits.decline_share))
        & (before - now >= noise),
        "assets_falling": held & falling,
        "assets_ebbing": held & ebbing,
        "young": first <= limits.growing_days,
        "more_purchases": (now >= limits.min_trend_purchases)
        & (now >= before * (1 + limits.growth_share))
        & (now - before >= noise),
        "assets_rising": held & (pl.col("assets_trend_3m") >= limits.growth_share),
        "steady": pl.lit(True),
    }
    assert list(holds) == list(STAGE_OF)
    return customers.select(
        pl.coalesce(
            pl.when(condition.fill_null(False)).then(pl.lit(rule))
            for rule, condition in holds.items()
        ).alias("stage_rule")
    ).to_series()
