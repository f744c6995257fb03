"""The account of rows in words: a note for every reason, with examples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from custseg.result import Note
from custseg.schema.canonical import CanonicalTable, Tally
from custseg.words import label, t

_WAY = "direction"


def notes_of_account(
    tables: Iterable[CanonicalTable], tallies: Iterable[Tally]
) -> tuple[Note, ...]:
    """One note for every reason rows of a table were rejected or set aside, with examples."""
    notes: list[Note] = []
    for table, tally in zip(tables, tallies, strict=True):
        for reason, count in tally.rejected.items():
            notes.append(Note("warning", t(
                "{name}: {count} rejected, {reason}: {examples}",
                name=table.name, count=f"{count:,}", reason=label("reason", reason),
                examples=examples_in_words(tally.examples.get(reason, ())))))  # fmt: skip
        for header, (count, examples) in tally.unparsed.items():
            notes.append(Note("warning", t(
                "{name}: {count} values of {column!r} could not be read and are left empty: {examples}",
                name=table.name, count=f"{count:,}", column=header, examples=examples_in_words(examples))))  # fmt: skip
        for header, (count, examples) in tally.nones.items():
            notes.append(Note("warning", t(
                "{name}: {count} values of {column!r} stand for no day and are left empty: {examples}",
                name=table.name, count=f"{count:,}", column=header, examples=examples_in_words(examples))))  # fmt: skip
        count, examples = tally.neither
        if count and count < tally.used:
            notes.append(Note("warning", t(
                "{name}: {count} rows say neither in nor out in {column!r}, and their amounts count as they stand: {examples}",
                name=table.name, count=f"{count:,}", column=table.headers[_WAY], examples=examples_in_words(examples))))  # fmt: skip
        for reason, count in tally.aside.items():
            notes.append(Note(_LEVEL.get(reason, "info"), _set_aside(table, tally, reason, count)))
    return tuple(notes)


def fate_in_words(tally: Tally) -> str:
    """What became of the rows of a table of which none is used, with the first example of each."""
    fates = {**tally.rejected, **tally.aside}
    if not fates:
        return t("column names but no rows")
    return t(", ").join(
        t("{count} {reason} ({example})", count=f"{count:,}", reason=label("reason", reason),
          example=examples_in_words(tally.examples.get(reason, ())[:1]))
        for reason, count in fates.items()
    )  # fmt: skip


_LEVEL: dict[str, Literal["info", "warning"]] = {
    "duplicate_customer": "warning",
    "ambiguous_account": "warning",
    "other_currency": "warning",
    "not_completed": "warning",
}
"""Rows set aside for these reasons are worth a warning: the input contradicts itself."""


def _set_aside(table: CanonicalTable, tally: Tally, reason: str, count: int) -> str:
    said = t("{name}: {count} set aside, {reason}: {examples}",
             name=table.name, count=f"{count:,}", reason=label("reason", reason),
             examples=examples_in_words(tally.examples.get(reason, ())))  # fmt: skip
    if reason == "other_currency":
        return said + t(
            "; only {main} counts, nothing is converted: {found}",
            main=table.currency,
            found=t(", ").join(_currency_in_words(*one) for one in tally.currencies.items()),
        )
    money = tally.money.get(reason)
    return (
        said if money is None else said + t(" (amounts of {money} in all)", money=f"{money:,.2f}")
    )


def _currency_in_words(code: str, rows: tuple[int, float | None]) -> str:
    n, money = rows
    if money is None:
        return t("{currency} {n} rows", currency=code, n=f"{n:,}")
    return t(
        "{currency} {n} rows, {money} in all", currency=code, n=f"{n:,}", money=f"{money:,.2f}"
    )


def examples_in_words(examples: tuple[tuple[int, str], ...]) -> str:
    """``row 12 (金额 = abc); row 15 (...)``."""
    return t("; ").join(
        t("row {row} ({seen})", row=row, seen=seen) if seen else t("row {row}", row=row)
        for row, seen in examples
    )
