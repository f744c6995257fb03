"""Which numbers of a customer groups are found by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import column_named
from custseg.customers import MEASURES
from custseg.errors import InputError, UsageError, nearest
from custseg.models.clustering import scale_of
from custseg.words import header, t, term

if TYPE_CHECKING:
    from numpy.typing import NDArray

_UNITS = {"money", "count", "number", "share", "days"}
_ENOUGH, _MOST, _MOST_MISSING, _ALIKE, _ONE_VALUE = 3, 8, 0.25, 0.85, 0.98
_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Measures:
    """The measures taken, the customers' values (NaN where missing) and why others were not taken."""

    columns: tuple[str, ...]
    values: NDArray[np.float64]
    left_out: dict[str, str]

    @property
    def missing(self) -> dict[str, float]:
        """The share of customers without a value, for the measures that have gaps."""
        shares = np.isnan(self.values).mean(axis=0)
        return {c: float(s) for c, s in zip(self.columns, shares, strict=True) if s > 0}


def measures_for(people: pl.DataFrame, asked: Sequence[str]) -> Measures:
    """The measures ``asked`` for, or those chosen from what there is.

    Chosen: the usual ones (``customers.MEASURES``), other numbers only where fewer than three of them
    will do; not ids, scores, dates or flags, nothing that is missing for a quarter of the customers, the same for nearly all or different for
    all (a number that only counts rows), nothing that says what one taken before already says
    (correlation over .85), at most eight.

    Raises:
        UsageError: a column asked for is not there, no number, or without any value.
        InputError: nothing is left to group by.
    """
    left_out: dict[str, str] = {}
    columns = _asked(people, asked) if asked else _chosen(people, left_out)
    columns = [c for c in columns if _varies(people, c, left_out)]
    if not columns:
        raise InputError(
            t("nothing to find groups by: {why}", why=_why(left_out)),
            t("name numeric columns with --columns, or write rules in custseg.toml"),
        )
    return Measures(tuple(columns), values_of(people, columns), left_out)


def _why(left_out: dict[str, str]) -> str:
    if not left_out:
        return t("no column holds numbers")
    return t("; ").join(
        t("{measure} ({why})", measure=column, why=why) for column, why in left_out.items()
    )


def values_of(people: pl.DataFrame, columns: Sequence[str]) -> NDArray[np.float64]:
    """The numbers in ``columns``, one row a customer; NaN where one is missing or infinite."""
    cast = people.select(pl.col(c).cast(pl.Float64).fill_null(float("nan")) for c in columns)
    values = cast.to_numpy().astype(np.float64)
    values[np.isinf(values)] = np.nan
    return values


def _asked(people: pl.DataFrame, asked: Sequence[str]) -> list[str]:
    columns = []
    for name in asked:
        column = column_named(name, people.columns)
        if column is None or not people.schema[column].is_numeric():
            numeric = [c for c in people.columns if people.schema[c].is_numeric()]
            guess = nearest(name, numeric)
            what = (t("no column {name!r} to find groups by", name=name) if column is None
                    else t("column {name!r} holds no numbers", name=name))  # fmt: skip
            raise UsageError(
                what + (t(" (did you mean {guess!r}?)", guess=guess) if guess else ""),
                t("numeric columns: {known}", known=", ".join(numeric)),
            )
        columns.append(column)
    return list(dict.fromkeys(columns))


def _chosen(people: pl.DataFrame, left_out: dict[str, str]) -> list[str]:
    usual = [c for c in MEASURES if c in people.columns]
    candidates = dict.fromkeys([*usual, *people.columns])
    taken: list[str] = []
    seen: list[NDArray[np.float64]] = []
    others = False
    for column in candidates:
        if column not in usual and not others:
            others = len(taken) < _ENOUGH
            if not others:
                break
        if not _is_measure(people, column) or not _worth_taking(people, column, left_out):
            continue
        scaled = _comparable(people[column])
        alike = next((c for c, other in zip(taken, seen, strict=True)
                      if abs(_correlation(scaled, other)) > _ALIKE), None)  # fmt: skip
        if alike is not None:
            left_out[column] = t("says the same as {other}", other=header(alike))
        elif len(taken) == _MOST:
            left_out[column] = t("{n} measures are enough", n=_MOST)
        else:
            taken.append(column)
            seen.append(scaled)
    return taken


def _is_measure(people: pl.DataFrame, column: str) -> bool:
    if column == "customer_id" or not people.schema[column].is_numeric():
        return False
    entry = term(column)
    return entry is None or entry.unit in _UNITS


def _worth_taking(people: pl.DataFrame, column: str, left_out: dict[str, str]) -> bool:
    values, n = people[column], len(people)
    if values.null_count() > _MOST_MISSING * n:
        left_out[column] = t(
            "missing for {share:.0%} of the customers", share=values.null_count() / n
        )
    elif _commonest(values) > _ONE_VALUE:
        left_out[column] = t("the same for nearly all customers")
    elif term(column) is None and _counts_rows(values):
        left_out[column] = t("a number that only counts rows")
    else:
        return True
    return False


def _commonest(values: pl.Series) -> float:
    there = values.drop_nulls()
    counts = there.value_counts(name="_n")["_n"]
    most = counts.max()
    return int(most) / len(there) if isinstance(most, int) else 1.0


def _counts_rows(values: pl.Series) -> bool:
    there = values.drop_nulls().cast(pl.Float64)
    least, greatest = there.min(), there.max()
    whole = bool((there == there.floor()).all())
    span = float(greatest) - float(least) if greatest is not None and least is not None else 0.0  # type: ignore[arg-type]
    return whole and len(there) > 20 and there.n_unique() == len(there) and span < 2 * len(there)


def _varies(people: pl.DataFrame, column: str, left_out: dict[str, str]) -> bool:
    if people[column].drop_nulls().n_unique() > 1:
        return True
    left_out[column] = t("the same for all customers")
    return False


def _comparable(values: pl.Series) -> NDArray[np.float64]:
    """Some of the values on the scale groups are found on, to see which measures say the same."""
    step = max(1, len(values) // _LOOKED_AT)
    some = values.gather_every(step).cast(pl.Float64).fill_null(float("nan")).to_numpy().copy()
    some[np.isinf(some)] = np.nan
    if np.isnan(some).all():
        return np.zeros(len(some))
    column = some.reshape(-1, 1)
    scaled: NDArray[np.float64] = scale_of(column).of(column)[:, 0]
    return scaled


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    spread = one.std() * other.std()
    return (
        float(((one - one.mean()) * (other - other.mean())).mean() / spread) if spread > 0 else 0.0
    )
