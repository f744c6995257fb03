"""Amounts of money and numbers, exactly as people write them.

A column of plain decimals costs one cast. What a cast leaves is cleaned: thousands separators,
currency signs and words, 万 and 亿, accounting brackets, trailing signs, full-width digits. What is
then still no number stays null, and the caller rejects or counts it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from custseg.schema.currencies import ANY_CURRENCY, stated
from custseg.schema.kinds import MONEY
from custseg.schema.placeholders import without_placeholders

SeriesParser = Callable[[pl.Series], pl.Series]

_POINT_GROUPS = r"^-?\d{1,3}(\.\d{3})+(,\d+)?$"
_COMMA_DECIMALS = r"^-?\d+,\d+$"
_ONE_POINT_GROUP = r"^-?[1-9]\d{0,2}\.\d{3}$"
_OWN_UNIT = r"[元圆圓千万萬亿億]"
"""A cell that says 元 or 万 itself needs no unit from its header."""


def _bare(sample: pl.Series) -> pl.Series:
    """Cells without blanks, signs of a currency and a plus."""
    said = without_placeholders(sample).drop_nulls().str.normalize("NFKC")
    return said.str.replace_all(ANY_CURRENCY, "").str.strip_chars(" +")


def has_decimal_comma(sample: pl.Series) -> bool:
    """Whether a column proves that its comma is a decimal one.

    It has 12,50 or 1.234,5 or 1.234.567, and nothing that would be written otherwise: no 12.50, no
    1,234,567.
    """
    said = _bare(sample)
    commas, points = (said.filter(said.str.contains(sign, literal=True)) for sign in ",.")
    if commas.is_empty() and points.is_empty():
        return False
    shaped = (
        points.str.contains(_POINT_GROUPS).all()
        and commas.str.contains(f"{_POINT_GROUPS}|{_COMMA_DECIMALS}").all()
    )
    proven = (
        commas.str.contains(r",(\d{1,2}|\d{4,})$").any()
        or points.str.contains(r"\.\d{3}[,.]").any()
    )  # fmt: skip
    return bool(shaped and proven)


def unproven_point(sample: pl.Series) -> str | None:
    """An amount such as 1.234 where nothing in the column says that the point is a decimal one."""
    if has_decimal_comma(sample):
        return None
    said = _bare(sample)
    points = said.filter(said.str.contains(".", literal=True))
    if points.is_empty() or not points.str.contains(_ONE_POINT_GROUP).all():
        return None
    return str(points[0])


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


PLAIN = Writing()


def money(writing: Writing = PLAIN) -> SeriesParser:
    """A parser of a text column to exact amounts; null where the text is no amount."""
    decimal_comma, scale, rounded, bare = writing

    def parse(text: pl.Series) -> pl.Series:
        if rounded:
            text = pl.select(pl.when(~text.str.contains("E+", literal=True)).then(text)).to_series()
        plain = text.cast(MONEY, strict=False)
        # With a decimal comma "1.234" means 1234: the bare cast would be wrong without a sound.
        if decimal_comma:
            plain = pl.Series([None], dtype=MONEY).new_from_index(0, len(text))
        lost = plain.null_count() != text.null_count()
        if scale != 1:
            plain = (plain * scale).cast(MONEY)
        if lost:
            untidy = _untidy(text, plain, decimal_comma, scale)
            if bare:
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


def _untidy(text: pl.Series, plain: pl.Series, decimal_comma: bool, scale: Decimal) -> pl.Series:
    """The amounts of the cells that a bare cast could not read; a cell's own unit beats ``scale``."""
    cells = text.to_frame("text").select(
        pl.when(plain.is_null()).then(pl.col("text").str.normalize("NFKC"))
    ).to_series()  # fmt: skip
    cell = pl.col("text")
    bare = (
        cell.str.replace_all(r"[\s\u{feff}']", "").str.replace_all("[−–—]", "-")
        .str.replace(r"\((CN|人民币)\)$", "")
        .str.replace_all(ANY_CURRENCY, "")
        .str.replace(r"^\+", "")
    )  # fmt: skip
    bracketed = bare.str.contains(r"^\(.+\)$")
    trailing = bare.str.contains(r"^[^-]+-$")
    inside = bare.str.strip_chars("()").str.replace(r"^(.+)-$", "-$1")
    unit = inside.str.extract(r"([千万萬亿億])$")
    digits = inside.str.replace(r"[千万萬亿億]$", "")
    if decimal_comma:
        tidy = pl.when(digits.str.contains(r"^-?\d{1,3}(\.\d{3})+(,\d*)?$|^-?\d+(,\d*)?$|^-?,\d+$")).then(
            digits.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
        )  # fmt: skip
    else:
        tidy = pl.when(digits.str.contains(r"^-?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?$")).then(
            digits.str.replace_all(",", "", literal=True)
        )
    amount = tidy.cast(MONEY, strict=False)
    factor = unit.replace_strict(
        ["千", "万", "萬", "亿", "億"], [1_000, 10_000, 10_000, 100_000_000, 100_000_000],
        default=None, return_dtype=pl.Int64,
    )  # fmt: skip
    stated_unit = pl.when(cell.str.contains(_OWN_UNIT)).then(1).otherwise(int(scale))
    signed = pl.when(bracketed & ~trailing).then(-amount).otherwise(amount)
    return (
        cells.to_frame("text")
        .select((signed * pl.coalesce(factor, stated_unit)).cast(MONEY))
        .to_series()
    )
