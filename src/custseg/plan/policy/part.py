"""The part of a plan that says how customers are served: service levels, strategies, contacts due and made."""

from __future__ import annotations

from typing import Any

import polars as pl

from custseg.plan.book import Book
from custseg.plan.policy.audit import audit, due_dates
from custseg.plan.policy.contacts import Contacts, contacts_of
from custseg.plan.policy.rulebook import Rulebook, rulebook_of
from custseg.plan.policy.said import notes_of
from custseg.plan.policy.settings import PolicySettings, checked
from custseg.plan.policy.tables import Served, charts_of, lacking, tables_of
from custseg.result import Part


def policy(book: Book, settings: PolicySettings = PolicySettings()) -> Part:
    """How each customer is served (服务策略), what is wanted of them, when a contact is due and whether it came.

    The first service level that holds counts, and so the first strategy; without any in the settings there is an
    example for each tier (by value where there are no tiers). With contacts made among the data the last
    ``audit_days`` are audited. ``columns``: policy, policy_rule, strategy, strategy_rule, last_contact_on,
    contact_due_on, due_rule, overdue_days, and with an audit contacts_due, contacts_met, contact_state.

    Raises:
        UsageError: levels or strategies that contradict each other, a condition that cannot be understood.
        InputError: nothing to go by: neither levels in the settings nor tiers nor value, or no date.
    """
    rules = rulebook_of(book, checked(settings))
    contacts = contacts_of(book, settings)
    made = _served(rules, contacts, settings)
    tables = tables_of(made)
    return Part(
        tables=tables, charts=charts_of(tables), evidence=_evidence(made), notes=notes_of(made, tables),
        columns=_columns(made),
    )  # fmt: skip


def _served(rules: Rulebook, contacts: Contacts | None, settings: PolicySettings) -> Served:
    book = rules.book
    has = book.customers.columns
    people = book.customers.select(
        "customer_id", rules.rhythm,
        (pl.col("opened_on") if "opened_on" in has else pl.lit(None, pl.Date)).alias("opened_on"),
    )  # fmt: skip
    found = None
    if contacts is None:
        known = due_dates(people, None, book.as_of)
    else:
        found = audit(people, contacts, book.as_of, settings.early_share)
        known = found.customers
    said = [series for ruled in (rules.service, rules.aims) if ruled
            for series in (ruled.name_of, ruled.why_of)]  # fmt: skip
    shown = [c for c in (rules.tier, "branch", "manager", "stage", "last_on", "days_since_last")
             if c in has]  # fmt: skip
    money = [book.customers[book.money].cast(pl.Float64).alias("money")] if book.money else []
    everything = known.with_columns(*said, *(book.customers[c] for c in shown), *money,
                                    rules.stopped.alias("contact_stop"))  # fmt: skip
    return Served(rules, settings, everything, contacts, found)


def _columns(made: Served) -> pl.DataFrame:
    wanted = (
        "customer_id", "policy", "policy_rule", "strategy", "strategy_rule", "last_contact_on",
        "contact_due_on", "due_rule", "overdue_days", "contacts_due", "contacts_met", "contact_state",
    )  # fmt: skip
    return made.people.select(c for c in wanted if c in made.people.columns)


def _evidence(made: Served) -> dict[str, Any]:
    people = made.people
    said: dict[str, Any] = {
        "customers": people.height, "with_policy": people["policy"].count(),
        "with_rhythm": people["rhythm"].count(), "policy_is_example": made.rules.is_example,
    }  # fmt: skip
    if made.audit is not None and made.contacts is not None:
        due, met = int(people["contacts_due"].sum()), int(people["contacts_met"].sum())
        said |= {
            "audited_after": made.contacts.start.isoformat(), "contacts_from": made.contacts.source,
            "contacts_due": due, "contacts_met": met, "coverage": met / due if due else None,
            "customers_lacking": lacking(made).height, "contacts_unasked": made.audit.unasked.height,
        }  # fmt: skip
    return said
