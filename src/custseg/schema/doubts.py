"""What the account of rows gives reason to look at: totals that do not add up, rows without a customer.

Looked at after the pass, and only where the account shows such rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import polars as pl

from custseg.read.table import ROW
from custseg.result import Note
from custseg.schema.canonical import STATUS, CanonicalTable, Tally
from custseg.schema.subtotals import (
    MOST_TOTALS,
    TOTAL,
    measured,
    said_totals,
    sums_between,
    wrong_totals,
)
from custseg.words import t

_NOBODY = "aside:no_customer"
_MUCH = 0.05
"""A larger share of rows or money that belongs to nobody is worth a warning."""
_EXAMPLES = 5
_LOOKED_AT = 1000


def doubts_of(tables: Sequence[CanonicalTable], frames: Sequence[pl.LazyFrame],
              tallies: Sequence[Tally]) -> list[Note]:  # fmt: skip
    """Warnings about the rows of ``tables``; ``frames`` are their rows with what became of them."""
    notes: list[str] = []
    for table, rows, tally in zip(tables, frames, tallies, strict=True):
        if "total" in tally.aside:
            notes += _totals(table, rows, tally)
        if "no_customer" in tally.aside:
            notes += _nobody(table, rows, tally)
            notes += _unowned(table, rows, tables)
    return [Note("warning", text) for text in notes]


def _totals(table: CanonicalTable, rows: pl.LazyFrame, tally: Tally) -> Iterable[str]:
    """Says which total does not add up."""
    said, between = tally.totals or (None, None)
    known = min(tally.aside["total"], MOST_TOTALS)
    if said is None or between is None or len(table.totals_at) < known:
        if not measured(table):
            return
        totals = rows.filter(pl.col(STATUS) == TOTAL).select(ROW).sort(ROW).head(MOST_TOTALS)
        at = totals.collect(engine="streaming")[ROW].to_list()
        said, between = pl.collect_all(
            [said_totals(table, rows), sums_between(table, rows, at)], engine="streaming"
        )
    yield from wrong_totals(table, tally.rows, said, between)


def _nobody(table: CanonicalTable, rows: pl.LazyFrame, tally: Tally) -> Iterable[str]:
    """Says how much belongs to nobody, when that is much."""
    count, all_rows = tally.aside["no_customer"], tally.used + tally.aside["no_customer"]
    whole: Decimal | None = None
    lost: Decimal | None = None
    if "amount" in table.columns:
        whole, lost = tally.nobody or rows.select(money_of_nobody()).collect(
            engine="streaming"
        ).row(0)
    is_much = count > _MUCH * all_rows or bool(
        whole and lost is not None and float(lost) > _MUCH * float(whole)
    )
    if not is_much:
        return
    said = t("{name}: {count} of {rows} rows ({share:.1%}) belong to no known customer and do not count",
             name=table.name, count=f"{count:,}", rows=f"{all_rows:,}", share=count / all_rows)  # fmt: skip
    if whole and lost is not None:
        said += t("; amounts of {lost} of {whole} in them ({share:.1%})", lost=f"{lost:,.2f}",
                  whole=f"{whole:,.2f}", share=float(lost) / float(whole))  # fmt: skip
    yield said


def money_of_nobody() -> tuple[pl.Expr, pl.Expr]:
    """The money of all rows that could count, and of those that belong to nobody."""
    amount, status = pl.col("amount").abs(), pl.col(STATUS)
    is_nobody = status == _NOBODY
    return (
        amount.filter(status.is_null() | is_nobody).sum().alias("whole"),
        amount.filter(is_nobody).sum().alias("lost"),
    )


def _unowned(table: CanonicalTable, rows: pl.LazyFrame,
             tables: Sequence[CanonicalTable]) -> Iterable[str]:  # fmt: skip
    """Says which accounts nobody owns, and whether they are only written differently."""
    if "account_id" not in table.columns:
        return
    unowned = (
        rows.filter((pl.col(STATUS) == _NOBODY) & pl.col("account_id").is_not_null())
        .select(pl.col("account_id").unique()).sort("account_id").head(_LOOKED_AT)
        .collect(engine="streaming")["account_id"]
    )  # fmt: skip
    known = [x for x in tables if x.kind == "accounts" and "account_id" in x.columns]
    if unowned.is_empty() or not known:
        return
    said = t("{name}: accounts that no customer owns: {examples}", name=table.name,
             examples=t(", ").join(unowned.head(_EXAMPLES)))  # fmt: skip
    looked_for = unowned.to_frame().lazy().with_columns(bare(pl.col("account_id")).alias("bare"))
    for other in known:
        owned = other.frame.select(
            bare(pl.col("account_id")).alias("bare"), pl.col("account_id").alias("owned")
        )
        alike = looked_for.join(owned, on="bare").sort("account_id", "owned").collect()
        if not alike.is_empty():
            said += t("; without leading zeros and .0 {count} of them are in {file} ({ours} there is {theirs}): "
                      "write them alike",
                      count=alike["account_id"].n_unique(), file=other.name, ours=alike["account_id"][0],
                      theirs=alike["owned"][0])  # fmt: skip
    yield said


def bare(ids: pl.Expr) -> pl.Expr:
    """Ids without what spreadsheets add and take away: ``.0`` at the end, zeros in front."""
    return ids.str.replace(r"\.0+$", "").str.strip_chars_start("0")
