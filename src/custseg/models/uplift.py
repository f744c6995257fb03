"""What came of being treated: two groups compared, with an interval and a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from custseg.models.proportions import standard_errors, wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

_NORMAL = NormalDist()
RARE = 5
"""With fewer expected cases in a cell than this the exact test is taken (Cochran 1954)."""


@dataclass(frozen=True)
class Difference:
    """Treated minus control."""

    treated: float
    control: float
    uplift: float
    low: float
    high: float
    p_value: float

    @property
    def sign(self) -> int:
        """1 where the whole interval is above 0, -1 where it is below, else 0."""
        return (self.low > 0) - (self.high < 0)


def of_shares(
    treated_yes: int, treated: int, control_yes: int, control: int, confidence: float = 0.95
) -> Difference:
    """The difference of two shares.

    Interval: Newcombe's hybrid of two Wilson score intervals (Newcombe 1998, Statistics in Medicine 17, 873-890,
    method 10). Test: the score test of equal shares, Fisher's exact one where a cell would hold fewer than 5 cases.
    Both groups must have customers.
    """
    z = standard_errors(confidence)
    p, q = treated_yes / treated, control_yes / control
    p_low, p_high = wilson(treated_yes, treated, z)
    q_low, q_high = wilson(control_yes, control, z)
    low = p - q - sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = p - q + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return Difference(
        p, q, p - q, max(low, -1.0), min(high, 1.0),
        _p_of_shares(treated_yes, treated, control_yes, control),
    )  # fmt: skip


def _p_of_shares(treated_yes: int, treated: int, control_yes: int, control: int) -> float:
    everybody, yes = treated + control, treated_yes + control_yes
    rarest = min(yes, everybody - yes) * min(treated, control) / everybody
    if rarest < RARE:
        from scipy.stats import fisher_exact

        cells = [[treated_yes, treated - treated_yes], [control_yes, control - control_yes]]
        return float(fisher_exact(cells)[1])
    pooled = yes / everybody
    error = sqrt(pooled * (1 - pooled) * (1 / treated + 1 / control))
    return 2 * _NORMAL.cdf(-abs(treated_yes / treated - control_yes / control) / error)


def of_means(treated: Array, control: Array, confidence: float = 0.95) -> Difference:
    """The difference of two means by Welch's t (1947), the groups' spreads being their own.

    Both groups must have two customers. Where nobody differs from anybody the interval is a point.
    """
    from scipy.stats import t as students

    first, second = float(treated.mean()), float(control.mean())
    one, two = float(treated.var(ddof=1)) / len(treated), float(control.var(ddof=1)) / len(control)
    error = sqrt(one + two)
    if error == 0:
        apart = first - second
        return Difference(first, second, apart, apart, apart, 1.0 if apart == 0 else 0.0)
    freedom = (one + two) ** 2 / (one**2 / (len(treated) - 1) + two**2 / (len(control) - 1))
    half = float(students.ppf(0.5 + confidence / 2, freedom)) * error
    apart = first - second
    p_value = 2 * float(students.sf(abs(apart) / error, freedom))
    return Difference(first, second, apart, apart - half, apart + half, p_value)


def customers_for_a_mean(values: Array) -> int:
    """Customers from which on the mean of so skewed a figure has the interval it says: 25 × skewness² (Cochran 1977,
    Sampling Techniques, 3rd ed., p. 42: a 95% interval then misses no more than 6% of the time).
    """
    apart = values - values.mean()
    spread = float((apart**2).mean())
    if spread == 0:
        return 0
    skewness = float((apart**3).mean()) / spread**1.5
    return int(25 * skewness**2) + 1


def without_what_was_before(values: Array, before: Array) -> tuple[Array, float]:
    """``values`` less what ``before`` foretells of them, and the share of their spread that takes away.

    y − θ·(x − x̄) with θ = cov(x, y) ÷ var(x) over both groups together (CUPED: Deng, Xu, Kohavi & Walker 2013):
    the difference of the groups stays what it is on average, as chance made them alike before, and spreads less.
    The answer does not know who was treated, so taking it or not is not choosing the answer.
    """
    spread, own = float(before.var()), float(values.var())
    if spread == 0 or own == 0:
        return values, 0.0
    together = float(((values - values.mean()) * (before - before.mean())).mean())
    theta = together / spread
    return values - theta * (before - before.mean()), together**2 / (spread * own)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values as they are when all were looked at: Holm's step-down (1979).

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values, kind="stable")
    adjusted, highest = [0.0] * len(p_values), 0.0
    for place, at in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[at]))
        adjusted[at] = highest
    return adjusted


def sample_ratio(treated: int, control: int, control_share: float) -> float:
    """The chance of so uneven a split if each customer was drawn with ``control_share``: two-sided, binomial."""
    from scipy.stats import binomtest

    return float(binomtest(control, treated + control, control_share).pvalue)
