"""One canonical table, how it was understood, and the account of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl

from custseg.read.table import AsideRows, Source
from custseg.result import Note
from custseg.schema.latest import Days

STATUS = "_status"
"""Null for a row that is used, else ``aside:<reason>`` or ``reject:<reason>``."""
SEEN = "_seen"
"""What was seen in a row that is not used: ``column = value``."""


@dataclass(frozen=True)
class CanonicalTable:
    """One file or sheet in canonical columns; ``frame`` still holds the rows that are not used."""

    kind: str
    name: str
    sha256: str
    frame: pl.LazyFrame
    columns: tuple[str, ...]
    """Canonical columns that are there."""
    own_columns: tuple[str, ...] = ()
    """Columns of the user's own that were kept as text."""
    aside_before: Mapping[str, int] = field(default_factory=dict)
    """Rows the reader set aside outside the frame, by reason."""
    notes: tuple[Note, ...] = ()
    """What was decided or guessed on the way, worth saying."""
    source: Source | None = None
    optional: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Columns a row can do without: column -> (its text in ``frame``, its header). Text that does not
    parse is null there, counted and warned of."""
    currency: str | None = None
    """The only currency whose rows are used; None where the files state none."""
    summed: tuple[str, ...] = ()
    """Headers of columns whose totals the frame can check (``subtotals.summed``)."""
    totals_at: tuple[int, ...] = ()
    """Rows of the sample that are totals."""
    has_nobody: bool = False
    """The sample has rows without a customer."""
    sorted_by: tuple[str, ...] = ()
    """Ids by which the rows of the sample are sorted."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Canonical column -> the header it was read from."""


@dataclass(frozen=True)
class Recognition:
    """How one input table was understood, the unused ones too (``inspect`` shows it)."""

    source: Source
    kind: str
    why: str
    columns: tuple[ColumnReading, ...]
    date_order: str | None = None
    """``dmy`` or ``mdy`` where its dates are written with the year last."""
    decimal: str | None = None
    """``comma`` or ``point`` where its amounts show which."""
    unit: int | None = None
    """What its amounts are multiplied by as a line around the table says; None where none does."""
    judged_rows: int = 0
    """Rows that roles and formats were decided by."""
    has_all_rows: bool = False
    """Whether these were all rows of the table."""
    outside: tuple[AsideRows, ...] = ()
    """Rows that stand around the table."""
    undecided: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Roles that several columns claim and none has, with these columns."""
    table: CanonicalTable | None = None
    """Its rows, where all of them were asked for: also of a table that no method can use."""


@dataclass(frozen=True)
class ColumnReading:
    """How one column of an input was understood."""

    header: str
    role: str | None
    """None for a column that has no role."""
    parsed_as: str
    filled_share: float
    example: str | None
    decided_by: str = ""


@dataclass(frozen=True)
class Tally:
    """The account of one table: every row is used, set aside or rejected, with examples."""

    used: int
    aside: Mapping[str, int]
    rejected: Mapping[str, int]
    examples: Mapping[str, tuple[tuple[int, str], ...]]
    """Reason -> (row number, what was seen), at most five."""
    days: Days
    """The dates of the rows that are used."""
    unparsed: Mapping[str, tuple[int, tuple[tuple[int, str], ...]]] = field(default_factory=dict)
    """Header of a column that rows can do without -> cells that did not parse, and at most five."""
    money: Mapping[str, float] = field(default_factory=dict)
    """Reason -> the amounts of the rows that are not used for it, where they could be read."""
    currencies: Mapping[str, tuple[int, float | None]] = field(default_factory=dict)
    """Currency whose rows are set aside -> how many, and their amounts added up."""

    totals: tuple[pl.DataFrame, pl.DataFrame] | None = None
    """What the totals say and what the rows between them add up to, where the sample has totals."""
    nobody: tuple[Decimal, Decimal] | None = None
    """The money of all rows that could count and of those without a customer, where the sample has such."""

    nones: Mapping[str, tuple[int, tuple[tuple[int, str], ...]]] = field(default_factory=dict)
    """Header of a date column -> cells that stand for no day (1900-01-01), and at most five."""
    last_days: Mapping[str, tuple[date, int]] = field(default_factory=dict)
    """Header of a date column that cannot lie in the future -> its latest day and where it stands."""
    neither: tuple[int, tuple[tuple[int, str], ...]] = (0, ())
    """Used rows that say neither in nor out beside others that do, and at most five."""

    @property
    def rows(self) -> int:
        """All rows of the input."""
        return self.used + sum(self.aside.values()) + sum(self.rejected.values())
