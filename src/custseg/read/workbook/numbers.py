"""Many values of cells at once, as the text that each of them stands for.

What is written the usual way is told in whole columns; every other value is told by ``formats``, one by one,
and both give the same text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import polars as pl

from custseg.read.workbook.formats import NumberFormat

_USUAL = r"^(?:0|-?(?:[1-9]\d{0,14}|0\.0{0,3}[1-9](?:\d*[1-9])?|[1-9]\d*\.\d*[1-9]))$"
"""A number as it is told, if it has no more than 15 digits."""
_USUAL_LENGTH = 16
_WHOLE = r"^\d{1,15}$"
_DAY = 86_400_000
_FIRST_DAY, _LAST_DAY = 61, 2_957_003
"""Days that count on without a gap, from 1900 on as well as from 1904 on."""
_LONGEST = 400 * _DAY
_BEFORE_1970, _BEFORE_1970_FROM_1904 = 25_569, 24_107
_PRECISE = 2.3e-16
"""Nearer to a number than this, in proportion, no other has 15 digits or fewer."""
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d(?:\.\d+)?)Z?)?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_ENTITY = re.compile(
    rb"&(?!(?:lt|gt|amp|quot|apos|#(?:9|10|13|3[2-9]|1[6-9]\d|[2-9]\d\d|[1-9]\d{3}|[1-4]\d{4})"
    rb"|#x(?:[9aAdD]|2[0-9a-fA-F]|[1-9a-cA-C][0-9a-fA-F]{3}));)"
)
"""What is no name of a character that XML allows, or one that is not often used."""
NO_NUMBER = "#NUM!"


def as_shown(written: pl.Series, meant: NumberFormat, *, is_1904: bool = False) -> pl.Series:
    """What numbers of one format are told as; ``NO_NUMBER`` where they are none that can be told."""
    if meant.meaning == "number":
        return _plain(written)
    if meant.meaning == "date":
        return _moments(written, meant, is_1904=is_1904)
    if meant.meaning == "money":
        plain = _plain(written)
        return _where(written, plain.str.contains(_USUAL), lambda _: meant.currency + plain,
                      lambda x: _number(x, meant, is_1904))  # fmt: skip
    if len(meant.pattern) == 1 and meant.meaning == "padded":
        digits = len(meant.pattern[0])
        return _where(written, written.str.contains(_WHOLE), lambda x: x.str.pad_start(digits, "0"),
                      lambda x: _number(x, meant, is_1904))  # fmt: skip
    if meant.meaning in ("duration", "time"):
        return _clocks(written, meant, is_1904=is_1904)
    return _each(written, lambda x: _number(x, meant, is_1904))


def as_truths(written: pl.Series) -> pl.Series:
    """What cells of truth are told as."""
    return _each(written, lambda x: "true" if x.strip() in ("1", "true") else "false")


def as_days(written: pl.Series) -> pl.Series:
    """What days and moments are told as that are written as such."""
    return _each(written, day_as_written)


def day_as_written(text: str) -> str:
    """A day or moment as it is told, by what stands in a cell of the type of days."""
    found = _MOMENT.fullmatch(text.strip())
    return f"{found[1]} {found[2] or '00:00:00'}" if found else text


def as_text(written: pl.Series) -> pl.Series:
    """Texts that stand in cells, as characters instead of the names that markup and workbooks give some."""
    marked = written.str.contains("&", literal=True) | written.str.contains("_x", literal=True)
    return _where(written, ~marked, lambda x: x, lambda x: unescaped(html.unescape(x)))


def has_other_names(values: bytes) -> bool:
    """Whether characters are written by names that ``as_text`` does not know."""
    return b"&" in values and bool(_NO_ENTITY.search(values))


def unescaped(text: str) -> str:
    """Text with ``_x000D_`` and its like as the characters they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\0", "")


def _number(text: str, meant: NumberFormat, is_1904: bool) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    if value != value or value in (float("inf"), float("-inf")):
        return NO_NUMBER
    return meant.text(value, is_1904=is_1904)


def _where(
    written: pl.Series,
    usual: pl.Series,
    tell: Callable[[pl.Series], pl.Series],
    tell_each: Callable[[str], str],
) -> pl.Series:
    """Values told together where they are ``usual``, and each by itself elsewhere."""
    usual = usual.fill_null(True)
    if usual.all():
        return tell(written)
    odd = (~usual).arg_true()
    told = tell(written.set(~usual, None))
    return told.clone().scatter(odd, _each(written.gather(odd), tell_each))


def _each(written: pl.Series, tell: Callable[[str], str]) -> pl.Series:
    """Every value told by itself, and the same value only once."""
    known = written.drop_nulls().unique()
    told = pl.Series([tell(text) for text in known], dtype=pl.String)
    return written.replace_strict(known, told, default=None, return_dtype=pl.String)


def _plain(written: pl.Series) -> pl.Series:
    """Numbers with the 15 digits that Excel keeps."""
    usual = written.str.contains(_USUAL) & (written.str.len_bytes() <= _USUAL_LENGTH)
    usual = usual.fill_null(True)
    if usual.all():
        return written
    odd = (~usual).arg_true()
    return written.clone().scatter(odd, _rounded(written.gather(odd)))


def _rounded(written: pl.Series) -> pl.Series:
    """Numbers with more digits than that, or written in another way."""
    values = written.cast(pl.Float64, strict=False)
    told = values.round_sig_figs(15).cast(pl.String).str.strip_suffix(".0")
    is_near = (told.cast(pl.Float64, strict=False) - values).abs() <= values.abs() * _PRECISE
    usual = is_near & told.str.contains(_USUAL) & (told.str.len_bytes() <= _USUAL_LENGTH)
    certain = usual.fill_null(False)
    odd = (~certain).arg_true()
    number = NumberFormat()
    return told.clone().scatter(
        odd, _each(written.gather(odd), lambda x: _number(x, number, False))
    )


def _moments(written: pl.Series, meant: NumberFormat, *, is_1904: bool) -> pl.Series:
    """Days and times of day."""
    values = written.cast(pl.Float64, strict=False)
    thousandths = (values * _DAY).round(mode="half_to_even")
    usual = (thousandths >= _FIRST_DAY * _DAY) & (thousandths < _LAST_DAY * _DAY)
    before = _BEFORE_1970_FROM_1904 if is_1904 else _BEFORE_1970
    usual = usual.fill_null(False)

    def tell(_: pl.Series) -> pl.Series:
        since = thousandths.set(~usual, None).cast(pl.Int64) - before * _DAY
        moments = since.cast(pl.Datetime("ms"))
        exact = bool(((since % 1000) == 0).all())
        told = moments.dt.to_string("%Y-%m-%d %H:%M:%S" + ("" if exact else "%.3f"))
        return told if exact else told.str.strip_suffix(".000")

    return _where(written, usual, tell, lambda x: _number(x, meant, is_1904))


def _clocks(written: pl.Series, meant: NumberFormat, *, is_1904: bool) -> pl.Series:
    """Times of day, and hours, minutes and seconds, which may be more than a day."""
    values = written.cast(pl.Float64, strict=False)
    thousandths = (values * _DAY).round(mode="half_to_even")
    longest = _DAY if meant.meaning == "time" else _LONGEST
    usual = (values >= 0) & (thousandths < longest) & (thousandths % 1000 == 0)
    usual = usual.fill_null(False)

    def tell(_: pl.Series) -> pl.Series:
        whole = thousandths.set(~usual, None).cast(pl.Int64)
        hours = (whole // 3_600_000).cast(pl.String).str.zfill(2)
        return hours + ((whole % 3_600_000) * 1_000_000).cast(pl.Time).dt.to_string(":%M:%S")

    return _where(written, usual, tell, lambda x: _number(x, meant, is_1904))
