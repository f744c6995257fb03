"""The parts of an .xlsx that stand above its sheets: their names and states, formats, texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from xml.parsers import expat

import polars as pl

from custseg.errors import InputError
from custseg.read.workbook.formats import GENERAL, NumberFormat, format_of
from custseg.read.workbook.guard import Archive, local, part_name
from custseg.read.workbook.texts import shared_texts
from custseg.words import t

_NO_TABLE = {"chartsheet": "chart", "dialogsheet": "dialog",
             "xlmacrosheet": "macro", "macrosheet": "macro"}  # fmt: skip
_TRUE = ("1", "true", "on")
LARGE = 8 << 20
"""Bytes of a sheet from which on speed matters."""


@dataclass(frozen=True)
class Entry:
    """A sheet as the workbook lists it."""

    name: str
    state: str
    """``visible``, ``hidden`` or ``veryHidden``."""
    part: str | None
    """Where its cells are; None when that part is missing."""
    other: str | None = None
    """What it is if it is no sheet of cells: ``chart``, ``dialog`` or ``macro``."""


@dataclass
class Book:
    """What an .xlsx says about all its sheets."""

    archive: Archive
    sheets: list[Entry] = field(default_factory=list)
    is_1904: bool = False
    computed_on_load: bool = False
    """The program that wrote the formulas did not compute them."""
    _targets: dict[str, str] = field(default_factory=dict)
    """Kind of part -> where it is."""

    @cached_property
    def texts(self) -> list[str]:
        """The shared texts that cells point to."""
        return self.texts_in_bulk.to_list()

    @cached_property
    def texts_in_bulk(self) -> pl.Series:
        """The same as a column."""
        part = self._targets.get("sharedstrings")
        return shared_texts(self.archive, part) if part else pl.Series([], dtype=pl.String)

    def is_large(self, part: str) -> bool:
        """Whether a sheet is so large that its speed matters."""
        return self.archive.declared_size(part) >= LARGE

    @cached_property
    def formats(self) -> list[NumberFormat]:
        """The number formats that cells point to by their style."""
        part = self._targets.get("styles")
        return _formats(self.archive, part) if part else []


def open_book(archive: Archive) -> Book:
    """The workbook part of an archive, read."""
    root = "xl/workbook.xml"
    for kind, target, _ in relations(archive, "_rels/.rels", ""):
        if kind == "officedocument" and target in archive:
            root = target
    if root not in archive:
        raise InputError(
            t("{name} is damaged: it has no workbook part", name=archive.name),
            t("open it in Excel and save it again, or copy it again"),
        )
    folder = str(PurePosixPath(root).parent)
    book = Book(archive)
    by_id: dict[str, tuple[str, str]] = {}
    links = f"{folder}/_rels/{PurePosixPath(root).name}.rels"
    for kind, target, its_id in relations(archive, links, folder):
        by_id[its_id] = (kind, target)
        if target in archive:
            book._targets.setdefault(kind, target)

    def start(tag: str, given: dict[str, str]) -> None:
        what = local(tag)
        if what == "sheet":
            relation = next((v for k, v in given.items() if k.endswith(":id")), "")
            kind, target = by_id.get(relation, ("", ""))
            book.sheets.append(
                Entry(given.get("name", ""), given.get("state", "visible"),
                      target if target in archive else None, _NO_TABLE.get(kind))
            )  # fmt: skip
        elif what == "workbookPr":
            # an extension further down may have an element of the same name
            book.is_1904 = book.is_1904 or given.get("date1904", "0").lower() in _TRUE
        elif what == "calcPr":
            book.computed_on_load = given.get("fullCalcOnLoad", "0").lower() in _TRUE

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    archive.parse(root, parser)
    return book


def relations(archive: Archive, part: str, folder: str) -> list[tuple[str, str, str]]:
    """Kind, target and id of what a part points to."""
    found: list[tuple[str, str, str]] = []
    if part not in archive:
        return found

    def start(tag: str, given: dict[str, str]) -> None:
        if local(tag) == "Relationship" and given.get("TargetMode") != "External":
            target = given.get("Target", "").replace("\\", "/")
            path = target if target.startswith("/") else f"{folder}/{target}"
            kind = given.get("Type", "").rsplit("/", 1)[-1].lower()
            found.append((kind, _resolved(path), given.get("Id", "")))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    archive.parse(part, parser)
    return found


def _resolved(path: str) -> str:
    parts: list[str] = []
    for step in path.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return part_name("/".join(parts))


def _formats(archive: Archive, part: str) -> list[NumberFormat]:
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside = {"cellXfs": False}

    def start(tag: str, given: dict[str, str]) -> None:
        what = local(tag)
        if what == "numFmt" and given.get("numFmtId", "").isdecimal():
            codes[int(given["numFmtId"])] = given.get("formatCode", "")
        elif what == "cellXfs":
            inside["cellXfs"] = True
        elif what == "xf" and inside["cellXfs"]:
            number = given.get("numFmtId", "0")
            numbers.append(int(number) if number.isdecimal() else 0)

    def end(tag: str) -> None:
        if local(tag) == "cellXfs":
            inside["cellXfs"] = False

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    archive.parse(part, parser)
    made = {number: format_of(number, codes) for number in set(numbers)}
    return [made[number] for number in numbers] or [GENERAL]
