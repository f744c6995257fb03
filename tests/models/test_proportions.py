"""Intervals of shares and means: published figures, a second opinion, and how often they hold what is true."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, norm

import custseg
from custseg.models.proportions import Z95, mean_interval, standard_errors, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_figures(hits: int, n: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3."""
    assert wilson(hits, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(0, 500), st.integers(1, 500), st.sampled_from([0.8, 0.95, 0.99]))
@settings(max_examples=60, deadline=None)
def test_wilson_is_that_of_scipy_and_holds_its_share(hits: int, n: int, confidence: float) -> None:
    hits = min(hits, n)
    low, high = wilson(hits, n, standard_errors(confidence))
    peer = binomtest(hits, n).proportion_ci(confidence, method="wilson")
    assert (low, high) == (pytest.approx(peer.low, abs=1e-12), pytest.approx(peer.high, abs=1e-12))
    assert 0 <= low <= hits / n + 1e-12
    assert hits / n - 1e-12 <= high <= 1


def test_nobody_and_everybody_end_exactly_where_shares_end() -> None:
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("n", "share"), [(20, 0.1), (50, 0.5), (200, 0.02)])
def test_wilson_holds_the_true_share_about_as_often_as_it_says(n: int, share: float) -> None:
    held = [hits for hits in range(n + 1) if wilson(hits, n)[0] <= share <= wilson(hits, n)[1]]
    assert float(binom.pmf(held, n, share).sum()) == pytest.approx(0.95, abs=0.025)


def test_the_quantile_is_that_of_scipy() -> None:
    assert norm.ppf(0.975) == Z95
    for confidence in (0.5, 0.9, 0.95, 0.999):
        assert standard_errors(confidence) == pytest.approx(norm.ppf(0.5 + confidence / 2))


def test_the_interval_of_a_mean_by_hand() -> None:
    mean, low, high = mean_interval([2.0, 4.0, 4.0, 6.0])
    half = Z95 * math.sqrt(8 / 3 / 4)
    assert (mean, low, high) == (4.0, pytest.approx(4 - half), pytest.approx(4 + half))


def test_the_mean_of_one_value_has_no_width_and_of_none_there_is_none() -> None:
    assert mean_interval([3.0]) == (3.0, 3.0, 3.0)
    with pytest.raises(ValueError, match="nothing"):
        mean_interval([])


def test_the_quantile_stands_nowhere_else() -> None:
    house = Path(custseg.__file__).parent
    spelled = {
        path.relative_to(house).as_posix()
        for path in house.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, float)
        and abs(node.value - Z95) < 1e-3
    }
    assert spelled == {"models/proportions.py"}
