"""From days of the calendar to the histories that models of buying know."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.models.buying.histories import Histories

MONTH_DAYS = 365.25 / 12
UNIT_DAYS = {"day": 1.0, "week": 7.0, "month": MONTH_DAYS}
"""Days of each unit of time."""


def histories_of(first: pl.Series, last: pl.Series, repeats: pl.Series, until: date,
                 unit: str) -> Histories:  # fmt: skip
    """Histories in ``unit`` of customers who bought first on ``first`` and last on ``last``.

    ``repeats`` counts purchase days after the first; all as of ``until``, as ``facts.ledger`` has them.
    """
    days = UNIT_DAYS[unit]
    ages = (pl.Series([until], dtype=pl.Date) - first).dt.total_days()
    return Histories.of(
        repeats.to_numpy(),
        (last - first).dt.total_days().to_numpy() / days,
        ages.to_numpy() / days,
        unit=unit,
    )
