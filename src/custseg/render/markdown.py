"""The answer as Markdown (GitHub's tables), to paste into a page or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from custseg.render import story
from custseg.render.cells import clean
from custseg.render.grid import grid_of
from custseg.render.view import View
from custseg.result import Result
from custseg.words import t, title

_MARKUP = re.compile(r"([\\`*_\[\]<>|#~$&]|:(?=/)|(?<=www)\.)", re.IGNORECASE)
"""Signs of markup, and what makes a bare address a link on GitHub: its ``://`` or ``www.``."""


def lines(results: Sequence[Result], view: View) -> Iterator[str]:
    """The lines of the document, without line ends."""
    for result in results:
        name, facts = story.headline(result)
        yield from (f"# {escaped(name)}", "")
        if facts:
            yield from (escaped(facts), "")
        yield from _bullets(story.findings(result))
        for key, table in result.tables.items():
            yield from (f"## {escaped(clean(title(key)))}", "", *table_lines(table), "")
        if result.customers is not None:
            yield from _customers(result.customers, view)
    remarks = story.remarks(results)
    if remarks:
        yield from (f"## {t('Notes')}", "")
        yield from _bullets(
            t("warning: {text}", text=note.text) if note.level == "warning" else note.text
            for note in remarks
        )
    yield from _bullets(story.provenance(results))


def _customers(customers: pl.DataFrame, view: View) -> Iterator[str]:
    rows = view.rows_of(customers.height, brief=True)
    yield from (f"## {title('customers')}", "")
    partly = story.shown(rows, customers.height)
    if partly:
        yield from (escaped(partly), "")
    if rows:
        yield from (*table_lines(customers.head(rows)), "")


def table_lines(frame: pl.DataFrame) -> Iterator[str]:
    """A frame as a table; markup in the data is escaped, so that it is shown and not obeyed."""
    if frame.width == 0:
        return
    grid = grid_of(frame)
    yield _row(grid.headers)
    yield "| " + " | ".join("---:" if right else "---" for right in grid.right) + " |"
    for row in grid.rows:
        yield _row(row)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def _bullets(sentences: Iterator[str] | Sequence[str]) -> Iterator[str]:
    said = [f"- {escaped(sentence)}" for sentence in sentences]
    if said:
        yield from (*said, "")


def escaped(text: str) -> str:
    """``text`` with every character Markdown or HTML would act on made plain."""
    return _MARKUP.sub(r"\\\1", text)
