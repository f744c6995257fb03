"""The first records of a text file: what its table is found by, stray quotes and separators allowed for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from custseg.read.cells import clean, is_typed
from custseg.read.layout.finder import HEAD_ROWS, Layout
from custseg.read.layout.header import Row
from custseg.read.options import BLANKS, ReadOptions
from custseg.read.text.quotes import Dialect, cells_with_stray_quotes
from custseg.read.text.records import Record, records

_SEVERAL_ROWS = 5
"""So many rows have to lack the cell of an empty name before it is taken for a slip."""


def first_records(lines: Sequence[str], dialect: Dialect, options: ReadOptions) -> list[Record]:
    """The first records; where quotes are in the way, read knowing how many cells most of them have."""
    first = list(islice(records(lines, dialect), HEAD_ROWS))
    lengths = Counter(len(record.cells) for record in first if record.cells)
    held = Counter(
        len(record.cells) for record in first if len(record.cells) > 1 and not record.torn
    )
    often = held or lengths
    usual = max(often, key=lambda width: (often[width], width), default=0)
    whole = len(lengths) < 2 and not any(record.torn for record in first)
    if whole or usual < 2 or dialect.separator == BLANKS:
        return first
    found = list(islice(records(lines, dialect, usual, lenient=options.lenient), HEAD_ROWS))
    return [
        _as_header(record, lines, dialect, usual) if record.torn else record for record in found
    ]


def looked_at(first: Sequence[Record]) -> list[list[str]]:
    """Cleaned cells; a record whose quotes do not hold is no wider than those whose quotes do."""
    widest = max((len(record.cells) for record in first if not record.torn), default=None)
    return [
        [clean(cell) for cell in (record.cells[:widest] if record.torn else record.cells)]
        for record in first
    ]


def _as_header(record: Record, lines: Sequence[str], dialect: Dialect, usual: int) -> Record:
    """A record with a stray quote as it would be the header, if it can be: names are no data."""
    cells = cells_with_stray_quotes(lines[record.line], dialect, usual)
    if cells is None or any(map(is_typed, cells)):
        return record
    return Record(cells, record.line, mended="quote")


def freed_of_empty_name(
    layout: Layout, rows: Sequence[Row], *, lenient: bool
) -> tuple[int, int] | None:
    """Where the one empty name stands in a header that is a cell wider than the rows: row and column.

    Unless lenient, only where it stands between names and each of several rows lacks the cell.
    """
    if layout.header is None:
        return None
    header = rows[layout.header]
    often = Counter(len(row) for row in rows[layout.body :] if row)
    usual = max(often, key=lambda width: (often[width], width), default=0)
    if len(header) != usual + 1 or header.count("") != 1:
        return None
    at = header.index("")
    sure = len(often) == 1 and often[usual] >= _SEVERAL_ROWS and at < usual
    return (layout.header, at) if lenient or sure else None
