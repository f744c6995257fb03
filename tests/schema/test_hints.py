"""A hint names the likeliest column or none, never an absurd one."""

from __future__ import annotations

from pathlib import Path

import pytest

from custseg.errors import InputError
from custseg.schema import read
from custseg.schema.columns.likely import likely_column


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("交易日期,颜色,数字\n2024-01-05,红,1.5\n2024-01-06,蓝,2\n", "COLUMN=customer_id"),
        ("交易日期,主体,数字\n2024-01-05,A001,1.5\n2024-01-06,A002,2\n", "主体=customer_id"),
        (
            "交易日期,颜色,会员姓名x\n2024-01-05,红,张三\n2024-01-06,红,李四\n",
            "会员姓名x=customer_id",
        ),
    ],
)
def test_who_a_row_is_about_is_never_its_date(bound, text: str, named: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as refused:
        bound(text)
    assert f"--map {named}" in (refused.value.hint or "")


def test_a_missing_date_is_looked_for_among_the_columns_without_a_role(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,姓名,发生,数字\nA01,张三,2024-01-05,100.5\nA02,李四,2024-01-06,50\n")
    with pytest.raises(InputError) as refused:
        data.require("rfm", "transactions", "customer_id", "date")
    assert "--map 发生=date" in (refused.value.hint or "")


def test_content_decides_where_no_name_is_near() -> None:
    columns = {"甲": ["2024-01-05"], "乙": ["C0001", "C0002"], "丙": ["12.50", "7"], "丁": ["红"]}
    assert likely_column("customer_id", columns) == "乙"
    assert likely_column("date", columns) == "甲"
    assert likely_column("amount", columns) == "丙"
    assert likely_column("phone", columns) is None


def test_a_statement_of_payments_names_who_paid(bound) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as refused:
        bound("交易号,交易创建时间,交易对方,金额\n1,2024-01-05,张三,1.5\n2,2024-01-06,李四,2\n")
    assert "--map 交易对方=customer_id" in (refused.value.hint or "")


def test_damaged_ids_have_to_be_exported_as_text(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,交易日期,金额\n1.23E+17,2024-01-05,1.5\n1.24E+17,2024-01-06,2\n")
    data.collect(data.frame("transactions"))
    with pytest.raises(InputError) as refused:
        data.refuse_nothing()
    assert "as text" in (refused.value.hint or "")


def test_what_lacks_a_kind_of_file_says_which_file_is_wanted(tmp_path: Path) -> None:
    """A column of another kind of table is no answer to it."""
    (tmp_path / "orders.csv").write_text(
        "客户号,日期,金额,登记日\n1,2024-01-05,3,2024-01-06\n", "utf-8"
    )
    data = read(tmp_path / "orders.csv")
    with pytest.raises(InputError) as error:
        data.require("tier", "balances", "customer_id", "date")
    assert error.value.hint == (
        "give the file of balances as well; if one of these holds them, read it with --as balances"
    )


def test_of_many_tables_the_first_are_told(tmp_path: Path) -> None:
    own = ",".join(f"自定{i}" for i in range(20))
    for i in range(6):
        (tmp_path / f"list{i}.csv").write_text(
            f"客户号,姓名,性别,{own}\n" + f"{i},张三,男,{','.join('x' * 20)}\n", "utf-8"
        )
    with pytest.raises(InputError) as error:
        read(tmp_path).require("tier", "balances", "customer_id", "date")
    assert "2 more tables" in error.value.message
    assert error.value.message.count("and 11 more") == 4
