"""Leaving by geometric chance: what BG/NBD and MBG/NBD share.

While alive a customer buys at a rate λ of his own, λ ~ Gamma(r, α). After each purchase that gives him
the chance to leave he does so with a probability p of his own, p ~ Beta(a, b). The two models differ
in one thing only: whether the first purchase gives that chance. With k chances taken and survived,

    L = Γ(r+x) αʳ ÷ Γ(r) · B(a, b+k) ÷ B(a, b) · (α+T)^−(r+x) · (1 + eᵘ),
    eᵘ = a ÷ (b+k−1) · ((α+T) ÷ (α+t_x))^(r+x)      (nothing where k = 0),

so that 1 ÷ (1 + eᵘ) is the probability of being alive. λ and p are independent given a history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from custseg.models.buying.histories import Distinct, Histories, distinct_rows
from custseg.models.buying.leaving import purchases_while_alive, staying
from custseg.models.buying.model import BuyingModel
from custseg.models.likelihood import Parameter, scale_free

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GeometricDropout(BuyingModel):
    """A buyer who may leave after a purchase: parameters r, alpha (time), a, b."""

    r: float
    alpha: float
    a: float
    b: float

    first_counts: ClassVar[int]
    """1 when a customer may leave after the first purchase already, else 0."""
    searched: ClassVar[tuple[Parameter, ...]] = (
        Parameter("r"), scale_free("alpha"), Parameter("a"), Parameter("b"),
    )  # fmt: skip

    @classmethod
    def _guesses(cls, per_time: float) -> list[list[float]]:
        return [
            [r, r / per_time / stay, a, b]
            for r, stay, a, b in ((0.5, 2.0, 0.7, 2.0), (1.0, 1.0, 0.3, 6.0), (3.0, 3.0, 2.0, 4.0))
        ]

    @classmethod
    def _log_likelihood(cls, parameters: Floats, rows: Distinct) -> tuple[float, Floats]:
        from scipy.special import betaln, gammaln, psi

        r, alpha, a, b = parameters
        n, x = rows.customers, rows.by_repeats.values
        k = x + cls.first_counts
        by_x = np.bincount(rows.by_repeats.place, weights=n, minlength=len(x))
        table = gammaln(r + x) - gammaln(r) + betaln(a, b + k) - betaln(a, b) + r * np.log(alpha)
        shape = r + rows.repeats
        wait, age = alpha + rows.by_last.values, alpha + rows.by_age.values
        log_age = np.log(age)[rows.by_age.place]
        silent = log_age - np.log(wait)[rows.by_last.place]
        u = cls._log_odds(a, b, k)[rows.by_repeats.place] + shape * silent
        left_log = np.logaddexp(0.0, u)
        value = by_x @ table + n @ (left_log - shape * log_age)

        left = n * np.exp(u - left_log)
        left_by_x = np.bincount(rows.by_repeats.place, weights=left, minlength=len(x))
        faded = (1.0 / age)[rows.by_age.place]
        chances = np.maximum(b + k - 1.0, 1e-300)
        lost = psi(a + b) - psi(a + b + k)
        gradient = [
            by_x @ (psi(r + x) - psi(r) + np.log(alpha)) - n @ log_age + left @ silent,
            by_x.sum() * r / alpha + (left - n) @ (shape * faded)
            - left @ (shape * (1.0 / wait)[rows.by_last.place]),
            by_x @ lost + left.sum() / a,
            by_x @ (lost + psi(b + k) - psi(b)) - left_by_x @ (1.0 / chances),
        ]  # fmt: skip
        return float(value), np.array(gradient)

    @staticmethod
    def _log_odds(a: float, b: float, k: Floats) -> Floats:
        """log(a ÷ (b + k − 1)); without a chance to leave the odds of having left are nothing."""
        chances = np.where(k > 0, b + k - 1.0, 1.0)
        return np.asarray(np.where(k > 0, np.log(a) - np.log(chances), -np.inf))

    def _left(self, histories: Histories) -> Floats:
        """u: the log-odds of having left by the end of observation."""
        silent = np.log(self.alpha + histories.age) - np.log(self.alpha + histories.last)
        odds = self._log_odds(self.a, self.b, histories.repeats + self.first_counts)
        return np.asarray(odds + (self.r + histories.repeats) * silent)

    def alive(self, histories: Histories, later: float = 0.0) -> Floats:
        """P(alive) = 1 ÷ (1 + eᵘ) at the end of observation.

        ``later`` it is that times E[(1 + p t ÷ (α+T))^−(r+x)] with p ~ Beta(a, b+k): whoever is alive
        leaves with the purchases he is still to make.
        """
        from scipy.special import expit

        now = np.asarray(expit(-self._left(histories)))
        if later == 0.0:
            return now
        shape, stretch, chances, place = self._ahead(histories, [later])
        return now * staying(shape, stretch, self.a, chances)[place, 0]

    def purchases_by(self, histories: Histories, times: Any) -> Floats:
        """P(alive) · E[(1 − (1 + p t ÷ (α+T))^−(r+x)) ÷ p] with p ~ Beta(a, b+k).

        The second factor does not depend on the last purchase, so it is computed once for customers
        who share repeats and age.
        """
        shape, stretch, chances, place = self._ahead(histories, times)
        bought = purchases_while_alive(shape, stretch, self.a, chances)
        return np.asarray(self.alive(histories)[:, None] * bought[place])

    def _ahead(
        self, histories: Histories, times: Any
    ) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
        """Of the distinct (x, T): r+x, t ÷ (α+T) for each time, b+k; and where each customer is."""
        rows = distinct_rows(histories.repeats, histories.age)
        repeats, age = rows.columns
        stretch = np.asarray(times, dtype=float)[None, :] / (self.alpha + age)[:, None]
        return self.r + repeats, stretch, self.b + repeats + self.first_counts, rows.place

    def chances(self, counts: Any, during: float) -> Floats:
        """P(X(t) = x) of a new customer.

        He makes x purchases alive, or leaves with the x-th of at least x:
        B(a, b+k) ÷ B(a, b) · NB(x) + B(a+1, b+k−1) ÷ B(a, b) · P(NB ≥ x), where NB is the negative
        binomial distribution of purchases of who never leaves.
        """
        from scipy.special import betainc, betaln

        x = np.asarray(counts, dtype=float)
        k = x + self.first_counts
        share = during / (self.alpha + during)
        stayed = np.exp(betaln(self.a, self.b + k) - betaln(self.a, self.b))
        reached = np.where(x > 0, betainc(np.maximum(x, 1.0), self.r, share), 1.0)
        left = np.exp(self._log_odds(self.a, self.b, k)) * stayed * reached
        return np.asarray(stayed * np.exp(self._log_negative_binomial(x, share)) + left)

    def _log_negative_binomial(self, x: Floats, share: float) -> Floats:
        from scipy.special import gammaln, xlog1py, xlogy

        ways = gammaln(self.r + x) - gammaln(self.r) - gammaln(x + 1.0)
        return np.asarray(ways + xlog1py(self.r, -share) + xlogy(x, share))
