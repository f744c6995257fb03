"""What the comparison of two groups says, in tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from custseg.plan.campaign.outcomes import MONEY
from custseg.plan.campaign.settings import CampaignList, CampaignSettings
from custseg.result import Note
from custseg.words import header, label, t

if TYPE_CHECKING:
    from custseg.plan.campaign.measured import Compared

VERDICTS = {1: "worked", -1: "harmed", 0: "undecided"}


def result_of(
    main: Compared, written: CampaignList, listed_on: date | None, until: date | None,
    settings: CampaignSettings,
) -> dict[str, Any]:  # fmt: skip
    """What a campaign brought: the gain of all who were treated, and what each unit of it cost."""
    found = main.difference
    cost = None if written.cost is None else float(written.cost) * main.treated
    gained = found.uplift * main.treated
    sure = main.sign(settings.confidence)
    return {
        "campaign": main.campaign, "campaign_on": listed_on, "measured_until": until, "measure": main.measure,
        "treated": main.treated, "control": main.control, "treated_mean": found.treated,
        "control_mean": found.control, "uplift": found.uplift, "uplift_low": found.low, "uplift_high": found.high,
        "gained": gained, "gained_low": found.low * main.treated, "gained_high": found.high * main.treated,
        "campaign_cost": cost,
        "cost_per_gain": cost / gained if cost is not None and gained > 0 and sure == 1 else None,
        "uplift_verdict": VERDICTS[sure],
    }  # fmt: skip


def frame_of(
    results: Sequence[dict[str, Any]], asked: Sequence[Compared], confidence: float
) -> dict[str, pl.DataFrame]:
    """The tables: a row a campaign, and a row a question."""
    rows = [
        {
            "campaign": one.campaign, "measure": one.measure, "campaign_stratum": one.stratum, "treated": one.treated,
            "control": one.control, "treated_mean": one.difference.treated, "control_mean": one.difference.control,
            "uplift": one.difference.uplift, "uplift_low": one.difference.low, "uplift_high": one.difference.high,
            "p_value": one.difference.p_value, "p_holm": one.p_holm, "explained_before": one.explained or None,
            "uplift_verdict": VERDICTS[one.sign(confidence)],
        }
        for one in asked
    ]  # fmt: skip
    number = pl.Float64
    questions = pl.DataFrame(rows, schema={
        "campaign": pl.String, "measure": pl.String, "campaign_stratum": pl.String, "treated": pl.Int64,
        "control": pl.Int64, "treated_mean": number, "control_mean": number, "uplift": number, "uplift_low": number,
        "uplift_high": number, "p_value": number, "p_holm": number, "explained_before": number,
        "uplift_verdict": pl.String,
    })  # fmt: skip
    answers = pl.DataFrame(list(results), schema={
        "campaign": pl.String, "campaign_on": pl.Date, "measured_until": pl.Date, "measure": pl.String,
        "treated": pl.Int64, "control": pl.Int64, "treated_mean": number, "control_mean": number, "uplift": number,
        "uplift_low": number, "uplift_high": number, "gained": number, "gained_low": number, "gained_high": number,
        "campaign_cost": number, "cost_per_gain": number, "uplift_verdict": pl.String,
    })  # fmt: skip
    return {"campaign_results": answers, "campaign_uplift": questions}


def findings(
    asked: Sequence[Compared], result: dict[str, Any], settings: CampaignSettings, needed: int | None
) -> list[Note]:  # fmt: skip
    """What is said of one campaign: the main answer, its cost, and what stood out beside it."""
    main = asked[0]
    notes = [Note("finding", _answer(main, settings, needed))]
    if result["cost_per_gain"] is not None:
        notes.append(Note("finding", _cost(main, result)))
    stood_out = [one for one in asked[1:] if one.sign(settings.confidence)]
    notes += [Note("finding", _beside(one)) for one in stood_out]
    if len(asked) > 1 and not stood_out:
        notes.append(Note("info", t("{name}: {n} strata and other outcomes were looked at as well; none differs once that is taken into account (Holm)",
                                    name=main.campaign, n=len(asked) - 1)))  # fmt: skip
    if main.explained:
        notes.append(Note("info", t("{name}: {measure} is less what the same customers had before, which explains {share} of its spread (CUPED)",
                                    name=main.campaign, measure=header(main.measure), share=f"{main.explained:.0%}")))  # fmt: skip
    skewed = [
        one
        for one in asked
        if one.stratum is None and min(one.treated, one.control) < one.customers_needed
    ]
    notes += [
        Note("warning" if one is main else "info",
             t("{name}: a few customers have so much of {measure} that the interval may be too narrow: groups of {needed} are "
               "needed, the smaller one has {n}", name=one.campaign, measure=header(one.measure),
               needed=f"{one.customers_needed:,}", n=f"{min(one.treated, one.control):,}"))
        for one in skewed
    ]  # fmt: skip
    return notes


def _answer(main: Compared, settings: CampaignSettings, needed: int | None) -> str:
    found, sure = main.difference, main.sign(settings.confidence)
    numbers = {
        "name": main.campaign, "measure": header(main.measure), "treated": _amount(found.treated, main.measure),
        "control": _amount(found.control, main.measure), "n": f"{main.treated:,}", "m": f"{main.control:,}",
        "uplift": _signed(found.uplift, main.measure), "low": _signed(found.low, main.measure),
        "high": _signed(found.high, main.measure), "confidence": f"{settings.confidence:.0%}",
    }  # fmt: skip
    said = t("{name}: {measure} {treated} of {n} treated and {control} of {m} control customers: {uplift} ({confidence} interval {low} to {high})",
             **numbers)  # fmt: skip
    if sure > 0:
        return said + t("; it worked")
    if sure < 0:
        return said + t("; it did harm")
    said += t("; it cannot be said whether it worked")
    if found.sign:
        said += t(" (the test does not bear the interval out: p {p})", p=f"{found.p_value:.3f}")
    if needed is not None and needed > main.treated + main.control:
        said += t(": that needs {needed} customers", needed=f"{needed:,}")
    return said


def _cost(main: Compared, result: dict[str, Any]) -> str:
    if main.measure in MONEY:
        return t("{name}: {cost} yuan brought {gained} yuan more than without it", name=main.campaign,
                 cost=f"{result['campaign_cost']:,.0f}", gained=f"{result['gained']:,.0f}")  # fmt: skip
    return t("{name}: {gained} customers more than without it ({low} to {high}), {cost} yuan for each", name=main.campaign,
             gained=f"{result['gained']:,.0f}", low=f"{result['gained_low']:,.0f}",
             high=f"{result['gained_high']:,.0f}", cost=f"{result['cost_per_gain']:,.2f}")  # fmt: skip


def _beside(one: Compared) -> str:
    where = label("campaign_stratum", one.stratum) if one.stratum else t("all")
    return t("{name}, beside the main answer: {where}: {measure} {uplift} (p {p} after Holm)", name=one.campaign,
             measure=header(one.measure), where=where, uplift=_signed(one.difference.uplift, one.measure),
             p=f"{one.p_holm or 0:.3f}")  # fmt: skip


def _amount(value: float, measure: str) -> str:
    return f"{value:,.2f}" if measure in MONEY else f"{value:.1%}"


def _signed(value: float, measure: str) -> str:
    if measure in MONEY:
        return f"{value:+,.2f}"
    return t("{points} points", points=f"{value * 100:+.1f}")
