"""Held against the four principles of a good division: objective, relevant, flexible, actionable (四原则).

Each principle is a few figures between 0 and 1, each with what is needed and, where there is one, what a
naive division has. Points are found ÷ needed, at most 100; of a figure that is no better than the naive one
found ÷ naive, less than 100. A principle has the mean of its points, and 100 only where all of them are met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import column_named
from custseg.customers import MONEY, money_of
from custseg.errors import UsageError, nearest
from custseg.models.association import (
    equal_parts,
    eta_squared,
    explained_by_chance,
    ranks,
    tau,
)
from custseg.result import Note, Part
from custseg.segment.settings import SegmentSettings
from custseg.words import header, label, t

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRINCIPLES = ("objective", "relevant", "flexible", "actionable")
DECIDED, RULES_AGREE, COVERED, REACHED = 0.9, 0.9, 0.8, 0.8
EXPLAINED = 0.06
"""A middling effect (Cohen, Statistical Power Analysis, 1988, ch. 8: eta squared .01, .06, .14)."""
LARGEST = 0.7
_MOST_LABELS, _MOST_MEASURES = 50, 12
_LESS_THAN_MET = 99.9
"""Most points of what is not met."""


@dataclass(frozen=True)
class Division:
    """A division of the customers, however it was made, as far as the principles ask."""

    group: NDArray[np.int64]
    names: Sequence[str]
    columns: Sequence[str]
    """What the division looks at."""
    stability: float
    """Of found groups: ARI of resampled customers. Of rules: who stays where figures are 5% off."""
    stable_from: float
    decided: float
    """Customers of whom everything the division looks at is known, or none of it matters."""
    rules_agree: float
    """Customers for whom the rules in custseg.toml give the same segment."""
    rules_kept: float
    """Of rules: those with a test beside them. Of found groups: those that are written as a rule."""
    reproduced: float
    """Segments whose rule finds eight in ten of them, and of whom eight in ten are theirs."""
    rest: int | None = None
    """The segment of those no rule holds for."""


@dataclass(frozen=True)
class _Check:
    principle: str
    key: str
    found: float | None
    needed: float
    naive: float | None = None
    detail: str = ""
    less_is_better: bool = False

    @property
    def points(self) -> float | None:
        """0 to 100; None where it is not known."""
        if self.found is None:
            return None
        share = ((1 - self.found) / (1 - self.needed) if self.less_is_better
                 else self.found / self.needed)  # fmt: skip
        points = round(100 * min(max(share, 0.0), 1.0), 1)
        if self._is_beaten and self.naive:
            return min(points, round(100 * max(self.found / self.naive, 0.0), 1), _LESS_THAN_MET)
        return points

    @property
    def _is_beaten(self) -> bool:
        """Whether the naive division has as much or more."""
        return self.naive is not None and self.found is not None and self.found <= self.naive

    @property
    def verdict(self) -> str:
        """met, partly, not_met or not_known."""
        return "not_known" if self.points is None else _verdict(self.points)


def _verdict(points: float) -> str:
    return "met" if points == 100 else "partly" if points >= 50 else "not_met"


def principles(people: pl.DataFrame, division: Division, settings: SegmentSettings) -> Part:
    """The four principles as a scored table, and the figures behind each.

    Raises UsageError where ``settings.target`` is no column one could explain.
    """
    checks = [
        *_objective(division), *_relevant(people, division, settings), *_flexible(division),
        *_actionable(people, division, settings),
    ]  # fmt: skip
    scored = _scored(checks)
    said = t(", ").join(
        f"{label('principle', row['principle'])} {row['points']:g}"
        for row in scored.iter_rows(named=True) if row["points"] is not None
    )  # fmt: skip
    return Part(
        tables={"principles": scored, "principle_checks": _table(checks)},
        evidence={"principles": dict(scored.select("principle", "points").iter_rows())},
        notes=(
            Note("info", t("the four principles, points of 100: {said}", said=said)),
            *_warnings(checks),
        ),
    )


def _objective(division: Division) -> list[_Check]:
    cited = t(", ").join(header(c) for c in division.columns)
    return [
        _Check("objective", "only_data", 1.0, 1.0, detail=t("looks at nothing but {columns}", columns=cited)),
        _Check("objective", "stability", division.stability, division.stable_from),
        _Check("objective", "decided", division.decided, DECIDED),
    ]  # fmt: skip


def _flexible(division: Division) -> list[_Check]:
    return [
        _Check("flexible", "rules_agree", division.rules_agree, RULES_AGREE),
        _Check("flexible", "rules_kept", division.rules_kept, 1.0),
    ]


# --- relevant --------------------------------------------------------------------------------------


def _relevant(people: pl.DataFrame, division: Division, settings: SegmentSettings) -> list[_Check]:
    """How much of the target the segments explain, beside one measure cut into as many parts."""
    target = _target(people, division, settings)
    if target is None:
        return [_Check("relevant", "explained", None, EXPLAINED, detail=t("no column says what customers are worth"))]  # fmt: skip
    there = people[target].is_not_null().to_numpy()
    if people.schema[target].is_float():
        there &= people[target].is_finite().fill_null(False).to_numpy()
    if there.sum() < 2:
        return [_Check("relevant", "explained", None, EXPLAINED, detail=header(target))]
    values, group = people[target].filter(pl.Series(there)), division.group[there]
    goal = _goal(values)
    found = _explained(goal, group)
    best, by = _by_one_measure(people, division, target, there, goal, len(np.unique(group)))
    chance = explained_by_chance(len(group), len(np.unique(group)))
    detail = t("of {target}; {chance:.4f} by chance", target=header(target), chance=chance)
    if target in division.columns:
        detail += t("; the segments were made of it, so this is no proof")
    if by is not None:
        detail += t("; naive: as many parts by {measure} alone", measure=header(by))
    return [_Check("relevant", "explained", found, EXPLAINED, best, detail)]


def _target(people: pl.DataFrame, division: Division, settings: SegmentSettings) -> str | None:
    """The column that segments should tell apart: the one set, else money they were not made of."""
    if settings.target is None:
        free = [c for c in MONEY if c in people.columns and c not in division.columns
                and people.schema[c].is_numeric() and people[c].n_unique() > 2]  # fmt: skip
        return free[0] if free else money_of(people)
    column = column_named(settings.target, people.columns)
    if column is None:
        guess = nearest(settings.target, people.columns)
        raise UsageError(
            t("[segment] target = {name!r} is no column of the results", name=settings.target)
            + (t(" (did you mean {guess!r}?)", guess=guess) if guess else ""),
            t("columns: {known}", known=", ".join(people.columns)),
        )
    kind = people.schema[column]
    values = people[column].n_unique()
    if kind.is_temporal() or (not kind.is_numeric() and values > _MOST_LABELS):
        raise UsageError(
            t("[segment] target = {name!r} has {n} different values and is no number", name=column, n=values),
            t("name a column of numbers, or of a few labels"),
        )  # fmt: skip
    return column


@dataclass(frozen=True)
class _Goal:
    """A target as numbers (ranks) or as codes of labels."""

    ranks: NDArray[np.float64] | None
    codes: NDArray[np.int64] | None


def _goal(values: pl.Series) -> _Goal:
    if values.dtype.is_numeric():
        return _Goal(ranks(values.cast(pl.Float64).to_numpy()), None)
    texts = values.cast(pl.String)
    known = texts.unique().sort()
    return _Goal(None, texts.replace_strict(known, np.arange(len(known))).to_numpy())


def _explained(goal: _Goal, group: NDArray[np.int64]) -> float | None:
    if goal.ranks is not None:
        share = eta_squared(goal.ranks, group)
    else:
        assert goal.codes is not None
        heads = np.zeros((int(group.max()) + 1, int(goal.codes.max()) + 1), dtype=np.int64)
        np.add.at(heads, (group, goal.codes), 1)
        share = tau(heads)
    return None if np.isnan(share) else share


def _by_one_measure(
    people: pl.DataFrame, division: Division, target: str, there: NDArray[np.bool_], goal: _Goal, k: int
) -> tuple[float | None, str | None]:  # fmt: skip
    """The most that one measure of the division, cut into ``k`` like parts, explains; and which one."""
    best: tuple[float | None, str | None] = (None, None)
    numeric = [c for c in division.columns if c != target and people.schema[c].is_numeric()]
    for column in numeric[:_MOST_MEASURES]:
        values = people[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()[there]
        middle = np.nanmedian(values) if not np.isnan(values).all() else 0.0
        share = _explained(goal, equal_parts(np.where(np.isnan(values), middle, values), k))
        if share is not None and (best[0] is None or share > best[0]):
            best = (share, column)
    return best


# --- actionable ------------------------------------------------------------------------------------


def _actionable(
    people: pl.DataFrame, division: Division, settings: SegmentSettings
) -> list[_Check]:
    sizes = np.bincount(division.group, minlength=len(division.names))
    own = [int(n) for i, n in enumerate(sizes) if i != division.rest and n]
    large = sum(n >= settings.min_size for n in own) / len(own) if own else 0.0
    covered = 1.0 if division.rest is None else 1 - float(sizes[division.rest]) / len(people)
    greatest = int(sizes.argmax())
    return [
        _Check("actionable", "large_enough", large, 1.0, detail=t(
            "segments of at least {least} customers (min_size)", least=settings.min_size)),
        _Check("actionable", "largest", float(sizes[greatest]) / len(people), LARGEST, less_is_better=True,
               detail=label("segment", division.names[greatest])),
        _Check("actionable", "covered", covered, COVERED),
        _Check("actionable", "reproduced", division.reproduced, 1.0),
        _reach(people, division),
    ]  # fmt: skip


def _reach(people: pl.DataFrame, division: Division) -> _Check:
    if "reachable" not in people.columns:
        return _Check("actionable", "reached", None, REACHED, detail=t("no column of phones or e-mail addresses"))  # fmt: skip
    reached = people["reachable"].fill_null(False).to_numpy()
    sizes = np.bincount(division.group, minlength=len(division.names))
    shares = np.bincount(division.group, weights=reached, minlength=len(division.names)) / np.maximum(sizes, 1)  # fmt: skip
    there = np.flatnonzero(sizes)
    least = int(there[shares[there].argmin()])
    return _Check("actionable", "reached", float(reached.mean()), REACHED, detail=t(
        "least in {name}: {share:.1%}", name=label("segment", division.names[least]), share=float(shares[least])))  # fmt: skip


# --- tables ----------------------------------------------------------------------------------------


def _scored(checks: Sequence[_Check]) -> pl.DataFrame:
    rows: list[tuple[str, float | None, str, str | None]] = []
    for principle in PRINCIPLES:
        known = [(c.points, c) for c in checks if c.principle == principle and c.points is not None]
        if not known:
            rows.append((principle, None, "not_known", None))
            continue
        points = sum(p for p, _ in known) / len(known)
        _, weakest = min(known, key=lambda pair: pair[0])
        all_met = all(check.verdict == "met" for _, check in known)
        shown = 100.0 if all_met else min(round(points, 1), _LESS_THAN_MET)
        rows.append((principle, shown, _verdict(shown), None if all_met else weakest.key))
    return pl.DataFrame(
        rows, orient="row",
        schema={"principle": pl.String, "points": pl.Float64, "verdict": pl.String,
                "weakest_check": pl.String},
    )  # fmt: skip


def _table(checks: Sequence[_Check]) -> pl.DataFrame:
    return pl.DataFrame(
        [(c.principle, c.key, c.found, c.needed, c.naive, c.points, c.verdict, c.detail) for c in checks],
        orient="row",
        schema={"principle": pl.String, "principle_check": pl.String, "figure": pl.Float64,
                "figure_needed": pl.Float64, "naive_figure": pl.Float64, "points": pl.Float64,
                "verdict": pl.String, "detail": pl.String},
    )  # fmt: skip


def _warnings(checks: Sequence[_Check]) -> list[Note]:
    return [
        Note("info", t(
            "the segments explain {found:.3f} {detail}: one measure alone explains {naive:.3f}, so they add nothing to it",
            found=check.found, naive=check.naive, detail=check.detail))
        for check in checks
        if check.key == "explained" and check.found is not None and check.naive is not None
        and check.found <= check.naive
    ]  # fmt: skip
