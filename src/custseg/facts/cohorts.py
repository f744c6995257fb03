"""Cohorts: customers by the month of their first purchase, and what they did in the months after."""

from __future__ import annotations

import numpy as np
import polars as pl

from custseg.facts.diary import Diary


def cohorts(diary: Diary) -> pl.DataFrame:
    """How many of a cohort bought k months after the month of their first purchase, and for how much.

    One row per ``month`` ("2011-09") and ``months_later`` (0, 1, ...), sorted, with ``customers`` who
    bought and the ``money`` of all of the cohort in that month (exact, returns taken off, null without
    amounts); a month in which the cohort did nothing has no row. Who never bought is in no cohort, and
    what comes before the first month (returns) is in none either.
    """
    on = pl.col("on")
    days = diary.visits.select(
        "customer", "bought", "money", at=on.dt.year().cast(pl.Int32) * 12 + on.dt.month() - 1
    )
    owner, at = days["customer"].to_numpy(), days["at"].to_numpy()
    bought = np.flatnonzero(days["bought"].to_numpy())
    joined = np.append(True, np.diff(owner[bought]) != 0)[: len(bought)]
    months = joined | np.append(True, np.diff(at[bought]) != 0)[: len(bought)]
    first = np.full(len(diary.customers), np.iinfo(np.int32).max, np.int32)
    first[owner[bought[joined]]] = at[bought[joined]]
    came = np.zeros(len(owner), np.uint8)
    came[bought[months]] = 1
    has_amount = days["money"].count() > 0
    return (
        days.select(
            "money", pl.Series("came", came), pl.Series("first", first[owner]),
            pl.Series("months_later", at - first[owner]),
        )
        .filter(pl.col("months_later") >= 0)
        .group_by("first", "months_later")
        .agg(pl.col("came").sum().cast(pl.Int64).alias("customers"), pl.col("money").sum())
        .sort("first", "months_later")
        .select(_month_of(pl.col("first")).alias("month"), pl.col("months_later").cast(pl.Int64), "customers",
                pl.when(pl.lit(has_amount)).then("money").alias("money"))
    )  # fmt: skip


def _month_of(number: pl.Expr) -> pl.Expr:
    """The month ("2011-09") of year x 12 + month - 1."""
    return pl.format("{}-{}", number // 12, (number % 12 + 1).cast(pl.String).str.zfill(2))
