"""Moves between states from one month to the next, and what follows from them: a Markov chain.

A customer in a state moves on with the same chances every month, however long he has been there and
wherever he came from. Arrays in, arrays out; heads are of customers in the month before.

Source: Kemeny and Snell, Finite Markov Chains (1960), ch. III (absorbing chains).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

UNKNOWN = 255
"""The state of who was not known yet."""


def moves(before: Any, after: Any, states: int) -> Ints:
    """Heads by state in one month (rows) and the next (columns); the last row is of newcomers.

    States are 0, 1, ...; ``UNKNOWN`` in ``before`` makes a newcomer, in ``after`` nobody.
    """
    was = np.minimum(np.asarray(before), states).astype(np.int64)
    now = np.asarray(after)
    there = now != UNKNOWN
    counted = np.bincount(was[there] * states + now[there], minlength=(states + 1) * states)
    return counted.reshape(states + 1, states)


def chances(heads: Any) -> Floats:
    """The share of each row that went to each column; NaN in rows without anybody."""
    counted = np.asarray(heads, dtype=float)
    total = counted.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(counted, total, out=np.full_like(counted, np.nan), where=total > 0)
    return shares


def months_to_leave(heads: Any) -> Floats:
    """Expected months until a customer leaves a state: 1 / (1 - p), p the chance of staying a month.

    The month of leaving is counted: who leaves at once had one month. NaN where nobody was and
    where nobody left.
    """
    counted = np.asarray(heads, dtype=float)
    total = counted.sum(axis=1)
    left = total - counted.diagonal()
    months: Floats = np.divide(total, left, out=np.full_like(total, np.nan), where=left > 0)
    return months


def months_until(heads: Any, target: int) -> Floats:
    """Expected months until a customer of each state is first in ``target``; 0 for ``target`` itself.

    With Q the chances among the other states: t = (I - Q)⁻¹ 1. NaN where it is not certain that
    ``target`` is ever reached, as from a state that nobody leaves.
    """
    counted = np.asarray(heads, dtype=float)
    certain = _certain(counted > 0, target)
    months = np.where(certain, 0.0, np.nan)
    inside = np.flatnonzero(certain & (np.arange(len(counted)) != target))
    if len(inside):
        q = chances(counted)[np.ix_(inside, inside)]
        months[inside] = np.linalg.solve(np.eye(len(inside)) - q, np.ones(len(inside)))
    return months


def after_months(heads: Any, start: Any, months: int) -> Floats:
    """How many of ``start`` (heads by state) are in each state some months later.

    Who is in a state without any known move stays there.
    """
    counted = np.asarray(heads, dtype=float)
    p = chances(counted)
    nobody = counted.sum(axis=1) == 0
    p[nobody] = np.eye(len(counted))[nobody]
    later: Floats = np.asarray(start, dtype=float) @ np.linalg.matrix_power(p, months)
    return later


def misplaced(expected: Any, found: Any) -> float:
    """The share of customers that stand in another state than expected: Σ |expected - found| / 2n."""
    one, other = np.asarray(expected, dtype=float), np.asarray(found, dtype=float)
    return float(np.abs(one - other).sum() / 2 / max(other.sum(), 1.0))


def _certain(way: NDArray[np.bool_], target: int) -> NDArray[np.bool_]:
    """From which states ``target`` is certainly reached: all that can be reached can reach it."""
    size = len(way)
    way = way.copy()
    way[target] = False
    reach = way | np.eye(size, dtype=bool)
    for middle in range(size):
        reach |= reach[:, [middle]] & reach[[middle], :]
    can = reach[:, target]
    return can & ~(reach & ~can).any(axis=1)
