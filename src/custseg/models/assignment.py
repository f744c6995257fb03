"""Who looks after whom: customers of one class are interchangeable, so counts are assigned and not persons.

Three questions, each answered among the best answers of those before it:

1. as few customers as possible are left unserved, those of the first rank before those of the second, ...;
2. as few pairs of customer and manager as possible are broken;
3. the load is as even as possible: the sum over managers of capacity × f(load ÷ capacity) is least, where f
   is the square, drawn through every twentieth (a convex function, so that a linear programme can hold it).

Kept, given and unserved customers of a class are the flows of a transport problem; because classes cost
different efforts the flows are whole numbers in a mixed-integer programme (SciPy's HiGHS), solved for each
group of managers that share customers on its own. HiGHS's bound comes back beside every answer.

Sources: Dantzig (1951) on the transport problem; Huangfu and Hall (2018) and the HiGHS solver; serving,
keeping and balancing one after the other is lexicographic goal programming (Ignizio 1976).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

STEPS = 20
"""Pieces the square of the load is drawn with between 0 and full."""
NODES = 2_000
"""Branches of a search at most; a search that stops there has a gap, and it is told."""
_WHOLE = 1e-5
_EXACT, _EVEN_ENOUGH = 1e-6, 1e-4
_SMALL = 200
"""Counts up to which the most even load is sought to the end; of more, to within a ten-thousandth: the rest of
the way costs twenty times as long and nobody would see it."""


@dataclass(frozen=True)
class Problem:
    """Classes of customers, managers, and what may be.

    Efforts and capacities are whole numbers of one unit (minutes a month).
    """

    effort: Ints
    """Of one customer of each class; greater than 0."""
    rank: Ints
    """Of each class: the lowest is served first."""
    waiting: Ints
    """Customers of each class who have no manager that they may keep."""
    keeper: Ints
    """Manager of each kind of pair that may be kept, ..."""
    kept_class: Ints
    """... its class, ..."""
    pairs: Ints
    """... and how many there are."""
    taker: Ints
    """Manager of each kind of pair that may be made, each once, ..."""
    taken_class: Ints
    """... and its class."""
    capacity: Ints
    """Of each manager."""
    most: Ints
    """Customers of each manager at most."""


@dataclass(frozen=True)
class Proof:
    """What was found, and what no allocation can fall below."""

    value: float
    bound: float

    @property
    def gap(self) -> float:
        """(value − bound) ÷ value; 0 where both are 0."""
        return (self.value - self.bound) / self.value if self.value > self.bound else 0.0

    def __add__(self, other: Proof) -> Proof:
        return Proof(self.value + other.value, self.bound + other.bound)


NOTHING = Proof(0.0, 0.0)


@dataclass(frozen=True)
class Allocation:
    """How many of each kind of pair are kept and made, and who is left over."""

    kept: Ints
    """Of each kind of pair that may be kept."""
    given: Ints
    """Of each kind of pair that may be made."""
    unserved: Ints
    """Of each class."""
    left_over: Proof = NOTHING
    """Customers unserved."""
    broken: Proof = NOTHING
    """Pairs broken."""
    uneven: Proof = NOTHING
    """Capacity × f(load ÷ capacity), summed over managers."""


def allocate(problem: Problem, *, nodes: int = NODES) -> Allocation:
    """The allocation that serves most, then breaks fewest pairs, then is most even.

    Managers who have nothing to gain or lose (all their pairs fit, nobody waits for them) keep what they
    have. The same problem has the same answer: ties are left to the solver, which is deterministic.
    """
    kept, given = problem.pairs.copy(), np.zeros(len(problem.taker), np.int64)
    unserved = np.zeros(len(problem.effort), np.int64)
    proofs = [NOTHING, NOTHING, NOTHING]
    for part in _parts(problem):
        found = part.as_it_is if part.is_settled else _solved(part, nodes)
        kept[part.kept_rows], given[part.taken_rows] = found.kept, found.given
        unserved[part.classes] = found.unserved
        told = (found.left_over, found.broken, found.uneven)
        proofs = [before + more for before, more in zip(proofs, told, strict=True)]
    return Allocation(kept, given, unserved, *proofs)


def unevenness(load: Ints, capacity: Ints) -> float:
    """Capacity × f(load ÷ capacity) summed over managers with any capacity; in the unit of capacity.

    f is the square through every twentieth; beyond full it goes on as steeply as it arrives.
    """
    there = capacity > 0
    filled = load[there] / capacity[there] * STEPS
    whole = np.minimum(np.floor(filled), STEPS - 1)
    f = (whole**2 + (2 * whole + 1) * (filled - whole)) / STEPS**2
    return float((capacity[there] * f).sum())


# --- problems of their own -------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """Managers and classes that share customers, numbered within themselves."""

    problem: Problem
    classes: Ints
    kept_rows: Ints
    taken_rows: Ints

    @cached_property
    def load(self) -> Ints:
        """Of each manager, were every pair kept."""
        p = self.problem
        return np.bincount(p.keeper, weights=p.pairs * p.effort[p.kept_class],
                           minlength=len(p.capacity)).astype(np.int64)  # fmt: skip

    @property
    def is_settled(self) -> bool:
        """Whether nobody waits and every pair fits."""
        p = self.problem
        heads = np.bincount(p.keeper, weights=p.pairs, minlength=len(p.capacity))
        fits = bool((self.load <= p.capacity).all() and (heads <= p.most).all())
        return fits and not p.waiting.any()

    @property
    def as_it_is(self) -> Allocation:
        p = self.problem
        uneven = unevenness(self.load, p.capacity)
        return Allocation(
            p.pairs, np.zeros(len(p.taker), np.int64), np.zeros(len(p.effort), np.int64),
            uneven=Proof(uneven, uneven),
        )  # fmt: skip


def _parts(problem: Problem) -> Iterator[_Part]:
    """The problem in parts that have no customer and no manager in common, in the order of their first class."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    classes, managers = len(problem.effort), len(problem.capacity)
    rows = np.concatenate([problem.kept_class, problem.taken_class])
    columns = np.concatenate([problem.keeper, problem.taker]) + classes
    links = coo_array((np.ones(len(rows), np.int8), (rows, columns)),
                      shape=(classes + managers, classes + managers))  # fmt: skip
    count, which = connected_components(links, directed=False)
    of_class, of_manager = which[:classes], which[classes:]
    by_part = [_grouped(of, count) for of in (of_class, of_manager, of_class[problem.kept_class],
                                              of_class[problem.taken_class])]  # fmt: skip
    place_class, place_manager = _places(by_part[0], classes), _places(by_part[1], managers)
    for each_class, each_manager, kept, taken in zip(*by_part, strict=True):
        if not len(each_class):
            continue
        yield _Part(
            Problem(
                problem.effort[each_class], problem.rank[each_class], problem.waiting[each_class],
                place_manager[problem.keeper[kept]], place_class[problem.kept_class[kept]],
                problem.pairs[kept], place_manager[problem.taker[taken]],
                place_class[problem.taken_class[taken]], problem.capacity[each_manager],
                problem.most[each_manager],
            ),
            each_class, kept, taken,
        )  # fmt: skip


def _grouped(part: Any, count: int) -> list[Ints]:
    """The places of each part's members."""
    order = np.argsort(part, kind="stable")
    return np.split(order, np.searchsorted(part[order], np.arange(1, count)))


def _places(groups: Sequence[Ints], n: int) -> Ints:
    """The place of each member within its group."""
    place = np.zeros(n, np.int64)
    for group in groups:
        place[group] = np.arange(len(group))
    return place


# --- one problem as a programme --------------------------------------------------------------------


class _Programme:
    """Kept, given and unserved customers as the columns of a mixed-integer programme.

    Columns: kept (one a kind of pair), given, unserved (one a class); then, where the load is to be even, the
    twentieths of each manager's capacity that are filled.
    """

    def __init__(self, problem: Problem, nodes: int) -> None:
        self.problem = p = problem
        self.nodes = nodes
        self.counts = (len(p.pairs), len(p.taker), len(p.effort))
        self.kept = slice(0, self.counts[0])
        self.given = slice(self.counts[0], sum(self.counts[:2]))
        self.unserved = slice(sum(self.counts[:2]), sum(self.counts))
        self.n = sum(self.counts)
        self.people = p.waiting + np.bincount(
            p.kept_class, weights=p.pairs, minlength=len(p.effort)
        ).astype(np.int64)
        self.upper = np.concatenate([p.pairs, self.people[p.taken_class], self.people]).astype(
            float
        )
        self.limits: list[tuple[Floats, float]] = []
        """What was reached already, and must not be given up: cost, at most."""

    def rows(self, steps: bool) -> list[Any]:
        """Everybody is somewhere, no manager has too many hours or heads, and what was reached stays."""
        from scipy.optimize import LinearConstraint
        from scipy.sparse import coo_array, csr_array, hstack

        p, managers = self.problem, len(self.problem.capacity)
        extra = managers * STEPS if steps else 0
        column = np.arange(self.n)
        of_class = np.concatenate([p.kept_class, p.taken_class, np.arange(len(p.effort))])
        everybody = csr_array(coo_array((np.ones(self.n), (of_class, column)),
                                        shape=(len(p.effort), self.n + extra)))  # fmt: skip
        by = np.concatenate([p.keeper, p.taker])
        served = column[: len(by)]
        shape = (managers, self.n)
        hours = csr_array(
            coo_array((p.effort[of_class[: len(by)]].astype(float), (by, served)), shape=shape)
        )
        heads = csr_array(coo_array((np.ones(len(by)), (by, served)), shape=shape))
        wide = csr_array((managers, extra))
        found = [
            LinearConstraint(everybody, self.people, self.people),
            LinearConstraint(hstack([heads, wide]), -np.inf, p.most),
        ]
        if steps:
            filled = csr_array(coo_array(
                (-np.ones(extra), (np.repeat(np.arange(managers), STEPS), np.arange(extra))),
                shape=(managers, extra)))  # fmt: skip
            found.append(LinearConstraint(hstack([hours, filled]), 0, 0))
        else:
            found.append(LinearConstraint(hours, -np.inf, p.capacity))
        for cost, most in self.limits:
            row = csr_array(np.concatenate([cost, np.zeros(extra)])[None, :])
            found.append(LinearConstraint(row, -np.inf, most + _WHOLE))
        return found

    def least(self, cost: Floats, *, steps: bool = False) -> tuple[Ints | None, float]:
        """Whole numbers with the least ``cost`` and what no others fall below; None where there are none."""
        from scipy.optimize import Bounds, milp

        p = self.problem
        extra = len(p.capacity) * STEPS if steps else 0
        upper = np.concatenate([self.upper, np.repeat(p.capacity / STEPS, STEPS if steps else 0)])
        whole = np.concatenate([np.ones(self.n), np.zeros(extra)])
        answer = milp(
            cost, integrality=whole, bounds=Bounds(np.zeros(self.n + extra), upper),
            constraints=self.rows(steps),
            options={
                "node_limit": self.nodes,
                "mip_rel_gap": _EVEN_ENOUGH if steps and self.n > _SMALL else _EXACT,
            },
        )  # fmt: skip
        bound = answer.mip_dual_bound
        if answer.x is None:
            return None, 0.0 if bound is None or not np.isfinite(bound) else float(bound)
        return np.rint(answer.x[: self.n]).astype(np.int64), float(bound)


def _solved(part: _Part, nodes: int) -> Allocation:
    """The three questions one after the other."""
    problem = part.problem
    programme = _Programme(problem, nodes)
    broken_of = np.zeros(programme.n)
    broken_of[programme.kept] = -1.0
    left_over = NOTHING
    found, bound = _all_served(programme, broken_of)
    if found is None:
        found, left_over = _fewest_unserved(programme)
        better, bound = programme.least(broken_of)
        found = found if better is None else better
    pairs, kept = int(problem.pairs.sum()), int(found[programme.kept].sum())
    broken = Proof(float(pairs - kept), float(min(pairs - kept, _whole_bound(pairs + bound))))
    programme.limits.append((broken_of, -float(kept)))
    even, bound = programme.least(_steepness(programme), steps=True)
    found = _without_detours(problem, programme, found if even is None else even)
    uneven = unevenness(_load(problem, programme, found), problem.capacity)
    return Allocation(
        found[programme.kept], found[programme.given], found[programme.unserved], left_over, broken,
        Proof(uneven, min(uneven, bound)),
    )  # fmt: skip


def _all_served(programme: _Programme, broken_of: Floats) -> tuple[Ints | None, float]:
    """The fewest broken pairs with everybody served, and the programme held to that; None where it cannot be."""
    p = programme.problem
    needed = sum(n * effort for n, effort in zip(programme.people, p.effort, strict=True))
    if needed > p.capacity.sum():
        return None, 0.0
    anybody = programme.upper[programme.unserved].copy()
    programme.upper[programme.unserved] = 0.0
    found, bound = programme.least(broken_of)
    if found is None:
        programme.upper[programme.unserved] = anybody
    return found, bound


def _fewest_unserved(programme: _Programme) -> tuple[Ints, Proof]:
    """An allocation that leaves as few unserved as can be, rank by rank, and the programme held to it."""
    p = programme.problem
    found = np.zeros(programme.n, np.int64)
    found[programme.unserved] = programme.people
    proof = NOTHING
    for rank in np.unique(p.rank):
        cost = np.zeros(programme.n)
        cost[programme.unserved] = p.rank == rank
        better, bound = programme.least(cost)
        found = found if better is None else better
        value = float(found @ cost)
        proof += Proof(value, min(value, _whole_bound(bound)))
        programme.limits.append((cost, value))
    return found, proof


def _whole_bound(bound: float) -> float:
    """A bound on what is a whole number."""
    return float(max(0.0, np.ceil(bound - _WHOLE)))


def _steepness(programme: _Programme) -> Floats:
    """What each twentieth of a manager's capacity costs: 1, 3, 5, ... twentieths."""
    steps = (2 * np.arange(STEPS) + 1) / STEPS
    return np.concatenate([np.zeros(programme.n), np.tile(steps, len(programme.problem.capacity))])


def _load(problem: Problem, programme: _Programme, found: Ints) -> Ints:
    kept = np.bincount(problem.keeper, weights=found[programme.kept] * problem.effort[problem.kept_class],
                       minlength=len(problem.capacity))  # fmt: skip
    given = np.bincount(problem.taker, weights=found[programme.given] * problem.effort[problem.taken_class],
                        minlength=len(problem.capacity))  # fmt: skip
    return (kept + given).astype(np.int64)


def _without_detours(problem: Problem, programme: _Programme, found: Ints) -> Ints:
    """``found`` without customers who leave a manager and come back to the same."""
    found = found.copy()
    kept, given = found[programme.kept], found[programme.given]
    row_of = {pair: row for row, pair in enumerate(zip(problem.taker.tolist(), problem.taken_class.tolist(),
                                                       strict=True))}  # fmt: skip
    for row, pair in enumerate(
        zip(problem.keeper.tolist(), problem.kept_class.tolist(), strict=True)
    ):
        back = row_of.get(pair)
        if back is not None and (same := min(problem.pairs[row] - kept[row], given[back])) > 0:
            kept[row] += same
            given[back] -= same
    return found
