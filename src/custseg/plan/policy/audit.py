"""Contacts made against contacts due: who was reached, who was not, and what nobody had asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from custseg.plan.policy.contacts import Contacts

_DAY = pl.duration(days=1)


@dataclass(frozen=True)
class Audit:
    """Every customer's contacts in the period, one row each in the order of the book.

    Columns: ``last_contact_on``, ``contact_due_on``, ``due_rule``, ``overdue_days``, and in the period
    ``contacts_due`` (null without a rhythm), ``contacts_met``, ``contacts_missed``, ``contact_state``.
    """

    customers: pl.DataFrame
    unasked: pl.DataFrame
    """Contacts of the period that no policy asked for: ``customer_id``, ``date``, ``unasked_why``."""


def due_dates(people: pl.DataFrame, contacts: Contacts | None, as_of: date) -> pl.DataFrame:
    """``people`` (customer_id, rhythm, opened_on) with when the next contact is due, and by which rule.

    The rhythm counts from the last contact; for who was never contacted from the day the list of contacts begins or
    the day they became customers, whichever is later; without any list from the day of the plan.
    """
    day = pl.lit(as_of, pl.Date)
    if contacts is None:
        last = people.with_columns(pl.lit(None, pl.Date).alias("last_contact_on"))
        anchor, rule = day, pl.lit("from_now")
    else:
        last = people.join(contacts.last, on="customer_id", how="left", maintain_order="left")
        began = pl.lit(contacts.since, pl.Date)
        is_later = (pl.col("opened_on") > began).fill_null(False)
        never = pl.when(is_later).then("opened_on").otherwise(began)
        anchor = pl.coalesce("last_contact_on", never)
        rule = (
            pl.when(pl.col("last_contact_on").is_not_null()).then(pl.lit("since_last"))
            .when(is_later).then(pl.lit("since_opened")).otherwise(pl.lit("since_list"))
        )  # fmt: skip
    due = anchor + pl.col("rhythm") * _DAY
    return last.with_columns(due.alias("contact_due_on")).with_columns(
        pl.when(pl.col("rhythm").is_not_null())
        .then(rule)
        .otherwise(pl.lit("no_rhythm"))
        .alias("due_rule"),
        (day - pl.col("contact_due_on")).dt.total_days().clip(0).alias("overdue_days"),
    )


def audit(people: pl.DataFrame, contacts: Contacts, as_of: date, early_share: float) -> Audit:
    """The contacts of the period held against the rhythm of each customer.

    A contact is due ``rhythm`` days after the last one, and again every ``rhythm`` days as long as none comes. Those
    of the period that pass without a contact are missed; a contact answers the one that comes next. A contact sooner
    than ``early_share`` of the rhythm after the last one was not asked for, nor one of a customer without a
    rhythm or of nobody in the book.
    """
    known = due_dates(people, contacts, as_of).join(
        contacts.before, on="customer_id", how="left", maintain_order="left"
    )
    began = pl.lit(contacts.since, pl.Date)
    known = known.with_columns(
        pl.coalesce("last_on", pl.max_horizontal(pl.col("opened_on"), began)).alias("_anchor")
    )
    made = contacts.made.join(
        known.select("customer_id", "rhythm", "_anchor", "last_on", pl.lit(True).alias("_known")),
        on="customer_id", how="left", maintain_order="left",
    )  # fmt: skip
    made = made.with_columns(
        pl.col("date").shift().over("customer_id").alias("_before")
    ).with_columns(
        pl.coalesce("_before", "_anchor").alias("_from"),
        (pl.col("_before").is_null() & pl.col("last_on").is_null()).alias("_is_first"),
    )
    made = made.with_columns(
        _why_unasked(early_share), _missed(pl.col("_from"), pl.col("date"), contacts)
    )
    each = made.group_by("customer_id").agg(
        pl.col("unasked_why").is_null().sum().cast(pl.Int64).alias("contacts_met"),
        pl.col("_missed").sum().alias("_missed_between"), pl.col("date").max().alias("_last"),
    )  # fmt: skip
    customers = known.join(each, on="customer_id", how="left", maintain_order="left")
    since = pl.coalesce("_last", "_anchor")
    customers = customers.with_columns(_missed(since, pl.lit(as_of, pl.Date), contacts))
    return Audit(
        customers.with_columns(*_counts()).with_columns(_state()).select(
            *people.columns, "last_contact_on", "contact_due_on", "due_rule", "overdue_days", "contacts_due",
            "contacts_met", "contacts_missed", "contact_state",
        ),
        made.filter(pl.col("unasked_why").is_not_null()).select("customer_id", "date", "unasked_why"),
    )  # fmt: skip


def _why_unasked(early_share: float) -> pl.Expr:
    gap = (pl.col("date") - pl.col("_from")).dt.total_days()
    return (
        pl.when(pl.col("_known").is_null()).then(pl.lit("no_customer"))
        .when(pl.col("rhythm").is_null()).then(pl.lit("no_rhythm"))
        .when(~pl.col("_is_first") & (gap < early_share * pl.col("rhythm"))).then(pl.lit("too_soon"))
        .alias("unasked_why")
    )  # fmt: skip


def _missed(since: pl.Expr, until: pl.Expr, contacts: Contacts) -> pl.Expr:
    """Days since + k·rhythm (k = 1, 2, ...) that lie in the period and before ``until``: contacts that never came."""
    rhythm = pl.col("rhythm")
    passed = ((until - since).dt.total_days() - 1) // rhythm
    before = (pl.lit(contacts.start, pl.Date) - since).dt.total_days().clip(0) // rhythm
    return (passed - before).clip(0).alias("_missed")


def _counts() -> list[pl.Expr]:
    has = pl.col("rhythm").is_not_null()
    met = pl.col("contacts_met").fill_null(0)
    missed = (pl.col("_missed") + pl.col("_missed_between").fill_null(0)).cast(pl.Int64)
    return [
        pl.when(has).then(met + missed).alias("contacts_due"), pl.when(has).then(met).alias("contacts_met"),
        pl.when(has).then(missed).alias("contacts_missed"),
    ]  # fmt: skip


def _state() -> pl.Expr:
    return (
        pl.when(pl.col("rhythm").is_null()).then(pl.lit("no_rhythm"))
        .when(pl.col("contacts_due") == 0).then(pl.lit("not_due"))
        .when(pl.col("contacts_missed") == 0).then(pl.lit("met"))
        .when(pl.col("contacts_met") == 0).then(pl.lit("not_reached"))
        .otherwise(pl.lit("partly")).alias("contact_state")
    )  # fmt: skip
