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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import fastexcel
import polars as pl

from custseg.read.book import Book
from custseg.read.formats import plain_number
from custseg.read.guard import is_plain
from custseg.read.sheet import Merged, Sheet, number_of, require_area

for _loud in ("fastexcel", "calamine"):
    logging.getLogger(_loud).setLevel(logging.CRITICAL + 1)

_OVERLAP = 256
_ROW = re.compile(rb'<row [^>]{0,80}?\br="(\d{1,9})"')
_FAR = re.compile(rb' r="([A-Z]{2,4})\d|[A-Z"](\d{7,9})"')
_HIDDEN_ROW = b' hidden="1"'
_MERGED = re.compile(rb'<mergeCell [^>]{0,100}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_UNIQUE = re.compile(rb'<sst [^>]{0,200}?uniqueCount="(\d{1,20})"')
_LETTERS = 26
_UNCOMPUTED = (b"</f></c>", b"<v/>", b"<v></v>", b"/></c>")
_LONG_FRACTION = r"^-?\d+\.\d{9,}$"
_TOO_LONG = r"^-?\d{16,}$"
"""More digits than Excel keeps of a number."""
_STRANGE_DAY = r"^(?:1899-|1900-0[12]-|[+-]\d{5}|-\d)"
"""Days around which calamine and Excel count differently."""


@dataclass
class _Scan:
    """What a pass over a sheet's bytes has found."""

    rows: int = 0
    last_row: int = 0
    last_column: int = _LETTERS
    cells: int = 0
    merged: list[Merged] = field(default_factory=list)


def read_large_sheet(
    book: Book, path: Path, part: str, sheet: Sheet
) -> tuple[pl.DataFrame, int] | None:
    """The cells of ``part`` as text and their first column; None when the sheet is to be read exactly.

    What is merged is written into ``sheet``.
    """
    if book.is_1904 or not _are_texts_plain(book):
        return None
    with closing(book.archive.chunks(part)) as chunks:
        scan = _scan(book, chunks)
    if scan is None:
        return None
    require_area(scan.last_row, scan.last_column, scan.cells, part)
    try:
        cells, first_column = _load(fastexcel.read_excel(path), sheet.name)
    except fastexcel.FastExcelError:
        return None
    if any(c.str.contains(_STRANGE_DAY).any() for c in cells.iter_columns()):
        return None
    sheet.merged = scan.merged
    return cells, first_column


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
        if b"<rPh" in block or b"_x" in block or b"<!" in block:
            return False
        before = chunk[-8:]
    return True


def _scan(book: Book, chunks: Iterator[bytes]) -> _Scan | None:
    """One pass over the bytes of a sheet; None when something in it needs to be read exactly."""
    scan = _Scan()
    special = _special_styles(book)
    before = b""
    for chunk in chunks:
        if not before and not is_plain(chunk):
            return None
        block = before + chunk
        if not _is_plain_block(block, book, special):
            return None
        _measure(block, chunk, scan)
        before = chunk[-_OVERLAP:]
    return scan


def _special_styles(book: Book) -> re.Pattern[bytes] | None:
    """Pattern of the styles whose numbers fastexcel would not give the way they are meant."""
    found = [str(at).encode() for at, meant in enumerate(book.formats)
             if meant.unit or meant.meaning in ("padded", "money", "duration")]  # fmt: skip
    return re.compile(rb' s="(?:' + b"|".join(found) + rb')"') if found else None


def _is_plain_block(block: bytes, book: Book, special: re.Pattern[bytes] | None) -> bool:
    if b't="e"' in block or b"<!" in block or _HIDDEN_ROW in block or b"='" in block:
        return False
    if b"<f" in block and (book.computed_on_load or any(x in block for x in _UNCOMPUTED)):
        return False
    return special is None or special.search(block) is None


def _measure(block: bytes, chunk: bytes, scan: _Scan) -> None:
    """How far the cells reach, and how many they are."""
    n = chunk.count(b"<row ")
    scan.rows += n
    scan.cells += chunk.count(b"<v>") + chunk.count(b"<is>")
    first, last = _ROW.search(block), _ROW.search(block, max(block.rfind(b"<row "), 0))
    if first and last:
        low, high = int(first[1]), int(last[1])
        known = [low, high]
        if not n <= high - low + 1 <= n + 1:
            known += map(int, _ROW.findall(block))
        scan.last_row = max(scan.last_row, *known)
    for far in _FAR.finditer(block):
        if far[1]:
            scan.last_column = max(scan.last_column, number_of(far[1].decode()) + 1)
        else:
            scan.last_row = max(scan.last_row, int(far[2]))
    if b"<mergeCell " in block:
        scan.merged += [
            Merged(
                int(top), int(bottom), number_of(left.decode()) + 1, number_of(right.decode()) + 1
            )
            for left, top, right, bottom in _MERGED.findall(block)
        ]


def _load(reader: fastexcel.ExcelReader, sheet: str) -> tuple[pl.DataFrame, int]:
    loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    if not loaded.width or not loaded.total_height:
        return pl.DataFrame(), 0
    first = loaded.available_columns()[0].absolute_index
    cells = pl.DataFrame(loaded)
    return _without_lost_digits(reader, sheet, _exact_numbers(reader, sheet, cells)), first


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
        shown = [plain_number(float(text)) if text and is_lost else text
                 for text, is_lost in zip(cells[name], lost, strict=True)]  # fmt: skip
        cells = cells.with_columns(pl.Series(name, shown, pl.String()))
    return cells
