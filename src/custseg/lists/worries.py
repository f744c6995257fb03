"""Lists by what the methods say: who may leave, who complained, who is near a threshold, what to offer."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

WORTH = ("value", "aum_month_avg", "monetary")
_LEFT = ("dormant", "lost")


def at_risk(customers: pl.DataFrame) -> pl.DataFrame:
    """Customers of value who show a sign of leaving (流失预警), the most valuable first.

    The first sign that holds is named in ``risk_sign``: ``unhappy_and_falling`` (high value, an unhappy mood and
    a fall: the alarm of ``sentiment``), ``likely_to_leave`` (high churn risk, not dormant or lost already),
    ``declining`` (the life-cycle stage). Customers whose value tier is low are not on the list.
    """
    there = customers.columns
    signs: list[tuple[str, pl.Expr]] = []
    if {"is_high_value", "is_falling", "mood"} <= set(there):
        signs.append(("unhappy_and_falling", pl.col("is_high_value") & pl.col("is_falling")
                      & pl.col("mood").is_in(["unhappy", "angry"])))  # fmt: skip
    if "churn_risk_band" in there:
        gone = pl.col("stage").is_in(_LEFT) if "stage" in there else pl.lit(value=False)
        signs.append(("likely_to_leave", (pl.col("churn_risk_band") == "high") & ~gone))
    if "stage" in there:
        signs.append(("declining", pl.col("stage") == "declining"))
    if not signs:
        return customers.clear().with_columns(risk_sign=pl.lit(None, pl.String))
    named = pl.coalesce(pl.when(holds).then(pl.lit(sign)) for sign, holds in signs)
    valued = pl.col("value_tier") != "low" if "value_tier" in there else pl.lit(value=True)
    return most_valuable(customers.with_columns(risk_sign=named).filter(
        pl.col("risk_sign").is_not_null() & valued))  # fmt: skip


def complaining(customers: pl.DataFrame) -> pl.DataFrame:
    """Customers with an open complaint or an urgent message (P1, P2), the most urgent first (投诉未结)."""
    wanted = []
    if "open_complaints" in customers.columns:
        wanted.append(pl.col("open_complaints") > 0)
    if "urgency" in customers.columns:
        wanted.append(pl.col("urgency").is_in(["P1", "P2"]))
    if not wanted:
        return customers.clear()
    order = [c for c in ("urgency", "last_feedback_on", "customer_id") if c in customers.columns]
    return customers.filter(pl.any_horizontal(wanted)).sort(order, nulls_last=True)


def near_up(customers: pl.DataFrame) -> pl.DataFrame:
    """Customers just short of the next tier (临界提升), the smallest gap first."""
    return _near(customers, pl.col("near") == "near_up", "to_upper_tier")


def to_keep(customers: pl.DataFrame) -> pl.DataFrame:
    """Customers below their own tier, or so near above it that they may fall (保级), the next to fall first."""
    return _near(
        customers, pl.col("near").is_in(["below", "near_down"]), "months_left", "above_floor"
    )


def offers(customers: pl.DataFrame) -> pl.DataFrame:
    """Customers with a product to offer (产品推荐), the likeliest first."""
    if "next_1" not in customers.columns:
        return customers.clear()
    return customers.filter(pl.col("next_1").is_not_null()).sort(
        "next_1_score", "customer_id", descending=[True, False]
    )


def most_valuable(customers: pl.DataFrame, worth: Sequence[str] = WORTH) -> pl.DataFrame:
    """``customers`` by what they are worth, by id among equals."""
    by = next((c for c in worth if c in customers.columns), None)
    if by is None:
        return customers.sort("customer_id")
    return customers.sort(by, "customer_id", descending=[True, False], nulls_last=True)


def _near(customers: pl.DataFrame, holds: pl.Expr, *by: str) -> pl.DataFrame:
    if not {"near", *by} <= set(customers.columns):
        return customers.clear()
    return customers.filter(holds).sort(*by, "customer_id", nulls_last=True)
