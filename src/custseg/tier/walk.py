"""From month to month: the rule applied to what every month reaches, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.models.tier_memory import NONE, Memory, Standing, next_month
from custseg.tier.reach import Seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.models.tier_memory import Levels
    from custseg.tier.locks import Locks

    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Walk:
    """Where everybody stands after the last month and the month before, and what each month changed."""

    customers: pl.Series
    before: Standing
    now: Standing
    locked: Levels
    """The level of who is locked in the last month, NONE for the others."""
    months: pl.DataFrame
    """One row a month: customers, new, up, down, watched, to_watch, off_watch, locked."""


@dataclass(frozen=True)
class Road:
    """The months to walk through, and where from: everything but the rule, so that several rules can go."""

    seen: Seen
    customers: pl.Series
    """All customers of the data and of the result that is gone on from, sorted."""
    places: NDArray[np.int64]
    """Which of them each customer of the data is."""
    start: Standing
    after: int
    """The month the start is of; -1 for the very beginning."""
    missing: str
    """What holds for customers without a record in a month others have: zero, last or keep."""
    locks: Locks | None

    @property
    def months(self) -> list[int]:
        """The months that are judged."""
        return [month for month in self.seen.months if month > self.after]

    def by(self, memory: Memory) -> Walk:
        """The standings after every month by one rule.

        A month in which nobody has a record is not judged.
        """
        was = now = self.start
        watched = now.watched(memory)
        locked = np.full(len(self.customers), NONE)
        rows = []
        for month in self.months:
            was = now
            reached = self._reached(month, was)
            if self.locks:
                locked = self.locks.in_month(month, len(self.customers))
            now = next_month(was, reached, month, memory, locked if self.locks else None)
            before, watched = watched, now.watched(memory)
            rows.append((month, *_counts(was, now, before, watched, locked)))
        months = pl.DataFrame(rows, schema=dict.fromkeys(_COUNTED, pl.Int64), orient="row")
        return Walk(self.customers, was, now, locked, months)

    def _reached(self, month: int, was: Standing) -> Levels:
        """The levels reached in a month, those of customers without a record filled in."""
        at = month - self.seen.months.start
        known, seen = self.seen.known[at], self.seen.reached[at]
        if self.missing == "last" and known.any():
            reached = was.reached.copy()
        elif self.missing == "zero" and known.any():
            reached = np.where(was.tier == NONE, NONE, np.int8(self.seen.nothing_reaches))
        else:
            reached = np.full(len(was.tier), NONE)
        if len(seen) == len(reached):  # the data knows all customers
            return np.where(known, seen, reached)
        reached[self.places[known]] = seen[known]
        return reached

    @property
    def absent(self) -> int:
        """How many of the customers have no record in the last month."""
        return len(self.customers) - int(self.seen.known[-1].sum())

    def spread(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of the customers of the data, for all: those of the start alone have no record."""
        everybody = np.full(len(self.customers), self.seen.nothing)
        everybody[self.places] = values
        return everybody


def together(seen: Seen, start: pl.Series) -> tuple[pl.Series, NDArray[np.int64]]:
    """All customers of the data and of ``start``, sorted, and which of them each of the data is."""
    if start.is_empty():
        return seen.customers, np.arange(len(seen.customers))
    both = pl.concat([seen.customers, start]).unique().sort().alias("customer_id")
    places = pl.DataFrame({"customer_id": both}).with_row_index("_at")
    found = pl.DataFrame({"customer_id": seen.customers}).join(
        places, on="customer_id", how="left", maintain_order="left"
    )
    return both, found["_at"].to_numpy().astype(np.int64)


_COUNTED = ("month", "customers", "new", "up", "down", "watched", "to_watch", "off_watch", "locked")


def _counts(
    was: Standing, now: Standing, before: Flags, watched: Flags, locked: Levels
) -> Iterator[int]:
    """The columns of ``_COUNTED`` after the month; ``before`` and ``watched`` are who was and is on watch."""
    there = was.tier != NONE
    for flags in (
        now.tier != NONE,
        ~there & (now.tier != NONE),
        there & (now.tier < was.tier),
        there & (now.tier > was.tier),
        watched,
        watched & ~before,
        before & ~watched,
        (locked != NONE) & (now.tier != NONE),
    ):
        yield int(np.count_nonzero(flags))
