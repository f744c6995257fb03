"""Who has which product, and since when: from lists of holdings, or from what was bought.

A state is what everybody has on one day. Lists of several days have a state each; from opening or
purchase dates the state of any day follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple

import polars as pl

from custseg.facts.product_cells import packed, unpacked
from custseg.facts.rows import FactSettings, counts_as_purchase
from custseg.schema.dataset import Dataset

Source = Literal["holdings", "customers", "purchases"]
Level = Literal["product", "family"]

CLOSED = ("结清", "已赎回", "赎回", "销户", "注销", "终止", "解约", "退保", "失效", "已到期", "closed", "expired",
          "redeemed", "terminated", "cancelled", "canceled", "paid off", "matured", "lapsed")  # fmt: skip
"""A status with one of these words says that a product is held no longer."""

MOST_STATES = 12
"""Of a longer series of lists the latest count."""


class Had(NamedTuple):
    """What customers have or had, and where that is said."""

    source: Source
    rows: pl.LazyFrame
    """``customer_id``, ``product``, ``since``, ``until``, ``snapshot_on``, ``risk_rating``, as a plan."""
    cells: pl.DataFrame | None = None
    """Of columns that stand for a product each: their unreadable cells and their amounts."""


def listed_holdings(dataset: Dataset, level: Level = "product") -> Had | None:
    """Everything that lists of holdings say is held; None without such a list.

    A column of products becomes a row for each cell that says yes or an amount above 0; such tables are
    read here, once, and only what they say is kept. Rows whose status says that they are closed are left
    out. ``level`` family takes the product's family where there is one.
    """
    long, wide = [], []
    for part in dataset.parts("holdings"):
        names = part.collect_schema().names()
        own = dataset.own_columns("holdings")
        columns = [name for name in names if name in own]
        if "customer_id" not in names:
            continue
        if columns:
            wide.append((part, columns))
        elif "product" in names:
            long.append(_listed(part, names, level))
    return _had("holdings", dataset, long, wide)


def flagged_products(dataset: Dataset, columns: Sequence[str]) -> Had | None:
    """As ``listed_holdings`` from columns of the customer list that say yes or no of a product each."""
    return _had("customers", dataset, [], [(dataset.frame("customers"), columns)])


def _had(
    source: Source, dataset: Dataset, long: Sequence[pl.LazyFrame],
    wide: Sequence[tuple[pl.LazyFrame, Sequence[str]]],
) -> Had | None:  # fmt: skip
    if not wide:
        return Had(source, pl.concat(long, how="diagonal")) if long else None
    found = dataset.collect(*chain.from_iterable(packed(*part) for part in wide))
    unknown = {"since": pl.Date(), "until": pl.Date(), "risk_rating": pl.String()}
    sheets = [
        unpacked(held, columns).with_columns(pl.lit(None, kind).alias(name) for name, kind in unknown.items())
        for held, (_, columns) in zip(found[::2], wide, strict=True)
    ]  # fmt: skip
    return Had(source, pl.concat([*long, *sheets], how="diagonal"), pl.concat(found[1::2]))


def _listed(part: pl.LazyFrame, names: Sequence[str], level: Level) -> pl.LazyFrame:
    if "status" in names:
        closed = pl.col("status").str.contains_any(list(CLOSED), ascii_case_insensitive=True)
        part = part.filter(~closed.fill_null(False))
    product = (
        pl.coalesce("family", "product")
        if level == "family" and "family" in names
        else pl.col("product")
    )
    return part.filter(pl.col("customer_id").is_not_null() & product.is_not_null()).select(
        "customer_id", product.alias("product"), _or_null("opened_on", names, pl.Date()).alias("since"),
        _or_null("matures_on", names, pl.Date()).alias("until"),
        _or_null("snapshot_on", names, pl.Date()).alias("snapshot_on"),
        _or_null("risk_rating", names, pl.String()).alias("risk_rating"),
    )  # fmt: skip


def _or_null(column: str, names: Sequence[str], kind: pl.DataType) -> pl.Expr:
    return pl.col(column) if column in names else pl.lit(None, kind)


def bought_products(
    dataset: Dataset, level: Level = "product", settings: FactSettings = FactSettings()
) -> Had | None:
    """As ``listed_holdings`` from transactions: what was bought is had from its date on; None where no
    transaction names a product or a category.
    """
    has = dataset.columns("transactions")
    wanted = ("category", "product") if level == "family" else ("product", "category")
    column = next((name for name in wanted if name in has), None)
    if column is None or "customer_id" not in has:
        return None
    rows = dataset.frame("transactions").filter(
        pl.col("customer_id").is_not_null() & pl.col(column).is_not_null()
        & counts_as_purchase(dataset, settings)
    )  # fmt: skip
    day = pl.col("date") if "date" in has else pl.lit(None, pl.Date())
    nothing = {"until": pl.Date(), "snapshot_on": pl.Date(), "risk_rating": pl.String()}
    bought = (
        rows.select("customer_id", pl.col(column).alias("product"), day.alias("since"))
        .group_by("customer_id", "product").agg(pl.col("since").min())
        .with_columns(pl.lit(None, kind).alias(name) for name, kind in nothing.items())
    )  # fmt: skip
    return Had("purchases", bought)


def product_counts(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Per product: ``customers`` who have or had it, and the strictest ``risk_rating`` stated, as a plan."""
    return rows.group_by("product").agg(
        pl.col("customer_id").n_unique().cast(pl.Int64).alias("customers"),
        pl.col("risk_rating").str.extract(r"(?i)R([1-5])").cast(pl.Int64).max().alias("risk"),
    )


def days_of(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Every day of a list (``snapshot_on``), with its rows and its first and last ``since``, as a plan."""
    return rows.group_by("snapshot_on").agg(
        pl.len().cast(pl.Int64).alias("rows"), pl.col("since").min().alias("first_on"),
        pl.col("since").max().alias("last_on"), pl.col("since").count().cast(pl.Int64).alias("dated"),
    )  # fmt: skip


def states(
    rows: pl.LazyFrame, products: pl.DataFrame, days: Sequence[date | None], *, by_list: bool
) -> pl.LazyFrame:
    """``customer_id``, ``code`` of the product and ``held_in``, whose bit k says that the customer has the
    product on day k of ``days``, as a plan.

    ``products`` gives ``product`` and ``code``; others are left out. ``by_list``: a day is that of a list;
    else a product is had from ``since`` (always, if unknown) to ``until``. A day None is the only one.
    """
    bits = [_held_on(day, by_list).cast(pl.UInt64) * (1 << k) for k, day in enumerate(days)]
    return (
        _coded(rows, products)
        .select("customer_id", "code", pl.sum_horizontal(bits).alias("held_in"))
        .filter(pl.col("held_in") > 0)
        .group_by("customer_id", "code")
        .agg(pl.col("held_in").bitwise_or())
    )


def masks(
    rows: pl.LazyFrame, products: pl.DataFrame, days: Sequence[date | None], *, by_list: bool
) -> pl.LazyFrame:
    """As ``states`` for at most 62 products: ``customer_id`` and for day k ``held_k``, whose bit j says that
    the customer has the product with code j, as a plan.
    """
    bit = pl.lit(2, pl.UInt64).pow(pl.col("code").cast(pl.UInt32)).cast(pl.UInt64)
    return (
        _coded(rows, products)
        .select(
            "customer_id",
            *(pl.when(_held_on(day, by_list)).then(bit).otherwise(pl.lit(0, pl.UInt64)).alias(f"held_{k}")
              for k, day in enumerate(days)),
        )
        .group_by("customer_id")
        .agg(pl.col(f"held_{k}").bitwise_or() for k in range(len(days)))
    )  # fmt: skip


def _coded(rows: pl.LazyFrame, products: pl.DataFrame) -> pl.LazyFrame:
    return rows.join(products.lazy().select("product", "code"), on="product", how="inner")


def _held_on(day: date | None, by_list: bool) -> pl.Expr:
    if day is None:
        return pl.lit(True)
    if by_list:
        return (pl.col("snapshot_on") == day).fill_null(False)
    begun = (pl.col("since") <= day).fill_null(True)
    return begun & (pl.col("until") >= day).fill_null(True)
