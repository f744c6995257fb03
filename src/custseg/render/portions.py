"""A table of any length, many rows at a time."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

_ROWS_AT_ONCE = 50_000


def portions(rows: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows in their order, so that memory stays bounded."""
    yield from rows.collect_batches(chunk_size=_ROWS_AT_ONCE, engine="streaming")
