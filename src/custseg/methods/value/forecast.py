"""Forecasts of purchases and money, per customer and in total, from a fitted model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.methods.value.money import Spend, spend_of
from custseg.methods.value.reach import MEASURES, Reach, tail_of, widened
from custseg.methods.value.spread import Z80, Counts, money_quantile
from custseg.models.buying.days import MONTH_DAYS, UNIT_DAYS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.models.buying.fitted import Fitted
    from custseg.models.buying.histories import Histories
    from custseg.models.buying.model import BuyingModel

    Floats = NDArray[np.float64]

_STEP = 1e-4
_DRAWN = 100_000
"""Purchases drawn for the variance of a total, at least, or about as many."""


@dataclass(frozen=True)
class Foreseen:
    """What is expected of customers whose histories end on one day.

    Customers of one kind have the same history, as far as the model looks at it, and amounts that
    vary alike: what is said of one is said of all, money in proportion to their own means.
    """

    fitted: Fitted
    spend: Spend
    histories: Histories
    """One row a kind, with its ``customers``."""
    place: NDArray[np.int64]
    """Of each customer among the kinds."""
    within_share: Floats
    """Of the amounts of each kind, as in ``Amounts``."""
    square_share: Floats

    @classmethod
    def of(cls, histories: Histories, fitted: Fitted, money: Any) -> Foreseen:
        """From the histories of all customers and the money of their repeats."""
        from custseg.models.buying.histories import Histories, distinct_rows

        spend = spend_of(histories.repeats, money)
        known = histories if fitted.model is None else fitted.model.sufficient(histories)
        within = spend.amounts.within_share
        kinds = distinct_rows(known.repeats, known.last, known.age, within)
        repeats, last, age, within = kinds.columns
        counts = np.bincount(kinds.place, minlength=len(age)).astype(float)
        square = np.empty(len(age))
        square[kinds.place] = spend.amounts.square_share
        alone = Histories(repeats, last, age, counts, histories.unit)
        return cls(fitted, spend, alone, kinds.place, within, square)

    @property
    def model(self) -> BuyingModel:
        """The model that was fitted; raises ValueError where there is none."""
        if self.fitted.model is None:
            raise ValueError("no model was fitted")
        return self.fitted.model

    @property
    def knows_leaving(self) -> bool:
        """Whether customers can leave in the model: in NBD they do not."""
        return self.model.name != "nbd"

    def alive(self) -> Floats:
        """P(alive) of each kind at the end of the history."""
        return np.clip(self.model.alive(self.histories), 0.0, 1.0)

    def counts_by(self, times: Sequence[float]) -> list[Counts]:
        """Purchases of each kind in each of the ``times`` (in the unit) that follow."""
        alive = self.alive()
        shape = self.model.parameters["r"] + self.histories.repeats
        expected = self.model.purchases_by(self.histories, list(times))
        return [Counts(expected[:, at], alive, shape) for at in range(len(times))]

    def money(self, per_purchase: Floats) -> Floats:
        """What each customer brings, from a multiple of a purchase for each kind."""
        return np.asarray(per_purchase[self.place] * self.spend.amounts.mean)

    def money_quantile(self, counts: Counts, level: float) -> Floats:
        """The money of each customer that is not exceeded with probability ``level``."""
        return self.money(money_quantile(counts, self.within_share, self.square_share, level))

    def discounted_money(self, months: int, month: float, yearly: float) -> Floats:
        """Expected money of the next ``months``, what is bought in a month discounted at its end."""
        rate = (1.0 + yearly) ** (1 / 12) - 1.0
        return self.money(
            self.model.discounted(self.histories, periods=months, length=month, rate=rate)
        )

    def total(self, counts: Counts, during: float) -> dict[str, float]:
        """Purchases and money of all customers together with 80% intervals.

        The variance is that of the customers, who buy independently, from purchases drawn with a fixed
        seed, and that of the parameters by the delta method in their logarithms.
        """
        expected, mean = counts.expected, self.spend.amounts.mean
        said = {
            "purchases": float(self.histories.customers @ expected),
            "money": float(self._per_kind(mean) @ expected),
        }
        of_customers = self._customer_variance(counts, during)
        of_parameters = self._parameter_variance(counts, during)
        for at, name in enumerate(("purchases", "money")):
            reach = Z80 * float(np.sqrt(of_customers[at] + of_parameters[at]))
            said[f"{name}_low"] = max(said[name] - reach, 0.0)
            said[f"{name}_high"] = said[name] + reach
        return said

    def _per_kind(self, of_customers: Floats) -> Floats:
        """Sums over the customers of each kind."""
        kinds = len(self.histories.customers)
        return np.asarray(np.bincount(self.place, of_customers, kinds), dtype=float)

    def _customer_variance(self, counts: Counts, during: float) -> tuple[float, float]:
        """Of total purchases and of total money at the fitted parameters.

        Money: Σ E[N]·within + Var N·E[M²] + E[N]²·Var M, where M is a customer's own mean. Of many
        customers every so many-th is drawn, kind by kind.
        """
        kinds = self.histories
        some = np.repeat(np.arange(len(kinds.customers)), kinds.customers.astype(np.int64))
        step = max(1, len(some) // _DRAWN)
        some, times = some[step // 2 :: step], max(1, _DRAWN // max(len(some), 1))
        drawn_kinds = type(kinds)(
            kinds.repeats[some], kinds.last[some], kinds.age[some], np.ones(len(some)), kinds.unit
        )
        rng = np.random.default_rng(0)
        squares = np.zeros(len(some))
        for _ in range(times):
            drawn = self.model.draw_purchases(drawn_kinds, during, rng)
            squares += (drawn - counts.expected[some]) ** 2
        each = len(self.place) / max(len(some), 1)
        variance = squares / times * each
        paid = self._per_kind(self.spend.amounts.mean**2)
        own = np.maximum(self.square_share - 1.0, 0.0)
        money = paid @ (counts.expected * self.within_share + counts.expected**2 * own)
        of_counts = variance @ (paid / np.maximum(kinds.customers, 1.0) * self.square_share)[some]
        return float(variance.sum()), float(money + of_counts)

    def _parameter_variance(self, counts: Counts, during: float) -> tuple[float, float]:
        """Of total purchases and of total money."""
        fit = self.fitted.fit
        assert fit is not None
        weights = np.stack([self.histories.customers, self._per_kind(self.spend.amounts.mean)])

        def totals(parameters: dict[str, float]) -> Floats:
            model = type(self.model)(**parameters)
            bought = model.purchases(self.histories, during)
            return np.asarray(np.einsum("ij,j->i", weights, bought))

        slopes = _slopes(totals, fit.parameters)
        spread = np.einsum("ia,ab,ib->i", slopes, fit.covariance, slopes)
        money = float(spread[1])
        spend, at = self.spend.fit, self.spend.amounts_at
        if spend is not None and at is not None:
            bought = counts.expected[self.place]
            by_spend = _slopes(lambda p: np.array([bought @ at(p)]), spend.parameters)[0]
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
    foreseen: Foreseen, customer_ids: pl.Series, horizons: Sequence[int], unit: str, yearly: float,
    reach: Reach,
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """One row per customer, and the totals with one row per horizon; intervals as wide as ``reach`` asks."""
    month, place = MONTH_DAYS / UNIT_DAYS[unit], foreseen.place
    of_counts, of_money = (tail_of(reach, measure) for measure in MEASURES)
    columns: dict[str, Any] = {"customer_id": customer_ids}
    if foreseen.knows_leaving:
        columns["p_alive"] = foreseen.alive()[place]
    totals = []
    for months, counts in zip(
        horizons, foreseen.counts_by([m * month for m in horizons]), strict=True
    ):
        columns[f"purchases_{months}m"] = counts.expected[place]
        columns[f"purchases_{months}m_low"] = counts.quantile(of_counts)[place]
        columns[f"purchases_{months}m_high"] = counts.quantile(1.0 - of_counts)[place]
        columns[f"money_{months}m"] = foreseen.money(counts.expected)
        columns[f"money_{months}m_low"] = foreseen.money_quantile(counts, of_money)
        columns[f"money_{months}m_high"] = foreseen.money_quantile(counts, 1.0 - of_money)
        total = widened(foreseen.total(counts, months * month), reach)
        totals.append({
            "months": months,
            **{f"forecast_{k}": total[k] for k in (
                "purchases", "purchases_low", "purchases_high", "money", "money_low", "money_high")},
        })  # fmt: skip
    columns["value_next"] = foreseen.discounted_money(max(horizons), month, yearly)
    return pl.DataFrame(columns), pl.DataFrame(totals, infer_schema_length=None)
