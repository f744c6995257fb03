"""Years of two digits: which of three numbers is the year, and of which century it is."""

from __future__ import annotations

import re
from typing import Literal

import polars as pl

from custseg.schema.values.clock import AFTER_DATE

Order = Literal["dmy", "mdy", "ymd"]

ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")

SINCE, BIRTHS_SINCE = 70, 30
"""Years from 70 to 99 are 19xx and those below 20xx, as POSIX reads %y; nobody is born in 2030, so births
from 30 on are 19xx, as spreadsheets read all years."""

SHORT = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,2})" + AFTER_DATE
"""Two digits for the year: which of the three numbers it is, only the column can prove."""
TWO_DIGIT_YEAR = re.compile(SHORT)
SIX = r"^(\d{2})(\d{2})(\d{2})" + AFTER_DATE
CHINESE_SHORT = r"^(\d{2})年(\d{1,2})月(\d{1,2})[日号號]?" + AFTER_DATE
_PLACES: dict[Order, tuple[int, int, int]] = {
    "dmy": (3, 2, 1),
    "mdy": (3, 1, 2),
    "ymd": (1, 2, 3),
}
"""Where year, month and day stand."""
_FAR = 10


def century(year: pl.Expr, since: int = SINCE) -> pl.Expr:
    """The hundreds of years of two digits: 19 from ``since`` to 99, else 20."""
    late = year.cast(pl.Int64, strict=False) >= since
    return pl.when(late).then(pl.lit("19")).otherwise(pl.lit("20"))


def short_day(cell: pl.Expr, order: Order, since: int = SINCE) -> pl.Expr:
    """24/01/06 as a day, its year being where ``order`` says."""
    year, month, day = (cell.str.extract(SHORT, place).str.zfill(2) for place in _PLACES[order])
    full = cell.str.extract(SHORT, _PLACES[order][0]).str.len_chars() == 2
    whole = pl.concat_str(century(year, since), year, month, day)
    return pl.when(full).then(whole).str.to_date("%Y%m%d", strict=False)


def chinese_short_days(cells: pl.Series, since: int = SINCE) -> pl.Series:
    """24年1月6日 as days; null for other text."""
    year, month, day = (pl.col("cell").str.extract(CHINESE_SHORT, n) for n in (1, 2, 3))
    whole = pl.concat_str(century(year, since), year, month.str.zfill(2), day.str.zfill(2))
    return cells.to_frame("cell").select(whole.str.to_date("%Y%m%d", strict=False)).to_series()


def six_digit_days(cells: pl.Series, since: int = SINCE) -> pl.Series:
    """930101 is 1 January 1993."""
    year, month, day = (pl.col("cell").str.extract(SIX, place) for place in (1, 2, 3))
    whole = pl.concat_str(century(year, since), year, month, day)
    return cells.to_frame("cell").select(whole.str.to_date("%Y%m%d", strict=False)).to_series()


def short_order(shorts: pl.Series, given: Order | None) -> tuple[Order | None, bool]:
    """The one order in which all two-digit years make dates (the given one if it does), and whether
    several do.
    """
    if shorts.is_empty():
        return None, False
    cells = shorts.to_frame("cell")
    fits = [
        order for order in ORDERS
        if cells.select(short_day(pl.col("cell"), order).is_not_null().all()).item()
    ]  # fmt: skip
    if given in fits:
        return given, False
    return (fits[0], False) if len(fits) == 1 else (None, len(fits) > 1)


def six_digits(sixes: pl.Series) -> Literal["yymmdd", "yyyymm", "open"] | None:
    """What six digits mean, if only one reading makes every one of them a date; ``open`` if several do.

    Of years first and years last, where both do, the one whose days lie far closer together.
    """
    digits = sixes.str.slice(0, 6)
    year, month = digits.str.slice(0, 4).cast(pl.Int64), digits.str.slice(4, 2).cast(pl.Int64)
    as_month = bool(year.is_between(1950, 2099).all() and month.is_between(1, 12).all())
    by_day = six_digit_days(digits)
    as_day = by_day.null_count() == 0
    if as_day == as_month:
        return "open" if as_day else None
    if as_month:
        return "yyyymm"
    parts = [digits.str.slice(at, 2) for at in (0, 2, 4)]
    for places in ((2, 1, 0), (2, 0, 1)):
        turned = six_digit_days(parts[places[0]] + parts[places[1]] + parts[places[2]])
        if turned.null_count() == 0 and _span(turned) < _FAR * _span(by_day):
            return "open"
    return "yymmdd"


def _span(days: pl.Series) -> int:
    return int((days.max() - days.min()).days) + 1  # type: ignore[operator, union-attr]
