"""The careful lane: irregular text files, record by record, every line accounted for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import polars as pl

from custseg.errors import InputError
from custseg.read.cells import clean, keeps_cells
from custseg.read.kind import NotATable
from custseg.read.layout.assemble import (
    EVERYTHING,
    SAMPLE_ROWS,
    aside_below,
    finish,
    merge_aside,
    table_in_memory,
)
from custseg.read.layout.finder import TAIL_ROWS, footers_below, typed_columns
from custseg.read.layout.header import Row
from custseg.read.scratch import CHUNK
from custseg.read.table import ASIDE, ROW, AsideRows, Source, Table
from custseg.read.text.body import CELLS, Body
from custseg.read.text.quotes import Dialect
from custseg.read.text.records import Record, Regular, is_cut_otherwise, pieces
from custseg.read.text.shapes import Shapes
from custseg.words import t

RAGGED = "ragged"
"""Why a record is no data: its number of cells is wrong, and not in one way to be put right."""
_END_OF_FILE = "\x1a\0"
"""What DOS and CP/M wrote behind the last record, and a disk that filled up its last block."""
LONGEST_LINE = 8 << 20
"""No export has longer lines; more would only fill the memory."""


@dataclass(frozen=True)
class Part:
    """The body of a text file: where it begins, what its columns are called, and how it is written."""

    path: Path
    dialect: Dialect
    names: Sequence[str]
    header: Sequence[str] | None
    body_line: int
    first_row: int
    body_head: Sequence[Row]
    cut_off: bool = False
    """The file ends in the middle of a character."""
    lenient: bool = False


def read_carefully(part: Part, source: Source, above: Iterable[AsideRows]) -> Table:
    """The table of an irregular text file.

    A record with too many cells is whole when they can be brought to the right number by leaving out
    empty ones in one way only; one with too few when what its cells are shows that the last are
    missing, or fits it and whole records leave them empty too. Any other is ``ragged``, as is a
    record whose quote is never closed and a last line that was cut off. Where ``lenient``, all of
    them are kept as they are found, and a note says which.
    """
    refuse_long_lines(part.path, source.name)
    width = len(part.names)
    body = Body(part.names, Shapes.of(part.body_head, width), part.lenient)
    last: deque[tuple[int, Record]] = deque()
    number = part.first_row
    for piece in _body_pieces(part):
        if isinstance(piece, Record):
            if piece.marked:
                body.mends.note("mark", number)
            last.append((number, piece))
            number += 1
        else:
            number = _take_regular(piece, number, body, last)
        while len(last) > TAIL_ROWS:
            body.add(*last.popleft())
    if last and _is_end_mark(last[-1][1]):
        last.pop()
    footers = _take_footers(last, width, typed_columns(part.body_head), part.dialect)
    if last and not footers and (part.cut_off or _is_cut_off(part.path, last[-1][1], width)):
        number, record = last.pop()
        last.append((number, record._replace(torn=True, mended="cut")))
    for number, record in last:
        body.add(number, record)
    aside = merge_aside([*above, *aside_below(footers)])
    return _table(body, source, part, aside)


def refuse_long_lines(path: Path, name: str) -> None:
    """Raise InputError where a file has a line that no table has."""
    line = since = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            ends = chunk.count(b"\n")
            line += ends
            since = len(chunk) - chunk.rfind(b"\n") if ends else since + len(chunk)
            if since > LONGEST_LINE:
                raise line_too_long(name, line + 1)


def line_too_long(name: str, line: int) -> InputError:
    """The refusal of a file with a line of many megabytes."""
    return InputError(
        t("{name}: line {line} is longer than {most} MB; this is no table", name=name, line=line,
          most=LONGEST_LINE >> 20),
        t("export it again with one record a line"),
    )  # fmt: skip


def _body_pieces(part: Part) -> Iterator[Record | Regular]:
    with part.path.open(encoding="utf-8-sig", newline="\n") as stream:
        lines = islice(stream, part.body_line, None)
        yield from pieces(lines, part.dialect, len(part.names), lenient=part.lenient)


def _take_regular(found: Regular, number: int, body: Body, last: deque[tuple[int, Record]]) -> int:
    """Take regular rows, the first with this number; gives the number after them."""
    sure = max(len(found.cells) - TAIL_ROWS, 0)
    if sure:
        while last:
            body.add(*last.popleft())
        body.add_regular(number, found.cells[:sure])
    for at, cells in enumerate(found.cells[sure:], sure):
        last.append((number + at, Record(cells, found.line + at)))
    return number + len(found.cells)


def _take_footers(last: deque[tuple[int, Record]], width: int, typed: set[int],
                  dialect: Dialect) -> list[tuple[int, Row]]:  # fmt: skip
    """Take the footers off the end of ``last``; they stay where the table is kept as it stands."""
    if keeps_cells():
        return []
    rows = [[clean(cell) for cell in record.cells] for _, record in last]
    below = footers_below(rows, width, typed)
    for at in range(below):
        if is_cut_otherwise(last[-1 - at][1].cells, dialect, width):
            below = at  # a row of the table, written with another separator
            break
    footers: list[tuple[int, Row]] = [(last.pop()[0], rows[-1 - at]) for at in range(below)]
    return footers[::-1]


def _is_end_mark(record: Record) -> bool:
    """Whether a record is what DOS writes behind the last one."""
    said = "".join(record.cells)
    return _END_OF_FILE[0] in said and not said.strip(_END_OF_FILE)


def _is_cut_off(path: Path, record: Record, width: int) -> bool:
    """Whether the last line ends in the middle: no line end, and cells missing."""
    with path.open("rb") as stream:
        stream.seek(-1, 2)
        return stream.read(1) not in b"\r\n" and 0 < len(record.cells) < width


def _table(body: Body, source: Source, part: Part, aside: tuple[AsideRows, ...]) -> Table:
    names = body.names
    rows = body.rows()
    spoilt = pl.lit(False) if part.lenient else body.is_spoilt()
    spoilt_rows, said_rows, repaired, which = rows.select(
        spoilt=spoilt.sum(), said=pl.any_horizontal(pl.col(names).is_not_null()).sum(),
        repaired=(pl.col(CELLS).is_not_null() & ~spoilt).sum(),
        which=pl.col(ROW).filter(~spoilt & pl.col(CELLS).is_not_null()).head(5).implode(),
    ).collect(engine="streaming").row(0)  # fmt: skip
    if 3 * spoilt_rows > said_rows and spoilt_rows > 2:
        raise NotATable(
            t("{name} is no table as it is read: {spoilt} of {rows} rows do not have {width} cells",
              name=source.name, spoilt=spoilt_rows, rows=said_rows, width=len(part.names)),
            t("if it is one, set --separator and --header-row"),
        )  # fmt: skip
    notes = (*_notes(source.name, repaired, which), *body.mends.notes(source.name))
    judged = rows.with_columns(
        pl.when(spoilt).then(pl.lit(RAGGED)).otherwise(pl.lit(None, pl.String)).alias(ASIDE)
    )
    header = part.header and (*part.header, *[""] * (len(names) - len(part.header)))
    frame = finish(judged, names, header, EVERYTHING, known=True)
    if not body.parts:
        return replace(table_in_memory(source, frame, names, aside, notes), ragged=spoilt_rows or 0)
    sample = pl.concat([frame.head(SAMPLE_ROWS).collect(), frame.tail(SAMPLE_ROWS).collect()])
    return Table(source, frame, tuple(names), sample, aside, body.count, notes,
                 ragged=spoilt_rows or 0, rounded=True)  # fmt: skip


def _notes(name: str, repaired: int, rows: Sequence[int]) -> tuple[str, ...]:
    if not repaired:
        return ()
    return (
        t("{name}: {count} rows end early and were completed with empty cells (rows {rows})",
          name=name, count=repaired, rows=", ".join(map(str, rows))),
    )  # fmt: skip
