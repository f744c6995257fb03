"""Balances as small whole numbers: collected once, and added up month by month for any day.

One grouping by account, product, month and day in the plan costs several times the memory and time of
numbers that are sorted once. Amounts are whole numbers of a unit that the plan sets, so that no order
of rows changes a sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.facts.rows import FactSettings, says_any
from custseg.facts.whole_sums import means_from, sums_from, whole
from custseg.schema.dataset import Dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

SERIES = ["customer", "series", "month"]
"""What one balance goes on in: customer, account with product, month."""


def records_plan(
    dataset: Dataset, settings: FactSettings, places: int, *weights: pl.Expr
) -> pl.LazyFrame:
    """The dated balances as a plan: 16 to 40 bytes a record, whatever ids and products are called.

    ``customer_id`` (categorical), ``day``, ``series`` (hash of account and product, where there are any),
    ``balance`` and ``given`` (an average the file gives) as whole numbers of ``places`` decimals, halves
    away from zero (what is too large for that is refused by ``refuse_too_large``). Debts (``settings.debt_products``) are left out.
    """
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
        chosen["balance"] = whole("balance", places)
    if "average_balance" in has:
        chosen["given"] = whole("average_balance", places)
    return rows.select(*weights, **chosen)


def numbered(ids: pl.Series) -> tuple[pl.Series, NDArray[np.int32]]:
    """The different ids, sorted, and for each id its place among them."""
    different = ids.unique()
    by_name = pl.DataFrame({"id": different.cast(pl.String), "code": different.to_physical()})
    code = by_name.sort("id")["code"].to_numpy()
    place = np.zeros(int(code.max()) + 1 if len(code) else 0, np.int32)
    place[code] = np.arange(len(code), dtype=np.int32)
    return by_name["id"].sort().alias("customer_id"), place[ids.to_physical().to_numpy()]


def months_of(days: NDArray[np.int32]) -> tuple[range, NDArray[np.int32]]:
    """All months from the first day to the last, as year × 12 + month - 1, and the month of each day."""
    first, last = int(days.min()), int(days.max())
    calendar = np.arange(first, last + 1).astype("datetime64[D]").astype("datetime64[M]")
    month_of = calendar.astype(np.int32) + np.int32(1970 * 12)
    return range(int(month_of[0]), int(month_of[-1]) + 1), month_of[days - first]


def held(records: pl.DataFrame, as_of: date, places: int) -> pl.DataFrame:
    """``average``, ``month_end`` and how many ``records`` made them, for each series and month.

    The average is Σ balance × days held ÷ Σ days held, a balance being held until the day before the next
    record, the last one to the end of the month, or to ``as_of``. Raises InputError for amounts beyond 64 bits.
    """
    there, columns = _by_day(records, "balance", places)
    month, day, balance = columns["month"], columns["day"], columns["balance"]
    first = np.flatnonzero(_begins(columns, SERIES))
    last = np.append(first, len(day))[1:] - 1
    until = np.append(day[1:], 0)
    until[last] = _end_of(month[last], as_of) + 1
    days = until - day
    return _series_frame(there, columns, first).with_columns(
        pl.Series("average", means_from(balance, days, first, places)), pl.Series("month_end", balance[last]),
        pl.Series("records", last - first + 1),
    )  # fmt: skip


def last_given(records: pl.DataFrame, places: int) -> pl.DataFrame:
    """The last ``average`` the file gives for each series and month."""
    there, columns = _by_day(records, "given", places)
    first = np.flatnonzero(_begins(columns, SERIES))
    last = np.append(first, len(columns["day"]))[1:] - 1
    return _series_frame(there, columns, first).with_columns(
        pl.Series("average", columns["given"][last])
    )


def _by_day(
    records: pl.DataFrame, amount: str, places: int
) -> tuple[set[str], dict[str, Integers]]:
    """Sorted columns of the records that have ``amount``, those of one series and day added up."""
    there = records.filter(pl.col(amount).is_not_null())
    columns = {
        c: there[c].to_numpy() for c in there.columns if c in (*SERIES, "day", amount, "weight")
    }
    order = _order(columns)
    columns = {c: values[order] for c, values in columns.items()}
    first = np.flatnonzero(_begins(columns, [*SERIES, "day"]))
    if len(first) < len(order):
        added = sums_from(columns[amount], first, places)
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
    kept = [c for c in (*SERIES, "weight") if c in there]
    return pl.DataFrame({c: columns[c][first] for c in kept}).with_columns(
        pl.lit(None).alias(c) for c in SERIES if c not in there
    )


def _end_of(month: Integers, as_of: date) -> Integers:
    """The last day of each month, or the as-of date if that comes first, as days since 1970."""
    starts = (
        (month + 1 - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    )
    return np.minimum(starts - 1, (as_of - date(1970, 1, 1)).days)
