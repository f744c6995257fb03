"""A second table under the first: found by its own header after a title or a gap, and set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from custseg.read.cells import is_typed
from custseg.read.layout.aside import is_total_word
from custseg.read.layout.finder import is_footer_text, typed_columns
from custseg.read.layout.names import reads_as_names
from custseg.read.table import ASIDE, ROW, Table
from custseg.words import t

SECOND = "second_table"
"""Why rows are no data: they are those of another table."""

_JUDGED_ROWS = 1000


def without_table_below(table: Table) -> Table:
    """The table with the rows of a second one under it set aside, and a note that says so.

    A second table has column names of its own below a blank row or a title. The same names again
    are a page break, unless a title stands above them that does not stand above the table.
    """
    if not table.is_held:
        return table
    rows = table.sample
    found = _start_below(table)
    if found is None:
        return table
    at, title = found
    first, last = rows[ROW][at], rows[ROW][-1]
    note = t("{name}: rows {first} to {last} are left out: a second table begins there ({title}); "
             "put it in a sheet or file of its own",
             name=table.source.name, first=first, last=last, title=title)  # fmt: skip
    judged = rows.with_columns(
        pl.when(pl.col(ROW) >= first).then(pl.lit(SECOND)).otherwise(pl.col(ASIDE)).alias(ASIDE)
    )
    return replace(table, frame=judged.lazy(), sample=judged, notes=(*table.notes, note))


def _start_below(table: Table) -> tuple[int, str] | None:
    """Where in the frame the second table begins, and what stands above it."""
    rows = table.sample
    filled = rows.select(pl.sum_horizontal(pl.col(table.columns).is_not_null())).to_series()
    gaps = (filled <= 1).arg_true().to_list() if len(table.columns) > 1 else []
    typed: set[int] | None = None
    known = {cell for _, cells in table.above for cell in cells if cell}
    for at in gaps:
        if at == 0 or filled[at - 1] <= 1:
            continue  # the gap was looked at from its first row
        end = next((i for i in range(at, len(rows)) if filled[i] > 1), None)
        if end is None:
            return None
        titles = [cell for row in rows[at:end].select(table.columns).rows() for cell in row if cell]
        if any(is_typed(x) or is_total_word(x) or is_footer_text(x) for x in titles):
            continue
        if rows[ASIDE][end] == "repeated_header":
            if titles and not known & set(titles):
                return at, titles[0]
            continue
        if typed is None:
            head = rows.head(min(at, _JUDGED_ROWS)).select(table.columns).rows()
            typed = typed_columns([[cell or "" for cell in row] for row in head])
        following = rows[end : end + 2].select(table.columns).rows()
        if len(following) == 2 and _is_header(following[0], following[1], typed):
            return at, titles[0] if titles else t(", ").join(c for c in following[0] if c)
    return None


def _is_header(row: Sequence[str | None], below: Sequence[str | None], typed: set[int]) -> bool:
    """Distinct words, also where the first table has numbers, above a row that has some; or names."""
    cells = [cell for cell in row if cell]
    return (
        not any(map(is_typed, cells))
        and len(set(cells)) == len(cells)
        and any(row[at] for at in typed if at < len(row))
        and (any(cell and is_typed(cell) for cell in below) or reads_as_names(cells))
    )
