"""Charts on the page: every mark in its place, whatever the values are."""

from __future__ import annotations

import math
from itertools import pairwise
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.render.html.drawing import drawing_of
from custseg.render.html.scale import apart, places_of, scale_of
from custseg.result import Chart

NUMBERS = st.one_of(st.none(), st.floats(-1e12, 1e12), st.just(math.nan), st.just(math.inf))


def drawn(chart: Chart) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<all>{drawing_of(chart)}</all>").iter())


def numbers(element: ElementTree.Element, *names: str) -> list[float]:
    return [float(element.get(name, "nan")) for name in names]


@pytest.mark.parametrize("names", [["A", "B", "C"], [f"a rather long name {i}" for i in range(20)]])
def test_bars_are_as_long_as_their_values(names: list[str]) -> None:
    values = [float(i % 5 + 1) for i in range(len(names))]
    frame = pl.DataFrame({"segment": names, "money": values})
    bars = [
        e for e in drawn(Chart("segments", "bar", frame, "segment", ("money",))) if e.tag == "rect"
    ]
    side = "height" if len(names) == 3 else "width"
    lengths = [numbers(bar, side)[0] for bar in bars]
    assert [length / lengths[0] for length in lengths] == pytest.approx(
        [v / values[0] for v in values], rel=1e-3
    )
    assert bars[1].findtext("title") == f"{names[1]} · Money: 2.00"


def test_a_bar_below_nought_hangs_from_the_ground() -> None:
    frame = pl.DataFrame({"segment": ["up", "down"], "money": [2.0, -2.0]})
    up, down = (
        e for e in drawn(Chart("x", "bar", frame, "segment", ("money",))) if e.tag == "rect"
    )
    (y_up, height_up), (y_down, height_down) = (
        numbers(up, "y", "height"),
        numbers(down, "y", "height"),
    )
    assert y_up + height_up == pytest.approx(y_down)
    assert height_up == pytest.approx(height_down)


def test_what_is_missing_leaves_a_gap_in_the_line() -> None:
    frame = pl.DataFrame(
        {"month": ["1", "2", "3", "4", "5"], "money": [1.0, 2.0, None, 4.0, math.nan]}
    )
    elements = drawn(Chart("x", "line", frame, "month", ("money",)))
    paths = [e.get("points", "").split() for e in elements if e.tag == "polyline"]
    assert [len(path) for path in paths] == [2, 1]
    assert len([e for e in elements if e.tag == "circle"]) == 3


def test_the_parts_of_a_whole_fill_their_column() -> None:
    frame = pl.DataFrame({"month": ["1", "2"], "customers": [3, 0], "accounts": [1, 5]})
    parts = [
        e
        for e in drawn(Chart("x", "stack", frame, "month", ("customers", "accounts")))
        if e.tag == "rect"
    ]
    heights = [numbers(part, "height")[0] for part in parts]
    assert len(parts) == 3
    assert heights[0] + heights[1] == pytest.approx(heights[2])
    assert heights[0] == pytest.approx(3 * heights[1])


def test_a_curve_over_shares_stands_beside_that_of_equal_shares() -> None:
    frame = pl.DataFrame({"customers_share": [0.0, 0.5, 1.0], "money_share": [0.0, 0.1, 1.0]})
    elements = drawn(Chart("lorenz", "share", frame, "customers_share", ("money_share",)))
    [even] = [e for e in elements if e.get("class") == "even"]
    [path] = [e.get("points", "").split() for e in elements if e.tag == "polyline"]
    ends = [tuple(map(float, point.split(","))) for point in (path[0], path[-1])]
    assert [*ends[0], *ends[1]] == pytest.approx(numbers(even, "x1", "y1", "x2", "y2"), abs=0.1)


def test_columns_of_another_unit_get_a_drawing_of_their_own() -> None:
    frame = pl.DataFrame({"segment": ["a", "b"], "customers": [1, 2], "money": [1e6, 2e6]})
    elements = drawn(Chart("x", "bar", frame, "segment", ("customers", "money")))
    assert len([e for e in elements if e.tag == "svg"]) == 2
    assert {e.get("class") for e in elements if e.tag == "rect"} == {"s0", "s1"}


@pytest.mark.parametrize("kind", ["bar", "line", "share", "stack"])
@given(values=st.lists(st.tuples(NUMBERS, NUMBERS), max_size=20), named=st.text(max_size=30))
def test_no_value_leaves_the_drawing(
    kind: str, values: list[tuple[float, float]], named: str
) -> None:
    x = range(len(values)) if kind == "share" else [named] * len(values)
    frame = pl.DataFrame({"x": x, "a": [v[0] for v in values], "b": [v[1] for v in values]},
                         schema={"x": pl.Int64 if kind == "share" else pl.String, "a": pl.Float64, "b": pl.Float64})  # fmt: skip
    elements = drawn(Chart("k", kind, frame, "x", ("a", "b")))  # type: ignore[arg-type]
    highest = max(
        (float(e.get("viewBox", "").split()[3]) for e in elements if e.tag == "svg"), default=0.0
    )
    for element in elements:
        for side in ("x", "cx", "x1", "x2"):
            assert -1 <= float(element.get(side, "0")) <= 641
        for side in ("y", "cy", "y1", "y2"):
            assert -1 <= float(element.get(side, "0")) <= highest + 1
        for side in ("width", "height"):
            if element.tag == "rect":
                assert float(element.get(side, "")) >= 0


@given(st.lists(NUMBERS, max_size=8), st.booleans())
def test_a_scale_holds_every_value_between_round_numbers(
    values: list[float | None], whole: bool
) -> None:
    scale = scale_of(values, 0.0, 100.0, whole=whole)
    there = [v for v in values if v is not None and math.isfinite(v)]
    hair = 1e-8 * (scale.high - scale.low)
    assert scale.low <= min([0.0, *there]) + hair
    assert scale.high >= max([0.0, *there]) - hair
    assert scale.ticks[0] == scale.low
    assert 2 <= len(scale.ticks) <= 9
    assert list(scale.ticks) == sorted(set(scale.ticks))


def centres(chart: Chart) -> list[float]:
    return [numbers(e, "cx")[0] for e in drawn(chart) if e.tag == "circle"]


def test_months_and_numbers_stand_in_their_distances() -> None:
    months = pl.DataFrame({"month": ["2024-11", "2024-12", "2025-03"], "customers": [1, 2, 3]})
    a, b, c = centres(Chart("x", "line", months, "month", ("customers",)))
    assert c - b == pytest.approx(3 * (b - a), abs=0.01)
    amounts = pl.DataFrame({"budget_total": [0.0, 10.0, 100.0], "customers": [1, 2, 3]})
    a, b, c = centres(Chart("x", "line", amounts, "budget_total", ("customers",)))
    assert c - b == pytest.approx(9 * (b - a), abs=0.01)


def test_a_missing_month_leaves_a_gap_in_the_line() -> None:
    months = pl.DataFrame({"month": ["2024-09", "2024-11", "2024-12"], "customers": [1, 2, 3]})
    paths = [e for e in drawn(Chart("x", "line", months, "month", ("customers",))) if e.tag == "polyline"]  # fmt: skip
    assert [len(e.get("points", "").split()) for e in paths] == [1, 2]


def test_numbers_along_a_line_say_what_they_are() -> None:
    frame = pl.DataFrame({"months_later": [1, 2], "retained": [1.0, 0.5]})
    below = [e.text for e in drawn(Chart("x", "line", frame, "months_later", ("retained",))) if e.tag == "p"]  # fmt: skip
    assert below == ["Months later"]


def test_places_that_do_not_rise_are_steps() -> None:
    assert places_of(["b", "a"]) == [0.0, 1.0]
    assert places_of([3, 1, 2]) == [0.0, 1.0, 2.0]
    assert places_of(["2024-12", "2025-01"], months=True) == [24300.0, 24301.0]
    assert places_of(["2024-12", "unknown"], months=True) == [0.0, 1.0]


@pytest.mark.parametrize("names", [["a" * 17, "b" * 18, "c" * 19, "d" * 20], ["安居住房贷款"] * 20])
def test_names_beside_lying_bars_are_cut_only_for_lack_of_room(names: list[str]) -> None:
    frame = pl.DataFrame({"segment": names, "money": [1.0] * len(names)})
    elements = drawn(Chart("x", "bar", frame, "segment", ("money",)))
    said = [e.text for e in elements if e.tag == "text" and e.get("class") == "end"]
    assert said == names


def test_values_of_lying_bars_do_not_touch() -> None:
    names = [f"a rather long name {i}" for i in range(5)]
    frame = pl.DataFrame({"segment": names, "a": [1.0] * 5, "b": [1.1] * 5})
    elements = drawn(Chart("x", "bar", frame, "segment", ("a", "b")))
    heights = [numbers(e, "y")[0] for e in elements if e.get("class") == "value"]
    assert min(b - a for a, b in pairwise(heights)) >= 12


def test_names_that_do_not_fit_side_by_side_are_thinned_out() -> None:
    assert apart([0.0, 40.0, 80.0], [30.0, 20.0, 30.0]) == [0, 1, 2]
    assert apart([0.0, 40.0, 80.0, 120.0], [60.0] * 4) == [0, 2]
    assert apart([], []) == []
