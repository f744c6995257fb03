"""PSI of whole columns: cells counted one value at a time, and scorecardpy on the same cells."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.compare import CompareSettings, Period, compare
from custseg.models.stability import cells_of, psi

numbers = st.lists(
    st.one_of(st.none(), st.integers(0, 6).map(float), st.floats(-1e4, 1e4)),
    min_size=1,
    max_size=40,
)


def period(**columns: list[Any]) -> Period:
    n = len(next(iter(columns.values())))
    return Period("x", pl.DataFrame({"customer_id": [f"{i:05}" for i in range(n)], **columns}))


def drift(old: list[Any], new: list[Any], **given: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:  # fmt: skip
    schema = {
        "自有列": pl.Float64 if all(isinstance(v, float | None) for v in old + new) else pl.String
    }
    periods = [Period("x", pl.DataFrame({"customer_id": [f"{i:05}" for i in range(len(side))], "自有列": side},
                                        schema_overrides=schema)) for side in (old, new)]  # fmt: skip
    tables = compare(*periods, CompareSettings(**given)).tables
    [row] = tables["column_drift"].to_dicts()
    return row, tables["drift_bins"].to_dicts()


@given(numbers, numbers, st.integers(2, 8))
@settings(max_examples=60, deadline=None)
def test_cells_hold_everybody_and_make_the_psi(
    old: list[float | None], new: list[float | None], bins: int
) -> None:
    if all(v is None for v in old) or all(v is None for v in new):
        return
    row, cells = drift(old, new, bins=bins)
    assert sum(cell["customers_old"] for cell in cells) == len(old)
    assert sum(cell["customers"] for cell in cells) == len(new)
    missing = [c for c in cells if c["bin"] == "missing"]
    assert sum(c["customers_old"] for c in missing) == old.count(None)
    heads = [[c[side] for c in cells] for side in ("customers_old", "customers")]
    assert row["psi"] == pytest.approx(psi(*heads))
    assert sum(c["psi_part"] for c in cells) == pytest.approx(row["psi"])
    assert row["missing_share"] == pytest.approx(new.count(None) / len(new))


def test_categories_are_the_most_frequent_ones_and_the_rest() -> None:
    old = [chr(65 + min(i // 3, 14)) for i in range(60)]
    new = ["A"] * 30 + ["neu"] * 30
    row, cells = drift(old, new)
    assert [c["bin"] for c in cells][-1] == "7 others"
    assert cells[-1]["customers"] == 30
    assert row["psi_band"] == "shifted"


def test_few_customers_are_told_from_a_shift() -> None:
    rng = np.random.default_rng(3)
    few = [drift(list(rng.normal(size=40)), list(rng.normal(size=40)))[0] for _ in range(30)]
    assert sum(row["psi"] > 0.1 for row in few) > 20
    assert sum(row["psi_band"] in ("moved", "shifted") for row in few) < 6


def test_rules_and_reasons_are_no_columns_to_watch_unless_asked() -> None:
    old = period(tier=["gold", "basic"], tier_rule=["rose", "fell"])
    watched = compare(old, old).tables["column_drift"]["measure"].to_list()
    asked = compare(old, old, CompareSettings(columns=("tier_rule",))).tables["column_drift"]
    assert watched == ["tier"]
    assert set(asked["measure"]) == {"tier", "tier_rule"}


def test_psi_is_that_of_scorecardpy_on_the_same_cells() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scorecardpy = pytest.importorskip("scorecardpy")
        import pandas as pd

        rng = np.random.default_rng(1)
        for shift in range(6):
            old, new = (
                np.sort(rng.lognormal(3, 1, 900)),
                np.sort(rng.lognormal(3 + shift / 5, 1, 700)),
            )
            cells = cells_of(old, 8)
            heads = [cells.counts(old), cells.counts(new)]
            if shift == 3:
                heads[1][2] = 0  # an empty cell on one side
            scores = [pd.DataFrame({"score": np.repeat(np.arange(len(n)), n).astype(float)}) for n in heads]  # fmt: skip
            labels = [pd.Series(np.zeros(len(s))) for s in scores]
            theirs = scorecardpy.perf_psi(
                score=dict(zip(("train", "test"), scores, strict=True)),
                label=dict(zip(("train", "test"), labels, strict=True)), show_plot=False,
            )  # fmt: skip
            assert math.isclose(theirs["psi"]["PSI"].iloc[0], psi(*heads), abs_tol=1e-12)
