"""How much and in which ways a customer uses the house, up to a date."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts.rows import FactSettings, counts_as_purchase, says_any
from custseg.facts.visits import visits
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY

WINDOWS_DAYS = (30, 90, 180, 365)
"""A window of N days is as_of - N < date <= as_of."""

_BREADTH = {"channel": "channels", "product": "products", "category": "categories",
            "counterparty": "counterparties"}  # fmt: skip


def activity(
    dataset: Dataset, as_of: date | None, settings: FactSettings = FactSettings()
) -> pl.LazyFrame:
    """How much a customer did lately (``windows``) and in which ways (``habits``), as one plan.

    Without dates (``as_of`` None, or no date column) the windows are left out.
    """
    ways = habits(dataset, settings)
    if as_of is None or not dataset.has("transactions", "date"):
        return ways
    return windows(dataset, as_of, settings).join(
        ways, on="customer_id", how="full", coalesce=True, maintain_order="none"
    )


def windows(dataset: Dataset, as_of: date, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """Purchases and money of the last 30, 90, 180 and 365 days and of the 90 days before the last 90.

    ``purchases_90d``, ``money_90d``, ..., ``purchases_prior_90d``, ``money_prior_90d``;
    ``active_days`` and ``active_months`` with a purchase, ever; ``purchases_trend`` =
    (last 90 - prior 90) / prior 90, null when the prior 90 days have none. Without amounts the
    money is null.
    """
    ago = (pl.lit(as_of) - pl.col("on")).dt.total_days()
    spans = {f"{days}d": (ago >= 0) & (ago < days) for days in WINDOWS_DAYS}
    spans["prior_90d"] = (ago >= 90) & (ago < 180)
    bought = pl.col("bought")
    day = pl.when(bought).then(pl.col("on"))
    counted = ("purchases", "money") if dataset.has("transactions", "amount") else ("purchases",)
    masked = {
        f"{what}_{name}": pl.when(inside).then(pl.col(what)).otherwise(0)
        for name, inside in spans.items() for what in counted
    }  # fmt: skip
    unknown = {f"money_{name}": pl.lit(None, MONEY) for name in spans if "money" not in counted}
    last, prior = pl.col("purchases_90d"), pl.col("purchases_prior_90d")
    return (
        visits(dataset, settings)
        .select(
            "customer_id",
            bought.alias("_day"),
            (day.dt.year().cast(pl.Int32) * 12 + day.dt.month()).alias("_month"),
            **masked,
        )
        .group_by("customer_id")
        .agg(
            pl.col(list(masked)).sum(),
            pl.col("_day").sum().cast(pl.Int64).alias("active_days"),
            pl.col("_month").drop_nulls().n_unique().cast(pl.Int64).alias("active_months"),
        )
        .with_columns(
            pl.when(prior > 0).then((last - prior) / prior).alias("purchases_trend"), **unknown
        )
    )


def habits(dataset: Dataset, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """The ways in which a customer buys, over all rows that count as purchases, as a plan.

    Only what the file has: distinct ``channels``, ``products``, ``categories``,
    ``counterparties``; ``main_channel`` and ``main_category`` (most rows; a tie goes to the first
    name in text order); ``digital_share`` of the rows with a channel; ``night_share`` (22 to 6
    o'clock) of the rows with an hour; ``weekend_share`` (Saturday, Sunday) of the rows with a date.
    """
    has = dataset.columns("transactions")
    rows: dict[str, pl.Expr] = {}
    facts: list[pl.Expr] = []
    for column, name in _BREADTH.items():
        if column in has:
            rows[f"_{column}"] = pl.when(pl.col(column).is_not_null()).then(pl.col(column).hash())
            breadth = pl.col(f"_{column}").drop_nulls().n_unique()
            facts.append(breadth.cast(pl.Int64).alias(name))
    if "channel" in has:
        rows["digital_share"] = is_digital(settings)
    if "hour" in has:
        rows["night_share"] = (pl.col("hour") >= 22) | (pl.col("hour") < 6)
    if "date" in has:
        rows["weekend_share"] = pl.col("date").dt.weekday() >= 6
    facts += [pl.col(name).mean() for name in rows if name.endswith("_share")]
    bought = dataset.frame("transactions").filter(
        counts_as_purchase(dataset, settings) & pl.col("customer_id").is_not_null()
    )
    ways = bought.select("customer_id", **rows).group_by("customer_id").agg(*facts)
    for column in ("channel", "category"):
        if column in has:
            ways = ways.join(_most_used(bought, column), on="customer_id", how="left")
    return ways


def breadth(dataset: Dataset, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """``channels``, ``products`` and ``categories``, those that the file has: of how many different
    ones each customer bought, as a plan.
    """
    names = {
        c: name
        for c, name in _BREADTH.items()
        if c != "counterparty" and dataset.has("transactions", c)
    }
    rows = {
        name: pl.when(pl.col(c).is_not_null()).then(pl.col(c).hash()) for c, name in names.items()
    }
    return (
        dataset.frame("transactions")
        .filter(counts_as_purchase(dataset, settings) & pl.col("customer_id").is_not_null())
        .select("customer_id", **rows)
        .group_by("customer_id")
        .agg(pl.col(name).drop_nulls().n_unique().cast(pl.Int64) for name in rows)
    )  # fmt: skip


def is_digital(settings: FactSettings) -> pl.Expr:
    """Whether ``channel`` is a digital one; null without a channel."""
    return says_any("channel", settings.digital_channels)


def _most_used(bought: pl.LazyFrame, column: str) -> pl.LazyFrame:
    return (
        bought.filter(pl.col(column).is_not_null())
        .group_by("customer_id", column)
        .agg(pl.len().alias("_n"))
        .group_by("customer_id")
        .agg(pl.col(column).sort_by("_n", column, descending=[True, False]).first()
             .alias(f"main_{column}"))
    )  # fmt: skip
