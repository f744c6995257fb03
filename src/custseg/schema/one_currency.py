"""Money of several currencies is never added up: that of most rows counts, the others stand aside.

The currency of a row is what its 币种 column says, else what stands in the cell of its amount, else
what the header of the amounts states in brackets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import polars as pl

from custseg.read.table import ASIDE, ROW
from custseg.schema.columns.aliases import normal
from custseg.schema.columns.mapping import Assignment, Columns
from custseg.schema.kinds import KINDS, MONEY
from custseg.schema.values.currencies import codes, of_header, stated, worded
from custseg.schema.values.parse import apply
from custseg.schema.values.placeholders import is_said
from custseg.words import t

_AMOUNTS = ("amount", "balance", "average_balance", "income_amount", "expense_amount", "unit_price")
_IN_YUAN = r"折?(?:合|成)?人民币|本币|rmb|cny"
"""How the name of a column begins whose amounts are in yuan, whatever was paid with."""


def currency_of(columns: Columns, kind: str, assigned: dict[str, Assignment]) -> pl.Expr | None:
    """The currency of every row of a table; None where neither sample nor headers state one."""
    said = []
    if "currency" in assigned:
        said.append(apply(codes, pl.col(assigned["currency"].column), pl.String()))
    said += [
        apply(stated, pl.col(column), pl.String())
        for column in _amounts(assigned)
        if stated(columns.sample(column)).is_not_null().any()
    ]
    whole = [columns.heading(column) for column in _amounts(assigned)]
    if any(re.match(_IN_YUAN, normal(heading).key) for heading in whole):
        said.insert(0, pl.lit("CNY"))  # 人民币金额 beside the currency that was paid with
    headed = (of_header(columns.heading(column)) for column in _amounts(assigned))
    said += [pl.lit(code) for code in headed if code is not None]
    return pl.coalesce(said) if said and "currency" in KINDS[kind] else None


def _amounts(assigned: dict[str, Assignment]) -> list[str]:
    return [assigned[role].column for role in _AMOUNTS if role in assigned]


def of_sample(columns: Columns, currency: pl.Expr) -> Counter[str]:
    """How many rows of the sample are in each currency."""
    return Counter(columns.table.sample.with_columns(_currency=currency)["_currency"].drop_nulls())


def contradicted(columns: Columns, assigned: dict[str, Assignment]) -> list[str]:
    """A warning where the 币种 column of a row says one currency, and the cell of its amount another."""
    if "currency" not in assigned:
        return []
    rows = columns.table.sample.filter(pl.col(ASIDE).is_null())
    column = assigned["currency"].column
    beside = codes(rows[column])
    for name in _amounts(assigned):
        found = rows.filter((worded(rows[name]) != beside).fill_null(False))
        if not found.is_empty():
            shown = t("; ").join(
                t("row {row} ({seen})", row=row, seen=f"{column} = {said}, {name} = {cell}")
                for row, said, cell in found.select(ROW, column, name).head(5).iter_rows()
            )
            return [t("{count} amounts state another currency than column {column!r}, which counts: {examples}",
                      count=f"{found.height:,}", column=column, examples=shown)]  # fmt: skip
    return []


def unstated(columns: Columns, currency: pl.Expr, assigned: dict[str, Assignment]) -> list[str]:
    """A warning where some amounts have no currency beside others in a foreign one."""
    amount = next(iter(_amounts(assigned)), None)
    rows = columns.table.sample.filter(pl.col(ASIDE).is_null()).with_columns(_currency=currency)
    if amount is None or set(rows["_currency"].drop_nulls()) <= {"CNY"}:
        return []
    bare = rows.filter(pl.col("_currency").is_null() & is_said(pl.col(amount)))
    if bare.is_empty():
        return []
    shown = t("; ").join(
        t("row {row} ({seen})", row=row, seen=f"{amount} = {cell}")
        for row, cell in bare.select(ROW, amount).head(5).iter_rows()
    )
    return [t("{count} amounts state no currency, beside others in foreign money; they count with those of most "
              "rows: {examples}", count=f"{bare.height:,}", examples=shown)]  # fmt: skip


def main_currency(seen: Iterable[Counter[str]]) -> str | None:
    """The currency of most rows, CNY or else the first by name where two have as many."""
    counts: Counter[str] = sum(seen, Counter())
    return min(counts, key=lambda code: (-counts[code], code != "CNY", code), default=None)


def mixed_in_a_column(columns: Columns, kind: str, assigned: dict[str, Assignment]) -> list[str]:
    """Warnings of columns that mix currencies in a table whose rows stand for more than the money."""
    if "currency" in KINDS[kind]:
        return []
    said = []
    for role, one in assigned.items():
        if KINDS[kind].get(role) != MONEY:
            continue
        found = sorted(stated(columns.sample(one.column)).drop_nulls().unique())
        if len(found) > 1:
            said.append(t("column {column!r} has amounts of several currencies, taken as they stand: "
                          "{found}", column=one.column, found=t(", ").join(found[:5])))  # fmt: skip
    return said
