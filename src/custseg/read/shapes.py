"""Whether the cells of a row that is too short can only be its first cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from custseg.read.cells import clean, is_empty, is_typed

_DATE = re.compile(r"(?:19|20)\d\d[-/.年]?\d{1,2}[-/.月]?\d{1,2}.*|\d{1,2}:\d\d.*")
_MOSTLY = 0.95
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
        return cls(tuple(found))

    def only_ends_early(self, cells: Sequence[str]) -> bool:
        """Whether cells are missing at the end of the row, and can be missing nowhere else."""
        width, here = len(self.columns), [clean(cell) for cell in cells]
        missing = width - len(here)
        if missing <= 0 or len(here) < 2:
            return False
        places = [gap for gap in range(len(here) + 1) if self._fit(here, gap, missing)]
        return places == [len(here)]

    def _fit(self, cells: Sequence[str], gap: int, missing: int) -> bool:
        """Whether the cells fit their columns when ``missing`` ones are left out before ``gap``."""
        return all(
            is_empty(cell) or self.columns[column] in (None, _shape(cell))
            for at, cell in enumerate(cells)
            for column in [at if at < gap else at + missing]
        )
