"""AUC, its interval, lift, Brier score and tenths: beside brute force and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score

from custseg.models.discrimination import areas, auc, brier, caught, lift, midranks, tenths

CASES = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=4, max_size=40).filter(
    lambda cases: 2 <= sum(happened for _, happened in cases) <= len(cases) - 2
)


def split(cases: list[tuple[int, bool]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([s for s, _ in cases], dtype=float), np.array([h for _, h in cases])


def by_pairs(scores: np.ndarray, happened: np.ndarray) -> float:
    """The share of pairs, one with the event and one without, that are in order."""
    yes, no = scores[happened][:, None], scores[~happened][None, :]
    return float(((yes > no) + 0.5 * (yes == no)).mean())


@settings(max_examples=60)
@given(CASES)
def test_the_area_is_the_share_of_pairs_in_order(cases: list[tuple[int, bool]]) -> None:
    scores, happened = split(cases)
    found = areas(scores[None, :], happened)
    assert found.values[0] == pytest.approx(by_pairs(scores, happened))
    assert found.values[0] == pytest.approx(roc_auc_score(happened, scores))
    low, high = found.interval(0)
    assert 0.0 <= low <= found.values[0] <= high <= 1.0
    assert auc(scores, happened) == pytest.approx(found.values[0])


@settings(max_examples=40)
@given(CASES, st.lists(st.integers(1, 3), min_size=40, max_size=40))
def test_weights_count_equal_cases(cases: list[tuple[int, bool]], counts: list[int]) -> None:
    scores, happened = split(cases)
    times = np.array(counts[: len(cases)])
    whole, told = np.repeat(scores, times), np.repeat(happened, times)
    one, other = areas(scores[None, :], happened, times), areas(whole[None, :], told)
    assert one.values == pytest.approx(other.values)
    assert one.covariance == pytest.approx(other.covariance)
    assert auc(scores, happened, times) == pytest.approx(auc(whole, told))


def test_one_class_alone_has_no_area() -> None:
    assert np.isnan(auc(np.arange(3.0), np.ones(3, bool)))
    assert np.isnan(auc(np.arange(3.0), np.zeros(3, bool)))
    with pytest.raises(ValueError, match="at least two"):
        areas(np.arange(3.0)[None, :], np.array([True, False, False]))


@settings(max_examples=40)
@given(CASES, st.randoms())
def test_nothing_depends_on_the_order_of_the_cases(
    cases: list[tuple[int, bool]], rng: object
) -> None:
    mixed = list(cases)
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = (areas(split(c)[0][None, :], split(c)[1]) for c in (cases, mixed))
    assert one.values == pytest.approx(other.values)
    assert one.covariance == pytest.approx(other.covariance)
    for share in (0.1, 0.2, 0.5):
        assert lift(*split(cases), share) == pytest.approx(lift(*split(mixed), share))


def test_the_variance_is_delongs_by_brute_force() -> None:
    rng = np.random.default_rng(0)
    happened = rng.random(60) < 0.4
    scores = np.round(rng.normal(size=(2, 60)) + happened, 1)
    yes, no = scores[:, happened], scores[:, ~happened]
    order = (yes[:, :, None] > no[:, None, :]) + 0.5 * (yes[:, :, None] == no[:, None, :])
    expected = np.cov(order.mean(axis=2)) / yes.shape[1] + np.cov(order.mean(axis=1)) / no.shape[1]
    assert areas(scores, happened).covariance == pytest.approx(expected)


def test_the_interval_holds_the_truth_in_nineteen_of_twenty_samples() -> None:
    """Scores of the two sides are normal, one apart: the true area is Φ(1/√2)."""
    rng, truth, held = np.random.default_rng(1), 0.7602499389065233, 0
    for _ in range(300):
        happened = rng.random(200) < 0.3
        low, high = areas((rng.normal(size=200) + happened)[None, :], happened).interval(0)
        held += low <= truth <= high
    assert 0.92 <= held / 300 <= 0.98


def test_the_difference_of_a_score_and_itself_is_nothing() -> None:
    rng = np.random.default_rng(2)
    happened, scores = rng.random(50) < 0.5, rng.normal(size=50)
    found = areas(np.stack([scores, scores]), happened)
    assert found.difference(0, 1) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)


@pytest.mark.parametrize("happened", [[True] * 5, [False] * 5, [True, False, False, False, False]])
def test_too_few_on_one_side_are_refused(happened: list[bool]) -> None:
    with pytest.raises(ValueError, match="at least two"):
        areas(np.arange(5.0)[None, :], np.array(happened))


def test_lift_counts_ties_at_the_edge_in_part() -> None:
    scores = np.array([2.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    happened = np.array([True, True, False, True, False, False, False, False, False, True])
    # two of ten places: the one with score 2, and one of the four with score 1, half of whom had it
    assert caught(scores, happened.astype(float), 0.2) == pytest.approx((1 + 0.5) / 4)
    assert lift(scores, happened, 0.2) == pytest.approx((1 + 0.5) / 4 / 0.2)
    assert lift(scores, np.zeros(10, dtype=bool), 0.2) is None


def test_the_brier_score_is_scikit_learns() -> None:
    rng = np.random.default_rng(3)
    happened, chances = rng.random(80) < 0.3, rng.random(80)
    assert brier(chances, happened) == pytest.approx(brier_score_loss(happened, chances))


def test_tenths_are_equal_parts_and_keep_equal_scores_together() -> None:
    assert np.bincount(tenths(np.arange(100.0)))[1:].tolist() == [10] * 10
    assert len(set(tenths(np.ones(7)).tolist())) == 1
    assert tenths(np.empty(0)).tolist() == []


def test_midranks_share_the_mean_of_their_places() -> None:
    assert midranks(np.array([5.0, 5.0, 1.0, 9.0])).tolist() == [2.5, 2.5, 1.0, 4.0]
