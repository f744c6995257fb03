"""What the behaviour of the customers says, in a few plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from custseg.methods.behavior.cuts import BehaviorSettings
from custseg.result import Note
from custseg.schema.dataset import Dataset
from custseg.words import header, t

_GIVES = {
    "date": ("days_since_last", "churn_factor", "behavior_label"), "amount": ("monetary",),
    "order_id": ("frequency",), "channel": ("main_channel", "digital_share"),
    "hour": ("night_share",), "product": ("products",), "category": ("main_category",),
    "counterparty": ("counterparties",),
}  # fmt: skip


def findings(
    customers: pl.DataFrame,
    shown: Mapping[str, pl.DataFrame],
    settings: BehaviorSettings,
    as_of: date | None,
) -> Iterator[Note]:
    """Two to five sentences with numbers, the most useful first."""
    labels = {row["behavior_label"]: row for row in shown["labels"].iter_rows(named=True)}
    buyers = int((customers["frequency"] > 0).sum())
    prospects = labels["prospect"]["customers"]
    yield Note("finding", t("{buyers} of {n} customers have made purchases or transactions",
                            buyers=f"{buyers:,}", n=f"{customers.height:,}")
               + (t("; {prospects} are prospects", prospects=f"{prospects:,}") if prospects else ""))  # fmt: skip
    if not buyers or customers["days_since_last"].count() == 0:
        return
    high, risk, idle = labels["high_frequency"], labels["churn_risk"], labels["inactive"]
    if high["customers"] and high["money_share"] is not None:
        yield Note("finding", t(
            "{n} high-frequency customers ({share:.1%}) bring {money:.1%} of the money",
            n=f"{high['customers']:,}", share=high["customers_share"], money=high["money_share"],
        ))  # fmt: skip
    if risk["customers"]:
        yield Note("finding", _about_risk(customers, risk["customers"], settings))
    if idle["customers"]:
        asleep = int((customers["behavior_rule"] == "holds_only").sum())
        yield Note("finding", _about_idle(idle, asleep, settings))
    browsing = {row["browsing"]: row["customers"] for row in shown["browsing"].iter_rows(named=True)} if (
        "browsing" in shown) else {}  # fmt: skip
    never, before = (
        browsing.get(f"browsed_{kind}", 0) for kind in ("never_bought", "bought_before")
    )
    if never or before:
        yield Note("finding", t(
            "{n} customers looked or asked in the last 90 days and bought nothing: {never} never did before, "
            "{before} did", n=f"{never + before:,}", never=f"{never:,}", before=f"{before:,}"))  # fmt: skip
    last, prior = (int(customers[f"purchases_{w}"].sum()) for w in ("90d", "prior_90d"))
    first_on = customers["first_on"].min()
    covered = isinstance(first_on, date) and as_of is not None and (as_of - first_on).days >= 179
    if prior and covered:
        yield Note("finding", t(
            "the last 90 days saw {last} purchases, {change:+.1%} on the 90 days before",
            last=f"{last:,}", change=last / prior - 1,
        ))  # fmt: skip


def _about_idle(idle: Mapping[str, Any], asleep: int, settings: BehaviorSettings) -> str:
    """Those who went silent, and those who have something with the house but never did anything."""
    n, share = f"{idle['customers']:,}", idle["customers_share"]
    if asleep == idle["customers"]:
        return t("{n} customers ({share:.1%}) have accounts or balances and no transaction at all",
                 n=n, share=share)  # fmt: skip
    said = t("{n} customers ({share:.1%}) have been silent for {days} days or more", n=n, share=share,
             days=settings.inactive_days)  # fmt: skip
    if asleep:
        said += t(
            "; {n} of them have accounts or balances and no transaction at all", n=f"{asleep:,}"
        )
    return said


def _about_risk(customers: pl.DataFrame, n: int, settings: BehaviorSettings) -> str:
    at_risk = customers.filter(pl.col("behavior_label") == "churn_risk")
    said = t("{n} customers are overdue: they wait longer than {factor:g} times their own usual gap",
             n=f"{n:,}", factor=settings.churn_factor)  # fmt: skip
    money = float(at_risk["money_365d"].sum() or 0) if "money_365d" in customers.columns else 0.0
    if money <= 0:
        return said
    return said + t("; they brought {money} in the last 365 days", money=f"{money:,.0f}")


def slow_business(customers: pl.DataFrame, settings: BehaviorSettings) -> tuple[Note, ...]:
    """A word of care where many customers by habit wait longer than ``inactive_days``."""
    usual = customers["median_gap_days"].quantile(0.75, interpolation="linear")
    if usual is None or usual <= settings.inactive_days:
        return ()
    return (Note("info", t(
        "a quarter of the customers usually wait more than {usual:,.0f} days between purchases: "
        "{days} days may be too short to call somebody inactive ([behavior] inactive_days)",
        usual=usual, days=settings.inactive_days,
    )),)  # fmt: skip


def missing_columns(dataset: Dataset) -> tuple[Note, ...]:
    """What could not be computed, and the column of transactions that is not there."""
    if not dataset.has("transactions", "customer_id"):
        return (Note("info", t("no transactions: purchases, rhythm and habits are left out")),)
    missing = [
        t("{gives} ({column})", gives=t(", ").join(header(key) for key in gives),
          column=f"{header(column)} {column}")
        for column, gives in _GIVES.items()
        if not dataset.has("transactions", column)
        and (column != "order_id" or not dataset.has("transactions", "transaction_id"))
    ]  # fmt: skip
    if not missing:
        return ()
    return (Note("info", t("left out for lack of a column in transactions: {missing}",
                           missing=t("; ").join(missing))),)  # fmt: skip
