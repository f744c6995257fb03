"""The rows of a large sheet: those written in the usual way many at once, the others cell by cell.

Both give the same text. A parser of XML sees everything but the usual rows: what stands above and below
them, rows with a formula without a value or with markup that few programs write, comments.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Protocol

from custseg.read.workbook.bulk import Bulk
from custseg.read.workbook.guard import is_plain
from custseg.read.workbook.markup import cells_of
from custseg.read.workbook.sheet import LAST_ROW, MOST_COLUMNS

_ROW, _ROW_END = b"<row ", b"</row>"
_HIDING = (b"<!", b"<?")
"""What may make text of the tags that follow."""


class Reader(Protocol):
    """Reads rows cell by cell."""

    row: int
    """The one it is in, from 0."""
    trusts_formulas: bool
    """Whether the numbers that formulas have for values are known to be computed."""


class Body:
    """The bytes of a sheet on their way to a parser, from which usual rows are taken."""

    together = 1 << 20
    """Bytes that are looked at together."""
    longest = 8 << 20
    """Bytes of a row after which it is no usual one."""
    few = 1 << 15
    """Bytes that are not looked at in two halves, when some row in them is unusual."""

    def __init__(self, bulk: Bulk, reader: Reader) -> None:
        self._bulk = bulk
        self._reader = reader
        self._last_row = -1
        self._is_hiding = False

    def without_usual_rows(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """All bytes but those of usual rows; each piece is read before the next one is asked for."""
        blocks = _together(chunks, self.together)
        rest = yield from self._head(next(blocks, b""))
        for block in blocks:
            rest += block
            cut = rest.rfind(_ROW)
            if cut > 0:
                yield from self._unusual(rest[:cut])
                rest = rest[cut:]
            elif len(rest) > self.longest:  # from here on the parser reads all
                self._is_hiding = True
                yield rest
                rest = b""
        cut = rest.rfind(_ROW_END) + len(_ROW_END)
        if cut > len(_ROW_END):
            yield from self._unusual(rest[:cut])
            rest = rest[cut:]
        yield rest

    def _head(self, block: bytes) -> Generator[bytes, None, bytes]:
        """What stands above the rows; returns what follows it."""
        cut = block.find(_ROW)
        head = block[:cut] if cut > 0 else b""
        self._is_hiding = (
            not head.rstrip().endswith(b"<sheetData>")
            or not is_plain(head)
            or _HIDING[0] in head
            or head.count(_HIDING[1]) > 1
        )
        yield head
        return block[len(head) :]

    def _unusual(self, rows: bytes) -> Iterator[bytes]:
        """Whole rows, without those that are usual."""
        if self._is_hiding:
            yield rows
        elif not self._takes(rows):
            middle = rows.find(_ROW, len(rows) // 2) if len(rows) > self.few else -1
            if middle > 0:
                yield from self._unusual(rows[:middle])
                yield from self._unusual(rows[middle:])
            else:
                self._is_hiding = any(mark in rows for mark in _HIDING)
                yield rows
                self._last_row = max(self._last_row, self._bulk.sheet.last_row, self._reader.row)

    def _takes(self, rows: bytes) -> bool:
        found = cells_of(rows, self._bulk.cells, self._bulk.rows)
        if (
            found is None
            or found.first_row <= self._last_row
            or found.last_row >= LAST_ROW
            or (len(found.columns) and found.columns.max() >= MOST_COLUMNS)
            or not self._bulk.take(found, trusts_formulas=self._reader.trusts_formulas)
        ):
            return False
        self._last_row = self._reader.row = found.last_row
        return True


def _together(chunks: Iterator[bytes], least: int) -> Iterator[bytes]:
    """The same in pieces of at least so many bytes."""
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size >= least:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
