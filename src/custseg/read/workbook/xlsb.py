"""Binary workbooks (.xlsb): the records of their parts."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from custseg.errors import InputError
from custseg.read.workbook.biff import unpacked
from custseg.read.workbook.book import Entry, relations
from custseg.read.workbook.formats import GENERAL, NumberFormat, format_of
from custseg.read.workbook.guard import Archive
from custseg.read.workbook.sheet import ERRORS, Merged, Sheet, TooFar
from custseg.words import t

_LAST_ROW = 1_048_576
_LONGEST = 1 << 24
_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}


@dataclass
class BinaryBook:
    """What an .xlsb says about all its sheets."""

    archive: Archive
    sheets: list[Entry] = field(default_factory=list)
    is_1904: bool = False
    texts: list[str] = field(default_factory=list)
    formats: list[NumberFormat] = field(default_factory=list)


def open_binary_book(archive: Archive) -> BinaryBook:
    """The workbook part of an .xlsb, its texts and formats."""
    book = BinaryBook(archive)
    folder = "xl"
    by_id = {its_id: (kind, target) for kind, target, its_id
             in relations(archive, "xl/_rels/workbook.bin.rels", folder)}  # fmt: skip
    try:
        for kind, data in _records(archive, "xl/workbook.bin"):
            if kind == 153:
                book.is_1904 = bool(data[0] & 1)
            elif kind == 156:
                relation, at = _text(data, 8)
                name, _ = _text(data, at)
                what, target = by_id.get(relation, ("", ""))
                other = {"chartsheet": "chart", "dialogsheet": "dialog",
                         "xlmacrosheet": "macro"}.get(what)  # fmt: skip
                book.sheets.append(
                    Entry(name, _STATES.get(struct.unpack_from("<I", data)[0], "hidden"),
                          target if target in archive else None, other)
                )  # fmt: skip
        targets = {kind: target for kind, target in by_id.values() if target in archive}
        if "sharedstrings" in targets:
            book.texts = [_text(data, 1)[0] for kind, data
                          in _records(archive, targets["sharedstrings"]) if kind == 19]  # fmt: skip
        if "styles" in targets:
            book.formats = _formats(archive, targets["styles"])
    except (struct.error, IndexError) as error:
        raise _damaged(archive.name) from error
    return book


def read_binary_sheet(book: BinaryBook, part: str, sheet: Sheet) -> None:
    """Fill ``sheet`` with the cells of ``part``."""
    row, is_hidden = 0, False
    try:
        for kind, data in _records(book.archive, part):
            if kind == 0:
                row = struct.unpack_from("<I", data)[0]
                is_hidden = bool(data[11] & 0x10)
                if row >= _LAST_ROW:
                    raise TooFar(t("a cell in row {row}", row=row + 1))
            elif 2 <= kind <= 11 or kind == 62:
                _put(book, sheet, row, kind, data)
                if is_hidden:
                    sheet.hidden_rows += 1
                    is_hidden = False
            elif kind == 176:
                top, bottom, left, right = struct.unpack_from("<IIII", data)
                sheet.merged.append(Merged(top + 1, bottom + 1, left + 1, right + 1))
            elif kind == 60:
                first, last = struct.unpack_from("<II", data)
                if data[16] & 1:
                    sheet.hidden_columns.update(range(first, min(last, 16_383) + 1))
    except (struct.error, IndexError) as error:
        raise _damaged(book.archive.name) from error


def _put(book: BinaryBook, sheet: Sheet, row: int, kind: int, data: bytes) -> None:
    column, style = struct.unpack_from("<II", data)
    if kind == 2:
        _put_number(book, sheet, row, column, style, unpacked(struct.unpack_from("<I", data, 8)[0]))
    elif kind in (5, 9):
        _put_number(book, sheet, row, column, style, struct.unpack_from("<d", data, 8)[0])
    elif kind == 7:
        sheet.put(row, column, book.texts[struct.unpack_from("<I", data, 8)[0]])
    elif kind in (3, 11):
        sheet.put_error(row, column, ERRORS.get(data[8], "#ERR!"))
    elif kind in (4, 10):
        sheet.put(row, column, "true" if data[8] else "false")
    elif kind in (6, 8):
        sheet.put(row, column, _text(data, 8)[0])
    elif kind == 62:
        sheet.put(row, column, _text(data, 9)[0])


def _put_number(
    book: BinaryBook, sheet: Sheet, row: int, column: int, style: int, value: float
) -> None:
    at = style & 0xFFFFFF
    meant = book.formats[at] if at < len(book.formats) else GENERAL
    if value != value or value in (float("inf"), float("-inf")):
        sheet.put_error(row, column, "#NUM!")
        return
    if meant.unit:
        sheet.units.setdefault(column, meant.unit)
    sheet.put(row, column, meant.text(value, is_1904=book.is_1904))


def _formats(archive: Archive, part: str) -> list[NumberFormat]:
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside = False
    for kind, data in _records(archive, part):
        if kind == 44:
            codes[struct.unpack_from("<H", data)[0]] = _text(data, 2)[0]
        elif kind in (617, 618):
            inside = kind == 617
        elif kind == 47 and inside:
            numbers.append(struct.unpack_from("<H", data, 2)[0])
    made = {number: format_of(number, codes) for number in set(numbers)}
    return [made[number] for number in numbers]


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text with its length in four bytes before it, and where it ends."""
    n = struct.unpack_from("<I", data, at)[0]
    end = at + 4 + 2 * n
    if end > len(data):
        raise IndexError("a text beyond its record")
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(archive: Archive, part: str) -> Iterator[tuple[int, bytes]]:
    """Kind and bytes of each record of a part."""
    if part not in archive:
        raise _damaged(archive.name)
    with closing(archive.chunks(part)) as chunks:
        yield from _split(chunks, archive.name)


def _split(chunks: Iterator[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    """Records out of pieces; each has its kind in one or two bytes and its size in one to four."""
    rest = b""
    for chunk in chunks:
        block = rest + chunk if rest else chunk
        at, end = 0, len(block)
        while at < end:
            found = _head(block, at)
            if found is None:
                break
            kind, size, start = found
            if size > _LONGEST:
                raise _damaged(name)
            if start + size > end:
                break
            yield kind, block[start : start + size]
            at = start + size
        rest = block[at:]
    if rest:
        raise _damaged(name)


def _head(block: bytes, at: int) -> tuple[int, int, int] | None:
    """Kind, size and first byte of the record at ``at``; None when the block ends before that."""
    end = len(block)
    kind = block[at]
    at += 1
    if kind & 0x80:
        if at >= end:
            return None
        kind = (kind & 0x7F) | (block[at] & 0x7F) << 7
        at += 1
    size = 0
    for n in range(4):
        if at >= end:
            return None
        byte = block[at]
        at += 1
        size |= (byte & 0x7F) << 7 * n
        if not byte & 0x80:
            break
    return kind, size, at


def _damaged(name: str) -> InputError:
    return InputError(
        t("{name} is a damaged or cut off workbook", name=name),
        t("open it in Excel and save it again as .xlsx, or copy it again"),
    )
