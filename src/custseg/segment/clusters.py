"""Segments found in the data: how many, who, what is special about each, and each as a rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import compile_condition
from custseg.errors import InputError, UsageError
from custseg.models import clustering
from custseg.models.rule_tree import rules_of_groups
from custseg.result import Chart, Note, Provenance, Result
from custseg.segment.measures import Measures, measures_for
from custseg.segment.naming import names_of_groups
from custseg.segment.settings import SegmentSettings
from custseg.segment.tables import mean_by, segments_table, too_small
from custseg.settings import as_plain
from custseg.words import header, t, title

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST = 10
"""Fewer customers than this are not divided: look at them one by one."""
_WEAK = 0.25
_GOOD_RULES = 0.9
_LINE = 76
"""Letters of a line of custseg.toml."""


@dataclass(frozen=True)
class _Found:
    """The groups of the customers, in the customers' order."""

    grouping: clustering.Grouping
    labels: NDArray[np.int64]
    closeness: NDArray[np.float64]
    keys: list[str]
    names: list[str]
    rules: list[str]
    by_rule: NDArray[np.int64]
    """The group the rules would give; k where none holds."""

    @property
    def agreement(self) -> tuple[float, float]:
        """Accuracy and adjusted Rand index of the rules against the groups."""
        return clustering.agreement(self.labels, self.by_rule)


def by_clusters(
    people: pl.DataFrame,
    settings: SegmentSettings,
    as_of: date | None,
    notes: tuple[Note, ...],
    provenance: Provenance | None,
) -> Result:
    """Segments found by k-means; see ``models.clustering.find_groups`` for how many and why."""
    if len(people) < FEWEST:
        raise InputError(
            t("{n} customers are too few to find groups in (at least {least})",
              n=len(people), least=FEWEST),
            t("write rules in custseg.toml: [[segment.rule]] name, when"),
        )  # fmt: skip
    measures = measures_for(people, settings.columns)
    found = _find(people, measures, settings)
    segments = _with_names(
        segments_table(people, found.labels, found.keys, measures.columns), found.names
    )
    stability = _stability_table(found.grouping)
    return Result(
        command="segment",
        as_of=as_of,
        customers=people.select(
            "customer_id",
            pl.Series("segment", found.keys, dtype=pl.String).gather(found.labels),
            pl.Series("segment_name", found.names, dtype=pl.String).gather(found.labels),
            pl.Series("closeness", found.closeness),
            *(c for c in measures.columns if c not in ("segment", "segment_name", "closeness")),
        ),
        tables={
            "clusters": segments, "cluster_profile": _profile(people, found, measures),
            "cluster_rules": _rules_table(found),
            "rules_toml": pl.DataFrame({"toml": rules_as_toml(found.names, found.rules).splitlines()},
                                       schema={"toml": pl.String}),
            "stability": stability,
        },
        charts=(
            Chart("segments_customers", "bar", segments, "segment", ("customers",)),
            *([Chart("stability", "line", stability, "k", ("stability", "silhouette"))]
              if len(stability) > 1 else []),
        ),
        evidence=_evidence(found, measures),
        notes=(*_findings(people, segments, found), *_how(found, measures, len(people)),
               *_warnings(found, segments, settings), *notes),
        settings=as_plain(settings),
        provenance=provenance,
    )  # fmt: skip


def _find(people: pl.DataFrame, measures: Measures, settings: SegmentSettings) -> _Found:
    order = clustering.canonical_order(measures.values)
    values = measures.values[order]
    points = clustering.scale_of(values).of(values)
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
    keys = [f"group_{i}" for i in range(1, grouping.k + 1)]
    return _Found(grouping, labels, closeness, keys, names, rules, _by_rule(people, rules))


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


def _by_rule(people: pl.DataFrame, rules: Sequence[str]) -> NDArray[np.int64]:
    """The group that the rules, as text pasted into custseg.toml, give each customer."""
    group = np.full(len(people), len(rules), dtype=np.int64)
    for i in reversed(range(len(rules))):
        if rules[i]:
            condition = compile_condition(rules[i], people.schema)
            holds = people.with_columns(condition.holds.alias("_holds"))["_holds"].to_numpy()
            group[holds] = i
    return group


def _with_names(segments: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    return segments.insert_column(1, pl.Series("segment_name", names, dtype=pl.String))


def _stability_table(grouping: clustering.Grouping) -> pl.DataFrame:
    return pl.DataFrame({
        "k": [trial.k for trial in grouping.trials],
        "stability": [trial.stability for trial in grouping.trials],
        "silhouette": [trial.silhouette for trial in grouping.trials],
        "bic": [trial.bic for trial in grouping.trials],
        "smallest_group": [trial.smallest for trial in grouping.trials],
        "stable": [trial.stable for trial in grouping.trials],
        "chosen": [trial.k == grouping.k for trial in grouping.trials],
    })  # fmt: skip


def _profile(people: pl.DataFrame, found: _Found, measures: Measures) -> pl.DataFrame:
    """Each group against all customers: mean, mean of all, index (100 = as all).

    A measure that can be negative (a change) has no index: its base may be next to nothing.
    """
    k, everyone = found.grouping.k, np.zeros(len(people), dtype=np.int64)
    base = {c: float(mean_by(people[c], everyone, 1)[0]) for c in measures.columns}
    means = {c: mean_by(people[c], found.labels, k) for c in measures.columns}
    has_index = {c: base[c] > 0 and not bool((people[c] < 0).any()) for c in measures.columns}
    rows = [
        (found.keys[i], c, float(means[c][i]), base[c],
         float(means[c][i]) / base[c] * 100 if has_index[c] else None)
        for i in range(k) for c in measures.columns
    ]  # fmt: skip
    return pl.DataFrame(
        rows, orient="row",
        schema={"segment": pl.String, "measure": pl.String, "mean": pl.Float64,
                "base_mean": pl.Float64, "mean_index": pl.Float64},
    ).with_columns(pl.selectors.float().fill_nan(None))  # fmt: skip


def _rules_table(found: _Found) -> pl.DataFrame:
    """How well each group's rule (they stand in ``rules_toml``) gives back the group."""
    k = found.grouping.k
    right = np.bincount(found.labels[found.labels == found.by_rule], minlength=k)
    held, size = (
        np.bincount(found.by_rule, minlength=k + 1)[:k],
        np.bincount(found.labels, minlength=k),
    )
    return pl.DataFrame({
        "segment": found.keys,
        "segment_name": found.names,
        "holds_for": held,
        "rule_precision": [float(r / h) if h else None for r, h in zip(right, held, strict=True)],
        "rule_recall": [float(r / s) if s else None for r, s in zip(right, size, strict=True)],
    }, schema_overrides={"holds_for": pl.Int64,
                         "rule_precision": pl.Float64, "rule_recall": pl.Float64})  # fmt: skip


def rules_as_toml(names: Sequence[str], rules: Sequence[str]) -> str:
    """Rules as they are pasted into custseg.toml, in lines a terminal shows whole."""
    return "\n".join(
        f"[[segment.rule]]\nname = {_toml(name)}\nwhen = {_toml_lines(rule)}\n"
        for name, rule in zip(names, rules, strict=True)
        if rule
    )


def _toml(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml_lines(rule: str) -> str:
    """A long condition over several lines; what stands in quotes stays on one."""
    if len(rule) <= _LINE:
        return _toml(rule)
    lines = [""]
    for word in re.findall(r"""(?:"[^"]*"|'[^']*'|\S)+""", rule):
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return '"""\n' + "\n".join(_toml(line)[1:-1] for line in lines) + '"""'


def _evidence(found: _Found, measures: Measures) -> dict[str, object]:
    chosen = found.grouping.chosen
    accuracy, ari = found.agreement
    return {
        "k": found.grouping.k,
        "silhouette": chosen.silhouette,
        "stability_ari": chosen.stability,
        "stable": chosen.stable,
        "bic": chosen.bic,
        "bic_undivided": found.grouping.bic_undivided,
        "fitted_on": len(found.grouping.sample),
        "measures": list(measures.columns),
        "rules_accuracy": accuracy,
        "rules_ari": ari,
        "rules_toml": rules_as_toml(found.names, found.rules),
    }


def _findings(people: pl.DataFrame, segments: pl.DataFrame, found: _Found) -> list[Note]:
    said = [t("{n} customers fall into {k} groups", n=f"{len(people):,}", k=found.grouping.k)]
    largest = segments.row(0, named=True)
    said.append(t("the largest group, {name}, has {share:.1%} of the customers",
                  name=largest["segment_name"], share=largest["customers_share"]))  # fmt: skip
    if "money_share" in segments.columns and segments["money_share"].null_count() == 0:
        rich = segments.sort("money", descending=True, maintain_order=True).row(0, named=True)
        said.append(t("{name} holds {money:.1%} of the money with {share:.1%} of the customers",
                      name=rich["segment_name"], money=rich["money_share"],
                      share=rich["customers_share"]))  # fmt: skip
    said.append(t("written as rules the groups come out the same for {accuracy:.1%} of the customers",
                  accuracy=found.agreement[0]))  # fmt: skip
    return [Note("finding", text) for text in said]


def _how(found: _Found, measures: Measures, n: int) -> list[Note]:
    grouping, chosen = found.grouping, found.grouping.chosen
    said = [t("to keep these groups, put the lines of {table} into custseg.toml: custseg segment "
              "FILES then gives them by rule", table=title("rules_toml"))]  # fmt: skip
    said += [t("grouped by {measures}", measures=t(", ").join(header(c) for c in measures.columns))]
    if measures.left_out:
        said.append(t("not grouped by {measures}", measures=t("; ").join(
            t("{measure} ({why})", measure=header(c), why=why)
            for c, why in measures.left_out.items())))  # fmt: skip
    if measures.missing:
        said.append(t("a missing value counts as the median: {gaps}", gaps=t(", ").join(
            f"{header(c)} {share:.1%}" for c, share in measures.missing.items())))  # fmt: skip
    said.append(t("{k} groups: stability {ari:.2f} (over {stable} is stable), silhouette {silhouette:.2f}",
                  k=grouping.k, ari=chosen.stability, stable=clustering.STABLE,
                  silhouette=chosen.silhouette))  # fmt: skip
    if len(grouping.sample) < n:
        said.append(t("groups fitted on {sample} customers, all {n} assigned",
                      sample=f"{len(grouping.sample):,}", n=f"{n:,}"))  # fmt: skip
    return [Note("info", text) for text in said]


def _warnings(found: _Found, segments: pl.DataFrame, settings: SegmentSettings) -> list[Note]:
    chosen, said = found.grouping.chosen, []
    if chosen.stability < clustering.STABLE:
        said.append(t("{k} groups do not come back in resampled customers (stability {ari:.2f}): use them as a description, not as a finding",
                      k=chosen.k, ari=chosen.stability))  # fmt: skip
    if chosen.silhouette < _WEAK:
        said.append(t("the groups run into each other (silhouette {silhouette:.2f}): many customers stand on a border",
                      silhouette=chosen.silhouette))  # fmt: skip
    if found.grouping.bic_undivided <= min(trial.bic for trial in found.grouping.trials):
        said.append(
            t("one undivided group describes these customers as well as any division (BIC)")
        )
    if found.agreement[0] < _GOOD_RULES:
        said.append(t("the rules give back only {accuracy:.1%} of the groups; a larger tree_depth follows them closer",
                      accuracy=found.agreement[0]))  # fmt: skip
    said += too_small(segments, "segment_name", settings.min_size)
    return [Note("warning", text) for text in said]
