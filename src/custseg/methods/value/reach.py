"""How far a forecast may be off: what the back-test showed, where the model promises more.

The interval of a total supposes that the model is right. Where the test on later data missed by more,
the total is given as far either way as the test missed, in proportion; where fewer customers than 80 of
100 fell into their own intervals, these leave out less at either end until 80 of 100 do. Intervals are
never made narrower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custseg.methods.value.spread import HELD, LOW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.methods.value.forecast import Foreseen
    from custseg.methods.value.spread import Counts

    Floats = NDArray[np.float64]

MEASURES = ("purchases", "money")
_TAILS = (LOW, 0.05, 0.025, 0.01, 0.005, 0.001)
"""Chances left out at either end of the interval of one customer, as they are tried."""


@dataclass(frozen=True)
class Measured:
    """One measure in the back-test: what the model alone had said, and what came."""

    low: float
    high: float
    """The model's own 80% interval of the total."""
    missed_share: float | None
    """|came − expected| ÷ expected; None where nothing was expected."""
    tail: float
    """Left out at either end of the interval of one customer so that 80 of 100 fell into it."""
    within_share: float
    """Customers who fell into the model's own 80% interval."""
    is_refuted: bool
    """Whether the total that came lies outside the model's own interval."""


Reach = Mapping[str, Measured]
"""By measure; empty where nothing was tested."""


def measured(
    foreseen: Foreseen, counts: Counts, during: float, came: Mapping[str, Floats]
) -> dict[str, Measured]:
    """What the back-test shows of intervals of purchases and of money."""
    total = foreseen.total(counts, during)
    quantiles: dict[str, Callable[[float], Floats]] = {
        "purchases": lambda level: counts.quantile(level)[foreseen.place],
        "money": lambda level: foreseen.money_quantile(counts, level),
    }
    found = {}
    for name in MEASURES:
        expected, actual = total[name], float(came[name].sum())
        low, high = total[f"{name}_low"], total[f"{name}_high"]
        held = _within(quantiles[name], LOW, came[name])
        tail = LOW if held >= HELD else tail_that_holds(quantiles[name], came[name])
        missed = abs(actual - expected) / expected if expected > 0 else None
        found[name] = Measured(low, high, missed, tail, held, not low <= actual <= high)
    return found


def _within(quantile: Callable[[float], Floats], tail: float, came: Floats) -> float:
    return float(((came >= quantile(tail)) & (came <= quantile(1.0 - tail))).mean())


def tail_that_holds(quantile: Callable[[float], Floats], came: Floats) -> float:
    """The largest of the tails with which 80 of 100 customers were within; the least if none is."""
    for tail in _TAILS[1:]:
        if _within(quantile, tail, came) >= HELD:
            return tail
    return _TAILS[-1]


def tail_of(reach: Reach, measure: str) -> float:
    """What is left out at either end of the interval of one customer."""
    return reach[measure].tail if measure in reach else LOW


def widened(total: Mapping[str, float], reach: Reach) -> dict[str, float]:
    """A total of ``Foreseen.total``, its intervals at least as far either way as the test missed."""
    wide = dict(total)
    for name in reach:
        off = (reach[name].missed_share or 0.0) * max(total[name], 0.0)
        wide[f"{name}_low"] = min(total[f"{name}_low"], max(total[name] - off, 0.0))
        wide[f"{name}_high"] = max(total[f"{name}_high"], total[name] + off)
    return wide
