"""How unevenly value is spread: Lorenz curve, Gini, top shares, ABC and heavy/medium/light.

All are of the positive part of the value: a loss is nobody's share of the total, so negative values
count as nothing here (say beside it how many there are and what they sum to). Nulls are left out.
Equal values are always in the same class.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import polars as pl

from custseg.models.rfm import quantiles


def _from_the_top(values: pl.Series) -> pl.Series:
    """The values, largest first, losses as zero: sums of it do not depend on row order."""
    return values.drop_nulls().cast(pl.Float64).clip(lower_bound=0.0).sort(descending=True)


def lorenz(values: pl.Series, points: int = 100) -> pl.DataFrame:
    """The Lorenz curve: the share of the total that the poorest ``customers_share`` have.

    At most ``points`` steps, both ends included; empty when there is nothing to share.
    """
    shares = _from_the_top(values).reverse().cum_sum()
    total = float(shares[-1]) if len(shares) else 0.0
    if total <= 0:
        return pl.DataFrame(schema={"customers_share": pl.Float64, "money_share": pl.Float64})
    n = len(shares)
    steps = min(points, n)
    at = [n * step // steps for step in range(steps + 1)]
    return pl.DataFrame(
        {
            "customers_share": [k / n for k in at],
            "money_share": [float(shares[k - 1]) / total if k else 0.0 for k in at],
        }
    )


def gini(values: pl.Series) -> float | None:
    """Gini coefficient: 0 when all have the same, towards 1 when one has all; None without value."""
    down = _from_the_top(values)
    total = float(down.sum()) if len(down) else 0.0
    if total <= 0:
        return None
    n = len(down)
    rank = pl.int_range(n, 0, -1, dtype=pl.Int64, eager=True).cast(pl.Float64)
    weighted = float((down * rank).sum())
    return max(0.0, 2 * weighted / (n * total) - (n + 1) / n)


def top_shares(
    values: pl.Series, shares: Sequence[float] = (0.01, 0.05, 0.10, 0.20, 0.50)
) -> pl.DataFrame:
    """What the top 1, 5, 10, 20, 50 % of customers have: customers (rounded up), money and its share.

    The sum of the k largest values is the same whichever of tied customers is counted.
    """
    down = _from_the_top(values)
    sums = down.cum_sum()
    n, total = len(down), float(sums[-1]) if len(down) else 0.0
    counts = [min(n, max(1, ceil(round(share * n, 9)))) if n else 0 for share in shares]
    money = [float(sums[k - 1]) if k else 0.0 for k in counts]
    return pl.DataFrame(
        {
            "top_share": list(shares),
            "customers": counts,
            "money": money,
            "money_share": [m / total if total > 0 else None for m in money],
        },
        schema={"top_share": pl.Float64, "customers": pl.Int64, "money": pl.Float64,
                "money_share": pl.Float64},
    )  # fmt: skip


def abc_floors(
    values: pl.Series, a_share: float = 0.80, b_share: float = 0.95
) -> tuple[float, float] | None:
    """The least value of class A and of class B; None without any value.

    Down from the largest, A goes on until it holds ``a_share`` of the total and B until ``b_share``;
    whoever ties with the last one in comes in too.
    """
    down = _from_the_top(values)
    sums = down.cum_sum()
    total = float(sums[-1]) if len(down) else 0.0
    if total <= 0:
        return None
    floors = []
    for share in (a_share, b_share):
        # a hair below, so that 0.8 of the total counts as reached when rounding alone is missing
        enough = int(sums.search_sorted(share * total * (1 - 1e-12)))
        floors.append(float(down[min(enough, len(down) - 1)]))
    return floors[0], floors[1]


def abc(values: pl.Series, floors: tuple[float, float] | None) -> pl.Series:
    """Class ``a``, ``b`` or ``c`` of each value; without positive value it is ``c``, null is null."""
    a, b = floors or (float("inf"), float("inf"))
    value = pl.col("value")
    return pl.DataFrame({"value": values.cast(pl.Float64)}).select(
        pl.when(value.is_null()).then(None)
        .when((value >= a) & (value > 0)).then(pl.lit("a"))
        .when((value >= b) & (value > 0)).then(pl.lit("b"))
        .otherwise(pl.lit("c")).alias("abc_class")
    ).to_series()  # fmt: skip


def hml_floors(values: pl.Series) -> tuple[float, float] | None:
    """Above which value one is heavy and medium: the 80 % and 50 % quantiles of the positive values."""
    positive = values.drop_nulls().cast(pl.Float64)
    positive = positive.filter(positive > 0)
    if positive.is_empty():
        return None
    tenths = quantiles(positive, 10)
    return tenths[7], tenths[4]


def hml(values: pl.Series, floors: tuple[float, float] | None) -> pl.Series:
    """``heavy``, ``medium``, ``light`` or ``zero`` (nothing or a loss) of each value; null is null."""
    heavy, medium = floors or (float("inf"), float("inf"))
    value = pl.col("value")
    return pl.DataFrame({"value": values.cast(pl.Float64)}).select(
        pl.when(value.is_null()).then(None)
        .when(value <= 0).then(pl.lit("zero"))
        .when(value > heavy).then(pl.lit("heavy"))
        .when(value > medium).then(pl.lit("medium"))
        .otherwise(pl.lit("light")).alias("hml_class")
    ).to_series()  # fmt: skip
