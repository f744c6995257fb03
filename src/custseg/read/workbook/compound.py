"""Compound files (OLE), the container of .xls and of encrypted workbooks: their streams by name."""

from __future__ import annotations

import struct
from pathlib import Path

from custseg.errors import InputError
from custseg.words import t

_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128


def streams(path: Path, name: str) -> dict[str, bytes]:
    """The streams of a compound file by their names; storages' own are under ``storage/stream``.

    Chains of sectors that run in a circle or out of the file are refused.
    """
    try:
        return _Compound(path.read_bytes()).streams()
    except (struct.error, IndexError, ValueError) as error:
        raise damaged(name) from error


def damaged(name: str) -> InputError:
    """The refusal of a workbook whose container is broken."""
    return InputError(
        t("{name} is a damaged or cut off workbook", name=name),
        t("open it in Excel and save it again as .xlsx, or copy it again"),
    )


class _Compound:
    """The tables of sectors and the directory of a compound file."""

    def __init__(self, whole: bytes) -> None:
        self._whole = whole
        shift, mini_shift = struct.unpack_from("<HH", whole, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        (n_tables,) = struct.unpack_from("<I", whole, 44)
        (directory,) = struct.unpack_from("<I", whole, 48)
        self._cutoff, mini_table = struct.unpack_from("<II", whole, 56)
        extension, n_extensions = struct.unpack_from("<II", whole, 68)
        tables = list(struct.unpack_from("<109I", whole, 76))
        per_sector = self._size // 4
        most = len(whole) // self._size + 1
        for _ in range(min(n_extensions, most)):
            if extension >= _LAST_SECTOR:
                break
            more = struct.unpack(f"<{per_sector}I", self._sector(extension))
            tables += more[:-1]
            extension = more[-1]
        self._next: list[int] = []
        for at in tables[: min(n_tables, most)]:
            if at < _LAST_SECTOR:
                self._next += struct.unpack(f"<{per_sector}I", self._sector(at))
        self._entries = self._chain(directory)
        mini = self._chain(mini_table) if mini_table < _LAST_SECTOR else b""
        self._mini_next = struct.unpack(f"<{len(mini) // 4}I", mini)
        (start,) = struct.unpack_from("<I", self._entries, 116)
        self._mini = self._chain(start) if start < _LAST_SECTOR else b""

    def _sector(self, at: int) -> bytes:
        start = (at + 1) * self._size
        sector = self._whole[start : start + self._size]
        if len(sector) < self._size:
            if not sector:
                raise ValueError("a sector beyond the end")
            sector += bytes(self._size - len(sector))
        return sector

    def _chain(self, at: int) -> bytes:
        pieces: list[bytes] = []
        while at < _LAST_SECTOR:
            pieces.append(self._sector(at))
            if len(pieces) > len(self._next):
                raise ValueError("sectors in a circle")
            at = self._next[at]
        return b"".join(pieces)

    def _mini_chain(self, at: int) -> bytes:
        pieces: list[bytes] = []
        while at < _LAST_SECTOR:
            pieces.append(self._mini[at * self._mini_size : (at + 1) * self._mini_size])
            if len(pieces) > len(self._mini_next):
                raise ValueError("sectors in a circle")
            at = self._mini_next[at]
        return b"".join(pieces)

    def streams(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        total = 0
        for at in range(0, len(self._entries), _ENTRY):
            entry = self._entries[at : at + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind != 2 or not 2 <= length <= 64:
                continue
            name = entry[: length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", entry, 116)
            data = self._mini_chain(start) if size < self._cutoff else self._chain(start)
            if len(data) < size:
                raise ValueError("a stream is cut off")
            total += size
            if total > len(self._whole) * 2:
                raise ValueError("streams share sectors")
            found.setdefault(name, data[:size])
        return found
