"""Every customer that any table knows."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.errors import InputError
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import dated_by
from custseg.words import t

ALWAYS = date(1, 1, 1)
"""The day since when is known what no date says."""

_HOLDINGS = ("accounts", "holdings", "balances", "transactions")
"""Kinds of tables that make a customer of who stands in them."""


_OPENED_BY = ("customers", "accounts", "holdings")
"""What says when a customer was opened, the most believed first: dates of products may be those of an earlier bank,
of a package or of a policy taken over, and the customer list is what the bank itself counts by."""


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


def knows_others(dataset: Dataset) -> bool:
    """Whether any table but the transactions has customers, so that some may have no transaction."""
    kinds = (kind for kind in dataset.kinds if dataset.has(kind, "customer_id"))
    return any(kind != "transactions" for kind in kinds)


def holds_something(dataset: Dataset) -> pl.Expr:
    """Whether a row of ``customers_universe`` has an account, a product, a balance or a flow.

    Such a customer is one already, though nothing was ever bought: no prospect.
    """
    flags = [f"in_{kind}" for kind in _HOLDINGS if dataset.has(kind, "customer_id")]
    return pl.any_horizontal(flags) if flags else pl.lit(False)


def opened_on(dataset: Dataset) -> pl.LazyFrame | None:
    """``opened_on`` per customer, as a plan: the day the customer list says, else that of the earliest account,
    else that of the earliest product held or contract; None when no table has one.

    ``held_before``: when the earliest product held began, where that was before the day believed.
    """
    kinds = [kind for kind in _OPENED_BY if dataset.has(kind, "customer_id", "opened_on")]
    if not kinds:
        return None
    day = pl.col("opened_on")
    dated = [
        dataset.frame(kind).select("customer_id", day, pl.lit(kind).alias("_kind"))
        for kind in kinds
    ]
    believed = pl.coalesce(kinds).alias("opened_on")
    held = pl.col("holdings") if "holdings" in kinds else pl.lit(None, pl.Date)
    return (
        pl.concat(dated)
        .filter(pl.col("customer_id").is_not_null() & day.is_not_null())
        .group_by("customer_id")
        .agg(day.filter(pl.col("_kind") == kind).min().alias(kind) for kind in kinds)
        .with_columns(believed)
        .select("customer_id", "opened_on", pl.when(held < day).then(held).alias("held_before"))
    )


def appearances(dataset: Dataset) -> pl.LazyFrame | None:
    """``known_on`` and ``held_on`` of every customer in any table but dated transactions, as a plan; None
    where there is no other table. Of those the diary knows (``facts.diary``).

    The day of the first row of any table, and of the first that tells of an account, a product, a
    balance or a flow (null for none): before it a run as of an earlier day would not know of it. A row
    without a date counts as ``ALWAYS`` known.
    """
    seen = []
    for kind in dataset.kinds:
        for part in dataset.parts(kind):
            columns = part.collect_schema().names()
            dated = dated_by(kind, columns)
            if "customer_id" not in columns or (kind == "transactions" and dated):
                continue
            on = pl.coalesce(dated, pl.lit(ALWAYS)) if dated else pl.lit(ALWAYS)
            seen.append(
                part.filter(pl.col("customer_id").is_not_null())
                .group_by("customer_id")
                .agg(on.min().alias("known_on"))
                .with_columns(pl.lit(kind in _HOLDINGS).alias("_holds"))
            )
    if not seen:
        return None
    return (
        pl.concat(seen)
        .with_columns(pl.when("_holds").then("known_on").alias("held_on"))
        .group_by("customer_id")
        .agg(pl.col("known_on", "held_on").min())
    )
