from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.schema.values.money import Writing, has_decimal_comma, money, number, unproven_sign


def amounts(*cells: str | None, writing: Writing = Writing()) -> list[Decimal | None]:
    return money(writing)(pl.Series(cells, dtype=pl.String)).to_list()


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1234.56", "1234.56"), ("+10000.00", "10000"), ("1,234.56", "1234.56"), ("￥1,234.56", "1234.56"),
        ("¥28.16", "28.16"), ("$5", "5"), ("€5.50", "5.5"), ("CNY 123.18", "123.18"), ("1,234.56元", "1234.56"),
        ("人民币100元", "100"), ("1.2万", "12000"), ("3.5亿", "350000000"), ("1.2万元", "12000"),
        ("(500.00)", "-500"), ("（500.00）", "-500"), ("500-", "-500"), ("-￥500", "-500"), ("￥-500", "-500"),
        ("１２３．５", "123.5"), ("8,000.00(CN)", "8000"), (" 12 ", "12"), ("−5", "-5"), (".5", "0.5"),
        ("125.43999999999998", "125.44"), ("12,345,678.90", "12345678.9"),
    ],
)  # fmt: skip
def test_reads_an_amount_as_people_write_it(written: str, amount: str) -> None:
    assert amounts(written) == [Decimal(amount)]


@pytest.mark.parametrize(
    "written",
    [
        "-",
        "--",
        "——",
        "/",
        "空",
        "abc",
        "12,34",
        "1,2345",
        "1.2.3",
        "12a",
        "()",
        "元",
        "5 5 a",
        "1,,000",
    ],
)
def test_leaves_null_what_is_no_amount(written: str) -> None:
    assert amounts(written) == [None]


def test_scale_of_the_header_applies_to_every_row() -> None:
    assert amounts("1.5", "2,000", writing=Writing(scale=Decimal(10_000))) == [15_000, 20_000_000]


def test_decimal_comma_is_taken_only_when_the_column_proves_it() -> None:
    assert has_decimal_comma(pl.Series(["1.234,50", "12,5"]))
    assert has_decimal_comma(pl.Series(["12,50", "7"]))
    assert not has_decimal_comma(pl.Series(["1,234", "5,678"]))
    assert not has_decimal_comma(pl.Series(["1,234.50", "12.5"]))
    assert not has_decimal_comma(pl.Series(["12.5", "7"]))
    assert has_decimal_comma(pl.Series(["1.234", "12,50"]))
    assert has_decimal_comma(pl.Series(["1.234.567", "12 EUR"]))
    assert not has_decimal_comma(pl.Series(["1,234,567", "12"]))
    assert not has_decimal_comma(pl.Series(["1234.567", "12,50"]))


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [(["1.234", "2.500", "12,500"], ("1.234", ".")), (["1.234", "7"], ("1.234", ".")),
     (["1.234", "2.50"], None), (["0.125", "1.250"], None), (["1.234", "12,50"], None),
     (["1,234", "5"], ("1,234", ",")), (["1,234", "5,678"], ("1,234", ",")), (["1,234", "1,234,567"], None),
     (["1,234", "5.50"], None), (["1,234"] * 5 + ["999"], None), (["1,234"] * 5 + ["1234"], ("1,234", ",")),
     (["1234.567"], None)],
)  # fmt: skip
def test_a_sign_that_may_group_thousands_is_a_doubt(
    cells: list[str], doubt: tuple[str, str] | None
) -> None:
    assert unproven_sign(pl.Series(cells)) == doubt


def test_the_unit_of_a_cell_beats_the_one_of_its_header() -> None:
    writing = Writing(scale=Decimal(10_000))
    assert amounts("20", "1.5万", "150,000元", "2,000", "3千", "0.2亿元", "￥2", writing=writing) == [
        200_000, 15_000, 150_000, 20_000_000, 3_000, 20_000_000, 20_000,
    ]  # fmt: skip


def test_in_a_decimal_comma_column_a_point_groups_thousands() -> None:
    assert amounts("1.234,50", "1.234", "12,5", "7", writing=Writing(True)) == [
        Decimal("1234.5"), 1234, Decimal("12.5"), 7,
    ]  # fmt: skip


def test_amounts_a_spreadsheet_rounded_for_show_are_no_amounts() -> None:
    assert amounts("1.23E+11", "5", writing=Writing(rounded=True)) == [None, 5]


def test_numbers_are_finite() -> None:
    assert number()(pl.Series(["1.5", "nan", "inf", "2万", "x"])).to_list() == [
        1.5,
        None,
        None,
        20_000.0,
        None,
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.decimals(-(10**12), 10**12, places=2), min_size=1, max_size=20))
def test_plain_and_grouped_writing_give_the_same_exact_amounts(values: list[Decimal]) -> None:
    plain = amounts(*(f"{v:f}" for v in values))
    assert plain == values
    assert amounts(*(f"￥{v:,f}" for v in values)) == plain


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(["1", "1,000", "abc", None, "(5)", "2万", "-", "3.333"]),
        min_size=1,
        max_size=12,
    ),
    st.integers(0, 12),
)
def test_a_chunk_does_not_change_how_a_value_is_read(cells: list[str | None], cut: int) -> None:
    assert amounts(*cells) == amounts(*cells[:cut]) + amounts(*cells[cut:])
