"""Contracts: how long each relation, account or product held has lasted, and whether it has ended."""

from __future__ import annotations

from datetime import date
from typing import Literal

import polars as pl

from custseg.facts.rows import says_any
from custseg.schema.dataset import Dataset

MONTH_DAYS = 365.25 / 12
_ENDED = ("销户", "注销", "关闭", "结清", "解约", "退保", "离网", "已支取", "closed", "cancelled", "canceled",
          "terminated", "churned")  # fmt: skip
"""A contract whose status contains one of these has ended; without a day it is not known when."""

Told = Literal["accounts", "holdings", "customers", "tenure"]
"""What tells: opening and closing days of a kind of table, or months and whether the customer left."""


def contracts_told_by(dataset: Dataset) -> Told | None:
    """The first table that has how long contracts lasted and whether they ended; None for none."""
    for kind in ("accounts", "holdings", "customers"):
        if dataset.has(kind, "customer_id", "opened_on", "ended_on"):
            return kind
    return "tenure" if dataset.has("customers", "customer_id", "tenure_months", "churned") else None


def contracts(dataset: Dataset, told: Told, as_of: date | None) -> pl.LazyFrame:
    """One row per contract, as a plan: ``customer_id``, ``product`` (null where not said), ``stay_days``, ``ended``,
    ``ends_later`` (the day after ``as_of`` on which it ended, null for none).

    A contract that ended after ``as_of`` is still on then. Left out are contracts that open after it, those that
    end before they begin, and those whose status says that they ended and no day says when. In lists of several
    days one contract (customer, account, product, opening day) is one row. By ``tenure`` a month is
    365.25 ÷ 12 days.
    """
    if told == "tenure":
        return (
            dataset.frame("customers")
            .drop_nulls(["customer_id", "tenure_months", "churned"])
            .filter(pl.col("tenure_months") >= 0)
            .select("customer_id", pl.lit(None, pl.String).alias("product"),
                    (pl.col("tenure_months") * MONTH_DAYS).alias("stay_days"),
                pl.lit(None, pl.Date).alias("ends_later"), ended="churned")
        )  # fmt: skip
    assert as_of is not None
    has = dataset.columns(told)
    same = [
        "customer_id",
        *(c for c in ("account_id", "product") if c in has and told != "customers"),
        "opened_on",
    ]
    rows = dataset.frame(told).filter(
        pl.col("customer_id").is_not_null() & (pl.col("opened_on") <= as_of)
    )
    if "relation" in has and told == "accounts":
        rows = rows.filter((pl.col("relation") != "other").fill_null(True))
    if "status" in has and told != "customers":
        over = says_any("status", _ENDED).fill_null(False)
        rows = rows.filter(~(over & pl.col("ended_on").is_null()))
    until = pl.min_horizontal("ended_on", pl.lit(as_of))
    product = pl.col("product") if "product" in same else pl.lit(None, pl.String)
    return (
        rows.group_by(same)
        .agg(pl.col("ended_on").min())
        .filter((pl.col("ended_on") >= pl.col("opened_on")).fill_null(True))
        .select("customer_id", product.alias("product"),
                (until - pl.col("opened_on")).dt.total_days().cast(pl.Float64).alias("stay_days"),
                (pl.col("ended_on") <= as_of).fill_null(False).alias("ended"),
                pl.when(pl.col("ended_on") > as_of).then("ended_on").alias("ends_later"))
    )  # fmt: skip
