"""Dates that count from elsewhere: years of the Republic (113/01/31), seconds since 1970, and days
that are written in Chinese numerals or without a year.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import polars as pl

from custseg.schema.values.clock import AFTER_DATE

_BEFORE_REPUBLIC = 1911
_PREFIX = r"(?:中[華华])?(?:民[國国])"
_REPUBLIC = rf"^{_PREFIX}? *(\d{{2,3}})[-/.年] *(\d{{1,2}})[-/.月] *(\d{{1,2}})日?" + AFTER_DATE
_LONG_YEAR = r"^(?:0[4-9]\d|1[0-4]\d)[-/.年]\d{1,2}[-/.月]\d{1,2}\D?"
_SEVEN = r"^((?:0[4-9]|1[0-4])\d)(\d{2})(\d{2})$"
_NAMED = rf"^{_PREFIX}"
_EPOCH = r"^\d{10}(?:\d{3}){0,3}$"
_FROM, _TO = 946_684_800, 2_208_988_800
"""2000 to 2039 in seconds since 1970."""
_DAY, _CHINA = 86_400, 8 * 3_600
YEARLESS = r"^(\d{1,2})(?:[-/.]|月)(\d{1,2})日?" + AFTER_DATE
_NUMERALS = "〇零○一二三四五六七八九"
IN_CHINESE = rf"^[{_NUMERALS}]{{2,4}}年"


class Period(NamedTuple):
    """First and last day of what a table is about, and the words that say so."""

    first_on: date
    last_on: date
    said: str


class Epoch(NamedTuple):
    """Seconds, or thousandths, millionths or billionths of them, since 1970, in UTC or, where midnights prove it, in Chinese time."""

    unit: int
    east: int
    proven: bool


# --- years of the Republic -------------------------------------------------------------------------


def counts_from_republic(said: pl.Series) -> bool:
    """Whether a column's years are those of the Republic (民國): some have three digits, or say so."""
    if said.str.contains(_NAMED).any():
        return True
    years = said.filter(said.str.contains(rf"{_LONG_YEAR}|{_SEVEN}"))
    if years.is_empty() or bool(said.str.contains(r"^\d{4}[-/.年]|^\d{8}$").any()):
        return False
    return bool(2 * len(years) >= len(said)) and republic(years).null_count() == 0


def republic(cells: pl.Series) -> pl.Series:
    """113/01/31, 民國113年1月31日 and 1130131 as days; null for other text."""
    readings = []
    for pattern in (_REPUBLIC, _SEVEN):
        year, month, day = (pl.col("cell").str.extract(pattern, n) for n in (1, 2, 3))
        full = (year.cast(pl.Int32, strict=False) + _BEFORE_REPUBLIC).cast(pl.String)
        whole = pl.concat_str(full, month.str.zfill(2), day.str.zfill(2))
        readings.append(whole.str.to_date("%Y%m%d", strict=False))
    return cells.to_frame("cell").select(pl.coalesce(readings)).to_series()


# --- seconds since 1970 ----------------------------------------------------------------------------


def epoch_of(said: pl.Series) -> Epoch | None:
    """The unit in which all cells of a column count from 1970; None where they are no such numbers."""
    if not said.str.contains(_EPOCH).all() or said.str.len_chars().n_unique() != 1:
        return None
    unit: int = 10 ** (len(said[0]) - 10)
    seconds = said.cast(pl.Int64) // unit
    if not seconds.is_between(_FROM, _TO).all():
        return None
    for east in (0, _CHINA):
        if ((seconds + east) % _DAY == 0).all():
            return Epoch(unit, east, True)
    return Epoch(unit, 0, False)


def since_1970(cells: pl.Series, epoch: Epoch) -> pl.Series:
    """The days of numbers that count from 1970; null for other text."""
    numbers = cells.str.extract(_EPOCH, 0).cast(pl.Int64, strict=False)
    return ((numbers // epoch.unit + epoch.east) // _DAY).cast(pl.Int32, strict=False).cast(pl.Date)


# --- without a year, in Chinese ---------------------------------------------------------------------


def is_yearless(said: pl.Series) -> bool:
    """Whether most cells of a column are a day and a month, and no year."""
    return bool(2 * said.str.contains(YEARLESS).sum() > len(said))


def in_period(
    cells: pl.Series, period: Period, order: Literal["dmy", "mdy", "ymd"] | None
) -> pl.Series:
    """12/29 as the one such day of a period; null for others, and where a day is none of it."""
    places = (2, 1) if order == "dmy" else (1, 2)
    month, day = (pl.col("cell").str.extract(YEARLESS, n).str.zfill(2) for n in places)
    days = [
        pl.concat_str(pl.lit(str(year)), month, day).str.to_date("%Y%m%d", strict=False)
        for year in range(period.first_on.year, period.last_on.year + 1)
    ]
    within = [pl.when(on.is_between(period.first_on, period.last_on)).then(on) for on in days]
    found = cells.to_frame("cell").select(
        pl.coalesce(within).alias("on"),
        pl.sum_horizontal(x.is_not_null() for x in within).alias("n"),
    )
    return found.select(pl.when(pl.col("n") == 1).then("on")).to_series()


def in_digits(cells: pl.Series) -> pl.Series:
    """二〇二四年一月三十一日 as 2024年1月31日; other cells as they are."""
    if not cells.str.contains(IN_CHINESE).any():
        return cells
    digits = cells.str.replace_many(list(_NUMERALS), list("000123456789"))
    spelled = (
        digits.str.replace_all(r"(\d)十(\d)", "${1}${2}").str.replace_all(r"(\d)十", "${1}0")
        .str.replace_all(r"十(\d)", "1${1}").str.replace_all("十", "10", literal=True)
    )  # fmt: skip
    return pl.select(
        pl.when(cells.str.contains(IN_CHINESE)).then(spelled).otherwise(cells)
    ).to_series()
