"""One line of delimited text to its cells, where quotes or escapes need a closer look."""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import NamedTuple

from custseg.read.options import BLANKS

ESCAPE = "\\"
_MOST_SURPLUS = 60
"""So many separators may stand within the quoted cells of a line that has stray quotes."""

csv.field_size_limit(1 << 24)


class Dialect(NamedTuple):
    """How a text file sets its cells apart, quotes them, and writes a quote within quotes."""

    separator: str
    quote: str = '"'
    escaped: bool = False
    """A backslash before a quote or a separator makes it text; otherwise quotes are doubled."""

    @property
    def marks(self) -> str:
        """The characters that make a line more than cells and separators."""
        return self.quote + ESCAPE if self.escaped else self.quote


def plain_cells(line: str, dialect: Dialect) -> list[str]:
    """The cells between the separators of a line, quotes being text like any other."""
    line = line.rstrip("\r\n")
    if dialect.separator == BLANKS:
        return line.split()
    return line.split(dialect.separator) if line.strip() else []


def strict_cells(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a record whose quotes are all where they should be; None when some are not.

    A quote within an unquoted cell is text; blanks may stand between a separator and a quote.
    """
    text = text.rstrip("\r\n")
    if dialect.separator == BLANKS:
        return _cells_between_blanks(text, dialect)
    if dialect.escaped:
        return _cells_of_pattern(text, dialect)
    for close_up in (False, True):
        reader = csv.reader(
            text.splitlines(keepends=True) if "\n" in text or "\r" in text else [text],
            delimiter=dialect.separator, quotechar=dialect.quote, strict=True,
            skipinitialspace=close_up,
        )  # fmt: skip
        try:
            found = next(reader)
            if next(reader, None) is not None:
                return None
        except (csv.Error, StopIteration):
            continue
        if _opens_after_tabs(found, dialect):
            break
        if close_up or not _opens_after_blanks(found, dialect.quote):
            return found
    return _cells_of_pattern(text, dialect)


def _opens_after_blanks(cells: list[str], quote: str) -> bool:
    return any(quote in cell and cell.lstrip(" ").startswith(quote) for cell in cells)


def _opens_after_tabs(cells: list[str], dialect: Dialect) -> bool:
    """Whether a cell is padded with tabs before its quote, as banks do: ``,<tab>"1,200.00",``."""
    quote = dialect.quote
    return dialect.separator != "\t" and any(
        quote in cell and "\t" in cell and cell.lstrip(" \t").startswith(quote)
        and cell.lstrip(" ").startswith("\t") for cell in cells
    )  # fmt: skip


def _cells_between_blanks(text: str, dialect: Dialect) -> list[str] | None:
    quote = re.escape(dialect.quote)
    cells = re.findall(rf"{quote}((?:[^{quote}]|{quote}{quote})*){quote}(?=\s|$)|(\S+)", text)
    if any(bare.startswith(dialect.quote) for _, bare in cells):
        return None
    return [bare or quoted.replace(dialect.quote * 2, dialect.quote) for quoted, bare in cells]


@cache
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    """A cell and what ends it: quoted, or plain up to the next separator that is not escaped."""
    cut, quote = re.escape(dialect.separator), re.escape(dialect.quote)
    escape, marked = (r"\\", r"|\\.") if dialect.escaped else ("", "")
    padding = "[ ]*" if dialect.separator == "\t" else r"[ \t]*"
    return re.compile(
        rf"{padding}{quote}(?P<quoted>(?:[^{quote}{escape}]{marked}|{quote}{quote})*){quote}{padding}(?P<end>{cut}|\Z)"
        rf"|(?P<plain>(?:[^{cut}{escape}]{marked}|\\\Z)*)(?P<stop>{cut}|\Z)",
        re.S,
    )


def _cells_of_pattern(text: str, dialect: Dialect) -> list[str] | None:
    if not text.strip():
        return []
    cells: list[str] = []
    at = 0
    blanks = " " if dialect.separator == "\t" else " \t"
    while True:
        found = _pattern(dialect).match(text, at)
        if found is None:
            return None
        quoted, plain = found["quoted"], found["plain"]
        if plain is not None and plain.lstrip(blanks).startswith(dialect.quote):
            return None
        cells.append(_unescaped(quoted if plain is None else plain, dialect, quoted is not None))
        at = found.end()
        if not (found["end"] or found["stop"]):
            return cells


def _unescaped(text: str, dialect: Dialect, quoted: bool) -> str:
    """Without the backslashes that mark quotes, separators and backslashes as text; others stay."""
    if dialect.escaped:
        marked = "".join(map(re.escape, (dialect.quote, dialect.separator, ESCAPE)))
        text = re.sub(rf"\\([{marked}])", r"\1", text)
    return text.replace(dialect.quote * 2, dialect.quote) if quoted else text


def cells_with_stray_quotes(text: str, dialect: Dialect, width: int) -> list[str] | None:
    """The cells of a line of ``width`` cells in which a quote stands where none should.

    Of all the ways to read it as so many cells, the one that takes the fewest quotes for text; None
    when there is no such way, or two that differ.
    """
    pieces = text.rstrip("\r\n").split(dialect.separator)
    surplus = len(pieces) - width
    if dialect.separator == BLANKS or not 0 <= surplus <= _MOST_SURPLUS:
        return None
    ways: dict[int, _Way] = {0: _Way(0, (), True)}
    for column in range(width):
        longer: dict[int, _Way] = {}
        for used, way in ways.items():
            for more in range(surplus - used + 1):
                first = column + used
                read = _cell_of(pieces[first : first + more + 1], dialect)
                if read is not None:
                    _keep_better(longer, used + more, way, *read)
        ways = longer
    best = ways.get(surplus)
    return list(best.cells) if best is not None and best.only else None


class _Way(NamedTuple):
    """A way to read the beginning of a line: quotes taken for text, cells, whether it is the only best."""

    strays: int
    cells: tuple[str, ...]
    only: bool


def _keep_better(ways: dict[int, _Way], used: int, way: _Way, strays: int, cell: str) -> None:
    """Put ``way`` and one more cell among ``ways`` unless there is a better one."""
    new = _Way(way.strays + strays, (*way.cells, cell), way.only)
    old = ways.get(used)
    if old is None or new.strays < old.strays:
        ways[used] = new
    elif new.strays == old.strays and new.cells != old.cells:
        ways[used] = old._replace(only=False)


def _cell_of(pieces: list[str], dialect: Dialect) -> tuple[int, str] | None:
    """How many quotes of a cell are text that was not marked as such, and the cell."""
    text, quote = dialect.separator.join(pieces), dialect.quote
    bare = text.strip(" ")
    if len(bare) > 1 and bare.startswith(quote) and bare.endswith(quote):
        inner = bare[1:-1]
        strays = inner.replace(quote * 2, "").count(quote)
        return strays, inner if strays else inner.replace(quote * 2, quote)
    return None if len(pieces) > 1 else (text.count(quote), text)
