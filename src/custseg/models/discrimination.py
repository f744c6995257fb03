"""How well scores tell those to whom something happened from the others.

Arrays in, numbers out. A higher score means that the event is thought likelier. Equal scores count in
part, so that no order of rows decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Areas:
    """The areas under the ROC curves of several scores of the same cases, and how sure they are."""

    values: Floats
    """P(score of a case with the event > score of one without) + ½ P(equal), one a score."""
    covariance: Floats

    def interval(self, at: int, z: float = Z95) -> tuple[float, float]:
        """The 95% interval of one area, symmetric in its logit so that it stays within 0 and 1.

        An area of exactly 0 or 1 has no variance by this formula: its interval is itself.
        """
        area, error = float(self.values[at]), float(np.sqrt(max(self.covariance[at, at], 0.0)))
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


def areas(scores: Floats, happened: Flags) -> Areas:
    """The areas of each row of ``scores`` (scores × cases) and their covariance.

    DeLong, DeLong and Clarke-Pearson (1988) by the midranks of Sun and Xu (2014). Raises ValueError
    where the event happened to all or to none, or to fewer than two on a side.
    """
    yes, no = scores[:, happened], scores[:, ~happened]
    m, n = yes.shape[1], no.shape[1]
    if m < 2 or n < 2:
        raise ValueError("at least two cases with and two without the event are needed")
    whole = np.stack([midranks(row) for row in scores])
    above = np.stack([midranks(row) for row in yes])
    below = np.stack([midranks(row) for row in no])
    values = whole[:, happened].mean(axis=1) / n - (m + 1.0) / 2.0 / n
    by_yes = (whole[:, happened] - above) / n
    by_no = 1.0 - (whole[:, ~happened] - below) / m
    covariance = np.atleast_2d(np.cov(by_yes)) / m + np.atleast_2d(np.cov(by_no)) / n
    return Areas(values, covariance)


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
