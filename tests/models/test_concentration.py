"""Concentration: known curves, brute force, ties together."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.concentration import (
    abc,
    abc_floors,
    gini,
    hml,
    hml_floors,
    lorenz,
    top_shares,
)

amounts = st.lists(st.integers(-500, 10_000), min_size=1, max_size=50)


def brute_gini(values: list[float]) -> float:
    n, total = len(values), sum(values)
    return sum(abs(a - b) for a in values for b in values) / (2 * n * total)


@given(amounts)
@settings(max_examples=50, deadline=None)
def test_gini_is_the_mean_difference_over_twice_the_mean(values: list[int]) -> None:
    positive = [float(max(v, 0)) for v in values]
    if sum(positive) == 0:
        assert gini(pl.Series(values)) is None
    else:
        assert gini(pl.Series(values)) == pytest.approx(brute_gini(positive), abs=1e-9)


def test_gini_of_equals_is_zero_and_of_one_owner_nearly_one() -> None:
    assert gini(pl.Series([5, 5, 5])) == 0
    assert gini(pl.Series([0] * 99 + [7])) == pytest.approx(0.99)


def test_lorenz_runs_from_nothing_to_all_under_the_diagonal() -> None:
    curve = lorenz(pl.Series([1, 1, 2, 6, -4]))
    assert curve.row(0) == (0.0, 0.0)
    assert curve.row(-1) == (1.0, 1.0)
    assert curve["money_share"].to_list() == pytest.approx([0, 0, 0.1, 0.2, 0.4, 1])
    assert (curve["money_share"] <= curve["customers_share"]).all()


def test_lorenz_of_many_customers_is_drawn_with_a_hundred_steps() -> None:
    assert len(lorenz(pl.Series(range(1, 5001)))) == 101
    assert lorenz(pl.Series([0, -3])).is_empty()


def test_top_shares_count_customers_rounded_up() -> None:
    top = top_shares(pl.Series([70, 10, 10, 5, 5]), shares=(0.01, 0.2, 0.4))
    assert top["customers"].to_list() == [1, 1, 2]
    assert top["money_share"].to_list() == pytest.approx([0.7, 0.7, 0.8])


def test_top_shares_of_nobody() -> None:
    assert top_shares(pl.Series([], dtype=pl.Float64))["money_share"].null_count() == 5


def test_abc_cuts_at_80_and_95_percent_with_ties_together() -> None:
    values = pl.Series([50, 30, 10, 5, 5, 0, -2, None])
    floors = abc_floors(values)
    assert floors == (30.0, 5.0)
    assert abc(values, floors).to_list() == ["a", "a", "b", "b", "b", "c", "c", None]


def test_abc_without_value_is_all_c() -> None:
    values = pl.Series([0, -1])
    assert abc(values, abc_floors(values)).to_list() == ["c", "c"]


@given(amounts)
@settings(max_examples=50, deadline=None)
def test_abc_a_is_the_fewest_tied_groups_that_reach_the_share(values: list[int]) -> None:
    floors = abc_floors(pl.Series(values))
    total = sum(v for v in values if v > 0)
    if floors is None:
        assert total == 0
        return
    held = sum(v for v in values if v >= floors[0])
    above = sum(v for v in values if v > floors[0])
    assert above < 0.8 * total <= held + 1e-6


def test_heavy_medium_light_zero() -> None:
    values = pl.Series([*range(1, 11), 0, -5])
    classes = hml(values, hml_floors(values)).to_list()
    assert classes == ["light"] * 5 + ["medium"] * 3 + ["heavy"] * 2 + ["zero"] * 2
