"""Whether one product tells of another: intervals against exact ones, and chance that tells nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from custseg.models.affinity import Taken, Together
from custseg.models.pairs import lift, share_interval, tells


def pair(everybody: int, has: int, also: int, both: int) -> Together:
    return Together(everybody, np.array([has, also]), np.array([[has, both], [both, also]], float))


def took(has_without: int, has_took: int, without: int, all_took: int) -> Taken:
    return Taken(np.array([0.0, all_took]), np.array([1.0, without]),
                 np.array([[0.0, has_took], [0.0, 0.0]]), np.array([[0.0, has_without], [1.0, 0.0]]))  # fmt: skip


def test_a_lift_of_one_tells_nothing_and_a_high_one_does() -> None:
    assert not tells(pair(1569, 1185, 545, 422), None, 0, 1), "35.6% against 34.7%"
    assert tells(pair(1569, 153, 278, 88), None, 0, 1), "57.5% against 17.7%"
    value, low, high = lift(pair(1569, 153, 278, 88), 0, 1)
    assert value == pytest.approx(88 / 153 * 1569 / 278)
    assert 1 < low < value < high


def test_what_is_taken_counts_before_what_is_held() -> None:
    together = pair(1569, 187, 278, 87)
    assert tells(together, took(134, 2, 2833, 99), 0, 1), "2 of 134 may be chance"
    assert not tells(together, took(1340, 2, 2833, 99), 0, 1), "2 of 1,340 is surely fewer"
    assert tells(pair(1569, 545, 249, 86), took(764, 118, 2976, 155), 0, 1), "held by chance, taken"


def test_a_product_that_all_have_or_nobody_tells_nothing() -> None:
    assert not tells(pair(100, 100, 40, 40), None, 0, 1)
    assert not tells(pair(100, 30, 0, 0), None, 0, 1)
    assert not tells(pair(100, 0, 40, 0), None, 0, 1)


@settings(max_examples=40, deadline=None)
@given(st.integers(50, 2000), st.floats(0.05, 0.9), st.floats(0.05, 0.9))
def test_by_chance_hardly_any_pair_tells(everybody: int, of_has: float, of_also: float) -> None:
    has, also = int(everybody * of_has), int(everybody * of_also)
    draws = hypergeom(everybody, also, has)
    least, most = int(draws.support()[0]), int(draws.support()[1])
    wrong = sum(draws.pmf(both) for both in range(least, most + 1)
                if tells(pair(everybody, has, also, both), None, 0, 1))  # fmt: skip
    assert wrong <= 0.06


def test_a_sample_of_many_is_wilsons_interval() -> None:
    low, high = share_interval(20, 100, 1e12)
    assert (low, high) == (pytest.approx(0.1334, abs=1e-4), pytest.approx(0.2888, abs=1e-4))
    assert share_interval(20, 100, 100) == (0.0, 1.0)
