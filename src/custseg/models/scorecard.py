"""A scorecard: binned features, weights of evidence and one logistic coefficient each, read as points.

WOE of a bin = ln(share of all takers in it ÷ share of all others in it), half a customer added to each
count (Good 1950; Siddiqi 2006). Every 20 points double the odds; 600 points are even odds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

DOUBLE, EVEN = 20, 600
FACTOR = DOUBLE / math.log(2)
_RIDGE, _STEPS, _CLOSE = 1.0, 50, 1e-10


@dataclass(frozen=True)
class Binned:
    """One feature: the bin of every customer, and what the bins are called."""

    name: str
    bins: Array
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Attribute:
    """What one feature says, alone and in the card."""

    name: str
    labels: tuple[str, ...]
    customers: Array
    takers: Array
    woe: Array
    iv: float
    """Information value: Σ (share of takers − share of others) · WOE."""
    coefficient: float
    """0 where the feature has no place in the card."""

    @property
    def points(self) -> Array:
        """The points of each bin."""
        return np.round(FACTOR * self.coefficient * self.woe).astype(np.int64)


@dataclass(frozen=True)
class Scorecard:
    """All features that were looked at; points add up to ``base`` + those of the customer's bins."""

    base: int
    attributes: tuple[Attribute, ...]
    customers: int
    takers: int

    def points(self, features: Sequence[Binned]) -> Array:
        """The points of customers, whose features come in the order they were fitted in."""
        total = np.full(len(features[0].bins), self.base, np.int64)
        for attribute, feature in zip(self.attributes, features, strict=True):
            total = total + attribute.points[feature.bins]
        return total


def chance(points: Array) -> Array:
    """The probability that some points stand for: odds of 1 at 600, doubled by every 20."""
    return 1 / (1 + np.exp(-(points - EVEN) / FACTOR))


def fit(features: Sequence[Binned], is_taker: Array, least_iv: float = 0.0) -> Scorecard:
    """The card by maximum likelihood with a slight ridge (1 on each coefficient).

    A feature is in the card when its coefficient is positive (a card must not say the opposite of its own
    bins) and its information value at least ``least_iv``. The feature with the most negative coefficient
    leaves first, and the others are fitted again.
    """
    described = [_described(feature, is_taker) for feature in features]
    kept = [n for n, attribute in enumerate(described) if attribute.iv >= least_iv]
    coefficients = np.zeros(0)
    intercept = _logit((is_taker.sum() + 0.5) / (len(is_taker) + 1))
    while kept:
        woe = np.stack([described[n].woe[features[n].bins] for n in kept], axis=1)
        intercept, coefficients = _logistic(woe, is_taker)
        worst = int(coefficients.argmin())
        if coefficients[worst] > 0:
            break
        del kept[worst]
        coefficients = np.zeros(0)
    weight = dict(zip(kept, coefficients, strict=True))
    if not kept:
        intercept = _logit((is_taker.sum() + 0.5) / (len(is_taker) + 1))
    card = tuple(
        Attribute(a.name, a.labels, a.customers, a.takers, a.woe, a.iv, float(weight.get(n, 0.0)))
        for n, a in enumerate(described)
    )
    return Scorecard(EVEN + round(FACTOR * intercept), card, len(is_taker), int(is_taker.sum()))


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _described(feature: Binned, is_taker: Array) -> Attribute:
    bins = len(feature.labels)
    customers = np.bincount(feature.bins, minlength=bins).astype(float)
    takers = np.bincount(feature.bins, weights=is_taker, minlength=bins)
    of_takers = (takers + 0.5) / (takers.sum() + 0.5 * bins)
    of_others = (customers - takers + 0.5) / ((customers - takers).sum() + 0.5 * bins)
    woe = np.where(customers > 0, np.log(of_takers / of_others), 0.0)
    iv = float(((of_takers - of_others) * woe).sum())
    return Attribute(
        feature.name,
        feature.labels,
        customers.astype(np.int64),
        takers.astype(np.int64),
        woe,
        iv,
        0.0,
    )


def _logistic(values: Array, is_one: Array) -> tuple[float, Array]:
    """Intercept and coefficients by Newton's steps, halved while they make the likelihood worse."""
    design = np.column_stack([np.ones(len(values)), values])
    ridge = np.full(design.shape[1], _RIDGE)
    ridge[0] = 0
    weights = np.zeros(design.shape[1])
    weights[0] = _logit((is_one.sum() + 0.5) / (len(is_one) + 1))
    height = _penalised(design, is_one, weights, ridge)
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (is_one - chances) - ridge * weights
        curvature = (design * (chances * (1 - chances))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(curvature, gradient)
        while (reached := _penalised(design, is_one, weights + step, ridge)) < height - _CLOSE:
            step = step / 2
        weights, height = weights + step, reached
        if np.abs(step).max() < _CLOSE:
            break
    return float(weights[0]), weights[1:]


def _penalised(design: Array, is_one: Array, weights: Array, ridge: Array) -> float:
    """The log-likelihood less the ridge."""
    odds = design @ weights
    return float((is_one * odds - np.logaddexp(0, odds)).sum() - (ridge * weights**2).sum() / 2)
