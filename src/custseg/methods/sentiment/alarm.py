"""The alarm list: customers of high value who are unhappy and whose business falls."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts import FactSettings, purchases, windows
from custseg.facts.journey import assets_course
from custseg.methods.sentiment.settings import SentimentSettings
from custseg.schema.dataset import Dataset
from custseg.schema.presumed import Plan

FEWEST_PURCHASES = 3
"""Purchases in the 90 days before the last 90 without which a fall says nothing."""


def worth_plans(dataset: Dataset, as_of: date | None, facts: FactSettings) -> dict[str, Plan]:
    """Assets with their course where there are balances, else money and purchases, by name."""
    if as_of is None:
        return {}
    plans: dict[str, Plan] = {}
    if dataset.has("balances", "customer_id", "date"):
        from custseg.facts import assets

        plans["assets"] = assets(dataset, as_of, facts).select(
            "customer_id", "average_assets", "month_end_assets"
        )
        plans["course"] = assets_course(dataset, as_of, facts).select(
            "customer_id", "assets_trend_3m"
        )
    if dataset.has("transactions", "customer_id", "date"):
        plans["money"] = purchases(dataset, facts)
        plans["windows"] = windows(dataset, as_of, facts).select(
            "customer_id", "purchases_90d", "purchases_prior_90d")  # fmt: skip
    return plans


def with_worth(
    customers: pl.DataFrame, settings: SentimentSettings
) -> tuple[pl.DataFrame, float | None]:
    """``customers`` with ``worth``, ``is_high_value``, ``fall`` and ``is_falling``; and the cut of high value.

    worth: assets (monthly average, else month end), else money of all purchases. High value: at or
    above the type-7 quantile 1 - ``high_value_share`` of positive worth. fall: the change of assets
    in three months; of purchases in 90 days where there are no assets.
    """
    there = customers.columns
    assets = [
        pl.col(c).cast(pl.Float64) for c in ("average_assets", "month_end_assets") if c in there
    ]
    money = [pl.col("monetary").cast(pl.Float64)] if "monetary" in there else []
    worth = pl.coalesce(*(assets or money), pl.lit(None, pl.Float64))
    falls = []
    if "assets_trend_3m" in there:
        falls.append(pl.col("assets_trend_3m"))
    if "purchases_prior_90d" in there:
        before, now = pl.col("purchases_prior_90d"), pl.col("purchases_90d")
        falls.append(pl.when(before >= FEWEST_PURCHASES).then(now / before - 1))
    customers = customers.with_columns(
        worth.alias("worth_now"), pl.coalesce(*falls, pl.lit(None, pl.Float64)).alias("fall")
    )
    positive = customers["worth_now"].filter(customers["worth_now"] > 0)
    cut = positive.quantile(1 - settings.high_value_share, "linear") if positive.len() else None
    return customers.with_columns(
        (pl.col("worth_now") >= (cut if cut is not None else float("inf"))).fill_null(False).alias("is_high_value"),
        (pl.col("fall") <= -settings.fall_share).fill_null(False).alias("is_falling"),
    ), cut  # fmt: skip


def alarm_list(customers: pl.DataFrame, handlers: pl.DataFrame | None) -> pl.DataFrame:
    """High value, unhappy or angry, falling: the angry first, then by worth; with branch and manager."""
    alarmed = customers.filter(
        pl.col("is_high_value") & pl.col("is_falling") & pl.col("mood").is_in(["unhappy", "angry"])
    )
    if handlers is not None:
        alarmed = alarmed.join(handlers, on="customer_id", how="left")
    shown = ["customer_id", "mood", "mood_rule", "urgency", "open_complaints", "last_feedback_on", "worth_now",
             "fall", "main_aspect", "branch", "manager"]  # fmt: skip
    return (
        alarmed.sort(pl.col("mood") != "angry", -pl.col("worth_now"), "customer_id")
        .select(c for c in shown if c in alarmed.columns)
    )  # fmt: skip
