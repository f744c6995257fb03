"""What everybody has on each of some days: the states that offers and their test come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl

from custseg.facts.ownership import MOST_STATES
from custseg.methods.needs.settings import NeedsSettings
from custseg.models.affinity import (
    Baskets,
    Taken,
    baskets,
    baskets_of_bits,
    bits,
    taken_between,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

ENOUGH_DATED, LEAST_DAYS, YEAR = 0.5, 7, 365

Basis = Literal["lists", "dates", "today"]


@dataclass(frozen=True)
class Days:
    """The days whose states are compared, the last one last, and why these."""

    basis: Basis
    days: tuple[date | None, ...]
    undated: int = 0
    """Rows without a date, which count as held from the start."""
    dated: int = 0
    """Rows with a date, where they are too few to make days of."""

    @property
    def last(self) -> date | None:
        """The day of the latest state."""
        return self.days[-1]

    @property
    def apart(self) -> int | None:
        """Days between the last two states."""
        if len(self.days) < 2 or self.days[-1] is None or self.days[-2] is None:
            return None
        return (self.days[-1] - self.days[-2]).days


def days_to_compare(found: pl.DataFrame, as_of: date | None, settings: NeedsSettings) -> Days:
    """The days of lists, at most ``MOST_STATES``; else three from dates of opening or purchase; else one.

    ``found`` is ``facts.ownership.days_of``.
    """
    listed = found.drop_nulls("snapshot_on").sort("snapshot_on")["snapshot_on"].to_list()
    if len(listed) > 1:
        return Days("lists", tuple(listed[-MOST_STATES:]))
    rows, dated = int(found["rows"].sum()), int(found["dated"].sum())
    first, last = found["first_on"].min(), found["last_on"].max()
    if (
        not rows
        or dated < ENOUGH_DATED * rows
        or not isinstance(first, date)
        or not isinstance(last, date)
    ):
        return Days("today", (None,), rows - dated, dated)
    end = listed[-1] if listed else (as_of or last)
    span = settings.test_days or min(YEAR, (end - first).days // 4)
    if span < LEAST_DAYS and settings.test_days is None:
        return Days("today", (None,))
    back = timedelta(days=span)
    return Days("dates", (end - 2 * back, end - back, end), undated=rows - dated)


@dataclass(frozen=True)
class Course:
    """Who has what on each day, customers and products by number."""

    customer_ids: pl.Series
    products: tuple[str, ...]
    answers: tuple[str | None, ...]
    """The need that each product answers."""
    bought: bool
    """What customers have is what they bought."""
    days: Days
    sets: tuple[Baskets, ...]
    new: tuple[tuple[Array, Array], ...]
    """Between each day and the next: customer and product of everything that was not there before."""

    @property
    def now(self) -> Baskets:
        """What customers have on the last day."""
        return self.sets[-1]

    def who_has(self, codes: Sequence[int]) -> pl.Series:
        """The customers who have one of these products on the last day."""
        having = np.zeros(len(self.now.weights), bool)
        having[self.now.rows()[np.isin(self.now.items, codes)]] = True
        return self.customer_ids.filter(pl.Series(having[self.now.of_customer]))

    def taken(self, first: int, last: int, who: Array | None = None) -> Taken | None:
        """What was taken between day ``first`` and day ``last``, period by period; None where there is
        no period. ``who`` are the customers who count.
        """
        everybody = np.ones(len(self.customer_ids), bool)
        parts = [
            taken_between(self.sets[k], *self.new[k], everybody if who is None else who)
            for k in range(first, last)
        ]
        if not parts:
            return None
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total


def course_of(
    held: pl.DataFrame, customers: pl.Series, products: pl.DataFrame, days: Days, *, bought: bool = False
) -> Course:  # fmt: skip
    """The course of everybody from ``facts.ownership.masks`` or, of more products, from ``states``.

    Customers without a product have nothing.
    """
    everybody = pl.DataFrame({"customer_id": customers})
    names, answers = tuple(products["product"]), tuple(products["need"])
    if "code" not in held.columns:
        listed = everybody.join(held, on="customer_id", how="left", maintain_order="left")
        columns = [f"held_{k}" for k in range(len(days.days))]
        states = [listed[c].fill_null(0).to_numpy() for c in columns]
        return Course(
            customers, names, answers, bought, days, tuple(baskets_of_bits(s, len(names)) for s in states),
            tuple(_taken(before, after, len(names)) for before, after in pairwise(states)),
        )  # fmt: skip
    coded = held.join(everybody.with_row_index("customer"), on="customer_id", how="inner")
    customer = coded["customer"].to_numpy().astype(np.int64)
    code = coded["code"].to_numpy()
    held_in = coded["held_in"].to_numpy()
    there = [(held_in >> np.uint64(k)) & np.uint64(1) > 0 for k in range(len(days.days))]
    sets = tuple(baskets(customer[on], code[on], len(customers), len(names)) for on in there)
    new = tuple(
        (customer[after & ~before], code[after & ~before]) for before, after in pairwise(there)
    )
    return Course(customers, names, answers, bought, days, sets, new)


def _taken(before: Array, after: Array, products: int) -> tuple[Array, Array]:
    """Customer and product of everything that is there after and was not before."""
    fresh = after & ~before
    who = np.flatnonzero(fresh)
    rows, items = np.nonzero(bits(fresh[who], products))
    return who[rows], items
