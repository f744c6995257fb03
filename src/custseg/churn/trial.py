"""The test on later data: the model beside every single fact that anybody could rank by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.models.discrimination import Areas, areas, brier, caught, lift, tenths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

LIFTS = {"lift_10": 0.10, "lift_20": 0.20}
_GAINS = 20
_ROUNDING = 1e-9
_FEW = 20
"""Leavers and stayers below which no AUC is told."""


@dataclass(frozen=True)
class Trial:
    """How the rankings did on customers of the later cut."""

    scores: Mapping[str, Floats]
    """By ranking: chances of models, single facts turned so that more is worse."""
    models: tuple[str, ...]
    facts: tuple[str, ...]
    left: Flags
    found: Areas
    chosen: str
    """The model that may be shown: trees only where they are better beyond chance."""
    lately: Flags | None = None
    """Who had bought within the last horizon: of the others, many had left long before."""

    @classmethod
    def of(
        cls, models: Mapping[str, Floats], facts: Mapping[str, Floats],
        others: Mapping[str, Floats], left: Flags, lately: Flags | None = None,
    ) -> Trial:  # fmt: skip
        """The test of ``models`` beside single ``facts``; ``others`` are only told.

        Raises ValueError where fewer than two left or fewer than two stayed.
        """
        scores = {**models, **others, **facts}
        found = areas(np.stack(list(scores.values())), left)
        chosen = next(iter(models))
        names = list(scores)
        for name in models:
            if found.difference(names.index(name), names.index(chosen))[1] > 0:
                chosen = name
        return cls(scores, tuple(models), tuple(facts), left, found, chosen, lately)

    @property
    def best_fact(self) -> str:
        """The single fact that ranks best, known only afterwards: the strictest comparison."""
        return max(self.facts, key=lambda name: (self.area(name), name))

    @property
    def gain(self) -> tuple[float, float, float]:
        """The chosen model's area less that of the best single fact, with its 95% interval."""
        names = list(self.scores)
        return self.found.difference(names.index(self.chosen), names.index(self.best_fact))

    @property
    def is_better(self) -> bool:
        """Whether the model ranked later customers better than every single fact."""
        return self.gain[0] > _ROUNDING

    def area(self, name: str) -> float:
        """AUC of one ranking."""
        return float(self.found.values[list(self.scores).index(name)])

    def interval(self, name: str) -> tuple[float, float]:
        """Its 95% interval."""
        return self.found.interval(list(self.scores).index(name))

    def lift(self, name: str, share: float) -> float | None:
        """Its lift among the ``share`` ranked highest."""
        return lift(self.scores[name], self.left, share)

    def table(self, order: tuple[str, ...] = ()) -> pl.DataFrame:
        """One row per ranking: AUC with its interval, the gain over the best single fact, lift, Brier score.

        ``auc_lately`` is the AUC among those who had bought within the last horizon, where enough of them left
        and stayed: who has been away for long is easily told.
        """
        names = list(self.scores)
        lately = self._areas_lately()
        best = names.index(self.best_fact)
        rows = []
        for name in order or names:
            low, high = self.interval(name)
            gain, gain_low, gain_high = self.found.difference(names.index(name), best)
            is_model = name in self.models
            rows.append({
                "churn_ranking": name, "auc": self.area(name), "auc_low": low, "auc_high": high,
                **({} if lately is None else {"auc_lately": float(lately[names.index(name)])}),
                "auc_gain": gain if is_model else None,
                "auc_gain_low": gain_low if is_model else None,
                "auc_gain_high": gain_high if is_model else None,
                **{key: self.lift(name, share) for key, share in LIFTS.items()},
                "brier": brier(self.scores[name], self.left) if is_model else None,
            })  # fmt: skip
        return pl.DataFrame(rows, infer_schema_length=None)

    def _areas_lately(self) -> Floats | None:
        here = self.lately
        if (
            here is None
            or min(int((self.left & here).sum()), int((~self.left & here).sum())) < _FEW
        ):
            return None
        return areas(
            np.stack([score[here] for score in self.scores.values()]), self.left[here]
        ).values

    def calibration(self) -> pl.DataFrame:
        """By tenths of the risk, the lowest first: customers, the mean risk, the share that left."""
        chances = self.scores[self.chosen]
        return (
            pl.DataFrame({"decile": tenths(chances), "mean_risk": chances, "left_share": self.left.astype(float)})
            .group_by("decile")
            .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("mean_risk", "left_share").mean())
            .sort("decile")
        )  # fmt: skip

    def gains(self) -> pl.DataFrame:
        """Of those who left, the share among the first 5%, 10%, …: by the model, by the best single fact."""
        came = self.left.astype(float)
        shares = [k / _GAINS for k in range(_GAINS + 1)]
        rankings = {"caught_by_model": self.chosen, "caught_by_fact": self.best_fact}
        return pl.DataFrame({
            "ranked_share": shares,
            **{column: [caught(self.scores[name], came, s) if s else 0.0 for s in shares]
               for column, name in rankings.items()},
        })  # fmt: skip
