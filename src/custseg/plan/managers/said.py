"""What an allocation of managers says in words."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from custseg.plan.managers.classes import hours_of
from custseg.plan.managers.tables import Allocated, gini
from custseg.result import Note
from custseg.words import label, t

_NAMED = 5
"""Branches or names told of many."""


def notes_of(made: Allocated, tables: Mapping[str, pl.DataFrame]) -> tuple[Note, ...]:
    """Findings, then how it was made, then what to be careful about."""
    loads = tables["manager_loads"]
    findings = [_need(made, loads), _moves(made), _evenness(loads), *_shortfall(made, tables)]
    return (
        *(Note("finding", text) for text in findings if text),
        *(Note("info", text) for text in _how(made)),
        *(Note("warning", text) for text in _warnings(made)),
    )


def _need(made: Allocated, loads: pl.DataFrame) -> str:
    n, m = made.people.height, len(made.staff.managers)
    if made.staff.counts_heads:
        return t("{n} customers need a manager, {m} managers may have {room}",
                 n=f"{n:,}", m=f"{m:,}", room=f"{loads['max_customers'].sum():,}")  # fmt: skip
    hours = float((made.classes.effort * made.classes.unit)[made.people["class"].to_numpy()].sum())
    room = float(loads["capacity_hours"].sum())
    return t("{n} customers need a manager and take {hours} hours a month; {m} managers have {room}",
             n=f"{n:,}", hours=f"{hours:,.1f}", m=f"{m:,}", room=f"{room:,.1f}")  # fmt: skip


def _moves(made: Allocated) -> str:
    had = int((made.people["fit"] != "no_manager").sum())
    said = t("of {had} customers with a manager {kept} keep theirs and {moved} get another", had=f"{had:,}",
             kept=f"{made.count('kept'):,}", moved=f"{made.count('moved'):,}")  # fmt: skip
    new = made.count("new")
    return said + (t("; {n} get their first", n=f"{new:,}") if new else "")


def _evenness(loads: pl.DataFrame) -> str:
    before, after = loads["load_before"].drop_nulls(), loads["load_after"].drop_nulls()
    unevenness = gini(before), gini(after)
    if not len(after) or None in unevenness:
        return ""
    return t("loads were {low:.0%} to {high:.0%} of capacity (Gini {gini:.2f}) and become {low2:.0%} to {high2:.0%} "
             "(Gini {gini2:.2f})", low=before.min(), high=before.max(), gini=unevenness[0],
             low2=after.min(), high2=after.max(), gini2=unevenness[1])  # fmt: skip


def _shortfall(made: Allocated, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """What is missing, and where."""
    n = made.count("unserved")
    if not n:
        return []
    short = tables["branch_needs"].filter(pl.col("unserved") > 0)
    told = [_short_of(row) for row in short.head(_NAMED).iter_rows(named=True)]
    more = short.height - len(told)
    where = t("; ").join(told) + (t("; and {n} more branches", n=more) if more else "")
    if made.staff.counts_heads:
        return [t("{n} customers cannot be served: {where}", n=f"{n:,}", where=where)]
    missing = float(tables["branch_needs"]["hours_missing"].sum())
    return [t("{n} customers cannot be served, {hours} hours a month are missing: {where}",
              n=f"{n:,}", hours=f"{missing:,.1f}", where=where)]  # fmt: skip


def _short_of(row: Mapping[str, object]) -> str:
    branch = row["branch"] or t("no branch")
    if "hours_missing" in row:
        return t("{branch} {n} customers, {hours} hours", branch=branch, n=row["unserved"],
                 hours=f"{row['hours_missing']:,.1f}")  # fmt: skip
    return t("{branch} {n} customers", branch=branch, n=row["unserved"])


def _how(made: Allocated) -> list[str]:
    column = made.ladder.column
    said = [
        t("who leaves a manager first: the customer worth least, then the latest come, then by id")
    ]
    if not made.staff.counts_heads:
        hours = hours_of(made.ladder, made.settings)
        takes = t(", ").join(f"{label(column, name)} {each:g}" for name, each in hours.items())
        said.append(t("hours a month of one customer: {takes}; levels at 0 need no manager ([managers] effort)",
                      takes=takes))  # fmt: skip
    found = made.found
    proved = found.left_over.gap == 0 and found.broken.gap == 0
    said.append(
        t("proved: no allocation serves more, and none that serves as many breaks fewer pairs; loads are within "
          "{gap:.2%} of the most even there is", gap=found.uneven.gap)
        if proved else
        t("not proved best: at least {left} unserved and {broken} pairs broken in any allocation; gaps {gap1:.2%}, "
          "{gap2:.2%} and {gap3:.2%} (allocation_proof)", left=f"{found.left_over.bound:,.0f}",
          broken=f"{found.broken.bound:,.0f}", gap1=found.left_over.gap, gap2=found.broken.gap,
          gap3=found.uneven.gap)
    )  # fmt: skip
    return said


def _warnings(made: Allocated) -> list[str]:
    said = []
    staff, people = made.staff, made.people
    if not staff.is_listed:
        said.append(t("there is no list of managers: those whom customers name are taken, each with {hours:g} hours "
                      "at the branches of these customers", hours=made.settings.capacity_hours))  # fmt: skip
    if staff.unknown_levels:
        said.append(t("the list of managers names levels that are none: {names} (levels: {known})",
                      names=t(", ").join(staff.unknown_levels[:_NAMED]),
                      known=t(", ").join(label(made.ladder.column, n) for n in made.ladder.names)))  # fmt: skip
    strangers = people.filter(pl.col("fit") == "not_listed")
    if strangers.height:
        names = strangers["manager"].unique().sort()
        said.append(t("{n} customers have managers who are not on the list: {names}", n=f"{strangers.height:,}",
                      names=t(", ").join(names.head(_NAMED).to_list())))  # fmt: skip
    said += _branches(made)
    return said


def _branches(made: Allocated) -> list[str]:
    """Managers of branches without customers, and customers whom nobody may serve."""
    there = set(made.people["branch"].drop_nulls().unique().to_list())
    idle = [m.name for m in made.staff.managers if m.branches and not (m.branches & there)]
    said = []
    if idle and not made.settings.across_branches:
        said.append(t("{n} managers work at branches where no customer needs one: {names}", n=len(idle),
                      names=t(", ").join(idle[:_NAMED])))  # fmt: skip
    alone = made.people.filter(pl.col("why") == "nobody_may")
    if alone.height:
        where = alone.select("branch", "level").unique().sort("branch", "level", nulls_last=True)
        names = [f"{branch or t('no branch')} {label(made.ladder.column, level)}"
                 for branch, level in where.head(_NAMED).iter_rows()]  # fmt: skip
        said.append(t("{n} customers are of a branch and level that no manager may serve: {names}",
                      n=f"{alone.height:,}", names=t(", ").join(names)))  # fmt: skip
    return said
