"""Single cells: what surrounds a value and is no part of it, and whether a cell reads as a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import polars as pl

PADDING = " \t\r\n\v\f\0\ufeff\u00a0\u3000\u200b"
"""Blanks, tabs, NULs, byte order marks and full-width blanks around a value."""

_APOSTROPHE = r"^'(\+?\d)"
_UNTIDY = rf"^(?:[{PADDING}]|'|=\")|[{PADDING}]$"
_TYPED = re.compile(r"[\s\d.,:/+\-()%¥￥$€£年月日时時分秒元万萬亿億*#TZeE]*\d[\s\d.,:/+\-()%¥￥$€£年月日时時分秒元万萬亿億*#TZeE]*")  # fmt: skip
_NOTHING = frozenset({"", "-", "--", "---", "/", "—", "——", "N/A", "NULL", "null", "nan", "NaN"})


_AS_FOUND: ContextVar[bool] = ContextVar("as_found", default=False)


@contextmanager
def as_found() -> Iterator[None]:
    """Tables that are read inside keep their cells as they stand in the file, padding and all."""
    token = _AS_FOUND.set(True)
    try:
        yield
    finally:
        _AS_FOUND.reset(token)


def keeps_cells() -> bool:
    """Whether cells are kept as they stand in the file."""
    return _AS_FOUND.get()


def clean(text: str | None) -> str:
    """One cell without padding, Excel's ``="..."`` and the apostrophe that marks text; may be empty."""
    if not text:
        return ""
    text = text.strip(PADDING)
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1].strip(PADDING)
    if text.startswith("'") and re.match(_APOSTROPHE, text):
        text = text[1:]
    return text


def cleaned(
    frame: pl.LazyFrame, columns: Sequence[str], *, padded: bool, marked: bool
) -> pl.LazyFrame:
    """The same as ``clean`` for whole columns, empty cells becoming null.

    ``padded``: some cell may be padded or be a quoted empty one; ``marked``: some may be written
    ``="0012"`` or ``'0012``. A file that has neither costs nothing.
    """
    if not (padded or marked):
        return frame
    # One step after the other: in one expression Polars would compute the first steps many times.
    frame = frame.with_columns(pl.col(columns).str.strip_chars(PADDING))
    if marked:
        frame = frame.with_columns(_unwrapped(name) for name in columns)
        frame = frame.with_columns(_without_apostrophe(name) for name in columns)
    return frame.with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in columns
    )


def untidy(rows: pl.DataFrame, columns: Sequence[str]) -> list[str]:
    """The columns of which ``cleaned`` would change some cell."""
    return [name for name in columns
            if ((rows[name] == "") | rows[name].str.contains(_UNTIDY)).any()]  # fmt: skip


def _unwrapped(name: str) -> pl.Expr:
    text = pl.col(name)
    wrapped = text.str.starts_with('="') & text.str.ends_with('"') & (text.str.len_bytes() > 2)
    inner = text.str.strip_prefix('="').str.strip_suffix('"').str.strip_chars(PADDING)
    return pl.when(wrapped).then(inner).otherwise(text).alias(name)


def _without_apostrophe(name: str) -> pl.Expr:
    text = pl.col(name)
    marked = text.str.contains(_APOSTROPHE)
    return pl.when(marked).then(text.str.strip_prefix("'")).otherwise(text).alias(name)


def is_empty(text: str) -> bool:
    """Whether a cell says nothing: empty, or a placeholder such as ``--``."""
    return text in _NOTHING


def is_typed(text: str) -> bool:
    """Whether a cell reads as a number, an amount, a date or a time rather than as words."""
    return bool(_TYPED.fullmatch(text)) and text not in ("e", "E")
