"""Complaints by month: months in which nobody complained are months of none, not left out."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.methods.sentiment.complaints import complaint_months


def complaints(*days: date) -> pl.DataFrame:
    return pl.DataFrame({
        "customer_id": [str(i) for i in range(len(days))], "date": days, "days": [3] * len(days),
        "is_repeat": [False] * len(days), "is_severe": [True] * len(days), "is_open": [False] * len(days),
    }, schema_overrides={"date": pl.Date, "customer_id": pl.String, "days": pl.Int64,
                         "is_repeat": pl.Boolean, "is_severe": pl.Boolean, "is_open": pl.Boolean})  # fmt: skip


def test_quiet_months_between_others_have_no_complaints_and_no_shares() -> None:
    months = complaint_months(complaints(date(2024, 11, 5), date(2025, 2, 1), date(2025, 2, 9)))
    assert months["month"].to_list() == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert months["complaints"].to_list() == [1, 0, 0, 2]
    assert months["severe_share"].to_list() == [1.0, None, None, 1.0]
    assert months["median_days"].to_list() == [3.0, None, None, 3.0]


def test_without_complaints_there_are_no_months() -> None:
    assert complaint_months(complaints()).height == 0
