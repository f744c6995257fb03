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


# --- what can be calculated back -----------------------------------------------------------------


def calculated(
    table: pl.DataFrame, shown: pl.DataFrame, counts: list[str], label: str, k: int
) -> pl.DataFrame:
    """What somebody knows who has the totals of all columns and of the labels, and adds and subtracts along rows."""
    rows = {c: shown[c].to_list() for c in counts}
    totals = without_small_cells(
        table.group_by(label, maintain_order=True).agg(pl.col(counts).sum()), k
    )
    parts = [(list(range(table.height)), {c: table[c].sum() for c in counts})]
    parts += [([n for n, each in enumerate(table[label]) if each == row[label]], row)
              for row in totals.iter_rows(named=True)]  # fmt: skip
    before = None
    while before != (before := str(rows)):
        for part, total in parts:
            for c in counts:
                gone = [n for n in part if rows[c][n] is None]
                if len(gone) == 1 and total[c] is not None:
                    rows[c][gone[0]] = total[c] - sum(rows[c][n] for n in part if n != gone[0])
        for n in range(table.height):
            whole, one, other = (rows[c] for c in counts)
            if [whole[n], one[n], other[n]].count(None) == 1:
                whole[n] = one[n] + other[n] if whole[n] is None else whole[n]
                one[n] = whole[n] - other[n] if one[n] is None else one[n]
                other[n] = whole[n] - one[n] if other[n] is None else other[n]
    return pl.DataFrame(rows, schema=dict.fromkeys(counts, pl.Int64))


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=8),
    st.integers(2, 12),
)  # fmt: skip
def test_nobody_calculates_a_small_cell(rows: list[tuple[str, int, int]], k: int) -> None:
    table = pl.DataFrame(rows, schema=["change", "wins", "taken_before"], orient="row").select(
        "change", (pl.col("wins") + pl.col("taken_before")).alias("holds_for"), "wins", "taken_before"
    )  # fmt: skip
    counts = table.columns[1:]
    known = calculated(table, without_small_cells(table, k), counts, "change", k)
    for column in counts:
        others = (table[column] > 0).sum()
        small = known[column].is_between(1, k - 1)
        # One who is the only one counted, or all of them together fewer than k: the total itself says so.
        assert not small.any() or others == 1 or table[column].sum() < k, known


def test_shares_and_parts_go_with_a_later_count() -> None:
    bins = pl.DataFrame({
        "bin": [1.0, 2.0, 3.0], "customers_old": [40, 50, 60], "customers": [3, 7, 90],
        "share_old": [0.26, 0.34, 0.4], "share_new": [0.03, 0.07, 0.9], "psi_part": [0.5, 0.42, 0.4],
        "money": [3e6, 7e6, 9e7],
    })  # fmt: skip
    shown = without_small_cells(bins, 5)

    assert shown["bin"].to_list() == [1.0, 2.0, 3.0]
    assert shown["customers_old"].to_list() == [40, 50, 60]
    for column in ("customers", "share_old", "share_new", "psi_part", "money"):
        assert [*shown[column].is_null()] == [True, True, False], column


def test_hidden_cells_are_k_customers_together_in_every_part() -> None:
    """The headline says that 25 went up: with 22 shown beside it the 3 would be plain."""
    moves = pl.DataFrame({
        "previous_tier": ["白金", "金卡", "金卡", "普通"], "tier": ["金卡", "白金", "普通", "金卡"],
        "tier_change": ["down", "up", "down", "up"], "customers": [16, 3, 25, 22],
    })  # fmt: skip
    shown = without_small_cells(moves, 5)
    assert shown["customers"].to_list()[1::2] == [None, None]
    few = pl.DataFrame({"tier": list("abcd"), "customers": [1, 2, 9, 30]})
    assert without_small_cells(few, 5)["customers"].to_list() == [None, None, None, 30]


def test_a_difference_of_two_counts_goes_with_them() -> None:
    rules = pl.DataFrame({
        "rule_number": [1, 2], "holds_for": [972, 300], "wins": [971, 290], "taken_before": [1, 10],
    })  # fmt: skip
    shown = without_small_cells(rules, 5)
    assert shown.rows() == [(1, 972, None, None), (2, 300, None, None)]


def test_other_things_than_customers_are_no_customers() -> None:
    table = pl.DataFrame(
        {"feature": ["a", "b"], "cells": [2, 3], "managers": [1, 4], "months": [3, 2]}
    )
    assert without_small_cells(table, 5).equals(table)
    shared = shareable(Result("x", None, evidence={"months": 3, "new_days": 2, "up": 3}), 5)
    assert shared.evidence == {"months": 3, "new_days": 2, "up": None}
