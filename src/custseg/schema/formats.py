"""In which forms a table writes its dates and amounts: order of day and month, decimal sign, unit."""

from __future__ import annotations

import polars as pl

from custseg.schema.columns.aliases import normal
from custseg.schema.columns.kind import Recognised
from custseg.schema.columns.mapping import Assignment, Columns
from custseg.schema.kinds import TOO_LARGE
from custseg.schema.values.dates import prove_order
from custseg.schema.values.money import has_decimal_comma


def date_order(columns: Columns, seen: Recognised) -> str | None:
    """The order of day and month that the table's dates are read by, where they need one."""
    forms = [columns.parsing(x.column, "date").form for x in _dated(seen)]
    return next((form.order for form in forms if form is not None and form.order), None)


def proven_order(columns: Columns, seen: Recognised) -> str | None:
    """The order of day and month that the whole table proves, whatever was kept."""
    if date_order(columns, seen) is None:
        return None
    proven = (prove_order(columns.table.frame, x.column) for x in _dated(seen))
    return next((order for order in proven if order is not None), None)


def decimal_sign(columns: Columns, seen: Recognised) -> str | None:
    """The decimal sign that the table's amounts show: ``comma``, ``point``, or None."""
    shown = set()
    for assigned in seen.roles.assigned.values():
        if assigned.parsing.parser != "money":
            continue
        sample = columns.sample(assigned.column)
        if has_decimal_comma(sample):
            shown.add("comma")
        elif bool(sample.str.contains(r"\d\.\d{1,2}$").any()):
            shown.add("point")
    return shown.pop() if len(shown) == 1 else None


def amount_unit(columns: Columns, seen: Recognised) -> int | None:
    """What a line around the table multiplies its amounts by; None where none does."""
    unit = columns.hints.unit
    if unit is None or unit.scale == 1 or unit.scale != int(unit.scale):
        return None
    amounts = (x for x in seen.roles.assigned.values() if x.parsing.parser == "money")
    bare = (normal(x.column) for x in amounts)
    return int(unit.scale) if any(x.scale == 1 and not x.states_unit for x in bare) else None


def typed_column(columns: Columns, one: Assignment) -> pl.Expr:
    """A column in the type of its role; a number that its unit (亿元) makes too large is no amount."""
    typed = columns.parsing(one.column, one.parsing.parser).of(pl.col(one.column))
    is_bare = columns.hints.unit is None and normal(one.column).scale == 1
    if one.parsing.parser != "money" or is_bare:
        return typed
    return pl.when(typed.abs() < TOO_LARGE).then(typed)


def _dated(seen: Recognised) -> list[Assignment]:
    return [x for x in seen.roles.assigned.values() if x.parsing.parser == "date"]
