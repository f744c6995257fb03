from __future__ import annotations

from dataclasses import replace

import pytest

from custseg.errors import UsageError
from custseg.schema import bind


def warnings(data) -> list[str]:  # type: ignore[no-untyped-def]
    return [note.text for note in data.notes if note.level == "warning"]


def test_two_columns_for_one_role_are_no_guess(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,订单日期,销售额,成交金额\nC1,20240131,5.00,4.00")
    assert data.kinds == ("transactions",)
    assert not data.has("transactions", "amount")
    assert any("销售额, 成交金额 can all be Amount" in text for text in warnings(data))


def test_what_was_paid_counts_and_the_other_amounts_are_said(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,订单日期,应付金额,销售额,实付金额\nC1,20240131,6.00,5.00,4.00")
    assert data.frame("transactions").collect()["amount"][0] == 4
    assert any(
        "'实付金额' is taken as Amount" in text and "应付金额, 销售额" in text
        for text in warnings(data)
    )


def test_the_same_content_twice_is_decided(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,订单日期,销售额,成交金额\nC1,20240131,5.00,5.00")
    assert data.has("transactions", "amount")


def test_an_exact_word_wins_over_a_vague_one(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,交易日期,记账日期,交易金额\nC1,20240131,20240205,5.00")
    assert str(data.frame("transactions").collect()["date"][0]) == "2024-01-31"


def test_content_decides_between_a_day_and_a_time(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,交易日期,交易时间,交易金额\nC1,20240131,082605,5.00")
    assert data.frame("transactions").collect().select("date", "hour").row(0)[1] == 8
    data = bound("客户号,交易时间,交易金额\nC1,2024-01-31 08:26:05,5.00")
    assert data.frame("transactions").collect()["hour"].to_list() == [8]


def test_a_column_that_cannot_be_read_as_its_name_says_is_left_out(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,性别,年龄\nC1,男,45-54\nC2,女,65+")
    assert not data.has("customers", "age")
    assert data.own_columns("customers") == ("年龄",)
    assert any("'45-54' cannot be read" in text for text in warnings(data))


@pytest.mark.parametrize(
    "maps",
    [["编号甲=customer_id", "何时=date", "多少=amount"], ["1=customer_id", "2=date", "3=amount"]],
)
def test_map_fixes_roles_by_header_or_number(bound, maps: list[str]) -> None:  # type: ignore[no-untyped-def]
    data = bound("编号甲,何时,多少\nC1,20240131,5.00", maps=maps)
    assert data.frame("transactions").collect().row(0)[0] == "C1"


def test_map_overrules_the_header(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,会员卡,订单日期,销售额\nC1,M1,20240131,5.00", maps=["会员卡=customer_id"])
    assert data.frame("transactions").collect()["customer_id"].to_list() == ["M1"]


def test_map_to_nothing_leaves_a_column_out(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,订单日期,销售额,实付金额\nC1,20240131,5.00,4.00", maps=["销售额="])
    assert data.frame("transactions").collect()["amount"].to_list() == [4]


@pytest.mark.parametrize(
    ("maps", "message", "hint"),
    [
        (["客户号=custmer_id"], "no role 'custmer_id'", "did you mean 客户号=customer_id"),
        (["客户号=金额"], "no role '金额'", "did you mean 客户号=amount"),
        (["客户=customer_id"], "no table has a column '客户'", "did you mean '客户号'"),
        (["客户号"], "is not COLUMN=ROLE", "for example"),
        (["客户号=customer_id", "订单日期=customer_id"], "to two columns", "one of them"),
        (["9=date"], "no table has a column '9'", "columns"),
    ],
)  # fmt: skip
def test_a_wrong_map_says_what_to_type(bound, maps: list[str], message: str, hint: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError) as caught:
        bound("客户号,订单日期,销售额\nC1,20240131,5.00", maps=maps)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_map_without_effect_is_said(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,订单日期,销售额,年龄\nC1,20240131,5.00,30", maps=["年龄=age"])
    assert any("--map 年龄=age has no effect" in text for text in warnings(data))


def test_tenure_needs_a_unit(bound) -> None:  # type: ignore[no-untyped-def]
    text = "CustomerId,Gender,Age,Tenure\n1,Female,42,2\n2,Male,41,8"
    data = bound(text)
    assert not data.has("customers", "tenure_months")
    assert any("months or years" in said for said in warnings(data))
    years = bound(text, maps=["Tenure=tenure_years"])
    assert years.frame("customers").collect()["tenure_months"].to_list() == [24.0, 96.0]
    months = bound("customerID,gender,tenure,Churn\n1,Female,72,No\n2,Male,3,Yes")
    assert months.frame("customers").collect()["tenure_months"].to_list() == [72.0, 3.0]


def test_the_same_header_twice_is_like_two_headers_for_one_role(bound, table_of) -> None:  # type: ignore[no-untyped-def]
    def data(second: str):  # type: ignore[no-untyped-def]
        text = f"客户号,交易日期,金额,金额_2\n01,2024-01-05,100,{second}\n02,2024-01-06,5,5\n"
        return bind([replace(table_of(text), namesakes={"金额_2": "金额"})])

    doubtful = data("-100")
    assert not doubtful.has("transactions", "amount")
    assert any("金额, 金额_2" in note.text for note in doubtful.notes if note.level == "warning")
    same = data("100")
    assert same.has("transactions", "amount")
    assert any("'金额' counts" in note.text for note in same.notes)
