"""Means over a beta distribution of the probability of leaving, exact to rounding in all its tails.

The closed forms have Gauss's hypergeometric function in them, which overflows for heavy buyers,
and a factor a − 1 that makes nothing of it at a = 1. The same means are integrals of plain positive
functions of p. With p = 1 ÷ (1 + e^−y) the trapezoid rule converges faster than any power of its step,
because nothing happens within a distance of π ÷ 2 from the real line (Trefethen and Weideman 2014).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_NEGLIGIBLE = 30.0
"""−log of what is too small to count."""
_STEP = 0.35
_AWAY = 1.0
_AT_ONCE = 16_000


def purchases_while_alive(shape: Floats, stretch: Floats, a: float, b: Floats) -> Floats:
    """E[(1 − (1 + p z)^−A) ÷ p], p ~ Beta(a, b): purchases in z mean waits of one who is alive.

    ``shape`` (A) and ``b`` have one element a row, ``stretch`` (z) one row and one column a horizon.
    """

    def bought(p: Floats, z: Floats, power: Floats) -> Floats:
        return np.asarray(-np.expm1(-power * np.log1p(p * z)) / p)

    return _mean(bought, shape[:, None] * stretch, shape, stretch, a, b)


def staying(shape: Floats, stretch: Floats, a: float, b: Floats) -> Floats:
    """E[(1 + p z)^−A], p ~ Beta(a, b): the probability to be alive still, for who is alive now."""

    def stayed(p: Floats, z: Floats, power: Floats) -> Floats:
        return np.asarray(np.exp(-power * np.log1p(p * z)))

    return np.clip(_mean(stayed, np.ones_like(stretch), shape, stretch, a, b), 0.0, 1.0)


def _mean(
    function: Callable[[Floats, Floats, Floats], Floats], at_zero: Floats,
    shape: Floats, stretch: Floats, a: float, b: Floats,
) -> Floats:  # fmt: skip
    """The mean of a function of p: that of its chord, plus that of what is between the two.

    The chord's mean is exact, and the rest is 0 at both ends, however near them the beta
    distribution crowds. Where it keeps away from 0 (a ≥ 1) the chord begins at 0 instead of at the
    function, so that nothing large is taken off again.
    """
    result = np.empty_like(stretch)
    tops = at_zero if a < _AWAY else np.zeros_like(at_zero)
    low, high = _reach(shape * stretch.max(axis=1, initial=0.0), a, b)
    # where a and b are large the density is a narrow peak, 1 ÷ √(ab ÷ (a+b)) wide
    step = np.minimum(_STEP, 2.0 * _STEP * np.sqrt(1.0 / a + 1.0 / b))
    nodes = int(np.ceil(((high - low) / step).max(initial=1.0))) + 1
    for start in range(0, len(shape), max(1, _AT_ONCE // nodes)):
        rows = slice(start, start + max(1, _AT_ONCE // nodes))
        p, q, weight = _nodes(low[rows], high[rows], nodes, a, b[rows])
        power = shape[rows, None]
        for column in range(stretch.shape[1]):
            z = stretch[rows, column, None]
            top = tops[rows, column]
            bottom = function(np.ones_like(z), z, power)[:, 0]
            above = function(p, z, power)
            above -= top[:, None] * q
            above -= bottom[:, None] * p
            chord = (top * b[rows] + bottom * a) / (a + b[rows])
            result[rows, column] = chord + np.einsum("ij,ij->i", above, weight)
    return np.maximum(result, 0.0)


def _reach(sharpness: Floats, a: float, b: Floats) -> tuple[Floats, Floats]:
    """From where to where in y there is anything to be counted: the density may rise above 1."""
    from scipy.special import betaln

    crowd = np.log1p(np.maximum(sharpness, b))
    peak = -betaln(a, b)
    fall = 1.0 + a if a < _AWAY else a
    low = -crowd - (_NEGLIGIBLE + np.maximum(peak - a * crowd, 0.0)) / fall
    high = np.log(np.expm1(np.minimum((_NEGLIGIBLE + np.maximum(peak, 0.0)) / (1.0 + b), 700.0)))
    return low, np.maximum(high, low + 1.0)


def _nodes(
    low: Floats, high: Floats, nodes: int, a: float, b: Floats
) -> tuple[Floats, Floats, Floats]:
    """p, 1 − p and the beta weight of each node (columns), for each row."""
    from scipy.special import betaln

    step = (high - low) / (nodes - 1)
    y = low[:, None] + step[:, None] * np.arange(nodes)
    log_p, log_q = -np.logaddexp(0.0, -y), -np.logaddexp(0.0, y)
    log_weight = a * log_p + b[:, None] * log_q + (np.log(step) - betaln(a, b))[:, None]
    return np.exp(log_p), np.exp(log_q), np.exp(log_weight)
