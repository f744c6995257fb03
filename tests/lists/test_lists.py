"""The lists of managers: everybody in one group, every list by its rule."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from custseg.lists.worries import at_risk, complaining, near_up, offers, to_keep

PEOPLE = pl.DataFrame({
    "customer_id": ["a", "b", "c", "d", "e"], "value": [100.0, 900.0, 500.0, 500.0, 9e9],
    "value_tier": ["high", "high", "potential", "high", "low"],
    "stage": ["mature", "declining", "lost", "mature", "declining"],
    "churn_risk_band": ["high", "low", "high", None, "high"],
    "is_high_value": [True, True, False, True, False], "is_falling": [True, False, True, None, True],
    "mood": ["angry", "unhappy", "angry", "unhappy", "angry"],
    "open_complaints": [0, 2, 0, None, 1], "urgency": ["P4", None, "P1", None, "P3"],
    "last_feedback_on": [date(2026, 6, 1)] * 5,
    "near": [None, "near_up", "below", "near_down", None], "to_upper_tier": [None, 10.0, 5.0, None, None],
    "months_left": [None, None, 2, None, None], "above_floor": [None, 90.0, -5.0, 3.0, None],
    "next_1": ["基金", None, "理财", "基金", None], "next_1_score": [0.2, None, 0.4, 0.2, None],
})  # fmt: skip


def ids(rows: pl.DataFrame) -> list[str]:
    return rows["customer_id"].to_list()


def test_at_risk_names_the_first_sign_and_leaves_out_who_is_worth_little_or_gone() -> None:
    rows = at_risk(PEOPLE)
    assert dict(rows.select("customer_id", "risk_sign").iter_rows()) == {
        "b": "declining", "a": "unhappy_and_falling"}  # fmt: skip
    assert ids(rows) == ["b", "a"]


def test_likely_to_leave_is_a_sign_of_its_own() -> None:
    calm = PEOPLE.with_columns(mood=pl.lit("satisfied"))
    assert at_risk(calm).filter(customer_id="a")["risk_sign"].item() == "likely_to_leave"


def test_complaints_come_by_urgency() -> None:
    assert ids(complaining(PEOPLE)) == ["c", "e", "b"]


def test_thresholds_come_by_what_is_lacking() -> None:
    assert ids(near_up(PEOPLE)) == ["b"]
    assert ids(to_keep(PEOPLE)) == ["c", "d"]


def test_offers_come_by_their_score() -> None:
    assert ids(offers(PEOPLE)) == ["c", "a", "d"]


@pytest.mark.parametrize("make", [at_risk, complaining, near_up, to_keep, offers])
def test_a_list_the_data_cannot_make_is_empty(make: object) -> None:
    assert make(PEOPLE.select("customer_id", "value")).is_empty()  # type: ignore[operator]
