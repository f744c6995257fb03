"""Whether the totals of an export add up: each column, each block of rows between two totals.

Where the totals stand is known from the sample, so their sums are taken in the pass that counts the
rows; only totals that are met nowhere but in the middle of a large file cost a pass of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import TypeVar

import polars as pl

from custseg.read.table import ASIDE, ROW
from custseg.schema.canonical import STATUS, CanonicalTable
from custseg.words import t

TOTAL = "aside:total"
MOST_TOTALS = 200
_CENT = Decimal("0.01")

Rows = TypeVar("Rows", pl.DataFrame, pl.LazyFrame)
Sums = tuple[Decimal, ...]
"""What rows add up to: as they stand, without signs, in, out; of all rows and of the used ones."""
_MEASURES = 4


def summed(header: str) -> str:
    """The hidden column with the amounts of a column, whatever becomes of them."""
    return f"_sum:{header}"


def totals_in(sample: pl.DataFrame) -> tuple[int, ...]:
    """The rows of a sample that are totals, the first of them."""
    rows = sample.filter(pl.col(ASIDE) == "total")[ROW].sort().head(MOST_TOTALS)
    return tuple(rows.to_list())


def said_totals(table: CanonicalTable, rows: Rows) -> Rows:
    """What the totals among the rows say."""
    return (
        rows.filter(pl.col(STATUS) == TOTAL)
        .select(ROW, *measured(table).values())
        .sort(ROW)
        .head(MOST_TOTALS)
    )


def sums_between(table: CanonicalTable, rows: Rows, at: Sequence[int]) -> Rows:
    """What the rows between the totals in the rows ``at`` add up to: one row a part."""
    part = pl.lit(pl.Series(at, dtype=pl.UInt32)).search_sorted(pl.col(ROW)).alias("part")
    sums = [
        measure.alias(f"{n}:{place}")
        for n, amount in enumerate(measured(table).values())
        for place, measure in enumerate(_measures(amount))
    ]
    return (
        rows.filter(pl.col(STATUS).ne_missing(TOTAL)).with_columns(part).group_by("part").agg(sums)
    )


def measured(table: CanonicalTable) -> dict[str, pl.Expr]:
    """The columns whose totals are checked: header -> amounts."""
    if table.summed:
        return {header: pl.col(summed(header)) for header in table.summed}
    money = next((c for c in ("amount", "balance") if c in table.columns), None)
    return {} if money is None else {table.headers.get(money, money): pl.col(money)}


def _measures(amount: pl.Expr) -> list[pl.Expr]:
    used = pl.col(STATUS).is_null()
    return [
        measure
        for taken in (amount, amount.filter(used))
        for measure in (taken.sum(), taken.abs().sum(), taken.filter(taken > 0).sum(), taken.filter(taken < 0).sum())
    ]  # fmt: skip


def wrong_totals(table: CanonicalTable, n_rows: int, said: pl.DataFrame,
                 between: pl.DataFrame) -> Iterable[str]:  # fmt: skip
    """Says which total is neither the sum of its column nor that of rows above it."""
    found = {row["part"]: row for row in between.iter_rows(named=True)}
    for n, header in enumerate(measured(table)):
        parts = [
            tuple(
                Decimal(found.get(part, {}).get(f"{n}:{place}") or 0)
                for place in range(2 * _MEASURES)
            )
            for part in range(len(said) + 1)
        ]
        for at, (row, total) in enumerate(said.select(ROW, said.columns[1 + n]).iter_rows()):
            if total is None or _adds_up(total, parts, at, n_rows):
                continue
            nearest = min(_possible(parts, 0, at), key=lambda known: abs(known - total))
            yield t(
                "{name}: the total of column {column!r} in row {row} says {said}, and the rows add up to {sum}; "
                "rows may be missing or read wrongly",
                name=table.name, column=header, row=row, said=f"{total:,.2f}", sum=f"{nearest:,.2f}")  # fmt: skip


def _possible(parts: list[Sums], place: int, at: int) -> list[Decimal]:
    """The sums a total can be of: all rows, or the rows above it since any total before."""
    sums = [part[place] for part in parts]
    return [sum(sums, Decimal(0)), *accumulate(reversed(sums[: at + 1]))]


def _adds_up(said: Decimal, parts: list[Sums], at: int, n_rows: int) -> bool:
    """Whether a total is one of the sums it can be.

    Rows are shown rounded: half a cent a row may be missing, but no more than a ten-thousandth.
    """
    near = max(_CENT, min(_CENT / 2 * n_rows, abs(said) / 10_000))
    return any(
        abs(abs(said) - abs(known)) <= near
        for place in range(2 * _MEASURES)
        for known in _possible(parts, place, at)
    )
