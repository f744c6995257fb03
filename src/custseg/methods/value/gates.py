"""What forecasts of value need, and what was found."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.models.buying.needs import buying_gates, leaving_gate
from custseg.models.sufficiency import Gate

MIN_LATER_DAYS = 28
"""How long a back-test must be able to look."""


def forecast_gates(
    known: pl.DataFrame, began: date, until: date, claim: str = "forecast"
) -> tuple[Gate, ...]:
    """Customers with purchases, those of them who came back, and days of history until a day."""
    repeat_buyers = int((known["repeats"] > 0).sum())
    return buying_gates(claim, len(known), repeat_buyers, max((until - began).days, 0))


def later_gate(days: int) -> Gate:
    """Days after the cut, which a back-test looks at."""
    return Gate("backtest", "later_days", MIN_LATER_DAYS, days)


def model_gates(is_fitted: bool, knows_leaving: bool) -> tuple[Gate, ...]:
    """Whether a model has an answer, and whether it is one in which customers leave."""
    if not is_fitted:
        return (Gate("forecast", "fitted_model", 1, 0),)
    return (leaving_gate(knows_leaving),)
