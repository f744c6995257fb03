"""Boosted trees for the chance of an event: small trees, fixed settings, the same answer every time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from custseg.models.likelihood import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

_CHUNK = 100_000


@dataclass(frozen=True)
class Boosted:
    """scikit-learn's histogram gradient boosting after Friedman (2001): 100 trees of 8 leaves, rate
    0.05, at least 50 cases a leaf. Small on purpose: larger ones were worse on later customers.
    """

    trees: Any

    @classmethod
    def fit(cls, columns: Floats, happened: Flags) -> Boosted:
        """Trees over the rows in an order of their values, so that the order of a file cannot matter.

        Missing values may stay NaN. Raises ValueError where the event happened to all or to none.
        """
        from sklearn.ensemble import HistGradientBoostingClassifier

        if happened.all() or not happened.any():
            raise ValueError("the event happened to all or to none")
        order = np.lexsort([happened, *columns.T])
        trees = HistGradientBoostingClassifier(
            max_iter=100, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=50,
            early_stopping=False, random_state=0,
        )  # fmt: skip
        with one_thread():
            return cls(trees.fit(columns[order], happened[order]))

    def chances(self, columns: Floats) -> Floats:
        """P(event) of each case (rows of ``columns``)."""
        if not len(columns):
            return np.empty(0)
        parts = range(0, len(columns), _CHUNK)
        with one_thread():
            return np.concatenate(
                [self.trees.predict_proba(columns[at : at + _CHUNK])[:, 1] for at in parts]
            )
