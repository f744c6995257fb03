"""What happened after a day: who bought again, and how much."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts.rows import FactSettings
from custseg.facts.visits import visits
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY


def bought_after(
    dataset: Dataset, on: date, until: date, settings: FactSettings = FactSettings()
) -> pl.LazyFrame:
    """One row per customer with transactions in on < date <= until, as a plan.

    ``later_days`` with a purchase (0 with nothing but returns) and ``later_money``, returns taken off
    as ``settings`` says, null without amounts. Raises InputError without dated transactions.
    """
    day = pl.col("on")
    money = pl.col("money").sum() if dataset.has("transactions", "amount") else pl.lit(None, MONEY)
    return (
        visits(dataset, settings)
        .filter((day > on) & (day <= until))
        .group_by("customer_id")
        .agg(
            pl.col("bought").sum().cast(pl.Int64).alias("later_days"), money.alias("later_money"),
        )
    )  # fmt: skip
