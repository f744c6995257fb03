"""Days whose month is a word: 8-Jan-24, Jan 8, 2024, 5. März 2024, 16 déc. 2024, Thu, 25 Jan 2024."""

from __future__ import annotations

import polars as pl

from custseg.schema.values.clock import AFTER_DATE
from custseg.schema.values.short_years import century

_WORD = r"(\p{L}{3,10})\.?"
_WORDED: tuple[tuple[str, tuple[int, int, int]], ...] = (
    (
        r"^(\d{1,2})(?:st|nd|rd|th|er|\.|º|ª)?[-/. ]? ?(?:de |of )?" + _WORD
        + r",?[-/. ]? ?(?:de |of )?(\d{4}|\d{2})" + AFTER_DATE,
        (3, 2, 1),
    ),
    ("^" + _WORD + r" ?(\d{1,2})(?:st|nd|rd|th)?(?:,| |, )(\d{4})" + AFTER_DATE, (3, 1, 2)),
    (r"^(\d{4})[-/. ]" + _WORD + r"[-/. ](\d{1,2})" + AFTER_DATE, (1, 2, 3)),
)  # fmt: skip
"""The form, and where year, month and day stand in it."""
_MONTH_WORDS = (
    # each month in English, German, French, Spanish, Italian and Portuguese, long and short
    "january jan januar janner jän janvier janv enero ene gennaio gen janeiro",
    "february feb februar feber février févr fév febrero febbraio fevereiro fev",
    "march mar märz maerz mrz mär mars marzo março",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août aou agosto ago",
    "september sep sept septembre septiembre settembre set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro",
)
MONTHS = {
    word: number
    for number, words in enumerate(_MONTH_WORDS, start=1)
    for spelled in words.split()
    for word in (spelled, spelled.translate(str.maketrans("äéûç", "aeuc")))
}
_WEEKDAY = r"^(?i:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)[.,]* +"
_CHINESE_WEEKDAY = r"^(?:星期|礼拜|禮拜|周|週)[一二三四五六日天][,、 ]*"
_BY_CLOCK = r"^(\p{L}{3}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?: [A-Z]{3,4})? (\d{4})$"
"""How Unix and Java write a moment: Jan 25 10:00:00 CST 2024."""
_JOINED_TIME = r"^(\d{1,2}[A-Za-z]{3}\d{4}):(\d\d:)"
"""How SAS writes one: 16JAN2024:10:00:00."""


def month_number(word: pl.Expr) -> pl.Expr:
    """The number of the month that a word names, as text; null where it names none."""
    return word.str.to_lowercase().replace_strict(
        MONTHS, default=None, return_dtype=pl.Int64
    ).cast(pl.String)  # fmt: skip


def in_order(cells: pl.Series) -> pl.Series:
    """Dates without the weekday in front of them, and a moment's date before its time."""
    if not cells.str.contains(rf"{_WEEKDAY}|{_CHINESE_WEEKDAY}|{_BY_CLOCK}|{_JOINED_TIME}").any():
        return cells
    bare = cells.str.replace(_WEEKDAY, "").str.replace(_CHINESE_WEEKDAY, "")
    return bare.str.replace(_BY_CLOCK, "${1} ${2}, ${4} ${3}").str.replace(
        _JOINED_TIME, "${1} ${2}"
    )


def worded(cells: pl.Series, since: int) -> list[pl.Series]:
    """The days of cells whose month is a word, for each form; null for others.

    A year of two digits is one of the hundred years ``short_years.century`` says.
    """
    return [_worded(cells, pattern, places, since) for pattern, places in _WORDED]


def has_short_year(cells: pl.Series) -> bool:
    """Whether a month in words stands beside a year of two digits."""
    pattern, (place, *_) = _WORDED[0]
    return bool((cells.str.extract(pattern, place).str.len_chars() == 2).any())


def _worded(cells: pl.Series, pattern: str, places: tuple[int, int, int], since: int) -> pl.Series:
    year, month, day = (pl.col("cell").str.extract(pattern, place) for place in places)
    hundreds = pl.when(year.str.len_chars() == 2).then(century(year, since)).otherwise(pl.lit(""))
    whole = pl.concat_str(hundreds, year, month_number(month).str.zfill(2), day.str.zfill(2))
    return cells.to_frame("cell").select(whole.str.to_date("%Y%m%d", strict=False)).to_series()
