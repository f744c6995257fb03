"""The rules of [segment] as conditions, and which segment each of them gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import Condition, compile_condition
from custseg.errors import UsageError
from custseg.segment.settings import Rule, SegmentSettings
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_RULES = 200
"""More rules than this are no rules any more but a list: it belongs into a column of its own."""


def compile_rules(rules: Sequence[Rule], columns: Mapping[str, pl.DataType]) -> list[Condition]:
    """The conditions of ``rules``; UsageError names every rule that cannot be understood."""
    if len(rules) > MOST_RULES:
        raise UsageError(
            t("{n} rules are too many (at most {most})", n=f"{len(rules):,}", most=MOST_RULES),
            t("put the list in a column of its own, or split the rule"),
        )
    conditions: list[Condition] = []
    wrong: list[UsageError] = []
    for number, rule in enumerate(rules, 1):
        try:
            conditions.append(compile_condition(rule.when, columns))
        except UsageError as error:
            said = t("[[segment.rule]] {number} {name!r}: {error}",
                     number=number, name=rule.name, error=error.message)  # fmt: skip
            wrong.append(UsageError(said, error.hint))
    if wrong:
        told = "; ".join(error.message for error in wrong[:_TOLD])
        more = len(wrong) - _TOLD
        raise UsageError(
            told + (t("; and {count} more", count=more) if more > 0 else ""), wrong[0].hint
        )
    return conditions


_TOLD = 5


def segments_of(settings: SegmentSettings) -> tuple[list[str], NDArray[np.int64]]:
    """The names of the segments, and for each rule (and for the rest, last) which of them it gives."""
    names = list(dict.fromkeys([*(rule.name for rule in settings.rule), settings.rest]))
    of_rule = [names.index(rule.name) for rule in settings.rule]
    return names, np.array([*of_rule, names.index(settings.rest)])


def why_of(settings: SegmentSettings) -> list[str]:
    """What stands beside a label: the number and text of each rule, and ``rest``."""
    return [*(f"{i}: {rule.when}" for i, rule in enumerate(settings.rule, 1)), "rest"]


def columns_of(conditions: Sequence[Condition]) -> list[str]:
    """The columns that rules look at, each once, in the order they are named."""
    return list(dict.fromkeys(c for condition in conditions for c in condition.columns))
