"""A realistic answer to render: five customers of a shop, one table, charts, notes, provenance."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from custseg.result import Chart, InputRecord, Note, Provenance, Result


@pytest.fixture
def customers() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "customer_id": ["007", "C-12", "=1+1", "客户一", "张"],
            "name": ["张三", "李四光", "Anna Karenina", None, "欧阳娜娜"],
            "recency_days": [3, 40, 400, 12, None],
            "frequency": [12, 1, 2, 1000, 5],
            "monetary": [1234567.891, -20.5, 0.1, 99.0, None],
            "segment": ["champions", "at_risk", "=cmd|' /C calc'!A0", "高价值流失风险", None],
            "customers_share": [0.1234, 0.00001, 1.0, None, 0.5],
            "last_on": [date(2024, 1, 2), None, date(2023, 12, 31), date(2024, 2, 29), None],
        }
    )


@pytest.fixture
def result(customers: pl.DataFrame) -> Result:
    segments = pl.DataFrame(
        {
            "segment": ["champions", "at_risk"],
            "customers": [3, 2],
            "customers_share": [0.6, 0.4],
            "money": [1234567.891, 78.5],
        }
    )
    months = pl.DataFrame(
        {"date": [date(2024, m, 1) for m in range(1, 7)], "money": [float(m) for m in range(6)]}
    )
    grid = pl.DataFrame({"r_score": [2, 1], "f_1": [10, 0], "f_2": [3, 120]})
    return Result(
        "rfm",
        date(2024, 3, 1),
        customers,
        tables={"segments": segments},
        charts=(
            Chart("segments", "bar", segments, "segment", ("customers",)),
            Chart("money", "line", months, "date", ("money",)),
            Chart("rf_grid", "heatmap", grid, "r_score", ("f_1", "f_2")),
        ),
        evidence={"customers": 5, "gini": float("nan"), "cuts": (1.5, 2.0)},
        notes=(
            Note("finding", "Champions are 60.0% of customers."),
            Note("warning", "2 rows rejected"),
            Note("info", "scores by quintiles"),
        ),
        settings={"bins": 5},
        provenance=Provenance(
            "0.1.0", "ab" * 32, (InputRecord("订单.csv", "cd" * 32, "transactions", 1002, 1000, 1, 1),)
        ),
    )  # fmt: skip
