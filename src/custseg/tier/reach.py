"""Which level the figures of a month reach: the first from the top whose amount and condition hold."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import Condition, column_named, compile_condition
from custseg.errors import UsageError, nearest
from custseg.models.tier_memory import NONE
from custseg.tier.settings import Level, TierSettings
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.facts.asset_months import AssetMonths
    from custseg.models.tier_memory import Levels

    Flags = NDArray[np.bool_]

MONTHLY = {
    "aum_month_avg": "average", "average_assets": "average", "month_end_assets": "month_end",
}  # fmt: skip
"""Metrics that balances give for every month: the matrix of ``AssetMonths`` each one is."""
_MONTH_COLUMNS = ("aum_month_avg", "month_end_assets")
_CENTS = 100


@dataclass(frozen=True)
class Verdicts:
    """What each level but the last says of each customer in one month."""

    holds: Flags
    """One row a level."""
    unknown: Flags
    """Where a value that the level looks at is missing; it does not hold then."""

    @property
    def first(self) -> Levels:
        """The first level that holds, the last level (the rest) where none does."""
        rest = len(self.holds)
        reached = np.full(self.holds.shape[1], rest, np.int8)
        for level in reversed(range(rest)):
            reached[self.holds[level]] = level
        return reached


@dataclass(frozen=True)
class Seen:
    """What the data says: the level reached by each customer in each month, where there is a record."""

    metric: str
    """The key of what the levels' amounts measure."""
    customers: pl.Series
    """Ids, sorted."""
    months: range
    """Year × 12 + month - 1, one after the other."""
    reached: NDArray[np.int8]
    """One row a month; meaningless where nothing is ``known``."""
    known: Flags
    nothing_reaches: Levels | int
    """The level that holding nothing reaches."""
    nothing: float
    """The metric of who has no record: 0 where that means holding nothing, else NaN."""
    value: NDArray[np.float64]
    """The metric in the last month, NaN where it is not known."""
    value_before: NDArray[np.float64]
    """The metric in the month before."""
    last: Verdicts
    """The levels in the last month."""


def metric_of(settings: TierSettings) -> str:
    """The key of the metric, where it is one that balances give; else the metric as it was written."""
    return column_named(settings.metric, list(MONTHLY)) or settings.metric


def needs_results(settings: TierSettings) -> bool:
    """Whether levels look at more than balances: at results of the methods, known for one month only."""
    if metric_of(settings) not in MONTHLY:
        return True
    try:
        conditions_of(settings.levels, dict.fromkeys(_MONTH_COLUMNS, pl.Float64()))
    except UsageError:
        return True
    return False


def conditions_of(
    levels: Sequence[Level], columns: Mapping[str, pl.DataType]
) -> list[Condition | None]:
    """The condition of each level but the last; UsageError names every one that cannot be understood."""
    conditions: list[Condition | None] = []
    wrong: list[UsageError] = []
    for number, level in enumerate(levels[:-1], 1):
        try:
            conditions.append(compile_condition(level.when, columns) if level.when else None)
        except UsageError as error:
            said = t("[tier] level {number} {name!r}: {error}",
                     number=number, name=level.name, error=error.message)  # fmt: skip
            wrong.append(UsageError(said, error.hint))
    if wrong:
        raise UsageError("; ".join(error.message for error in wrong), wrong[0].hint)
    return conditions


# --- balances of many months -----------------------------------------------------------------------


def by_month(assets: AssetMonths, months: range, settings: TierSettings) -> Seen:
    """The levels that balances reach in each of ``months``."""
    conditions = conditions_of(settings.levels, dict.fromkeys(_MONTH_COLUMNS, pl.Float64()))
    used = {column for condition in conditions if condition for column in condition.columns}
    matrix = _matrix(assets, metric_of(settings))
    rows = [month - assets.months.start for month in months]
    reached = np.zeros((len(rows), len(assets.customers)), np.int8)
    for at, row in enumerate(rows):
        verdicts = _judged(settings.levels, conditions, matrix[row], _figures(assets, row, used))
        reached[at] = verdicts.first
    nobody = np.zeros(1, np.int64)
    zero = _judged(settings.levels, conditions, nobody,
                   pl.DataFrame({c: [0.0] for c in used}))  # fmt: skip
    known = assets.known[rows[0] : rows[-1] + 1]
    is_nothing = settings.missing_month == "zero"  # no record means holding nothing
    last, before = rows[-1], rows[-1] - 1
    return Seen(
        metric_of(settings), assets.customers, months, reached, known, int(zero.first[0]),
        0.0 if is_nothing else float("nan"),
        _yuan(matrix[last], assets.known[last] | is_nothing),
        _yuan(matrix[before], assets.known[before] | is_nothing) if last > 0
        else np.full(len(assets.customers), np.nan),
        _known_only(verdicts, assets.known[last] | is_nothing),
    )  # fmt: skip


def _matrix(assets: AssetMonths, metric: str) -> NDArray[np.int64]:
    """The months of a metric; raises UsageError where the balances do not give it."""
    matrix = assets.average if MONTHLY[metric] == "average" else assets.month_end
    if matrix is None:
        raise UsageError(
            t("[tier] metric = {metric!r}: the balances give monthly averages only", metric=metric),
            t('write metric = "aum_month_avg"'),
        )
    return matrix


def _figures(assets: AssetMonths, row: int, used: set[str]) -> pl.DataFrame:
    """What conditions look at in one month."""
    return pl.DataFrame({
        column: _matrix(assets, column)[row] / _CENTS for column in sorted(used)
    })  # fmt: skip


def _yuan(cents: NDArray[np.int64], known: Flags) -> NDArray[np.float64]:
    return np.where(known, cents / _CENTS, np.nan)


def _judged(
    levels: Sequence[Level], conditions: Sequence[Condition | None], cents: NDArray[np.int64],
    figures: pl.DataFrame,
) -> Verdicts:  # fmt: skip
    holds = np.ones((len(levels) - 1, len(cents)), bool)
    for number, (level, condition) in enumerate(zip(levels[:-1], conditions, strict=True)):
        if level.at_least is not None:
            holds[number] &= cents >= math.ceil(level.at_least * _CENTS)
        if condition is not None:
            holds[number] &= _answers(condition, figures)[0]
    return Verdicts(holds, np.zeros_like(holds))


def _known_only(verdicts: Verdicts, known: Flags) -> Verdicts:
    return Verdicts(verdicts.holds & known, np.broadcast_to(~known, verdicts.holds.shape))


def _answers(condition: Condition, figures: pl.DataFrame) -> tuple[Flags, Flags]:
    """Where the condition holds, and where it cannot be known."""
    said = figures.select(condition.expr.cast(pl.Boolean).alias("_")).to_series()
    if len(said) != figures.height:  # a condition without columns: WHEN true
        said = said.new_from_index(0, figures.height)
    return said.fill_null(False).to_numpy(), said.is_null().to_numpy()


# --- results of one month --------------------------------------------------------------------------


def in_results(
    people: pl.DataFrame, month: int, settings: TierSettings, assets: AssetMonths | None = None
) -> Seen:
    """The levels that ``people`` (one row a customer, sorted) reach, in the one month they are known for.

    With ``assets`` the metric is that of balances in ``month``, and their customers are meant.
    """
    metric, values = metric_of(settings), None
    if assets is not None:
        row = month - assets.months.start
        values = _yuan(_matrix(assets, metric)[row], assets.known[row])
        held = pl.DataFrame({"customer_id": assets.customers})
        people = held.join(people, on="customer_id", how="left", maintain_order="left")
    elif any(level.at_least is not None for level in settings.levels):
        metric, values = _metric(people, settings.metric)
    conditions = conditions_of(settings.levels, people.schema)
    known = np.ones(people.height, bool) if values is None else ~np.isnan(values)
    if values is not None and settings.missing_month == "zero":
        values = np.nan_to_num(values, nan=0.0)
    holds = np.ones((len(settings.levels) - 1, people.height), bool)
    unknown = np.zeros_like(holds)
    for number, (level, condition) in enumerate(zip(settings.levels[:-1], conditions, strict=True)):
        if level.at_least is not None and values is not None:
            holds[number] &= values >= float(level.at_least)  # NaN is not
            unknown[number] |= ~known
        if condition is not None:
            answer, open_ = _answers(condition, people)
            holds[number] &= answer
            unknown[number] |= open_
    verdicts = Verdicts(holds, unknown)
    return Seen(
        metric, people["customer_id"], range(month, month + 1), verdicts.first[None, :],
        (known | (settings.missing_month == "zero"))[None, :], int(NONE),
        float("nan"), np.full(people.height, np.nan) if values is None else values,
        np.full(people.height, np.nan), verdicts,
    )  # fmt: skip


def _metric(people: pl.DataFrame, name: str) -> tuple[str, NDArray[np.float64]]:
    """A column of the results and its numbers; UsageError where there is no such column of numbers."""
    column = column_named(name, people.columns)
    numeric = [c for c in people.columns if people.schema[c].is_numeric()]
    if column is None or column not in numeric:
        guess = nearest(name, numeric)
        raise UsageError(
            t("[tier] metric = {metric!r} is no column of numbers in the results", metric=name)
            + (t(" (did you mean {guess!r}?)", guess=guess) if guess else ""),
            t("numeric columns: {known}", known=", ".join(numeric)),
        )
    numbers = people[column].cast(pl.Float64).fill_null(float("nan"))
    return column, numbers.to_numpy().copy()
