"""The answer as plain text, for files and pipes: no colour, no lines, natural width, nothing cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from custseg.render import story
from custseg.render.cells import clean, pad
from custseg.render.grid import GAP, grid_of
from custseg.render.view import View
from custseg.result import Result
from custseg.words import t, title


def lines(results: Sequence[Result], view: View) -> Iterator[str]:
    """The lines of the text, without line ends."""
    for result in results:
        name, facts = story.headline(result)
        yield f"{name}  {facts}".rstrip()
        yield ""
        for sentence in story.findings(result):
            yield f"* {sentence}"
        if story.findings(result):
            yield ""
        for key, table in result.tables.items():
            yield clean(title(key))
            yield from table_lines(table)
            yield ""
        if result.customers is not None:
            yield from _customers(result.customers, view)
    for note in story.remarks(results):
        yield (
            t("warning: {text}", text=note.text) if note.level == "warning" else f"- {note.text}"
        )
    yield from story.provenance(results)


def _customers(customers: pl.DataFrame, view: View) -> Iterator[str]:
    rows = view.rows_of(customers.height, brief=False)
    partly = story.shown(rows, customers.height)
    yield f"{title('customers')}  {partly}".rstrip()
    yield from table_lines(customers.head(rows))
    yield ""


def table_lines(frame: pl.DataFrame) -> Iterator[str]:
    """A frame as aligned columns; numbers right, text left."""
    if frame.width == 0:
        return
    grid = grid_of(frame)
    padded = [
        _padded([name, *column], cells, right)
        for name, column, cells, right in zip(
            grid.headers, grid.columns, grid.widths, grid.right, strict=True
        )
    ]
    gap = " " * GAP
    for row in zip(*padded, strict=True):
        yield gap.join(row).rstrip()


def _padded(column: list[str], cells: int, right: bool) -> list[str]:
    if all(map(str.isascii, column)):
        return (
            [text.rjust(cells) for text in column]
            if right
            else [text.ljust(cells) for text in column]
        )
    return [pad(text, cells, right=right) for text in column]
