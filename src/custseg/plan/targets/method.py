"""Targets with what they have come to, the gap, and where they are heading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from custseg.errors import InputError
from custseg.methods.sentiment import SentimentSettings
from custseg.plan.book import Book
from custseg.plan.targets.figures import Figure, Figures, figures_of, parts_of
from custseg.plan.targets.outlook import (
    Course,
    basis,
    covered,
    forecast,
    past_errors,
    status,
)
from custseg.plan.targets.settings import FLOWS, Target, TargetsSettings, checked
from custseg.result import Note, Part
from custseg.words import label, t

RATES = frozenset({"nps", "satisfied", "share", "mean"})
"""Figures that are not divided among units: each unit has the same goal."""
UNITS = {"aum": "money", "money": "money", "sum": "number", "mean": "number", "share": "share", "satisfied": "share",
         "nps": "number", "customers": "count", "new_customers": "count", "complaints": "count"}  # fmt: skip


def targets(
    book: Book, settings: TargetsSettings, feelings: SentimentSettings = SentimentSettings()
) -> Part:
    """How far every target has come, what is lacking, and where it is heading (目标与进度).

    ``targets``: start, actual, goal, gap, the figure on the day of the goal if it runs on as it has
    (``outlook.forecast``) and what that goes by (``outlook.basis``), the status that follows (``outlook.status``), with the error the same forecast would
    have had in the past beside that of saying that nothing changes. ``target_units``: the same for every branch or
    manager where a target asks for it.

    Raises UsageError for targets that cannot be understood; InputError where none are written or none can be
    computed. A target whose tables are missing is named in a warning.
    """
    if not settings.target:
        raise InputError(
            t("nothing says what is to be reached"),
            t("write [[targets.target]] into custseg.toml: name, metric, goal, by; see docs/methods.md"),
        )  # fmt: skip
    settings = checked(settings)
    rows: list[dict[str, Any]] = []
    units: list[dict[str, Any]] = []
    lacking: list[tuple[Target, InputError]] = []
    for target in settings.target:
        since = _since(target, book.as_of)
        try:
            found = figures_of(book, target, since, feelings)
        except InputError as error:
            lacking.append((target, error))
            continue
        rows.append(_row(target, found.whole, float(target.goal), since, book, settings))
        units += _unit_rows(target, found, since, book, settings)
    if not rows:
        raise InputError(
            t("no target can be computed: {reasons}",
              reasons="; ".join(f"{target.name}: {error.message}" for target, error in lacking)),
            lacking[0][1].hint,
        )  # fmt: skip
    notes = [Note("finding", _said(row)) for row in rows]
    notes += [_behind(target, units) for target in settings.target if _has_behind(target, units)]
    notes += [Note("warning", t("target {name!r} cannot be computed: {why}", name=target.name, why=error.message))
              for target, error in lacking]  # fmt: skip
    tables = {"targets": _frame(rows), "target_units": _frame(units, of_units=True)}
    return Part(
        tables={name: frame for name, frame in tables.items() if frame.height}, notes=tuple(notes),
        evidence={"targets": [{"name": row["target"], "status": row["target_status"], "actual": row["achieved"],
                               "forecast": row["foreseen"]} for row in rows]},
    )  # fmt: skip


def _since(target: Target, as_of: date) -> date:
    """The day of the start: as set, else 1 January of the year of the data or of the goal, whichever is earlier."""
    return target.start_on or date(min(as_of.year, target.by.year), 1, 1)


def _unit_rows(
    target: Target, found: Figures, since: date, book: Book, settings: TargetsSettings
) -> list[dict[str, Any]]:
    """A row for each unit: its own goal where one is set, else its part of what is left of the whole one."""
    own = {name: float(goal) for name, goal in target.goals.items() if name in found.units}
    others = [name for name in found.units if name not in own]
    divided = target.metric not in RATES
    rest = float(target.goal) - (sum(own.values()) if divided else 0.0)
    parts = parts_of(rest, [found.units[name] for name in others], divided=divided)
    goals = own | dict(zip(others, parts, strict=True))
    return [
        {"target_unit": name} | _row(target, figure, goals[name], since, book, settings, is_unit=True)
        for name, figure in found.units.items()
    ]  # fmt: skip


def _row(
    target: Target, figure: Figure, goal: float, since: date, book: Book, settings: TargetsSettings,
    *, is_unit: bool = False,
) -> dict[str, Any]:  # fmt: skip
    level = target.metric not in FLOWS
    start = figure.start if target.start is None or is_unit else float(target.start)
    course = Course(start, figure.actual, (book.as_of - since).days + (0 if level else 1),
                    (target.by - book.as_of).days, level, figure.months,
                    stays=target.metric in ("nps", "satisfied"))  # fmt: skip
    foreseen = forecast(course)
    upward = _upward(target, start, goal)
    errors = past_errors(figure.months, round(max(course.days_left, 30) / 30.4), level=level)
    known = UNITS[target.metric]
    return {
        "target": target.name, "measure": _MEASURES[known], "target_metric": target.metric, "start_on": since, "by": target.by,
        "start": start, "achieved": figure.actual, "goal": goal, "to_goal": goal - figure.actual,
        "way_share": covered(course, goal, figure.actual) if start is not None and (upward or level) else None,
        "time_share": _time_share(since, book.as_of, target.by),
        "foreseen": foreseen, "foreseen_by": None if foreseen is None else basis(course),
        "target_status": status(course, goal, foreseen, upward=upward, near=settings.at_risk_share),
        "past_error": errors[0] if errors else None, "past_error_same": errors[1] if errors else None,
    }  # fmt: skip


def _time_share(since: date, today: date, by: date) -> float:
    """Days gone of the days there are, the first and the last counted."""
    gone, whole = (today - since).days + 1, (by - since).days + 1
    return min(1.0, max(0.0, gone / max(1, whole)))


_MEASURES = {
    "money": "money",
    "share": "customers_share",
    "count": "target_count",
    "number": "target_number",
}
"""A column whose unit the amounts of a row have."""


def _upward(target: Target, start: float | None, goal: float) -> bool:
    if target.better != "auto":
        return target.better == "higher"
    if target.metric == "complaints":
        return False
    return start is None or goal >= start


def _frame(rows: Sequence[dict[str, Any]], *, of_units: bool = False) -> pl.DataFrame:
    number = pl.Float64
    schema = {
        "target": pl.String, "target_metric": pl.String, "measure": pl.String, "start_on": pl.Date, "by": pl.Date,
        "start": number, "achieved": number, "goal": number, "to_goal": number, "way_share": number, "time_share": number,
        "foreseen": number, "foreseen_by": pl.String, "target_status": pl.String, "past_error": number, "past_error_same": number,
    }  # fmt: skip
    if not of_units:
        return pl.DataFrame(list(rows), schema=schema)
    shown = (
        "target",
        "target_unit",
        "measure",
        "start",
        "achieved",
        "goal",
        "to_goal",
        "foreseen",
        "target_status",
    )
    return pl.DataFrame(list(rows), schema=schema | {"target_unit": pl.String}).select(shown)


def _said(row: dict[str, Any]) -> str:
    said = t("{name}: {actual} of {goal}, {status}", name=row["target"], actual=_amount(row, "achieved"),
             goal=_amount(row, "goal"), status=label("target_status", row["target_status"]))  # fmt: skip
    if row["foreseen"] is not None and row["target_status"] not in ("met", "missed"):
        said += t("; {foreseen} on {day} by {basis}", foreseen=_amount(row, "foreseen"), day=row["by"],
                  basis=label("foreseen_by", row["foreseen_by"]))  # fmt: skip
    if row["target_status"] == "unknown":
        said += t("; nothing says how it has run: give start and start_on")
    error, same = row["past_error"], row["past_error_same"]
    if error is not None and error > same:
        said += t(" (in the past this was further off than saying that nothing changes)")
    return said


def _has_behind(target: Target, units: Sequence[dict[str, Any]]) -> bool:
    return any(_is_behind(target, row) for row in units)


def _is_behind(target: Target, row: dict[str, Any]) -> bool:
    return row["target"] == target.name and row["target_status"] in ("off_track", "missed")


def _behind(target: Target, units: Sequence[dict[str, Any]]) -> Note:
    mine = [row for row in units if row["target"] == target.name]
    behind = [row["target_unit"] for row in mine if _is_behind(target, row)]
    return Note("finding", t("{name}: {n} of {all} behind: {units}", name=target.name, n=len(behind), all=len(mine),
                             units=", ".join(behind[:5]) + (" …" if len(behind) > 5 else "")))  # fmt: skip


def _amount(row: dict[str, Any], column: str) -> str:
    value, unit = row[column], UNITS[row["target_metric"]]
    if unit == "share":
        return f"{value:.1%}"
    return f"{value:,.1f}" if unit == "number" else f"{value:,.0f}"
