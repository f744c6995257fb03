"""Churn risk as a part of the life cycle."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.churn import BUYING, Asked, Told
from custseg.methods.lifecycle.part import Known, Part, Question


def risk_question(asked: Asked) -> Question:
    """Who will leave, of the customers whose stages are known."""

    def answer(known: Known, found: Sequence[pl.DataFrame]) -> Part:
        return part_of(asked.answer(known.frame, found, known.fits.get(BUYING)))

    return Question(asked.plans, answer)


def part_of(told: Told) -> Part:
    """What is said of churn risk, as a part of the life cycle."""
    return Part(told.tables, told.charts, told.evidence, told.notes, told.columns, told.gates)
