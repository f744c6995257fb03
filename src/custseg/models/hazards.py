"""Proportional hazards: what makes customers leave sooner, with those who are still here.

h(t | z) = h₀(t) · exp(β · z) (Cox 1972). h₀ may be anything; only the order in which customers leave
matters. Customers who leave at the same time are taken as Efron (1977) does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from custseg.models.likelihood import Reason, Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STEPS = 50
_LEVEL = 1e-9
_SEPARATED = 15.0
"""A coefficient of a standardised column beyond this only grows because it parts the events exactly."""


@dataclass(frozen=True)
class Baseline:
    """Breslow's cumulative hazard of a customer with mean columns, just after each of ``times``."""

    times: Floats
    hazard: Floats


@dataclass(frozen=True)
class Hazards:
    """A fit of proportional hazards, one element a column."""

    columns: tuple[str, ...]
    coefficients: Floats
    """The logarithm of the hazard ratio of one unit more."""
    standard_errors: Floats
    log_likelihood: float
    """Partial."""
    log_likelihood_null: float
    """Partial, without any column."""
    gradient_norm: float
    means: Floats
    n_customers: int
    n_left: int
    strata: tuple[Any, ...]
    """The names of the strata, sorted; one None where there are none."""
    baselines: tuple[Baseline, ...]
    """Of each stratum."""

    @property
    def z(self) -> Floats:
        """Coefficient ÷ standard error."""
        return np.asarray(self.coefficients / self.standard_errors)

    @property
    def likelihood_ratio(self) -> float:
        """2 (log L − log L without columns): χ² of as many degrees of freedom as columns."""
        return 2.0 * (self.log_likelihood - self.log_likelihood_null)

    @property
    def aic(self) -> float:
        """2 · columns − 2 log L."""
        return 2.0 * len(self.columns) - 2.0 * self.log_likelihood

    def score(self, values: Any) -> Floats:
        """β · (z − mean): the log of each customer's hazard ratio to one with mean columns."""
        return np.asarray((np.asarray(values, dtype=float) - self.means) @ self.coefficients)

    def survival(self, values: Any, times: Any, stratum: Any = None) -> Floats:
        """S(t | z) of each customer (rows) at each of ``times`` (columns), by the stratum's baseline.

        Raises ValueError for a stratum that is not one of ``strata``.
        """
        if stratum not in self.strata:
            raise ValueError(f"{stratum!r} is none of the strata {self.strata}")
        baseline = self.baselines[self.strata.index(stratum)]
        place = np.searchsorted(baseline.times, np.asarray(times, dtype=float), side="right")
        hazard = np.append(0.0, baseline.hazard)[place]
        return np.asarray(np.exp(-np.exp(self.score(values))[:, None] * hazard[None, :]))


def proportional_hazards(
    durations: Any, left: Any, values: Any, columns: Sequence[str], *, strata: Any = None
) -> Hazards | Refusal:
    """Fit coefficients of ``values`` (customers × columns) by Newton's method on the partial likelihood.

    ``strata`` have baselines of their own. Refused when nobody left, a column says nothing or follows
    from others (``concerned`` counts them), or columns part the events exactly. Raises ValueError
    for numbers that are not finite.
    """
    t, over = np.asarray(durations, dtype=float), np.asarray(left, dtype=bool)
    z = np.asarray(values, dtype=float).reshape(len(t), len(columns))
    if not (np.isfinite(z).all() and np.isfinite(t).all()):
        raise ValueError("durations and values must be finite numbers")
    reason, concerned = _unfit(z, over)
    if reason:
        return Refusal("proportional_hazards", reason, len(t), concerned)
    means, scale = z.mean(axis=0), z.std(axis=0)
    risks = _by_stratum(t, over, (z - means) / scale, strata)
    found = _newton(list(risks.values()), len(columns))
    if isinstance(found, str):
        return Refusal("proportional_hazards", found, len(t))
    beta, value, gradient, hessian = found
    errors = np.sqrt(np.diag(np.linalg.inv(hessian)))
    null = _total(list(risks.values()), np.zeros(len(beta)))[0]
    baselines = tuple(risk.baseline(beta) for risk in risks.values())
    return Hazards(
        tuple(columns), beta / scale, errors / scale, value, null, float(np.linalg.norm(gradient)),
        means, len(t), int(over.sum()), tuple(risks), baselines,
    )  # fmt: skip


def _by_stratum(t: Floats, over: NDArray[np.bool_], z: Floats, strata: Any) -> dict[Any, _Risk]:
    if strata is None:
        return {None: _Risk.of(t, over, z)}
    names, place = np.unique(np.asarray(strata), return_inverse=True)
    return {
        name: _Risk.of(t[place == at], over[place == at], z[place == at])
        for at, name in enumerate(names.tolist())
    }


def _unfit(z: Floats, over: NDArray[np.bool_]) -> tuple[Reason | None, int]:
    if len(z) < 2:
        return ("one_customer" if len(z) else "no_customers"), 0
    if not over.any():
        return "no_events", 0
    constant = np.ptp(z, axis=0) == 0
    if constant.any():
        return "constant_column", int(constant.sum())
    standard = (z - z.mean(axis=0)) / z.std(axis=0)
    values = np.linalg.eigvalsh(standard.T @ standard / len(z))
    if values[0] < 1e-9:
        return "collinear", int((values < 1e-9).sum())
    return None, 0


def _newton(risks: list[_Risk], size: int) -> tuple[Floats, float, Floats, Floats] | Reason:
    beta = np.zeros(size)
    value, gradient, hessian = _total(risks, beta)
    if np.linalg.eigvalsh(hessian)[0] < 1e-9:
        return "collinear"  # with the strata, or among those at risk
    for _ in range(_STEPS):
        if np.linalg.eigvalsh(hessian)[0] < 1e-9 or np.abs(beta).max() > _SEPARATED:
            return "separated"
        step = np.linalg.solve(hessian, gradient)
        if float(gradient @ step) < _LEVEL**2:
            return beta, value, gradient, hessian
        for halving in range(30):
            there = beta + step / 2.0**halving
            found = _total(risks, there)
            if found[0] > value - 1e-12 * (1.0 + abs(value)):
                break
        beta, (value, gradient, hessian) = there, found
    return (beta, value, gradient, hessian) if np.linalg.norm(gradient) < 1e-6 else "not_converged"


def _total(risks: list[_Risk], beta: Floats) -> tuple[float, Floats, Floats]:
    """Log partial likelihood of all strata, its gradient and its negative Hessian."""
    parts = [risk.log_likelihood(beta) for risk in risks]
    value = sum(part[0] for part in parts)
    return value, np.sum([p[1] for p in parts], axis=0), np.sum([p[2] for p in parts], axis=0)


@dataclass(frozen=True)
class _Risk:
    """The customers of one stratum, longest first, and the times at which some of them left."""

    z: Floats
    times: Floats
    ends: NDArray[np.int64]
    """How many customers are at risk at each time: the first so many."""
    leavers: NDArray[np.int64]
    starts: NDArray[np.int64]
    """Where the leavers of each time begin among ``leavers``."""

    @classmethod
    def of(cls, t: Floats, over: NDArray[np.bool_], z: Floats) -> _Risk:
        order = np.argsort(-t, kind="stable")
        t, over, z = t[order], over[order], z[order]
        leavers = np.flatnonzero(over)[::-1]
        times, starts = np.unique(t[leavers], return_index=True)
        return cls(z, times, np.searchsorted(-t, -times, side="right"), leavers, starts)

    def log_likelihood(self, beta: Floats) -> tuple[float, Floats, Floats]:
        """Efron's: k leave together; the l-th of them sees the risk of all less l ÷ k of the leavers'."""
        if not len(self.times):
            return 0.0, np.zeros(len(beta)), np.zeros((len(beta), len(beta)))
        score = self.z @ beta
        top = score.max()
        hazard = np.exp(score - top)
        size = np.diff(np.append(self.starts, len(self.leavers)))
        weighed = (hazard, hazard[:, None] * self.z)
        risk = [v.cumsum(axis=0)[self.ends - 1] for v in weighed]
        tied = [np.add.reduceat(v[self.leavers], self.starts) for v in weighed]
        at = np.repeat(np.arange(len(size)), size)
        part = (np.arange(len(at)) - np.repeat(self.starts, size)) / size[at]
        total = np.maximum(risk[0][at] - part * tied[0][at], 1e-300)
        mean = (risk[1][at] - part[:, None] * tied[1][at]) / total[:, None]
        value = float(score[self.leavers].sum() - (np.log(total) + top).sum())
        gradient = self.z[self.leavers].sum(axis=0) - mean.sum(axis=0)
        return value, gradient, self._second(hazard, at, part, total) - mean.T @ mean

    def _second(self, hazard: Floats, at: Any, part: Floats, total: Floats) -> Floats:
        """Σ over leavers of the mean z zᵀ of those at risk: each customer's weight summed first."""
        per_time = np.bincount(at, weights=1.0 / total, minlength=len(self.times))
        less = np.bincount(at, weights=part / total, minlength=len(self.times))
        # a customer is at risk at all times up to his own
        since = np.zeros(len(hazard) + 1)
        np.add.at(since, self.ends, per_time)
        weight = hazard * (since[::-1].cumsum()[::-1][1:])
        size = np.diff(np.append(self.starts, len(self.leavers)))
        weight[self.leavers] -= hazard[self.leavers] * np.repeat(less, size)
        return np.asarray(self.z.T @ (self.z * weight[:, None]))

    def baseline(self, beta: Floats) -> Baseline:
        """Breslow's: Σ over times of leavers ÷ Σ exp(β z) of those at risk."""
        hazard = np.exp(self.z @ beta)
        size = np.diff(np.append(self.starts, len(self.leavers)))
        return Baseline(self.times, np.cumsum(size / hazard.cumsum()[self.ends - 1]))


def concordance(durations: Any, left: Any, score: Any) -> float | None:
    """Harrell's c: of pairs of whom one is seen to leave first, the share in which his score is higher.

    Equal scores count half. None without such a pair. A pair at one time counts only when one of
    the two left and the other was last seen then. Meant for up to some 100,000 customers.
    """
    t, over, risk = np.asarray(durations, float), np.asarray(left, bool), np.asarray(score, float)
    agree = pairs = 0.0
    order = np.lexsort((over, -t))
    t, over, risk = t[order], over[order], risk[order]
    later: Floats = np.empty(0)
    start = 0
    for end in np.append(np.flatnonzero(np.diff(t)) + 1, len(t)):
        stays = risk[start:end][~over[start:end]]
        later = np.sort(np.concatenate([later, stays]), kind="stable")
        leaves = risk[start:end][over[start:end]]
        below = np.searchsorted(later, leaves, side="left")
        upto = np.searchsorted(later, leaves, side="right")
        agree += float((below + (upto - below) / 2).sum())
        pairs += float(len(leaves) * len(later))
        later = np.sort(np.concatenate([later, leaves]), kind="stable")
        start = int(end)
    return agree / pairs if pairs else None
