"""From what the user named to tables: files, folders and standard input."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from custseg.errors import InputError
from custseg.progress import stage
from custseg.read.kind import NotATable, is_packed_file, kind_of
from custseg.read.options import ReadOptions
from custseg.read.own import is_own_page, is_own_result
from custseg.read.scratch import (
    sha256_of,
    speakable,
    spool,
    spool_pipe,
    standard_input,
    unpack,
)
from custseg.read.stamp import refuse_changed, stamp_of, unchanged
from custseg.read.table import Source, Table
from custseg.read.text.delimited import read_delimited
from custseg.words import t

STANDARD_INPUT = "-"
_STREAMS_OF_THE_SYSTEM = ("/dev/", "/proc/")
_DECIDE = ReadOptions()

_DOCUMENTS = frozenset({
    ".md", ".rst", ".toml", ".ini", ".cfg", ".json", ".jsonl", ".yaml", ".yml", ".xml", ".log", ".py",
    ".r", ".sql", ".sh", ".bat", ".ps1", ".css", ".js", ".ipynb", ".tex",
})  # fmt: skip
"""Text that lies in folders beside exports; when named, it is read like any other file."""


@dataclass(frozen=True)
class Skipped:
    """Something in a folder or workbook that is no table, and why it was left out."""

    name: str
    why: str
    sha256: str


@dataclass(frozen=True)
class Reading:
    """Everything that was read from the files a user named, in their order."""

    tables: tuple[Table, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences worth a warning about the files together: one of them is a copy, ..."""


@dataclass
class _Pile:
    """Tables and left-outs while they are gathered."""

    tables: list[Table] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    options_of: Callable[[str, ReadOptions], ReadOptions] | None = None

    def add(self, file: _Pile) -> None:
        """Take what was read from one file, unless the same bytes were read from another."""
        for table in file.tables[:1]:
            first = next((x for x in self.tables if x.source.sha256 == table.source.sha256), None)
            if first is not None:
                self.notes.append(
                    t("{copy} is the same file as {first} and is read only once",
                      copy=_shown(table.source, first.source), first=_shown(first.source, table.source))
                )  # fmt: skip
                return
        self.tables += file.tables
        self.skipped += file.skipped


def _shown(source: Source, other: Source) -> str:
    """A file's name, with its folder where another file has the same name."""
    name = Path(source.path).name
    return source.path if name == Path(other.path).name else name


def read_tables(paths: Sequence[str], options: ReadOptions = _DECIDE,
                options_of: Callable[[str, ReadOptions], ReadOptions] | None = None) -> Reading:  # fmt: skip
    """The tables in the files, folders and standard input (``-``) that ``paths`` names.

    The same bytes in two files, or a file that is named twice, are read once: ``notes`` says so. A
    folder gives its files in the order of their names, without sub-folders, hidden files and
    Excel's lock files; what in it is no table is in ``skipped``. A file that is named and cannot be
    read as a table raises InputError, as does a reading in which there is no table at all.

    ``options_of`` gives the options for a file by its name, where they are not the same for all.

    The rows of an input are those of its tables' frames and of their ``aside``: titles, blank rows
    and footers count, the rows that hold the names of the columns do not.
    """
    pile = _Pile(options_of=options_of)
    for path in paths:
        if path != STANDARD_INPUT and Path(path).is_dir():
            _read_folder(Path(path), options, pile)
        else:
            with stage(t("reading {name}", name=Path(path).name)):
                _read_file(path, options, pile)
    if not pile.tables:
        found = "; ".join(f"{each.name}: {each.why}" for each in pile.skipped[:5])
        raise InputError(
            t("no table in {paths}", paths=", ".join(paths)) + (f" ({found})" if found else ""),
            t("pass CSV, Excel, ODS, HTML or Parquet exports, or a folder of them"),
        )
    if options.sheet is not None and not any(table.source.sheet for table in pile.tables):
        pile.notes.append(
            t("--sheet {sheet} has no effect: none of the files is a workbook", sheet=options.sheet)
        )
    return Reading(tuple(pile.tables), tuple(pile.skipped), tuple(pile.notes))


def _read_folder(folder: Path, options: ReadOptions, pile: _Pile) -> None:
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        if not path.is_file() or path.name.startswith((".", "~$")):
            continue
        if path.suffix.lower() in _DOCUMENTS:
            pile.skipped.append(Skipped(path.name, t("a document, not an export"), sha256_of(path)))
            continue
        if is_own_result(path):
            pile.skipped.append(
                Skipped(path.name, t("a result of custseg, not an export"), sha256_of(path))
            )
            pile.notes.append(
                t("{name} is a page that custseg wrote and is left out", name=path.name) if is_own_page(path)
                else t("{name} was written by custseg and is left out; name the file itself to read it", name=path.name)
            )  # fmt: skip
            continue
        try:
            with stage(t("reading {name}", name=path.name)):
                _read_file(str(path), options, pile)
        except NotATable as error:
            pile.skipped.append(Skipped(path.name, error.message, sha256_of(path)))


def _read_file(path: str, options: ReadOptions, pile: _Pile) -> None:
    local, source = _opened(path)
    file = _Pile()
    if pile.options_of is not None:
        options = pile.options_of("-" if path == STANDARD_INPUT else local.name, options)
    with unchanged([source]):
        _read_as(kind_of(local, source.name), local, source, options, file)
        refuse_changed(table.source for table in file.tables)
    pile.add(file)


def _opened(path: str) -> tuple[Path, Source]:
    """A file to read for what the user named, and what it is called; streams become files first."""
    if path == STANDARD_INPUT:
        local = spool(standard_input())
        return local, Source(path, "csv", "", local.stat().st_size)
    local = Path(path)
    if _is_stream(local):
        called = STANDARD_INPUT if path.startswith(_STREAMS_OF_THE_SYSTEM) else path
        spooled = spool_pipe(local, local.name)
        return spooled, Source(called, "csv", "", spooled.stat().st_size)
    _require_readable(local, path)
    stamp = stamp_of(local)
    return speakable(local), Source(path, "csv", "", stamp.size_bytes, stamp=stamp)


def _is_stream(local: Path) -> bool:
    """Whether it can be read only once, from its beginning: a pipe, a device, <(another program)."""
    return local.exists() and not (local.is_file() or local.is_dir())


def _require_readable(local: Path, path: str) -> None:
    try:
        with local.open("rb"):
            pass
    except FileNotFoundError as error:
        raise InputError(
            t("{path} does not exist", path=path), t("check the name and the folder")
        ) from error
    except OSError as error:
        raise InputError(
            t("{path} cannot be opened: {error}", path=path, error=error.strerror or error),
            t("check its permissions, and close it in other programs"),
        ) from error


def _read_as(kind: str, local: Path, source: Source, options: ReadOptions, pile: _Pile) -> None:
    if kind in ("gzip", "zip"):
        _read_packed(kind, local, source, options, pile)
    elif kind == "text":
        pile.tables.append(read_delimited(local, source, options))
    else:
        _READERS[kind](local, kind, source, options, pile)


def _read_packed(kind: str, local: Path, source: Source, options: ReadOptions, pile: _Pile) -> None:
    """What is in a .gz or in a zip of a single file."""
    inner = _unpacked(kind, local, source)
    unpacked = kind_of(inner, source.name)
    if unpacked in ("gzip", "zip"):
        raise NotATable(
            t("{name} is an archive within an archive", name=source.name), t("unpack it first")
        )
    _read_as(unpacked, inner, replace(source, sha256=sha256_of(local)), options, pile)


def _unpacked(kind: str, local: Path, source: Source) -> Path:
    size = source.size_bytes
    if kind == "gzip":
        with gzip.open(local) as packed:
            return unpack(packed, size, source.name)  # type: ignore[arg-type]
    try:
        with zipfile.ZipFile(local) as archive:
            entry = next(info for info in archive.infolist() if is_packed_file(info.filename))
            with archive.open(entry) as packed:
                return unpack(packed, size, source.name)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise InputError(
            t("{name} is damaged or cut off: {error}", name=source.name, error=error),
            t("copy or export the file again"),
        ) from error
    except RuntimeError as error:  # zipfile says so when an entry needs a password
        raise InputError(
            t("{name} is protected by a password", name=source.name),
            t("unpack it yourself and pass the unpacked file"),
        ) from error


def _read_encrypted(
    local: Path, kind: str, source: Source, options: ReadOptions, pile: _Pile
) -> None:
    from custseg.read.workbook.password import decrypted

    inner = decrypted(local, source.name, options.password_file)
    unlocked = kind_of(inner, source.name)
    if unlocked not in ("xlsx", "xlsb"):
        raise NotATable(
            t("{name} is an archive within an archive", name=source.name), t("unpack it first")
        )
    _read_as(unlocked, inner, replace(source, sha256=sha256_of(local)), options, pile)


def _read_workbook(
    local: Path, kind: str, source: Source, options: ReadOptions, pile: _Pile
) -> None:
    from custseg.read.workbook.workbook import read_workbook

    tables, left_out = read_workbook(local, kind, source, options)
    pile.tables.extend(tables)
    pile.skipped.extend(Skipped(name, why, sha256) for name, why, sha256 in left_out)


def _read_html(local: Path, kind: str, source: Source, options: ReadOptions, pile: _Pile) -> None:
    from custseg.read.html import read_html

    if is_own_page(local):
        raise NotATable(
            t("{name} is a page that custseg wrote for people: its numbers are rounded, its tables cut short", name=source.name),
            t("name the exports it was made from; a result to go on with is written as .xlsx, .json, .csv or .parquet"),
        )  # fmt: skip
    pile.tables.extend(read_html(local, kind, source, options))


def _read_parquet(
    local: Path, kind: str, source: Source, options: ReadOptions, pile: _Pile
) -> None:
    from custseg.read.parquet import read_parquet

    pile.tables.append(read_parquet(local, source))


_READERS: dict[str, Callable[[Path, str, Source, ReadOptions, _Pile], None]] = {
    "xlsx": _read_workbook, "xls": _read_workbook, "xlsb": _read_workbook, "ods": _read_workbook,
    "spreadsheetml": _read_workbook, "html": _read_html, "mhtml": _read_html,
    "parquet": _read_parquet, "encrypted": _read_encrypted,
}  # fmt: skip
