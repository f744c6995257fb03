from __future__ import annotations

import pytest

from custseg.schema.columns.aliases import ALIASES, IN_KIND, normal
from custseg.schema.columns.roles import HELPERS, MEANINGS, ROLE_KEYS
from custseg.schema.kinds import KINDS
from custseg.words.terms import TERMS


@pytest.mark.parametrize(
    ("header", "key", "scale"),
    [
        ("客户名称（必填）", "客户名称", 1), ("金额(元)", "金额", 1), ("余额（万元）", "余额", 10_000), ("餘額（萬元）", "余额", 10_000),
        ("年收入 (单位：万元)", "年收入", 10_000), ("Annual Income (k$)", "annualincome", 1_000), ("日 志 号", "日志号", 1),
        ("交易金额(收入)", "交易金额收入", 1), ("帳戶號碼", "账户号码", 1), ("省/自治区", "省自治区", 1), ("Customer_ID", "customerid", 1),
        ("客户 ID", "客户id", 1), ("ＩＤ", "id", 1), ("余额_万元", "余额", 10_000), ("*手机号：", "手机号", 1),
    ],
)  # fmt: skip
def test_a_header_is_looked_up_without_its_dress_and_its_unit_is_remembered(
    header: str, key: str, scale: int
) -> None:
    assert normal(header)[:2] == (key, scale)


@pytest.mark.parametrize(
    ("kind", "header", "role"),
    [
        ("customers", "客戶編號", "customer_id"), ("customers", "出生日期", "birth_date"), ("customers", "是否流失", "churned"),
        ("transactions", "InvoiceNo", "order_id"), ("transactions", "StockCode", "product"), ("transactions", "UnitPrice", "unit_price"),
        ("transactions", "销售额", "amount"), ("transactions", "借貸標誌", "direction"), ("transactions", "交易金额(支出)", "expense_amount"),
        ("transactions", "household_id", "customer_id"), ("transactions", "收/支", "direction"), ("transactions", "餘額", "balance_after"),
        ("leads", "Deal Owner", "manager"), ("leads", "Record Id", "lead_id"), ("leads", "成交状态", "stage"),
        ("leads", "最后跟进时间", "contacted_on"), ("balances", "月日均余额(元)", "average_balance"), ("holdings", "到期日", "matures_on"),
    ],
)  # fmt: skip
def test_headers_of_banks_shops_and_crms_are_known(kind: str, header: str, role: str) -> None:
    assert role in [meaning for meaning, _ in MEANINGS[kind][normal(header).key]]


def test_every_alias_belongs_to_a_role_that_exists() -> None:
    columns = {column for kind in KINDS.values() for column in kind}
    assert set(ALIASES) <= columns | set(HELPERS)
    assert all(key in KINDS[kind] for kind, key in IN_KIND)


def test_every_role_has_words() -> None:
    assert [key for key in ROLE_KEYS if key not in TERMS] == []
