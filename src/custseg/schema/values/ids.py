"""Ids as exports write them: what is only dress and comes off, and what a spreadsheet has destroyed.

An id is text. Only what provably is the same id is written alike: full width as half width, the x of
a resident id as X, 17850.0 and 17,850 as 17850 where the whole column is numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from custseg.schema.values.placeholders import ERROR, PLACEHOLDERS, UNSEEN, without_placeholders
from custseg.schema.values.plain import are_bare, are_figures
from custseg.words import t

SHOWN_ROUNDED = r"^\d(?:\.\d+)?[eE]\+\d{2,3}$|^\d\.\d+[eE]\d{2}$"
"""What a spreadsheet shows of a long number: 1.23E+17."""
_ZEROED = r"^[1-9]\d{14}0+$"
"""What a spreadsheet keeps of one: fifteen digits, the rest lost to zeros."""
_LONG_ID = 12
_WIDE = "[０-９Ａ-Ｚａ-ｚ]"
_DRESSED = rf"^[\s'`=\"]|[\s\"]$|{UNSEEN}"
_FORMULA = r'^\s*=(?:"([^"]*)"|([\p{L}\d_\-]*))\s*$'
"""How exporters keep a spreadsheet from reading an id as a number: ="0012". =1+1 is no such id."""
_FLOAT = r"^\d+\.0+$"
_NUMBERS = r"^\d+(?:\.0+)?$"
_GROUPED = r"^[1-9]\d{0,2}(?:,\d{3})+$"
_GROUPED_NUMBERS = r"^(?:[1-9]\d{0,2}(?:,\d{3})+|\d{1,3})$"
_SIGNS = r"[¥￥$€£₩₹₽฿]|(?:CNY|RMB|USD|US\$|HKD|HK\$|EUR|GBP|JPY|TWD|NT\$) "
_PRICED = rf"^({_SIGNS}) ?(\d+|[1-9]\d{{0,2}}(?:,\d{{3}})+)(?:\.0+)?$"
"""A number that a spreadsheet shows as money: ¥1001."""
_SMALL_X = r"^(\d{17})x$"
_MASKED = r"[*＊×]{2,}|[xX]{3,}"
_FEWEST_CARDS = 6
_MOST_FIGURES = 18
_PLAIN = r"^[0-9A-Za-z][0-9A-Za-z_./-]*$"
_MAY_BE_DRESSED = rf"{_DRESSED}|{_WIDE}|{_SMALL_X}|^[-—–]+$"
_PLACEHOLDER_BYTES = frozenset(len(word.encode()) for word in PLACEHOLDERS)


@dataclass(frozen=True)
class Dress:
    """What has to come off the ids of a column."""

    any: bool = False
    floats: bool = False
    grouped: bool = False
    small_x: bool = False
    wide: bool = False
    priced: bool = False

    def __call__(self, text: pl.Series) -> pl.Series:
        """The ids of a column without their dress; null where a placeholder stands."""
        cell = pl.col("text")
        steps = [
            cell.str.replace_all(UNSEEN, "").str.replace(_FORMULA, "${1}${2}")
            .str.strip_chars(" \t\u3000'\"\u00a0")
        ]  # fmt: skip
        if self.wide:
            steps.append(
                pl.when(cell.str.contains(_WIDE)).then(cell.str.normalize("NFKC")).otherwise(cell)
            )
        if self.priced:
            steps.append(
                pl.when(cell.str.contains(_PRICED))
                .then(cell.str.replace(_PRICED, "${2}").str.replace_all(",", ""))
                .otherwise(cell)
            )
        if self.floats:
            steps.append(
                pl.when(cell.str.contains(_FLOAT))
                .then(cell.str.replace(r"\.0+$", ""))
                .otherwise(cell)
            )
        if self.grouped:
            steps.append(
                pl.when(cell.str.contains(_GROUPED))
                .then(cell.str.replace_all(",", ""))
                .otherwise(cell)
            )
        if self.small_x:
            steps.append(cell.str.replace(_SMALL_X, "${1}X"))
        frame = text.to_frame("text").lazy()
        for step in steps:
            frame = frame.with_columns(step.alias("text"))
        return without_placeholders(frame.collect()["text"])


def dress_of(sample: pl.Series, said: pl.Series, *, partly: bool = False) -> Dress | None:
    """What has to come off the ids of a column; None where they stand as they are.

    ``sample`` are all cells that are known, ``said`` those that say something among the first and last;
    ``partly`` says that there are others.
    """
    given = sample.drop_nulls()
    floats = bool(said.str.contains(_FLOAT).any() and said.str.contains(_NUMBERS).all())
    grouped = bool(said.str.contains(_GROUPED).any() and said.str.contains(_GROUPED_NUMBERS).all())
    priced = said.str.extract(_PRICED).n_unique() == 1 and bool(said.str.contains(_PRICED).all())
    small_x = bool(said.str.contains(_SMALL_X).any())
    wide = bool(given.str.contains(_WIDE).any())
    dressed = bool(given.str.contains(_DRESSED).any())
    dressed = dressed or without_placeholders(given).null_count() > 0
    if not (floats or grouped or priced or small_x or wide or dressed):
        return None
    return Dress(True, floats, grouped, small_x or partly, wide or partly, priced)


@dataclass(frozen=True)
class Watch:
    """Looks for dressed ids and placeholders where the cells that are known have none: rare ones far down a long file.

    Ids that all have one length are told from most dressed ones by it; figures by their being figures; else by their
    signs.
    """

    length: int | None = None
    figures: bool = False
    numbers: bool = False
    """The known ids are digits, whatever their length: one that ends in .0 was a number on its way."""

    def __call__(self, text: pl.Series) -> pl.Series:
        """The ids of a column; those that may be dressed without it, null where a placeholder stands."""
        if (self.figures and are_figures(text)) or (
            self.length is not None and are_bare(text, self.length)
        ):
            return text
        odd = self._is_odd(text).fill_null(False)
        if not odd.any():
            return text
        bare = Dress(True, floats=self.numbers, small_x=True, wide=True)(text.filter(odd))
        place = pl.select(pl.when(odd).then(odd.cum_sum() - 1)).to_series()
        return pl.select(pl.when(odd).then(bare.gather(place)).otherwise(text)).to_series()

    def _is_odd(self, text: pl.Series) -> pl.Series:
        if self.length is not None:
            return (text.str.len_bytes() != self.length) | text.str.contains(_MAY_BE_DRESSED)
        if self.figures:
            return text.cast(pl.Int64, strict=False).is_null() & text.is_not_null()
        return ~text.str.contains(_PLAIN) | text.is_in(PLACEHOLDERS) | text.str.ends_with("x")


def watch_of(said: pl.Series) -> Watch:
    """How to look for dressed ids among cells that are not known, by those that are."""
    numbers = not said.is_empty() and bool(said.str.contains(r"^\d+$").all())
    lengths = said.str.len_bytes().unique()
    if len(lengths) == 1 and lengths[0] not in _PLACEHOLDER_BYTES:
        return Watch(lengths[0], numbers=numbers)
    return Watch(
        figures=numbers and bool((said.str.len_bytes() <= _MOST_FIGURES).all()), numbers=numbers
    )


def damage(said: pl.Series, everywhere: pl.Series, *, rounded: bool = False) -> str | None:
    """The pattern of ids that are none any more, to look for in every row; None where none can be.

    One true id of 18 digits in a thousand ends in 000, so zeros prove damage only when most long
    ids of the column end so; of cards of 16 digits, when all end in one. ``rounded`` says that
    some cell of the file, not among these, may be rounded for show.
    """
    patterns = []
    shown = rounded or bool(everywhere.str.contains(r"\d[eE]\+?\d\d").any())
    if shown or (said.str.len_bytes() >= _LONG_ID).any():
        patterns.append(SHOWN_ROUNDED)
        long, lost = zeroed_ids(said)
        if 2 * len(lost) > len(long):
            patterns.append(_ZEROED)
    if everywhere.str.contains(ERROR).any():
        patterns.append(ERROR)
    return "|".join(patterns) or None


def zeroed_ids(said: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The ids of a column that are long enough to lose digits, and those of them that end in zeros."""
    long = said.filter(said.str.contains(r"^\d{17,}$"))
    if long.is_empty():
        cards = said.filter(said.str.contains(r"^\d{16}$"))
        if cards.n_unique() >= _FEWEST_CARDS and cards.str.ends_with("0").all():
            return cards, cards
    return long, long.filter(long.str.contains(_ZEROED))


def doubts_of_ids(
    column: str, said: pl.Series, dress: Dress | None, damaged: str | None
) -> Iterator[str]:
    """What a person should know of the ids of a column."""
    if dress is not None and (dress.floats or dress.grouped):
        pattern = _FLOAT if dress.floats else _GROUPED
        example = said.filter(said.str.contains(pattern))[0]
        yield t("column {column!r}: numbers such as {example} are read as the id {id}", column=column,
                example=example, id=re.sub(r"\.0+$|,", "", example))  # fmt: skip
    if dress is not None and dress.priced:
        yield t("column {column!r} is formatted as money: {example} is read as the id {id}",
                column=column, example=said[0], id=dress(said[:1])[0])  # fmt: skip
    lost = said.filter(said.str.contains(damaged)) if damaged else said.clear()
    if not lost.is_empty():
        yield t("column {column!r} was damaged by a spreadsheet: {example} is no id any more",
                column=column, example=lost[0])  # fmt: skip


def masked_ids(said: pl.Series) -> pl.Series:
    """The ids of a column that do not show all of themselves: 138****1234."""
    return said.filter(said.str.contains(_MASKED))
