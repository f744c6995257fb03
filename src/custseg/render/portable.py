"""Frames with types that every reader of CSV, JSON and Parquet knows."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from custseg.render.cells import unit_of

_AT_ONCE = 50_000


def slices(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """``frame`` in pieces small enough to be text in memory; an empty frame is one empty piece."""
    yield from frame.iter_slices(_AT_ONCE) if frame.height else [frame]


def portable(frame: pl.DataFrame, *, nested: bool = True) -> pl.DataFrame:
    """``frame`` with types every reader knows: ids text, exact amounts floats, no NaN or infinity.

    Without ``nested`` lists become text, their items separated by ``; ``.
    """
    casts = [
        as_known
        for name, dtype in frame.schema.items()
        if (as_known := _known(name, dtype, nested)) is not None
    ]
    return frame.with_columns(casts) if casts else frame


def _known(name: str, dtype: pl.DataType, nested: bool) -> pl.Expr | None:
    column = pl.col(name)
    if dtype.is_float() or dtype.is_decimal():
        value = column.cast(pl.Float64)
        return pl.when(value.is_finite()).then(value).alias(name)
    if isinstance(dtype, pl.Categorical | pl.Enum) or (
        dtype.is_integer() and unit_of(name, dtype) == "id"
    ):
        return column.cast(pl.String)
    if isinstance(dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(dtype, pl.Duration):
        return column.dt.total_seconds(fractional=True)
    if isinstance(dtype, pl.List | pl.Array) and not nested:
        texts = column.cast(pl.List(pl.String))
        return texts.list.join("; ", ignore_nulls=True)
    return None
