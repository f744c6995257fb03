"""Long columns all of whose cells are written in the plainest way, read at once by C where it is there."""

from __future__ import annotations

import polars as pl

from custseg.native.library import library

_LONG = 4096
"""Cells from which on it is worth loading the library."""


def plain_amounts(text: pl.Series) -> pl.Series | None:
    """The amounts of a column; None where some cell is not like ``-1234.56``, or nothing is gained."""
    native = library() if len(text) >= _LONG else None
    return None if native is None else native.amounts(text)


def plain_days(text: pl.Series) -> pl.Series | None:
    """The days of a column; None where some cell is not like ``2024-01-31`` or ``2024-01-31 09:30``."""
    native = library() if len(text) >= _LONG else None
    return None if native is None else native.days(text)


def are_figures(text: pl.Series) -> bool:
    """Whether every cell of a column is a number of up to eighteen digits; False also where nothing is gained."""
    native = library() if len(text) >= _LONG else None
    return native is not None and native.are_figures(text)


def are_bare(text: pl.Series, size: int) -> bool:
    """Whether every cell of a column is an id of ``size`` bytes without dress; False also where nothing is gained."""
    native = library() if len(text) >= _LONG else None
    return native is not None and native.are_bare(text, size)
