"""Words that every method shows: who a customer is, how many, how much money."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {
    "customer_id": Term("客户号", "Customer ID", "id"),
    "account_id": Term("账号", "Account", "id"),
    "name": Term("姓名", "Name", "name"),
    "phone": Term("手机号", "Phone", "phone"),
    "email": Term("电子邮箱", "Email", "email"),
    "id_number": Term("证件号码", "ID number", "id_number"),
    "address": Term("地址", "Address", "address"),
    "customers": Term("客户数", "Customers", "count"),
    "customers_share": Term("客户占比", "Share of customers", "share"),
    "money": Term("金额", "Money", "money"),
    "money_share": Term("金额占比", "Share of money", "share"),
}

TITLES: dict[str, tuple[str, str]] = {
    "customers": ("客户明细", "Customers"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {}
