"""The asset ledger: every customer's assets month by month, compact and in memory, ready for any month end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.facts.asset_records import SERIES, held, last_given, months_of, numbered, records_plan
from custseg.facts.rows import FactSettings
from custseg.facts.whole_sums import refuse_too_large, sums_from
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

RECORDED = "_balance_day"
"""A column by which the frame of ``asset_ledger_plan`` is told from others."""
_PLACES = 4
"""Decimals of amounts and averages; balances up to nine hundred million million stay exact, larger ones are refused."""
_TREND_MONTHS = 15
"""Months a trend looks back on, the latest included."""
HELD_MONTHS = 2
"""Months after which assets that have no newer record are no longer there."""


def asset_ledger_plan(dataset: Dataset, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """The dated balances as small records, as a plan for ``AssetLedger.of``.

    Raises InputError when there are no dated balances with a customer.
    """
    dataset.require("facts", "balances", "customer_id", "date")
    if not dataset.has("balances", "balance"):
        dataset.require("facts", "balances", "average_balance")
    return records_plan(dataset, settings, _PLACES).rename({"day": RECORDED})


@dataclass(frozen=True)
class AssetLedger:
    """The monthly assets of all customers.

    Per account and product, and month:

    * month end 时点: the balance of its last record of the month;
    * average 月日均 = Σ balance × days held ÷ Σ days held, a balance being held from its date to the
      day before the next record, the last one to the end of the month (or to the as-of date). With
      one record a month that is the month-end balance. Days before the first record of a month are
      not counted, because nothing is known of them;
    * where the file gives an average (``average_balance``), its last value of the month is used.

    All accounts and products are summed. What the file does not give is null: month ends where it has
    averages only. Several records of one account, product and day are added up. Debts are left out.
    Averages are to four decimals.
    """

    customers: pl.Series
    """``customer_id`` of who has dated balances, sorted; the place in it stands for the customer."""
    months: pl.DataFrame
    """``customer`` (place, UInt32), ``month`` (year x 12 + month), ``month_end_assets`` and
    ``average_assets`` (exact): one row per customer and month, sorted by both."""

    @classmethod
    def of(cls, records: pl.DataFrame, as_of: date) -> AssetLedger:
        """The ledger from the collected frame of ``asset_ledger_plan``, as of ``as_of``.

        Raises InputError for balances that cannot be added up exactly.
        """
        there = records.rename({RECORDED: "day"})
        refuse_too_large(there, ("balance", "given"), _PLACES)
        seen = there.filter(pl.col("day") <= (as_of - date(1970, 1, 1)).days)
        customers, places = numbered(seen["customer_id"])
        if seen.is_empty():
            return cls(customers, _frame(np.zeros(0, np.int64), 1, {}))
        months, month = months_of(seen["day"].to_numpy())
        seen = seen.drop("customer_id").with_columns(
            pl.Series("customer", places), pl.Series("month", month)
        )
        return cls(customers, _months(seen, as_of, months))

    def on(self, day: date) -> pl.DataFrame:
        """What every customer held on ``day``, a month end or the as-of date; who had no balance by then
        is left out.

        ``customer``; ``assets_month`` ("2024-03", the latest with a balance), ``month_end_assets`` and
        ``average_assets`` of it; ``assets_trend_3m`` and ``assets_trend_12m``: average assets of the last
        three months (that of ``day`` the last) on the three before, and on the same three a year before;
        -0.3 is a fall of 30%. Null unless the months before are known and positive. A slow ebb that no
        single month shows is seen in the first, one that took a year in the second.
        """
        month = pl.col("month")
        now = day.year * 12 + day.month
        known = self.months.filter(month <= now)
        last = known.filter(
            (pl.col("customer") != pl.col("customer").shift(-1)).fill_null(True)
        ).with_columns(
            pl.format("{}-{}", (month - 1) // 12,
                      ((month - 1) % 12 + 1).cast(pl.String).str.zfill(2)).alias("assets_month")
        )  # fmt: skip
        lately = known.filter(month > now - _TREND_MONTHS)
        return last.select(
            "customer", "assets_month", "month_end_assets", "average_assets"
        ).join(_trends(lately, now - month), on="customer", how="left", maintain_order="left")  # fmt: skip

    def named(self, day: date) -> pl.DataFrame:
        """``on``, with ``customer_id`` in the place of ``customer``."""
        there = self.on(day)
        ids = self.customers.gather(there["customer"]).alias("customer_id")
        return there.drop("customer").insert_column(0, ids)


def still_held(named: pl.DataFrame) -> pl.DataFrame:
    """A frame of ``AssetLedger.named``, the amounts nothing where they are no longer there.

    Assets are there in the month of their last record and the two after it; who has none since, while others
    have, has left the file of balances. Time is told by the latest month of the file: one that is late says of
    nobody that he left.
    """
    on = pl.col("assets_month").str.to_date("%Y-%m")
    month = on.dt.year().cast(pl.Int32) * 12 + on.dt.month()
    amounts = pl.col("month_end_assets", "average_assets")
    gone = (month.max() - month > HELD_MONTHS) & amounts.is_not_null()
    return named.with_columns(pl.when(gone).then(pl.lit(0, MONEY)).otherwise(amounts).name.keep())


def _months(seen: pl.DataFrame, as_of: date, months: range) -> pl.DataFrame:
    """One row per customer and month from the records of all series."""
    given = last_given(seen, _PLACES) if "given" in seen.columns else None
    span = len(months)
    sums: dict[str, tuple[Integers, Integers]] = {}
    if "balance" in seen.columns:
        counted = held(seen, as_of, _PLACES)
        sums["month_end_assets"] = _added(counted, "month_end", months)
        if given is not None:
            counted = counted.join(given, on=SERIES, how="anti", nulls_equal=True)
            counted = pl.concat([counted.select(*SERIES, "average"), given.select(*SERIES, "average")], how="vertical_relaxed")  # fmt: skip
        sums["average_assets"] = _added(counted, "average", months)
    elif given is not None:
        sums["average_assets"] = _added(given, "average", months)
    every = np.unique(_key(seen, months))
    return _frame(every, span, sums).with_columns(
        (pl.col("month") + months.start + 1).cast(pl.Int32)
    )


def _key(frame: pl.DataFrame, months: range) -> Integers:
    """Customer and month as one number."""
    customer, month = (frame[c].to_numpy().astype(np.int64) for c in ("customer", "month"))
    return customer * len(months) + (month - months.start)


def _added(frame: pl.DataFrame, column: str, months: range) -> tuple[Integers, Integers]:
    """The sums of each customer and month, by their numbers, sorted."""
    key, amount = _key(frame, months), frame[column].to_numpy()
    if not (np.diff(key) > 0).all():
        order = np.argsort(key, kind="stable")
        key, amount = key[order], amount[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1])[: len(key)])
    if len(first) < len(key):
        key, amount = key[first], sums_from(amount, first, _PLACES)
    return key, amount


def _frame(every: Integers, span: int, sums: dict[str, tuple[Integers, Integers]]) -> pl.DataFrame:
    """Customer and month of each number, and its sums as exact money; null where there is none."""
    columns: dict[str, pl.Series] = {}
    for name in ("month_end_assets", "average_assets"):
        if name not in sums:
            columns[name] = pl.Series([None] * len(every), dtype=MONEY)
            continue
        key, amount = sums[name]
        values = pl.Series(amount, dtype=pl.Int64)
        if len(key) < len(every):
            whole = np.zeros(len(every), np.int64)
            there = np.searchsorted(every, key)
            whole[there] = amount
            known = np.zeros(len(every), bool)
            known[there] = True
            values = pl.select(pl.when(pl.Series(known)).then(pl.Series(whole))).to_series()
        columns[name] = (values.cast(MONEY) / 10**_PLACES).cast(MONEY)
    return pl.DataFrame({
        "customer": pl.Series(every // span, dtype=pl.UInt32),
        "month": pl.Series(every % span, dtype=pl.Int32), **columns,
    })  # fmt: skip


def _trends(monthly: pl.DataFrame, age: pl.Expr) -> pl.DataFrame:
    """The trends of ``on`` from rows of customer and month, ``age`` months ago."""
    now, before, year_before = (
        pl.col("average_assets").filter(age.is_between(low, low + 2)).sum().cast(pl.Float64)
        / age.is_between(low, low + 2).sum()
        for low in (0, 3, 12)
    )
    sums = monthly.group_by("customer").agg(
        now.alias("_now"), before.alias("assets_trend_3m"), year_before.alias("assets_trend_12m")
    )
    return sums.select("customer", *(
        pl.when(pl.col(then) > 0).then((pl.col("_now") / pl.col(then) - 1).fill_nan(None)).alias(then)
        for then in ("assets_trend_3m", "assets_trend_12m")
    ))  # fmt: skip
