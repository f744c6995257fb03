"""Visits: one row per customer and day, from which windows, gaps and months are counted."""

from __future__ import annotations

import polars as pl

from custseg.facts.rows import FactSettings, counts_as_purchase, money_of_row
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY


def visits(dataset: Dataset, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """One row per customer and day with transactions, as a plan.

    ``on``; ``bought``, whether the day is a purchase day: one with nothing but returns is none;
    ``purchases`` begun that day (distinct orders, or rows): an order with rows on several days counts
    on the first of them, so that days add up to ``frequency``; ``money`` of the day, returns
    included as ``settings`` says. Rows without a date are not there.
    Raises InputError when there are no dated transactions with a customer.
    """
    dataset.require("facts", "transactions", "customer_id", "date")
    bought = counts_as_purchase(dataset, settings)
    by_order = settings.frequency == "orders" and dataset.has("transactions", "order_id")
    named = bought & pl.col("order_id").is_not_null() if by_order else pl.lit(False)
    has_amount = dataset.has("transactions", "amount")
    rows = (
        dataset.frame("transactions")
        .filter(pl.col("customer_id").is_not_null() & pl.col("date").is_not_null())
        .select(
            "customer_id",
            pl.col("date").alias("on"),
            bought.alias("bought"),
            (bought & ~named).alias("purchases"),
            money_of_row(dataset, settings).alias("money"),
            *([pl.when(named).then(pl.col("order_id").hash()).alias("_order")] if by_order else []),
        )
    )
    days = rows.group_by("customer_id", "on").agg(
        pl.col("bought").any(),
        pl.col("purchases").sum().cast(pl.Int64),
        (pl.col("money").sum() if has_amount else pl.lit(None, MONEY)).alias("money"),
    )
    if not by_order:
        return days
    # See purchases() for why a hash. Two groupings: the first row of an order can be anywhere.
    begun = (
        rows.filter(pl.col("_order").is_not_null())
        .group_by("customer_id", "_order")
        .agg(pl.col("on").min())
        .group_by("customer_id", "on")
        .agg(pl.len().cast(pl.Int64).alias("_begun"))
    )
    return days.join(begun, on=["customer_id", "on"], how="left", maintain_order="none").select(
        "customer_id", "on", "bought", pl.col("purchases") + pl.col("_begun").fill_null(0), "money"
    )


def months(dataset: Dataset, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """One row per month of the whole file: ``month`` ("2011-09"), ``buyers`` (customers with a
    purchase), ``purchases`` and ``money`` (null without amounts), as a plan. Months without a
    transaction are not there.
    """
    month = pl.col("on").dt.strftime("%Y-%m").alias("month")
    has_amount = dataset.has("transactions", "amount")
    money = pl.col("money").sum() if has_amount else pl.lit(None, MONEY).alias("money")
    return (
        visits(dataset, settings)
        .group_by("customer_id", month)
        .agg(pl.col("bought").any(), pl.col("purchases").sum(), money)
        .group_by("month")
        .agg(
            pl.col("bought").sum().cast(pl.Int64).alias("buyers"),
            pl.col("purchases").sum(),
            money,
        )
    )
