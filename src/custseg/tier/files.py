"""The two small files tier can be given beside the exports: last month's result, and a list of locks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from custseg.errors import InputError
from custseg.read import ASIDE, ROW, read_tables
from custseg.result import InputRecord
from custseg.words import key_of_header, t
from custseg.words.terms import TERMS


@dataclass(frozen=True)
class Listed:
    """A table of texts from a file, and its account."""

    table: pl.DataFrame
    record: InputRecord

    @property
    def name(self) -> str:
        """The file's name."""
        return self.record.name


_STATE = (
    "customer_id", "tier", "tier_month", "reached_tier", "below_months", "best_below_tier",
    "next_tier", "tier_since",
)  # fmt: skip
"""Columns of a result that the next month needs; all but the first two may be missing."""


def read_previous(path: str) -> Listed:
    """The customers of an earlier result of ``tier`` in any format custseg writes, columns by key.

    Any other table with a customer number and a level will do: a bank's own list of levels. Raises
    InputError when the file holds no such table or its ids are masked.
    """
    local = Path(path)
    if _is_json(local):
        table, digest = _from_json(local)
        found = [table] if {"customer_id", "tier"} <= set(table.columns) else []
    else:
        tables, digest = _tables(path)
        named = [_by_key(table) for table in tables]
        lists = [table for table in named if {"customer_id", "tier"} <= set(table.columns)]
        found = [table for table in lists if "tier_month" in table.columns] or lists[:1]
    if not found:
        raise InputError(
            t("{file} holds no list of customers and their levels", file=local.name),
            t(
                "give the file that custseg tier -o FILE wrote, or a table with customer_id and tier"
            ),
        )
    whole = pl.concat([table.select(c for c in _STATE if c in table.columns) for table in found],
                      how="diagonal")  # fmt: skip
    rows = whole.with_columns(pl.all().str.strip_chars()).filter(
        pl.col("customer_id").is_not_null()
    )
    _must_be_whole(rows["customer_id"], local.name)
    return Listed(rows, _record(local.name, digest, "previous", whole.height, rows.height))


def read_locks(path: str) -> Listed:
    """The rows of a list of locks, as texts under the headers of the file."""
    tables, digest = _tables(path)
    name, table = Path(path).name, tables[0]
    return Listed(table, _record(name, digest, "locks", table.height, table.height))


def _record(name: str, digest: str, kind: str, rows: int, used: int) -> InputRecord:
    return InputRecord(name, digest, kind, rows, used, rows - used, 0)


def _tables(path: str) -> tuple[list[pl.DataFrame], str]:
    """The tables of a file, rows that are no data left out, and its fingerprint."""
    reading = read_tables([path])
    frames = [
        table.frame.filter(pl.col(ASIDE).is_null()).drop(ROW, ASIDE).collect()
        for table in reading.tables
    ]
    return frames, reading.tables[0].source.sha256


def _by_key(table: pl.DataFrame) -> pl.DataFrame:
    """The columns of a result by their keys, whatever language its headers are in."""
    words = {name: key for key in _STATE for name in (key, TERMS[key].zh, TERMS[key].en)}
    names: dict[str, str] = {}
    for column in table.columns:
        key = words.get(column) or key_of_header(column)
        if key in _STATE and key not in names.values():
            names[column] = key
    return table.select(list(names)).rename(names)


def _is_json(path: Path) -> bool:
    """Whether a file begins as JSON does; one that cannot be read is left to the reader to refuse."""
    try:
        with path.open("rb") as stream:
            return stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{"
    except OSError:
        return False


def _from_json(path: Path) -> tuple[pl.DataFrame, str]:
    """The customers of a JSON result or of JSON lines, as texts."""
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    try:
        rows = _customers_in(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(
            t("{file} is not the JSON that custseg writes: {error}", file=path.name, error=error),
            t(
                "give the file that custseg tier -o FILE wrote, or a table with customer_id and tier"
            ),
        ) from error
    kept = [{key: _as_text(row.get(key)) for key in _STATE if key in row} for row in rows]
    return pl.DataFrame(kept, schema_overrides=dict.fromkeys(_STATE, pl.String),
                        infer_schema_length=None), digest  # fmt: skip


def _customers_in(text: str) -> Sequence[dict[str, Any]]:
    first = text.lstrip().partition("\n")[0]
    if first.rstrip().endswith("}") and '"customer_id"' in first:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        document = json.loads(text)
        results = document.get("results", [document])
        rows = [row for result in results if result.get("command") == "tier"
                for row in result.get("customers", [])]  # fmt: skip
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError(t("the customers are no objects"))
    return rows


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)


def _must_be_whole(ids: pl.Series, name: str) -> None:
    masked = ids.filter(ids.str.contains("*", literal=True))
    if len(masked):
        raise InputError(
            t("{file}: customer ids are masked ({example}), so nobody can be found again",
              file=name, example=masked[0]),
            t("write the result to go on from with --show-pii"),
        )  # fmt: skip
    twice = ids.filter(ids.is_duplicated()).unique().sort()
    if len(twice):
        raise InputError(
            t("{file}: {n} customers are there twice: {examples}", file=name, n=len(twice),
              examples=", ".join(twice.head(3))),
            t("give a list with one row for each customer"),
        )  # fmt: skip
