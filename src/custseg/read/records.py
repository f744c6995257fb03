"""Lines of delimited text to records, with every line accounted for.

Stricter and kinder than a plain CSV parser: a quoted cell may run over lines only if the record
that results has the table's width, so an unclosed quote spoils one line and not the rest.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from custseg.read.options import BLANKS

_MOST_LINES = 200
csv.field_size_limit(1 << 24)


class Record(NamedTuple):
    """One record: its cells as written, its first line (from 0) and whether its quotes hold."""

    cells: list[str]
    line: int
    torn: bool = False
    """A quote in it is never closed."""


def records(lines: Iterable[str], separator: str, width: int | None = None) -> Iterator[Record]:
    """The records of ``lines``. ``width`` is that of the table, where it is known.

    Empty lines are records of no cells. A line whose quote never closes is a torn record.
    """
    source = iter(lines)
    waiting: list[str] = []
    at = 0
    while True:
        line = waiting.pop(0) if waiting else next(source, None)
        if line is None:
            return
        if '"' not in line:
            yield Record(_plain(line, separator), at)
            at += 1
            continue
        cells = _parsed([line], separator, width)
        if cells is not None:
            yield Record(cells, at)
            at += 1
            continue
        taken = _joined(line, waiting, source, separator, width)
        if taken is None:
            yield Record(_plain(line, separator), at, torn=True)
            at += 1
        else:
            cells, more = taken
            del waiting[:more]
            yield Record(cells, at)
            at += 1 + more


def _plain(line: str, separator: str) -> list[str]:
    line = line.rstrip("\r\n")
    if separator == BLANKS:
        return line.split()
    return line.split(separator) if line.strip() else []


def _parsed(lines: list[str], separator: str, width: int | None) -> list[str] | None:
    """The one record these lines are; None when a quote stays open or they are several."""
    for close_up in (False, True):
        reader = csv.reader(chain(lines, [_END]), delimiter=separator, skipinitialspace=close_up)
        try:
            cells = next(reader)
            rest = next(reader, None)
        except (csv.Error, StopIteration):
            return None
        if rest != [_END]:
            return None
        if width is None or len(cells) == width or '"' not in "".join(cells):
            return cells
    return cells


# A line of its own after the record: swallowed by a quote that is still open.
_END = "\x1c"


def _joined(line: str, waiting: list[str], source: Iterator[str], separator: str,
            width: int | None) -> tuple[list[str], int] | None:  # fmt: skip
    """The record made of ``line`` and the fewest following lines that close its quote."""
    group = [line]
    for more in range(1, _MOST_LINES):
        if len(waiting) < more:
            following = next(source, None)
            if following is None:
                return None
            waiting.append(following)
        group.append(waiting[more - 1])
        if waiting[more - 1].count('"') % 2 == 0:
            continue
        cells = _parsed(group, separator, width)
        if cells is not None and (width is None or len(cells) == width):
            return cells, more
    return None
