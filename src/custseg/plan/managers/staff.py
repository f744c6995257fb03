"""Who the managers are: where they work, what they can take on, whom they may serve."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from custseg.errors import InputError
from custseg.plan.book import Book
from custseg.plan.ladder import Ladder
from custseg.plan.managers.settings import ManagersSettings
from custseg.words import t

_BETWEEN = re.compile(r"\s*[,，、;；/|+\n]\s*")
_NAMED = 3
"""Examples named of many."""


@dataclass(frozen=True)
class Manager:
    """One who looks after customers."""

    name: str
    branches: frozenset[str]
    """Where he works; empty: anywhere."""
    hours: float | None
    """A month; None where only heads are counted."""
    most: int | None
    """Customers at most."""
    levels: frozenset[str] | None
    """Whom he may serve; None: everybody."""

    def may_serve(self, branch: str | None, level: str, *, anywhere: bool) -> bool:
        """Whether a customer of ``level`` at ``branch`` may be given to him."""
        here = anywhere or not self.branches or branch is None or branch in self.branches
        return here and self.may_serve_level(level)

    def may_serve_level(self, level: str) -> bool:
        """Whether he may serve customers of ``level`` at all."""
        return self.levels is None or level in self.levels


@dataclass(frozen=True)
class Staff:
    """All managers, by name."""

    managers: tuple[Manager, ...]
    is_listed: bool
    """They stand in a list of their own; else the customers name them."""
    unknown_levels: tuple[str, ...] = ()
    """Levels served that are none."""

    @property
    def counts_heads(self) -> bool:
        """Whether capacity is a number of customers, and nobody has hours."""
        return all(m.hours is None for m in self.managers)


def staff_of(book: Book, ladder: Ladder, settings: ManagersSettings) -> Staff:
    """The managers of the list of managers, else those the customers name, each where he has customers now.

    Raises InputError where there is neither, the list is empty, or it contradicts itself.
    """
    if book.dataset.has("managers", "manager"):
        return _listed(book, ladder, settings)
    if "manager" not in book.customers.columns or not book.customers["manager"].count():
        raise InputError(
            t("nothing says who the managers are: neither a list of managers nor a column of the customers"),
            t("give a table with the columns manager, branch, capacity_hours (--as managers)"),
        )  # fmt: skip
    return Staff(_named_by_customers(book, settings), is_listed=False)


def _named_by_customers(book: Book, settings: ManagersSettings) -> tuple[Manager, ...]:
    known = book.customers.drop_nulls("manager")
    by = (
        known.group_by("manager").agg(pl.col("branch").drop_nulls().unique())
        if "branch" in known.columns
        else known.select(
            pl.col("manager").unique(), pl.lit([], pl.List(pl.String)).alias("branch")
        )
    )
    return tuple(
        Manager(name, frozenset(branches), settings.capacity_hours, settings.max_customers, None)
        for name, branches in by.sort("manager").select("manager", "branch").iter_rows()
    )


def _listed(book: Book, ladder: Ladder, settings: ManagersSettings) -> Staff:
    [rows] = book.dataset.collect(book.dataset.frame("managers"))
    rows = rows.filter(pl.col("manager").is_not_null()).unique(maintain_order=True)
    if rows.is_empty():
        raise InputError(
            t("the list of managers is empty"),
            t("give a table with the columns manager, branch, capacity_hours (--as managers)"),
        )
    rows = _complete(rows)
    _must_be_able(rows)
    counts_heads = rows["max_customers"].count() > 0 and rows["capacity_hours"].count() == 0
    levels = level_names(ladder)
    said = rows["levels_served"].drop_nulls().to_list()
    unknown = {word for text in said for word in _words(text) if word not in levels}
    found = [
        Manager(
            name, frozenset(b for b in part["branch"].to_list() if b is not None)
            if part["branch"].null_count() == 0 else frozenset(),
            None if counts_heads else _first(part["capacity_hours"], settings.capacity_hours),
            _first(part["max_customers"], settings.max_customers),
            _levels(_first(part["levels_served"], None), levels),
        )
        for (name,), part in rows.sort("manager", "branch").group_by("manager", maintain_order=True)
    ]  # fmt: skip
    return Staff(tuple(found), is_listed=True, unknown_levels=tuple(sorted(unknown)))


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every column a list of managers can have."""
    types = {"branch": pl.String, "capacity_hours": pl.Float64, "max_customers": pl.Int64,
             "levels_served": pl.String}  # fmt: skip
    lacking = [pl.lit(None, kind).alias(name) for name, kind in types.items()
               if name not in rows.columns]  # fmt: skip
    return rows.with_columns(lacking).select("manager", *types)


def _must_be_able(rows: pl.DataFrame) -> None:
    """Raises InputError for capacities below zero, and for a manager of two capacities."""
    below = rows.filter((pl.col("capacity_hours") < 0) | (pl.col("max_customers") < 0))
    if below.height:
        raise InputError(
            t("the list of managers has capacities below zero: {names}",
              names=t(", ").join(below["manager"].head(_NAMED).to_list())),
            t("write 0 for who takes nobody on"),
        )  # fmt: skip
    said = ["capacity_hours", "max_customers", "levels_served"]
    several = rows.select("manager", *said).unique()["manager"]
    twice = several.filter(several.is_duplicated()).unique().sort()
    if len(twice):
        raise InputError(
            t("{n} managers are in the list with two capacities or levels: {names}", n=len(twice),
              names=t(", ").join(twice.head(_NAMED).to_list())),
            t("tell apart managers of one name by their number; a row for each branch has the same capacity"),
        )  # fmt: skip


def _first(values: pl.Series, default: Any) -> Any:
    there = values.drop_nulls()
    return there[0] if len(there) else default


def level_names(ladder: Ladder) -> Mapping[str, str]:
    """What the levels are called, in both languages -> the level."""
    from custseg.words.labels import LABELS

    known = LABELS.get(ladder.column, {})
    return {said: name for name in ladder.names for said in (*known.get(name, ()), name)}


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text.strip()) if word]


def _levels(text: str | None, names: Mapping[str, str]) -> frozenset[str] | None:
    """The levels that a cell names; None where it is empty: all of them."""
    words: Sequence[str] = _words(text) if text else ()
    return frozenset(names[word] for word in words if word in names) if words else None
