"""The tables of tier: levels, coverage, changes by month, lists of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.models.tier_memory import Memory, cbhb, ccb, none
from custseg.tier.names import month_names
from custseg.tier.reach import Verdicts
from custseg.tier.settings import Level, private_levels
from custseg.words import term

if TYPE_CHECKING:
    from collections.abc import Callable

    from custseg.tier.walk import Walk

_EXAMPLES = 3


def is_money(metric: str) -> bool:
    """Whether the metric is an amount of money, so that it may be added up."""
    entry = term(metric)
    return entry is not None and entry.unit == "money"


def tiers_table(customers: pl.DataFrame, levels: Sequence[Level], metric: str) -> pl.DataFrame:
    """One row a level, also those nobody holds."""
    is_near = {
        key: (pl.col("near") == key).fill_null(False).sum()
        for key in ("near_up", "near_down", "below")
    }
    made = customers.group_by("tier").agg(
        pl.len().cast(pl.Int64).alias("customers"),
        pl.col(metric).sum().alias("money"),
        pl.col(metric).clip(lower_bound=0).sum().alias("_positive"),
        (pl.col("tier_status") == "watched").sum().alias("watched"),
        (pl.col("tier_status") == "locked").sum().alias("locked"),
        is_near["near_up"].alias("near_up"), is_near["near_down"].alias("near_down"),
    )  # fmt: skip
    floors = [None if level.at_least is None else float(level.at_least) for level in levels]
    table = pl.DataFrame({
        "tier": [level.name for level in levels],
        "at_least": pl.Series(floors, dtype=pl.Float64),
        "condition": pl.Series([level.when for level in levels], dtype=pl.String),
    }).join(made, on="tier", how="left", maintain_order="left").with_columns(
        pl.col("customers", "watched", "locked", "near_up", "near_down").fill_null(0).cast(pl.Int64),
        pl.col("money", "_positive").fill_null(0.0),
    ).with_columns(
        (pl.col("customers") / max(customers.height, 1)).alias("customers_share"),
        pl.when(pl.col("_positive").sum() > 0).then(pl.col("_positive") / pl.col("_positive").sum())
        .alias("money_share"),
    )  # fmt: skip
    shown = ["tier", "at_least", "condition", "customers", "customers_share", "money", "money_share",
             "watched", "locked", "near_up", "near_down"]  # fmt: skip
    idle = [
        *([] if any(level.when for level in levels) else ["condition"]),
        *([] if is_money(metric) else ["money", "money_share"]),
        *([] if table["locked"].sum() else ["locked"]),
    ]
    return table.select(c for c in shown if c not in idle)


def coverage_table(levels: Sequence[Level], verdicts: Verdicts) -> pl.DataFrame:
    """For each level: whom it holds for, whom it is the first for, whom only it holds for; the rest last."""
    holds = verdicts.holds
    n = holds.shape[1]
    wins = np.bincount(verdicts.first, minlength=len(levels))
    alone = holds[:, holds.sum(axis=0) == 1].sum(axis=1)
    holds_for = np.append(holds.sum(axis=1), n)
    return pl.DataFrame({
        "tier": [level.name for level in levels],
        "at_least": pl.Series([None if level.at_least is None else float(level.at_least)
                               for level in levels], dtype=pl.Float64),
        "condition": pl.Series([level.when for level in levels], dtype=pl.String),
        "holds_for": holds_for,
        "holds_share": holds_for / max(n, 1),
        "wins": wins,
        "taken_before": holds_for - wins,
        "alone": np.append(alone, wins[-1]),
        "not_known": np.append(verdicts.unknown.sum(axis=1), 0),
    }).cast({pl.selectors.integer(): pl.Int64})  # fmt: skip


def overlap_table(
    levels: Sequence[Level], verdicts: Verdicts, customers: pl.Series
) -> pl.DataFrame:
    """For each two levels, one of them with a condition, that hold for the same customers: how many, and who."""
    rows = []
    for upper in range(len(levels) - 1):
        for lower in range(upper + 1, len(levels) - 1):
            if levels[upper].when is None and levels[lower].when is None:
                continue  # amounts that fall hold for the same customers, of course
            both = verdicts.holds[upper] & verdicts.holds[lower]
            if both.any():
                some = np.flatnonzero(both)[:_EXAMPLES]
                rows.append((levels[upper].name, levels[lower].name, int(both.sum()),
                             ", ".join(customers.gather(some))))  # fmt: skip
    return pl.DataFrame(rows, orient="row", schema={
        "tier": pl.String, "lower_tier": pl.String, "customers": pl.Int64, "examples": pl.String,
    })  # fmt: skip


def unknown_table(
    levels: Sequence[Level], verdicts: Verdicts, customers: pl.Series
) -> pl.DataFrame:
    """For each level that looks at values some customers lack: how many, and who."""
    rows = []
    for number, level in enumerate(levels[:-1]):
        missing = np.flatnonzero(verdicts.unknown[number])
        if len(missing):
            rows.append(
                (level.name, len(missing), ", ".join(customers.gather(missing[:_EXAMPLES])))
            )
    return pl.DataFrame(rows, orient="row", schema={
        "tier": pl.String, "not_known": pl.Int64, "examples": pl.String})  # fmt: skip


def months_table(months: pl.DataFrame) -> pl.DataFrame:
    """What every month changed, with the share of customers whose level changed."""
    changed = (pl.col("up") + pl.col("down")) / (pl.col("customers") - pl.col("new"))
    return months.with_columns(
        month_names(months["month"], "month"),
        pl.when(pl.col("customers") > pl.col("new")).then(changed).alias("changed_share"),
    )


def rules_table(own: Walk, again: Callable[[Memory], Walk], levels: Sequence[Level],
                memory: Memory) -> pl.DataFrame:  # fmt: skip
    """The same months by other rules: every month anew, 建行's and 渤海's."""
    count = len(levels)
    others = {"anew": none(count), "ccb": ccb(count), "cbhb": cbhb(count, private_levels(levels))}
    walks = {"own": own}
    for name, other in others.items():
        rule = replace(other, start_at_rest=memory.start_at_rest)
        walks[name] = own if rule == memory else again(rule)
    rows = []
    for name, walk in walks.items():
        up, down = int(walk.months["up"].sum()), int(walk.months["down"].sum())
        rows.append((name, up, down, up + down, int((walk.now.tier != own.now.tier).sum())))
    table = pl.DataFrame(rows, orient="row", schema={
        "memory_rule": pl.String, "up": pl.Int64, "down": pl.Int64, "changes": pl.Int64,
        "differs_now": pl.Int64,
    })  # fmt: skip
    anew = table.row(1, named=True)["changes"]
    fewer = pl.when(pl.col("changes") > 0).then(anew / pl.col("changes"))
    return table.with_columns(fewer.alias("anew_times"))


def moves_table(customers: pl.DataFrame, levels: Sequence[Level], metric: str) -> pl.DataFrame:
    """The last month's changes from level to level, in heads and, where the metric is money, in yuan."""
    rank = {level.name: number for number, level in enumerate(levels)}
    moved = customers.filter(pl.col("tier_change").is_in(["up", "down"]))
    table = (
        moved.group_by("previous_tier", "tier", "tier_change")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col(metric).sum().alias("money"))
        .sort(pl.col("previous_tier").replace_strict(rank, return_dtype=pl.Int64),
              pl.col("tier").replace_strict(rank, return_dtype=pl.Int64))
    )  # fmt: skip
    return table if is_money(metric) else table.drop("money")


# --- lists of names --------------------------------------------------------------------------------


def movers(customers: pl.DataFrame, most: int, why: Callable[[Mapping[str, Any]], str],
           who: Sequence[str], metric: str) -> tuple[pl.DataFrame, int]:  # fmt: skip
    """Whose level or status changed in the last month, those with most first, each with the reason.

    At most ``most`` of each change; the second number is that of all of them.
    """
    order = {"down": 0, "up": 1, "to_watch": 2, "off_watch": 3}
    changed = customers.filter(pl.col("tier_change").is_in(list(order))).sort(
        pl.col("tier_change").replace_strict(order, return_dtype=pl.Int64), metric, "customer_id",
        descending=[False, True, False], nulls_last=True,
    )  # fmt: skip
    shown = changed.group_by("tier_change", maintain_order=True).head(most).select(changed.columns)
    return shown.select(
        "customer_id", *who, "previous_tier", "tier", "tier_change", "tier_status", "value_before", metric,
        pl.Series("tier_why", [why(row) for row in shown.iter_rows(named=True)], dtype=pl.String),
    ), changed.height  # fmt: skip


def near_up(customers: pl.DataFrame, who: Sequence[str], metric: str) -> pl.DataFrame:
    """Who lacks least to the next level, in yuan and as a share of what it asks for."""
    asked = pl.col(metric) + pl.col("to_upper_tier")
    return (
        customers.filter(pl.col("near") == "near_up")
        .with_columns((pl.col("to_upper_tier") / asked).alias("gap_share"))
        .sort("gap_share", "to_upper_tier", "customer_id")
        .select("customer_id", *who, "tier", "upper_tier", metric, "to_upper_tier", "gap_share")
    )


def near_down(customers: pl.DataFrame, who: Sequence[str], metric: str) -> pl.DataFrame:
    """Who is least above the threshold of the own level."""
    floor = pl.col(metric) - pl.col("above_floor")
    return (
        customers.filter(pl.col("near") == "near_down")
        .with_columns((pl.col("above_floor") / floor).alias("gap_share"))
        .sort("gap_share", "above_floor", "customer_id")
        .select("customer_id", *who, "tier", metric, "above_floor", "gap_share")
    )


def to_keep(customers: pl.DataFrame, who: Sequence[str], metric: str) -> pl.DataFrame:
    """Who is below the own level: how long, what is lacking, and when the level falls."""
    return (
        customers.filter(pl.col("near") == "below")
        .with_columns((-pl.col("above_floor")).alias("lacking"))
        .sort("months_left", metric, "customer_id", descending=[False, True, False], nulls_last=True)
        .select("customer_id", *who, "tier", "tier_status", "reached_tier", metric, "lacking",
                "below_months", "months_left", "next_tier")
    )  # fmt: skip
