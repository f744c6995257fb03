"""Columns that stand for a product each: what their cells say, and how they are kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.facts.ownership import listed_holdings
from custseg.facts.product_cells import AMOUNT, NEITHER, NO, YES, packed, said_by, unpacked
from custseg.schema import read


def said(cells: list[str | None]) -> list[int]:
    return pl.DataFrame({"cell": pl.Series(cells, dtype=pl.String)}).select(
        said_by(pl.col("cell"))
    ).to_series().to_list()  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [("1", YES), ("是", YES), (" Y ", YES), ("true", YES), ("0", NO), ("否", NO), ("", NO), (None, NO), ("0.00", NO),
     ("-0", NO), ("12,000.50", AMOUNT), ("5万", AMOUNT), ("￥300", AMOUNT), ("-20", NO), ("(300)", NO),
     ("待定", NEITHER), ("1-2", NEITHER)],
)  # fmt: skip
def test_a_cell_says_yes_no_or_how_much(cell: str | None, meaning: int) -> None:
    assert said([cell]) == [meaning]


CELLS = st.sampled_from(
    [None, "", "0", "1", "是", "否", "3.5", "-2", "?", "7", "8", "9", "10", "11", "12"]
)


@given(st.lists(CELLS, min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_few_marks_and_many_amounts_are_read_alike(cells: list[str | None]) -> None:
    """A column of marks and a column of many distinct cells go different ways to the same answer."""
    assert said(cells) == [said([cell])[0] for cell in cells]


@given(st.integers(1, 130), st.integers(0, 2**32 - 1))
@settings(max_examples=20, deadline=None)
def test_what_is_packed_comes_out_again(products: int, seed: int) -> None:
    """Also with more products than a number has bits."""
    rng = np.random.default_rng(seed)
    marks = rng.random((9, products)) < 0.3
    names = [f"p{n}" for n in range(products)]
    sheet = pl.DataFrame({"customer_id": [f"c{n}" for n in range(9)],
                          **{name: np.where(marks[:, at], "1", "0") for at, name in enumerate(names)}})  # fmt: skip
    rows, cells = pl.collect_all(packed(sheet.lazy(), names))
    found = set(unpacked(rows, names).select("customer_id", "product").collect().iter_rows())
    assert found == {(f"c{c}", f"p{p}") for c, p in zip(*np.nonzero(marks), strict=True)}
    assert cells["unreadable"].sum() == cells["amounts"].sum() == 0


def test_cells_are_counted_by_product() -> None:
    sheet = pl.DataFrame(
        {"customer_id": ["a", "b", None], "存款": ["1", "?", "?"], "贷款": ["300", "", "200"]}
    )
    rows, cells = pl.collect_all(packed(sheet.lazy(), ["存款", "贷款"]))
    assert rows["customer_id"].to_list() == ["a", "b"]
    assert cells.rows() == [("存款", 2, 0), ("贷款", 0, 2)]


def test_lists_of_both_kinds_are_one(tmp_path: Path) -> None:
    """A row a product in one file, a column a product in another: one list."""
    (tmp_path / "long.csv").write_text("客户号,产品名称\na,基金\nb,保险\n", "utf-8")
    (tmp_path / "wide.csv").write_text("客户号,存款,贷款\na,1,0\nc,5000,?\n", "utf-8")
    data = read([str(tmp_path / "long.csv"), str(tmp_path / "wide.csv")], kind="holdings")
    had = listed_holdings(data)
    assert had is not None
    found = had.rows.select("customer_id", "product").collect().rows()
    assert sorted(found) == [("a", "基金"), ("a", "存款"), ("b", "保险"), ("c", "存款")]
    assert had.cells is not None
    assert sorted(had.cells.rows()) == [("存款", 0, 1), ("贷款", 1, 0)]
