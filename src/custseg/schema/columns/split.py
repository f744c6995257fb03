"""Amounts that were cut in two by their own thousands commas: 3,000.00 in a file that quotes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from custseg.errors import InputError
from custseg.schema.columns.mapping import Assignment, Columns
from custseg.words import t

_FRONT = r"^\(?[-+]?[¥￥$€£]?[-+]?\d{1,3}$"
_REST = r"^\d{3}(?:\.\d+)?\)?$"


def refuse_split_amounts(columns: Columns, assigned: Mapping[str, Assignment]) -> None:
    """Raise InputError where every amount is followed by a cell that is the rest of it.

    Only in a text file whose header has fewer names than its rows have cells: there is one cell too many.
    """
    names = columns.table.columns
    source = columns.table.source
    if source.separator != "," or not names or names[-1] != f"column_{len(names)}":
        return
    for x in assigned.values():
        at = names.index(x.column) + 1 if x.column in names else len(names)
        if x.parsing.parser != "money" or at >= len(names):
            continue
        front, rest = (columns.sample(name) for name in (x.column, names[at]))
        whole = front.str.contains(_FRONT) & rest.str.contains(_REST)
        if front.drop_nulls().len() and bool(whole.fill_null(False).all()):
            raise InputError(
                t("{file}: the amounts in column {column!r} are cut in two by their own commas: {front},{rest}",
                  file=source.name, column=x.column, front=front[0], rest=rest[0]),
                t("export it without thousands separators, or with quotes around cells"),
            )  # fmt: skip
