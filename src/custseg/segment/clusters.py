"""Segments found in the data: how many, who, what is special about each, and each as a rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.models import clustering
from custseg.result import Chart, Note, Provenance, Result
from custseg.segment.found import Found
from custseg.segment.measures import Measures
from custseg.segment.paste import rules_as_toml
from custseg.segment.portrait import profile_table, traits_table
from custseg.segment.principles import Division
from custseg.segment.settings import SegmentSettings
from custseg.segment.tables import segments_table, too_small
from custseg.settings import as_plain
from custseg.words import header, t, title

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WEAK = 0.25
_GOOD_RULES, _WELL_SAID = 0.9, 0.8


def result_of(
    people: pl.DataFrame,
    found: Found,
    settings: SegmentSettings,
    as_of: date | None,
    provenance: Provenance | None,
) -> tuple[Result, Division]:
    """Groups that were found (``segment.found``), as a Result."""
    measures = found.measures
    segments = with_names(
        segments_table(people, found.labels, found.keys, measures.columns), found.names
    )
    stability = _stability_table(found.grouping)
    rules = _rules_table(found)
    result = Result(
        command="segment",
        as_of=as_of,
        customers=grouped(
            people, found.labels, found.closeness, found.keys, found.names, measures.columns
        ),
        tables={
            "clusters": segments,
            "cluster_profile": profile_table(people, found.labels, found.keys, measures.columns),
            "cluster_traits": traits_table(people, found.labels, found.keys),
            "cluster_rules": rules,
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
               *_warnings(found, segments, settings)),
        settings=as_plain(settings),
        provenance=provenance,
    )  # fmt: skip
    return result, Division(
        group=found.labels, names=found.keys, columns=measures.columns,
        stability=found.grouping.chosen.stability, stable_from=clustering.STABLE,
        decided=1 - float(np.isnan(measures.values).any(axis=1).mean()),
        rules_agree=found.agreement[0],
        rules_kept=sum(map(bool, found.rules)) / found.grouping.k,
        reproduced=float(well_said(rules).mean()),
    )  # fmt: skip


def grouped(
    people: pl.DataFrame, labels: NDArray[np.int64], closeness: NDArray[np.float64],
    keys: Sequence[str], names: Sequence[str], measures: Sequence[str],
) -> pl.DataFrame:  # fmt: skip
    """Each customer's group, what is special about it, how clearly it is that one, and the measures."""
    return people.select(
        "customer_id",
        pl.Series("segment", keys, dtype=pl.String).gather(labels),
        pl.Series("segment_name", names, dtype=pl.String).gather(labels),
        pl.Series("closeness", closeness),
        *(c for c in measures if c not in ("segment", "segment_name", "closeness")),
    )


def with_names(segments: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The table of segments with what is special about each beside its key."""
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


def well_said(rules: pl.DataFrame) -> NDArray[np.bool_]:
    """Groups whose rule finds eight in ten of them, and of whom eight in ten are theirs."""
    both = pl.min_horizontal("rule_precision", "rule_recall") >= _WELL_SAID
    return rules.select(both.fill_null(False)).to_series().to_numpy()


def _rules_table(found: Found) -> pl.DataFrame:
    """How well each group's rule (they stand in ``rules_toml``) gives back the group."""
    return rules_table(found.labels, found.by_rule, found.keys, found.names)


def rules_table(
    labels: NDArray[np.int64], said: NDArray[np.int64], keys: Sequence[str], names: Sequence[str]
) -> pl.DataFrame:
    """For each group whom its rule holds for, how many of those are in it, and how many of it they are."""
    k = len(keys)
    right = np.bincount(labels[labels == said], minlength=k)
    held, size = np.bincount(said, minlength=k + 1)[:k], np.bincount(labels, minlength=k)
    return pl.DataFrame({
        "segment": list(keys),
        "segment_name": list(names),
        "holds_for": held,
        "rule_precision": [float(r / h) if h else None for r, h in zip(right, held, strict=True)],
        "rule_recall": [float(r / s) if s else None for r, s in zip(right, size, strict=True)],
    }, schema_overrides={"holds_for": pl.Int64,
                         "rule_precision": pl.Float64, "rule_recall": pl.Float64})  # fmt: skip


def _evidence(found: Found, measures: Measures) -> dict[str, object]:
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


def _findings(people: pl.DataFrame, segments: pl.DataFrame, found: Found) -> list[Note]:
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


def _how(found: Found, measures: Measures, n: int) -> list[Note]:
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


def _warnings(found: Found, segments: pl.DataFrame, settings: SegmentSettings) -> list[Note]:
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
