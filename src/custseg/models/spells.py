"""Spells: how many months customers stay in a state, those who are still there told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from custseg.models.transitions import UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Spells:
    """Runs of months that a customer spent in one state, counted by how long they are.

    Each array has a row per state and a column per number of months (0 to all there are). Beginnings
    that lie before the first month are not known: such a spell lasted longer than what is seen of it.
    """

    ended: Ints
    """Begun and ended within the months: their length is known."""
    running: Ints
    """Begun within the months and still running in the last: so many months so far."""
    cut: Ints
    """Running in the first month: so many months at least, ended or not."""
    still: Ints
    """All that run in the last month, whenever they began: so many months seen."""


def spells(states_by_month: Any, states: int) -> Spells:
    """The spells of a matrix with a row per month and a column per customer.

    A state is 0, 1, ...; who is ``UNKNOWN`` was not known yet, and begins a spell by becoming known.
    """
    matrix = np.asarray(states_by_month)
    months, customers = matrix.shape
    ended, running, cut, still = (np.zeros((states, months + 1), np.int64) for _ in range(4))
    for low in range(0, customers, _BLOCK):
        rows = np.ascontiguousarray(matrix[:, low : low + _BLOCK].T)
        begins = np.ones(rows.shape, bool)
        begins[:, 1:] = rows[:, 1:] != rows[:, :-1]
        places = np.flatnonzero(begins)
        lengths = np.diff(np.append(places, rows.size))
        state, first = rows.ravel()[places], places % months
        known = state != UNKNOWN
        is_first, is_last = first == 0, first + lengths == months
        for into, chosen in ((ended, ~is_first & ~is_last), (running, ~is_first & is_last),
                             (cut, is_first), (still, is_last)):  # fmt: skip
            those = chosen & known
            flat = state[those].astype(np.int64) * (months + 1) + lengths[those]
            into += np.bincount(flat, minlength=into.size).reshape(into.shape)
    return Spells(ended, running, cut, still)


_BLOCK = 100_000
"""Customers taken at a time: what is needed in memory does not grow with their number."""


def mean_months(counted: Any) -> float | None:
    """The mean length of spells counted by length; None without any."""
    n = np.asarray(counted, dtype=float)
    return float(n @ np.arange(len(n)) / n.sum()) if n.sum() else None


def median_months(counted: Any) -> float | None:
    """The median length of spells counted by length; None without any."""
    n = np.asarray(counted)
    if not n.sum():
        return None
    upto, half = np.cumsum(n), n.sum() / 2
    low, high = np.searchsorted(upto, half), np.searchsorted(upto, half, side="right")
    return float(low + high) / 2


def latest_spell(states_by_month: Any) -> tuple[Ints, Ints]:
    """Of every customer: the month in which the latest spell begins, and the state before it.

    The state before is ``UNKNOWN`` where the spell runs from the first month or from when the
    customer became known. With a row per month and a column per customer.
    """
    matrix = np.asarray(states_by_month)
    months, customers = matrix.shape
    begin = np.full(customers, months - 1)
    open_ = np.ones(customers, bool)
    for month in range(months - 2, -1, -1):
        open_ &= matrix[month] == matrix[-1]
        begin[open_] = month
    before = matrix[np.maximum(begin - 1, 0), np.arange(customers)]
    return begin, np.where(begin > 0, before, UNKNOWN)
