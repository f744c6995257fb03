"""The compiled functions, as Python calls them: bytes in, numbers and columns out, no lock held meanwhile."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Sequence
from ctypes import POINTER, byref, c_char_p, c_int, c_int64, c_ubyte, c_uint32, c_void_p, pointer
from dataclasses import dataclass
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

import polars as pl

from custseg.native.arrow import ArrowArray, ArrowSchema, Column, Stream

_QUOTED, _PADDED, _STRANGE, _ROUNDED, _MARKED, _BLANKS = (1 << bit for bit in range(6))


_VERSION = 2
"""That of the functions as they are called here: an older library is left alone."""
_LARGE = 8 << 20
"""From so many bytes on it is worth loading the library for a file."""
_NO_MEMORY = -2
_ELF = b"\x7fELF\x02\x01"
_SECTIONS = struct.Struct("<40xQ10xHH2x")
"""The beginning of such a file: where its last part begins, and the size and number of what is in it."""
_SLACK = 16

Bytes = bytes | bytearray


@dataclass(frozen=True)
class Records:
    """What whole lines are that begin with regular records."""

    rows: int
    end: int
    """The place after the last of them: a quoted cell that begins later goes on after the lines."""
    quoted: bool
    padded: bool
    """Some cell may be padded. Empty ones in quotes are not: they are cut as those without."""
    strange: bool
    rounded: bool
    marked: bool
    blanks: bool


@dataclass(frozen=True)
class Cut:
    """Records in columns."""

    rows: int
    end: int
    """The place after the last of them: what comes then is the beginning of another."""
    cells: list[pl.Series]


class Pairs:
    """The characters of an encoding that are two bytes, and ASCII: what ``from_pairs`` reads."""

    def __init__(self, encoding: str) -> None:
        self.table = (c_uint32 * 0x10000)()
        for lead in range(0x80, 0x100):
            for trail in range(0x40, 0xFF):
                self.table[lead << 8 | trail] = _packed(bytes((lead, trail)), encoding)
        self._out = bytearray()

    def room_for(self, size: int) -> bytearray:
        """Room for a text of ``size`` bytes as UTF-8."""
        room = size * 3 // 2 + _SLACK
        if len(self._out) < room:
            self._out = bytearray(room)
        return self._out


def _packed(pair: bytes, encoding: str) -> int:
    """A character as UTF-8 and its length in one number; 0 where the two bytes are not one of at most three bytes."""
    try:
        text = pair.decode(encoding)
    except UnicodeDecodeError:
        return 0
    said = text.encode()
    return (
        len(said) << 24 | int.from_bytes(said, "little") if len(text) == 1 and len(said) < 4 else 0
    )


class Library:
    """The functions of ``_native``."""

    def __init__(self, functions: ctypes.CDLL) -> None:
        self._rows = functions.custseg_rows
        self._rows.argtypes = [c_void_p, c_int64, c_ubyte, c_int64, c_int,
                               POINTER(c_uint32), POINTER(c_int64)]  # fmt: skip
        self._not_utf8 = functions.custseg_not_utf8
        self._not_utf8.argtypes = [c_void_p, c_int64, c_char_p, c_int64, POINTER(c_int)]
        self._cut = functions.custseg_cut
        self._cut.argtypes = [c_void_p, c_int64, c_ubyte, c_int64, c_int, c_int, c_char_p, c_int64,
                              POINTER(POINTER(ArrowArray)), POINTER(POINTER(ArrowSchema)),
                              POINTER(c_int64)]  # fmt: skip
        self._values = functions.custseg_values
        self._values.argtypes = [c_void_p, c_int64, c_int,
                                 POINTER(ArrowArray), POINTER(ArrowSchema)]  # fmt: skip
        self._are_alike = functions.custseg_are_alike
        self._are_alike.argtypes = [c_void_p, c_int64]
        self._from_pairs = functions.custseg_from_pairs
        self._from_pairs.argtypes = [c_char_p, c_int64, POINTER(c_uint32), c_void_p]
        self._has_utf8_line = functions.custseg_has_utf8_line
        self._has_utf8_line.argtypes = [c_void_p, c_int64]
        for function in (self._rows, self._not_utf8, self._cut, self._from_pairs):
            function.restype = c_int64

    def records(
        self, lines: Bytes, size: int, separator: bytes, width: int, *, windows: bool
    ) -> Records | None:
        """The regular records that the first ``size`` bytes are, which are whole lines; None where that is not certain.

        ``windows`` says that lines end with CR LF.
        """
        found, end = c_uint32(), c_int64()
        rows = self._rows(
            _place(lines), size, separator[0], width, windows, byref(found), byref(end)
        )
        if rows < 0:
            return None
        has = found.value.__and__
        return Records(rows, end.value, *(
            bool(has(flag)) for flag in (_QUOTED, _PADDED, _STRANGE, _ROUNDED, _MARKED, _BLANKS)
        ))  # fmt: skip

    def has_word(self, text: Bytes, size: int, words: Sequence[bytes]) -> bool | None:
        """Whether any of the words stands in the first ``size`` bytes; None where these are not strict UTF-8.

        Words have two to 255 bytes.
        """
        found = c_int()
        packed = b"".join(bytes([len(word)]) + word for word in words)
        bad = self._not_utf8(_place(text), size, packed, len(words), byref(found))
        return bool(found.value) if bad < 0 else None

    def cut(self, lines: Bytes, size: int, separator: bytes, width: int, wanted: Sequence[int], *, windows: bool,
            quoted: bool, most: int) -> Cut:  # fmt: skip
        """The regular records that the first ``size`` bytes begin with, at most ``most``, and the ``wanted`` cells of each.

        Each column is text, an empty cell null. Raises ValueError where a record is not regular.
        """
        marks = bytearray(width)
        for at in wanted:
            marks[at] = 1
        columns, end = [Column() for _ in wanted], c_int64()
        rows = self._cut(_place(lines), size, separator[0], width, windows, quoted, bytes(marks), most,
                         *_places(columns), byref(end))  # fmt: skip
        if rows == _NO_MEMORY:
            raise MemoryError
        if rows < 0:
            raise ValueError("these lines are no regular records")
        return Cut(rows, end.value, [column.taken() for column in columns])

    def from_pairs(self, text: bytes, pairs: Pairs) -> memoryview | None:
        """Text in an encoding of ``pairs`` as UTF-8, good until the next; None where a character is none of these."""
        out = pairs.room_for(len(text))
        size = self._from_pairs(text, len(text), pairs.table, _place(out))
        return None if size < 0 else memoryview(out)[:size]

    def has_utf8_line(self, text: Bytes, size: int) -> bool:
        """Whether a line of the first ``size`` bytes has a character beyond ASCII and is UTF-8."""
        return bool(self._has_utf8_line(_place(text), size))

    def amounts(self, text: pl.Series) -> pl.Series | None:
        """The amounts of a column as decimals with six decimals; None unless every cell is like ``-1234.56``."""
        return self._of(text, is_money=True)

    def days(self, text: pl.Series) -> pl.Series | None:
        """The days of a column; None unless every cell is like ``2024-01-31`` or ``2024-01-31 09:30:00``."""
        return self._of(text, is_money=False)

    def are_figures(self, text: pl.Series) -> bool:
        """Whether every cell of a column that is there is a number of up to eighteen digits."""
        return self._all(text, 0)

    def are_bare(self, text: pl.Series, size: int) -> bool:
        """Whether every cell of a column that is there has ``size`` bytes, at least one, none of which may be dress."""
        return self._all(text, size)

    def _all(self, text: pl.Series, size: int) -> bool:
        stream = Stream(text)  # held until it has been read
        return bool(self._are_alike(stream.pointer, size))

    def _of(self, text: pl.Series, *, is_money: bool) -> pl.Series | None:
        column, stream = Column(), Stream(text)
        is_read = self._values(stream.pointer, len(text), is_money, byref(column.array), byref(column.schema))  # fmt: skip
        return column.taken().alias(text.name) if is_read else None


def _place(held: Bytes) -> object:
    """Where bytes stand, as C is told."""
    return held if isinstance(held, bytes) else byref(ctypes.c_char.from_buffer(held))


def _places(columns: Sequence[Column]) -> tuple[ctypes.Array[Any], ctypes.Array[Any]]:
    """Where the values and the type of each column are written to."""
    count = len(columns)
    return (
        (POINTER(ArrowArray) * count)(*(pointer(column.array) for column in columns)),
        (POINTER(ArrowSchema) * count)(*(pointer(column.schema) for column in columns)),
    )


@cache
def library() -> Library | None:
    """The compiled functions; None where there are none, or none that fit this machine and these calls."""
    here = Path(__file__).parent
    for suffix in EXTENSION_SUFFIXES:
        made = here / f"_native{suffix}"
        if made.is_file():
            return _loaded(made)
    return None


def library_for(path: Path) -> Library | None:
    """The compiled functions where the file at ``path`` is large enough to gain by them."""
    return library() if path.stat().st_size >= _LARGE else None


def _loaded(path: Path) -> Library | None:
    if _is_cut_off(path):
        return None
    try:
        functions = ctypes.CDLL(str(path))
        return Library(functions) if functions.custseg_version() == _VERSION else None
    except (OSError, AttributeError):  # made for another machine, or by an older version
        return None


def _is_cut_off(path: Path) -> bool:
    """Whether a library is only the beginning of one, as copying leaves it on a full disk: loading it would end us."""
    try:
        with path.open("rb") as stream:
            begins, size = stream.read(_SECTIONS.size), path.stat().st_size
    except OSError:
        return True
    if not begins.startswith(_ELF) or len(begins) < _SECTIONS.size:
        return False
    at, each, count = _SECTIONS.unpack(begins)
    return bool(at + each * count > size)
