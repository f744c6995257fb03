"""Where a figure is heading if it runs on as it has, and whether that reaches the goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Status = Literal["met", "on_track", "at_risk", "off_track", "missed", "unknown"]
Basis = Literal["trend", "pace", "stays"]
MOST_MONTHS = 12
"""Of a longer history the last months count."""
FEWEST_MONTHS = 3
"""Months from which a rate is taken; with fewer the line from the start to today is taken."""


@dataclass(frozen=True)
class Course:
    """How a figure came to where it is.

    ``level``: a figure as it stands; its rate is the least-squares slope of its month ends, at most twelve. Else
    one that adds up from the start; its rate is what it has added a day.
    """

    start: float | None
    actual: float
    days_gone: int
    """Days from the start to today."""
    days_left: int
    """Days from today to the day of the goal; 0 or less when it has come."""
    level: bool
    months: tuple[float, ...] = ()
    """The figure at month ends up to today, the last one last; for a figure that adds up each month's own."""
    stays: bool = False
    """Whether it is a mean over the time since the start, which does not run anywhere."""


def basis(course: Course) -> Basis:
    """What ``forecast`` goes by: the trend of the last months, the pace since the start, or that it stays."""
    if course.stays:
        return "stays"
    return "trend" if course.level and len(course.months) >= FEWEST_MONTHS else "pace"


def forecast(course: Course) -> float | None:
    """The figure on the day of the goal if it runs on as it has; None where nothing says how it has run.

    A mean of answers is taken to stay what it is: answers to come are not more of those that came.
    """
    left = max(course.days_left, 0)
    by = basis(course)
    if by == "stays":
        return course.actual
    if not course.level:
        return course.actual + course.actual / course.days_gone * left if course.days_gone > 0 else None  # fmt: skip
    if by == "trend":
        return course.actual + slope(course.months[-MOST_MONTHS:]) * left / _DAYS_OF_MONTH
    if course.start is None or course.days_gone <= 0:
        return None
    return course.actual + (course.actual - course.start) / course.days_gone * left


_DAYS_OF_MONTH = 365.25 / 12


def slope(values: Sequence[float]) -> float:
    """The least-squares slope of equally spaced values.

    >>> slope([1.0, 3.0, 5.0])
    2.0
    """
    middle = (len(values) - 1) / 2
    mean = sum(values) / len(values)
    across = sum((at - middle) ** 2 for at in range(len(values)))
    return sum((at - middle) * (value - mean) for at, value in enumerate(values)) / across


def status(course: Course, goal: float, foreseen: float | None, *, upward: bool, near: float) -> Status:  # fmt: skip
    """How it stands: met (or missed) where today's figure (the day) decides it, else by ``foreseen``.

    A figure that adds up towards a ceiling (lower is better) is met only when its day has come.
    """
    reached = course.actual >= goal if upward else course.actual <= goal
    if course.days_left <= 0:
        return "met" if reached else "missed"
    if not course.level and not upward:
        if not reached:
            return "missed"
    elif reached:
        return "met"
    if foreseen is None:
        return "unknown"
    if (foreseen >= goal) if upward else (foreseen <= goal):
        return "on_track"
    return "at_risk" if covered(course, goal, foreseen, upward=upward) >= near else "off_track"


def covered(course: Course, goal: float, figure: float, *, upward: bool = True) -> float:
    """The share of the way from the start to the goal that ``figure`` has come; of the goal where none is known.

    Of a figure that adds up towards a ceiling: the ceiling over the figure, where that is beyond it.
    """
    if not course.level and not upward:
        return goal / figure if figure > goal else 1.0
    start = 0.0 if course.start is None else course.start
    if goal == start:
        return 1.0 if figure == goal else 0.0
    return (figure - start) / (goal - start)


def past_errors(months: Sequence[float], ahead: int, *, level: bool) -> tuple[float, float] | None:
    """How far off ``forecast`` would have been in the past, ``ahead`` months before: the mean absolute error beside that of
    saying that nothing changes (level: the last month's figure; else the last month's again every month).

    None where no month has enough before and after it.
    """
    ahead = max(1, ahead)
    errors: list[tuple[float, float]] = []
    for now in range(FEWEST_MONTHS, len(months) - ahead + 1):
        known = list(months[max(0, now - MOST_MONTHS) : now])
        if level:
            truth = months[now + ahead - 1]
            run, same = known[-1] + slope(known) * ahead, known[-1]
        else:
            truth = sum(months[now : now + ahead])
            run, same = sum(known) / len(known) * ahead, known[-1] * ahead
        errors.append((abs(run - truth), abs(same - truth)))
    if not errors:
        return None
    return sum(e for e, _ in errors) / len(errors), sum(e for _, e in errors) / len(errors)
