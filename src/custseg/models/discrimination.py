"""How well scores tell those to whom something happened from the others.

Arrays in, numbers out. A higher score means that the event is thought likelier. Equal scores count in
part, so that no order of rows decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custseg.models.proportions import Z95

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Areas:
    """The areas under the ROC curves of several scores of the same cases, and how sure they are."""

    values: Floats
    """P(score of a case with the event > score of one without) + ½ P(equal), one a score."""
    covariance: Floats

    def error(self, at: int) -> float:
        """The standard error of one area."""
        return float(np.sqrt(max(self.covariance[at, at], 0.0)))

    def interval(self, at: int, z: float = Z95) -> tuple[float, float]:
        """The 95% interval of one area, symmetric in its logit so that it stays within 0 and 1.

        An area of exactly 0 or 1 has no variance by this formula: its interval is itself.
        """
        area, error = float(self.values[at]), self.error(at)
        if not 0.0 < area < 1.0:
            return area, area
        middle, reach = np.log(area / (1.0 - area)), z * error / (area * (1.0 - area))
        low, high = 1.0 / (1.0 + np.exp(-(middle - reach))), 1.0 / (1.0 + np.exp(-(middle + reach)))
        return float(low), float(high)

    def difference(self, one: int, other: int, z: float = Z95) -> tuple[float, float, float]:
        """Area ``one`` − area ``other`` of the same cases, with its 95% interval."""
        c = self.covariance
        gain = float(self.values[one] - self.values[other])
        error = float(np.sqrt(max(c[one, one] + c[other, other] - 2.0 * c[one, other], 0.0)))
        return gain, gain - z * error, gain + z * error


def areas(scores: Floats, happened: Flags, weights: Floats | None = None) -> Areas:
    """The areas of each row of ``scores`` (scores × cases) and their covariance.

    DeLong, DeLong and Clarke-Pearson (1988), by sorting once as Sun and Xu (2014) do. ``weights`` count
    equal cases. Raises ValueError where the event happened to all or to none, or to fewer than two on a side.
    """
    w = np.ones(scores.shape[1]) if weights is None else np.asarray(weights, dtype=float)
    if w[happened].sum() < 2 or w[~happened].sum() < 2:
        raise ValueError("at least two cases with and two without the event are needed")
    placed = [_placements(row, happened, w) for row in scores]
    by_yes, by_no = (np.stack(side) for side in zip(*placed, strict=True))
    values = by_yes @ w[happened] / w[happened].sum()
    covariance = _of_mean(by_yes, values, w[happened]) + _of_mean(by_no, values, w[~happened])
    return Areas(values, covariance)


def auc(score: Floats, happened: Flags, weights: Floats | None = None) -> float:
    """The area of one score, as ``areas`` has it; nan where the event happened to all or to none."""
    w = np.ones(len(score)) if weights is None else np.asarray(weights, dtype=float)
    total = w[happened].sum()
    if total == 0 or total == w.sum():
        return math.nan
    by_yes, _ = _placements(score, happened, w)
    return float(by_yes @ w[happened] / total)


def _placements(score: Floats, happened: Flags, w: Floats) -> tuple[Floats, Floats]:
    """Of each case with the event the share of the others it scores above, of each other the share of
    those with the event above it; equal scores count half.
    """
    levels, at = np.unique(score, return_inverse=True)
    yes = np.bincount(at, weights=w * happened, minlength=len(levels))
    no = np.bincount(at, weights=w * ~happened, minlength=len(levels))
    below = (np.cumsum(no) - no / 2.0) / no.sum()
    above = 1.0 - (np.cumsum(yes) - yes / 2.0) / yes.sum()
    return below[at[happened]], above[at[~happened]]


def _of_mean(placements: Floats, values: Floats, w: Floats) -> Floats:
    """The covariance of the means of placements."""
    apart = placements - values[:, None]
    return np.asarray((apart * w) @ apart.T / (w.sum() - 1.0) / w.sum())


def midranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share their mean rank.

    >>> midranks(np.array([3.0, 1.0, 3.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middle: Floats = ends - (counts - 1) / 2.0
    return middle[place]


def caught(scores: Floats, came: Floats, share: float) -> float | None:
    """The share of what came that fell to the ``share`` of cases with the highest scores.

    Cases tied at the edge count in part. Losses count as nothing; None where nothing came.
    """
    gains = np.maximum(came, 0.0)
    total, places = float(gains.sum()), share * len(gains)
    if total <= 0:
        return None
    edge = np.sort(scores)[::-1][min(max(int(np.ceil(places)) - 1, 0), len(gains) - 1)]
    above, tied = scores > edge, scores == edge
    part = (places - above.sum()) / tied.sum()
    return float(gains[above].sum() + part * gains[tied].sum()) / total


def lift(scores: Floats, happened: Flags, share: float) -> float | None:
    """How often the event is among the ``share`` of cases with the highest scores, as a multiple of
    how often it is among all: 1 is no better than drawing lots. None where it never happened.
    """
    found = caught(scores, happened.astype(float), share)
    return None if found is None else found / share


def brier(chances: Floats, happened: Flags) -> float:
    """The mean squared difference between chance and event (Brier, 1950): 0 is perfect."""
    return float(np.mean((chances - happened) ** 2))


def tenths(scores: Floats) -> NDArray[np.int64]:
    """1 to 10 by score, the lowest first; equal scores are in the same tenth, that of their middle."""
    if not len(scores):
        return np.empty(0, dtype=np.int64)
    place = np.floor((midranks(scores) - 0.5) * 10 / len(scores))
    return np.clip(place, 0, 9).astype(np.int64) + 1
