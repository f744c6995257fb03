"""Recency, frequency and money: one row per customer, in one streaming pass."""

from __future__ import annotations

import polars as pl

from custseg.facts.rows import (
    FactSettings,
    counts_as_purchase,
    is_own_entry,
    is_return,
    money_of_row,
)
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import DATE, MONEY
from custseg.schema.presumed import BROKEN, Plan, Presumed


def purchases(
    dataset: Dataset, settings: FactSettings = FactSettings(), with_rows: bool = False
) -> Plan:
    """What every customer bought, as a plan for ``dataset.collect``.

    Columns: ``customer_id``; ``first_on``, ``last_on`` of the purchases (null without dates);
    ``frequency`` (distinct orders, or rows; a row without an order id is an order of its own);
    ``monetary`` (exact sum, null when the file has no amounts); ``n_returns`` rows and
    ``returned_money`` (positive); in a bank flow with summaries ``n_own_entries``, rows of the bank
    itself (interest, fees) that count as money but not as purchases. ``with_rows``
    also the lists ``row_days``, ``row_bought`` and ``row_money`` that a ``Ledger`` is made of.

    A customer with nothing but returns (or own entries) is there with frequency 0 and no dates: count
    such customers apart, do not score them. A row with amount zero is a purchase. Rows come in no order.
    Raises InputError when there are no transactions with a customer.
    """
    dataset.require("facts", "transactions", "customer_id")
    rows = dataset.frame("transactions")
    bought = counts_as_purchase(dataset, settings)
    by_order = settings.frequency == "orders" and dataset.has("transactions", "order_id")
    if not by_order:
        return _per_customer(
            dataset, settings, with_rows, rows, {"_bought": bought}, pl.col("_bought").sum()
        )
    hashed = _per_customer(dataset, settings, with_rows, rows, *_distinct_orders(bought))
    if not dataset.seems_sorted("transactions", "order_id"):
        return hashed
    before = rows.with_columns(
        pl.col("order_id", "customer_id").shift(1).name.prefix("_before:"),
        bought.shift(1).alias("_before:bought"),
    )
    counted = _runs_of_orders(bought)
    return Presumed(_per_customer(dataset, settings, with_rows, before, *counted), hashed)


_Counted = tuple[dict[str, pl.Expr], pl.Expr]
"""Columns of rows, and how they are counted for a customer."""


def _distinct_orders(bought: pl.Expr) -> _Counted:
    """Distinct orders in any sequence of rows.

    A hash of eight bytes instead of the text: 30% less time and memory. Two orders of one customer
    that share a hash would count once, which has a probability of about 1e-15 for a customer with
    200 orders (200² / 2^65). Rows that do not count become null before grouping: a filter inside
    the aggregation makes the streaming engine keep twice the memory.
    """
    known = pl.col("order_id").is_not_null()
    rows = {
        "_order": pl.when(bought & known).then(pl.col("order_id").hash()),
        "_single": bought & ~known,
    }
    return rows, pl.col("_order").drop_nulls().n_unique() + pl.col("_single").sum()


def _runs_of_orders(bought: pl.Expr) -> _Counted:
    """Distinct orders where the rows come in the order of their orders: each is one run of rows.

    Saves the set of orders of every customer: half the time of all the grouping. It holds where
    every order is one run of rows of one customer, all of them purchases or none.
    """
    order, before = pl.col("order_id"), pl.col("_before:order_id")
    mixed = (pl.col("customer_id") != pl.col("_before:customer_id")).fill_null(True) | (
        bought != pl.col("_before:bought")
    )
    broken = order.is_null() | (order < before) | ((order == before) & mixed)
    return {"_first": bought & order.ne_missing(before), BROKEN: broken}, pl.col("_first").sum()


def _per_customer(dataset: Dataset, settings: FactSettings, with_rows: bool, transactions: pl.LazyFrame,
                  counted: dict[str, pl.Expr], frequency: pl.Expr) -> pl.LazyFrame:  # fmt: skip
    bought, returned = counts_as_purchase(dataset, settings), is_return(dataset)
    has_amount = dataset.has("transactions", "amount")
    has_date = dataset.has("transactions", "date")
    rows = counted | {
        "_returned": returned,
        "_money": money_of_row(dataset, settings),
        "_back": pl.when(returned).then(pl.col("amount").abs() if has_amount else None),
        "_on": pl.when(bought).then(pl.col("date") if has_date else pl.lit(None, DATE)),
    }
    own = is_own_entry(dataset, settings)
    if own is not None:
        rows["_own"] = own
    if with_rows:
        rows |= {"row_days": pl.col("date"), "row_bought": bought}
    lists = [pl.col("row_days", "row_bought"), pl.col("_money").alias("row_money")]
    return (
        transactions.select("customer_id", **rows)
        .group_by("customer_id")
        .agg(
            pl.col("_on").min().alias("first_on"),
            pl.col("_on").max().alias("last_on"),
            frequency.cast(pl.Int64).alias("frequency"),
            (pl.col("_money").sum() if has_amount else pl.lit(None, MONEY)).alias("monetary"),
            pl.col("_returned").sum().cast(pl.Int64).alias("n_returns"),
            (pl.col("_back").sum() if has_amount else pl.lit(None, MONEY)).alias("returned_money"),
            *([pl.col(BROKEN).any()] if BROKEN in counted else []),
            *(lists if with_rows else []),
            *([] if own is None else [pl.col("_own").sum().cast(pl.Int64).alias("n_own_entries")]),
        )
        .filter(pl.col("customer_id").is_not_null())
    )
