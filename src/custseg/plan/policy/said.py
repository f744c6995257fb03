"""What a policy and its audit say in words."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from custseg.plan.policy.tables import Served, lacking
from custseg.result import Note
from custseg.words import header, label, t


def notes_of(made: Served, tables: Mapping[str, pl.DataFrame]) -> tuple[Note, ...]:
    """Findings, then how it was made, then what to be careful about."""
    findings = [*_levels(made), *_aims(made), *_audited(made), *_due(made)]
    return (
        *(Note("finding", text) for text in findings),
        *(Note("info", text) for text in _how(made)),
        *(Note("warning", text) for text in _warnings(made, tables)),
    )


def _levels(made: Served) -> list[str]:
    n, rhythm = made.people.height, made.people["rhythm"].count()
    return [t("{n} of {all} customers are to be contacted at regular times by their service level",
              n=f"{rhythm:,}", all=f"{n:,}")]  # fmt: skip


def _aims(made: Served) -> list[str]:
    if made.rules.aims is None:
        return []
    counts = (
        made.people["strategy"]
        .drop_nulls()
        .value_counts()
        .sort("count", "strategy", descending=[True, False])
    )
    told = t(", ").join(f"{label('strategy', name)} {n:,}" for name, n in counts.iter_rows())
    return [t("strategies: {told}", told=told)]


def _audited(made: Served) -> list[str]:
    if made.audit is None or made.contacts is None:
        return []
    people, contacts = made.people, made.contacts
    due, met = int(people["contacts_due"].sum()), int(people["contacts_met"].sum())
    said = []
    if due:
        said.append(t("from {start} to {end} {due} contacts were due and {met} were made ({coverage:.1%})",
                      start=contacts.start, end=made.rules.book.as_of, due=f"{due:,}", met=f"{met:,}",
                      coverage=met / due))  # fmt: skip
        short = lacking(made)
        nobody = int((people["contact_state"] == "not_reached").sum())
        said.append(t("{n} customers were due and not reached at all, {short} lack at least one contact; the list shows "
                      "the {shown} most valuable of {short}", n=f"{nobody:,}", short=f"{short.height:,}",
                      shown=min(short.height, made.settings.list_customers)))  # fmt: skip
    unasked, all_made = made.audit.unasked.height, contacts.made.height
    if unasked:
        said.append(t("{n} of {made} contacts made were asked for by no service level ({share:.1%})",
                      n=f"{unasked:,}", made=f"{all_made:,}", share=unasked / all_made))  # fmt: skip
    return said


def _due(made: Served) -> list[str]:
    overdue = made.people.filter(pl.col("overdue_days") > 0)
    if not overdue.height:
        return []
    return [t("{n} contacts are overdue, the longest for {days} days", n=f"{overdue.height:,}",
              days=overdue["overdue_days"].max())]  # fmt: skip


def _how(made: Served) -> list[str]:
    said = []
    if made.contacts is not None:
        source = label("kind", made.contacts.source)
        said.append(t("contacts are taken from {source}; judged by today's service levels, on all contacts after {start}; "
                      "{tried} in which nobody was reached do not count", source=source,
                      start=made.contacts.start, tried=f"{made.contacts.tried:,}"))  # fmt: skip
    nobody = made.people["policy"].null_count()
    if made.rules.is_example and nobody:
        said.append(t("{n} customers have no tier and so no service level", n=f"{nobody:,}"))
    if made.rules.aims is None:
        said.append(
            t(
                "no strategies: nothing says the customers' stage of life ({column})",
                column=header("stage"),
            )
        )
    return said


def _warnings(made: Served, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    rules, people = made.rules, made.people
    said = []
    if rules.is_example:
        said.append(t("service levels, rhythms and benefits are examples by position in the tiers: write your own as "
                      "[[policy.level]] in custseg.toml"))  # fmt: skip
    if made.contacts is None and people["rhythm"].count():
        said.append(t("there is no list of contacts made (--as contacts), so rhythms count from {day} and nothing is audited",
                      day=rules.book.as_of))  # fmt: skip
    elif (
        made.contacts is not None
        and (rules.book.as_of - made.contacts.start).days < made.settings.audit_days
    ):
        said.append(t("contacts are known from {since} only: {days} days are audited, not {asked}",
                      since=made.contacts.since, days=(rules.book.as_of - made.contacts.start).days,
                      asked=made.settings.audit_days))  # fmt: skip
    uncovered = people["policy"].null_count()
    if uncovered and not rules.is_example:
        said.append(t("no service level holds for {n} customers (policy_uncovered shows some): add a last level without a "
                      "condition where that is not meant", n=f"{uncovered:,}"))  # fmt: skip
    for kind in ("policy", "strategy"):
        said += (
            _idle_rules(tables.get(f"{kind}_coverage"), kind) if not _is_example(made, kind) else []
        )
    return said


def _is_example(made: Served, kind: str) -> bool:
    return not (made.settings.level if kind == "policy" else made.settings.strategy)


def _idle_rules(covered: pl.DataFrame | None, kind: str) -> list[str]:
    """Rules of the user's that hold for nobody, or that never get their turn."""
    if covered is None:
        return []
    said = []
    for row in covered.iter_rows(named=True):
        if row["holds_for"] == 0:
            said.append(t("[[policy.{kind}]] {number} {name!r} holds for nobody",
                          kind="level" if kind == "policy" else kind, number=row["rule_number"],
                          name=row[kind]))  # fmt: skip
        elif row["wins"] == 0:
            said.append(t("[[policy.{kind}]] {number} {name!r} is shadowed: all its {n} customers are taken above it",
                          kind="level" if kind == "policy" else kind, number=row["rule_number"],
                          name=row[kind], n=row["holds_for"]))  # fmt: skip
    return said
