"""Assets month by month for very many customers: one pass, whole cents, one row a month.

``facts.asset_ledger`` has the same months as rows of customer and month. Whoever walks through all months
of all customers (``tier``) wants them as a matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.facts.asset_records import (
    SERIES,
    held,
    last_given,
    months_of,
    numbered,
    records_plan,
)
from custseg.facts.rows import FactSettings, says_any
from custseg.facts.whole_sums import LARGEST, divided, refuse_sums, refuse_too_large, too_large
from custseg.schema.dataset import Dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

_PLACES = 2
_FINE = 10_000
"""Weights are taken to four decimals, so that weighing is exact as well."""


@dataclass(frozen=True)
class AssetMonths:
    """What every customer holds in every month, in cents; 0 where nothing is ``known``."""

    customers: pl.Series
    """The ids, sorted; the columns of the matrices."""
    months: range
    """Months as year × 12 + month - 1; the rows of the matrices. None is left out between the first and last."""
    average: Integers
    """Monthly average 月日均; the month end where the file has one balance a month."""
    month_end: Integers | None
    """Balance at month end 时点; None where the file gives averages only."""
    known: NDArray[np.bool_]
    """Whether there is any record of the customer in the month."""


def asset_months(
    dataset: Dataset, weights: Mapping[str, float], settings: FactSettings = FactSettings()
) -> AssetMonths:
    """Assets of every customer with balances, by month, weighed by product.

    Per account and product, as in ``facts.asset_records``: the average is Σ balance × days held ÷ Σ days held, a balance being
    held until the day before the next record, the last one to the end of the month (or the as-of
    date); an average the file gives goes first. Each is taken to the cent (half up), multiplied by
    the weight of the first word in ``weights`` that the product contains (1 without one), taken to
    the cent again and added up. Debts (``settings.debt_products``) are left out. Sums are of whole
    numbers: no order of rows changes them.

    Raises:
        InputError: there are no balances with dates and customers, or they cannot be added up exactly.
    """
    dataset.require("tier", "balances", "customer_id", "date")
    has = dataset.columns("balances")
    if "balance" not in has:
        dataset.require("tier", "balances", "average_balance")
    weighed = (
        [_weight(weights).alias("weight")] if weights and dataset.has("balances", "product") else []
    )
    [records] = dataset.collect(records_plan(dataset, settings, _PLACES, *weighed))
    refuse_too_large(records, ("balance", "given"), _PLACES)
    as_of = dataset.as_of
    customers, places = numbered(records["customer_id"])
    if records.is_empty() or as_of is None:
        nothing = np.zeros((0, 0), np.int64)
        return AssetMonths(customers, range(0), nothing, nothing, nothing.astype(bool))
    months, month = months_of(records["day"].to_numpy())
    records = records.drop("customer_id").with_columns(
        pl.Series("customer", places), pl.Series("month", month)
    )
    known = np.zeros((len(months), len(customers)), bool)
    known[month - months.start, places] = True
    if _one_balance_each(records, known):
        balance = np.zeros(known.shape, np.int64)
        _add(balance, records.rename({"balance": "average"}), "average", months.start, once=True)
        return AssetMonths(customers, months, balance, balance, known)
    return _of_series(records, as_of, customers, months, known)


def _one_balance_each(records: pl.DataFrame, known: NDArray[np.bool_]) -> bool:
    """Whether each customer has one balance a month: it is the average as well, nothing to sort or count."""
    if "balance" not in records.columns or "given" in records.columns:
        return False
    return records.height == int(np.count_nonzero(known)) and not records["balance"].null_count()


def _of_series(
    records: pl.DataFrame, as_of: date, customers: pl.Series, months: range, known: NDArray[np.bool_]
) -> AssetMonths:  # fmt: skip
    """The months of all accounts and products, added up."""
    average, month_end = np.zeros(known.shape, np.int64), np.zeros(known.shape, np.int64)
    given = last_given(records, _PLACES) if "given" in records.columns else None
    if "balance" in records.columns:
        counted = held(records, as_of, _PLACES)
        _add(month_end, counted, "month_end", months.start)
        if given is not None:
            counted = counted.join(given, on=SERIES, how="anti", nulls_equal=True)
        _add(average, counted, "average", months.start)
    if given is not None:
        _add(average, given, "average", months.start)
    ends = month_end if "balance" in records.columns else None
    return AssetMonths(customers, months, average, ends, known)


def _weight(weights: Mapping[str, float]) -> pl.Expr:
    """The weight of a product in ten-thousandths: that of the first word it contains, else 1."""
    weight: pl.Expr = pl.lit(_FINE, pl.Int64)
    for word, given in reversed(list(weights.items())):
        says = says_any("product", (word,)).fill_null(False)
        weight = pl.when(says).then(pl.lit(round(given * _FINE), pl.Int64)).otherwise(weight)
    return weight


def _weighed(cents: Integers, weight: Integers) -> Integers:
    """``cents × weight ÷ 10,000`` to the nearest cent, halves away from zero."""
    whole, rest = np.divmod(np.abs(cents), _FINE)  # so that no product overflows
    times = np.abs(weight)
    if len(whole) and float(whole.max()) * float(times.max()) > LARGEST / 2:
        raise too_large(_PLACES)
    size = whole * times + divided(rest * times, np.full_like(rest, _FINE))
    weighed: Integers = size * np.sign(cents) * np.sign(weight)
    return weighed


def _add(
    matrix: Integers, frame: pl.DataFrame, column: str, first_month: int, *, once: bool = False
) -> None:
    """Add the weighed amounts of all series to the customer's month (``once``: there is one for each)."""
    cents = frame[column].to_numpy()
    if "weight" in frame.columns:
        cents = _weighed(cents, frame["weight"].to_numpy())
    refuse_sums(cents, frame["month"].to_numpy() - first_month, _PLACES)
    row, place = frame["month"].to_numpy() - first_month, frame["customer"].to_numpy()
    if once:
        matrix[row, place] = cents
    else:
        np.add.at(matrix, (row, place), cents)
