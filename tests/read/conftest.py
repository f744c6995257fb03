"""Small exports written for one test each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from custseg.read import ReadOptions, Table, read_tables


@dataclass(frozen=True)
class Found:
    """A table that was read, and what tests ask of it."""

    table: Table

    @property
    def columns(self) -> tuple[str, ...]:
        return self.table.columns

    @property
    def cells(self) -> list[tuple[str | None, ...]]:
        """The data rows: the table's columns only, rows set aside left out."""
        rows = self.table.frame.collect()
        return rows.filter(rows["_aside"].is_null()).select(self.columns).rows()

    @property
    def numbers(self) -> list[int]:
        """The row numbers of the data rows."""
        rows = self.table.frame.collect()
        return rows.filter(rows["_aside"].is_null())["_row"].to_list()

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows were set aside for which reason, in the frame and outside it."""
        aside = self.table.frame.collect()["_aside"].drop_nulls()
        counted: dict[str, int] = dict(aside.value_counts().rows())
        for part in self.table.aside:
            counted[part.reason] = counted.get(part.reason, 0) + part.count
        return counted

    @property
    def rows(self) -> int:
        """All rows but the header."""
        return self.table.frame.collect().height + sum(part.count for part in self.table.aside)


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Writes text or bytes to a file and returns its path."""

    def write(content: str | bytes, name: str = "export.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def read_one(export: Callable[..., Path]) -> Callable[..., Found]:
    """The one table in an export of this content."""

    def read(
        content: str | bytes, name: str = "export.csv", encoding: str = "utf-8", **options: Any
    ) -> Found:
        path = export(content, name, encoding)
        reading = read_tables([str(path)], ReadOptions(**options))
        assert len(reading.tables) == 1
        return Found(reading.tables[0])

    return read
