"""Churn risk in words: what was found, how it was made, and what was lacking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from custseg.models.sufficiency import Gate
from custseg.result import Note
from custseg.words import header, label, t
from custseg.words.amounts import share_said

if TYPE_CHECKING:
    from custseg.churn.observed import Cuts
    from custseg.churn.settings import ChurnSettings
    from custseg.churn.signs import Leaving
    from custseg.churn.trial import Trial

_OFF = 0.05
"""A mean risk this far from the share that left is worth a warning."""


def risk_reason(row: Mapping[str, Any], asked: Mapping[str, Any] | None = None) -> str:
    """The chance of leaving of a customer and what raises and lowers it, to follow another sentence; or ""."""
    return t("; ") + risk_alone(row, asked) if row.get("churn_risk") is not None else ""


def risk_alone(row: Mapping[str, Any], asked: Mapping[str, Any] | None = None) -> str:
    """The same as a sentence of its own; ``asked`` (``evidence["churn"]``) says what leaving is, and when.

    >>> risk_alone({"churn_risk": 0.0004, "churn_risk_band": "low"}, {"leaving": "silent", "horizon_days": 90})
    'by the model, a chance of <1% (low) to buy nothing in the next 90 days'
    """
    if row.get("churn_risk") is None:
        return t("the chance of leaving is not known")
    numbers = {"risk": share_said(row["churn_risk"]), "band": label("churn_risk_band", row["churn_risk_band"])}  # fmt: skip
    said = _of_what(asked or {}, numbers)
    if row.get("churn_raised_by") is not None:
        said += t(", raised by: {why}", why=label("churn_raised_by", row["churn_raised_by"]))
    if row.get("churn_lowered_by") is not None:
        said += t(", lowered by: {why}", why=label("churn_lowered_by", row["churn_lowered_by"]))
    return said


def _of_what(asked: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    if asked.get("leaving") == "silent":
        return t("by the model, a chance of {risk} ({band}) to buy nothing in the next {days} days",
                 days=asked["horizon_days"], **numbers)  # fmt: skip
    if asked.get("lost_share") is not None:
        return t("by the model, a chance of {risk} ({band}) to lose {share:.0%} of the assets in the next {days} days",
                 days=asked["horizon_days"], share=asked["lost_share"], **numbers)  # fmt: skip
    return t("chance of leaving {risk} ({band})", **numbers)


def two_measures(asked: Mapping[str, Any]) -> str:
    """What the chance of leaving is and what the label ``churn_risk`` of behaviour is, which is something else."""
    if asked.get("leaving") == "silent":
        chance = t("the chance of leaving is a model's: how likely an active customer buys nothing in the next {days} days, learned "
                   "from silence, rhythm, money and assets of customers before", days=asked["horizon_days"])  # fmt: skip
    else:
        chance = t("the chance of leaving is a model's: how likely a customer loses {share:.0%} of the assets in the next {days} days, "
                   "learned from what customers had before", days=asked["horizon_days"], share=asked["lost_share"])  # fmt: skip
    return t("two measures: {chance}; the label churn risk of behavior is a rule: the customer waits far longer than its own usual "
             "gap today. One can hold without the other", chance=chance)  # fmt: skip


def lacking(gates: Sequence[Gate], horizon: int | None) -> tuple[Note, ...]:
    """That no risk is shown, with what was needed and what was found."""
    needs = [t("{need}: needed {needed:,}, found {found:,}", need=label("requirement", gate.need),
               needed=gate.needed, found=gate.found) for gate in gates if not gate.is_met]  # fmt: skip
    why = t("; ").join(needs) or t("every customer looks the same")
    if horizon is None:
        return (Note("info", t("the chance of leaving is not claimed: {why}", why=why)),)
    return (
        Note(
            "info",
            t(
                "the chance of leaving within {days} days is not claimed: {why}",
                days=horizon,
                why=why,
            ),
        ),
    )


def not_better(trial: Trial, cuts: Cuts) -> tuple[Note, ...]:
    """That the model does not beat a single fact, and is therefore not shown."""
    return (Note("finding", t(
        "the chance of leaving is not shown: on what came after {cut} the model (AUC {auc:.3f}) does not beat "
        "{fact} alone ({alone:.3f})", cut=cuts.tested, auc=trial.area(trial.chosen),
        fact=label("churn_ranking", trial.best_fact), alone=trial.area(trial.best_fact))),)  # fmt: skip


def findings(
    trial: Trial, cuts: Cuts, bands: pl.DataFrame, n: int, settings: ChurnSettings, leaving: Leaving
) -> tuple[Note, ...]:
    """Who is at high risk, and how the test came out."""
    high = bands.row(by_predicate=pl.col("churn_risk_band") == "high", named=True)
    about = {"n": high["customers"], "all": n, "at": settings.high_at, "days": cuts.horizon}
    if leaving == "silent":
        first = t("{n:,} of {all:,} active customers (bought within {active} days) have a chance of {at:.0%} or more to buy "
                  "nothing in the next {days} days", active=settings.active_days, **about)  # fmt: skip
    else:
        first = t("{n:,} of {all:,} customers have a chance of leaving of {at:.0%} or more: to lose {share:.0%} of "
                  "their assets in the next {days} days", share=settings.lost_share, **about)  # fmt: skip
    low, top = trial.interval(trial.chosen)
    gain, gain_low, gain_high = trial.gain
    second = t("chance of leaving tested on {n:,} customers after {cut}: AUC {auc:.3f} ({low:.3f} to {top:.3f}) against "
               "{alone:.3f} for {fact}, the best single fact", n=len(trial.left), cut=cuts.tested,
               auc=trial.area(trial.chosen), low=low, top=top, alone=trial.area(trial.best_fact),
               fact=label("churn_ranking", trial.best_fact))  # fmt: skip
    if gain_low <= 0:
        second += t("; the gain of {gain:.3f} ({low:.3f} to {high:.3f}) may be chance",
                    gain=gain, low=gain_low, high=gain_high)  # fmt: skip
    return (Note("finding", first), Note("finding", second))


def how_made(
    trial: Trial, cuts: Cuts, is_sample: bool, learned: int, settings: ChurnSettings,
    leaving: Leaving,
) -> tuple[Note, ...]:  # fmt: skip
    """What the risk learned from, and how far it was off."""
    said = [two_measures({"leaving": leaving, "horizon_days": cuts.horizon, "lost_share": settings.lost_share}),
            t("chance of leaving by {model}: trained on what was known on {first} and happened until {cut}, tested on "
              "what happened until {as_of}; the risks shown learned from the latter",
              model=label("churn_ranking", trial.chosen), first=cuts.trained, cut=cuts.tested,
              as_of=cuts.as_of)]  # fmt: skip
    if is_sample:
        said.append(t("chance of leaving was learned from a sample of {n:,} customers by a hash of their id; all are "
                      "given theirs", n=learned))  # fmt: skip
    if leaving == "silent":
        said.append(t("the chance of leaving speaks of active customers alone: who has bought nothing for more than {days} days is "
                      "dormant or lost already and is given none; behavior and lifecycle have limits of their own, so each learns "
                      "from other customers and their chances differ a little", days=settings.active_days))  # fmt: skip
    mean, left = float(trial.scores[trial.chosen].mean()), float(trial.left.mean())
    notes = [Note("info", sentence) for sentence in said]
    if abs(mean - left) >= _OFF:
        notes.append(Note("info", t(
            "in the test the mean chance of leaving was {mean:.1%} and {left:.1%} left: the order of customers is "
            "surer than the risks themselves, which a season can move", mean=mean, left=left)))  # fmt: skip
    return tuple(notes)


# --- lists that say who left -----------------------------------------------------------------------


def labelled_findings(trial: Trial, n: int, folds: int, later: float | None) -> tuple[Note, ...]:
    """How the test of a labelled list came out."""
    low, top = trial.interval(trial.chosen)
    gain, gain_low, gain_high = trial.gain
    first = t("chance of leaving of {n:,} customers, {left:.1%} of whom left: AUC {auc:.3f} ({low:.3f} to {top:.3f}) against "
              "{alone:.3f} for {fact}, the best single column", n=n, left=float(trial.left.mean()),
              auc=trial.area(trial.chosen), low=low, top=top, alone=trial.area(trial.best_fact),
              fact=header(trial.best_fact))  # fmt: skip
    if gain_low <= 0:
        first += t("; the gain of {gain:.3f} ({low:.3f} to {high:.3f}) may be chance",
                   gain=gain, low=gain_low, high=gain_high)  # fmt: skip
    made = t("chance of leaving by {model}: each customer is told by a model of the other parts, of {folds}; such a test "
             "mixes times, so expect less of the months to come", model=label("churn_ranking", trial.chosen),
             folds=folds)  # fmt: skip
    notes = [Note("finding", first), Note("info", made)]
    if later is not None:
        notes.append(Note("finding", t("tested in time, on the customers who opened last, AUC is {auc:.3f}",
                                       auc=later)))  # fmt: skip
    return tuple(notes)


def labelled_not_better(trial: Trial) -> tuple[Note, ...]:
    """That no more is known together than by one column alone."""
    return (Note("finding", t(
        "the chance of leaving is not shown: the model (AUC {auc:.3f}) does not beat column {fact} alone ({alone:.3f})",
        auc=trial.area(trial.chosen), fact=header(trial.best_fact), alone=trial.area(trial.best_fact))),)  # fmt: skip


def about_leaks(leaks: Sequence[str]) -> tuple[Note, ...]:
    """Columns that know the answer."""
    return tuple(
        Note("warning", t("column {column!r} alone tells who left almost without fail: it is the answer in another "
                          "guise and is not used for the chance of leaving", column=column))
        for column in leaks
    )  # fmt: skip


def about_left_out(columns: Sequence[str]) -> tuple[Note, ...]:
    """Columns with as many values as customers."""
    if not columns:
        return ()
    return (Note("info", t("not looked at for the chance of leaving, for nearly every customer has a value of the own: {columns}",
                           columns=t(", ").join(columns))),)  # fmt: skip
