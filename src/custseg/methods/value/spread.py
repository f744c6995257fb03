"""How wide a forecast of one customer is: purchases and money with 80% intervals.

A customer is alive with probability p, and then buys about as a negative binomial count with the
mean E ÷ p and the shape r + x of his rate. Money is nothing with the chance of no purchase, and above
that a Gamma distribution with the mean and the variance that the counts and the amounts have together.
What is bought is not certain even where the parameters are; their uncertainty moves the total (see
``forecast``) and hardly a single customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LOW, HIGH = 0.1, 0.9
HELD = HIGH - LOW
"""The share of cases that an interval is to hold."""
Z80 = 1.2815515655446004
_FEW = 30


@dataclass(frozen=True)
class Counts:
    """Purchases of each customer within a horizon: expected, alive now, and the shape of the rate."""

    expected: Floats
    alive: Floats
    shape: Floats

    @property
    def _if_alive(self) -> Floats:
        return np.asarray(self.expected / np.maximum(self.alive, 1e-300))

    @property
    def square(self) -> Floats:
        """E[N²]."""
        mean = self._if_alive
        return np.asarray(self.expected * (1.0 + mean / self.shape + mean))

    @property
    def none(self) -> Floats:
        """P(N = 0)."""
        stay = np.exp(-self.shape * np.log1p(self._if_alive / self.shape))
        return np.clip(1.0 - self.alive * (1.0 - stay), 0.0, 1.0)

    def quantile(self, level: float) -> Floats:
        """The smallest count that is reached with probability ``level``."""
        found = np.zeros(len(self.expected))
        some = self.none < level
        alive = self.alive[some]
        inner = np.clip((level - (1.0 - alive)) / alive, 0.0, 1.0)
        found[some] = _reached(inner, self._if_alive[some], self.shape[some])
        return found


def _reached(level: Floats, mean: Floats, shape: Floats) -> Floats:
    """The smallest counts at which negative binomial distributions reach ``level``.

    Most people buy a few times at most: their chances are added up from nought on, which takes a
    tenth of the time of looking for each; of the others each is looked for.
    """
    found = np.zeros(len(level))
    left = np.arange(len(level))
    chance = np.exp(-shape * np.log1p(mean / shape))
    reached, share = chance.copy(), mean / (shape + mean)
    for count in range(1, _FEW + 1):
        more = reached[left] < level[left]
        left = left[more]
        if not len(left):
            return found
        found[left] = count
        chance[left] *= share[left] * (shape[left] + count - 1) / count
        reached[left] += chance[left]
    left = left[reached[left] < level[left]]
    found[left] = _searched(level[left], shape[left], share[left])
    return found


def _searched(level: Floats, shape: Floats, share: Floats) -> Floats:
    """The same by halving, between a count too low and one doubled until it is high enough."""
    from scipy.special import betainc

    def reached(counts: Floats) -> Floats:
        return np.asarray(betainc(shape, counts + 1.0, 1.0 - share))

    low, high = np.full(len(level), float(_FEW)), np.full(len(level), 2.0 * _FEW)
    while (short := reached(high) < level).any():
        low, high = np.where(short, high, low), np.where(short, 2.0 * high, high)
    while (high - low > 1.0).any():
        middle = np.floor((low + high) / 2.0)
        enough = reached(middle) >= level
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


@dataclass(frozen=True)
class Amounts:
    """One purchase of each customer: its expected money, and how amounts vary as shares of its square.

    Shares, because with Gamma-Gamma customers with equally many purchases have the same ones, whatever
    they spend: then the quantile of the money of one is that of the others in proportion.
    """

    mean: Floats
    within_share: Floats
    """Variance of the amounts of one customer, on average over what is known of him, ÷ mean²."""
    square_share: Floats
    """Expected square of the customer's own mean, ÷ mean²: 1 where that mean is certain."""


def money_quantile(
    counts: Counts, within_share: Floats, square_share: Floats, level: float
) -> Floats:
    """The money not exceeded with probability ``level``, in purchases of the expected amount."""
    from scipy.special import gammaincinv

    none = counts.none
    some = none < level
    found = np.zeros(len(none))
    some_bought = 1.0 - none[some]
    mean = counts.expected[some] / some_bought
    square = counts.expected * within_share + counts.square * square_share
    variance = np.maximum(square[some] / some_bought - mean**2, 1e-12 * mean**2)
    found[some] = (
        gammaincinv(mean**2 / variance, (level - none[some]) / some_bought) * variance / mean
    )
    return found
