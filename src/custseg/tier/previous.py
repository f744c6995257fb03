"""Where everybody stood last month, from the file that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from custseg.errors import InputError
from custseg.listed import Listed
from custseg.models.tier_memory import NONE, Standing
from custseg.tier.names import level_numbers, month_name, month_numbers
from custseg.words import t


@dataclass(frozen=True)
class Previous:
    """Standings at the end of an earlier month; ``month`` is -1 where the file does not say which."""

    customers: pl.Series
    standing: Standing
    month: int
    without_memory: bool
    """The file has levels only: no months below, no decision for the next month."""

    def among(self, customers: pl.Series) -> Standing:
        """The standings of ``customers`` (sorted, all of these among them): nobody's for the others."""
        rows = pl.DataFrame({"customer_id": customers}).join(
            pl.DataFrame({"customer_id": self.customers}).with_row_index("_at"),
            on="customer_id", how="left", maintain_order="left",
        )["_at"]  # fmt: skip
        there = rows.is_not_null().to_numpy()
        at = rows.drop_nulls().to_numpy()
        start = Standing.nobody(len(customers))
        said = self.standing
        for empty, known in (
            (start.tier, said.tier), (start.reached, said.reached), (start.below, said.below),
            (start.best, said.best), (start.decided, said.decided), (start.since, said.since),
        ):  # fmt: skip
            empty[there] = known[at]
        return start


def previous_of(listed: Listed, names: Sequence[str]) -> Previous:
    """The standings that an earlier result lists, for levels of these names.

    Raises InputError for levels that [tier] has not, months that are none or differ, counts that are
    none.
    """
    rows = listed.table.filter(pl.col("tier").is_not_null()).sort("customer_id")
    where, there = listed.name, set(rows.columns)
    tier = level_numbers(rows["tier"], names, where)

    def level(column: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int8]]:
        return (
            level_numbers(rows[column], names, where)
            if column in there
            else np.full(len(tier), NONE)
        )

    reached = level("reached_tier")
    below = (
        _counts(rows["below_months"], where)
        if "below_months" in there
        else np.zeros(len(tier), np.int16)
    )
    reached = np.where(reached == NONE, tier, reached)
    best = level("best_below_tier")
    best = np.where((best == NONE) & (below > 0), reached, best)
    standing = Standing(
        tier, reached, below, best, level("next_tier"),
        _months(rows, "tier_since", where).fill_null(0).to_numpy().astype(np.int32),
    )  # fmt: skip
    return Previous(rows["customer_id"], standing, _month(rows, where), "below_months" not in there)


def _counts(texts: pl.Series, where: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    counts = texts.str.replace(r"\.0+$", "").cast(pl.Int16, strict=False)
    wrong = texts.filter(texts.is_not_null() & (counts.is_null() | (counts < 0)))
    if len(wrong):
        raise InputError(
            t("{file}: {value!r} is no number of months", file=where, value=wrong[0]),
            t(
                "give the file that custseg tier -o FILE wrote, or a table with customer_id and tier"
            ),
        )
    return counts.fill_null(0).to_numpy().astype(np.int16)


def _months(rows: pl.DataFrame, column: str, where: str) -> pl.Series:
    if column not in rows.columns:
        return pl.Series(column, [None] * rows.height, dtype=pl.Int64)
    months = month_numbers(rows[column])
    wrong = rows[column].filter(rows[column].is_not_null() & months.is_null())
    if len(wrong):
        raise InputError(
            t("{file}: {value!r} is no month", file=where, value=wrong[0]),
            t("months are written 2024-03"),
        )
    return months


def _month(rows: pl.DataFrame, where: str) -> int:
    """The one month the file is of, -1 where it does not say."""
    months = _months(rows, "tier_month", where).drop_nulls().unique().sort()
    if len(months) > 1:
        raise InputError(
            t("{file} is of several months: {months}", file=where,
              months=", ".join(month_name(m) for m in months.head(3))),
            t("give the result of one month"),
        )  # fmt: skip
    return int(months[0]) if len(months) else -1
