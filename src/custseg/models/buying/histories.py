"""Buying histories: what the models of repeat buying know of a customer.

``repeats`` (x) counts purchases after the first one, ``last`` (t_x) is the time from the first to the
last purchase, ``age`` (T) the time from the first purchase to the end of observation; all in one
``unit`` of time. Purchases of one day are one. These three numbers are all a customer's history says
under each of the models, so customers who share them are one row with a count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]


@dataclass(frozen=True)
class Histories:
    """The histories of customers, one element of each array a customer (or a row of ``customers``)."""

    repeats: Floats
    last: Floats
    age: Floats
    customers: Floats
    """How many customers have this history."""
    unit: str = "week"

    @classmethod
    def of(
        cls, repeats: Any, last: Any, age: Any, customers: Any = None, *, unit: str = "week"
    ) -> Histories:
        """Histories from anything that is like arrays.

        Raises ValueError when they are impossible: repeats that are no counts, a last purchase after
        the end or before the beginning, a repeat purchase at time 0, or numbers that are not finite.
        """
        x, t, end = (np.atleast_1d(np.asarray(v, dtype=float)) for v in (repeats, last, age))
        n = np.ones(len(x)) if customers is None else np.asarray(customers, dtype=float)
        if not (len(x) == len(t) == len(end) == len(n)):
            raise ValueError("repeats, last, age and customers differ in length")
        if not all(np.isfinite(v).all() for v in (x, t, end, n)):
            raise ValueError("histories must be finite numbers")
        if (x < 0).any() or (x != np.floor(x)).any() or (n < 0).any():
            raise ValueError("repeats must be counts, and customers not below 0")
        if (t < 0).any() or (t > end).any() or ((x > 0) != (t > 0)).any():
            raise ValueError("0 < last <= age with repeats, last = 0 without")
        return cls(x, t, end, n, unit)

    @property
    def n_customers(self) -> int:
        """How many customers these are."""
        return round(float(self.customers.sum()))

    @cached_property
    def distinct(self) -> Distinct:
        """The distinct histories, with their counts, and where each row went."""
        rows = distinct_rows(self.repeats, self.last, self.age)
        counts = np.bincount(rows.place, weights=self.customers, minlength=len(rows.columns[0]))
        repeats, last, age = rows.columns
        by_repeats, by_last, by_age = rows.coded
        return Distinct(
            repeats, last, age, np.asarray(counts, dtype=float), rows.place,
            by_repeats, by_last, by_age,
        )  # fmt: skip


@dataclass(frozen=True)
class Coded:
    """A column as its distinct values and where each row stands among them.

    A logarithm or a gamma function of the column costs what its distinct values cost: days and counts
    repeat themselves.
    """

    values: Floats
    place: Places

    def __getitem__(self, rows: Any) -> Coded:
        """The column at some rows only; the values stay."""
        return Coded(self.values, self.place[rows])


@dataclass(frozen=True)
class Distinct:
    """Distinct histories, sorted, and each column of them as a table of its values."""

    repeats: Floats
    last: Floats
    age: Floats
    customers: Floats
    place: Places
    """Of each original row among the distinct ones."""
    by_repeats: Coded
    by_last: Coded
    by_age: Coded

    def per(self, scale: float) -> Distinct:
        """The same histories with time in units of ``scale``."""
        last, age = (Coded(c.values / scale, c.place) for c in (self.by_last, self.by_age))
        return replace(
            self, last=self.last / scale, age=self.age / scale, by_last=last, by_age=age
        )  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """Distinct rows of columns."""

    columns: list[Floats]
    place: Places
    coded: list[Coded]


_MOST_CODES = 2**62


def distinct_rows(*columns: Floats) -> Rows:
    """The distinct rows of ``columns``, sorted by the first column, then the next.

    >>> distinct_rows(np.array([2., 0., 2.]), np.array([1., 0., 1.])).place.tolist()
    [1, 0, 1]
    """
    tables = [coded_of(column) for column in columns]
    code = np.zeros(len(columns[0]), dtype=np.int64)
    most = 1
    for table in tables:
        size = max(len(table.values), 1)
        if most > _MOST_CODES // size:  # distinct so far, in the same order, by smaller numbers
            seen, code = np.unique(code, return_inverse=True)
            most = len(seen)
        code, most = code * size + table.place, most * size
    codes, place = np.unique(code, return_inverse=True)
    one = np.empty(len(codes), dtype=np.int64)  # any of the equal rows
    one[place] = np.arange(len(place))
    coded = [table[one] for table in tables]
    return Rows([c.values[c.place] for c in coded], place.astype(np.int64), coded)


def coded_of(column: Floats) -> Coded:
    """A column as its sorted distinct values and each row's place among them.

    Counts and days are found by counting, which is an order of magnitude faster than sorting.
    """
    if len(column) and column.min() >= 0 and column.max() <= 4 * len(column):
        whole = column.astype(np.int64)
        if np.array_equal(whole, column):
            seen = np.bincount(whole) > 0
            values = np.flatnonzero(seen).astype(float)
            return Coded(values, (np.cumsum(seen) - 1)[whole].astype(np.int64))
    values, place = np.unique(column, return_inverse=True)
    return Coded(values, place.astype(np.int64))
