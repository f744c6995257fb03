"""The account of rows, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from custseg.result import Note
from custseg.words import label, t

if TYPE_CHECKING:
    from custseg.schema.dataset import CanonicalTable, Tally


def notes_of_account(
    tables: Iterable[CanonicalTable], tallies: Iterable[Tally]
) -> tuple[Note, ...]:
    """One note for every reason rows of a table were rejected or set aside, with examples."""
    notes: list[Note] = []
    for table, tally in zip(tables, tallies, strict=True):
        for reason, count in tally.rejected.items():
            notes.append(Note("warning", t(
                "{name}: {count} rows rejected, {reason}: {examples}",
                name=table.name, count=count, reason=label("reason", reason),
                examples=_examples(tally.examples.get(reason, ())))))  # fmt: skip
        for reason, count in tally.aside.items():
            notes.append(Note("info", t(
                "{name}: {count} rows set aside, {reason}: {examples}",
                name=table.name, count=count, reason=label("reason", reason),
                examples=_examples(tally.examples.get(reason, ())))))  # fmt: skip
    return tuple(notes)


def _examples(examples: tuple[tuple[int, str], ...]) -> str:
    return "; ".join(
        t("row {row} {seen}", row=row, seen=seen).rstrip() if seen else t("row {row}", row=row)
        for row, seen in examples
    )
