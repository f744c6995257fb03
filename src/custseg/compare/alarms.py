"""Conditions that end a run with exit code 1 when they hold: ``psi > 0.25``, ``lost_share > 5%``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from custseg.compare.drift import DRIFT_SCHEMA
from custseg.compare.movement import LABELS_SCHEMA
from custseg.compare.population import SUMMARY_SCHEMA
from custseg.compare.words import amount
from custseg.conditions import Condition, compile_condition
from custseg.errors import UsageError
from custseg.words import header, t

SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = {
    "population": SUMMARY_SCHEMA, "labels": LABELS_SCHEMA, "drift": DRIFT_SCHEMA,
}  # fmt: skip
"""The tables conditions can look at, in this order: a condition takes the first that has all its columns.

``labels`` and ``drift`` have a row for each label or column, and the figures of the population beside it.
"""
_EXAMPLES = 3
ALARMS_SCHEMA: dict[str, pl.DataType] = {
    "alarm": pl.String(), "is_raised": pl.Boolean(), "found_there": pl.String()
}  # fmt: skip


@dataclass(frozen=True)
class Alarm:
    """A condition and the table it looks at."""

    condition: Condition
    table: str


def alarms_of(texts: Sequence[str]) -> list[Alarm]:
    """The conditions as they were written, understood before anything is read.

    Raises UsageError for a column that none of the tables has, naming those they have.
    """
    return [_alarm(text) for text in texts]


def _columns(table: str) -> dict[str, pl.DataType]:
    beside = {} if table == "population" else SUMMARY_SCHEMA
    return {**beside, **SCHEMAS[table]}


def _alarm(text: str) -> Alarm:
    every = {name: kind for table in SCHEMAS for name, kind in _columns(table).items()}
    condition = compile_condition(text, every)
    for table in SCHEMAS:
        if set(condition.columns) <= set(_columns(table)):
            return Alarm(condition, table)
    raise UsageError(
        t("the condition {text!r} takes columns from tables that have no row in common", text=text),
        "; ".join(f"{table}: {', '.join(kinds)}" for table, kinds in SCHEMAS.items()),
    )


def judged(alarms: Sequence[Alarm], tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Each condition: whether it holds for any row, and what was found there.

    ``is_raised`` is null where nothing it looks at is known, so that it could never be raised.
    """
    rows = [_judged(alarm, tables) for alarm in alarms]
    return pl.DataFrame(rows, schema=ALARMS_SCHEMA, orient="row")


def _judged(alarm: Alarm, tables: Mapping[str, pl.DataFrame]) -> tuple[str, bool | None, str]:
    rows = tables[alarm.table]
    if alarm.table == "drift":  # what only grows with time says nothing of the customers
        rows = rows.filter(pl.col("psi_band").ne_missing("grows"))
    if alarm.table != "population":
        beside = tables["population"]
        rows = rows.join(beside.select(c for c in beside.columns if c not in rows.columns), how="cross")  # fmt: skip
    known = rows.select(alarm.condition.expr.is_not_null().any()).item() if rows.height else False
    held = rows.filter(alarm.condition.holds)
    said = [_found(alarm, row) for row in held.head(_EXAMPLES).iter_rows(named=True)]
    if held.height > _EXAMPLES:
        said.append(t("and {count} more", count=held.height - _EXAMPLES))
    if not known:
        return alarm.condition.text, None, t("nothing of it is known")
    shown = held.height or rows.height == 1
    if not said and shown:
        said = [_found(alarm, row) for row in rows.iter_rows(named=True)]
    return alarm.condition.text, held.height > 0, t("; ").join(said)


def _found(alarm: Alarm, row: Mapping[str, object]) -> str:
    """``客户层级: 降级占比 12.3%``: the figures a condition looked at, and whose they are."""
    whose = row.get("label") or row.get("measure")
    figures = [
        f"{header(column)} {amount(column, value) if isinstance(value, int | float) else value}"
        for column in alarm.condition.columns
        if column not in ("label", "measure") and (value := row[column]) is not None
    ]
    said = t(", ").join(figures)
    return f"{header(str(whose))}: {said}" if whose else said
