"""Shifted beta-geometric: contracts that end, or are renewed, at the end of every period.

Each customer ends at the end of a period with a probability of his own, θ ~ Beta(α, β), so those who
are left are ever more loyal (Fader and Hardie 2007, How to Project Customer Retention, Journal of
Interactive Marketing 21(1)): S(t) = B(α, β+t) ÷ B(α, β), P(ends in period t) = S(t−1) − S(t).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from custseg.models.likelihood import Fit, Parameter, Problem, Refusal, one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Contracts:
    """Contracts by how long they lasted: ``periods`` whole periods, and whether they then ended.

    A contract that ``ended`` after its first period has 1; one that was renewed after period t and is
    still on has t, 0 when its first period is not over.
    """

    periods: Floats
    ended: NDArray[np.bool_]
    customers: Floats
    unit: str = "period"

    @classmethod
    def of(
        cls, periods: Any, ended: Any, customers: Any = None, *, unit: str = "period"
    ) -> Contracts:
        """From anything like arrays; raises ValueError where periods are no counts, or an end has none."""
        t = np.atleast_1d(np.asarray(periods, dtype=float))
        over = np.atleast_1d(np.asarray(ended, dtype=bool))
        n = np.ones(len(t)) if customers is None else np.asarray(customers, dtype=float)
        if not (len(t) == len(over) == len(n)):
            raise ValueError("periods, ended and customers differ in length")
        if not np.isfinite(t).all() or (t < 0).any() or (t != np.floor(t)).any():
            raise ValueError("periods must be counts")
        if (over & (t < 1)).any() or (n < 0).any() or not np.isfinite(n).all():
            raise ValueError("a contract ends after one period or more")
        return cls(t, over, n, unit)


@dataclass(frozen=True)
class ShiftedBetaGeometric:
    """Shifted beta-geometric with parameters alpha and beta."""

    alpha: float
    beta: float

    name: ClassVar[str] = "shifted_beta_geometric"
    searched: ClassVar[tuple[Parameter, ...]] = (Parameter("alpha"), Parameter("beta"))

    @classmethod
    def of(cls, fit: Fit) -> ShiftedBetaGeometric:
        """The model with the parameters of a fit."""
        return cls(**fit.parameters)

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name."""
        return {"alpha": self.alpha, "beta": self.beta}

    @classmethod
    def fit(cls, contracts: Contracts) -> Fit | Refusal:
        """Maximum likelihood.

        Refused with fewer than two customers, when no contract has ended (``no_leavers``), and when
        none outlived its first period (``nobody_stays``).
        """
        n = round(float(contracts.customers.sum()))
        counted = contracts.customers > 0
        if n < 2:
            return Refusal(cls.name, "one_customer" if n else "no_customers", n)
        if not contracts.ended[counted].any():
            return Refusal(cls.name, "no_leavers", n)
        renewed = contracts.periods - contracts.ended
        if not (renewed[counted] > 0).any():
            return Refusal(cls.name, "nobody_stays", n)
        with one_thread():
            return cls._problem(contracts, n).solve([[1.0, 1.0], [0.5, 4.0], [5.0, 20.0]])

    @classmethod
    def _problem(cls, contracts: Contracts, n: int) -> Problem:
        renewed = (contracts.periods - contracts.ended).astype(np.int64)
        size = int(renewed.max()) + 1
        over = contracts.ended.astype(float)
        ended = np.bincount(renewed, weights=contracts.customers * over, minlength=size)
        going = np.bincount(renewed, weights=contracts.customers * (1 - over), minlength=size)
        t = np.arange(size, dtype=float)
        both = ended + going

        def objective(theta: Floats) -> tuple[float, Floats]:
            from scipy.special import betaln, psi

            a, b = np.exp(theta)
            value = ended @ betaln(a + 1, b + t) + going @ betaln(a, b + t) - n * betaln(a, b)
            lost_ended, lost_going = psi(a + b + 1 + t), psi(a + b + t)
            whole = n * psi(a + b) - ended @ lost_ended - going @ lost_going
            by_a = whole + ended.sum() * psi(a + 1) + going.sum() * psi(a) - n * psi(a)
            by_b = whole + both @ psi(b + t) - n * psi(b)
            return float(value) / n, np.array([a * by_a, b * by_b]) / n

        return Problem(cls.name, cls.searched, objective, n, contracts.unit)

    def survival(self, periods: Any) -> Floats:
        """S(t): the share of contracts still on after each of ``periods``."""
        from scipy.special import betaln

        t = np.asarray(periods, dtype=float)
        return np.asarray(np.exp(betaln(self.alpha, self.beta + t) - betaln(self.alpha, self.beta)))

    def retention(self, periods: Any) -> Floats:
        """r(t) = S(t) ÷ S(t−1) = (β + t − 1) ÷ (α + β + t − 1): renewed of those on before period t ends."""
        t = np.asarray(periods, dtype=float)
        return np.asarray((self.beta + t - 1.0) / (self.alpha + self.beta + t - 1.0))

    def renewals(self, renewed: Any, *, periods: int, rate: float = 0.0) -> Floats:
        """Expected renewals of contracts renewed so many times already, the next ``periods`` ones.

        Discounted at ``rate`` a period, counted from now: Σ S(t+j) ÷ S(t) ÷ (1 + rate)^(j−1) for j = 1 …
        ``periods``, the first of them due now. Times the money of a period this is residual value.
        """
        from scipy.special import betaln

        t = np.asarray(renewed, dtype=float)[:, None]
        j = np.arange(1, periods + 1)[None, :]
        stays = np.exp(betaln(self.alpha, self.beta + t + j) - betaln(self.alpha, self.beta + t))
        return np.asarray((stays / (1.0 + rate) ** (j - 1.0)).sum(axis=1))
