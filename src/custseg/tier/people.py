"""One row per customer: the level, why, since when, and how far it is to the next threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.models.tier_memory import NONE, Memory
from custseg.tier.locks import Locks
from custseg.tier.names import level_names, month_name, month_names
from custseg.tier.settings import Level
from custseg.tier.walk import Walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


def customer_rows(
    walk: Walk, values: Numbers, before: Numbers, month: int, levels: Sequence[Level],
    memory: Memory, *, metric: str, near_share: float, locks: Locks | None,
) -> pl.DataFrame:  # fmt: skip
    """The customers who have a level, with everything the next month must know to go on."""
    names = [level.name for level in levels]
    now, was, n = walk.now, walk.before, len(walk.customers)
    watched = now.watched(memory)
    until = locks.until(month, n) if locks else np.zeros(n, np.int64)
    left = np.where(now.below > 0, now.months_left(memory), -1)
    distances = _distances(now.tier, values, levels)
    rows = pl.DataFrame({
        "customer_id": walk.customers,
        "tier": level_names(now.tier, names, "tier"),
        "tier_status": _chosen(["locked", "watched"], [walk.locked != NONE, watched], "normal"),
        "tier_change": _chosen(["new", "up", "down", "to_watch", "off_watch"], [
            was.tier == NONE, now.tier < was.tier, now.tier > was.tier,
            watched & ~was.watched(memory), was.watched(memory) & ~watched], "same"),
        "previous_tier": level_names(was.tier, names, "previous_tier"),
        "tier_rule": _rule(walk, watched),
        metric: pl.Series(values),
        "value_before": pl.Series(np.where(was.tier == NONE, np.nan, before)),
        "reached_tier": level_names(now.reached, names, "reached_tier"),
        "below_months": pl.Series(now.below, dtype=pl.Int64),
        "best_below_tier": level_names(now.best, names, "best_below_tier"),
        "months_left": pl.Series(left, dtype=pl.Int64).replace(-1, None),
        "next_tier": level_names(now.decided, names, "next_tier"),
        "tier_since": month_names(now.since.astype(np.int64), "tier_since"),
        "near": _near(distances, near_share, now.below > 0),
        "upper_tier": level_names(distances["upper"].astype(np.int8), names, "upper_tier"),
        "to_upper_tier": pl.Series(distances["to_upper"]),
        "above_floor": pl.Series(distances["above_floor"]),
        "locked_until": month_names(until, "locked_until"),
        "tier_month": pl.Series([month_name(month)]).new_from_index(0, n),
    })  # fmt: skip
    if locks is None:
        rows = rows.drop("locked_until")
    return rows.filter(pl.col("tier").is_not_null()).with_columns(
        pl.selectors.float().fill_nan(None)
    )


def _chosen(
    keys: Sequence[str], conditions: Sequence[NDArray[np.bool_]], otherwise: str
) -> pl.Series:
    """The key of the first condition that holds."""
    first = np.full(len(conditions[0]), len(keys))
    for number in reversed(range(len(keys))):
        first[conditions[number]] = number
    return pl.Series([*keys, otherwise]).gather(first)


def _rule(walk: Walk, watched: NDArray[np.bool_]) -> pl.Series:
    """What gave each customer this month's level."""
    now, was = walk.now, walk.before
    decided = was.decided != NONE
    return _chosen(
        ["locked", "new", "not_judged", "rose_as_decided", "rose", "fell", "falls_next_month",
         "watched", "below", "rises_next_month", "back"],
        [walk.locked != NONE, was.tier == NONE, now.reached == NONE,
         decided & (now.tier < was.tier) & (now.tier == was.decided), now.tier < was.tier,
         now.tier > was.tier, (now.decided != NONE) & (now.decided > now.tier), watched, now.below > 0,
         now.decided != NONE, was.below > 0],
        "reached",
    )  # fmt: skip


def _distances(
    tier: NDArray[np.int8], values: Numbers, levels: Sequence[Level]
) -> dict[str, Numbers]:
    """The level above with an amount, what is lacking to it, and how far above the own floor; NaN for none."""
    floors = np.array([float("nan") if level.at_least is None else float(level.at_least)
                       for level in levels] + [float("nan")])  # fmt: skip
    above = np.full(len(levels) + 1, int(NONE))
    for level in range(1, len(levels)):
        known = [number for number in range(level) if not np.isnan(floors[number])]
        above[level] = known[-1] if known else int(NONE)
    upper = above[tier]
    lacking = floors[upper] - values
    return {
        "upper": np.where(lacking > 0, upper, int(NONE)),
        "to_upper": _cents(np.where(lacking > 0, lacking, np.nan)),
        "above_floor": _cents(values - floors[tier]),
        "upper_floor": floors[upper],
        "own_floor": floors[tier],
    }


def _cents(amounts: Numbers) -> Numbers:
    rounded: Numbers = np.round(amounts, 2)
    return rounded


def _near(
    distances: dict[str, Numbers], near_share: float, is_below: NDArray[np.bool_]
) -> pl.Series:
    """Who is near a threshold: just short of the next level, just above the own, or below it."""
    with np.errstate(invalid="ignore"):
        up = distances["to_upper"] <= near_share * distances["upper_floor"]
        cushion = distances["above_floor"]
        down = (cushion >= 0) & (cushion <= near_share * distances["own_floor"])
    keys = _chosen(["below", "near_down", "near_up"], [is_below, down, up & ~is_below], "")
    return keys.replace("", None)
