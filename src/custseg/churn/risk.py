"""Churn risk from facts: trained at one cut, tested at the next, then learned anew for today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
from msgspec.structs import replace

from custseg.churn import said
from custseg.churn.observed import (
    Cuts,
    began_on,
    breadth_plans,
    exposed,
    joined,
    known_plans,
    leaving_in,
    money_of,
    outcome_plans,
    sampled,
    until,
    with_expectations,
    with_outcome,
)
from custseg.churn.settings import ChurnSettings
from custseg.churn.signs import Leaving, as_learned, of_buying_model, signs_in, single_facts
from custseg.facts import FactSettings
from custseg.models.sufficiency import Gate, are_met
from custseg.result import Chart, Part
from custseg.schema.dataset import Dataset
from custseg.schema.presumed import Plan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from custseg.churn.learned import Kind
    from custseg.churn.trial import Trial
    from custseg.models.buying.fitted import Fitted

    Floats = NDArray[np.float64]

CLAIM = "churn_risk"
LONGEST_DAYS, SHORTEST_DAYS, WINDOWS = 90, 28, 3
"""A horizon nobody set, and how many of them the history must hold: to know, to train on, to test on."""
_ENOUGH_FOR_TREES = 1_000
"""Customers of the earlier cut below which trees are not tried."""


@dataclass(frozen=True)
class Asked:
    """Plans that run in any pass over the data, and what is made of their frames."""

    plans: Sequence[Plan]
    answer: Callable[..., Part]
    """``answer(today, frames, fitted=None, active_days=None)``: ``today`` has one row per customer with the columns
    of ``known_plans`` (with or without ``breadth``) as of the as-of date, ``fitted`` a model of buying of that day,
    ``active_days`` the longest silence of who is still active, where the settings do not say."""


def ask(
    dataset: Dataset, as_of: date, facts: FactSettings = FactSettings(),
    settings: ChurnSettings = ChurnSettings(),
) -> Asked | None:  # fmt: skip
    """The question who will leave; None where it is not asked, or where leaving cannot be seen.

    Two cuts, one horizon apart, the later one a horizon before ``as_of``: what is known at each comes
    from rows up to it alone, what happened from the horizon after it. The outcome of the earlier ends
    the day the later begins. A large file is learned from by a sample of its customers; the risk is that
    of all.
    """
    leaving = leaving_in(dataset)
    if settings.model == "none" or leaving is None:
        return None
    began = began_on(dataset, leaving)
    history = (as_of - began).days if began is not None else 0
    horizon = settings.horizon_days or min(LONGEST_DAYS, max(history // WINDOWS, SHORTEST_DAYS))
    gate = Gate(CLAIM, "history_days", WINDOWS * horizon, history)
    if began is None or not gate.is_met:
        return Asked(
            [], lambda today, frames, fitted=None, active_days=None: refused((gate,), horizon)
        )
    cuts = Cuts(began, as_of, horizon)
    among = sampled(dataset, settings.sample_rows)
    days = ((cuts.trained, cuts.tested), (cuts.tested, as_of))
    plans = [
        [*known_plans(until(dataset, day, among), day, facts),
         *outcome_plans(dataset, day, later, leaving, facts, among)]
        for day, later in days
    ]  # fmt: skip
    wide = breadth_plans(dataset, facts) if leaving == "silent" else []

    def answer(
        today: pl.DataFrame, frames: Sequence[pl.DataFrame], fitted: Fitted | None = None,
        active_days: int | None = None,
    ) -> Part:  # fmt: skip
        chosen = settings if settings.seen_days else replace(settings, seen_days=active_days)
        rest, found = list(frames), []
        for (day, later), asked in zip(days, plans, strict=True):
            then, rest = joined(rest[: len(asked)], day, later), rest[len(asked) :]
            then = _people(then, day, horizon, leaving, chosen)
            found.append(with_outcome(then, leaving, chosen))
        for more in rest:
            known = [
                name for name in more.columns if name in today.columns and name != "customer_id"
            ]
            today = today.join(
                more.drop(known), on="customer_id", how="left", maintain_order="left"
            )
        before, after = found
        study = _Study(cuts, leaving, chosen, among is not None, (gate,))
        return _told(study, before, after, today, fitted)

    return Asked([plan for asked in plans for plan in asked] + wide, answer)


@dataclass(frozen=True)
class _Study:
    """What was asked, and how."""

    cuts: Cuts
    leaving: Leaving
    settings: ChurnSettings
    is_sample: bool
    gates: tuple[Gate, ...]


def _people(frame: pl.DataFrame, day: date, horizon: int, leaving: Leaving, settings: ChurnSettings,
            fitted: Fitted | None = None) -> pl.DataFrame:  # fmt: skip
    """Who could leave after ``day``, with what the model of buying expects of them."""
    if leaving == "silent":
        frame = frame.filter(pl.col("first_on").is_not_null())
        frame = with_expectations(frame, day, horizon, fitted) if len(frame) else frame
    return exposed(frame, leaving, settings)


def _told(study: _Study, before: pl.DataFrame, later: pl.DataFrame, today: pl.DataFrame,
          fitted: Fitted | None) -> Part:  # fmt: skip
    gates = (*study.gates, *_gates(study.settings, before, later))
    cuts, settings = study.cuts, study.settings
    signs = signs_in(before, study.leaving)
    facts = single_facts(later, study.leaving)
    if not are_met(gates) or not signs or not facts:
        return refused(gates, cuts.horizon)
    trial = _tested(study, before, later)
    evidence = _evidence(study, trial, before, later)
    tables = {"churn_test": trial.table()}
    charts: tuple[Chart, ...] = (Chart("churn_gains", "share", trial.gains(), "ranked_share", ("caught_by_model", "caught_by_fact")),)  # fmt: skip
    if not trial.is_better:
        evidence["churn"]["is_shown"] = False
        return Part(tables, charts, evidence, said.not_better(trial, cuts), None, gates)
    from custseg.churn.learned import Learned

    # What happened after the later cut is the freshest there is to learn from.
    kind: Kind = "trees" if trial.chosen == "trees" else "logistic"
    learned = Learned.of(kind, later, signs_in(later, study.leaving))
    people = _people(today, cuts.as_of, cuts.horizon, study.leaving, settings, fitted)
    risks = banded(people, learned.chances(people), learned.reasons(people), settings)
    tables["churn_bands"] = bands_of(risks, people, trial, settings)
    tables["churn_calibration"] = trial.calibration()
    tables["churn_signs"] = learned.weights(people)
    calibrated = tables["churn_calibration"].select("decile", "mean_risk", "left_share")
    charts += (
        Chart("churn_calibration", "line", calibrated, "decile", ("mean_risk", "left_share")),
    )
    evidence["churn"] |= {"is_shown": True, "customers": len(risks)}
    notes = said.findings(trial, cuts, tables["churn_bands"], len(risks), settings, study.leaving)
    notes += said.how_made(trial, cuts, study.is_sample, len(later), settings, study.leaving)
    return Part(tables, charts, evidence, notes, _all(today, risks, study, settings), gates)


def _tested(study: _Study, before: pl.DataFrame, later: pl.DataFrame) -> Trial:
    """Models that learned at the earlier cut, on the customers of the later one."""
    from custseg.churn.learned import Learned
    from custseg.churn.trial import Trial

    settings, leaving = study.settings, study.leaving
    kinds: list[Kind] = ["trees"] if settings.model == "trees" else ["logistic"]
    if settings.model == "auto" and len(before) >= _ENOUGH_FOR_TREES:
        kinds.append("trees")
    signs = signs_in(before, leaving)
    signs = tuple(sign for sign in signs if sign.fact in later.columns)
    models: dict[str, Any] = {
        kind: Learned.of(kind, before, signs).chances(later) for kind in kinds
    }
    lately = None
    if leaving == "silent":
        lately = (later["days_since_last"] < study.cuts.horizon).to_numpy()
    facts = as_learned(
        single_facts(later, leaving), single_facts(before, leaving), before["left"].to_numpy()
    )
    return Trial.of(models, facts, of_buying_model(later),
                    later["left"].to_numpy(), lately)  # fmt: skip


def _gates(settings: ChurnSettings, before: pl.DataFrame, later: pl.DataFrame) -> tuple[Gate, ...]:
    """What is needed at both cuts: the smaller of the two counts."""
    frames = (before, later)
    return (
        Gate(CLAIM, "customers_at_risk", settings.min_customers, min(len(f) for f in frames)),
        Gate(CLAIM, "left", settings.min_each, min(int(f["left"].sum()) for f in frames)),
        Gate(CLAIM, "stayed", settings.min_each, min(int((~f["left"]).sum()) for f in frames)),
    )


def refused(gates: tuple[Gate, ...], horizon: int | None) -> Part:
    """No risk, and why."""
    return Part(evidence={"churn": {"is_shown": False, "horizon_days": horizon,
                                    "gates": [_plain(gate) for gate in gates]}},
                notes=said.lacking(gates, horizon), gates=gates)  # fmt: skip


def _plain(gate: Gate) -> dict[str, Any]:
    return {"need": gate.need, "needed": gate.needed, "found": gate.found}


def banded(
    people: pl.DataFrame, chances: Floats, reasons: pl.DataFrame, settings: ChurnSettings
) -> pl.DataFrame:
    """The risk of every customer, its band, and what raises and lowers it."""
    risk = pl.col("churn_risk")
    band = (
        pl.when(risk >= settings.high_at).then(pl.lit("high"))
        .when(risk < settings.low_below).then(pl.lit("low")).otherwise(pl.lit("medium"))
    )  # fmt: skip
    risks = pl.DataFrame({"customer_id": people["customer_id"], "churn_risk": chances})
    return risks.with_columns(band.alias("churn_risk_band"), *reasons)


def _all(
    today: pl.DataFrame, risks: pl.DataFrame, study: _Study, settings: ChurnSettings
) -> pl.DataFrame:
    """The risks, and the band ``gone`` for those who have been silent too long to be at risk."""
    if study.leaving != "silent":
        return risks
    gone = today.filter(pl.col("days_since_last") > settings.active_days).select(
        "customer_id", pl.lit("gone").alias("churn_risk_band")
    )
    return pl.concat([risks, gone], how="diagonal")


def bands_of(
    risks: pl.DataFrame, people: pl.DataFrame, trial: Trial, settings: ChurnSettings
) -> pl.DataFrame:
    """Customers and money by band, and how many of the tested customers of the band left."""
    edges = {"high": (settings.high_at, 1.0), "medium": (settings.low_below, settings.high_at),
             "low": (0.0, settings.low_below)}  # fmt: skip
    now = risks.with_columns(money_of(people))
    tested = pl.DataFrame({"risk": trial.scores[trial.chosen], "left": trial.left})
    rows = []
    for band, (low, high) in edges.items():
        here = now.filter(pl.col("churn_risk_band") == band)
        then = tested.filter((pl.col("risk") >= low) & ((pl.col("risk") < high) | (high == 1.0)))
        rows.append({
            "churn_risk_band": band, "risk_from": low, "risk_to": high, "customers": len(here),
            "customers_share": len(here) / len(now) if len(now) else None,
            "money": here["money"].sum(),
            "mean_risk": here["churn_risk"].mean(), "tested_customers": len(then),
            "left_share": then["left"].mean(),
        })  # fmt: skip
    bands = pl.DataFrame(rows, infer_schema_length=None)
    return bands if now["money"].count() else bands.drop("money")


def _evidence(
    study: _Study, trial: Trial, before: pl.DataFrame, later: pl.DataFrame
) -> dict[str, Any]:
    cuts, gain = study.cuts, trial.gain
    return {"churn": {
        "leaving": study.leaving, "horizon_days": cuts.horizon, "model": trial.chosen,
        "trained_on": cuts.trained, "tested_on": cuts.tested, "is_sample": study.is_sample,
        "trained_customers": len(before), "trained_left": int(before["left"].sum()),
        "tested_customers": len(later), "tested_left": int(later["left"].sum()), "active_days": study.settings.active_days,
        "lost_share": None if study.leaving == "silent" else study.settings.lost_share,
        "best_fact": trial.best_fact,
        "auc_gain": {"value": gain[0], "low": gain[1], "high": gain[2]},
        "rankings": trial.table().to_dicts(), "calibration": trial.calibration().to_dicts(),
        "mean_risk": float(trial.scores[trial.chosen].mean()),
        "left_share": float(trial.left.mean()),
        "gates": [_plain(gate) for gate in study.gates],
    }}  # fmt: skip
