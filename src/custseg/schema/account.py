"""The account of rows: counted in the same pass as the work, and said in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import polars as pl

from custseg.read.table import ROW
from custseg.result import Note
from custseg.schema.canonical import SEEN, STATUS, CanonicalTable, Tally
from custseg.schema.dates import SENTINELS
from custseg.schema.kinds import DATED_BY, KINDS
from custseg.schema.placeholders import is_said
from custseg.words import label, t

_EXAMPLES = 5
_AMOUNT = "amount"
_WITH_MONEY = ("no_customer", "ambiguous_account")
"""Reasons that take real money out of the answer: the note says how much."""


def account_of(table: CanonicalTable, rows: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Plans that count the rows of a table by what became of them, with examples.

    What was seen is put in words only for rows that are not used, after they are filtered out.
    """
    dated_by = DATED_BY.get(table.kind)
    last = pl.col(dated_by).max() if dated_by in table.columns else pl.lit(None, pl.Date)
    counts = rows.group_by(STATUS).agg(pl.len().alias("n"), last.alias("last_on"))
    examples = rows.filter(pl.col(STATUS).is_not_null()).group_by(STATUS).agg(
        pl.col(ROW).bottom_k(_EXAMPLES).alias("rows"),
        pl.col(SEEN).bottom_k_by(ROW, _EXAMPLES).alias("seen"),
        (pl.col(_AMOUNT).sum() if _AMOUNT in table.columns else pl.lit(None, pl.Float64)).alias("money"),
    )  # fmt: skip
    plans = [counts, examples]
    if table.optional:
        plans.append(_unparsed(table, rows))
    return plans


def _unparsed(table: CanonicalTable, rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row: for every column a row can do without, how many cells say what cannot be read."""
    wanted = []
    for column, (text, _) in table.optional.items():
        lost = pl.col(STATUS).is_null() & pl.col(column).is_null() & is_said(pl.col(text))
        if KINDS[table.kind][column] == pl.Date():
            lost &= ~pl.col(text).str.contains(SENTINELS)
        wanted += [
            lost.sum().alias(f"n:{column}"),
            pl.col(ROW).filter(lost).head(_EXAMPLES).implode().alias(f"rows:{column}"),
            pl.col(text).filter(lost).head(_EXAMPLES).implode().alias(f"seen:{column}"),
        ]
    return rows.select(wanted)


def tally_of(table: CanonicalTable, account: list[pl.DataFrame]) -> Tally:
    """The account of one table, from what its plans of ``account_of`` gave."""
    counts, examples = account[:2]
    used, last_on = 0, None
    aside: dict[str, int] = {}
    rejected: dict[str, int] = {}
    for status, n, last in counts.sort(STATUS).select(STATUS, "n", "last_on").iter_rows():
        if status is None:
            used, last_on = n, _day(last)
            continue
        fate, _, reason = status.partition(":")
        (aside if fate == "aside" else rejected)[reason] = n
    shown, money = {}, {}
    for row in examples.iter_rows(named=True):
        reason = row[STATUS].partition(":")[2]
        pairs = zip(row["rows"], (seen or "" for seen in row["seen"]), strict=True)
        shown[reason] = tuple(sorted(pairs))
        if row["money"] is not None and reason in _WITH_MONEY:
            money[reason] = float(row["money"])
    unparsed = _unparsed_of(table, account[2]) if table.optional else {}
    return Tally(used, aside, rejected, shown, last_on, unparsed, money)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _unparsed_of(
    table: CanonicalTable, found: pl.DataFrame
) -> dict[str, tuple[int, tuple[tuple[int, str], ...]]]:
    row = found.row(0, named=True)
    return {
        header: (
            row[f"n:{column}"],
            tuple(sorted(zip(row[f"rows:{column}"], row[f"seen:{column}"], strict=True))),
        )
        for column, (_, header) in table.optional.items()
        if row[f"n:{column}"]
    }


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
                examples=_examples(tally.examples.get(reason, ())))))  # fmt: skip
        for header, (count, examples) in tally.unparsed.items():
            notes.append(Note("warning", t(
                "{name}: {count} values of {column!r} could not be read and are left empty: {examples}",
                name=table.name, count=f"{count:,}", column=header, examples=_examples(examples))))  # fmt: skip
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
          example=_examples(tally.examples.get(reason, ())[:1]))
        for reason, count in fates.items()
    )  # fmt: skip


_LEVEL: dict[str, Literal["info", "warning"]] = {
    "duplicate_customer": "warning",
    "ambiguous_account": "warning",
}
"""Rows set aside for these reasons are worth a warning: the input contradicts itself."""


def _set_aside(table: CanonicalTable, tally: Tally, reason: str, count: int) -> str:
    said = t("{name}: {count} set aside, {reason}: {examples}",
             name=table.name, count=f"{count:,}", reason=label("reason", reason),
             examples=_examples(tally.examples.get(reason, ())))  # fmt: skip
    money = tally.money.get(reason)
    return (
        said if money is None else said + t(" (amounts of {money} in all)", money=f"{money:,.2f}")
    )


def _examples(examples: tuple[tuple[int, str], ...]) -> str:
    return t("; ").join(
        t("row {row} ({seen})", row=row, seen=seen) if seen else t("row {row}", row=row)
        for row, seen in examples
    )
