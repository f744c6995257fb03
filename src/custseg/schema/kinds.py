"""The canonical tables: which columns each kind has, and their types.

Everything after ``schema`` sees only these columns (and, in customers, the user's own ones as
text). Ids are text, money is exact, dates are dates. A column that the file does not have is not in
the frame: ask ``Dataset.has(kind, column)``.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

MONEY = pl.Decimal(38, 6)
"""Amounts are exact decimals: sums do not depend on row order, threads or chunks."""
TOO_LARGE = 10**16
"""From here on a number is none of money but of an account. Sums of 10^16 rows stay within ``MONEY`` this way: beyond it
Polars stops with an error, and in groups that are held in memory it begins anew at the other end without one."""

TEXT, DATE, COUNT, NUMBER, FLAG = pl.String(), pl.Date(), pl.Int64(), pl.Float64(), pl.Boolean()

KINDS: dict[str, dict[str, pl.DataType]] = {
    # 客户: one row a customer. Other columns of the file are kept as text under their own names.
    "customers": {
        "customer_id": TEXT, "name": TEXT, "company_name": TEXT,
        "id_type": TEXT, "id_number": TEXT, "id_expires_on": DATE, "credit_code": TEXT,
        "sex": TEXT,  # "male" | "female"
        "birth_date": DATE, "age": NUMBER, "nationality": TEXT, "phone": TEXT, "email": TEXT,
        "occupation": TEXT, "income": MONEY, "income_band": TEXT, "education": TEXT,
        "marital_status": TEXT, "address": TEXT, "province": TEXT, "city": TEXT, "region": TEXT,
        "country": TEXT, "branch": TEXT, "manager": TEXT, "opened_on": DATE,
        "ended_on": DATE,  # 销户, 离网, 解约: when the relation ended
        "tenure_months": NUMBER,
        "customer_level": TEXT, "member": FLAG, "risk_level": TEXT, "aml_level": TEXT,
        "marketing_consent": FLAG, "industry": TEXT, "employees": COUNT, "company_size": TEXT,
        "segment_label": TEXT, "balance": MONEY, "churned": FLAG,
    },
    # 账户: which account belongs to which customer. relation: "owner" | "other".
    "accounts": {
        "account_id": TEXT, "customer_id": TEXT, "relation": TEXT, "opened_on": DATE, "ended_on": DATE,
        "product": TEXT, "status": TEXT,
    },
    # 交易, 流水, 订单: amount is what the row is worth; returns are negative.
    "transactions": {
        "customer_id": TEXT, "account_id": TEXT, "transaction_id": TEXT, "order_id": TEXT,
        "date": DATE, "hour": pl.Int8(),
        "amount": MONEY,  # with a direction positive; a negative one is a reversal 冲正
        "counter_amount": MONEY,  # what went the other way in the same row (收入 and 支出 in one)
        "direction": TEXT,  # "in" | "out", from 借贷 or 收入/支出; null where the file does not say
        "refund_amount": MONEY,  # taken off the amount
        "order_status": TEXT,  # rows that came to nothing are set aside
        "is_return": FLAG, "quantity": NUMBER, "unit_price": MONEY, "fee": MONEY, "profit": MONEY,
        "currency": TEXT, "product": TEXT, "category": TEXT, "channel": TEXT, "counterparty": TEXT,
        "branch": TEXT, "balance_after": MONEY, "summary": TEXT,
    },
    # 余额, 资产: one row per customer (or account), date and product.
    "balances": {
        "customer_id": TEXT, "account_id": TEXT, "date": DATE, "product": TEXT,
        "balance": MONEY,  # at the date 时点
        "average_balance": MONEY,  # over the month 月日均
        "currency": TEXT,
    },
    # 持有: one row per customer and product held; or one row per customer with a column for each
    # product, which are kept as text under their own names.
    "holdings": {
        "customer_id": TEXT, "account_id": TEXT, "product": TEXT, "family": TEXT,
        "snapshot_on": DATE,  # the day a list of several days speaks of 数据日期
        "opened_on": DATE, "matures_on": DATE,
        "ended_on": DATE,  # given back or cancelled, before it matures or after
        "amount": MONEY, "status": TEXT, "risk_rating": TEXT,
        "currency": TEXT,
    },
    # 事件: logins, page views, enquiries, visits.
    "events": {
        "customer_id": TEXT, "date": DATE, "hour": pl.Int8(), "event_type": TEXT, "channel": TEXT,
        "product": TEXT, "detail": TEXT,
    },
    # 反馈: complaints, reviews, surveys, tickets.
    "feedback": {
        "customer_id": TEXT, "date": DATE, "feedback_type": TEXT, "channel": TEXT, "score": NUMBER,
        "text": TEXT, "severity": TEXT, "status": TEXT, "resolved_on": DATE, "topic": TEXT,
        "sentiment_label": TEXT,  # what a person said of the text: negative, neutral, positive
    },
    # 线索, 商机: prospects and deals.
    "leads": {
        "lead_id": TEXT, "customer_id": TEXT, "name": TEXT, "phone": TEXT, "source": TEXT,
        "stage": TEXT, "created_on": DATE, "contacted_on": DATE, "closed_on": DATE, "amount": MONEY,
        "manager": TEXT, "referrer": TEXT,
    },
    # 联系记录: what the bank did towards a customer: calls, visits, messages.
    "contacts": {
        "customer_id": TEXT, "date": DATE, "contact_type": TEXT, "channel": TEXT, "manager": TEXT,
        "contact_result": TEXT, "detail": TEXT,
    },
    # 客户经理表: one row a manager: where they work, how much they can take on, whom they may serve.
    "managers": {
        "manager": TEXT, "branch": TEXT, "capacity_hours": NUMBER, "max_customers": COUNT,
        "levels_served": TEXT,
    },
}  # fmt: skip

DATED_BY: dict[str, str] = {
    "transactions": "date", "events": "date", "balances": "date", "feedback": "date",
    "customers": "opened_on", "accounts": "opened_on", "holdings": "opened_on", "leads": "created_on",
    "contacts": "date",
}  # fmt: skip
"""The column that dates a row of each kind."""

SNAPSHOT = "snapshot_on"
"""Dates the rows of a list of holdings that says of which day it is."""

ACTIVITY = ("transactions", "events", "balances", "feedback")
"""Kinds whose dates say how far the data reaches: the default of --as-of is their latest date."""


def dated_by(kind: str, columns: Collection[str]) -> str | None:
    """The column that dates the rows of a table of ``kind`` with these columns; None for none."""
    by = SNAPSHOT if kind == "holdings" and SNAPSHOT in columns else DATED_BY.get(kind)
    return by if by in columns else None


def shows_activity(kind: str, columns: Collection[str]) -> bool:
    """Whether the dates of a table say how far the data reaches."""
    return kind in ACTIVITY or (kind == "holdings" and SNAPSHOT in columns)
