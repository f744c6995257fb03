"""Many negative amounts without a direction: every method that sums money says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from custseg.methods.behavior import behavior
from custseg.methods.lifecycle import lifecycle
from custseg.methods.value import rfm, value
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY


@pytest.mark.parametrize("method", [rfm, value, lifecycle, behavior])
def test_many_negative_amounts_are_warned_of(method: Callable[[Dataset], Result]) -> None:
    flow = pl.DataFrame({
        "customer_id": [f"C{i % 20:03}" for i in range(100)],
        "date": [date(2024, 1 + i % 6, 1 + i % 28) for i in range(100)],
        "amount": [-10 if i % 2 else 100 for i in range(100)],
    }).cast({"amount": MONEY})  # fmt: skip
    warnings = method(Dataset.from_frames({"transactions": flow})).warnings
    assert any("--map COLUMN=direction" in text for text in warnings), warnings


def test_reversals_of_a_flow_with_directions_ask_for_no_direction() -> None:
    flow = pl.DataFrame({
        "customer_id": ["a"] * 4, "date": [date(2024, 1, 1 + i) for i in range(4)],
        "amount": [5, -5, 6, -6], "direction": ["out"] * 4,
    }).cast({"amount": MONEY})  # fmt: skip
    result = rfm(Dataset.from_frames({"transactions": flow}))
    assert not any("--map COLUMN=direction" in text for text in result.warnings)
