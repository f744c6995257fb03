"""What an allocation shows: loads before and after, branches, who moves, who is left, and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from custseg.models.assignment import Allocation
from custseg.plan.book import Book
from custseg.plan.ladder import Ladder
from custseg.plan.managers.classes import Classes
from custseg.plan.managers.settings import ManagersSettings
from custseg.plan.managers.staff import Staff
from custseg.result import Chart


@dataclass(frozen=True)
class Allocated:
    """An allocation down to the single customer."""

    book: Book
    ladder: Ladder
    settings: ManagersSettings
    staff: Staff
    classes: Classes
    people: pl.DataFrame
    """``classes.people`` with ``taker``, ``new_manager``, ``change`` and ``why``."""
    found: Allocation

    def count(self, change: str) -> int:
        """Customers with this change."""
        return int((self.people["change"] == change).sum())


def tables_of(made: Allocated) -> Mapping[str, pl.DataFrame]:
    """The tables that have rows, in their order."""
    most = made.settings.list_customers
    tables = {
        "manager_loads": loads(made), "branch_needs": branches(made),
        "managers_unserved": _listed(made, "unserved").head(most),
        "managers_moved": _listed(made, "moved").head(most),
        "managers_new": _listed(made, "new").head(most),
        "allocation_proof": proof(made),
    }  # fmt: skip
    return {name: table for name, table in tables.items() if table.height}


def loads(made: Allocated) -> pl.DataFrame:
    """One row a manager: what he can take on, has, and will have; share of capacity. Sorted by the load now."""
    staff, people = made.staff, _with_effort(made)
    before = _carried(made, people, "holder").rename(
        {"customers": "customers_before", "hours": "hours_before"}
    )
    after = _carried(made, people, "taker").rename(
        {"customers": "customers_after", "hours": "hours_after"}
    )
    gone = people.filter(pl.col("change") != "kept").group_by("holder").len("given_up")
    got = people.filter(pl.col("change").is_in(["moved", "new"])).group_by("taker").len("received")
    table = pl.DataFrame(
        [(n, m.name, ", ".join(sorted(m.branches)) or None, m.hours, m.most)
         for n, m in enumerate(staff.managers)],
        orient="row",
        schema={"_n": pl.Int64, "manager": pl.String, "branch": pl.String, "capacity_hours": pl.Float64,
                "max_customers": pl.Int64},
    )  # fmt: skip
    for part, key in ((before, "holder"), (after, "taker"), (gone, "holder"), (got, "taker")):
        table = table.join(part, left_on="_n", right_on=key, how="left")
    room = "max_customers" if staff.counts_heads else "capacity_hours"
    zero = [pl.col(c).fill_null(0) for c in ("hours_before", "hours_after")]
    counts = [pl.col(c).fill_null(0).cast(pl.Int64)
              for c in ("customers_before", "customers_after", "given_up", "received")]  # fmt: skip
    table = table.with_columns(*zero, *counts).with_columns(
        _share(pl.col("hours_before"), pl.col(room)).alias("load_before"),
        _share(pl.col("hours_after"), pl.col(room)).alias("load_after"),
    )
    hours = [] if staff.counts_heads else ["capacity_hours"]
    limits = ["max_customers"] if table["max_customers"].count() else []
    spent = [] if staff.counts_heads else ["hours_before", "hours_after"]
    return table.sort(["load_before", "manager"], descending=[True, False], nulls_last=True).select(
        "manager", "branch", *hours, *limits, "customers_before", "load_before", "given_up", "received",
        "customers_after", "load_after", *spent,
    )  # fmt: skip


def _with_effort(made: Allocated) -> pl.DataFrame:
    """The customers with ``_effort`` in whole units, whose sums are exact."""
    return made.people.with_columns(
        pl.Series("_effort", made.classes.effort, dtype=pl.Int64).gather(made.people["class"])
    )


def _in_hours(made: Allocated, effort: pl.Expr) -> pl.Expr:
    """Whole units as hours; 1,440 minutes are 24 hours and nothing beside it."""
    return (effort * made.classes.unit).round(6)


def _carried(made: Allocated, people: pl.DataFrame, by: str) -> pl.DataFrame:
    return people.group_by(by).agg(
        pl.len().alias("customers"), _in_hours(made, pl.col("_effort").sum()).alias("hours")
    )


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)


def branches(made: Allocated) -> pl.DataFrame:
    """One row a branch: hours that its customers take, hours of the managers who work there alone, what is missing."""
    counts_heads = made.staff.counts_heads
    left, effort = pl.col("change") == "unserved", pl.col("_effort")
    table = _with_effort(made).group_by("branch", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("customers"), _in_hours(made, effort.sum()).alias("hours_needed"),
        left.sum().cast(pl.Int64).alias("unserved"),
        _in_hours(made, effort.filter(left).sum()).alias("hours_missing"),
        pl.col("value").filter(left).sum().alias("unserved_money"),
    )  # fmt: skip
    own = pl.DataFrame(
        [(next(iter(m.branches)), float((m.most if counts_heads else m.hours) or 0))
         for m in made.staff.managers if len(m.branches) == 1],
        orient="row", schema={"branch": pl.String, "_room": pl.Float64},
    ).group_by("branch", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("managers"), pl.col("_room").sum().alias("capacity_hours")
    )  # fmt: skip
    joined = table.join(own, on="branch", how="left").sort(
        ["hours_missing", "branch"], descending=[True, False], nulls_last=True
    )
    shown = [
        "branch",
        "customers",
        "managers",
        "hours_needed",
        "capacity_hours",
        "unserved",
        "hours_missing",
    ]
    if counts_heads:
        joined = joined.rename({"capacity_hours": "max_customers"}).cast(
            {"max_customers": pl.Int64}
        )
        shown = ["branch", "customers", "managers", "max_customers", "unserved"]
    if made.book.money is not None:
        shown.append("unserved_money")
    counted = joined.with_columns(pl.col("managers").fill_null(0))
    return counted.select(shown)


def _listed(made: Allocated, change: str) -> pl.DataFrame:
    """The customers of a change, the most valuable first, and why."""
    money = [pl.col("value").alias("money")] if made.book.money is not None else []
    there = made.people.filter(pl.col("change") == change).sort(
        ["value", "customer_id"], descending=[True, False], nulls_last=True
    )
    after = [] if change == "unserved" else ["new_manager"]
    before = [] if change == "new" else ["manager"]
    return there.select(
        "customer_id", pl.col("level").alias(made.ladder.column), "branch", *money, *before, *after,
        pl.col("why").alias("allocation_why"),
    )  # fmt: skip


def proof(made: Allocated) -> pl.DataFrame:
    """What was found beside what no allocation can do better than."""
    found = made.found
    unit = made.classes.unit
    rows = [
        ("unserved", found.left_over.value, found.left_over.bound, found.left_over.gap),
        ("broken", found.broken.value, found.broken.bound, found.broken.gap),
        ("uneven", found.uneven.value * unit, found.uneven.bound * unit, found.uneven.gap),
    ]
    return pl.DataFrame(
        rows, orient="row",
        schema={"question": pl.String, "objective": pl.Float64, "bound": pl.Float64, "gap": pl.Float64},
    )  # fmt: skip


_BARS = 20
"""Managers in a chart; more cannot be told apart."""


def chart_of(table: pl.DataFrame) -> Chart:
    """Loads of the managers, the fullest first."""
    return Chart("manager_load", "bar", table.head(_BARS), "manager", ("load_before", "load_after"))


def gini(loads: pl.Series) -> float | None:
    """How uneven loads are: Σᵢ (2i − n − 1)·xᵢ ÷ (n·Σx) over loads sorted up; 0 equal, towards 1 one has all."""
    there = loads.drop_nulls().sort().to_numpy()
    n, total = len(there), float(there.sum())
    if not n or not total:
        return None
    return float(((2 * pl.Series(range(1, n + 1)).to_numpy() - n - 1) * there).sum() / (n * total))
