"""Tables of text as they were found, to files and standard output: ``inspect --raw``."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from custseg.render.portions import portions
from custseg.render.tabular import BOM, guarded


@dataclass(frozen=True)
class RawTable:
    """A table as it stands in its file: the names of its columns, which may repeat, and its cells."""

    name: str
    header: tuple[str, ...]
    rows: pl.LazyFrame
    """All text; its own column names are unique."""


def csv_pieces(table: RawTable) -> Iterator[bytes]:
    """The table as CSV; what a spreadsheet would run as a formula gets a ``'`` before it."""
    names = [str(at) for at in range(len(table.header))]
    header = [name or None for name in table.header]
    texts = pl.DataFrame([header], schema=dict.fromkeys(names, pl.String), orient="row")
    for rows in (texts, *portions(table.rows)):
        piece = io.BytesIO()
        safe = rows.with_columns(guarded(pl.col(name)).alias(name) for name in rows.columns)
        safe.write_csv(piece, include_header=False)
        yield piece.getvalue()


def json_pieces(tables: Sequence[RawTable]) -> Iterator[bytes]:
    """An object with the ``tables``, each with its header and its rows as arrays of text."""
    yield b'{"tables": ['
    for at, table in enumerate(tables):
        yield (b",\n" if at else b"\n") + b' {"name": ' + _text(table.name)
        yield b', "header": ' + _text(table.header) + b', "rows": ['
        start = b"\n  "
        for rows in portions(table.rows):
            for row in rows.iter_rows():
                yield start + _text(row)
                start = b",\n  "
        yield b"\n ]}"
    yield b"\n]}\n"


def write_draft(tables: Sequence[RawTable], draft: Path, form: str) -> None:
    """Write tables to a file of this format; all but a workbook and JSON hold one."""
    if form == "xlsx":
        _write_workbook(tables, draft)
    elif form == "parquet":
        tables[0].rows.sink_parquet(draft)
    else:
        with draft.open("wb") as file:
            if form == "csv":
                file.write(BOM)
                file.writelines(csv_pieces(tables[0]))
            else:
                file.writelines(json_pieces(tables))


def _write_workbook(tables: Sequence[RawTable], draft: Path) -> None:
    from custseg.render.excel.raw import write_tables

    write_tables(((table.name, table.header, portions(table.rows)) for table in tables), draft)


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
