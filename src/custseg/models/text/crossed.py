"""Counts crossed by two things: Pearson's chi-square and Cramér's V."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

LEAST_EXPECTED = 5.0
"""Cases expected in a cell below which the p-value is rough (Cochran 1954)."""


class Crossed(NamedTuple):
    """Whether answers hang on the group, and how much."""

    n: int
    chi_square: float
    degrees: int
    p_value: float
    cramers_v: float
    least_expected: float
    """The smallest number of cases expected in a cell, were there no difference."""


def crossed(table: Sequence[Sequence[int]]) -> Crossed | None:
    """The test of a table of counts (groups by answers); None for fewer than two of either.

    chi² = Σ (seen - expected)² ÷ expected (Pearson 1900); V = √(chi² ÷ (n × (min(rows, columns) - 1)))
    (Cramér 1946), 0 for no difference, 1 for answers told by the group. Rows and columns without a case
    are left out.
    """
    from scipy.stats import chi2

    rows = [list(row) for row in table if sum(row)]
    kept = [at for at in range(len(table[0]) if table else 0) if any(row[at] for row in rows)]
    if len(rows) < 2 or len(kept) < 2:
        return None
    counts = [[row[at] for at in kept] for row in rows]
    n = sum(map(sum, counts))
    of_row, of_column = (
        [sum(row) for row in counts],
        [sum(column) for column in zip(*counts, strict=True)],
    )
    expected = [[a * b / n for b in of_column] for a in of_row]
    statistic = math.fsum((seen - e) ** 2 / e for row, means in zip(counts, expected, strict=True)
                          for seen, e in zip(row, means, strict=True))  # fmt: skip
    degrees = (len(rows) - 1) * (len(kept) - 1)
    v = math.sqrt(statistic / (n * (min(len(rows), len(kept)) - 1)))
    return Crossed(n, statistic, degrees, float(chi2.sf(statistic, degrees)), min(v, 1.0),
                   min(map(min, expected)))  # fmt: skip
