"""The last step of every format: rows of text with their numbers become a Table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from custseg.read.cells import clean, cleaned, keeps_cells, untidy
from custseg.read.layout.aside import aside_column
from custseg.read.layout.below import without_table_below
from custseg.read.layout.finder import (
    HEAD_ROWS,
    TAIL_ROWS,
    Layout,
    find_table,
    footers_below,
    typed_columns,
)
from custseg.read.layout.header import Row, periods_side_by_side
from custseg.read.layout.names import tidy
from custseg.read.layout.pages import without_page_furniture
from custseg.read.table import ASIDE, ROW, AsideRows, Source, Table
from custseg.words import t

_FEWEST_COLUMNS = 2
"""A lone column beside a table is no table."""
_MARKS = tuple("!@#$%^&+~|")
SAMPLE_ROWS = 2000
"""Rows of the head and of the tail that a large table's roles and formats are decided by."""


@dataclass(frozen=True)
class Needs:
    """What can occur in the cells of a table, so that a clean one pays for nothing."""

    padded: bool = True
    marked: bool = True
    totals: bool = True
    headers: bool = True
    blanks: bool = True


EVERYTHING = Needs()
"""For tables small enough to look at every cell."""


def finish(frame: pl.LazyFrame, names: Sequence[str], header: Sequence[str] | None, needs: Needs,
           *, known: bool = False, dirty: Sequence[str] | None = None) -> pl.LazyFrame:  # fmt: skip
    """``frame`` with cells cleaned and ASIDE said; ``known`` as in ``aside_column``.

    Only the columns ``dirty`` are cleaned, if it is known which may need it.
    """
    kept = {name: name for name in names}
    if keeps_cells():
        kept = {name: f"_found:{name}" for name in names}
        frame = frame.with_columns(pl.col(name).alias(found) for name, found in kept.items())
    spotless = cleaned(frame, names if dirty is None else dirty,
                       padded=needs.padded, marked=needs.marked)  # fmt: skip
    reason = aside_column(names, header, totals=needs.totals, headers=needs.headers,
                          blanks=needs.blanks, known=known)  # fmt: skip
    return spotless.with_columns(reason).select(
        *(pl.col(found).alias(name) for name, found in kept.items()),
        pl.col(ROW).cast(pl.UInt32), pl.col(ASIDE).cast(pl.String),
    )  # fmt: skip


def table_in_memory(source: Source, frame: pl.LazyFrame, names: Sequence[str],
                    aside: Iterable[AsideRows], notes: Iterable[str] = ()) -> Table:  # fmt: skip
    """A Table of a finished frame that is small enough to be held."""
    rows = frame.collect()
    kept = _without_empty_tail(rows, names)
    rows = rows.select(*kept, ROW, ASIDE)
    return Table(source, rows.lazy(), kept, rows, tuple(aside), rows.height, tuple(notes))


def _without_empty_tail(rows: pl.DataFrame, names: Sequence[str]) -> tuple[str, ...]:
    """The columns without nameless empty ones at the end: a trailing separator on every line."""
    kept = list(names)
    while (
        len(kept) > 1
        and not keeps_cells()
        and kept[-1] == f"column_{len(kept)}"
        and rows[kept[-1]].null_count() == rows.height
        and rows.height
    ):
        kept.pop()
    return tuple(kept)


def as_written(layout: Layout, names: Sequence[str], cells: Sequence[str | None]) -> dict[str, str]:
    """Each column with its header as the header row writes it, where that row alone names the column."""
    said = dict(layout.namesakes)
    return {
        name: cell for name, cell in zip(names, cells, strict=False)
        if cell and tidy(clean(cell)) == said.get(name, name)
    }  # fmt: skip


def header_cells(layout: Layout, rows: Sequence[Row], width: int) -> tuple[str, ...] | None:
    """The cells of the header row as they would read if the header came again."""
    if layout.header is None:
        return None
    row = rows[layout.header]
    return tuple(row[at] if at < len(row) else "" for at in range(width))


def aside_above(layout: Layout, rows: Sequence[Row]) -> list[AsideRows]:
    """The titles and blank rows above a table."""
    return [
        said for said in (
            quoted("title", [(at + 1, rows[at]) for at in layout.titles]),
            quoted("blank", [(at + 1, rows[at]) for at in layout.blanks]),
        ) if said.count
    ]  # fmt: skip


def aside_below(rows: Iterable[tuple[int, Row]]) -> list[AsideRows]:
    """The footers below a table and the blank rows around them, with their row numbers."""
    numbered = list(rows)
    return [
        said for said in (
            quoted("footer", [(n, row) for n, row in numbered if any(row)]),
            quoted("blank", [(n, row) for n, row in numbered if not any(row)]),
        ) if said.count
    ]  # fmt: skip


def quoted(reason: str, rows: Sequence[tuple[int, Row]]) -> AsideRows:
    """Rows set aside, with at most five as examples."""
    said = tuple((n, " ".join(cell for cell in row if cell)[:80]) for n, row in rows[:5])
    return AsideRows(reason, len(rows), said)


def merge_aside(parts: Iterable[AsideRows]) -> tuple[AsideRows, ...]:
    """One entry a reason."""
    merged: dict[str, AsideRows] = {}
    for part in parts:
        old = merged.get(part.reason)
        merged[part.reason] = part if old is None else AsideRows(
            part.reason, old.count + part.count, (old.examples + part.examples)[:5]
        )  # fmt: skip
    return tuple(merged.values())


def table_of_sheet(source: Source, sheet: pl.DataFrame, header_row: int | str | None,
                   notes: Iterable[str] = ()) -> Table | None:  # fmt: skip
    """The table in a sheet of text whose first row is row 1; None when nothing is in it."""
    head = grid(sheet.head(HEAD_ROWS))
    layout = find_table(head, header_row, source.name)
    if layout is None:
        return None
    names = layout.names
    body = sheet.slice(layout.body)
    typed = typed_columns(head[layout.body :])
    tail = grid(body.tail(TAIL_ROWS))
    below = footers_below(tail, len(names), typed)
    first_below = layout.body + body.height - below + 1
    footers = [(first_below + at, row) for at, row in enumerate(tail[len(tail) - below :])]
    rows = body.head(body.height - below).select(
        pl.nth(range(len(names))).name.map(_renamer(sheet.columns, names))
    )
    found = finish(rows.lazy().with_row_index(ROW, offset=layout.body + 1), names,
                   header_cells(layout, head, len(names)), EVERYTHING,
                   dirty=untidy(rows, names))  # fmt: skip
    where = _with_header(source, layout)
    table = table_in_memory(where, found, names,
                            merge_aside([*aside_above(layout, head), *aside_below(footers)]), notes)  # fmt: skip
    if keeps_cells() and layout.header is not None:
        table = replace(table, written=as_written(layout, names, sheet.row(layout.header)))
    return with_header_of(layout, table)


def with_header_of(layout: Layout, table: Table) -> Table:
    """The table with what stands above it and what its header says twice, and warnings of its layout.

    Rows that stand on every page are set aside, and a second table beside it or below it. A table
    stands beside another when its headers come again after an empty column, or when it ends on
    another row.
    """
    namesakes = {name: its for name, its in layout.namesakes if name in table.columns}
    table = replace(table, namesakes=namesakes, above=layout.above,
                    notes=(*table.notes, *_doubts(layout, table)))  # fmt: skip
    cut = _second_table(table)
    if cut is not None:
        table = _without_columns_after(cut, table)
    else:
        table = replace(table, notes=(*table.notes, *_gaps(table)))
    table = without_page_furniture(table, (cells for _, cells in layout.above))
    return without_table_below(table)


def _doubts(layout: Layout, table: Table) -> Iterable[str]:
    """Warnings of tables that are turned or spread out to the side."""
    if layout.sideways:
        yield t("{name}: the names of its fields run down the first column ({names}), not along the first row; "
                "turn the table so that every customer or deal is one row",
                name=table.source.name,
                names=t(", ").join(list(table.sample[table.columns[0]].drop_nulls().head(3))))  # fmt: skip
    mark = _mark_before_cells(table)
    if mark is not None:
        yield t("{name}: every cell begins with {mark!r}, as if {separator!r} stood between them; replace it by one "
                "character, such as a tab",
                name=table.source.name, mark=mark, separator=f"{table.source.separator}{mark}")  # fmt: skip
    periods = periods_side_by_side(table.columns)
    if len(periods) > 1:
        yield t("{name}: the columns {columns} are periods side by side; they are not added up and have no "
                "dates: export one row for each period",
                name=table.source.name, columns=t(", ").join(periods[:5]))  # fmt: skip


def _mark_before_cells(table: Table) -> str | None:
    """A sign that all names and cells but the first begin with: one of a separator of several signs."""
    later = table.columns[1:]
    mark = later[0][:1] if later else ""
    if mark not in _MARKS or not all(name.startswith(mark) for name in later):
        return None
    said = table.sample.select(pl.col(later).str.starts_with(mark).all())
    return mark if all(said.row(0)) else None


def _without_columns_after(cut: int, table: Table) -> Table:
    kept, rest = table.columns[:cut], table.columns[cut + 1 :]
    note = t("{name}: columns {first} to {last} are left out: a second table stands beside the first ({headers}); "
             "put it in a sheet or file of its own",
             name=table.source.name, first=cut + 2, last=len(table.columns),
             headers=t(", ").join(table.namesakes.get(name, name) for name in rest))  # fmt: skip
    blank = pl.all_horizontal(pl.col(name).is_null() for name in kept) & pl.col(ASIDE).is_null()
    judged = pl.when(blank).then(pl.lit("blank")).otherwise(pl.col(ASIDE)).alias(ASIDE)
    return replace(
        table, columns=kept, frame=table.frame.select(*kept, ROW, judged),
        sample=table.sample.select(*kept, ROW, judged), notes=(*table.notes, note),
        namesakes={name: its for name, its in table.namesakes.items() if name in kept},
    )  # fmt: skip


def _second_table(table: Table) -> int | None:
    """The empty column between a table and one beside it: with the same headers, or with fewer or more rows."""
    for cut, name in enumerate(table.columns):
        before, rest = table.columns[:cut], table.columns[cut + 1 :]
        if name != f"column_{cut + 1}" or not rest or table.sample[name].count():
            continue
        if not any(table.sample[column].count() for column in before):
            continue  # the table begins further right
        if all(table.namesakes.get(after) in before for after in rest):
            return cut
        if table.is_held and len(rest) > 1 and _last_row(table, before) != _last_row(table, rest):
            return cut
    return None


def _gaps(table: Table) -> Iterable[str]:
    """A warning of an empty column without a name that parts what may be two tables of as many rows."""
    for cut in range(_FEWEST_COLUMNS, len(table.columns) - _FEWEST_COLUMNS):
        name = table.columns[cut]
        if name == f"column_{cut + 1}" and not table.sample[name].count() and table.is_held:
            yield t("{name}: column {number} is empty, and the columns behind it ({headers}) are read as parts of the same "
                    "rows; if they are a second table, put it in a sheet or file of its own",
                    name=table.source.name, number=cut + 1,
                    headers=t(", ").join(table.columns[cut + 1 :][:5]))  # fmt: skip
            return


def _last_row(table: Table, columns: Sequence[str]) -> int | None:
    """The last row that says something in these columns, totals left out."""
    said = pl.any_horizontal(pl.col(columns).is_not_null()) & pl.col(ASIDE).is_null()
    last: int | None = table.sample.filter(said)[ROW].max()  # type: ignore[assignment]
    return last


def _renamer(old: Sequence[str], new: Sequence[str]) -> Callable[[str], str]:
    return dict(zip(old, new, strict=False)).__getitem__


def _with_header(source: Source, layout: Layout) -> Source:
    return replace(source, header_row=None if layout.header is None else layout.header + 1)


def grid(rows: pl.DataFrame) -> list[list[str]]:
    """Rows of a frame as lists of cleaned cells."""
    return [[clean(cell) for cell in row] for row in rows.rows()]
