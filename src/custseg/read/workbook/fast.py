"""Large plain sheets through fastexcel, after one pass over their bytes has proved them harmless.

calamine aborts the whole process on a cell far out or on an absurd count of texts, and its text says
nothing of errors, formulas without values and formats. Whatever is not plain is left to ``xlsx``,
which reads the same text cell by cell.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import fastexcel
import polars as pl

from custseg.read.workbook.book import Book
from custseg.read.workbook.formats import plain_number
from custseg.read.workbook.guard import is_plain
from custseg.read.workbook.sheet import Merged, Sheet, number_of, require_area

for _loud in ("fastexcel", "calamine"):
    logging.getLogger(_loud).setLevel(logging.CRITICAL + 1)

_ROW = re.compile(rb'<row [^>]{0,80}?\br="(\d{1,9})"')
_WIDE = re.compile(rb'"([A-Z]{2,4})\d')
_FAR = re.compile(rb'[A-Z"](\d{7,9})"')
_HIDDEN_ROW = (b' hidden="1"', b' hidden="true"')
_SHAPE = bytes(
    65 if chr(at).isupper() and at < 128 else 48 if 48 <= at < 58 else at for at in range(256)
)
"""Every capital as A and every digit as 0: where a cell is far out then shows without a pattern."""
_RARE = bytes(at for at in range(256) if chr(at) not in "!'f")
"""What is in every sheet; what is left without it hints at formulas, comments and other quotes."""
_LONG_TEXT = 2000
"""Bytes of a shared text that cells may repeat without much being made of little."""
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
        found = _load(fastexcel.read_excel(path), sheet.name)
    except fastexcel.FastExcelError:
        return None
    if found is None:
        return None
    cells, first_column = found
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
        if _is_long_text(chunk):
            return False
        if b"<rPh" in block or b"_x" in block or b"<!" in block:
            return False
        before = chunk[-8:]
    return True


def _scan(book: Book, chunks: Iterator[bytes]) -> _Scan | None:
    """One pass over the bytes of a sheet; None when something in it needs to be read exactly."""
    scan = _Scan()
    special = _special_styles(book)
    rest, is_first = b"", True
    for chunk in _ahead(chunks):
        if is_first and not is_plain(chunk):
            return None
        is_first = False
        block = rest + chunk
        at = block.rfind(b"<row ")
        block, rest = (block, b"") if at <= 0 else (block[:at], block[at:])
        if not _is_plain_block(block, book, special):
            return None
        _measure(block, scan)
    if not _is_plain_block(rest, book, special):
        return None
    _measure(rest, scan)
    return scan


def _ahead(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same, the next one always being unpacked meanwhile by another thread."""
    with ThreadPoolExecutor(1) as other:
        following = other.submit(next, chunks, b"")
        while chunk := following.result():
            following = other.submit(next, chunks, b"")
            yield chunk


def _special_styles(book: Book) -> re.Pattern[bytes] | None:
    """Pattern of the styles whose numbers fastexcel would not give the way they are meant."""
    found = [str(at).encode() for at, meant in enumerate(book.formats)
             if meant.unit or meant.meaning in ("padded", "money", "duration")]  # fmt: skip
    return re.compile(rb' s="(?:' + b"|".join(found) + rb')"') if found else None


def _is_plain_block(block: bytes, book: Book, special: re.Pattern[bytes] | None) -> bool:
    if _is_long_text(block) or b't="e"' in block or any(hidden in block for hidden in _HIDDEN_ROW):
        return False
    if block.translate(None, _RARE):
        if b"<!" in block or b"='" in block:
            return False
        if b"<f" in block and (book.computed_on_load or any(x in block for x in _UNCOMPUTED)):
            return False
    return special is None or special.search(block) is None


def _is_long_text(block: bytes) -> bool:
    """Whether a block is so much text and so few tags that it makes much of little."""
    return (
        len(block) > _LONG_TEXT
        and block.count(b"<", 0, _LONG_TEXT * 8) < 8
        and block.count(b"<") * _LONG_TEXT < len(block)
    )


def _measure(block: bytes, scan: _Scan) -> None:
    """How far the cells reach, and how many they are."""
    n = block.count(b"<row ")
    scan.cells += block.count(b"</c>")
    first, last = _ROW.search(block), _ROW.search(block, max(block.rfind(b"<row "), 0))
    if first and last:
        low, high = int(first[1]), int(last[1])
        known = [low, high] if n == high - low + 1 else [int(row) for row in _ROW.findall(block)]
        scan.last_row = max(scan.last_row, *known)
    shape = block.translate(_SHAPE)
    if b'"AA' in shape:
        wide = {number_of(found.decode()) + 1 for found in set(_WIDE.findall(block))}
        scan.last_column = max(scan.last_column, *wide, 0)
    if b'0000000"' in shape:
        scan.last_row = max(scan.last_row, *map(int, _FAR.findall(block)), 0)
    if b"<mergeCell " in block:
        scan.merged += [
            Merged(
                int(top), int(bottom), number_of(left.decode()) + 1, number_of(right.decode()) + 1
            )
            for left, top, right, bottom in _MERGED.findall(block)
        ]


def _load(reader: fastexcel.ExcelReader, sheet: str) -> tuple[pl.DataFrame, int] | None:
    """The cells and their first column; None when a day in them is a strange one."""
    loaded = reader.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
    if not loaded.width or not loaded.total_height:
        return pl.DataFrame(), 0
    first = loaded.available_columns()[0].absolute_index
    cells = pl.DataFrame(loaded).cast(pl.String)
    doubted = cells.lazy().select(
        pl.all().str.contains(f"{_LONG_FRACTION}|{_TOO_LONG}|{_STRANGE_DAY}").any()
    ).collect().row(0)  # fmt: skip
    names = [name for name, doubt in zip(cells.columns, doubted, strict=True) if doubt]
    if any(cells[name].str.contains(_STRANGE_DAY).any() for name in names):
        return None
    fractions = [name for name in names if cells[name].str.contains(_LONG_FRACTION).any()]
    lost = [name for name in names if cells[name].str.contains(_TOO_LONG).any()]
    cells = _exact_numbers(reader, sheet, cells, fractions)
    return _without_lost_digits(reader, sheet, cells, lost), first


def _read_again(
    reader: fastexcel.ExcelReader,
    sheet: str,
    cells: pl.DataFrame,
    names: list[str],
    dtype: Literal["float", "boolean"],
) -> Iterator[tuple[str, pl.Series]]:
    """These columns, read once more as ``dtype``."""
    some = [cells.columns.index(name) for name in names]
    if some:
        found = reader.load_sheet(
            sheet, header_row=None, skip_rows=0, dtypes=dict.fromkeys(some, dtype), use_columns=some
        )
        yield from zip(names, pl.DataFrame(found).iter_columns(), strict=True)


def _exact_numbers(
    reader: fastexcel.ExcelReader, sheet: str, cells: pl.DataFrame, names: list[str]
) -> pl.DataFrame:
    """Numbers with more than nine decimals as Excel keeps them: fastexcel cuts them as text."""
    for column, numbers in _read_again(reader, sheet, cells, names, "float"):
        exact = pl.Series(
            column, [None if x is None else plain_number(x) for x in numbers], pl.String()
        )
        is_cut = cells[column].str.contains(_LONG_FRACTION) & exact.is_not_null()
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
    for name, is_number in _read_again(reader, sheet, cells, names, "boolean"):
        lost = cells[name].str.contains(_TOO_LONG) & is_number.fill_null(False)
        shown = [plain_number(float(text)) if text and is_lost else text
                 for text, is_lost in zip(cells[name], lost, strict=True)]  # fmt: skip
        cells = cells.with_columns(pl.Series(name, shown, pl.String()))
    return cells
