"""The typed rows of a reading, for ``inspect``: canonical values as text, every row of the file.

Ids are text, money plain signed decimals (minus: out of the account), dates ISO, missing null.
Month sheets, and files of one kind with the same roles, are one table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl

from custseg.read.table import ASIDE, ROW, Source
from custseg.result import TypedTable
from custseg.schema.bind import raw
from custseg.schema.canonical import SEEN, STATUS, CanonicalTable, ColumnReading, Recognition
from custseg.schema.columns.kind import UNUSED
from custseg.schema.columns.roles import ESSENTIAL
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS, MONEY
from custseg.schema.whole import LINE

Counts = Counter[str]

_MADE = ("hour", "counter_amount", "direction", "is_return")
"""Canonical columns that say nothing new where the file has no column of their own for them."""
LEFT_OUT = ("other_currency", "not_completed", "no_customer", "duplicate_customer",
            "ambiguous_account", "after_as_of")  # fmt: skip
"""Why methods leave out a row that is read all the same."""


def typed_tables(dataset: Dataset) -> list[TypedTable]:
    """The tables of a dataset that was read ``whole``: in their order, like tables together, those of
    no kind last.
    """
    groups: list[list[_Part]] = []
    for part in _parts(dataset):
        like = next((group for group in groups if part.is_like(group[0])), None)
        if like is None:
            groups.append([part])
        else:
            like.append(part)
    groups.sort(key=lambda parts: parts[0].table.kind == UNUSED)
    warnings = [note.text for note in dataset.notes if note.level == "warning"]
    return _with_warnings([_table(parts) for parts in groups], groups, warnings)


class _Part:
    """One file or sheet of a typed table."""

    def __init__(self, recognition: Recognition, frame: pl.LazyFrame) -> None:
        assert recognition.table is not None
        self.recognition, self.table, self.frame = recognition, recognition.table, frame
        self.is_row = pl.col(STATUS).is_null() | _is_left_out(self.table)

    def is_like(self, other: _Part) -> bool:
        """Whether both are one table: of one kind, one with the roles of the other or some more."""
        mine, its = self.table, other.table
        if mine.kind != its.kind:
            return False
        if mine.kind == UNUSED:
            return mine.own_columns == its.own_columns
        return (
            mine.headers.keys() <= its.headers.keys() or its.headers.keys() <= mine.headers.keys()
        )

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
        others = [
            x.header for x in self.recognition.columns if x.header not in table.headers.values()
        ]
        roles = {x.header: x.role for x in self.recognition.columns}
        for name in table.own_columns:
            header = name if name in at else next((h for h in others if roles[h] == name), name)
            shown[name] = at.get(header, len(at))
        made_up = (*_MADE, "customer_id") if table.kind == "customers" else _MADE
        shown |= {key: len(at) for key in table.columns if key not in shown and key not in made_up}
        return sorted(shown, key=lambda name: shown[name])

    def rejects(self) -> pl.LazyFrame:
        """Every rejected row: file, sheet, row, column, value and reason."""
        return rejected(self.table, self.frame, (x.header for x in self.recognition.columns))

    def source(self) -> dict[str, Any]:
        """Every decision that was taken to read it, and what became of its rows."""
        source, seen = self.recognition.source, self.recognition
        used, aside, rejected, left_out = self._account()
        return {
            "file": _file(source), "sheet": source.sheet, "format": source.format,
            "encoding": source.encoding, "encoding_why": source.encoding_why or None,
            "separator": source.separator, "quote": source.quote,
            "header_row": source.header_row, "kind": self.table.kind, "why": seen.why,
            "rows": used + sum(aside.values()) + sum(rejected.values()), "used": used,
            "set_aside": sum(aside.values()), "rejected": sum(rejected.values()),
            "set_aside_as": aside, "rejected_as": rejected, "left_out_by_methods": left_out,
            "date_order": seen.date_order, "decimal": seen.decimal, "sha256": source.sha256,
        }  # fmt: skip

    def _account(self) -> tuple[int, Counts, Counts, Counts]:
        """Rows that are read; reasons of those set aside and rejected, and of those methods leave out."""
        found = self.frame.group_by(STATUS, self.is_row.alias("is_row")).agg(pl.len().alias("n"))
        used, left_out, rejected = 0, Counts(), Counts()
        aside = Counts(self.table.aside_before)
        for status, is_row, n in (
            found.collect(engine="streaming").sort(STATUS, "is_row").iter_rows()
        ):
            fate, _, reason = (status or "").partition(":")
            used += n if is_row else 0
            if status is not None:
                (left_out if is_row else aside if fate == "aside" else rejected)[reason] += n
        return used, _in_order(aside), _in_order(rejected), _in_order(left_out)


def _in_order(counts: Counts) -> Counts:
    return Counts(dict(sorted(counts.items())))


def _file(source: Source | None) -> str:
    """The name of a file without its folder and its sheet."""
    return "-" if source is None or source.path == "-" else replace(source, sheet=None).name


def _is_left_out(table: CanonicalTable) -> pl.Expr:
    """Whether a row that methods leave out says all a row of its kind has to."""
    said = [
        pl.col(key).is_not_null() for key in ESSENTIAL.get(table.kind, ()) if key in table.columns
    ]
    reasons = [f"aside:{why}" for why in LEFT_OUT]
    return pl.all_horizontal(pl.col(ASIDE).is_null(), pl.col(STATUS).is_in(reasons), *said)


def _parts(dataset: Dataset) -> list[_Part]:
    of_dataset = {id(table) for table in dataset.tables}
    return [
        _Part(x, dataset.rows_of(x.table) if id(x.table) in of_dataset else x.table.frame)
        for x in dataset.recognitions if x.table is not None
    ]  # fmt: skip


def _table(parts: Sequence[_Part]) -> TypedTable:
    sources = [part.source() for part in parts]
    whole = dict(sources[0])
    if len(sources) > 1:
        for key in ("rows", "used", "set_aside", "rejected"):
            whole[key] = sum(source[key] for source in sources)
        for key in ("set_aside_as", "rejected_as", "left_out_by_methods"):
            whole[key] = _added(source[key] for source in sources)
        whole["parts"] = sources
    columns: dict[str, ColumnReading] = {}
    for part in parts:
        for column in part.recognition.columns:
            columns.setdefault(column.header, column)
    return TypedTable(
        whole, tuple(_column(column) for column in columns.values()),
        pl.concat([part.rows() for part in parts], how="diagonal"),
        pl.concat([part.rejects() for part in parts]),
    )  # fmt: skip


def _column(column: ColumnReading) -> dict[str, Any]:
    return {
        "header": column.header, "role": column.role, "parsed_as": column.parsed_as or None,
        "decided_by": column.decided_by or None, "filled_share": round(column.filled_share, 4),
    }  # fmt: skip


def _added(counts: Iterable[Counts]) -> Counts:
    return _in_order(sum(counts, Counts()))


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


def rejected(
    table: CanonicalTable, frame: pl.LazyFrame, headers: Iterable[str] = ()
) -> pl.LazyFrame:
    """The rejected rows of a table: file, sheet, row, column, value and reason.

    ``headers`` are all columns of the file, of which one or two may be named in what was seen.
    """
    source = table.source
    if LINE in frame.collect_schema().names():
        frame = frame.with_columns(pl.coalesce(SEEN, LINE).alias(SEEN))
    reason = pl.col(STATUS).str.strip_prefix("reject:")
    known = sorted({*headers, *table.headers.values()}, key=len, reverse=True)
    parts = pl.col(SEEN).map_batches(
        partial(_parts_of, known), return_dtype=_PARTS, is_elementwise=True
    )
    missing = reason.replace_strict(
        [f"missing_{key}" for key in table.headers], list(table.headers.values()),
        default=None, return_dtype=pl.String,
    )  # fmt: skip
    spoilt = frame.filter(pl.col(STATUS).str.starts_with("reject:")).with_columns(
        parts.alias("_parts")
    )
    return spoilt.select(
        pl.lit(_file(source)).alias("file"),
        pl.lit(source.sheet if source is not None else None, pl.String).alias("sheet"),
        pl.col(ROW).alias("row"),
        pl.coalesce(missing, pl.col("_parts").struct.field("column")).alias("column"),
        pl.col("_parts").struct.field("value").alias("value"), reason.alias("reason"),
    )  # fmt: skip


_PARTS = pl.Struct({"column": pl.String, "value": pl.String})


def _parts_of(headers: Sequence[str], seen: pl.Series) -> pl.Series:
    """What was seen, ``金额 = x`` or ``收入 = 5, 支出 = x``, as the column or columns and the value."""
    return pl.Series(seen.name, [_split(headers, said) for said in seen], _PARTS)


def _split(headers: Sequence[str], said: str | None) -> dict[str, str | None]:
    first = next((h for h in headers if said is not None and said.startswith(f"{h} = ")), None)
    if said is None or first is None:
        return {"column": None, "value": said}
    value = said.removeprefix(f"{first} = ")
    second = next((h for h in headers if f", {h} = " in value), None)
    if second is None:
        return {"column": first, "value": value}
    return {"column": f"{first}, {second}", "value": value.replace(f", {second} = ", ", ", 1)}
