"""Uplift: published figures, and intervals that cover what is true as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from custseg.models.power import customers_needed, detectable, power_of
from custseg.models.uplift import (
    customers_for_a_mean,
    holm,
    of_means,
    of_shares,
    without_what_was_before,
)

SETS = 300


def test_newcombes_own_example() -> None:
    """Newcombe 1998, table II, contrast (a) 56/70 against 48/80, method 10: .0524 to .3339."""
    found = of_shares(56, 70, 48, 80)
    assert found.uplift == pytest.approx(0.2)
    assert (found.low, found.high) == (
        pytest.approx(0.0524, abs=5e-5),
        pytest.approx(0.3339, abs=5e-5),
    )
    rare = of_shares(9, 10, 3, 10)
    assert (rare.low, rare.high) == (
        pytest.approx(0.1705, abs=5e-5),
        pytest.approx(0.8090, abs=5e-5),
    )


def covered(made: list[tuple[float, float]], true: float) -> float:
    return float(np.mean([low <= true <= high for low, high in made]))


@pytest.mark.parametrize(("p", "q", "treated", "control"), [
    (0.06, 0.04, 1800, 200), (0.30, 0.25, 270, 30), (0.02, 0.02, 900, 100),
])  # fmt: skip
def test_intervals_of_shares_cover(p: float, q: float, treated: int, control: int) -> None:
    chance = np.random.default_rng(7)
    drawn = zip(chance.binomial(treated, p, SETS), chance.binomial(control, q, SETS), strict=True)
    made = [of_shares(int(a), treated, int(b), control) for a, b in drawn]
    assert 0.92 <= covered([(d.low, d.high) for d in made], p - q) <= 0.98


def test_intervals_of_money_cover_with_and_without_what_was_before() -> None:
    chance = np.random.default_rng(11)
    plain, adjusted, narrower = [], [], []
    for _ in range(SETS):
        before = chance.gamma(2.0, 500.0, 1000)
        is_treated = np.arange(1000) < 800
        spent = 0.7 * before + chance.gamma(2.0, 200.0, 1000) + 40.0 * is_treated
        one = of_means(spent[is_treated], spent[~is_treated])
        less, taken = without_what_was_before(spent, before)
        two = of_means(less[is_treated], less[~is_treated])
        plain.append((one.low, one.high))
        adjusted.append((two.low, two.high))
        narrower.append((two.high - two.low) / (one.high - one.low))
        assert 0.5 < taken < 0.95
    assert 0.92 <= covered(plain, 40.0) <= 0.98
    assert 0.92 <= covered(adjusted, 40.0) <= 0.98
    assert np.mean(narrower) < 0.6


@settings(max_examples=40)
@given(st.lists(st.floats(0, 1000), min_size=2, max_size=30), st.lists(st.floats(0, 1000), min_size=2, max_size=30))  # fmt: skip
def test_means_are_scipys_welch(first: list[float], second: list[float]) -> None:
    one, two = np.array(first), np.array(second)
    assume(min(one.std(), two.std()) > 1e-3)
    peer = ttest_ind(one, two, equal_var=False)
    interval = peer.confidence_interval(0.95)
    found = of_means(one, two)
    assert found.p_value == pytest.approx(float(peer.pvalue), rel=1e-6, abs=1e-12)
    assert (found.low, found.high) == (
        pytest.approx(float(interval.low), rel=1e-6, abs=1e-6),
        pytest.approx(float(interval.high), rel=1e-6, abs=1e-6),
    )


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


def test_many_subgroups_without_effect_rarely_show_one() -> None:
    """Ten subgroups of nothing: some interval misses 0 in every third set, Holm's p stays honest."""
    chance = np.random.default_rng(3)
    naive = honest = 0
    for _ in range(SETS):
        drawn = [of_shares(int(a), 400, int(b), 400) for a, b in chance.binomial(400, 0.2, (10, 2))]
        naive += any(d.sign for d in drawn)
        honest += min(holm([d.p_value for d in drawn])) < 0.05
    assert naive / SETS > 0.3
    assert honest / SETS < 0.09


def test_power_in_simulation() -> None:
    treated, control, base, uplift = 1800, 600, 0.05, 0.03
    promised = power_of(base, uplift, treated, control)
    chance = np.random.default_rng(5)
    drawn = zip(chance.binomial(treated, base + uplift, 1000), chance.binomial(control, base, 1000), strict=True)  # fmt: skip
    seen = np.mean([of_shares(int(a), treated, int(b), control).p_value < 0.05 for a, b in drawn])
    assert seen == pytest.approx(promised, abs=0.04)


@pytest.mark.parametrize(("base", "uplift", "share"), [(0.02, 0.02, 0.1), (0.1, 0.03, 0.5), (0.3, 0.05, 0.2)])  # fmt: skip
def test_needed_customers_have_the_power_that_was_wanted(
    base: float, uplift: float, share: float
) -> None:
    n = customers_needed(base, uplift, share)
    control = round(n * share)
    assert power_of(base, uplift, n - control, control) == pytest.approx(0.8, abs=0.01)
    assert detectable(base, n - control, control) == pytest.approx(uplift, rel=0.02)


def test_fleiss_table() -> None:
    """R's power.prop.test(p1 = .5, p2 = .75, power = .9): n = 76.7 in each group."""
    assert customers_needed(0.5, 0.25, 0.5, power=0.9) == pytest.approx(2 * 76.65, abs=1.5)
    assert detectable(0.5, 3, 2) is None


def test_a_mean_of_few_rich_customers_needs_many() -> None:
    chance = np.random.default_rng(1)
    assert customers_for_a_mean(chance.normal(0, 1, 20_000)) < 5
    assert customers_for_a_mean(chance.exponential(1, 200_000)) == pytest.approx(100, rel=0.15)
    assert customers_for_a_mean(np.ones(9)) == 0
