"""CSV, TSV and other text tables, in two lanes that give the same Table.

The fast lane is for regular files: Polars scans them lazily, so that ten million rows stream. The
careful lane takes everything else record by record. ``survey`` decides which, by proof.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from custseg.errors import InputError
from custseg.read.cells import clean, keeps_cells
from custseg.read.layout.aside import is_total_word
from custseg.read.layout.assemble import (
    EVERYTHING,
    SAMPLE_ROWS,
    Needs,
    as_written,
    aside_above,
    aside_below,
    finish,
    header_cells,
    merge_aside,
    table_in_memory,
    with_header_of,
)
from custseg.read.layout.finder import (
    HEAD_ROWS,
    TAIL_ROWS,
    Layout,
    find_table,
    footers_below,
    typed_columns,
)
from custseg.read.layout.header import Row
from custseg.read.options import BLANKS, ReadOptions, header_row_of, separator_of
from custseg.read.scratch import CHUNK, scratch_file, sha256_of
from custseg.read.table import ROW, Source, Table
from custseg.read.text.body import Mends, free_name
from custseg.read.text.careful import Part, line_too_long, read_carefully
from custseg.read.text.dialect import dialect_of_lines
from custseg.read.text.encoding import as_utf8
from custseg.read.text.head import first_records, freed_of_empty_name, looked_at
from custseg.read.text.quotes import Dialect
from custseg.read.text.records import Record, is_cut_otherwise, records
from custseg.read.text.stream import Regular, regular_records
from custseg.read.text.survey import TAIL_BYTES, Survey, has_stray_quotes, survey
from custseg.read.text.utf8 import NotUtf8, Text
from custseg.words import t

_IN_MEMORY = 32 << 20
"""Files up to this size are held rather than scanned again by every plan."""


@dataclass(frozen=True)
class Page:
    """The beginning of a text file and what was decided from it."""

    text: Text
    dialect: Dialect
    layout: Layout
    rows: Sequence[Row]
    """Cleaned cells of the first records."""
    width: int
    """Cells of a record, a trailing separator counted."""
    body_line: int
    body_at: int
    """Where the body begins, in lines and in bytes."""
    windows: bool
    header_line: bytes
    header_cells: Sequence[str] = ()
    """The cells of the header as they are written."""

    @property
    def separator(self) -> str:
        """What separates the cells."""
        return self.dialect.separator

    @property
    def names(self) -> tuple[str, ...]:
        """One name a cell, no two alike; cells after the last name are ``column_n``.

        R leaves out the name of its row numbers: then the names belong one column further right.
        """
        if self.lacks_row_numbers:
            named = self.layout.names[: self.width - 1]
            return (free_name("column_1", named), *named)
        names = list(self.layout.names)
        while len(names) < self.width:
            names.append(free_name(f"column_{len(names) + 1}", names))
        return tuple(names)

    @property
    def lacks_a_name(self) -> bool:
        """Whether the rows have one cell more than the header, and say something in it."""
        at = self.layout.header
        if at is None or len(self.rows[at]) != self.width - 1:
            return False
        return any(len(row) == self.width and row[-1] for row in self.rows[self.layout.body :])

    @property
    def lacks_row_numbers(self) -> bool:
        """Whether the name that lacks is that of the first column, the number of the row.

        An empty cell at the beginning of the header would be that name.
        """
        at = self.layout.header
        return (
            at is not None
            and self.lacks_a_name
            and any(self.rows[at][:1])
            and _are_row_numbers(self.rows[self.layout.body :])
        )

    @property
    def header(self) -> tuple[str, ...] | None:
        """The header's cells, as they would come again."""
        return header_cells(self.layout, self.rows, self.width)


def _are_row_numbers(rows: Sequence[Row]) -> bool:
    numbers = [row[0] for row in rows if row]
    return numbers == [str(n) for n in range(1, len(numbers) + 1)]


def read_delimited(local: Path, source: Source, options: ReadOptions) -> Table:
    """The table of the text file at ``local``; ``source`` says where it came from."""
    text = as_utf8(local, source.name, options.encoding)
    try:
        return _read(_with_newlines(text), source, options)
    except NotUtf8:
        text = as_utf8(local, source.name, None, maybe_utf8=False)
        return _read(_with_newlines(text), source, options)


def _with_newlines(text: Text) -> Text:
    """A copy with line feeds, where carriage returns alone end lines (old Macintosh), or some of them."""
    with text.path.open("rb") as stream:
        head = stream.read(CHUNK)
        if not _LONE_RETURN.search(head.rstrip(b"\r")):
            return text
        copy = scratch_file(".lines")
        with copy.open("wb") as out:
            rest = b""
            while head:
                head = rest + head
                following = stream.read(CHUNK)
                cut = (
                    max(head.rfind(b"\n"), head.rfind(b"\r", 0, -1)) + 1 if following else len(head)
                )
                out.write(_RETURNS.sub(_as_line_feed, head[:cut]))
                rest, head = head[cut:], following
    return replace(text, path=copy, sha256=text.sha256 or sha256_of(text.path))


_LONE_RETURN = re.compile(rb"\r(?!\n)")
_RETURNS = re.compile(rb'(?<![^\r\n,;|\t])"[^"]*"|\r+\n|\r')
"""Cells within quotes, which stay as they are, and line ends."""


def _as_line_feed(found: re.Match[bytes]) -> bytes:
    text = found[0]
    return text if text.startswith(b'"') else b"\n"


def _read(text: Text, source: Source, options: ReadOptions) -> Table:
    page = _page(text, source.name, options)
    found = survey(text.path, page.separator, page.width, page.body_at, page.header_line,
                   page.windows, is_known=text.is_copy)  # fmt: skip
    where = replace(
        source, encoding=text.encoding, encoding_why=text.why, separator=page.separator,
        quote=page.dialect.quote if found.quoted or found.irregular_at is not None else None,
        header_row=None if page.layout.header is None else page.layout.header + 1,
        sha256=source.sha256 or text.sha256 or found.sha256,
        size_bytes=source.size_bytes or found.size_bytes,
    )  # fmt: skip
    if _streams(page, text) and not found.strange:
        table = _read_fast(page, found, where)
        if table is not None:
            return _warned(table, page)
    part = Part(
        text.path, page.dialect, page.names, page.header, page.body_line, page.layout.body + 1,
        page.rows[page.layout.body :], cut_off=text.cut_off, lenient=options.lenient,
    )  # fmt: skip
    return _warned(read_carefully(part, where, aside_above(page.layout, page.rows)), page)


def _streams(page: Page, text: Text) -> bool:
    """Whether Polars reads the dialect of a regular file as it is meant."""
    usual = page.dialect == Dialect(page.separator)
    return (
        usual
        and len(page.separator.encode()) == 1
        and page.separator != BLANKS
        and not text.cut_off
    )


def _warned(table: Table, page: Page) -> Table:
    """With what its header says twice, and a warning where it has a name less than the rows have cells."""
    if keeps_cells():
        shared = {name: its for name, its in page.layout.namesakes if name in table.columns}
        written = as_written(page.layout, page.names, page.header_cells)
        table = replace(table, namesakes=shared, written=written)
    else:
        table = with_header_of(page.layout, table)
    table = replace(table, notes=(*page.text.notes, *table.notes))
    if not page.lacks_a_name:
        return table
    note = t("{name}: the header has one name less than the rows have cells; check the columns {columns}",
             name=table.source.name, columns=", ".join(table.columns))  # fmt: skip
    return replace(table, notes=(*table.notes, note))


# --- the beginning of the file --------------------------------------------------------------------


def _page(text: Text, name: str, options: ReadOptions) -> Page:
    lines, mark = _head_lines(text.path, name)
    dialect = dialect_of_lines(lines[:HEAD_ROWS], separator_of(options) or _announced(lines))
    first = first_records(lines, dialect, options)
    rows = looked_at(first)
    layout = find_table(rows, header_row_of(options), name)
    if layout is None:
        raise InputError(t("{name} has nothing but blank lines", name=name), t("export it again"))
    mends = Mends()
    if layout.header is not None and first[layout.header].mended is not None:
        mends.note("quote", layout.header + 1)
    freed = freed_of_empty_name(layout, rows, lenient=options.lenient)
    if freed is not None:
        header, at = freed
        del rows[header][at], first[header].cells[at]
        mends.note("surplus", header + 1)
        layout = find_table(rows, header_row_of(options), name) or layout
    text = replace(text, notes=(*text.notes, *mends.notes(name)))
    body = first[layout.body :]
    body_line = body[0].line if body else len(lines)
    body_at = mark + sum(len(line.encode()) for line in lines[:body_line])
    sample = lines[body_line] if body_line < len(lines) else lines[0]
    header_line = "" if layout.header is None else lines[first[layout.header].line]
    return Page(
        text, dialect, layout, rows, _width(layout, rows, body), body_line, body_at,
        windows=sample.endswith("\r\n"), header_line=header_line.rstrip("\r\n").encode(),
        header_cells=() if layout.header is None else first[layout.header].cells,
    )  # fmt: skip


def _head_lines(path: Path, name: str) -> tuple[list[str], int]:
    """The first whole lines of the file, and the length of its byte order mark."""
    with path.open("rb") as stream:
        head = stream.read(CHUNK)
        complete = not stream.read(1)
    mark = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    if not complete:
        if b"\n" not in head:
            raise line_too_long(name, 1)
        head = head[: head.rfind(b"\n") + 1]
    lines = list(io.StringIO(_decoded(head[mark:]), newline="\n"))
    return lines, mark


def _decoded(head: bytes) -> str:
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8 from error


def _announced(lines: Sequence[str]) -> str | None:
    """The separator of a first line ``sep=;``, which Excel writes and obeys."""
    first = lines[0].strip().strip('"') if lines else ""
    return first[4:] if first.lower().startswith("sep=") and len(first) == 5 else None


def _width(layout: Layout, rows: Sequence[Row], body: Sequence[Record]) -> int:
    """How many cells most records of the body have, never fewer than there are names.

    Where some record has as many as the header with the empty cells at its end, it is these.
    """
    body = [record for record in body if not record.torn] or body
    lengths = often = Counter(len(record.cells) for record in body if record.cells)
    usual = max(often, key=lambda width: (often[width], width)) if often else 0
    if 2 * often[usual] < often.total():  # separators after some rows are no columns
        often = Counter(_span(record.cells) for record in body if record.cells)
        usual = max(often, key=lambda width: (often[width], width))
    named = 0 if layout.header is None else len(rows[layout.header])
    return max(layout.width, usual, named if named in lengths else 0)


def _span(cells: Sequence[str]) -> int:
    """How many cells there are up to the last that says something."""
    return max((at for at, cell in enumerate(cells, 1) if clean(cell)), default=0)


# --- the fast lane ---------------------------------------------------------------------------------


def _read_fast(page: Page, found: Survey, source: Source) -> Table | None:
    """The table of a file that is regular but for footers at its end; None when it is not."""
    end = found.size_bytes if found.irregular_at is None else found.irregular_at
    below: list[tuple[int, Row]] = []
    first_row = page.layout.body + 1
    if found.irregular_at is not None:
        footers = None if keeps_cells() else _footers_after(page, found, first_row)
        if footers is None:
            return None
        below = footers
    tail = _tail_rows(page, end)
    typed = typed_columns(page.rows[page.layout.body :])
    looked_at = [] if keeps_cells() else tail[-TAIL_ROWS:]
    regular_footers = footers_below(looked_at, page.width, typed) if looked_at else 0
    rows = found.rows - regular_footers
    if regular_footers:
        cut = tail[len(tail) - regular_footers :]
        below = [(first_row + rows + at, row) for at, row in enumerate(cut)] + below
    names = page.names
    scan = regular_records(Regular(
        page.text.path, page.separator, names, page.body_at, page.body_line, first_row,
        quoted=found.quoted, windows=page.windows, rows=rows if below or not rows else None,
    ))  # fmt: skip
    padded = found.padded or (found.quoted and keeps_cells())
    needs = Needs(padded=padded, marked=found.marked, totals=found.totals,
                  headers=found.headers, blanks=found.blanks)  # fmt: skip
    frame = finish(scan, names, page.header, needs)
    aside = merge_aside([*aside_above(page.layout, page.rows), *aside_below(below)])
    if found.size_bytes <= _IN_MEMORY:
        return table_in_memory(source, frame, names, aside)
    sample = _sample(page, frame, tail[: len(tail) - regular_footers], rows, first_row)
    return Table(source, frame, names, sample, aside, rows, rounded=found.rounded)


def _footers_after(page: Page, found: Survey, first_row: int) -> list[tuple[int, Row]] | None:
    """The rows after the regular part, when all of them are no data; else None."""
    assert found.irregular_at is not None
    with page.text.path.open("rb") as stream:
        stream.seek(found.irregular_at)
        rest = stream.read(TAIL_BYTES + 1)
    if len(rest) > TAIL_BYTES or has_stray_quotes(rest, page.separator):
        return None
    lines = io.StringIO(rest.decode("utf-8"), newline="\n")
    below = list(records(lines, page.dialect, page.width))
    if any(record.torn for record in below):
        return None
    last = [[clean(cell) for cell in record.cells] for record in below]
    typed = typed_columns(page.rows[page.layout.body :])
    if any(is_total_word(cell) for row in last for cell in row[:3]):
        return None
    if any(is_cut_otherwise(row, page.dialect, page.width) for row in last):
        return None
    if len(last) > TAIL_ROWS or footers_below([["1"] * page.width, *last], page.width, typed) < len(
        last
    ):
        return None
    return [(first_row + found.rows + at, row) for at, row in enumerate(last)]


def _tail_rows(page: Page, end: int) -> list[list[str]]:
    """Cleaned cells of the last regular records before byte ``end``."""
    start = max(page.body_at, end - TAIL_BYTES)
    with page.text.path.open("rb") as stream:
        stream.seek(start)
        data = stream.read(end - start)
    if start > page.body_at:
        data = data[data.find(b"\n") + 1 :]
    lines = io.StringIO(data.decode("utf-8"), newline="\n")
    return [
        [clean(cell) for cell in record.cells or [""] * page.width]
        for record in records(lines, page.dialect, page.width)
        if len(record.cells) in (0, page.width) and not record.torn
    ][-SAMPLE_ROWS:]


def _sample(page: Page, frame: pl.LazyFrame, tail: Sequence[Row], rows: int,
            first_row: int) -> pl.DataFrame:  # fmt: skip
    """The first rows of a large table and its last."""
    head = frame.head(SAMPLE_ROWS).collect()
    schema = dict.fromkeys(page.names, pl.String())
    last = pl.DataFrame(list(tail), schema=schema, orient="row")
    numbered = last.lazy().with_row_index(ROW, offset=first_row + rows - last.height)
    return pl.concat([head, finish(numbered, page.names, page.header, EVERYTHING).collect()])
