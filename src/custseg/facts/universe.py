"""Every customer that any table knows."""

from __future__ import annotations

import polars as pl

from custseg.errors import InputError
from custseg.schema.dataset import Dataset
from custseg.words import t


def customers_universe(dataset: Dataset) -> pl.LazyFrame:
    """``customer_id`` of every customer in any table, and one flag ``in_<kind>`` for each kind of
    table with customers, as a plan. Raises InputError when no table has a customer number.
    """
    kinds = [kind for kind in dataset.kinds if dataset.has(kind, "customer_id")]
    if not kinds:
        raise InputError(
            t("no table has a customer number (customer_id)"),
            t("name the column with --map COLUMN=customer_id"),
        )
    seen = [
        dataset.frame(kind)
        .filter(pl.col("customer_id").is_not_null())
        .select("customer_id")
        .unique()
        .with_columns(pl.lit(kind).alias("_kind"))
        for kind in kinds
    ]
    return (
        pl.concat(seen)
        .group_by("customer_id")
        .agg(*((pl.col("_kind") == kind).any().alias(f"in_{kind}") for kind in kinds))
    )


def holds_something(dataset: Dataset) -> pl.Expr:
    """Whether a row of ``customers_universe`` has an account, a product, a balance or a flow.

    Such a customer is one already, though nothing was ever bought: no prospect.
    """
    kinds = ("accounts", "holdings", "balances", "transactions")
    flags = [f"in_{kind}" for kind in kinds if dataset.has(kind, "customer_id")]
    return pl.any_horizontal(flags) if flags else pl.lit(False)


def opened_on(dataset: Dataset) -> pl.LazyFrame | None:
    """``opened_on`` per customer, as a plan: the earliest opening date that the customer list, the
    accounts or the products held give; None when none of them has one.
    """
    kinds = [
        kind for kind in ("customers", "accounts", "holdings")
        if dataset.has(kind, "customer_id", "opened_on")
    ]  # fmt: skip
    if not kinds:
        return None
    dated = [dataset.frame(kind).select("customer_id", "opened_on") for kind in kinds]
    return (
        pl.concat(dated)
        .filter(pl.col("customer_id").is_not_null() & pl.col("opened_on").is_not_null())
        .group_by("customer_id")
        .agg(pl.col("opened_on").min())
    )
