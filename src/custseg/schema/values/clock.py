"""Times of day, behind a date or in a column of their own: 08:26, 下午1:30, 1:30 PM, 082605."""

from __future__ import annotations

import polars as pl

from custseg.schema.values.placeholders import without_placeholders

_HALF = r"(?:上午|早上|凌晨|下午|晚上|中午|[AaPp]\.?[Mm]\.?)"
_WEEKDAY = r"(?: *[(]?(?:(?:星期|礼拜|周|週)[一二三四五六日天]|[A-Z][a-z]{2,8}day|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun))[)]?)?"
_ZONE = r"(?: *(?:(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|Z|[A-Z]{3,4})(?: *\([^()]{1,40}\))?)?"
_COLONED = r"(?:[01]?\d|2[0-3])[:.时時點点][0-5]\d(?:[:.分][0-5]\d(?:[.,:]\d{1,9})?)?"
_COMPACT = r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\.\d{1,9})?)?"
AFTER_DATE = (
    _WEEKDAY + rf"(?:(?:[ T]+|-| *{_HALF} *)(?:{_HALF} *)?{_COLONED}[分秒]? *{_HALF}?{_ZONE}|[ T]+{_COMPACT}{_ZONE})?"
    + _WEEKDAY + r" *$"
)  # fmt: skip
"""What may stand behind a date: nothing, a weekday, a time of day with its zone; and no more."""
_CLOCK = r"(?:^|[ T年月日午上晨mM-])(\d{1,2})[:时時點点][0-5]\d"
_LATER = r"(?i)下午|晚上|p\.?m\.?"
_MIDDAY = r"(?i)中午"
_EARLY = r"(?i)上午|凌晨|早上|a\.?m\.?"


def hours(text: pl.Series) -> pl.Series:
    """The hour of day a cell states, 0 to 23; null where it states none."""
    hour = text.str.extract(_CLOCK, 1).cast(pl.Int8, strict=False)
    halves = text.str.contains(f"{_LATER}|{_EARLY[4:]}|中午")
    if halves.any():
        hour = _of_half(text, hour)
    return pl.select(pl.when(hour.is_between(0, 23)).then(hour)).to_series()


def _of_half(text: pl.Series, hour: pl.Series) -> pl.Series:
    """Hours of a half day: 1:30 PM is 13, 12:30 AM is 0; 中午 12 stays."""
    later, early = text.str.contains(_LATER), text.str.contains(_EARLY)
    return pl.select(
        pl.when(later & (hour < 12)).then(hour + 12)
        .when(early & (hour == 12)).then(0)
        .when(text.str.contains(_MIDDAY) & (hour < 3)).then(hour + 12)
        .otherwise(hour)
    ).to_series().cast(pl.Int8)  # fmt: skip


def times(text: pl.Series) -> pl.Series:
    """The hour of a column of times of day: 08:26, 8:26:05, 下午1:30, 082605, 82605."""
    clean = without_placeholders(text).str.normalize("NFKC")
    coloned = pl.select(
        pl.when(clean.str.contains(rf"^{_HALF}? *{_COLONED}[分秒]? *{_HALF}?$")).then(hours(clean))
    ).to_series()
    compact = clean.str.extract(r"^(\d{1,2})[0-5]\d[0-5]\d$", 1).cast(pl.Int8, strict=False)
    hour = pl.select(pl.coalesce(coloned, compact)).to_series().cast(pl.Int8, strict=False)
    return pl.select(pl.when(hour.is_between(0, 23)).then(hour)).to_series()
