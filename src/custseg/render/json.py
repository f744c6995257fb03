"""A Result as JSON, in the stable form that docs/json.md describes (``schema_version`` 1)."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from custseg.render.portable import portable, slices
from custseg.result import SCHEMA_VERSION, Result


def pieces(results: Sequence[Result]) -> Iterator[bytes]:
    """The document as UTF-8 bytes: of one result, or of ``report`` with its ``results``."""
    if len(results) == 1:
        yield from _document(results[0], 0)
        yield b"\n"
        return
    yield b'{\n "schema_version": %d,\n "command": "report",\n "results": [' % SCHEMA_VERSION
    for i, result in enumerate(results):
        yield b",\n  " if i else b"\n  "
        yield from _document(result, 2)
    yield b"\n ]\n}\n"


def how_made(result: Result) -> Iterator[bytes]:
    """What stands beside a CSV: the document without the customers, with their number (``customers_rows``)."""
    rows = 0 if result.customers is None else result.customers.height
    yield from _document(replace(result, customers=None), 0, rows)
    yield b"\n"


def head(result: Result) -> dict[str, Any]:
    """All but the frames: what was asked, how it was made, what was found."""
    made = result.provenance
    return {
        "schema_version": SCHEMA_VERSION,
        "command": result.command,
        "as_of": result.as_of.isoformat() if result.as_of else None,
        "provenance": plain(asdict(made)) if made else None,
        "settings": plain(result.settings),
        "evidence": plain(result.evidence),
        "notes": [{"level": note.level, "text": note.text} for note in result.notes],
    }


def _document(result: Result, depth: int, rows: int | None = None) -> Iterator[bytes]:
    """Keys one a line, rows of frames one a line, so that two documents can be compared by line."""
    margin = b"\n" + b" " * (depth + 1)
    said = head(result)
    yield b"{"
    for key in ("schema_version", "command", "as_of", "provenance", "settings"):
        yield margin + _text(key) + b": " + _text(said[key]) + b","
    yield margin + b'"tables": {'
    for i, (key, table) in enumerate(result.tables.items()):
        yield (b"," if i else b"") + margin + b" " + _text(key) + b": "
        yield from _rows(table, margin + b" ")
    yield (margin if result.tables else b"") + b"},"
    for key in ("evidence", "notes"):
        yield margin + _text(key) + b": " + _text(said[key]) + b","
    if rows is not None:
        yield margin + b'"customers_rows": %d,' % rows
    yield margin + b'"customers": '
    yield from _rows(result.customers, margin)
    yield margin[:-1] + b"}"


def _rows(frame: pl.DataFrame | None, margin: bytes) -> Iterator[bytes]:
    """The rows as an array of objects; no frame and no rows are both an empty array."""
    if frame is None or not frame.height:
        yield b"[]"
        return
    separator = b"," + margin + b" "
    yield b"["
    for i, rows in enumerate(slices(portable(frame))):
        piece = io.BytesIO()
        rows.write_ndjson(piece)
        # A line end inside a text is escaped, so every one here ends a row.
        yield separator if i else separator[1:]
        yield piece.getvalue()[:-1].replace(b"\n", separator)
    yield margin + b"]"


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def plain(value: Any) -> Any:
    """``value`` in JSON's own types: dates ISO, exact amounts numbers, NaN and infinity null."""
    if isinstance(value, pl.DataFrame):
        return [plain(row) for row in portable(value).iter_rows(named=True)]
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset | pl.Series):
        return [
            plain(inner)
            for inner in (sorted(value) if isinstance(value, set | frozenset) else value)
        ]
    if isinstance(value, float | Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    return plain(value.item()) if hasattr(value, "item") else str(value)
