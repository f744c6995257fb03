"""Numbers of a large sheet that their format shows as more than the number: money, units, leading zeros.

fastexcel gives bare numbers. Which cells have such a format is found in the bytes of the sheet; what it
shows is then written around the numbers, as the exact way does cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from custseg.read.workbook.formats import NumberFormat
from custseg.read.workbook.sheet import Sheet, number_of

_TOGETHER = 32
"""Pieces of a sheet that are looked through at once."""
_CELL = '<c r="'
_TAG = r'^(?P<letters>[A-Z]{1,3})(?P<row>[1-9]\d{0,6})" s="(?P<style>\d{1,6})"(?: t="(?P<kind>[A-Za-z]+)")?(?P<empty>/?)>'
_WHOLE = r"^[^>]*>(?:<v>\d{1,15}</v>)?</c>"
_NUMBER = r"^-?\d+(?:\.\d+)?(?:E[+-]\d+)?$"
_SHOWN = ("money", "padded")


def shows_more(meant: NumberFormat) -> bool:
    """Whether a format shows something around its numbers that can be written around them afterwards."""
    return bool(meant.unit) or meant.meaning in _SHOWN


class Shown:
    """The cells of a sheet whose numbers are shown as more than they are."""

    def __init__(self, formats: list[NumberFormat]) -> None:
        self._formats = {at: meant for at, meant in enumerate(formats) if shows_more(meant)}
        styles = "|".join(map(str, self._formats))
        self._bytes = re.compile(rb' s="(?:' + styles.encode() + rb')"')
        self._styled = rf'^[^<>]* s="(?:{styles})"'
        self._waiting: list[bytes] = []
        self._places: list[pl.DataFrame] = []

    def take(self, piece: bytes) -> bool:
        """Look through a piece of a sheet that ends where a cell ends; False when it has to be read exactly."""
        if self._formats and self._bytes.search(piece):
            self._waiting.append(piece)
        return len(self._waiting) < _TOGETHER or self.end()

    def end(self) -> bool:
        """Look through what waits; False when a cell is written in another way than spreadsheets do."""
        if not self._waiting:
            return True
        texts = pl.Series(self._waiting, dtype=pl.Binary).cast(pl.String, strict=False)
        self._waiting = []
        if texts.null_count() or _begins_otherwise(texts):
            return False
        cells = texts.str.split(_CELL).explode()
        cells = cells.filter(cells.str.contains(self._styled))
        tags = cells.str.extract_groups(_TAG).struct.unnest()
        if tags["row"].null_count():
            return False
        numbers = tags.with_columns(pl.col("row", "style").cast(pl.Int32), cell=cells).filter(
            (pl.col("empty") == "") & (pl.col("kind").fill_null("n") == "n")
        )
        padded = [at for at, meant in self._formats.items() if meant.meaning == "padded"]
        whole = pl.col("cell").str.contains(_WHOLE) | ~pl.col("style").is_in(padded)
        self._places.append(numbers.select("letters", "row", "style"))
        return bool(numbers.select(whole.all()).item())

    def written_into(self, cells: pl.DataFrame, first: int, sheet: Sheet) -> pl.DataFrame | None:
        """``cells``, whose first column is ``first``, with what is shown around their numbers.

        Units go into ``sheet``. None when such a cell has no number after all.
        """
        units: dict[int, tuple[int, str]] = {}
        for column, meant, rows in self._by_column():
            texts = cells[:, column - first]
            at = rows.filter(
                (rows < texts.len())
                & texts.gather(rows.clip(upper_bound=texts.len() - 1)).is_not_null()
            )
            numbers = texts.gather(at)
            if not numbers.str.contains(_NUMBER).all():
                return None
            if meant.unit and not at.is_empty():
                units[column] = min(
                    units.get(column, (int(at[0]), meant.unit)), (int(at[0]), meant.unit)
                )
            elif not at.is_empty():
                cells = cells.with_columns(texts.scatter(at, _shown(numbers, meant)))
        sheet.units |= {column: unit for column, (_, unit) in sorted(units.items())}
        return cells

    def _by_column(self) -> Iterator[tuple[int, NumberFormat, pl.Series]]:
        """Column, format and rows of the cells, all from 0."""
        if self._places:
            found = (
                pl.concat(self._places).sort("row").partition_by("letters", "style", as_dict=True)
            )
            for (letters, style), places in found.items():
                yield number_of(str(letters)), self._formats[int(style)], places["row"] - 1


def _begins_otherwise(texts: pl.Series) -> bool:
    """Whether a cell's tag does not begin with its place."""
    return (
        texts.str.count_matches("<c ", literal=True).sum()
        != texts.str.count_matches(_CELL, literal=True).sum()
    )


def _shown(numbers: pl.Series, meant: NumberFormat) -> pl.Series:
    if meant.meaning == "money":
        return meant.currency + numbers
    shown = {text: meant.text(float(text)) for text in numbers.unique()}
    return numbers.replace_strict(shown, return_dtype=pl.String)
