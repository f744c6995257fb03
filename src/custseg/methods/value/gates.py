"""What forecasts of value need, and what was found."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.models.sufficiency import Gate

MIN_CUSTOMERS, MIN_REPEAT_BUYERS, MIN_HISTORY_DAYS, MIN_LATER_DAYS = 100, 30, 91, 28
"""What a forecast needs, and how long a back-test must be able to look."""


def forecast_gates(
    known: pl.DataFrame, began: date, until: date, claim: str = "forecast"
) -> tuple[Gate, ...]:
    """Customers with purchases, those of them who came back, and days of history until a day."""
    return (
        Gate(claim, "customers", MIN_CUSTOMERS, len(known)),
        Gate(claim, "repeat_buyers", MIN_REPEAT_BUYERS, int((known["repeats"] > 0).sum())),
        Gate(claim, "history_days", MIN_HISTORY_DAYS, max((until - began).days, 0)),
    )


def later_gate(days: int) -> Gate:
    """Days after the cut, which a back-test looks at."""
    return Gate("backtest", "later_days", MIN_LATER_DAYS, days)


def model_gates(is_fitted: bool, knows_leaving: bool) -> tuple[Gate, ...]:
    """Whether a model has an answer, and whether it is one in which customers leave."""
    if not is_fitted:
        return (Gate("forecast", "fitted_model", 1, 0),)
    return (Gate("p_alive", "leaving_model", 1, int(knows_leaving)),)
