"""An old label of the customers (普通, VIP, 银卡, …) held against their new segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import column_named, nearest_columns
from custseg.errors import UsageError
from custseg.models.proportions import Z95
from custseg.models.stability import adjusted_rand, kappa
from custseg.result import Chart, Note, Part
from custseg.words import header, label, t

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST = 50
"""Different labels; a column of more is none."""
_MIDDLING = 0.6


@dataclass(frozen=True)
class _Match:
    """Which segment an old label is taken to mean, and who said so."""

    old: str
    segment: str | None
    by: str


def reconciled(
    people: pl.DataFrame, group: NDArray[np.int64], keys: Sequence[str], names: Sequence[str], *,
    column: str, alias: Mapping[str, str],
) -> Part:  # fmt: skip
    """Confusion matrix of the old label and the new segments, and how far they agree beyond chance.

    An old label means the segment that ``alias`` says, else the one of the same name (in any case of
    letters, by key or by name), else, of what is left on both sides, the one that makes most customers
    agree (an assignment one to one). Agreement is the share of customers whose old label means their
    segment; kappa is what is above chance of it (Cohen 1960), with his large-sample interval; the
    adjusted Rand index needs no meanings at all. Customers without an old label are counted and left out.

    Raises:
        UsageError: no such column, more than fifty different values, an alias nobody knows.
    """
    column = _column(people, column)
    texts = people[column].cast(pl.String).str.strip_chars().replace("", None)
    olds = texts.drop_nulls().unique().sort().to_list()
    _must_be_labels(column, olds)
    there = texts.is_not_null().to_numpy()
    codes = texts.drop_nulls().replace_strict(olds, np.arange(len(olds)), return_dtype=pl.Int64)
    heads = np.zeros((len(olds), len(keys)), dtype=np.int64)
    np.add.at(heads, (codes.to_numpy(), group[there]), 1)
    matches = _matches(heads, olds, keys, names, column, alias)
    meant = texts.replace_strict(olds, [m.segment for m in matches], default=None, return_dtype=pl.String)  # fmt: skip
    now = pl.Series(list(keys), dtype=pl.String).gather(group)
    agrees = pl.select(pl.when(texts.is_not_null()).then(meant.eq_missing(now))).to_series()
    n, agreed = int(there.sum()), int(agrees.sum())
    square = _square(heads, matches, keys)
    found = kappa(square)
    low, high = _interval(square, found)
    matrix = _matrix(heads, olds, keys, names)
    return Part(
        tables={"reconcile_matrix": matrix, "reconcile_labels": _meanings(heads, matches, keys, names)},
        charts=(Chart("reconcile_matrix", "heatmap", matrix, "label_old", tuple(matrix.columns[1:])),),
        evidence={"reconcile": {
            "column": column, "customers": n, "without_label": len(people) - n, "agreed": agreed,
            "agreed_share": agreed / n, "kappa": _plain(found), "kappa_low": _plain(low),
            "kappa_high": _plain(high), "adjusted_rand": _plain(adjusted_rand(heads)),
            "largest_share": int(heads.sum(axis=0).max()) / n,
        }},
        notes=tuple(_notes(column, n, len(people) - n, agreed, found, (low, high), matches)),
        columns=pl.DataFrame({
            "customer_id": people["customer_id"], "label_old": texts, "label_agrees": agrees,
        }),
    )  # fmt: skip


def _column(people: pl.DataFrame, name: str) -> str:
    column = column_named(name, people.columns)
    if column is None or column == "customer_id":
        labels = [c for c in people.columns if c != "customer_id" and _may_be_labels(people[c])]
        raise UsageError(
            t("--reconcile {name}: there is no such column", name=name),
            t("nearest columns: {known}", known=nearest_columns(name, labels)),
        )
    return column


def _may_be_labels(values: pl.Series) -> bool:
    return 1 <= values.drop_nulls().n_unique() <= _MOST


def _must_be_labels(column: str, olds: Sequence[str]) -> None:
    if not 1 <= len(olds) <= _MOST:
        raise UsageError(
            t("--reconcile {name}: {n} different values are no labels (1 to {most})",
              name=column, n=f"{len(olds):,}", most=_MOST),
            t("name the column that holds the old class of each customer"),
        )  # fmt: skip


def _matches(
    heads: NDArray[np.int64], olds: Sequence[str], keys: Sequence[str], names: Sequence[str],
    column: str, alias: Mapping[str, str],
) -> list[_Match]:  # fmt: skip
    by_name = {
        said.strip().lower(): key
        for key, name in zip(keys, names, strict=True)
        for said in (key, name, label("segment", key))
    }
    wrong = [new for new in alias.values() if new.strip().lower() not in by_name]
    if wrong:
        raise UsageError(
            t("[segment.alias]: there is no segment {name!r}", name=wrong[0]),
            t("segments: {names}", names=", ".join(names)),
        )
    told = {old.strip().lower(): by_name[new.strip().lower()] for old, new in alias.items()}
    found: dict[str, _Match] = {}
    for old in olds:
        for by, known in (("alias", told), ("name", by_name)):
            meaning = known.get(old.lower()) or known.get(label(column, old).lower())
            if meaning is not None:
                found[old] = _Match(old, meaning, by)
                break
    free = [k for k in keys if k not in {m.segment for m in found.values()}]
    left = [old for old in olds if old not in found]
    for old, key in _most_heads(heads, olds, keys, left, free).items():
        found[old] = _Match(old, key, "heads")
    return [found.get(old, _Match(old, None, "none")) for old in olds]


def _most_heads(
    heads: NDArray[np.int64], olds: Sequence[str], keys: Sequence[str], left: Sequence[str],
    free: Sequence[str],
) -> dict[str, str]:  # fmt: skip
    """Each of the labels that are left with a segment of its own, so that most customers agree."""
    if not left or not free:
        return {}
    from scipy.optimize import linear_sum_assignment

    part = heads[np.ix_([olds.index(old) for old in left], [keys.index(k) for k in free])]
    rows, columns = linear_sum_assignment(part, maximize=True)
    return {left[i]: free[j] for i, j in zip(rows, columns, strict=True) if part[i, j]}


def _square(
    heads: NDArray[np.int64], matches: Sequence[_Match], keys: Sequence[str]
) -> NDArray[np.int64]:
    """Heads by what the old label means (rows) and the segment (columns); labels that mean none come last."""
    square = np.zeros((len(keys) + 1, len(keys) + 1), dtype=np.int64)
    for row, match in zip(heads, matches, strict=True):
        at = len(keys) if match.segment is None else keys.index(match.segment)
        square[at, : len(keys)] += row
    return square


def _interval(square: NDArray[np.int64], found: float) -> tuple[float, float]:
    n = square.sum()
    agreed = square.trace() / n
    chance = float(square.sum(axis=1) @ square.sum(axis=0)) / n**2
    if np.isnan(found):
        return float("nan"), float("nan")
    error = np.sqrt(agreed * (1 - agreed) / n) / (1 - chance)
    return float(max(found - Z95 * error, -1.0)), float(min(found + Z95 * error, 1.0))


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else value


def _matrix(
    heads: NDArray[np.int64], olds: Sequence[str], keys: Sequence[str], names: Sequence[str]
) -> pl.DataFrame:
    shown = [key if key == name else name for key, name in zip(keys, names, strict=True)]
    return pl.DataFrame({
        "label_old": pl.Series(list(olds), dtype=pl.String),
        **{f"heads_in@{name}": heads[:, j] for j, name in enumerate(shown)},
    })  # fmt: skip


def _meanings(
    heads: NDArray[np.int64], matches: Sequence[_Match], keys: Sequence[str], names: Sequence[str]
) -> pl.DataFrame:
    """For each old label the segment it means, who says so, and how many of its customers are there."""
    rows = []
    for row, match in zip(heads, matches, strict=True):
        at = None if match.segment is None else keys.index(match.segment)
        agreed = 0 if at is None else int(row[at])
        rows.append((match.old, None if at is None else names[at], match.by, int(row.sum()), agreed,
                     agreed / int(row.sum())))  # fmt: skip
    return pl.DataFrame(
        rows, orient="row",
        schema={"label_old": pl.String, "segment": pl.String, "matched_by": pl.String,
                "customers": pl.Int64, "agreed": pl.Int64, "agreed_share": pl.Float64},
    )  # fmt: skip


def _notes(
    column: str, n: int, without: int, agreed: int, found: float, interval: tuple[float, float],
    matches: Sequence[_Match],
) -> list[Note]:  # fmt: skip
    name = header(column)
    if np.isnan(found):
        beyond = t("kappa says nothing: all have the same")
    else:
        beyond = t("kappa {kappa:.2f}, 95% interval {low:.2f} to {high:.2f}",
                   kappa=found, low=interval[0], high=interval[1])  # fmt: skip
    notes = [Note("finding", t("{column} and the new segments agree for {agreed} of {n} customers ({share:.1%}; {beyond})",
                               column=name, agreed=f"{agreed:,}", n=f"{n:,}", share=agreed / n,
                               beyond=beyond))]  # fmt: skip
    if any(match.by == "heads" for match in matches):
        notes.append(Note("info", t("old labels of no segment's name were matched by most customers, which flatters the agreement: say what they mean in [segment.alias]")))  # fmt: skip
    if without:
        notes.append(Note("info", t("{n} customers have no {column}", n=f"{without:,}", column=name)))  # fmt: skip
    return notes
