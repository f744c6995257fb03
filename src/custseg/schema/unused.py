"""Tables that no method can use: why, what is said of them, and what to type where none is left."""

from __future__ import annotations

from typing import Literal

import polars as pl

from custseg.errors import InputError
from custseg.read.table import Table
from custseg.result import InputRecord, Note
from custseg.schema.bind import Draft, draft, settle_currencies
from custseg.schema.canonical import CanonicalTable
from custseg.schema.columns.kind import UNUSED, Recognised
from custseg.schema.columns.likely import likely_column
from custseg.schema.columns.mapping import Columns
from custseg.schema.fates import finish
from custseg.schema.kinds import KINDS
from custseg.schema.understood import Understood
from custseg.schema.whole import as_text
from custseg.words import header, t


def only_shown(columns: Columns, seen: Recognised) -> CanonicalTable:
    """A table that no method can use, to be looked at: typed where its kind is known, else as text."""
    if seen.reads_as is not None:
        made = draft(columns, seen._replace(kind=seen.reads_as), whole=True)
        settle_currencies([made])
        return finish(made)
    return as_text(columns)


def unused_note(columns: Columns, seen: Recognised, orphans: list[Draft], whole: bool) -> Note:
    """Why a table is not used: a warning where it most likely was meant to count."""
    name, seen_columns = columns.table.source.name, t(", ").join(columns.table.columns)
    if any(columns.table is orphan.table for orphan in orphans):
        return Note("warning", t(
            "{file} is not used: its rows name an account, and no table says whose it is; "
            "add the accounts table, or --map {column}=customer_id",
            file=name, column=seen.roles.assigned["account_id"].column))  # fmt: skip
    # What names customers, accounts or orders was most likely meant to count.
    level: Literal["warning", "info"] = (
        "warning" if whole or seen.roles.any("customer_id", "account_id", "order_id") else "info"
    )
    if seen.reads_as is not None:
        return Note(level, t(
            "{file} has no column that says whose its rows are: methods cannot use them; columns {columns}",
            file=name, columns=seen_columns))  # fmt: skip
    return Note(level, t("{file} is not used: {why}; columns {columns}",
                          file=name, why=seen.why, columns=seen_columns))  # fmt: skip


def doubts_of_roles(columns: Columns, seen: Recognised) -> list[str]:
    """What could not be decided about the columns of a table that is not used."""
    return [
        t("{file}: {text}", file=columns.table.source.name, text=text)
        for text in seen.roles.warnings
    ]


def unused_record(table: Table) -> InputRecord:
    """The account of a table that is not used: all its rows are set aside."""
    rows = table.rows_in_frame
    if rows is None:
        rows = int(table.frame.select(pl.len()).collect(engine="streaming").item())
    rows += sum(outside.count for outside in table.aside)
    return InputRecord(table.source.name, table.source.sha256, UNUSED, rows, 0, rows, 0)


def nothing_usable(made: list[Understood], orphans: list[Draft], meant: str | None) -> InputError:
    """The error where no table is left: what every one holds, and what to type; ``meant`` is the kind a command is for."""
    if not made:
        return InputError(
            t("there is no table in the input"), t("name CSV or Excel files, or a folder of them")
        )
    lines = []
    for columns, seen in made:
        near = ", ".join(f"{x.column} = {header(role)}" for role, x in seen.roles.assigned.items())
        said = t(
            "{file} has columns {columns}",
            file=columns.table.source.name,
            columns=t(", ").join(columns.table.columns),
        )
        lines.append(said + (t(" (recognised: {near})", near=near) if near else ""))
        lines[-1] += "".join(f"; {text}" for text in seen.roles.warnings)
    if orphans:
        column = orphans[0].recognised.roles.assigned["account_id"].column
        hint = t("rows name an account, and no table says whose it is: add the accounts table, or --map {column}=customer_id",
                 column=column)  # fmt: skip
    else:
        first = _somebody(*made[0])
        hint = t(
            "name a column with --map {column}=customer_id, or say the kind with --as {kind}",
            column=first, kind=meant or _nearest_kind(made[0][1]),
        )  # fmt: skip
    return InputError(t("no table could be used: {seen}", seen=" | ".join(lines)), hint)


def _somebody(columns: Columns, seen: Recognised) -> str:
    """The column that most likely says who a row is about."""
    taken = {assigned.column for assigned in seen.roles.assigned.values()}
    free = {
        column: columns.sample(column).drop_nulls().head(100).to_list()
        for column in columns.table.columns if column not in taken
    }  # fmt: skip
    for role in ("customer_id", "name", "company_name", "phone"):
        found = likely_column(role, free)
        if found is not None:
            return found
    # In a shop's statement of payments the customer is who paid.
    other = seen.roles.assigned.get("counterparty")
    return other.column if other is not None else t("COLUMN")


def _nearest_kind(seen: Recognised) -> str:
    """The kind of table most of the recognised columns belong to; transactions where none does."""
    counts = {
        kind: sum(role in columns for role in seen.roles.assigned)
        for kind, columns in KINDS.items()
    }
    most = max(counts.values())
    return next(kind for kind in ("transactions", *KINDS) if counts[kind] == most)
