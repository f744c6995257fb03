"""What a customer's purchase days said on any past day, for all customers at once.

The same facts as ``rhythm``, ``windows`` and ``comebacks`` give on one as-of date, read off the diary:
a day costs a fraction of a second for ten million purchase days, and knows nothing later.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.facts.diary import Diary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]

TREND_DAYS = 90
"""A trend sets the purchases of so many days beside those of as many before."""

_EPOCH = date(1970, 1, 1)
_SHARES = {"median_gap_days": 0.5, "usual_gap_days": 0.9}


class Course:
    """The purchase days of a diary, laid out so that any day can be asked.

    Asking days in their order is fastest: counts go on from where they stand.
    """

    def __init__(self, diary: Diary) -> None:
        bought = diary.visits.filter(pl.col("bought")).select(
            "customer", pl.col("on").cast(pl.Int32), "purchases"
        )
        self.customers = diary.customers
        self._size = len(diary.customers)
        owners = bought["customer"].to_numpy().astype(np.int32)
        self._days = bought["on"].to_numpy()
        self._counts = np.bincount(owners, minlength=self._size)
        self._starts = np.concatenate([[0], np.cumsum(self._counts)])
        self._purchases = np.concatenate(
            [[0], np.cumsum(bought["purchases"].to_numpy(), dtype=np.int64)]
        )
        order = np.argsort(self._days, kind="stable")
        self._ordered_days, ordered_owners = self._days[order], owners[order]
        self._until = {lag: _Counter(self._ordered_days, ordered_owners, self._size)
                       for lag in (0, TREND_DAYS, 2 * TREND_DAYS)}  # fmt: skip
        self._gaps, self._gap_ends, self._gap_owners = _sorted_gaps(owners, self._days)

    def on(self, day: date, won_back_days: int) -> pl.DataFrame:
        """One row per customer of the diary, in its order, as known on ``day``.

        ``days_since_first`` and ``days_since_last`` purchase day, ``purchase_days``, ``usual_gap_days``
        and ``median_gap_days`` (as in ``rhythm``), ``purchases_90d`` and ``purchases_prior_90d`` (as in
        ``windows``), and ``silence_days`` (as in ``comebacks``, of purchases of the last
        ``won_back_days``). For who had not bought by then the purchases are 0 and the rest is null.
        """
        today = (day - _EPOCH).days
        days = self._until[0].at(today)
        bought = days > 0
        at_first = np.minimum(self._starts[:-1], max(len(self._days) - 1, 0))
        at_last = np.maximum(self._starts[:-1] + days - 1, 0)
        first = self._days[at_first] if len(self._days) else np.zeros(self._size)
        last = self._days[at_last] if len(self._days) else np.zeros(self._size)
        now, before, long_before = (
            self._purchases[self._starts[:-1] + self._until[lag].at(today - lag)]
            for lag in (0, TREND_DAYS, 2 * TREND_DAYS)
        )
        facts = {
            "days_since_first": pl.Series(today - first, dtype=pl.Int64),
            "days_since_last": pl.Series(today - last, dtype=pl.Int64),
            "purchase_days": pl.Series(days, dtype=pl.Int64),
            **self._quantiles(today, np.maximum(days - 1, 0)),
            "silence_days": self._silences(today, won_back_days),
        }
        return pl.DataFrame({"_bought": bought, **facts}).select(
            *(pl.when("_bought").then(name).alias(name) for name in facts),
            pl.Series("purchases_90d", now - before, pl.Int64),
            pl.Series("purchases_prior_90d", before - long_before, pl.Int64),
        )

    def _quantiles(self, today: int, gaps: Ints) -> dict[str, pl.Series]:
        """Quantiles of type 7 of the gaps that had ended by a day; null where there was none."""
        known = self._gaps[self._gap_ends <= today]
        if not len(known):
            return {name: pl.Series([None] * self._size, dtype=pl.Float64) for name in _SHARES}
        starts, has_gap = np.cumsum(gaps) - gaps, pl.Series("_has", gaps > 0)
        found = {}
        for name, share in _SHARES.items():
            place = np.maximum(gaps - 1, 0) * share
            floor, ceiling = np.floor(place), np.ceil(place)
            below, above = (
                known[np.minimum(starts + at.astype(np.int64), len(known) - 1)]
                for at in (floor, ceiling)
            )
            value = pl.Series("_value", below + (above - below) * (place - floor)).round(6)
            found[name] = pl.select(pl.when(has_gap).then(value)).to_series()
        return found

    def _silences(self, today: int, won_back_days: int) -> pl.Series:
        """The longest gap that a purchase of the last days ended; null for none."""
        lately = (self._gap_ends <= today) & (self._gap_ends > today - won_back_days)
        owners, gaps = self._gap_owners[lately], self._gaps[lately]
        longest = np.flatnonzero(np.append(owners[1:] != owners[:-1], True)[: len(owners)])
        days = np.zeros(self._size, np.int64)
        days[owners[longest]] = gaps[longest]
        silence = pl.Series(days)
        return pl.select(pl.when(silence > 0).then(silence)).to_series()


class _Counter:
    """How many purchase days every customer had by a day; goes on from the day asked before."""

    def __init__(self, ordered_days: Ints, owners: Ints, size: int) -> None:
        self._days, self._owners, self._size = ordered_days, owners, size
        self._place = 0
        self._counted: Ints = np.zeros(size, np.int64)

    def at(self, day: int) -> Ints:
        place = int(np.searchsorted(self._days, day, side="right"))
        if place < self._place:
            self._place, self._counted = 0, np.zeros(self._size, np.int64)
        since = self._owners[self._place : place]
        self._counted = self._counted + np.bincount(since, minlength=self._size)
        self._place = place
        return self._counted


def _sorted_gaps(owners: Ints, days: Ints) -> tuple[Ints, Ints, Ints]:
    """The gaps between purchase days: shortest first within a customer, with the days they ended."""
    same = owners[1:] == owners[:-1]
    gaps, ends, of = np.diff(days)[same], days[1:][same], owners[1:][same]
    order = np.argsort((of.astype(np.int64) << 32) | gaps, kind="stable")
    return gaps[order], ends[order], of  # within a customer only the gaps change places
