"""Results of custseg read back from the files it wrote, typed, with how they were made."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from custseg.errors import InputError
from custseg.listed.lists import is_lines
from custseg.listed.typing import by_key, says_labels, typed
from custseg.listed.whole import (
    beside,
    cut_off,
    lines_are_ended,
    must_be_data,
    must_end,
    must_have_all_rows,
)
from custseg.read import ASIDE, ROW, read_tables
from custseg.result import InputRecord, Provenance, Result
from custseg.words import Language, Unit, in_language, t, title

_MOST_CORE = 1 << 16
_LOOKED_AT = 1000
"""Rows a table is told by."""
_CUT_FROM = 20
"""A name of a sheet that is shorter has not been cut."""
_ROWS = re.compile(rb'"customers": \[\n(?P<rows>(?: *\{[^\n]*\}(?:,(?=\n))?\n)+) *\]')
"""The customers of a document as custseg writes it: a row a line."""


@dataclass(frozen=True)
class ReadBack:
    """The results in a file, and the file's fingerprint."""

    name: str
    sha256: str
    results: tuple[Result, ...]
    personal: Mapping[str, Unit]
    """What the ids are, where the results say that they are personal."""


def results_in(path: str) -> ReadBack | None:
    """The results of custseg in a file of any format it writes; None for anything else, such as an export.

    A table of customers with a label of ours (客户层级, segment, ...) is one as well, whoever wrote it: it
    has no command, date and settings. Columns are found by key or by header in either language and typed;
    labels are keys again. Raises InputError for JSON that is none of ours,
    for a file that is cut off, and for a Markdown page.
    """
    local = Path(path)
    if not local.is_file():
        return None
    must_be_data(local)
    with local.open("rb") as stream:
        head = stream.read(64)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return _from_json(local)
    if head.startswith(b"PAR1"):
        return _from_parquet(local)
    if head.startswith(b"PK\x03\x04"):
        return _from_workbook(local)
    return _from_text(local)


# --- JSON ------------------------------------------------------------------------------------------


def _from_json(path: Path) -> ReadBack:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if is_lines(content) and not lines_are_ended(path):
        raise cut_off(path)
    try:
        if is_lines(content):
            frame = pl.read_ndjson(content, infer_schema_length=None)
            must_have_all_rows(path, frame.height)
            return _one(path, digest, frame, beside(path))
        results = list(_results_of(content))
    except (ValueError, RecursionError, pl.exceptions.PolarsError) as error:
        raise InputError(
            t("{file} is not the JSON that custseg writes: {error}", file=path.name,
              error=str(error).splitlines()[0] if str(error) else type(error).__name__),
            t("give a file that custseg COMMAND -o FILE wrote, or the exports themselves"),
        ) from error  # fmt: skip
    personal = {c: unit for r in results if r.provenance for c, unit in r.provenance.personal.items()}  # fmt: skip
    return ReadBack(path.name, digest, tuple(results), personal)


def _results_of(content: bytes) -> Iterator[Result]:
    """The results of a document; rows of customers are read by Polars, all else as JSON."""
    rows: list[bytes] = []

    def taken(found: re.Match[bytes]) -> bytes:
        rows.append(found["rows"].replace(b"},\n", b"}\n"))
        return b'"customers": %d' % (len(rows) - 1)

    document = json.loads(_ROWS.sub(taken, content).decode("utf-8-sig"))
    for one in document.get("results", [document]):
        if not isinstance(one, dict) or "command" not in one:
            raise ValueError(t("there is no command in it"))
        listed = one.get("customers")
        frame = None
        if isinstance(listed, int):
            frame = pl.read_ndjson(rows[listed], infer_schema_length=None)
        elif listed:
            frame = pl.DataFrame(listed, infer_schema_length=None)
        yield _result(one, frame)


def _result(head: Mapping[str, Any], frame: pl.DataFrame | None) -> Result:
    made = head.get("provenance") or {}
    as_of = head.get("as_of")
    return Result(
        command=str(head.get("command") or ""), as_of=date.fromisoformat(as_of) if as_of else None,
        customers=None if frame is None or "customer_id" not in frame.columns else typed(frame),
        evidence=head.get("evidence") or {}, settings=head.get("settings") or {},
        provenance=Provenance(str(made.get("custseg") or ""), str(made.get("config_sha256") or ""),
                              tuple(_inputs(made.get("inputs"))), made.get("personal") or {}),
    )  # fmt: skip


def _inputs(said: Any) -> Iterator[InputRecord]:
    for one in said if isinstance(said, list) else []:
        if isinstance(one, dict) and one.keys() >= _FIELDS:
            yield InputRecord(**{field: one[field] for field in _FIELDS})


_FIELDS = frozenset({"name", "sha256", "kind", "rows", "used", "set_aside", "rejected"})


def _one(path: Path, digest: str, frame: pl.DataFrame, head: Mapping[str, Any]) -> ReadBack:
    result = _result(head, frame)
    personal = result.provenance.personal if result.provenance else {}
    return ReadBack(path.name, digest, (result,), personal)


# --- the other formats -----------------------------------------------------------------------------


def _from_parquet(path: Path) -> ReadBack | None:
    try:
        said = pl.read_parquet_metadata(path).get("custseg")
        head = json.loads(said) if said else {}
    except (ValueError, pl.exceptions.PolarsError, OSError):
        return None  # the reader says what is wrong with it
    first = by_key(pl.scan_parquet(path, glob=False).head(_LOOKED_AT).collect())
    if not head and not says_labels(first):
        return None
    rows = by_key(pl.read_parquet(path, glob=False))
    if not head and rows["customer_id"].is_duplicated().any():
        return None
    return _one(path, _sha256(path), rows, head)


def _from_text(path: Path) -> ReadBack | None:
    return _list_of(path, beside(path))


def _list_of(path: Path, head: Mapping[str, Any]) -> ReadBack | None:
    """A table of customers with labels, its columns by key; None for any other table.

    Looked at by its sample first, so that an export is not read here and again as one.
    """
    [table, *others] = read_tables([str(path)]).tables
    if others or not (head or says_labels(by_key(table.sample))):
        return None
    frame = table.frame.collect()
    keyed = by_key(frame.filter(pl.col(ASIDE).is_null()).drop(ROW, ASIDE))
    if "customer_id" not in keyed.columns or (not head and keyed["customer_id"].is_duplicated().any()):  # fmt: skip
        return None
    must_end(path, [table])
    must_have_all_rows(path, frame.height)
    return _one(path, table.source.sha256, keyed, head)


def _from_workbook(path: Path) -> ReadBack | None:
    made_on = _made_on(path)
    if made_on is None:
        return _list_of(path, {}) if _sheets(path) == 1 else None
    frames = _customer_sheets(path)
    results = [
        Result(command, made_on, typed(pl.concat(parts, how="diagonal")), provenance=Provenance("", ""))
        for command, parts in frames.items()
    ]  # fmt: skip
    if not results:
        raise InputError(
            t("{file} is a workbook of custseg without a list of customers", file=path.name),
            t("give a file that custseg COMMAND -o FILE wrote, or the exports themselves"),
        )
    return ReadBack(path.name, _sha256(path), tuple(results), {})


def _made_on(path: Path) -> date | None:
    """The as-of date of a workbook that custseg wrote; None for any other."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as core:
            said = core.read(_MOST_CORE).decode("utf-8", "replace")
    except (KeyError, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return None
    day = re.search(r"<dcterms:created[^>]*>(\d{4}-\d\d-\d\d)", said)
    return date.fromisoformat(day[1]) if day and ">custseg</dc:creator>" in said else None


def _sheets(path: Path) -> int:
    return len(read_tables([str(path)]).tables)


def _customer_sheets(path: Path) -> dict[str, list[pl.DataFrame]]:
    """The customers of each command in a workbook, by the names of the sheets."""
    found: dict[str, list[pl.DataFrame]] = {}
    names = _sheet_names()
    for table in read_tables([str(path)]).tables:
        base = re.sub(r" \(\d+\)$", "", table.source.sheet or "")
        command = next((names[name] for name in names if _is_called(base, name)), None)
        if command is not None:
            rows = table.frame.filter(pl.col(ASIDE).is_null()).drop(ROW, ASIDE).collect()
            found.setdefault(command, []).append(by_key(rows))
    return found


def _is_called(sheet: str, name: str) -> bool:
    """Whether a sheet has this name, or what of it a workbook has room for."""
    return sheet == name or (len(sheet) > _CUT_FROM and name.startswith(sheet))


def _sheet_names() -> dict[str, str]:
    """What the sheet of a command's customers is called in either language -> the command."""
    names = {}
    languages: tuple[Language, ...] = ("zh", "en")
    for command in _COMMANDS:
        for language in languages:
            with in_language(language):
                names[f"{title(command)} {title('customers')}"] = command
    return names


_COMMANDS = ("profile", "behavior", "value", "rfm", "needs", "sentiment", "lifecycle", "segment", "tier")  # fmt: skip


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
