"""``inspect --raw``: the table as it was found, text and nothing decided about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import polars as pl

from custseg.cli.boundary import say
from custseg.cli.options import Common
from custseg.cli.progress import shown
from custseg.cli.run import paths_of, reading_options
from custseg.cli.sections import Sections, find
from custseg.errors import CheckError
from custseg.words import t

if TYPE_CHECKING:
    from custseg.read.table import Table
    from custseg.render.raw import RawTable

_EXAMPLES = 5
_STAYS = "total|carried|repeated_header|second_table"
"""Rows that are set aside and yet rows of the table as it stands: all but blank and spoilt ones."""


def raw_files(files: Sequence[str], options: Common, *, check: bool) -> int:
    """Write the tables in ``files`` as they stand: every row of the table, every cell as text."""
    from custseg.read import read_tables
    from custseg.read.cells import as_found
    from custseg.render import write_raw
    from custseg.schema import KeptReading

    sections = Sections(find(options.config))
    kept = sections.of("reading", KeptReading)
    with shown(not options.quiet), as_found():
        reading = read_tables(list(files), reading_options(options, sections), kept.options_of)
    tables = [_raw(table) for table in reading.tables]
    write_raw(tables, options.output, options.format, force=options.force, inputs=paths_of(files))
    warnings = [*reading.notes, *(note for table in reading.tables for note in _warnings(table))]
    if not options.quiet:
        for table in reading.tables:
            for text in _left_out(table):
                say(text)
        for text in warnings:
            say(t("custseg: warning: {text}", text=text))
        if options.output is not None:
            say(t("written: {path}", path=options.output))
    if warnings and (check or options.strict):
        raise CheckError(
            t("{count} things need a person: {first}", count=len(warnings), first=warnings[0]),
            t("settle them with the reading options: --encoding, --separator, --header-row, --sheet, --lenient"),
        )  # fmt: skip
    return 0


def _warnings(table: Table) -> Iterator[str]:
    """What is doubtful about a table; the rows that are not in it because they are spoilt among it."""
    from custseg.read.table import ASIDE, ROW

    yield from table.notes
    if table.ragged:
        spoilt = table.frame.filter(pl.col(ASIDE) == "ragged").select(pl.col(ROW).head(_EXAMPLES))
        rows = spoilt.collect()[ROW]
        yield t(
            "{name}: {count} rows are left out for a wrong number of cells or a stray quote "
            "(rows {rows}); --lenient keeps them",
            name=table.source.name, count=table.ragged,
            rows=", ".join(map(str, rows)),
        )  # fmt: skip


def _left_out(table: Table) -> Iterator[str]:
    """The rows above and below a table that say something and are no part of it."""
    for said in table.aside:
        if said.reason != "blank":
            rows = "; ".join(f"{number}: {text}" for number, text in said.examples)
            yield t("{name}: {count} rows are left out, outside the table ({rows})",
                    name=table.source.name, count=said.count, rows=rows)  # fmt: skip


def _raw(table: Table) -> RawTable:
    from custseg.read.table import ASIDE
    from custseg.render.raw import RawTable

    stays = pl.col(ASIDE).is_null() | pl.col(ASIDE).str.contains(_STAYS)
    name = table.source.sheet or table.source.name
    return RawTable(name, _header(table), table.frame.filter(stays).select(table.columns))


def _header(table: Table) -> tuple[str, ...]:
    """The names of the columns as the file has them: repeated ones repeated, missing ones empty."""
    if table.source.header_row is None:
        return table.columns
    return tuple(
        "" if name == f"column_{at}" else table.written.get(name, table.namesakes.get(name, name))
        for at, name in enumerate(table.columns, 1)
    )
