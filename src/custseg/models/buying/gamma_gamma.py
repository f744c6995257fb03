"""Gamma-Gamma: how much a customer spends at a time.

The amounts of a customer are Gamma(p, ν) with a ν ~ Gamma(q, v) of his own, independent of how often
he buys (Fader and Hardie 2013, The Gamma-Gamma Model of Monetary Value; the idea is Colombo and Jiang's of 1999).
With the mean m of x amounts:

    L = Γ(px+q) ÷ (Γ(px) Γ(q)) · v^q m^(px−1) x^(px) ÷ (v + x m)^(px+q).

Which amounts are taken is the caller's: usually those of repeat purchases. Amounts of one day are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from custseg.models.likelihood import Fit, Parameter, Problem, Refusal, one_thread, scale_free

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STARTS = ((2.0, 3.0, 1.0), (6.0, 4.0, 0.5), (1.0, 10.0, 10.0))
"""p, q and v, where the mean amount is 1."""


@dataclass(frozen=True)
class Spending:
    """Means of amounts: of ``purchases`` purchases each, by ``customers`` customers."""

    mean: Floats
    purchases: Floats
    customers: Floats
    unit: str = "money"

    @classmethod
    def of(
        cls, mean: Any, purchases: Any, customers: Any = None, *, unit: str = "money"
    ) -> Spending:
        """From anything like arrays; raises ValueError for lengths that differ or numbers not finite."""
        m, x = (np.atleast_1d(np.asarray(v, dtype=float)) for v in (mean, purchases))
        n = np.ones(len(m)) if customers is None else np.asarray(customers, dtype=float)
        if not (len(m) == len(x) == len(n)):
            raise ValueError("mean, purchases and customers differ in length")
        if not all(np.isfinite(v).all() for v in (m, x, n)):
            raise ValueError("means and counts must be finite numbers")
        if (x < 1).any() or (x != np.floor(x)).any() or (n < 0).any():
            raise ValueError("a mean is of one purchase or more")
        return cls(m, x, n, unit)


@dataclass(frozen=True)
class GammaGamma:
    """Gamma-Gamma with parameters p, q and v (in units of money)."""

    p: float
    q: float
    v: float

    name: ClassVar[str] = "gamma_gamma"
    searched: ClassVar[tuple[Parameter, ...]] = (Parameter("p"), Parameter("q"), scale_free("v"))

    @classmethod
    def of(cls, fit: Fit) -> GammaGamma:
        """The model with the parameters of a fit."""
        return cls(**fit.parameters)

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name."""
        return {"p": self.p, "q": self.q, "v": self.v}

    @classmethod
    def fit(cls, spending: Spending) -> Fit | Refusal:
        """Maximum likelihood.

        Refused where a mean is 0 or less (with the count), with fewer than two customers, with equal
        means for all, and when the fitted distribution has no mean (q ≤ 1): then no value can be
        expected of anybody.
        """
        n = round(float(spending.customers.sum()))
        bad = round(float(spending.customers[spending.mean <= 0].sum()))
        if n < 2:
            return Refusal(cls.name, "one_customer" if n else "no_customers", n)
        if bad:
            return Refusal(cls.name, "not_positive", n, concerned=bad)
        if np.ptp(spending.mean[spending.customers > 0]) == 0:
            return Refusal(cls.name, "no_spread", n, concerned=n)
        with one_thread():
            fit = cls._problem(spending, n).solve(_STARTS)
        if isinstance(fit, Fit) and fit.parameters["q"] <= 1.0:
            return Refusal(cls.name, "infinite_mean", n, fit=fit)
        return fit

    @classmethod
    def _problem(cls, spending: Spending, n: int) -> Problem:
        scale = float(np.average(spending.mean, weights=spending.customers))
        counts, place = np.unique(spending.purchases, return_inverse=True)
        by_count = np.bincount(place, weights=spending.customers)
        mean = spending.mean / scale
        sums, weights = counts[place] * mean, spending.customers
        at_data = float(weights @ np.log(mean))
        log_sums = np.bincount(place, weights=weights * np.log(sums))

        def objective(theta: Floats) -> tuple[float, Floats]:
            from scipy.special import gammaln, psi

            p, q, v = np.exp(theta)
            shape = p * counts
            log_both = np.log(v + sums)
            by = np.bincount(place, weights=weights * log_both)
            table = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(v)
            value = by_count @ table + shape @ log_sums - at_data - (shape + q) @ by
            lost = psi(shape + q)
            gradient = np.array([
                (counts * by_count) @ (lost - psi(shape)) + counts @ (log_sums - by),
                by_count @ (lost - psi(q) + np.log(v)) - by.sum(),
                by_count.sum() * q / v - (shape + q) @ np.bincount(place, weights / (v + sums)),
            ])  # fmt: skip
            return float(value) / n, gradient * np.array([p, q, v]) / n

        return Problem(
            cls.name, cls.searched, objective, n, spending.unit, scale, densities=float(n)
        )

    def population_mean(self) -> float:
        """p v ÷ (q − 1): what a purchase of a customer not yet known is expected to be.

        Raises ValueError where q ≤ 1: there is no mean (``fit`` refuses such a fit).
        """
        if self.q <= 1:
            raise ValueError("the distribution of money has no mean")
        return self.p * self.v / (self.q - 1.0)

    def expected(self, mean: Any, purchases: Any) -> Floats:
        """E[M | m, x] = p (v + x m) ÷ (px + q − 1): the next purchases of each customer, in money.

        Between the customer's own mean and that of all, nearer to the own the more purchases it is
        of; with 0 purchases it is that of all.
        """
        m, x = np.asarray(mean, dtype=float), np.asarray(purchases, dtype=float)
        self.population_mean()
        return np.asarray(self.p * (self.v + x * m) / (self.p * x + self.q - 1.0))
