"""What a scorecard may look at: columns of the customer list and products held, in bins; and what not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.methods.needs.settings import NeedsSettings
from custseg.models.discrimination import auc
from custseg.models.scorecard import Binned
from custseg.schema.columns.aliases import normal
from custseg.schema.kinds import KINDS
from custseg.schema.values.parse import parsing_of
from custseg.words import header, t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

NEVER = frozenset({
    "customer_id", "name", "company_name", "id_type", "id_number", "id_expires_on", "credit_code", "phone", "email",
    "address", "birth_date", "opened_on", "manager", "segment_label",
})  # fmt: skip
"""Columns that name somebody, or are days; the age and the tenure say what the days would."""

KNOWN_AFTER = ("duration", "callduration", "lastcallduration", "contactduration", "talktime", "calllength", "通话时长",
               "通话时间", "通话秒数", "沟通时长", "办理结果", "营销结果", "成交结果", "外呼结果", "callresult", "dealresult")  # fmt: skip
"""Known only when the outcome is: a call is long because somebody says yes."""

TOO_GOOD = 0.95
"""A column that separates takers from others better than this, all alone, has seen the outcome."""

BINS, LEVELS, LEAST = 5, 20, 50
_NUMERIC_LEVELS = 5
_READ = 0.9


@dataclass(frozen=True)
class Column:
    """One candidate: its values as numbers or as text, for every row."""

    name: str
    values: pl.Series
    is_number: bool


def candidates(people: pl.DataFrame) -> list[Column]:
    """The columns of the customer list as they can be binned: numbers where they read as such."""
    found = []
    for name in people.columns:
        if name in NEVER:
            continue
        values = people[name]
        if values.dtype.is_decimal() or values.dtype.is_numeric():
            found.append(Column(name, values.cast(pl.Float64), True))
        elif values.dtype == pl.Boolean:
            found.append(Column(name, values.cast(pl.String), False))
        elif values.dtype == pl.String:
            number = _as_number(name, values) if name not in KINDS["customers"] else None
            found.append(Column(name, values if number is None else number, number is not None))
    return found


def _as_number(name: str, values: pl.Series) -> pl.Series | None:
    parsing = parsing_of(name, values, "number")
    if not parsing.said or parsing.parsed_share < 1 or parsing.parse is None:
        return None
    number = parsing.parse(values).cast(pl.Float64)
    return number if number.drop_nulls().n_unique() > _NUMERIC_LEVELS else None


@dataclass(frozen=True)
class Verdict:
    """Whether a column may be looked at, and why not."""

    name: str
    alone: float
    """Its AUC alone, best of both directions, on the rows the card is fitted to."""
    refused: str
    """``known_after``, ``too_good``, ``ignored``, ``too_many``, ``one_value`` or empty."""


def judged(column: Column, is_taker: Array, fitted: Array, settings: NeedsSettings) -> Verdict:
    """Whether a column may be a feature: leaks are refused, unless the settings allow them by name."""
    key = normal(column.name).key
    words = {column.name, header(column.name)}
    alone = _alone(column, is_taker, fitted)
    if words & set(settings.ignore):
        return Verdict(column.name, alone, "ignored")
    distinct = column.values.filter(pl.Series(fitted)).drop_nulls().n_unique()
    if distinct < 2:
        return Verdict(column.name, alone, "one_value")
    if not column.is_number and distinct > max(50, 0.2 * fitted.sum()):
        return Verdict(column.name, alone, "too_many")
    if not words & set(settings.allow):
        if key in KNOWN_AFTER:
            return Verdict(column.name, alone, "known_after")
        if alone >= TOO_GOOD:
            return Verdict(column.name, alone, "too_good")
    return Verdict(column.name, alone, "")


def _alone(column: Column, is_taker: Array, fitted: Array) -> float:
    """How well the bins of a column separate takers, ordered by their share of takers."""
    feature = binned(column, fitted)
    takers = np.bincount(
        feature.bins[fitted], weights=is_taker[fitted], minlength=len(feature.labels)
    )
    everybody = np.bincount(feature.bins[fitted], minlength=len(feature.labels))
    share = takers / np.maximum(everybody, 1)
    return auc(share[feature.bins[fitted]], is_taker[fitted])


def binned(column: Column, fitted: Array) -> Binned:
    """A column in bins, cut by the rows a card is fitted to.

    Numbers: fifths by type-7 quantiles (fewer where values repeat), a value on a cut in the lower bin;
    text: its frequent values (at least 50 customers, at most 20), all others together. Missing values have a bin.
    """
    return _number_bins(column, fitted) if column.is_number else _text_bins(column, fitted)


def _number_bins(column: Column, fitted: Array) -> Binned:
    values = column.values.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    known = values[fitted & ~np.isnan(values)]
    cuts = (
        np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)[1:-1]))
        if len(known)
        else np.zeros(0)
    )
    if len(known):
        cuts = cuts[cuts < known.max()]
    missing = np.isnan(values)
    bins = np.where(missing, len(cuts) + 1, np.searchsorted(cuts, values, side="left"))
    return Binned(column.name, bins, (*_spans(cuts), t("unknown")))


def _spans(cuts: Array) -> list[str]:
    said = [f"{cut:,.6g}" for cut in cuts]
    if not said:
        return [t("any")]
    between = [f"{low} – {high}" for low, high in pairwise(said)]
    return [f"≤ {said[0]}", *between, f"> {said[-1]}"]


def _text_bins(column: Column, fitted: Array) -> Binned:
    known = column.values.filter(pl.Series(fitted)).drop_nulls().value_counts().sort(
        ["count", column.values.name], descending=[True, False])  # fmt: skip
    frequent = (
        known.filter(pl.col("count") >= LEAST).head(LEVELS)[column.values.name].sort().to_list()
    )
    place = {level: at for at, level in enumerate(frequent)}
    text = pl.col(column.values.name)
    bin_of = text.replace_strict(place, default=len(frequent), return_dtype=pl.Int64)
    bins = column.values.to_frame().select(
        pl.when(text.is_null()).then(len(frequent) + 1).otherwise(bin_of).alias("bin")
    )
    labels = (*(_in_words(column.name, level) for level in frequent), t("others"), t("unknown"))
    return Binned(column.name, bins["bin"].to_numpy(), labels)


def _in_words(column: str, level: str) -> str:
    from custseg.words import label

    return {"true": t("yes"), "false": t("no")}.get(level) or label(column, level)


def held_columns(products: Sequence[str], held: Array, target: int | None) -> list[Column]:
    """For every product but the target whether it is held, as columns of yes and no."""
    return [
        Column(
            t("holds {product}", product=name),
            pl.Series(name, np.where(held[:, at], "true", "false")),
            False,
        )
        for at, name in enumerate(products)
        if at != target
    ]
