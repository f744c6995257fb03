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
