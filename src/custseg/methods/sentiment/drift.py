"""What changed: the last period against the one before, each change with its interval."""

from __future__ import annotations

import math
from datetime import date

import polars as pl

from custseg.methods.sentiment.scales import BAD, GOOD, Scale
from custseg.models.proportions import Z95
from custseg.models.text.classes import NEGATIVE

FEWEST = 10
"""Messages of either period without which no change is told."""


def drift_table(
    rows: pl.DataFrame,
    scales: dict[int, Scale],
    as_of: date | None,
    period_days: int,
    customers: int,
) -> pl.DataFrame:
    """Measures of the last ``period_days`` and of as many days before: value, change, 95% interval.

    Shares by the difference of two proportions (Wald on p and n of each, +1 success and +1 failure:
    Agresti and Caffo 2000), NPS by the difference of two means, complaints as counts per thousand
    customers (Poisson). ``is_change``: the interval leaves out zero.
    """
    if as_of is None or not rows["date"].count():
        return pl.DataFrame()
    age = (pl.lit(as_of, pl.Date) - pl.col("date")).dt.total_days()
    last = rows.filter((age >= 0) & (age < period_days))
    before = rows.filter((age >= period_days) & (age < 2 * period_days))
    found = [
        _nps(last, before, scales),
        *_shares(last, before),
        _complaints(last, before, customers),
    ]
    return pl.DataFrame([row for row in found if row], orient="row", schema={
        "measure": pl.String, "last_n": pl.Int64, "before_n": pl.Int64, "last_value": pl.Float64,
        "before_value": pl.Float64, "change": pl.Float64, "change_low": pl.Float64,
        "change_high": pl.Float64, "is_change": pl.Boolean})  # fmt: skip


_Row = tuple[str, int, int, float, float, float, float, float, bool]


def _row(
    name: str, n: tuple[int, int], values: tuple[float, float], half: float, middle: float
) -> _Row:
    low, high = middle - half, middle + half
    return (
        name,
        n[0],
        n[1],
        values[0],
        values[1],
        values[0] - values[1],
        low,
        high,
        not low <= 0 <= high,
    )


def _shares(last: pl.DataFrame, before: pl.DataFrame) -> list[_Row | None]:
    negative = pl.col("text_class") == NEGATIVE
    bad = pl.col("score_class") == BAD
    return [
        _share(
            "negative_text_share",
            last.drop_nulls("text_class"),
            before.drop_nulls("text_class"),
            negative,
        ),
        _share(
            "bad_score_share", last.drop_nulls("score_class"), before.drop_nulls("score_class"), bad
        ),
    ]


def _share(name: str, last: pl.DataFrame, before: pl.DataFrame, hit: pl.Expr) -> _Row | None:
    if min(last.height, before.height) < FEWEST:
        return None
    a, b = (int(part.select(hit.sum()).item()) for part in (last, before))
    n, m = last.height, before.height
    p, q = (a + 1) / (n + 2), (b + 1) / (m + 2)
    half = Z95 * math.sqrt(p * (1 - p) / (n + 2) + q * (1 - q) / (m + 2))
    return _row(name, (n, m), (a / n, b / m), half, p - q)


def _nps(last: pl.DataFrame, before: pl.DataFrame, scales: dict[int, Scale]) -> _Row | None:
    tables = [number for number, scale in scales.items() if scale.measure == "nps"]
    parts = [part.filter(pl.col("table").is_in(tables) & pl.col("score_class").is_not_null())["score_class"]
             for part in (last, before)]  # fmt: skip
    if min(map(len, parts)) < FEWEST:
        return None
    values, variances = [], []
    for classes in parts:
        n = len(classes)
        up, down = float((classes == GOOD).sum()) / n, float((classes == BAD).sum()) / n
        values.append(100 * (up - down))
        variances.append(10_000 * (up + down - (up - down) ** 2) / n)
    half = Z95 * math.sqrt(sum(variances))
    return _row(
        "nps", (len(parts[0]), len(parts[1])), (values[0], values[1]), half, values[0] - values[1]
    )


def _complaints(last: pl.DataFrame, before: pl.DataFrame, customers: int) -> _Row | None:
    a, b = int(last["is_complaint"].sum()), int(before["is_complaint"].sum())
    if a + b < FEWEST or not customers:
        return None
    per = 1000 / customers
    return _row(
        "complaints_per_1000",
        (a, b),
        (a * per, b * per),
        Z95 * math.sqrt(a + b) * per,
        (a - b) * per,
    )
