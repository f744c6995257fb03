"""Whether having one product says anything of another that its popularity does not say already.

The counts of a pair are drawn from one population: with the holders of both products fixed, the number
who have both is hypergeometric where they have nothing to do with each other. Its interval is Wilson's
(1927) with the size of the sample enlarged by the correction for a finite population, (N - 1) / (N - n).
"""

from __future__ import annotations

from custseg.models.affinity import Taken, Together
from custseg.models.proportions import wilson

ENOUGH = 5
"""Fewer customers who have, or took, both say nothing: of so few an interval is too narrow."""


def share_interval(yes: float, n: float, everybody: float) -> tuple[float, float]:
    """The 95% interval of ``yes`` of ``n``, a sample without repeats from ``everybody``; (0, 1) of nobody.

    Where everybody was seen there is nothing to tell them from: (0, 1) as well.
    """
    if n <= 0 or n >= everybody:
        return 0.0, 1.0
    size = n * (everybody - 1) / (everybody - n)
    return wilson(yes / n * size, size)


def lift(counts: Together, has: int, also: int) -> tuple[float, float, float]:
    """The share of those with ``has`` who have ``also`` ÷ that of all, with its 95% interval; 0 where nobody has it."""
    n, base = float(counts.holders[has]), float(counts.shares[also])
    if base <= 0 or n <= 0:
        return 0.0, 0.0, 0.0
    both = float(counts.pairs[has, also])
    low, high = share_interval(both, n, float(counts.customers))
    return both / n / base, low / base, high / base


def tells(counts: Together, taken: Taken | None, has: int, also: int) -> bool:
    """Whether those with ``has`` surely (95%) have, or take, ``also`` more often than all do.

    What was taken counts before what is held: a pair with a lift above 1 of whom surely fewer took it
    tells nothing.
    """
    _, low, _ = lift(counts, has, also)
    goes_together = low > 1.0 and float(counts.pairs[has, also]) >= ENOUGH
    if taken is None:
        return goes_together
    without = float(taken.without[also])
    rate = float(taken.taken[also]) / without if without else 0.0
    cases, took = float(taken.pairs_without[has, also]), float(taken.pairs[has, also])
    took_low, took_high = share_interval(took, cases, without)
    return (took_low > rate and took >= ENOUGH) or (goes_together and took_high >= rate)
