"""What the house earns from a customer: margins on assets, fees and booked profit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from custseg.facts.assets import assets_by_product
from custseg.facts.rows import FactSettings
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY


def fees_and_profit(dataset: Dataset, as_of: date | None, days: int) -> pl.LazyFrame | None:
    """``fees`` and ``profit`` of the last ``days`` days per customer, exact; None when neither is there.

    A fee is what the customer paid for a row, whatever its sign in the file; profit is taken as the
    file has it, returns included. Without dates all rows count.
    """
    has = dataset.columns("transactions")
    there = [column for column in ("fee", "profit") if column in has]
    if not there or "customer_id" not in has:
        return None
    rows = dataset.frame("transactions").filter(pl.col("customer_id").is_not_null())
    if as_of is not None and "date" in has:
        ago = (pl.lit(as_of) - pl.col("date")).dt.total_days()
        rows = rows.filter((ago >= 0) & (ago < days))
    sums = {"fee": pl.col("fee").abs().sum().alias("fees"), "profit": pl.col("profit").sum()}
    return rows.group_by("customer_id").agg(*(sums[column] for column in there))


def asset_margin(
    dataset: Dataset, as_of: date, margins: Mapping[str, float], rest: float, settings: FactSettings
) -> pl.LazyFrame:
    """``asset_margin`` per customer: Σ monthly average of a product × its yearly margin, in the
    customer's latest month with a balance; products without a margin of their own take ``rest``.
    """
    by_product = assets_by_product(dataset, as_of, settings)
    rate = pl.lit(rest)
    if "product" in dataset.columns("balances") and margins:
        rate = pl.col("product").replace_strict(margins, default=rest, return_dtype=pl.Float64)
    # Exact decimals, so that the sum does not depend on the order of the rows.
    earned = (pl.col("average_assets") * rate.cast(MONEY)).cast(MONEY)
    return (
        by_product.with_columns(earned.alias("asset_margin"))
        .group_by("customer_id", "month")
        .agg(pl.col("asset_margin").sum())
        .group_by("customer_id")
        .agg(pl.col("asset_margin").sort_by("month").last())
    )
