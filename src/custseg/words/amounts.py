"""Amounts as one says them: 4.1亿 and 320万, 410.0 million; shares that are not quite nothing or all."""

from __future__ import annotations

from custseg.words import language

_CHINESE = ((1e8, "亿"), (1e4, "万"))
_ENGLISH = ((1e9, " billion"), (1e6, " million"))


def money_said(amount: float) -> str:
    """An amount of money in words of the chosen language, with one digit behind the point.

    >>> from custseg.words import in_language
    >>> with in_language("zh"):
    ...     money_said(410_000_000), money_said(-53_000), money_said(980)
    ('4.1亿', '-5.3万', '980')
    """
    for unit, name in _CHINESE if language() == "zh" else _ENGLISH:
        if abs(amount) >= unit:
            return f"{amount / unit:,.1f}{name}"
    return f"{amount:,.0f}"


def share_said(share: float, places: int = 0) -> str:
    """A share as a percentage; one that would round to 0% or to 100% says that it is neither.

    >>> share_said(0.004), share_said(0.0), share_said(0.998), share_said(0.0004, places=1)
    ('<1%', '0%', '>99%', '<0.1%')
    """
    step = 10.0**-places
    if 0 < share * 100 < step / 2:
        return f"<{step:.{places}f}%"
    if 100 - step / 2 <= share * 100 < 100:
        return f">{100 - step:.{places}f}%"
    return f"{share:.{places}%}"
