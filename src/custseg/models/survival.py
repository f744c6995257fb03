"""How long customers stay, with those who are still here: Kaplan-Meier and the log-rank test.

A customer has a ``duration`` and either ``left`` then or was last seen then (censored). At one and the
same time leaving comes before being lost from sight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from custseg.models.likelihood import Refusal
from custseg.models.proportions import Z95

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


_ROUNDING = 1e-10


@dataclass(frozen=True)
class Survival:
    """A Kaplan-Meier curve: one element for each time at which somebody left."""

    times: Floats
    at_risk: Floats
    left: Floats
    survival: Floats
    """S just after the time; 1 before the first."""
    low: Floats
    high: Floats
    """The interval of S from log(−log S) (Kalbfleisch and Prentice 1980): always within 0 and 1."""
    longest: float
    """The longest duration: after it nothing is known."""
    n_customers: int
    unit: str
    end_times: Floats
    """All times at which somebody left or was last seen, sorted."""
    ends: Floats
    """How many customers these were."""

    def at(self, times: Any) -> Floats:
        """S at each of ``times``; NaN after the longest duration, unless nobody is left by then."""
        asked = np.asarray(times, dtype=float)
        steps = np.concatenate([[1.0], self.survival])
        found = steps[np.searchsorted(self.times, asked, side="right")]
        return np.where((asked > self.longest) & (steps[-1] > 0), np.nan, found)

    def interval_at(self, times: Any) -> tuple[Floats, Floats]:
        """The interval of S at each of ``times``."""
        place = np.searchsorted(self.times, np.asarray(times, dtype=float), side="right")
        return np.append(1.0, self.low)[place], np.append(1.0, self.high)[place]

    def at_risk_at(self, time: float) -> int:
        """How many customers are still watched just before ``time`` and have not left."""
        return round(float(self.ends[self.end_times >= time].sum()))

    def quantile(self, share: float = 0.5) -> float | None:
        """The first time by which ``share`` of the customers have left; None when not seen to."""
        reached = np.flatnonzero(self.survival <= 1.0 - share + 1e-12)
        return float(self.times[reached[0]]) if len(reached) else None

    def quantile_interval(self, share: float = 0.5) -> tuple[float | None, float | None]:
        """The interval of ``quantile``: when the interval of S first reaches it (Brookmeyer and Crowley
        1982). None for an end that was not seen: it may be any time later.
        """
        ends: list[float | None] = []
        for band in (self.low, self.high):
            reached = np.flatnonzero(band <= 1.0 - share + 1e-12)
            ends.append(float(self.times[reached[0]]) if len(reached) else None)
        return ends[0], ends[1]

    def mean_until(self, horizon: float) -> float:
        """The mean time here within ``horizon``: the area under the curve, at most to the longest."""
        end = min(horizon, self.longest)
        edges = np.concatenate([[0.0], self.times[self.times < end], [end]])
        steps = np.append(1.0, self.survival)[: len(edges) - 1]
        return float(np.diff(edges) @ steps)


def kaplan_meier(
    durations: Any, left: Any, customers: Any = None, *, unit: str = "day",
    errors: float = Z95,
) -> Survival | Refusal:  # fmt: skip
    """S(t) = Π (1 − dᵢ ÷ nᵢ) over the times tᵢ ≤ t: dᵢ left of nᵢ at risk (Kaplan and Meier 1958).

    Intervals: θ = log(−log S), with Greenwood's variance Σ d ÷ (n (n − d)) ÷ (log S)². Where S is 0
    there is none, and the last one before is kept. ``customers`` counts equal rows. Refused without
    customers. Raises ValueError for durations below 0 or not finite.
    """
    times, gone, leaving = _table(durations, left, customers)
    n = float(gone.sum())
    if n == 0:
        return Refusal("kaplan_meier", "no_customers", 0)
    at_risk = n - np.concatenate([[0.0], np.cumsum(gone)[:-1]])
    seen = leaving > 0
    d, risk = leaving[seen], at_risk[seen]
    survival: Floats = np.cumprod(1.0 - d / risk, dtype=np.float64)
    low, high = _log_log(survival, d, risk, errors)
    return Survival(
        times[seen], risk, d, survival, low, high, float(times[gone > 0].max()), round(n), unit,
        times, gone,
    )  # fmt: skip


def _table(durations: Any, left: Any, customers: Any) -> tuple[Floats, Floats, Floats]:
    """Distinct durations, sorted: how many customers end there, and how many of them left."""
    t, over = np.asarray(durations), np.asarray(left, dtype=bool)
    if len(t) != len(over):
        raise ValueError("durations and left differ in length")
    if len(t) and not (np.isfinite(t.min()) and np.isfinite(t.max()) and t.min() >= 0):
        raise ValueError("durations must be finite and not below 0")
    if len(t) and t.max() <= 4 * len(t) and _whole(t):
        times, place = np.arange(int(t.max()) + 1, dtype=float), t.astype(np.int64)
    else:
        times, place = np.unique(t.astype(float), return_inverse=True)
    # of each time first those last seen then, and then those who left
    n = None if customers is None else np.asarray(customers, dtype=float)
    counted = np.bincount(2 * place + over, weights=n, minlength=2 * len(times)).astype(float)
    leaving = counted[1::2]
    return times, counted[::2] + leaving, leaving


def _whole(t: NDArray[Any]) -> bool:
    return t.dtype.kind in "iu" or bool(np.array_equal(t, np.floor(t)))


def _log_log(survival: Floats, d: Floats, risk: Floats, errors: float) -> tuple[Floats, Floats]:
    some = survival > 0
    log_s = np.log(np.where(some, survival, 0.5))
    spread = np.sqrt(np.cumsum(np.where(some, d / (risk * np.maximum(risk - d, 1e-300)), 0.0)))
    reach = np.exp(np.minimum(errors * spread / np.abs(log_s), 700.0))
    low, high = np.exp(log_s * reach), np.exp(log_s / reach)
    if not some.all():
        last = int(some.sum())
        low[last:], high[last:] = 0.0, high[last - 1] if last else 1.0
    return low, high


@dataclass(frozen=True)
class LogRank:
    """A log-rank test: whether groups leave alike."""

    statistic: float
    """χ² of ``degrees`` degrees of freedom if they do."""
    degrees: int
    p_value: float
    observed: Floats
    """Customers of each group who left."""
    expected: Floats
    """How many would have, did all groups leave alike."""


def log_rank(durations: Any, left: Any, groups: Any) -> LogRank | Refusal:
    """Whether the groups leave alike (Mantel 1966; Peto and Peto 1972), ties by the hypergeometric law.

    Groups are in the order of their sorted names. Refused with fewer than two groups
    (``constant_column``) or when nobody left (``no_events``).
    """
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    t = np.asarray(durations, dtype=float)
    over = np.asarray(left, dtype=bool)
    if len(names) < 2:
        return Refusal("log_rank", "constant_column", len(t))
    if not over.any():
        return Refusal("log_rank", "no_events", len(t))
    times, place = np.unique(t, return_inverse=True)
    cells, size = place * len(names) + group, len(times) * len(names)
    ends = np.bincount(cells, minlength=size).reshape(-1, len(names)).astype(float)
    d = np.bincount(cells[over], minlength=size).reshape(-1, len(names)).astype(float)
    risk = ends[::-1].cumsum(axis=0)[::-1]
    some = d.sum(axis=1) > 0
    return _compared(d[some], risk[some])


def _compared(d: Floats, risk: Floats) -> LogRank:
    from scipy.stats import chi2

    all_d, all_risk = d.sum(axis=1), risk.sum(axis=1)
    share = risk / all_risk[:, None]
    observed, expected = d.sum(axis=0), all_d @ share
    spread = all_d * (all_risk - all_d) / np.maximum(all_risk - 1.0, 1.0)
    covariance = np.diag(spread @ share) - share.T @ (share * spread[:, None])
    apart = observed - expected
    # the groups' differences sum to 0: that direction, which rounding leaves not quite 0, is left out
    spreads, ways = np.linalg.eigh(covariance)
    free = spreads > _ROUNDING * max(spreads[-1], 0.0)
    statistic = float(((apart @ ways[:, free]) ** 2 / spreads[free]).sum())
    degrees = int(free.sum())
    p = float(chi2.sf(statistic, degrees)) if degrees else 1.0
    return LogRank(statistic, degrees, p, observed, expected)
