"""The contacts that were made: from the list of contacts, else from events that are contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from custseg.plan.book import Book
from custseg.plan.policy.settings import PolicySettings

_NO = ("否", "no", "n", "0", "false", "f")
"""Whole answers to "reached?" that mean nobody was."""


@dataclass(frozen=True)
class Contacts:
    """Contacts in which somebody was reached, up to the day of the plan."""

    source: Literal["contacts", "events"]
    start: date
    """The period begins after this day: contacts of later days are audited."""
    since: date
    """The first day there is a contact of: before it nothing is known."""
    made: pl.DataFrame
    """``customer_id`` and ``date``, one row each, in the period; sorted."""
    before: pl.DataFrame
    """``customer_id`` and ``last_on``: the last contact up to ``start``."""
    tried: int
    """Contacts of the period in which nobody was reached."""

    @property
    def last(self) -> pl.DataFrame:
        """``customer_id`` and ``last_contact_on``."""
        both = pl.concat([
            self.before.rename({"last_on": "last_contact_on"}),
            self.made.rename({"date": "last_contact_on"}),
        ])  # fmt: skip
        return both.group_by("customer_id").agg(pl.col("last_contact_on").max()).sort("customer_id")


def contacts_of(book: Book, settings: PolicySettings) -> Contacts | None:
    """The contacts of the book's data; None where there is no list of them and no event that is one."""
    data = book.dataset
    if data.has("contacts", "customer_id", "date"):
        rows = data.frame("contacts")
        reached = (
            _reached(pl.col("contact_result"), settings.not_reached)
            if data.has("contacts", "contact_result") else pl.lit(True)
        )  # fmt: skip
        return _read(book, "contacts", rows, reached, settings)
    if data.has("events", "customer_id", "date", "event_type"):
        rows = data.frame("events").filter(
            _names_one(pl.col("event_type"), settings.contact_events)
        )
        return _read(book, "events", rows, pl.lit(True), settings)
    return None


def _read(
    book: Book, source: Literal["contacts", "events"], rows: pl.LazyFrame, reached: pl.Expr,
    settings: PolicySettings,
) -> Contacts | None:  # fmt: skip
    asked_from = book.as_of - timedelta(days=settings.audit_days)
    days = rows.filter(pl.col("date") <= book.as_of).select("customer_id", "date", reached=reached)
    in_period = pl.col("date") > asked_from
    met = pl.col("reached")
    span, made, before = book.dataset.collect(
        days.select(pl.col("date").min().alias("since"), (in_period & ~met).sum().alias("tried")),
        days.filter(in_period & met).select("customer_id", "date").unique(),
        days.filter(~in_period & met)
        .group_by("customer_id")
        .agg(pl.col("date").max().alias("last_on")),
    )
    since = span["since"][0]
    if since is None:
        return None
    start = max(asked_from, since - timedelta(days=1))
    return Contacts(
        source, start, since, made.sort("customer_id", "date"), before.sort("customer_id"),
        int(span["tried"][0] or 0),
    )  # fmt: skip


def _reached(result: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """Whether the result of a contact says that somebody was reached; where it says nothing, it does."""
    said = result.str.strip_chars().str.to_lowercase()
    return ~(_names_one(said, words) | said.is_in(_NO)).fill_null(False)


def _names_one(text: pl.Expr, words: Sequence[str]) -> pl.Expr:
    if not words:
        return pl.lit(False)
    return text.str.to_lowercase().str.contains_any([w.lower() for w in words]).fill_null(False)
