"""Customers to be put into segments."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest


@pytest.fixture
def customers() -> pl.DataFrame:
    """240 customers of three kinds: a few rich and loyal, many small, some who left."""
    rng = np.random.default_rng(2)
    kind = np.arange(240) % 12
    rich, gone = kind == 0, kind > 8
    recency = np.where(gone, rng.integers(300, 400, 240), rng.integers(1, 40, 240))
    monetary = np.where(rich, rng.normal(90_000, 4_000, 240), rng.normal(900, 90, 240)).round(2)
    return pl.DataFrame({
        "customer_id": [f"{i:04d}" for i in range(240)],
        "recency_days": recency,
        "monetary": monetary,
        "value_tier": np.where(rich, "high", "low"),
        "churn_factor": [None if i % 10 == 0 else float(r) / 30 for i, r in enumerate(recency)],
        "own_points": [str(i % 7 * 10) for i in range(240)],
        "code": [f"0{i % 5}" for i in range(240)],
    })  # fmt: skip
