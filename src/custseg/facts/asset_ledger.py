"""The asset ledger: every customer's assets month by month, compact and in memory, ready for any month end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from custseg.facts.assets import monthly_assets
from custseg.facts.journey import trends_of
from custseg.facts.rows import FactSettings
from custseg.schema.dataset import Dataset

_TREND_MONTHS = 15
"""Months a trend looks back on, the latest included."""


def asset_ledger_plan(
    dataset: Dataset, as_of: date, settings: FactSettings = FactSettings()
) -> pl.LazyFrame:
    """One row per customer with the months of ``monthly_assets`` as lists, as a plan for ``AssetLedger.of``.

    Raises InputError when there are no dated balances with a customer.
    """
    month = pl.col("month").str.to_date("%Y-%m")
    return (
        monthly_assets(dataset, as_of, settings)
        .with_columns(_number(month.dt.year(), month.dt.month()).alias("month"))
        .group_by("customer_id")
        .agg("month", "month_end_assets", "average_assets")
    )


@dataclass(frozen=True)
class AssetLedger:
    """The monthly assets of all customers."""

    customers: pl.Series
    """``customer_id`` of who has dated balances, sorted; the place in it stands for the customer."""
    months: pl.DataFrame
    """``customer`` (place, UInt32), ``month`` (year x 12 + month), ``month_end_assets`` and
    ``average_assets`` (exact): one row per customer and month, sorted by both."""

    @classmethod
    def of(cls, collected: pl.DataFrame) -> AssetLedger:
        """The ledger from the collected frame of ``asset_ledger_plan``."""
        people = collected.sort("customer_id")
        rows = people.drop("customer_id").with_row_index("customer")
        rows = rows.explode("month", "month_end_assets", "average_assets")
        return cls(people["customer_id"], rows.sort("customer", "month"))

    def on(self, day: date) -> pl.DataFrame:
        """What every customer held on ``day``, a month end or the as-of date of the plan; who had no
        balance by then is left out.

        ``customer``; ``assets_month`` ("2024-03", the latest with a balance), ``month_end_assets`` and
        ``average_assets`` of it (as in ``assets``); ``assets_trend_3m`` and ``assets_trend_12m`` (as in
        ``assets_course``).
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
        trends = trends_of(lately, now - month, "customer")
        return last.select(
            "customer", "assets_month", "month_end_assets", "average_assets"
        ).join(trends, on="customer", how="left", maintain_order="left")  # fmt: skip


def _number(year: pl.Expr, month: pl.Expr) -> pl.Expr:
    return year.cast(pl.Int32) * 12 + month.cast(pl.Int32)
