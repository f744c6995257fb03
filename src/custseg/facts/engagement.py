"""What customers do besides buying: events and feedback."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts.rows import FactSettings, says_any
from custseg.schema.dataset import Dataset


def engagement(
    dataset: Dataset, as_of: date | None, settings: FactSettings = FactSettings()
) -> pl.LazyFrame | None:
    """Events and feedback per customer, as a plan; None when there are neither.

    From events: ``events``, ``enquiries`` (types of ``settings.enquiry_events``), and with dates
    ``events_90d``, ``enquiries_90d``, ``last_event_on``. From feedback: ``feedbacks``,
    ``last_feedback_on``. A customer without any of a table that is there has 0 and no date.
    """
    parts = [
        part for part in (_events(dataset, as_of, settings), _feedback(dataset)) if part is not None
    ]
    if not parts:
        return None
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.join(part, on="customer_id", how="full", coalesce=True)
    return joined.with_columns(pl.col(pl.Int64).fill_null(0))


def _events(dataset: Dataset, as_of: date | None, settings: FactSettings) -> pl.LazyFrame | None:
    if not dataset.has("events", "customer_id"):
        return None
    counted = {"events": pl.lit(True)}
    if dataset.has("events", "event_type"):
        counted["enquiries"] = says_any("event_type", settings.enquiry_events).fill_null(False)
    last = []
    if as_of is not None and dataset.has("events", "date"):
        ago = (pl.lit(as_of) - pl.col("date")).dt.total_days()
        lately = ((ago >= 0) & (ago < 90)).fill_null(False)
        counted |= {f"{name}_90d": is_one & lately for name, is_one in counted.items()}
        last = [pl.col("date").max().alias("last_event_on")]
    return (
        dataset.frame("events")
        .filter(pl.col("customer_id").is_not_null())
        .with_columns(**counted)
        .group_by("customer_id")
        .agg(pl.col(list(counted)).sum().cast(pl.Int64), *last)
    )


def _feedback(dataset: Dataset) -> pl.LazyFrame | None:
    if not dataset.has("feedback", "customer_id"):
        return None
    last = []
    if dataset.has("feedback", "date"):
        last = [pl.col("date").max().alias("last_feedback_on")]
    return (
        dataset.frame("feedback")
        .filter(pl.col("customer_id").is_not_null())
        .group_by("customer_id")
        .agg(pl.len().cast(pl.Int64).alias("feedbacks"), *last)
    )
