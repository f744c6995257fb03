"""Lists of customers that lie beside the exports: earlier results of custseg, and lists people keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from custseg.errors import InputError
from custseg.listed.whole import (
    cut_off,
    lines_are_ended,
    must_be_data,
    must_end,
    must_have_all_rows,
)
from custseg.read import ASIDE, ROW, read_tables
from custseg.result import InputRecord
from custseg.words import key_of_header, t, term

_LONGEST_LINE = 1 << 20
"""No customer takes so many bytes, but a document on one line may."""


@dataclass(frozen=True)
class Listed:
    """A table of texts from a file, and its account."""

    table: pl.DataFrame
    record: InputRecord

    @property
    def name(self) -> str:
        """The file's name."""
        return self.record.name


def tables_in(path: str) -> tuple[list[pl.DataFrame], str]:
    """The tables of a file as texts under its own headers, rows that are no data left out, and its fingerprint.

    Raises InputError where the file is cut off.
    """
    local = Path(path)
    must_be_data(local)
    tables = read_tables([path]).tables
    frames = [table.frame.collect() for table in tables]
    if local.is_file():
        must_end(local, tables)
        must_have_all_rows(local, sum(frame.height for frame in frames))
    whole = [frame.filter(pl.col(ASIDE).is_null()).drop(ROW, ASIDE) for frame in frames]
    return whole, tables[0].source.sha256


def list_in(path: str, kind: str) -> Listed:
    """The first table of a file, as texts under its own headers; ``kind`` names it in the account."""
    tables, digest = tables_in(path)
    return Listed(
        tables[0], account_of(Path(path).name, digest, kind, tables[0].height, tables[0].height)
    )


def customers_in(
    path: str, command: str, columns: Collection[str]
) -> tuple[list[pl.DataFrame], str]:
    """The lists of customers in a result of ``command``, in any format custseg writes but Markdown, and its fingerprint.

    Columns are found by their keys or their names in any language; only ``columns`` are taken, as texts. Any
    other table with such headers will do. Raises InputError for JSON that is none of ours.
    """
    local = Path(path)
    if _is_json(local):
        table, digest = _from_json(local, command, columns)
        return [table], digest
    tables, digest = tables_in(path)
    return [_by_key(table, columns) for table in tables], digest


def account_of(name: str, digest: str, kind: str, rows: int, used: int) -> InputRecord:
    """What became of the rows of a list, for the provenance."""
    return InputRecord(name, digest, kind, rows, used, rows - used, 0)


def must_be_whole(ids: pl.Series, name: str, unmasked: str = "") -> None:
    """Raises InputError where ids are masked (``unmasked`` says what to type), or a customer is there twice."""
    masked = ids.filter(ids.str.contains("*", literal=True))
    if len(masked):
        raise InputError(
            t("{file}: customer ids are masked ({example}), so nobody can be found again",
              file=name, example=masked[0]),
            unmasked or t("write the result to go on from with --show-pii"),
        )  # fmt: skip
    twice = ids.filter(ids.is_duplicated()).unique().sort()
    if len(twice):
        raise InputError(
            t("{file}: {n} customers are there twice: {examples}", file=name, n=len(twice),
              examples=", ".join(twice.head(3))),
            t("give a list with one row for each customer"),
        )  # fmt: skip


def _by_key(table: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
    """The columns of a result by their keys, whatever language its headers are in."""
    named = {key: term(key) for key in columns}
    words = {
        name: key
        for key, said in named.items()
        for name in ((key, said.zh, said.en) if said else (key,))
    }
    names: dict[str, str] = {}
    for column in table.columns:
        key: str | None = words.get(column) or key_of_header(column)
        if key is not None and key in columns and key not in names.values():
            names[column] = key
    return table.select(list(names)).rename(names)


def _is_json(path: Path) -> bool:
    """Whether a file begins as JSON does; one that cannot be read is left to the reader to refuse."""
    try:
        with path.open("rb") as stream:
            return stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{"
    except OSError:
        return False


def _from_json(path: Path, command: str, columns: Collection[str]) -> tuple[pl.DataFrame, str]:
    """The customers of a JSON result or of JSON lines, as texts."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if is_lines(content) and not lines_are_ended(path):
        raise cut_off(path)
    try:
        rows = _rows_of(content.decode("utf-8-sig"), command)
    except (ValueError, RecursionError) as error:
        raise InputError(
            t("{file} is not the JSON that custseg writes: {error}", file=path.name, error=error),
            t("give the file that custseg {command} -o FILE wrote, or a table with the same columns",
              command=command),
        ) from error  # fmt: skip
    if is_lines(content):
        must_have_all_rows(path, len(rows))
    kept = [{key: _as_text(row.get(key)) for key in columns if key in row} for row in rows]
    return pl.DataFrame(kept, schema_overrides=dict.fromkeys(columns, pl.String),
                        infer_schema_length=None), digest  # fmt: skip


def is_lines(content: bytes) -> bool:
    """Whether a text that begins as JSON does is JSON lines: a customer a line, not a document on one."""
    first = content.lstrip(b"\xef\xbb\xbf \r\n\t").partition(b"\n")[0].rstrip()
    if not first.endswith(b"}") or b'"customer_id"' not in first or len(first) > _LONGEST_LINE:
        return False
    try:
        return "customer_id" in json.loads(first)
    except (ValueError, RecursionError):
        return b'"schema_version"' not in first  # a line that is damaged


def _rows_of(text: str, command: str) -> Sequence[dict[str, Any]]:
    if is_lines(text.encode()):
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        document = json.loads(text)
        results = document.get("results", [document])
        rows = [row for result in results if result.get("command") == command
                for row in result.get("customers", [])]  # fmt: skip
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError(t("the customers are no objects"))
    return rows


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)
