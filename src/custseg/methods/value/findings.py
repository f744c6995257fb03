"""Value now in words: findings, how value was measured, and why a customer has a tier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from custseg.facts import FactSettings, fact_notes, stated_in
from custseg.methods.value.settings import METRICS, Metric, ValueSettings
from custseg.models.tiers import PURCHASES_A_YEAR, UNSURE, TierRules
from custseg.result import Note, Result
from custseg.schema.dataset import Dataset
from custseg.words import header, label, t


def value_reason(row: Mapping[str, Any], limits: Mapping[str, float] | None = None) -> str:
    """Why a customer of ``value`` has this tier, as one sentence; with the ``limits`` the tier goes by, by name."""
    asks = _asks(row["value_rule"].removesuffix(UNSURE), limits) if limits else ""
    return _tier_reason(row) + (t(" (rule: {rule})", rule=asks) if asks else "")


def value_reason_in(result: Result) -> Callable[[Mapping[str, Any]], str]:
    """``value_reason`` with the limits of ``result``."""
    return partial(value_reason, limits=dict(result.tables["thresholds"].iter_rows()))


def _asks(rule: str, limits: Mapping[str, float]) -> str:
    """What a rule asks for with the limits in force; "" where its limit is not known."""
    if rule in ("top", "top_fading", "peers_high", "rest", "next_high") and "high_floor" in limits:
        high = limits["high_floor"]
        if rule == "peers_high":
            return t("a quarter of the peers reach high value, {high:,.2f} or more", high=high)
        if rule == "next_high" and "next_floor" in limits:
            return t("{floor:,.2f} or more to come", floor=limits["next_floor"])
        return t("high value from {high:,.2f}", high=high)
    if rule == "income_high" and "income_floor" in limits:
        return t("an income of {floor:,.2f} or more", floor=limits["income_floor"])
    if rule == "rising" and {"rising_share", "rising_value_floor"} <= limits.keys():
        return t("rising by {share:.0%} or more, from a value of {floor:,.2f}",
                 share=limits["rising_share"], floor=limits["rising_value_floor"])  # fmt: skip
    return ""


def _tier_reason(row: Mapping[str, Any]) -> str:
    tier, worth = label("value_tier", row["value_tier"]), row["value"]
    rule = row["value_rule"].removesuffix(UNSURE)
    if rule != row["value_rule"]:
        return t("{reason}; the forecast missed widely in its test",
                 reason=_tier_reason({**row, "value_rule": rule}))  # fmt: skip
    if rule == "top":
        return t(
            "{tier}: value {worth:,.2f} is at or above where high begins", tier=tier, worth=worth
        )
    if rule == "top_fading":
        return t("{tier}: value {worth:,.2f} is at or above where high begins, but only {coming:,.2f} is expected "
                 "to come", tier=tier, worth=worth, coming=row["value_next"])  # fmt: skip
    if rule == "next_high":
        return t("{tier}: value {worth:,.2f}, and {coming:,.2f} expected to come is among the most",
                 tier=tier, worth=worth, coming=row["value_next"])  # fmt: skip
    if rule == "peers_high":
        return t("{tier}: value {worth:,.2f}, while a quarter of the peers ({group}) have {p75:,.2f} or more",
                 tier=tier, worth=worth, group=row["peer_group"], p75=row["peer_p75"])  # fmt: skip
    if rule == "income_high":
        return t("{tier}: value {worth:,.2f}, with an income of {income:,.0f} among the highest",
                 tier=tier, worth=worth, income=row["income"])  # fmt: skip
    if rule == "rising":
        return t("{tier}: value {worth:,.2f} and rising by {trend:.0%}",
                 tier=tier, worth=worth, trend=row["trend"])  # fmt: skip
    if rule == "negative":
        return t("{tier}: value {worth:,.2f} is a loss", tier=tier, worth=worth)
    if rule == "no_value":
        return t("{tier}: no value yet", tier=tier)
    return t("{tier}: value {worth:,.2f}, and no sign of room for more", tier=tier, worth=worth)


def about_expected(frame: pl.DataFrame, rules: TierRules) -> list[Note]:
    """That labels rest on a forecast which missed widely, or that it makes nobody potential; nothing without one."""
    if rules.next_floor is None:
        return []
    of_rule = dict(frame["value_rule"].value_counts().iter_rows())
    said = []
    coming, fading = (of_rule.get(f"{rule}{UNSURE}", 0) for rule in ("next_high", "top_fading"))
    if coming or fading:
        said.append(Note("finding", t(
            "The forecast missed widely in its test: {coming:,} customers are potential and {fading:,} expected to fall back by it "
            "alone, and their rule says so (unsure)", coming=coming, fading=fading)))  # fmt: skip
    if not coming and not of_rule.get("next_high"):
        said.append(Note("info", t(
            "nobody is potential by the forecast: of nobody below high value {least} purchases a year are expected, or as much "
            "money as of the most", least=PURCHASES_A_YEAR)))  # fmt: skip
    return said


def findings_of(frame: pl.DataFrame, tables: Mapping[str, pl.DataFrame], metric: Metric,
              gini: float | None) -> list[Note]:  # fmt: skip
    """How much all are worth, how unevenly, and how many are high and potential."""
    if gini is None:
        return [Note("finding", t("No customer has any value ({metric})", metric=header(metric)))]
    top = tables["concentration"].row(by_predicate=pl.col("top_share") == 0.2, named=True)
    losses = frame.filter(pl.col("_value") < 0)
    gains = frame.filter(pl.col("_value") > 0)
    base = t("the value above zero") if len(losses) else t("the value")
    said = [
        t("{customers:,} customers are worth {money:,.2f} together ({metric})", customers=len(frame),
          money=float(frame["_value"].sum()), metric=header(metric))
        + (t("; {n:,} of them are above zero, with {money:,.2f}", n=len(gains),
             money=float(gains["_value"].sum())) if len(losses) else ""),
        t("The top 20% of customers hold {share:.1%} of {base} (Gini {gini:.2f})",
          share=top["money_share"], base=base, gini=gini),
    ]  # fmt: skip
    tiers = {row["value_tier"]: row for row in tables["value_tiers"].iter_rows(named=True)}
    if "high" in tiers:
        said.append(t("High value: {n:,} customers, {share:.1%} of {base}", base=base,
                      n=tiers["high"]["customers"], share=tiers["high"]["money_share"] or 0.0))  # fmt: skip
    if "potential" in tiers:
        said.append(
            t("Potential: {n:,} customers have room to grow", n=tiers["potential"]["customers"])
        )
    if len(losses):
        said.append(t("{n:,} customers cost more than they bring: {money:,.2f}", n=len(losses),
                      money=float(losses["_value"].sum())))  # fmt: skip
    return [Note("finding", sentence) for sentence in said]


def infos_of(dataset: Dataset, frame: pl.DataFrame, metric: Metric, settings: ValueSettings,
           as_of: date | None) -> list[Note]:  # fmt: skip
    """What value means here, and which rules lacked what they need."""
    said = []
    if settings.metric == "auto":
        said.append(t("value means {metric}: auto takes the first there is of {order} ([value] metric changes it)",
                      metric=header(metric), order=t(", ").join(header(m) for m in METRICS)))  # fmt: skip
    if "stated_balance" in frame.columns:
        said.append(_about_stated(dataset, metric))
    if metric == "contribution":
        said.append(t("contribution is made of {parts}; fees and profit of the last {days} days",
                      parts=t(", ").join(header(c) for c in ("asset_margin", "fees", "profit") if c in frame.columns),
                      days=settings.window_days))  # fmt: skip
    if "aum_month_avg" in frame.columns and not settings.margins and not settings.margin:
        said.append(
            t("balances earn nothing here: give yearly margins in [value.margins], or margin")
        )
    if as_of is None:
        said.append(t("no dates at all: no trend, and fees and profit are of all time"))
    if "peer_group" not in frame.columns or frame["peers"].null_count() == len(frame):
        said.append(t("no peer groups: they need age or birth date, region or opening date of customers, "
                      "and {n} customers each", n=settings.min_peers))  # fmt: skip
    if frame["income"].null_count() == len(frame):
        said.append(t("no incomes of customers: the income rule was not used"))
    return [Note("info", sentence) for sentence in said]


def _about_stated(dataset: Dataset, metric: Metric) -> str:
    """Where the stated balances come from, or that they were not used."""
    where = {
        "balances": t("the balances, which have no dates"),
        "customers": t("the balance in the customer list"),
        "holdings": t("the amounts of products held, debts and what has matured left out"),
    }[stated_in(dataset) or "customers"]
    if metric == "stated_balance":
        return t(
            "no balances with dates: value is {where}, as it stands there, no average", where=where
        )
    return t('value does not use {where} ([value] metric = "stated_balance" does)', where=where)


def about_purchases(dataset: Dataset, facts: FactSettings, frame: pl.DataFrame) -> tuple[Note, ...]:
    """What counts as a purchase, where there are transactions."""
    return fact_notes(dataset, facts, frame) if "n_returns" in frame.columns else ()
