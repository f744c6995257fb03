"""The rules in force over the customers of a book: service levels and strategies, the user's or the examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from custseg.errors import InputError
from custseg.plan.book import Book
from custseg.plan.ladder import ladder_of
from custseg.plan.policy.examples import example_levels, example_strategies
from custseg.plan.policy.rules import Ruled, levels_over, strategies_over
from custseg.plan.policy.settings import Level, PolicySettings, Strategy
from custseg.words import t


@dataclass(frozen=True)
class Rulebook:
    """Who has which service level and strategy."""

    book: Book
    tier: str
    """The column of levels: ``tier`` or ``value_tier``; empty where there is neither."""
    levels: Sequence[Level]
    strategies: Sequence[Strategy]
    service: Ruled
    aims: Ruled | None
    is_example: bool
    """The service levels are those custseg makes up, not the user's."""

    @property
    def rhythm(self) -> pl.Series:
        """Days between contacts at most of each customer: the shorter of level and strategy, null for none."""
        by_level = _given(self.service, [level.rhythm_days for level in self.levels])
        if self.aims is None:
            return by_level
        by_aim = _given(self.aims, [s.contact_every_days for s in self.strategies])
        shorter = pl.DataFrame({"a": by_level, "b": by_aim}).select(
            pl.when(pl.col("b") == 0).then(None).otherwise(pl.min_horizontal("a", "b"))
        )
        return shorter.to_series().alias("rhythm")

    @property
    def stopped(self) -> pl.Series:
        """Whose strategy wants no contacts at all."""
        if self.aims is None:
            return pl.repeat(False, self.book.customers.height, eager=True)
        return (_given(self.aims, [s.contact_every_days for s in self.strategies]) == 0).fill_null(
            False
        )


def _given(ruled: Ruled, days: Sequence[int | None]) -> pl.Series:
    return pl.Series("rhythm", [*days, None], dtype=pl.Int64).gather(ruled.first)


def rulebook_of(book: Book, settings: PolicySettings) -> Rulebook:
    """The rules that ``settings`` write, or the examples, over the customers of ``book``.

    Raises InputError where there are no levels in the settings and nothing to make examples of.
    """
    ladder = ladder_of(book)
    levels = settings.level or (example_levels(ladder) if ladder is not None else ())
    if not levels:
        raise InputError(
            t("nothing says the tiers or the value of the customers"),
            t("write service levels in custseg.toml: [[policy.level]] name, when, contact_every_days"),
        )  # fmt: skip
    known = [c for c in book.customers.columns if book.customers[c].count()]
    strategies = settings.strategy or example_strategies(known, settings)
    return Rulebook(
        book, ladder.column if ladder else "", levels, strategies,
        levels_over(book.customers, levels, ladder.column if ladder else None),
        strategies_over(book.customers, strategies) if strategies else None,
        is_example=not settings.level,
    )  # fmt: skip
