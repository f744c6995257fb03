"""Ages and times in completed years and months, and their bands, spelled in one way: <18, 18-24, 65+."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl

AGE_EDGES = (18, 25, 35, 45, 55, 65)
"""Completed years at which bands of age begin, where nobody says other ones."""

TENURE_EDGES_MONTHS = (3, 12, 36, 60, 120)
"""Completed months since opening at which bands of tenure begin."""

OLDEST = 120
"""An age above it, or below 0, is a mistake in the file and counts as unknown."""


def age_on(birth: pl.Expr, on: date) -> pl.Expr:
    """Completed years on a date; who is born on 29 February completes one on 1 March."""
    had_birthday = (birth.dt.month() < on.month) | (
        (birth.dt.month() == on.month) & (birth.dt.day() <= on.day)
    )
    return on.year - birth.dt.year() - pl.when(had_birthday).then(0).otherwise(1)


def months_until(opened: pl.Expr, on: date) -> pl.Expr:
    """Completed months from a date to ``on``; null where it lies after."""
    months = (on.year - opened.dt.year()) * 12 + on.month - opened.dt.month()
    whole = months - pl.when(opened.dt.day() > on.day).then(1).otherwise(0)
    return pl.when(opened <= on).then(whole)


def band_names(edges: Sequence[int | Decimal], *, whole: bool = True) -> list[str]:
    """The names of the bands between ``edges``, from the lowest: ``<18``, ``18-24``, ``65+``.

    Whole numbers end below the next edge (18-24); amounts end at it (50000-100000), which belongs
    to the next band.
    """
    ends = [edge - 1 if whole else edge for edge in edges[1:]]
    middle = [
        f"{low}-{high}" if low != high else f"{low}" for low, high in zip(edges, ends, strict=False)
    ]
    return [f"<{edges[0]}", *middle, f"{edges[-1]}+"] if edges else []


def band(value: pl.Expr, edges: Sequence[int | Decimal], *, whole: bool = True) -> pl.Expr:
    """The band of a value; an edge belongs to the band above it, null stays null."""
    names = band_names(edges, whole=whole)
    if not names:
        return pl.lit(None, pl.String)
    below = (
        pl.when(value < pl.lit(edge)).then(pl.lit(name))
        for edge, name in zip(edges, names, strict=False)
    )
    return pl.when(value.is_not_null()).then(pl.coalesce(*below, pl.lit(names[-1])))
