"""What separates the cells of a text file, judged by how evenly it cuts the lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from custseg.read.cells import clean, is_typed
from custseg.read.options import BLANKS
from custseg.read.records import records

PROSE = "，"
CANDIDATES = (",", "\t", ";", "|", "\x01", PROSE, BLANKS)


def separator_of_lines(lines: Sequence[str]) -> str:
    """The separator that cuts most lines into the same number of cells, and more than one.

    Among equals the earlier candidate wins; blanks are taken only when nothing else cuts, as every
    sentence has them. A file of one column has the separator ``,``.
    """
    scored = [(_evenness(lines, candidate), candidate) for candidate in CANDIDATES]
    best, chosen = max(scored, key=lambda pair: pair[0])
    return chosen if best > 0 else ","


def _evenness(lines: Sequence[str], separator: str) -> float:
    if separator != BLANKS and not any(separator in line for line in lines):
        return 0.0
    widths: Counter[int] = Counter()
    words = typed = 0
    for record in records(lines, separator):
        cells = record.cells
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
    share = often / sum(widths.values())
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
