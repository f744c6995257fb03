"""Churn risk as a part of the life cycle."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.churn import Asked
from custseg.methods.lifecycle.part import Known, Part, Question


def risk_question(asked: Asked) -> Question:
    """Who will leave, of the customers whose stages are known."""

    def answer(known: Known, found: Sequence[pl.DataFrame]) -> Part:
        told = asked.answer(known.frame, found)
        return Part(told.tables, told.charts, told.evidence, told.notes, told.columns, told.gates)

    return Question(asked.plans, answer)
