"""How a relation began: what a customer's first purchase says of it."""

from __future__ import annotations

import polars as pl

from custseg.facts.rows import FactSettings, counts_as_purchase
from custseg.schema.dataset import Dataset


def first_bought(
    dataset: Dataset, column: str, settings: FactSettings = FactSettings()
) -> pl.LazyFrame:
    """``column`` (channel, product, category, branch, ...) of every customer's first purchase, as a plan.

    Of several values on the first day it is the one that comes first in the alphabet; null where the
    first day says nothing. Raises InputError when there are no dated transactions with this column.
    """
    dataset.require("facts", "transactions", "customer_id", "date", column)
    first = pl.col("date")
    return (
        dataset.frame("transactions")
        .filter(counts_as_purchase(dataset, settings) & pl.col("customer_id").is_not_null()
                & first.is_not_null())
        .select("customer_id", "date", column)
        .group_by("customer_id", "date")
        .agg(pl.col(column).min())
        .group_by("customer_id")
        .agg(pl.col(column).min_by("date"))
    )  # fmt: skip
