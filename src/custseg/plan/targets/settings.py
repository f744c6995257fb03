"""Section ``[targets]``: figures, what they are to be, and by when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec

from custseg.errors import UsageError
from custseg.settings import Meta, Section, Yuan
from custseg.words import t

Metric = Literal[
    "aum", "new_customers", "money", "complaints", "nps", "satisfied", "customers", "share", "sum", "mean",
]  # fmt: skip
NOW = frozenset({"customers", "share", "sum", "mean"})
"""Figures over today's customers: of earlier days nothing is known but the start that is given."""
FLOWS = frozenset({"new_customers", "money", "complaints"})
"""Figures that add up from the start on; the others are as they stand."""


class Target(Section, frozen=True):
    """One entry of ``[[targets.target]]``."""

    name: Annotated[str, Meta(min_length=1, description="What the target is called")]
    metric: Annotated[
        Metric,
        Meta(description="aum (assets of the month), nps and satisfied (since start_on) as they stand; new_customers, money "
                         "(of purchases), complaints added up since start_on; customers, share, sum, mean over today's customers"),
    ]  # fmt: skip
    goal: Annotated[Yuan, Meta(description="The figure to be reached: 3亿, 500, 0.15")]
    by: Annotated[date, Meta(description="The day by which, such as 2026-12-31")]
    when: Annotated[
        str | None, Meta(description="SQL condition of the customers that count (for share: those that are the share)")
    ] = None  # fmt: skip
    column: Annotated[
        str | None, Meta(description="sum, mean: the column of numbers")
    ] = None  # fmt: skip
    start: Annotated[
        Yuan | None, Meta(description="The figure at the start, where the data does not have it")
    ] = None  # fmt: skip
    start_on: Annotated[
        date | None, Meta(description="The day of the start (unset: 1 January of the year of the data, or of by)")
    ] = None  # fmt: skip
    better: Annotated[
        Literal["auto", "higher", "lower"],
        Meta(description="Which way is better; auto: up, for complaints and where the goal is below the start down"),
    ] = "auto"  # fmt: skip
    per: Annotated[
        str | None, Meta(description="Also for every value of this column: branch, manager, tier")
    ] = None  # fmt: skip
    goals: Annotated[
        dict[str, Yuan],
        Meta(description="Goals of single values of per; the others get the rest of the goal by what they had at the start, else by "
                         "their customers (rates: the same goal)"),
    ] = msgspec.field(default_factory=dict)  # fmt: skip


class TargetsSettings(Section, frozen=True):
    """Section ``[targets]``: key figures (KPI) with goals."""

    target: Annotated[tuple[Target, ...], Meta(description="What is to be reached, and by when")] = ()  # fmt: skip
    at_risk_share: Annotated[
        float,
        Meta(ge=0, le=1, description="At risk rather than missed: the figure foreseen covers this share of the way from start to goal"),
    ] = 0.9  # fmt: skip


def checked(settings: TargetsSettings) -> TargetsSettings:
    """``settings``, when its targets make sense; raises UsageError that names every mistake."""
    names = [one.name for one in settings.target]
    wrong = [t("{name!r} is there twice", name=name) for name in sorted(set(names)) if names.count(name) > 1]  # fmt: skip
    for one in settings.target:
        if one.metric in ("sum", "mean") and one.column is None:
            wrong.append(t("{name!r}: {metric} needs a column", name=one.name, metric=one.metric))
        if one.metric == "share" and one.when is None:
            wrong.append(t("{name!r}: share needs when, the condition of those that are the share", name=one.name))  # fmt: skip
        if one.metric not in NOW and one.column is not None:
            wrong.append(t("{name!r}: {metric} has no column", name=one.name, metric=one.metric))
        if one.start_on is not None and one.start_on >= one.by:
            wrong.append(t("{name!r}: start_on {start} is not before by {by}", name=one.name, start=one.start_on, by=one.by))  # fmt: skip
        if one.goals and one.per is None:
            wrong.append(t("{name!r}: goals need per, the column they are of", name=one.name))
    if wrong:
        raise UsageError(
            t("[targets]: {mistakes}", mistakes="; ".join(wrong)),
            t('a target is [[targets.target]] with name, metric, goal and by = 2026-12-31'),
        )  # fmt: skip
    return settings
