"""A list of conditions over the same customers: which hold, which comes first, where they overlap or gape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import Condition

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Verdicts:
    """What each rule says of each customer: one row a customer, one column a rule."""

    holds: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    """Where a value the rule looks at is missing; it does not hold then."""

    @property
    def rules(self) -> int:
        """How many rules there are."""
        return int(self.holds.shape[1])

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """The first rule that holds; the number of rules where none does."""
        first = np.full(len(self.holds), self.holds.shape[1], np.int64)
        there = self.holds.any(axis=1)
        first[there] = self.holds[there].argmax(axis=1)
        return first

    @property
    def several(self) -> NDArray[np.bool_]:
        """Customers more than one rule holds for."""
        more: NDArray[np.bool_] = self.holds.sum(axis=1) > 1
        return more

    @property
    def uncovered(self) -> NDArray[np.bool_]:
        """Customers no rule holds for: the gap."""
        nobody: NDArray[np.bool_] = self.first == self.rules
        return nobody

    @property
    def left_open(self) -> NDArray[np.bool_]:
        """Customers another rule might decide, were no value missing: one above the first is not known."""
        above = np.arange(self.rules)[None, :] < self.first[:, None]
        might: NDArray[np.bool_] = (self.unknown & above).sum(axis=1) > 0
        return might


def judge(people: pl.DataFrame, conditions: Sequence[Condition | None]) -> Verdicts:
    """What ``conditions`` say of ``people``; None is the rule that holds for everybody."""
    n = people.height
    holds = np.ones((n, len(conditions)), bool)
    unknown = np.zeros((n, len(conditions)), bool)
    for number, condition in enumerate(conditions):
        if condition is not None and n:
            said = people.with_columns(condition.expr.cast(pl.Boolean).alias("_holds"))["_holds"]
            holds[:, number] = said.fill_null(False).to_numpy()
            unknown[:, number] = said.is_null().to_numpy()
    return Verdicts(holds, unknown)


def coverage(
    verdicts: Verdicts, column: str, names: Sequence[str], says: Sequence[str]
) -> pl.DataFrame:
    """For each rule: whom it holds for, whom it decides for, and whom no other rule holds for.

    ``names`` of the rules stand in ``column``, ``says`` are their conditions.
    """
    rules = len(names)
    decided = np.bincount(verdicts.first, minlength=rules + 1)[:rules]
    holds = verdicts.holds.sum(axis=0)
    alone = verdicts.holds[verdicts.holds.sum(axis=1) == 1].sum(axis=0)
    return pl.DataFrame({
        "rule_number": range(1, rules + 1), column: list(names), "condition": list(says),
        "holds_for": holds, "holds_share": holds / max(len(verdicts.holds), 1), "wins": decided,
        "taken_before": holds - decided, "alone": alone, "not_known": verdicts.unknown.sum(axis=0),
    }, schema_overrides={column: pl.String, "condition": pl.String},
    ).cast({pl.selectors.integer(): pl.Int64})  # fmt: skip


def overlap(verdicts: Verdicts, column: str, other: str, names: Sequence[str]) -> pl.DataFrame:
    """For each two rules that hold for the same customers: for how many. The upper one decides."""
    both = together(verdicts.holds)
    rows = [
        (i + 1, names[i], j + 1, names[j], int(both[i, j]))
        for i, j in np.argwhere(np.triu(both, 1) > 0)
    ]  # fmt: skip
    return pl.DataFrame(
        rows, orient="row",
        schema={"rule_number": pl.Int64, column: pl.String, "other_rule_number": pl.Int64,
                other: pl.String, "customers": pl.Int64},
    ).with_columns(customers_share=pl.col("customers") / max(len(verdicts.holds), 1))  # fmt: skip


def together(holds: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each two rules the number of customers both hold for; in pieces, whose counts floats hold exactly."""
    counts = np.zeros((holds.shape[1], holds.shape[1]), dtype=np.int64)
    for start in range(0, len(holds), _PIECE):
        piece = holds[start : start + _PIECE].astype(np.float32)
        counts += (piece.T @ piece).astype(np.int64)
    return counts


_PIECE = 100_000
"""Customers that are counted at once."""
