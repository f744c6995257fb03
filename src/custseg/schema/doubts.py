"""What the account of rows gives reason to look at: totals that do not add up, rows without a customer.

Looked at after the pass, and only where the account shows such rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate

import polars as pl

from custseg.read.table import ROW
from custseg.result import Note
from custseg.schema.canonical import STATUS, CanonicalTable, Tally
from custseg.words import t

_TOTAL = "aside:total"
_NOBODY = "aside:no_customer"
_MOST_TOTALS = 200
_MUCH = 0.05
"""A larger share of rows or money that belongs to nobody is worth a warning."""
_CENT = Decimal("0.01")
_EXAMPLES = 5
_LOOKED_AT = 1000

Sums = tuple[Decimal, ...]


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


# --- totals ----------------------------------------------------------------------------------------


def _totals(table: CanonicalTable, rows: pl.LazyFrame, tally: Tally) -> Iterable[str]:
    """Says which total row is neither the sum of the table nor that of rows above it."""
    money = next((c for c in ("amount", "balance") if c in table.columns), None)
    if money is None:
        return
    totals = (
        rows.filter((pl.col(STATUS) == _TOTAL) & pl.col(money).is_not_null())
        .select(ROW, money).sort(ROW).head(_MOST_TOTALS).collect(engine="streaming")
    )  # fmt: skip
    parts = _parts(rows, money, totals[ROW])
    for at, (row, said) in enumerate(totals.iter_rows()):
        if not _adds_up(said, parts, at, tally.rows):
            yield t(
                "{name}: the total in row {row} says {said}, and the rows add up to {sum}; rows may be missing or read wrongly",
                name=table.name, row=row, said=f"{said:,.2f}", sum=f"{sum(p[0] for p in parts):,.2f}")  # fmt: skip


def _parts(rows: pl.LazyFrame, money: str, totals: pl.Series) -> list[Sums]:
    """The sums of the rows between the totals: as they stand, in and out, of all rows and of the used."""
    if totals.is_empty():
        return []
    amount, used = pl.col(money), pl.col(STATUS).is_null()
    measures = [
        measure
        for taken in (amount, amount.filter(used))
        for measure in (taken.sum(), taken.abs().sum(), taken.filter(taken > 0).sum(), taken.filter(taken < 0).sum())
    ]  # fmt: skip
    sums = (
        rows.filter(pl.col(STATUS).ne_missing(_TOTAL))
        .with_columns(pl.lit(totals).search_sorted(pl.col(ROW)).alias("part"))
        .group_by("part").agg(m.alias(str(n)) for n, m in enumerate(measures))
        .collect(engine="streaming")
    )  # fmt: skip
    found = {part: tuple(map(Decimal, of)) for part, *of in sums.iter_rows()}
    nothing = (Decimal(0),) * len(measures)
    return [found.get(part, nothing) for part in range(len(totals) + 1)]


def _adds_up(said: Decimal, parts: list[Sums], at: int, n_rows: int) -> bool:
    """Whether a total is the sum of all rows, or of the rows above it since any total before.

    Rows are shown rounded: half a cent a row may be missing, but no more than a ten-thousandth.
    """
    near = max(_CENT, min(_CENT / 2 * n_rows, abs(said) / 10_000))
    for sums in zip(*parts, strict=True):
        above = accumulate(reversed(sums[: at + 1]))
        if any(abs(abs(said) - abs(known)) <= near for known in (sum(sums), *above)):
            return True
    return False


# --- nobody's rows ---------------------------------------------------------------------------------


def _nobody(table: CanonicalTable, rows: pl.LazyFrame, tally: Tally) -> Iterable[str]:
    """Says how much belongs to nobody, when that is much."""
    count, all_rows = tally.aside["no_customer"], tally.used + tally.aside["no_customer"]
    whole: Decimal | None = None
    lost: Decimal | None = None
    if "amount" in table.columns:
        counted = rows.filter(pl.col(STATUS).is_null() | (pl.col(STATUS) == _NOBODY))
        whole, lost = counted.select(
            pl.col("amount").abs().sum(),
            pl.col("amount").filter(pl.col(STATUS) == _NOBODY).abs().sum().alias("lost"),
        ).collect(engine="streaming").row(0)  # fmt: skip
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
