"""Managers to customers: time, memory and gap to the proved bound, beside a greedy hand and scipy's assignment.

    python benchmarks/managers.py            # the table below, each case in a process of its own
    python benchmarks/managers.py greedy 100000 500 50 1.05

Cases are invented with a fixed seed: five levels of 2, 1, 0.6, 0.2 and 0.1 hours a month, branches of equal
size, managers of one branch (or of all: 1 branch) whose hours differ by up to 40%, a tenth of the customers
without a manager. ``room`` is the hours there are divided by the hours customers take.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import date

import numpy as np
import polars as pl

from custseg.facts.rows import FactSettings
from custseg.models.assignment import unevenness
from custseg.plan.book import Book
from custseg.plan.managers import ManagersSettings, managers
from custseg.schema.dataset import Dataset

LEVELS = ("A", "B", "C", "D", "E")
HOURS = (2.0, 1.0, 0.6, 0.2, 0.1)
SHARES = (0.02, 0.08, 0.2, 0.3, 0.4)
SETTINGS = ManagersSettings(effort=dict(zip(LEVELS, HOURS, strict=True)))


def bank(people: int, staff: int, branches: int, room: float, seed: int = 7) -> Book:
    """Customers with level, branch, manager and value, and the list of managers."""
    rng = np.random.default_rng(seed)
    level = rng.choice(len(LEVELS), people, p=SHARES)
    branch, home = rng.integers(0, branches, people), np.arange(staff) % branches
    chance = rng.uniform(0.3, 1.7, staff)
    holder = np.empty(people, np.int64)
    for b in range(branches):
        there, own = np.nonzero(branch == b)[0], np.nonzero(home == b)[0]
        holder[there] = rng.choice(own, len(there), p=chance[own] / chance[own].sum())
    waits = rng.random(people) < 0.1
    needed = np.array(HOURS)[level].sum()
    hours = np.round(needed * room / staff * rng.uniform(0.6, 1.4, staff), 1)
    customers = pl.DataFrame({
        "customer_id": [f"K{i:07}" for i in range(people)],
        "tier": pl.Series(LEVELS).gather(level), "branch": pl.Series([f"B{i:03}" for i in range(branches)]).gather(branch),
        "manager": pl.Series([f"M{i:04}" for i in range(staff)]).gather(holder),
        "value": rng.lognormal(11, 1.5, people).round(2),
    }).with_columns(pl.when(~pl.Series(waits)).then("manager").alias("manager"))  # fmt: skip
    listed = pl.DataFrame({
        "manager": [f"M{i:04}" for i in range(staff)], "branch": [f"B{i:03}" for i in home.tolist()],
        "capacity_hours": hours,
    })  # fmt: skip
    return Book(Dataset.from_frames({"managers": listed}, as_of=date(2026, 6, 30)), customers, FactSettings(),
                levels=LEVELS)  # fmt: skip


def ours(book: Book) -> tuple[list[int], int, float, str]:
    """Unserved by level from the top, broken, unevenness and the gaps to their bounds."""
    part = managers(book, SETTINGS)
    proof = part.tables["allocation_proof"]
    gaps = " ".join(f"{gap:.4%}" for gap in proof["gap"])
    _, broken, uneven = proof["objective"]
    assert part.columns is not None
    left = part.columns.join(book.customers.select("customer_id", "tier"), on="customer_id").filter(
        pl.col("allocation") == "unserved"
    )["tier"]
    return [int((left == level).sum()) for level in LEVELS], int(broken), uneven, gaps


def greedy(book: Book) -> tuple[list[int], int, float, str]:
    """By hand: keep pairs while there is room, the upper levels and the most valuable first; others to who has most room."""
    customers = book.customers.with_row_index("_at").sort(
        pl.col("tier").cast(pl.Enum(LEVELS)), "value", descending=[False, True]
    )
    [staff] = book.dataset.collect(book.dataset.frame("managers"))
    room = dict(
        zip(staff["manager"], (staff["capacity_hours"] * 60).round().cast(pl.Int64), strict=True)
    )
    capacity = dict(room)
    at_branch: dict[str, list[str]] = {}
    for name, branch in staff.select("manager", "branch").iter_rows():
        at_branch.setdefault(branch, []).append(name)
    minutes = {level: round(hours * 60) for level, hours in zip(LEVELS, HOURS, strict=True)}
    rows = list(customers.select("tier", "branch", "manager").iter_rows())
    left, broken, unserved = [], 0, dict.fromkeys(LEVELS, 0)
    for tier, branch, manager in rows:
        if manager is not None and room[manager] >= minutes[tier]:
            room[manager] -= minutes[tier]
        else:
            left.append((tier, branch, manager))
    for tier, branch, manager in left:
        broken += manager is not None
        best = max(at_branch[branch], key=lambda name: room[name])
        if room[best] >= minutes[tier]:
            room[best] -= minutes[tier]
        else:
            unserved[tier] += 1
    load = np.array([capacity[name] - room[name] for name in capacity])
    return (
        list(unserved.values()),
        broken,
        unevenness(load, np.array(list(capacity.values()))) / 60,
        "",
    )


def dense(people: int = 3_000, staff: int = 20) -> None:
    """Equal customers, so that scipy's linear_sum_assignment on a dense matrix can do it: the same broken pairs."""
    from scipy.optimize import linear_sum_assignment

    rng = np.random.default_rng(1)
    holder = rng.choice(staff, people, p=rng.dirichlet(np.full(staff, 5.0)))
    seats = -(-people * 105 // 100 // staff)
    customers = pl.DataFrame({
        "customer_id": [f"K{i:07}" for i in range(people)], "tier": ["A"] * people,
        "manager": [f"M{i:02}" for i in holder.tolist()], "value": rng.random(people),
    })  # fmt: skip
    listed = pl.DataFrame(
        {"manager": [f"M{i:02}" for i in range(staff)], "max_customers": [seats] * staff}
    )
    book = Book(Dataset.from_frames({"managers": listed}, as_of=date(2026, 6, 30)), customers, FactSettings(),
                levels=("A", "B"))  # fmt: skip
    started = time.process_time()
    found = managers(book).tables["allocation_proof"]["objective"][1]
    middle = time.process_time()
    cost = (holder[:, None] != np.repeat(np.arange(staff), seats)[None, :]).astype(float)
    rows, columns = linear_sum_assignment(cost)
    ended = time.process_time()
    print(f"| equal customers, {people:,} x {staff} | custseg {found:.0f} broken, {middle - started:.1f} CPU s "
          f"| linear_sum_assignment {cost[rows, columns].sum():.0f} broken, {ended - middle:.1f} CPU s |")  # fmt: skip


def main(arguments: list[str]) -> None:
    if arguments:
        who, people, staff, branches, room = (
            arguments[0],
            *map(int, arguments[1:4]),
            float(arguments[4]),
        )
        book = bank(people, staff, branches, room)
        before = time.perf_counter(), time.process_time()
        unserved, broken, uneven, gaps = {"custseg": ours, "greedy": greedy}[who](book)
        wall, cpu = time.perf_counter() - before[0], time.process_time() - before[1]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        print(f"| {people:,} x {staff:,}, {branches} branches, room {room} | {who} | {'/'.join(map(str, unserved))} | {broken:,} "
              f"| {uneven:,.0f} | {gaps} | {wall:.1f} | {cpu:.1f} | {peak:,.0f} |")  # fmt: skip
        return
    print("| case | | unserved by level | broken | unevenness | gaps | wall s | CPU s | peak MB |")
    print("|---|---|--:|--:|--:|---|--:|--:|--:|")
    for case in (
        "100000 500 50 1.05",
        "100000 500 50 0.95",
        "100000 500 1 1.05",
        "1000000 5000 500 1.05",
    ):
        for who in ("custseg", "greedy"):
            subprocess.run([sys.executable, __file__, who, *case.split()], check=True)
    dense()


if __name__ == "__main__":
    main(sys.argv[1:])
