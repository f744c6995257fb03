"""P(alive) as the soft stage: how likely it is that a customer still is one, beside the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from custseg.methods.lifecycle.part import Known
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.models.buying.needs import buying_gates, leaving_gate
from custseg.models.stages import STAGES
from custseg.models.sufficiency import Gate, are_met
from custseg.result import Note, Part
from custseg.words import label, t

if TYPE_CHECKING:
    from custseg.models.buying.fitted import Fitted
    from custseg.models.buying.histories import Histories

HERE, GONE = ("new", "growing", "mature", "won_back"), ("dormant", "lost")
"""Stages that say a customer is still one, and those that say he is not."""


def alive_part(known: Known, settings: LifecycleSettings) -> Part:
    """``p_alive`` of every customer with purchases, and how it agrees with the stages."""
    buyers = known.frame.filter(pl.col("purchase_days") > 0)
    if settings.alive_model == "none" or buyers.is_empty():
        return Part()
    gates = _gates(buyers)
    if not are_met(gates):
        return Part(gates=gates, evidence={"alive_model": None})
    histories = _histories(buyers)
    from custseg.models.buying.fitted import fit_buying

    fitted = known.fits[settings.alive_model] = fit_buying(settings.alive_model, histories)
    if fitted.refusal is not None or fitted.model is None:
        gates = (*gates, leaving_gate(False))
        return Part(gates=gates, evidence=_refused(fitted), notes=(_about_refusal(fitted),))
    columns = buyers.select("customer_id", p_alive=_alive(fitted, histories))
    stages = _by_stage(buyers.select("stage").hstack([columns["p_alive"]]))
    fit = fitted.fit
    assert fit is not None
    return Part(
        tables={"stage_alive": stages}, columns=columns, gates=(*gates, leaving_gate(True)),
        evidence={"alive_model": fit.evidence}, notes=tuple(_notes(stages, fit.name)),
    )  # fmt: skip


def _gates(buyers: pl.DataFrame) -> tuple[Gate, ...]:
    days = int(buyers["days_since_first"].max() or 0)  # type: ignore[arg-type]
    return buying_gates("p_alive", len(buyers), int((buyers["purchase_days"] > 1).sum()), days)


def _histories(buyers: pl.DataFrame) -> Histories:
    """Repeat purchase days, time to the last of them and age, in days."""
    from custseg.models.buying.histories import Histories

    first, last = (buyers[c].to_numpy() for c in ("days_since_first", "days_since_last"))
    return Histories.of(buyers["purchase_days"].to_numpy() - 1, first - last, first, unit="day")


def _alive(fitted: Fitted, histories: Histories) -> pl.Series:
    """P(alive) of each customer, computed once for each distinct history."""
    from custseg.models.buying.histories import Histories

    assert fitted.model is not None
    rows = histories.distinct
    alone = Histories(rows.repeats, rows.last, rows.age, rows.customers, histories.unit)
    return pl.Series("p_alive", fitted.model.alive(alone).clip(0.0, 1.0)[rows.place])


def _by_stage(alive: pl.DataFrame) -> pl.DataFrame:
    """Customers with purchases by stage: mean P(alive), its middle eight tenths, and who is at odds."""
    p, stage = pl.col("p_alive"), pl.col("stage")
    at_odds = (stage.is_in(HERE) & (p < 0.5)) | (stage.is_in(GONE) & (p >= 0.5))
    rank = stage.replace_strict({s: at for at, s in enumerate(STAGES)}, return_dtype=pl.Int64)
    return (
        alive.group_by("stage")
        .agg(pl.len().cast(pl.Int64).alias("customers"), p.sort().mean().alias("p_alive_mean"),
             p.quantile(0.1, "linear").alias("p_alive_low"), p.quantile(0.9, "linear").alias("p_alive_high"),
             at_odds.sum().cast(pl.Int64).alias("at_odds"))
        .sort(rank)
    )  # fmt: skip


def _notes(stages: pl.DataFrame, model: str) -> list[Note]:
    rows = {row["stage"]: row for row in stages.iter_rows(named=True)}
    every = sum(row["customers"] for row in rows.values())
    expected = sum(row["p_alive_mean"] * row["customers"] for row in rows.values())
    said = [t("By {model} {expected:,.0f} of {all:,} customers with purchases are expected to be customers still ({share:.1%})",
              model=label("buying_model", model), expected=expected, all=every, share=expected / every)]  # fmt: skip
    slow = sum(rows[stage]["at_odds"] for stage in GONE if stage in rows)
    if slow:
        said.append(t("{n:,} customers are dormant or lost by rule and yet more likely customers than not: they buy "
                      "seldom, ask before writing them off", n=slow))  # fmt: skip
    fading = sum(rows[stage]["at_odds"] for stage in HERE if stage in rows)
    if fading:
        said.append(t("{n:,} customers are counted as here by rule and yet more likely gone than not: they used to come "
                      "more often", n=fading))  # fmt: skip
    notes = [Note("finding", sentence) for sentence in said]
    notes.append(Note("info", t("P(still a customer) is that of {model} from purchase days, first and last of them; "
                                "it knows nothing of assets", model=label("buying_model", model))))  # fmt: skip
    return notes


def _about_refusal(fitted: Fitted) -> Note:
    from custseg.models.refusals import reason_of

    assert fitted.refusal is not None
    return Note("info", t("P(still a customer) is not claimed: {model} gives no answer, for {why}",
                          model=label("buying_model", fitted.refusal.name),
                          why=reason_of(fitted.refusal)))  # fmt: skip


def _refused(fitted: Fitted) -> dict[str, object]:
    refusal = fitted.refusal
    assert refusal is not None
    return {"alive_model": None, "alive_refused": {"name": refusal.name, "reason": refusal.reason}}
