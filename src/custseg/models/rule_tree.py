"""Groups said as rules: a shallow decision tree, written as SQL conditions with short numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]


@dataclass
class _Leaf:
    """A box of values: measure -> (more than, up to)."""

    group: int
    bounds: dict[int, tuple[float, float]]


def rules_of_groups(
    values: Floats, labels: Labels, columns: Sequence[str], *, depth: int = 4
) -> list[str]:
    """For each group an SQL condition over ``columns`` that holds for most of it, "" for none.

    ``values`` are the measures as the user knows them (NaN where missing), ``labels`` the groups
    0, 1, ...; together the rules are total and disjoint. Of the trees up to ``depth`` the shallowest
    that is within two points of the best accuracy is taken. A cut between two neighbouring values is
    written as the shortest number between them. A missing value goes where the median goes, and the
    condition says so (``OR column IS NULL``).
    """
    medians = np.nanmedian(values, axis=0)
    filled = np.where(np.isnan(values), medians, values)
    tree = _simplest_tree(filled, labels, depth)
    missing: NDArray[np.bool_] = np.atleast_1d(np.isnan(values).any(axis=0))
    leaves = _leaves(tree, filled)
    groups = range(int(labels.max()) + 1)
    boxes = [[leaf.bounds for leaf in leaves if leaf.group == group] for group in groups]
    return [
        " OR ".join(
            f"({said})" if len(of_group) > 1 else said
            for said in (_box(bounds, columns, medians, missing) for bounds in of_group)
        )
        for of_group in boxes
    ]


def _simplest_tree(values: Floats, labels: Labels, depth: int) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    trees = [
        DecisionTreeClassifier(
            criterion="entropy", max_depth=d, min_samples_leaf=max(1, len(values) // 200),
            random_state=0,
        ).fit(values, labels)
        for d in range(1, depth + 1)
    ]  # fmt: skip
    accuracies = [float((tree.predict(values) == labels).mean()) for tree in trees]
    best = max(accuracies)
    return next(x for x, accuracy in zip(trees, accuracies, strict=True) if accuracy >= best - 0.02)


def _leaves(tree: Any, values: Floats) -> list[_Leaf]:
    """The leaves, brothers of one group put together, cuts made short."""
    inner, classes = tree.tree_, tree.classes_

    def below(node: int, bounds: dict[int, tuple[float, float]]) -> list[_Leaf]:
        left, right = inner.children_left[node], inner.children_right[node]
        if left == right:
            return [_Leaf(int(classes[inner.value[node].argmax()]), bounds)]
        measure = int(inner.feature[node])
        low, high = bounds.get(measure, (-math.inf, math.inf))
        cut = _short_cut(values[:, measure], float(inner.threshold[node]))
        lower = below(left, {**bounds, measure: (low, min(cut, high))})
        upper = below(right, {**bounds, measure: (max(cut, low), high)})
        if len({leaf.group for leaf in (*lower, *upper)}) == 1:
            return [_Leaf(lower[0].group, bounds)]
        return lower + upper

    return below(0, {})


def _short_cut(values: Floats, threshold: float) -> float:
    """The number with the fewest digits that divides ``values`` as ``threshold`` does."""
    below, above = values[values <= threshold], values[values > threshold]
    if not len(below) or not len(above):
        return threshold
    return shortest_between(float(below.max()), float(above.min()))


def shortest_between(low: float, high: float) -> float:
    """A number x with low <= x < high: the middle, rounded to as few digits as that allows.

    >>> shortest_between(59.0, 64.0), shortest_between(0.118, 0.131), shortest_between(3.0, 4.0)
    (60.0, 0.12, 3.5)
    """
    middle = low + (high - low) / 2
    if not math.isfinite(middle) or middle == 0:
        return 0.0 if low <= 0 < high else low
    largest = math.floor(math.log10(max(abs(low), abs(high))))
    for digits in range(-largest - 1, 17 - largest):
        x = round(middle, digits)
        if low <= x < high:
            return float(x)
    return low


def _box(
    bounds: dict[int, tuple[float, float]],
    columns: Sequence[str],
    medians: Floats,
    missing: NDArray[np.bool_],
) -> str:
    said = []
    for measure, (low, high) in sorted(bounds.items()):
        name = _column(columns[measure])
        parts = [f"{name} > {_number(low)}"] if low > -math.inf else []
        parts += [f"{name} <= {_number(high)}"] if high < math.inf else []
        within = low < medians[measure] <= high
        both = " AND ".join(parts)
        if missing[measure] and within:
            both = (
                f"({both} OR {name} IS NULL)"
                if len(parts) == 1
                else f"(({both}) OR {name} IS NULL)"
            )
        said.append(both)
    return " AND ".join(said) or "TRUE"


def _column(name: str) -> str:
    if name.isascii() and name.isidentifier():
        return name
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.15g}"
