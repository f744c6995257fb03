"""Budget: the best split is SciPy's, simple splits never beat it, and what is no concave curve is refused."""

from __future__ import annotations

from datetime import date
from math import inf

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from custseg.errors import InputError, UsageError
from custseg.facts.rows import FactSettings
from custseg.models.response import (
    Choice,
    Pieces,
    Power,
    Saturating,
    best_split,
    even_split,
    scaled,
)
from custseg.plan.book import Book
from custseg.plan.budget import BudgetSettings, budget
from custseg.schema.dataset import Dataset
from custseg.settings import fill

amounts = st.floats(1, 1000)


@st.composite
def smooth(draw: st.DrawFn) -> Choice:
    if draw(st.booleans()):
        curve: Saturating | Power = Saturating(draw(amounts), draw(st.floats(5, 500)))
    else:
        curve = Power(draw(st.floats(0.5, 50)), draw(st.floats(0.1, 0.9)))
    least = draw(st.sampled_from([0.0, 0.0, 5.0]))
    return Choice(curve, least, draw(st.sampled_from([inf, 60.0, 300.0])))


@st.composite
def pieces(draw: st.DrawFn) -> Choice:
    lengths = draw(st.lists(st.integers(1, 50), min_size=1, max_size=4))
    slopes = sorted(draw(st.lists(st.integers(-1, 9), min_size=len(lengths), max_size=len(lengths))))[::-1]  # fmt: skip
    spends = (0.0, *np.cumsum(lengths).astype(float))
    values = (0.0, *np.cumsum(np.multiply(lengths, slopes)).astype(float))
    least = draw(st.sampled_from([0.0, 2.0]))
    return Choice(Pieces(spends, values), least, draw(st.sampled_from([spends[-1] + least, 30.0])))


def by_scipy(choices: list[Choice], total: float) -> float:
    """The most that SciPy finds, from several beginnings."""
    bounds = [(c.least, min(c.most, total)) for c in choices]

    def lost(x: np.ndarray) -> float:
        return -sum(c.curve.value(float(max(s, 0.0))) for c, s in zip(choices, x, strict=True))

    begin = [
        np.array(best_split(choices, total).spends),
        np.array(even_split(choices, [1.0] * len(choices), total).spends),
    ]
    return max(
        -minimize(lost, start, bounds=bounds, method="SLSQP",
                  constraints={"type": "ineq", "fun": lambda x: total - x.sum()},
                  options={"maxiter": 300, "ftol": 1e-12}).fun
        for start in begin
    )  # fmt: skip


@settings(max_examples=60)
@given(st.lists(smooth(), min_size=1, max_size=5), st.floats(30, 2000))
def test_the_best_split_of_smooth_curves_is_scipys(choices: list[Choice], total: float) -> None:
    split = best_split(choices, total)
    assert sum(split.spends) <= total * (1 + 1e-9)
    assert all(c.least <= s <= c.most for c, s in zip(choices, split.spends, strict=True))
    assert split.value == pytest.approx(by_scipy(choices, total), rel=1e-6)


@settings(max_examples=100)
@given(st.lists(pieces(), min_size=1, max_size=5), st.integers(10, 300))
def test_the_best_split_of_straight_lines_is_the_linear_programme(
    choices: list[Choice], total: int
) -> None:
    split = best_split(choices, total)
    gains, rows, sizes = [], [], []
    for number, choice in enumerate(choices):
        curve = choice.curve
        assert isinstance(curve, Pieces)
        stretches = [*np.diff(curve.spends), 1e6]
        for slope, length in zip([*curve.slopes(), 0.0], stretches, strict=True):
            gains.append(-slope)
            sizes.append((0, length))
            rows.append(number)
    member = np.array([[float(r == n) for r in rows] for n in range(len(choices))])
    answer = linprog(
        gains, bounds=sizes,
        A_ub=np.vstack([np.ones(len(rows)), member, -member]),
        b_ub=[total, *(c.most for c in choices), *(-c.least for c in choices)],
    )  # fmt: skip
    # Beyond the last point the curve is level, even where it fell before.
    if all(min(c.curve.slopes()) >= 0 for c in choices if isinstance(c.curve, Pieces)):
        assert split.value == pytest.approx(-answer.fun, abs=1e-6)
    assert sum(split.spends) <= total + 1e-9


@settings(max_examples=60)
@given(st.lists(st.one_of(smooth(), pieces()), min_size=2, max_size=5), st.floats(30, 900))
def test_simple_splits_never_beat_the_best(choices: list[Choice], total: float) -> None:
    best = best_split(choices, total)
    for weights in ([1.0] * len(choices), list(range(1, len(choices) + 1))):
        simple = even_split(choices, weights, total)
        assert sum(simple.spends) <= total * (1 + 1e-9)
        assert best.value >= simple.value - 1e-6 * abs(simple.value) - 1e-9


@settings(max_examples=60)
@given(st.lists(smooth(), min_size=1, max_size=4), st.floats(40, 900))
def test_the_shadow_price_is_what_a_little_more_brings(choices: list[Choice], total: float) -> None:
    here, more = best_split(choices, total), best_split(choices, total * 1.0001)
    seen = (more.value - here.value) / (total * 0.0001)
    assert here.shadow_price >= seen * (1 - 1e-2) - 1e-6
    assert more.shadow_price <= seen * (1 + 1e-2) + 1e-6


def test_a_curve_of_one_customer_becomes_that_of_many() -> None:
    for one in (Saturating(40.0, 5.0), Power(3.0, 0.5), Pieces((0.0, 2.0, 4.0), (0.0, 5.0, 6.0))):
        assert scaled(one, 100).value(300.0) == pytest.approx(100 * one.value(3.0))


# --- the part of a plan ----------------------------------------------------------------------------

CUSTOMERS = pl.DataFrame({
    "customer_id": [f"{n:03}" for n in range(100)],
    "tier": ["gold"] * 20 + ["basic"] * 80,
    "value": [float(n) for n in range(100)],
})  # fmt: skip


def book() -> Book:
    dataset = Dataset.from_frames({"customers": CUSTOMERS.select("customer_id")}, date(2025, 6, 30))
    return Book(dataset, CUSTOMERS, FactSettings(), levels=("gold", "basic"))


def made(**said: object) -> BudgetSettings:
    return fill(BudgetSettings, said, "budget")


GOLD = {"name": "金卡", "when": "tier = '金卡'", "top": "50万", "scale": "10万"}
BASIC = {"name": "普通", "when": "tier = 'basic'", "curve": "linear", "brings": 300, "costs": 200}


def test_money_goes_where_the_last_yuan_brings_most() -> None:
    part = budget(book(), made(total="20万", option=[GOLD, BASIC]))
    table = part.tables["budget"]
    assert table["customers"].to_list() == [20, 80]
    # 5 e^(-s/10) = 1.5 at s = 12.04 (万); basic takes at most 80 × 200 = 1.6万, all of it before the rest.
    assert table["budget_spent"].to_list() == pytest.approx([184_000.0, 16_000.0])
    assert part.evidence["shadow_price"] == pytest.approx(5 * np.exp(-1.84))
    splits = dict(part.tables["budget_splits"].select("budget_split", "brought").iter_rows())
    assert splits["best"] >= max(splits["equal"], splits["heads"])
    assert any("one more yuan" in note.text for note in part.notes)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"name": "a", "curve": "power", "factor": 3, "exponent": 1.2}, "a: not a curve of falling returns"),
        ({"name": "b", "curve": "points", "points": [[100, 10], [200, 40]]}, "b: not a curve of falling returns"),
        ({"name": "c", "top": 0, "scale": 5}, "c: not a curve of falling returns"),
        ({"name": "d", "top": 5}, "d: a curve 'saturating' needs scale"),
        ({"name": "e", "top": 5, "scale": 5, "exponent": 0.5}, "e: a curve 'saturating' has no exponent"),
        ({"name": "f", "top": 5, "scale": 5, "min": 300}, "the options must have 300 at least"),
        ({"name": "g", "top": 5, "scale": 5, "min": 30, "max": 20}, "g: max 20 is less than min 30"),
        ({"name": "h", "curve": "linear", "brings": 5, "costs": 1}, "h: nothing bounds it"),
        ({"name": "i", "top": 5, "scale": 5, "when": "tierr = 'x'"}, "no column 'tierr'"),
    ],
)  # fmt: skip
def test_what_cannot_be_split_is_refused_by_name(option: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError) as error:
        budget(book(), made(total=200, option=[option]))
    assert said in error.value.message


def test_nothing_to_spend_on_is_said() -> None:
    with pytest.raises(InputError, match="nothing says what may be spent"):
        budget(book(), made())
    with pytest.raises(InputError, match="no customer meets"):
        budget(book(), made(total=5, option=[{**BASIC, "when": "value > 1000"}]))


def test_money_that_gains_nothing_stays_unspent() -> None:
    part = budget(book(), made(total="100万", option=[BASIC]))
    assert part.tables["budget"]["budget_spent"].to_list() == [16_000.0]
    assert part.evidence["shadow_price"] == 0
    assert any(n.level == "warning" and "stay unspent" in n.text for n in part.notes)
