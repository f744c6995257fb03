"""The limits in force, and the stage of every customer by them."""

from __future__ import annotations

import polars as pl

from custseg.errors import UsageError
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.models.stages import (
    BANK,
    STAGE_OF,
    StageLimits,
    chosen_limits,
    limits_from_gaps,
    stage_rule,
)
from custseg.words import t


def limits_of(frame: pl.DataFrame, settings: LifecycleSettings) -> tuple[StageLimits, str]:
    """The limits in force and where those nobody set come from."""
    gaps = frame["usual_gap_days"].drop_nulls()
    from_data = settings.thresholds == "data" and len(gaps) >= settings.min_repeat_customers
    limits = chosen_limits(
        limits_from_gaps(gaps) if from_data else BANK,
        new_days=settings.new_days, growing_days=settings.growing_days,
        overdue_days=settings.overdue_days, dormant_days=settings.dormant_days,
        lost_days=settings.lost_days, won_back_days=settings.won_back_days,
        decline_share=settings.decline_share, growth_share=settings.growth_share,
        ebb_share=settings.ebb_share,
        min_trend_purchases=settings.min_trend_purchases, trend_errors=settings.trend_errors,
    )  # fmt: skip
    if not (limits.new_days <= limits.growing_days and
            limits.overdue_days <= limits.dormant_days < limits.lost_days):  # fmt: skip
        raise UsageError(
            t("[lifecycle] the days are out of order: new {new} <= growing {growing}, overdue {overdue} "
              "<= dormant {dormant} < lost {lost} must hold", new=limits.new_days,
              growing=limits.growing_days, overdue=limits.overdue_days, dormant=limits.dormant_days,
              lost=limits.lost_days),
            t("set all of them; those that are not set come from thresholds = {source!r}",
              source="data" if from_data else "bank"),
        )  # fmt: skip
    return limits, "data" if from_data else "bank"


def sources_of(settings: LifecycleSettings, source: str) -> dict[str, str]:
    """Limit -> where it comes from: the file, the bank defaults or a setting."""
    left = "file" if source == "data" else "default"
    found = {name: left if getattr(settings, name) is None else "setting" for name in
             ("new_days", "growing_days", "overdue_days", "dormant_days", "lost_days")}  # fmt: skip
    own = settings.won_back_days != LifecycleSettings().won_back_days
    return {**found, "won_back_days": "setting" if own else "default"}


def staged(
    frame: pl.DataFrame, limits: StageLimits, among: pl.Series | None = None
) -> pl.DataFrame:
    """``frame`` with ``relation_days``, ``stage_rule`` and ``stage``; of those ``among`` them alone, where given."""
    frame = frame.with_columns(_relation_days(limits))
    if among is not None:
        frame = frame.filter(among)
    return frame.with_columns(stage_rule(frame, limits)).with_columns(
        pl.col("stage_rule").replace_strict(STAGE_OF, return_dtype=pl.String).alias("stage")
    )


def _relation_days(limits: StageLimits) -> pl.Expr:
    """Days since the first purchase; since opening for who bought as soon as the data begins.

    Such a customer may well have bought before the data, and an opening date can tell.
    """
    first, tenure = pl.col("days_since_first"), pl.col("tenure_days")
    from_start = first > first.max() - limits.dormant_days
    return (
        pl.when(from_start).then(pl.max_horizontal(first, tenure)).otherwise(first)
        .alias("relation_days")
    )  # fmt: skip
