"""What every model of repeat buying in continuous time can say.

A customer buys at a rate of his own while he is alive, and leaves without saying so. The models
differ in how rates vary between customers and when one can leave. All times are in the unit of the
histories the model was fitted to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from custseg.models.buying.histories import Distinct, Histories
from custseg.models.likelihood import Fit, Parameter, Problem, Reason, Refusal, one_thread

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MANY_ROWS = 4_000


class BuyingModel(ABC):
    """A model of repeat buying with its parameters."""

    name: ClassVar[str]
    searched: ClassVar[tuple[Parameter, ...]]
    """The parameters and where they are searched, with time in units of the longest age."""

    @classmethod
    def of(cls, fit: Fit) -> Self:
        """The model with the parameters of a fit."""
        return cls(**fit.parameters)

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def fit(cls, histories: Histories) -> Fit | Refusal:
        """Maximum likelihood on the distinct histories, each counted as often as it occurs.

        Refused with a reason: nobody or one customer, nobody observed for any time, nobody who bought
        again, everybody alike, and whatever ``likelihood`` objects to. Large files are first fitted on
        a part of the histories; the peak is that of all of them.
        """
        reason = _unfit(histories)
        if reason:
            return Refusal(cls.name, reason, histories.n_customers)
        with one_thread():
            return cls._fitted(histories, cls._scale(histories))

    @classmethod
    def _fitted(cls, histories: Histories, scale: float) -> Fit | Refusal:
        scaled = histories.distinct.per(scale)
        starts = cls._starts(scaled)
        whole = cls._problem(scaled, histories, scale)
        if len(scaled.repeats) <= _MANY_ROWS:
            return whole.solve(starts)
        part = cls._problem(_thinned(scaled), histories, scale)
        return whole.outcome(whole.peak_near(part.peak(starts)))

    @classmethod
    def _scale(cls, histories: Histories) -> float:
        """One unit of the search in the unit of the histories."""
        return float(histories.age.max())

    @classmethod
    def _problem(cls, rows: Distinct, histories: Histories, scale: float) -> Problem:
        customers = float(rows.customers.sum())

        def objective(theta: Floats) -> tuple[float, Floats]:
            parameters = np.exp(theta)
            value, gradient = cls._log_likelihood(parameters, rows)
            return value / customers, gradient * parameters / customers

        return Problem(
            cls.name, cls.searched, objective, round(customers), histories.unit, scale,
            densities=float(rows.customers @ rows.repeats),
        )  # fmt: skip

    @classmethod
    def log_likelihood(cls, histories: Histories, **parameters: float) -> float:
        """The log-likelihood of the histories at given parameters."""
        values = np.array([parameters[p.name] for p in cls.searched])
        return float(cls._log_likelihood(values, histories.distinct)[0])

    @classmethod
    def _starts(cls, rows: Distinct) -> list[list[float]]:
        """Where the search begins: rates as the file has them, with different ways of leaving."""
        observed = max(float(rows.customers @ rows.age), 1e-12)
        per_time = float(rows.customers @ rows.repeats) / observed
        return cls._guesses(per_time)

    @classmethod
    @abstractmethod
    def _guesses(cls, per_time: float) -> list[list[float]]: ...

    @classmethod
    @abstractmethod
    def _log_likelihood(cls, parameters: Floats, rows: Distinct) -> tuple[float, Floats]:
        """The log-likelihood of all rows and its gradient by the parameters themselves."""

    def sufficient(self, histories: Histories) -> Histories:
        """The histories without what the model does not look at, so that fewer of them differ."""
        return histories

    @abstractmethod
    def alive(self, histories: Histories, later: float = 0.0) -> Floats:
        """The probability that each customer is alive at the end of observation, or ``later``."""

    @abstractmethod
    def purchases_by(self, histories: Histories, times: Any) -> Floats:
        """Expected purchases of each customer (rows) within each of ``times`` (columns) from the end."""

    @abstractmethod
    def chances(self, counts: Any, during: float) -> Floats:
        """P(X(t) = x): the probability that a new customer makes x repeat purchases in (0, t]."""

    @abstractmethod
    def draw_histories(self, ages: Any, rng: Generator, *, unit: str = "week") -> Histories:
        """Histories of new customers observed for ``ages``, drawn as the model says they come about."""

    @abstractmethod
    def draw_purchases(self, histories: Histories, during: float, rng: Generator) -> Floats:
        """Purchases of each customer in the ``during`` that follows observation, drawn given the history.

        One element a row of ``histories``, each for one customer. Many draws, each with parameters of
        ``Fit.draws``, give the interval of a forecast and of its total.
        """

    def purchases(self, histories: Histories, during: float) -> Floats:
        """Expected purchases of each customer in the ``during`` that follows observation."""
        return np.asarray(self.purchases_by(histories, [during])[:, 0])

    def new_purchases(self, times: Any) -> Floats:
        """E[X(t)]: expected repeat purchases of a new customer until each of ``times``."""
        return np.asarray(self.purchases_by(Histories.of([0], [0], [0]), times)[0])

    def discounted(
        self, histories: Histories, *, periods: int, length: float, rate: float
    ) -> Floats:
        """Expected purchases of the next ``periods``, discounted: Σ (E(m·l) − E((m−1)·l)) ÷ (1 + rate)^m.

        ``length`` is the length of a period in the unit of the histories (a month is 365.25 ÷ 12 days
        or 30.4375 ÷ 7 weeks), ``rate`` the discount rate of one such period. What is bought within a
        period is discounted at its end. Times the money of a purchase this is the customer's value.
        """
        ends = np.arange(1, periods + 1)
        discount = (1.0 + rate) ** -ends
        # Σ dₘ (Eₘ − Eₘ₋₁), by parts: every E is counted by how much the discount falls after it
        falls = discount - np.append(discount[1:], 0.0)
        return _weighed(self.purchases_by(histories, ends * length), falls)


def _weighed(purchases: Floats, weight: Floats) -> Floats:
    """The sum of the columns, each by its weight; on one thread, unlike a product of matrices."""
    return np.asarray(np.einsum("ij,j->i", purchases, weight), dtype=float)


def _unfit(histories: Histories) -> Reason | None:
    """What keeps any of these models from being fitted."""
    n = histories.n_customers
    if n < 2:
        return "one_customer" if n else "no_customers"
    counted = histories.customers > 0
    if not (histories.age[counted] > 0).any():
        return "no_time"
    if not (histories.repeats[counted] > 0).any():
        return "no_repeat_purchases"
    one = (np.ptp(v[counted]) == 0 for v in (histories.repeats, histories.last, histories.age))
    return "one_history" if all(one) else None


def _thinned(rows: Distinct) -> Distinct:
    """Every so many-th history of those who came back, and the others by as much less."""
    step = len(rows.repeats) // (_MANY_ROWS // 2)
    came_back = np.flatnonzero(rows.repeats > 0)
    kept = np.concatenate([np.flatnonzero(rows.repeats == 0), came_back[::step]])
    weights = np.where(rows.repeats[kept] > 0, rows.customers[kept], rows.customers[kept] / step)
    return Distinct(
        rows.repeats[kept], rows.last[kept], rows.age[kept], weights, rows.place,
        rows.by_repeats[kept], rows.by_last[kept], rows.by_age[kept],
    )  # fmt: skip
