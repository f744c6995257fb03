"""Which kind of table a file is, told from the roles of its columns, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import NamedTuple

from custseg.read.table import Table
from custseg.schema.kinds import KINDS
from custseg.schema.mapping import Columns, Roles, assign
from custseg.words import header, t

UNUSED = "unused"

PRODUCTS = {
    "loan": "loan", "loans": "loan", "贷款": "loan", "deposit": "deposit", "deposits": "deposit", "存款": "deposit",
    "fund": "fund", "funds": "fund", "基金": "fund", "insurance": "insurance", "保险": "insurance",
    "wealth": "wealth", "理财": "wealth", "card": "card", "cards": "card", "信用卡": "credit_card",
    "creditcard": "credit_card", "mortgage": "mortgage", "按揭": "mortgage", "bond": "bond", "国债": "bond",
}  # fmt: skip
"""A file that is called after a product holds that product."""

_PERSONAL = ("name", "sex", "birth_date", "age", "phone", "email", "occupation", "income", "income_band",
             "education", "marital_status", "address", "province", "city", "customer_level", "risk_level",
             "id_number", "company_name", "industry", "segment_label", "balance", "churned", "opened_on")  # fmt: skip


class Recognised(NamedTuple):
    """The kind of a table, the roles of its columns and why."""

    kind: str
    roles: Roles
    why: str
    product: str | None = None
    """The product every row holds, when the file's name says it and no column does."""


def recognise(columns: Columns, fixed: Mapping[str, str], forced: str | None = None) -> Recognised:
    """The kind of a table; ``forced`` (``--as``) fixes it; ``unused`` when nothing fits."""
    as_kind = {kind: assign(columns, kind, fixed) for kind in ([forced] if forced else KINDS)}
    product = product_of(columns.table) if (forced or "holdings") == "holdings" else None
    if forced:
        return Recognised(forced, as_kind[forced], t("as said"), product)
    kind, why = _kind(as_kind, columns, product)
    if kind is None:
        best = max(as_kind.values(), key=lambda roles: len(roles.assigned))
        return Recognised(UNUSED, best, why)
    return Recognised(kind, as_kind[kind], why, product if kind == "holdings" else None)


def product_of(table: Table) -> str | None:
    """The product a file or sheet is called after."""
    names = (table.source.sheet, PurePath(table.source.path).name.split(".")[0])
    for name in names:
        words = [] if name is None else [name.lower(), *name.lower().replace("-", "_").split("_")]
        for word in words:
            if word in PRODUCTS:
                return PRODUCTS[word]
            inside = [p for key, p in PRODUCTS.items() if not key.isascii() and key in word]
            if inside:
                return inside[0]
    return None


def _kind(by: dict[str, Roles], columns: Columns, product: str | None) -> tuple[str | None, str]:
    txn, hold, bal = by["transactions"], by["holdings"], by["balances"]
    events, feedback, leads, customers = by["events"], by["feedback"], by["leads"], by["customers"]
    identity = txn.any("customer_id", "account_id")
    money = txn.has("amount") or txn.has("unit_price", "quantity") or txn.any("income_amount", "expense_amount")
    holds = hold.any("holding_id", "term", "matures_on", "risk_rating")

    def because(roles: Roles, *keys: str) -> str:
        there = [header(k) for k in keys if k in roles.assigned]
        return t("has {columns}", columns=", ".join(there))

    if _is_leads(leads):
        return "leads", because(leads, "lead_id", "stage", "source", "closed_on")
    if by["accounts"].has("account_id", "customer_id") and not money and not holds and not txn.has("date"):
        if not bal.any("balance", "average_balance") or by["accounts"].has("relation"):
            return "accounts", because(by["accounts"], "account_id", "customer_id", "relation")
    if identity and holds and hold.any("amount", "opened_on", "product") and not txn.any("order_id", "transaction_id"):
        return "holdings", because(hold, "product", "holding_id", "term", "matures_on", "amount")
    if identity and money and txn.any("date", "month"):
        if _is_balances(bal, txn):
            return "balances", because(bal, "date", "balance", "average_balance")
        return "transactions", because(txn, "customer_id", "account_id", "date", "amount", "unit_price",
                                       "quantity", "income_amount", "expense_amount")  # fmt: skip
    if bal.any("customer_id", "account_id") and bal.any("date", "month") and bal.any("balance", "average_balance"):
        return "balances", because(bal, "date", "month", "balance", "average_balance")
    if feedback.has("customer_id") and feedback.any("score", "text", "feedback_type") and not _is_people(customers):
        return "feedback", because(feedback, "customer_id", "feedback_type", "score", "text")
    if hold.any("customer_id", "account_id") and hold.has("product") and hold.any("amount", "status", "opened_on"):
        if not events.has("event_type"):
            return "holdings", because(hold, "product", "amount", "opened_on", "status")
    if events.has("customer_id", "date") and (events.has("event_type") or not _is_people(customers)):
        return "events", because(events, "customer_id", "date", "event_type")
    if customers.has("customer_id") and not money and _one_row_each(columns, customers):
        return "customers", because(customers, "customer_id", *_PERSONAL)
    if not identity and _is_people(customers, 4) and not money:
        return "customers", t("describes people, but has no customer id")
    if hold.any("customer_id", "account_id") and product and hold.any("amount", "opened_on"):
        return "holdings", t("is called after a product")
    if by["accounts"].has("account_id", "opened_on") and not money:
        return "accounts", because(by["accounts"], "account_id", "opened_on")
    return None, t("its columns fit no kind of table")


def _is_leads(leads: Roles) -> bool:
    if leads.has("stage") and leads.any("lead_id", "source", "closed_on", "contacted_on", "manager"):
        return True
    return leads.has("lead_id", "name") and leads.any("source", "closed_on", "contacted_on", "created_on")


def _is_balances(balances: Roles, transactions: Roles) -> bool:
    """A table of balances whose column is called 金额 or 资产 has a snapshot date, and nothing of a deal."""
    return (
        balances.has("date") and balances.any("balance", "average_balance")
        and (balances.has("average_balance") or "amount" not in transactions.assigned)
        and not transactions.any("order_id", "transaction_id", "direction", "summary", "income_amount")
    )  # fmt: skip


def _is_people(customers: Roles, least: int = 2) -> bool:
    return sum(role in customers.assigned for role in _PERSONAL) >= least


def _one_row_each(columns: Columns, customers: Roles) -> bool:
    """Most customers stand in one row: a list of customers, not of what they did."""
    ids = columns.sample(customers.assigned["customer_id"].column).drop_nulls()
    return ids.is_empty() or ids.n_unique() >= 0.5 * len(ids)
