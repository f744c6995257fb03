"""Balances built from Berka's transactions: both published rules, and what memory saves."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

from custseg.schema.dataset import Dataset
from custseg.settings import fill
from custseg.tier import TierSettings, tier

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def balances(shared_data: Path) -> pl.DataFrame:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        from tier import berka_balances  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(BENCHMARKS))
    made = berka_balances(shared_data / "bank" / "berka_pkdd99")
    assert isinstance(made, pl.DataFrame)
    return made


def test_rules_with_memory_change_fewer_levels(balances: pl.DataFrame) -> None:
    levels = [{"name": "A", "at_least": 80_000}, {"name": "B", "at_least": 55_000},
              {"name": "C", "at_least": 40_000}, {"name": "D", "at_least": 25_000}, {"name": "E"}]  # fmt: skip
    result = tier(
        Dataset.from_frames({"balances": balances}), fill(TierSettings, {"levels": levels}, "tier")
    )
    changes = dict(result.tables["tier_rules"].select("memory_rule", "changes").iter_rows())
    assert changes == {"own": 1589, "anew": 3491, "ccb": 1589, "cbhb": 1856}
