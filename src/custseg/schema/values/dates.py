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

from custseg.schema.values.clock import AFTER_DATE, hours
from custseg.schema.values.date_format import date_format
from custseg.schema.values.eras import (
    Epoch,
    Period,
    counts_from_republic,
    epoch_of,
    in_digits,
    in_period,
    is_yearless,
    republic,
    since_1970,
)
from custseg.schema.values.placeholders import NO_DIGIT, UNSEEN, without_placeholders
from custseg.schema.values.plain import plain_days
from custseg.schema.values.short_years import (
    BIRTHS_SINCE,
    ORDERS,
    SHORT,
    SINCE,
    SIX,
    century,
    chinese_short_days,
    short_day,
    short_order,
    six_digit_days,
    six_digits,
)
from custseg.schema.values.short_years import Order as Order  # also asked for here
from custseg.schema.values.worded import in_order, month_number, worded
from custseg.words import t

FIRST_SENTINEL, LAST_SENTINEL = date(1900, 1, 1), date(2099, 12, 31)
"""Dates up to the first and from the last on stand for "none" or "for ever", not for a day."""
EPOCH = date(1970, 1, 1)
"""The day that programs write for none; of a birth it may be true."""
SENTINELS = r"^(?:1970\D?0?1\D?0?1|0{8}|1900\D?0?[01]\D?0?[01]|2099\D?12\D?31|9999\D?12\D?31|0001\D?0?1\D?0?1|0000\D|长期|长久|永久|无固定期限|无期限)"
"""Text of such dates."""

_TIME = AFTER_DATE
_PLAIN_TIME = r"^(?:[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$"
"""What most exports write behind a date; whatever else may stand there is looked at more slowly."""
_ISO = r"^\d{4}-\d{2}-\d{2}$"
_YEAR_FIRST = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号號]?" + _TIME
_COMPACT = r"^(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6}|\.0)?" + _TIME
_MONTH_ONLY = r"^(\d{4})[-/.年](\d{1,2})月?$"
_YEAR_LAST = r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})" + _TIME
_NEVER = r"^(?:1[3-9]|[2-9]\d)[-/.](?:1[3-9]|[2-9]\d)[-/.]\d{4}"
"""No month in it: 31/31/2024 says nothing of the order of the others."""
NEEDS_ORDER = rf"{_YEAR_LAST}|{SHORT}"
_GAP = r"\s+"
_SERIAL_OF_1970 = 25_569
_SERIAL_DAYS = (1_000, 73_050)
_LAST_SERIAL = 2_958_465.0
_SERIAL = r"^\d{5}(?:\.\d+)?$"

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
    open_six: str | None = None
    """Six digits of which nothing proves whether they are days or months, or where the year is."""
    months: str | None = None
    """A month without a day, which is read as its last day."""
    given: str | None = None
    """``--date-format``: the only form there is."""
    republic: bool = False
    """Years are those of the Republic: 113/01/31."""
    epoch: Epoch | None = None
    yearless: bool = False
    period: Period | None = None
    """Where the year of days without one comes from."""
    since: int = SINCE
    """Years of two digits are 19xx from here on, and 20xx before."""

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
            self.given or "",
            t("years of the Republic") if self.republic else "",
            t("seconds since 1970") if self.epoch else "",
            "MM/DD" if self.yearless else "",
            "HH:MM" if self.has_times else "",
        ]
        return " ".join(part for part in said if part)


def form_of(
    sample: pl.Series,
    order: Order | None = None,
    period: Period | None = None,
    given: str | None = None,
    *,
    births: bool = False,
) -> DateForm:
    """The form of a column, from a sample of it; ``given`` is a form that a person has said, and
    ``births`` that its days are those of births, none of which lies in the future.
    """
    form = _form_of(sample, order, period, given)
    return replace(form, since=BIRTHS_SINCE) if births else form


def _form_of(
    sample: pl.Series, order: Order | None, period: Period | None, given: str | None
) -> DateForm:
    said = _even(without_placeholders(sample).drop_nulls())
    if said.is_empty():
        return DateForm()
    if given is not None and _as_given(said, given).is_not_null().any():
        return DateForm(given=given, has_times=_has_times(said))
    if said.str.contains(_ISO).all():
        return DateForm(leading="%Y-%m-%d")
    if counts_from_republic(said):
        return DateForm(republic=True, has_times=_has_times(said))
    if (epoch := epoch_of(said)) is not None:
        return DateForm(epoch=epoch)
    if is_yearless(said):
        form = DateForm(yearless=True, period=period, has_times=_has_times(said))
        proven = form if period is None else _yearless_of(said, form, order)
        return replace(form, ambiguous=True) if period is None or proven is None else proven
    months = said.filter(said.str.contains(_MONTH_ONLY))
    last = (
        said.filter(~said.str.contains(_NEVER)).str.extract_groups(_YEAR_LAST).struct.unnest()
        if (said.str.contains(_YEAR_LAST) & ~said.str.contains(_NEVER)).any()
        else None
    )
    if last is None:
        proven_order: Order | None = None
    else:
        proven_order = order if order in ("dmy", "mdy") else _order_of(last)
    shorts = said.filter(said.str.contains(SHORT))
    short, unproven = short_order(shorts, order)
    sixes = said.filter(said.str.contains(SIX) & ~said.str.contains(_COMPACT))
    six = six_digits(sixes) if not sixes.is_empty() else None
    form = DateForm(
        leading=_leading(said),
        order=proven_order,
        short=short,
        six=None if six == "open" else six,
        months=None if months.is_empty() else str(months[0]),
    )
    if six == "open" and 2 * len(sixes) > len(said):
        return replace(form, open_six=str(sixes[0]), ambiguous=True)
    if form.six == "yyyymm":
        form = replace(form, months=str(sixes[0]))
    return replace(
        form,
        serials=_has_serials(said, form),
        has_times=_has_times(said),
        ambiguous=(last is not None and proven_order is None) or unproven,
    )


def _has_times(said: pl.Series) -> bool:
    return bool(hours(said).fill_null(0).gt(0).any())


def _yearless_of(said: pl.Series, form: DateForm, order: Order | None) -> DateForm | None:
    """The form in which most days without a year fall into the period; None where two orders do."""
    ways: tuple[Order, ...] = ("dmy", "mdy") if order is None else (order,)
    read = {way: dates(replace(form, order=way), said).is_not_null().sum() for way in ways}
    if said.str.contains("月", literal=True).all():
        return replace(form, order="mdy")
    best = max(read.values())
    fits = [way for way, n in read.items() if n == best]
    return replace(form, order=fits[0]) if len(fits) == 1 and best else None


def _has_serials(said: pl.Series, form: DateForm) -> bool:
    """Whether five digits are spreadsheet days: all cells are, or they fall among the other dates."""
    is_serial = said.str.contains(_SERIAL)
    if not is_serial.any():
        return False
    days = said.filter(is_serial).cast(pl.Float64)
    if not days.is_between(18_000, 75_000).all():
        return False
    others = dates(form, said.filter(~is_serial)).drop_nulls()
    others = others.filter(others.is_between(FIRST_SENTINEL, LAST_SENTINEL, closed="none"))
    if others.is_empty():
        return bool(is_serial.all())
    on = pl.Series((days - _SERIAL_OF_1970).cast(pl.Int32)).cast(pl.Date)
    return bool(
        on.is_between(others.dt.offset_by("-1y").min(), others.dt.offset_by("1y").max()).all()
    )


def _leading(said: pl.Series) -> str | None:
    for pattern, form in ((_ISO, "%Y-%m-%d"), (r"^\d{8}$", "%Y%m%d"),
                          (r"^\d{4}/\d{1,2}/\d{1,2}$", "%Y/%m/%d"),
                          (r"^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:", "%Y-%m-%d ...")):  # fmt: skip
        if 2 * said.str.contains(pattern).sum() > len(said):
            return form
    return None


def _order_of(groups: pl.DataFrame) -> Order | None:
    first, second = (groups[:, i].cast(pl.Int64) for i in (0, 1))
    day_first = bool(((first > 12) & (second <= 12)).any())
    month_first = bool(((second > 12) & (first <= 12)).any())
    if day_first == month_first:
        return None
    return "dmy" if day_first else "mdy"


def prove_order(column: pl.LazyFrame, name: str) -> Order | Literal["both"] | None:
    """The order of year, month and day a whole column proves, by one pass over it.

    It is the one order in which every cell that needs one is a date. None if several are, ``both`` if
    the column contradicts itself (13/04/2024 and 04/13/2024).
    """
    cell = pl.col(name).str.strip_chars()
    groups = cell.str.extract_groups(_YEAR_LAST)
    first, second = (groups.struct.field(n).cast(pl.Int64) for n in ("1", "2"))
    is_short = cell.str.contains(SHORT)
    seen = column.select(
        (first.is_not_null() & ((first <= 12) | (second <= 12))).any().alias("last"),
        ((first > 12) & (second <= 12)).any().alias("day_first"),
        ((second > 12) & (first <= 12)).any().alias("month_first"),
        *((is_short & short_day(cell, order).is_null()).any().alias(order) for order in ORDERS),
    ).collect(engine="streaming")
    [row] = seen.rows(named=True)
    if row["day_first"] and row["month_first"]:
        return "both"
    excluded = {order for order in ORDERS if row[order]}
    excluded |= {"ymd"} if row["last"] else set()
    excluded |= {"mdy"} if row["day_first"] else set()
    excluded |= {"dmy"} if row["month_first"] else set()
    left = [order for order in ORDERS if order not in excluded]
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


def young_birth(form: DateForm, said: pl.Series) -> str | None:
    """The first birth with a year of two digits that is read as 20xx, and could be of 19xx."""
    if form.since == SINCE:
        return None
    days, before = dates(form, said), dates(replace(form, since=0), said)
    young = said.filter((days != before).fill_null(False))
    return None if young.is_empty() else str(young[0])


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
    # Where day and month have two digits, looking for a date that was seen costs more than reading it.
    plain = plain_days(text) if leading.startswith("%Y-%m-%d") else None
    if plain is not None:
        return plain
    if leading == "%Y-%m-%d ...":
        days = text.str.to_date("%Y-%m-%d", strict=False, cache=False)
        if days.null_count() == text.null_count():
            return days
        # A date, then nothing or a time: 2024-01-319 and 2024-01-31 abc are neither.
        whole = text.str.slice(10).str.contains(_PLAIN_TIME)
        days = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False, cache=False)
        return days if whole.all() else pl.select(pl.when(whole).then(days)).to_series()
    days = text.str.to_date(leading, strict=False, cache=leading == "%Y/%m/%d")
    if leading == "%Y%m%d":
        # strptime takes 2024013 for 3 January.
        whole = text.str.len_bytes() == 8
        return days if whole.all() else pl.select(pl.when(whole).then(days)).to_series()
    return days


def _even(cells: pl.Series) -> pl.Series:
    """Cells in half width, Chinese numerals as digits, without blanks inside the date."""
    cells = cells.set(cells.str.contains(NO_DIGIT).fill_null(False), None)
    seen = cells.str.replace_all(UNSEEN, "").str.normalize("NFKC").str.replace_all(_GAP, " ")
    cells = in_order(in_digits(seen))
    cells = cells.str.replace(
        r"^(\d{2,4}) *([-/.年]) *(\d{1,2}) *([-/.月]) *(\d{1,2})(?: *([日号號])|\.$)?",
        "${1}${2}${3}${4}${5}${6}",
    ).str.replace(r"(\d{4}), (\d{1,2}:\d\d)", "${1} ${2}")
    return cells.str.replace(
        r"^(\d{4})-(\d{2})-(\d{2})-(\d{2}\.\d{2}\.\d{2})", "${1}-${2}-${3} ${4}"
    )


def _as_given(cells: pl.Series, given: str, since: int = SINCE) -> pl.Series:
    """The dates of cells that are written exactly as a person said."""
    form = date_format(given)
    parts = (
        cells.to_frame("cell")
        .select(part=pl.col("cell").str.extract_groups(form.pattern))
        .unnest("part")
    )
    year = pl.lit(str(form.year)) if form.year else pl.col("year")
    hundreds = pl.when(year.str.len_chars() == 2).then(century(year, since)).otherwise(pl.lit(""))
    day = pl.col("day") if form.has_day else pl.lit("1")
    month = pl.coalesce(month_number(pl.col("month")), "month")
    whole = pl.concat_str(hundreds, year, month.str.zfill(2), day.str.zfill(2))
    days = parts.select(whole.str.to_date("%Y%m%d", strict=False)).to_series()
    return days if form.has_day else days.dt.month_end()


def _untidy(form: DateForm, text: pl.Series) -> pl.Series:
    cells = _even(without_placeholders(text))
    if form.given is not None:
        return _as_given(cells, form.given, form.since)
    cells = cells.str.replace(r"^(\d{4})([-/.])0?1([-/.])0?0\b.*$", "1900-01-01")  # 1900-01-00
    readings = [
        _dashed(cells, _YEAR_FIRST, "$1-$2-$3"),
        _dashed(cells, _COMPACT, "$1-$2-$3"),
        _dashed(cells, _MONTH_ONLY, "$1-$2-01").dt.month_end(),
        chinese_short_days(cells, form.since),
    ]
    if form.republic:
        readings.append(republic(cells))
    if form.epoch is not None:
        readings.append(since_1970(cells, form.epoch))
    if form.yearless and form.period is not None:
        readings.append(in_period(cells, form.period, form.order))
    if form.yearless:
        return pl.select(pl.coalesce(readings)).to_series()
    if form.order:
        readings.append(
            _dashed(cells, _YEAR_LAST, "$3-$2-$1" if form.order == "dmy" else "$3-$1-$2")
        )
    if form.six == "yymmdd":
        readings.append(six_digit_days(cells, form.since))
    if form.six == "yyyymm":
        readings.append(_dashed(cells, r"^(\d{4})(\d{2})$", "$1-$2-01").dt.month_end())
    if form.serials:
        readings.append(_days_of_serials(cells))
    if form.short:
        readings.append(
            cells.to_frame("cell")
            .select(short_day(pl.col("cell"), form.short, form.since))
            .to_series()
        )
    readings += worded(cells, form.since)
    return pl.select(pl.coalesce(readings)).to_series() if len(cells) else cells.cast(pl.Date)


def _days_of_serials(cells: pl.Series) -> pl.Series:
    """Spreadsheet days from 1902 to 2099; and those that stand for none (0) and for ever (the last there is)."""
    days = cells.cast(pl.Float64, strict=False).floor()
    is_day = days.is_between(*_SERIAL_DAYS) | days.is_in([0.0, _LAST_SERIAL])
    return (days.set(~is_day.fill_null(False), None).cast(pl.Int32) - _SERIAL_OF_1970).cast(pl.Date)


def _dashed(cells: pl.Series, pattern: str, replacement: str) -> pl.Series:
    matches = cells.str.contains(pattern)
    dashed = cells.str.replace(pattern, re.sub(r"\$(\d)", r"${\1}", replacement))
    only = pl.select(pl.when(matches).then(dashed)).to_series()
    return only.str.to_date("%Y-%m-%d", strict=False)
