"""The careful lane: irregular text files, record by record, every line accounted for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import polars as pl

from custseg.read.assemble import (
    EVERYTHING,
    SAMPLE_ROWS,
    aside_below,
    finish,
    merge_aside,
    table_in_memory,
)
from custseg.read.cells import clean
from custseg.read.finder import TAIL_ROWS, Row, footers_below, typed_columns
from custseg.read.kind import NotATable
from custseg.read.records import Record, records
from custseg.read.scratch import scratch_file
from custseg.read.shapes import Shapes
from custseg.read.table import ASIDE, ROW, AsideRows, Source, Table
from custseg.words import t

RAGGED = "ragged"
"""Why a record is no data: its number of cells is wrong, and not in one way to be put right."""

_BATCH = 200_000
_CELLS = "_cells"


@dataclass
class _Body:
    """The records of the body on their way into frames."""

    width: int
    shapes: Shapes
    empty_seen: list[bool] = field(default_factory=list)
    """For each column, whether a whole record had nothing there."""
    batch: list[tuple[object, ...]] = field(default_factory=list)
    parts: list[Path] = field(default_factory=list)
    rows: int = 0

    def add(self, number: int, record: Record) -> None:
        """Take a record: its cells, its row number, how many cells it has if not the right number."""
        self.rows += 1
        cells, width = record.cells, self.width
        if len(cells) == width and not record.torn:
            if "" in cells:
                self._note_empty(cells)
            self.batch.append((number, None, *cells))
            return
        while len(cells) > width and not clean(cells[-1]):
            cells.pop()
        count = 0 if record.torn else len(cells) if cells and len(cells) != width else None
        if count and self.shapes.only_ends_early(cells):
            count = width  # as good as whole
        padded = [*cells, *[None] * width][:width]
        self.batch.append((number, count, *padded))

    def _note_empty(self, cells: Sequence[str]) -> None:
        for at, cell in enumerate(cells):
            if not cell:
                self.empty_seen[at] = True

    def spill(self, names: Sequence[str]) -> None:
        """Put a full batch away in a temporary file."""
        path = scratch_file(".parquet")
        self.frame(names).write_parquet(path)
        self.parts.append(path)
        self.batch.clear()

    def frame(self, names: Sequence[str]) -> pl.DataFrame:
        """The records of the batch."""
        schema = {ROW: pl.UInt32(), _CELLS: pl.UInt32(), **dict.fromkeys(names, pl.String())}
        return pl.DataFrame(self.batch, schema=schema, orient="row")

    @property
    def fewest_cells(self) -> int:
        """A record with fewer cells than this lacks one that no whole record was ever without."""
        fewest = self.width
        while fewest > 1 and self.empty_seen[fewest - 1]:
            fewest -= 1
        return fewest


def read_carefully(path: Path, source: Source, *, names: Sequence[str],
                   header: Sequence[str] | None, separator: str, body_line: int, first_row: int,
                   above: Iterable[AsideRows], body_head: Sequence[Row]) -> Table:  # fmt: skip
    """The table of an irregular text file whose body begins after ``body_line`` lines.

    A record with too many cells is whole when the surplus is empty; one with too few when whole
    records leave the missing ones empty too, or when what its cells are shows that only the last can
    be missing. Any other is ``ragged``, as is a record whose quote is
    never closed and a last line that was cut off.
    """
    width = len(names)
    body = _Body(width, Shapes.of(body_head, width), [False] * width)
    last: deque[tuple[int, Record]] = deque()
    for number, record in enumerate(
        _body_records(path, separator, body_line, len(names)), first_row
    ):
        last.append((number, record))
        if len(last) > TAIL_ROWS:
            body.add(*last.popleft())
        if len(body.batch) >= _BATCH:
            body.spill(names)
    footers = _take_footers(last, len(names), typed_columns(body_head))
    if last and not footers and _is_cut_off(path, last[-1][1], len(names)):
        number, record = last.pop()
        last.append((number, record._replace(torn=True)))
    for number, record in last:
        body.add(number, record)
    aside = merge_aside([*above, *aside_below(footers)])
    return _table(body, source, names, header, aside)


def _body_records(path: Path, separator: str, body_line: int, width: int) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig", newline="\n") as stream:
        yield from records(islice(stream, body_line, None), separator, width)


def _take_footers(last: deque[tuple[int, Record]], width: int,
                  typed: set[int]) -> list[tuple[int, Row]]:  # fmt: skip
    """Take the footers off the end of ``last``."""
    rows = [[clean(cell) for cell in record.cells] for _, record in last]
    below = footers_below(rows, width, typed)
    footers: list[tuple[int, Row]] = [(last.pop()[0], rows[-1 - at]) for at in range(below)]
    return footers[::-1]


def _is_cut_off(path: Path, record: Record, width: int) -> bool:
    """Whether the last line ends in the middle: no line end, and cells missing."""
    with path.open("rb") as stream:
        stream.seek(-1, 2)
        return stream.read(1) != b"\n" and 0 < len(record.cells) < width


def _table(body: _Body, source: Source, names: Sequence[str], header: Sequence[str] | None,
           aside: tuple[AsideRows, ...]) -> Table:  # fmt: skip
    fewest, width = body.fewest_cells, body.width
    count = pl.col(_CELLS)
    spoilt = (count > width) | (count < fewest)
    rows = body.frame(names).lazy()
    if body.parts:
        rows = pl.concat([pl.scan_parquet(body.parts), rows])
    spoilt_rows, said_rows, repaired, which = rows.select(
        spoilt=spoilt.sum(), said=pl.any_horizontal(pl.col(names).is_not_null()).sum(),
        repaired=(count.is_not_null() & ~spoilt).sum(),
        which=pl.col(ROW).filter(~spoilt & count.is_not_null()).head(5).implode(),
    ).collect(engine="streaming").row(0)  # fmt: skip
    if 3 * spoilt_rows > said_rows and spoilt_rows > 2:
        raise NotATable(
            t("{name} is no table as it is read: {spoilt} of {rows} rows do not have {width} cells",
              name=source.name, spoilt=spoilt_rows, rows=said_rows, width=width),
            t("if it is one, set --separator and --header-row"),
        )  # fmt: skip
    notes = _notes(source.name, repaired, which)
    judged = rows.with_columns(
        pl.when(spoilt).then(pl.lit(RAGGED)).otherwise(pl.lit(None, pl.String)).alias(ASIDE)
    )
    frame = finish(judged, names, header, EVERYTHING, known=True)
    if not body.parts:
        return table_in_memory(source, frame, names, aside, notes)
    sample = pl.concat([frame.head(SAMPLE_ROWS).collect(), frame.tail(SAMPLE_ROWS).collect()])
    return Table(source, frame, tuple(names), sample, aside, body.rows, notes)


def _notes(name: str, repaired: int, rows: Sequence[int]) -> tuple[str, ...]:
    if not repaired:
        return ()
    return (
        t("{name}: {count} rows end early and were completed with empty cells (rows {rows})",
          name=name, count=repaired, rows=", ".join(map(str, rows))),
    )  # fmt: skip
