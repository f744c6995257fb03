"""A table whole, as ``inspect`` shows it: every column of the file, amounts as they are stated.

What methods make of a table (an amount less its refund, the line of an order instead of its total)
is not what stands in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from custseg.read.table import ASIDE, ROW
from custseg.result import Note
from custseg.schema.canonical import SEEN, STATUS, CanonicalTable
from custseg.schema.columns.kind import UNUSED
from custseg.schema.columns.mapping import Assignment, Columns, Roles
from custseg.schema.orders import transactions_of
from custseg.words import t

LINE = "_line"
"""Column of a frame with what stands in its spoilt rows."""
_PERCENTAGE = r"^[-+]?\d{1,15}(?:,\d{3})*(?:\.\d{1,8})?\s?%$"
_FOLDED = ("income_amount", "expense_amount")
"""Roles that are one amount with a sign."""


def as_stated(columns: Columns, roles: Roles, typed: dict[str, pl.Expr],
              headers: dict[str, str]) -> list[Note]:  # fmt: skip
    """``transactions_of``, except that an amount column keeps the amounts that stand in it."""
    refund = typed.pop("refund_amount", None)
    said = transactions_of(columns, roles, typed, headers)
    if refund is not None:
        typed["refund_amount"] = refund
        headers["refund_amount"] = roles.assigned["refund_amount"].column
    amount = roles.assigned.get("amount")
    is_net = refund is not None and "direction" not in typed
    if amount is not None and (is_net or headers.get("amount") != amount.column):
        typed["amount"] = columns.parsing(amount.column, "money").of(pl.col(amount.column))
        headers["amount"] = amount.column
    name = columns.table.source.name
    return [Note(note.level, t("{file}: {text}", file=name, text=note.text)) for note in said]


def spoilt_line(columns: Sequence[str]) -> pl.Expr:
    """What stands in a row whose cells do not fit the columns."""
    cells = pl.concat_str(pl.col(columns), separator=" | ", ignore_nulls=True).str.slice(0, 200)
    return pl.when(pl.col(ASIDE) == "ragged").then(cells).alias(LINE)


def as_text(columns: Columns) -> CanonicalTable:
    """A table that fits no kind: its cells by header, typed nowhere."""
    table = columns.table
    cells = {name: columns.parsing(name, "text").of(pl.col(name)) for name in table.columns}
    fate = pl.when(pl.col(ASIDE) == "ragged").then(pl.lit("reject:ragged")).otherwise(
        pl.lit("aside:") + pl.col(ASIDE)
    )  # fmt: skip
    frame = table.frame.select(
        ROW, ASIDE, *(cell.alias(name) for name, cell in cells.items()),
        spoilt_line(table.columns), fate.alias(STATUS), pl.lit(None, pl.String).alias(SEEN),
    )  # fmt: skip
    before: dict[str, int] = {}
    for rows in table.aside:
        before[rows.reason] = before.get(rows.reason, 0) + rows.count
    return CanonicalTable(
        UNUSED, table.source.name, table.source.sha256, frame, (), tuple(cells), before,
        source=table.source,
    )  # fmt: skip


def other_columns(columns: Columns, assigned: Mapping[str, Assignment], canonical: Collection[str],
                  headers: Mapping[str, str]) -> dict[str, pl.Expr]:  # fmt: skip
    """Every column that is not a canonical one, as text: under its role, else under its header."""
    read = {headers[key] for key in canonical if key in headers}
    if "amount" in canonical and "amount" not in assigned:
        read |= {assigned[role].column for role in _FOLDED if role in assigned}
    names = {x.column: x.role for x in assigned.values() if x.role not in canonical}
    others: dict[str, pl.Expr] = {}
    for column in columns.table.columns:
        if column in read:
            continue
        name, n = names.get(column, column), 2
        while name in canonical or name in others:
            name, n = f"{column}_{n}", n + 1
        text = columns.parsing(column, "text").of(pl.col(column))
        others[name] = _percentages(text) if _says_percentages(columns, column) else text
    return others


def _says_percentages(columns: Columns, column: str) -> bool:
    """Whether a column holds percentages and nothing else, as a workbook shows its shares."""
    said = columns.parsing(column, "text").parse
    cells = columns.sample(column)
    given = (said(cells) if said is not None else cells).drop_nulls()
    return not given.is_empty() and bool(given.str.contains(_PERCENTAGE).all())


def _percentages(text: pl.Expr) -> pl.Expr:
    """``40%`` as the number it is, 0.4, as the same cell of a workbook is read; other text as it is."""
    number = text.str.replace_all(r"[%,\s]", "").cast(pl.Decimal(38, 10), strict=False)
    share = (number / 100).cast(pl.Decimal(38, 12)).cast(pl.String)
    plain = share.str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.when(text.str.contains(_PERCENTAGE) & plain.is_not_null()).then(plain).otherwise(text)
