"""The rows that name the columns: found by what they say, joined where names stand in several rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from custseg.read.cells import is_typed
from custseg.read.layout.names import is_name, reads_as_names, tidy

Row = Sequence[str]

LINE = re.compile(r"[:|+]?[-=*_—─]{2,}[-=*_—─+|]*:?")
"""A cell of a ruled line."""
_IN_BRACKETS = re.compile(r"[(（\[【].*[)）\]】]")
_UNIT = re.compile(
    r"(?:人民币)?[(（\[【]?(?:单位[:：]?)?(?:元|万元|千元|百万元|亿元|万|亿|美元|港元|笔|户|个|件|人|次|天|月|年|岁|%|％|rmb|cny|usd|hkd|yuan)[)）\]】]?",
    re.I,
)
_LOOKED_BELOW = 40
_MONTH_OF = re.compile(
    r"(?:(?P<before>.*?[^\d\s._-])?[\s._-]*20\d\d(?:年|[-/._])?(?:1[0-2]|0?[1-9])月?|(?:1[0-2]|0?[1-9])月份?)末?的?"
    r"[\s._-]*(?P<after>[^\d\s._-].*)?"
)
"""A month and what is told of it: 202401存款余额, AUM_2024-01, 1月消费; 近3月消费 is none."""
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d\s*[-/.年]?\s*(?:(?:0?[1-9]|1[0-2])月?|第?[1-4一二三四]季度|q[1-4]|[上下]半年)?|(?:0?[1-9]|1[0-2])月份?|(?:十[一二]?|[一二三四五六七八九])月份?"
    r"|q[1-4]|第?[1-4一二三四]季度|[上下]半年|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?[-\s]?(?:(?:19|20)?\d\d)?)年?",
    re.I,
)


@dataclass(frozen=True)
class Header:
    """The rows of a header, counted from 0, and what they name."""

    first: int
    last: int
    body: int
    """The first row below the header and what belongs to it: units, a ruled line, the same in English."""
    cells: tuple[str, ...]
    """One name a column, joined from all rows; empty where nothing names it."""


def is_period(cell: str) -> bool:
    """Whether a cell names a month, a quarter or a year: 1月, 2024年3月, Q2, Jan-24."""
    return bool(_PERIOD.fullmatch(cell.strip()))


def periods_side_by_side(names: Sequence[str]) -> list[str]:
    """The names that are periods, alone (1月, 2月) or of the same thing (202401余额, 202402余额)."""
    found = [name for name in names if is_period(name)]
    of: dict[str, list[str]] = {}
    for name in names:
        parts = _MONTH_OF.fullmatch(name.strip())
        if parts:
            of.setdefault(f"{parts['before'] or ''}…{parts['after'] or ''}", []).append(name)
    same = max((its for thing, its in of.items() if thing != "…"), key=len, default=[])
    return found if len(found) >= len(same) else same


def header_by_names(rows: Sequence[Row]) -> Header | None:
    """The first row of ``rows`` that names columns, with the rows that belong to it; None when none does.

    It has at least three fifths as many cells as the rows below it, most of them read as names of columns and
    none as a value (months side by side may be columns, too).
    """
    for at, row in enumerate(rows):
        cells = [cell for cell in row if cell and not is_period(cell)]
        if len(cells) < 2 or not reads_as_names(cells):
            continue
        below = [n for n in map(_count, rows[at + 1 : at + 1 + _LOOKED_BELOW]) if n]
        if below and 5 * _count(row) < 3 * sorted(below)[len(below) // 2]:
            continue
        return _with_rows_below(rows, at)
    return None


def _count(row: Row) -> int:
    return sum(1 for cell in row if cell)


def _with_rows_below(rows: Sequence[Row], first: int) -> Header:
    joined, last = tuple(rows[first]), first
    while last + 1 < len(rows) and _continues(joined, rows[last + 1]):
        last += 1
        joined = joined_names(rows[last], joined)
    body = last + 1
    while body < len(rows) and any(rows[body]):
        row = rows[body]
        if is_unit_row(row):
            joined = with_units(joined, row)
        elif not _is_ruled(row) and not _says_it_again(row, joined):
            break
        body += 1
    return Header(first, last, body, joined)


def _continues(upper: Row, lower: Row) -> bool:
    """Whether a row has the names that the header so far lacks, and nothing else."""
    cells = [cell for cell in lower if cell]
    named = sum(map(is_name, cells))
    return (
        bool(cells) and 2 * named >= len(cells) and not any(map(is_typed, cells))
        and fills_gaps(upper, lower)
    )  # fmt: skip


def _says_it_again(row: Row, header: Row) -> bool:
    """Whether a row names the same columns once more, in another language."""
    said, names = _count(row), _count(header)
    return (
        5 * said >= 4 * names and reads_as_names(row) and list(row) != list(header)
        and _is_latin(row) != _is_latin(header)
    )  # fmt: skip


def _is_latin(row: Row) -> bool:
    return all(cell.isascii() for cell in row)


def _is_ruled(row: Row) -> bool:
    return all(LINE.fullmatch(cell) for cell in row if cell)


def is_unit_row(row: Row) -> bool:
    """Whether a row has nothing but units such as (元), 笔."""
    cells = [cell for cell in row if cell]
    return bool(cells) and all(_UNIT.fullmatch(c) or _IN_BRACKETS.fullmatch(c) for c in cells)


def with_units(names: Row, units: Row) -> tuple[str, ...]:
    """Names with the units that stand below them: 余额 and 万元 are 余额(万元)."""
    said = [cell.strip("()（）[]【】") for cell in units]
    return tuple(
        f"{name}({said[at]})" if at < len(said) and said[at] and name else name
        for at, name in enumerate(names)
    )


def fills_gaps(upper: Row, lower: Row) -> bool:
    """Whether two rows are one header: each has the names that the other lacks."""
    places = range(max(len(upper), len(lower)))
    gaps = [at for at in places if not cell_at(lower, at)]
    groups = [at for at in places if not cell_at(upper, at)]
    return bool(gaps and groups) and not set(gaps) & set(groups)


def cell_at(row: Row, at: int) -> str:
    """The cell of a row that may be shorter."""
    return row[at] if at < len(row) else ""


def joined_names(header: Row, upper: Row, width: int | None = None) -> tuple[str, ...]:
    """Names of two rows: ``upper_lower`` for namesakes under a group, the upper one for nameless ones."""
    width = max(len(header), len(upper)) if width is None else width
    lower = [tidy(cell_at(header, at)) for at in range(width)]
    counts = Counter(lower)
    found: list[str] = []
    group = ""
    for at, name in enumerate(lower):
        group = tidy(cell_at(upper, at)) or (group if name else "")
        if (not name or counts[name] > 1) and group:
            name = f"{group}_{name}" if name else group
        found.append(name)
    return tuple(found)


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names with a number behind those that are there already: 金额, 金额_2."""
    seen: set[str] = set()
    taken = set(names)
    result: list[str] = []
    for name in names:
        chosen, n = name, 2
        while chosen in seen or (chosen != name and chosen in taken):
            chosen, n = f"{name}_{n}", n + 1
        seen.add(chosen)
        result.append(chosen)
    return tuple(result)
