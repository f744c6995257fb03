"""Workbooks through fastexcel: every visible sheet as text, the way Excel means its cells."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import fastexcel
import polars as pl

from custseg.errors import InputError
from custseg.read.assemble import table_of_sheet
from custseg.read.guard import guard_workbook
from custseg.read.kind import password_needed
from custseg.read.merged import merged_rows
from custseg.read.options import ReadOptions, header_row_of
from custseg.read.scratch import sha256_of
from custseg.read.table import ROW, Source, Table
from custseg.words import t

for _loud in ("fastexcel", "calamine"):
    logging.getLogger(_loud).setLevel(logging.CRITICAL + 1)

LeftOut = tuple[str, str, str]
"""Name, why and sha256 of a sheet that is no table."""

_MIDNIGHT = r"^(\d{4}-\d\d-\d\d)[ T]00:00:00$"
_LONG_FRACTION = r"^-?\d+\.\d{9,}$"
_TOO_LONG = r"^-?\d{16,}$"
"""More digits than Excel keeps of a number."""


def read_workbook(
    local: Path, kind: str, source: Source, options: ReadOptions
) -> tuple[list[Table], list[LeftOut]]:
    """The tables of a workbook's visible sheets, and the sheets that were left out.

    ``options.sheet`` names the one sheet to take, hidden or not. Numbers come without a trailing
    ``.0`` and with the 15 digits Excel keeps (a number that had more comes as ``6.22202123456789E+18``,
    which no reader can take for an id), dates as ``2024-01-31`` or ``2024-01-31 08:26:00``, booleans as
    ``true`` and ``false``, empty and error cells as null.
    """
    name = source.name
    guard_workbook(local, kind, name)
    reader = _open(local, name)
    where = replace(source, format=kind, sha256=source.sha256 or sha256_of(local))
    tables: list[Table] = []
    left_out: list[LeftOut] = []
    hidden: list[str] = []
    for sheet in _chosen(reader, options.sheet, name):
        at = replace(where, sheet=sheet)
        visible, cells = _load(reader, sheet, name)
        if not visible and options.sheet is None:
            hidden.append(sheet)
            left_out.append((at.name, t("a hidden sheet"), where.sha256))
            continue
        table = None if cells.is_empty() else table_of_sheet(at, cells, header_row_of(options))
        if table is None:
            left_out.append((at.name, t("an empty sheet"), where.sha256))
        else:
            tables.append(_with_merged(table, local) if kind == "xlsx" else table)
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


def _open(local: Path, name: str) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(local)
    except fastexcel.FastExcelError as error:
        if "password" in str(error).lower():
            raise password_needed(name) from error
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> InputError:
    return InputError(
        t("{name} cannot be read as a workbook: {error}", name=name,
          error=str(error).splitlines()[0]),
        t("open it in Excel and save it again as .xlsx"),
    )  # fmt: skip


def _chosen(reader: fastexcel.ExcelReader, wanted: str | None, name: str) -> list[str]:
    sheets = list(reader.sheet_names)
    if wanted is None:
        return sheets
    if wanted in sheets:
        return [wanted]
    raise InputError(
        t("{name} has no sheet {wanted!r}", name=name, wanted=wanted),
        t("sheets: {sheets}", sheets=", ".join(sheets)),
    )


def _load(reader: fastexcel.ExcelReader, sheet: str, name: str) -> tuple[bool, pl.DataFrame]:
    """Whether the sheet is visible, and all its cells from row 1 as text."""
    try:
        loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
        visible = loaded.visible == "visible"
        if not loaded.width or not loaded.total_height:
            return visible, pl.DataFrame()
        cells = pl.DataFrame(loaded)
        exact = _without_lost_digits(reader, sheet, _exact_numbers(reader, sheet, cells))
    except fastexcel.FastExcelError as error:
        raise InputError(
            t("{name}: sheet {sheet} cannot be read: {error}", name=name, sheet=sheet,
              error=str(error).splitlines()[0]),
            t("save it again as .xlsx, or take another sheet with --sheet"),
        ) from error  # fmt: skip
    return visible, exact.with_columns(_moments(exact))


def _read_again(
    reader: fastexcel.ExcelReader,
    sheet: str,
    cells: pl.DataFrame,
    pattern: str,
    dtype: Literal["float", "boolean"],
) -> Iterator[tuple[str, pl.Series]]:
    """The columns with a cell that looks like ``pattern``, by name, read once more as ``dtype``."""
    some = [
        at
        for at, column in enumerate(cells.iter_columns())
        if column.dtype == pl.String and column.str.contains(pattern).any()
    ]
    if some:
        found = reader.load_sheet(
            sheet, header_row=None, skip_rows=0, dtypes=dict.fromkeys(some, dtype), use_columns=some
        )
        yield from zip(
            [cells.columns[at] for at in some], pl.DataFrame(found).iter_columns(), strict=True
        )


def _exact_numbers(reader: fastexcel.ExcelReader, sheet: str, cells: pl.DataFrame) -> pl.DataFrame:
    """Numbers with more than nine decimals as Excel keeps them: fastexcel cuts them as text."""
    for column, numbers in _read_again(reader, sheet, cells, _LONG_FRACTION, "float"):
        exact = pl.Series(
            column, [None if x is None else plain_number(x) for x in numbers], pl.String()
        )
        is_cut = cells[column].str.contains(_LONG_FRACTION) & exact.is_not_null()
        cells = cells.with_columns(
            pl.when(is_cut).then(exact).otherwise(pl.col(column)).alias(column)
        )
    return cells


def _without_lost_digits(
    reader: fastexcel.ExcelReader, sheet: str, cells: pl.DataFrame
) -> pl.DataFrame:
    """Numbers of more than 15 digits in scientific form: Excel has lost their last digits.

    Digits that stand in the sheet as text are whole and stay; read as booleans, only numbers are true.
    """
    for name, is_number in _read_again(reader, sheet, cells, _TOO_LONG, "boolean"):
        lost = cells[name].str.contains(_TOO_LONG) & is_number.fill_null(False)
        shown = [f"{int(text):.14E}" if text and is_lost else text
                 for text, is_lost in zip(cells[name], lost, strict=True)]  # fmt: skip
        cells = cells.with_columns(pl.Series(name, shown, pl.String()))
    return cells


def plain_number(value: float) -> str:
    """A number with the 15 digits Excel keeps, without exponent and trailing zeros."""
    text = f"{value:.15g}"
    if "e" in text:
        text = f"{value:.20f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.0f}"
    return "0" if text == "-0" else text


def _moments(cells: pl.DataFrame) -> list[pl.Expr]:
    """Dates without a midnight nobody wrote, times without a day nobody wrote.

    A column keeps its midnights when it also has other times of day.
    """
    changed: list[pl.Expr] = []
    for column in cells.iter_columns():
        text = pl.col(column.name)
        dated = column.str.contains(r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d").sum()
        if not dated:
            continue
        if column.str.contains(_MIDNIGHT).sum() == dated:
            text = text.str.replace(_MIDNIGHT, "$1")
        changed.append(
            text.str.replace(r"^1899-12-31 (\d\d:\d\d:\d\d)", "$1")
            .str.replace(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)", "$1 $2")
        )  # fmt: skip
    return changed


def _with_merged(table: Table, local: Path) -> Table:
    """The table with what is merged in its body."""
    numbers = table.sample[ROW]
    if numbers.is_empty() or table.source.sheet is None:
        return table
    merged: dict[str, tuple[tuple[int, int], ...]] = {}
    for column, first, last in merged_rows(local, table.source.sheet):
        if 1 <= column <= len(table.columns) and first >= numbers[0]:
            name = table.columns[column - 1]
            merged[name] = (*merged.get(name, ()), (first, last))
    return replace(table, merged=merged)


def _is_remark(table: Table) -> bool:
    """A sheet of one column of few sentences, as people put beside their tables."""
    return len(table.columns) == 1 and (table.rows_in_frame or 0) <= 1
