"""The cells of one sheet while it is read: text by row and column, and what is wrong with some."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from custseg.errors import InputError
from custseg.words import t

if TYPE_CHECKING:
    from custseg.read.workbook.bulk import Bulk

MOST_COLUMNS = 16_384
LAST_ROW = 1_048_576
_AREA = 2_000_000
"""Cells that any sheet may span; more only in proportion to the cells that are filled."""
_SPARSE = 40
_MOST_TEXT = 16_000_000
_USUAL_TEXT = 60
"""Characters that a sheet may hold: so many, and so many more for every cell."""
_EXAMPLES = 5

NO_VALUE = "#UNCOMPUTED!"
"""What stands in a cell whose formula was never computed."""
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
          0x2A: "#N/A", 0x2B: "#GETTING_DATA"}  # fmt: skip
"""Error cells by the byte that stands for them in binary workbooks."""


_KNOWN_ERRORS = frozenset({*ERRORS.values(), "#SPILL!", "#CALC!", "#FIELD!"})


class Merged(NamedTuple):
    """Rows and columns that are one cell, counted from 1."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class TooFar(InputError):  # noqa: N818 - reads as what it says
    """A cell so far out that the sheet's area is absurd."""


@dataclass
class Sheet:
    """One sheet as it is read; rows and columns are counted from 0."""

    name: str
    hidden: bool = False
    merged: list[Merged] = field(default_factory=list)
    formulas: list[tuple[int, int, str]] = field(default_factory=list)
    """Row, column and text of formulas without a value."""
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    units: dict[int, str] = field(default_factory=dict)
    """Column -> a unit such as 万 that its format shows and its numbers do not have."""
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    filled: int = 0
    characters: int = 0
    _columns: dict[int, tuple[list[int], list[str]]] = field(default_factory=dict)
    last_row: int = -1
    """The last row of those cells that were put in one by one."""
    bulk: Bulk | None = None
    """Cells that were found many at once; those put in one by one count where both have one."""

    def put(self, row: int, column: int, text: str) -> None:
        """Write a cell; an empty text is none."""
        if not text:
            return
        known = self._columns.get(column)
        if known is None:
            if not 0 <= column < MOST_COLUMNS:
                raise TooFar(t("a cell in column {column}", column=column + 1))
            known = self._columns[column] = ([], [])
        known[0].append(row)
        known[1].append(text)
        if row > self.last_row:
            self.last_row = row
        self.count(1, len(text))

    def count(self, cells: int, characters: int) -> None:
        """Count cells and their characters, which are not to become absurdly many."""
        self.filled += cells
        self.characters += characters
        if self.characters > _MOST_TEXT + _USUAL_TEXT * self.filled:
            raise TooFar(t("its cells hold {count} characters", count=self.characters))

    def put_error(self, row: int, column: int, word: str) -> None:
        """Write a cell that holds an error such as #N/A; one that is not known reads #VALUE!."""
        self.put(row, column, word if word in _KNOWN_ERRORS else "#VALUE!")
        self.errors.append((row, column, word))

    def put_formula(self, row: int, column: int, formula: str) -> None:
        """Write a cell whose formula has no value."""
        self.put(row, column, NO_VALUE)
        self.formulas.append((row, column, formula))

    def take_over(self, other: Sheet) -> None:
        """Become what another sheet is."""
        vars(self).update(vars(other))

    def never_computed(self, formulas: list[tuple[int, int, str]]) -> None:
        """Say that the values in these cells are none: the program that wrote the formulas left 0."""
        for column in {at for _, at, _ in formulas}:
            rows, texts = self._columns[column]
            places = {row: place for place, row in enumerate(rows)}
            for row, at, _ in formulas:
                if at == column:
                    texts[places[row]] = NO_VALUE
        self.formulas += formulas

    @property
    def used_columns(self) -> set[int]:
        """The columns that have a cell."""
        return self._columns.keys() | (self.bulk.used_columns if self.bulk else set())

    @property
    def first_column(self) -> int:
        """The first column in use."""
        return min(self.used_columns, default=0)

    def frame(self) -> pl.DataFrame:
        """All cells from the first row of the sheet and the first column in use; empty when there are none."""
        used = self.used_columns
        if not used:
            return pl.DataFrame()
        first, last = min(used), max(used)
        height = max(self.last_row + 1, self.bulk.height if self.bulk else 0)
        require_area(height, last - first + 1, self.filled, self.name)
        if self.bulk:
            columns = self.bulk.columns(range(first, last + 1), height, self._columns)
            return pl.DataFrame(list(columns))
        return pl.DataFrame(
            [self._column(at, height) for at in range(first, last + 1)]
        )  # fmt: skip

    def _column(self, at: int, height: int) -> pl.Series:
        rows, texts = self._columns.get(at, ((), ()))
        cells: list[str | None] = [None] * height
        for row, text in zip(rows, texts, strict=True):
            cells[row] = text
        return pl.Series(f"c{at}", cells, pl.String())

    def notes(self, name: str) -> Iterator[str]:
        """Sentences worth a warning about the cells of the sheet, ``name`` being its file and sheet."""
        if self.errors:
            yield t("{name}: cells with errors: {count} ({cells})", name=name,
                    count=len(self.errors), cells=_said(self.errors))  # fmt: skip
        if self.formulas:
            yield t("{name}: formulas that were never computed: {count} ({cells}); open the workbook in "
                    "Excel and save it to have their values",
                    name=name, count=len(self.formulas), cells=_said(self.formulas))  # fmt: skip
        for column, unit in sorted(self.units.items()):
            yield t("{name}: column {column} shows its numbers with {unit!r} behind them, which is not in "
                    "them; the bare numbers are read", name=name, column=letters(column), unit=unit)  # fmt: skip
        if self.hidden_rows:
            yield t("{name}: hidden or filtered rows are read like the others: {count}", name=name,
                    count=self.hidden_rows)  # fmt: skip
        hidden = sorted(self.hidden_columns & self.used_columns)
        if hidden:
            yield t("{name}: hidden columns are read like the others: {columns}", name=name,
                    columns=t(", ").join(map(letters, hidden)))  # fmt: skip


def require_area(height: int, width: int, filled: int, part: str) -> None:
    """Raises TooFar when a few cells span an absurd area."""
    if is_sparse(height, width, filled):
        raise TooFar(
            t("{part} has a cell far out, in row {row} or column {column}", part=part, row=height,
              column=width)
        )  # fmt: skip


def is_sparse(height: int, width: int, filled: int) -> bool:
    """Whether so few cells are filled that the area they span is absurd."""
    return height * width > max(_AREA, _SPARSE * filled)


def letters(column: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number_of(text: str) -> int:
    """The number of a column from 0, by its letters; -1 when they are none."""
    at = 0
    for letter in text:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _said(cells: list[tuple[int, int, str]]) -> str:
    said = [f"{letters(column)}{row + 1} {text[:60]}" for row, column, text in cells[:_EXAMPLES]]
    return t(", ").join(said + ["..."] * (len(cells) > _EXAMPLES))
