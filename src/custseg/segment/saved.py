"""Found groups kept as plain JSON: measures, scale, centres, names and rules; no code, nothing to run.

A file written by one month assigns the customers of the next. Reading it is guarded as reading any
file is: it may be another's, of a later custseg, or changed by hand. Names may be: everything else is
under a fingerprint.
"""

from __future__ import annotations

import hashlib
import math
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from msgspec import json

from custseg.errors import InputError
from custseg.models.clustering import Scale, distances
from custseg.models.stability import Cells, cells_of
from custseg.result import InputRecord
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.segment.found import Found

FORMAT = 1
_LARGEST = 4 << 20
"""Bytes of a file of groups; a hundred times what fifty groups by fifty measures take."""
_MOST_GROUPS, _MOST_NAME = 50, 500
_PARTS, _FAR = 10, 0.99


class SavedMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A measure: how it becomes comparable, and how it was distributed."""

    column: str
    median: float
    logged: bool
    low: float
    high: float
    centre: float
    spread: float
    edges: tuple[float, ...]
    alone: tuple[bool, ...]
    counts: tuple[int, ...]
    missing: int
    mean: float


class SavedGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group: its centre on the scale of the measures, its size and its rule."""

    name: str
    customers: int
    centre: tuple[float, ...]
    rule: str


class SavedInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file the groups were found in."""

    name: str
    sha256: str


class SavedGroups(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a file of groups says."""

    custseg_groups: int
    custseg: str
    as_of: date | None
    customers: int
    inputs: tuple[SavedInput, ...]
    stability: float
    silhouette: float
    rules_accuracy: float
    far: float
    """The distance from the own centre that 99 in 100 customers stayed within."""
    measures: tuple[SavedMeasure, ...]
    groups: tuple[SavedGroup, ...]
    sha256: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The measures' columns."""
        return tuple(measure.column for measure in self.measures)

    @property
    def names(self) -> list[str]:
        """The groups' names."""
        return [group.name for group in self.groups]

    @property
    def scale(self) -> Scale:
        """The scale the centres are on."""

        def of(field: str) -> NDArray[np.float64]:
            return np.array([getattr(m, field) for m in self.measures], dtype=np.float64)

        logged = np.array([m.logged for m in self.measures], dtype=bool)
        return Scale(of("median"), logged, of("low"), of("high"), of("centre"), of("spread"))

    @property
    def centres(self) -> NDArray[np.float64]:
        """The centres, one row a group."""
        return np.array([group.centre for group in self.groups], dtype=np.float64)


class _Version(msgspec.Struct):
    custseg_groups: int


def saved(found: Found, as_of: date | None, inputs: tuple[InputRecord, ...]) -> SavedGroups:
    """Groups that were found, to be kept."""
    grouping, measures = found.grouping, found.measures
    sizes = np.bincount(found.labels, minlength=grouping.k)
    apart = distances(found.scale.of(measures.values), grouping.centres, found.labels)
    groups = SavedGroups(
        custseg_groups=FORMAT, custseg=version("custseg"), as_of=as_of, customers=len(found.labels),
        inputs=tuple(SavedInput(record.name, record.sha256) for record in inputs),
        stability=grouping.chosen.stability, silhouette=grouping.chosen.silhouette,
        rules_accuracy=found.agreement[0], far=float(np.quantile(apart, _FAR)),
        measures=tuple(
            _measure(column, i, found.scale, measures.values[:, i])
            for i, column in enumerate(measures.columns)
        ),
        groups=tuple(
            SavedGroup(found.names[i], int(sizes[i]), tuple(grouping.centres[i].tolist()), found.rules[i])
            for i in range(grouping.k)
        ),
    )  # fmt: skip
    return msgspec.structs.replace(groups, sha256=_fingerprint(groups))


def _measure(column: str, i: int, scale: Scale, values: NDArray[np.float64]) -> SavedMeasure:
    known = np.sort(values[~np.isnan(values)])
    cells = cells_of(known, _PARTS)
    return SavedMeasure(
        column, float(scale.medians[i]), bool(scale.logged[i]), float(scale.low[i]),
        float(scale.high[i]), float(scale.centre[i]), float(scale.spread[i]),
        tuple(cells.edges.tolist()), tuple(cells.alone.tolist()),
        tuple(cells.counts(known).tolist()), len(values) - len(known), float(known.mean()),
    )  # fmt: skip


def as_text(groups: SavedGroups) -> str:
    """The file's text: equal groups give equal bytes."""
    return json.format(json.encode(groups), indent=1).decode() + "\n"


def read_groups(path: str) -> SavedGroups:
    """The groups kept in the file at ``path``.

    Raises InputError where it cannot be read, is no file of groups, of a later custseg, or was changed.
    """
    local = Path(path)
    content = _content(local)
    try:
        form = json.decode(content, type=_Version).custseg_groups
        if form != FORMAT:
            raise InputError(
                t("{file} is a file of groups of version {version}; this custseg reads version {known}",
                  file=local.name, version=form, known=FORMAT),
                t("use the custseg that wrote it, or find the groups anew with --save-groups"),
            )  # fmt: skip
        groups = json.decode(content, type=SavedGroups)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            t("{file} is no file of groups: {error}", file=local.name, error=str(error)[:200]), _hint()
        ) from error  # fmt: skip
    if (wrong := _wrong(groups)) is not None:
        raise InputError(
            t("{file} is no file of groups: {error}", file=local.name, error=wrong), _hint()
        )
    if groups.sha256 != _fingerprint(groups):
        raise InputError(
            t("{file} was changed after custseg wrote it (only names may be)", file=local.name),
            _hint(),
        )
    return groups


def _hint() -> str:
    return t("make one: custseg segment FILES --save-groups groups.json")


def _content(local: Path) -> bytes:
    if not local.is_file():
        raise InputError(
            t("file of groups not found: {path}", path=local)
            if not local.exists()
            else t("{path} is not a file", path=local),
            _hint(),
        )
    try:
        with local.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(
            t("cannot read {path}: {error}", path=local, error=error), _hint()
        ) from error
    if len(content) > _LARGEST:
        raise InputError(t("{file} is too large for a file of groups", file=local.name), _hint())
    return content.removeprefix(b"\xef\xbb\xbf")


def _wrong(groups: SavedGroups) -> str | None:
    """What cannot be in a file whose form is right; None where all can."""
    n = len(groups.measures)
    if not n or len(set(groups.columns)) < n:
        return t("it has no measures, or one twice")
    if not 1 <= len(groups.groups) <= _MOST_GROUPS:
        return t("it has {n} groups", n=len(groups.groups))
    if any(not 1 <= len(name.strip()) <= _MOST_NAME for name in groups.names):
        return t("a group has no name, or one of more than {most} letters", most=_MOST_NAME)
    if len(set(groups.names)) < len(groups.names):
        return t("two groups have the same name")
    if any(len(group.centre) != n or group.customers < 0 for group in groups.groups):
        return t("a centre has not one number for each measure")
    if not all(map(_can_be, groups.measures)):
        return t("the scale or the parts of a measure cannot be")
    numbers = [groups.stability, groups.silhouette, groups.rules_accuracy, groups.far,
               *(x for group in groups.groups for x in group.centre)]  # fmt: skip
    return None if all(map(math.isfinite, numbers)) else t("a number is not finite")


def _can_be(measure: SavedMeasure) -> bool:
    numbers = (measure.median, measure.low, measure.high, measure.centre, measure.spread,
               measure.mean, *measure.edges)  # fmt: skip
    edges = np.array(measure.edges)
    return (
        all(map(math.isfinite, numbers)) and measure.spread > 0 and measure.low <= measure.high
        and bool((np.diff(edges) > 0).all()) and len(measure.alone) == len(edges)
        and len(measure.counts) == 2 * len(edges) + 1 and min((*measure.counts, measure.missing)) >= 0
    )  # fmt: skip


def cells(measure: SavedMeasure) -> Cells:
    """The parts a measure was divided into where the groups were found."""
    return Cells(np.array(measure.edges), np.array(measure.alone, dtype=bool))


def _fingerprint(groups: SavedGroups) -> str:
    """SHA-256 over everything but the names and itself."""
    nameless = msgspec.structs.replace(
        groups, sha256="",
        groups=tuple(msgspec.structs.replace(group, name="") for group in groups.groups),
    )  # fmt: skip
    return hashlib.sha256(json.encode(nameless)).hexdigest()
