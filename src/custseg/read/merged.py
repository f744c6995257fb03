"""Cells of a workbook that are merged over several rows: the value stands in the first row only."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

_CHUNK = 1 << 20
_OVERLAP = 256
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell [^>]{0,100}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
_FIRST_COLUMN = re.compile(rb'<(?:\w+:)?dimension [^>]{0,40}?\bref="([A-Z]{1,3})\d')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Merged(NamedTuple):
    """Rows of one column that are one cell; rows are counted from 1, columns from the first in use."""

    column: int
    first_row: int
    last_row: int


def merged_rows(path: Path, sheet: str) -> list[Merged]:
    """The cells of an .xlsx sheet that are merged over several rows of one column."""
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return []
        with archive.open(part) as stream:
            said = _FIRST_COLUMN.search(stream.read(_CHUNK))
        before = _number(said[1]) - 1 if said else 0
        return sorted({
            Merged(_number(left) - before, int(first), int(last))
            for left, first, right, last in _ranges(archive, part)
            if left == right and int(last) > int(first)
        })  # fmt: skip


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The entry of the archive that holds a sheet's cells."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    wanted = next(
        (each.get(_RELATION) for each in book.iter()
         if each.tag.endswith("}sheet") and each.get("name") == sheet), None,
    )  # fmt: skip
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next((each.get("Target") for each in relations if each.get("Id") == wanted), None)
    if target is None:
        return None
    part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
    return part if part in names else None


def _ranges(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            block = rest + chunk
            if b"mergeCell" in block:
                yield from _MERGED.findall(block)
            rest = block[-_OVERLAP:]


def _number(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - 64
    return at
