"""Which kind of table a file is, told from the roles of its columns, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from custseg.read.table import Table
from custseg.schema.columns.held import product_columns
from custseg.schema.columns.mapping import Columns, Roles, assign
from custseg.schema.columns.sole import completed
from custseg.schema.kinds import KINDS
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
    held: tuple[str, ...] = ()
    """The columns of a list of holdings that each stand for a product."""
    reads_as: str | None = None
    """Of an unused table: the kind its rows are of, only that nothing says whose they are."""


def recognise(columns: Columns, fixed: Mapping[str, str], forced: str | None = None) -> Recognised:
    """The kind of a table; ``forced`` (``--as``) fixes it; ``unused`` when nothing fits."""
    as_kind = {kind: assign(columns, kind, fixed) for kind in ([forced] if forced else KINDS)}
    product = product_of(columns.table) if (forced or "holdings") == "holdings" else None
    if forced:
        roles = as_kind[forced]
        held = product_columns(columns, roles, said=True) if forced == "holdings" else ()
        return Recognised(forced, roles, t("as said"), None if held else product, held)
    if not as_kind["events"].has("event_type") and not _personal(as_kind["customers"], 2):
        as_kind["transactions"] = completed(columns, as_kind["transactions"])
    signs = _Signs(as_kind, columns, product)
    kind, why = _kind(signs)
    if kind is None and _is_statement(signs):
        return Recognised(UNUSED, as_kind["transactions"], why, reads_as="transactions")
    if kind is None:
        best = max(as_kind.values(), key=lambda roles: len(roles.assigned))
        unread = as_kind["transactions"].unreadable.values()
        return Recognised(UNUSED, best, t("; ").join([why, *unread]))
    roles = _with_unreadable(as_kind[kind], as_kind["transactions"])
    if kind != "holdings":
        return Recognised(kind, roles, why)
    held = product_columns(columns, roles)
    if held:
        return Recognised(
            kind,
            roles,
            t("{why}; each of {count} columns is a product", why=why, count=len(held)),
            held=held,
        )
    return Recognised(kind, roles, why, product)


def _with_unreadable(roles: Roles, as_transactions: Roles) -> Roles:
    """``roles`` with a warning of columns that would have made the table one of transactions, could
    they be read.
    """
    taken = {x.column for x in roles.assigned.values()} | set(roles.unreadable)
    unread = [text for column, text in as_transactions.unreadable.items() if column not in taken]
    return replace(roles, warnings=(*roles.warnings, *unread)) if unread else roles


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


class _Signs(NamedTuple):
    """What a table could be: its roles, were it of each kind."""

    by: Mapping[str, Roles]
    columns: Columns
    product: str | None

    def has(self, kind: str, *roles: str) -> bool:
        return self.by[kind].has(*roles)

    def any(self, kind: str, *roles: str) -> bool:
        return self.by[kind].any(*roles)

    @property
    def names_somebody(self) -> bool:
        return self.any("transactions", "customer_id", "account_id")

    @property
    def has_money(self) -> bool:
        return (
            self.has("transactions", "amount")
            or "amount" in self.by["transactions"].undecided
            or self.has("transactions", "unit_price", "quantity")
            or self.any("transactions", "income_amount", "expense_amount")
        )

    @property
    def has_only_income(self) -> bool:
        """Whether the only money is 收入, what a person earns: in a bank flow it is what came in."""
        paid = ("amount", "unit_price", "expense_amount")
        return self.has("customers", "income") and not (
            self.any("transactions", *paid) or "amount" in self.by["transactions"].undecided
        )

    @property
    def has_scores(self) -> bool:
        """Whether several columns are scores, and nothing says which counts."""
        return "score" in self.by["feedback"].undecided

    def describes_people(self, least: int = 2) -> bool:
        return _personal(self.by["customers"], least)


def _personal(as_customers: Roles, least: int) -> bool:
    return sum(map(as_customers.has, _PERSONAL)) >= least


def _is_leads(signs: _Signs) -> bool:
    followed = ("source", "closed_on", "contacted_on", "created_on")
    if signs.has("leads", "stage"):
        return signs.any("leads", "lead_id", "manager", *followed[:-1])
    if not signs.has("leads", "lead_id", "name") or not signs.any("leads", *followed):
        return False
    # A contact of a CRM has a record id and a name, too, but nobody follows it as a deal.
    return signs.any("leads", *followed[:-1]) or not signs.describes_people(least=3)


def _is_managers(signs: _Signs) -> bool:
    """People who look after customers, told by what they can take on; no customer beside them."""
    if signs.has("customers", "customer_id") or signs.any("leads", "lead_id", "stage"):
        return False
    return signs.has("managers", "manager") and signs.any(
        "managers", "capacity_hours", "max_customers", "levels_served"
    )


_CONTACT_LISTS = (
    "联系记录",
    "外呼记录",
    "拜访记录",
    "走访记录",
    "回访记录",
    "contact_log",
    "contact log",
)


def _is_contacts(signs: _Signs) -> bool:
    """Contacts made: a customer, a day, and what came of it, or a file that is called so.

    A log of follow-ups without results stays one of events, as it always was.
    """
    if signs.has_money or not signs.has("contacts", "customer_id", "date"):
        return False
    name = PurePath(signs.columns.table.source.path).name.lower()
    called = any(word in name for word in _CONTACT_LISTS)
    return (called or signs.has("contacts", "contact_result")) and not signs.describes_people()


def _is_accounts(signs: _Signs) -> bool:
    if signs.has_money or signs.has("transactions", "date") or _has_contracts(signs):
        return False
    held = signs.any("balances", "balance", "average_balance") and not signs.has(
        "accounts", "relation"
    )
    return signs.has("accounts", "account_id", "customer_id") and not held


def _has_contracts(signs: _Signs) -> bool:
    return signs.any("holdings", "holding_id", "term", "matures_on", "risk_rating")


def _is_contracts(signs: _Signs) -> bool:
    return (
        signs.names_somebody and _has_contracts(signs)
        and signs.any("holdings", "amount", "opened_on", "product")
        and not signs.any("transactions", "order_id", "transaction_id")
        and not _is_about_people(signs)
    )  # fmt: skip


def _is_about_people(signs: _Signs) -> bool:
    """People described at length, and no day or number of a contract: their products are counted, not named."""
    return signs.describes_people(least=3) and not signs.any(
        "holdings", "holding_id", "opened_on", "matures_on"
    )


def _is_balances(signs: _Signs) -> bool:
    """Balances on a day or over a month, and nothing of a deal beside them.

    A column called 金额 is a balance only where an average stands beside it.
    """
    deal = ("order_id", "transaction_id", "direction", "summary", "income_amount")
    if signs.has_money and (
        not signs.has("balances", "average_balance") or signs.any("transactions", *deal)
    ):
        return False
    return (
        signs.any("balances", "customer_id", "account_id") and signs.any("balances", "date", "month")
        and signs.any("balances", "balance", "average_balance")
    )  # fmt: skip


def _is_transactions(signs: _Signs) -> bool:
    return signs.names_somebody and signs.has_money and signs.any("transactions", "date", "month")


def _is_statement(signs: _Signs) -> bool:
    """What came in and went out of somebody's account, and no column says whose it is."""
    return signs.has_money and signs.any("transactions", "date")


def _is_feedback(signs: _Signs) -> bool:
    said = signs.any("feedback", "score", "text", "feedback_type") or signs.has_scores
    # Texts that somebody labelled teach a model, whoever wrote them.
    whose = signs.has("feedback", "customer_id") or signs.has("feedback", "text", "sentiment_label")
    return whose and said and not signs.describes_people()


def _is_products_held(signs: _Signs) -> bool:
    return (
        signs.any("holdings", "customer_id", "account_id") and signs.has("holdings", "product")
        and signs.any("holdings", "amount", "status", "opened_on", "snapshot_on")
        and not signs.has("events", "event_type") and not _is_about_people(signs)
    )  # fmt: skip


def _is_only_products_held(signs: _Signs) -> bool:
    """Who holds what, and nothing else."""
    return (
        signs.any("holdings", "customer_id", "account_id") and signs.has("holdings", "product")
        and not signs.any("transactions", "date", "month") and not signs.has_money
        and not signs.any("events", "date", "event_type") and not signs.describes_people(least=1)
    )  # fmt: skip


def _has_product_columns(signs: _Signs) -> bool:
    """A column for each product: no other column, no day but that of the list."""
    return (
        signs.any("holdings", "customer_id", "account_id") and not signs.has_money
        and not signs.any("transactions", "date", "month") and not signs.any("events", "date", "event_type")
        and not signs.describes_people(least=1)
        and bool(product_columns(signs.columns, signs.by["holdings"]))
    )  # fmt: skip


def _is_called_transactions(signs: _Signs) -> bool:
    """Customers and dates alone, in a file that is called after orders: purchases without amounts."""
    name = PurePath(signs.columns.table.source.path).name.lower()
    called = any(
        word in name for word in ("transaction", "order", "purchase", "交易", "订单", "流水")
    )
    return (
        called
        and signs.has("events", "customer_id", "date")
        and not signs.has("events", "event_type")
    )


def _is_events(signs: _Signs) -> bool:
    if not signs.has("events", "customer_id", "date"):
        return False
    return signs.has("events", "event_type") or not signs.describes_people()


def _is_customers(signs: _Signs) -> bool:
    """A list of customers: most stand in one row. Without ids, what describes people at length."""
    if signs.has_money and not signs.has_only_income:
        return False
    if not signs.has("customers", "customer_id"):
        return not signs.names_somebody and signs.describes_people(least=4)
    column = signs.by["customers"].assigned["customer_id"].column
    account = signs.by["accounts"].assigned.get("account_id")
    if account is not None and account.column == column and not signs.describes_people(least=3):
        return False  # a bank's accounts, not the accounts of a CRM
    ids = signs.columns.sample(column).drop_nulls()
    return ids.is_empty() or ids.n_unique() >= 0.5 * len(ids)


def _is_called_after_product(signs: _Signs) -> bool:
    named = signs.any("holdings", "customer_id", "account_id")
    return named and signs.product is not None and signs.any("holdings", "amount", "opened_on")


def _is_accounts_opened(signs: _Signs) -> bool:
    return signs.has("accounts", "account_id", "opened_on") and not signs.has_money


_RULES: tuple[tuple[str, Callable[[_Signs], bool], tuple[str, ...]], ...] = (
    ("leads", _is_leads, ("lead_id", "stage", "source", "closed_on")),
    ("managers", _is_managers, ("manager", "branch", "capacity_hours", "max_customers", "levels_served")),
    ("contacts", _is_contacts, ("customer_id", "date", "contact_type", "contact_result")),
    ("holdings", _has_product_columns, ("customer_id", "account_id", "snapshot_on")),
    ("accounts", _is_accounts, ("account_id", "customer_id", "relation")),
    ("holdings", _is_contracts, ("product", "holding_id", "term", "matures_on", "amount")),
    ("balances", _is_balances, ("date", "month", "balance", "average_balance")),
    ("transactions", _is_transactions,
     ("customer_id", "account_id", "date", "amount", "unit_price", "quantity", "income_amount", "expense_amount")),
    ("feedback", _is_feedback, ("customer_id", "feedback_type", "score", "text")),
    ("holdings", _is_products_held, ("product", "amount", "opened_on", "status")),
    ("holdings", _is_only_products_held, ("customer_id", "product", "family")),
    ("transactions", _is_called_transactions, ("customer_id", "date")),
    ("events", _is_events, ("customer_id", "date", "event_type")),
    ("customers", _is_customers, ("customer_id", *_PERSONAL)),
    ("holdings", _is_called_after_product, ("account_id", "customer_id", "opened_on", "amount")),
    ("accounts", _is_accounts_opened, ("account_id", "opened_on")),
)  # fmt: skip
"""The first that holds says the kind; the roles are named as the reason."""


def _kind(signs: _Signs) -> tuple[str | None, str]:
    for kind, holds, roles in _RULES:
        if holds(signs):
            there = [header(role) for role in roles if signs.has(kind, role)]
            return kind, t("has {columns}", columns=t(", ").join(there))
    return None, t("its columns fit no kind of table")
