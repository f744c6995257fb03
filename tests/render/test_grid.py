"""Tables fit the room they have: headers fold, numbers never, wide ones lie on their side."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from custseg.render.cells import width
from custseg.render.grid import GAP, fit, folded, grid_of, on_its_side
from custseg.words import in_language

SEGMENTS = pl.DataFrame(
    {"segment": ["potential_loyalist"], "customers": [20], "customers_share": [0.067],
     "money": [108468.6], "average_order_value": [160.81], "median_recency_days": [11.0]}
)  # fmt: skip


def test_with_room_enough_nothing_folds() -> None:
    grid = grid_of(SEGMENTS)
    assert fit(grid, 200) == grid.widths


def test_headers_fold_before_the_table_is_turned() -> None:
    with in_language("en"):
        grid = grid_of(SEGMENTS)
    widths = fit(grid, 72)
    assert widths is not None
    assert sum(widths) + GAP * (len(widths) - 1) <= 72
    for right, cells, column in zip(grid.right, widths, grid.columns, strict=True):
        assert not right or cells >= max(map(width, column))


def test_numbers_that_cannot_fit_turn_the_table() -> None:
    grid = grid_of(pl.DataFrame({f"c{i}": [1234567.25] for i in range(12)}))
    assert fit(grid, 80) is None
    (turned, widths), *rest = on_its_side(grid, 80)
    assert not rest
    assert turned.columns[1] == ["1,234,567.25"] * 11
    assert sum(widths) + GAP <= 80


def test_headers_break_between_words_and_before_brackets() -> None:
    assert folded("Median recency (days)", 8) == ["Median", "recency", "(days)"]
    assert folded("近度中位数（天）", 10) == ["近度中位数", "（天）"]
    assert folded("客户占比", 4) == ["客户", "占比"]


@given(
    st.lists(st.lists(st.floats(-1e12, 1e12), min_size=3, max_size=3), min_size=1, max_size=14),
    st.integers(30, 200),
)
def test_no_number_is_ever_folded_and_no_record_lost(columns: list[list[float]], room: int) -> None:
    frame = pl.DataFrame({f"列{i}": column for i, column in enumerate(columns)})
    grid = grid_of(frame)
    widths = fit(grid, room)
    if widths is not None:
        assert sum(widths) + GAP * (len(widths) - 1) <= room
        assert all(w >= max(map(width, c)) for w, c in zip(widths, grid.columns, strict=True))
        return
    pieces = on_its_side(grid, room)
    turned = [record for piece, _ in pieces
              for record in zip(piece.headers[1:], *zip(*piece.columns[1:], strict=True), strict=True)]  # fmt: skip
    assert turned == grid.rows
    for piece, cells in pieces:
        assert all(width(t) <= c for t, c in zip(piece.headers[1:], cells[1:], strict=True))
