"""Scores from thresholds: ties, order, monotony, and the figures of the R package rfm."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import UsageError
from custseg.models.rfm import (
    ScoreRule,
    center_of,
    class_cells,
    cut_points,
    measure,
    quantiles,
    score,
)
from custseg.models.rfm_maps import EIGHT, RF25, Box, prove, rf25

RULES: list[ScoreRule] = ["above", "at_least", "r_rfm"]
money = st.lists(
    st.decimals(-10_000, 1_000_000, places=2, allow_nan=False), min_size=1, max_size=60
).map(lambda amounts: pl.Series("money", amounts, dtype=pl.Decimal(38, 6)))
days = st.lists(st.integers(0, 40), min_size=1, max_size=60).map(pl.Series)


class TestQuantiles:
    @given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1), st.integers(2, 9))
    @settings(max_examples=50, deadline=None)
    def test_are_type_7_as_numpy_has_them(self, values: list[float], parts: int) -> None:
        ours = quantiles(pl.Series(values), parts)
        theirs = np.quantile(values, [k / parts for k in range(1, parts)])
        assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-6)

    def test_between_equal_values_is_that_value_to_the_last_bit(self) -> None:
        assert quantiles(pl.Series([0.1] * 7), 5) == (0.1, 0.1, 0.1, 0.1)

    def test_nothing_gives_nothing(self) -> None:
        assert quantiles(pl.Series([None], dtype=pl.Float64), 5) == ()


class TestScores:
    @given(days, st.sampled_from(RULES), st.integers(2, 9), st.booleans())
    @settings(max_examples=60, deadline=None)
    def test_equal_values_get_equal_scores_and_scores_are_monotone(
        self, values: pl.Series, rule: ScoreRule, bins: int, reverse: bool
    ) -> None:
        scored = measure(values, bins, rule=rule, fewer_is_better=reverse)
        pairs = sorted(zip(values.to_list(), scored.scores.to_list(), strict=True))
        by_value = dict(pairs)
        assert all(by_value[value] == given for value, given in pairs)
        ordered = [by_value[value] for value in sorted(by_value)]
        assert ordered == sorted(ordered, reverse=reverse)
        assert all(1 <= given <= bins for given in ordered)

    @given(money, st.sampled_from(RULES), st.randoms())
    @settings(max_examples=50, deadline=None)
    def test_row_order_never_matters(self, values: pl.Series, rule: ScoreRule, random) -> None:
        order = list(range(len(values)))
        random.shuffle(order)
        shuffled = values.gather(order)
        there = measure(values, 5, rule=rule)
        here = measure(shuffled, 5, rule=rule)
        assert here.cuts == there.cuts
        assert here.scores.to_list() == there.scores.gather(order).to_list()

    def test_a_crowd_of_one_order_customers_shares_the_lowest_score(self) -> None:
        orders = pl.Series([1] * 54 + [2] * 20 + [3] * 10 + [4] * 8 + [9] * 8)
        scored = measure(orders, 5)
        assert scored.cuts == (1.0, 1.0, 2.0, 3.0)
        assert scored.counts == (54, 0, 20, 10, 16)

    def test_fewer_values_than_scores_leaves_scores_empty_without_renumbering(self) -> None:
        scored = measure(pl.Series([5, 5, 5]), 5)
        assert (scored.distinct, scored.counts) == (1, (3, 0, 0, 0, 0))
        assert scored.empty_scores == (2, 3, 4, 5)

    def test_one_customer_and_no_customer(self) -> None:
        assert measure(pl.Series([17]), 5).scores.to_list() == [1]
        assert measure(pl.Series([], dtype=pl.Int64), 5).scores.to_list() == []

    def test_nulls_are_not_scored_and_negative_values_are(self) -> None:
        values = pl.Series([None, -3.0, 0.0, 4.0])
        assert score(values, (-1.0, 1.0)).to_list() == [None, 1, 2, 3]

    @pytest.mark.parametrize(("rule", "expected"), [("above", [1, 1, 2]), ("at_least", [1, 2, 2])])
    def test_a_value_on_a_cut_point(self, rule: ScoreRule, expected: list[int]) -> None:
        assert score(pl.Series([1, 2, 3]), (2.0,), rule).to_list() == expected

    def test_recency_is_reversed_and_a_day_on_the_cut_counts_as_near(self) -> None:
        near = score(pl.Series([0, 30, 31, 400]), (30.0, 90.0), fewer_is_better=True)
        assert near.to_list() == [3, 3, 2, 1]

    def test_own_cut_points_are_taken_as_they_are(self) -> None:
        assert measure(
            pl.Series([1, 4, 9]), 5, cuts=(2, 4, 6, 8), rule="at_least"
        ).scores.to_list() == [1, 3, 5]

    def test_the_rule_of_the_r_package(self) -> None:
        values = pl.Series([10, 20, 30, 40, 50])
        assert cut_points(values, 5, "r_rfm") == pytest.approx((19.0, 27.0, 35.0, 43.0))


class TestEightClasses:
    def test_the_cell_is_one_on_the_good_side_of_the_median(self) -> None:
        recency, frequency = pl.Series([1, 10, 100]), pl.Series([5, 2, 1])
        spent = pl.Series([10.0, 500.0, 500.0])
        centers = [center_of(s, "median") for s in (recency, frequency, spent)]
        assert centers == [10.0, 2.0, 500.0]
        cells = class_cells(recency, frequency, spent, [c for c in centers if c is not None])
        assert cells.to_list() == ["110", "111", "001"]

    def test_the_mean_is_exact_whatever_the_order(self) -> None:
        values = [1e16, 1.0, -1e16, 1.0]
        assert (
            center_of(pl.Series(values), "mean")
            == center_of(pl.Series(values[::-1]), "mean")
            == 0.5
        )

    def test_there_are_eight_and_each_has_its_own_name(self) -> None:
        assert len(set(EIGHT.values())) == len(EIGHT) == 8


class TestMaps:
    def test_the_25_cell_map_is_a_partition(self) -> None:
        cells = rf25()
        assert len(cells) == 125
        assert set(cells.values()) == set(RF25.values())
        assert (cells["111"], cells["555"], cells["155"], cells["331"], cells["514"]) == (
            "hibernating", "champions", "cant_lose", "need_attention", "new")  # fmt: skip

    def test_a_hole_is_an_error_that_names_the_cells(self) -> None:
        boxes = [Box("好", (2, 2), (1, 2), (1, 2))]
        with pytest.raises(
            UsageError, match="4 of 8 cells have no segment: 111, 112, 121, 122"
        ) as e:
            prove(boxes, bins=2)
        assert "rest" in e.value.hint

    def test_an_overlap_is_an_error_that_names_both(self) -> None:
        boxes = [Box("all", (1, 2), (1, 2), (1, 2)), Box("top", (2, 2), (2, 2), (2, 2))]
        with pytest.raises(UsageError, match=r"1 of 8 cells .* 222 \(all / top\)") as e:
            prove(boxes, bins=2)
        assert "overlap" in e.value.hint

    def test_holes_and_overlaps_are_allowed_when_written_down(self) -> None:
        boxes = [Box("top", (2, 2), (2, 2), (1, 2)), Box("near", (2, 2), (1, 2), (1, 2))]
        cells = prove(boxes, bins=2, overlap="first", rest="Others")
        assert (cells["222"], cells["212"], cells["112"]) == ("top", "near", "Others")

    def test_one_segment_may_be_several_boxes(self) -> None:
        boxes = [Box("x", (1, 1), (1, 2), (1, 2)), Box("x", (1, 2), (1, 2), (1, 2))]
        assert set(prove(boxes, bins=2).values()) == {"x"}

    @pytest.mark.parametrize("span", [(0, 2), (2, 1), (1, 6)])
    def test_scores_outside_the_bins_are_refused(self, span: tuple[int, int]) -> None:
        with pytest.raises(UsageError, match="not within 1 to 5"):
            prove([Box("x", span, (1, 5), (1, 5))], bins=5)

    @given(st.integers(2, 4), st.data())
    @settings(max_examples=40, deadline=None)
    def test_what_is_accepted_names_every_cell_once(self, bins: int, data: st.DataObject) -> None:
        cut = data.draw(st.integers(1, bins - 1))
        full = (1, bins)
        boxes = [Box("low", full, (1, cut), full), Box("high", full, (cut + 1, bins), full)]
        cells = prove(boxes, bins)
        assert len(cells) == bins**3
        assert all(
            name == ("low" if int(cell[1]) <= cut else "high") for cell, name in cells.items()
        )
