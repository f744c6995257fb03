"""Cells that are merged over several rows, said in each of them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from custseg.read.table import ROW
from custseg.schema.columns.kind import Recognised
from custseg.schema.columns.mapping import Columns
from custseg.words import t


def filled_down(columns: Columns, seen: Recognised) -> Columns:
    """The columns with ids, dates and words that are merged over several rows said in each of them.

    An amount that is merged over several rows is one amount, not several: it stays in the first row.
    """
    table = columns.table
    merged = {
        x.column: table.merged[x.column] for x in seen.roles.assigned.values()
        if x.column in table.merged and x.parsing.parser not in ("money", "number")
    }  # fmt: skip
    if not merged or not table.is_held:
        return columns
    rows, filled = table.sample, 0
    at = {number: place for place, number in enumerate(rows[ROW])}
    for column, ranges in merged.items():
        cells = rows[column].to_list()
        for first, last in ranges:
            for number in range(first + 1, last + 1):
                if first in at and number in at and cells[at[number]] is None:
                    cells[at[number]] = cells[at[first]]
                    filled += 1
        rows = rows.with_columns(pl.Series(column, cells, pl.String()))
    note = t("{name}: {count} cells of {columns} are merged with the cell above and say the same",
             name=table.source.name, count=f"{filled:,}", columns=t(", ").join(merged))  # fmt: skip
    whole = replace(table, frame=rows.lazy(), sample=rows, notes=(*table.notes, note))
    return Columns(whole, columns.order, columns.hints)
