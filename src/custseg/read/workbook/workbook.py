"""Workbooks of every kind: every visible sheet as text, the way its program means its cells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from custseg.errors import InputError
from custseg.read.layout.assemble import table_of_sheet
from custseg.read.options import ReadOptions, header_row_of
from custseg.read.scratch import sha256_of
from custseg.read.table import ROW, Source, Table
from custseg.read.workbook.listing import Listed, listed_sheets
from custseg.read.workbook.sheet import Merged, Sheet, TooFar
from custseg.words import t

LeftOut = tuple[str, str, str]
"""Name, why and sha256 of a sheet that is no table."""

_MIDNIGHT = r"^(\d{4}-\d\d-\d\d)[ T]00:00:00$"
_DAY_LENGTH, _MOMENT_LENGTH = len("2024-01-31"), len("2024-01-31 08:26:00")


def read_workbook(
    local: Path, kind: str, source: Source, options: ReadOptions
) -> tuple[list[Table], list[LeftOut]]:
    """The tables of a workbook's visible sheets, and the sheets that were left out.

    ``options.sheet`` names the one sheet to take, hidden or not. Numbers come without a trailing
    ``.0`` and with the 15 digits Excel keeps (a number that had more comes as ``6.22202123456789E+18``,
    which no reader can take for an id), numbers that are shown with leading zeros with them, money that
    is shown in a currency with its sign, dates as ``2024-01-31`` or ``2024-01-31 08:26:00``, booleans as
    ``true`` and ``false``, errors as ``#N/A`` and the like, a formula that was never computed as
    ``#UNCOMPUTED!``, empty cells as null.
    """
    name = source.name
    where = replace(source, format=kind, sha256=source.sha256 or sha256_of(local))
    tables: list[Table] = []
    left_out: list[LeftOut] = []
    hidden: list[str] = []
    with listed_sheets(local, kind, name, options) as sheets:
        for listed in _chosen(sheets, options.sheet, name):
            at = replace(where, sheet=listed.name)
            if listed.other is not None:
                left_out.append((at.name, _other(listed.other), where.sha256))
            elif listed.hidden and options.sheet is None:
                hidden.append(listed.name)
                left_out.append((at.name, t("a hidden sheet"), where.sha256))
            else:
                table = _table(at, listed, options, one_of_many=len(sheets) > 1)
                if table is None:
                    left_out.append((at.name, t("an empty sheet"), where.sha256))
                else:
                    tables.append(table)
    if not all(map(_is_remark, tables)):
        left_out += [(table.source.name, t("a remark, not a table"), where.sha256)
                     for table in tables if _is_remark(table)]  # fmt: skip
        tables = [table for table in tables if not _is_remark(table)]
    if not tables and not left_out:
        raise InputError(t("{name} has no sheets", name=name), t("export it again"))
    if hidden and tables:
        note = t("{name}: hidden sheets left out: {sheets} (take one with --sheet)", name=name,
                 sheets=", ".join(hidden))  # fmt: skip
        tables[0] = replace(tables[0], notes=(*tables[0].notes, note))
    return tables, left_out


def _chosen(sheets: list[Listed], wanted: str | None, name: str) -> list[Listed]:
    if wanted is None:
        return sheets
    found = [each for each in sheets if each.name == wanted]
    if found:
        return found
    raise InputError(
        t("{name} has no sheet {wanted!r}", name=name, wanted=wanted),
        t("sheets: {sheets}", sheets=", ".join(each.name for each in sheets)),
    )


def _other(what: str) -> str:
    """What a sheet is that has no cells of its own."""
    words = {
        "chart": t("a chart sheet"),
        "dialog": t("a dialog sheet"),
        "macro": t("a macro sheet"),
    }
    return words[what]


def _table(
    source: Source, listed: Listed, options: ReadOptions, *, one_of_many: bool
) -> Table | None:
    """The table in one sheet; None when the sheet is empty."""
    sheet = Sheet(listed.name)
    try:
        cells, first_column = listed.read(sheet)
    except TooFar as error:
        raise InputError(
            t("{name} is refused as unsafe: {why}", name=source.name, why=error.message),
            t(
                "if you trust it, delete the empty rows and columns around its table and save it again"
            ),
        ) from error
    except InputError as error:
        if not one_of_many:
            raise
        raise InputError(
            error.message,
            t("sheet {sheet} cannot be read; take another one with --sheet", sheet=listed.name),
        ) from error
    if cells.is_empty():
        return None
    told = cells.with_columns(_moments(cells))
    table = table_of_sheet(source, told, header_row_of(options), sheet.notes(source.name))
    return None if table is None else _with_merged(table, sheet.merged, first_column)


def _moments(cells: pl.DataFrame) -> list[pl.Expr]:
    """Dates without a midnight nobody wrote, times without a day nobody wrote.

    A column keeps its midnights when it also has other times of day.
    """
    changed: list[pl.Expr] = []
    for column in cells.iter_columns():
        if (column.str.len_bytes().max() or 0) < _MOMENT_LENGTH:  # type: ignore[operator]
            continue
        dated = column.str.contains(r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d").sum()
        text = pl.col(column.name)
        if dated and column.str.contains(_MIDNIGHT).sum() == dated:
            is_midnight = text.str.contains(_MIDNIGHT)
            changed.append(pl.when(is_midnight).then(text.str.head(_DAY_LENGTH)).otherwise(text))
        elif dated:
            changed.append(
                text.str.replace(r"^1899-12-31 (\d\d:\d\d:\d\d)", "$1")
                .str.replace(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)", "$1 $2")
            )  # fmt: skip
    return changed


def _with_merged(table: Table, ranges: list[Merged], first_column: int) -> Table:
    """The table with what is merged over several rows of one column in its body."""
    numbers = table.sample[ROW]
    if numbers.is_empty():
        return table
    merged: dict[str, list[tuple[int, int]]] = {}
    for each in sorted(set(ranges)):
        column = each.first_column - first_column
        one_column = each.first_column == each.last_column and each.last_row > each.first_row
        if one_column and 1 <= column <= len(table.columns) and each.first_row >= numbers[0]:
            name = table.columns[column - 1]
            merged.setdefault(name, []).append((each.first_row, each.last_row))
    return replace(table, merged={name: tuple(found) for name, found in merged.items()})


def _is_remark(table: Table) -> bool:
    """A sheet of one column of few sentences, as people put beside their tables."""
    return len(table.columns) == 1 and (table.rows_in_frame or 0) <= 1
