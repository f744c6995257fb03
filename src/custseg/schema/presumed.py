"""Plans that are faster where something holds, which the pass that runs them puts to the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

BROKEN = "_broken"
"""Column of a presuming plan: true in a row of the answer that rests on rows where it does not hold."""


@dataclass(frozen=True)
class Presumed:
    """A plan that is right only where a presumption holds, and the plan for where it does not.

    ``plan`` has the column ``BROKEN``, which nobody sees. A test in a plan of its own would cost as
    much as the answer: Polars would keep the rows for both.
    """

    plan: pl.LazyFrame
    otherwise: pl.LazyFrame

    def drop(self, *columns: str) -> Presumed:
        """The same without some columns of its answer."""
        return Presumed(self.plan.drop(columns), self.otherwise.drop(columns))


Plan = pl.LazyFrame | Presumed


def run(plans: Sequence[Plan]) -> list[pl.DataFrame]:
    """The frames of ``plans`` in one streaming pass; a second one where a presumption was wrong."""
    if not plans:
        return []
    first = [plan.plan if isinstance(plan, Presumed) else plan for plan in plans]
    frames = pl.collect_all(first, engine="streaming")
    wrong: list[tuple[int, pl.LazyFrame]] = []
    for at, plan in enumerate(plans):
        if not isinstance(plan, Presumed):
            continue
        if frames[at][BROKEN].any():
            wrong.append((at, plan.otherwise))
        else:
            frames[at] = frames[at].drop(BROKEN)
    again = pl.collect_all([plan for _, plan in wrong], engine="streaming")
    for (at, _), frame in zip(wrong, again, strict=True):
        frames[at] = frame
    return list(frames)
