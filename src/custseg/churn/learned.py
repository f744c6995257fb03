"""A model that learned from one cut, and what it says of the customers of another day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from custseg.churn.signs import Sign, matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.models.boosted import Boosted
    from custseg.models.logistic import Logistic

    Floats = NDArray[np.float64]

Kind = Literal["logistic", "trees"]
_CHUNK = 100_000
_ENOUGH = 2_000
"""Customers over whom the mean effect of a sign is taken, spread over all."""
_TELLING = 0.05
"""A sign that moves the log odds by less is not named as a reason."""


@dataclass(frozen=True)
class Learned:
    """A logistic regression, or boosted trees, over the signs that could be seen."""

    kind: Kind
    signs: tuple[Sign, ...]
    model: Logistic | Boosted
    typical: Floats
    """The median of each sign; what is above is high, what is below is low."""
    leaning: Floats
    """1 where those who left had more of a sign, -1 where they had less, 0 where it was the same."""

    @classmethod
    def of(cls, kind: Kind, frame: pl.DataFrame, signs: Sequence[Sign]) -> Learned:
        """Learned from ``left`` of the customers of one cut. Raises ValueError where all or none left."""
        from custseg.models.boosted import Boosted
        from custseg.models.logistic import Logistic

        columns, left = matrix(frame, signs), frame["left"].to_numpy()
        made: Logistic | Boosted = (
            Logistic.fit_readable(columns, left) if kind == "logistic" else Boosted.fit(columns, left)
        )  # fmt: skip
        typical = np.nan_to_num(np.nanmedian(columns, axis=0), nan=0.0)
        return cls(kind, tuple(signs), made, typical, _leaning(columns, left))

    def chances(self, frame: pl.DataFrame) -> Floats:
        """P(leaving) of every customer."""
        parts = [self.model.chances(matrix(part, self.signs)) for part in _parts(frame)]
        return np.concatenate(parts) if parts else np.empty(0)

    def reasons(self, frame: pl.DataFrame) -> pl.DataFrame:
        """``churn_raised_by`` and ``churn_lowered_by`` of every customer, the strongest each.

        A sign adds to the log odds what the risk would change by if it were typical: in the logistic its
        weight × distance from the mean, in trees by asking them again with the median in its place.
        ``silence_high``: the sign and on which side of the median it is. Where a sign, beside others like it, is
        weighed against what it says alone, it is no reason anybody would understand and is not named.
        """
        raised, lowered = [], []
        for part in _parts(frame):
            columns = matrix(part, self.signs)
            added = self._added(columns)
            raised.append(self._named(columns, added, 1))
            lowered.append(self._named(columns, -added, -1))
        kind = pl.String()
        return pl.DataFrame({
            "churn_raised_by": pl.concat(raised) if raised else pl.Series([], dtype=kind),
            "churn_lowered_by": pl.concat(lowered) if lowered else pl.Series([], dtype=kind),
        })  # fmt: skip

    def weights(self, frame: pl.DataFrame) -> pl.DataFrame:
        """By sign, the weightiest first: the odds ratio of one spread more, and the mean of what it adds.

        Trees have no ``odds_ratio``. Signs without a weight are left out: others say the same.
        """
        rows: list[dict[str, object]] = []
        part = frame.gather_every(max(1, len(frame) // _ENOUGH))
        added = np.abs(self._added(matrix(part, self.signs)))
        for at, sign in enumerate(self.signs):
            weight = float(self.model.weights[at]) if self.kind == "logistic" else 0.0  # type: ignore[union-attr]
            rows.append({
                "churn_sign": sign.key, "odds_ratio": float(np.exp(weight)) if weight else None,
                "mean_effect": float(added[:, at].mean()) if len(added) else 0.0,
            })  # fmt: skip
        schema = {"churn_sign": pl.String, "odds_ratio": pl.Float64, "mean_effect": pl.Float64}
        table = pl.DataFrame(rows, schema).filter(pl.col("mean_effect") > 0)
        table = table.sort(["mean_effect", "churn_sign"], descending=[True, False])
        return table if self.kind == "logistic" else table.drop("odds_ratio")

    def _added(self, columns: Floats) -> Floats:
        """What each sign adds to the log odds of each customer."""
        if self.kind == "logistic":
            return self.model.contributions(columns)  # type: ignore[union-attr]
        whole = _log_odds(self.model.chances(columns))
        added = np.empty_like(columns)
        for at in range(columns.shape[1]):
            without = columns.copy()
            without[:, at] = self.typical[at]
            added[:, at] = whole - _log_odds(self.model.chances(without))
        return added

    def _named(self, columns: Floats, added: Floats, way: int) -> pl.Series:
        row = np.arange(len(columns))
        edges = np.where([sign.is_flag for sign in self.signs], 0.5, self.typical)
        side = np.where(columns > edges, 1, -1)
        understood = np.where(side * self.leaning * way >= 0, added, -np.inf)
        at = np.argmax(understood, axis=1)
        is_high = side[row, at] > 0
        names = np.array([name for sign in self.signs for name in sign.low_and_high])
        said = pl.Series(names[2 * at + is_high], dtype=pl.String)
        telling = pl.Series(understood[row, at] >= _TELLING)
        return pl.select(pl.when(telling).then(said)).to_series()


def _parts(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    return frame.iter_slices(_CHUNK) if len(frame) else iter(())


def _log_odds(chances: Floats) -> Floats:
    safe = np.clip(chances, 1e-9, 1.0 - 1e-9)
    found: Floats = np.log(safe / (1.0 - safe))
    return found


def _leaning(columns: Floats, left: Floats) -> Floats:
    """The sign of the rank correlation of every column with leaving; 0 where nothing is known of it."""
    ranked = pl.DataFrame(columns).fill_nan(None).select(pl.all().rank())
    gone = pl.Series("left", left.astype(float))
    found = ranked.with_columns(gone).select(
        pl.corr(pl.col(c), pl.col("left")).fill_nan(None).fill_null(0.0).sign()
        for c in ranked.columns
    )
    return np.asarray(found.row(0), dtype=float)
