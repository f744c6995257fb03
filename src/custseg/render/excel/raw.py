"""Tables as they were found, one sheet each: every cell is text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
from openpyxl import Workbook

from custseg.errors import OutputError
from custseg.render.excel.archive import save
from custseg.render.excel.book import safe_name
from custseg.render.excel.rows import MOST_ROWS, Rows, Style, plain
from custseg.words import t


def write_tables(
    tables: Iterable[tuple[str, Sequence[str], Iterable[pl.DataFrame]]], path: Path
) -> None:
    """Write tables (name, header, rows of text) to ``path``; raises OutputError where a sheet is too short."""
    book, bodies = Workbook(), {}
    book.remove(book.active)
    book.properties.creator = "custseg"
    for name, header, batches in tables:
        sheet = book.create_sheet(safe_name(name, book.sheetnames))
        names = [str(at) for at in range(len(header))]
        first = pl.DataFrame([header], schema=dict.fromkeys(names, pl.String), orient="row")
        rows = pl.concat([first, *(batch.rename(dict(zip(batch.columns, names, strict=True)))
                                   for batch in batches)])  # fmt: skip
        if rows.height > MOST_ROWS:
            raise OutputError(
                t("{name}: {rows} rows do not fit a sheet", name=name, rows=f"{rows.height:,}"),
                t("write .csv or .parquet instead"),
            )
        bodies[sheet.title] = Rows(plain(rows)[0], [Style(0, 0)] * rows.width, first_row=1)
    save(book, path, bodies)
