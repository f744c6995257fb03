"""How much of what differs between customers their groups say: explained shares, and what chance would say.

Arrays in, numbers out. One measure for both kinds of targets, 0 (nothing) to 1 (all):

* numbers: eta squared = Σ group size · (group mean - mean)² ÷ Σ (value - mean)², taken of ranks (ties share
  their mean rank), so that a few great fortunes do not decide: the Kruskal-Wallis statistic ÷ (n - 1);
* labels: Goodman and Kruskal's tau, the same ratio of the labels' Gini variation (Light and Margolin, An
  Analysis of Variance for Categorical Data, JASA 66, 1971); of two labels it is eta squared.

Groups of the same sizes drawn by lot explain (k - 1) ÷ (n - 1) of either on average, exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def eta_squared(values: Floats, groups: Ints) -> float:
    """The share of the variation of ``values`` that lies between groups 0, 1, ...; NaN where all are equal."""
    off = values - values.mean()
    total = float((off**2).sum())
    sizes = np.bincount(groups)
    sums = np.bincount(groups, weights=off)
    between = float((sums**2 / np.maximum(sizes, 1)).sum())
    return between / total if total > 0 else float("nan")


def ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share the mean of theirs."""
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    starts = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]]))
    sizes = np.diff(np.append(starts, len(values)))
    ranked = np.empty(len(values))
    ranked[order] = np.repeat(starts + (sizes + 1) / 2, sizes)
    return ranked


def tau(heads: Ints) -> float:
    """The share of the labels' variation that the groups explain, from heads (groups in rows, labels in columns).

    (Σ cell² ÷ row − Σ column² ÷ n) ÷ (n − Σ column² ÷ n); NaN where all have one label.
    """
    counted = heads.astype(float)
    n, rows = counted.sum(), counted.sum(axis=1)
    by_lot = float((counted.sum(axis=0) ** 2).sum() / n) if n else 0.0
    within = float(((counted**2).sum(axis=1)[rows > 0] / rows[rows > 0]).sum())
    return (within - by_lot) / (n - by_lot) if n > by_lot else float("nan")


def explained_by_chance(n: int, k: int) -> float:
    """What ``k`` groups of any sizes drawn by lot among ``n`` customers explain on average."""
    return (k - 1) / (n - 1) if n > 1 else float("nan")


def equal_parts(values: Floats, k: int) -> Ints:
    """Customers divided by one number alone into up to ``k`` parts of like size; equal values stay together."""
    ranked = ranks(values)
    parts: Ints = np.minimum((ranked - 0.5) / len(values) * k, k - 1).astype(np.int64)
    return parts
