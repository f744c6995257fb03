"""Logistic regression: the optimum of scikit-learn, and weights that can be read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from custseg.models.boosted import Boosted
from custseg.models.discrimination import areas
from custseg.models.logistic import Logistic


def drawn(seed: int, n: int = 400, k: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    columns = rng.normal(size=(n, k)) * [1.0, 10.0, 0.1, 3.0][:k] + 5.0
    log_odds = 0.8 * (columns[:, 0] - 5.0) - 0.1 * (columns[:, 1] - 5.0) - 0.5
    return columns, rng.random(n) < 1 / (1 + np.exp(-log_odds))


@pytest.mark.parametrize("ridge", [0.1, 10.0, 100.0])
def test_the_optimum_is_scikit_learns(ridge: float) -> None:
    columns, happened = drawn(1)
    ours = Logistic.fit(columns, happened, ridge)
    scaled = (columns - columns.mean(axis=0)) / columns.std(axis=0)
    peer = LogisticRegression(C=1 / ridge, tol=1e-10, max_iter=1000).fit(scaled, happened)
    assert ours.weights == pytest.approx(peer.coef_[0], abs=1e-5)
    assert ours.intercept == pytest.approx(peer.intercept_[0], abs=1e-5)
    assert ours.chances(columns) == pytest.approx(peer.predict_proba(scaled)[:, 1], abs=1e-5)


def test_the_mean_chance_is_the_share_it_learned_from() -> None:
    columns, happened = drawn(2)
    assert Logistic.fit(columns, happened).chances(columns).mean() == pytest.approx(happened.mean())


def test_contributions_add_up_to_the_log_odds() -> None:
    columns, happened = drawn(3)
    found = Logistic.fit(columns, happened)
    log_odds = found.intercept + found.contributions(columns).sum(axis=1)
    assert found.chances(columns) == pytest.approx(1 / (1 + np.exp(-log_odds)))


def test_what_is_not_known_says_nothing() -> None:
    columns, happened = drawn(4)
    columns[::3, 0] = np.nan
    found = Logistic.fit(columns, happened)
    assert (found.contributions(columns)[::3, 0] == 0).all()
    assert np.isfinite(found.chances(columns)).all()


def test_a_weight_never_contradicts_what_its_column_says_alone() -> None:
    """Of two columns that say nearly the same, one gets a weight of the wrong sign; it is taken out."""
    rng = np.random.default_rng(5)
    first = rng.normal(size=600)
    second = first + 0.3 * rng.normal(size=600)
    happened = rng.random(600) < 1 / (1 + np.exp(-(2.0 * first - 1.0 * second)))
    columns = np.column_stack([first, second])
    assert Logistic.fit(columns, happened, 0.1).weights[1] < 0
    readable = Logistic.fit_readable(columns, happened, 0.1)
    assert readable.weights[0] > 0
    assert readable.weights[1] == 0


def test_columns_that_part_the_events_exactly_and_columns_without_spread_stay_finite() -> None:
    happened = np.arange(100) >= 50
    columns = np.column_stack([np.arange(100.0), np.full(100, 7.0), np.full(100, np.nan)])
    found = Logistic.fit_readable(columns, happened)
    assert np.isfinite(found.weights).all()
    assert found.weights[1:].tolist() == [0.0, 0.0]
    assert found.chances(columns)[0] < 0.1 < 0.9 < found.chances(columns)[-1]


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(1e-6, 1e9))
def test_units_do_not_matter(seed: int, factor: float) -> None:
    columns, happened = drawn(seed, 80, 3)
    if 0 < happened.sum() < 80:
        one = Logistic.fit(columns, happened).chances(columns)
        other = Logistic.fit(columns * factor, happened).chances(columns * factor)
        assert one == pytest.approx(other, abs=1e-6)


@pytest.mark.parametrize("model", [Logistic, Boosted])
@pytest.mark.parametrize("value", [True, False])
def test_one_class_only_is_refused(model: type[Logistic] | type[Boosted], value: bool) -> None:
    with pytest.raises(ValueError, match="all or to none"):
        model.fit(np.zeros((10, 2)), np.full(10, value))


def test_trees_find_what_no_line_can_and_do_not_know_the_order_of_rows() -> None:
    rng = np.random.default_rng(6)
    columns = rng.normal(size=(2000, 2))
    happened = (columns[:, 0] * columns[:, 1] > 0) ^ (rng.random(2000) < 0.1)
    trees = Boosted.fit(columns, happened)
    assert areas(trees.chances(columns)[None, :], happened).values[0] > 0.85
    assert (
        areas(Logistic.fit(columns, happened).chances(columns)[None, :], happened).values[0] < 0.6
    )
    mixed = rng.permutation(2000)
    again = Boosted.fit(columns[mixed], happened[mixed])
    assert again.chances(columns).tolist() == trees.chances(columns).tolist()
    assert trees.chances(columns[:0]).tolist() == []
