from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import InputError, UsageError
from custseg.schema import bind, rejects

ORDERS = """客户号,订单号,订单日期,销售额,数量
C001,1,2024-01-31,"1,234.50",1
,2,2024-01-07,5,1
C003,3,2024/13/45,7.00,1
C003,4,1900-01-00,7.00,1
C003,5,,1,1
C003,6,20240203,abc,1
C003,7,20240203,,1
C003,8,20240203,-30,x
合计,,,,
坏行,9,20240203,5,1
"""
ASIDE = {10: "total", 11: "ragged"}


def test_every_row_is_used_set_aside_or_rejected_with_a_reason(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(ORDERS, aside=ASIDE)
    (tally,) = data.tallies
    assert tally.used == 2
    assert tally.aside == {"no_customer": 1, "total": 1}
    assert tally.rejected == {
        "bad_amount": 1, "bad_date": 1, "missing_amount": 1, "missing_date": 1, "ragged": 1, "sentinel_date": 1,
    }  # fmt: skip
    assert tally.rows == 10
    assert tally.examples["bad_date"] == ((4, "订单日期 = 2024/13/45"),)
    assert tally.money == {"no_customer": 5.0}


def test_rejected_rows_can_be_written_with_what_was_seen(bound) -> None:  # type: ignore[no-untyped-def]
    frame = rejects(bound(ORDERS, aside=ASIDE))
    assert frame.select("row", "reason", "seen").rows() == [
        (4, "bad_date", "订单日期 = 2024/13/45"), (5, "sentinel_date", "订单日期 = 1900-01-00"), (6, "missing_date", None),
        (7, "bad_amount", "销售额 = abc"), (8, "missing_amount", None), (11, "ragged", None),
    ]  # fmt: skip
    assert frame["file"].unique().to_list() == ["orders.csv"]


def test_a_value_rows_can_do_without_is_left_empty_and_counted(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(ORDERS, aside=ASIDE)
    assert data.frame("transactions").collect()["quantity"].to_list() == [1.0, None]
    assert data.tallies[0].unparsed == {"数量": (1, ((9, "x"),))}
    assert any(
        "'数量' could not be read" in note.text for note in data.notes if note.level == "warning"
    )


def test_placeholders_and_sentinels_of_other_columns_are_simply_empty(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "客户号,姓名,生日,证件有效期,年收入（万元）\nC1,张三,1900-01-01,长期,12\nC2,李四,1990-01-01,2030-01-01,-\nC3,-,--,9999-12-31,3.5"
    )
    assert data.frame("customers").collect().select("name", "birth_date", "id_expires_on", "income").rows() == [
        ("张三", None, None, 120_000), ("李四", date(1990, 1, 1), date(2030, 1, 1), None), (None, None, None, 35_000),
    ]  # fmt: skip
    assert data.tallies[0].unparsed == {}


def test_unit_price_times_quantity_is_exact_and_a_stated_total_is_never_multiplied(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,日期,单价,数量\nC1,20240131,2.55,6\nC1,20240131,0.1,3")
    assert data.frame("transactions").collect()["amount"].to_list() == [
        Decimal("15.3"),
        Decimal("0.3"),
    ]
    data = bound("客户号,日期,单价,数量,销售额\nC1,20240131,2.55,6,15.30")
    assert data.frame("transactions").collect()["amount"].to_list() == [Decimal("15.3")]


def test_income_and_expense_columns_become_amount_and_direction(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "卡号,客户号,日期,收入金额,支出金额\n1,C1,20240131,5.00,-\n1,C1,20240201,,7.50\n1,C1,20240202,0.00,2.00\n1,C1,20240203,,"
    )
    assert data.frame("transactions").collect().select("amount", "direction").rows() == [
        (5, "in"), (Decimal("7.5"), "out"), (2, "out"),
    ]  # fmt: skip
    assert data.tallies[0].rejected == {"missing_amount": 1}


def test_a_signed_statement_with_a_running_balance_is_a_bank_flow(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "客户号,交易日期,交易金额,本次余额\n1,20240101,+100.00,100\n1,20240102,-20.50,79.50\n1,20240103,0,79.50"
    )
    assert data.frame("transactions").collect().select("amount", "direction").rows() == [
        (100, "in"), (Decimal("20.5"), "out"), (0, None),
    ]  # fmt: skip
    assert any("a running balance stands beside 交易金额" in note.text for note in data.notes)


def test_in_a_shop_a_negative_amount_stays_a_return(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,订单号,日期,金额,余额\n1,A1,20240101,100,100\n1,A2,20240102,-20,80")
    assert not data.has("transactions", "direction")
    assert data.frame("transactions").collect()["amount"].to_list() == [100, -20]


def test_a_reversal_in_a_column_stays_negative(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "客户号,日期,收入,支出\n1,20240101,100,\n1,20240102,-100,\n1,20240103,80,\n"
        "1,20240104,,-30\n1,20240105,,-20\n1,20240106,,20"
    )
    assert data.frame("transactions").collect().select("amount", "direction").rows() == [
        (100, "in"), (-100, "in"), (80, "in"), (30, "out"), (20, "out"), (-20, "out"),
    ]  # fmt: skip


def test_a_reversal_beside_a_direction_stays_negative(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "客户号,日期,借贷,金额\n1,20240101,借,-5\n1,20240102,借,-6\n1,20240102,借,6\n1,20240103,贷,7"
    )
    assert data.frame("transactions").collect().select("amount", "direction").rows() == [
        (5, "out"), (6, "out"), (-6, "out"), (7, "in"),
    ]  # fmt: skip


def test_a_row_with_income_and_expense_states_both(bound) -> None:  # type: ignore[no-untyped-def]
    frame = bound("客户号,日期,收入,支出\n1,20240101,20,5\n1,20240101,3,9").frame("transactions")
    assert frame.collect().select("amount", "counter_amount", "direction").rows() == [
        (20, 5, "in"), (9, 3, "out"),
    ]  # fmt: skip


def test_a_direction_keeps_the_amount_unsigned(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("账号,客户号,日期,借贷标志,金额\n1,C1,20240131,借,5.00\n1,C1,20240131,贷,7.00")
    assert data.frame("transactions").collect().select("amount", "direction").rows() == [
        (5, "out"),
        (7, "in"),
    ]
    assert not data.has("transactions", "is_return")


def test_cancelled_orders_flags_and_negative_amounts_are_returns(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "CustomerID,InvoiceNo,InvoiceDate,Quantity,UnitPrice\n1,536365,2024-01-31,6,2\n1,C536366,2024-01-31,-6,2\n1,536367,2024-01-31,-1,2"
    )
    frame = data.frame("transactions").collect()
    assert frame["is_return"].to_list() == [False, True, True]
    assert frame["amount"].to_list() == [12, -12, -2]
    data = bound("客户号,订单号,日期,金额,是否退货\n1,1,20240131,5,否\n1,2,20240131,5,是")
    assert data.frame("transactions").collect().select("amount", "is_return").rows() == [
        (5, False),
        (-5, True),
    ]


def test_orders_called_c_are_returns_only_where_they_are_negative(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,订单号,日期,金额\n1,C1,20240131,5\n1,C2,20240131,6")
    assert data.frame("transactions").collect()["is_return"].to_list() == [False, False]


def test_ids_are_text(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,日期,金额\n0012,20240131,5\n110105199003074518,20240131,5")
    assert data.frame("transactions").collect()["customer_id"].to_list() == [
        "0012",
        "110105199003074518",
    ]


def test_numbers_with_a_point_are_ids_again_and_it_is_said(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("CustomerID,date,amount\n17850.0,2024-01-31,5\n13047.0,2024-01-31,5")
    assert data.frame("transactions").collect()["customer_id"].to_list() == ["17850", "13047"]
    assert any("17850.0 are read as the id 17850" in note.text for note in data.notes)


@pytest.mark.parametrize("damaged", ["1.10105E+17", "1.1E+17"])
def test_an_id_a_spreadsheet_damaged_is_refused_as_a_key(bound, damaged: str) -> None:  # type: ignore[no-untyped-def]
    data = bound(f"客户号,日期,金额\n{damaged},20240131,5\n110105199003074518,20240131,5")
    assert data.tallies[0].rejected == {"damaged_id": 1}
    assert data.tallies[0].examples["damaged_id"] == ((2, f"客户号 = {damaged}"),)


def test_trailing_zeros_are_damage_only_when_most_long_ids_have_them(bound) -> None:  # type: ignore[no-untyped-def]
    zeroed = bound(
        "账号,客户号,日期,金额\n6222021234567890000,C1,20240131,5\n6222021234567880000,C1,20240131,5"
    )
    assert zeroed.tallies == zeroed.tallies
    with_one = bound(
        "客户号,日期,金额\n622202123456789000,20240131,5\n622202123456788123,20240131,5\n622202123456788124,20240131,5"
    )
    assert zeroed.tallies[0].rejected == {"damaged_id": 2}
    assert with_one.tallies[0].rejected == {}


def test_the_first_row_of_a_customer_counts(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,姓名,年龄\nC1,张三,30\nC1,张三,31\nC2,李四,40")
    assert data.frame("customers").collect().select("customer_id", "age").rows() == [
        ("C1", 30.0),
        ("C2", 40.0),
    ]
    assert data.tallies[0].aside == {"duplicate_customer": 1}


def test_customers_of_two_files_are_one_row_each(table_of) -> None:  # type: ignore[no-untyped-def]
    data = bind(
        [
            table_of("客户号,姓名,性别\nC1,张三,\nC2,李四,女", "a.csv"),
            table_of("客户号,性别,年龄\nC1,男,30\nC3,女,50", "b.csv"),
        ]
    )
    customers = (
        data.frame("customers")
        .sort("customer_id")
        .collect()
        .select("customer_id", "name", "sex", "age")
    )
    assert customers.rows() == [
        ("C1", "张三", "male", 30.0),
        ("C2", "李四", "female", None),
        ("C3", None, "female", 50.0),
    ]


def test_an_own_column_keeps_its_name_unless_it_is_taken(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,姓名,name,性别,爱好\nC1,张三,Zhang,男,球", maps=["姓名=name"])
    assert data.own_columns("customers") == ("name_2", "爱好")


def test_dates_nobody_can_order_are_asked_for(bound) -> None:  # type: ignore[no-untyped-def]
    text = "客户号,日期,金额\nC1,03/04/2024,5\nC1,05/06/2024,5"
    with pytest.raises(InputError, match="whether the day or the month") as caught:
        bound(text)
    assert "--date-order dmy" in caught.value.hint
    assert bound(text, date_order="dmy").as_of == date(2024, 6, 5)
    assert bound(text, date_order="mdy").as_of == date(2024, 5, 6)


def test_a_row_beyond_the_sample_proves_the_order(table_of) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    table = table_of("客户号,日期,金额\nC1,03/04/2024,5\nC1,25/06/2024,5")
    assert bind([replace(table, sample=table.sample.head(1))]).as_of == date(2024, 6, 25)


def test_a_row_that_breaks_the_promise_of_the_sample_is_read_or_rejected(table_of) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    table = table_of(
        '客户号,日期,金额\nC1,2024-01-31,5\nC1,2024/2/1,"1,000"\nC1,明天,5\nC1,2024-01-31,五'
    )
    data = bind([replace(table, sample=table.sample.head(1))])
    assert data.frame("transactions").collect()["amount"].to_list() == [5, 1000]
    assert data.tallies[0].rejected == {"bad_date": 1, "bad_amount": 1}


def test_rows_after_the_given_date_are_set_aside(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,日期,金额\nC1,20240131,5\nC1,20240301,7", as_of="2024-02-29")
    assert data.tallies[0].aside == {"after_as_of": 1}
    with pytest.raises(UsageError, match="not a date"):
        bound("客户号,日期,金额\nC1,20240131,5", as_of="yesterday")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["C1", "C2", "", "1.2E+17"]), st.sampled_from(["2024-01-31", "20240131", "", "x", "9999-12-31"]),
            st.sampled_from(["5", "1,000.5", "", "abc", "(3)"]), st.sampled_from([None, "total", "ragged"]),
        ),
        min_size=3, max_size=25,
    )
)  # fmt: skip
def test_rows_in_are_rows_used_set_aside_and_rejected(
    table_of, rows: list[tuple[str, str, str, str | None]]
) -> None:  # type: ignore[no-untyped-def]
    head = [("C1", "2024-01-31", "5", None)] * 4
    rows = head + rows
    text = "客户号,日期,金额\n" + "\n".join(f'{c},{d},"{a}"' for c, d, a, _ in rows)
    table = table_of(text, aside={n + 2: why for n, (*_, why) in enumerate(rows) if why})
    data = bind(
        [table], maps=["客户号=customer_id", "日期=date", "金额=amount"], kind="transactions"
    )
    (tally,) = data.tallies
    assert tally.rows == len(rows)
    assert data.frame("transactions").select(pl.len()).collect().item() == tally.used
    assert rejects(data).height == sum(tally.rejected.values())


TAOBAO = """买家会员名,订单编号,订单创建时间,买家实际支付金额,订单状态,退款金额
u1,A1,2024-01-05 10:00,100.00,交易成功,0
u2,A2,2024-01-06 10:00,200.00,交易关闭,200
u3,A3,2024-01-07 10:00,300.00,等待买家付款,
u4,A4,2024-01-08 10:00,400.00,交易成功,150
u5,A5,2024-01-08 10:00,50.00,退款失败,0
"""


def test_orders_that_came_to_nothing_are_set_aside_and_refunds_taken_off(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(TAOBAO)
    assert data.frame("transactions").collect().select("customer_id", "amount").rows() == [
        ("u1", 100), ("u4", 250), ("u5", 50),
    ]  # fmt: skip
    (tally,) = data.tallies
    assert tally.aside == {"not_completed": 2}
    assert tally.examples["not_completed"] == (
        (3, "订单状态 = 交易关闭"), (4, "订单状态 = 等待买家付款"),
    )  # fmt: skip
    assert any(
        note.level == "warning" and "2 set aside, cancelled, closed or unpaid" in note.text
        for note in data.notes
    )
    assert any("买家实际支付金额 − 退款金额" in note.text for note in data.notes)


@pytest.mark.parametrize(
    ("status", "kept"),
    [("已取消", False), ("Cancelled", False), ("已全额退款", False), ("待付款", False), ("unpaid", False),
     ("支付失败", False), ("refunded", False), ("交易成功", True), ("等待卖家发货", True), ("Shipped", True),
     ("Closed", True), ("partially_refunded", True), ("不可取消", True), ("", True)],
)  # fmt: skip
def test_statuses_of_orders(bound, status: str, kept: bool) -> None:  # type: ignore[no-untyped-def]
    data = bound(f"客户号,日期,金额,状态\n1,20240101,5,{status}\n1,20240101,5,已完成")
    assert data.tallies[0].used == 1 + kept


def test_refunds_in_part_without_their_amount_are_warned_of(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,日期,金额,当前状态\n1,20240101,5,已退款(￥2.00)\n1,20240101,5,支付成功")
    assert any("'当前状态' speaks of refunds in part" in note.text for note in data.notes)


def test_a_sale_marked_as_returned_with_its_refund_is_lowered_once(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "客户号,订单号,日期,金额,是否退货,退款金额\n1,1,20240131,5,是,5\n1,2,20240131,7,否,0"
    )
    assert data.frame("transactions").collect()["amount"].to_list() == [0, 7]


def test_the_total_of_an_order_on_each_line_gives_way_to_the_line(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "客户号,订单编号,下单时间,商品名称,数量,单价,订单金额\n01,A1,2024-01-05,苹果,2,10,50\n"
        "01,A1,2024-01-05,梨,3,10,50\n02,A2,2024-01-06,梨,1,10,10"
    )
    assert data.frame("transactions").collect()["amount"].to_list() == [20, 30, 10]
    assert any("订单金额 is the total of the order" in note.text for note in data.notes)


def test_a_line_total_stays_the_amount(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "客户号,订单编号,下单时间,数量,单价,销售额\n1,A1,2024-01-05,2,10,20\n1,A1,2024-01-05,2,10,20\n"
        "2,A2,2024-01-05,1,30,30\n2,A2,2024-01-05,1,30,30"
    )
    assert data.frame("transactions").collect()["amount"].to_list() == [20, 20, 30, 30]
    assert not any("of an order" in note.text for note in data.notes)


def test_one_amount_on_all_lines_is_warned_of(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(
        "客户号,订单编号,日期,商品,订单金额\n1,A1,20240105,苹果,50\n1,A1,20240105,梨,50\n"
        "2,A2,20240106,梨,70\n2,A2,20240106,苹果,70\n3,A3,20240106,苹果,9"
    )
    assert any(
        note.level == "warning" and "'订单金额' has one amount on all lines" in note.text
        for note in data.notes
    )


def test_units_stated_twice_and_unproven_points_are_said(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("客户号,统计日期,余额（万元）\n01,2024-01-31,20\n02,2024-01-31,1.5万")
    assert data.frame("balances").collect()["balance"].to_list() == [200_000, 15_000]
    assert any("1.5万 state their own unit" in note.text for note in data.notes)
    data = bound(
        '客户号,交易日期,金额\n01,2024-01-05,1.234\n02,2024-01-06,2.500\n02,2024-01-07,"12,500"'
    )
    assert any(note.level == "warning" and "1.234 is read with" in note.text for note in data.notes)
