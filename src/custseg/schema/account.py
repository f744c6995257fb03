"""The account of rows: counted in the same pass as the work, and said in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import polars as pl

from custseg.read.table import ROW
from custseg.result import Note
from custseg.schema.canonical import SEEN, STATUS, CanonicalTable, Tally
from custseg.schema.doubts import nobody_plan
from custseg.schema.kinds import KINDS, dated_by
from custseg.schema.latest import Days, days_of
from custseg.schema.subtotals import plans_of_totals
from custseg.schema.values.dates import SENTINELS
from custseg.schema.values.marks import NEITHER
from custseg.schema.values.placeholders import is_said
from custseg.words import label, t

_EXAMPLES = 5
_NEVER = date(1, 1, 1)
_FOR_EVER = ("id_expires_on", "matures_on", "ended_on")
"""Columns in which 9999-12-31 means what it says, and days lie in the future."""
_AMOUNT, _WAY = "amount", "direction"
_CURRENCY = "aside:other_currency"
_WITH_MONEY = ("no_customer", "ambiguous_account", "not_completed")
"""Reasons that take real money out of the answer: the note says how much."""


def account_of(table: CanonicalTable, rows: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Plans that count the rows of a table by what became of them, with examples.

    What was seen is put in words only for rows that are not used, after they are filtered out.
    """
    day = dated_by(table.kind, table.columns)
    used = (pl.len() - pl.col(STATUS).count()).alias("n")
    counts = rows.select(used) if day is None else rows.group_by(day).agg(used)
    examples = rows.filter(pl.col(STATUS).is_not_null()).group_by(STATUS).agg(
        pl.len().alias("n"),
        pl.col(ROW).bottom_k(_EXAMPLES).alias("rows"),
        pl.col(SEEN).bottom_k_by(ROW, _EXAMPLES).alias("seen"),
        (pl.col(_AMOUNT).sum() if _AMOUNT in table.columns else pl.lit(None, pl.Float64)).alias("money"),
    )  # fmt: skip
    plans = [counts, examples]
    if table.optional:
        plans.append(_unparsed(table, rows))
    if "currency" in table.columns:
        plans.append(_by_currency(table, rows))
    if table.totals_at:
        plans += plans_of_totals(table, rows, table.totals_at)
    if _counts_nobody(table):
        plans.append(nobody_plan(rows))
    return plans


def _counts_nobody(table: CanonicalTable) -> bool:
    return table.has_nobody and _AMOUNT in table.columns


def is_dated(table: CanonicalTable) -> bool:
    """Whether the table has the column that dates its rows."""
    return dated_by(table.kind, table.columns) is not None


def _by_currency(table: CanonicalTable, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Rows that are set aside for their currency, and their money."""
    money = next(
        (pl.col(x) for x in ("amount", "balance", "average_balance") if x in table.columns), None
    )
    return rows.filter(pl.col(STATUS) == _CURRENCY).group_by("currency").agg(
        pl.len().alias("n"),
        (pl.lit(None, pl.Float64) if money is None else money.sum()).alias("money"),
    )  # fmt: skip


def _unparsed(table: CanonicalTable, rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row: for every column a row can do without, how many cells say what cannot be read."""
    wanted = []
    for column, (text, _) in table.optional.items():
        lost = pl.col(STATUS).is_null() & pl.col(column).is_null() & is_said(pl.col(text))
        if KINDS[table.kind][column] == pl.Date():
            lost &= ~pl.col(text).str.contains(SENTINELS)
        if column == _WAY:
            lost &= ~pl.col(text).str.strip_chars().is_in(NEITHER)
            wanted += _without_way(pl.col(text))
        wanted += [
            lost.sum().alias(f"n:{column}"),
            pl.col(ROW).filter(lost).head(_EXAMPLES).implode().alias(f"rows:{column}"),
            pl.col(text).filter(lost).head(_EXAMPLES).implode().alias(f"seen:{column}"),
        ]
        if KINDS[table.kind][column] == pl.Date():
            wanted += _of_dates(column, pl.col(text))
    return rows.select(wanted)


def _without_way(text: pl.Expr) -> list[pl.Expr]:
    """How many used rows say neither in nor out."""
    neither = pl.col(STATUS).is_null() & pl.col(_WAY).is_null()
    return [
        neither.sum().alias("neither"),
        pl.col(ROW).filter(neither).head(_EXAMPLES).implode().alias("neither_rows"),
        text.filter(neither).fill_null("").head(_EXAMPLES).implode().alias("neither_seen"),
    ]


def _of_dates(column: str, text: pl.Expr) -> list[pl.Expr]:
    """How many cells of a date column stand for no day, and its latest day with its row."""
    used = pl.col(STATUS).is_null()
    none = used & pl.col(column).is_null() & text.str.contains(SENTINELS)
    latest = pl.when(used).then(pl.col(column))
    return [
        none.sum().alias(f"none:{column}"),
        pl.col(ROW).filter(none).head(_EXAMPLES).implode().alias(f"none_rows:{column}"),
        text.filter(none).head(_EXAMPLES).implode().alias(f"none_seen:{column}"),
        latest.max().alias(f"latest:{column}"),
        pl.col(ROW).top_k_by(latest.fill_null(_NEVER), 1).first().alias(f"latest_row:{column}"),
    ]


def tally_of(table: CanonicalTable, account: list[pl.DataFrame]) -> Tally:
    """The account of one table, from what its plans of ``account_of`` gave."""
    counts, examples = account[0], account[1].sort(STATUS)
    aside: dict[str, int] = {}
    rejected: dict[str, int] = {}
    for status, n in examples.select(STATUS, "n").iter_rows():
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
    nones = _nones_of(table, account[2]) if table.optional else {}
    last_days = _last_days_of(table, account[2]) if table.optional else {}
    later = iter(account[3 if table.optional else 2 :])
    currencies = _currencies_of(next(later)) if "currency" in table.columns else {}
    totals = (next(later), next(later)) if table.totals_at else None
    nobody = next(later).row(0) if _counts_nobody(table) else None
    days = days_of(counts.filter(pl.col("n") > 0)) if is_dated(table) else Days()
    return Tally(
        int(counts["n"].sum()), aside, rejected, shown, days, unparsed, money, currencies, totals, nobody,
        nones, last_days, _neither_of(account[2]) if table.optional else (0, ()),
    )  # fmt: skip


def _currencies_of(found: pl.DataFrame) -> dict[str, tuple[int, float | None]]:
    rows = found.sort(["n", "currency"], descending=[True, False]).select("currency", "n", "money")
    return {
        code: (n, None if money is None else float(money)) for code, n, money in rows.iter_rows()
    }


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


def _nones_of(
    table: CanonicalTable, found: pl.DataFrame
) -> dict[str, tuple[int, tuple[tuple[int, str], ...]]]:
    row = found.row(0, named=True)
    return {
        table.optional[column][1]: (
            row[f"none:{column}"],
            tuple(zip(row[f"none_rows:{column}"], row[f"none_seen:{column}"], strict=True)),
        )
        for column in table.optional
        if row.get(f"none:{column}") and column not in _FOR_EVER
    }


def _neither_of(found: pl.DataFrame) -> tuple[int, tuple[tuple[int, str], ...]]:
    row = found.row(0, named=True)
    if not row.get("neither"):
        return 0, ()
    return row["neither"], tuple(zip(row["neither_rows"], row["neither_seen"], strict=True))


def _last_days_of(table: CanonicalTable, found: pl.DataFrame) -> dict[str, tuple[date, int]]:
    row = found.row(0, named=True)
    return {
        table.optional[column][1]: (row[f"latest:{column}"], row[f"latest_row:{column}"])
        for column in table.optional
        if row.get(f"latest:{column}") and column not in (*_FOR_EVER, "closed_on", "resolved_on")
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
