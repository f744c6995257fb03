"""What is said of stages: why a customer is in one, and how they were made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from custseg.churn import risk_alone, risk_reason
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.models.stages import BOUNDS, StageLimits
from custseg.result import Note
from custseg.words import label, t


def stage_reason(row: Mapping[str, Any]) -> str:
    """Why a customer of ``lifecycle`` is in this stage, as one sentence."""
    if row.get("stage") is None:  # a list that says who left: a risk and no stage
        return risk_alone(row)
    stage, rule = label("stage", row["stage"]), label("stage_rule", row["stage_rule"])
    said = t("{stage}: {rule}", stage=stage, rule=rule)
    if row.get("days_since_last") is not None:
        said += t("; last purchase {last} days ago, first {first} days ago",
                  last=row["days_since_last"], first=row["days_since_first"])  # fmt: skip
    if row.get("usual_gap_days") is not None:
        said += t(", usually back within {usual:.0f} days", usual=row["usual_gap_days"])
    if row["stage_rule"] == "came_back":
        said += t(", after {silence} days of silence", silence=row["silence_days"])
    if row["stage_rule"] in ("fewer_purchases", "more_purchases"):
        said += t(", {now} purchases in 90 days against {before} before",
                  now=row["purchases_90d"], before=row["purchases_prior_90d"])  # fmt: skip
    if row.get("assets_trend_3m") is not None and "assets" in row["stage_rule"]:
        said += t(", assets changed by {trend:.0%}", trend=row["assets_trend_3m"])
    if row["stage_rule"] == "assets_ebbing":
        said += t(", by {trend:.0%} within a year", trend=row["assets_trend_12m"])
    return said + risk_reason(row)


def infos(
    frame: pl.DataFrame,
    settings: LifecycleSettings,
    limits: StageLimits,
    source: str,
    has_purchases: bool,
) -> list[Note]:
    """How the stages were made: thresholds, what the data lacks, how far back they go."""
    repeat = int(frame["usual_gap_days"].count())
    if source == "data":
        said = [t("thresholds come from the gaps of {n:,} repeat customers: overdue is the median of their "
                  "usual gap, dormant its 80% quantile, lost its 95% quantile or twice dormant",
                  n=repeat)]  # fmt: skip
    elif settings.thresholds == "data":
        said = [t("only {n} repeat customers: thresholds are the bank defaults", n=repeat)]
    else:
        said = [t("thresholds are the bank defaults (thresholds = bank)")]
    if not has_purchases:
        said.append(t("no dated transactions: stages go by assets and opening dates only"))
    if frame["opened_on"].null_count() == len(frame):
        said.append(t("no opening dates in customers: acquisition counts first purchases only"))
    begin = frame["first_on"].min()
    earlier = int((frame["opened_on"] < begin).sum()) if isinstance(begin, date) else 0
    if earlier:
        said.append(t("{n:,} relations were opened before the first purchase in the data ({begin}): acquisition "
                      "begins there", n=earlier, begin=begin))  # fmt: skip
    span = int(frame["days_since_first"].max() or 0)  # type: ignore[arg-type]
    at_bound = [label("threshold", name) for name, bounds in BOUNDS.items()
                if source == "data" and getattr(settings, name) is None and limits.as_days()[name] in bounds]  # fmt: skip
    if at_bound:
        said.append(
            t("kept at the least or most that is allowed: {limits}", limits=t(", ").join(at_bound))
        )
    notes = [Note("info", sentence) for sentence in said]
    if has_purchases and span <= limits.growing_days:
        notes.append(Note("warning", t(
            "the data go back only {span} days: new and growing customers cannot be told from older ones "
            "unless opening dates are known", span=span)))  # fmt: skip
    return notes
