"""Counts of pairs and scores against plain loops over customers."""

from __future__ import annotations

import math
from itertools import product as pairs_of

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.affinity import (
    MOST_BITS,
    Scores,
    baskets,
    by_basket,
    by_holding,
    by_taking,
    reasons_for,
    score_sets,
    taken_between,
    together,
)
from custseg.models.ranking import best_of, judge, surely_better

PRODUCTS = 5
Customers = list[set[int]]
HELD = st.lists(st.sets(st.integers(0, PRODUCTS - 1)), min_size=1, max_size=25)


def sets_of(customers: Customers, products: int = PRODUCTS):  # type: ignore[no-untyped-def]
    pairs = [(c, p) for c, held in enumerate(customers) for p in held]
    customer, item = (
        np.array(column, np.int64) for column in (zip(*pairs, strict=True) if pairs else ([], []))
    )
    return baskets(customer, item, len(customers), products)


@pytest.mark.parametrize("products", [PRODUCTS, MOST_BITS + 10])
@given(customers=HELD)
@settings(max_examples=25)
def test_counts_are_those_of_a_loop(products: int, customers: Customers) -> None:
    found = together(sets_of(customers, products))
    assert found.customers == sum(bool(held) for held in customers)
    for i, j in pairs_of(range(PRODUCTS), repeat=2):
        assert found.pairs[i, j] == sum({i, j} <= held for held in customers)
    assert list(found.holders[:PRODUCTS]) == [
        sum(i in held for held in customers) for i in range(PRODUCTS)
    ]


@pytest.mark.parametrize("products", [PRODUCTS, MOST_BITS + 10])
@given(before=HELD, more=HELD)
@settings(max_examples=25)
def test_what_was_taken_is_what_a_loop_finds(
    products: int, before: Customers, more: Customers
) -> None:
    later = [held | (more[c] if c < len(more) else set()) for c, held in enumerate(before)]
    new = [(c, p) for c, held in enumerate(before) for p in later[c] - held]
    customer, item = (
        np.array(column, np.int64) for column in (zip(*new, strict=True) if new else ([], []))
    )
    found = taken_between(sets_of(before, products), customer, item, np.ones(len(before), bool))
    active = [c for c, held in enumerate(before) if held]
    for j in range(PRODUCTS):
        assert found.taken[j] == sum(j in later[c] - before[c] for c in active)
        assert found.without[j] == sum(j not in before[c] for c in active)
        for i in range(PRODUCTS):
            had = [c for c in active if i in before[c]]
            assert found.pairs[i, j] == sum(j in later[c] - before[c] for c in had)
            assert found.pairs_without[i, j] == sum(j not in before[c] for c in had)


@pytest.mark.parametrize("products", [PRODUCTS, MOST_BITS + 10])
@given(customers=HELD, support=st.integers(1, 4))
@settings(max_examples=25)
def test_the_score_is_the_best_any_held_product_gives(
    products: int, customers: Customers, support: int
) -> None:
    sets, k = sets_of(customers, products), 2.0
    counts = together(sets)
    scores = by_holding(counts, k, support)
    found = score_sets(sets, scores, 0, len(sets.weights))[sets.of_customer]
    active = max(sum(bool(held) for held in customers), 1)
    for c, held in enumerate(customers):
        for j in range(PRODUCTS):
            share = sum(j in other for other in customers) / active
            given_by = [
                (sum({i, j} <= other for other in customers) + k * share) / (holders + k)
                for i in held if (holders := sum(i in other for other in customers)) >= support and i != j
            ]  # fmt: skip
            wanted = -math.inf if j in held else max(given_by, default=share)
            assert found[c, j] == pytest.approx(wanted)


@pytest.mark.parametrize("products", [PRODUCTS, MOST_BITS + 10])
@given(customers=HELD, support=st.integers(1, 4))
@settings(max_examples=25)
def test_of_a_basket_all_that_is_held_counts(
    products: int, customers: Customers, support: int
) -> None:
    sets = sets_of(customers, products)
    found = score_sets(sets, by_basket(together(sets), support), 0, len(sets.weights))
    active = max(sum(bool(held) for held in customers), 1)
    holders = [sum(j in other for other in customers) for j in range(PRODUCTS)]

    def cosine(i: int, j: int) -> float:
        both = sum({i, j} <= other for other in customers)
        return both / math.sqrt(holders[i] * holders[j]) if both else 0.0

    for c, held in enumerate(customers):
        says = [i for i in held if holders[i] >= support]
        added = [sum(cosine(i, j) for i in says) for j in range(PRODUCTS)]
        anything = any(added[j] > 0 for j in range(PRODUCTS) if j not in held)
        for j in set(range(PRODUCTS)) - held:
            score = found[sets.of_customer[c], j]
            if anything:
                assert score == pytest.approx(added[j])
            elif not says:
                assert score == pytest.approx(holders[j] / active)


def test_of_a_basket_the_reason_is_the_product_that_says_most() -> None:
    sets = sets_of([{0, 1}] * 3 + [{0, 2}] * 2 + [{1, 2}], 3)
    scores = by_basket(together(sets), 1)
    line = sets.of_customer[0]
    chosen = np.full((len(sets.weights), 1), -1)
    chosen[line] = 2
    assert reasons_for(sets, scores, 0, len(sets.weights), chosen)[line, 0] == 0


def test_taking_is_rate_times_lift_times_observed_over_expected() -> None:
    before = [{0}] * 40 + [{1}] * 40 + [{0, 2}] * 20
    sets = sets_of(before, 3)
    customer = np.arange(30)  # thirty who have product 0 take product 1
    taken = taken_between(sets, customer, np.ones(30, np.int64), np.ones(100, bool))
    scores = by_taking(together(sets), taken, 20, 30)
    rate = 30.5 / 61
    share = 40 / 100
    lift = (0 + 20 * share) / (60 + 20) / share
    expected = 60 * rate * lift
    assert scores.given[0, 1] == pytest.approx(rate * lift * (30 + 20) / (expected + 20))
    assert scores.alone[1] == pytest.approx(rate)
    assert np.isneginf(scores.given[2]).all(), "twenty holders are too few to say anything"


def test_the_reason_is_the_product_that_gives_the_score() -> None:
    sets = sets_of([{0, 1}, {1}], 3)
    scores = Scores(
        np.array([[-np.inf, 0.2, 0.7], [0.1, -np.inf, 0.3], [0.5, 0.5, -np.inf]]),
        np.array([0.1, 0.1, 0.1]),
    )
    lines = sets.of_customer
    chosen = np.full((2, 1), 2)
    assert reasons_for(sets, scores, 0, 2, chosen)[lines, 0].tolist() == [0, 1]


def test_lists_are_best_first_and_ties_go_to_the_first_column() -> None:
    scores = np.array([[0.1, 0.5, 0.5, -np.inf], [-np.inf, -np.inf, 0.2, -np.inf]])
    assert best_of(scores, 3).tolist() == [[1, 2, 0], [2, -1, -1]]


def test_average_precision_by_hand() -> None:
    chosen = np.array([[4, 2, 0], [1, 3, -1]])
    is_taken = np.array([[True, False, True], [False, False, True]])
    found = judge(chosen, is_taken, np.array([2, 1]))
    assert found.hits.tolist() == [1.0, 0.0]
    assert found.precision.tolist() == pytest.approx([(1 + 2 / 3) / 2, 0.0])


def test_a_gain_must_be_two_standard_errors() -> None:
    assert surely_better(np.ones(50), np.zeros(50)) is True
    assert surely_better(np.zeros(50), np.ones(50)) is False
    assert surely_better(np.array([1.0, 0.0] * 20), np.array([0.0, 1.0] * 20)) is None
