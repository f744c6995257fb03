"""What a claim needs, what was found, and whether it is therefore made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class Gate:
    """One need of one claim, both keys of ``words.labels``: it is met by ``needed`` or more."""

    claim: str
    need: str
    needed: int
    found: int

    @property
    def is_met(self) -> bool:
        """Whether as much was found as is needed."""
        return self.found >= self.needed


def are_met(gates: Iterable[Gate]) -> bool:
    """Whether everything that is needed was found."""
    return all(gate.is_met for gate in gates)


def gates_frame(gates: Iterable[Gate]) -> pl.DataFrame:
    """One row per need: ``claim``, ``requirement``, ``needed``, ``found``, and whether the claim ``is_made``.

    A claim is made where all its needs are met, so that every row of it says so.
    """
    every = list(gates)
    missed = {gate.claim for gate in every if not gate.is_met}
    rows = [
        {"claim": g.claim, "requirement": g.need, "needed": g.needed, "found": g.found,
         "is_made": g.claim not in missed}
        for g in every
    ]  # fmt: skip
    return pl.DataFrame(rows, schema={
        "claim": pl.String, "requirement": pl.String, "needed": pl.Int64, "found": pl.Int64,
        "is_made": pl.Boolean,
    })  # fmt: skip


def gates_evidence(gates: Iterable[Gate]) -> list[dict[str, Any]]:
    """The rows of ``gates_frame`` for the evidence of a result."""
    return gates_frame(gates).to_dicts()
