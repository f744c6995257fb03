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

from custseg.schema.placeholders import without_placeholders

Order = Literal["dmy", "mdy", "ymd"]

ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")

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
_SHORT = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME
"""Two digits for the year: which of the three numbers it is, only the column can prove."""
TWO_DIGIT_YEAR = re.compile(_SHORT)
NEEDS_ORDER = rf"{_YEAR_LAST}|{_SHORT}"
_SHORT_ORDERS: dict[Order, tuple[int, int, int]] = {
    "dmy": (3, 2, 1),
    "mdy": (3, 1, 2),
    "ymd": (1, 2, 3),
}
"""Where year, month and day stand."""
_WORDED: tuple[tuple[str, tuple[int, int, int]], ...] = (
    (
        r"^(\d{1,2})(?:st|nd|rd|th)?[-/. ]? ?([A-Za-z]{3,9})\.?[-/., ]? ?(\d{4}|\d{2})" + _TIME,
        (3, 2, 1),
    ),
    (r"^([A-Za-z]{3,9})\.? ?(\d{1,2})(?:st|nd|rd|th)?(?:,| |, )(\d{4})" + _TIME, (3, 1, 2)),
    (r"^(\d{4})[-/. ]([A-Za-z]{3,9})[-/. ](\d{1,2})" + _TIME, (1, 2, 3)),
)
"""8-Jan-24, Jan 8, 2024, 2024-Jan-08: the form, and where year, month and day stand in it."""
_MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september",
         "october", "november", "december"), start=1)
    for length in (3, 4, len(name)) if length != 4 or name == "september"
}  # fmt: skip
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
    short: Order | None = None
    """Which of 24/01/06 is the year, the month and the day."""
    six: Literal["yymmdd", "yyyymm"] | None = None
    serials: bool = False
    """Spreadsheet day numbers, 45322 for 2024-01-31."""
    has_times: bool = False
    ambiguous: bool = False
    """Dates are there whose order the sample does not prove."""

    @property
    def words(self) -> str:
        """The form in a few signs, for ``inspect``."""
        shape = _SHOWN.get(self.leading or "", "")
        six = {"yymmdd": "YYMMDD", "yyyymm": "YYYYMM"}.get(self.six or "", "")
        order = {"dmy": "DD/MM/YYYY", "mdy": "MM/DD/YYYY"}.get(self.order or "", "")
        short = {"dmy": "DD/MM/YY", "mdy": "MM/DD/YY", "ymd": "YY/MM/DD"}.get(self.short or "", "")
        said = [
            shape,
            six,
            order,
            short,
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
    if last is None:
        proven: Order | None = None
    else:
        proven = order if order in ("dmy", "mdy") else _order_of(last)
    shorts = said.filter(said.str.contains(_SHORT))
    short, unproven = _short_of(shorts, order)
    sixes = said.filter(said.str.contains(_SIX) & ~said.str.contains(_COMPACT))
    form = DateForm(
        leading=_leading(said),
        order=proven,
        short=short,
        six=_six(sixes) if not sixes.is_empty() else None,
    )
    return replace(
        form,
        serials=_has_serials(said, form),
        has_times=bool(_hours(said).fill_null(0).gt(0).any()),
        ambiguous=(last is not None and proven is None) or unproven,
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


def _short_of(shorts: pl.Series, given: Order | None) -> tuple[Order | None, bool]:
    """The one order in which all two-digit years make dates (the given one if it does), and whether
    several do.
    """
    if shorts.is_empty():
        return None, False
    cells = shorts.to_frame("cell")
    fits = [
        order for order in _SHORT_ORDERS
        if cells.select(_short_day(pl.col("cell"), order).is_not_null().all()).item()
    ]  # fmt: skip
    if given in fits:
        return given, False
    return (fits[0], False) if len(fits) == 1 else (None, len(fits) > 1)


def _short_day(cell: pl.Expr, order: Order) -> pl.Expr:
    year, month, day = (
        cell.str.extract(_SHORT, place).str.zfill(2) for place in _SHORT_ORDERS[order]
    )
    full = cell.str.extract(_SHORT, _SHORT_ORDERS[order][0]).str.len_chars() == 2
    whole = pl.concat_str(_century(year), year, month, day)
    return pl.when(full).then(whole).str.to_date("%Y%m%d", strict=False)


def _century(year: pl.Expr) -> pl.Expr:
    """Years 70 to 99 are 19xx, 00 to 69 are 20xx (as POSIX reads %y)."""
    return (
        pl.when(year.cast(pl.Int64, strict=False) >= 70).then(pl.lit("19")).otherwise(pl.lit("20"))
    )


def _six(sixes: pl.Series) -> Literal["yymmdd", "yyyymm"] | None:
    """What six digits mean, if only one reading makes every one of them a date."""
    digits = sixes.str.slice(0, 6)
    as_day = _dashed(digits, _SIX, "20$1-$2-$3").is_not_null().all()
    year, month = digits.str.slice(0, 4).cast(pl.Int64), digits.str.slice(4, 2).cast(pl.Int64)
    as_month = year.is_between(1950, 2099).all() and month.is_between(1, 12).all()
    if as_day and not as_month:
        return "yymmdd"
    return "yyyymm" if as_month and not as_day else None


def prove_order(column: pl.LazyFrame, name: str) -> Order | Literal["both"] | None:
    """The order of year, month and day a whole column proves, by one pass over it.

    It is the one order in which every cell that needs one is a date. None if several are, ``both`` if
    the column contradicts itself (13/04/2024 and 04/13/2024).
    """
    cell = pl.col(name).str.strip_chars()
    groups = cell.str.extract_groups(_YEAR_LAST)
    first, second = (groups.struct.field(n).cast(pl.Int64) for n in ("1", "2"))
    is_short = cell.str.contains(_SHORT)
    seen = column.select(
        first.is_not_null().any().alias("last"),
        (first > 12).any().alias("day_first"),
        (second > 12).any().alias("month_first"),
        *(
            (is_short & _short_day(cell, order).is_null()).any().alias(order)
            for order in _SHORT_ORDERS
        ),
    ).collect(engine="streaming")
    [row] = seen.rows(named=True)
    if row["day_first"] and row["month_first"]:
        return "both"
    excluded = {order for order in _SHORT_ORDERS if row[order]}
    excluded |= {"ymd"} if row["last"] else set()
    excluded |= {"mdy"} if row["day_first"] else set()
    excluded |= {"dmy"} if row["month_first"] else set()
    left = [order for order in _SHORT_ORDERS if order not in excluded]
    return left[0] if len(left) == 1 else None


def with_order(form: DateForm, order: Order) -> DateForm:
    """The same form, with its order known."""
    last = None if order == "ymd" else order
    return replace(form, order=last, short=order, ambiguous=False)


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


def day_of(text: str) -> date | None:
    """The day that one text states beyond doubt: 2024-02-10, 2024/2/10, 20240210, 2024年2月10日."""
    cell = pl.Series([text])
    if cell.str.strip_chars().str.contains(_MONTH_ONLY).item():
        return None
    found = dates(DateForm(), cell).item()
    return found if isinstance(found, date) else None


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
    if form.short:
        readings.append(
            cells.to_frame("cell").select(_short_day(pl.col("cell"), form.short)).to_series()
        )
    readings += [_worded(cells, pattern, places) for pattern, places in _WORDED]
    return pl.select(pl.coalesce(readings)).to_series() if len(cells) else cells.cast(pl.Date)


def _worded(cells: pl.Series, pattern: str, places: tuple[int, int, int]) -> pl.Series:
    """Days whose month is an English word."""
    year, month, day = (pl.col("cell").str.extract(pattern, place) for place in places)
    number = month.str.to_lowercase().replace_strict(
        _MONTHS, default=None, return_dtype=pl.Int64
    ).cast(pl.String).str.zfill(2)  # fmt: skip
    century = pl.when(year.str.len_chars() == 2).then(_century(year)).otherwise(pl.lit(""))
    whole = pl.concat_str(century, year, number, day.str.zfill(2))
    return cells.to_frame("cell").select(whole.str.to_date("%Y%m%d", strict=False)).to_series()


def _two_digit_years(cells: pl.Series) -> pl.Series:
    """930101 is 1 January 1993."""
    year, month, day = (pl.col("cell").str.extract(_SIX, place) for place in (1, 2, 3))
    whole = pl.concat_str(_century(year), year, month, day).str.to_date("%Y%m%d", strict=False)
    return cells.to_frame("cell").select(whole).to_series()


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
