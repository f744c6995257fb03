"""The part of a plan that says how customers are served: service levels, strategies, contacts due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from custseg.errors import InputError
from custseg.plan.book import Book
from custseg.plan.ladder import Ladder, ladder_of
from custseg.plan.policy.examples import example_levels, example_strategies
from custseg.plan.policy.rules import Ruled, levels_over, strategies_over
from custseg.plan.policy.settings import Level, PolicySettings, Strategy, checked
from custseg.result import Part
from custseg.words import t


@dataclass(frozen=True)
class Policy:
    """The rules in force over the customers of a book."""

    book: Book
    ladder: Ladder | None
    levels: Sequence[Level]
    strategies: Sequence[Strategy]
    service: Ruled
    aims: Ruled | None
    is_example: bool
    """The levels are those custseg makes up, not the user's."""


def policy(book: Book, settings: PolicySettings = PolicySettings()) -> Part:
    """How each customer is served (服务策略), what is wanted of them, and when a contact is due.

    The first service level that holds counts, and so the first strategy; without any in the settings there is
    an example for each tier (by value where there are no tiers). ``columns``: policy, policy_rule, strategy,
    strategy_rule.

    Raises:
        UsageError: levels or strategies that contradict each other, a condition that cannot be understood.
        InputError: nothing to go by: neither levels in the settings nor tiers nor value.
    """
    rules = policy_of(book, checked(settings))
    return Part(tables=_tables(rules), columns=_columns(rules))


def policy_of(book: Book, settings: PolicySettings) -> Policy:
    """The rules that ``settings`` write, or the examples, over the customers of ``book``."""
    ladder = ladder_of(book)
    levels = settings.level or (example_levels(ladder) if ladder is not None else ())
    if not levels:
        raise InputError(
            t("nothing says the tiers or the value of the customers"),
            t("write service levels in custseg.toml: [[policy.level]] name, when, contact_every_days"),
        )  # fmt: skip
    strategies = settings.strategy or example_strategies(
        book.customers.columns, book.money, settings
    )
    return Policy(
        book, ladder, levels, strategies,
        levels_over(book.customers, levels, ladder.column if ladder else None),
        strategies_over(book.customers, strategies) if strategies else None,
        is_example=not settings.level,
    )  # fmt: skip


def _columns(rules: Policy) -> pl.DataFrame:
    said = [series for ruled in (rules.service, rules.aims) if ruled
            for series in (ruled.name_of, ruled.why_of)]  # fmt: skip
    return rules.book.customers.select("customer_id", *said)


def _tables(rules: Policy) -> dict[str, pl.DataFrame]:
    tables = {"policies": _policies(rules), **rules.service.tables}
    if rules.aims is not None:
        tables |= {"strategies": _strategies(rules), **rules.aims.tables}
    return {name: table for name, table in tables.items() if table.height}


def _policies(rules: Policy) -> pl.DataFrame:
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


def _strategies(rules: Policy) -> pl.DataFrame:
    """One row a strategy: whom it is for and what is done."""
    assert rules.aims is not None
    table = pl.DataFrame(
        [(s.name, s.action or None, s.contact_every_days) for s in rules.strategies],
        orient="row",
        schema={"strategy": pl.String, "action": pl.String, "contact_every_days": pl.Int64},
    )
    return _counted(rules, rules.aims, table)


def _counted(rules: Policy, ruled: Ruled, table: pl.DataFrame) -> pl.DataFrame:
    """``table`` with how many customers each of its rules decides for, and what they are worth."""
    customers, money = rules.book.customers, rules.book.money
    whose = pl.DataFrame({"_rule": ruled.first})
    if money is not None:
        whose = whose.with_columns(customers[money].cast(pl.Float64).alias("money"))
    counted = whose.group_by("_rule").agg(
        pl.len().alias("customers"), *([pl.col("money").sum()] if money else [])
    )
    numbered = table.with_columns(pl.Series("_rule", range(table.height), dtype=pl.Int64))
    joined = numbered.join(counted, on="_rule", how="left", maintain_order="left").drop("_rule")
    share = pl.col("customers").fill_null(0) / max(customers.height, 1)
    amounts = [pl.col("money").fill_null(0.0)] if money else []
    first = table.columns[0]
    return joined.select(
        first, pl.col("customers").fill_null(0).cast(pl.Int64), share.alias("customers_share"), *amounts,
        *table.columns[1:],
    )  # fmt: skip
