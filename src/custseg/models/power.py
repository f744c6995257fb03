"""How large a difference between two groups must be to be seen, and how many customers that takes."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from custseg.models.proportions import standard_errors

_NORMAL = NormalDist()


def power_of(
    base: float, uplift: float, treated: int, control: int, confidence: float = 0.95
) -> float:
    """The chance that a two-sided test sees an ``uplift`` over the share ``base`` in groups of these sizes.

    Two shares by the normal approximation without continuity correction: Φ((|d| − z·s₀) ÷ s₁), s₀ the error of
    the difference if both shares were the pooled one, s₁ the error as they are (Fleiss, Levin & Paik 2003,
    Statistical Methods for Rates and Proportions, §4.3, unequal sizes in §4.4). 0 where a group is empty.
    """
    if treated == 0 or control == 0:
        return 0.0
    other = min(max(base + uplift, 0.0), 1.0)
    pooled = (treated * other + control * base) / (treated + control)
    as_one = sqrt(pooled * (1 - pooled) * (1 / treated + 1 / control))
    apart = sqrt(other * (1 - other) / treated + base * (1 - base) / control)
    if apart == 0:
        return 1.0 if other != base else 0.0
    return _NORMAL.cdf((abs(other - base) - standard_errors(confidence) * as_one) / apart)


def detectable(
    base: float, treated: int, control: int, confidence: float = 0.95, power: float = 0.8
) -> float | None:
    """The least uplift over the share ``base`` that is seen with chance ``power``; None where none would be."""
    low, high = 0.0, 1.0 - base
    if power_of(base, high, treated, control, confidence) < power:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        if power_of(base, middle, treated, control, confidence) < power:
            low = middle
        else:
            high = middle
    return high


def customers_needed(
    base: float, uplift: float, control_share: float, confidence: float = 0.95, power: float = 0.8
) -> int:
    """Customers of both groups together that see ``uplift`` with chance ``power``: ``power_of`` solved for them.

    n = (z·√(p̄(1−p̄)(1/k + 1/(1−k))) + z_β·√(p₁(1−p₁)/(1−k) + p₀(1−p₀)/k))² ÷ d², k the control share.
    """
    other = min(base + uplift, 1.0)
    treated_share = 1 - control_share
    pooled = treated_share * other + control_share * base
    as_one = sqrt(pooled * (1 - pooled) * (1 / treated_share + 1 / control_share))
    apart = sqrt(other * (1 - other) / treated_share + base * (1 - base) / control_share)
    needed = (
        (standard_errors(confidence) * as_one + _NORMAL.inv_cdf(power) * apart) / (other - base)
    ) ** 2
    return int(needed) + 1
