"""Named movers, and the facts that changed with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from custseg.compare.meeting import Meeting
from custseg.compare.movement import Movement
from custseg.compare.words import amount
from custseg.customers import MEASURES, MONEY
from custseg.words import header, label, t

RULES = {
    "tier": "tier_rule", "value_tier": "value_rule", "stage": "stage_rule", "behavior_label": "behavior_rule",
    "mood": "mood_rule", "main_need": "need_rule",
}  # fmt: skip
"""Labels and the column that says by which rule they were given."""
_OF_THE_MOVE = ("fell", "rose", "rose_as_decided", "locked")
"""Rules of tier that say why a level changed; the others are of a month in which it did not."""
_CELLS = {"segment": "rfm_cell", "rfm_segment": "rfm_cell"}
"""Labels and the column that they are read off."""
_FACTS = 3
"""Facts told of a mover, and of each kind of move."""
_LEAST_RANK = 0.5
"""A fact is told of a mover when it changed more than with half of all customers."""
_LEAST_APART = 0.1
"""A fact is told of a group when its changes are so far from the middle of all."""
_WHO = ("branch", "manager")
_SAME = {"aum_month_avg": ("average_assets",), "recency_days": ("days_since_last",)}
"""Facts that say the same as the first: only that is told."""


@dataclass(frozen=True)
class Changes:
    """How much the measures of the customers in both periods changed, and how usual that is."""

    meeting: Meeting

    @cached_property
    def measures(self) -> list[str]:
        """The numbers both periods have, in the order they are told."""
        old, new = self.meeting.old.people.schema, self.meeting.new.people.schema
        wanted = dict.fromkeys((*MONEY[:1], *MEASURES, *MONEY))
        found = [c for c in wanted if c in old and c in new and old[c].is_numeric() and new[c].is_numeric()]  # fmt: skip
        again = {other for first, others in _SAME.items() if first in found for other in others}
        return [c for c in found if c not in again]

    @cached_property
    def _of(self) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """measure -> before, after and change of everybody; NaN where one of them is not known."""
        found = {}
        for measure in self.measures:
            before, after = (
                side(measure).cast(pl.Float64).fill_null(float("nan")).to_numpy()
                for side in (self.meeting.was, self.meeting.now)
            )
            change = after - before
            if np.nanmax(np.abs(change), initial=0.0) > 0:
                found[measure] = (before, after, change)
        return found

    @cached_property
    def _sorted(self) -> dict[str, np.ndarray]:
        """measure -> the sizes of all known changes, in order."""
        return {m: np.sort(np.abs(every)) for m, every in self._ascending.items()}

    def of_one(self, at: int) -> list[tuple[str, float, float]]:
        """The facts of one customer that changed more than with most others: measure, before, after.

        In the order of the share of customers with whom it changed less; what changed with everybody alike,
        as the time since the opening does, is left out.
        """
        ranked = []
        for place, (measure, (before, after, change)) in enumerate(self._of.items()):
            if measure == self.meeting.money or np.isnan(change[at]) or change[at] == 0:
                continue  # money stands beside it anyway
            sizes = self._sorted[measure]
            rank = np.searchsorted(sizes, abs(change[at]), "left") / len(sizes)
            if rank >= _LEAST_RANK:
                ranked.append((-rank, place, measure, float(before[at]), float(after[at])))
        return [(measure, was, now) for _, _, measure, was, now in sorted(ranked)[:_FACTS]]

    def of_many(self, chosen: np.ndarray) -> list[dict[str, Any]]:
        """The facts that changed most with a group: their medians, and the place of its changes among all.

        The place is the mean share of all customers whose change is smaller (half of those whose is equal):
        .5 where the group changed like everybody. Ordered by how far it is from that.
        """
        rows: list[tuple[float, dict[str, Any]]] = []
        for measure, (before, after, change) in self._of.items():
            known = np.flatnonzero(chosen & ~np.isnan(change))
            if len(known):
                place = self._place(measure, change[known])
                rows.append((abs(place - 0.5), {
                    "measure": measure, "customers": len(known), "median_old": float(np.median(before[known])),
                    "median_new": float(np.median(after[known])), "change_rank": place,
                }))  # fmt: skip
        rows.sort(key=lambda row: -row[0])
        return [row for apart, row in rows if apart >= _LEAST_APART][:_FACTS]

    @cached_property
    def _ascending(self) -> dict[str, np.ndarray]:
        """measure -> all known changes, in order."""
        return {m: np.sort(change[~np.isnan(change)]) for m, (_, _, change) in self._of.items()}

    def _place(self, measure: str, changes: np.ndarray) -> float:
        """The mean share of all customers whose change is smaller than one of these, ties by half."""
        every, some = self._ascending[measure], np.sort(changes)
        low, high = np.searchsorted(every, some, "left"), np.searchsorted(every, some, "right")
        return float((low + high).mean() / (2 * len(every)))


DRIVERS_SCHEMA: dict[str, pl.DataType] = {
    "label": pl.String(), "move": pl.String(), "measure": pl.String(), "customers": pl.Int64(),
    "median_old": pl.Float64(), "median_new": pl.Float64(), "change_rank": pl.Float64(),
}  # fmt: skip


def drivers_table(movements: Sequence[Movement], changes: Changes) -> pl.DataFrame:
    """For each label and move the facts that changed most with those who made it."""
    rows = [
        {"label": movement.key, "move": move, **row}
        for movement in movements
        for move in ("up", "down", "changed")
        for row in changes.of_many((movement.move == move).to_numpy())
    ]
    return pl.DataFrame(rows, schema=DRIVERS_SCHEMA)


def movers_table(movement: Movement, changes: Changes, most: int) -> pl.DataFrame:
    """Whose label changed, who came and who went: most money first, with what changed."""
    meeting, key = movement.meeting, movement.key
    who = [c for c in _WHO if c in meeting.new.people.columns and c != key]
    frame = pl.DataFrame({
        "_at": pl.Series(range(len(movement.move)), dtype=pl.Int64), "customer_id": meeting.customers,
        f"{key}_old": movement.was, key: movement.now, "move": movement.move,
        "money_old": meeting.money_was, "money_new": meeting.money_now,
    })  # fmt: skip
    moved = (
        frame.filter(pl.col("move") != "stayed")
        .with_columns(pl.max_horizontal("money_old", "money_new").alias("_most"))
        .sort("_most", "customer_id", descending=[True, False], nulls_last=True).head(most)
    )  # fmt: skip
    staff = [meeting.now(c).gather(moved["_at"]) for c in who]
    said = [_why(row, movement, changes) for row in moved.iter_rows(named=True)]
    shown = moved.drop("_at", "_most", *(["money_old", "money_new"] if meeting.money is None else []))  # fmt: skip
    shown = shown.insert_column(1, staff[0]) if staff else shown
    shown = shown.insert_column(2, staff[1]) if len(staff) > 1 else shown
    return shown.with_columns(pl.Series("changed_facts", said, dtype=pl.String))


def _why(row: dict[str, Any], movement: Movement, changes: Changes) -> str:
    """The rule that gave the label it has now, and the facts that changed most."""
    if row["move"] == "new":
        return t("not among the customers of OLD")
    if row["move"] == "lost":
        return t("no longer among the customers of NEW")
    facts = [
        t("{measure} {old} → {new}", measure=header(m), old=amount(m, was), new=amount(m, now))
        for m, was, now in changes.of_one(row["_at"])
    ]
    said = [*_by_rule(movement, row["_at"]), *facts]
    return t("; ").join(said) or t("none of the known facts changed more than usual")


def _by_rule(movement: Movement, at: int) -> list[str]:
    meeting, key = movement.meeting, movement.key
    rule = RULES.get(key, "")
    if rule in meeting.new.people.columns:
        given = meeting.now(rule)[at]
        is_told = given is not None and given != "rest" and (key != "tier" or given in _OF_THE_MOVE)
        return [label(rule, given)] if is_told else []
    cell = _CELLS.get(key, "")
    if cell in meeting.new.people.columns and cell in meeting.old.people.columns:
        was, now = meeting.was(cell)[at], meeting.now(cell)[at]
        return [t("{measure} {old} → {new}", measure=header(cell), old=was or "–", new=now or "–")]
    return []


def reason_of(movement: Movement, move: str, drivers: pl.DataFrame) -> str:
    """The rule most of those who made a move are judged by now, else what changed with them.

    Empty where nothing stands out.
    """
    meeting, key = movement.meeting, movement.key
    rule = RULES.get(key, "")
    if rule in meeting.new.people.columns:
        given = meeting.now(rule).filter(movement.move == move)
        given = given.filter(given.is_in(_OF_THE_MOVE) if key == "tier" else given != "rest")
        counted = given.drop_nulls().value_counts(sort=False)
        if counted.height:
            name, n = counted.sort("count", rule, descending=[True, False]).row(0)
            return t("; {n} of those who {move} by the rule: {rule}", n=f"{n:,}",
                     move=label("made_move", move), rule=label(rule, name))  # fmt: skip
    of_move = drivers.filter((pl.col("label") == key) & (pl.col("move") == move))
    if not of_move.height:
        return ""
    facts = t("; ").join(
        t("{measure} {old} → {new}", measure=header(row["measure"]),
          old=amount(row["measure"], row["median_old"]), new=amount(row["measure"], row["median_new"]))
        for row in of_move.iter_rows(named=True)
    )  # fmt: skip
    return t(
        "; the middle of those who {move}: {facts}", move=label("made_move", move), facts=facts
    )
