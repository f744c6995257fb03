"""A frame as the cells a person sees: headers and values in words, and how wide each must be."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from custseg.render.cells import clean, is_quantity, texts, unit_of, widest, width
from custseg.words import header

GAP = 2
"""Blanks between two columns."""
_TEXT_FLOOR, _ID_FLOOR, _RECORD = 14, 24, 30


@dataclass(frozen=True)
class Grid:
    """Headers and columns of text; ``right`` tells the columns that are aligned right."""

    headers: list[str]
    columns: list[list[str]]
    right: list[bool]
    firm: list[bool]
    """Columns whose cells must stay on one line: quantities, dates, short ids."""

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The cells row by row."""
        return list(zip(*self.columns, strict=True))

    @property
    def widths(self) -> list[int]:
        """The width every column takes when nothing is folded."""
        return [widest([h, *column]) for h, column in zip(self.headers, self.columns, strict=True)]


def grid_of(frame: pl.DataFrame) -> Grid:
    """``frame`` in the words of the chosen language."""
    columns = [texts(values) for values in frame.iter_columns()]
    right = [is_quantity(name, dtype) for name, dtype in frame.schema.items()]
    firm = [
        quantity or unit_of(name, dtype) in ("id", "date", "month", "flag")
        for quantity, (name, dtype) in zip(right, frame.schema.items(), strict=True)
    ]
    return Grid([clean(header(name)) for name in frame.columns], columns, right, firm)


def fit(grid: Grid, room: int) -> list[int] | None:
    """A width for every column so that the grid takes ``room`` cells; None when it cannot.

    Headers are folded first, then texts; quantities and dates are never folded.
    """
    natural = grid.widths
    room -= GAP * (len(natural) - 1)
    if sum(natural) <= room:
        return natural
    floors = [_floor(grid, i) for i in range(len(natural))]
    if sum(floors) > room:
        return None
    widths = list(floors)
    for _ in range(room - sum(floors)):
        wanting = [i for i, w in enumerate(widths) if w < natural[i]]
        if not wanting:
            break
        widths[max(wanting, key=lambda i: (natural[i] / widths[i], -i))] += 1
    return widths


def _floor(grid: Grid, i: int) -> int:
    cells = widest(grid.columns[i])
    if not grid.firm[i]:
        cells = min(cells, _TEXT_FLOOR)
    elif not grid.right[i]:
        cells = min(cells, _ID_FLOOR)
    return max(cells, _header_floor(grid.headers[i]))


def _header_floor(name: str) -> int:
    """A header may take three lines, and breaks only between words or Chinese characters."""
    pieces = name.split() if name.isascii() else [name[i : i + 2] for i in range(0, len(name), 2)]
    return max(widest(pieces), -(-width(name) // 3))


def on_its_side(grid: Grid, room: int) -> list[tuple[Grid, list[int]]]:
    """The grid turned: a row a column, a column a record, in as many pieces as ``room`` asks for."""
    names = min(widest(grid.headers), max(room // 3, 8))
    pieces: list[tuple[Grid, list[int]]] = []
    records = grid.rows
    start = 0
    while start < len(records):
        widths: list[int] = []
        for record in records[start:]:
            cells = max(min(widest(record), _RECORD, room - names - GAP), 1)
            if widths and names + sum(widths) + cells + GAP * (len(widths) + 1) > room:
                break
            widths.append(cells)
        piece = [list(record[1:]) for record in records[start : start + len(widths)]]
        heads = [record[0] for record in records[start : start + len(widths)]]
        count = len(widths)
        turned = Grid([grid.headers[0], *heads], [grid.headers[1:], *piece],
                      [False] + [True] * count, [False] * (count + 1))  # fmt: skip
        pieces.append((turned, [names, *widths]))
        start += count
    return pieces
