"""Amounts in sentences, by the unit of the column they are of."""

from __future__ import annotations

import math

from custseg.words import language, term


def amount(column: str, value: float | None) -> str:
    """``value`` of a column as a sentence says it: 12.3%, 3.2万, 45 days as 45."""
    if value is None or not math.isfinite(value):
        return "–"
    entry = term(column)
    unit = entry.unit if entry else "number"
    if unit == "share":
        return f"{value:.1%}"
    if unit == "money":
        return money(value)
    places = 0 if float(value).is_integer() else 1 if abs(value) >= 10 else 2
    return f"{value:,.{places}f}"


def money(value: float) -> str:
    """An amount of money in few characters: 4.1亿, 320.0万, 1,234 in Chinese; 4,100,000 in English."""
    if language() == "zh":
        for step, name in ((1e8, "亿"), (1e4, "万")):
            if abs(value) >= step:
                return f"{value / step:,.2f}{name}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.2f}"
