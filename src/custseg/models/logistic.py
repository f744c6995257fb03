"""Logistic regression whose weights can be read: P(event) = 1 ÷ (1 + exp(−(a + Σ wⱼ zⱼ))).

Columns are centred and scaled by their own spread, so that weights compare: zⱼ = (xⱼ − mean) ÷ spread.
The penalty ½ λ Σ wⱼ² (ridge; not on a) keeps weights finite where a column parts the cases exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from custseg.models.likelihood import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

RIDGE = 10.0
"""λ: as much as ten cases of doubt against every column."""
_STEPS, _STILL = 50, 1e-10


@dataclass(frozen=True)
class Logistic:
    """A fitted regression over columns in the order they were given."""

    intercept: float
    weights: Floats
    """Per spread of a column: exp(weight) is the odds ratio of one spread more. 0 for one left out."""
    centres: Floats
    spreads: Floats

    @property
    def slopes(self) -> Floats:
        """Weights per unit of a column."""
        found: Floats = self.weights / self.spreads
        return found

    def contributions(self, columns: Floats) -> Floats:
        """What each column adds to the log odds of each case (rows), the mean case being 0.

        What is not known (NaN) says nothing: 0.
        """
        found: Floats = (columns - self.centres) * self.slopes
        return np.nan_to_num(found, copy=False, nan=0.0)

    def chances(self, columns: Floats) -> Floats:
        """P(event) of each case (rows of ``columns``)."""
        return _chance(self.intercept + self.contributions(columns).sum(axis=1))

    @classmethod
    def fit(cls, columns: Floats, happened: Flags, ridge: float = RIDGE) -> Logistic:
        """The penalised maximum of the likelihood, by Newton steps that are halved until it rises.

        Columns without spread have weight 0; NaN counts as the mean of its column. Raises ValueError where the event happened to all or none.
        """
        return cls._fit(columns, happened, ridge, np.ones(columns.shape[1], dtype=bool))

    @classmethod
    def fit_readable(cls, columns: Floats, happened: Flags, ridge: float = RIDGE) -> Logistic:
        """As ``fit``, without columns whose weight would contradict what the column says alone.

        Two columns that say nearly the same can get weights of opposite signs; then "was away for long"
        would lower a risk that it raises by itself. The largest such weight is taken out and the rest is
        fitted again, until none is left (the custom of scorecards).
        """
        kept = np.ones(columns.shape[1], dtype=bool)
        apart = happened - happened.mean()
        alone = (np.nan_to_num(columns - _means(columns), nan=0.0) * apart[:, None]).sum(axis=0)
        while True:
            found = cls._fit(columns, happened, ridge, kept)
            wrong = found.weights * np.sign(alone) < 0
            if not wrong.any():
                return found
            kept[np.argmax(np.where(wrong, np.abs(found.weights), -1.0))] = False

    @classmethod
    def _fit(cls, columns: Floats, happened: Flags, ridge: float, kept: Flags) -> Logistic:
        share = float(happened.mean())
        if not 0.0 < share < 1.0:
            raise ValueError("the event happened to all or to none")
        centres = _means(columns)
        columns = np.where(np.isnan(columns), centres, columns)
        spreads = columns.std(axis=0)
        varies = spreads > 1e-12 * np.maximum(np.abs(centres), 1.0)
        spreads = np.where(varies, spreads, 1.0)
        used = np.flatnonzero(kept & varies)
        scaled = np.column_stack([np.ones(len(columns)), ((columns - centres) / spreads)[:, used]])
        with one_thread():
            found = _newton(
                scaled, happened.astype(float), ridge, float(np.log(share / (1.0 - share)))
            )
        weights = np.zeros(columns.shape[1])
        weights[used] = found[1:]
        return cls(float(found[0]), weights, centres, spreads)


def _means(columns: Floats) -> Floats:
    """The mean of what is known of each column; 0 where nothing is."""
    known = ~np.isnan(columns)
    means: Floats = np.where(known, columns, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return means


def _chance(log_odds: Floats) -> Floats:
    """1 ÷ (1 + e^−x) without overflow."""
    found: Floats = 0.5 * (1.0 + np.tanh(0.5 * log_odds))
    return found


def _newton(scaled: Floats, happened: Floats, ridge: float, start: float) -> Floats:
    penalty = np.full(scaled.shape[1], ridge)
    penalty[0] = 0.0
    at = np.zeros(scaled.shape[1])
    at[0] = start
    loss = _loss(scaled, happened, penalty, at)
    for _ in range(_STEPS):
        chance = _chance(scaled @ at)
        slope = scaled.T @ (happened - chance) - penalty * at
        if np.abs(slope).max() <= _STILL * len(happened):
            break
        bend = (scaled * (chance * (1.0 - chance))[:, None]).T @ scaled + np.diag(penalty + 1e-12)
        step = np.linalg.solve(bend, slope)
        length = 1.0
        while length > 1e-6:
            risen = _loss(scaled, happened, penalty, at + length * step)
            if risen <= loss:
                break
            length /= 2.0
        else:
            break
        at, loss = at + length * step, risen
    return at


def _loss(scaled: Floats, happened: Floats, penalty: Floats, at: Floats) -> float:
    log_odds = scaled @ at
    return float(np.sum(np.logaddexp(0.0, log_odds) - happened * log_odds) + 0.5 * penalty @ at**2)
