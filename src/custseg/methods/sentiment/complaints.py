"""Complaints: how many, by whom, how often again, how severe, how long they took."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.models.proportions import wilson

REPEAT_DAYS = 90
"""A complaint within so many days of the customer's last one is a repeat."""


def complaint_rows(rows: pl.DataFrame, as_of: date | None, limit: pl.Expr) -> pl.DataFrame:
    """The complaints, each with ``days`` it took (or is open), ``limit_days``, ``is_late`` and ``is_repeat``."""
    until = pl.coalesce("resolved_on", pl.when("is_open").then(pl.lit(as_of, pl.Date)))
    taken = (until - pl.col("date")).dt.total_days()
    since = (pl.col("date") - pl.col("date").shift().over("customer_id")).dt.total_days()
    return (
        rows.filter("is_complaint")
        .with_columns(pl.when(taken >= 0).then(taken).alias("days"), limit.alias("limit_days"))
        .with_columns(
            (pl.col("days") > pl.col("limit_days")).alias("is_late"),
            ((since <= REPEAT_DAYS) & pl.col("customer_id").is_not_null()).fill_null(False).alias("is_repeat"),
        )
    )  # fmt: skip


def complaint_summary(complaints: pl.DataFrame, customers: int) -> pl.DataFrame:
    """Measures of all complaints: n, value, interval where it is a share; null for what is not known.

    The rate is of all customers of any table, not of those who were heard.
    """
    n = complaints.height
    people = complaints["customer_id"].drop_nulls().n_unique()
    again = complaints.filter("is_repeat")["customer_id"].n_unique()
    timed = complaints.drop_nulls("days")
    closed = complaints.filter(~pl.col("is_open")).drop_nulls("days")
    severe = int(complaints["is_severe"].sum())
    late = int(timed["is_late"].sum())
    rows = [
        ("complaints", n, float(n), None, None),
        _share("complaint_rate", people, customers),
        _share("repeat_share", again, people),
        _share("severe_share", severe, n) if complaints["severity"].count() else None,
        ("open_complaints", n, float(complaints["is_open"].sum()), None, None),
        ("median_days", closed.height, _or_none(closed["days"].median()), None, None) if closed.height else None,
        ("days_nine_in_ten", closed.height, _or_none(closed["days"].quantile(0.9, "linear")), None, None)
        if closed.height else None,
        _share("late_share", late, timed.height) if timed.height else None,
    ]  # fmt: skip
    return pl.DataFrame([row for row in rows if row], orient="row", schema={
        "measure": pl.String, "cases": pl.Int64, "result": pl.Float64, "result_low": pl.Float64,
        "result_high": pl.Float64})  # fmt: skip


def _or_none(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _share(name: str, hits: int, n: int) -> tuple[str, int, float, float, float] | None:
    if not n:
        return None
    low, high = wilson(hits, n)
    return name, n, hits / n, low, high


def complaint_months(complaints: pl.DataFrame) -> pl.DataFrame:
    """Complaints by month: how many, of how many customers, repeats, severe, still open, late, median days."""
    return (
        complaints.drop_nulls("date")
        .group_by(pl.col("date").dt.strftime("%Y-%m").alias("month"))
        .agg(
            pl.len().cast(pl.Int64).alias("complaints"),
            pl.col("customer_id").drop_nulls().n_unique().cast(pl.Int64).alias("customers"),
            pl.col("is_repeat").mean().alias("repeat_share"),
            pl.col("is_severe").mean().alias("severe_share"),
            pl.col("is_open").sum().cast(pl.Int64).alias("open_complaints"),
            pl.col("days").filter(~pl.col("is_open")).median().alias("median_days"),
        )
        .sort("month")
        .pipe(_with_quiet_months)
    )


def _with_quiet_months(months: pl.DataFrame) -> pl.DataFrame:
    """``months`` and those between them in which nobody complained: none, and no shares of them."""
    if not months.height:
        return months
    starts = months["month"].str.to_date("%Y-%m")
    whole = pl.date_range(starts[0], starts[-1], "1mo", eager=True).dt.strftime("%Y-%m")
    counts = pl.col("complaints", "customers", "open_complaints")
    return (
        whole.to_frame("month")
        .join(months, "month", "left")
        .with_columns(counts.fill_null(0))
        .sort("month")
    )
