"""The CDNOW sample as the papers count it, from its raw purchases; and the rounded copy of lifetimes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from custseg.models.buying.gamma_gamma import Spending
from custseg.models.buying.histories import Histories

BEGAN, CUT, END = date(1997, 1, 1), date(1997, 9, 30), date(1998, 6, 30)


@dataclass(frozen=True)
class Cdnow:
    histories: Histories
    """39 weeks to 1997-09-30, purchases of one day as one."""
    later: pl.Series
    """Purchase days of each customer in the 39 weeks after."""
    spending: Spending
    """Of those who came back: the mean of their repeat days."""
    weekly: list[int]
    """Repeat purchase days of each week since 1997-01-01."""


def read_sample(shared_data: Path) -> Cdnow:
    days = (
        pl.read_csv(shared_data / "value" / "cdnow_sample.csv")
        .with_columns(pl.col("date").cast(pl.String).str.to_date("%Y%m%d"))
        .group_by("sample_id", "date").agg(pl.col("amount").sum())
        .sort("sample_id", "date")
        .with_columns(first=pl.col("date").min().over("sample_id"))
    )  # fmt: skip
    again = days.filter(pl.col("date") > pl.col("first"))
    within = pl.col("date") <= CUT
    repeats = again.filter(within).group_by("sample_id").agg(
        x=pl.len(), last=pl.col("date").max(), mean=pl.col("amount").mean()
    )  # fmt: skip
    customers = (
        days.group_by("sample_id").agg(
            pl.col("first").first(), later=(pl.col("date") > CUT).sum()
        )
        .join(repeats, on="sample_id", how="left").sort("sample_id")
        .with_columns(pl.col("x").fill_null(0), pl.col("last").fill_null(pl.col("first")))
    )  # fmt: skip
    weeks = (customers["last"] - customers["first"]).dt.total_days() / 7
    age = (pl.Series([CUT]).first() - customers["first"]).dt.total_days() / 7
    back = customers.filter(pl.col("x") > 0)
    weekly = [
        again.filter(pl.col("date").is_between(start, start + timedelta(days=6))).height
        for start in (BEGAN + timedelta(weeks=week) for week in range(78))
    ]
    return Cdnow(
        Histories.of(customers["x"], weeks, age),
        customers["later"],
        Spending.of(back["mean"], back["x"]),
        weekly,
    )
