"""Columns and tables: key, Chinese, English and the unit that decides how a value is shown.

One line a term, grouped by the room that makes it. The unit is what every renderer goes by:
``money`` (yuan or the file's currency), ``share`` (0 to 1, shown as %), ``index`` (100 = base),
``days``, ``count``, ``number``, ``date``, ``month``, ``score``, ``flag``, ``id``, ``label``, ``text``,
and the personal ones, which are masked unless asked: ``name``, ``phone``, ``id_number``, ``card``,
``email``, ``address``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Unit = Literal[
    "text", "label", "id", "count", "number", "money", "share", "index", "days", "date", "month",
    "score", "flag", "name", "phone", "id_number", "card", "email", "address",
]  # fmt: skip

PERSONAL: frozenset[Unit] = frozenset({"name", "phone", "id_number", "card", "email", "address"})


class Term(NamedTuple):
    """One column of a result, as people call it."""

    zh: str
    en: str
    unit: Unit


TERMS: dict[str, Term] = {
    # customers and what is known of them
    "customer_id": Term("客户号", "Customer ID", "id"),
    "account_id": Term("账号", "Account", "id"),
    "name": Term("姓名", "Name", "name"),
    "phone": Term("手机号", "Phone", "phone"),
    "email": Term("电子邮箱", "Email", "email"),
    "id_number": Term("证件号码", "ID number", "id_number"),
    "address": Term("地址", "Address", "address"),
    # tables of any method
    "customers": Term("客户数", "Customers", "count"),
    "customers_share": Term("客户占比", "Share of customers", "share"),
    "money": Term("金额", "Money", "money"),
    "money_share": Term("金额占比", "Share of money", "share"),
    # reading and accounting
    "file": Term("文件", "File", "text"),
    "sheet": Term("工作表", "Sheet", "text"),
    "kind": Term("数据种类", "Kind of table", "label"),
    "rows": Term("行数", "Rows", "count"),
    "used": Term("采用", "Used", "count"),
    "set_aside": Term("搁置", "Set aside", "count"),
    "rejected": Term("拒收", "Rejected", "count"),
    "reason": Term("原因", "Reason", "label"),
}

TITLES: dict[str, tuple[str, str]] = {
    # key: (Chinese, English)
    "customers": ("客户明细", "Customers"),
    "inputs": ("输入文件", "Inputs"),
}
