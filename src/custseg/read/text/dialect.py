"""What separates and quotes the cells of a text file, judged by how evenly it cuts the lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from custseg.read.cells import clean, is_typed
from custseg.read.options import BLANKS
from custseg.read.text.quotes import ESCAPE, Dialect, cells_with_stray_quotes
from custseg.read.text.records import records

PROSE = "，"
CANDIDATES = (",", "\t", ";", "|", "\x01", PROSE, "^", "~", BLANKS)
_APOSTROPHE = "'"
_CLOSED = 0.9
"""So many of the cells that begin with an apostrophe must end with one for it to be a quote."""


def dialect_of_lines(lines: Sequence[str], separator: str | None = None) -> Dialect:
    """The dialect that cuts most lines into the same number of cells, and more than one.

    Among equals the earlier candidate wins; blanks are taken only when nothing else cuts, as every
    sentence has them. A file of one column has the separator ``,``. Apostrophes are quotes where
    cells begin and end with them, a backslash escapes where more lines are even that way.
    ``separator`` says what is known already.
    """
    candidates = CANDIDATES if separator is None else (separator,)
    tried = [dialect for one in candidates for dialect in _dialects(lines, one)]
    scored = [(_evenness(lines, dialect), dialect) for dialect in tried]
    best, chosen = max(scored, key=lambda pair: pair[0])
    return chosen if best > 0 else Dialect(separator or ",", chosen.quote if separator else '"')


def _dialects(lines: Sequence[str], separator: str) -> list[Dialect]:
    """The dialects with this separator that the lines give reason to try, the usual one first."""
    if separator != BLANKS and not any(separator in line for line in lines):
        return [Dialect(separator)]
    quotes = [_APOSTROPHE, '"'] if _is_quoted_by_apostrophes(lines, separator) else ['"']
    found = [Dialect(separator, quote) for quote in quotes]
    if separator != BLANKS and any(
        ESCAPE + mark in line for line in lines for mark in (*quotes, separator)
    ):
        found += [one._replace(escaped=True) for one in found]
    return found


def _is_quoted_by_apostrophes(lines: Sequence[str], separator: str) -> bool:
    """Whether cells that begin with an apostrophe end with one, and none with a quotation mark."""
    cut = re.escape(separator)
    opened = re.compile(rf"(?:^|{cut})[ ]*'")
    end_of_cell = rf"[ ]*(?={cut}|[\r\n]*$)"
    closed = re.compile(rf"(?:^|{cut})[ ]*'(?:[^']|''|'(?!{end_of_cell}))*'{end_of_cell}")
    quoted = re.compile(rf'(?:^|{cut})[ ]*"')
    begin = end = 0
    for line in lines:
        if quoted.search(line):
            return False
        if _APOSTROPHE in line:
            rest, often = closed.subn("", line)
            begin += often + len(opened.findall(rest))
            end += often
    return end >= 2 and end >= _CLOSED * begin


def _is_quoted(cell: str, whole: str) -> bool:
    """Whether a cell with a quote in it stands in the text in quotes of its own: "a""b" is whole."""
    return '"' + cell.replace('"', '""') + '"' in whole


def _evenness(lines: Sequence[str], dialect: Dialect) -> float:
    separator = dialect.separator
    if separator != BLANKS and not any(separator in line for line in lines):
        return 0.0
    widths: Counter[int] = Counter()
    words = typed = torn = 0
    open_at: list[int] = []
    whole = "".join(lines)
    for record in records(lines, dialect):
        cells = record.cells
        torn += record.torn or any(
            cell.count('"') % 2 and not _is_quoted(cell, whole) for cell in cells
        )
        if record.torn and dialect.quote == _APOSTROPHE:
            open_at.append(record.line)
            continue
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        if not cells:
            continue
        widths[len(record.cells)] += 1
        words += len(cells)
        typed += sum(is_typed(clean(cell)) for cell in cells)
    wide = {width: n for width, n in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, often = max(wide.items(), key=lambda item: (item[1] * min(item[0], 4), item[0]))
    for line in open_at:  # won't, men's: an apostrophe within a quoted cell
        fits = cells_with_stray_quotes(lines[line], dialect, width) is not None
        torn -= fits
        often += fits
        widths[width if fits else 0] += 1
    share = (often - min(torn, often - 1)) / sum(widths.values())
    if separator == BLANKS:
        # Prose has blanks too, but not the same number on every line, nor numbers in most cells.
        return (
            0.25
            if share > 0.9 and (typed > 0.5 * words or (width > 2 and typed > 0.3 * words))
            else 0.0
        )
    if separator == PROSE and typed <= 0.2 * words:
        share /= 10  # sentences above a table have full-width commas, too
    return share * (1 + min(width, 10) / 20 + 0.2 * typed / max(words, 1))
