"""Headers as real systems write them, each with the roles that must come out."""

from __future__ import annotations

import pytest

from custseg.errors import InputError
from custseg.schema.columns.kind import recognise
from custseg.schema.columns.mapping import Columns

ICBC = '卡号,交易日期,摘要,交易场所,交易金额(收入),交易金额(支出),交易币种,记账金额(收入),记账金额(支出),余额,对方户名\n6222,2024-01-31,工资,网上银行,"5,000.00",,人民币,"5,000.00",,"9,000.00",甲公司\n6222,2024-02-01,消费,POS,,12.50,人民币,,12.50,"8,987.50",乙店'
ABC = "账号,交易日期,交易时间,交易金额,本次余额,对方户名,交易地点,交易摘要,交易附言\n6228,20240101,123456,+10000.00,10000.00,--,北京,转存,\n6228,20240102,083000,-20.00,9980.00,某店,上海,消费,午餐"
CMB = "客户号,交易日期,交易时间,收入,支出,余额,交易类型,交易备注\nC1,20240131,08:26:00,100.00,,100.00,代发工资,一月"
BOC = "客户号,记账日期,记账时间,币别,金额,余额,交易名称,渠道,网点名称,附言,对方账户名\nC1,2024-01-31,08:26:00,人民币,-5.00,9.00,消费,网上快捷支付,-------------------,午餐,某店"
TAOBAO = "订单编号,买家会员名,买家实际支付金额,订单创建时间,订单付款时间,收货人姓名,宝贝标题,宝贝总数量\n1,tb_1,12.50,2024-01-31 08:26:00,2024-01-31 08:30:00,张三,杯子,2"
TAIWAN = "客戶編號,訂單編號,訂單日期,銷售額,數量\nC1,1,2024/1/31,5,1"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (ICBC, {"account_id": "卡号", "date": "交易日期", "income_amount": "交易金额(收入)", "expense_amount": "交易金额(支出)",
                "balance_after": "余额", "counterparty": "对方户名", "summary": "摘要", "currency": "交易币种", "channel": "交易场所"}),
        (ABC, {"account_id": "账号", "date": "交易日期", "time": "交易时间", "amount": "交易金额", "balance_after": "本次余额", "summary": "交易摘要"}),
        (CMB, {"customer_id": "客户号", "date": "交易日期", "time": "交易时间", "income_amount": "收入", "expense_amount": "支出", "category": "交易类型"}),
        (BOC, {"customer_id": "客户号", "date": "记账日期", "amount": "金额", "balance_after": "余额", "currency": "币别", "summary": "附言"}),
        (TAOBAO, {"customer_id": "买家会员名", "order_id": "订单编号", "date": "订单创建时间", "amount": "买家实际支付金额", "quantity": "宝贝总数量"}),
        (TAIWAN, {"customer_id": "客戶編號", "order_id": "訂單編號", "date": "訂單日期", "amount": "銷售額", "quantity": "數量"}),
    ],
    ids=["icbc", "abc", "cmb", "boc", "taobao", "taiwan"],
)  # fmt: skip
def test_statements_and_orders_are_understood(table_of, text: str, roles: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    seen = recognise(Columns(table_of(text)), {})
    assert seen.kind == "transactions"
    assert {
        role: seen.roles.assigned[role].column for role in roles if role in seen.roles.assigned
    } == roles
    assert seen.roles.warnings == ()


def test_a_statement_without_a_customer_says_how_to_name_one(bound) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as caught:
        bound("销售订单编号,客户名称,下单日期,销售订单金额(元)\nA1,甲公司,2024-01-31,5")
    assert "--map 客户名称=customer_id" in caught.value.hint
