"""Text tables for tests, as the read room would hand them over."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Protocol

import polars as pl
import pytest

from custseg.read.table import ASIDE, ROW, Source, Table
from custseg.schema import bind
from custseg.schema.dataset import Dataset


class TableOf(Protocol):
    def __call__(self, text: str, name: str = ..., aside: dict[int, str] | None = ...) -> Table: ...


def _table_of(text: str, name: str = "orders.csv", aside: dict[int, str] | None = None) -> Table:
    header, *rows = list(csv.reader(io.StringIO(text.strip("\n"))))
    cells = {
        column: [row[i] if i < len(row) and row[i] != "" else None for row in rows]
        for i, column in enumerate(header)
    }
    numbers = list(range(2, len(rows) + 2))
    frame = pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String)).with_columns(
        pl.Series(ROW, numbers, pl.UInt32),
        pl.Series(ASIDE, [(aside or {}).get(n) for n in numbers], pl.String),
    )
    source = Source(name, "csv", "0" * 64, len(text), "utf-8", "valid UTF-8", ",", '"', None, 1)
    return Table(source, frame.lazy(), tuple(header), frame, rows_in_frame=len(rows))


@pytest.fixture(scope="session")
def table_of() -> TableOf:
    """The table that a CSV text holds; ``aside`` says which rows the reader set aside."""
    return _table_of


@pytest.fixture(scope="session")
def bound() -> Callable[..., Dataset]:
    """The dataset of one CSV text."""

    def bound(
        text: str, name: str = "orders.csv", aside: dict[int, str] | None = None, **given: object
    ) -> Dataset:
        return bind([_table_of(text, name, aside)], **given)  # type: ignore[arg-type]

    return bound
