"""Money of several currencies is never added up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from custseg.schema import bind
from custseg.schema.dataset import Dataset
from custseg.schema.values.currencies import codes, of_header, stated
from custseg.schema.values.money import Writing, money

Bound = Callable[..., Dataset]


def used(data: Dataset, kind: str = "transactions") -> list[Any]:
    column = "amount" if kind == "transactions" else "balance"
    return data.frame(kind).collect()[column].to_list()


@pytest.mark.parametrize(
    ("cell", "code"),
    [("￥100", "CNY"), ("100元", "CNY"), ("CNY 1.5", "CNY"), ("$5", "USD"), ("US$5", "USD"), ("HK$5", "HKD"),
     ("$5 HKD", "HKD"), ("100日元", "JPY"), ("5港元", "HKD"), ("-€5", "EUR"), ("1,000", None), ("1.5万", None),
     ("8,000.00(CN)", "CNY"), ("50.00(US)", "USD"), ("abc", None)],
)  # fmt: skip
def test_the_currency_in_the_cell_of_an_amount(cell: str, code: str | None) -> None:
    assert stated(pl.Series([cell, "5"])).to_list() == [code, None]


def test_codes_of_a_currency_column() -> None:
    said = pl.Series(["人民币", "cny", "RMB", "港币", "CZK", "-", None])
    assert codes(said).to_list() == ["CNY", "CNY", "CNY", "HKD", "CZK", None, None]
    assert codes(pl.Series(["人民币"] * 3)).to_list() == ["CNY"] * 3
    assert codes(pl.Series([], dtype=pl.String)).to_list() == []


def test_rows_of_the_rarer_currencies_are_set_aside_with_their_money(bound: Bound) -> None:
    data = bound(
        "客户号,日期,金额\n1,20240101,￥100\n1,20240102,7\n2,20240103,CNY 5\n3,20240103,$100\n"
        "4,20240103,HKD 30\n5,20240103,HKD 1.5\n"
    )
    assert used(data) == [100, 7, 5]
    [warning] = [note.text for note in data.notes if "another currency" in note.text]
    assert "only CNY counts" in warning
    assert "HKD 2 rows, 31.50 in all" in warning
    assert "USD 1 row, 100.00 in all" in warning
    assert data.tallies[0].currencies == {"HKD": (2, 31.5), "USD": (1, 100.0)}


def test_a_currency_column_decides_over_all_rows(bound: Bound) -> None:
    rows = "".join(f"{n},20240101,$10,HKD\n" for n in range(30))
    data = bound("客户号,日期,金额,币种\n" + rows + "9,20240101,$10,USD\n9,20240101,10,港币")
    assert len(used(data)) == 31
    assert data.frame("transactions").collect()["currency"].unique().to_list() == ["HKD"]


def test_one_currency_in_each_file_is_not_added_either(table_of: Callable[..., Any]) -> None:
    head = "客户号,统计日期,余额,币种\n"
    one = table_of(head + "1,20240131,5,CNY\n2,20240131,6,CNY", "a.csv")
    two = table_of(head + "1,20240131,700,USD", "b.csv")
    data = bind([one, two])
    assert used(data, "balances") == [5, 6]
    assert any(
        note.level == "warning"
        and note.text.startswith("b.csv")
        and "USD 1 row, 700.00" in note.text
        for note in data.notes
    )


def test_a_single_currency_is_used_whichever_it_is(bound: Bound) -> None:
    data = bound("客户号,日期,金额\n1,20240101,$100\n1,20240102,7\n2,20240103,$5")
    assert used(data) == [100, 7, 5]
    [warning] = [note.text for note in data.notes if note.level == "warning"]
    assert "row 3 (金额 = 7)" in warning  # its currency is a guess


def test_a_foreign_amount_after_the_sample_of_bare_numbers_is_no_amount() -> None:
    parse = money(Writing(bare=True))
    assert parse(pl.Series(["5", "$5", "￥5", "1,000"])).to_list() == [5, None, 5, 1000]


def test_the_header_of_the_amounts_may_say_the_currency(table_of: Callable[..., Any]) -> None:
    one = table_of("客户号,日期,金额（元）\n1,20240101,5\n2,20240101,6\n3,20240101,$7", "a.csv")
    two = table_of("客户号,日期,金额（美元）\n1,20240101,700", "b.csv")
    data = bind([one, two])
    assert used(data) == [5, 6]
    assert [dict(tally.currencies) for tally in data.tallies] == [
        {"USD": (1, 7.0)}, {"USD": (1, 700.0)},
    ]  # fmt: skip


def test_currencies_in_headers() -> None:
    headers = ("余额（万元）", "Amount (USD)", "金额[单位:万美元]", "金额", "income (net)")
    assert [of_header(header) for header in headers] == ["CNY", "USD", "USD", None, None]


def test_a_customer_list_that_mixes_currencies_is_warned_of(bound: Bound) -> None:
    people = "客户号,姓名,性别,资产余额\n1,张三,男,￥5\n2,李四,女,$6\n"
    assert any(
        note.level == "warning" and "'资产余额' has amounts of several currencies" in note.text
        for note in bound(people, "customers.csv").notes
    )
