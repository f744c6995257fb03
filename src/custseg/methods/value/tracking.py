"""Tracking: repeat purchases week by week or month by month, as they came and as the model expects."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.models.buying.days import MONTH_DAYS, UNIT_DAYS

if TYPE_CHECKING:
    from custseg.models.buying.model import BuyingModel


def tracking(
    model: BuyingModel, first: pl.Series, came: pl.DataFrame, until: date, unit: str
) -> pl.DataFrame:
    """One row per whole week (month, where ``unit`` is month) since the first purchase of all.

    ``period``; ``date``, its last day; ``actual``, ``expected`` repeat purchases of the customers
    whose first purchases are ``first``, and both cumulative. ``came`` has ``on`` and ``repeats``. A
    part of a period at the end is left out.
    """
    began = first.min()
    assert isinstance(began, date)
    length = MONTH_DAYS if unit == "month" else 7.0
    n = int(((until - began).days + 1) // length)
    # the last day of a period, counted from the first day of all
    ends = np.floor(np.arange(1, n + 1) * length).astype(int) - 1
    births = first.value_counts().sort("first_on")
    born = (births["first_on"] - began).dt.total_days().to_numpy()
    # a day has passed when it ends
    ages = np.maximum(ends[:, None] + 1 - born[None, :], 0)
    distinct, place = np.unique(ages, return_inverse=True)
    expected = model.new_purchases(distinct / UNIT_DAYS[unit])[place.reshape(ages.shape)]
    cumulative = np.einsum("ij,j->i", expected, births["count"].to_numpy().astype(float))
    day = (came["on"] - began).dt.total_days().to_numpy()
    by_day = np.bincount(day, came["repeats"].to_numpy(), int(ends[-1]) + 1 if n else 1)
    actual = by_day.cumsum()[ends] if n else np.empty(0)
    return pl.DataFrame({
        "period": np.arange(1, n + 1),
        "date": [began + timedelta(days=int(end)) for end in ends],
        "actual": np.diff(actual, prepend=0.0).astype(np.int64),
        "expected_purchases": np.diff(cumulative, prepend=0.0),
        "actual_cumulative": actual.astype(np.int64),
        "expected_cumulative": cumulative,
    }, schema_overrides={"period": pl.Int64, "date": pl.Date})  # fmt: skip
