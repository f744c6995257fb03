"""Rows judged batch by batch, so that rows with nothing to say of them cost next to nothing.

As one expression the fates of a row would be text made up for every row of the file, ten million
times nothing. Here the conditions of a batch are looked at first; words are found only for the rows
that one of them holds for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from custseg.schema.canonical import SEEN, STATUS

Fate = tuple[pl.Expr, pl.Expr, pl.Expr]
"""A condition, and STATUS and SEEN of the rows that it holds for."""
_BOTH = pl.Struct({STATUS: pl.String(), SEEN: pl.String()})
_JUDGED = "_judged"


def judged(frame: pl.LazyFrame, fates: Sequence[Fate]) -> pl.LazyFrame:
    """``frame`` with STATUS and SEEN: of several fates that hold for a row the first; null where none does."""
    names = {name for fate in fates for part in fate for name in part.meta.root_names()}
    return _with_both(
        frame, names or set(frame.collect_schema().names()[:1]), _Judge(lambda: fates)
    )


def judged_further(
    frame: pl.LazyFrame, fates: Callable[[], Sequence[Fate]], *looks_at: str
) -> pl.LazyFrame:
    """``frame`` with fates for the rows that have none yet.

    ``fates`` is asked anew for every batch and may look at the columns ``looks_at``.
    """
    return _with_both(frame, {*looks_at, STATUS, SEEN}, _Judge(fates))


def _with_both(frame: pl.LazyFrame, names: set[str], judge: _Judge) -> pl.LazyFrame:
    both = pl.struct(sorted(names)).map_batches(judge, return_dtype=_BOTH, is_elementwise=True)
    return (
        frame.with_columns(both.alias(_JUDGED))
        .with_columns(pl.col(_JUDGED).struct.field(STATUS, SEEN))
        .drop(_JUDGED)
    )


@dataclass(frozen=True)
class _Judge:
    """Says what becomes of the rows of a batch."""

    fates: Callable[[], Sequence[Fate]]

    def __call__(self, batch: pl.Series) -> pl.Series:
        """STATUS and SEEN of each row."""
        rows = batch.struct.unnest()
        before = self._before(rows)
        fates = self.fates()
        if not fates:
            return before.to_struct(batch.name)
        holds = pl.any_horizontal(condition for condition, _, _ in fates).fill_null(False)
        held = rows.select(holds=holds & before[STATUS].is_null())["holds"]
        if not held.any():
            return before.to_struct(batch.name)
        said = rows.filter(held).select(_said(fates))
        place = pl.select(pl.when(held).then(held.cum_sum() - 1)).to_series()
        return said.select(
            pl.coalesce(pl.col(name).gather(place), before[name]) for name in (STATUS, SEEN)
        ).to_struct(batch.name)

    def _before(self, rows: pl.DataFrame) -> pl.DataFrame:
        """What is said of the rows already."""
        if STATUS in rows.columns:
            return rows.select(STATUS, SEEN)
        nothing = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
        return pl.DataFrame({STATUS: nothing, SEEN: nothing})


def _said(fates: Sequence[Fate]) -> list[pl.Expr]:
    """STATUS and SEEN of rows for each of which some fate holds."""
    status, seen = pl.lit(None, pl.String), pl.lit(None, pl.String)
    for condition, fate, said in reversed(fates):
        status = pl.when(condition).then(fate).otherwise(status)
        seen = pl.when(condition).then(said).otherwise(seen)
    return [status.alias(STATUS), seen.alias(SEEN)]
