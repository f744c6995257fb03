"""What is said of tables that are shown whole and that no method uses: a statement that names nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from custseg.result import Note
from custseg.schema.account import Account
from custseg.schema.account_words import notes_of_account
from custseg.schema.canonical import CanonicalTable, Tally
from custseg.schema.doubts import doubts_of
from custseg.schema.kinds import KINDS
from custseg.words import t

_NOBODY = "no_customer"


def notes_of_shown(
    tables: Iterable[CanonicalTable], today: date | None, known: Sequence[Note]
) -> list[Note]:
    """What was decided on the way to the rows of ``tables``, and what the account of their rows gives to say.

    The same as of tables that methods use, but that their rows belong to nobody: that is why they are
    not used, and has been said. ``known`` are the notes that are said already.
    """
    typed = [table for table in tables if table.kind in KINDS]
    tallies = [_without_owners(_tally(table)) for table in typed]
    notes = [note for table in typed for note in table.notes]
    notes += doubts_of(typed, [table.frame for table in typed], tallies)
    notes += [
        Note("warning", t("{name}: its latest day lies in the future: {on}", name=table.name, on=tally.days.last_on))
        for table, tally in zip(typed, tallies, strict=True)
        if today is not None and tally.days.last_on is not None and tally.days.last_on > today
    ]  # fmt: skip
    notes += notes_of_account(typed, tallies)
    said = {note.text for note in known}
    return [note for note in notes if note.text not in said]


def _tally(table: CanonicalTable) -> Tally:
    account = Account(table)
    pl.collect_all([account.sink(table.frame)], engine="streaming")
    return account.tally()


def _without_owners(tally: Tally) -> Tally:
    """The account with rows that belong to nobody as if they were used: they are shown."""
    owned = {reason: n for reason, n in tally.aside.items() if reason != _NOBODY}
    return replace(tally, aside=owned, used=tally.used + tally.aside.get(_NOBODY, 0))
