"""The money of a customer's next purchase: Gamma-Gamma, or a simpler answer that is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from custseg.methods.value.spread import Amounts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.models.likelihood import Fit, Refusal

    Floats = NDArray[np.float64]

MOST_LEFT_OUT = 0.05
"""Repeat buyers without money above zero may be left out of the fit up to this share."""


@dataclass(frozen=True)
class Spend:
    """How the money of a purchase is expected."""

    name: str
    """``gamma_gamma``, or ``own_mean``: own mean money, with one purchase of the average customer."""
    fit: Fit | None
    refusal: Refusal | None
    left_out: int
    """Repeat buyers whose repeat money is zero or less: they are not in the fit."""
    amounts: Amounts
    """Of each customer."""
    amounts_at: Callable[[dict[str, float]], Floats] | None
    """Expected money of each customer at other parameters; None without a fit."""


def spend_of(repeats: Any, money: Any) -> Spend:
    """Expected money of the next purchase of each customer from the ``money`` of their ``repeats``.

    Gamma-Gamma on the repeat buyers whose money is above zero; refused where more than one in twenty
    of them have none, or where the model refuses. Then it is (Σ own money + M) ÷ (x + 1), M being
    the mean of all repeat purchases.
    """
    from custseg.models.buying.gamma_gamma import GammaGamma, Spending
    from custseg.models.likelihood import Refusal

    x, total = np.asarray(repeats, dtype=float), np.asarray(money, dtype=float)
    back = x > 0
    mean = np.where(back, total / np.maximum(x, 1.0), 0.0)
    above = back & (mean > 0)
    left_out = int(back.sum() - above.sum())
    if left_out > MOST_LEFT_OUT * max(int(back.sum()), 1):
        found: Fit | Refusal = Refusal("gamma_gamma", "not_positive", int(back.sum()), left_out)
    else:
        found = GammaGamma.fit(Spending.of(mean[above], x[above]))
    own = np.maximum(mean, 0.0)
    if isinstance(found, Refusal):
        return Spend("own_mean", None, found, left_out, _own_means(own, x, total), None)

    def at(parameters: dict[str, float]) -> Floats:
        return GammaGamma(**parameters).expected(own, x)

    amounts = _fitted(GammaGamma.of(found), own, x)
    return Spend("gamma_gamma", found, None, left_out, amounts, at)


def _fitted(model: Any, mean: Floats, x: Floats) -> Amounts:
    """A purchase is Gamma(p, ν) with ν ~ Gamma(q + px, v + x·m)."""
    q = model.q + model.p * x
    square = (q - 1.0) / np.maximum(q - 2.0, 0.1)
    return Amounts(model.expected(mean, x), square / model.p, square)


def _own_means(mean: Floats, x: Floats, total: Floats) -> Amounts:
    purchases = float(x.sum())
    overall = max(float(total.sum()) / purchases, 0.0) if purchases else 0.0
    back = x > 0
    spread = float(np.var(mean[back])) if back.any() else 0.0
    expected = (mean * x + overall) / (x + 1.0)
    square = np.where(expected > 0, expected, 1.0) ** 2
    return Amounts(expected, spread / square, np.ones(len(x)))
