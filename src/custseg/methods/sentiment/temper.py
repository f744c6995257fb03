"""Emotional labels 牢骚, 精明, 清晰, 条理, 沉默: rules over what customers did, each with its evidence.

These are habits that can be counted, never a model of character: a label says which rule held, and a
customer for whom none did has none.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from custseg.facts import FactSettings, customers_universe, holds_something, rhythm
from custseg.result import Note
from custseg.schema.dataset import Dataset
from custseg.schema.presumed import Plan
from custseg.words import label, t

TEMPER_OF = {
    "complains_often": "grumbler",
    "mostly_displeased": "grumbler",
    "talks_of_price": "shrewd",
    "compares_products": "shrewd",
    "decides_fast": "decisive",
    "regular_rhythm": "orderly",
    "holds_and_is_silent": "silent",
}
"""Rules in the order they are tried, and the label each gives."""

YEAR_DAYS = 365
COMPLAINTS, DISPLEASED = 2, 3
PRICE_TALKS, PRODUCTS_COMPARED = 2, 4
DEAL_DAYS = 14
REGULARITY, PURCHASE_DAYS = 0.7, 6
PRICE = ("fees", "returns", "rewards")


def temper_plans(dataset: Dataset, as_of: date | None, facts: FactSettings) -> dict[str, Plan]:
    """What other tables tell of habits, one plan each, by name."""
    plans: dict[str, Plan] = {
        "universe": customers_universe(dataset).select("customer_id", holds_something(dataset).alias("holds"))
    }  # fmt: skip
    if as_of is None:
        return plans
    since = as_of - timedelta(days=YEAR_DAYS)
    if dataset.has("events", "customer_id", "date"):
        seen = dataset.frame("events").filter(
            pl.col("customer_id").is_not_null() & (pl.col("date") > since)
        )
        counted = [pl.len().cast(pl.Int64).alias("events_year")]
        if dataset.has("events", "product"):
            named = pl.col("product").filter(pl.col("product").str.len_chars() > 0)
            counted.append(named.n_unique().cast(pl.Int64).alias("products_viewed"))
        plans["events"] = seen.group_by("customer_id").agg(counted)
    if dataset.has("transactions", "customer_id", "date"):
        plans["rhythm"] = rhythm(dataset, as_of, facts).select(
            "customer_id", "regularity", "purchase_days"
        )
    if dataset.has("leads", "customer_id", "created_on", "closed_on"):
        taken = (pl.col("closed_on") - pl.col("created_on")).dt.total_days()
        plans["leads"] = (
            dataset.frame("leads").filter(pl.col("customer_id").is_not_null() & (taken >= 0))
            .group_by("customer_id").agg(taken.min().alias("days_to_deal"))
        )  # fmt: skip
    return plans


def with_temper(customers: pl.DataFrame, dataset: Dataset) -> tuple[pl.DataFrame, list[Note]]:
    """``customers`` with ``temper`` and ``temper_rule``, and which rules could not be tried."""
    needed: dict[str, pl.DataType] = {
        "events_year": pl.Int64(), "products_viewed": pl.Int64(), "regularity": pl.Float64(),
        "purchase_days": pl.Int64(), "days_to_deal": pl.Int64(), "price_talks": pl.Int64(),
    }  # fmt: skip
    lacking = [
        pl.lit(None, kind).alias(c) for c, kind in needed.items() if c not in customers.columns
    ]
    has_events = dataset.has("events", "customer_id", "date")
    displeased = pl.col("negative_texts").fill_null(0)
    holds = {
        "complains_often": pl.col("complaints_lately") >= COMPLAINTS,
        "mostly_displeased": (displeased >= DISPLEASED) & (displeased * 2 >= pl.col("messages_lately")),
        "talks_of_price": pl.col("price_talks") >= PRICE_TALKS,
        "compares_products": pl.col("products_viewed") >= PRODUCTS_COMPARED,
        "decides_fast": pl.col("days_to_deal") <= DEAL_DAYS,
        "regular_rhythm": (pl.col("regularity") >= REGULARITY) & (pl.col("purchase_days") >= PURCHASE_DAYS),
        "holds_and_is_silent": pl.col("holds") & (pl.col("feedbacks").fill_null(0) == 0)
        & (pl.col("events_year").fill_null(0) == 0) & pl.lit(has_events),
    }  # fmt: skip
    fired = pl.coalesce(
        *(
            pl.when(condition.fill_null(False)).then(pl.lit(rule))
            for rule, condition in holds.items()
        ),
        pl.lit(None, pl.String),
    )
    labelled = customers.with_columns(lacking).with_columns(fired.alias("temper_rule")).with_columns(
        pl.col("temper_rule").replace_strict(TEMPER_OF, return_dtype=pl.String).alias("temper")
    )  # fmt: skip
    untried = [label("kind", kind) for kind, there in (
        ("events", has_events), ("transactions", dataset.has("transactions", "customer_id", "date")),
        ("leads", dataset.has("leads", "customer_id", "created_on", "closed_on"))) if not there]  # fmt: skip
    notes = [Note("info", t("emotional labels that need {tables} could not be tried",
                            tables=t(", ").join(untried)))] if untried else []  # fmt: skip
    return labelled.drop("events_year", "holds"), notes
