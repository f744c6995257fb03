"""A table of any length, many rows at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

_ROWS_AT_ONCE = 50_000


def portions(rows: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows in their order, by way of a temporary file, so that memory stays bounded.

    ``LazyFrame.collect_batches`` would need no file, but waits for ever now and then when a plan
    calls Python, as those of typed tables do (Polars 2.1).
    """
    with tempfile.TemporaryDirectory(prefix="custseg-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "rows.parquet"
        rows.sink_parquet(path, compression="lz4", row_group_size=_ROWS_AT_ONCE)
        written = pl.scan_parquet(path, glob=False)
        count = written.select(pl.len()).collect().item()
        for start in range(0, count, _ROWS_AT_ONCE):
            yield written.slice(start, _ROWS_AT_ONCE).collect()
