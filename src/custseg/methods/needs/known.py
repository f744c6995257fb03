"""What is known of customers besides their products, as far as the tables say it: age, wishes, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from custseg.facts import FactSettings
from custseg.methods.needs.eligibility import contacted, people
from custseg.methods.needs.settings import NeedsSettings
from custseg.methods.needs.signals import measure_plans, own_columns_for
from custseg.methods.needs.wishes import asked_plan, said_plan
from custseg.schema.dataset import Dataset

_LIMITED = {
    "age": pl.Int32(),
    "risk": pl.Int32(),
    "consent": pl.Boolean(),
    "contacted": pl.Boolean(),
}
"""What decides whether an offer may be made, and its types."""


@dataclass(frozen=True)
class Known:
    """What one pass over the tables has found; None where no table says it."""

    asked: pl.DataFrame | None
    """Enquiries and looks at pages: ``wishes.asked_plan``."""
    said: pl.DataFrame | None
    """Wishes in words: ``wishes.said_plan``."""
    listed: pl.DataFrame | None
    """The customer list, a row a customer; only where a scorecard is asked for."""
    measures: Mapping[str, pl.DataFrame]
    """Measure -> customer_id and amount."""
    own: Mapping[str, tuple[str, pl.DataFrame]]
    """Signal -> the column of the customer list that gives it, customer_id and its text."""
    people: pl.DataFrame | None
    contacted: pl.DataFrame | None

    def limits_of(self, everybody: pl.DataFrame) -> pl.DataFrame:
        """``age``, ``risk``, ``consent`` and ``contacted`` of everybody; null where nothing says them."""
        known = everybody
        if self.people is not None:
            known = known.join(self.people, on="customer_id", how="left", maintain_order="left")
        if self.contacted is not None:
            marked = self.contacted.with_columns(pl.lit(True).alias("contacted"))
            known = known.join(marked, on="customer_id", how="left", maintain_order="left")
        return known.with_columns(
            pl.lit(None, kind).alias(name)
            for name, kind in _LIMITED.items()
            if name not in known.columns
        )


def known_with(
    dataset: Dataset, held: pl.LazyFrame, as_of: date | None, settings: NeedsSettings, facts: FactSettings
) -> tuple[pl.DataFrame, Known]:  # fmt: skip
    """The frame of the plan ``held``, and everything that is counted back from the as-of date, in one pass."""
    own = own_columns_for(dataset, settings)
    measures = measure_plans(dataset, as_of, settings)
    optional: dict[str, pl.LazyFrame | None] = {
        "people": people(dataset, as_of), "contacted": contacted(dataset, as_of, settings),
        "asked": asked_plan(dataset, as_of, settings, facts), "said": said_plan(dataset, as_of, settings),
        "listed": _listed(dataset) if settings.product is not None else None,
        **{f"own:{signal}": _cells(dataset, column) for signal, column in own.items()},
        **{f"measure:{measure}": plan for measure, plan in measures.items()},
    }  # fmt: skip
    plans = {name: plan for name, plan in optional.items() if plan is not None}
    first, *rest = dataset.collect(held, *plans.values())
    found = dict(zip(plans, rest, strict=True))
    return first, Known(
        asked=found.get("asked"), said=found.get("said"), listed=found.get("listed"),
        measures={measure: found[f"measure:{measure}"] for measure in measures},
        own={signal: (column, found[f"own:{signal}"]) for signal, column in own.items()},
        people=found.get("people"), contacted=found.get("contacted"),
    )  # fmt: skip


def _cells(dataset: Dataset, column: str) -> pl.LazyFrame:
    return (
        dataset.frame("customers")
        .select("customer_id", pl.col(column).alias("cell"))
        .filter(pl.col("customer_id").is_not_null())
        .unique("customer_id", keep="first", maintain_order=True)
    )


def _listed(dataset: Dataset) -> pl.LazyFrame | None:
    if not dataset.has("customers", "customer_id"):
        return None
    rows = dataset.frame("customers").filter(pl.col("customer_id").is_not_null())
    return rows.unique("customer_id", keep="first", maintain_order=True)
