"""What a printed list repeats on every page: its titles, page numbers, who made it and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from custseg.read.cells import is_empty, is_typed
from custseg.read.layout.finder import typed_columns
from custseg.read.layout.header import LINE
from custseg.read.table import ASIDE, Table

_JUDGED_ROWS = 1000
_FURNITURE = re.compile(
    r"第\s*\d+\s*[页頁]|共\s*\d+\s*[页頁条條笔筆]|[页頁][码碼次]|打印[日时人机于]|列印[日時人]|导出[日时人于]|查询[日时]|制表|製表|制单|製單|审核|審核|复核[:：]|经办|經辦|操作员[:：]"
    r"|续表|續表|接上页|接下页|转下页|page\s*:?\s*\d|printed\s|print date|prepared by",
    re.I,
)


def without_page_furniture(table: Table, above: Iterable[Sequence[str]]) -> Table:
    """The table with rows set aside that stand on every page and are no data.

    Such a row is one of the rows ``above`` the table again, a ruled line, or has a few cells of which
    the first says what page footers say, and nothing that fits a column of numbers or dates; as lines
    of text they have fewer cells than the table. Looked for in tables that are held; of a larger one
    such rows lack what a row must have, and are rejected.
    """
    columns = list(table.columns)
    if not table.is_held or len(columns) < 2:
        return table
    known = {_said(row) for row in above} - {()}
    few = max(2, len(columns) // 3)
    filled = pl.sum_horizontal(pl.col(columns).is_not_null())
    most = max([few, *map(len, known)])
    first = pl.coalesce(columns)
    telling = (
        first.str.contains(f"(?i)^(?:{_FURNITURE.pattern})") | first.str.contains(f"^{LINE.pattern}")
        | first.is_in([said[0] for said in known])
    )  # fmt: skip
    asked = table.sample.with_row_index("_at").filter(
        (pl.col(ASIDE).is_null() | (pl.col(ASIDE) == "ragged"))
        & filled.is_between(1, most)
        & telling
    )
    if asked.is_empty():
        return table
    head = table.sample.head(_JUDGED_ROWS).select(columns).rows()
    typed = typed_columns([[cell or "" for cell in row] for row in head])
    found: dict[int, str] = {}
    for at, *cells in asked.select("_at", *columns).iter_rows():
        why = _furniture(cells, known, typed, few)
        if why is not None:
            found[at] = why
    if not found:
        return table
    reasons = pl.Series(ASIDE, [found.get(at) for at in range(table.sample.height)], pl.String)
    judged = table.sample.with_columns(pl.coalesce(reasons, pl.col(ASIDE)).alias(ASIDE))
    return replace(table, frame=judged.lazy(), sample=judged)


def _said(row: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(cell for cell in row if cell)


def _furniture(cells: Sequence[str | None], known: set[tuple[str, ...]], typed: set[int],
               few: int) -> str | None:  # fmt: skip
    said = _said(cells)
    if said in known:
        return "title"
    if all(LINE.fullmatch(cell) for cell in said) and any(len(cell) > 4 for cell in said):
        return "footer"
    fits = any(at in typed and not is_empty(x) and is_typed(x) for at, x in enumerate(cells) if x)
    if len(said) <= few and not fits and _FURNITURE.match(said[0]):
        return "footer"
    return None
