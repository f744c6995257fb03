"""Which labels are held against each other, and which of their values is the better one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from custseg.compare.period import RFM_SEGMENT, Period
from custseg.compare.settings import CompareSettings
from custseg.conditions import column_named, nearest_columns, said_columns
from custseg.errors import UsageError
from custseg.words import key_of_label, t
from custseg.words.labels import LABELS

SHOWN = ("tier", "value_tier", "segment", RFM_SEGMENT, "stage", "behavior_label")
"""Labels whose moves are shown unless others are asked for, in the order they are told."""
USUAL = (*SHOWN, "mood", "main_need", "churn_risk_band", "customer_level", "rfm_class", "abc_class",
         "hml_class", "tier_status")  # fmt: skip
"""Labels whose moves are counted."""
ORDERS: Mapping[str, tuple[str, ...]] = {
    "tier": tuple(LABELS["tier"]),
    "value_tier": ("high", "potential", "low"),
    "abc_class": ("a", "b", "c"),
    "hml_class": ("heavy", "medium", "light", "zero"),
    "mood": ("satisfied", "so_so", "unhappy", "angry"),
    "churn_risk_band": ("low", "medium", "high", "gone"),
    "tier_status": ("normal", "watched"),
}
"""Labels that have a better and a worse, best first; the others only change."""
_MOST_VALUES = 100


@dataclass(frozen=True)
class Compared:
    """A label of NEW and what it is held against in OLD."""

    key: str
    was: str
    order: tuple[str, ...] = ()
    """Its values from best to worst; empty where none is better than another."""
    renamed: Mapping[str, str] | None = None
    """What OLD calls a value -> what NEW calls it."""
    is_shown: bool = True


def compared(old: Period, new: Period, settings: CompareSettings) -> list[Compared]:
    """The labels to compare: those asked for, or the usual ones both periods have.

    Raises UsageError for a label that is not there or is none.
    """
    asked = [_pair(said, old, new) for said in settings.labels]
    pairs = asked or [(c, c) for c in USUAL if _is_label(old, c) and _is_label(new, c)]
    return [
        Compared(key, was, _order(key, old, new, settings), _renamed(key, was, settings),
                 bool(asked) or key in SHOWN)
        for was, key in pairs
    ]  # fmt: skip


def _is_label(period: Period, column: str) -> bool:
    return period.people.schema.get(column) == pl.String and period.people[column].count() > 0


def _pair(said: str, old: Period, new: Period) -> tuple[str, str]:
    """``tier``, or ``customer_level=tier`` where OLD has it under another name."""
    first, equals, second = said.partition("=")
    return _found(first.strip(), old, "OLD"), _found((second if equals else first).strip(), new, "NEW")  # fmt: skip


def _found(name: str, period: Period, which: str) -> str:
    people = period.people
    labels = [c for c, kind in people.schema.items() if kind == pl.String and c != "customer_id"]
    column = column_named(name, labels)
    if column is None:
        few = [c for c in labels if 1 <= people[c].drop_nulls().n_unique() <= _MOST_VALUES]
        raise UsageError(
            t("{which} has no label {name!r}", which=which, name=name),
            t("labels: {known}", known=nearest_columns(name, few)),
        )
    if people[column].n_unique() > _MOST_VALUES:
        raise UsageError(
            t("{name!r} has {n} different values in {which}: that is no label", name=column,
              n=f"{people[column].n_unique():,}", which=which),
            t("labels: {known}", known=said_columns([c for c in USUAL if c in labels])),
        )  # fmt: skip
    return column


def _order(key: str, old: Period, new: Period, settings: CompareSettings) -> tuple[str, ...]:
    """From best to worst: as [compare] says, else the levels of tier as they were set, else ours."""
    if key in settings.orders:
        return tuple(key_of_label(key, value) or value for value in settings.orders[key])
    if key == "tier":
        said = next((names for p in (new, old) if (names := _levels(p.settings.get("tier", {})))), ())  # fmt: skip
        if said:
            return said
    return ORDERS.get(key, ())


def _levels(settings: Mapping[str, Any]) -> tuple[str, ...]:
    levels = settings.get("levels", ())
    names = [level.get("name") for level in levels if isinstance(level, Mapping)]
    return tuple(key_of_label("tier", name) or name for name in names if isinstance(name, str))


def _renamed(key: str, was: str, settings: CompareSettings) -> dict[str, str]:
    said = {**settings.same.get(was, {}), **settings.same.get(key, {})}
    return {(key_of_label(was, a) or a): (key_of_label(key, b) or b) for a, b in said.items()}


def ranks(order: Sequence[str]) -> dict[str, int]:
    """The place of each value, the best first."""
    return {value: at for at, value in enumerate(order)}
