"""NBD: nobody leaves. The simpler answer where a file shows no leaving.

Rates λ ~ Gamma(r, α) differ between customers and stay as they are (Ehrenberg 1959, The Pattern of Consumer
Purchases, Applied Statistics 8(1)): L = Γ(r+x) αʳ ÷ (Γ(r) (α+T)^(r+x)). The models with leaving become
this one as their chance of leaving goes to 0; then ``a`` (or ``s``) ends ``at_bound``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from custseg.models.buying.histories import Distinct, Histories
from custseg.models.buying.model import BuyingModel
from custseg.models.likelihood import Parameter, scale_free

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Nbd(BuyingModel):
    """NBD with parameters r and alpha (in the unit of time)."""

    r: float
    alpha: float

    name: ClassVar[str] = "nbd"
    searched: ClassVar[tuple[Parameter, ...]] = (Parameter("r"), scale_free("alpha"))

    @classmethod
    def _guesses(cls, per_time: float) -> list[list[float]]:
        return [[r, r / per_time] for r in (0.3, 1.0, 4.0)]

    @classmethod
    def _log_likelihood(cls, parameters: Floats, rows: Distinct) -> tuple[float, Floats]:
        from scipy.special import gammaln, psi

        r, alpha = parameters
        n, x = rows.customers, rows.by_repeats.values
        by_x = np.bincount(rows.by_repeats.place, weights=n, minlength=len(x))
        weighed = np.bincount(rows.by_age.place, n, len(rows.by_age.values))
        bought = np.bincount(rows.by_age.place, n * rows.repeats, len(rows.by_age.values))
        age = alpha + rows.by_age.values
        shape = r * weighed + bought
        value = by_x @ (gammaln(r + x) - gammaln(r) + r * np.log(alpha)) - shape @ np.log(age)
        by_r = by_x @ (psi(r + x) - psi(r) + np.log(alpha)) - weighed @ np.log(age)
        return float(value), np.array([by_r, by_x.sum() * r / alpha - shape @ (1.0 / age)])

    def sufficient(self, histories: Histories) -> Histories:
        """Without the last purchase: only how many there were and for how long matters."""
        return replace(histories, last=np.where(histories.repeats > 0, histories.age, 0.0))

    def alive(self, histories: Histories, later: float = 0.0) -> Floats:
        """1 for everybody."""
        return np.ones(len(histories.repeats))

    def purchases_by(self, histories: Histories, times: Any) -> Floats:
        """(r+x) ÷ (α+T) · t: each customer's rate goes on."""
        rate = (self.r + histories.repeats) / (self.alpha + histories.age)
        return np.asarray(rate[:, None] * np.asarray(times, dtype=float)[None, :])

    def chances(self, counts: Any, during: float) -> Floats:
        """P(X(t) = x) of a new customer: the negative binomial distribution."""
        from scipy.special import gammaln, xlog1py, xlogy

        x = np.asarray(counts, dtype=float)
        share = during / (self.alpha + during)
        ways = gammaln(self.r + x) - gammaln(self.r) - gammaln(x + 1.0)
        return np.asarray(np.exp(ways + xlog1py(self.r, -share) + xlogy(x, share)))

    def draw_histories(self, ages: Any, rng: Generator, *, unit: str = "week") -> Histories:
        """A rate, a Poisson count, and the last of as many uniform times."""
        age = np.asarray(ages, dtype=float)
        counts = rng.poisson(rng.gamma(self.r, 1.0 / self.alpha, len(age)) * age).astype(float)
        latest = age * rng.random(len(age)) ** (1.0 / np.maximum(counts, 1.0))
        return Histories.of(counts, np.where(counts > 0, latest, 0.0), age, unit=unit)

    def draw_purchases(self, histories: Histories, during: float, rng: Generator) -> Floats:
        """λ ~ Gamma(r+x, α+T) and a Poisson count."""
        rate = rng.gamma(self.r + histories.repeats) / (self.alpha + histories.age)
        return np.asarray(rng.poisson(rate * during), dtype=float)
