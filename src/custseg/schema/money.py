"""Amounts of money and numbers, exactly as people write them.

A column of plain decimals costs one cast. What a cast leaves is cleaned: thousands separators,
currency signs and words, 万 and 亿, accounting brackets, trailing signs, full-width digits. What is
then still no number stays null, and the caller rejects or counts it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from custseg.schema.currencies import ANY_CURRENCY, stated
from custseg.schema.kinds import MONEY
from custseg.schema.placeholders import without_placeholders

SeriesParser = Callable[[pl.Series], pl.Series]

_POINT_GROUPS = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+,\d+")


def has_decimal_comma(sample: pl.Series) -> bool:
    """Whether a column proves that its comma is a decimal one: 12,50 or 1.234,5 and never 1,234."""
    said = without_placeholders(sample).drop_nulls().str.strip_chars(" ¥￥$€£元")
    commas = said.filter(said.str.contains(",", literal=True))
    if commas.is_empty() or (
        said.str.contains(r"\d\.\d+$").any() and not said.str.contains(r"\.\d{3},").any()
    ):
        return False
    shaped = all(_POINT_GROUPS.fullmatch(value) for value in commas)
    not_thousands = (
        commas.str.contains(r",(\d{1,2}|\d{4,})$").any() or commas.str.contains(r"\.\d{3},").any()
    )
    return shaped and bool(not_thousands)


class Writing(NamedTuple):
    """How a column writes its numbers."""

    decimal_comma: bool = False
    scale: Decimal = Decimal(1)
    """What the header says every number has to be multiplied by."""
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
        if plain.null_count() != text.null_count():
            untidy = _untidy(text, plain, decimal_comma)
            if bare:
                foreign = (stated(text) != "CNY").fill_null(False)
                untidy = pl.select(pl.when(~foreign).then(untidy)).to_series()
            plain = pl.select(pl.coalesce(plain, untidy)).to_series()
        return plain if scale == 1 else (plain * scale).cast(MONEY)

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


def _untidy(text: pl.Series, plain: pl.Series, decimal_comma: bool) -> pl.Series:
    """The amounts of the cells that a bare cast could not read."""
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
        default=1, return_dtype=pl.Int64,
    )  # fmt: skip
    signed = pl.when(bracketed & ~trailing).then(-amount).otherwise(amount)
    return cells.to_frame("text").select((signed * factor).cast(MONEY)).to_series()
