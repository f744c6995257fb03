from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal
from statistics import median, quantiles
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.facts import rhythm, visits, windows
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY

AS_OF = date(2024, 6, 30)


def days_ago(*ago: int, amount: int = 10) -> Dataset:
    frame = pl.DataFrame(
        {"customer_id": "a", "date": [AS_OF - timedelta(days=n) for n in ago], "amount": amount},
        schema_overrides={"amount": MONEY},
    )
    return Dataset.from_frames({"transactions": frame}, as_of=AS_OF)


def rhythm_of(*ago: int) -> dict[str, Any]:
    dataset = days_ago(*ago)
    [facts] = dataset.collect(rhythm(dataset, AS_OF))
    return facts.row(0, named=True)


def test_overdue_by_the_own_rhythm() -> None:
    row = rhythm_of(122, 152, 182, 212)
    assert row["median_gap_days"] == 30
    assert row["churn_factor"] == pytest.approx(122 / 30)
    assert row["regularity"] == 1


def test_purchases_of_one_day_are_one_visit_so_no_gap_is_zero() -> None:
    row = rhythm_of(10, 10, 10, 20)
    assert (row["purchase_days"], row["median_gap_days"]) == (2, 10)


@pytest.mark.parametrize("ago", [(5,), (5, 12)])
def test_no_churn_factor_below_three_purchase_days(ago: tuple[int, ...]) -> None:
    row = rhythm_of(*ago)
    assert row["churn_factor"] is None
    assert row["regularity"] is None
    assert row["days_since_last"] == 5


def test_a_day_with_nothing_but_returns_is_no_purchase_day() -> None:
    dataset = days_ago(3, 7, amount=-10)
    assert dataset.collect(rhythm(dataset, AS_OF))[0].is_empty()
    [seen] = dataset.collect(visits(dataset))
    assert seen["purchases"].to_list() == [0, 0]


@settings(max_examples=50, deadline=None)
@given(st.sets(st.integers(0, 400), min_size=3, max_size=15))
def test_gaps_equal_pythons_own_quantiles(ago: set[int]) -> None:
    row = rhythm_of(*ago)
    days = sorted(ago, reverse=True)
    gaps = [a - b for a, b in itertools.pairwise(days)]
    low, _, high = quantiles(gaps, n=4, method="inclusive")
    middle = median(gaps)
    assert row["median_gap_days"] == middle
    assert row["longest_gap_days"] == max(gaps)
    assert row["usual_gap_days"] == pytest.approx(quantiles(gaps, n=10, method="inclusive")[-1])
    assert row["regularity"] == pytest.approx(1 - (high - low) / (high + low))
    assert row["churn_factor"] == pytest.approx(min(ago) / middle)


@pytest.mark.parametrize(
    ("ago", "in_30", "in_90", "prior_90"),
    [(0, 1, 1, 0), (29, 1, 1, 0), (30, 0, 1, 0), (89, 0, 1, 0), (90, 0, 0, 1), (179, 0, 0, 1),
     (180, 0, 0, 0)],
)  # fmt: skip
def test_a_window_of_n_days_has_n_days_and_ends_with_the_as_of_day(
    ago: int, in_30: int, in_90: int, prior_90: int
) -> None:
    dataset = days_ago(ago)
    row = dataset.collect(windows(dataset, AS_OF))[0].row(0, named=True)
    assert (row["purchases_30d"], row["purchases_90d"]) == (in_30, in_90)
    assert row["purchases_prior_90d"] == prior_90
    assert row["money_90d"] == Decimal(10 * in_90)


def test_trend_is_null_when_there_is_nothing_to_compare_with() -> None:
    dataset = days_ago(1, 2)
    assert dataset.collect(windows(dataset, AS_OF))[0]["purchases_trend"].item() is None
    dataset = days_ago(1, 100, 110)
    assert dataset.collect(windows(dataset, AS_OF))[0]["purchases_trend"].item() == -0.5


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=1, max_size=20))
def test_windows_equal_a_plain_python_count(ago: list[int]) -> None:
    dataset = days_ago(*ago)
    row = dataset.collect(windows(dataset, AS_OF))[0].row(0, named=True)
    for size in (30, 90, 180, 365):
        assert row[f"purchases_{size}d"] == sum(n < size for n in ago)
        assert row[f"money_{size}d"] == 10 * sum(n < size for n in ago)
    on = {AS_OF - timedelta(days=n) for n in ago}
    assert row["active_days"] == len(on)
    assert row["active_months"] == len({(d.year, d.month) for d in on})
