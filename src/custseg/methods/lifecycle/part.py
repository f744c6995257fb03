"""The parts of the answer beside the stages: what each asks of the data, and what it adds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from custseg.methods.lifecycle.known import Relations
from custseg.models.stages import StageLimits
from custseg.result import Part
from custseg.schema.presumed import Plan

if TYPE_CHECKING:
    from custseg.models.buying.fitted import Fitted


@dataclass(frozen=True)
class Known:
    """What is known of every customer on the as-of date."""

    as_of: date
    frame: pl.DataFrame
    """One row per customer of any table, sorted: what the stages go by, ``stage`` and ``stage_rule``."""
    limits: StageLimits
    relations: Relations
    """What the data says day by day: ``relations.diary`` has all purchase days in memory."""
    fits: dict[str, Fitted] = field(default_factory=dict)
    """Models of buying fitted to all customers on the as-of date, by name: one part fits, others use it."""


@dataclass(frozen=True)
class Question:
    """What a part asks: plans that run in the one pass over the data, and what is made of their frames."""

    plans: Sequence[Plan]
    answer: Callable[[Known, Sequence[pl.DataFrame]], Part]


def with_columns_of(customers: pl.DataFrame, parts: Sequence[Part]) -> pl.DataFrame:
    """``customers`` with the columns that parts add, in their order."""
    for part in parts:
        if part.columns is not None:
            customers = customers.join(
                part.columns, on="customer_id", how="left", maintain_order="left"
            )
    return customers
