"""The alarm list: customers of high value who are unhappy and whose business falls."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts import FactSettings, purchases, windows
from custseg.facts.asset_months import asset_months
from custseg.facts.decline import assets_fall
from custseg.methods.sentiment.settings import SentimentSettings
from custseg.schema.dataset import Dataset
from custseg.schema.presumed import Plan

FEWEST_PURCHASES = 3
"""Purchases in the 90 days before the last 90 without which a fall says nothing."""


def worth_plans(dataset: Dataset, as_of: date | None, facts: FactSettings) -> dict[str, Plan]:
    """Money and purchases, by name; what is held comes from ``held`` where there are balances."""
    if as_of is None or not dataset.has("transactions", "customer_id", "date"):
        return {}
    return {
        "money": purchases(dataset, facts),
        "windows": windows(dataset, as_of, facts).select(
            "customer_id", "purchases_90d", "purchases_prior_90d"),
    }  # fmt: skip


def held(dataset: Dataset, facts: FactSettings) -> pl.DataFrame | None:
    """What customers hold and held before (``facts.journey.assets_fall``); None without dated balances."""
    if not dataset.has("balances", "customer_id", "date"):
        return None
    if not (dataset.has("balances", "balance") or dataset.has("balances", "average_balance")):
        return None
    return assets_fall(asset_months(dataset, {}, facts))


def with_worth(
    customers: pl.DataFrame, settings: SentimentSettings
) -> tuple[pl.DataFrame, float | None]:
    """``customers`` with ``held_before``, ``is_high_value``, ``fall`` and ``is_falling``; and the cut of high value.

    worth: what was held before it fell (``assets_fall``) where there are balances, else money of all
    purchases. High value: at or above the type-7 quantile 1 - ``high_value_share`` of positive worth.
    fall: the change of assets; of purchases in 90 days where there are no assets.
    """
    there = customers.columns
    if "held_before" not in there:
        money = (
            pl.col("monetary").cast(pl.Float64) if "monetary" in there else pl.lit(None, pl.Float64)
        )
        customers = customers.with_columns(money.alias("held_before"))
    falls = [pl.col("assets_fall")] if "assets_fall" in there else []
    if "purchases_prior_90d" in there:
        before, now = pl.col("purchases_prior_90d"), pl.col("purchases_90d")
        falls.append(pl.when(before >= FEWEST_PURCHASES).then(now / before - 1))
    customers = customers.with_columns(pl.coalesce(*falls, pl.lit(None, pl.Float64)).alias("fall"))
    positive = customers["held_before"].filter(customers["held_before"] > 0)
    cut = positive.quantile(1 - settings.high_value_share, "linear") if positive.len() else None
    return customers.with_columns(
        (pl.col("held_before") >= (cut if cut is not None else float("inf"))).fill_null(False).alias("is_high_value"),
        (pl.col("fall") <= -settings.fall_share).fill_null(False).alias("is_falling"),
    ), cut  # fmt: skip


def alarm_list(customers: pl.DataFrame, handlers: pl.DataFrame | None) -> pl.DataFrame:
    """High value, unhappy or angry, falling: the angry first, then by worth; with branch and manager."""
    alarmed = customers.filter(
        pl.col("is_high_value") & pl.col("is_falling") & pl.col("mood").is_in(["unhappy", "angry"])
    )
    if handlers is not None:
        alarmed = alarmed.join(handlers, on="customer_id", how="left")
    shown = ["customer_id", "mood", "mood_rule", "urgency", "open_complaints", "last_feedback_on", "held_before",
             "assets_now", "fall", "main_aspect", "branch", "manager"]  # fmt: skip
    return (
        alarmed.sort(pl.col("mood") != "angry", -pl.col("held_before"), "customer_id")
        .select(c for c in shown if c in alarmed.columns)
    )  # fmt: skip
