"""A frame as the cells a person sees: headers and values in words, and how wide each must be."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from custseg.render import cells as shown
from custseg.render.cells import clean, is_quantity, unit_of, widest, width
from custseg.words import header

GAP = 2
"""Blanks between two columns."""
_LEAST_TEXT, _TEXT_FLOOR, _ID_FLOOR, _RECORD = 8, 12, 24, 30
_LONG_WORD = 6
_BREAKS = re.compile(r"(?<=\s)|(?=[（(])")


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
    columns = shown.columns(frame)
    right = [is_quantity(name, dtype) for name, dtype in frame.schema.items()]
    firm = [
        quantity or unit_of(name, dtype) in ("id", "date", "month", "flag")
        for quantity, (name, dtype) in zip(right, frame.schema.items(), strict=True)
    ]
    return Grid([clean(header(name)) for name in frame.columns], columns, right, firm)


def fit(grid: Grid, room: int) -> list[int] | None:
    """A width for every column so that the grid takes ``room`` cells; None when it cannot.

    Headers fold first, to three lines at most, then texts. Quantities, dates and ids never fold.
    What room is left goes to the texts, then to headers that it saves a line.
    """
    room -= GAP * (len(grid.headers) - 1)
    steps = [_steps(grid, i) for i in range(len(grid.headers))]
    widths = [step[0] for step in steps]
    if sum(widths) > room:
        return None
    spare = room - sum(widths)
    cells = [widest(column) for column in grid.columns]
    while spare and any(w < c for w, c in zip(widths, cells, strict=True)):
        widths[max(range(len(widths)), key=lambda i: cells[i] / max(widths[i], 1))] += 1
        spare -= 1
    while True:
        wider = [
            (next((w for w in step if w > widths[i]), None), i) for i, step in enumerate(steps)
        ]
        costs = [(w - widths[i], i) for w, i in wider if w is not None and w - widths[i] <= spare]
        if not costs:
            return widths
        cost, i = min(costs)
        widths[i] += cost
        spare -= cost


def _steps(grid: Grid, i: int) -> list[int]:
    """The widths worth having for a column: its least, with a header of two lines, of one line."""
    cells = widest(grid.columns[i])
    if not grid.firm[i]:
        words = widest(word for cell in grid.columns[i] for word in cell.split())
        cells = min(cells, max(min(words, _TEXT_FLOOR), _LEAST_TEXT))
    elif not grid.right[i]:
        cells = min(cells, _ID_FLOOR)
    heads = [_header_width(grid.headers[i], lines) for lines in (3, 2, 1)]
    return sorted({max(cells, head) for head in heads})


def _header_width(name: str, lines: int) -> int:
    """The least width at which a header takes no more than ``lines`` lines."""
    if lines == 1:
        return width(name)
    least = max(widest(piece.rstrip() for piece in _pieces(name)), -(-width(name) // lines))
    return next(w for w in range(least, width(name) + 1) if len(folded(name, w)) <= lines
                or w == width(name))  # fmt: skip


def _pieces(name: str) -> list[str]:
    """Where a header may break: after blanks, before brackets, in the middle of long Chinese words."""
    pieces: list[str] = []
    for piece in _BREAKS.split(name):
        if width(piece) > _LONG_WORD and not piece.isascii():
            half = -(-len(piece) // 2)
            pieces += [piece[:half], piece[half:]]
        elif piece:
            pieces.append(piece)
    return pieces


def folded(name: str, room: int) -> list[str]:
    """A header in lines of at most ``room`` cells, broken at its pieces as far as they allow."""
    lines = [""]
    for piece in _pieces(name):
        joined = lines[-1] + piece
        if not lines[-1] or width(joined.rstrip()) <= room:
            lines[-1] = joined
        else:
            lines.append(piece)
    return [line.strip() for line in lines]


def on_its_side(grid: Grid, room: int) -> list[tuple[Grid, list[int]]]:
    """The grid turned: a row a column, a column a record, in as many pieces as ``room`` asks for."""
    records = grid.rows
    names = min(widest(grid.headers), max(room // 3, 8))
    cells = max(min(widest(cell for record in records for cell in record), _RECORD,
                    room - names - GAP), 1)  # fmt: skip
    at_most = max((room - names) // (cells + GAP), 1)
    count = -(-len(records) // at_most)
    pieces: list[tuple[Grid, list[int]]] = []
    rest = list(records)
    for i in range(count):
        taken = -(-len(rest) // (count - i))
        piece, rest = rest[:taken], rest[taken:]
        turned = Grid([grid.headers[0], *(record[0] for record in piece)],
                      [grid.headers[1:], *(list(record[1:]) for record in piece)],
                      [False] + [True] * len(piece), [False] * (len(piece) + 1))  # fmt: skip
        pieces.append((turned, [names] + [cells] * len(piece)))
    return pieces
