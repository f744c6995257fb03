"""Groups are found where they are, and the same ones in any order of rows."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.clustering import (
    Trial,
    agreement,
    assign,
    canonical_order,
    choose,
    find_groups,
    scale_of,
)  # fmt: skip
from custseg.models.rule_tree import rules_of_groups, shortest_between


def three_groups(n: int = 150) -> np.ndarray:
    """Three clouds far from each other."""
    rng = np.random.default_rng(1)
    centres = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    return centres[np.arange(n) % 3] + rng.normal(size=(n, 2))


def groups_of(values: np.ndarray) -> np.ndarray:
    order = canonical_order(values)
    points = scale_of(values[order]).of(values[order])
    labels = np.empty(len(values), dtype=np.int64)
    labels[order] = find_groups(points, range(2, 6)).labels
    return labels


def test_three_clouds_are_three_groups() -> None:
    accuracy, rand = agreement(groups_of(three_groups()), np.arange(150) % 3)
    assert rand == 1.0
    assert accuracy <= 1.0


def test_row_order_does_not_matter() -> None:
    values = three_groups()
    shuffled = np.random.default_rng(5).permutation(len(values))
    assert (groups_of(values)[shuffled] == groups_of(values[shuffled])).all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(*[st.sampled_from([0.0, 1.0, 2.0, np.nan])] * 3), min_size=1, max_size=40)
)
def test_the_canonical_order_is_that_of_all_values(rows: list[tuple[float, ...]]) -> None:
    """As a sort by every measure from the first to the last has it, missing values last."""
    values = np.array(rows)
    slow = np.lexsort(values.T[::-1])
    assert np.array_equal(values[canonical_order(values)], values[slow], equal_nan=True)


def test_equal_customers_are_in_the_same_group() -> None:
    values = np.repeat(three_groups(30), 5, axis=0)
    labels = groups_of(values).reshape(30, 5)
    assert (labels == labels[:, :1]).all()


def trial(k: int, stability: float, silhouette: float, bic: float, large: bool = True) -> Trial:
    return Trial(k, stability, silhouette, bic, 50, large)


def test_an_unstable_number_of_groups_is_not_chosen() -> None:
    assert choose([trial(2, 0.5, 0.9, 1), trial(3, 0.9, 0.4, 9)]).k == 3


def test_bic_tells_near_silhouettes_apart() -> None:
    assert (
        choose([trial(3, 0.9, 0.50, 900), trial(4, 0.9, 0.49, 800), trial(5, 0.9, 0.4, 1)]).k == 4
    )


def test_a_handful_is_no_group() -> None:
    assert choose([trial(2, 0.8, 0.3, 9), trial(3, 1.0, 0.9, 1, large=False)]).k == 2


def test_without_a_stable_number_the_most_stable_is_taken_and_said() -> None:
    taken = choose([trial(2, 0.4, 0.3, 9), trial(3, 0.6, 0.2, 8)])
    assert (taken.k, taken.stable) == (3, False)


def test_skewed_measures_are_logged_and_missing_ones_are_the_median() -> None:
    values = np.column_stack([np.exp(np.linspace(0, 12, 200)), np.linspace(-3, 3, 200)])
    values[7, 1] = np.nan
    scale = scale_of(values)
    assert scale.logged.tolist() == [True, False]
    assert scale.of(values)[7, 1] == pytest.approx(0, abs=0.02)


def test_one_typing_error_does_not_set_the_scale() -> None:
    values = np.random.default_rng(0).normal(size=(1000, 1))
    wrong = values.copy()
    wrong[0, 0] = 1e12
    assert scale_of(wrong).of(values).std() == pytest.approx(1, abs=0.05)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_assigned_to_the_nearest_centre(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, centres = rng.normal(size=(40, 3)), rng.normal(size=(4, 3))
    labels, closeness = assign(points, centres)
    for point, label in zip(points, labels, strict=True):
        assert label == int(np.argmin(np.linalg.norm(centres - point, axis=1)))
    assert ((closeness >= 0) & (closeness <= 1)).all()


def test_groups_are_said_as_rules() -> None:
    values = np.column_stack([np.r_[np.arange(10.0, 60), np.arange(110.0, 160)], np.zeros(100)])
    rules = rules_of_groups(values, np.repeat([0, 1], 50), ["income", "None of this"])
    assert rules == ["income <= 100", "income > 100"]


def test_a_missing_value_goes_with_the_median_in_rules() -> None:
    values = np.r_[np.arange(60.0), np.arange(500.0, 540), np.nan].reshape(-1, 1)
    rules = rules_of_groups(values, np.r_[np.repeat([0, 1], [60, 40]), 0], ["my money"])
    assert rules == ['("my money" <= 300 OR "my money" IS NULL)', '"my money" > 300']


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e6))
def test_a_short_cut_still_cuts(low: float, gap: float) -> None:
    high = low + gap
    if high > low:
        assert low <= shortest_between(low, high) < high


THREADS_OF_FITS = """
from custseg.models import clustering
with clustering._one_thread():
    from threadpoolctl import threadpool_info
    print(sorted({pool["num_threads"] for pool in threadpool_info()}))
"""


def test_fits_run_on_one_thread_even_when_nothing_has_loaded_their_libraries():
    command = [sys.executable, "-c", THREADS_OF_FITS]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[1]"
