"""Who moved: the label of every customer before and now, as a matrix of heads and money."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from custseg.compare.labels import Compared, ranks
from custseg.compare.meeting import Meeting, exact_sums
from custseg.models.stability import adjusted_rand, kappa
from custseg.words.labels import LABELS


@dataclass(frozen=True)
class Movement:
    """One label of all customers of either period."""

    label: Compared
    was: pl.Series
    now: pl.Series
    move: pl.Series
    """For each customer what the label did: up, down, changed, stayed, labelled, unlabelled, new, lost."""
    meeting: Meeting

    @property
    def key(self) -> str:
        """The label."""
        return self.label.key

    @cached_property
    def values(self) -> list[str]:
        """The values it has in either period: in their order, those of no order behind."""
        there = set(self.was.drop_nulls().unique()) | set(self.now.drop_nulls().unique())
        known = [v for v in (self.label.order or LABELS.get(self.key, {})) if v in there]
        return [*known, *sorted(there - set(known))]

    @cached_property
    def _codes(self) -> np.ndarray:
        """For each customer the cell of the matrix: row times columns plus column.

        The last row and column but one are of customers without a label, the last of those who are not
        in the period.
        """
        n = len(self.values)
        at = {value: i for i, value in enumerate(self.values)}

        def codes(values: pl.Series, there: pl.Series) -> np.ndarray:
            found = values.replace_strict(at, default=n, return_dtype=pl.Int64).fill_null(n)
            return np.where(there.to_numpy(), found.to_numpy(), n + 1)

        before, after = codes(self.was, self.meeting.in_old), codes(self.now, self.meeting.in_new)
        cells: np.ndarray = before * (n + 2) + after
        return cells

    @cached_property
    def heads(self) -> np.ndarray:
        """Heads by label in OLD (rows) and NEW (columns), without a label and not in the period last."""
        n = len(self.values) + 2
        return np.bincount(self._codes, minlength=n * n).reshape(n, n)

    def _money(self, amounts: pl.Series) -> np.ndarray:
        n = len(self.values) + 2
        return exact_sums(self._codes, amounts, n * n).reshape(n, n)

    @cached_property
    def table(self) -> pl.DataFrame:
        """A row for each way from one value to another that somebody took, most heads first, stayers last."""
        n = len(self.values)
        names: list[str | None] = [*self.values, None, None]
        heads, before = self.heads, self.heads.sum(axis=1)
        money_old, money_new = self._money(self.meeting.money_was), self._money(self.meeting.money_now)  # fmt: skip
        rows = [
            {f"{self.key}_old": names[i], self.key: names[j], "move": self._move(i, j, n),
             "customers": int(heads[i, j]),
             "from_share": None if i == n + 1 else float(heads[i, j] / before[i]),
             "money_old": float(money_old[i, j]) if i <= n else None,
             "money_new": float(money_new[i, j]) if j <= n else None}
            for i, j in zip(*np.nonzero(heads), strict=True)
        ]  # fmt: skip
        table = pl.DataFrame(rows, schema={
            f"{self.key}_old": pl.String, self.key: pl.String, "move": pl.String, "customers": pl.Int64,
            "from_share": pl.Float64, "money_old": pl.Float64, "money_new": pl.Float64,
        })  # fmt: skip
        table = table.with_row_index("_at").sort(
            pl.col("move") == "stayed", pl.col("customers"), "_at", descending=[False, True, False]
        )
        return table.drop(
            "_at", *(["money_old", "money_new"] if self.meeting.money is None else [])
        )

    def _move(self, i: int, j: int, n: int) -> str:
        if i == n + 1 or j == n + 1:
            return "new" if i == n + 1 else "lost"
        if i == n or j == n:
            return "stayed" if i == j else "labelled" if i == n else "unlabelled"
        return _direction(self.values[i], self.values[j], self.label.order)

    @cached_property
    def matrix(self) -> pl.DataFrame:
        """A row for each value: the customers who had it, and how many of them have each value now.

        Heads, no shares, so that cells of few customers can be left out where a report is shared.
        """
        n, key = len(self.values), self.key
        ways = {f"to@{key}@{value}": self.heads[:n, j] for j, value in enumerate(self.values)}
        others = {"unlabelled": self.heads[:n, n], "lost": self.heads[:n, n + 1]}
        ways |= {name: heads for name, heads in others.items() if heads.any()}
        return pl.DataFrame(
            {key: self.values, "customers_old": self.heads[:n].sum(axis=1), **ways}
        ).filter(pl.col("customers_old") > 0)

    @property
    def ways(self) -> tuple[str, ...]:
        """The columns of the matrix that say what became of customers."""
        return tuple(self.matrix.columns[2:])

    @cached_property
    def summary(self) -> dict[str, Any]:
        """One row of the table of labels: shares are of customers in both who had a label in OLD."""
        counted = {move: int(n) for move, n in self.move.value_counts().iter_rows()}
        n = len(self.values)
        among = self.heads[:n, :n]
        had = int(self.heads[:n, : n + 1].sum())
        stayed = int(among.trace())
        ordered = bool(self.label.order)

        def share(heads: int, known: bool = True) -> float | None:
            return heads / had if had and known else None

        return {
            "label": self.key, "customers_both": had, "stayed": stayed,
            "up": counted.get("up", 0) if ordered else None,
            "down": counted.get("down", 0) if ordered else None,
            "changed": counted.get("changed", 0), "stayed_share": share(stayed),
            "up_share": share(counted.get("up", 0), ordered),
            "down_share": share(counted.get("down", 0), ordered),
            "moved_share": share(had - stayed),
            "adjusted_rand": _number(adjusted_rand(among)), "kappa": _number(kappa(among)),
        }  # fmt: skip


def movement_of(meeting: Meeting, label: Compared) -> Movement:
    """What became of a label: for every customer of either period."""
    was, now = meeting.was(label.was), meeting.now(label.key)
    if label.renamed:
        was = was.replace(label.renamed)
    rank = ranks(label.order)
    frame = pl.DataFrame({
        "was": was, "now": now, "in_old": meeting.in_old, "in_new": meeting.in_new,
        "old_rank": was.replace_strict(rank, default=None, return_dtype=pl.Int64),
        "new_rank": now.replace_strict(rank, default=None, return_dtype=pl.Int64),
    })  # fmt: skip
    c = pl.col
    move = (
        pl.when(~c("in_old")).then(pl.lit("new")).when(~c("in_new")).then(pl.lit("lost"))
        .when(c("was").eq_missing(c("now"))).then(pl.lit("stayed"))
        .when(c("was").is_null()).then(pl.lit("labelled"))
        .when(c("now").is_null()).then(pl.lit("unlabelled"))
        .when(c("new_rank") < c("old_rank")).then(pl.lit("up"))
        .when(c("new_rank") > c("old_rank")).then(pl.lit("down"))
        .otherwise(pl.lit("changed"))
    )  # fmt: skip
    return Movement(label, was, now, frame.select(move.alias("move"))["move"], meeting)


def _direction(was: str, now: str, order: tuple[str, ...]) -> str:
    if was == now:
        return "stayed"
    if was not in order or now not in order:
        return "changed"
    return "up" if order.index(now) < order.index(was) else "down"


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value


def labels_table(movements: list[Movement]) -> pl.DataFrame:
    """One row a label: who stayed, rose and fell, and how far the two labellings agree."""
    return pl.DataFrame([m.summary for m in movements], schema=LABELS_SCHEMA)


LABELS_SCHEMA: dict[str, pl.DataType] = {
    "label": pl.String(), "customers_both": pl.Int64(), "stayed": pl.Int64(), "up": pl.Int64(),
    "down": pl.Int64(), "changed": pl.Int64(), "stayed_share": pl.Float64(), "up_share": pl.Float64(),
    "down_share": pl.Float64(), "moved_share": pl.Float64(), "adjusted_rand": pl.Float64(), "kappa": pl.Float64(),
}  # fmt: skip
