"""Amounts of money and numbers, exactly as people write them.

A column of plain decimals costs one cast. What a cast leaves is read by one pattern: currency, sign
or accounting brackets, digits in groups of one kind, 万 and 亿, 借 and 贷 where the column has them.
What is then still no number stays null, and the caller rejects or counts it. Nothing is read in part:
``12元50``, ``5 6`` and ``(-5)`` are no amounts.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal, NamedTuple

import polars as pl

from custseg.schema.kinds import MONEY
from custseg.schema.values.currencies import CURRENCY, PLACE, stated
from custseg.schema.values.placeholders import NO_DIGIT, UNSEEN, without_placeholders
from custseg.schema.values.plain import plain_amounts

SeriesParser = Callable[[pl.Series], pl.Series]
DecimalSign = Literal["point", "comma"]

_LARGEST = pl.Decimal(22, 6)
"""Sixteen digits before the point: more is an account number, and products of two still fits MONEY."""
_NUMBER = r"\d(?:[\d,.' ]*\d)?"
_POINT_GROUPS = r"^\d{1,3}(\.\d{3})+(,\d+)?$"
_COMMA_DECIMALS = r"^\d+,\d+$"
_INDIAN = r"^[1-9]\d?(,\d{2})+,\d{3}(\.\d*)?$"
_FROM_MILLIONS = r"^[1-9]\d{0,2}(,\d{3}){2,}(\.\d*)?$"
_ONE_POINT_GROUP = r"^[1-9]\d{0,2}\.\d{3}$"
_ONE_COMMA_GROUP = r"^[1-9]\d{0,2},\d{3}$"
_OWN_UNIT = r"[元圆圓百千万萬亿億]"
"""A cell that says 元 or 万 itself needs no unit from its header."""
_FACTORS = {
    "百": 100, "千": 1_000, "万": 10_000, "萬": 10_000, "十万": 100_000, "百万": 1_000_000,
    "千万": 10_000_000, "亿": 100_000_000, "億": 100_000_000, "十亿": 10**9, "百亿": 10**10,
    "千亿": 10**11, "万亿": 10**12, "百萬": 1_000_000, "千萬": 10_000_000,
}  # fmt: skip
_UNIT = "|".join(sorted(_FACTORS, key=lambda word: -len(word)))
_IN, _OUT = "cr|贷|貸", "dr|借"
_MARKED = rf"(?i)(?:^(?:贷|貸|借)[\s:]*[^\d]*\d)|(?:\d[^\d]*?\b?({_IN}|{_OUT})\.?$)"
_MARKS = ("(?P<before>贷|貸|借)?:? *", rf" *(?P<after>{_IN}|{_OUT})?\.?")
_ENOUGH_GROUPS = 5
ROUNDED = "E+"
"""What a spreadsheet writes into a number that it rounded for show: 1.23E+11."""


def _numbers(sample: pl.Series) -> pl.Series:
    """The digits of the cells, without currency, sign, unit and the blanks and apostrophes between."""
    said = without_placeholders(sample).drop_nulls().str.normalize("NFKC")
    core = said.str.extract(rf"({_NUMBER})").drop_nulls()
    return core.str.replace_all(r"[' ](\d{3})", "${1}")


def has_decimal_comma(sample: pl.Series) -> bool:
    """Whether a column proves that its comma is a decimal one.

    It has 12,50 or 0,125 or 1.234,5 or 1.234.567, and nothing that would be written otherwise: no
    12.50, no 1,234,567.
    """
    said = _numbers(sample)
    commas, points = (said.filter(said.str.contains(sign, literal=True)) for sign in ",.")
    if commas.is_empty() and points.is_empty():
        return False
    shaped = (
        points.str.contains(_POINT_GROUPS).all()
        and commas.str.contains(f"{_POINT_GROUPS}|{_COMMA_DECIMALS}").all()
    )
    proven = (
        commas.str.contains(r",(\d{1,2}|\d{4,})$|^0\d*,|^\d{4,},").any()
        or points.str.contains(r"\.\d{3}[,.]").any()
    )  # fmt: skip
    return bool(shaped and proven)


def unproven_sign(sample: pl.Series) -> tuple[str, str] | None:
    """An amount such as 1.234 or 1,234 where nothing in the column says what the sign is.

    Returns the amount and the sign. A comma is proven to group thousands by 1,234.50, by 1,234,567,
    or by several such amounts beside smaller ones without a comma.
    """
    if has_decimal_comma(sample):
        return None
    said = _numbers(sample)
    points = said.filter(said.str.contains(".", literal=True))
    commas = said.filter(said.str.contains(",", literal=True))
    if not points.is_empty() and points.str.contains(_ONE_POINT_GROUP).all():
        return str(points[0]), "."
    if commas.is_empty() or not points.is_empty():
        return None
    if not commas.str.contains(_ONE_COMMA_GROUP).all():
        return None
    bare = said.filter(~said.str.contains(",", literal=True)).str.len_chars()
    if len(commas) >= _ENOUGH_GROUPS and len(bare) and bool((bare <= 3).all()):
        return None
    return str(commas[0]), ","


def groups_in_lakhs(sample: pl.Series) -> bool:
    """Whether a column groups its digits as 12,34,567, and none as 1,234,567."""
    said = _numbers(sample)
    return bool(said.str.contains(_INDIAN).any()) and not said.str.contains(_FROM_MILLIONS).any()


def has_marks(sample: pl.Series) -> bool:
    """Whether (nearly) every amount of a column says itself which way the money went: 5.00 Cr, 借 5."""
    said = without_placeholders(sample).drop_nulls().str.normalize("NFKC")
    said = said.filter(said.str.contains(r"\d"))
    return not said.is_empty() and bool(said.str.contains(_MARKED).mean() >= 0.9)  # type: ignore[operator]


def own_unit(sample: pl.Series) -> str | None:
    """The first amount that states its own unit, 1.5万 or 150,000元."""
    said = without_placeholders(sample).drop_nulls()
    stating = said.filter(said.str.contains(rf"\d\s*{_OWN_UNIT}"))
    return None if stating.is_empty() else str(stating[0])


class Writing(NamedTuple):
    """How a column writes its numbers."""

    decimal_comma: bool = False
    scale: Decimal = Decimal(1)
    """What the header says every number has to be multiplied by that states no unit itself."""
    rounded: bool = False
    """The column has numbers that a spreadsheet rounded for show (1.23E+11): they are no amounts."""
    bare: bool = False
    """No cell of the sample names a currency. Then a later one that names a foreign one is no amount:
    nothing says what it has to do with the others."""
    lakhs: bool = False
    """Digits are grouped as 12,34,567."""
    marked: bool = False
    """Every cell says 借 or 贷, Dr or Cr, beside its number: out is negative."""


PLAIN = Writing()


def money(writing: Writing = PLAIN) -> SeriesParser:
    """A parser of a text column to exact amounts; null where the text is no amount."""

    def parse(text: pl.Series) -> pl.Series:
        if writing.rounded:
            text = pl.select(
                pl.when(~text.str.contains(ROUNDED, literal=True)).then(text)
            ).to_series()
        plain = plain_amounts(text)
        if plain is None:
            plain = text.cast(_LARGEST, strict=False).cast(MONEY)
        # With a decimal comma "1.234" means 1234: the bare cast would be wrong without a sound.
        if writing.decimal_comma or writing.marked:
            plain = pl.Series([None], dtype=MONEY).new_from_index(0, len(text))
        lost = plain.null_count() != text.null_count()
        if writing.scale != 1:
            plain = (plain * writing.scale).cast(MONEY)
        if lost:
            untidy = _untidy(text, plain, writing)
            if writing.bare:
                foreign = (stated(text) != "CNY").fill_null(False)
                untidy = pl.select(pl.when(~foreign).then(untidy)).to_series()
            plain = pl.select(pl.coalesce(plain, untidy)).to_series()
        return plain

    return parse


def number(writing: Writing = PLAIN) -> SeriesParser:
    """A parser of a text column to floating-point numbers (age, quantity, score)."""
    exact = money(writing)

    def parse(text: pl.Series) -> pl.Series:
        plain = text.cast(pl.Float64, strict=False)
        if plain.null_count() == text.null_count() and writing == PLAIN and plain.is_finite().all():
            return plain
        return exact(text).cast(pl.Float64)

    return parse


def _pattern(writing: Writing) -> str:
    """The one way a column writes an amount, its parts as named groups."""
    point, groups = (",", (r"\.", "'", " ")) if writing.decimal_comma else (r"\.", (",", "'", " "))
    digits = [rf"\d{{1,16}}(?:{point}\d*)?", rf"{point}\d+"]
    digits += [rf"[1-9]\d{{0,2}}(?:{group}\d{{3}})+(?:{point}\d*)?" for group in groups]
    if writing.lakhs:
        digits.append(r"[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?")
    currency = rf"(?:{CURRENCY}:? *)"
    before, after = _MARKS if writing.marked else ("(?P<before>)", "(?P<after>)")
    return (
        rf"(?i)^{before}(?P<open>\()? *(?P<sign>[-+])? *{currency}{{0,2}}(?P<signed>[-+])? *(?P<opened>\()?"
        rf"(?P<digits>{'|'.join(digits)}) *(?P<unit>{_UNIT})? *{currency}?整?"
        rf"(?P<behind>-)? *(?P<close>\))? *{currency}?{after}$"
    )


def _untidy(text: pl.Series, plain: pl.Series, writing: Writing) -> pl.Series:
    """The amounts of the cells that a bare cast could not read; a cell's own unit beats the scale."""
    cell = pl.col("text")
    # One step after the other: in one expression Polars would compute the first steps many times.
    parts = (
        text.to_frame("text")
        .select(pl.when(plain.is_null() & ~cell.str.contains(NO_DIGIT)).then(cell.str.normalize("NFKC")))
        .with_columns(cell.str.replace_all(UNSEEN, "").str.replace_all(r"\s+", " "))
        .with_columns(cell.str.replace_all("[−–—‐‑‒]", "-").str.replace_all("[’‘`´]", "'"))
        .with_columns(cell.str.replace(PLACE, "").str.strip_chars().str.replace("^'([^']*)$", "${1}"))
        .with_columns(part=cell.str.extract_groups(_pattern(writing))).unnest("part")
    )  # fmt: skip
    point, groups = (",", r"[.' ]") if writing.decimal_comma else (".", "[,' ]")
    digits = (
        pl.col("digits").str.replace_all(groups, "").str.replace(point, ".", literal=True)
        .cast(_LARGEST, strict=False).cast(MONEY)
    )  # fmt: skip
    factor = (
        pl.col("unit").replace_strict(_FACTORS, default=None, return_dtype=pl.Int64).cast(MONEY)
    )
    scale = pl.when(cell.str.contains(_OWN_UNIT)).then(1).otherwise(writing.scale).cast(MONEY)
    brackets = pl.sum_horizontal(pl.col("open", "opened").is_not_null())
    signs = pl.sum_horizontal(pl.col("open", "opened", "sign", "signed", "behind").is_not_null())
    minus = (brackets > 0) | pl.any_horizontal(
        (pl.col("sign", "signed", "behind") == "-").fill_null(False)
    )
    whole = (signs <= 1) & (brackets == pl.col("close").is_not_null())
    if writing.marked:
        mark = pl.coalesce("before", "after").str.to_lowercase()
        whole &= mark.is_not_null() & ~minus
        minus = mark.is_in(["dr", "借"])
    whole &= factor.is_null() | (digits < 10**10)
    amount = pl.when(whole).then(digits) * pl.coalesce(factor, scale)
    return parts.select(pl.when(minus).then(-amount).otherwise(amount).cast(MONEY)).to_series()
