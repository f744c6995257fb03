"""The records of a text file's body on their way into frames, and what was mended on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import polars as pl

from custseg.read.cells import clean
from custseg.read.scratch import scratch_file
from custseg.read.table import ROW
from custseg.read.text.records import Record
from custseg.read.text.shapes import Shapes
from custseg.words import t

CELLS = "_cells"
"""How many cells a record has that does not have the right number: 0 where nothing can be done."""

_BATCH = 2_000_000
"""So many cells are held before they are put away."""
_MOST_SURPLUS = 64
_EXAMPLES = 5


@dataclass
class Mends:
    """What was found wrong with rows, and what was done about it: for each kind the first rows."""

    rows: dict[str, list[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def note(self, kind: str, row: int) -> None:
        """Remember that something of this kind is in ``row``."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if len(self.rows.setdefault(kind, [])) < _EXAMPLES:
            self.rows[kind].append(row)

    def notes(self, name: str) -> tuple[str, ...]:
        """A sentence for each kind."""
        return tuple(
            _said(kind, name, self.counts[kind], ", ".join(map(str, rows)))
            for kind, rows in self.rows.items()
        )


def _said(kind: str, name: str, count: int, rows: str) -> str:
    said = {"name": name, "count": count, "rows": rows}
    if kind == "quote":
        return t(
            "{name}: {count} rows have a stray quote, which was taken for text (rows {rows})",
            **said,
        )
    if kind == "separator":
        return t(
            "{name}: {count} rows are written with another separator and were cut by it (rows {rows})",
            **said,
        )
    if kind == "surplus":
        return t(
            "{name}: {count} rows have a separator too many; its empty cell was left out (rows {rows})",
            **said,
        )
    if kind == "wide":
        return t("{name}: {count} rows have more cells than the table has columns; the surplus is kept in columns of its own (rows {rows})", **said)  # fmt: skip
    if kind == "open":
        return t(
            "{name}: a quote that begins in row {rows} is never closed ({count} such rows)", **said
        )
    if kind == "nul":
        return t("{name}: zero bytes stand within cells of {count} rows (rows {rows})", **said)
    if kind == "cut":
        return t("{name}: the file is cut off in row {rows}, its last", **said)
    return t("{name}: files were joined: a byte order mark stands in row {rows}", **said)


@dataclass
class Body:
    """Records gathered into frames of text, put away in temporary files where they are many."""

    given: Sequence[str]
    shapes: Shapes
    lenient: bool = False
    mends: Mends = field(default_factory=Mends)
    parts: list[Path] = field(default_factory=list)
    count: int = 0
    widest: int = 0
    _numbers: list[int] = field(default_factory=list)
    _counts: list[int | None] = field(default_factory=list)
    _cells: list[Sequence[str | None]] = field(default_factory=list)
    _had_empty: set[int] = field(default_factory=set)

    @property
    def width(self) -> int:
        """How many cells a whole record has."""
        return len(self.given)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, with one for each surplus cell that is kept."""
        extra = range(self.width, max(self.widest, self.width))
        return (*self.given, *(free_name(f"column_{at + 1}", self.given) for at in extra))

    def add_regular(self, first: int, rows: Sequence[Sequence[str]]) -> None:
        """Take whole records, the first of which has this row number."""
        self.count += len(rows)
        self._numbers.extend(range(first, first + len(rows)))
        self._counts.extend([None] * len(rows))
        self._cells.extend(rows)
        self._put_away_if_many()

    def add(self, number: int, record: Record) -> None:
        """Take a record with its row number."""
        self.count += 1
        count: int | None = None
        cells: Sequence[str | None] = record.cells
        wrong = record.mended or ("open" if record.torn else None)
        if wrong is not None:
            self.mends.note(wrong, number)
        if record.torn or len(cells) != self.width:
            count, cells = self._brought_to_width(number, record)
        self._numbers.append(number)
        self._counts.append(count)
        self._cells.append(cells)
        self._put_away_if_many()

    def _brought_to_width(
        self, number: int, record: Record
    ) -> tuple[int | None, Sequence[str | None]]:
        """How many cells a record of the wrong width has, if that matters, and the cells to keep."""
        cells, width = record.cells, self.width
        if not cells:
            return None, [None] * width
        if len(cells) > width and not record.torn:
            without = self.shapes.without_surplus(cells)
            if without is not None:
                if any(clean(cell) for cell in cells[width:]) or without != cells[:width]:
                    self.mends.note("surplus", number)
                return None, without
        if self.lenient:
            return self._as_found(number, cells)
        if record.torn or len(cells) > width or not self.shapes.may_end_early(cells):
            return 0, [*cells, *[None] * width][:width]
        early = width if self.shapes.only_ends_early(cells) else len(cells)
        return early, [*cells, *[None] * (width - len(cells))]

    def _as_found(self, number: int, cells: list[str]) -> tuple[int | None, Sequence[str | None]]:
        """A row of the wrong width that is kept nevertheless."""
        if len(cells) < self.width:
            return self.width, [*cells, *[None] * (self.width - len(cells))]
        kept = cells[: self.width + _MOST_SURPLUS]
        if len(kept) > self.width:
            self.mends.note("wide", number)
        self.widest = max(self.widest, len(kept))
        return None, kept

    def _put_away_if_many(self) -> None:
        """Write a full batch to a temporary file."""
        if len(self._cells) * len(self.given) <= _BATCH:
            return
        path = scratch_file(".parquet")
        self._frame().write_parquet(path)
        self.parts.append(path)
        for held in (self._numbers, self._counts, self._cells):
            held.clear()

    def _frame(self) -> pl.DataFrame:
        """The records of the batch."""
        columns = list(zip_longest(*self._cells))
        frame = pl.DataFrame(
            [pl.Series(ROW, self._numbers, pl.UInt32()), pl.Series(CELLS, self._counts, pl.UInt32())]
            + [
                pl.Series(name, columns[at] if at < len(columns) else [None] * len(self._cells), pl.String())
                for at, name in enumerate(self.names)
            ]
        )  # fmt: skip
        whole = frame.filter(pl.col(CELLS).is_null()).select(self.given)
        self._had_empty |= {at for at, name in enumerate(self.given) if (whole[name] == "").any()}
        return frame

    def rows(self) -> pl.LazyFrame:
        """All records, lazily."""
        last = self._frame().lazy()
        if not self.parts:
            return last
        held = [pl.scan_parquet(path) for path in self.parts]
        return pl.concat([*held, last], how="diagonal")

    def is_spoilt(self) -> pl.Expr:
        """Whether a record has the wrong number of cells and cannot be brought to the right one.

        One with fewer cells lacks some that no whole record was ever without. Asked after ``rows``.
        """
        fewest = self.width
        while fewest > 1 and fewest - 1 in self._had_empty:
            fewest -= 1
        return (pl.col(CELLS) < fewest).fill_null(False)


def free_name(name: str, taken: Sequence[str]) -> str:
    """``name``, with ``_`` after it until no other column is called so."""
    while name in taken:
        name += "_"
    return name
