"""A small bank: balances of two years that wander, in the canonical columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from custseg.schema.kinds import MONEY


def month_ends(months: int) -> list[date]:
    return (
        pl.date_range(date(2023, 1, 31), date(2030, 1, 31), "1mo", eager=True)
        .dt.month_end()
        .to_list()[:months]
    )


@pytest.fixture(scope="session")
def balances() -> pl.DataFrame:
    """300 customers, 20 months; a few come late, a few have gaps, some leave."""
    rng = np.random.default_rng(7)
    n, months = 300, 20
    centre = rng.normal(11.5, 1.6, n)
    rows = []
    for at, on in enumerate(month_ends(months)):
        amounts = np.exp(centre + rng.normal(0, 0.35, n))
        for customer in range(n):
            late = customer % 10 == 0 and at < customer % 7
            gone = customer % 25 == 1 and at > 12
            if not late and not gone and rng.random() > 0.03:
                cents = int(amounts[customer] * 100)
                rows.append((f"K{customer:04}", on, Decimal(cents) / 100))
    return pl.DataFrame(rows, orient="row", schema={
        "customer_id": pl.String, "date": pl.Date, "balance": MONEY})  # fmt: skip
