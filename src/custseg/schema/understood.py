"""One table understood: its kind and the roles of its columns, by what was said, kept and seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from custseg.errors import InputError, UsageError
from custseg.read.table import Table
from custseg.schema.columns.kind import UNUSED, Recognised, recognise
from custseg.schema.columns.mapping import Columns
from custseg.schema.formats import amount_unit, decimal_sign, proven_order
from custseg.schema.kept import KeptFile, KeptReading, check_drift, check_formats, roles_kept
from custseg.schema.merged import filled_down
from custseg.schema.values.dates import Order
from custseg.schema.values.parse import Hints
from custseg.words import t

Understood = tuple[Columns, Recognised]
"""The columns of a table, and what they were recognised to be."""


def understood(
    table: Table, said: Mapping[str, str], given: Mapping[str, str], kept: KeptReading,
    kind: str | None, date_order: Order | None, hints: Hints,
) -> Understood:  # fmt: skip
    """The columns of one table and their roles; raises InputError where it is not as it was kept."""
    entry = kept.of(table)
    if entry is not None:
        check_drift(entry, table)
    order = date_order or (entry.date_order if entry is not None else None)
    columns = Columns(table, order, _with_kept(hints, entry))
    _refuse_doubles(table, given)
    fixed = {**said, **roles_kept(kept, table), **given}
    forced = kind or (entry.kind if entry is not None else None)
    seen = recognise(columns, fixed, None if forced == UNUSED else forced)
    _refuse_mute(columns, seen, fixed)
    if entry is not None:
        proven = proven_order(columns, seen) if date_order is None else None
        decimal = decimal_sign(columns, seen) if hints.decimal is None else None
        check_formats(entry, table.source, proven, decimal, amount_unit(columns, seen))
    return filled_down(columns, seen), seen


def _with_kept(hints: Hints, entry: KeptFile | None) -> Hints:
    """What a person says now, else what was kept."""
    if entry is None:
        return hints
    return replace(hints, date_format=hints.date_format or entry.date_format,
                   decimal=hints.decimal or entry.decimal)  # fmt: skip


def _refuse_doubles(table: Table, given: Mapping[str, str]) -> None:
    """Two columns of one table cannot have one role."""
    for role in set(given.values()) - {""}:
        named = [column for column, its in given.items() if its == role]
        if len(named) > 1:
            raise UsageError(
                t("--map gives the role {role} to two columns of {file}: {columns}",
                  role=role, file=table.source.name, columns=", ".join(named)),
                t("give it to one of them"),
            )  # fmt: skip


def _refuse_mute(columns: Columns, seen: Recognised, fixed: Mapping[str, str]) -> None:
    """A column that was said to tell in from out has to: without it no amount has a sign."""
    way = seen.roles.assigned.get("direction")
    if way is None or fixed.get(way.column) != "direction" or way.parsing.parse is None:
        return
    said = columns.sample(way.column).drop_nulls()
    if len(said) and not way.parsing.parse(said).is_not_null().any():
        raise InputError(
            t("{file}: nothing in column {column!r} says what came in and what went out: {value!r}",
              file=columns.table.source.name, column=way.column, value=said[0]),
            t("it has to say in or out, 收 or 支, 贷 or 借, C or D; else leave it out with --map {column}=", column=way.column),
        )  # fmt: skip
