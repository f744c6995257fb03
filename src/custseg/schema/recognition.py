"""How a table was understood, column by column, for who wants to look."""

from __future__ import annotations

from custseg.schema.bind import Draft
from custseg.schema.canonical import ColumnReading, Recognition
from custseg.schema.columns.kind import UNUSED, Recognised
from custseg.schema.columns.mapping import Columns, can_mean
from custseg.schema.formats import amount_unit, date_order, decimal_sign


def recognition(columns: Columns, seen: Recognised, made: Draft | None) -> Recognition:
    """How a table was understood; ``made`` is None when it is not used."""
    is_read = seen.kind != UNUSED or seen.reads_as is not None
    assigned = seen.roles.assigned.values() if is_read else ()
    roles = {x.column: x for x in assigned}
    late = {column: role for role, column in made.headers.items()} if made is not None else {}
    readings = []
    for column in columns.table.columns:
        sample = columns.sample(column)
        said = sample.drop_nulls()
        assignment = roles.get(column)
        readings.append(ColumnReading(
            header=column, role=assignment.role if assignment else late.get(column),
            parsed_as=columns.parsing(column, assignment.parsing.parser).words if assignment else "",
            filled_share=len(said) / len(sample) if len(sample) else 0.0,
            example=said[0] if len(said) else None,
            decided_by=assignment.why if assignment else "",
        ))  # fmt: skip
    return Recognition(
        columns.table.source, seen.kind if made is not None else UNUSED, seen.why, tuple(readings),
        date_order=date_order(columns, seen), decimal=decimal_sign(columns, seen),
        unit=amount_unit(columns, seen), judged_rows=columns.table.sample.height, has_all_rows=columns.table.is_held,
        outside=columns.table.aside,
        undecided=tuple((role, _claimants(columns, seen, role)) for role in sorted(seen.roles.undecided)),
    )  # fmt: skip


def _claimants(columns: Columns, seen: Recognised, role: str) -> tuple[str, ...]:
    """The columns without a role that could have this one."""
    taken = {assigned.column for assigned in seen.roles.assigned.values()}
    return tuple(
        column for column in columns.table.columns
        if column not in taken and can_mean(columns, column, seen.roles.kind, role)
    )  # fmt: skip
