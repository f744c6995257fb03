"""What a policy shows: levels and strategies, contacts due and made, whom nobody reached, accounts to close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from custseg.plan.policy.audit import Audit
from custseg.plan.policy.contacts import Contacts
from custseg.plan.policy.rulebook import Rulebook
from custseg.plan.policy.rules import Ruled
from custseg.plan.policy.settings import PolicySettings
from custseg.result import Chart


@dataclass(frozen=True)
class Served:
    """How customers are to be served, and how they were."""

    rules: Rulebook
    settings: PolicySettings
    people: pl.DataFrame
    """One row a customer: the columns of ``Audit.customers``, policy, strategy, tier, branch, manager, money."""
    contacts: Contacts | None
    audit: Audit | None


def tables_of(made: Served) -> Mapping[str, pl.DataFrame]:
    """The tables that have rows, in their order."""
    rules, most = made.rules, made.settings.list_customers
    tables = {"policies": _policies(rules)}
    if rules.aims is not None:
        tables["strategies"] = _strategies(rules)
    tables["contacts_ahead"] = _ahead(made)
    if made.audit is not None:
        for by in ("policy", "branch", "manager"):
            if by in made.people.columns and made.people[by].count():
                tables[f"contact_audit_{by}"] = coverage_by(made.people, by)
        tables["contacts_lacking"] = lacking(made).head(most)
        tables["contacts_unasked"] = _unasked(made, made.audit)
    tables["accounts_to_close"] = to_close(made).head(most)
    tables |= rules.service.tables
    tables["policy_uncovered"] = _uncovered(rules, rules.service)
    if rules.aims is not None:
        tables |= rules.aims.tables
    return {name: table for name, table in tables.items() if table.height}


def _policies(rules: Rulebook) -> pl.DataFrame:
    """One row a service level: whom it is for, and what they are entitled to."""
    said = [
        {"policy": level.name, "service": level.service or None,
         "service_channel": level.service_channel or None, "contact_every_days": level.rhythm_days,
         "answer_within_hours": level.answer_within_hours, "benefit": level.benefit or None,
         "owner_role": level.owner or None}
        for level in rules.levels
    ]  # fmt: skip
    table = pl.DataFrame(said, schema={
        "policy": pl.String, "service": pl.String, "service_channel": pl.String,
        "contact_every_days": pl.Int64, "answer_within_hours": pl.Float64, "benefit": pl.String,
        "owner_role": pl.String})  # fmt: skip
    return _counted(rules, rules.service, table)


def _strategies(rules: Rulebook) -> pl.DataFrame:
    """One row a strategy: whom it is for and what is done."""
    assert rules.aims is not None
    table = pl.DataFrame(
        [(s.name, s.action or None, s.contact_every_days) for s in rules.strategies],
        orient="row",
        schema={"strategy": pl.String, "action": pl.String, "contact_every_days": pl.Int64},
    )
    return _counted(rules, rules.aims, table)


def _counted(rules: Rulebook, ruled: Ruled, table: pl.DataFrame) -> pl.DataFrame:
    """``table`` with how many customers each of its rules decides for, and what they are worth."""
    customers, money = rules.book.customers, rules.book.money
    whose = pl.DataFrame({"_rule": ruled.first})
    if money is not None:
        whose = whose.with_columns(customers[money].cast(pl.Float64).alias("money"))
    counted = whose.sort(whose.columns).group_by("_rule", maintain_order=True).agg(
        pl.len().alias("customers"), *([pl.col("money").sum()] if money else [])
    )  # fmt: skip
    numbered = table.with_columns(pl.Series("_rule", range(table.height), dtype=pl.Int64))
    joined = numbered.join(counted, on="_rule", how="left", maintain_order="left").drop("_rule")
    heads = pl.col("customers").fill_null(0).cast(pl.Int64)
    amounts = [pl.col("money").fill_null(0.0)] if money else []
    first, *rest = table.columns
    return joined.select(
        first, heads, (heads / max(customers.height, 1)).alias("customers_share"), *amounts, *rest
    )


def _uncovered(rules: Rulebook, ruled: Ruled) -> pl.DataFrame:
    """A few customers no service level holds for."""
    book = rules.book
    shown = [c for c in ("tier", "value_tier", "segment", "stage", book.money)
             if c is not None and c in book.customers.columns]  # fmt: skip
    nobody = pl.Series(ruled.first == len(ruled.names))
    return book.customers.filter(nobody).select("customer_id", *dict.fromkeys(shown)).head(5)


def _ahead(made: Served) -> pl.DataFrame:
    """For each service level with a rhythm: contacts that are overdue, and due in the days to come."""
    as_of = made.rules.book.as_of
    due = pl.col("contact_due_on")
    with_rhythm = made.people.filter(pl.col("rhythm").is_not_null())
    return _by_level(made, with_rhythm).agg(
        pl.len().cast(pl.Int64).alias("customers"),
        *((due <= as_of + timedelta(days=days)).sum().cast(pl.Int64).alias(name)
          for name, days in (("overdue", -1), ("due_7_days", 7), ("due_30_days", 30))),
    )  # fmt: skip


def _by_level(made: Served, people: pl.DataFrame) -> pl.dataframe.group_by.GroupBy:
    """``people`` grouped by service level, in the order of the levels."""
    order = pl.Enum(list(made.rules.service.names))
    return people.with_columns(pl.col("policy").cast(order)).sort("policy").with_columns(
        pl.col("policy").cast(pl.String)
    ).group_by("policy", maintain_order=True)  # fmt: skip


def coverage_by(people: pl.DataFrame, by: str) -> pl.DataFrame:
    """Contacts due, made and missed in the period for each value of ``by``; the worst covered first."""
    counts = [pl.col(c).sum() for c in ("contacts_due", "contacts_met", "contacts_missed")]
    not_reached = (pl.col("contact_state") == "not_reached").sum().cast(pl.Int64)
    table = people.filter(pl.col("contacts_due") > 0).group_by(by, maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("customers"), *counts, not_reached.alias("not_reached"),
        *([pl.col("money").filter(pl.col("contact_state") == "not_reached").sum().alias("not_reached_money")]
          if "money" in people.columns else []),
    )  # fmt: skip
    covered = (pl.col("contacts_met") / pl.col("contacts_due")).alias("covered_share")
    return table.with_columns(covered).sort("covered_share", by, nulls_last=True).select(
        by, "customers", "contacts_due", "contacts_met", "contacts_missed", "covered_share", "not_reached",
        *(c for c in ("not_reached_money",) if c in table.columns),
    )  # fmt: skip


def lacking(made: Served) -> pl.DataFrame:
    """Customers with contacts missed in the period: the most valuable first."""
    shown = [c for c in (made.rules.tier, "branch", "manager", "money") if c in made.people.columns]
    order = ["money"] if "money" in made.people.columns else []
    short = made.people.filter(pl.col("contacts_missed") > 0)
    return short.sort(
        *order, "customer_id", descending=[*(True for _ in order), False], nulls_last=True
    ).select(
        "customer_id", *shown, "policy", "contact_state", "last_contact_on", "contact_due_on",
        "overdue_days", "contacts_due", "contacts_missed",
    )  # fmt: skip


def _unasked(made: Served, found: Audit) -> pl.DataFrame:
    """Contacts nobody asked for, by why; those of customers who are to be closed on a line of their own."""
    strategies = (
        made.people.select("customer_id", "contact_stop")
        if "contact_stop" in made.people.columns
        else None
    )
    rows = found.unasked
    if strategies is not None:
        rows = rows.join(strategies, on="customer_id", how="left", maintain_order="left").with_columns(
            pl.when(pl.col("contact_stop").fill_null(False)).then(pl.lit("stopped"))
            .otherwise("unasked_why").alias("unasked_why")
        )  # fmt: skip
    return rows.group_by("unasked_why").agg(
        pl.len().cast(pl.Int64).alias("contacts_made"),
        pl.col("customer_id").n_unique().cast(pl.Int64).alias("customers"),
    ).sort("contacts_made", "unasked_why", descending=[True, False])  # fmt: skip


def to_close(made: Served) -> pl.DataFrame:
    """Long dormant customers whose accounts are to be closed (长期不动户), the longest idle first."""
    people = made.people
    if "strategy" not in people.columns:
        return pl.DataFrame()
    shown = [c for c in ("branch", "manager", "stage", "last_on", "days_since_last", "money")
             if c in people.columns]  # fmt: skip
    idle = [c for c in ("days_since_last",) if c in people.columns]
    return people.filter(pl.col("strategy") == "terminate").sort(
        *idle, "customer_id", descending=[*(True for _ in idle), False], nulls_last=True
    ).select("customer_id", *shown, "last_contact_on")  # fmt: skip


def charts_of(tables: Mapping[str, pl.DataFrame]) -> tuple[Chart, ...]:
    """Coverage by service level, where contacts were audited."""
    audited = tables.get("contact_audit_policy")
    return (
        ()
        if audited is None
        else (Chart("contact_coverage", "bar", audited, "policy", ("covered_share",)),)
    )
