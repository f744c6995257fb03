"""Whether the cells of a row that is too short can only be its first cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from custseg.read.cells import clean, is_empty, is_typed

_DATE = re.compile(r"(?:19|20)\d\d[-/.年]?\d{1,2}[-/.月]?\d{1,2}.*|\d{1,2}:\d\d.*")
_MOSTLY = 0.95
_MOST_SURPLUS = 64
_MOST_WAYS = 300
_MANY = 10
_FEWEST = 3
"""So many whole rows have to show what a column holds."""


def _shape(cell: str) -> str:
    """``date``, ``number`` or ``words``."""
    if _DATE.fullmatch(cell):
        return "date"
    return "number" if is_typed(cell) else "words"


@dataclass(frozen=True)
class Shapes:
    """What each column of a table holds, None where rows differ."""

    columns: tuple[str | None, ...]
    always: frozenset[int] = frozenset()
    """Columns in which none of many whole rows is empty."""

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]], width: int) -> Shapes:
        """The shapes that the whole rows among ``rows`` show."""
        whole = [row for row in rows if len(row) == width]
        found: list[str | None] = []
        for at in range(width):
            said = Counter(_shape(row[at]) for row in whole if not is_empty(row[at]))
            shape, often = said.most_common(1)[0] if said else ("", 0)
            sure = often >= _FEWEST and often >= _MOSTLY * sum(said.values())
            found.append(shape if sure else None)
        always = {at for at in range(width) if all(row[at] for row in whole)}
        return cls(tuple(found), frozenset(always if len(whole) >= _MANY else ()))

    def only_ends_early(self, cells: Sequence[str]) -> bool:
        """Whether cells are missing at the end of the row, and can be missing nowhere else."""
        width, here = len(self.columns), [clean(cell) for cell in cells]
        missing = width - len(here)
        if missing <= 0 or len(here) < 2:
            return False
        places = [gap for gap in range(len(here) + 1) if self._fit(here, gap, missing)]
        return places == [len(here)]

    def may_end_early(self, cells: Sequence[str]) -> bool:
        """Whether the cells fit their columns when those after them are missing."""
        missing = len(self.columns) - len(cells)
        here = [clean(cell) for cell in cells]
        return missing > 0 and self._fit(here, len(here), missing)

    def without_surplus(self, cells: Sequence[str]) -> list[str] | None:
        """The cells of a row that is too long without empty ones, if only one way of that fits.

        Several empty cells after the last column are the habit of an exporter, one could stand for
        a separator too many anywhere.
        """
        width = len(self.columns)
        surplus = len(cells) - width
        if surplus > 1 and not any(map(clean, cells[width:])):
            return (
                list(cells[:width])
                if self._fit(list(map(clean, cells[:width])), width, 0)
                else None
            )
        empty = [at for at, cell in enumerate(cells) if not clean(cell)]
        if len(empty) < surplus or surplus > _MOST_SURPLUS:
            return None
        found: dict[tuple[str, ...], list[str]] = {}
        for seen, left_out in enumerate(combinations(reversed(empty), surplus)):
            if seen > _MOST_WAYS:
                return None
            kept = [cell for at, cell in enumerate(cells) if at not in left_out]
            said = tuple(map(clean, kept))
            if self._fit(said, width, 0) and all(said[column] for column in self.always):
                found.setdefault(said, kept)
        return found.popitem()[1] if len(found) == 1 else None

    def _fit(self, cells: Sequence[str], gap: int, missing: int) -> bool:
        """Whether the cells fit their columns when ``missing`` ones are left out before ``gap``."""
        return all(
            is_empty(cell) or self.columns[column] in (None, _shape(cell))
            for at, cell in enumerate(cells)
            for column in [at if at < gap else at + missing]
        )
