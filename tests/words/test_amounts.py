"""Shares as one says them: what is not nothing is never 0%."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.words.amounts import share_said


@pytest.mark.parametrize(
    ("share", "places", "said"),
    [(0.0, 0, "0%"), (0.0001, 0, "<1%"), (0.0049, 0, "<1%"), (0.0051, 0, "1%"), (0.9951, 0, ">99%"), (1.0, 0, "100%"),
     (0.0004, 1, "<0.1%"), (0.0006, 1, "0.1%"), (0.9996, 1, ">99.9%"), (-0.25, 1, "-25.0%")],
)  # fmt: skip
def test_a_share_is_neither_nothing_nor_all_by_rounding(
    share: float, places: int, said: str
) -> None:
    assert share_said(share, places) == said


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1), st.integers(0, 2))
def test_nothing_and_all_are_exact(share: float, places: int) -> None:
    assert (float(share_said(share, places).strip("<>%")) == 0) == (share == 0)
    assert (share_said(share, places) == f"{1:.{places}%}") == (share == 1)
