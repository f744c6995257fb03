"""Single cells: what surrounds a value and is no part of it, and whether a cell reads as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

PADDING = " \t\r\n\v\f\0\ufeff\u00a0\u3000\u200b"
"""Blanks, tabs, NULs, byte order marks and full-width blanks around a value."""

_WRAPPED = r'^="(.*)"$'
_APOSTROPHE = r"^'(\+?\d)"
_TYPED = re.compile(r"[\s\d.,:/+\-()%¥￥$€£年月日时時分秒元万萬亿億*#TZeE]*\d[\s\d.,:/+\-()%¥￥$€£年月日时時分秒元万萬亿億*#TZeE]*")  # fmt: skip
_NOTHING = frozenset({"", "-", "--", "---", "/", "—", "——", "N/A", "NULL", "null", "nan", "NaN"})


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


def cleaned(columns: Iterable[str], *, padded: bool, marked: bool) -> list[pl.Expr]:
    """The same as ``clean`` for whole columns, empty cells becoming null.

    ``padded``: some cell may be padded or be a quoted empty one; ``marked``: some may be written
    ``="0012"`` or ``'0012``. A file that has neither costs nothing.
    """
    return [_clean_column(name, marked) for name in columns] if padded or marked else []


def _clean_column(name: str, marked: bool) -> pl.Expr:
    text = pl.col(name).str.strip_chars(PADDING)
    if marked:
        text = (
            text.str.replace(_WRAPPED, "$1").str.strip_chars(PADDING).str.replace(_APOSTROPHE, "$1")
        )
    return pl.when(text != "").then(text).alias(name)


def is_empty(text: str) -> bool:
    """Whether a cell says nothing: empty, or a placeholder such as ``--``."""
    return text in _NOTHING


def is_typed(text: str) -> bool:
    """Whether a cell reads as a number, an amount, a date or a time rather than as words."""
    return bool(_TYPED.fullmatch(text)) and text not in ("e", "E")
