"""Transactions without amounts: nothing is known of money, which is not 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from custseg.methods.behavior import behavior
from custseg.methods.lifecycle import lifecycle
from custseg.methods.value import rfm
from custseg.report import report, segment
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.words import term


def visits_only() -> Dataset:
    rows = [(f"C{i:02d}", date(2024, 12, 30) - timedelta(days=(i * 37 + k * (5 + i)) % 700), "App")
            for i in range(40) for k in range(1 + i % 7)]  # fmt: skip
    schema = {"customer_id": pl.String, "date": pl.Date, "channel": pl.String}
    return Dataset.from_frames({"transactions": pl.DataFrame(rows, schema, orient="row")})


def money_said(result: Result) -> Iterator[tuple[str, Any]]:
    frames = {**result.tables, **({"customers": result.customers} if result.customers is not None else {})}  # fmt: skip
    for key, frame in frames.items():
        for column in frame.columns:
            entry = term(column)
            if entry is not None and entry.unit == "money" and key != "thresholds":
                yield f"{key}.{column}", frame[column].drop_nulls().to_list()


@pytest.mark.parametrize("method", [behavior, rfm, lifecycle, segment, report])
def test_no_amount_of_money_is_said(method: Callable[[Dataset], Result | list[Result]]) -> None:
    results = method(visits_only())
    for result in [results] if isinstance(results, Result) else results:
        assert [said for said in money_said(result) if said[1]] == []
        findings = [note.text for note in result.notes if note.level == "finding"]
        assert not any("money" in said or "0.00" in said for said in findings)
