"""Tables for sharing: no cell speaks of fewer than k customers, and none can be worked out."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.render.small_cells import shareable, without_small_cells
from custseg.result import Chart, Note, Provenance, Result

TIERS = pl.DataFrame({
    "tier": ["钻石", "白金", "金卡", "普通"], "customers": [3, 40, 9, 120],
    "amount": [9e6, 4e6, 2e5, 1e5], "share": [3 / 172, 40 / 172, 9 / 172, 120 / 172],
})  # fmt: skip


def test_a_small_cell_goes_with_its_row_and_with_the_next_smallest() -> None:
    shown = without_small_cells(TIERS, 5)

    assert shown["customers"].to_list() == [None, 40, None, 120]
    assert shown["amount"].to_list() == [None, 4e6, None, 1e5]
    assert shown["tier"].to_list() == TIERS["tier"].to_list()


def test_a_small_second_count_leaves_the_rest_of_its_row() -> None:
    table = TIERS.with_columns(up=pl.Series([0, 2, 7, 11]))
    shown = without_small_cells(table, 3)

    assert shown["up"].to_list() == [0, None, None, 11]
    assert shown.drop("up").equals(TIERS)


def test_nobody_and_k_customers_are_shown() -> None:
    table = pl.DataFrame({"stage": ["new", "lost"], "customers": [0, 5]})
    assert without_small_cells(table, 5).equals(table)


def test_counts_of_months_are_no_customers() -> None:
    table = pl.DataFrame({"stage": ["new", "lost"], "months": [1, 2]})
    assert without_small_cells(table, 5).equals(table)


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=6),
    st.integers(2, 12),
)
def test_no_total_gives_a_cell_away(rows: list[list[int]], k: int) -> None:
    """With all totals known, every hidden cell has another hidden one beside it in its row and its column."""
    wide = pl.DataFrame(rows, schema=["f_1", "f_2", "f_3"], orient="row")
    table = wide.with_columns(customers=pl.sum_horizontal(pl.all()))

    shown = without_small_cells(table, k)
    hidden = shown.select(pl.all().is_null())

    assert not shown.select(pl.any_horizontal(pl.all().is_between(1, k - 1)).any()).item()
    assert all(n != 1 for n in hidden.sum().row(0))
    assert all(n != 1 for n in hidden.select(pl.sum_horizontal(pl.all())).to_series())


MATRIX = pl.DataFrame({
    "tier": ["金卡", "普通"], "customers_old": [60, 90], "to@tier@金卡": [50, 2], "to@tier@普通": [9, 80],
})  # fmt: skip


def test_a_matrix_is_kept_whole_and_the_table_of_its_moves_is_not() -> None:
    """The old total is known, so two cells of a row go; lost customers make the row no sum."""
    moves = pl.DataFrame({"tier_old": ["普通"], "tier": ["金卡"], "customers": [2]})
    shown = shareable(
        Result("compare", None, tables={"matrix_tier": MATRIX, "moves_tier": moves}), 5
    )

    assert list(shown.tables) == ["matrix_tier"]
    assert shown.tables["matrix_tier"].drop("tier").rows() == [(60, None, None), (90, None, None)]


def result() -> Result:
    people = pl.DataFrame({"customer_id": ["1", "2"], "tier": ["钻石", "金卡"]})
    return Result(
        "tier", None, customers=people,
        tables={"tiers": TIERS, "tier_movers": people,
                "segments": TIERS.with_columns(example_customers=pl.lit("1, 2"))},
        charts=(Chart("tiers_customers", "bar", TIERS, "tier", ("customers",)),),
        evidence={"customers": 172, "down": 3, "share": 0.5},
        notes=(Note("finding", "3 customers fall"), Note("finding", "1,920 customers, 2.5% of them on 2024-03-04")),
        provenance=Provenance("0.1.0", "abc"),
    )  # fmt: skip


def test_what_is_shared_holds_no_list_of_customers() -> None:
    shown = shareable(result(), 5)

    assert shown.customers is None
    assert list(shown.tables) == ["tiers", "segments"]
    assert "example_customers" not in shown.tables["segments"].columns
    assert shown.charts[0].frame["customers"].to_list() == [None, 40, None, 120]
    assert shown.evidence == {"customers": 172, "down": None, "share": 0.5}
    kept, said = shown.notes
    assert kept.text.startswith("1,920 customers")
    assert "1 sentences left out" in said.text
    assert "12 cells" in said.text


@pytest.mark.parametrize("k", [2, 50])
def test_more_is_hidden_with_a_larger_k_never_less(k: int) -> None:
    fewer, more = without_small_cells(TIERS, k), without_small_cells(TIERS, k + 100)
    assert fewer["customers"].null_count() <= more["customers"].null_count()
