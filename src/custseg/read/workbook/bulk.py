"""Cells that were found a great many at once, and the columns that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from custseg.read.workbook.formats import GENERAL, NumberFormat
from custseg.read.workbook.markup import Cells, Tails
from custseg.read.workbook.numbers import (
    NO_NUMBER,
    as_days,
    as_shown,
    as_text,
    as_truths,
    has_other_names,
)
from custseg.read.workbook.sheet import MOST_COLUMNS, Sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Marks = NDArray[np.bool_]

Single = Mapping[int, tuple[list[int], list[str]]]
"""Rows and texts of single cells, by their column."""
_NUMERIC = b"0123456789.eE+-<"
_EMPTY = pl.Series([None], dtype=pl.String)
_AREA = 1 << 16
_SPARSE = 32
"""What rows that are taken at once may span: so many cells, and so many for each that is filled."""


class _Meant(NamedTuple):
    """What the value of a cell is."""

    kind: str
    format: NumberFormat


class _Area(NamedTuple):
    """The cells of some rows: which text stands in each, by column and row from the first ones on."""

    first_row: int
    first_column: int
    places: NDArray[np.uint32]


@dataclass
class Bulk:
    """Cells of a sheet in the order in which they were found.

    Each points to its text: 0 is none, then come the texts of the workbook, then the values within the sheet.
    """

    formats: list[NumberFormat]
    texts: pl.Series
    """The texts of the workbook."""
    is_1904: bool
    sheet: Sheet
    cells: Tails = field(default_factory=Tails)
    rows: Tails = field(default_factory=Tails)
    height: int = 0
    """Of the rows so far."""
    filled: int = 0
    _meant: list[_Meant] = field(default_factory=list)
    """What the values are whose tags have these tails."""
    _areas: list[_Area] = field(default_factory=list)
    _values: list[pl.Series] = field(default_factory=list)
    _tails: list[NDArray[np.uint8]] = field(default_factory=list)
    """Of each value."""
    _count: int = 0
    """Of values."""

    def __post_init__(self) -> None:
        self._used = np.zeros(MOST_COLUMNS, np.bool_)
        self._lengths = self.texts.str.len_chars().fill_null(0).to_numpy()

    @property
    def used_columns(self) -> set[int]:
        """The columns that have a cell."""
        return set(self._used.nonzero()[0].tolist())

    def take(self, found: Cells, *, trusts_formulas: bool = True) -> bool:
        """Take cells up; False, with nothing taken, when some of them have to be read one by one.

        Such are numbers that formulas have, unless they are trusted.
        """
        if not len(found.rows):
            return True
        self._learn()
        kinds = self._kinds()[found.tails]
        shared, bare, other, errors = ((kinds == kind).nonzero()[0] for kind in range(4))
        numbers = found.numbers(shared)
        if not trusts_formulas and found.computed[bare].any():
            return False
        if numbers is None or (len(numbers) and int(numbers.max()) >= len(self.texts)):
            return False
        own = np.concatenate([bare, other])
        values = _as_characters(found.values(bare), found.values(other))
        words = _as_characters(b"", found.values(errors))
        area = _area_of(found)
        if values is None or words is None or area is None:
            return False
        places = np.zeros(len(found.rows), np.uint32)
        places[shared] = np.where(self._lengths[numbers] > 0, numbers + np.uint32(1), np.uint32(0))
        places[own] = np.arange(len(own)) + (1 + len(self.texts) + self._count)
        places[own[found.lengths[own] == 0]] = 0
        area.places[found.columns - area.first_column, found.rows - area.first_row] = places
        self._areas.append(area)
        self._values.append(pl.Series([values] if values else [], dtype=pl.String))
        self._tails.append(found.tails[own])
        self._count += len(own)
        self._note(found, places > 0, int(self._lengths[numbers].sum()) + len(values) - len(own))
        for at, word in zip(errors, words.split("<"), strict=False):
            self.sheet.put_error(int(found.rows[at]), int(found.columns[at]), word)
        return True

    def _learn(self) -> None:
        for tail in self.cells.seen[len(self._meant) :]:
            style = tail.said.get("s", "")
            known = style.isdecimal() and int(style) < len(self.formats)
            kind = tail.said.get("t", "n")
            meant = self.formats[int(style)] if known and kind == "n" else GENERAL
            self._meant.append(_Meant(kind, meant))

    def _kinds(self) -> NDArray[np.uint8]:
        """Whether cells with each tail have a text of the workbook, a number, another value or an error."""
        numbers = {"s": 0, "n": 1, "e": 3}
        return np.array([numbers.get(meant.kind, 2) for meant in self._meant], np.uint8)

    def _note(self, found: Cells, is_filled: Marks, length: int) -> None:
        """Count the cells, and say what is to be said about them."""
        whole = bool(is_filled.all())
        self.filled += len(is_filled) if whole else int(np.count_nonzero(is_filled))
        self.sheet.count(int(np.count_nonzero(is_filled)), length)
        self._used[found.columns if whole else found.columns[is_filled]] = True
        if whole or is_filled.any():
            self.height = found.last_row + 1
        if found.hidden_rows:
            self.sheet.hidden_rows += len(np.intersect1d(found.hidden_rows, found.rows))
        units = np.array([bool(meant.format.unit) for meant in self._meant])
        if units.any():
            for at in units[found.tails].nonzero()[0]:
                unit = self._meant[found.tails[at]].format.unit
                self.sheet.units.setdefault(int(found.columns[at]), unit)

    def columns(self, columns: Iterable[int], height: int, also: Single) -> Iterator[pl.Series]:
        """These columns as texts from the first row on; ``also`` are single cells, which count."""
        told, moved, no_numbers = self._told()
        singles = [pl.Series(texts, dtype=pl.String) for _, texts in also.values()]
        pool = pl.concat([told, *singles], rechunk=True)
        begins = dict(zip(also, accumulate(map(len, singles), initial=len(told)), strict=False))
        for at in columns:
            places = self._places(at, height)
            own = places > len(self.texts)
            places[own] = moved[places[own] - np.uint32(1 + len(self.texts))]
            if no_numbers:
                odd = np.isin(places, no_numbers).nonzero()[0]
                self.sheet.errors += [(int(row), at, NO_NUMBER) for row in odd]
            if at in also:
                rows = also[at][0]
                places[rows] = np.arange(begins[at], begins[at] + len(rows))
            yield pool.gather(places).alias(f"c{at}")

    def _places(self, column: int, height: int) -> NDArray[np.uint32]:
        """Where the text of each cell of a column was when it was found."""
        places = np.zeros(height, np.uint32)
        for area in self._areas:
            at = column - area.first_column
            if 0 <= at < len(area.places):
                its = area.places[at][: height - area.first_row]
                places[area.first_row : area.first_row + len(its)] = its
        return places

    def _told(self) -> tuple[pl.Series, NDArray[np.uint32], list[int]]:
        """The texts of all cells, where among them each value is, and which values are no numbers."""
        pool = [_EMPTY, self.texts]
        begin = 1 + len(self.texts)
        moved = np.zeros(self._count, np.uint32)
        no_numbers: list[int] = []
        if not self._count:
            return pl.concat(pool), moved, no_numbers
        values, groups = self._split(), self._groups()
        for number, meant in enumerate(dict.fromkeys(self._meant)):
            chosen = (groups == number).nonzero()[0]
            if not len(chosen):
                continue
            told = self._tell(values.gather(chosen), meant)
            pool.append(told)
            moved[chosen] = np.arange(begin, begin + len(told))
            if meant.kind == "n" and (told == NO_NUMBER).any():
                no_numbers += (begin + (told == NO_NUMBER).arg_true()).to_list()
            begin += len(told)
        return pl.concat(pool), moved, no_numbers

    def _groups(self) -> NDArray[np.uint8]:
        """What each value is, by the different things that values are."""
        known = {meant: number for number, meant in enumerate(dict.fromkeys(self._meant))}
        numbers = np.array([known[meant] for meant in self._meant], np.uint8)
        return numbers[np.concatenate(self._tails)]

    def _split(self) -> pl.Series:
        """The values, each a text."""
        joined = pl.concat(self._values)
        self._values.clear()
        return joined.str.strip_suffix("<").str.split("<").explode()

    def _tell(self, written: pl.Series, meant: _Meant) -> pl.Series:
        if meant.kind == "n":
            return as_shown(written, meant.format, is_1904=self.is_1904)
        tell = {"b": as_truths, "d": as_days}.get(meant.kind, as_text)
        return tell(written)


def _as_characters(numbers: bytes, others: bytes) -> str | None:
    """Values, each ended by ``<``; None when numbers are written in letters that numbers have not, or
    others in bytes that are no characters, or in names of characters that are rare."""
    if numbers.translate(None, _NUMERIC) or has_other_names(others):
        return None
    try:
        return numbers.decode() + others.decode()
    except UnicodeDecodeError:
        return None


def _area_of(found: Cells) -> _Area | None:
    """The empty area that cells span; None when they are far apart."""
    left, right = int(found.columns.min()), int(found.columns.max())
    width, height = right - left + 1, found.last_row - found.first_row + 1
    if width * height > max(_AREA, _SPARSE * len(found.rows)):
        return None
    return _Area(found.first_row, left, np.zeros((width, height), np.uint32))
