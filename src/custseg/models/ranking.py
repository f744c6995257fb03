"""Lists of products held against what was taken later: hits and mean average precision."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

AT = 7
"""Places of a list that count for MAP."""


def best_of(scores: Array, places: int) -> Array:
    """The columns with the highest scores of each row, best first; -1 where only -inf is left.

    Of equal scores the first column wins: order the columns by what is to decide.
    """
    left = scores.copy()
    rows = np.arange(len(left))
    chosen = np.full((len(left), places), -1, np.int64)
    for place in range(min(places, left.shape[1])):
        best = left.argmax(axis=1)
        there = ~np.isneginf(left[rows, best])
        chosen[there, place] = best[there]
        left[rows, best] = -np.inf
    return chosen


class Judged(NamedTuple):
    """How good the lists of some customers are, one number each."""

    hits: Array
    """1 where one of the first three was taken."""
    precision: Array
    """Average precision at ``AT``."""


def judge(chosen: Array, is_taken: Array, taken: Array) -> Judged:
    """Lists held against what was taken.

    ``chosen`` are lists, best first; ``is_taken`` says of each of their places whether that product was
    taken; ``taken`` how many products each customer took. Average precision is the mean of the precision
    at each hit over min(taken, ``AT``) (Baeza-Yates and Ribeiro-Neto 1999; as the MAP@7 of Kaggle).
    """
    right = (is_taken & (chosen >= 0))[:, :AT]
    places = np.arange(1, right.shape[1] + 1)
    precision = (np.cumsum(right, axis=1) / places * right).sum(axis=1)
    return Judged(right[:, :3].any(axis=1).astype(float), precision / np.minimum(taken, AT))


def surely_better(ours: Array, other: Array, errors: float = 2.0) -> bool | None:
    """Whether one measure is better than another on the same customers by ``errors`` standard errors of
    the difference: True, False if it is worse by as much, None where it cannot be said.
    """
    gain = ours - other
    if len(gain) < 2:
        return None
    error = float(gain.std(ddof=1)) / math.sqrt(len(gain))
    mean = float(gain.mean())
    if mean > errors * error and mean > 0:
        return True
    return False if mean < -errors * error and mean < 0 else None
