"""Large amounts as one says them: 4.1亿 and 320万, 410.0 million."""

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
