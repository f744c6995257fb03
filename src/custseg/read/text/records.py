"""Lines of delimited text to records, with every line accounted for.

Stricter and kinder than a plain CSV parser: a quoted cell may run over lines only if the record
that results has the table's width, so an unclosed quote spoils one line and not the rest.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from custseg.read.cells import PADDING, clean, is_typed
from custseg.read.layout.finder import is_footer_text
from custseg.read.options import BLANKS
from custseg.read.text.quotes import (
    Dialect,
    cells_with_stray_quotes,
    plain_cells,
    strict_cells,
)

_MOST_LINES = 200
_FEW_LINES = 8
_VAIN = 50
"""After so many quotes that were never closed, and none that was on a later line, fewer lines are tried."""
_BLOCK = 1024
_MARK = "\ufeff"
_OTHER_SEPARATORS = (",", ";", "\t", "|", BLANKS)


class Record(NamedTuple):
    """One record: its cells as written, its first line (from 0) and what is wrong with it."""

    cells: list[str]
    line: int
    torn: bool = False
    """A quote in it is never closed, or stands where none should."""
    mended: str | None = None
    """What is wrong with it: ``quote``, ``separator`` or ``nul``."""
    marked: bool = False
    """A byte order mark stands before it."""


class Regular(NamedTuple):
    """Lines that are one record of the table's width each."""

    cells: list[list[str]]
    line: int


def records(lines: Iterable[str], dialect: Dialect, width: int | None = None, *,
            lenient: bool = False) -> Iterator[Record]:  # fmt: skip
    """The records of ``lines``. ``width`` is that of the table, where it is known.

    Empty lines are records of no cells. A line whose quote never closes is a torn record. Where
    ``lenient``, a stray quote is taken for text if that gives the table's width in one way, and a
    line written with another separator is cut by that.
    """
    for piece in pieces(lines, dialect, width, lenient=lenient):
        if isinstance(piece, Record):
            yield piece
        else:
            for line, cells in enumerate(piece.cells, piece.line):
                yield Record(cells, line)


def pieces(lines: Iterable[str], dialect: Dialect, width: int | None = None, *,
           lenient: bool = False) -> Iterator[Record | Regular]:  # fmt: skip
    """The same with many regular lines at once."""
    return _Reader(iter(lines), dialect, width, lenient).read()


class _Reader:
    """Reads blocks of regular lines at once and any other line by itself."""

    def __init__(
        self, source: Iterator[str], dialect: Dialect, width: int | None, lenient: bool
    ) -> None:
        self.source = source
        self.dialect = dialect
        self.width = width
        self.lenient = lenient
        self.waiting: deque[str] = deque()
        self.at = 0
        self.vain = 0

    def read(self) -> Iterator[Record | Regular]:
        while self._more(_BLOCK):
            block = list(self.waiting)
            cells = self._regular(block)
            if cells is None:
                for _ in range(len(block)):
                    if self.waiting:
                        yield from self._next()
                continue
            self.waiting.clear()
            yield Regular(cells, self.at)
            self.at += len(block)

    def _more(self, count: int) -> bool:
        """Whether lines wait; at least ``count`` of them while the source has so many."""
        self.waiting.extend(islice(self.source, max(count - len(self.waiting), 0)))
        return bool(self.waiting)

    def _regular(self, block: list[str]) -> list[list[str]] | None:
        """The cells of lines of which each is one record of the table's width; None when they are not."""
        dialect, width = self.dialect, self.width
        if dialect.separator == BLANKS or dialect.escaped or width is None or width == 1:
            return None
        text = "".join(block)
        if _MARK in text or "\0" in text or text.count("\r") > text.count("\r\n"):
            return None
        if dialect.quote not in text:
            cells = [line.rstrip("\r\n").split(dialect.separator) for line in block]
        else:
            reader = csv.reader(
                block, delimiter=dialect.separator, quotechar=dialect.quote, strict=True
            )
            try:
                cells = list(reader)
            except csv.Error:
                return None
            if (
                len(cells) != len(block)
                or f" {dialect.quote}" in text
                or f"\t{dialect.quote}" in text
            ):
                return None
        return cells if all(len(one) == width for one in cells) else None

    def _next(self) -> Iterator[Record]:
        """The next record, or the several of a line in which carriage returns end records, too."""
        line = self.waiting.popleft()
        here, self.at = self.at, self.at + 1
        if line.startswith(_MARK):
            for record in self._of(line.lstrip(_MARK), here):
                yield record._replace(marked=True)
        else:
            yield from self._of(line, here)

    def _of(self, line: str, here: int) -> Iterator[Record]:
        """The records that begin with ``line``."""
        if "\0" in line:
            cells = plain_cells(line, self.dialect)
            if any("\0" in cell.strip(PADDING) for cell in cells):
                yield Record(cells, here, torn=True, mended="nul")
                return
        if "\r" in line.rstrip("\r\n"):
            several = self._between_returns(line)
            if several is not None:
                for cells in several:
                    yield Record(cells, here)
                return
        if not any(mark in line for mark in self.dialect.marks):
            yield self._odd_separator(plain_cells(line, self.dialect), line, here)
            return
        fitting = self._fitting(line)
        if fitting is not None:
            yield self._odd_separator(fitting, line, here)
            return
        joined = self._joined(line)
        if joined is not None:
            yield Record(joined, here)
            return
        mended = None
        if self.lenient and self.width is not None:
            mended = cells_with_stray_quotes(line, self.dialect, self.width)
        if mended is not None:
            yield Record(mended, here, mended="quote")
        else:
            yield Record(plain_cells(line, self.dialect), here, torn=True)

    def _between_returns(self, line: str) -> list[list[str]] | None:
        """The records between carriage returns, if each is as wide as the table."""
        said = [part for part in line.rstrip("\r\n").split("\r") if part]
        found = [strict_cells(part, self.dialect) for part in said]
        parts = [cells for cells in found if cells is not None]
        widths = {len(cells) for cells in parts}
        wide = (
            widths == {self.width} if self.width is not None else widths - {1} and len(widths) == 1
        )
        return parts if len(parts) == len(found) and wide else None

    def _fitting(self, text: str) -> list[str] | None:
        """The cells of a record whose quotes hold, escaped either way; of the table's width if they can be."""
        cells = strict_cells(text, self.dialect)
        if cells is not None and (self.width is None or len(cells) == self.width):
            return cells
        if "\\" in text and not self.dialect.escaped:
            escaped = strict_cells(text, self.dialect._replace(escaped=True))
            if escaped is not None and len(escaped) == self.width:
                return escaped
        return cells

    def _joined(self, line: str) -> list[str] | None:
        """The record made of ``line`` and the fewest following lines that close its quote."""
        most = _FEW_LINES if self.vain > _VAIN or self.dialect.escaped else _MOST_LINES
        self._more(most)
        following = list(islice(self.waiting, most))
        found = _first_record([line, *following], self.dialect)
        if found is not None:
            cells, taken = found
            if taken > 1 and (self.width is None or len(cells) == self.width):
                for _ in range(taken - 1):
                    self.waiting.popleft()
                self.at += taken - 1
                self.vain = 0
                return cells
        self.vain += 1
        return None

    def _odd_separator(self, cells: list[str], line: str, here: int) -> Record:
        """A record; where lenient, one of the wrong width is cut by the one other separator that fits."""
        if (
            not self.lenient
            or self.width is None
            or len(cells) in (0, self.width)
            or self.width < 2
        ):
            return Record(cells, here)
        others = _other_cuts(line, self.dialect, self.width)
        return (
            Record(others[0], here, mended="separator") if len(others) == 1 else Record(cells, here)
        )


def is_cut_otherwise(cells: list[str], dialect: Dialect, width: int) -> bool:
    """Whether a record of one cell is one of the table's width if another separator cuts it.

    Or its own, where all of the row was put within quotes: then one of its cells is a value.
    """
    if len(cells) != 1 or width < 2 or is_footer_text(cells[0].strip()):
        return False  # the words of a footer may be as many as the columns
    return bool(_other_cuts(cells[0], dialect, width)) or _is_whole(cells[0], dialect, width)


def _is_whole(cell: str, dialect: Dialect, width: int) -> bool:
    """Whether a cell has all the cells of a row in it."""
    found = strict_cells(cell, dialect)
    return found is not None and len(found) == width and any(is_typed(clean(one)) for one in found)


def _other_cuts(line: str, dialect: Dialect, width: int) -> list[list[str]]:
    """The ways in which another separator cuts a line into as many cells as the table is wide."""
    return [
        found for other in _OTHER_SEPARATORS if other != dialect.separator
        if (found := strict_cells(line, dialect._replace(separator=other))) is not None
        and len(found) == width
    ]  # fmt: skip


def _first_record(lines: list[str], dialect: Dialect) -> tuple[list[str], int] | None:
    """The record that begins with the first of these lines, and how many of them it takes."""
    if dialect.separator == BLANKS:
        return None
    if dialect.escaped:
        for taken in range(2, len(lines) + 1):
            cells = strict_cells("".join(lines[:taken]), dialect)
            if cells is not None:
                return cells, taken
        return None
    reader = csv.reader(
        lines, delimiter=dialect.separator, quotechar=dialect.quote, strict=True,
        skipinitialspace=f" {dialect.quote}" in lines[0],
    )  # fmt: skip
    try:
        return next(reader), reader.line_num
    except (csv.Error, StopIteration):
        return None
