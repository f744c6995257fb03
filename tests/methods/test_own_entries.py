"""Interest the bank enters itself: every method that counts visits says how it was counted."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from custseg.methods.behavior import behavior
from custseg.methods.lifecycle import lifecycle
from custseg.methods.value import rfm, value
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY


def flow() -> Dataset:
    rows = [("a", date(2024, 1, 5), 100, "out", "消费"), ("a", date(2024, 3, 21), 2, "in", "结息"),
            ("b", date(2024, 3, 1), 50, "in", "工资"), ("b", date(2024, 3, 21), 1, "in", "结息")]  # fmt: skip
    names = ("customer_id", "date", "amount", "direction", "summary")
    frame = pl.DataFrame(rows, names, orient="row").with_columns(pl.col("amount").cast(MONEY))
    return Dataset.from_frames({"transactions": frame})


@pytest.mark.parametrize("method", [behavior, rfm, value, lifecycle])
def test_interest_is_money_and_no_visit_and_that_is_said(method: object) -> None:
    assert callable(method)
    result: Result = method(flow())
    assert result.customers is not None
    assert result.customers["frequency"].to_list() == [1, 1]
    assert result.customers["monetary"].to_list() == [102, 51]
    texts = [note.text for note in result.notes]
    assert sum("2 rows are interest or fees entered by the bank" in text for text in texts) == 1
    assert sum("turnover" in text for text in texts) == 1


def test_a_bank_flow_is_no_shopping() -> None:
    said = rfm(flow()).notes[0].text
    assert said == "2 customers made 2 transactions of their own by 2024-03-21, 153.00 in all"
