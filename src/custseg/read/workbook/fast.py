"""Large plain sheets through fastexcel, after one pass over their bytes has proved them harmless.

calamine aborts the whole process on a cell far out or on an absurd count of texts, and its text says
nothing of errors, formulas without values and formats. Whatever is not plain is left to ``xlsx``,
which reads the same text cell by cell.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import fastexcel
import polars as pl

from custseg.read.workbook.book import Book
from custseg.read.workbook.formats import plain_number
from custseg.read.workbook.guard import is_plain
from custseg.read.workbook.proof import is_long_text, proof_of
from custseg.read.workbook.sheet import Sheet, is_sparse

for _loud in ("fastexcel", "calamine"):
    logging.getLogger(_loud).setLevel(logging.CRITICAL + 1)

_UNIQUE = re.compile(rb'<sst [^>]{0,200}?uniqueCount="(\d{1,20})"')
_LONG_FRACTION = r"^-?\d+\.\d{9,}$"
_TOO_LONG = r"^-?\d{16,}$"
"""More digits than Excel keeps of a number."""
_STRANGE_DAY = r"^(?:1899-(?:0|1[01]|12-(?:[0-2]|30|31[ T]00:00:00))|1900-0[12]-|[+-]\d{4,6}-\d\d-)"
"""Days around which calamine and Excel count differently, or that have no year of four digits.

A time of day without a day comes as one on 1899-12-31, which is told apart from that day except at midnight.
"""


def read_large_sheet(
    book: Book, path: Path, part: str, sheet: Sheet
) -> tuple[pl.DataFrame, int] | None:
    """The cells of ``part`` as text and their first column; None when the sheet is to be read exactly.

    What is merged, and units that are shown behind numbers, is written into ``sheet``.
    """
    if book.is_1904 or not _are_texts_plain(book):
        return None
    with closing(book.archive.chunks(part)) as chunks:
        proof = proof_of(book, chunks)
    if proof is None or is_sparse(proof.last_row, proof.last_column, proof.cells):
        return None
    try:
        found = _load(fastexcel.read_excel(path), sheet.name, proof.cells)
    except fastexcel.FastExcelError:
        return None
    if found is None:
        return None
    cells, first = found
    shown = proof.shown.written_into(cells, first, sheet)
    if shown is None:
        return None
    sheet.merged = proof.merged
    return shown, first


def _are_texts_plain(book: Book) -> bool:
    part = book.texts_part
    if part is None:
        return True
    with closing(book.archive.chunks(part)) as chunks:
        return _are_plain_texts(book, part, chunks)


def _are_plain_texts(book: Book, part: str, chunks: Iterator[bytes]) -> bool:
    before = b""
    for chunk in chunks:
        if not before:
            counted = _UNIQUE.search(chunk[:2000])
            size = book.archive.declared_size(part)
            if not is_plain(chunk) or (counted and int(counted[1]) > size):
                return False
        block = before + chunk
        if is_long_text(chunk):
            return False
        if b"<rPh" in block or b"_x" in block or b"<!" in block:
            return False
        before = chunk[-8:]
    return True


def _load(reader: fastexcel.ExcelReader, sheet: str, count: int) -> tuple[pl.DataFrame, int] | None:
    """The cells and their first column; None when they are not ``count``, or a day in them is a strange one."""
    loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    if not loaded.width or not loaded.total_height:
        return (pl.DataFrame(), 0) if count == 0 else None
    first = loaded.available_columns()[0].absolute_index
    cells = pl.DataFrame(loaded).cast(pl.String)
    if sum(column.len() - column.null_count() for column in cells) != count:
        return None
    if _columns_with(cells, _STRANGE_DAY, len("2024-01-31")):
        return None
    fractions = _columns_with(cells, _LONG_FRACTION, len("0.123456789"))
    lost = _columns_with(cells, _TOO_LONG, 16)
    cells = _exact_numbers(reader, sheet, cells, fractions)
    return _without_lost_digits(reader, sheet, cells, lost), first


def _columns_with(cells: pl.DataFrame, pattern: str, shortest: int) -> list[str]:
    """The columns with a cell like this, which has no fewer bytes than ``shortest``."""
    return [column.name for column in cells
            if (column.str.len_bytes().max() or 0) >= shortest  # type: ignore[operator]
            and column.str.contains(pattern).any()]  # fmt: skip


def _read_again(
    reader: fastexcel.ExcelReader,
    sheet: str,
    names: list[str],
    dtype: Literal["float", "boolean"],
) -> Iterator[tuple[str, pl.Series]]:
    """These columns, read once more as ``dtype``.

    They are asked for by name: fastexcel counts columns from A, also where the cells begin further right.
    """
    if names:
        found = reader.load_sheet(
            sheet,
            header_row=None,
            skip_rows=0,
            dtypes=dict.fromkeys(names, dtype),
            use_columns=names,
        )
        yield from zip(names, pl.DataFrame(found).select(names).iter_columns(), strict=True)


def _exact_numbers(
    reader: fastexcel.ExcelReader, sheet: str, cells: pl.DataFrame, names: list[str]
) -> pl.DataFrame:
    """Numbers with more than nine decimals as Excel keeps them: fastexcel cuts them as text.

    Digits that stand in the sheet as text make the number that they are, and stay.
    """
    for column, numbers in _read_again(reader, sheet, names, "float"):
        exact = pl.Series(
            column, [None if x is None else plain_number(x) for x in numbers], pl.String()
        )
        is_cut = cells[column].cast(pl.Float64, strict=False) != numbers
        cells = cells.with_columns(
            pl.when(is_cut).then(exact).otherwise(pl.col(column)).alias(column)
        )
    return cells


def _without_lost_digits(
    reader: fastexcel.ExcelReader, sheet: str, cells: pl.DataFrame, names: list[str]
) -> pl.DataFrame:
    """Numbers of more than 15 digits in scientific form: Excel has lost their last digits.

    Digits that stand in the sheet as text are whole and stay; read as booleans, only numbers are true.
    """
    for name, is_number in _read_again(reader, sheet, names, "boolean"):
        lost = cells[name].str.contains(_TOO_LONG) & is_number.fill_null(False)
        shown = [plain_number(float(text)) if text and is_lost else text
                 for text, is_lost in zip(cells[name], lost, strict=True)]  # fmt: skip
        cells = cells.with_columns(pl.Series(name, shown, pl.String()))
    return cells
