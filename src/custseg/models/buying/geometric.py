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
    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_AT_ONCE = 8_192


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
        Parameter("r"), scale_free("alpha"), Parameter("a"), Parameter("b", high=1e7),
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
        wait, age = alpha + rows.by_last.values, alpha + rows.by_age.values
        tables = _Tables(
            cls._log_odds(a, b, k), r + x, np.log(age), np.log(wait), 1.0 / age, 1.0 / wait
        )  # fmt: skip
        sums = np.zeros(4)
        left_by_x = np.zeros(len(x))
        for start in range(0, len(n), _AT_ONCE):
            more, left = tables.sums(rows, slice(start, start + _AT_ONCE))
            sums += more
            left_by_x += left
        chances = np.maximum(b + k - 1.0, 1e-300)
        lost = psi(a + b) - psi(a + b + k)
        gradient = [
            by_x @ (psi(r + x) - psi(r) + np.log(alpha)) + sums[1],
            by_x.sum() * r / alpha + sums[2],
            by_x @ lost + sums[3] / a,
            by_x @ (lost + psi(b + k) - psi(b)) - left_by_x @ (1.0 / chances),
        ]
        return float(by_x @ table + sums[0]), np.array(gradient)

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

        now: Floats = np.asarray(expit(-self._left(histories)), dtype=float)
        if later == 0.0:
            return now
        shape, stretch, chances, place = self._ahead(histories, [later])
        return np.asarray(now * staying(shape, stretch, self.a, chances)[place, 0])

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

    def draw_histories(self, ages: Any, rng: Generator, *, unit: str = "week") -> Histories:
        """Rates and chances drawn for each customer, then waits and leavings one after the other."""
        age = np.asarray(ages, dtype=float)
        rate = rng.gamma(self.r, 1.0 / self.alpha, len(age))
        leaves = rng.beta(self.a, self.b, len(age))
        here = (rng.random(len(age)) >= leaves) | (self.first_counts == 0)
        counts, last = _bought(rate, leaves, np.where(here, age, 0.0), rng)
        return Histories.of(counts, last, age, unit=unit)

    def draw_purchases(self, histories: Histories, during: float, rng: Generator) -> Floats:
        """Who is alive has λ ~ Gamma(r+x, α+T) and p ~ Beta(a, b+k); then as new customers do."""
        shape = self.r + histories.repeats
        here = rng.random(len(shape)) < self.alive(histories)
        rate = rng.gamma(shape) / (self.alpha + histories.age)
        leaves = rng.beta(self.a, self.b + histories.repeats + self.first_counts)
        return _bought(rate, leaves, np.where(here, during, 0.0), rng)[0]

    def _log_negative_binomial(self, x: Floats, share: float) -> Floats:
        from scipy.special import gammaln, xlog1py, xlogy

        ways = gammaln(self.r + x) - gammaln(self.r) - gammaln(x + 1.0)
        return np.asarray(ways + xlog1py(self.r, -share) + xlogy(x, share))


@dataclass(frozen=True)
class _Tables:
    """What the rows of the likelihood are made of, for each distinct count, age and last purchase."""

    log_odds: Floats
    shape: Floats
    log_age: Floats
    log_wait: Floats
    by_age: Floats
    by_wait: Floats

    def sums(self, rows: Distinct, some: slice) -> tuple[Floats, Floats]:
        """Over ``some`` rows: log L and its slopes by r, alpha, log a; and who left by count.

        A few thousand rows at once stay in the processor's cache.
        """
        at, last, age = (c.place[some] for c in (rows.by_repeats, rows.by_last, rows.by_age))
        n, shape, log_age = rows.customers[some], self.shape[at], self.log_age[age]
        silent = log_age - self.log_wait[last]
        u = self.log_odds[at] + shape * silent
        odds = np.exp(-np.abs(u))
        value = n @ (np.maximum(u, 0.0) + np.log1p(odds) - shape * log_age)
        left = n * np.where(u > 0, 1.0, odds) / (1.0 + odds)
        faded = self.by_age[age]
        by_alpha = shape @ (left * (faded - self.by_wait[last]) - n * faded)
        by_count: Floats = np.bincount(at, left, len(self.shape)).astype(float)
        return np.array([value, left @ silent - n @ log_age, by_alpha, left.sum()]), by_count


def _bought(rate: Floats, leaves: Floats, during: Floats, rng: Generator) -> tuple[Floats, Floats]:
    """How many purchases each makes within ``during``, and when the last."""
    counts, last, now = np.zeros(len(rate)), np.zeros(len(rate)), np.zeros(len(rate))
    here = np.flatnonzero(during > 0)
    while len(here):
        now[here] += rng.standard_exponential(len(here)) / np.maximum(rate[here], 1e-300)
        here = here[now[here] < during[here]]
        counts[here] += 1
        last[here] = now[here]
        here = here[rng.random(len(here)) >= leaves[here]]
    return counts, last
