"""Dates as exports write them, decided for a whole column, never cell by cell where it matters.

Year-first forms are unambiguous and may stand side by side in one column. Day and month order, six
digits (930101 or 202401) and spreadsheet serials are decided from the whole column and only if it
proves them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import polars as pl

from custseg.schema.placeholders import is_said, without_placeholders

Order = Literal["dmy", "mdy"]

FIRST_SENTINEL, LAST_SENTINEL = date(1900, 1, 1), date(2099, 12, 31)
"""Dates up to the first and from the last on stand for "none" or "for ever", not for a day."""
SENTINELS = r"^(?:1900\D?0?[01]\D?0?[01]|2099\D?12\D?31|9999\D?12\D?31|0001\D?0?1\D?0?1|0000\D|长期|长久|永久|无固定期限|无期限)"
"""Text of such dates."""

_TIME = r"(?:[ T].*)?$"
_YEAR_FIRST = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?" + _TIME
_COMPACT = r"^(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?" + _TIME
_MONTH_ONLY = r"^(\d{4})[-/.年](\d{1,2})月?$"
_SIX = r"^(\d{2})(\d{2})(\d{2})" + _TIME
_YEAR_LAST = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME
_WORDED = ("%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%b %d %Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%y")
_SERIAL_OF_1970 = 25_569
_SERIAL = r"^\d{5}(?:\.\d+)?$"
_CLOCK = r"(?:^|[ T年月日])(\d{1,2}):(\d{2})(?::\d{2})?"
_CLOCK_COMPACT = r"^(?:\d{8})?(\d{2})(\d{2})(?:\d{2})?$"


_SHOWN = {
    "%Y-%m-%d": "YYYY-MM-DD",
    "%Y%m%d": "YYYYMMDD",
    "%Y/%m/%d": "YYYY/M/D",
    "%Y-%m-%d ...": "YYYY-MM-DD",
}


@dataclass(frozen=True)
class DateForm:
    """How a column writes its dates."""

    leading: str | None = None
    """The strptime format most cells have, tried first and at once."""
    order: Order | None = None
    """Whether 03/04/2024 is 3 April (dmy) or 4 March (mdy)."""
    six: Literal["yymmdd", "yyyymm"] | None = None
    serials: bool = False
    """Spreadsheet day numbers, 45322 for 2024-01-31."""
    has_times: bool = False
    ambiguous: bool = False
    """Year-last dates are there and the sample does not prove their order."""

    @property
    def words(self) -> str:
        """The form in a few signs, for ``inspect``."""
        shape = _SHOWN.get(self.leading or "", "")
        six = {"yymmdd": "YYMMDD", "yyyymm": "YYYYMM"}.get(self.six or "", "")
        order = {"dmy": "DD/MM/YYYY", "mdy": "MM/DD/YYYY"}.get(self.order or "", "")
        said = [
            shape,
            six,
            order,
            "45322" if self.serials else "",
            "HH:MM" if self.has_times else "",
        ]
        return " ".join(part for part in said if part)


def form_of(sample: pl.Series, order: Order | None = None) -> DateForm:
    """The form of a column, from a sample of it."""
    said = without_placeholders(sample).drop_nulls().str.normalize("NFKC")
    if said.is_empty():
        return DateForm()
    last = (
        said.str.extract_groups(_YEAR_LAST).struct.unnest()
        if said.str.contains(_YEAR_LAST).any()
        else None
    )
    proven = order or (_order_of(last) if last is not None else None)
    sixes = said.filter(said.str.contains(_SIX) & ~said.str.contains(_COMPACT))
    form = DateForm(
        leading=_leading(said), order=proven, six=_six(sixes) if not sixes.is_empty() else None
    )
    return replace(
        form,
        serials=_has_serials(said, form),
        has_times=bool(_hours(said).fill_null(0).gt(0).any()),
        ambiguous=last is not None and proven is None,
    )


def _has_serials(said: pl.Series, form: DateForm) -> bool:
    """Whether five digits are spreadsheet days: all cells are, or they fall among the other dates."""
    is_serial = said.str.contains(_SERIAL)
    if not is_serial.any():
        return False
    days = said.filter(is_serial).cast(pl.Float64)
    if not days.is_between(18_000, 75_000).all():
        return False
    others = dates(form, said.filter(~is_serial)).drop_nulls()
    if others.is_empty():
        return bool(is_serial.all())
    on = pl.Series((days - _SERIAL_OF_1970).cast(pl.Int32)).cast(pl.Date)
    return bool(
        on.is_between(others.dt.offset_by("-1y").min(), others.dt.offset_by("1y").max()).all()
    )


def _leading(said: pl.Series) -> str | None:
    for pattern, form in ((r"^\d{4}-\d{2}-\d{2}$", "%Y-%m-%d"), (r"^\d{8}$", "%Y%m%d"),
                          (r"^\d{4}/\d{1,2}/\d{1,2}$", "%Y/%m/%d"),
                          (r"^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:", "%Y-%m-%d ...")):  # fmt: skip
        if 2 * said.str.contains(pattern).sum() > len(said):
            return form
    return None


def _order_of(groups: pl.DataFrame) -> Order | None:
    first, second = (groups[:, i].cast(pl.Int64) for i in (0, 1))
    day_first, month_first = bool((first > 12).any()), bool((second > 12).any())
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"


def _six(sixes: pl.Series) -> Literal["yymmdd", "yyyymm"] | None:
    """What six digits mean, if only one reading makes every one of them a date."""
    digits = sixes.str.slice(0, 6)
    as_day = _dashed(digits, _SIX, "20$1-$2-$3").is_not_null().all()
    year, month = digits.str.slice(0, 4).cast(pl.Int64), digits.str.slice(4, 2).cast(pl.Int64)
    as_month = year.is_between(1950, 2099).all() and month.is_between(1, 12).all()
    if as_day and not as_month:
        return "yymmdd"
    return "yyyymm" if as_month and not as_day else None


def prove_order(column: pl.LazyFrame, name: str) -> Order | None:
    """The day and month order a whole column proves, by one pass over it; None if it proves none."""
    groups = pl.col(name).str.extract_groups(_YEAR_LAST)
    seen = column.select(
        (groups.struct.field("1").cast(pl.Int64) > 12).any().alias("day_first"),
        (groups.struct.field("2").cast(pl.Int64) > 12).any().alias("month_first"),
    ).collect(engine="streaming")
    day_first, month_first = seen.row(0)
    if bool(day_first) == bool(month_first):
        return None
    return "dmy" if day_first else "mdy"


def with_order(form: DateForm, order: Order) -> DateForm:
    """The same form, with its day and month order known."""
    return replace(form, order=order, ambiguous=False)


def dates(form: DateForm, text: pl.Series) -> pl.Series:
    """The dates of a text column; null where the text is no date. Sentinels are still dates here."""
    known = _by_leading(form.leading, text)
    if known.null_count() == text.null_count():
        return known
    left = text.filter(known.is_null() & text.is_not_null()).unique()
    found = pl.DataFrame({"text": left, "found": _untidy(form, left)})
    joined = pl.DataFrame({"text": text, "known": known}).join(
        found, on="text", how="left", maintain_order="left"
    )
    return joined.select(pl.coalesce("known", "found")).to_series()


def _by_leading(leading: str | None, text: pl.Series) -> pl.Series:
    if leading is None:
        return pl.Series([None], dtype=pl.Date).new_from_index(0, len(text))
    if leading == "%Y-%m-%d ...":
        # A date, then nothing or a time: 2024-01-319 is neither.
        whole = text.str.slice(10, 1).is_in(["", " ", "T"])
        days = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
        return days if whole.all() else pl.select(pl.when(whole).then(days)).to_series()
    days = text.str.to_date(leading, strict=False)
    if leading == "%Y%m%d":
        # strptime takes 2024013 for 3 January.
        whole = text.str.len_bytes() == 8
        return days if whole.all() else pl.select(pl.when(whole).then(days)).to_series()
    return days


def _untidy(form: DateForm, text: pl.Series) -> pl.Series:
    cells = without_placeholders(text).str.normalize("NFKC")
    cells = cells.str.replace(r"^(\d{4})([-/.])0?1([-/.])0?0\b.*$", "1900-01-01")  # 1900-01-00
    readings = [
        _dashed(cells, _YEAR_FIRST, "$1-$2-$3"),
        _dashed(cells, _COMPACT, "$1-$2-$3"),
        _dashed(cells, _MONTH_ONLY, "$1-$2-01").dt.month_end(),
    ]
    if form.order:
        readings.append(
            _dashed(cells, _YEAR_LAST, "$3-$2-$1" if form.order == "dmy" else "$3-$1-$2")
        )
    if form.six == "yymmdd":
        readings.append(_two_digit_years(cells))
    if form.six == "yyyymm":
        readings.append(_dashed(cells, r"^(\d{4})(\d{2})$", "$1-$2-01").dt.month_end())
    if form.serials:
        days = cells.cast(pl.Float64, strict=False).floor().cast(pl.Int32)
        readings.append((days - _SERIAL_OF_1970).cast(pl.Date))
    readings += [cells.str.to_date(worded, strict=False) for worded in _WORDED]
    return pl.select(pl.coalesce(readings)).to_series() if len(cells) else cells.cast(pl.Date)


def _two_digit_years(cells: pl.Series) -> pl.Series:
    """930101: years 70 to 99 are 19xx, 00 to 69 are 20xx (as POSIX reads %y)."""
    years = cells.str.extract(_SIX, 1).cast(pl.Int64, strict=False)
    nineteen = _dashed(cells, _SIX, "19$1-$2-$3")
    twenty = _dashed(cells, _SIX, "20$1-$2-$3")
    return pl.select(pl.when(years >= 70).then(nineteen).otherwise(twenty)).to_series()


def _dashed(cells: pl.Series, pattern: str, replacement: str) -> pl.Series:
    matches = cells.str.contains(pattern)
    dashed = cells.str.replace(pattern, re.sub(r"\$(\d)", r"${\1}", replacement))
    only = pl.select(pl.when(matches).then(dashed)).to_series()
    return only.str.to_date("%Y-%m-%d", strict=False)


def hours(text: pl.Series) -> pl.Series:
    """The hour of day a cell states, 0 to 23; null where it states none."""
    return _hours(text)


def _hours(text: pl.Series) -> pl.Series:
    hour = text.str.extract(_CLOCK, 1).cast(pl.Int8, strict=False)
    return pl.select(pl.when(hour.is_between(0, 23)).then(hour)).to_series()


def times(text: pl.Series) -> pl.Series:
    """The hour of a column of times of day: 08:26, 8:26:05, 082605."""
    clean = without_placeholders(text)
    coloned = clean.str.extract(r"^(\d{1,2}):\d{2}(?::\d{2}(?:\.\d+)?)?$", 1)
    compact = clean.str.extract(r"^(\d{2})[0-5]\d[0-5]\d$", 1)
    hour = pl.select(pl.coalesce(coloned, compact)).to_series().cast(pl.Int8, strict=False)
    return pl.select(pl.when(hour.is_between(0, 23)).then(hour)).to_series()


def is_ambiguous_cell(text: pl.Expr) -> pl.Expr:
    """Whether a cell is a year-last date whose order only its column can prove."""
    return is_said(text) & text.str.contains(_YEAR_LAST)
