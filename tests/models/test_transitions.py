"""Moves between states and how long states last, against customers counted one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.spells import latest_spell, mean_months, median_months, spells
from custseg.models.transitions import (
    UNKNOWN,
    after_months,
    chances,
    misplaced,
    months_to_leave,
    months_until,
    moves,
)

STATES = 3


@st.composite
def lives(draw: st.DrawFn) -> np.ndarray:
    """A row per month, a column per customer; once known, a customer stays known."""
    months, customers = draw(st.integers(1, 7)), draw(st.integers(1, 9))
    matrix = np.full((months, customers), UNKNOWN, np.uint8)
    for customer in range(customers):
        begin = draw(st.integers(0, months - 1))
        said = draw(
            st.lists(st.integers(0, STATES - 1), min_size=months - begin, max_size=months - begin)
        )
        matrix[begin:, customer] = said
    return matrix


@settings(max_examples=60, deadline=None)
@given(lives())
def test_moves_are_the_customers_counted_one_by_one(matrix: np.ndarray) -> None:
    for before, after in itertools.pairwise(matrix):
        heads = moves(before, after, STATES)
        expected = np.zeros((STATES + 1, STATES), int)
        for was, now in zip(before, after, strict=True):
            if now != UNKNOWN:
                expected[STATES if was == UNKNOWN else was, now] += 1
        assert (heads == expected).all()
        assert heads.sum() == (after != UNKNOWN).sum()


@settings(max_examples=60, deadline=None)
@given(lives())
def test_spells_are_the_runs_of_every_customer(matrix: np.ndarray) -> None:
    months, customers = matrix.shape
    expected = {
        name: np.zeros((STATES, months + 1), int) for name in ("ended", "running", "cut", "still")
    }
    for customer in range(customers):
        runs = [
            (state, len(list(run)))
            for state, run in itertools.groupby(matrix[:, customer].tolist())
        ]
        at = 0
        for state, length in runs:
            is_first, is_last = at == 0, at + length == months
            at += length
            if state == UNKNOWN:
                continue
            kind = "cut" if is_first else "running" if is_last else "ended"
            expected[kind][state, length] += 1
            expected["still"][state, length] += is_last
    found = spells(matrix, STATES)
    for name, counted in expected.items():
        assert (getattr(found, name) == counted).all(), name
    # every customer-month lies in exactly one spell
    lengths = np.arange(months + 1)
    seen = (found.ended + found.running + found.cut) @ lengths
    assert (seen == [(matrix == state).sum() for state in range(STATES)]).all()


@settings(max_examples=60, deadline=None)
@given(lives())
def test_the_latest_spell_begins_where_the_state_was_last_another(matrix: np.ndarray) -> None:
    begin, before = latest_spell(matrix)
    for customer, (at, was) in enumerate(zip(begin, before, strict=True)):
        course = matrix[:, customer]
        assert (course[at:] == course[-1]).all()
        assert at == 0 or course[at - 1] != course[-1]
        assert was == (UNKNOWN if at == 0 else course[at - 1])


def test_mean_and_median_are_those_of_the_lengths() -> None:
    lengths = [1, 1, 2, 5, 5, 7]
    counted = np.bincount(lengths, minlength=9)
    assert mean_months(counted) == pytest.approx(np.mean(lengths))
    assert median_months(counted) == np.median(lengths)
    assert median_months(np.bincount([2, 3])) == 2.5
    assert mean_months(np.zeros(4)) is None
    assert median_months(np.zeros(4)) is None


class TestChain:
    HEADS = np.array([[60, 40, 0], [10, 80, 10], [0, 0, 50]])

    def test_chances_are_shares_of_rows_and_unknown_where_nobody_was(self) -> None:
        p = chances([[3, 1], [0, 0]])
        assert p[0].tolist() == [0.75, 0.25]
        assert np.isnan(p[1]).all()

    def test_months_to_leave_are_those_of_a_geometric_stay(self) -> None:
        leave = months_to_leave(self.HEADS)
        assert leave[:2] == pytest.approx([2.5, 5.0])
        assert np.isnan(leave[2])

    def test_months_until_lost_solve_the_steps_by_hand(self) -> None:
        # a = 1 + .6 a + .4 b; b = 1 + .1 a + .8 b  ->  a = 15, b = 12.5
        assert months_until(self.HEADS, 2) == pytest.approx([15.0, 12.5, 0.0])

    def test_what_is_not_certain_has_no_expected_month(self) -> None:
        with_exit = np.array([[50, 25, 25, 0], [0, 9, 0, 0], [0, 0, 7, 0], [1, 0, 1, 2]])
        assert np.isnan(months_until(with_exit, 2)[[0, 1, 3]]).all()  # state 1 is never left

    def test_simulated_lives_last_as_long_as_expected(self) -> None:
        rng = np.random.default_rng(7)
        p = chances(self.HEADS)
        state, months = np.zeros(900, int), np.zeros(900)
        while (state != 2).any():
            months += state != 2
            state = np.array([rng.choice(3, p=p[s]) if s != 2 else 2 for s in state])
        assert months.mean() == pytest.approx(15.0, rel=0.1)

    def test_months_ahead_are_single_months_one_after_another(self) -> None:
        once = after_months(self.HEADS, [100, 0, 0], 1)
        assert once == pytest.approx([60, 40, 0])
        assert after_months(self.HEADS, once, 2) == pytest.approx(
            after_months(self.HEADS, [100, 0, 0], 3)
        )
        assert after_months([[0, 0], [1, 1]], [5, 0], 3) == pytest.approx([5, 0])  # no known move

    def test_misplaced_is_half_of_all_differences(self) -> None:
        assert misplaced([10, 0], [6, 4]) == pytest.approx(0.4)
        assert misplaced([5, 5], [5, 5]) == 0.0
