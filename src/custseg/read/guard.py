"""Looks through a zipped workbook before any library opens it, and refuses what would hurt.

A parser given a bomb eats all memory, and calamine aborts the whole process on a cell far out in
the sheet: no exception can be caught then. Sizes that a file declares are not believed.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from custseg.errors import InputError
from custseg.words import t

_MOST_ENTRIES = 10_000
_MOST_BYTES = 4 << 30
_MOST_RATIO = 300
_SMALL = 64 << 20
_MOST_CELLS = 200_000_000
"""Rows times columns of the area that the cells of a sheet span."""
_CHUNK = 1 << 20
_OVERLAP = 256

_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_ROW = re.compile(rb'<row [^>]{0,80}?\br="(\d{1,9})"')
_FAR_ROW = re.compile(rb' r="[A-Z]{1,4}(\d{7,9})"')
_FAR_COLUMN = re.compile(rb' r="([A-Z]{2,4})\d')
_LETTERS = 26
"""Columns A to Z are not looked for: no sheet of that width is absurd."""
_UNIQUE = re.compile(rb'<sst [^>]{0,200}?uniqueCount="(\d{1,20})"')


def guard_workbook(path: Path, kind: str, name: str) -> None:
    """Raises InputError when the workbook at ``path`` is unsafe or cannot be unpacked.

    One streaming pass over the entries, which also proves that the zip is whole. A .xls is bounded
    by its format (65,536 rows) and by its own size.
    """
    if kind == "xls":
        return
    try:
        with zipfile.ZipFile(path) as archive:
            _judge_entries(archive, name)
            total = 0
            for info in archive.infolist():
                total += _judge_entry(archive, info, name)
                _require(total <= _MOST_BYTES, name, t("it unpacks to more than 4 GB"))
            _require(total <= _SMALL or total <= _MOST_RATIO * path.stat().st_size, name,
                     t("it unpacks to more than {ratio} times its size", ratio=_MOST_RATIO))  # fmt: skip
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise InputError(
            t("{name} is damaged or cut off: {error}", name=name, error=error),
            t("open it in Excel and save it again, or copy it again"),
        ) from error
    except RuntimeError as error:  # zipfile says so when an entry needs a password
        raise InputError(
            t("{name} is protected by a password", name=name),
            t("open it in Excel and save it without a password"),
        ) from error


def _require(holds: bool, name: str, why: str) -> None:
    if not holds:
        raise InputError(
            t("{name} is refused as unsafe: {why}", name=name, why=why),
            t("if you trust it, open it in Excel and save it again"),
        )


def _judge_entries(archive: zipfile.ZipFile, name: str) -> None:
    entries = [info.filename for info in archive.infolist()]
    _require(len(entries) <= _MOST_ENTRIES, name, t("it has {count} parts", count=len(entries)))
    _require(len(set(entries)) == len(entries), name, t("parts of it are there twice"))


def _judge_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> int:
    """Unpack one entry piece by piece, looking at each; returns its true size."""
    is_text = info.filename.endswith((".xml", ".rels", ".vml"))
    is_sheet = "worksheets/" in info.filename and is_text
    is_strings = info.filename.lower().endswith("sharedstrings.xml")
    size, before = 0, b""
    farthest = [0, 0]
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            _require(size <= _SMALL or size <= _MOST_RATIO * max(info.compress_size, 1), name,
                     t("{part} unpacks to more than {ratio} times its size", part=info.filename,
                       ratio=_MOST_RATIO))  # fmt: skip
            if is_text:
                piece = before + chunk
                _judge_piece(piece, size == len(chunk), is_strings, info, name)
                if is_sheet:
                    _judge_reach(piece, farthest, name, info.filename)
                before = chunk[-_OVERLAP:]
    return size


def _judge_piece(
    piece: bytes, first: bool, is_strings: bool, info: zipfile.ZipInfo, name: str
) -> None:
    _require(not (first and _ENTITY.search(piece)), name,
             t("{part} declares entities", part=info.filename))  # fmt: skip
    counted = _UNIQUE.search(piece) if first and is_strings else None
    if counted:
        _require(int(counted[1]) <= max(info.file_size, 1), name,
                 t("{part} claims {count} texts", part=info.filename, count=counted[1].decode()))  # fmt: skip


def _judge_reach(piece: bytes, farthest: list[int], name: str, part: str) -> None:
    """A stray cell far out makes the area of the sheet absurd: refuse before it is allocated."""
    rows = [int(row) for row in (*_ROW.findall(piece), *_FAR_ROW.findall(piece))]
    columns = [_number(column) for column in set(_FAR_COLUMN.findall(piece))]
    farthest[0] = max([farthest[0], *rows])
    farthest[1] = max([farthest[1], *columns])
    _require(farthest[0] * max(farthest[1], _LETTERS) <= _MOST_CELLS, name,
             t("{part} has a cell far out, in row {row} or column {column}", part=part,
               row=farthest[0], column=farthest[1]))  # fmt: skip


def _number(column: bytes) -> int:
    at = 0
    for letter in column:
        at = at * 26 + letter - 64
    return at
