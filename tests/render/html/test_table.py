"""Tables of the page: what their cells carry for bars, for sorting and for their widths."""

from __future__ import annotations

import re

import polars as pl

from custseg.render.html.table import table_of


def styles(frame: pl.DataFrame) -> list[str]:
    return re.findall(r'style="([^"]*)"', table_of(frame))


def test_shares_carry_bars_where_all_are_parts_of_a_whole() -> None:
    frame = pl.DataFrame({"segment": ["a", "b", "c"], "customers_share": [0.25, 0.0, None]})
    assert styles(frame) == ["--bar:25.0%"]


def test_loads_over_the_whole_and_changes_below_nought_carry_none() -> None:
    frame = pl.DataFrame(
        {"manager": ["a", "b"], "load_before": [1.89, 0.9], "load_after": [1.0, 0.9]}
    )
    assert styles(frame) == ["--bar:100.0%", "--bar:90.0%"]
    assert not styles(pl.DataFrame({"segment": ["a", "b"], "customers_share": [-0.1, 0.9]}))


def test_rows_are_sorted_by_amounts_and_what_is_missing_says_so() -> None:
    frame = pl.DataFrame({"segment": ["a", None, "–"], "money": [1234.5, None, -1.0]})
    cells = re.findall(r"<td([^>]*)>([^<]*)</td>", table_of(frame))
    marks = [(re.findall(r'data-v="([^"]*)"', attributes), said) for attributes, said in cells]
    assert marks == [
        ([], "a"), (["1234.5"], "1,234.50"),
        ([""], "–"), ([""], "–"),
        ([], "–"), (["-1"], "-1.00"),
    ]  # fmt: skip


def test_few_rows_and_lines_of_one_text_are_not_sorted() -> None:
    assert "sorts" in table_of(pl.DataFrame({"a": [1, 2, 3], "b": [1, 2, 3]}))
    assert "sorts" not in table_of(pl.DataFrame({"a": [1, 2], "b": [1, 2]}))
    assert "sorts" not in table_of(pl.DataFrame({"rules": ["[[segment.rule]]", "name = 'a'", ""]}))


def test_long_sentences_get_more_room_than_short_ones() -> None:
    frame = pl.DataFrame({"a": ["short"], "b": ["a sentence of some length"], "c": ["word " * 30]})
    assert re.findall(r'<td class="(.)"', table_of(frame)) == ["k", "t", "l"]
