"""What sheets a workbook of any kind has, each to be read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from custseg.errors import InputError
from custseg.read.options import ReadOptions
from custseg.read.workbook.book import Book, Entry, open_book
from custseg.read.workbook.compound import streams
from custseg.read.workbook.guard import opened
from custseg.read.workbook.sheet import Sheet
from custseg.words import t

Cells = tuple[pl.DataFrame, int]
"""All cells from row 1 as text, and the number of the first column in use, from 0."""


@dataclass(frozen=True)
class Listed:
    """A sheet of a workbook, not read yet."""

    name: str
    hidden: bool
    other: str | None
    """What it is if it is no sheet of cells: ``chart``, ``dialog`` or ``macro``."""
    read: Callable[[Sheet], Cells]
    """Fills a Sheet with what is to be said about the cells, and returns them."""


@contextmanager
def listed_sheets(path: Path, kind: str, name: str, options: ReadOptions) -> Iterator[list[Listed]]:
    """The sheets of the workbook at ``path``; they can be read while the context is open."""
    if kind == "xlsx":
        with opened(path, name) as archive:
            book = open_book(archive)
            yield [_listed(entry, partial(_read_xlsx, book, entry)) for entry in book.sheets]
    elif kind == "xlsb":
        from custseg.read.workbook.xlsb import open_binary_book

        with opened(path, name) as archive:
            binary = open_binary_book(archive)
            yield [_listed(entry, partial(_read_xlsb, binary, entry)) for entry in binary.sheets]
    elif kind == "ods":
        from custseg.read.workbook.ods import read_ods

        with opened(path, name) as archive:
            sheets = read_ods(archive)
        yield [Listed(x.name, x.hidden, None, partial(_as_read, x)) for x in sheets]
    elif kind == "spreadsheetml":
        from custseg.read.workbook.spreadsheetml import read_spreadsheetml

        sheets = read_spreadsheetml(path, name, options.encoding)
        yield [Listed(x.name, x.hidden, None, partial(_as_read, x)) for x in sheets]
    else:
        yield _listed_xls(path, name, options.password_file)


def _listed(entry: Entry, read: Callable[[Sheet], Cells]) -> Listed:
    return Listed(entry.name, entry.state != "visible", entry.other, read)


def _read_xlsx(book: Book, entry: Entry, sheet: Sheet) -> Cells:
    from custseg.read.workbook.xlsx import read_sheet

    read_sheet(book, _part(entry, book.archive.name), sheet)
    return sheet.frame(), sheet.first_column


def _read_xlsb(book: object, entry: Entry, sheet: Sheet) -> Cells:
    from custseg.read.workbook.xlsb import BinaryBook, read_binary_sheet

    assert isinstance(book, BinaryBook)
    read_binary_sheet(book, _part(entry, book.archive.name), sheet)
    return sheet.frame(), sheet.first_column


def _part(entry: Entry, name: str) -> str:
    if entry.part is None:
        raise InputError(
            t("{name}: sheet {sheet} is missing in the file", name=name, sheet=entry.name),
            t("open it in Excel and save it again, or copy it again"),
        )
    return entry.part


def _as_read(whole: Sheet, sheet: Sheet) -> Cells:
    """A sheet that was read with the document it is in."""
    sheet.take_over(whole)
    return sheet.frame(), sheet.first_column


def _listed_xls(path: Path, name: str, password_file: str | None) -> list[Listed]:
    from custseg.read.workbook.biff import BiffEntry, open_biff, read_biff_sheet

    book = open_biff(_workbook_stream(path, name), name)
    if book.is_encrypted:
        from custseg.read.workbook.password import decrypted

        book = open_biff(_workbook_stream(decrypted(path, name, password_file), name), name)

    def read(entry: BiffEntry, sheet: Sheet) -> Cells:
        read_biff_sheet(book, entry, sheet)
        return sheet.frame(), sheet.first_column

    return [Listed(x.name, x.state != "visible", x.other, partial(read, x)) for x in book.sheets]


def _workbook_stream(path: Path, name: str) -> bytes:
    found = {key.lower(): stream for key, stream in streams(path, name).items()}
    stream = found.get("workbook", found.get("book"))
    if stream is None:
        raise InputError(
            t("{name} is damaged: it has no workbook part", name=name),
            t("open it in Excel and save it again, or copy it again"),
        )
    return stream
