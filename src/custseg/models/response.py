"""Response curves 响应曲线: what spending brings, with less for every further yuan; and money split over them best.

All curves are concave, so the best split of a budget is where the last yuan brings the same everywhere (Gossen's
second law; Luss & Gupta 1975, Operations Research 23(2), allocation of effort with concave returns).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp, expm1, inf, log
from typing import Protocol

_STEPS = 200
"""Halvings of an interval; more than doubles can tell apart."""


class Curve(Protocol):
    """What spending brings."""

    def value(self, spend: float) -> float:
        """What ``spend`` brings."""

    def next_yuan(self, spend: float) -> float:
        """What one more yuan brings after ``spend``: the slope to the right."""

    def spend_at(self, price: float, *, most: bool) -> float:
        """The spend at which the next yuan brings ``price``; of several the ``most`` or the least."""

    def prices(self) -> tuple[float, ...]:
        """Slopes at which a whole stretch of spending brings the same."""


@dataclass(frozen=True)
class Saturating:
    """top × (1 − e^(−spend/scale)): at ``scale`` 63% of the ``top`` is reached, at three times that 95%."""

    top: float
    scale: float

    def value(self, spend: float) -> float:
        """What ``spend`` brings."""
        return -self.top * expm1(-spend / self.scale)

    def next_yuan(self, spend: float) -> float:
        """The slope to the right of ``spend``."""
        return self.top / self.scale * exp(-spend / self.scale)

    def spend_at(self, price: float, *, most: bool) -> float:
        """The spend at which the next yuan brings ``price``."""
        first = self.top / self.scale
        return inf if price <= 0 else max(0.0, self.scale * log(first / price))

    def prices(self) -> tuple[float, ...]:
        """None: every yuan brings less than the one before."""
        return ()


@dataclass(frozen=True)
class Power:
    """factor × spend^exponent, with an exponent between 0 and 1."""

    factor: float
    exponent: float

    def value(self, spend: float) -> float:
        """What ``spend`` brings."""
        return self.factor * float(spend**self.exponent)

    def next_yuan(self, spend: float) -> float:
        """The slope to the right of ``spend``."""
        if spend <= 0:
            return inf
        return self.factor * self.exponent * float(spend ** (self.exponent - 1))

    def spend_at(self, price: float, *, most: bool) -> float:
        """The spend at which the next yuan brings ``price``."""
        if price <= 0:
            return inf
        return float((self.factor * self.exponent / price) ** (1 / (1 - self.exponent)))

    def prices(self) -> tuple[float, ...]:
        """None: every yuan brings less than the one before."""
        return ()


@dataclass(frozen=True)
class Pieces:
    """Straight lines between points (spend, value) whose slopes fall; level after the last point."""

    spends: tuple[float, ...]
    """From 0, rising."""
    values: tuple[float, ...]

    def slopes(self) -> list[float]:
        """What a yuan brings on each line."""
        rise = zip(self.values[1:], self.values, strict=False)
        run = zip(self.spends[1:], self.spends, strict=False)
        return [(b - a) / (d - c) for (b, a), (d, c) in zip(rise, run, strict=True)]

    def value(self, spend: float) -> float:
        """What ``spend`` brings."""
        here = self._piece(spend)
        if here is None:
            return self.values[-1]
        return self.values[here] + self.slopes()[here] * (spend - self.spends[here])

    def next_yuan(self, spend: float) -> float:
        """The slope to the right of ``spend``."""
        here = self._piece(spend)
        return 0.0 if here is None else self.slopes()[here]

    def spend_at(self, price: float, *, most: bool) -> float:
        """The spend at which the next yuan brings ``price``."""
        for start, slope in zip(self.spends, self.slopes(), strict=False):
            if slope < price or (slope == price and not most):
                return start
        return inf if price < 0 or (most and price == 0) else self.spends[-1]

    def prices(self) -> tuple[float, ...]:
        """Slopes of whole stretches."""
        return (*self.slopes(), 0.0)

    def _piece(self, spend: float) -> int | None:
        """The line on which the yuan after ``spend`` lies; None after the last point."""
        ends = enumerate(self.spends[1:])
        return next((number for number, end in ends if spend < end), None)


@dataclass(frozen=True)
class Choice:
    """Something to spend on: its curve, and the least and the most that may be spent."""

    curve: Curve
    least: float = 0.0
    most: float = inf

    def wanted(self, price: float, *, most: bool) -> float:
        """What is spent on it where the last yuan must bring ``price``."""
        return min(max(self.curve.spend_at(price, most=most), self.least), self.most)


@dataclass(frozen=True)
class Split:
    """A budget split over choices."""

    spends: tuple[float, ...]
    value: float
    shadow_price: float
    """What one more yuan would bring; 0 where nothing is gained by spending more."""


def best_split(choices: Sequence[Choice], budget: float) -> Split:
    """The split of ``budget`` over ``choices`` of the highest value; nothing is spent that brings no more.

    Exact: the price at which just the budget is wanted is found between the prices at which wants change
    their form. Where lines of the same slope compete for the rest, each gets the same share of its stretch.
    Raises ValueError where the least that must be spent is more than the budget.
    """
    if sum(choice.least for choice in choices) > budget:
        raise ValueError("the least is more than the budget")
    price = _price(choices, budget)
    least = [choice.wanted(price, most=False) for choice in choices]
    most = [choice.wanted(price, most=True) if price > 0 else low for choice, low in zip(choices, least, strict=True)]  # fmt: skip
    room = sum(most) - sum(least)
    share = min(max((budget - sum(least)) / room, 0.0), 1.0) if room > 0 else 0.0
    spends = tuple(low + share * (high - low) for low, high in zip(least, most, strict=True))
    return split_of(choices, _within(spends, choices, budget), budget)


def split_of(choices: Sequence[Choice], spends: Sequence[float], budget: float) -> Split:
    """Any split, with its value and what one more yuan in the best place would bring."""
    value = sum(c.curve.value(spend) for c, spend in zip(choices, spends, strict=True))
    prices = [
        c.curve.next_yuan(spend)
        for c, spend in zip(choices, spends, strict=True)
        if spend < c.most * (1 - 1e-12)
    ]
    return Split(tuple(spends), value, max([0.0, *prices]))


def even_split(choices: Sequence[Choice], weights: Sequence[float], budget: float) -> Split:
    """The budget split in proportion to ``weights``, as far as the least and the most of each allow."""

    def spent(level: float) -> list[float]:
        return [min(max(level * w, c.least), c.most) for c, w in zip(choices, weights, strict=True)]

    heaviest = max((w for w in weights if w > 0), default=0.0)
    if heaviest <= 0:
        return split_of(choices, spent(0.0), budget)
    high = max([c.most / w for c, w in zip(choices, weights, strict=True) if w > 0 and c.most < inf]
               + [budget / min(w for w in weights if w > 0)])  # fmt: skip
    level = _root(lambda at: budget - sum(spent(at)), 0.0, high)
    return split_of(choices, spent(level), budget)


def _price(choices: Sequence[Choice], budget: float) -> float:
    """The price at which the choices want just the budget; 0 where they want less even for nothing."""
    if sum(choice.wanted(0.0, most=False) for choice in choices) <= budget:
        return 0.0
    at_ends = (c.curve.next_yuan(end) for c in choices for end in (c.least, c.most) if end < inf)
    slopes = (price for choice in choices for price in choice.curve.prices())
    edges = sorted({p for p in (*at_ends, *slopes) if 0 < p < inf})
    high = next((p for p in edges if _wanted(choices, p, most=False) <= budget), inf)
    if high < inf and _wanted(choices, high, most=True) >= budget:
        return high
    low = max((p for p in edges if p < high), default=0.0)
    if high == inf:
        high = max(low, 1.0)
        while _wanted(choices, high, most=False) > budget:
            high *= 2
    if low == 0.0:
        low = high
        while _wanted(choices, low, most=True) < budget:
            low /= 2
    return exp(_root(lambda at: _wanted(choices, exp(at), most=True) - budget, log(low), log(high)))


def _wanted(choices: Sequence[Choice], price: float, *, most: bool) -> float:
    return sum(choice.wanted(price, most=most) for choice in choices)


def _root(falls: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that falls (is positive at first) comes to zero, by halving."""
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if falls(middle) > 0 else (low, middle)
    return (low + high) / 2


def _within(spends: Sequence[float], choices: Sequence[Choice], budget: float) -> tuple[float, ...]:
    """``spends`` without what rounding put above the budget, taken where the most is spent."""
    over = sum(spends) - budget
    if over <= 0:
        return tuple(spends)
    free = [spend - c.least for spend, c in zip(spends, choices, strict=True)]
    at = free.index(max(free))
    return tuple(s - over if number == at else s for number, s in enumerate(spends))


def scaled(curve: Curve, heads: float) -> Curve:
    """The curve of ``heads`` customers where ``curve`` is that of one and all get the same."""
    match curve:
        case Saturating():
            return Saturating(curve.top * heads, curve.scale * heads)
        case Power():
            return replace(curve, factor=curve.factor * heads ** (1 - curve.exponent))
        case Pieces():
            return Pieces(tuple(s * heads for s in curve.spends), tuple(v * heads for v in curve.values))  # fmt: skip
    raise TypeError(curve)
