"""Two sets of rules on the same customers: who moves from where to where, how many and how much money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions.verdicts import judge
from custseg.customers import money_of
from custseg.errors import UsageError
from custseg.result import Chart, Note, Provenance, Result, config_sha256
from custseg.segment.coverage import coverage_table, coverage_warnings
from custseg.segment.rules import Ruled, ruled
from custseg.segment.ruleset import compile_rules, segments_of, why_of
from custseg.segment.settings import Rule, SegmentSettings
from custseg.segment.tables import sums_by
from custseg.settings import as_plain
from custseg.words import header, label, t
from custseg.words.amounts import money_said

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOLD = 3


@dataclass(frozen=True)
class _Moves:
    """The segments by the old rules and by the new ones, as numbers of ``names``."""

    names: list[str]
    before: NDArray[np.int64]
    now: NDArray[np.int64]
    money: pl.Series
    """What each customer is worth; nulls where that is not known."""

    @property
    def moved(self) -> NDArray[np.bool_]:
        """Customers whose segment is another one."""
        other: NDArray[np.bool_] = self.before != self.now
        return other

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Customers and money by segment before (rows) and now (columns)."""
        n = len(self.names)
        money, _ = sums_by(self.money, self.before * n + self.now, n * n)
        heads = np.bincount(self.before * n + self.now, minlength=n * n)
        return heads.reshape(n, n).astype(np.int64), money.reshape(n, n)


def by_diff(
    people: pl.DataFrame,
    old: SegmentSettings,
    new: SegmentSettings,
    as_of: date | None,
    notes: tuple[Note, ...],
    provenance: Provenance | None,
) -> Result:
    """What ``new`` rules change against ``old`` ones; ``customers`` are those who move.

    The tests of the new rules are run; those of the old ones are not: they were written for other rules.

    Raises:
        UsageError: a rule that cannot be, in either set, or a set without rules.
    """
    for settings, which in ((old, t("the old rules")), (new, t("the new rules"))):
        if not settings.rule:
            raise UsageError(
                t("{which} are empty: there is no [[segment.rule]]", which=which),
                t("write rules in custseg.toml: [[segment.rule]] name, when"),
            )
    made = ruled(people, new)
    before = _before(people, old)
    worth = money_of(people)
    moves = _moves(people, before, made, worth)
    matrices = _matrices(moves, worth is not None)
    return Result(
        command="segment", as_of=as_of, about=t("who moves"), customers=_movers(people, before, made, moves, worth),
        tables={
            **matrices, "segment_moves": _table_of_moves(moves, worth is not None),
            "segment_flows": _flows(moves, worth is not None), "rules_changed": _changed(old, new),
        },
        charts=tuple(
            Chart(key, "heatmap", matrix, "segment_before", tuple(matrix.columns[1:]))
            for key, matrix in matrices.items()
        ),
        evidence={**_evidence(moves, worth), "old_rules_sha256": config_sha256(as_plain(old))},
        notes=(*_findings(moves, worth, len(people)), *_warnings(people, before, made, moves, worth), *notes),
        settings=as_plain(new), provenance=provenance,
    )  # fmt: skip


def _before(people: pl.DataFrame, old: SegmentSettings) -> Ruled:
    try:
        conditions = compile_rules(old.rule, people.schema)
    except UsageError as error:
        raise UsageError(t("in the old rules: {error}", error=error.message), error.hint) from error
    return Ruled(old, conditions, pl.DataFrame(), judge(people, conditions))


def _moves(people: pl.DataFrame, before: Ruled, made: Ruled, worth: str | None) -> _Moves:
    old_names, old_group = segments_of(before.settings)
    new_names, new_group = segments_of(made.settings)
    names = list(dict.fromkeys([*new_names, *old_names]))
    place = np.array([names.index(name) for name in old_names])
    money = people[worth] if worth else pl.Series([None] * len(people), dtype=pl.Float64)
    return _Moves(
        names, place[old_group[before.verdicts.first]], new_group[made.verdicts.first], money
    )


def _matrices(moves: _Moves, with_money: bool) -> dict[str, pl.DataFrame]:
    """Heads and money by segment before (a row each) and now (a column each)."""
    heads, money = moves.pairs()
    was = [i for i in range(len(moves.names)) if heads[i].any()]
    came = [i for i in range(len(moves.names)) if heads[:, i].any()]
    first = pl.Series("segment_before", [moves.names[i] for i in was], dtype=pl.String)

    def matrix(cells: NDArray[np.int64] | NDArray[np.float64], kind: str) -> pl.DataFrame:
        return pl.DataFrame([first, *(
            pl.Series(f"{kind}@{moves.names[j]}", cells[was, j]) for j in came
        )])  # fmt: skip

    tables = {"segment_matrix": matrix(heads, "heads_in")}
    if with_money:
        tables["segment_matrix_money"] = matrix(money, "money_in")
    return tables


def _table_of_moves(moves: _Moves, with_money: bool) -> pl.DataFrame:
    """Each way customers go, the most first."""
    heads, money = moves.pairs()
    ways = [(int(i), int(j)) for i, j in np.argwhere(heads) if i != j]
    ways.sort(key=lambda way: (-heads[way], way))
    table = pl.DataFrame({
        "segment_before": pl.Series([moves.names[i] for i, _ in ways], dtype=pl.String),
        "segment": pl.Series([moves.names[j] for _, j in ways], dtype=pl.String),
        "customers": pl.Series([int(heads[way]) for way in ways], dtype=pl.Int64),
        "customers_share": pl.Series([heads[way] / len(moves.now) for way in ways], dtype=pl.Float64),
    })  # fmt: skip
    if not with_money:
        return table
    return table.with_columns(pl.Series("money", [float(money[w]) for w in ways], dtype=pl.Float64))


def _flows(moves: _Moves, with_money: bool) -> pl.DataFrame:
    """Each segment before and now: before − left + came = now, in customers and in money."""
    heads, money = moves.pairs()

    def flows(cells: NDArray[np.int64] | NDArray[np.float64], kind: str) -> dict[str, pl.Series]:
        stayed = np.diag(cells)
        was, now = cells.sum(axis=1), cells.sum(axis=0)
        return {f"{kind}_old": pl.Series(was), f"{kind}_left": pl.Series(was - stayed),
                f"{kind}_came": pl.Series(now - stayed), f"{kind}_now": pl.Series(now)}  # fmt: skip

    return pl.DataFrame({
        "segment": pl.Series(moves.names, dtype=pl.String), **flows(heads, "customers"),
        **(flows(money, "money") if with_money else {}),
    })  # fmt: skip


def _changed(old: SegmentSettings, new: SegmentSettings) -> pl.DataFrame:
    """Each rule of either set: where it stood and stands, what it says, and what was done to it."""
    rows: list[tuple[int | None, int | None, str, str | None, str | None, str]] = []
    left = list(enumerate(old.rule, 1))
    for number, rule in enumerate(new.rule, 1):
        was = _counterpart(rule, left)
        if was is None:
            rows.append((None, number, rule.name, None, rule.when, "added"))
            continue
        left.remove(was)
        at, before = was
        kind = (
            "renamed" if before.name != rule.name
            else "reworded" if before.when != rule.when
            else "same" if at == number else "placed"
        )  # fmt: skip
        rows.append((at, number, rule.name, before.when, rule.when, kind))
    rows += [(at, None, rule.name, rule.when, None, "dropped") for at, rule in left]
    if old.rest != new.rest:
        rows.append((None, None, new.rest, None, None, "renamed"))
    return pl.DataFrame(
        rows, orient="row",
        schema={"rule_number_before": pl.Int64, "rule_number": pl.Int64, "segment": pl.String,
                "condition_before": pl.String, "condition": pl.String, "rule_change": pl.String},
    )  # fmt: skip


def _counterpart(rule: Rule, left: Sequence[tuple[int, Rule]]) -> tuple[int, Rule] | None:
    """The old rule that a new one most likely was: the same, else of the same name, else of the same words."""
    alike = sorted(
        (pair for pair in left if pair[1].name == rule.name or pair[1].when == rule.when),
        key=lambda pair: (pair[1] != rule, pair[1].name != rule.name),
    )
    return alike[0] if alike else None


def _renamed(moves: _Moves, old: SegmentSettings, new: SegmentSettings) -> int:
    """Movers whose segment only has another name: the rule that decided says the same as before."""
    ways = {
        (old.rule[at - 1].name, name)
        for at, name, kind in _changed(old, new).select(
            "rule_number_before", "segment", "rule_change"
        ).iter_rows()
        if kind == "renamed" and at is not None
    } | {(old.rest, new.rest)}  # fmt: skip
    heads, _ = moves.pairs()
    return sum(
        int(heads[moves.names.index(was), moves.names.index(now)])
        for was, now in ways if was != now
    )  # fmt: skip


def _movers(
    people: pl.DataFrame, before: Ruled, made: Ruled, moves: _Moves, worth: str | None
) -> pl.DataFrame:
    """Who moves, the rule that decided before and the one that decides now, and what the rules look at."""
    names = pl.Series(moves.names, dtype=pl.String)
    told = ("customer_id", "segment_before", "segment", "rule_before", "segment_rule")
    kept = dict.fromkeys([*([worth] if worth else []), *made.used, *before.used])
    old_why, new_why = (
        pl.Series(why_of(of.settings), dtype=pl.String).gather(of.verdicts.first)
        for of in (before, made)
    )
    return people.select(
        "customer_id", names.gather(moves.before).alias("segment_before"),
        names.gather(moves.now).alias("segment"), old_why.alias("rule_before"),
        new_why.alias("segment_rule"), *(c for c in kept if c not in told),
    ).filter(pl.Series(moves.moved))  # fmt: skip


def _money_moved(moves: _Moves) -> float:
    sums, _ = sums_by(moves.money, moves.moved.astype(np.int64), 2)
    return float(sums[1])


def _evidence(moves: _Moves, worth: str | None) -> dict[str, object]:
    return {
        "customers": len(moves.now),
        "moved": int(moves.moved.sum()),
        "moved_share": float(moves.moved.mean()),
        "money_moved": _money_moved(moves) if worth else None,
        "money": worth,
    }


def _findings(moves: _Moves, worth: str | None, n: int) -> list[Note]:
    moved = int(moves.moved.sum())
    if not moved:
        return [Note("finding", t("nobody moves: both sets of rules give all {n} customers the same segments", n=f"{n:,}"))]  # fmt: skip
    share = moved / n
    if worth:
        said = [t("{n} customers ({share:.1%}) and {money} ({worth}) move", n=f"{moved:,}", share=share,
                  money=money_said(_money_moved(moves)), worth=header(worth))]  # fmt: skip
    else:
        said = [t("{n} customers ({share:.1%}) move", n=f"{moved:,}", share=share)]
    for row in _table_of_moves(moves, worth is not None).head(_TOLD).iter_rows(named=True):
        way = {"before": label("segment", row["segment_before"]), "now": label("segment", row["segment"]),
               "n": f"{row['customers']:,}"}  # fmt: skip
        said.append(
            t("from {before} to {now}: {n} customers and {money}", money=money_said(row["money"]), **way)
            if worth else t("from {before} to {now}: {n} customers", **way)
        )  # fmt: skip
    return [Note("finding", text) for text in said]


def _warnings(
    people: pl.DataFrame, before: Ruled, made: Ruled, moves: _Moves, worth: str | None
) -> list[Note]:
    said = coverage_warnings(
        people, made.settings, made.conditions, coverage_table(made.settings.rule, made.verdicts), 0
    )
    notes = [Note("warning", text) for text in said]
    if renamed := _renamed(moves, before.settings, made.settings):
        notes.append(Note("info", t("{n} of them move to a segment that only has another name", n=f"{renamed:,}")))  # fmt: skip
    if worth is None:
        notes.append(Note("info", t("no column says what customers are worth, so only heads are counted")))  # fmt: skip
    if before.settings.test:
        notes.append(Note("info", t("the tests of the old rules were not run")))
    return notes
