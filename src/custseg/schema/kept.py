"""The reading that is kept: what was decided about each file, for later runs to hold on to.

A run with a kept reading takes roles and kinds from it, and refuses a file whose header, encoding,
separator or sheet is no longer what it was (exit 3), saying what drifted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import Annotated, Literal

import msgspec

from custseg.errors import InputError
from custseg.read.options import ReadOptions
from custseg.read.table import Source, Table
from custseg.schema.dataset import Dataset
from custseg.settings import Meta, Section
from custseg.words import t

NO_HEADER = "none"


class KeptFile(Section, frozen=True):
    """``[[reading.files]]``: how one file, or all files of one name pattern, is read."""

    name: Annotated[str, Meta(description="File name, or a pattern such as orders_*.csv")]
    kind: Annotated[str | None, Meta(description="Kind of table")] = None
    sheet: Annotated[str | None, Meta(description="Sheet of the workbook")] = None
    encoding: Annotated[str | None, Meta(description="Encoding that was found")] = None
    separator: Annotated[str | None, Meta(description="Separator that was found")] = None
    header_row: Annotated[
        int | str | None, Meta(description='Row of the column names, or "none"')
    ] = None
    date_order: Annotated[
        Literal["dmy", "mdy"] | None, Meta(description="Order of day and month that was found")
    ] = None
    decimal: Annotated[
        Literal["comma", "point"] | None, Meta(description="Decimal sign of its amounts")
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

    def of(self, source: Source) -> KeptFile | None:
        """The entry of a file and its sheet."""
        name = "-" if source.path == "-" else PurePath(source.path).name
        return next(
            (kept for kept in self.files
             if fnmatchcase(name, kept.name) and kept.sheet in (None, source.sheet)), None,
        )  # fmt: skip

    def options_of(self, name: str, given: ReadOptions) -> ReadOptions:
        """How the file of this name is to be read: as given, and without a header if it was kept so."""
        kept = [file.header_row for file in self.files if fnmatchcase(name, file.name)]
        is_bare = bool(kept) and all(row == NO_HEADER for row in kept)
        if given.header_row is None and is_bare:
            return msgspec.structs.replace(given, header_row=NO_HEADER)
        return given


def fingerprint(columns: Iterable[str]) -> str:
    """A short hash of the column names in their order."""
    return hashlib.sha256("\x1f".join(columns).encode()).hexdigest()[:16]


def check_drift(kept: KeptFile, table: Table) -> None:
    """Raises InputError naming what is no longer as it was kept."""
    source = table.source
    drifted = [
        t("{what} was {before}, is {now}", what=what, before=before, now=now)
        for what, before, now in (
            (t("encoding"), kept.encoding, source.encoding),
            (t("separator"), kept.separator, source.separator),
            (t("header row"), kept.header_row, source.header_row or NO_HEADER),
        )
        if before is not None and before != now
    ]
    if kept.header is not None and kept.header != fingerprint(table.columns):
        lost = [column for column in kept.columns if column not in table.columns]
        drifted.append(
            t("columns {columns} are gone", columns=", ".join(lost)) if lost
            else t("the column names have changed: {columns}", columns=", ".join(table.columns))
        )  # fmt: skip
    _refuse(source, drifted)


def check_formats(kept: KeptFile, source: Source, order: str | None, decimal: str | None) -> None:
    """Raises InputError when dates or amounts are proven to be written otherwise than was kept."""
    _refuse(source, [
        t("{what} was {before}, is {now}", what=what, before=before, now=now)
        for what, before, now in ((t("order of day and month"), kept.date_order, order),
                                  (t("decimal sign"), kept.decimal, decimal))
        if before is not None and now is not None and before != now
    ])  # fmt: skip


def _refuse(source: Source, drifted: list[str]) -> None:
    if drifted:
        raise InputError(
            t("{file} is not as it was kept: {drifted}", file=source.name, drifted="; ".join(drifted)),
            t("look at it with custseg inspect, then keep the new reading: inspect FILES -o custseg.toml --force"),
        )  # fmt: skip


def keep(dataset: Dataset, settings: str = "") -> str:
    """The TOML text that keeps how the files of a dataset were read; ``settings`` is appended."""
    lines = [t("# How these files are read; written by custseg inspect."), ""]
    for seen in dataset.recognitions:
        source = seen.source
        entries: dict[str, object] = {
            "name": "-" if source.path == "-" else PurePath(source.path).name,
            "sheet": source.sheet, "kind": seen.kind, "encoding": source.encoding,
            "separator": source.separator, "header_row": source.header_row or NO_HEADER,
            "date_order": seen.date_order, "decimal": seen.decimal,
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
    entry = kept.of(table.source)
    everywhere = {c: r for c, r in kept.columns.items() if c in table.columns}
    return everywhere if entry is None else everywhere | entry.columns
