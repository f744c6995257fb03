"""The chance of leaving as a part of the life cycle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from custseg.churn import BUYING, Asked
from custseg.methods.lifecycle.part import Known, Question
from custseg.models.stages import STAGES
from custseg.result import Part


def risk_question(asked: Asked) -> Question:
    """Who will leave, of the customers who are not dormant or lost already."""

    def answer(known: Known, found: Sequence[pl.DataFrame]) -> Part:
        part = asked.answer(
            known.frame, found, known.fits.get(BUYING), active_days=known.limits.dormant_days
        )
        if part.columns is None:
            return part
        return replace(part, tables={**part.tables, "churn_stages": _by_stage(known, part.columns)})

    return Question(asked.plans, answer)


def _by_stage(known: Known, risks: pl.DataFrame) -> pl.DataFrame:
    """Customers with a chance of leaving by stage: how many, the mean chance, and how many in each band."""
    told = known.frame.select("customer_id", "stage").join(
        risks.drop_nulls("churn_risk"), on="customer_id", how="inner"
    )
    band = pl.col("churn_risk_band")
    rank = pl.col("stage").replace_strict(
        {s: at for at, s in enumerate(STAGES)}, return_dtype=pl.Int64
    )
    return (
        told.group_by("stage")
        .agg(pl.len().cast(pl.Int64).alias("customers"),
             pl.col("churn_risk").sort().mean().alias("mean_risk"),
             *((band == key).sum().cast(pl.Int64).alias(f"churn_{key}") for key in ("high", "medium", "low")))
        .sort(rank)
    )  # fmt: skip
