"""Visits: one row per customer and day, from which windows, gaps and months are counted."""

from __future__ import annotations

import polars as pl

from custseg.facts.rows import FactSettings, counts_as_purchase, money_of_row
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY


def visits(dataset: Dataset, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """One row per customer and day with transactions, as a plan.

    ``on``; ``purchases`` of the day (distinct orders, or rows: an order with rows on two days counts
    on both); ``money`` of the day, returns included as ``settings`` says. A day with nothing but
    returns has 0 purchases: it is no purchase day. Rows without a date are not there.
    Raises InputError when there are no dated transactions with a customer.
    """
    dataset.require("facts", "transactions", "customer_id", "date")
    bought = counts_as_purchase(dataset, settings)
    rows = {"on": pl.col("date"), "_bought": bought, "_money": money_of_row(dataset, settings)}
    count = pl.col("_bought").sum()
    if settings.frequency == "orders" and dataset.has("transactions", "order_id"):
        known = pl.col("order_id").is_not_null()
        # See purchases() for why a hash, and why null instead of a filter.
        rows["_order"] = pl.when(bought & known).then(pl.col("order_id").hash())
        rows["_single"] = bought & ~known
        count = pl.col("_order").drop_nulls().n_unique() + pl.col("_single").sum()
    has_amount = dataset.has("transactions", "amount")
    return (
        dataset.frame("transactions")
        .filter(pl.col("customer_id").is_not_null() & pl.col("date").is_not_null())
        .select("customer_id", **rows)
        .group_by("customer_id", "on")
        .agg(
            count.cast(pl.Int64).alias("purchases"),
            (pl.col("_money").sum() if has_amount else pl.lit(None, MONEY)).alias("money"),
        )
    )


def months(dataset: Dataset, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """One row per month of the whole file: ``month`` ("2011-09"), ``buyers`` (customers with a
    purchase), ``purchases`` and ``money``, as a plan. Months without a transaction are not there.
    """
    month = pl.col("on").dt.strftime("%Y-%m").alias("month")
    return (
        visits(dataset, settings)
        .group_by("customer_id", month)
        .agg(pl.col("purchases").sum(), pl.col("money").sum())
        .group_by("month")
        .agg(
            (pl.col("purchases") > 0).sum().cast(pl.Int64).alias("buyers"),
            pl.col("purchases").sum(),
            pl.col("money").sum(),
        )
    )
