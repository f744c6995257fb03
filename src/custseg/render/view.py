"""How a reader wants to see an answer: how much of it, how wide, with or without personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from custseg.render.pseudonyms import Names

ROWS_ON_SCREEN = 10


@dataclass(frozen=True)
class View:
    """What the reader asked for and what their screen can do.

    * ``rows``: customers to show; None shows 10 on a terminal, in Markdown and on a page, and all elsewhere.
    * ``show_pii``: show names, phones, ids and cards instead of masking them.
    * ``key``: write pseudonyms made with it instead of customer ids.
    * ``names``: the pseudonyms of the whole run, where this is one of several files.
    * ``min_cell``: leave out lists of customers and cells of fewer of them; for sharing.
    * ``width``: columns of the terminal; None asks it.
    * ``color``: whether colours may be used; None goes by NO_COLOR and TERM.
    * ``interactive``: whether standard output is a terminal; None asks it.
    """

    rows: int | None = None
    show_pii: bool = False
    key: bytes | None = None
    names: Names | None = None
    min_cell: int | None = None
    width: int | None = None
    color: bool | None = None
    interactive: bool | None = None

    def rows_of(self, total: int, *, brief: bool) -> int:
        """How many of ``total`` customers to show; ``brief`` where a page, not a list, is wanted."""
        if self.rows is not None:
            return min(total, max(self.rows, 0))
        return min(total, ROWS_ON_SCREEN) if brief else total
