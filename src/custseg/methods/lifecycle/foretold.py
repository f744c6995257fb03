"""Time in a stage, found and expected: months to leave, months until lost, tested on later months.

Spells are counted. What is expected comes from the moves of all settled months together: who is in a
stage moves on with the same chances every month, whatever came before (``models.transitions``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.methods.lifecycle.history import History
from custseg.models.spells import Spells, mean_months, median_months, spells
from custseg.models.stages import STAGES
from custseg.models.sufficiency import Gate
from custseg.models.transitions import (
    after_months,
    misplaced,
    months_to_leave,
    months_until,
    moves,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_LEARNED = 3
"""Months of moves that are learned from; at least one more is needed to test what was learned."""
MIN_MOVES = 30
"""Customers who must have left a stage, or been lost, for its expected time to be claimed."""
YEAR = 12
_LOST = STAGES.index("lost")


@dataclass(frozen=True)
class Foretold:
    """What the moves of the settled months say of time in a stage."""

    heads: NDArray[np.int64]
    """Moves of all settled months together, by stage before (rows) and after; newcomers left out."""
    times: pl.DataFrame
    """One row per stage: stays that ended, stays that still run, and what is expected."""
    test: dict[str, Any] | None
    """Earlier months held against the latest; None with too few months."""
    gates: tuple[Gate, ...]
    """What was needed and found; what is not met is null in ``times``."""


def foretold_of(history: History) -> Foretold:
    """Time in stages from the settled months of a history (``History.settled_at``).

    Months to leave are told only where earlier months foretell the moves of the latest better than the
    presumption that nobody moves; months until lost only where they also foretell how many are lost.
    """
    heads, test = _heads(history, history.n_months - 1), _tested(history)
    found = spells(history.stages[history.settled_at : history.n_months], len(STAGES))
    gates = _gates(history.settled_months, heads, test)
    times = _times(found, heads, _may_say(gates, "leaves_after"), _may_say(gates, "lost_after"))
    return Foretold(heads, times, test, gates)


def _gates(months: int, heads: NDArray[np.int64], test: dict[str, Any] | None) -> tuple[Gate, ...]:
    """What must be there to show shares of moves, months to leave, and months until lost."""
    lost = int(heads[:, _LOST].sum() - heads[_LOST, _LOST])
    leaving = test is not None and test["misplaced_share"] < test["misplaced_share_if_nobody_moves"]
    return (
        Gate("stage_transitions", "settled_months", 1, months),
        Gate("leaves_after", "settled_months", MIN_LEARNED + 1, months),
        Gate("leaves_after", "test_passed", 1, int(leaving)),
        Gate("lost_after", "settled_months", MIN_LEARNED + 1, months),
        Gate("lost_after", "moves_to_lost", MIN_MOVES, lost),
        Gate("lost_after", "test_passed", 1, int(test is not None and _is_lost_foretold(test))),
    )


def _is_lost_foretold(test: dict[str, Any]) -> bool:
    """Whether the number of lost was foretold better than by that of the time before, and within a factor of 2."""
    foretold, found = test["lost_foretold"], test["lost_found"]
    is_near = found <= 2 * foretold and foretold <= 2 * found
    return bool(is_near and abs(foretold - found) <= abs(test["lost_before"] - found))


def _may_say(gates: tuple[Gate, ...], claim: str) -> bool:
    return all(gate.is_met for gate in gates if gate.claim == claim)


def _heads(history: History, last: int) -> NDArray[np.int64]:
    """The moves of the settled months up to a month end, together; newcomers left out."""
    every = np.zeros((len(STAGES), len(STAGES)), np.int64)
    for at in range(history.settled_at + 1, last + 1):
        every += history.moves_since(at)[:-1]
    return every


def _times(
    found: Spells, heads: NDArray[np.int64], is_told: bool, is_lost_told: bool
) -> pl.DataFrame:
    leave, until = months_to_leave(heads), months_until(heads, _LOST)
    for_good = heads.copy()
    for_good[_LOST] = 0  # who is lost counts as lost, even if won back later
    rows = []
    for at, stage in enumerate(STAGES):
        ended, still = found.ended[at], found.still[at]
        if not ended.sum() and not still.sum():
            continue
        told = is_told and heads[at].sum() - heads[at, at] >= MIN_MOVES
        to_lost = is_lost_told and at != _LOST and heads[at].sum() - heads[at, at] >= MIN_MOVES
        year = after_months(for_good, np.eye(len(STAGES))[at], YEAR)[_LOST]
        rows.append({
            "stage": stage, "ended_stays": int(ended.sum()), "ended_mean_months": mean_months(ended),
            "ended_median_months": median_months(ended), "running_stays": int(still.sum()),
            "running_mean_months": mean_months(still),
            "leaves_after_months": _number(leave[at]) if told else None,
            "lost_after_months": _number(until[at]) if to_lost else None,
            "lost_in_12m": float(year) if to_lost else None,
        })  # fmt: skip
    times = pl.DataFrame(rows, _TIMES)
    return times.select(c for c in times if c.null_count() < len(times) or c.name in _ALWAYS)


_TIMES: dict[str, Any] = {
    "stage": pl.String, "ended_stays": pl.Int64, "ended_mean_months": pl.Float64,
    "ended_median_months": pl.Float64, "running_stays": pl.Int64, "running_mean_months": pl.Float64,
    "leaves_after_months": pl.Float64, "lost_after_months": pl.Float64, "lost_in_12m": pl.Float64,
}  # fmt: skip


_ALWAYS = ("stage", "ended_stays", "ended_mean_months", "running_stays")


def _tested(history: History) -> dict[str, Any] | None:
    """The moves of earlier months held against those of the latest quarter of the settled months.

    ``misplaced_share``: of the customers at the cut, by the stage they were in then, how many stand in
    another stage at the end than foretold; beside it the forecast that nobody moves. ``lost_found`` were
    not lost at the cut and are at the end; beside them ``lost_before``, those of the time before.
    """
    ahead = max(history.settled_months // 4, 1)
    if history.settled_months - ahead < MIN_LEARNED:
        return None
    end = history.n_months - 1
    cut = end - ahead
    found = moves(history.stages[cut], history.stages[end], len(STAGES))[:-1]
    start = np.diag(found.sum(axis=1))
    expected = after_months(_heads(history, cut), start, ahead)
    before = moves(history.stages[cut - ahead], history.stages[cut], len(STAGES))[:-1]
    return {
        "from": history.days[cut], "until": history.days[end], "customers": int(found.sum()),
        "misplaced_share": misplaced(expected, found),
        "misplaced_share_if_nobody_moves": misplaced(start, found),
        "lost_foretold": _lost(expected), "lost_found": int(_lost(found)), "lost_before": int(_lost(before)),
    }  # fmt: skip


def _lost(heads: Any) -> float:
    return float(heads[:, _LOST].sum() - heads[_LOST, _LOST])


def _number(months: float) -> float | None:
    return None if np.isnan(months) else float(months)
