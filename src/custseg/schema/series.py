"""Files or sheets of one series, a month each: one table, if they still mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import PurePath

from custseg.errors import InputError
from custseg.read.table import Source
from custseg.result import Note
from custseg.schema.columns.aliases import normal
from custseg.schema.columns.kind import UNUSED, Recognised
from custseg.schema.columns.mapping import Columns
from custseg.schema.values.currencies import of_header
from custseg.words import header, t

Member = tuple[Columns, Recognised]

_COUNTING = re.compile(
    r"[\d\s_\-.()（）年月日季度第号期上下半一二三四五六七八九十]+|(?i:q[1-4]|sheet|part|page)"
)
_WAYS = ("direction", "income_amount", "expense_amount")


def doubts_of_series(made: Sequence[Member]) -> list[Note]:
    """Warnings of columns that only some files of a series have.

    Files whose names differ only in what they count by (2024-01, 2024-02) are a series, and so are
    sheets of a workbook. Raises InputError where a unit, a currency or the way amounts are written
    changed between them: they cannot be added up as they stand.
    """
    notes: list[Note] = []
    for series in _series(made):
        first = series[0]
        for other in series[1:]:
            _refuse_changes(first, other)
        notes += _added_columns(series)
    return notes


def _series(made: Iterable[Member]) -> list[list[Member]]:
    groups: dict[tuple[str, ...], list[Member]] = {}
    for columns, seen in made:
        kind = seen.kind if seen.kind != UNUSED else seen.reads_as
        if kind is not None:
            groups.setdefault((kind, *_name(columns.table.source)), []).append((columns, seen))
    return [group for group in groups.values() if len(group) > 1]


def _name(source: Source) -> tuple[str, str, str]:
    """What stays of a name without its counting, so that files of a series have the same."""
    path = PurePath(source.path)
    if source.sheet is not None:
        return source.path, "", _COUNTING.sub("", source.sheet)
    return str(path.parent), path.suffix.lower(), _COUNTING.sub("", path.stem)


def _refuse_changes(first: Member, other: Member) -> None:
    (columns, seen), (others, its) = first, other
    name, before = others.table.source.name, columns.table.source.name
    hint = t("export both alike, or read them one by one")
    for role, assigned in its.roles.assigned.items():
        old = seen.roles.assigned.get(role)
        if old is None or assigned.parsing.parser != "money":
            continue
        now, then = (_unit(*one) for one in ((others, assigned.column), (columns, old.column)))
        if now != then:
            raise InputError(
                t("{file}: column {column!r} counts in another unit or currency than {old!r} of {before}",
                  file=name, column=others.heading(assigned.column), old=columns.heading(old.column),
                  before=before), hint)  # fmt: skip
    now_ways, then_ways = (
        [role for role in ("amount", *_WAYS) if one.roles.has(role)] for one in (its, seen)
    )
    if now_ways and then_ways and now_ways != then_ways:
        raise InputError(
            t("{file}: amounts are written as {now}, and as {then} in {before}", file=name, before=before,
              now=t(", ").join(map(header, now_ways)), then=t(", ").join(map(header, then_ways))),
            hint)  # fmt: skip


def _unit(columns: Columns, column: str) -> tuple[Decimal, str | None]:
    heading = columns.heading(column)
    stated = normal(heading)
    unit = columns.hints.unit
    scale = stated.scale if stated.states_unit or unit is None else unit.scale
    currency = of_header(heading)
    return scale, None if currency == "CNY" else currency


def _added_columns(series: list[Member]) -> list[Note]:
    """A warning for every column that some file of the series has and another lacks."""
    notes = []
    keyed = [(columns, _keys(columns, seen)) for columns, seen in series]
    for key in dict.fromkeys(key for _, keys in keyed for key in keys):
        having = [(columns, keys[key]) for columns, keys in keyed if key in keys]
        lacking = [columns.table.source.name for columns, keys in keyed if key not in keys]
        if lacking:
            columns, column = having[0]
            notes.append(Note("warning", t(
                "{file}: column {column!r} is not in {others}: it is empty for their rows",
                file=columns.table.source.name, column=column, others=t(", ").join(lacking[:5]))))  # fmt: skip
    return notes


def _keys(columns: Columns, seen: Recognised) -> dict[str, str]:
    """The columns of a table by their role, or by their header where they have none."""
    roles = {x.column: role for role, x in seen.roles.assigned.items()}
    return {
        roles.get(column) or normal(columns.heading(column)).key: column
        for column in columns.table.columns
    }
