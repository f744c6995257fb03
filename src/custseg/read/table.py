"""What reading a file gives: text, where each row came from, and how that was decided."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


ROW = "_row"
"""Column with the row's number in its file or sheet, the first line being 1."""
ASIDE = "_aside"
"""Column that says why a row is not data, or null: ``total``, ``carried``, ``repeated_header``, ``blank``, ``second_table``, ``ragged``.

``ragged`` is a row that is spoilt (a wrong number of cells, a quote never closed): rejected, not set aside.
"""


def _sayable(name: str) -> str:
    """A file name in GBK bytes (an archive from Windows, unpacked elsewhere) as the text it means."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", errors="replace")
    return name


@dataclass(frozen=True)
class Stamp:
    """What the system says of a file: another number, size or time means that it may be another."""

    inode: int
    size_bytes: int
    changed_ns: int


@dataclass(frozen=True)
class Source:
    """Where a table came from and every decision that was taken to read it."""

    path: str
    """As given by the user, or ``-`` for standard input."""
    format: str
    """``csv``, ``xlsx``, ``xls``, ``xlsb``, ``ods``, ``html`` or ``parquet``, told by magic bytes."""
    sha256: str
    size_bytes: int
    encoding: str | None = None
    encoding_why: str = ""
    separator: str | None = None
    quote: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    """Row number of the (last) header row; None when the table has no header."""
    stamp: Stamp | None = field(default=None, repr=False, compare=False)
    """The file's when it was opened; None for what came through a pipe."""

    @property
    def name(self) -> str:
        """The file's name, with its sheet in brackets where there is one."""
        base = "-" if self.path == "-" else _sayable(Path(self.path).name)
        return f"{base}[{self.sheet}]" if self.sheet else base


@dataclass(frozen=True)
class AsideRows:
    """Rows outside the table (titles, preamble, footers): counted and quoted, never lost."""

    reason: str
    """``title``, ``blank`` or ``footer``."""
    count: int
    examples: tuple[tuple[int, str], ...] = ()
    """Row number and text, at most five."""


@dataclass(frozen=True)
class Table:
    """One table as it was found: every cell is text or null, nothing is typed yet.

    ``frame`` is lazy and has the columns of ``columns`` (all String) plus ``ROW`` (UInt32) and
    ``ASIDE`` (String). A repeated or empty header becomes ``name_2`` or ``column_4``; without a
    header all are ``column_1``, ``column_2``, ...
    """

    source: Source
    frame: pl.LazyFrame
    columns: tuple[str, ...]
    sample: pl.DataFrame
    """Rows of ``frame`` to decide roles and formats by: all of a small table, head and tail of a large."""
    aside: tuple[AsideRows, ...] = ()
    """Rows set aside that are not in ``frame``."""
    rows_in_frame: int | None = None
    """Rows of ``frame`` when known without another pass."""
    notes: tuple[str, ...] = field(default=())
    """Sentences worth a warning (``words.t``): a hidden sheet left out, rows repaired, ..."""
    namesakes: Mapping[str, str] = field(default_factory=dict)
    """Column -> the header it shares with an earlier column: ``金额_2`` -> ``金额``."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Column -> its header as the file writes it, padding and line breaks included; only where tables
    are kept as found and one row names the column."""
    merged: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    """Column -> first and last row of its cells that are merged over several rows of the body; their
    value stands in the first row. Whether it holds for the others depends on what the column means."""

    above: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """The rows above the header that say something: row number and cells."""

    ragged: int = 0
    """How many rows of ``frame`` are ``ragged``."""
    rounded: bool = False
    """Where not all of it is in the sample: some cell may be a number that a spreadsheet rounded for
    show (1.23E+17)."""

    @property
    def is_held(self) -> bool:
        """Whether all of the table is in memory, so that it need not be scanned again."""
        return self.sample.height == self.rows_in_frame
