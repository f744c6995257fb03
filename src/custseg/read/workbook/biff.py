"""The records of .xls workbooks (BIFF5 and BIFF8): sheets, formats, texts and cells."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from custseg.read.workbook.compound import damaged
from custseg.read.workbook.formats import GENERAL, NumberFormat, format_of
from custseg.read.workbook.sheet import ERRORS, Merged, Sheet
from custseg.words import t

_BOF, _EOF, _CONTINUE = 0x0809, 0x0A, 0x3C
_BIFF8 = 0x0600
_CODE_PAGES = {367: "ascii", 936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 1200: "utf-16-le",
               10000: "mac_roman", 10001: "shift_jis", 10002: "big5", 10003: "euc_kr", 10008: "gb2312",
               32768: "mac_roman", 32769: "cp1252"}  # fmt: skip
_NO_TABLE = {1: "macro", 2: "chart", 6: "macro"}
_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}


class Record(NamedTuple):
    """One record with what was continued in others, piece by piece."""

    kind: int
    pieces: list[bytes]

    @property
    def data(self) -> bytes:
        """The record's own bytes, without what is continued."""
        return self.pieces[0]


class BiffEntry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    state: str
    offset: int
    other: str | None


@dataclass
class Biff:
    """A workbook stream: what it says above its sheets."""

    stream: bytes
    name: str
    sheets: list[BiffEntry] = field(default_factory=list)
    is_1904: bool = False
    texts: list[str] = field(default_factory=list)
    formats: list[NumberFormat] = field(default_factory=list)
    is_encrypted: bool = False
    version: int = _BIFF8
    encoding: str = "cp1252"


def open_biff(stream: bytes, name: str) -> Biff:
    """The workbook in the bytes of its stream."""
    book = Biff(stream, name)
    codes: dict[int, str] = {}
    numbers: list[int] = []
    try:
        for record in _records(stream, 0):
            _take_global(book, record, codes, numbers)
            if record.kind == _EOF or book.is_encrypted:
                break
    except (struct.error, IndexError) as error:
        raise damaged(name) from error
    made = {number: format_of(number, codes) for number in set(numbers)}
    book.formats = [made[number] for number in numbers]
    return book


def _take_global(book: Biff, record: Record, codes: dict[int, str], numbers: list[int]) -> None:
    data = record.data
    if record.kind == _BOF:
        book.version = struct.unpack_from("<H", data)[0]
        if book.version not in (_BIFF8, 0x0500):
            raise damaged(book.name)
    elif record.kind in (0x0009, 0x0209, 0x0409):
        raise damaged(book.name)
    elif record.kind == 0x2F:
        book.is_encrypted = True
    elif record.kind == 0x42:
        page = struct.unpack_from("<H", data)[0]
        book.encoding = _CODE_PAGES.get(page, f"cp{page}")
        try:
            b"".decode(book.encoding)
        except LookupError:
            book.encoding = "cp1252"
    elif record.kind == 0x22:
        book.is_1904 = data[:2] == b"\x01\x00"
    elif record.kind == 0x85:
        offset, state, kind = struct.unpack_from("<IBB", data)
        name = _short_text(book, data, 6, 1)
        book.sheets.append(
            BiffEntry(name, _STATES.get(state & 3, "hidden"), offset, _NO_TABLE.get(kind))
        )
    elif record.kind == 0x041E:
        codes[struct.unpack_from("<H", data)[0]] = (
            _short_text(book, data, 2, 2 if book.version == _BIFF8 else 1)
        )  # fmt: skip
    elif record.kind == 0xE0:
        numbers.append(struct.unpack_from("<H", data, 2)[0])
    elif record.kind == 0xFC:
        book.texts = list(_Texts(record.pieces).all())


def _records(stream: bytes, at: int) -> Iterator[Record]:
    end = len(stream)
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        pieces = [stream[at + 4 : at + 4 + size]]
        at += 4 + size
        while at + 4 <= end and stream[at] == _CONTINUE and stream[at + 1] == 0:
            size = struct.unpack_from("<H", stream, at + 2)[0]
            pieces.append(stream[at + 4 : at + 4 + size])
            at += 4 + size
        yield Record(kind, pieces)


def _short_text(book: Biff, data: bytes, at: int, width: int) -> str:
    """A text with its length in one or two bytes before it, within one record."""
    n = data[at] if width == 1 else struct.unpack_from("<H", data, at)[0]
    at += width
    if book.version != _BIFF8:
        return data[at : at + n].decode(book.encoding, "replace")
    flags = data[at]
    at += 1 + (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
    if flags & 1:
        return data[at : at + 2 * n].decode("utf-16-le", "replace")
    return data[at : at + n].decode("latin-1")


class _Texts:
    """Texts that may run on from one record into the next."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._at = 0

    def all(self) -> Iterator[str]:
        """The texts of a shared table."""
        self._at = 8
        while self._has_more():
            yield self.one()

    def _has_more(self) -> bool:
        while self._at >= len(self._pieces[self._piece]):
            if self._piece + 1 >= len(self._pieces):
                return False
            self._piece, self._at = self._piece + 1, self._at - len(self._pieces[self._piece])
        return True

    def one(self) -> str:
        """The next text."""
        data = self._pieces[self._piece]
        length, flags = struct.unpack_from("<HB", data, self._at)
        self._at += 3
        runs = extra = 0
        if flags & 8:
            runs = struct.unpack_from("<H", data, self._at)[0]
            self._at += 2
        if flags & 4:
            extra = struct.unpack_from("<I", data, self._at)[0]
            self._at += 4
        said: list[str] = []
        is_wide = bool(flags & 1)
        while length:
            data = self._pieces[self._piece]
            width = 2 if is_wide else 1
            n = min(length, (len(data) - self._at) // width)
            block = data[self._at : self._at + n * width]
            said.append(block.decode("utf-16-le" if is_wide else "latin-1", "replace"))
            self._at += n * width
            length -= n
            if length:
                self._piece += 1
                is_wide = bool(self._pieces[self._piece][0] & 1)
                self._at = 1
        self._at += 4 * runs + extra
        return "".join(said)


def read_biff_sheet(book: Biff, entry: BiffEntry, sheet: Sheet) -> None:
    """Fill ``sheet`` with the cells of one sheet of the workbook."""
    cells = _Cells(book, sheet)
    depth = 0
    try:
        for record in _records(book.stream, entry.offset):
            if record.kind == _BOF:
                depth += 1
            elif record.kind == _EOF:
                depth -= 1
                if depth <= 0:
                    break
            elif depth == 1:
                cells.take(record)
        else:
            raise damaged(book.name)
    except (struct.error, IndexError) as error:
        raise damaged(book.name) from error
    cells.finish()


class _Cells:
    """Follows the records of one sheet."""

    def __init__(self, book: Biff, sheet: Sheet) -> None:
        self._book = book
        self._sheet = sheet
        self._awaited: tuple[int, int] | None = None
        self._hidden: set[int] = set()
        self._used: set[int] = set()
        self._computed: list[tuple[int, int, str]] = []
        self._all_zero = True
        self._empty: list[tuple[int, int, str]] = []
        self._all_empty = True

    def take(self, record: Record) -> None:
        kind, data = record.kind, record.data
        if kind == 0xFD:  # shared text
            row, column, _, at = struct.unpack_from("<HHHI", data)
            self._put(row, column, self._book.texts[at])
        elif kind == 0x203:
            row, column, style, value = struct.unpack_from("<HHHd", data)
            self._put_number(row, column, style, value)
        elif kind == 0x27E:
            row, column, style, packed = struct.unpack_from("<HHHI", data)
            self._put_number(row, column, style, unpacked(packed))
        elif kind == 0xBD:
            row, column = struct.unpack_from("<HH", data)
            for at in range(4, len(data) - 2, 6):
                style, packed = struct.unpack_from("<HI", data, at)
                self._put_number(row, column + (at - 4) // 6, style, unpacked(packed))
        elif kind in (0x204, 0xD6):
            row, column = struct.unpack_from("<HH", data)
            self._put(row, column, self._long_text(record, 6))
        elif kind == 0x205:
            row, column, _, value, is_error = struct.unpack_from("<HHHBB", data)
            self._put_byte(row, column, value, bool(is_error))
        elif kind == 0x06:
            self._take_formula(data)
        elif kind == 0x207 and self._awaited is not None:
            self._put(*self._awaited, self._long_text(record, 0))
            self._awaited = None
        else:
            self._take_around(kind, data)

    def _take_around(self, kind: int, data: bytes) -> None:
        if kind == 0xE5:
            for at in range(struct.unpack_from("<H", data)[0]):
                top, bottom, left, right = struct.unpack_from("<HHHH", data, 2 + 8 * at)
                self._sheet.merged.append(Merged(top + 1, bottom + 1, left + 1, right + 1))
        elif kind == 0x208:
            row, options = struct.unpack_from("<H10xH", data)
            if options & 0x20:
                self._hidden.add(row)
        elif kind == 0x7D:
            first, last, _, _, options = struct.unpack_from("<HHHHH", data)
            if options & 1:
                self._sheet.hidden_columns.update(range(first, min(last, 255) + 1))

    def _long_text(self, record: Record, at: int) -> str:
        if self._book.version == _BIFF8:
            texts = _Texts(record.pieces)
            texts._at = at
            return texts.one()
        n = struct.unpack_from("<H", record.data, at)[0]
        return b"".join(record.pieces)[at + 2 : at + 2 + n].decode(self._book.encoding, "replace")

    def _take_formula(self, data: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", data)
        options = struct.unpack_from("<H", data, 14)[0]
        if data[12:14] != b"\xff\xff":
            self._all_empty = False
            value = struct.unpack_from("<d", data, 6)[0]
            if value:
                self._all_zero = False
            elif options & 3 == 3:
                self._computed.append((row, column, t("a formula")))
            self._put_number(row, column, style, value)
        elif data[6] == 0:
            self._all_empty = False
            self._awaited = (row, column)
        elif data[6] in (1, 2):
            self._all_empty = False
            self._put_byte(row, column, data[8], data[6] == 2)
        else:
            self._empty.append((row, column, t("a formula")))

    def _put_byte(self, row: int, column: int, value: int, is_error: bool) -> None:
        if is_error:
            self._used.add(row)
            self._sheet.put_error(row, column, ERRORS.get(value, "#ERR!"))
        else:
            self._put(row, column, "true" if value else "false")

    def _put_number(self, row: int, column: int, style: int, value: float) -> None:
        if value != value or value in (float("inf"), float("-inf")):
            self._sheet.put_error(row, column, "#NUM!")
            return
        formats = self._book.formats
        meant = formats[style] if style < len(formats) else GENERAL
        if meant.unit:
            self._sheet.units.setdefault(column, meant.unit)
        self._put(row, column, meant.text(value, is_1904=self._book.is_1904))

    def _put(self, row: int, column: int, text: str) -> None:
        self._used.add(row)
        self._sheet.put(row, column, text)

    def finish(self) -> None:
        """What only the whole sheet can say."""
        self._sheet.hidden_rows = len(self._hidden & self._used)
        if self._all_zero and self._computed:
            self._sheet.never_computed(self._computed)
        if self._all_empty:
            for cell in self._empty:
                self._sheet.put_formula(*cell)


def unpacked(packed: int) -> float:
    """A number that is packed in four bytes: its last bits say how."""
    if packed & 2:
        value = float((packed - (1 << 32) if packed & 0x80000000 else packed) >> 2)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else value
