"""BG/BB: opportunities one after the other, at each of which a customer buys or does not.

A yearly donation, a monthly contribution, a conference: while alive a customer takes an opportunity
with a probability p ~ Beta(α, β) of his own, and is gone before the next with θ ~ Beta(γ, δ) (Fader,
Hardie and Shang 2010, Customer-Base Analysis in a Discrete-Time Noncontractual Setting, Marketing
Science 29(6)). With x purchases in n opportunities, the last at t_x:

    L = B(α+x, β+n−x) B(γ, δ+n) ÷ C + Σ B(α+x, β+t−x) B(γ+1, δ+t) ÷ C,  t from t_x to n−1,
    C = B(α, β) B(γ, δ).

Histories have ``unit="opportunity"``: ``age`` is n, ``last`` is t_x, both whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from custseg.models.buying.histories import Distinct, Histories
from custseg.models.buying.model import BuyingModel
from custseg.models.likelihood import Parameter

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BgBb(BuyingModel):
    """BG/BB with parameters alpha, beta (taking an opportunity), gamma, delta (leaving)."""

    alpha: float
    beta: float
    gamma: float
    delta: float

    name: ClassVar[str] = "bg_bb"
    searched: ClassVar[tuple[Parameter, ...]] = tuple(
        Parameter(name) for name in ("alpha", "beta", "gamma", "delta")
    )

    @classmethod
    def _scale(cls, histories: Histories) -> float:
        x, last, age = histories.repeats, histories.last, histories.age
        if (last != np.floor(last)).any() or (age != np.floor(age)).any() or (x > last).any():
            raise ValueError(
                "opportunities are counted: whole numbers, and no more purchases than those"
            )
        return 1.0

    @classmethod
    def _guesses(cls, per_time: float) -> list[list[float]]:
        taken = min(max(per_time, 0.02), 0.9)
        return [
            [size * taken, size * (1 - taken), gamma, delta]
            for size, gamma, delta in ((1.0, 0.5, 2.0), (2.0, 0.3, 6.0), (6.0, 2.0, 6.0))
        ]

    @classmethod
    def _log_likelihood(cls, parameters: Floats, rows: Distinct) -> tuple[float, Floats]:
        terms = _Terms.of(parameters, rows)
        log_total = terms.log_total()
        share = np.exp(terms.log - log_total[terms.row]) * rows.customers[terms.row]
        gradient = [share @ slope for slope in terms.slopes(parameters)]
        return float(rows.customers @ log_total), np.array(gradient)

    def alive(self, histories: Histories, later: float = 0.0) -> Floats:
        """P(alive) after the n-th opportunity; ``later=1`` at the next one, and so on."""
        rows = histories.distinct
        parameters = np.array([self.alpha, self.beta, self.gamma, self.delta])
        terms = _Terms.of(parameters, rows)
        alive = np.exp(terms.log[: len(rows.age)] - terms.log_total())
        return np.asarray((alive * self._stays(rows.age, later))[rows.place])

    def purchases_by(self, histories: Histories, times: Any) -> Floats:
        """P(alive) · (α+x) ÷ (α+β+n) · Σ P(still alive j opportunities later), j = 1 … each of ``times``."""
        ends = np.asarray(times, dtype=float)
        ahead = np.arange(1, int(ends.max(initial=0)) + 1)
        ages, place = np.unique(histories.age, return_inverse=True)
        stays = np.array([self._stays(ages, float(j)) for j in ahead]).reshape(
            len(ahead), len(ages)
        )
        sums = np.concatenate([np.zeros((1, len(ages))), np.cumsum(stays, axis=0)])
        takes = (self.alpha + histories.repeats) / (self.alpha + self.beta + histories.age)
        return np.asarray(
            (self.alive(histories) * takes)[:, None] * sums[ends.astype(int)].T[place]
        )

    def _stays(self, age: Floats, later: float) -> Floats:
        """The probability of who is alive after ``age`` opportunities to be so ``later`` ones on."""
        from scipy.special import betaln

        before = betaln(self.gamma, self.delta + age)
        return np.asarray(np.exp(betaln(self.gamma, self.delta + age + later) - before))

    def chances(self, counts: Any, during: float) -> Floats:
        """P(X(n) = x) of a new customer in his next n = ``during`` opportunities."""
        from scipy.special import betaln, gammaln

        x, n = np.asarray(counts, dtype=float)[:, None], int(during)
        seen = np.arange(n + 1, dtype=float)[None, :]
        possible = seen >= x
        missed = np.where(possible, seen - x, 0.0)
        ways = gammaln(seen + 1) - gammaln(x + 1) - gammaln(missed + 1)
        taken = betaln(self.alpha + x, self.beta + missed) - betaln(self.alpha, self.beta)
        gone = betaln(self.gamma + 1.0, self.delta + seen[0])
        gone[-1] = betaln(self.gamma, self.delta + n)
        log = ways + taken + gone - betaln(self.gamma, self.delta)
        return np.asarray(np.where(possible, np.exp(log), 0.0).sum(axis=1))

    def draw_histories(self, ages: Any, rng: Generator, *, unit: str = "opportunity") -> Histories:
        """Chances drawn for each customer, then opportunities one after the other."""
        age = np.asarray(ages, dtype=float)
        takes, leaves = (
            rng.beta(self.alpha, self.beta, len(age)),
            rng.beta(self.gamma, self.delta, len(age)),
        )
        return Histories.of(*_taken(takes, leaves, age, rng), age, unit=unit)

    def draw_purchases(self, histories: Histories, during: float, rng: Generator) -> Floats:
        """Who is alive has p ~ Beta(α+x, β+n−x) and θ ~ Beta(γ, δ+n); then as new customers do."""
        x, n = histories.repeats, histories.age
        here = rng.random(len(x)) < self.alive(histories)
        takes = rng.beta(self.alpha + x, self.beta + n - x)
        leaves = rng.beta(self.gamma, self.delta + n)
        return _taken(takes, leaves, np.where(here, during, 0.0), rng)[0]


def _taken(
    takes: Floats, leaves: Floats, opportunities: Floats, rng: Generator
) -> tuple[Floats, Floats]:
    """How many of the opportunities each takes, and which was the last."""
    counts, last = np.zeros(len(takes)), np.zeros(len(takes))
    here = np.ones(len(takes), dtype=bool)
    for at in range(1, int(opportunities.max(initial=0)) + 1):
        here &= (rng.random(len(takes)) >= leaves) & (at <= opportunities)
        bought = here & (rng.random(len(takes)) < takes)
        counts += bought
        last[bought] = at
    return counts, last


@dataclass(frozen=True)
class _Terms:
    """The terms of L, one element each: first those of customers alive, a row each, then the others."""

    row: NDArray[np.int64]
    taken: Floats
    seen: Floats
    """Opportunities the customer was alive for."""
    left: Floats
    """1 where he left after them, 0 where he is alive."""
    log: Floats

    @classmethod
    def of(cls, parameters: Floats, rows: Distinct) -> _Terms:
        from scipy.special import betaln

        alpha, beta, gamma, delta = parameters
        silent = (rows.age - rows.last).astype(np.int64)
        every = np.arange(len(silent))
        gone = np.repeat(every, silent)
        step = np.arange(len(gone)) - np.repeat(np.cumsum(silent) - silent, silent)
        row = np.concatenate([every, gone])
        seen = np.concatenate([rows.age, rows.last[gone] + step])
        left = np.concatenate([np.zeros(len(every)), np.ones(len(gone))])
        taken = rows.repeats[row]
        log = (
            betaln(alpha + taken, beta + seen - taken) + betaln(gamma + left, delta + seen)
            - betaln(alpha, beta) - betaln(gamma, delta)
        )  # fmt: skip
        return cls(row, taken, seen, left, np.asarray(log))

    def log_total(self) -> Floats:
        """log L of each row: the logarithm of the sum of its terms."""
        n = int(self.left.argmax()) if self.left.any() else len(self.left)
        top = self.log[:n].copy()
        np.maximum.at(top, self.row, self.log)
        return np.asarray(
            top + np.log(np.bincount(self.row, weights=np.exp(self.log - top[self.row])))
        )

    def slopes(self, parameters: Floats) -> list[Floats]:
        """Of each term by each parameter."""
        from scipy.special import psi

        alpha, beta, gamma, delta = parameters
        both = psi(alpha + beta) - psi(alpha + beta + self.seen)
        life = psi(gamma + delta) - psi(gamma + delta + self.left + self.seen)
        return [
            both + psi(alpha + self.taken) - psi(alpha),
            both + psi(beta + self.seen - self.taken) - psi(beta),
            life + psi(gamma + self.left) - psi(gamma),
            life + psi(delta + self.seen) - psi(delta),
        ]
