"""The signs by which customers who will leave are told from those who will stay.

Every sign is a fact as of a day on a scale on which it adds up: counts and money by their logarithm,
because from 1 to 2 purchases is more of a step than from 21 to 22.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Leaving = Literal["silent", "drained"]
"""What leaving is: no purchase within the horizon, or assets that are gone."""


@dataclass(frozen=True)
class Sign:
    """One thing that is looked at."""

    key: str
    fact: str
    """The column it is made from, which has to be there."""
    scaled: pl.Expr
    """Null where it is not known: it says nothing then."""
    names: tuple[str, str] | None = None
    """How a low and a high value are called, where they have no label of their own."""
    is_flag: bool = False
    """Whether it is 0 or 1: then 1 is high, however many have it."""

    @property
    def low_and_high(self) -> tuple[str, str]:
        """The keys of a low and of a high value."""
        return self.names or (f"{self.key}_low", f"{self.key}_high")


def _log(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Float64).log1p()


def _signed_log(column: str) -> pl.Expr:
    value = pl.col(column).cast(pl.Float64)
    return value.sign() * value.abs().log1p()


def _course(column: str) -> pl.Expr:
    """A rate of change within -100% and +300%: beyond, it is the base that was small."""
    return pl.col(column).cast(pl.Float64).clip(-1.0, 3.0)


_OF_PURCHASES: tuple[Sign, ...] = (
    Sign("silence", "days_since_last", _log("days_since_last")),
    Sign("overdue", "churn_factor", _log("churn_factor")),
    Sign("visits", "purchase_days", _log("purchase_days")),
    Sign("spend", "monetary", _signed_log("monetary")),
    Sign("tenure", "days_since_first", _log("days_since_first")),
    Sign("lately", "purchases_90d", _log("purchases_90d")),
    Sign("trend", "purchases_90d", _log("purchases_90d") - _log("purchases_prior_90d")),
    Sign("returns", "n_returns", _log("n_returns")),
    Sign("products", "products", _log("products")),
    Sign("categories", "categories", _log("categories")),
    Sign("channels", "channels", _log("channels")),
    Sign("alive", "p_alive", pl.col("p_alive")),
    Sign("expected", "expected_purchases", (pl.col("expected_purchases") + 1e-3).log()),
)
_OF_ASSETS: tuple[Sign, ...] = (
    Sign("assets", "average_assets", _signed_log("average_assets")),
    Sign("assets_trend", "assets_trend_3m", _course("assets_trend_3m")),
    Sign("assets_year", "assets_trend_12m", _course("assets_trend_12m")),
)

_ALONE: dict[str, tuple[str, int]] = {
    "recency": ("days_since_last", 1), "frequency": ("frequency", -1), "money": ("monetary", -1),
    "churn_factor": ("churn_factor", 1),
}  # fmt: skip
_ASSETS_ALONE: dict[str, tuple[str, int]] = {
    "assets": ("average_assets", -1), "assets_trend": ("assets_trend_3m", -1),
}  # fmt: skip
_NO_ORDER = 0.5
"""The area of a ranking that tells nothing."""
_OF_MODEL: dict[str, tuple[str, int]] = {
    "p_alive": ("p_alive", -1), "expected_purchases": ("expected_purchases", -1),
}  # fmt: skip


def signs_in(frame: pl.DataFrame, leaving: Leaving) -> tuple[Sign, ...]:
    """The signs that ``frame`` can show: their fact is known of somebody and not the same for all."""
    every = (*_OF_PURCHASES, *_OF_ASSETS) if leaving == "silent" else _OF_ASSETS
    return tuple(sign for sign in every if _varies(frame, sign.fact))


def matrix(frame: pl.DataFrame, signs: Sequence[Sign]) -> Floats:
    """The signs of every customer (rows) as columns, NaN where one is not known."""
    scaled = frame.select(sign.scaled.cast(pl.Float64).alias(sign.key) for sign in signs)
    return scaled.fill_null(float("nan")).to_numpy()


def single_facts(frame: pl.DataFrame, leaving: Leaving) -> dict[str, Floats]:
    """Facts that anybody could rank by, each turned so that more means likelier to leave."""
    return _turned(frame, _ALONE if leaving == "silent" else _ASSETS_ALONE)


def as_learned(
    facts: Mapping[str, Floats], earlier: Mapping[str, Floats], left: NDArray[np.bool_]
) -> dict[str, Floats]:
    """The facts, those turned that told who ``left`` at an earlier cut the other way round, beyond chance.

    Turned ones say which way they go: ``money ↑`` ranks those highest who brought most. ``earlier`` are the facts of
    the customers of that cut. Raises ValueError where fewer than two left or fewer than two stayed.
    """
    import numpy as np

    from custseg.models.discrimination import areas

    known = [name for name in facts if name in earlier]
    turned: set[str] = set()
    if known:
        found = areas(np.stack([earlier[name] for name in known]), left)
        turned = {name for at, name in enumerate(known) if found.interval(at)[1] < _NO_ORDER}
    ways = {**_ALONE, **_ASSETS_ALONE}
    return {
        f"{name} {'↓' if ways[name][1] > 0 else '↑'}" if name in turned else name:
        -ranked if name in turned else ranked for name, ranked in facts.items()
    }  # fmt: skip


def of_buying_model(frame: pl.DataFrame) -> dict[str, Floats]:
    """What the model of buying says by itself, turned likewise."""
    return _turned(frame, _OF_MODEL)


def _turned(frame: pl.DataFrame, wanted: dict[str, tuple[str, int]]) -> dict[str, Floats]:
    """Who is not known stands in the middle."""
    return {
        name: (way * frame[fact].cast(pl.Float64).fill_null(frame[fact].cast(pl.Float64).median())).to_numpy()
        for name, (fact, way) in wanted.items() if _varies(frame, fact)
    }  # fmt: skip


def _varies(frame: pl.DataFrame, fact: str) -> bool:
    return fact in frame.columns and frame[fact].drop_nulls().n_unique() > 1
