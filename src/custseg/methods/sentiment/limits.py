"""Service limits of complaints: how long each kind may take, how many took longer, and which."""

from __future__ import annotations

import polars as pl

from custseg.methods.sentiment.settings import SentimentSettings
from custseg.models.proportions import wilson


def limit_days(settings: SentimentSettings) -> pl.Expr:
    """The days a complaint may take: by its severity where ``sla_by_severity`` names it, else ``sla_days``."""
    severity = pl.col("severity").str.strip_chars().str.to_lowercase()
    named = {name.strip().lower(): days for name, days in settings.sla_by_severity.items()}
    chosen = (
        severity.replace_strict(named, default=None, return_dtype=pl.Int64)
        if named
        else pl.lit(None, pl.Int64)
    )
    return pl.coalesce(chosen, pl.lit(settings.sla_days, pl.Int64)).alias("limit_days")


def limit_table(complaints: pl.DataFrame) -> pl.DataFrame:
    """By severity: complaints, those of which the time is known, its median, the limit, how many were late.

    Open complaints count the days until the as-of date; an open one within its limit is not late yet.
    """
    found = []
    for (severity, limit), part in complaints.group_by("severity", "limit_days"):
        timed = part.drop_nulls("days")
        late = int(timed["is_late"].sum())
        low, high = wilson(late, timed.height) if timed.height else (None, None)
        found.append((severity, limit, part.height, timed.height, timed["days"].median(), late,
                      late / timed.height if timed.height else None, low, high))  # fmt: skip
    return pl.DataFrame(found, orient="row", schema={
        "severity": pl.String, "limit_days": pl.Int64, "complaints": pl.Int64, "cases": pl.Int64,
        "median_days": pl.Float64, "late_complaints": pl.Int64, "late_share": pl.Float64, "late_low": pl.Float64,
        "late_high": pl.Float64,
    }).sort("limit_days", pl.col("complaints") * -1, "severity", nulls_last=True)  # fmt: skip


def late_list(complaints: pl.DataFrame, handlers: pl.DataFrame | None) -> pl.DataFrame:
    """Every complaint beyond its limit: the open ones first, then by days over it; with who handles it."""
    late = complaints.filter(pl.col("is_late").fill_null(False)).with_columns(
        (pl.col("days") - pl.col("limit_days")).alias("days_over"))  # fmt: skip
    if handlers is not None:
        late = late.join(handlers, on="customer_id", how="left", maintain_order="left")
    shown = ["customer_id", "date", "severity", "topic", "channel", "is_open", "days", "limit_days", "days_over",
             "branch", "manager"]  # fmt: skip
    return late.sort(
        pl.col("is_open").not_(), pl.col("days_over") * -1, "date", "customer_id", "severity", "topic", nulls_last=True
    ).select(c for c in shown if c in late.columns and late[c].count())  # fmt: skip
