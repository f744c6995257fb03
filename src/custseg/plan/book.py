"""What every part of a plan starts from: the customers and everything that is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from custseg.customers import money_of
from custseg.errors import InputError
from custseg.facts.rows import FactSettings
from custseg.result import Note, Result
from custseg.schema.dataset import Dataset
from custseg.words import t, term


@dataclass(frozen=True)
class Book:
    """The customers a plan is for (客户台账), one row each and sorted by ``customer_id``.

    ``customers`` has the columns of every method, those of ``tier`` and ``segment`` where they could be
    made, and the user's own columns of the customer list. ``levels`` are the names of the tiers from the
    top, empty without tiers.
    """

    dataset: Dataset
    customers: pl.DataFrame
    facts: FactSettings
    levels: Sequence[str] = ()
    segments: Sequence[str] = ()
    notes: tuple[Note, ...] = field(default=())
    """What the results it is made of are careful about."""

    @property
    def as_of(self) -> date:
        """The day the plan is made for; raises InputError where the data has no date and none was given."""
        if self.dataset.as_of is None:
            raise InputError(
                t("a plan needs a date, and there is none in the data"),
                t("say which day the data is of: --as-of DATE"),
            )
        return self.dataset.as_of

    @property
    def money(self) -> str | None:
        """The column that says what a customer is worth, None where nothing is known of that."""
        return money_of(self.customers)

    def needs(self, *columns: str) -> None:
        """Raises InputError naming the columns of ``columns`` that nobody could make."""
        lacking = [c for c in columns if c not in self.customers.columns]
        if lacking:
            names = ", ".join(_name(c) for c in lacking)
            raise InputError(
                t("nothing says the {columns} of the customers", columns=names),
                t("custseg inspect shows how the files are read; --map names columns"),
            )


def book_of(
    dataset: Dataset, customers: pl.DataFrame, results: Sequence[Result], facts: FactSettings
) -> Book:
    """The book of ``customers`` with what tier and segment (among ``results``) say of them.

    A column called after one of them (``segment``, which RFM has as well) is theirs.
    """
    by_command = {result.command: result for result in results}
    joined = customers
    for result in by_command.values():
        if result.customers is None:
            continue
        joined = joined.drop(result.command, strict=False)
        new = [c for c in result.customers.columns if c not in joined.columns]
        joined = joined.join(
            result.customers.select("customer_id", *new),
            on="customer_id", how="left", maintain_order="left",
        )  # fmt: skip
    return Book(
        dataset, joined, facts,
        levels=_in_order(by_command, "tier", "tiers", "tier"),
        segments=_in_order(by_command, "segment", "segments", "segment"),
        notes=tuple(n for r in results for n in r.notes if n.level == "warning"),
    )  # fmt: skip


def _in_order(results: dict[str, Result], command: str, table: str, column: str) -> list[str]:
    found = results.get(command)
    return found.tables[table][column].to_list() if found and table in found.tables else []


def _name(column: str) -> str:
    known = term(column)
    return column if known is None else f"{column} ({known.zh})"
