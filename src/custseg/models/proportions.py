"""How sure a share or a mean is that was counted from so many cases: intervals by the normal distribution."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

Z95 = 1.959963984540054
"""The 97.5% quantile of the normal distribution: standard errors to either side that hold 95%."""


def standard_errors(confidence: float) -> float:
    """Standard errors to either side of what was estimated that hold ``confidence`` (0 to 1) of a normal distribution.

    >>> round(standard_errors(0.95), 6), round(standard_errors(0.9), 6)
    (1.959964, 1.644854)
    """
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(hits: float, n: float, z: float = Z95) -> tuple[float, float]:
    """The interval of the share ``hits`` ÷ ``n`` by Wilson's score; 0 to 1 for no cases at all.

    (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n): all shares a score test would not turn down (Wilson 1927,
    Journal of the American Statistical Association 22, 209-212). It holds for few cases and shares near 0 or 1,
    never leaves 0 to 1, and ends exactly at 0 where nobody was hit and at 1 where everybody was. ``n`` need not be
    whole: a sample without repeats counts as more (``pairs.share_interval``).

    >>> [round(bound, 3) for bound in wilson(8, 10)]
    [0.49, 0.943]
    """
    if n == 0:
        return 0.0, 1.0
    share, spread = hits / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(middle - half, 0.0) if hits else 0.0, min(middle + half, 1.0) if hits < n else 1.0


def mean_interval(values: Sequence[float], z: float = Z95) -> tuple[float, float, float]:
    """Mean and its interval by the normal approximation, z × sd ÷ √n; the mean alone for one value.

    Raises ValueError for no values.

    >>> [round(number, 2) for number in mean_interval([1, 2, 3, 4, 5])]
    [3.0, 1.61, 4.39]
    """
    if not values:
        raise ValueError("the mean of nothing")
    n = len(values)
    mean = math.fsum(values) / n
    if n == 1:
        return mean, mean, mean
    variance = math.fsum((v - mean) ** 2 for v in values) / (n - 1)
    half = z * math.sqrt(variance / n)
    return mean, mean - half, mean + half
