"""Forecasts of purchases and money, per customer and in total, from a fitted model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.methods.value.money import Spend, spend_of
from custseg.methods.value.spread import (
    HIGH,
    LOW,
    Z80,
    Amounts,
    Counts,
    money_quantile,
)
from custseg.models.buying.days import MONTH_DAYS, UNIT_DAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.models.buying.fitted import Fitted
    from custseg.models.buying.histories import Histories
    from custseg.models.buying.model import BuyingModel

    Floats = NDArray[np.float64]

_STEP = 1e-4
_DRAWN = 100_000
"""Customers drawn for the variance of a total, at least."""


@dataclass(frozen=True)
class Foreseen:
    """What is expected of customers whose histories end on one day."""

    fitted: Fitted
    spend: Spend
    histories: Histories
    """One row a distinct history, for which nothing needs to be computed twice."""
    place: NDArray[np.int64]
    """Of each customer among the distinct histories."""

    @classmethod
    def of(cls, histories: Histories, fitted: Fitted, money: Any) -> Foreseen:
        """From the histories of all customers and the money of their repeats."""
        from custseg.models.buying.histories import Histories

        rows = histories.distinct
        alone = Histories(rows.repeats, rows.last, rows.age, rows.customers, histories.unit)
        return cls(fitted, spend_of(histories.repeats, money), alone, rows.place)

    @property
    def model(self) -> BuyingModel:
        """The model that was fitted; raises ValueError where there is none."""
        if self.fitted.model is None:
            raise ValueError("no model was fitted")
        return self.fitted.model

    def alive(self) -> Floats:
        """P(alive) of each customer at the end of the history."""
        return np.clip(self.model.alive(self.histories), 0.0, 1.0)[self.place]

    def counts(self, during: float) -> Counts:
        """Purchases of each customer in the time ``during`` (in the unit) that follows."""
        return self.counts_by([during])[0]

    def counts_by(self, times: Sequence[float]) -> list[Counts]:
        """As ``counts`` for several times."""
        alive = self.alive()
        shape = self.model.parameters["r"] + self.histories.repeats[self.place]
        expected = self.model.purchases_by(self.histories, list(times))
        return [Counts(expected[self.place, at], alive, shape) for at in range(len(times))]

    def discounted_money(self, months: int, month: float, yearly: float) -> Floats:
        """Expected money of the next ``months``, what is bought in a month discounted at its end."""
        rate = (1.0 + yearly) ** (1 / 12) - 1.0
        purchases = self.model.discounted(self.histories, periods=months, length=month, rate=rate)
        return np.asarray(purchases[self.place] * self.spend.amounts.mean)

    def total(self, counts: Counts, during: float) -> dict[str, float]:
        """Purchases and money of all customers together with 80% intervals.

        The variance is that of the customers, who buy independently, from purchases drawn with a fixed
        seed, and that of the parameters by the delta method in their logarithms.
        """
        amounts = self.spend.amounts
        purchases, money = float(counts.expected.sum()), float(counts.expected @ amounts.mean)
        of_customers = self._customer_variance(counts, amounts, during)
        of_parameters = self._parameter_variance(counts, amounts, during)
        said = {"purchases": purchases, "money": money}
        for at, name in enumerate(("purchases", "money")):
            reach = Z80 * float(np.sqrt(of_customers[at] + of_parameters[at]))
            said[f"{name}_low"] = max(said[name] - reach, 0.0)
            said[f"{name}_high"] = said[name] + reach
        return said

    def _customer_variance(
        self, counts: Counts, amounts: Amounts, during: float
    ) -> tuple[float, float]:
        """Of total purchases and of total money at the fitted parameters.

        Money: Σ E[N]·within + Var N·E[M²] + E[N]²·Var M, where M is a customer's own mean.
        """
        every = self.histories
        customers = type(every)(
            every.repeats[self.place], every.last[self.place], every.age[self.place],
            np.ones(len(self.place)), every.unit,
        )  # fmt: skip
        rng = np.random.default_rng(0)
        times = max(1, _DRAWN // max(len(self.place), 1))
        squares = np.zeros(len(self.place))
        for _ in range(times):
            drawn = self.model.draw_purchases(customers, during, rng)
            squares += (drawn - counts.expected) ** 2
        variance = squares / times
        own = np.maximum(amounts.square - amounts.mean**2, 0.0)
        money = (
            counts.expected * amounts.within + variance * amounts.square + counts.expected**2 * own
        )
        return float(variance.sum()), float(money.sum())

    def _parameter_variance(
        self, counts: Counts, amounts: Amounts, during: float
    ) -> tuple[float, float]:
        """Of total purchases and of total money."""
        fit = self.fitted.fit
        assert fit is not None
        weights = np.stack([
            np.bincount(self.place, minlength=len(self.histories.repeats)),
            np.bincount(self.place, amounts.mean, len(self.histories.repeats)),
        ])  # fmt: skip

        def totals(parameters: dict[str, float]) -> Floats:
            model = type(self.model)(**parameters)
            return np.asarray(
                np.einsum("ij,j->i", weights, model.purchases(self.histories, during))
            )

        slopes = _slopes(totals, fit.parameters)
        spread = np.einsum("ia,ab,ib->i", slopes, fit.covariance, slopes)
        money = float(spread[1])
        spend, at = self.spend.fit, self.spend.amounts_at
        if spend is not None and at is not None:
            by_spend = _slopes(lambda p: np.array([counts.expected @ at(p)]), spend.parameters)[0]
            money += float(by_spend @ spend.covariance @ by_spend)
        return float(spread[0]), money


def _slopes(totals: Any, parameters: dict[str, float]) -> Floats:
    """Slopes of the totals (rows) by the logarithms of the parameters (columns)."""
    columns = []
    for name, value in parameters.items():
        ahead = totals({**parameters, name: value * float(np.exp(_STEP))})
        behind = totals({**parameters, name: value * float(np.exp(-_STEP))})
        columns.append((ahead - behind) / (2 * _STEP))
    return np.stack(columns, axis=1)


def forecast_frames(
    foreseen: Foreseen, customer_ids: pl.Series, horizons: Sequence[int], unit: str, yearly: float
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per customer, and the totals with one row per horizon."""
    month = MONTH_DAYS / UNIT_DAYS[unit]
    columns: dict[str, Any] = {"customer_id": customer_ids}
    if foreseen.model.name != "nbd":
        columns["p_alive"] = foreseen.alive()
    amounts = foreseen.spend.amounts
    totals = []
    for months, counts in zip(
        horizons, foreseen.counts_by([m * month for m in horizons]), strict=True
    ):
        columns[f"purchases_{months}m"] = counts.expected
        columns[f"purchases_{months}m_low"] = counts.quantile(LOW)
        columns[f"purchases_{months}m_high"] = counts.quantile(HIGH)
        columns[f"money_{months}m"] = counts.expected * amounts.mean
        columns[f"money_{months}m_low"] = money_quantile(counts, amounts, LOW)
        columns[f"money_{months}m_high"] = money_quantile(counts, amounts, HIGH)
        total = foreseen.total(counts, months * month)
        totals.append({
            "months": months,
            **{f"forecast_{k}": total[k] for k in (
                "purchases", "purchases_low", "purchases_high", "money", "money_low", "money_high")},
        })  # fmt: skip
    columns["value_next"] = foreseen.discounted_money(max(horizons), month, yearly)
    return pl.DataFrame(columns), pl.DataFrame(totals, infer_schema_length=None)
