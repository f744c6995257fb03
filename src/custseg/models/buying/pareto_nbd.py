"""Pareto/NBD: a customer may leave at any moment.

While alive he buys at a rate λ ~ Gamma(r, α) and leaves at a rate μ ~ Gamma(s, β), independent of each
other (Schmittlein, Morrison and Colombo 1987, Counting Your Customers, Management Science 33(1)):

    L = Γ(r+x) αʳ βˢ ÷ Γ(r) · { (α+T)^−(r+x) (β+T)^−s + ∫ s (α+τ)^−(r+x) (β+τ)^−(s+1) dτ },  τ from t_x to T.

The first term is of customers still alive, the second of those who left at τ. The usual form of the
second is a difference of hypergeometric functions, which cancels when t_x is near T and overflows
for heavy buyers; the integral itself has nothing but positive terms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from custseg.models.buying.histories import Distinct, Histories
from custseg.models.buying.model import BuyingModel
from custseg.models.likelihood import Parameter, scale_free

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_NODES, _MANY_NODES = 40, 200
_NEGLIGIBLE = 40.0
_AT_ONCE = 500


@dataclass(frozen=True)
class ParetoNbd(BuyingModel):
    """Pareto/NBD with parameters r, alpha (time), s, beta (time)."""

    r: float
    alpha: float
    s: float
    beta: float

    name: ClassVar[str] = "pareto_nbd"
    searched: ClassVar[tuple[Parameter, ...]] = (
        Parameter("r"), scale_free("alpha"), Parameter("s"), scale_free("beta"),
    )  # fmt: skip

    @classmethod
    def _guesses(cls, per_time: float) -> list[list[float]]:
        return [
            [r, r / per_time / stay, s, beta]
            for r, stay, s, beta in (
                (0.5, 2.0, 0.6, 0.3),
                (1.0, 1.0, 0.5, 2.0),
                (3.0, 3.0, 2.0, 0.5),
            )
        ]

    @classmethod
    def _log_likelihood(cls, parameters: Floats, rows: Distinct) -> tuple[float, Floats]:
        from scipy.special import gammaln, psi

        r, alpha, s, beta = parameters
        n, x = rows.customers, rows.by_repeats.values
        by_x = np.bincount(rows.by_repeats.place, weights=n, minlength=len(x))
        value = by_x @ (gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta))
        slopes = np.array([
            by_x @ (psi(r + x) - psi(r) + np.log(alpha)), by_x.sum() * r / alpha,
            by_x.sum() * np.log(beta), by_x.sum() * s / beta,
        ])  # fmt: skip
        for start in range(0, len(n), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            fate = _fate(
                parameters, r + rows.repeats[some], rows.last[some], rows.age[some], slopes=True
            )
            value += n[some] @ fate.log_total
            slopes += fate.slopes @ n[some]
        return float(value), slopes

    def _fates(self, histories: Histories) -> Fate:
        parameters = np.array([self.r, self.alpha, self.s, self.beta])
        shape = self.r + histories.repeats
        return _fate(parameters, shape, histories.last, histories.age, slopes=False)

    def alive(self, histories: Histories, later: float = 0.0) -> Floats:
        """P(alive): the first term of L by both; ``later`` it is that times ((β+T) ÷ (β+T+t))ˢ."""
        rows = histories.distinct
        known = Histories(rows.repeats, rows.last, rows.age, rows.customers)
        fate = self._fates(known)
        now = np.exp(fate.log_alive - fate.log_total)
        stay = -self.s * np.log1p(later / (self.beta + known.age))
        return np.asarray((now * np.exp(stay))[rows.place])

    def purchases_by(self, histories: Histories, times: Any) -> Floats:
        """P(alive) · (r+x)(β+T) ÷ ((α+T)(s−1)) · (1 − ((β+T) ÷ (β+T+t))^(s−1)), also at s = 1."""
        from scipy.special import exprel

        here = self.beta + histories.age
        grown = np.log1p(np.asarray(times, dtype=float)[None, :] / here[:, None])
        pace = self.alive(histories) * (self.r + histories.repeats) / (self.alpha + histories.age)
        return np.asarray((pace * here)[:, None] * grown * exprel(-(self.s - 1.0) * grown))

    def chances(self, counts: Any, during: float) -> Floats:
        """P(X(t) = x) of a new customer: alive all the time, or left at τ after x purchases."""
        from scipy.special import gammaln, xlogy

        x = np.asarray(counts, dtype=float)[:, None]
        if during == 0.0:
            return np.asarray(np.where(x[:, 0] == 0, 1.0, 0.0))
        shift = min(self.alpha, self.beta)
        node, weight = _legendre(_MANY_NODES)
        low, high = np.log(shift), np.log(shift + during)
        moved = np.exp(low + (high - low) * (node + 1) / 2)
        gone = np.append(np.maximum(moved - shift, 0.0), during)
        purchased = (
            xlogy(x, gone / (self.alpha + gone)) - self.r * np.log1p(gone / self.alpha)
            + gammaln(self.r + x) - gammaln(self.r) - gammaln(x + 1)
        )  # fmt: skip
        here = -self.s * np.log1p(gone / self.beta)
        leaving = self.s / (self.beta + gone[:-1]) * moved * weight * (high - low) / 2
        share = np.exp(here) * np.append(leaving, 1.0)
        return np.asarray(np.exp(purchased) @ share)

    def draw_histories(self, ages: Any, rng: Generator, *, unit: str = "week") -> Histories:
        """A rate, a time of leaving, a Poisson count until then, and the last of as many uniform times."""
        age = np.asarray(ages, dtype=float)
        rate = rng.gamma(self.r, 1.0 / self.alpha, len(age))
        leaving = np.maximum(rng.gamma(self.s, 1.0 / self.beta, len(age)), 1e-300)
        stays = np.minimum(age, rng.standard_exponential(len(age)) / leaving)
        counts = rng.poisson(rate * stays).astype(float)
        # the largest of x uniform numbers is the x-th root of one
        latest = stays * rng.random(len(age)) ** (1.0 / np.maximum(counts, 1.0))
        return Histories.of(counts, np.where(counts > 0, latest, 0.0), age, unit=unit)

    def draw_purchases(self, histories: Histories, during: float, rng: Generator) -> Floats:
        """Who is alive has λ ~ Gamma(r+x, α+T) and μ ~ Gamma(s, β+T); then as new customers do."""
        n = len(histories.repeats)
        here = rng.random(n) < self.alive(histories)
        rate = rng.gamma(self.r + histories.repeats) / (self.alpha + histories.age)
        leaving = np.maximum(rng.gamma(self.s, size=n) / (self.beta + histories.age), 1e-300)
        stays = np.minimum(during, rng.standard_exponential(n) / leaving)
        return np.asarray(rng.poisson(np.where(here, rate * stays, 0.0)), dtype=float)


@dataclass(frozen=True)
class Fate:
    """The two terms of L in logarithms, without what does not depend on times, and their slopes."""

    log_alive: Floats
    log_total: Floats
    slopes: Floats
    """By r, alpha, s, beta (rows) for each history (columns); empty where not asked for."""


@cache
def _legendre(nodes: int) -> tuple[Floats, Floats]:
    """Nodes and weights of Gauss and Legendre on −1 to 1."""
    node, weight = np.polynomial.legendre.leggauss(nodes)
    return node, weight


def _fate(parameters: Floats, shape: Floats, last: Floats, age: Floats, *, slopes: bool) -> Fate:
    _, alpha, s, beta = parameters
    log_alive = -shape * np.log(alpha + age) - s * np.log(beta + age)
    top = -shape * np.log(alpha + last) - (s + 1.0) * np.log(beta + last)
    node, weight = _legendre(_NODES)
    shift = min(alpha, beta)
    low, high = np.log(shift + last), np.log(shift + _end(parameters, shape, last, age))
    half = (high - low) / 2
    log_moved = low[:, None] + half[:, None] * (node + 1)
    moved = np.exp(log_moved)
    wait, life = moved + (alpha - shift), moved + (beta - shift)
    log_wait = log_moved if alpha == shift else np.log(wait)
    log_life = log_moved if beta == shift else np.log(life)
    density = (
        np.exp(-shape[:, None] * log_wait - (s + 1.0) * log_life - top[:, None]) * moved * weight
    )
    gone = density.sum(axis=1) * half * s
    happens = gone > 0
    log_gone = np.where(happens, top + np.log(np.where(happens, gone, 1.0)), -np.inf)
    log_total = np.logaddexp(log_alive, log_gone)
    if not slopes:
        return Fate(log_alive, log_total, np.empty((4, 0)))

    alive = np.exp(log_alive - log_total)
    left = np.exp(log_gone - log_total)
    mass = density / np.where(happens, density.sum(axis=1), 1.0)[:, None] * left[:, None]

    def mean(values: Floats) -> Floats:
        return np.asarray(np.einsum("ij,ij->i", mass, values))

    by_r = -(alive * np.log(alpha + age) + mean(log_wait))
    by_alpha = -shape * (alive / (alpha + age) + mean(1.0 / wait))
    by_s = left / s - (alive * np.log(beta + age) + mean(log_life))
    by_beta = -(alive * s / (beta + age) + (s + 1.0) * mean(1.0 / life))
    return Fate(log_alive, log_total, np.stack([by_r, by_alpha, by_s, by_beta]))


def _end(parameters: Floats, shape: Floats, last: Floats, age: Floats) -> Floats:
    """Where the integral may stop: at T, or where the integrand has fallen to e^−40 of its top."""
    _, alpha, s, beta = parameters
    ends = [
        base + (base + last) * np.expm1(np.minimum(_NEGLIGIBLE / power, 200.0)) + last - base
        for base, power in ((alpha, shape), (beta, s + 1.0))
    ]
    return np.asarray(np.minimum(age, np.minimum(*ends)))
