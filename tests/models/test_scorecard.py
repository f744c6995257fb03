"""The scorecard against its own definition."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest

from custseg.models.scorecard import EVEN, Binned, chance, fit


def drawn(n: int = 4000) -> tuple[list[Binned], np.ndarray]:
    rng = np.random.default_rng(5)
    level, noise = rng.integers(0, 3, n), rng.integers(0, 4, n)
    is_taker = rng.random(n) < np.array([0.05, 0.15, 0.4])[level]
    return [
        Binned("level", level, ("low", "middle", "high")),
        Binned("noise", noise, tuple("abcd")),
    ], is_taker


def test_points_give_the_share_of_takers_back() -> None:
    features, is_taker = drawn()
    card = fit(features[:1], is_taker)
    points = card.points(features[:1])
    for level in range(3):
        mine = features[0].bins == level
        assert chance(points[mine]).mean() == pytest.approx(is_taker[mine].mean(), abs=0.01)


def test_weights_of_evidence_by_hand() -> None:
    features, is_taker = drawn()
    [attribute] = fit(features[:1], is_taker).attributes
    takers = [(is_taker & (features[0].bins == b)).sum() + 0.5 for b in range(3)]
    others = [(~is_taker & (features[0].bins == b)).sum() + 0.5 for b in range(3)]
    wanted = [
        math.log(t / sum(takers) / (o / sum(others))) for t, o in zip(takers, others, strict=True)
    ]
    assert attribute.woe.tolist() == pytest.approx(wanted)


def test_twenty_points_double_the_odds() -> None:
    odds = [c / (1 - c) for c in chance(np.array([EVEN, EVEN + 20]))]
    assert odds == pytest.approx([1.0, 2.0])


def test_a_feature_that_contradicts_its_own_bins_leaves_the_card() -> None:
    features, is_taker = drawn()
    again = Binned("copy", features[0].bins, features[0].labels)
    card = fit([*features, again], is_taker)
    assert all(attribute.coefficient >= 0 for attribute in card.attributes)


def test_without_features_everybody_has_the_base() -> None:
    is_taker = np.array([True] * 20 + [False] * 80)
    card = fit([Binned("same", np.zeros(100, np.int64), ("any",))], is_taker)
    assert chance(np.array([card.base]))[0] == pytest.approx(0.2, abs=0.02)


def test_a_step_too_far_is_halved() -> None:
    """Rare takers and strong features send plain Newton's steps ever further out."""
    rng = np.random.default_rng(0)
    n = 3_000
    is_taker = rng.random(n) < 0.02
    features = []
    for k in range(1, 7):
        signal = np.where(is_taker, 1.0, 0.0) + rng.normal(0, 0.22 * k, n)
        bins = np.digitize(signal, np.linspace(-0.5, 1.5, 19))
        features.append(Binned(f"f{k}", bins, tuple(map(str, range(20)))))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        card = fit(features, is_taker)
        chances = chance(card.points(features))
    assert chances.mean() == pytest.approx(is_taker.mean(), abs=0.01)
