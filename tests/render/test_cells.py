"""A value becomes text by the unit of its column, in the chosen language."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.render import cells
from custseg.words import in_language


@pytest.mark.parametrize(
    ("column", "values", "shown"),
    [
        ("money", [1234.5, None, -0.001, float("nan")], ["1,234.50", "–", "0.00", "–"]),
        ("customers_share", [0.123, 0.0001, 1.0, 0.9999, 0.0], ["12.3%", "<0.1%", "100.0%", ">99.9%", "0.0%"]),
        ("recency_days", [1000, 3], ["1,000", "3"]),
        ("median_recency_days", [1.5, 2.0], ["1.5", "2.0"]),
        ("customers", [1234567], ["1,234,567"]),
        ("customer_id", ["007", "110101199003071233"], ["007", "110101199003071233"]),
        ("p_value", [0.0004, 0.001, 0.03, 0.5], ["<0.001", "0.001", "0.030", "0.500"]),
        ("p_holm", [0.0, 1.0, None], ["<0.001", "1.000", "–"]),
        ("mine", [1.0, 2.0], ["1", "2"]),
        ("mine", [0.25, 0.5], ["0.25", "0.50"]),
        ("mine", [0.025, 0.05], ["0.0250", "0.0500"]),
        ("mine", [1.25, 20.0], ["1.25", "20.00"]),
        ("last_on", [date(2024, 2, 29), None], ["2024-02-29", "–"]),
        ("mine", [datetime(2024, 2, 29, 13, 5)], ["2024-02-29 13:05"]),
        ("mine", [True, False, None], ["yes", "no", "–"]),
        ("mine", [["a", "b"], []], ["a, b", "–"]),
        ("kind", ["customers", "mine"], ["customers", "mine"]),
        ("column", ["recency_days"], ["Recency (days)"]),
    ],
)  # fmt: skip
def test_units_in_english(column: str, values: list[object], shown: list[str]) -> None:
    with in_language("en"):
        assert cells.texts(pl.Series(column, values, strict=False)) == shown


def test_every_row_of_a_table_of_measures_has_its_own_unit() -> None:
    profile = pl.DataFrame({
        "measure": ["monetary", "recency_days", "digital_share", "frequency", None],
        "mean": [1234.5, 8.25, 0.125, 12.0, None],
    })  # fmt: skip
    assert cells.columns(profile)[1] == ["1,234.50", "8.2", "12.5%", "12", "–"]
    cuts = pl.DataFrame({"threshold": ["high_floor", "new_days", "rising_share", "high_per_month"],
                         "cut": [50_000.0, 63.0, 0.3, 4.75]})  # fmt: skip
    assert cells.columns(cuts)[1] == ["50,000.00", "63", "30.0%", "4.75"]
    units = cells.row_units(cuts, "cut") or []
    assert [cells.varied_format(v, u) for v, u in zip(cuts["cut"], units, strict=True)] == [
        "#,##0.00", "#,##0", "0.0%", "#,##0.00",
    ]  # fmt: skip


def test_labels_flags_and_lists_in_chinese() -> None:
    with in_language("zh"):
        assert cells.texts(pl.Series("kind", ["customers", "自定义"])) == ["客户", "自定义"]
        assert cells.texts(pl.Series("mine", [True])) == ["是"]
        assert cells.texts(pl.Series("mine", [["a", "b"]])) == ["a、b"]


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [(1_234_567, "123.5万", "1.2M"), (2e8, "2亿", "200M"), (950, "950", "950"), (None, "–", "–")],
)
def test_axes_are_short(value: float | None, zh: str, en: str) -> None:
    with in_language("zh"):
        assert cells.short("money", value) == zh
    with in_language("en"):
        assert cells.short("money", value) == en


def test_excel_formats_say_the_same_as_the_screen() -> None:
    formats = {
        "money": [1.5], "customers_share": [0.5], "customers": [3], "customer_id": ["1"], "mine": [0.25],
        "last_on": [date(2024, 1, 1)], "p_value": [0.0001],
    }  # fmt: skip
    assert [cells.number_format(pl.Series(k, v)) for k, v in formats.items()] == [
        "#,##0.00", "0.0%", "#,##0", "@", "#,##0.00", "yyyy-mm-dd",
        '[<0.001]"<0.001";#,##0.000',
    ]  # fmt: skip


def test_what_a_terminal_would_obey_is_taken_out() -> None:
    assert cells.clean("a\x1b[31mb\u202ec\nd\x9b") == "a [31mbc d "
    assert cells.clean("客户 号　张") == "客户 号　张"


@given(st.text(max_size=30), st.booleans())
def test_padding_fills_to_the_width_and_cleaning_leaves_no_control(text: str, right: bool) -> None:
    shown = cells.clean(text)
    assert not any(c in shown for c in "\x1b\n\r\t\x07\u202e")
    assert cells.width(cells.pad(shown, 100, right=right)) == 100


def test_chinese_takes_two_cells_and_marks_none() -> None:
    assert [cells.width(s) for s in ("客户a", "é", "（天）", "")] == [5, 1, 6, 0]


def test_a_small_share_is_not_nothing_in_a_workbook_and_no_loss_loses_its_sign() -> None:
    some, none, loss = ([0.0001, 0.5], [0.0, 0.5], [-0.2, 0.0001])
    formats = [
        cells.number_format(pl.Series("customers_share", values)) for values in (some, none, loss)
    ]
    assert formats == ['[=0]0.0%;[<0.0005]"<0.1%";0.0%', "0.0%", "0.0%"]
