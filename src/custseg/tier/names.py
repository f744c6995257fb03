"""Levels and months as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.errors import InputError
from custseg.models.tier_memory import NONE
from custseg.words import label, t
from custseg.words.labels import LABELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.models.tier_memory import Levels


def level_numbers(texts: pl.Series, names: Sequence[str], where: str) -> Levels:
    """The level each text names, by its name or the word for it in either language; NONE for empty ones.

    Raises InputError that names the levels which are none of [tier], and how many rows have them.
    """
    numbers = {name: number for number, name in enumerate(names)}
    for name in names:
        for word in LABELS["tier"].get(name, ()):
            numbers.setdefault(word, numbers[name])
    # A CSV has a ' before names that a spreadsheet would run: '+VIP.
    said = texts.str.strip_chars().str.strip_prefix("'").replace("", None)
    found = said.replace_strict(numbers, default=None, return_dtype=pl.Int8)
    wrong = said.filter(said.is_not_null() & found.is_null())
    if len(wrong):
        counts = wrong.value_counts(sort=True, name="n").sort(
            ["n", wrong.name], descending=[True, False]
        )
        raise InputError(
            t("{file}: {levels} are no levels of [tier]", file=where,
              levels=", ".join(f"{name!r} ({n:,})" for name, n in counts.head(5).iter_rows())),
            t("levels: {known}", known=", ".join(label("tier", name) for name in names)),
        )  # fmt: skip
    numbered: Levels = found.fill_null(int(NONE)).to_numpy().astype(np.int8)
    return numbered


def level_names(numbers: Levels, names: Sequence[str], called: str) -> pl.Series:
    """The names of levels, null for NONE, as a column."""
    all_names = pl.Series([*names, None], dtype=pl.String)
    at = np.where(numbers == NONE, len(names), numbers).astype(np.int64)
    return all_names.gather(at).alias(called)


def month_name(month: int) -> str:
    """Year × 12 + month - 1 as people write it: 2024-03."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def month_names(months: NDArray[np.int64] | pl.Series, called: str) -> pl.Series:
    """Months as people write them, null for 0."""
    different = pl.Series(called, months, dtype=pl.Int64)
    words = {m: month_name(m) if m else None for m in different.unique().to_list()}
    return different.replace_strict(words, return_dtype=pl.String)


def month_numbers(texts: pl.Series) -> pl.Series:
    """``2024-03``, or a date in it, as year × 12 + month - 1; null where it is neither."""
    parts = texts.str.extract_groups(r"^\s*(\d{4})-(\d{1,2})(?:\D.*)?$")
    year = parts.struct.field("1").cast(pl.Int64, strict=False)
    return year * 12 + parts.struct.field("2").cast(pl.Int64, strict=False) - 1
