"""Who will leave, asked in the same pass as the behaviour; and what a list that says who left teaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from custseg.churn import Asked, ChurnSettings, ask
from custseg.churn.observed import joined
from custseg.facts import FactSettings
from custseg.facts.asset_ledger import asset_ledger_plan
from custseg.methods.behavior.labels import LABELS_IN_ORDER
from custseg.result import Note, Part
from custseg.schema.dataset import Dataset
from custseg.schema.presumed import Plan
from custseg.words import t


@dataclass(frozen=True)
class Leaving:
    """The question, the plans that run for it, and the day it is asked on."""

    asked: Asked
    plans: Sequence[Plan]
    as_of: date
    has_assets: bool
    active_days: int
    """The longest silence of who is not inactive by the labels: of the others nobody asks."""

    def answer(self, customers: pl.DataFrame, frames: Sequence[pl.DataFrame]) -> Part:
        """The risk of ``customers``, whose behaviour is known, from the frames of ``plans``."""
        known = [customers]
        if self.has_assets:
            known.append(frames[0])
            frames = frames[1:]
        return self.asked.answer(joined(known, self.as_of), frames, active_days=self.active_days)


def leaving(
    dataset: Dataset,
    as_of: date | None,
    facts: FactSettings,
    settings: ChurnSettings | None,
    active_days: int,
) -> Leaving | None:
    """The question who will leave; None where nobody asks, or leaving cannot be seen."""
    if settings is None or as_of is None:
        return None
    asked = ask(dataset, as_of, facts, settings)
    if asked is None:
        return None
    has_assets = bool(asked.plans) and dataset.has("balances", "customer_id", "date")
    own = [asset_ledger_plan(dataset, facts)] if has_assets else []
    return Leaving(asked, [*own, *asked.plans], as_of, has_assets, active_days)


def about_both(
    customers: pl.DataFrame, part: Part, settings: ChurnSettings | None
) -> tuple[Note, ...]:
    """How the rule that calls a customer at risk and the chance of leaving by the model go together."""
    if part.columns is None or settings is None or "behavior_label" not in customers.columns:
        return ()
    ruled = customers.filter(pl.col("behavior_label") == "churn_risk").select("customer_id")
    scored = ruled.join(part.columns.drop_nulls("churn_risk"), on="customer_id", how="inner")
    if not len(scored):
        return ()
    risk = scored["churn_risk"]
    said = t("Of the {n:,} customers at risk by the rule, {scored:,} are given a chance of leaving by the model: {high:,} of "
             "{at:.0%} or more, {low:,} below 1%", n=len(ruled), scored=len(scored), at=settings.high_at,
             high=int((risk >= settings.high_at).sum()), low=int((risk < 0.01).sum()))  # fmt: skip
    return (Note("finding", said),)


def by_label(customers: pl.DataFrame, part: Part) -> dict[str, pl.DataFrame]:
    """``churn_labels``: customers with a chance of leaving by behaviour, the mean chance, how many in each band."""
    if part.columns is None or "behavior_label" not in customers.columns:
        return {}
    told = customers.select("customer_id", "behavior_label").join(
        part.columns.drop_nulls("churn_risk"), on="customer_id", how="inner"
    )
    band = pl.col("churn_risk_band")
    return {"churn_labels": told.group_by("behavior_label").agg(
        pl.len().cast(pl.Int64).alias("customers"), pl.col("churn_risk").sort().mean().alias("mean_risk"),
        *((band == key).sum().cast(pl.Int64).alias(f"churn_{key}") for key in ("high", "medium", "low")),
    ).sort(pl.col("behavior_label").cast(pl.Enum(LABELS_IN_ORDER)))}  # fmt: skip


def with_risk(customers: pl.DataFrame, part: Part) -> pl.DataFrame:
    """``customers`` with the columns of the risk; null for who is given none."""
    if part.columns is None:
        return customers
    return customers.join(part.columns, on="customer_id", how="left", maintain_order="left")
