"""What customers held before it fell: those who withdrew everything are still known for what was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from custseg.facts.asset_months import AssetMonths

    Floats = NDArray[np.float64]

SEASON = 3
"""Months that are taken together, so that one salary makes nobody rich."""
LOOKED_BACK = 9
"""Months that are looked back for what somebody held before it was withdrawn."""
_UNBROKEN = 0.9
"""Share of months with a record, between a customer's first and last, from which a missing one means gone."""


def assets_fall(months: AssetMonths) -> pl.DataFrame:
    """What every customer holds and held before it fell: a row for each in ``months``, sorted.

    * ``assets_now``: the mean of the last three months of the file.
    * ``held_before``: the highest mean of three months in a row among the last nine; months before
      the first record are left out.
    * ``assets_fall`` = ``assets_now`` ÷ the mean of the three months before - 1; -1 for who held
      something in the last nine months and nothing in the last three; null where nothing positive
      was held before, or the months before are not known.

    Where the file has a record of nearly every month between a customer's first and last, it is a list of all
    customers each month, and who is no longer in it holds nothing. Else a month without a record
    says nothing and is left out.
    """
    import numpy as np

    held, known = months.average / 100.0, months.known.copy()
    if not len(held):
        return _fall_frame(months, *(np.zeros(0),) * 3)
    if _is_list(known):
        known |= np.logical_or.accumulate(known, axis=0)
    ends = range(len(held), max(len(held) - LOOKED_BACK + SEASON - 1, 0), -1)
    means = [_mean(held[max(e - SEASON, 0) : e], known[max(e - SEASON, 0) : e]) for e in ends]
    now, worth = means[0], np.fmax.reduce(means)
    before = means[SEASON] if len(means) > SEASON else np.full(now.shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        fall = np.where(before > 0, now / before - 1, np.nan)
    return _fall_frame(months, now, worth, np.where((now == 0) & (worth > 0), -1.0, fall))


def _is_list(known: NDArray[np.bool_]) -> bool:
    """Whether hardly a month is missing between a customer's first record and the last."""
    import numpy as np

    first, last = known.argmax(axis=0), len(known) - 1 - known[::-1].argmax(axis=0)
    long = last > first
    spans = int((last - first + 1)[long].sum())
    return spans > 0 and int(np.count_nonzero(known[:, long])) >= _UNBROKEN * spans


def _mean(held: Floats, known: NDArray[np.bool_]) -> Floats:
    """The mean of the known months of every customer; NaN where none is."""
    import numpy as np

    counted = known.sum(axis=0)
    total = np.where(known, held, 0.0).sum(axis=0)
    return np.where(counted > 0, total / np.maximum(counted, 1), np.nan)


def _fall_frame(months: AssetMonths, now: Floats, worth: Floats, fall: Floats) -> pl.DataFrame:
    numbers = {"assets_now": now, "held_before": worth, "assets_fall": fall}
    return pl.DataFrame({"customer_id": months.customers, **numbers}).with_columns(
        pl.col(*numbers).fill_nan(None)
    )
