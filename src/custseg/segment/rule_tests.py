"""The tests a rule file carries: customers made up by the user, and the segment each must be in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from custseg.conditions import Condition, column_named, label_key
from custseg.errors import UsageError, nearest
from custseg.segment.settings import RuleTest, SegmentSettings
from custseg.settings import parse_yuan
from custseg.words import key_of_label, t


def run_tests(
    settings: SegmentSettings,
    conditions: Sequence[Condition],
    columns: Mapping[str, pl.DataType],
) -> pl.DataFrame:
    """What was given and expected in each test, all passed; UsageError names all that did not."""
    names = [*(rule.name for rule in settings.rule), settings.rest]
    rows, failed = [], []
    for number, test in enumerate(settings.test, 1):
        given = _said(test)
        came = _segment_of(test, number, conditions, names, columns)
        expected = _expected(test, number, names)
        if came != expected:
            failed.append(t("[[segment.test]] {number}: {given} gives {came!r}, expected {expected!r}",
                            number=number, given=given, came=came, expected=expected))  # fmt: skip
        rows.append((number, given, expected, came))
    if failed:
        raise UsageError("; ".join(failed), t("change the rules or the test; nothing was computed"))
    return pl.DataFrame(
        rows, orient="row",
        schema={"test_number": pl.Int64, "given": pl.String, "expected": pl.String, "came": pl.String},
    )  # fmt: skip


def _said(test: RuleTest) -> str:
    return ", ".join(f"{key} = {value}" for key, value in test.given.items())


def _expected(test: RuleTest, number: int, names: Sequence[str]) -> str:
    if test.expect in names:
        return test.expect
    key = key_of_label("segment", test.expect)
    if key in names:
        return str(key)
    guess = nearest(test.expect, list(names))
    raise UsageError(
        t("[[segment.test]] {number} expects {name!r}, which no rule gives",
          number=number, name=test.expect)
        + (t(" (did you mean {guess!r}?)", guess=guess) if guess else ""),
        t("segments: {names}", names=", ".join(names)),
    )  # fmt: skip


def _segment_of(
    test: RuleTest, number: int, conditions: Sequence[Condition], names: Sequence[str],
    columns: Mapping[str, pl.DataType],
) -> str:  # fmt: skip
    used = {c: columns[c] for condition in conditions for c in condition.columns}
    values: dict[str, Any] = dict.fromkeys(used)
    for name, value in test.given.items():
        column = column_named(name, columns)
        if column is None:
            guess = nearest(name, list(columns))
            raise UsageError(
                t("[[segment.test]] {number}: no column {name!r}", number=number, name=name)
                + (t(" (did you mean {guess!r}?)", guess=guess) if guess else ""),
                t("columns: {known}", known=", ".join(columns)),
            )
        used[column] = columns[column]
        values[column] = _value(value, column, columns[column], number)
    customer = pl.DataFrame({"_": [True]}).with_columns(
        pl.lit(values[column], dtype=kind).alias(column) for column, kind in used.items()
    )
    holds = customer.select(c.holds.alias(str(i)) for i, c in enumerate(conditions)).row(0)
    return names[holds.index(True)] if True in holds else names[-1]


def _value(value: Any, column: str, kind: pl.DataType, number: int) -> Any:
    """A value of a test as the column holds it; UsageError when the column cannot hold it."""
    try:
        if kind == pl.Boolean:
            return _flag(value)
        if kind.is_temporal():
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        if kind.is_numeric():
            amount = parse_yuan(value)
            return int(amount) if kind.is_integer() and amount == int(amount) else float(amount)
    except (ValueError, TypeError) as error:
        raise UsageError(
            t("[[segment.test]] {number}: {column} cannot be {value!r}",
              number=number, column=column, value=value)
        ) from error  # fmt: skip
    return label_key(column, str(value)) or str(value)


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("是", "yes"):
        return True
    if value in ("否", "no"):
        return False
    raise ValueError(value)
