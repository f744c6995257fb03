"""RFM scores 近度·频度·额度: cut points from the values themselves, equal values equal scores.

Scores come from thresholds, never from ranks: a customer's score depends only on the value and the
cut points, so row order, ids and the way a file was split can never change it. Quantiles are of
type 7 (Hyndman and Fan 1996, the default of R and NumPy), in exact arithmetic on the positions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

ScoreRule = Literal["above", "at_least", "r_rfm"]
"""How a value meets a cut point.

* ``above``: one score more for every cut point the value is greater than, bins (low, high]. Ties at
  a cut point stay below, so a crowd of one-order customers gets score 1.
* ``at_least``: one score more for every cut point the value reaches, bins [low, high).
* ``r_rfm``: as ``at_least``, with every quantile raised by one, as the R package rfm 0.3.0 does.
"""


def quantiles(values: pl.Series, parts: int) -> tuple[float, ...]:
    """The ``parts - 1`` interior type-7 quantiles of the values; nulls are left out.

    None for an empty series: there is nothing to cut.

    >>> quantiles(pl.Series([1, 2, 3, 4]), 2)
    (2.5,)
    """
    ordered = values.drop_nulls().cast(pl.Float64).sort()
    if ordered.is_empty():
        return ()
    return tuple(_at(ordered, part, parts) for part in range(1, parts))


def _at(ordered: pl.Series, part: int, parts: int) -> float:
    """The quantile part/parts; between two equal values it is that value, to the last bit."""
    below, rest = divmod((len(ordered) - 1) * part, parts)
    low = float(ordered[below])
    return low if rest == 0 else low + (float(ordered[below + 1]) - low) * rest / parts


def cut_points(values: pl.Series, bins: int, rule: ScoreRule = "above") -> tuple[float, ...]:
    """The ``bins - 1`` cut points of a measure, ascending; they repeat where values are tied."""
    raised = 1.0 if rule == "r_rfm" else 0.0
    return tuple(cut + raised for cut in quantiles(values, bins))


def score(
    values: pl.Series,
    cuts: Sequence[float],
    rule: ScoreRule = "above",
    *,
    fewer_is_better: bool = False,
) -> pl.Series:
    """Scores 1 to ``len(cuts) + 1`` of the values; null for null.

    A higher value never gets a lower score, or with ``fewer_is_better`` (recency) never a higher one.
    Zero and negative values are values like any other.

    >>> score(pl.Series([1, 1, 2, 9]), (1.0, 2.0)).to_list()
    [1, 1, 2, 3]
    >>> score(pl.Series([0, 30, 31]), (30.0,), fewer_is_better=True).to_list()
    [2, 2, 1]
    """  # fmt: skip
    numbers = values.cast(pl.Float64)
    side: Literal["left", "right"] = "left" if rule == "above" else "right"
    passed = pl.Series(cuts, dtype=pl.Float64).search_sorted(numbers, side)
    scores = len(cuts) + 1 - passed.cast(pl.Int8) if fewer_is_better else passed.cast(pl.Int8) + 1
    frame = pl.DataFrame({"number": numbers, "score": scores.cast(pl.Int8)})
    return frame.select(pl.when(pl.col("number").is_not_null()).then("score")).to_series()


@dataclass(frozen=True)
class Measure:
    """One of R, F and M, scored: the cut points, the scores, and what ties did to them."""

    cuts: tuple[float, ...]
    scores: pl.Series
    distinct: int
    """How many different values there are."""

    @property
    def bins(self) -> int:
        """How many scores the measure can have."""
        return len(self.cuts) + 1

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many customers have score 1, 2, ...; zero where nobody has it."""
        found = dict(self.scores.drop_nulls().value_counts(name="n").iter_rows())
        return tuple(found.get(k, 0) for k in range(1, self.bins + 1))

    @property
    def empty_scores(self) -> tuple[int, ...]:
        """Scores nobody has, because values are tied or there are too few: never renumbered."""
        return tuple(k for k, n in enumerate(self.counts, start=1) if n == 0)


def measure(
    values: pl.Series, bins: int, cuts: Iterable[float] | None = None, rule: ScoreRule = "above",
    *, fewer_is_better: bool = False,
) -> Measure:  # fmt: skip
    """Score a measure by ``cuts``, or by its own quantiles in ``bins`` parts when None.

    Fewer different values than bins is no error: the scores in between have nobody.
    """
    points = cut_points(values, bins, rule) if cuts is None else tuple(float(cut) for cut in cuts)
    points = points or (0.0,) * (bins - 1)
    return Measure(points, score(values, points, rule, fewer_is_better=fewer_is_better),
                   values.drop_nulls().n_unique())  # fmt: skip


def center_of(values: pl.Series, kind: Literal["median", "mean"]) -> float | None:
    """What "high" is compared with in the eight classes; the mean is pulled up by a few whales."""
    numbers = values.drop_nulls().cast(pl.Float64)
    if numbers.is_empty():
        return None
    return quantiles(numbers, 2)[0] if kind == "median" else _exact_mean(numbers)


def _exact_mean(numbers: pl.Series) -> float:
    """The mean whose last bit does not depend on the order of the values."""
    from math import fsum

    return fsum(numbers.to_list()) / len(numbers)


def class_cells(
    recency: pl.Series, frequency: pl.Series, monetary: pl.Series, centers: Sequence[float]
) -> pl.Series:
    """The cells ``111`` to ``000`` of the Chinese eight classes: 1 where R, F, M are on the good side.

    R is 1 when the last purchase is no longer ago than the center, F and M are 1 from the center up.
    """
    r, f, m = centers
    frame = pl.DataFrame({"r": recency, "f": frequency, "m": monetary}).cast(pl.Float64)
    good = [pl.col("r") <= r, pl.col("f") >= f, pl.col("m") >= m]
    digits = [pl.when(side).then(pl.lit("1")).when(~side).then(pl.lit("0")) for side in good]
    return frame.select(pl.concat_str(digits).alias("rfm_class_cell")).to_series()
