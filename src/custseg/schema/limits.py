"""Tables that end where a spreadsheet must: perhaps the rest was cut off. And tables without rows."""

from __future__ import annotations

from custseg.read.table import ASIDE, ROW, Table
from custseg.result import Note
from custseg.words import t

LIMITS = (65_536, 1_048_576)
"""Rows a sheet can have, the header among them: in .xls and in .xlsx."""


def doubts_of_size(table: Table) -> list[Note]:
    """A warning where a table has as many rows as a sheet can hold, or none at all."""
    name = table.source.name
    none_are_data = table.is_held and table.sample[ASIDE].null_count() == 0
    if table.sample.is_empty() or none_are_data:
        return [Note("warning", t("{file}: column names but no rows", file=name))]
    last = int(table.sample[ROW].max())  # type: ignore[arg-type]
    if any(rows.reason == "footer" for rows in table.aside):
        return []
    rows = table.rows_in_frame or last - (table.source.header_row or 0)
    limit = next((n for n in LIMITS if n in (last, rows)), None)
    if limit is None:
        return []
    return [Note("warning", t(
        "{file} ends at row {last}, and {limit} rows are as many as a sheet can hold: perhaps the rest was "
        "cut off; compare the number of rows with the system it comes from",
        file=name, last=f"{last:,}", limit=f"{limit:,}"))]  # fmt: skip
