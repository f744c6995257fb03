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

from custseg.models.buying.histories import coded_of
from custseg.models.likelihood import Fit, Parameter, Problem, Refusal, one_thread, scale_free

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STARTS = ((2.0, 3.0, 1.0), (6.0, 4.0, 0.5), (1.0, 10.0, 10.0))
"""p, q and v, where the mean amount is 1."""
_MANY_ROWS, _AT_ONCE = 8_000, 8_192


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
            fit = cls._fitted(spending, n)
        if isinstance(fit, Fit) and fit.parameters["q"] <= 1.0:
            return Refusal(cls.name, "infinite_mean", n, fit=fit)
        return fit

    @classmethod
    def _fitted(cls, spending: Spending, n: int) -> Fit | Refusal:
        scale = float(np.average(spending.mean, weights=spending.customers))
        whole = cls._problem(spending, n, scale)
        if len(spending.mean) <= _MANY_ROWS:
            return whole.solve(_STARTS)
        every = slice(None, None, len(spending.mean) // (_MANY_ROWS // 2))
        some = Spending(spending.mean[every], spending.purchases[every], spending.customers[every])
        part = cls._problem(some, float(some.customers.sum()), scale)
        return whole.outcome(whole.peak_near(part.peak(_STARTS)))

    @classmethod
    def _problem(cls, spending: Spending, n: float, scale: float) -> Problem:
        coded, weights = coded_of(spending.purchases), spending.customers
        counts, place = coded.values, coded.place
        by_count = np.bincount(place, weights=weights)
        mean = spending.mean / scale
        sums = counts[place] * mean
        both_weights = np.stack([weights, weights * spending.purchases])
        at_data = np.array([weights @ np.log(mean), both_weights[1] @ np.log(sums)])

        def objective(theta: Floats) -> tuple[float, Floats]:
            from scipy.special import gammaln, psi

            p, q, v = np.exp(theta)
            shape = p * counts
            logs, faded = np.zeros(2), np.zeros(2)
            for start in range(0, len(sums), _AT_ONCE):
                some = slice(start, start + _AT_ONCE)
                both = v + sums[some]
                logs += both_weights[:, some] @ np.log(both)
                faded += both_weights[:, some] @ (1.0 / both)
            table = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(v)
            value = by_count @ table + p * (at_data[1] - logs[1]) - at_data[0] - q * logs[0]
            lost = psi(shape + q)
            gradient = np.array([
                (counts * by_count) @ (lost - psi(shape)) + at_data[1] - logs[1],
                by_count @ (lost - psi(q) + np.log(v)) - logs[0],
                by_count.sum() * q / v - p * faded[1] - q * faded[0],
            ])  # fmt: skip
            return float(value) / n, gradient * np.array([p, q, v]) / n

        return Problem(
            cls.name, cls.searched, objective, round(n), spending.unit, scale, densities=n
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
