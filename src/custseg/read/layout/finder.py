"""Where in a sheet or file the table is: titles above it, its header, its body, footers below it.

Works on the first and the last rows only, as lists of cleaned cells, so that it costs the same for
twenty rows and for ten million.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from custseg.errors import InputError
from custseg.read.cells import is_empty, is_typed
from custseg.read.layout.aside import is_total_word
from custseg.read.layout.header import (
    Header,
    Row,
    cell_at,
    distinct,
    fills_gaps,
    header_by_names,
    is_period,
    is_unit_row,
    joined_names,
)
from custseg.read.layout.names import is_name
from custseg.words import t

HEAD_ROWS = 300
"""How many rows from the top are looked at."""
TAIL_ROWS = 60
"""How many rows from the bottom are looked at for footers."""

_SHORT = 30
_MOST_FIELDS = 200

_FOOTER = re.compile(
    r"打印|制表|制单|审核|复核|经办|说明|备注|注[:：]|注意|导出|以上|以下|数据来源|声明|单位[:：]|"
    r"(?:合计|总计|共计)(?:金额|笔数|条数)?\s*[:：]\s*[¥￥]?[\d,]|共\s*\d+\s*[条笔行页]|第\s*\d+\s*页|[-=*_—]{3,}|printed|prepared|note|source|generated|exported|"
    r"page\s+\d|end of|\(?\d+ rows?\s*(?:\)$|affected|selected|in set)|列印|製表|說明|備註",
    re.I,
)
_NOTE = re.compile(
    r"(?:附?注|说明|备注|注意|声明|(?:温馨|特别|重要)?提示|說明|備註|notes?|remarks?|disclaimer)\s*(?:事项)?\s*[:：]",
    re.I,
)
"""What begins a note of several lines below a table."""
_STATES = re.compile(r"[:：]")
"""A cell that says something (币种：人民币) names no group of columns."""
_LINE = re.compile(r"[-=*_—─+|:]*[-=*_—─]{5}[-=*_—─+|: ]*")

_OURS = frozenset({"_row", "_aside", "_status", "_seen"})
"""Columns that tables and datasets add to those of a file."""


@dataclass(frozen=True)
class Layout:
    """The parts of a sheet, as indexes of rows counted from 0."""

    names: tuple[str, ...]
    header: int | None
    """The row with the names (the lower one of two); None when there is none."""
    body: int
    """The first row of data."""
    titles: tuple[int, ...]
    """Rows above the body that say something and are no header."""
    blanks: tuple[int, ...]
    """Empty rows above the body."""
    namesakes: tuple[tuple[str, str], ...] = ()
    """Columns whose header another column before them has too, and that header."""
    above: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """What stands above the body, rows of the header but for the last included: row number and cells."""
    sideways: bool = False
    """The names stand one below the other in the first column: the fields run down the side."""

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.names)


def find_table(
    rows: Sequence[Row], header_row: int | str | None = None, name: str = ""
) -> Layout | None:
    """The layout of a sheet ``name`` that begins with ``rows``; None when there is nothing in it.

    ``header_row`` is what a person decided: the number of the header row from 1, or ``"none"``.
    The header is the first row of names; where none reads as names, the widest row of words right
    above the first row that is like the rows below.
    """
    filled = [sum(1 for cell in row if cell) for row in rows]
    if not any(filled):
        return None
    if isinstance(header_row, int):
        if header_row > len(rows) or not filled[header_row - 1]:
            raise InputError(
                t(
                    "{name}: row {row} cannot be the header: it is empty or does not exist",
                    name=name,
                    row=header_row,
                ),
                t("set header_row to the row with the column names"),
            )
        return _layout(rows, header_row - 1, header_row)
    named = header_by_names(rows) if header_row is None else None
    if named is not None:
        return _layout(rows, named.last, named.body, named)
    usual = _usual_fill(filled)
    typed = _typed_columns(rows, filled, usual)
    first = _first_data_row(rows, filled, usual, typed)
    if header_row == "none":
        wide = next(i for i, n in enumerate(filled) if n >= usual * 0.5)
        return _layout(rows, None, wide)
    header, body = _header_above(rows, filled, usual, typed, first)
    if header is not None and body < len(rows) and is_unit_row(rows[body]):
        body += 1
    return _layout(rows, header, body)


def _usual_fill(filled: Sequence[int]) -> int:
    """How many cells a row of the body usually has; in a short sheet titles must not count much."""
    wide = sorted(n for n in filled if n > 1) or sorted(n for n in filled if n)
    return wide[len(wide) // 2] if len(wide) >= _SHORT else wide[3 * len(wide) // 4]


def _typed_columns(rows: Sequence[Row], filled: Sequence[int], usual: int) -> set[int]:
    """Columns whose cells mostly read as numbers or dates."""
    said: Counter[int] = Counter()
    typed: Counter[int] = Counter()
    for row, n in zip(rows, filled, strict=True):
        if n < usual * 0.6:
            continue
        for at, cell in enumerate(row):
            if not is_empty(cell):
                said[at] += 1
                typed[at] += is_typed(cell)
    few = sum(n >= usual * 0.6 for n in filled) <= 4
    return {at for at, n in said.items() if typed[at] >= (0.5 if few else 0.7) * n}


def _is_like_data(row: Row, n: int, usual: int, typed: set[int]) -> bool:
    if n < max(usual * 0.4, 1):
        return False
    cells = [row[at] for at in typed if at < len(row) and not is_empty(row[at])]
    return bool(cells) and 2 * sum(map(is_typed, cells)) > len(cells)


def _first_data_row(
    rows: Sequence[Row], filled: Sequence[int], usual: int, typed: set[int]
) -> int | None:
    """The first row that reads like the rows below it; None when all columns are words."""
    for at, (row, n) in enumerate(zip(rows, filled, strict=True)):
        if _is_like_data(row, n, usual, typed) and not _is_header_of_periods(
            row, rows[at + 1 :], typed
        ):
            return at
    return None


def _is_header_of_periods(row: Row, below: Sequence[Row], typed: set[int]) -> bool:
    """A header such as 地区, 2022, 2023: years or months side by side, and no such below."""
    periods = [at for at in typed if at < len(row) and is_period(row[at])]
    typed_here = [at for at in typed if at < len(row) and is_typed(row[at])]
    if len(periods) < 2 or len(periods) < len(typed_here):
        return False
    if len({row[at] for at in periods}) < len(periods):
        return False
    nearby = [r[at] for r in below[:10] for at in periods if at < len(r) and r[at]]
    return sum(is_period(cell) for cell in nearby) * 2 < len(nearby)


def _header_above(rows: Sequence[Row], filled: Sequence[int], usual: int, typed: set[int],
                  first: int | None) -> tuple[int | None, int]:  # fmt: skip
    if first is None:
        return _header_of_words(rows, filled, usual)
    first = _start_of_sparse_data(rows, filled, usual, typed, first)
    block = _rows_of_words_above(rows, filled, usual, typed, first)
    if not block:
        start = _start_of_wide_rows(filled, usual, first)
        named = start < first and not any(map(is_typed, rows[start])) and _all_distinct(rows[start])
        return (start, start + 1) if named else (None, start)
    lowest = block[-1]
    # Below a header there may be data rows whose amounts are all missing: the highest wide row is it.
    widest = max(filled[at] for at in block)
    if len(block) > 1 and filled[lowest] == usual < widest and _all_distinct(rows[lowest]):
        return lowest, lowest + 1  # a title with separators in it is wider than the table
    upper = next(at for at in block if filled[at] == widest)
    if filled[lowest] < widest and fills_gaps(rows[upper], rows[lowest]):
        return lowest, lowest + 1
    return upper, upper + 1


def _start_of_sparse_data(rows: Sequence[Row], filled: Sequence[int], usual: int, typed: set[int],
                          first: int) -> int:  # fmt: skip
    """The start of the rows above ``first`` that have few cells, but the right ones for data."""
    start = at = first
    while at > 0:
        at -= 1
        said = [i for i, cell in enumerate(rows[at]) if not is_empty(cell)]
        fits = [i for i in said if i in typed and is_typed(rows[at][i])]
        if not filled[at] or (fits and all(i not in typed or i in fits for i in said)):
            start = at if fits else start
            continue
        break
    # Without a wide row of words above them they are no part of the table.
    is_header = at < start and filled[at] >= max(2, usual * 0.75)
    return start if is_header or usual == 1 else first


def _all_distinct(row: Row) -> bool:
    cells = [cell for cell in row if cell]
    return len(set(cells)) == len(cells)


def _start_of_wide_rows(filled: Sequence[int], usual: int, first: int) -> int:
    """Where there is no header: no row as wide as the data is a title."""
    while first > 0 and filled[first - 1] >= max(2, usual * 0.75):
        first -= 1
    return first


def _header_of_words(
    rows: Sequence[Row], filled: Sequence[int], usual: int
) -> tuple[int | None, int]:
    """Where nothing is typed: the first wide row of distinct names that do not come again below."""
    for at, n in enumerate(filled):
        if n < max(usual * 0.75, 1):
            continue
        cells = [cell for cell in rows[at] if cell]
        below = {(i, cell) for row in rows[at + 1 :] for i, cell in enumerate(row) if cell}
        again = sum((i, cell) in below for i, cell in enumerate(rows[at]) if cell)
        distinct = len(set(cells)) == len(cells)
        if any(map(is_typed, cells)) or not distinct or (again and again < len(cells)):
            return None, at
        return at, at + 1
    return None, 0


def _rows_of_words_above(rows: Sequence[Row], filled: Sequence[int], usual: int, typed: set[int],
                         first: int) -> list[int]:  # fmt: skip
    """The unbroken block of wide rows of words that ends right above row ``first``."""
    block: list[int] = []
    at = first - 1
    while at >= 0 and not filled[at] and first - at <= 3:
        at -= 1
    while at >= 0 and filled[at]:
        cells = [cell for cell in rows[at] if not is_empty(cell)]
        words = sum(not is_typed(cell) or is_period(cell) for cell in cells)
        wide = filled[at] >= max(2, usual * 0.5) or (usual == 1 and filled[at] == 1)
        lower_half = (
            bool(block) is False
            and filled[at] >= 2
            and at > 0
            and fills_gaps(rows[at - 1], rows[at])
        )
        if words < 0.8 * max(len(cells), 1) or not (wide or lower_half):
            break
        block.insert(0, at)
        at -= 1
    return block


def _layout(
    rows: Sequence[Row], header: int | None, body: int, named: Header | None = None
) -> Layout:
    used: set[int] = set() if header is None else {header}
    namesakes: tuple[tuple[str, str], ...] = ()
    if header is None:
        width = max((_span(row) for row in rows[body:]), default=0)
        names = tuple(f"column_{i + 1}" for i in range(width))
    else:
        # One trailing separator on every line is a habit of exporters, not a column.
        width = max([_span(rows[header])] + [_span(row) for row in _usual_rows(rows[body:])])
        top, lower = (header, rows[header]) if named is None else (named.first, named.cells)
        upper = _upper_row(rows, top, lower, width)
        used |= {*range(top, header), *(() if upper is None else (top - 1,))}
        joined = joined_names(lower, rows[top - 1] if upper is not None else (), width)
        said = tuple(_own_name(name) or f"column_{at}" for at, name in enumerate(joined, 1))
        names = distinct(said)
        namesakes = tuple((name, its) for name, its in zip(names, said, strict=True) if name != its)
    above = [at for at in range(body) if at not in used]
    return Layout(
        names, header, body,
        titles=tuple(at for at in above if any(rows[at])),
        blanks=tuple(at for at in above if not any(rows[at])), namesakes=namesakes,
        above=tuple((at + 1, tuple(rows[at])) for at in range(body) if at != header and any(rows[at])),
        sideways=_runs_sideways(rows[body:]) if header is None else _names_sideways(rows, header),
    )  # fmt: skip


def _own_name(header: str) -> str:
    """A header as a name; one that is a column of ours, or a pattern to Polars, gets ``_`` after it."""
    is_pattern = header == "*" or (header.startswith("^") and header.endswith("$"))
    return f"{header}_" if is_pattern or header in _OURS else header


def _runs_sideways(rows: Sequence[Row]) -> bool:
    """Whether names stand in the first column, each once, and values beside them."""
    said = [row for row in rows if any(row)]
    if not 3 <= len(said) <= _MOST_FIELDS:
        return False
    first = [cell_at(row, 0).rstrip(":： ") for row in said]
    named = sum(map(is_name, first))
    return named >= 3 and 5 * named >= 3 * len(first) and len(set(first)) == len(first)


def _names_sideways(rows: Sequence[Row], header: int) -> bool:
    """Whether the first row is a name and its values (客户号, C001, C002), not a row of names."""
    cells = [cell for cell in rows[header] if cell]
    values = not any(is_name(cell) or is_period(cell) for cell in cells[1:])
    return len(cells) > 1 and values and is_name(cells[0]) and _runs_sideways(rows[header:])


def _usual_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows whose span is not that of a lone outlier: one long row does not widen a table."""
    spans = Counter(_span(row) for row in rows)
    often = max(2, len(rows) // 20)
    return [row for row in rows if spans[_span(row)] >= often or len(rows) < 3]


def _span(row: Row) -> int:
    return max((at + 1 for at, cell in enumerate(row) if cell), default=0)


def _upper_row(rows: Sequence[Row], top: int, lower: Row, width: int) -> int | None:
    """The row above, when it is needed to name columns that would be nameless or namesakes."""
    if top == 0:
        return None
    names = [cell_at(lower, at) for at in range(width)]
    counts = Counter(names)
    above = rows[top - 1]
    lacking = [at for at, name in enumerate(names) if not name or counts[name] > 1]
    helps = [
        at for at in lacking if cell_at(above, at) or any(cell_at(above, i) for i in range(at))
    ]
    several = sum(1 for cell in above if cell) >= 2
    said = any(map(is_typed, above)) or any(_STATES.search(cell) for cell in above)
    return top - 1 if helps and several and not said else None


def footers_below(rows: Sequence[Row], width: int, typed: set[int]) -> int:
    """How many of the last rows are no data: footers and the blanks around them.

    Whatever is short and stands below a ruled line (``-----``) or a ``注：`` is a footer. Totals are none; they stay
    in the table and are marked there.
    """
    n, last_said = 0, 0
    needs_line = False
    for row in reversed(rows):
        n += 1
        if not any(row):
            continue
        if _is_line(row) or _begins_note(row) or (not needs_line and _is_footer(row, width, typed)):
            last_said, needs_line = n, False
        elif _is_short(row, width):
            needs_line = True
        else:
            break
    blanks = 0
    for row in reversed(rows[: len(rows) - last_said]):
        if any(row):
            break
        blanks += 1
    return last_said + blanks


def is_footer_text(text: str) -> bool:
    """Whether a lone cell reads as a footer: 第 2 页, 打印时间, a ruled line."""
    return bool(_FOOTER.match(text) or _LINE.fullmatch(text))


def _is_line(row: Row) -> bool:
    """A line of hyphens or the like across the page."""
    cells = [cell for cell in row if cell]
    return len(cells) == 1 and bool(_LINE.fullmatch(cells[0]))


def _begins_note(row: Row) -> bool:
    """A lone cell that begins a note of several lines: 注：1. 本表仅供参考."""
    cells = [cell for cell in row if cell]
    return len(cells) == 1 and bool(_NOTE.match(cells[0]))


def _is_short(row: Row, width: int) -> bool:
    """A row that could be a footer if a ruled line stood above it: a few cells, and no total."""
    cells = [cell for cell in row if cell]
    return 3 * len(cells) <= width and not any(map(is_total_word, cells[:3]))


def _is_footer(row: Row, width: int, typed: set[int]) -> bool:
    cells = [cell for cell in row if cell]
    if any(map(is_total_word, cells[:3])):
        return False
    if re.match(r"#\s*\D", cells[0]) and len(cells) * 2 <= width:
        return True
    fits = any(at in typed and is_typed(cell) for at, cell in enumerate(row) if cell)
    by_words = bool(_FOOTER.match(cells[0])) or (len(cells) <= 2 and bool(_FOOTER.search(cells[0])))
    if by_words and (len(cells) * 2 <= width or (width <= 2 and len(cells) == 1)):
        return not (fits and width > 1 and len(cells) > 1)
    # Words alone in a wide table, where the column below them holds numbers or a key.
    sparse = len(cells) <= max(1, width // 3) and width >= 4
    return sparse and not any(map(is_typed, cells))


def typed_columns(rows: Sequence[Row]) -> set[int]:
    """Columns of these rows that mostly read as numbers or dates."""
    filled = [sum(1 for cell in row if cell) for row in rows]
    return _typed_columns(rows, filled, _usual_fill(filled)) if any(filled) else set()
