"""The typed rows of a reading, for ``inspect``: canonical values as text, every row of the file.

Ids are text, money plain signed decimals (minus: out of the account), dates ISO, missing null.
Month sheets, and files of one kind with the same roles, are one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from custseg.read.table import ASIDE, ROW
from custseg.result import TypedTable
from custseg.schema.account import account_of, tally_of
from custseg.schema.bind import raw
from custseg.schema.canonical import SEEN, STATUS, CanonicalTable, Recognition, Tally
from custseg.schema.dataset import Dataset
from custseg.schema.kind import UNUSED
from custseg.schema.kinds import KINDS, MONEY

_DERIVED = ("customer_id", "amount", "currency")
"""Canonical columns that say something without a column of their own in the file."""


def typed_tables(dataset: Dataset) -> list[TypedTable]:
    """The tables of a dataset that was read ``whole``: the first kind first, like tables together."""
    groups: dict[tuple[object, ...], list[_Part]] = {}
    for part in _parts(dataset):
        groups.setdefault(part.likeness, []).append(part)
    warnings = [note.text for note in dataset.notes if note.level == "warning"]
    tables = [_table(parts) for parts in groups.values()]
    return _with_warnings(tables, list(groups.values()), warnings)


class _Part:
    """One file or sheet of a typed table."""

    def __init__(self, recognition: Recognition, rows: pl.LazyFrame, tally: Tally) -> None:
        assert recognition.table is not None
        self.recognition, self.table, self.tally = recognition, recognition.table, tally
        self.is_row = pl.col(STATUS).is_null() | _is_left_out()
        self.frame = rows

    @property
    def likeness(self) -> tuple[object, ...]:
        """Tables in which this is equal are one table."""
        if self.table.kind == UNUSED:
            return (UNUSED, self.table.own_columns)
        return (self.table.kind, frozenset(self.table.headers))

    def rows(self) -> pl.LazyFrame:
        """Every row with its values as text, columns in the order of the file."""
        ordered = self.frame.filter(self.is_row)
        if "customer_id" in self.table.columns and "customer_id" not in self.table.headers:
            ordered = ordered.sort(ROW)  # customers were found through another table
        return ordered.select(_values(self.table, self._names()))

    def _names(self) -> list[str]:
        """The columns to show, in the order of the file, those without one of their own last."""
        table = self.table
        at = {column.header: place for place, column in enumerate(self.recognition.columns)}
        shown = {key: at.get(its, len(at)) for key, its in table.headers.items()}
        others = [x.header for x in self.recognition.columns if x.header not in table.headers.values()]
        roles = {x.header: x.role for x in self.recognition.columns}
        for name in table.own_columns:
            header = name if name in at else next((h for h in others if roles[h] == name), name)
            shown[name] = at.get(header, len(at))
        made_up = {"customer_id"} if table.kind == "customers" else set()
        for key in table.columns:
            if key not in shown and key in _DERIVED and key not in made_up:
                shown[key] = len(at)
        return sorted(shown, key=lambda name: shown[name])

    def rejects(self) -> pl.LazyFrame:
        """Every rejected row: file, sheet, row, column, value and reason."""
        return rejected(self.table, self.frame)

    def source(self) -> dict[str, Any]:
        """Every decision that was taken to read it, and what became of its rows."""
        source, seen, tally = self.recognition.source, self.recognition, self.tally
        left_out = {reason: n for reason, n in tally.aside.items() if reason in LEFT_OUT}
        used = tally.used + sum(left_out.values())
        aside = {**self.table.aside_before}
        for reason, n in tally.aside.items():
            if reason not in LEFT_OUT:
                aside[reason] = aside.get(reason, 0) + n
        rejected = sum(tally.rejected.values())
        return {
            "file": source.path if source.path == "-" else source.name.partition("[")[0],
            "sheet": source.sheet, "format": source.format, "encoding": source.encoding,
            "encoding_why": source.encoding_why or None, "separator": source.separator,
            "quote": source.quote, "header_row": source.header_row, "kind": self.table.kind,
            "why": seen.why, "rows": used + sum(aside.values()) + rejected, "used": used,
            "set_aside": sum(aside.values()), "rejected": rejected,
            "set_aside_as": dict(sorted(aside.items())),
            "rejected_as": dict(sorted(tally.rejected.items())),
            "left_out_by_methods": dict(sorted(left_out.items())),
            "date_order": seen.date_order, "decimal": seen.decimal, "sha256": source.sha256,
        }  # fmt: skip


LEFT_OUT = ("other_currency", "not_completed", "no_customer", "duplicate_customer",
            "ambiguous_account", "after_as_of")  # fmt: skip
"""Why methods leave out a row that is read all the same."""


def _is_left_out() -> pl.Expr:
    return pl.col(ASIDE).is_null() & pl.col(STATUS).is_in([f"aside:{why}" for why in LEFT_OUT])


def _parts(dataset: Dataset) -> list[_Part]:
    tallies = {id(x): tally for x, tally in zip(dataset.tables, dataset.tallies, strict=True)}
    parts = []
    for recognition in dataset.recognitions:
        table = recognition.table
        if table is None:
            continue
        if id(table) in tallies:
            parts.append(_Part(recognition, dataset.rows_of(table), tallies[id(table)]))
        else:
            plans = account_of(table, table.frame)
            tally = tally_of(table, list(pl.collect_all(plans, engine="streaming")))
            parts.append(_Part(recognition, table.frame, tally))
    return parts


def _table(parts: Sequence[_Part]) -> TypedTable:
    sources = [part.source() for part in parts]
    whole = dict(sources[0])
    if len(sources) > 1:
        for key in ("rows", "used", "set_aside", "rejected"):
            whole[key] = sum(source[key] for source in sources)
        for key in ("set_aside_as", "rejected_as", "left_out_by_methods"):
            whole[key] = _added(source[key] for source in sources)
        whole["parts"] = sources
    columns = tuple(
        {"header": x.header, "role": x.role, "parsed_as": x.parsed_as or None,
         "decided_by": x.decided_by or None, "filled_share": round(x.filled_share, 4)}
        for x in parts[0].recognition.columns
    )  # fmt: skip
    return TypedTable(
        whole, columns,
        pl.concat([part.rows() for part in parts], how="diagonal"),
        pl.concat([part.rejects() for part in parts]),
    )  # fmt: skip


def _added(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        for key, n in each.items():
            total[key] = total.get(key, 0) + n
    return dict(sorted(total.items()))


def _with_warnings(
    tables: list[TypedTable], groups: list[list[_Part]], warnings: list[str]
) -> list[TypedTable]:
    """Each warning with the table it names, those of none or of several with the first."""
    by_table: list[list[str]] = [[] for _ in tables]
    for text in warnings:
        owners = [
            at for at, parts in enumerate(groups)
            if any(text.startswith(part.table.name) for part in parts)
        ]  # fmt: skip
        by_table[owners[0] if len(owners) == 1 else 0].append(text)
    return [
        TypedTable(x.source, x.columns, x.rows, x.rejects, tuple(said))
        for x, said in zip(tables, by_table, strict=True)
    ]


# --- values as text --------------------------------------------------------------------------------


def _values(table: CanonicalTable, names: Iterable[str]) -> list[pl.Expr]:
    """The values of columns as text; amounts with a sign that says in (+) or out (-)."""
    types = KINDS.get(table.kind, {})
    there = set(table.frame.collect_schema().names())
    values = []
    for name in names:
        dtype = types.get(name) if name in table.columns else None
        if dtype == MONEY:
            value = _plain_money(_signed(table, name), raw(name) if raw(name) in there else None)
        elif dtype is not None and dtype.is_numeric():
            value = plain(pl.col(name).cast(pl.Decimal(38, 10), strict=False))
        else:
            value = pl.col(name).cast(pl.String)
        values.append(value.alias(name))
    return values


def _signed(table: CanonicalTable, name: str) -> pl.Expr:
    if name != "amount" or "direction" not in table.columns:
        return pl.col(name)
    amount = pl.col("amount")
    if "counter_amount" in table.columns:
        amount = (amount - pl.col("counter_amount").fill_null(0)).cast(MONEY)
    return pl.when(pl.col("direction") == "out").then(-amount).otherwise(amount)


def _plain_money(amount: pl.Expr, text: str | None) -> pl.Expr:
    """An amount as plain digits; more decimals than are computed with where the file has more."""
    if text is None:
        return plain(amount)
    cell = pl.col(text)
    is_longer = cell.str.contains(r"^-?\d+\.\d{7,}$") & (
        cell.cast(MONEY, strict=False).abs() == amount.abs()
    )
    sign = pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    digits = cell.str.strip_chars_start("-").str.strip_chars_end("0").str.strip_chars_end(".")
    return pl.when(is_longer.fill_null(False)).then(sign + digits).otherwise(plain(amount))


def plain(amount: pl.Expr) -> pl.Expr:
    """A decimal as its digits: no exponent, no thousands, no zeros at the end."""
    return amount.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")


# --- rejected rows ---------------------------------------------------------------------------------


def rejected(table: CanonicalTable, frame: pl.LazyFrame) -> pl.LazyFrame:
    """The rejected rows of a table: file, sheet, row, column, value and reason, all text but the row."""
    source = table.source
    file = source.name.partition("[")[0] if source is not None else table.name
    headers = sorted(set(table.headers.values()), key=len, reverse=True)
    seen, reason = pl.col(SEEN), pl.col(STATUS).str.strip_prefix("reject:")
    starts = [(header, f"{header} = ") for header in headers]
    column: pl.Expr = pl.lit(None, pl.String)
    value: pl.Expr = seen
    for header, start in reversed(starts):
        column = pl.when(seen.str.starts_with(start)).then(pl.lit(header)).otherwise(column)
        value = pl.when(seen.str.starts_with(start)).then(seen.str.strip_prefix(start)).otherwise(value)
    for key, header in table.headers.items():
        column = pl.when(reason == f"missing_{key}").then(pl.lit(header)).otherwise(column)
    return (
        frame.filter(pl.col(STATUS).str.starts_with("reject:")).select(
            pl.lit(file).alias("file"),
            pl.lit(source.sheet if source is not None else None, pl.String).alias("sheet"),
            pl.col(ROW), column.alias("column"), value.alias("value"), reason.alias("reason"),
        ).rename({ROW: "row"})
    )  # fmt: skip
