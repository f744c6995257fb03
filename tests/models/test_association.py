"""Explained shares against slow counts, known identities, and what chance says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.association import equal_parts, eta_squared, explained_by_chance, ranks, tau


def test_eta_squared_by_hand() -> None:
    values, groups = np.array([1.0, 2.0, 3.0, 10.0, 12.0]), np.array([0, 0, 0, 1, 1])
    within = 2.0 + 2.0  # around 2 and around 11
    total = float(((values - values.mean()) ** 2).sum())
    assert eta_squared(values, groups) == pytest.approx(1 - within / total)


def test_of_ranks_it_is_kruskal_wallis() -> None:
    from scipy.stats import kruskal, rankdata

    rng = np.random.default_rng(4)
    values, groups = rng.integers(0, 30, 400).astype(float), rng.integers(0, 3, 400)
    h = kruskal(*(values[groups == g] for g in range(3))).statistic
    assert ranks(values).tolist() == rankdata(values).tolist()
    assert eta_squared(ranks(values), groups) == pytest.approx(h / 399)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=4, max_size=60))
def test_of_two_labels_tau_is_eta_squared(rows: list[tuple[int, bool]]) -> None:
    groups, labels = np.array([g for g, _ in rows]), np.array([int(x) for _, x in rows])
    heads = np.zeros((4, 2), dtype=np.int64)
    np.add.at(heads, (groups, labels), 1)
    one, other = tau(heads), eta_squared(labels.astype(float), groups)
    assert one == pytest.approx(other, nan_ok=True)


def test_tau_of_groups_that_say_all_and_nothing() -> None:
    assert tau(np.array([[5, 0, 0], [0, 7, 0], [0, 0, 2]])) == 1.0
    assert tau(np.array([[10, 20], [5, 10]])) == pytest.approx(0)
    assert np.isnan(tau(np.array([[5], [3]])))


def test_groups_by_lot_explain_what_chance_says() -> None:
    """The mean over draws, of numbers and of labels: exactly (k - 1) / (n - 1)."""
    rng = np.random.default_rng(1)
    values, labels = rng.lognormal(size=60), rng.integers(0, 4, 60)
    groups = np.repeat([0, 1, 2], [10, 20, 30])
    found = []
    for _ in range(3000):
        drawn = rng.permutation(groups)
        heads = np.zeros((3, 4), dtype=np.int64)
        np.add.at(heads, (drawn, labels), 1)
        found.append((eta_squared(values, drawn), tau(heads)))
    assert np.mean(found, axis=0) == pytest.approx([explained_by_chance(60, 3)] * 2, rel=0.04)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=60), st.integers(1, 6))
def test_parts_are_ordered_and_part_no_equals(values: list[int], k: int) -> None:
    parts = equal_parts(np.array(values, dtype=float), k)
    assert set(parts) <= set(range(k))
    for one, a in zip(values, parts, strict=True):
        for other, b in zip(values, parts, strict=True):
            assert a == b if one == other else (a <= b if one < other else a >= b)
