"""From counts back to persons: which customers of a class stay, and who gets which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.models.assignment import Allocation, Problem
from custseg.plan.managers.classes import Classes
from custseg.plan.managers.staff import Staff

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

UNSERVED = -1


def allocated(classes: Classes, problem: Problem, found: Allocation, staff: Staff) -> pl.DataFrame:
    """``classes.people`` with ``taker`` (the number of the manager, -1 for none), ``change`` and ``why``.

    Of the customers of a manager and class those stay who are worth most (then the longest known, then by
    id). Who leaves or waits is dealt to the managers who have room, in proportion to their room, the most valuable
    first; who is left at the end is unserved.
    """
    people = classes.people.with_row_index("_at").with_columns(pl.col("_at").cast(pl.Int64))
    people = people.sort(
        "value", "since", "customer_id", descending=[True, False, False], nulls_last=True
    )
    rows = people.select("class", "holder", "_at", stays=pl.col("fit") == "may_stay").to_dict()
    of, holder, at = (rows[c].to_numpy() for c in ("class", "holder", "_at"))
    stays = _stay(of, holder, rows["stays"].to_numpy(), problem, found.kept)
    taker = np.where(stays, holder, UNSERVED)
    taker[~stays] = _dealt(of[~stays], problem, found.given)
    there = np.argsort(at)
    known = classes.people.with_columns(pl.Series("taker", taker[there], dtype=pl.Int64))
    return _in_words(known, _crowded(problem), _served(problem), staff)


def _stay(
    of: Ints, holder: Ints, fitting: NDArray[np.bool_], problem: Problem, kept: Ints
) -> NDArray[np.bool_]:
    """The first of each kind of pair, as many as are kept."""
    n = len(problem.effort)
    most = dict(zip((problem.keeper * n + problem.kept_class).tolist(), kept.tolist(), strict=True))
    pair = np.where(fitting, holder * n + of, -1)
    allowed = np.array([most.get(each, 0) for each in np.unique(pair).tolist()])
    _, number = np.unique(pair, return_inverse=True)
    return _place_within(number) < allowed[number]


def _place_within(group: Ints) -> Ints:
    """The place of each element among those of its group, in the order they come."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.nonzero(np.diff(ordered, prepend=-2))[0]
    place = np.empty(len(group), np.int64)
    place[order] = np.arange(len(group)) - np.repeat(starts, np.diff(starts, append=len(group)))
    return place


def _dealt(of: Ints, problem: Problem, given: Ints) -> Ints:
    """Managers for those who come one after the other, of class ``of``; -1 when a class has no more room.

    A manager with room for q comes at the positions (1 + 2i) ÷ 2q of his class's round, so all fill evenly.
    """
    turn = np.repeat(np.arange(len(given)), given)
    within = _place_within(turn)
    position = (2 * within + 1) / (2 * given[turn])
    order = np.lexsort((turn, position, problem.taken_class[turn]))
    seats, seat_class = problem.taker[turn][order], problem.taken_class[turn][order]
    first = np.searchsorted(seat_class, np.arange(len(problem.effort)))
    count = np.bincount(seat_class, minlength=len(problem.effort))
    place = _place_within(of)
    taker = np.full(len(of), UNSERVED)
    seated = place < count[of]
    taker[seated] = seats[(first[of] + place)[seated]]
    return taker


def _crowded(problem: Problem) -> NDArray[np.bool_]:
    """Managers whose pairs do not fit, were all kept."""
    n = len(problem.capacity)
    load = np.bincount(
        problem.keeper, weights=problem.pairs * problem.effort[problem.kept_class], minlength=n
    )
    heads = np.bincount(problem.keeper, weights=problem.pairs, minlength=n)
    crowded: NDArray[np.bool_] = (load > problem.capacity) | (heads > problem.most)
    return crowded


def _served(problem: Problem) -> NDArray[np.bool_]:
    """Classes that some manager may be given customers of."""
    return np.bincount(problem.taken_class, minlength=len(problem.effort)) > 0


def _in_words(
    people: pl.DataFrame, crowded: NDArray[np.bool_], served: NDArray[np.bool_], staff: Staff
) -> pl.DataFrame:
    """What happens to each customer, and why."""
    names = pl.Series([m.name for m in staff.managers] or [""], dtype=pl.String)
    holder, taker = people["holder"], people["taker"]
    is_crowded = pl.Series(
        crowded[holder.clip(0).to_numpy()] if len(crowded) else [False] * len(holder)
    )
    has_taker = pl.Series(served[people["class"].to_numpy()])
    stays = (pl.col("taker") == pl.col("holder")) & (pl.col("fit") == "may_stay")
    nobody = pl.col("taker") == UNSERVED
    change = (
        pl.when(nobody).then(pl.lit("unserved")).when(stays).then(pl.lit("kept"))
        .when(pl.col("fit") == "no_manager").then(pl.lit("new")).otherwise(pl.lit("moved"))
    )  # fmt: skip
    why = (
        pl.when(nobody & ~has_taker).then(pl.lit("nobody_may"))
        .when(nobody).then(pl.lit("no_hours"))
        .when(stays).then(pl.lit("fits"))
        .when(pl.col("fit") != "may_stay").then(pl.col("fit"))
        .when(is_crowded).then(pl.lit("overload")).otherwise(pl.lit("makes_room"))
    )  # fmt: skip
    return people.with_columns(
        change.alias("change"), why.alias("why"),
        pl.when(pl.Series(taker.to_numpy() >= 0)).then(names.gather(taker.clip(0))).alias("new_manager"),
    )  # fmt: skip
