"""Tables any kind of segment has: who is in it, what they are worth, what is usual there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.customers import money_of
from custseg.words import label, t

if TYPE_CHECKING:
    from numpy.typing import NDArray


def segments_table(
    people: pl.DataFrame, group: NDArray[np.int64], names: Sequence[str], measures: Sequence[str]
) -> pl.DataFrame:
    """One row per segment (also empty ones): customers, money and the mean of each measure.

    Means are over the customers that have the measure. Sums run in the order of customer ids, so
    they are the same to the last digit on any number of threads.
    """
    n, total = len(names), max(len(people), 1)
    customers = np.bincount(group, minlength=n)
    columns: dict[str, pl.Series] = {
        "segment": pl.Series(list(names), dtype=pl.String),
        "customers": pl.Series(customers, dtype=pl.Int64),
        "customers_share": pl.Series(customers / total),
    }
    if (worth := money_of(people)) is not None:
        sums, _ = sums_by(people[worth], group, n)
        columns["money"] = pl.Series(sums)
        # Of what customers above zero are worth: losses make no share greater than one.
        positive, _ = sums_by(people[worth].cast(pl.Float64).clip(lower_bound=0.0), group, n)
        columns["money_share"] = pl.Series(
            positive / positive.sum() if positive.sum() > 0 else np.full(n, np.nan)
        )
    for measure in measures:
        columns[measure] = pl.Series(mean_by(people[measure], group, n))
    return pl.DataFrame(columns).with_columns(pl.selectors.float().fill_nan(None))


def sums_by(
    values: pl.Series, group: NDArray[np.int64], n: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """For each of ``n`` groups the sum of ``values`` and how many there are; nulls and infinities left out."""
    known = values.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    there = np.isfinite(known)
    sums = np.bincount(group[there], weights=known[there], minlength=n)
    return sums.astype(np.float64), np.bincount(group[there], minlength=n).astype(np.int64)


def mean_by(values: pl.Series, group: NDArray[np.int64], n: int) -> NDArray[np.float64]:
    """The mean of ``values`` in each of ``n`` groups, NaN where there are none."""
    sums, counts = sums_by(values, group, n)
    means: NDArray[np.float64] = np.full(n, np.nan)
    np.divide(sums, counts, out=means, where=counts > 0)
    return means


def too_small(segments: pl.DataFrame, name: str, least: int) -> list[str]:
    """A sentence on the segments with fewer than ``least`` customers, if there are any."""
    small = segments.filter(pl.col("customers").is_between(1, least - 1))
    if small.is_empty():
        return []
    examples = t(", ").join(
        f"{label('segment', row[name])} {row['customers']}"
        for row in small.head(5).iter_rows(named=True)
    )
    return [t("{n} segments have fewer than {least} customers (min_size): {examples}",
              n=len(small), least=least, examples=examples)]  # fmt: skip
