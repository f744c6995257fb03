"""The customers of both periods in one order, so that what they were and are stands side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from custseg.compare.period import Period
from custseg.customers import MONEY


@dataclass(frozen=True)
class Meeting:
    """All customers of either period, sorted: ``was(column)`` and ``now(column)`` have a row for each.

    Who is not in a period has null there.
    """

    old: Period
    new: Period
    money: str | None
    """The column that says what a customer is worth, None where both periods know of none."""

    @cached_property
    def _rows(self) -> pl.DataFrame:
        old, new = (
            period.people.select("customer_id").with_row_index(at)
            for period, at in ((self.old, "_old"), (self.new, "_new"))
        )
        return old.join(new, on="customer_id", how="full", coalesce=True).sort("customer_id")

    @property
    def customers(self) -> pl.Series:
        """The ids."""
        return self._rows["customer_id"]

    @cached_property
    def in_old(self) -> pl.Series:
        """Who is in OLD."""
        return self._rows["_old"].is_not_null()

    @cached_property
    def in_new(self) -> pl.Series:
        """Who is in NEW."""
        return self._rows["_new"].is_not_null()

    @cached_property
    def both(self) -> pl.Series:
        """Who is in both."""
        return self.in_old & self.in_new

    def was(self, column: str) -> pl.Series:
        """A column of OLD."""
        return self.old.people[column].gather(self._rows["_old"])

    def now(self, column: str) -> pl.Series:
        """A column of NEW."""
        return self.new.people[column].gather(self._rows["_new"])

    @cached_property
    def money_was(self) -> pl.Series:
        """What each was worth; null for who is not in OLD."""
        return self._money(self.old, "_old", "money_old")

    @cached_property
    def money_now(self) -> pl.Series:
        """What each is worth; null for who is not in NEW."""
        return self._money(self.new, "_new", "money_new")

    def _money(self, period: Period, at: str, name: str) -> pl.Series:
        if self.money is None:
            return pl.Series(name, [None], dtype=pl.Float64).new_from_index(0, len(self._rows))
        values = period.people[self.money].cast(pl.Float64)
        return values.gather(self._rows[at]).alias(name)


def money_both(old: Period, new: Period, wanted: str | None) -> str | None:
    """The column both have that says what a customer is worth: ``wanted``, or the first usual one."""
    for column in [wanted] if wanted is not None else MONEY:
        there = [p.people[column] for p in (old, new) if column in p.people.columns]
        if len(there) == 2 and all(v.dtype.is_numeric() and (v.count() or not len(v)) for v in there):  # fmt: skip
            return column
    return None


_FINE = 10_000
"""Amounts are added up in hundredths of a fen, as whole numbers."""
_MOST = 1e10
"""Amounts beyond this are added up as they are: whole numbers might not hold them."""


def exact_sums(codes: np.ndarray, amounts: pl.Series, count: int) -> np.ndarray:
    """The sum of amounts for each code; it depends neither on the order of rows nor on threads."""
    values = amounts.fill_null(0.0).to_numpy()
    if len(values) and np.abs(values).max() > _MOST:
        return np.bincount(codes, values, count)
    whole = np.zeros(count, np.int64)
    np.add.at(whole, codes, np.rint(values * _FINE).astype(np.int64))
    sums: np.ndarray = whole / _FINE
    return sums
