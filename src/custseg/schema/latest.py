"""Which latest date to believe: one mistyped year must not move everybody's recency.

Dates that stand alone are not believed: those that come more than a year after all others, on at most
three different days, and that at most one row in a hundred has. Where there are fewer than a hundred
rows, a single row is not believed if ten others have dates and the gap is also longer than the whole
time these span.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

_ALONE_DAYS = 3
_GAP_DAYS = 365
_FEW_ROWS = 100
_FEWEST_ROWS = 10


@dataclass(frozen=True)
class Days:
    """The dates of a table's used rows: how many rows, the first date, the latest with their rows."""

    rows: int = 0
    first_on: date | None = None
    latest: tuple[tuple[date, int], ...] = ()
    """At most four, the latest first."""

    @property
    def last_on(self) -> date | None:
        """The latest date."""
        return self.latest[0][0] if self.latest else None


def days_of(counted: pl.DataFrame) -> Days:
    """From one row a date: the date and how many rows have it."""
    on, rows = counted.columns
    dated = counted.drop_nulls(on).sort(on, descending=True)
    if dated.is_empty():
        return Days()
    latest = tuple(dated.head(_ALONE_DAYS + 1).select(on, rows).iter_rows())
    return Days(int(dated[rows].sum()), dated[on][-1], latest)


def together(parts: Iterable[Days]) -> Days:
    """The dates of several tables as one."""
    parts = [part for part in parts if part.first_on is not None]
    rows: Counter[date] = Counter()
    for part in parts:
        rows.update(dict(part.latest))
    latest = tuple(sorted(rows.items(), reverse=True)[: _ALONE_DAYS + 1])
    first = min((part.first_on for part in parts if part.first_on is not None), default=None)
    return Days(sum(part.rows for part in parts), first, latest)


def believed(days: Days) -> date | None:
    """The latest date that does not stand alone; None without dates."""
    chosen = days.last_on
    beyond = 0
    for (later, rows), (earlier, _) in zip(days.latest, days.latest[1:], strict=False):
        beyond += rows
        gap = (later - earlier).days
        assert days.first_on is not None
        rest = days.rows - beyond
        is_rare = beyond * _FEW_ROWS <= days.rows
        is_lone = beyond == 1 and rest >= _FEWEST_ROWS and gap > (earlier - days.first_on).days
        if gap > _GAP_DAYS and (is_rare or is_lone):
            chosen = earlier
    return chosen
