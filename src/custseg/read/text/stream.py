"""The regular records of a text file, streamed: cut here where C is there, else by Polars.

What ``survey`` proves regular, both count and cut alike, since for such bytes the rules of Polars
leave no choice:

- A line feed outside quotes ends a record, and nothing else does. A return before it belongs to the
  line end, and one at the end of a cell is dropped; the proof lets returns stand only before line
  feeds, before every one of them or none, and within quotes, where both keep them.
- Empty lines are records of one empty cell, at the beginning, within and at the end of the file;
  in a table of one column they are rows, in any other they are irregular.
- A quote opens and closes quotes wherever it stands, so one within a cell would join records; the
  proof lets them stand only around whole cells, doubled within. Without any, none is looked for.
- What follows the last line end is a record unless it is empty.
- Skipped lines end with line feeds whatever their quotes are; where the body begins is counted so.
- A byte order mark is dropped where reading begins, so a body that has one is ``strange``, as one
  with zero bytes is. Blanks, tabs and other control characters are text.
- The first record must have as many cells as there are names, each name being another's, and so
  must all that Polars looks at; it looks behind the rows it is asked for, where footers may stand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from custseg.native.library import Cut, Library, library_for
from custseg.read.cells import keeps_cells
from custseg.read.table import ROW

_BLOCK = 4 << 20
"""Bytes that are cut at once: a hundred thousand rows or so."""
_LONGEST_RECORD = 16 << 20
_ANY = 1 << 62
_LINE_FEED = ord("\n")


@dataclass(frozen=True)
class Regular:
    """Where regular records stand in a file, and what they look like."""

    path: Path
    separator: str
    names: Sequence[str]
    """As many as the cells of a record, no two alike."""
    body_at: int
    """Where they begin, in bytes and in lines."""
    skipped_lines: int
    first_row: int
    """The number of the first."""
    quoted: bool
    windows: bool
    rows: int | None = None
    """How many come before the irregular end of the file; None where it is regular to its end."""


def regular_records(found: Regular) -> pl.LazyFrame:
    """The records with their row numbers in column ROW, as text, empty cells null."""
    schema = {ROW: pl.UInt32(), **dict.fromkeys(found.names, pl.String())}
    if found.rows == 0:
        return pl.LazyFrame(schema=schema)
    # As they stand, "" and nothing are two things; to Polars they are.
    native = None if found.quoted and keeps_cells() else library_for(found.path)
    if native is not None:
        return register_io_source(_Cutter(found, native), schema=schema, is_pure=True)
    return pl.scan_csv(
        found.path, has_header=False, separator=found.separator, skip_lines=found.skipped_lines,
        schema=dict.fromkeys(found.names, pl.String()), row_index_name=ROW,
        row_index_offset=found.first_row, quote_char='"' if found.quoted else None, glob=False,
        n_rows=found.rows, truncate_ragged_lines=found.rows is not None,
    )  # fmt: skip


@dataclass(frozen=True)
class _Cutter:
    """Gives Polars the records batch by batch, as often as it asks and only the columns it asks for."""

    found: Regular
    native: Library

    def __call__(self, columns: list[str] | None, predicate: pl.Expr | None, rows: int | None,
                 batch_rows: int | None) -> Iterator[pl.DataFrame]:  # fmt: skip
        found = self.found
        asked = [ROW, *found.names] if columns is None else columns
        left = min(n for n in (found.rows, rows, _ANY) if n is not None)
        for batch in self._batches(asked, left):
            yield batch if predicate is None else batch.filter(predicate)

    def _batches(self, asked: Sequence[str], left: int) -> Iterator[pl.DataFrame]:
        found, separator, width = self.found, self.found.separator.encode(), len(self.found.names)
        wanted = [at for at, name in enumerate(found.names) if name in asked]
        end = b"\r\n" if found.windows else b"\n"
        row, at, block = found.first_row, found.body_at, bytearray(_BLOCK)
        with found.path.open("rb", buffering=0) as stream:
            size = os.fstat(stream.fileno()).st_size
            while left and at < size:
                stream.seek(at)
                length = stream.readinto(block)
                is_end = at + length >= size or length < len(block)
                if length and is_end and block[length - 1] != _LINE_FEED:
                    block[length:] = end
                    length += len(end)
                cut = self.native.cut(block, length, separator, width, wanted, windows=found.windows,
                                      quoted=found.quoted, most=left)  # fmt: skip
                if not cut.rows:
                    if is_end or length > _LONGEST_RECORD:
                        raise ValueError("a record that was proved to be whole has no end")
                    block = bytearray(2 * len(block))  # a longer record
                    continue
                yield self._batch(asked, wanted, row, cut)
                at, row, left = at + cut.end, row + cut.rows, left - cut.rows

    def _batch(
        self, asked: Sequence[str], wanted: Sequence[int], row: int, cut: Cut
    ) -> pl.DataFrame:
        columns = {self.found.names[at]: its for at, its in zip(wanted, cut.cells, strict=True)}
        if ROW in asked:
            columns[ROW] = pl.int_range(row, row + cut.rows, dtype=pl.UInt32, eager=True)
        return pl.DataFrame([columns[name].alias(name) for name in asked], height=cut.rows)
