"""Sums of whole numbers of 64 bits that are right or refused: NumPy starts anew at the other end without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.errors import InputError
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

LARGEST = 2**63 - 1
_DAYS = 31
"""Days a balance is held within a month, at most."""


def whole(column: str, places: int) -> pl.Expr:
    """Amounts as whole numbers of ``places`` decimals, halves away from zero; ``LARGEST`` for all beyond."""
    amount = pl.col(column).round(places, mode="half_away_from_zero")
    units: pl.Expr = amount * 10**places
    return units.clip(-LARGEST, LARGEST).cast(pl.Int64)


def refuse_too_large(records: pl.DataFrame, columns: tuple[str, ...], places: int) -> None:
    """Raises InputError where one of the amounts ``whole`` made is too large to be one."""
    for column in columns:
        if column in records.columns and _size(records[column].drop_nulls().to_numpy()) >= LARGEST:
            raise too_large(places)


def too_large(places: int) -> InputError:
    """The error for balances that no longer can be added up exactly."""
    return InputError(
        t("balances of {limit} and more cannot be added up exactly", limit=f"{LARGEST // 10**places:,}"),
        t("look at the largest of them: an account number is no balance, and a unit may be stated twice; "
          "else state them in thousands or millions"),
    )  # fmt: skip


def sums_from(amounts: Integers, first: Integers, places: int) -> Integers:
    """The sum from each place of ``first`` to before the next; raises InputError where one has more than 64 bits."""
    if not len(first):
        return first
    longest = int(np.diff(np.append(first, len(amounts))).max())
    if _size(amounts) * longest <= LARGEST:
        return np.add.reduceat(amounts, first)
    return _narrow(np.add.reduceat(amounts.astype(object), first), places)


def means_from(amounts: Integers, days: Integers, first: Integers, places: int) -> Integers:
    """Σ amount × days ÷ Σ days from each place of ``first`` to before the next, to the nearest whole number.

    ``days`` are those of one month. Halves go away from zero. Amounts too large for sums of 64 bits are added up
    without that bound.
    """
    if not len(first):
        return first
    fits = 2 * _size(amounts) * _DAYS + _DAYS <= LARGEST
    exact = amounts if fits else amounts.astype(object)
    sums, total = np.add.reduceat(exact * days, first), np.add.reduceat(days, first)
    return _narrow(divided(sums, total), places)


def divided(amount: Integers, by: Integers) -> Integers:
    """``amount / by`` to the nearest whole number, halves away from zero."""
    size = (2 * np.abs(amount) + by) // (2 * by)
    return np.where(amount < 0, -size, size)


def refuse_sums(amounts: Integers, of: Integers, places: int) -> None:
    """Raises InputError where the amounts of one group (``of``: its number) add up to more than 64 bits hold."""
    if _size(amounts) * len(amounts) <= LARGEST:
        return
    if np.bincount(of, weights=np.abs(amounts.astype(float))).max() > LARGEST / 2:
        raise too_large(places)


def _narrow(sums: NDArray[np.object_] | Integers, places: int) -> Integers:
    if sums.dtype == object and len(sums) and max(abs(sums.max()), abs(sums.min())) > LARGEST:
        raise too_large(places)
    return sums.astype(np.int64)


def _size(amounts: Integers) -> int:
    """The largest amount, whatever its sign."""
    return max(int(amounts.max()), -int(amounts.min())) if len(amounts) else 0
