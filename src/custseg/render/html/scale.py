"""From values to places in a drawing: round numbers on the axis, names that do not overlap."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_NOTHING = 1e-300


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` on the way from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...] = ()

    def at(self, value: float) -> float:
        """Where a value stands."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def scale_of(values: Iterable[float | None], start: float, end: float, *, most: int = 5,
             whole: bool = False) -> Scale:  # fmt: skip
    """A scale from nought or the lowest value to a round number over the highest.

    At most about ``most`` steps; only ``whole`` numbers where counts are shown.
    """
    there = [v for v in values if v is not None and math.isfinite(v)]
    low, high = min(0.0, *there, 0.0), max(0.0, *there, 0.0)
    if high - low < _NOTHING:
        high = low + 1.0
    step = _step((high - low) / most, whole=whole)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    ticks = tuple(float(f"{i * step:.12g}") for i in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def _step(least: float, *, whole: bool) -> float:
    """The smallest round number that is no less than ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    step = next(power * s for s in _STEPS if power * s >= least * (1 - 1e-9))
    return float(max(math.ceil(step), 1)) if whole else step


def places_of(values: Sequence[object], *, months: bool = False) -> list[float]:
    """Where points stand on their way: dates and ``months`` by time, numbers by size, others step by step.

    What does not rise from point to point stands step by step too.
    """
    found = [_place(value, months) for value in values]
    known = [place for place in found if place is not None and math.isfinite(place)]
    rises = len(known) == len(found) and all(map(operator.lt, known, known[1:]))
    return known if rises else [float(i) for i in range(len(found))]


def _place(value: object, months: bool) -> float | None:
    if months:
        year, _, month = str(value)[:7].partition("-")
        return 12.0 * int(year) + int(month) if year.isdecimal() and month.isdecimal() else None
    if isinstance(value, date):
        return float(value.toordinal())
    return float(value) if isinstance(value, int | float) else None


def apart(middles: Sequence[float], widths: Sequence[float]) -> list[int]:
    """Which of names side by side, from the first on, have room without touching the one before."""
    shown: list[int] = []
    for i, (middle, width) in enumerate(zip(middles, widths, strict=True)):
        if not shown or middle - width / 2 >= middles[shown[-1]] + widths[shown[-1]] / 2:
            shown.append(i)
    return shown
