"""What is said of stages: why a customer is in one, and how they were made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from custseg.churn import risk_alone, risk_reason
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.methods.lifecycle.tables import first_month, were_before
from custseg.models.stages import BOUNDS, StageLimits
from custseg.result import Note, Result
from custseg.words import label, t


def stage_reason(
    row: Mapping[str, Any], limits: Mapping[str, Any] | None = None,
    asked: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """Why a customer of ``lifecycle`` is in this stage, as one sentence.

    With ``limits`` (days and shares by name) it says what the rule asks for, with ``asked`` what the
    chance of leaving is of.
    """
    if row.get("stage") is None:  # a list that says who left: a risk and no stage
        return risk_alone(row, asked)
    stage, rule = label("stage", row["stage"]), label("stage_rule", row["stage_rule"])
    said = t("{stage}: {rule}", stage=stage, rule=rule)
    if limits and (asks := rule_asks(row["stage_rule"], limits)):
        said += t(" (rule: {rule})", rule=asks)
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
    if row["stage_rule"] == "steady" and row.get("purchases_90d") is not None:
        said += _no_trend(row)
    return said + risk_reason(row, asked)


def stage_reason_in(result: Result) -> Callable[[Mapping[str, Any]], str]:
    """``stage_reason`` with the limits of ``result`` and the horizon of its chance of leaving."""
    limits = (
        {**result.settings, **result.evidence["limits"]} if "limits" in result.evidence else None
    )
    return partial(stage_reason, limits=limits, asked=result.evidence.get("churn"))


def _no_trend(row: Mapping[str, Any]) -> str:
    """What did not change much for a customer whose trade is steady."""
    said = t(", {now} purchases in 90 days against {before} before",
             now=row["purchases_90d"], before=row["purchases_prior_90d"])  # fmt: skip
    if row.get("assets_trend_3m") is not None:
        said += t(", assets changed by {trend:.0%}", trend=row["assets_trend_3m"])
    return said


def rule_asks(rule: str, limits: Mapping[str, Any]) -> str:
    """What a rule of ``models.stages.STAGE_OF`` asks for with the limits in force; "" where it has none."""
    n = {
        "new": limits["new_days"], "growing": limits["growing_days"], "overdue": limits["overdue_days"],
        "dormant": limits["dormant_days"], "lost": limits["lost_days"], "back": limits["won_back_days"],
        "fall": limits["decline_share"], "rise": limits["growth_share"], "ebb": limits["ebb_share"],
        "least": limits["min_trend_purchases"],
    }  # fmt: skip
    said = {
        "account_only_new": lambda: t("opened at most {new} days ago", **n),
        "assets_only_new": lambda: t("opened at most {new} days ago", **n),
        "assets_only_falling": lambda: t(
            "assets down by {fall:.0%} or more in 3 months, or by {ebb:.0%} within a year and still falling", **n),
        "assets_only_growing": lambda: t(
            "opened at most {growing} days ago, or assets up by {rise:.0%} or more in 3 months", **n),
        "silent_with_assets": lambda: t("no purchase for more than {lost} days, assets kept", **n),
        "silent_too_long": lambda: t("no purchase for more than {lost} days", **n),
        "silent_long": lambda: t("no purchase for more than {dormant} days", **n),
        "came_back": lambda: t(
            "back within the last {back} days after more than {dormant} days without a purchase", **n),
        "first_lately": lambda: t("first purchase at most {new} days ago", **n),
        "overdue": lambda: t(
            "no purchase for more than {overdue} days and for longer than the own usual gap", **n),
        "fewer_purchases": lambda: t(
            "{fall:.0%} fewer purchases or more, from at least {least}, and beyond chance", **n),
        "assets_falling": lambda: t("assets down by {fall:.0%} or more in 3 months", **n),
        "assets_ebbing": lambda: t("assets down by {ebb:.0%} or more within a year and still falling", **n),
        "young": lambda: t("with the house for at most {growing} days", **n),
        "more_purchases": lambda: t(
            "{rise:.0%} more purchases or more, at least {least}, and beyond chance", **n),
        "assets_rising": lambda: t("assets up by {rise:.0%} or more in 3 months", **n),
        "steady": lambda: t(
            "back within {overdue} days or the own usual gap, no newcomer, and no clear trend of purchases or assets", **n),
    }.get(rule)  # fmt: skip
    return said() if said is not None else ""


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
    beginning = first_month(frame)
    set_apart = were_before(frame, beginning)
    new = int((~set_apart).sum())
    if new < len(set_apart):
        said.append(t("{n:,} customers bought first in {month}, in which the data begin, and may have been customers long "
                      "before: {new:,} of them who were opened in it count as new",
                      n=len(set_apart), month=f"{beginning:%Y-%m}", new=new))  # fmt: skip
    span = int(frame["days_since_first"].max() or 0)  # type: ignore[arg-type]
    at_bound = [label("threshold", name) for name, bounds in BOUNDS.items()
                if source == "data" and getattr(settings, name) is None and limits.as_days()[name] in bounds]  # fmt: skip
    if at_bound:
        said.append(
            t("kept at the least or most that is allowed: {limits}", limits=t(", ").join(at_bound))
        )
    notes = [Note("info", sentence) for sentence in said]
    to_come = frame.filter(pl.col("tenure_days") < 0)["opened_on"]
    if len(to_come):
        notes.append(Note("warning", t(
            "{n:,} customers were opened only after the as-of date, up to {last}, and have no account yet; --as-of {last} takes "
            "them in", n=len(to_come), last=to_come.max())))  # fmt: skip
    if has_purchases and span <= limits.growing_days:
        notes.append(Note("warning", t(
            "the data go back only {span} days: new and growing customers cannot be told from older ones "
            "unless opening dates are known", span=span)))  # fmt: skip
    return notes
