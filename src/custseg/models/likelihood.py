"""Maximum likelihood: what a fit is, when it is refused, and how it is found.

All parameters of the models of this room are positive, so the search is over their logarithms θ.
The function to be maximised comes with its analytic gradient; the Hessian is taken from differences
of gradients. A fit that ends at the edge of what is searched, that has no peak or cannot be told from
its neighbours is never handed over as a fit: it becomes a ``Refusal`` with a reason, and what was
found stands in it as evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from custseg.models.proportions import Z95

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Reason = Literal[
    "no_customers", "one_customer", "no_repeat_purchases", "no_time", "one_history",
    "not_positive", "no_spread", "no_leavers", "nobody_stays", "no_events", "constant_column",
    "collinear", "separated", "infinite_mean", "at_bound", "flat", "not_converged",
]  # fmt: skip
"""Why there is no answer.

* ``no_customers``, ``one_customer``: nobody, or too few to tell customers apart.
* ``no_repeat_purchases``: everybody bought once; nothing is known of how often they come.
* ``no_time``: nobody was observed for any time after the first purchase.
* ``one_history``: all customers are the same, so nothing is known of how they differ.
* ``not_positive``: amounts of zero or less, where the model needs amounts above zero.
* ``no_spread``: all amounts are the same.
* ``no_leavers``, ``nobody_stays``: every contract goes on, or none outlives its first period.
* ``no_events``, ``constant_column``, ``collinear``, ``separated``: proportional hazards without an
  event, with a column that says nothing, that others already say, or that parts the events exactly.
* ``infinite_mean``: the fitted distribution of money has no mean.
* ``at_bound``: the likelihood still rises at the edge of what is searched.
* ``flat``: parameters cannot be told from very different ones.
* ``not_converged``: no peak was reached.
"""

BOUND = 1e-3
"""A parameter this close to an edge, in logarithms, is at the edge."""
WIDEST = 5.0
"""The largest standard error of a logarithm: a 95% interval of ± 10 spans nine orders of magnitude."""
STILL = 1e-6
"""The largest slope of the mean log-likelihood at a peak, in logarithms of the parameters."""
_NEWTON_STEPS = 40
_ROUNDING = 1e-12
_DIFFERENCE = 1e-4
_SAME_PLACE = 1e-6

Objective = Callable[[Any], tuple[float, Any]]
"""θ ↦ mean log-likelihood of a customer and its gradient."""


@dataclass(frozen=True)
class Fit:
    """A model fitted by maximum likelihood."""

    name: str
    parameters: dict[str, float]
    standard_errors: dict[str, float]
    """Of the parameters themselves: parameter × standard error of its logarithm (delta method)."""
    log_likelihood: float
    """Of all customers, in the unit of time (or of money) that ``unit`` names."""
    gradient_norm: float
    """Euclidean length of the gradient of the log-likelihood of all customers, by log parameters."""
    at_bound: tuple[str, ...]
    """Parameters that ended at the edge of what is searched; a fit that is handed over has none."""
    n_customers: int
    unit: str
    converged: bool
    covariance: Floats
    """Of the logarithms of the parameters: the inverse of the negative Hessian."""

    @property
    def evidence(self) -> dict[str, object]:
        """The fit as plain values, for ``evidence.model`` of a result."""
        names = ("name", "parameters", "standard_errors", "log_likelihood", "gradient_norm")
        return {
            **{name: getattr(self, name) for name in names},
            "at_bound": list(self.at_bound),
            "n_customers": self.n_customers,
            "unit": self.unit,
            "converged": self.converged,
        }

    def interval(self, parameter: str, errors: float = Z95) -> tuple[float, float]:
        """The interval of a parameter, 95% unless said, symmetric in its logarithm."""
        at = list(self.parameters).index(parameter)
        reach = float(np.exp(errors * np.sqrt(self.covariance[at, at])))
        value = self.parameters[parameter]
        return value / reach, value * reach

    def draws(self, n: int, seed: int = 0) -> list[dict[str, float]]:
        """``n`` sets of parameters as uncertain as the fit: normal in the logarithms, seeded."""
        centre = np.log(list(self.parameters.values()))
        drawn = np.random.default_rng(seed).multivariate_normal(centre, self.covariance, n)
        names = list(self.parameters)
        return [dict(zip(names, map(float, row), strict=True)) for row in np.exp(drawn)]


@dataclass(frozen=True)
class Refusal:
    """Why a model gives no answer; never numbers that look fine."""

    name: str
    reason: Reason
    n_customers: int
    concerned: int = 0
    """How many customers (or rows, or columns) the reason is about, where that can be counted."""
    fit: Fit | None = None
    """What was found all the same: evidence, not to be used."""


@dataclass(frozen=True)
class Parameter:
    """One parameter in the search: its name and its range, in the scaled unit."""

    name: str
    low: float = 1e-4
    high: float = 1e4
    power: int = 0
    """Of the scale: 1 for a parameter in units of time or money, 0 for a shape."""


def scale_free(name: str) -> Parameter:
    """A parameter that is an amount of time or money: its range is wider, as scales differ."""
    return Parameter(name, 1e-9, 1e6, power=1)


@dataclass(frozen=True)
class Peak:
    """Where the search ended, in logarithms of the scaled parameters."""

    theta: Floats
    mean: float
    gradient: Floats
    hessian: Floats
    """Of the mean log-likelihood, negative: positive definite at a peak."""
    at_bound: NDArray[np.bool_]


@dataclass(frozen=True)
class Problem:
    """What is to be fitted: the model's name, its parameters, the data's size and scale."""

    name: str
    parameters: Sequence[Parameter]
    objective: Objective
    n_customers: int
    unit: str
    scale: float = 1.0
    """One scaled unit in units of the data."""
    densities: float = 0.0
    """How many densities per unit the likelihood has: each costs log(scale) to turn back."""

    def solve(self, starts: Sequence[Sequence[float]]) -> Fit | Refusal:
        """The fit from the best of ``starts`` (scaled parameters), or the reason against it."""
        return self.outcome(self.peak(starts))

    def peak(self, starts: Sequence[Sequence[float]]) -> Peak:
        """The highest peak from any of ``starts`` (scaled parameters)."""
        return climb(self.objective, np.log(np.asarray(starts, dtype=float)), *self._bounds())

    def peak_near(self, near: Peak) -> Peak:
        """The peak from that of a part of the data: a few steps with its curvature, else a full climb."""
        low, high = self._bounds()
        if not near.at_bound.any():
            found = newton(self.objective, near.theta, low, high, near.hessian)
            if _is_peak(found) and not found.at_bound.any():
                return found
        return climb(self.objective, near.theta[None, :], low, high)

    def _bounds(self) -> tuple[Floats, Floats]:
        low, high = np.log([(p.low, p.high) for p in self.parameters]).T
        return low, high

    def outcome(self, peak: Peak) -> Fit | Refusal:
        """The fit at a peak, or the reason against it."""
        fit = self._fit(peak)
        reason = _objection(fit, peak)
        return fit if reason is None else Refusal(self.name, reason, self.n_customers, fit=fit)

    def _fit(self, peak: Peak) -> Fit:
        names = [p.name for p in self.parameters]
        theta = peak.theta + np.log(self.scale) * np.array([p.power for p in self.parameters])
        values = np.exp(theta)
        covariance = _inverse(peak.hessian * self.n_customers, ~peak.at_bound)
        errors = values * np.sqrt(np.diag(covariance))
        return Fit(
            name=self.name,
            parameters=dict(zip(names, map(float, values), strict=True)),
            standard_errors=dict(zip(names, map(float, errors), strict=True)),
            log_likelihood=float(
                peak.mean * self.n_customers - self.densities * np.log(self.scale)
            ),
            gradient_norm=float(np.linalg.norm(peak.gradient[~peak.at_bound]) * self.n_customers),
            at_bound=tuple(n for n, at in zip(names, peak.at_bound, strict=True) if at),
            n_customers=self.n_customers,
            unit=self.unit,
            converged=_is_peak(peak),
            covariance=covariance,
        )


def _is_peak(peak: Peak) -> bool:
    free = ~peak.at_bound
    if not free.any():
        return False
    level = float(np.abs(peak.gradient[free]).max()) < STILL
    return level and float(np.linalg.eigvalsh(peak.hessian[np.ix_(free, free)])[0]) > 0


def _objection(fit: Fit, peak: Peak) -> Reason | None:
    if fit.at_bound:
        return "at_bound"
    if not fit.converged:
        return "not_converged"
    if float(np.sqrt(np.diag(fit.covariance)).max()) > WIDEST:
        return "flat"
    return None


def _inverse(hessian: Floats, free: NDArray[np.bool_]) -> Floats:
    """The covariance of the free parameters; what is held at a bound has none.

    Directions in which the likelihood does not fall get the variance of 10⁶: plainly too wide.
    """
    covariance = np.zeros_like(hessian)
    if free.any():
        values, vectors = np.linalg.eigh(hessian[np.ix_(free, free)])
        covariance[np.ix_(free, free)] = (vectors / np.maximum(values, 1e-6)) @ vectors.T
    return covariance


# --- the search -------------------------------------------------------------------------------------


def climb(objective: Objective, starts: Floats, low: Floats, high: Floats) -> Peak:
    """The highest peak from any of ``starts``: L-BFGS within the bounds, then Newton's steps.

    Newton's steps bring the gradient to rounding, which no quasi-Newton method does reliably where
    likelihoods are ridges.
    """
    from scipy.optimize import minimize

    def downhill(theta: Floats) -> tuple[float, Floats]:
        value, gradient = objective(theta)
        return -value, -gradient

    ends = [
        minimize(downhill, np.clip(start, low, high), jac=True, method="L-BFGS-B",
                 bounds=list(zip(low, high, strict=True)),
                 options={"maxiter": 500, "ftol": 1e-10, "gtol": 1e-6, "maxls": 40})
        for start in starts
    ]  # fmt: skip
    best = min(ends, key=lambda end: float(end.fun))
    return newton(objective, np.asarray(best.x, dtype=float), low, high)


def newton(
    objective: Objective, theta: Floats, low: Floats, high: Floats, hessian: Floats | None = None
) -> Peak:
    """Newton's steps from ``theta`` to a level place, halved until they rise, within the bounds.

    The curvature (``hessian`` to begin with, where one is known) is kept as long as steps with it make
    the slope four times less; at the end it is that of the place reached.
    """
    value, gradient = objective(theta)
    known = theta if hessian is None else None
    bent = curvature(objective, theta, low, high) if hessian is None else hessian
    for _ in range(_NEWTON_STEPS):
        free = ~_held(theta, gradient, low, high)
        slope = _steepest(gradient, free)
        # what ends at an edge is refused: how exactly the rest is found does not matter
        if slope < (_ROUNDING if free.all() else STILL):
            break
        step = _uphill(bent, gradient, free)
        moved = _risen(objective, theta, step, value, slope, low, high)
        if moved is None and (known is theta or slope < 1e-9):
            break
        theta, value, gradient = moved or (theta, value, gradient)
        if moved is None or _steepest(gradient, free) > slope / 4:
            bent, known = curvature(objective, theta, low, high), theta
    if known is None or float(np.abs(known - theta).max()) > _SAME_PLACE:
        bent = curvature(objective, theta, low, high)
    at_bound = (theta <= low + BOUND) | (theta >= high - BOUND)
    return Peak(theta, value, gradient, bent, at_bound)


def _steepest(gradient: Floats, free: NDArray[np.bool_]) -> float:
    """The largest slope of a free parameter; 0 when none is free."""
    return float(np.abs(gradient[free]).max(initial=0.0))


@contextmanager
def one_thread() -> Iterator[None]:
    """Sums of a few thousand numbers on one thread: many wait for each other longer than they work.

    Only libraries that are loaded already can be limited, so the search is loaded first.
    """
    import scipy.optimize  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


def _held(theta: Floats, gradient: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Parameters at a bound that would leave it."""
    held: NDArray[np.bool_] = ((theta <= low) & (gradient < 0)) | ((theta >= high) & (gradient > 0))
    return held


def _uphill(hessian: Floats, gradient: Floats, free: NDArray[np.bool_]) -> Floats:
    """Newton's step of the free parameters, at most 1 in any logarithm; hollows count as hills."""
    values, vectors = np.linalg.eigh(hessian[np.ix_(free, free)])
    curved = np.maximum(np.abs(values), 1e-10)
    step = np.zeros_like(gradient)
    step[free] = vectors @ ((vectors.T @ gradient[free]) / curved)
    return np.asarray(step / max(1.0, float(np.abs(step).max())))


def _risen(
    objective: Objective, theta: Floats, step: Floats, value: float, slope: float, low: Floats,
    high: Floats,
) -> tuple[Floats, float, Floats] | None:  # fmt: skip
    """The point along ``step`` that is higher, or as high within rounding and leveller; else None."""
    for halving in range(30):
        there = np.clip(theta + step / 2.0**halving, low, high)
        found, gradient = objective(there)
        as_high = found > value - 1e-12 * (1.0 + abs(value))
        if found > value or (as_high and float(np.abs(gradient).max()) < slope):
            return there, found, gradient
    return None


def curvature(objective: Objective, theta: Floats, low: Floats, high: Floats) -> Floats:
    """The negative Hessian at ``theta`` from central differences of the gradient, symmetric."""
    rows = []
    for at in range(len(theta)):
        ahead, behind = theta.copy(), theta.copy()
        ahead[at] = min(theta[at] + _DIFFERENCE, high[at])
        behind[at] = max(theta[at] - _DIFFERENCE, low[at])
        slope = (objective(ahead)[1] - objective(behind)[1]) / (ahead[at] - behind[at])
        rows.append(slope)
    hessian = np.array(rows)
    return np.asarray(-(hessian + hessian.T) / 2)
