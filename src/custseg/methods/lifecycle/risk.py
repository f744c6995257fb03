"""Churn risk as a part of the life cycle."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.churn import BUYING, Asked
from custseg.methods.lifecycle.part import Known, Question
from custseg.result import Part


def risk_question(asked: Asked) -> Question:
    """Who will leave, of the customers whose stages are known."""

    def answer(known: Known, found: Sequence[pl.DataFrame]) -> Part:
        return asked.answer(known.frame, found, known.fits.get(BUYING))

    return Question(asked.plans, answer)
