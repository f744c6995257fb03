"""The groups that are in the data: fitted, named, and each written as a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import compile_condition
from custseg.errors import InputError, UsageError
from custseg.models import clustering
from custseg.models.rule_tree import rules_of_groups
from custseg.segment.measures import Measures, measures_for
from custseg.segment.naming import names_of_groups
from custseg.segment.settings import SegmentSettings
from custseg.words import header, t

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST = 10
"""Fewer customers than this are not divided: look at them one by one."""


@dataclass(frozen=True)
class Found:
    """The groups of the customers, in the customers' order."""

    measures: Measures
    scale: clustering.Scale
    grouping: clustering.Grouping
    labels: NDArray[np.int64]
    closeness: NDArray[np.float64]
    keys: list[str]
    names: list[str]
    rules: list[str]
    by_rule: NDArray[np.int64]
    """The group the rules would give; k where none holds."""

    @cached_property
    def agreement(self) -> tuple[float, float]:
        """Accuracy and adjusted Rand index of the rules against the groups."""
        return clustering.agreement(self.labels, self.by_rule)


def find(people: pl.DataFrame, settings: SegmentSettings) -> Found:
    """The groups of ``people``, their names and rules; see ``models.clustering.find_groups`` for how many.

    Raises:
        InputError: fewer than ten customers, or nothing that tells them apart.
        UsageError: columns or numbers of groups that cannot be.
    """
    if len(people) < FEWEST:
        raise InputError(
            t("{n} customers are too few to find groups in (at least {least})",
              n=len(people), least=FEWEST),
            t("write rules in custseg.toml: [[segment.rule]] name, when"),
        )  # fmt: skip
    measures = measures_for(people, settings.columns)
    order = clustering.canonical_order(measures.values)
    values = measures.values[order]
    scale = clustering.scale_of(values)
    points = scale.of(values)
    grouping = clustering.find_groups(
        points, _counts(points, measures.columns, settings), sample=settings.sample,
        min_size=settings.min_size, seed=settings.seed,
    )  # fmt: skip
    drawn = np.sort(grouping.sample)
    rules = rules_of_groups(
        values[drawn], grouping.labels[drawn], measures.columns, depth=settings.tree_depth
    )
    labels, closeness = np.empty_like(grouping.labels), np.empty_like(grouping.closeness)
    labels[order], closeness[order] = grouping.labels, grouping.closeness
    names = names_of_groups(_mean_points(points, grouping), measures.columns)
    keys = keys_of(grouping.k)
    return Found(
        measures, scale, grouping, labels, closeness, keys, names, rules, by_rule(people, rules)
    )


def keys_of(k: int) -> list[str]:
    """What groups are called in results: group_1 is the largest."""
    return [f"group_{i}" for i in range(1, k + 1)]


def _counts(
    points: NDArray[np.float64], columns: Sequence[str], settings: SegmentSettings
) -> list[int]:
    """The numbers of groups to try, as many as the customers allow."""
    if settings.clusters_from > settings.clusters_to:
        raise UsageError(
            t("clusters_from = {low} is more than clusters_to = {high}",
              low=settings.clusters_from, high=settings.clusters_to)
        )  # fmt: skip
    kinds = len(np.unique(points[:: max(1, len(points) // 10_000)], axis=0))
    if settings.clusters is not None:
        if settings.clusters >= kinds:
            raise UsageError(
                t("{k} groups cannot be found among {n} different customers",
                  k=settings.clusters, n=kinds),
                t("ask for at most {n}", n=kinds - 1),
            )  # fmt: skip
        return [settings.clusters]
    most = min(settings.clusters_to, kinds - 1, len(points) // 4)
    counts = list(range(settings.clusters_from, most + 1))
    if not counts:
        raise InputError(
            t("only {n} kinds of customers differ in {columns}: no groups to find",
              n=kinds, columns=t(", ").join(header(c) for c in columns)),
            t("write rules in custseg.toml: [[segment.rule]] name, when"),
        )  # fmt: skip
    return counts


def _mean_points(points: NDArray[np.float64], grouping: clustering.Grouping) -> NDArray[np.float64]:
    """The mean of each group in standard deviations from the mean of all."""
    sizes = np.bincount(grouping.labels, minlength=grouping.k).clip(1)
    return np.stack([
        np.bincount(grouping.labels, weights=points[:, i], minlength=grouping.k) / sizes
        for i in range(points.shape[1])
    ], axis=1)  # fmt: skip


def by_rule(people: pl.DataFrame, rules: Sequence[str]) -> NDArray[np.int64]:
    """The group that the rules, as text pasted into custseg.toml, give each customer."""
    group = np.full(len(people), len(rules), dtype=np.int64)
    for i in reversed(range(len(rules))):
        if rules[i]:
            condition = compile_condition(rules[i], people.schema)
            holds = people.with_columns(condition.holds.alias("_holds"))["_holds"].to_numpy()
            group[holds] = i
    return group
