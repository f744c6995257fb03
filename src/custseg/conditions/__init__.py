"""SQL conditions as people write them in custseg.toml: ``value_tier = '高' AND churn_factor > 2``.

A condition is one SQL expression over the columns of a frame, computed by Polars. Before Polars sees
it, every word is looked at: names become columns (by key, Chinese or English header), names of
labels become label keys, ``5万`` becomes 50000, a text compared with a date becomes a date. Only the
words and functions listed here get through, so a condition can read no file, run no query and see no
other customer. See docs/conditions.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from custseg.conditions.names import column_named, nearest_columns, said_columns
from custseg.conditions.scan import short, tokens_of
from custseg.conditions.translate import FUNCTIONS, Translation, label_key
from custseg.errors import UsageError
from custseg.words import t

__all__ = [
    "FUNCTIONS", "Condition", "column_named", "compile_condition", "label_key", "nearest_columns",
    "said_columns",
]  # fmt: skip


_FAILURES = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What Polars raises where it cannot make sense of an expression; some of it is no ``Exception``."""


@dataclass(frozen=True)
class Condition:
    """A condition that was understood.

    ``expr`` is true, false or null for each row; null (something it needs is missing) counts as not
    holding: ``holds``. ``columns`` are the columns it looks at, ``literals`` the texts it compares
    them with (as they stand in the data), ``sql`` what Polars was given.
    """

    text: str
    expr: pl.Expr
    columns: tuple[str, ...]
    literals: tuple[tuple[str, str], ...]
    sql: str

    @property
    def holds(self) -> pl.Expr:
        """True where the condition is true; false where it is false or cannot be known."""
        return self.expr.fill_null(False)


def compile_condition(text: str, columns: Mapping[str, pl.DataType] | Sequence[str]) -> Condition:
    """The condition that ``text`` writes, over ``columns`` (names, or names with their types).

    With types the condition is tried on two made-up rows, so that text compared with a number or an answer
    that is not yes or no is found before anything runs. Dividing by zero, the root of a negative number and
    the logarithm of nothing give null, as a missing value does, and null never holds. Numbers are
    calculated with as floats, so that no product runs over.

    Raises:
        UsageError: an unknown column or function, a query, a syntax error, types that do not fit,
            or a text that is too long.

    >>> compile_condition("value_tier = '高' AND 金额 > 5万", ["value_tier", "money"]).columns
    ('value_tier', 'money')
    """
    types = dict(columns) if isinstance(columns, Mapping) else dict.fromkeys(columns)
    tokens = tokens_of(text)
    translation = Translation(text, types)
    sql = " ".join(translation.words(tokens))
    condition = Condition(
        text, _parsed(sql, text), tuple(translation.used), tuple(translation.literals), sql
    )
    if all(types[column] is not None for column in condition.columns):
        _must_be_yes_or_no(condition, {c: types[c] for c in condition.columns})
    return condition


def _parsed(sql: str, text: str) -> pl.Expr:
    try:
        return pl.sql_expr(sql)
    except _FAILURES as error:
        raise UsageError(
            t("cannot understand the condition {text!r}", text=short(text)),
            t("a condition compares columns with values, as in {example}",
              example="value_tier = 'high' AND money > 5万"),
        ) from error  # fmt: skip


def _must_be_yes_or_no(condition: Condition, types: Mapping[str, pl.DataType | None]) -> None:
    known = {column: kind for column, kind in types.items() if kind is not None}
    someone = [{}, {c: _some_value(kind) for c, kind in known.items()}]
    tried = pl.DataFrame(someone, schema={"_": pl.Null, **known})
    kinds = ", ".join(f"{column}: {_kind(kind)}" for column, kind in types.items())
    try:
        answer = tried.with_columns(condition.expr.alias("_")).schema["_"]
    except _FAILURES as error:
        raise UsageError(
            t("the condition {text!r} compares what cannot be compared ({kinds})",
              text=short(condition.text), kinds=kinds),
            t("write text in single quotes ('高'), numbers without, dates as '2024-01-31'"),
        ) from error  # fmt: skip
    if answer not in (pl.Boolean, pl.Null):
        raise UsageError(
            t("the condition {text!r} is not true or false, it is {kind}",
              text=short(condition.text), kind=_kind(answer)),
            t("compare it with something, as in {example}", example="money > 5万"),
        )  # fmt: skip


def _some_value(kind: pl.DataType) -> object:
    if kind == pl.String:
        return ""
    return None if kind.is_temporal() else False if kind == pl.Boolean else 0


def _kind(dtype: pl.DataType | None) -> str:
    if dtype is None or dtype == pl.Null:
        return t("nothing")
    if dtype == pl.Boolean:
        return t("yes or no")
    if dtype.is_temporal():
        return t("a date")
    return t("a number") if dtype.is_numeric() else t("text")
