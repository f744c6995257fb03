"""Plans that are faster where something holds, which the pass that runs them puts to the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Presumed:
    """A plan that is right only where a presumption holds, and the plan for where it does not."""

    plan: pl.LazyFrame
    holds: pl.LazyFrame
    """One cell: whether the presumption holds for every row."""
    otherwise: pl.LazyFrame

    def drop(self, *columns: str) -> Presumed:
        """The same without some columns of its answer."""
        return Presumed(self.plan.drop(columns), self.holds, self.otherwise.drop(columns))


Plan = pl.LazyFrame | Presumed


def run(plans: Sequence[Plan]) -> list[pl.DataFrame]:
    """The frames of ``plans`` in one streaming pass; a second one where a presumption was wrong."""
    if not plans:
        return []
    presumed = [(at, plan) for at, plan in enumerate(plans) if isinstance(plan, Presumed)]
    first = [plan.plan if isinstance(plan, Presumed) else plan for plan in plans]
    frames = pl.collect_all([*first, *(plan.holds for _, plan in presumed)], engine="streaming")
    tested = zip(presumed, frames[len(plans) :], strict=True)
    wrong = [(at, plan) for (at, plan), held in tested if not held.item()]
    again = pl.collect_all([plan.otherwise for _, plan in wrong], engine="streaming")
    for (at, _), frame in zip(wrong, again, strict=True):
        frames[at] = frame
    return frames[: len(plans)]
