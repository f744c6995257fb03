"""One row per customer with everything the methods say of them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.errors import InputError
from custseg.result import Result
from custseg.words import t, term

_NUMBER = r"^-?(0|[1-9]\d{0,14})(\.\d+)?$"

MONEY = (
    "value",
    "contribution",
    "monetary",
    "aum_month_avg",
    "average_assets",
    "stated_balance",
    "balance",
    "income",
)
"""What a segment's money is, the first of these that is there."""
MEASURES = (
    "recency_days", "days_since_last", "frequency", "monetary", "contribution", "aum_month_avg",
    "average_assets", "average_order_value", "churn_factor", "assets_trend", "purchases_trend",
    "asset_products", "products", "channels", "digital_share", "tenure_months", "age", "income",
    "balance",
)  # fmt: skip
"""Measures worth showing and grouping by, in the order they are told."""
_SAID_BY = {"days_since_last": "recency_days", "average_assets": "aum_month_avg"}
"""Measures that say what another says already, where there is that one."""


def customer_frame(results: Sequence[Result]) -> pl.DataFrame:
    """Everything ``results`` say of each customer: outer join on customer_id, sorted by it.

    A column that several results have is taken from the first of them; a customer a result does not
    know has nulls there. Raises InputError when no result is about single customers.
    """
    parts = [r.customers for r in results if r.customers is not None]
    if not parts:
        raise InputError(t("none of the results is about single customers"))
    joined = parts[0]
    for part in parts[1:]:
        new = [c for c in part.columns if c == "customer_id" or c not in joined.columns]
        joined = joined.join(
            part.select(new),
            on="customer_id",
            how="full",
            coalesce=True,
            maintain_order="left_right",
        )
    return joined.sort("customer_id")


def tidy(customers: pl.DataFrame) -> pl.DataFrame:
    """``customers`` sorted, NaN as null, and the user's own columns of nothing but numbers as numbers.

    Codes with leading zeros and columns that custseg knows as text stay text.
    """
    numbers = [
        c for c in customers.columns if _is_own_text(customers, c) and _all_numbers(customers[c])
    ]
    return (
        customers.with_columns(pl.col(numbers).str.strip_chars().cast(pl.Float64))
        .with_columns(pl.selectors.float().fill_nan(None))
        .sort("customer_id")
    )


def _is_own_text(customers: pl.DataFrame, column: str) -> bool:
    return term(column) is None and customers.schema[column] == pl.String


def _all_numbers(texts: pl.Series) -> bool:
    there = texts.drop_nulls()
    return len(there) > 0 and bool(there.str.strip_chars().str.contains(_NUMBER).all())


def money_of(customers: pl.DataFrame) -> str | None:
    """The column that says what a customer is worth, or None where nothing is known of that."""
    there = (c for c in MONEY if c in customers.columns and customers.schema[c].is_numeric())
    return next((c for c in there if customers[c].count() or not len(customers)), None)


def measures_of(customers: pl.DataFrame, also: Sequence[str] = (), most: int = 8) -> list[str]:
    """The numbers worth showing of a segment: those it was made with, then the usual ones."""
    usual = (c for c in MEASURES if _SAID_BY.get(c) not in customers.columns)
    wanted = dict.fromkeys((*also, *usual))
    numeric = [c for c in wanted if c in customers.columns and customers.schema[c].is_numeric()]
    return [c for c in numeric if customers[c].null_count() < len(customers)][:most]
