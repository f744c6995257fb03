"""Managers within their hours: against every assignment there is, and down to who moves and why."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import InputError, UsageError
from custseg.facts.rows import FactSettings
from custseg.models.assignment import Allocation, Problem, allocate, unevenness
from custseg.plan.book import Book
from custseg.plan.managers import ManagersSettings, managers
from custseg.result import Part
from custseg.schema.dataset import Dataset
from custseg.words import term
from custseg.words.labels import LABELS
from custseg.words.terms import TITLES

DAY = date(2024, 6, 30)


# --- the counts, against every assignment there is -------------------------------------------------


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, list[tuple[int, int]]]:
    """A small problem, and its customers one by one: class and the manager they may keep, -1 for none."""
    classes, staff = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    effort = draw(st.lists(st.integers(1, 6), min_size=classes, max_size=classes))
    rank = draw(st.lists(st.integers(0, 1), min_size=classes, max_size=classes))
    people = draw(st.lists(st.tuples(st.integers(0, classes - 1), st.integers(-1, staff - 1)),
                           min_size=1, max_size=5))  # fmt: skip
    may = draw(
        st.lists(st.tuples(st.integers(0, staff - 1), st.integers(0, classes - 1)), unique=True)
    )
    capacity = draw(st.lists(st.integers(0, 14), min_size=staff, max_size=staff))
    most = draw(st.lists(st.integers(0, 4), min_size=staff, max_size=staff))
    pairs = sorted({(manager, of) for of, manager in people if manager >= 0})
    counts = [sum(each == (of, manager) for each in people) for manager, of in pairs]
    waiting = [sum(each == (of, -1) for each in people) for of in range(classes)]
    arrays = [effort, rank, waiting, [m for m, _ in pairs], [c for _, c in pairs], counts,
              [m for m, _ in may], [c for _, c in may], capacity, most]  # fmt: skip
    return Problem(*(np.array(each, np.int64) for each in arrays)), people


def best_of_all(problem: Problem, people: list[tuple[int, int]]) -> tuple[float, ...]:
    """The best (unserved by rank, broken, uneven) of all ways to give each customer a manager or none."""
    may = set(zip(problem.taker.tolist(), problem.taken_class.tolist(), strict=True))
    ranks = sorted(set(problem.rank.tolist()))
    best: tuple[float, ...] | None = None
    choices = [
        [-1, *(m for m in range(len(problem.capacity)) if (m, of) in may or m == own)]
        for of, own in people
    ]
    for chosen in product(*choices):
        load = np.zeros(len(problem.capacity), np.int64)
        heads = np.zeros(len(problem.capacity), np.int64)
        for (of, _), manager in zip(people, chosen, strict=True):
            if manager >= 0:
                load[manager] += problem.effort[of]
                heads[manager] += 1
        if (load > problem.capacity).any() or (heads > problem.most).any():
            continue
        unserved = [sum(m < 0 and problem.rank[of] == r for (of, _), m in zip(people, chosen, strict=True))
                    for r in ranks]  # fmt: skip
        broken = sum(own not in (-1, m) for (_, own), m in zip(people, chosen, strict=True))
        value = (*unserved, broken, round(unevenness(load, problem.capacity), 9))
        best = value if best is None or value < best else best
    assert best is not None
    return best


def value_of(problem: Problem, found: Allocation) -> tuple[float, ...]:
    """The same three questions of an allocation, counted anew; it must be one that may be."""
    pairs = zip(problem.keeper, problem.kept_class, found.kept, strict=True)
    made = zip(problem.taker, problem.taken_class, found.given, strict=True)
    load = np.zeros(len(problem.capacity), np.int64)
    heads, of_class = load.copy(), found.unserved.copy()
    for manager, of, n in (*pairs, *made):
        assert n >= 0
        load[manager] += n * problem.effort[of]
        heads[manager] += n
        of_class[of] += n
    assert (load <= problem.capacity).all()
    assert (heads <= problem.most).all()
    everybody = problem.waiting.copy()
    np.add.at(everybody, problem.kept_class, problem.pairs)
    assert of_class.tolist() == everybody.tolist()
    assert (found.kept <= problem.pairs).all()
    ranks = sorted(set(problem.rank.tolist()))
    unserved = [int(found.unserved[problem.rank == r].sum()) for r in ranks]
    broken = int((problem.pairs - found.kept).sum())
    return (*unserved, broken, round(unevenness(load, problem.capacity), 9))


@given(problems())
@settings(max_examples=60)
def test_no_assignment_at_all_is_better(case: tuple[Problem, list[tuple[int, int]]]) -> None:
    problem, people = case
    found = allocate(problem)
    value, best = value_of(problem, found), best_of_all(problem, people)
    assert value[:-1] == best[:-1]
    assert value[-1] == pytest.approx(best[-1], abs=1e-6)
    assert found.left_over.gap == 0
    assert found.broken.gap == 0
    assert found.uneven.bound <= best[-1] + 1e-6


def grown(seed: int, *, people: int, staff: int, branches: int, room: float) -> Problem:
    """A problem of some size: five levels, managers of one branch each, a tenth of customers waiting."""
    rng = np.random.default_rng(seed)
    effort = np.array([120, 60, 36, 12, 6])
    level = rng.choice(5, people, p=[0.02, 0.08, 0.2, 0.3, 0.4])
    branch, home = rng.integers(0, branches, people), np.arange(staff) % branches
    holder = np.array([rng.choice(np.nonzero(home == b)[0]) for b in branch])
    holder[rng.random(people) < 0.1] = -1
    of, classes = branch * 5 + level, 5 * branches
    pair, count = np.unique((holder * classes + of)[holder >= 0], return_counts=True)
    capacity = effort[level].sum() * room / staff * rng.uniform(0.6, 1.4, staff)
    return Problem(
        np.tile(effort, branches), np.tile(np.arange(5), branches),
        np.bincount(of[holder < 0], minlength=classes), pair // classes, pair % classes, count,
        np.repeat(np.arange(staff), 5), (home[:, None] * 5 + np.arange(5)).ravel(),
        capacity.astype(np.int64), np.full(staff, 10**9),
    )  # fmt: skip


@pytest.mark.parametrize("room", [1.3, 1.0, 0.9])
def test_a_larger_problem_is_within_a_hundredth_of_its_bounds(room: float) -> None:
    problem = grown(1, people=3_000, staff=20, branches=4, room=room)
    found = allocate(problem)
    value_of(problem, found)
    assert max(found.left_over.gap, found.broken.gap, found.uneven.gap) <= 0.01


def test_nobody_moves_where_everybody_fits() -> None:
    problem = grown(2, people=500, staff=5, branches=1, room=50)
    settled = Problem(*(problem.__dict__ | {"waiting": np.zeros(5, np.int64)}).values())
    assert allocate(settled).kept.tolist() == settled.pairs.tolist()


# --- customers, managers and reasons ---------------------------------------------------------------

LEVELS = ("private_banking", "diamond", "platinum", "gold", "basic")
Row = tuple[str, str, str | None, str | None, float]


def bank(rows: list[Row], staff: list[dict[str, object]] | None = None) -> Book:
    """Customers (id, tier, branch, manager, value), and a list of managers."""
    customers = pl.DataFrame(
        rows, orient="row",
        schema={"customer_id": pl.String, "tier": pl.String, "branch": pl.String, "manager": pl.String,
                "value": pl.Float64},
    ).with_columns(opened_on=pl.lit(DAY, pl.Date) - pl.duration(days=pl.int_range(pl.len())))  # fmt: skip
    tables = {} if staff is None else {"managers": pl.DataFrame(staff)}
    return Book(Dataset.from_frames(tables, as_of=DAY), customers, FactSettings(), levels=LEVELS)


def hands(part: Part) -> dict[str, tuple[str | None, str, str]]:
    assert part.columns is not None
    said = part.columns.select("customer_id", "new_manager", "allocation", "allocation_why")
    return {c: (m, change, why) for c, m, change, why in said.iter_rows()}


def said(part: Part, level: str) -> str:
    return "\n".join(n.text for n in part.notes if n.level == level)


def diamonds(
    n: int, manager: str | None = "甲", branch: str | None = "东", start: int = 0
) -> list[Row]:
    return [(f"K{i:03}", "diamond", branch, manager, 1e6 + i) for i in range(start, start + n)]


def test_an_overload_is_solved_with_the_fewest_moves_the_least_valuable_first() -> None:
    staff = [{"manager": "甲", "branch": "东", "capacity_hours": 3.0},
             {"manager": "乙", "branch": "东", "capacity_hours": 5.0}]  # fmt: skip
    part = managers(bank(diamonds(5), staff))
    moved = {c: why for c, (m, change, why) in hands(part).items() if change == "moved"}
    assert moved == {"K000": "overload", "K001": "overload"}
    assert part.tables["managers_moved"]["new_manager"].to_list() == ["乙", "乙"]
    assert part.tables["allocation_proof"].select("objective", "bound").rows()[:2] == [
        (0, 0),
        (2, 2),
    ]


def test_no_pair_is_moved_without_gain() -> None:
    """Whoever of the moved goes back to their old manager makes it worse: the manager has no time for them."""
    staff = [{"manager": m, "branch": b, "capacity_hours": h}
             for m, b, h in (("甲", "东", 6.3), ("乙", "东", 9.0), ("丙", "西", 4.0), ("丁", "西", 20.0))]  # fmt: skip
    rng = np.random.default_rng(3)
    rows: list[Row] = [
        (f"K{i:03}", ("diamond", "platinum", "gold")[i % 3], "东" if i % 2 else "西",
         ("甲", "乙")[i % 4 // 2] if i % 2 else ("丙", "丁")[i % 8 // 7], float(rng.integers(1, 10**6)))
        for i in range(50)
    ]  # fmt: skip
    part = managers(bank(rows, staff))
    loads = {m: (room, hours) for m, room, hours in
             part.tables["manager_loads"].select("manager", "capacity_hours", "hours_after").iter_rows()}  # fmt: skip
    hours = part.evidence["hours_by_level"]
    moved = part.tables["managers_moved"]
    assert moved.height == part.evidence["moved"] > 0
    for tier, manager in moved.select("tier", "manager").iter_rows():
        room, load = loads[manager]
        assert load + hours[tier] > room + 1e-9
    assert part.evidence["unserved"] == 0


def test_customers_without_a_manager_get_one_and_loads_are_even() -> None:
    staff = [{"manager": m, "branch": "东", "capacity_hours": 20.0} for m in "甲乙丙"]
    part = managers(bank([*diamonds(6), *diamonds(9, None, start=6)], staff))
    loads = part.tables["manager_loads"].sort("manager")
    assert sorted(loads["customers_after"].to_list()) == [4, 5, 6]
    assert part.evidence["new"] == 9
    assert part.evidence["kept"] == 6


def test_who_gets_whom_is_dealt_evenly_by_value() -> None:
    staff = [{"manager": m, "branch": "东", "capacity_hours": 20.0} for m in ("甲", "乙")]
    part = managers(bank(diamonds(4, None), staff))
    assert [hands(part)[f"K{i:03}"][0] for i in (3, 2, 1, 0)] == ["乙", "甲", "乙", "甲"]


def test_a_shortfall_is_told_by_branch_and_the_upper_levels_are_served_first() -> None:
    staff = [{"manager": "甲", "branch": "东", "capacity_hours": 3.0},
             {"manager": "乙", "branch": "西", "capacity_hours": 9.0}]  # fmt: skip
    gold: list[Row] = [(f"G{i}", "gold", "东", "甲", 10.0 * i) for i in range(5)]
    part = managers(bank([*gold, *diamonds(5, None), *diamonds(2, "乙", "西", 5)], staff))
    outcome = hands(part)
    assert {c for c, (_, change, _) in outcome.items() if change == "unserved"} == {
        "K000", "K001", *(f"G{i}" for i in range(5))}  # fmt: skip
    assert outcome["K004"][0] == "甲"
    needs = part.tables["branch_needs"]
    assert needs.row(0, named=True) | {} == {
        "branch": "东", "customers": 10, "managers": 1, "hours_needed": 5.5, "capacity_hours": 3.0,
        "unserved": 7, "hours_missing": 2.5, "unserved_money": 100.0 + 2e6 + 1,
    }  # fmt: skip
    assert (
        "7 customers cannot be served, 2.5 hours a month are missing: 东 7 customers, 2.5 hours"
        in said(part, "finding")
    )


def test_why_a_pair_cannot_stay_is_said() -> None:
    staff = [
        {"manager": "甲", "branch": "东", "capacity_hours": 10.0, "levels_served": "白金、金卡"},
        {
            "manager": "乙",
            "branch": "东",
            "capacity_hours": 10.0,
            "levels_served": "Diamond; 私人银行",
        },
        {"manager": "丙", "branch": "西", "capacity_hours": 10.0, "levels_served": None},
    ]
    rows = [*diamonds(1, "甲"), *diamonds(1, "已离职", start=1), *diamonds(1, "丙", start=2)]
    strict = managers(bank(rows, staff), ManagersSettings(keep_across_branches=False))
    assert hands(strict) == {
        "K000": ("乙", "moved", "level_not_served"), "K001": ("乙", "moved", "not_listed"),
        "K002": ("乙", "moved", "other_branch"),
    }  # fmt: skip
    assert "not on the list: 已离职" in said(strict, "warning")
    assert hands(managers(bank(rows, staff)))["K002"] == ("丙", "kept", "fits")


def test_managers_of_no_branch_serve_any_and_those_of_another_none() -> None:
    staff = [{"manager": "甲", "branch": None, "capacity_hours": 1.0},
             {"manager": "乙", "branch": "北", "capacity_hours": 100.0}]  # fmt: skip
    rows = [*diamonds(1, None, "东"), *diamonds(1, None, "西", 1)]
    part = managers(bank(rows, staff))
    assert sorted(change for _, change, _ in hands(part).values()) == ["new", "unserved"]
    assert "乙" in said(part, "warning")
    everywhere = managers(bank(rows, staff), ManagersSettings(across_branches=True))
    assert everywhere.evidence["unserved"] == 0


def test_a_level_nobody_may_serve_is_told() -> None:
    staff = [{"manager": "甲", "branch": "东", "capacity_hours": 9.0, "levels_served": "黑卡,金卡"}]
    part = managers(bank(diamonds(2, None), staff))
    assert {why for _, _, why in hands(part).values()} == {"nobody_may"}
    assert "levels that are none: 黑卡" in said(part, "warning")
    assert "东 Diamond" in said(part, "warning")


def test_heads_count_where_no_hours_are_given() -> None:
    staff = [
        {"manager": "甲", "branch": "东", "max_customers": 3},
        {"manager": "乙", "branch": "东", "max_customers": 2},
    ]
    gold: list[Row] = [("G1", "gold", "东", "甲", 1.0)]
    part = managers(bank([*diamonds(4), *gold], staff))
    assert part.tables["manager_loads"]["customers_after"].to_list() == [3, 2]
    assert "hours_missing" not in part.tables["branch_needs"].columns
    assert part.evidence["moved"] == 2


def test_levels_that_take_no_time_need_no_manager() -> None:
    rows: list[Row] = [("B1", "basic", "东", None, 1.0), *diamonds(1)]
    part = managers(bank(rows, [{"manager": "甲", "branch": "东", "capacity_hours": 9.0}]))
    assert hands(part)["B1"] == (None, "unmanaged", "no_effort")
    more = managers(bank(rows, [{"manager": "甲", "branch": "东", "capacity_hours": 9.0}]),
                    ManagersSettings(effort={"普通": 0.01}))  # fmt: skip
    assert hands(more)["B1"] == ("甲", "new", "no_manager")


def test_without_a_list_those_whom_customers_name_are_taken() -> None:
    part = managers(bank([*diamonds(3), *diamonds(2, "乙", "西", 3), *diamonds(1, None, "西", 5)]))
    assert hands(part)["K005"] == ("乙", "new", "no_manager")
    assert "no list of managers" in said(part, "warning")


@pytest.mark.parametrize(
    ("staff", "words"),
    [
        ([{"manager": None, "branch": "东", "capacity_hours": 1.0}], "is empty"),
        ([{"manager": "甲", "branch": "东", "capacity_hours": -1.0}], "below zero: 甲"),
        ([{"manager": "甲", "branch": "东", "capacity_hours": 1.0},
          {"manager": "甲", "branch": "西", "capacity_hours": 2.0}], "two capacities"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_used_is_refused(staff: list[dict[str, object]], words: str) -> None:
    table = pl.DataFrame(
        staff, schema={"manager": pl.String, "branch": pl.String, "capacity_hours": pl.Float64}
    )
    book = bank(diamonds(1))
    with pytest.raises(InputError, match=words):
        managers(Book(Dataset.from_frames({"managers": table}, as_of=DAY), book.customers, book.facts,
                      levels=LEVELS))  # fmt: skip


def test_nobody_at_all_and_unknown_levels_are_refused() -> None:
    with pytest.raises(InputError, match="who the managers are"):
        managers(bank(diamonds(1, None)))
    with pytest.raises(UsageError, match="did you mean 'Diamond'"):
        managers(bank(diamonds(1)), ManagersSettings(effort={"diamon": 1.0}))
    with pytest.raises(InputError, match="takes a manager's time"):
        managers(bank([("B1", "basic", "东", "甲", 1.0)]))


def test_a_manager_of_two_branches_stands_in_two_rows() -> None:
    staff = [{"manager": "甲", "branch": b, "capacity_hours": 9.0} for b in ("东", "西")]
    part = managers(bank([*diamonds(1, None, "东"), *diamonds(1, None, "西", 1)], staff))
    assert part.evidence["new"] == 2
    assert part.tables["manager_loads"]["branch"].to_list() == ["东, 西"]


def test_the_order_of_rows_changes_nothing() -> None:
    staff = [{"manager": m, "branch": "东", "capacity_hours": 4.0} for m in "甲乙丙"]
    rows = [*diamonds(7), *diamonds(3, None, start=7)]
    first, second = managers(bank(rows, staff)), managers(bank(rows, staff[::-1]))
    assert hands(first) == hands(second)
    assert all(first.tables[name].equals(second.tables[name]) for name in first.tables)


def test_everything_shown_has_words() -> None:
    staff = [{"manager": "甲", "branch": "东", "capacity_hours": 3.0, "max_customers": 2},
             {"manager": "乙", "branch": "东", "capacity_hours": 2.0, "max_customers": 9}]  # fmt: skip
    part = managers(
        bank([*diamonds(3, None), *diamonds(3, start=3), *diamonds(1, None, start=6)], staff)
    )
    assert {"managers_moved", "managers_new", "managers_unserved"} <= set(part.tables)
    for name, table in (*part.tables.items(), ("columns", part.columns)):
        assert name == "columns" or name in TITLES
        for column in table.columns:
            known = term(column)
            assert known is not None, column
            if known.unit == "label" and column != "tier":
                assert set(table[column].drop_nulls()) <= set(LABELS[column]), column
    assert all(chart.key in TITLES for chart in part.charts)


def test_days_of_relationship_break_ties_of_value() -> None:
    staff = [{"manager": m, "branch": "东", "capacity_hours": 2.0} for m in ("甲", "乙")]
    rows: list[Row] = [(c, "diamond", "东", "甲", 5.0) for c in ("A", "B", "C")]
    book = bank(rows, staff)
    since = pl.Series("opened_on", [DAY - timedelta(days=d) for d in (900, 10, 500)])
    part = managers(
        Book(book.dataset, book.customers.with_columns(since), book.facts, levels=LEVELS)
    )
    assert {c for c, (m, _, _) in hands(part).items() if m == "乙"} == {"B"}
