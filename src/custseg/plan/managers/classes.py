"""Customers in classes (branch and level), and the allocation of managers as a problem of counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.errors import InputError, UsageError, nearest
from custseg.models.assignment import Problem
from custseg.plan.book import Book
from custseg.plan.ladder import Ladder
from custseg.plan.managers.settings import HOURS, ManagersSettings
from custseg.plan.managers.staff import Manager, Staff, level_names
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

NO_LIMIT = 10**9
"""Customers of a manager without an upper number."""
NOBODY = -1


@dataclass(frozen=True)
class Classes:
    """The customers who need a manager, and the classes they fall into."""

    people: pl.DataFrame
    """One row a customer who needs a manager, in the order of the book: ``customer_id``, ``branch``,
    ``level``, ``manager`` (now), ``value``, ``since``; ``class`` and ``holder`` are numbers, ``holder`` -1
    where nobody of the staff; ``fit`` says whether the pair may be kept, or why not."""
    branches: tuple[str | None, ...]
    """Of each class."""
    levels: tuple[str, ...]
    """Of each class."""
    effort: Ints
    """Of one customer of each class, in ``unit``."""
    unit: float
    """Hours (or heads) that 1 of ``effort`` is."""


def hours_of(ladder: Ladder, settings: ManagersSettings) -> dict[str, float]:
    """Hours a month a customer of each level takes; UsageError for a level that is none."""
    names = level_names(ladder)
    for said in settings.effort:
        if said not in names:
            guess = nearest(said, list(names))
            raise UsageError(
                t("[managers] effort: {name!r} is no level", name=said)
                + (t(" (did you mean {guess!r}?)", guess=guess) if guess else ""),
                t("levels: {names}", names=", ".join(ladder.names)),
            )
    given = {names[said]: hours for said, hours in settings.effort.items()}
    return {
        name: given.get(name, example)
        for name, example in zip(ladder.names, ladder.spread(HOURS), strict=True)
    }


def classes_of(book: Book, ladder: Ladder, staff: Staff, settings: ManagersSettings) -> Classes:
    """The customers whose level takes time, by branch and level.

    Raises InputError where there are none.
    """
    hours = hours_of(ladder, settings)
    wanting = [name for name in ladder.names if hours[name] > 0]
    people = _people(book, ladder).filter(pl.col("level").is_in(wanting))
    if people.is_empty():
        raise InputError(
            t("no customer is of a level that takes a manager's time"),
            t("say how much each level takes: [managers] effort"),
        )
    kinds = people.select("branch", "level").unique().sort("branch", "level", nulls_last=True)
    kinds = kinds.with_row_index("class").with_columns(pl.col("class").cast(pl.Int64))
    holders = pl.DataFrame({"manager": [m.name for m in staff.managers]}).with_row_index("holder")
    people = people.join(
        kinds, on=["branch", "level"], how="left", nulls_equal=True, maintain_order="left"
    ).join(holders.cast({"holder": pl.Int64}), on="manager", how="left", maintain_order="left")
    levels = tuple(kinds["level"].to_list())
    effort, unit = (
        (np.ones(len(levels), np.int64), 1.0) if staff.counts_heads
        else _whole([hours[level] for level in levels])
    )  # fmt: skip
    classes = Classes(people, tuple(kinds["branch"].to_list()), levels, effort, unit)
    return _with_fit(classes, staff, settings)


def _people(book: Book, ladder: Ladder) -> pl.DataFrame:
    customers, money = book.customers, book.money
    has = customers.columns
    text = [
        pl.col(c) if c in has else pl.lit(None, pl.String).alias(c) for c in ("branch", "manager")
    ]
    return customers.select(
        "customer_id", *(each.cast(pl.String) for each in text), pl.col(ladder.column).alias("level"),
        (pl.col(money).cast(pl.Float64) if money else pl.lit(None, pl.Float64)).alias("value"),
        (pl.col("opened_on") if "opened_on" in has else pl.lit(None, pl.Date)).alias("since"),
    )  # fmt: skip


def _whole(hours: Sequence[float]) -> tuple[Ints, float]:
    """Hours as whole minutes, as seconds where minutes are too coarse, and hours of one of them."""
    minutes = np.array(hours) * 60
    if np.allclose(minutes, np.rint(minutes), atol=1e-6):
        return np.maximum(np.rint(minutes), 1).astype(np.int64), 1 / 60
    return np.maximum(np.rint(minutes * 60), 1).astype(np.int64), 1 / 3600


def _with_fit(classes: Classes, staff: Staff, settings: ManagersSettings) -> Classes:
    """``people`` with ``fit``: may_stay, or why a pair cannot be: no_manager, not_listed, other_branch, level_not_served."""
    pairs = classes.people.select("holder", "class", "manager").unique(
        ["holder", "class", "manager"]
    )
    said = [
        _fit(staff, classes, holder, of, manager, settings)
        for holder, of, manager in pairs.select("holder", "class", "manager").iter_rows()
    ]
    people = classes.people.join(
        pairs.with_columns(pl.Series("fit", said, dtype=pl.String)),
        on=["holder", "class", "manager"], how="left", nulls_equal=True, maintain_order="left",
    ).with_columns(pl.col("holder").fill_null(NOBODY))  # fmt: skip
    return Classes(people, classes.branches, classes.levels, classes.effort, classes.unit)


def _fit(
    staff: Staff, classes: Classes, holder: int | None, of: int, manager: str | None,
    settings: ManagersSettings,
) -> str:  # fmt: skip
    if manager is None:
        return "no_manager"
    if holder is None:
        return "not_listed"
    who = staff.managers[holder]
    if not who.may_serve_level(classes.levels[of]):
        return "level_not_served"
    stays = settings.keep_across_branches or settings.across_branches
    branch, level = classes.branches[of], classes.levels[of]
    return "may_stay" if who.may_serve(branch, level, anywhere=stays) else "other_branch"


def problem_of(
    classes: Classes, ladder: Ladder, staff: Staff, settings: ManagersSettings
) -> Problem:
    """The counts behind the customers: who waits, which pairs may be kept, which may be made."""
    n = len(classes.levels)
    fitting = classes.people.filter(pl.col("fit") == "may_stay")
    kept = fitting.group_by("holder", "class").len().sort("holder", "class")
    elsewhere = classes.people.filter(pl.col("fit") != "may_stay")["class"].to_numpy()
    open_to = _by_branch(classes)
    may = [
        (number, of)
        for number, manager in enumerate(staff.managers)
        for of in _open_to(manager, open_to, n, settings)
        if manager.may_serve_level(classes.levels[of])
    ]
    taker, taken = np.array(may, np.int64).reshape(-1, 2).T
    return Problem(
        classes.effort, np.array([ladder.names.index(level) for level in classes.levels]),
        np.bincount(elsewhere, minlength=n), kept["holder"].to_numpy().astype(np.int64),
        kept["class"].to_numpy().astype(np.int64), kept["len"].to_numpy().astype(np.int64),
        taker, taken, _capacity(classes, staff),
        np.array([NO_LIMIT if m.most is None else m.most for m in staff.managers], np.int64),
    )  # fmt: skip


def _by_branch(classes: Classes) -> dict[str | None, list[int]]:
    """The classes of each branch."""
    found: dict[str | None, list[int]] = {}
    for of, branch in enumerate(classes.branches):
        found.setdefault(branch, []).append(of)
    return found


def _open_to(
    manager: Manager, by_branch: Mapping[str | None, Sequence[int]], n: int, settings: ManagersSettings
) -> Sequence[int]:  # fmt: skip
    """The classes a manager may be given customers of, by branch; customers of no branch are anybody's."""
    if settings.across_branches or not manager.branches:
        return range(n)
    return sorted(of for b in (*manager.branches, None) for of in by_branch.get(b, ()))


def _capacity(classes: Classes, staff: Staff) -> Ints:
    """Of each manager, in whole units; heads where nobody has hours."""
    if staff.counts_heads:
        return np.array(
            [m.most if m.most is not None else NO_LIMIT for m in staff.managers], np.int64
        )
    return np.array([int((m.hours or 0.0) / classes.unit + 1e-6) for m in staff.managers], np.int64)
