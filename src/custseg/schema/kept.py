"""The reading that is kept: what was decided about each file, for later runs to hold on to.

A run with a kept reading takes roles, kinds and formats from it, and refuses a file whose header,
encoding, separator, header row or sheet is no longer what it was (exit 3), saying what drifted.

A file finds its entry by its name; else by a name that differs in digits only (202402.csv has that of
202401.csv); else by the column names, if they are those of an entry. Any other file is read anew, and
a warning says so.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Annotated, Literal

import msgspec
import polars as pl

from custseg.errors import InputError
from custseg.read.options import ReadOptions
from custseg.read.table import Source, Table
from custseg.schema.columns.kind import UNUSED
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import DATE, KINDS
from custseg.settings import Meta, Section
from custseg.words import t

NO_HEADER = "none"
DATES = frozenset(
    key for columns in KINDS.values() for key, kind in columns.items() if kind == DATE
)
"""Roles that are dates."""


class KeptFile(Section, frozen=True):
    """``[[reading.files]]``: how one file, or all files of one name pattern, is read."""

    name: Annotated[str, Meta(description="File name, or a pattern such as orders_*.csv")]
    kind: Annotated[str | None, Meta(description="Kind of table")] = None
    sheet: Annotated[str | None, Meta(description="Sheet of the workbook")] = None
    format: Annotated[str | None, Meta(description="Format that was found: csv, xlsx, html")] = None
    encoding: Annotated[str | None, Meta(description="Encoding that was found")] = None
    separator: Annotated[str | None, Meta(description="Separator that was found")] = None
    header_row: Annotated[
        int | str | None, Meta(description='Row of the column names, or "none"')
    ] = None
    date_order: Annotated[
        Literal["dmy", "mdy"] | None, Meta(description="Order of day and month that was found")
    ] = None
    date_format: Annotated[str | None, Meta(description="How its dates are written")] = None
    decimal: Annotated[
        Literal["comma", "point"] | None, Meta(description="Decimal sign of its amounts")
    ] = None
    unit: Annotated[
        int | None, Meta(description="What a line such as 单位：万元 multiplies its amounts by")
    ] = None
    header: Annotated[str | None, Meta(description="Fingerprint of the column names")] = None
    columns: Annotated[dict[str, str], Meta(description="Column name = role")] = msgspec.field(
        default_factory=dict
    )


class KeptReading(Section, frozen=True):
    """``[reading]``: roles and kinds that were decided once."""

    columns: Annotated[dict[str, str], Meta(description="Column name = role, in every file")] = (
        msgspec.field(default_factory=dict)
    )
    files: Annotated[tuple[KeptFile, ...], Meta(description="One entry a file")] = ()

    def of(self, table: Table) -> KeptFile | None:
        """The entry of a table: of its file's name, of one that differs in digits only, of its columns."""
        header, sheet = fingerprint(table.columns), table.source.sheet
        named = self._named(_name(table.source))
        here = [kept for kept in named if kept.sheet in (None, sheet)] or [
            kept for kept in named if _is_alike(kept.sheet or "", sheet or "")
        ]
        same = [kept for kept in (here or self.files) if kept.header == header]
        return next(iter([*same, *here]), None)

    def options_of(self, name: str, given: ReadOptions) -> ReadOptions:
        """How the file of this name is to be read: as given, and without a header if it was kept so."""
        kept = [file.header_row for file in self._named(name)]
        is_bare = bool(kept) and all(row == NO_HEADER for row in kept)
        if given.header_row is None and is_bare:
            return msgspec.structs.replace(given, header_row=NO_HEADER)
        return given

    def settled(self, name: str, given: ReadOptions) -> ReadOptions:
        """As ``options_of``, for a file that does not say of itself how it is to be read."""
        kept = next(iter(self._named(name)), None)
        if kept is None:
            return given
        return msgspec.structs.replace(
            given, encoding=given.encoding or kept.encoding,
            separator=given.separator or kept.separator,
            header_row=kept.header_row if given.header_row is None else given.header_row,
        )  # fmt: skip

    def refuse_lost_sheets(self, tables: Sequence[Table]) -> None:
        """Raises InputError when a sheet that was kept is no longer in its file.

        In a file of another month a sheet may differ in digits, as its name does.
        """
        found = {id(self.of(table)) for table in tables}
        for name in dict.fromkeys(_name(table.source) for table in tables):
            sheets = [x.source.sheet or "" for x in tables if _name(x.source) == name]
            for kept in self._named(name):
                if not kept.sheet or kept.kind == UNUSED or id(kept) in found:
                    continue
                if kept.name == name or not any(_is_alike(kept.sheet, x) for x in sheets):
                    _refuse(name, [t("sheet {sheet} is gone, there are {sheets}", sheet=kept.sheet,
                                     sheets=t(", ").join(sheets))])  # fmt: skip

    def _named(self, name: str) -> list[KeptFile]:
        exactly = [kept for kept in self.files if fnmatchcase(name, kept.name)]
        return exactly or [kept for kept in self.files if _is_alike(name, kept.name)]


def _name(source: Source) -> str:
    return "-" if source.path == "-" else PurePath(source.path).name


def _is_alike(name: str, other: str) -> bool:
    """Whether two names are the same but for their digits: 流水202401.csv and 流水202402.csv."""
    return re.sub(r"\d+", "0", name) == re.sub(r"\d+", "0", other)


def fingerprint(columns: Iterable[str]) -> str:
    """A short hash of the column names in their order."""
    return hashlib.sha256("\x1f".join(columns).encode()).hexdigest()[:16]


def check_drift(kept: KeptFile, table: Table) -> None:
    """Raises InputError naming what is no longer as it was kept."""
    source = table.source
    drifted = [*_drift_of_form(kept, table)]
    row = source.header_row or NO_HEADER
    if kept.header_row not in (None, row):
        drifted.append(_drift(t("header row"), kept.header_row, row))
    if kept.header is not None and kept.header != fingerprint(table.columns):
        lost = [column for column in kept.columns if column not in table.columns]
        there = t(", ").join(table.columns)
        drifted.append(
            t("columns {columns} are gone, there are {there}", columns=t(", ").join(lost), there=there)
            if lost else t("the column names or their order have changed: {columns}", columns=there)
        )  # fmt: skip
    _refuse(source.name, drifted)


def _drift_of_form(kept: KeptFile, table: Table) -> Iterator[str]:
    """Another format; of a text in the same format another encoding or separator."""
    source = table.source
    if kept.format is not None and _family(kept.format) != _family(source.format):
        yield _drift(t("format"), kept.format, source.format)
        return
    encoding = _encoding_now(kept, table)
    if kept.encoding not in (None, encoding):
        yield _drift(t("encoding"), kept.encoding, encoding or source.format)
    if kept.separator not in (None, source.separator):
        before, now = _shown(kept.separator), _shown(source.separator)
        yield _drift(t("separator"), before, now or source.format)


def _drift(what: str, before: object, now: object) -> str:
    return t("{what} was {before}, is {now}", what=what, before=before, now=now)


def _family(form: str) -> str:
    """Formats that say the same: a workbook may be saved in another version."""
    return "xlsx" if form in ("xls", "xlsx", "xlsm", "xlsb", "ods", "xml") else form


def _shown(separator: str | None) -> str | None:
    """A separator as it can be seen in a sentence."""
    return separator and {"\t": "tab", " ": t("blanks")}.get(separator, repr(separator))


def _encoding_now(kept: KeptFile, table: Table) -> str | None:
    """The encoding of a table: the kept one where the text is the same in both."""
    now = table.source.encoding
    if kept.encoding in (None, now) or now is None:
        return now
    marked = {"utf-8", "utf-8-sig"}
    if {kept.encoding, now} <= marked:
        return kept.encoding
    if kept.encoding not in _ASCII_IN or now not in _ASCII_IN:
        return now
    beyond = "[^\x00-\x7f]"
    if any(re.search(beyond, column) for column in table.columns):
        return now
    cells = pl.any_horizontal(pl.col(table.columns).str.contains(beyond).fill_null(False)).any()
    is_beyond = table.frame.select(cells).collect(engine="streaming").item()
    return now if is_beyond else kept.encoding


_ASCII_IN = (
    "utf-8",
    "utf-8-sig",
    "gb18030",
    "big5hkscs",
    "cp1252",
    "cp1251",
    "cp949",
    "cp932",
    "latin-1",
)
"""Encodings in which plain English text is the same."""


def check_formats(kept: KeptFile, source: Source, order: str | None, decimal: str | None, unit: int | None) -> None:  # fmt: skip
    """Raises InputError when dates or amounts are proven to be written otherwise than was kept.

    A unit that stood around the table has to stand there again: without it amounts are other amounts.
    """
    if kept.unit is not None and kept.unit != (unit or 1):
        _refuse(source.name, [_drift(t("unit of the amounts"), f"{kept.unit:,}", f"{unit or 1:,}")])
    _refuse(source.name, [
        _drift(what, before, now)
        for what, before, now in ((t("order of day and month"), kept.date_order, order),
                                  (t("decimal sign"), kept.decimal, decimal))
        if before is not None and now is not None and before != now
    ])  # fmt: skip


def _refuse(name: str, drifted: list[str]) -> None:
    if drifted:
        raise InputError(
            t("{file} is not as it was kept: {drifted}", file=name, drifted="; ".join(drifted)),
            t("look at it with custseg inspect, then keep the new reading: inspect FILES -o custseg.toml --force"),
        )  # fmt: skip


def keep(dataset: Dataset, settings: str = "", date_format: str | None = None) -> str:
    """The TOML text that keeps how the files of a dataset were read; ``settings`` is appended.

    ``date_format`` is what a person said of the dates.
    """
    lines = [t("# How these files are read; written by custseg inspect."), ""]
    for seen in dataset.recognitions:
        source = seen.source
        entries: dict[str, object] = {
            "name": _name(source),
            "sheet": source.sheet, "kind": seen.kind, "format": source.format, "encoding": source.encoding,
            "separator": source.separator, "header_row": source.header_row or NO_HEADER,
            "date_order": seen.date_order,
            "date_format": date_format if any(x.role in DATES for x in seen.columns) else None,
            "decimal": seen.decimal, "unit": seen.unit,
            "header": fingerprint(column.header for column in seen.columns),
        }  # fmt: skip
        lines += [
            "[[reading.files]]",
            *(f"{key} = {_toml(v)}" for key, v in entries.items() if v is not None),
        ]
        roles = {column.header: column.role for column in seen.columns if column.role}
        if roles:
            lines += [
                "",
                "[reading.files.columns]",
                *(f"{_toml(c)} = {_toml(r)}" for c, r in roles.items()),
            ]
        lines.append("")
    return "\n".join(lines) + settings


def _toml(value: object) -> str:
    """A string or number as TOML writes it: a JSON string is a TOML basic string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def roles_kept(kept: KeptReading, table: Table) -> Mapping[str, str]:
    """The roles a kept reading fixes in a table, as column -> role."""
    entry = kept.of(table)
    everywhere = {c: r for c, r in kept.columns.items() if c in table.columns}
    return everywhere if entry is None else everywhere | entry.columns
