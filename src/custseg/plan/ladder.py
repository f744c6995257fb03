"""The levels a plan goes by, from the top, and where each stands among the rungs that defaults are given for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from custseg.plan.book import Book

Rung = TypeVar("Rung")


@dataclass(frozen=True)
class Ladder:
    """Levels of customers (``names``, from the top) and the column that says who stands where."""

    column: str
    names: tuple[str, ...]
    begins: int = 0
    """The rung the highest level stands on."""

    def spread(self, rungs: Sequence[Rung]) -> list[Rung]:
        """One of ``rungs`` (from the top) for each level: the first for the highest, the last for the lowest.

        Level i of n stands on rung ⌊i·(r − 1) ÷ (n − 1) + ½⌋ of the r rungs from ``begins`` on; a single level
        stands on the last.

        >>> Ladder("tier", ("high", "middle", "low")).spread("abcde")
        ['a', 'c', 'e']
        """
        used, gaps = rungs[self.begins :], len(self.names) - 1
        if gaps < 1:
            return [used[-1]] * len(self.names)
        return [used[(2 * i * (len(used) - 1) + gaps) // (2 * gaps)] for i in range(gaps + 1)]


VALUE_TIERS = ("high", "potential", "low")
"""The levels of who has no tiers: those of the method value. The highest is a fifth of the customers, so it
does not begin where private banking does."""


def ladder_of(book: Book) -> Ladder | None:
    """The tiers of the customers; without tiers their value tiers, without those None."""
    if book.levels and "tier" in book.customers.columns:
        return Ladder("tier", tuple(book.levels))
    if "value_tier" in book.customers.columns:
        return Ladder("value_tier", VALUE_TIERS, begins=1)
    return None
