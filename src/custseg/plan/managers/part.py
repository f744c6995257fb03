"""The part of a plan that says who looks after whom."""

from __future__ import annotations

from typing import Any

import polars as pl

from custseg.errors import InputError
from custseg.models.assignment import allocate
from custseg.plan.book import Book
from custseg.plan.ladder import ladder_of
from custseg.plan.managers.classes import classes_of, hours_of, problem_of
from custseg.plan.managers.people import allocated
from custseg.plan.managers.said import notes_of
from custseg.plan.managers.settings import ManagersSettings
from custseg.plan.managers.staff import staff_of
from custseg.plan.managers.tables import Allocated, chart_of, gini, tables_of
from custseg.result import Part
from custseg.words import t


def managers(book: Book, settings: ManagersSettings = ManagersSettings()) -> Part:
    """Every customer of a level that takes time has one manager, within the hours there are (客户经理分配).

    As many as possible are served, the upper levels first; then as few pairs as possible are broken; then loads
    are as even as possible (``models.assignment``, where the bounds come from). A pair may stay where the
    manager is on the list and may serve the level; others go to managers of the branch. ``columns``:
    new_manager, allocation (kept, new, moved, unserved, unmanaged), allocation_why.

    Raises:
        UsageError: effort of a level that is none.
        InputError: neither levels nor managers are known, or no level takes time.
    """
    made = allocation_of(book, settings)
    tables = tables_of(made)
    return Part(
        tables=tables, charts=(chart_of(tables["manager_loads"]),), evidence=_evidence(made, tables),
        notes=notes_of(made, tables), columns=_columns(made),
    )  # fmt: skip


def allocation_of(book: Book, settings: ManagersSettings) -> Allocated:
    """The allocation itself."""
    ladder = ladder_of(book)
    if ladder is None:
        raise InputError(
            t("nothing says the tiers or the value of the customers"),
            t("give balances by month, or orders"),
        )
    staff = staff_of(book, ladder, settings)
    classes = classes_of(book, ladder, staff, settings)
    problem = problem_of(classes, ladder, staff, settings)
    found = allocate(problem)
    people = allocated(classes, problem, found, staff)
    return Allocated(book, ladder, settings, staff, classes, people, found)


def _columns(made: Allocated) -> pl.DataFrame:
    """Every customer's manager from now: who needs none keeps whom they have."""
    said = made.people.select(
        "customer_id", "new_manager", pl.col("change").alias("allocation"),
        pl.col("why").alias("allocation_why"),
    )  # fmt: skip
    customers = made.book.customers
    known = [c for c in ("branch", "manager") if c in customers.columns]
    everybody = customers.select("customer_id", *known).join(
        said, on="customer_id", how="left", maintain_order="left"
    )
    if "manager" in known:
        unmanaged = pl.col("allocation").is_null()
        kept = pl.when(unmanaged).then("manager").otherwise("new_manager")
        everybody = everybody.with_columns(kept.alias("new_manager"))
    return everybody.with_columns(
        pl.col("allocation").fill_null("unmanaged"), pl.col("allocation_why").fill_null("no_effort")
    )


def _evidence(made: Allocated, tables: Any) -> dict[str, Any]:
    loads = tables["manager_loads"]
    proofs = (made.found.left_over, made.found.broken, made.found.uneven)
    return {
        "managers": len(made.staff.managers), "listed": made.staff.is_listed,
        "hours_by_level": hours_of(made.ladder, made.settings),
        **{change: made.count(change) for change in ("kept", "new", "moved", "unserved")},
        **{f"{name}_gap": p.gap for name, p in zip(("unserved", "broken", "uneven"), proofs, strict=True)},
        "gini_before": gini(loads["load_before"]), "gini_after": gini(loads["load_after"]),
    }  # fmt: skip
