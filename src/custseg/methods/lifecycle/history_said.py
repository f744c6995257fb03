"""What is said of the history of stages: last month's moves, time in stage, and how far to trust it."""

from __future__ import annotations

from typing import Any

import numpy as np

from custseg.methods.lifecycle.foretold import Foretold
from custseg.methods.lifecycle.history import History
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.models.stages import STAGES
from custseg.result import Note
from custseg.words import label, t

_NAMED = 3
"""How many of last month's moves are named."""


def history_notes(history: History, foretold: Foretold, settings: LifecycleSettings) -> list[Note]:
    """Findings, how the history was made, and what the test on later months says."""
    found = [_about_last_month(history)] if history.n_months > 1 else []
    found += _about_declining(foretold)
    made = [
        _about_days(history, settings),
        *_about_settled(history, foretold),
        *_about_limits(history),
    ]
    if foretold.test is not None:
        made.append(_about_test(foretold.test))
    return [*(Note("finding", said) for said in found), *(Note("info", said) for said in made)]


def _about_last_month(history: History) -> str:
    at = history.n_months - 1
    heads = history.moves_since(at)[:-1]
    customers = int(heads.sum())
    moved = customers - int(heads.trace())
    said = t("Between {start} and {end} {n:,} of {all:,} customers changed stage ({share:.1%})",
             start=history.days[at - 1], end=history.days[at], n=moved, all=customers,
             share=moved / max(customers, 1))  # fmt: skip
    most = sorted(((-int(heads[a, b]), int(a), int(b)) for a, b in np.argwhere(heads) if a != b))[
        :_NAMED
    ]
    if not most:
        return said
    named = t(", ").join(
        t(
            "{before} to {after} {n:,}",
            before=label("stage", STAGES[a]),
            after=label("stage", STAGES[b]),
            n=-n,
        )
        for n, a, b in most
    )
    return said + t("; most of them: {moves}", moves=named)


def _about_declining(foretold: Foretold) -> list[str]:
    rows = {row["stage"]: row for row in foretold.times.iter_rows(named=True)}
    row = rows.get("declining", {})
    if row.get("leaves_after_months") is None:
        return []
    said = t("A declining customer leaves that stage after {months:.1f} months on average",
             months=row["leaves_after_months"])  # fmt: skip
    if row.get("lost_in_12m") is not None:
        said += t("; {share:.1%} are lost within 12 months", share=row["lost_in_12m"])
    return [said]


def _about_days(history: History, settings: LifecycleSettings) -> str:
    if settings.history_thresholds == "now":
        return t("stages at {n} month ends from {start} on, by the thresholds of now (history_thresholds = now): "
                 "those of a past month end use what was learnt later",
                 n=history.n_months, start=history.days[0])  # fmt: skip
    return t("stages at {n} month ends from {start} on, each from rows up to that day alone",
             n=history.n_months, start=history.days[0])  # fmt: skip


def _about_settled(history: History, foretold: Foretold) -> list[str]:
    if not history.settled_months:
        return []
    return [
        t("shares of moves and time in stage are of the {n} months from {start} on: before that the data had not lasted "
          "long enough for anybody to be lost", n=history.settled_months, start=history.days[history.settled_at]),
        *([t("months to leave and until lost presume that chances depend on the stage alone and stay as they were; who is "
             "lost counts as lost even if won back later")] if "leaves_after_months" in foretold.times.columns else []),
    ]  # fmt: skip


def _about_limits(history: History) -> list[str]:
    by_limits = sum(history.by_limits[: history.n_months])
    if not by_limits:
        return []
    heads = [history.moves_since(at)[:-1] for at in range(1, history.n_months)]
    moved = sum(int(h.sum() - h.trace()) for h in heads)
    return [
        t("{n:,} of {all:,} changes of stage ({share:.1%}) come from thresholds that move from month to month with the "
          "gaps in the data; thresholds that are set, or history_thresholds = now, hold them still",
          n=by_limits, all=moved, share=by_limits / max(moved, 1)),
    ]  # fmt: skip


def _about_test(test: dict[str, Any]) -> str:
    return t("months to leave and until lost tested on {start} to {end}: earlier moves put {off:.1%} of {n:,} customers into "
             "another stage than found, the presumption that nobody moves {naive:.1%}; lost: {foretold:,.0f} foretold, "
             "{found:,} found, {before:,} in the time before", start=test["from"], end=test["until"],
             off=test["misplaced_share"], n=test["customers"], naive=test["misplaced_share_if_nobody_moves"],
             foretold=test["lost_foretold"], found=test["lost_found"], before=test["lost_before"])  # fmt: skip
