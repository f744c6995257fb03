"""Lists of holdings with a column for each product: which columns are products.

A cell says yes or no (1/0, 是/否, Y/N; blank is no), or an amount, where the header names a product.
"""

from __future__ import annotations

from custseg.schema.columns.aliases import normal
from custseg.schema.columns.mapping import Columns, Roles

PRODUCT_WORDS = (
    "存款", "定期", "活期", "存单", "理财", "基金", "信托", "国债", "债券", "贵金属", "黄金", "保险", "年金", "养老", "贷",
    "按揭", "信用卡", "借记卡", "白条", "外汇", "外币", "汇款", "结售汇", "网银", "手机银行", "短信", "代发", "代扣", "快捷",
    "签约", "证券", "社保卡", "deposit", "saving", "fund", "loan", "mortgage", "card", "insurance", "pension",
    "securities", "bond", "payroll", "directdebit", "ebank", "ebanking", "mobilebank", "checking", "currentaccount",
    "overdraft", "annuity", "wealth", "ahor", "cuenta", "tarjeta", "recibo", "nomina", "fondo", "hip", "prest",
)  # fmt: skip
"""What headers of product columns contain, without blanks and marks."""

_ATTRIBUTES = (
    "额度",
    "次数",
    "笔数",
    "天数",
    "等级",
    "编号",
    "号码",
    "日期",
    "名称",
    "limit",
    "count",
    "number",
    "date",
    "type",
)
"""A header that ends so says something about a product, not whether it is held."""


def product_columns(columns: Columns, roles: Roles, *, said: bool = False) -> tuple[str, ...]:
    """The columns of a table of holdings that each stand for a product; none where a column names it.

    All columns without a role must be such, two at least, and half of them must be called after
    products, unless a person has said that the table lists holdings (``said``).
    """
    if roles.any("product", "amount", "opened_on", "holding_id"):
        return ()
    taken = {assigned.column for assigned in roles.assigned.values()}
    free = [
        c for c in columns.table.columns if c not in taken and columns.sample(c).drop_nulls().len()
    ]
    flags = [c for c in free if _is_flag(columns, c)]
    amounts = [c for c in free if c not in flags and _is_amount(columns, c)]
    held = tuple(c for c in free if c in flags or c in amounts)
    if said:
        return held
    named = sum(names_product(columns.heading(c)) for c in held)
    return held if len(held) == len(free) >= 2 and 2 * named >= len(held) else ()


def names_product(heading: str) -> bool:
    """Whether a header is called after a product of a bank."""
    key = normal(heading).key
    return any(word in key for word in PRODUCT_WORDS) and not key.endswith(_ATTRIBUTES)


def _is_flag(columns: Columns, column: str) -> bool:
    parsing = columns.parsing(column, "flag")
    return parsing.said > 0 and parsing.parsed_share == 1


def _is_amount(columns: Columns, column: str) -> bool:
    parsing = columns.parsing(column, "money")
    is_read = parsing.said > 0 and parsing.parsed_share == 1
    return is_read and names_product(columns.heading(column))
