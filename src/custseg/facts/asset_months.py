"""Assets month by month for very many customers: one pass, whole cents, one row a month.

``facts.assets`` gives the same months as a plan, one row per customer and month, to be joined with other
facts. Whoever walks through all months of all customers (``tier``) wants them as a matrix, ten times
cheaper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.facts.rows import FactSettings, says_any
from custseg.schema.dataset import Dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

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

    Per account and product, as in ``facts.assets``: the average is Σ balance × days held ÷ Σ days held, a balance being
    held until the day before the next record, the last one to the end of the month (or the as-of
    date); an average the file gives goes first. Each is taken to the cent (half up), multiplied by
    the weight of the first word in ``weights`` that the product contains (1 without one), taken to
    the cent again and added up. Debts (``settings.debt_products``) are left out. Sums are of whole
    numbers: no order of rows changes them.

    Raises:
        InputError: there are no balances with dates and customers.
    """
    dataset.require("tier", "balances", "customer_id", "date")
    has = dataset.columns("balances")
    if "balance" not in has:
        dataset.require("tier", "balances", "average_balance")
    [records] = dataset.collect(_records(dataset, weights, settings))
    as_of = dataset.as_of
    customers, places = _numbered(records["customer_id"])
    if records.is_empty() or as_of is None:
        nothing = np.zeros((0, 0), np.int64)
        return AssetMonths(customers, range(0), nothing, nothing, nothing.astype(bool))
    months, month = _months(records["day"].to_numpy())
    records = records.drop("customer_id").with_columns(
        pl.Series("customer", places), pl.Series("month", month)
    )
    known = np.zeros((len(months), len(customers)), bool)
    known[month - months.start, places] = True
    if _one_balance_each(records, known):
        balance = np.zeros(known.shape, np.int64)
        _add(balance, records.rename({"cents": "average"}), "average", months.start, once=True)
        return AssetMonths(customers, months, balance, balance, known)
    return _of_series(records, as_of, customers, months, known)


def _one_balance_each(records: pl.DataFrame, known: NDArray[np.bool_]) -> bool:
    """Whether each customer has one balance a month: it is the average as well, nothing to sort or count."""
    if "cents" not in records.columns or "given" in records.columns:
        return False
    return records.height == int(np.count_nonzero(known)) and not records["cents"].null_count()


def _of_series(
    records: pl.DataFrame, as_of: date, customers: pl.Series, months: range, known: NDArray[np.bool_]
) -> AssetMonths:  # fmt: skip
    """The months of all accounts and products, added up."""
    average, month_end = np.zeros(known.shape, np.int64), np.zeros(known.shape, np.int64)
    given = _last_given(records) if "given" in records.columns else None
    if "cents" in records.columns:
        held = _held(records, as_of)
        _add(month_end, held, "month_end", months.start)
        if given is not None:
            held = held.join(given, on=_SERIES, how="anti", nulls_equal=True)
        _add(average, held, "average", months.start)
    if given is not None:
        _add(average, given, "average", months.start)
    ends = month_end if "cents" in records.columns else None
    return AssetMonths(customers, months, average, ends, known)


def _months(days: NDArray[np.int32]) -> tuple[range, NDArray[np.int32]]:
    """All months from the first day to the last, and the month of each day."""
    first, last = int(days.min()), int(days.max())
    calendar = np.arange(first, last + 1).astype("datetime64[D]").astype("datetime64[M]")
    month_of = calendar.astype(np.int32) + np.int32(1970 * 12)
    return range(int(month_of[0]), int(month_of[-1]) + 1), month_of[days - first]


_SERIES = ["customer", "series", "month"]


def _records(
    dataset: Dataset, weights: Mapping[str, float], settings: FactSettings
) -> pl.LazyFrame:
    """The balances as small numbers: 16 to 40 bytes a record, whatever ids and products are called."""
    has = dataset.columns("balances")
    rows = dataset.frame("balances").filter(
        pl.col("customer_id").is_not_null() & pl.col("date").is_not_null()
    )
    if "product" in has:
        rows = rows.filter(~says_any("product", settings.debt_products).fill_null(False))
    series = [c for c in ("account_id", "product") if c in has]
    chosen = {
        "customer_id": pl.col("customer_id").cast(pl.Categorical(pl.Categories.random())),
        "day": pl.col("date").cast(pl.Int32),
    }
    if series:
        chosen["series"] = pl.struct(series).hash()
    if "balance" in has:
        chosen["cents"] = _cents("balance")
    if "average_balance" in has:
        chosen["given"] = _cents("average_balance")
    if weights and "product" in has:
        chosen["weight"] = _weight(weights)
    return rows.select(**chosen)


def _cents(column: str) -> pl.Expr:
    """An amount in whole cents, halves away from zero."""
    return (pl.col(column).round(2, mode="half_away_from_zero") * 100).cast(pl.Int64)


def _weight(weights: Mapping[str, float]) -> pl.Expr:
    """The weight of a product in ten-thousandths: that of the first word it contains, else 1."""
    weight: pl.Expr = pl.lit(_FINE, pl.Int64)
    for word, given in reversed(list(weights.items())):
        says = says_any("product", (word,)).fill_null(False)
        weight = pl.when(says).then(pl.lit(round(given * _FINE), pl.Int64)).otherwise(weight)
    return weight


def _numbered(ids: pl.Series) -> tuple[pl.Series, NDArray[np.int32]]:
    """The different ids, sorted, and for each id its place among them."""
    different = ids.unique()
    by_name = pl.DataFrame({"id": different.cast(pl.String), "code": different.to_physical()})
    code = by_name.sort("id")["code"].to_numpy()
    place = np.zeros(int(code.max()) + 1 if len(code) else 0, np.int32)
    place[code] = np.arange(len(code), dtype=np.int32)
    return by_name["id"].sort().alias("customer_id"), place[ids.to_physical().to_numpy()]


# --- one number per account, product and month -----------------------------------------------------


def _held(records: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """``average`` and ``month_end`` in cents for each series and month, and how many ``records`` made them."""
    there, columns = _by_day(records, "cents")
    month, day, cents = columns["month"], columns["day"], columns["cents"]
    new = _begins(columns, _SERIES)
    first = np.flatnonzero(new)
    last = np.append(first, len(day))[1:] - 1
    until = np.append(day[1:], 0)
    until[last] = _end_of(month[last], as_of) + 1
    days = until - day
    held = np.add.reduceat(cents * days, first) if len(first) else first
    total = np.add.reduceat(days, first) if len(first) else first
    return _series_frame(there, columns, first).with_columns(
        pl.Series("average", _divided(held, total)), pl.Series("month_end", cents[last]),
        pl.Series("records", last - first + 1),
    )  # fmt: skip


def _last_given(records: pl.DataFrame) -> pl.DataFrame:
    """The last ``average`` the file gives for each series and month."""
    there, columns = _by_day(records, "given")
    first = np.flatnonzero(_begins(columns, _SERIES))
    last = np.append(first, len(columns["day"]))[1:] - 1
    return _series_frame(there, columns, first).with_columns(
        pl.Series("average", columns["given"][last])
    )


def _by_day(records: pl.DataFrame, amount: str) -> tuple[set[str], dict[str, Integers]]:
    """Sorted columns of the records that have ``amount``, those of one series and day added up."""
    there = records.filter(pl.col(amount).is_not_null())
    columns = {
        c: there[c].to_numpy() for c in there.columns if c in (*_SERIES, "day", amount, "weight")
    }
    order = _order(columns)
    columns = {c: values[order] for c, values in columns.items()}
    first = np.flatnonzero(_begins(columns, [*_SERIES, "day"]))
    if len(first) < len(order):
        added = np.add.reduceat(columns[amount], first)
        columns = {c: values[first] for c, values in columns.items()} | {amount: added}
    return set(columns), {
        c: values if c == "series" else values.astype(np.int64) for c, values in columns.items()
    }


def _order(columns: Mapping[str, Integers]) -> Integers:
    """The order by customer, series and day."""
    if "series" in columns:
        return np.lexsort((columns["day"], columns["series"], columns["customer"]))
    # Days fit into 22 bits for 11,000 years; one number sorts three times as fast as two.
    key = (columns["customer"].astype(np.int64) << 22) + columns["day"]
    return np.argsort(key, kind="stable")


def _begins(columns: Mapping[str, Integers], keys: list[str]) -> NDArray[np.bool_]:
    """Where another group of equal ``keys`` begins in sorted columns."""
    size = len(columns["day"])
    begins = np.zeros(size, bool)
    begins[:1] = True
    for key in keys:
        if key in columns:
            begins[1:] |= columns[key][1:] != columns[key][:-1]
    return begins


def _series_frame(
    there: set[str], columns: Mapping[str, Integers], first: Integers
) -> pl.DataFrame:
    kept = [c for c in (*_SERIES, "weight") if c in there]
    return pl.DataFrame({c: columns[c][first] for c in kept}).with_columns(
        pl.lit(None).alias(c) for c in _SERIES if c not in there
    )


def _end_of(month: Integers, as_of: date) -> Integers:
    """The last day of each month, or the as-of date if that comes first, as days since 1970."""
    starts = (
        (month + 1 - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    )
    return np.minimum(starts - 1, (as_of - date(1970, 1, 1)).days)


def _divided(amount: Integers, by: Integers) -> Integers:
    """``amount / by`` to the nearest whole number, halves away from zero."""
    size = (2 * np.abs(amount) + by) // (2 * by)
    return np.where(amount < 0, -size, size)


def _weighed(cents: Integers, weight: Integers) -> Integers:
    """``cents × weight ÷ 10,000`` to the nearest cent, halves away from zero."""
    whole, rest = np.divmod(np.abs(cents), _FINE)  # so that no product overflows
    times = np.abs(weight)
    size = whole * times + _divided(rest * times, np.full_like(rest, _FINE))
    weighed: Integers = size * np.sign(cents) * np.sign(weight)
    return weighed


def _add(
    matrix: Integers, frame: pl.DataFrame, column: str, first_month: int, *, once: bool = False
) -> None:
    """Add the weighed amounts of all series to the customer's month (``once``: there is one for each)."""
    cents = frame[column].to_numpy()
    if "weight" in frame.columns:
        cents = _weighed(cents, frame["weight"].to_numpy())
    row, place = frame["month"].to_numpy() - first_month, frame["customer"].to_numpy()
    if once:
        matrix[row, place] = cents
    else:
        np.add.at(matrix, (row, place), cents)
