"""Typed tables as JSON, as docs/json.md describes it: rows flow, they are never held all at once."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from custseg.render.portions import portions
from custseg.result import TypedTable


def pieces(tables: Sequence[TypedTable]) -> Iterator[bytes]:
    """The document as UTF-8 bytes: the first table, the further ones under ``others``."""
    yield from _document(tables[0], tables[1:], b"\n")
    yield b"\n"


def _document(table: TypedTable, others: Sequence[TypedTable], margin: bytes) -> Iterator[bytes]:
    """Keys one a line, columns and rows one a line, so that two documents can be compared by line."""
    inner = margin + b" "
    yield b"{" + inner + b'"source": ' + _text(table.source) + b"," + inner + b'"columns": '
    yield from _array((_text(column) for column in table.columns), inner)
    yield b"," + inner + b'"rows": '
    yield from _array(_lines(table.rows), inner)
    yield b"," + inner + b'"warnings": '
    yield from _array((_text(line) for line in table.warnings), inner)
    yield b"," + inner + b'"rejects": '
    yield from _array(_lines(table.rejects), inner)
    if others:
        yield b"," + inner + b'"others": ['
        for i, other in enumerate(others):
            yield (b"," if i else b"") + inner + b" "
            yield from _document(other, (), inner + b" ")
        yield inner + b"]"
    yield margin + b"}"


def _array(entries: Iterator[bytes], margin: bytes) -> Iterator[bytes]:
    """Entries, one or several lines each, as an array with one line an entry."""
    separator = b"," + margin + b" "
    start = b"[" + separator[1:]
    is_empty = True
    for entry in entries:
        yield (start if is_empty else separator) + entry.replace(b"\n", separator)
        is_empty = False
    yield b"[]" if is_empty else margin + b"]"


def _lines(frame: pl.LazyFrame) -> Iterator[bytes]:
    """The rows as objects, many at a time; a line end inside a text is escaped."""
    for rows in portions(frame):
        if rows.height:
            piece = io.BytesIO()
            rows.write_ndjson(piece)
            yield piece.getvalue()[:-1]


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
