"""What is special about each group: its measures and labels against those of all customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.segment.tables import mean_by
from custseg.words import label, t, term

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_VALUES, _TOLD = 20, 5
_OVER, _SURE, _FEWEST = 1.2, 3.0, 10


def profile_table(
    people: pl.DataFrame, group: NDArray[np.int64], keys: Sequence[str], measures: Sequence[str]
) -> pl.DataFrame:
    """Each group against all customers: mean, mean of all, index (100 = as all).

    A measure that can be negative (a change) has no index: its base may be next to nothing.
    """
    everyone = np.zeros(len(people), dtype=np.int64)
    base = {c: float(mean_by(people[c], everyone, 1)[0]) for c in measures}
    means = {c: mean_by(people[c], group, len(keys)) for c in measures}
    has_index = {c: base[c] > 0 and not bool((people[c] < 0).any()) for c in measures}
    rows = [
        (key, c, float(means[c][i]), base[c],
         float(means[c][i]) / base[c] * 100 if has_index[c] else None)
        for i, key in enumerate(keys) for c in measures
    ]  # fmt: skip
    return pl.DataFrame(
        rows, orient="row",
        schema={"segment": pl.String, "measure": pl.String, "mean": pl.Float64,
                "base_mean": pl.Float64, "mean_index": pl.Float64},
    ).with_columns(pl.selectors.float().fill_nan(None))  # fmt: skip


def traits_table(
    people: pl.DataFrame, group: NDArray[np.int64], keys: Sequence[str]
) -> pl.DataFrame:
    """The labels that are most over the base in each group, five at most: share, share of all, index.

    Looked at are labels and flags that the groups were not made of, with at most twenty values. Told are
    those of ten customers or more, at least a fifth over the base and further from it than three
    standard errors of a share of that many customers, so that chance is not sold as a trait.
    """
    sizes = np.bincount(group, minlength=len(keys))
    rows: list[tuple[int, float, str, str, float, float, float]] = []
    for column in _labels(people):
        texts = people[column].cast(pl.String)
        values = texts.drop_nulls().unique().sort()
        code = texts.replace_strict(values, np.arange(len(values)), default=None)
        there = code.is_not_null().to_numpy()
        if not 1 < len(values) <= _MOST_VALUES:
            continue
        cells = np.zeros((len(keys), len(values)))
        np.add.at(cells, (group[there], code.drop_nulls().to_numpy()), 1)
        base = cells.sum(axis=0) / len(people)
        for i, j in np.argwhere(cells >= _FEWEST):
            share, error = cells[i, j] / sizes[i], np.sqrt(base[j] * (1 - base[j]) / sizes[i])
            if share >= _OVER * base[j] and share - base[j] > _SURE * error:
                rows.append((int(i), -(share - base[j]) / error, column, _said(column, values[int(j)]),
                             float(share), float(base[j]), float(share / base[j] * 100)))  # fmt: skip
    told = [row for i in range(len(keys)) for row in sorted(r for r in rows if r[0] == i)[:_TOLD]]
    return pl.DataFrame(
        [(keys[i], *row) for i, _, *row in told], orient="row",
        schema={"segment": pl.String, "column": pl.String, "trait": pl.String, "trait_share": pl.Float64,
                "base_share": pl.Float64, "mean_index": pl.Float64},
    )  # fmt: skip


def _labels(people: pl.DataFrame) -> list[str]:
    """Columns whose values are a few words: labels, flags, and own columns of text; no reasons for labels."""
    return [
        c for c, kind in people.schema.items()
        if c not in ("customer_id", "segment", "segment_name") and not c.endswith(("_rule", "_source"))
        and (kind == pl.Boolean or (kind == pl.String and _is_label(c)))
    ]  # fmt: skip


def _said(column: str, value: str) -> str:
    """A value in the chosen language."""
    flags = {"true": t("yes"), "false": t("no")}
    return flags.get(value) or label(column, value)


def _is_label(column: str) -> bool:
    entry = term(column)
    return entry is None or entry.unit in ("label", "text")
