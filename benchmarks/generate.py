"""Seeded transactions for the benchmarks: ``python benchmarks/generate.py FILE [ROWS] [CUSTOMERS]``."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl


def write_transactions(path: Path, rows: int, customers: int, seed: int = 7) -> None:
    """A CSV of order_id, customer_id, date and amount: skewed customers, two years of days."""
    rng = np.random.default_rng(seed)
    who = (rng.gamma(0.8, 1.0, rows) * customers / 4).astype(np.int64) % customers
    pl.DataFrame(
        {
            "order_id": np.arange(rows) + 100_000_000,
            "customer_id": who + 6_200_000_000,
            "day": rng.integers(0, 730, rows),
            "amount": np.round(rng.lognormal(4, 1, rows), 2),
        }
    ).select(
        "order_id",
        "customer_id",
        (pl.date(2023, 1, 1) + pl.duration(days=pl.col("day"))).alias("date"),
        "amount",
    ).write_csv(path, float_precision=2)


if __name__ == "__main__":
    rows, customers = [*map(int, sys.argv[2:]), 10_000_000, 1_000_000][:2]
    write_transactions(Path(sys.argv[1]), rows, customers)
