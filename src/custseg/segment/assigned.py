"""Customers put into groups that were found before, and how far they have moved since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.errors import InputError
from custseg.models.clustering import STABLE, assign, distances
from custseg.models.stability import psi, psi_by_chance
from custseg.result import Chart, Note, Provenance, Result
from custseg.segment.clusters import grouped, rules_table, well_said, with_names
from custseg.segment.found import by_rule, keys_of
from custseg.segment.measures import values_of
from custseg.segment.paste import rules_as_toml
from custseg.segment.portrait import profile_table, traits_table
from custseg.segment.principles import Division
from custseg.segment.saved import SavedGroups, SavedMeasure, cells
from custseg.segment.settings import SegmentSettings
from custseg.segment.tables import segments_table, too_small
from custseg.settings import as_plain
from custseg.words import header, t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_SOME, _MUCH = 0.10, 0.25
"""PSI from which a measure has moved, and moved much (Siddiqi 2006)."""
_FAR_SHARE = 0.05
"""Customers beyond where 99 in 100 were: five in a hundred is five times as many."""


def by_groups(
    people: pl.DataFrame,
    groups: SavedGroups,
    settings: SegmentSettings,
    as_of: date | None,
    provenance: Provenance | None,
) -> tuple[Result, Division]:
    """Each customer in the nearest of the kept groups; the same customers get the same groups as then.

    Raises InputError naming the measures that this data does not give.
    """
    columns = groups.columns
    _must_have(people, groups)
    values = values_of(people, columns)
    points = groups.scale.of(values)
    labels, closeness = assign(points, groups.centres)
    far = distances(points, groups.centres, labels) > groups.far
    keys, names = keys_of(len(groups.groups)), groups.names
    segments = with_names(segments_table(people, labels, keys, columns), names)
    drift = _drift(groups, values)
    shares = _shares(groups, labels, keys)
    rules = [group.rule for group in groups.groups]
    said = by_rule(people, rules)
    table = rules_table(labels, said, keys, names)
    result = Result(
        command="segment", as_of=as_of,
        customers=grouped(people, labels, closeness, keys, names, columns),
        tables={
            "clusters": segments, "group_shares": shares, "group_drift": drift,
            "cluster_profile": profile_table(people, labels, keys, columns),
            "cluster_traits": traits_table(people, labels, keys), "cluster_rules": table,
        },
        charts=(Chart("segments_customers", "bar", segments, "segment", ("customers",)),),
        evidence={
            "k": len(keys), "groups_sha256": groups.sha256, "groups_of": groups.as_of,
            "groups_customers": groups.customers, "stability_ari": groups.stability,
            "far_share": float(far.mean()), "psi_groups": _psi_of_groups(groups, labels),
            "psi": dict(drift.select("measure", "psi").iter_rows()), "measures": list(columns),
            "rules_accuracy": float((said == labels).mean()),
            "rules_toml": rules_as_toml(names, rules),
        },
        notes=(
            *_findings(segments, groups, labels), *_warnings(groups, drift, float(far.mean())),
            *(Note("warning", text) for text in too_small(segments, "segment_name", settings.min_size)),
        ),
        settings=as_plain(settings), provenance=provenance,
    )  # fmt: skip
    return result, Division(
        group=labels, names=keys, columns=columns, stability=groups.stability, stable_from=STABLE,
        decided=1 - float(np.isnan(values).any(axis=1).mean()),
        rules_agree=float((said == labels).mean()), rules_kept=sum(map(bool, rules)) / len(rules),
        reproduced=float(well_said(table).mean()),
    )  # fmt: skip


def _must_have(people: pl.DataFrame, groups: SavedGroups) -> None:
    numeric = [c for c in people.columns if people.schema[c].is_numeric()]
    lacking = [
        c for c in groups.columns if c not in numeric or people[c].null_count() == len(people)
    ]
    if lacking:
        raise InputError(
            t("the groups need {columns}, which this data does not give",
              columns=", ".join(f"{c} ({header(c)})" if header(c) != c else c for c in lacking)),
            t("numeric columns: {known}", known=", ".join(numeric)),
        )  # fmt: skip


def _drift(groups: SavedGroups, values: Floats) -> pl.DataFrame:
    """Each measure then and now: PSI over the parts of then, means, missing, beyond the range of then."""
    rows = []
    for i, measure in enumerate(groups.measures):
        now = np.sort(values[~np.isnan(values[:, i]), i])
        missing = len(values) - len(now)
        before = [*measure.counts, measure.missing]
        counts = [*cells(measure).counts(now).tolist(), missing]
        moved, chance = psi(before, counts), psi_by_chance(before, counts)
        rows.append((
            measure.column, moved, _band(moved, chance), chance, measure.mean,
            float(now.mean()) if len(now) else None, measure.missing / max(groups.customers, 1),
            missing / len(values), _beyond(measure, now) / len(values),
        ))  # fmt: skip
    return pl.DataFrame(
        rows, orient="row",
        schema={"measure": pl.String, "psi": pl.Float64, "psi_band": pl.String,
                "psi_by_chance": pl.Float64, "mean_old": pl.Float64, "mean_new": pl.Float64,
                "missing_share_old": pl.Float64, "missing_share": pl.Float64,
                "beyond_share": pl.Float64},
    )  # fmt: skip


def _band(moved: float, chance: float) -> str:
    if moved <= chance:
        return "chance" if moved >= _SOME else "stable"
    return "stable" if moved < _SOME else "moved" if moved < _MUCH else "shifted"


def _beyond(measure: SavedMeasure, ascending: Floats) -> int:
    """Customers beyond the range that 99 in 100 were in."""
    scaled = np.sign(ascending) * np.log1p(np.abs(ascending)) if measure.logged else ascending
    return int(((scaled < measure.low) | (scaled > measure.high)).sum())


def _shares(groups: SavedGroups, labels: NDArray[np.int64], keys: Sequence[str]) -> pl.DataFrame:
    """How large each group was and is."""
    sizes = np.bincount(labels, minlength=len(keys))
    return pl.DataFrame({
        "segment": list(keys),
        "segment_name": groups.names,
        "customers_old": pl.Series([g.customers for g in groups.groups], dtype=pl.Int64),
        "customers": pl.Series(sizes, dtype=pl.Int64),
        "share_old": [g.customers / max(groups.customers, 1) for g in groups.groups],
        "share_new": sizes / len(labels),
    })  # fmt: skip


def _psi_of_groups(groups: SavedGroups, labels: NDArray[np.int64]) -> float:
    counts = np.bincount(labels, minlength=len(groups.groups))
    return psi([group.customers for group in groups.groups], counts)


def _findings(segments: pl.DataFrame, groups: SavedGroups, labels: NDArray[np.int64]) -> list[Note]:
    when = str(groups.as_of) if groups.as_of else t("a day that is not known")
    largest = segments.sort("customers", descending=True, maintain_order=True).row(0, named=True)
    said = [
        t("{n} customers are put into the {k} groups found in {then} customers of {when}",
          n=f"{len(labels):,}", k=len(groups.groups), then=f"{groups.customers:,}", when=when),
        t("the largest group, {name}, has {share:.1%} of the customers",
          name=largest["segment_name"], share=largest["customers_share"]),
        t("the shares of the groups have moved by PSI {psi:.3f}", psi=_psi_of_groups(groups, labels)),
    ]  # fmt: skip
    return [Note("finding", text) for text in said]


def _warnings(groups: SavedGroups, drift: pl.DataFrame, far: float) -> list[Note]:
    notes = []
    for row in drift.filter(pl.col("psi_band").is_in(["moved", "shifted"])).iter_rows(named=True):
        measure = header(row["measure"])
        if row["psi_band"] == "shifted":
            notes.append(Note("warning", t(
                "{measure} is no longer as it was when the groups were found (PSI {psi:.2f}): find them anew",
                measure=measure, psi=row["psi"])))  # fmt: skip
        else:
            notes.append(Note("info", t(
                "{measure} has moved somewhat since the groups were found (PSI {psi:.2f})",
                measure=measure, psi=row["psi"])))  # fmt: skip
    if far > _FAR_SHARE:
        notes.append(Note("warning", t(
            "{share:.1%} of the customers are further from every group than 99 in 100 were: no group fits them",
            share=far)))  # fmt: skip
    return notes
