"""A column that states in which unit the amount beside it is counted: 单位 with 元 and 万元 below."""

from __future__ import annotations

from collections.abc import Mapping

from custseg.errors import InputError
from custseg.schema.columns.aliases import normal
from custseg.schema.columns.mapping import Assignment, Columns
from custseg.schema.values.placeholders import without_placeholders
from custseg.words import t

_NAMES = ("单位", "金额单位", "货币单位", "计量单位", "unit", "amountunit")


def refuse_units_beside(columns: Columns, assigned: Mapping[str, Assignment]) -> None:
    """Raise InputError where a column says that amounts are in 万元 or the like: nothing multiplies them row by row.

    A column of pieces and boxes (件, 箱) says nothing of amounts, nor does one of plain 元.
    """
    taken = {x.column for x in assigned.values()}
    if not any(x.parsing.parser == "money" for x in assigned.values()):
        return
    for column in columns.table.columns:
        if column in taken or normal(columns.heading(column)).key not in _NAMES:
            continue
        said = without_placeholders(columns.sample(column)).drop_nulls().unique().sort()
        stated = [normal(f"x({word})") for word in said]
        scaled = [word for word, unit in zip(said, stated, strict=True) if unit.scale != 1]
        if scaled and all(unit.states_unit for unit in stated):
            raise InputError(
                t("{file}: column {column!r} says that some amounts are counted in {unit}",
                  file=columns.table.source.name, column=column, unit=scaled[0]),
                t("export all amounts in one unit, or put the unit into the header: 金额（万元）"),
            )  # fmt: skip
