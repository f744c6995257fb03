"""Which behaviour a customer shows: the first rule that holds, and that rule in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from custseg.churn import risk_alone, risk_reason
from custseg.facts import MIN_PURCHASE_DAYS
from custseg.methods.behavior.cuts import DAYS_A_MONTH, BehaviorSettings, Cuts
from custseg.result import Result
from custseg.words import t

LABELS_IN_ORDER = ("high_frequency", "regular", "occasional", "churn_risk", "inactive", "prospect",
                   "not_scored")  # fmt: skip

LABEL_OF_RULE = {
    "only_returns": "not_scored",
    "no_transactions": "not_scored",
    "holds_only": "inactive",
    "asked_not_bought": "prospect",
    "known_not_bought": "prospect",
    "no_date": "not_scored",
    "idle": "inactive",
    "overdue": "churn_risk",
    "often": "high_frequency",
    "steady": "regular",
    "few_visits": "occasional",
    "long_gaps": "occasional",
}
"""The rules in the order they are tried; the first that holds gives the label."""

_FEWEST_DAYS, _YEAR_DAYS = 90, 365


def with_purchases_per_month(customers: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Adds ``purchases_per_month``: purchases of the last 365 days ÷ months since the first one.

    At least three months and at most twelve are counted, so that two purchases in a first week are
    no high frequency. Null for customers without a dated purchase.
    """
    known_days = (pl.lit(as_of) - pl.col("first_on")).dt.total_days() + 1
    span_months = known_days.clip(_FEWEST_DAYS, _YEAR_DAYS) / DAYS_A_MONTH
    return customers.with_columns(
        (pl.col("purchases_365d") / span_months).alias("purchases_per_month")
    )


def with_labels(
    customers: pl.DataFrame, cuts: Cuts, settings: BehaviorSettings, has_transactions: bool
) -> pl.DataFrame:
    """Adds ``behavior_label`` and ``behavior_rule``, the first rule of LABEL_OF_RULE that holds."""
    waited, gap = pl.col("days_since_last"), pl.col("median_gap_days")
    holds = {
        "only_returns": (pl.col("frequency") == 0) & (pl.col("n_returns") > 0),
        "no_transactions": (pl.col("frequency") == 0)
        & pl.col("holds")
        & pl.lit(not has_transactions),
        "holds_only": (pl.col("frequency") == 0) & pl.col("holds"),
        "asked_not_bought": (pl.col("frequency") == 0) & (pl.col("contacts") > 0),
        "known_not_bought": pl.col("frequency") == 0,
        "no_date": waited.is_null(),
        "idle": waited >= settings.inactive_days,
        "overdue": (pl.col("churn_factor") > settings.churn_factor)
        & (waited > pl.col("usual_gap_days"))
        & (waited >= settings.churn_min_days),
        "often": (pl.col("purchase_days") >= MIN_PURCHASE_DAYS)
        & (pl.col("purchases_per_month") >= cuts.high_per_month),
        "steady": (pl.col("purchase_days") >= MIN_PURCHASE_DAYS) & (gap <= cuts.regular_gap_days),
        "few_visits": pl.col("purchase_days") < MIN_PURCHASE_DAYS,
    }
    fired = pl.coalesce(
        *(pl.when(holds[rule]).then(pl.lit(rule)) for rule in LABEL_OF_RULE if rule in holds),
        pl.lit("long_gaps"),
    )
    return customers.with_columns(fired.alias("behavior_rule")).with_columns(
        pl.col("behavior_rule").replace_strict(LABEL_OF_RULE).alias("behavior_label")
    )


def behavior_reason(
    row: Mapping[str, Any], rules: Mapping[str, str] | None = None,
    asked: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """Why a row of ``behavior(...).customers`` has its label, as one sentence.

    ``rules`` says what each rule asks for, to stand beside the customer's own numbers, ``asked`` what
    the chance of leaving is of.

    >>> behavior_reason({"behavior_rule": "overdue", "days_since_last": 122,
    ...                  "median_gap_days": 30.0, "churn_factor": 4.07})
    'last purchase 122 days ago, 4.1 times the own usual gap of 30 days'
    """
    if row.get("behavior_rule") is None:  # a list that says who left: a risk and no label
        return risk_alone(row, asked)
    rule = row["behavior_rule"]
    n = {
        "waited": row.get("days_since_last"),
        "gap": _short(row.get("median_gap_days")),
        "factor": _short(row.get("churn_factor")),
        "rate": _short(row.get("purchases_per_month")),
        "purchases": row.get("frequency"),
        "days": row.get("purchase_days"),
        "returns": row.get("n_returns"),
        "contacts": row.get("contacts"),
    }
    said = {
        "only_returns": lambda: t("nothing but returns ({returns} rows), no purchase", **n),
        "no_transactions": lambda: t("has accounts or balances; the data has no transactions"),
        "holds_only": lambda: t("has accounts or balances, made no transaction of its own"),
        "asked_not_bought": lambda: t("events and messages: {contacts}, no purchase yet", **n),
        "known_not_bought": lambda: t("known to the house, no purchase and no event yet"),
        "no_date": lambda: t("purchases: {purchases}, none with a date", **n),
        "idle": lambda: t("last purchase {waited} days ago", **n),
        "overdue": lambda: t(
            "last purchase {waited} days ago, {factor} times the own usual gap of {gap} days", **n
        ),
        "often": lambda: t(
            "{rate} purchases a month, last purchase {waited} days ago", **n
        ),
        "steady": lambda: t(
            "buys every {gap} days (own median gap), last purchase {waited} days ago", **n
        ),
        "few_visits": lambda: t(
            "purchase days so far: {days}, last purchase {waited} days ago", **n
        ),
        "long_gaps": lambda: t(
            "{gap} days between purchases (own median gap), last purchase {waited} days ago", **n
        ),
    }[rule]()  # fmt: skip
    if rules and rule in _BY_NUMBERS:
        said += t(" (rule: {rule})", rule=rules[rule])
    return said + risk_reason(row, asked)


def behavior_reason_in(result: Result) -> Callable[[Mapping[str, Any]], str]:
    """``behavior_reason`` with the cut points of ``result`` and the horizon of its chance of leaving."""
    table = result.tables.get("rules")
    rules = (
        dict(table.select("behavior_rule", "rule_text").iter_rows()) if table is not None else {}
    )
    return partial(behavior_reason, rules=rules, asked=result.evidence.get("churn"))


_BY_NUMBERS = frozenset({"idle", "overdue", "often", "steady", "few_visits", "long_gaps"})
"""Rules with a cut point that a customer's own number is held against."""


def _short(value: float | None) -> str:
    """One decimal, none where it would be 0."""
    return "" if value is None else f"{value:,.1f}".removesuffix(".0")


def rule_text(rule: str, cuts: Cuts, settings: BehaviorSettings) -> str:
    """What a rule asks for, with the cut points in force."""
    return {
        "only_returns": t("returns, but no purchase"),
        "no_transactions": t("accounts, holdings or balances, in data without transactions"),
        "holds_only": t("accounts, holdings or balances, but no transaction of one's own"),
        "asked_not_bought": t("events or feedback, but no purchase"),
        "known_not_bought": t("in another table, but no purchase and no event"),
        "no_date": t("purchases, but none with a date"),
        "idle": t("no purchase for {days} days or more", days=settings.inactive_days),
        "overdue": t(
            "waiting more than {factor} own median gaps, longer than nine in ten of the own gaps, "
            "and at least {days} days",
            factor=_short(settings.churn_factor), days=settings.churn_min_days,
        ),
        "often": t("at least {rate:.2f} purchases a month", rate=cuts.high_per_month),
        "steady": t("own median gap of {days} days or less", days=_short(cuts.regular_gap_days)),
        "few_visits": t("fewer than {n} purchase days, not inactive", n=MIN_PURCHASE_DAYS),
        "long_gaps": t("own median gap of more than {days} days",
                       days=_short(cuts.regular_gap_days)),
    }[rule]  # fmt: skip
