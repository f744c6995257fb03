"""Balances become assets: the latest month, trend, peak and products of every customer, as a plan.

``facts.asset_ledger`` has the assets of every month, at a tenth of the cost.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts.rows import FactSettings, says_any
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY


def _by_month(by_product: pl.LazyFrame) -> pl.LazyFrame:
    return by_product.group_by("customer_id", "month").agg(
        _sum_or_null("month_end_assets"), _sum_or_null("average_assets")
    )


def assets(dataset: Dataset, as_of: date, settings: FactSettings = FactSettings()) -> pl.LazyFrame:
    """What every customer holds, as a plan: one row per customer with balances.

    ``assets_month`` (the customer's own latest month with a balance), ``month_end_assets``,
    ``average_assets``, ``previous_average_assets`` (the month before, null when it has none),
    ``assets_trend`` = latest / previous - 1 (null unless previous is positive),
    ``peak_average_assets`` and ``peak_month`` (the earliest of equals), and where the file names
    products ``asset_products`` (with a positive average), ``main_asset_product`` (a tie goes to the
    first name) and ``main_asset_share`` of the positive ones.
    """
    by_product = assets_by_product(dataset, as_of, settings)
    by_month = _by_month(by_product)
    latest = by_month.group_by("customer_id").agg(
        pl.col("month").max().alias("assets_month"),
        pl.col("average_assets").max().alias("peak_average_assets"),
        pl.col("month").sort_by("average_assets", "month", descending=[True, False]).first()
        .alias("peak_month"),
    )  # fmt: skip
    before = (
        pl.col("assets_month").str.to_date("%Y-%m", strict=True).dt.offset_by("-1mo")
        .dt.strftime("%Y-%m")
    )  # fmt: skip
    now, then = pl.col("average_assets"), pl.col("previous_average_assets")
    held = (
        latest.with_columns(before.alias("_before"))
        .join(by_month, left_on=["customer_id", "assets_month"], right_on=["customer_id", "month"],
              how="left")
        .join(by_month.select("customer_id", "month", previous_average_assets="average_assets"),
              left_on=["customer_id", "_before"], right_on=["customer_id", "month"], how="left")
        .drop("_before")
        .with_columns(pl.when(then > 0).then(now.cast(pl.Float64) / then.cast(pl.Float64) - 1)
                      .alias("assets_trend"))
    )  # fmt: skip
    if not dataset.has("balances", "product"):
        return held
    return held.join(_products(by_product, latest), on="customer_id", how="left")


def stated_assets(
    dataset: Dataset, as_of: date | None, settings: FactSettings = FactSettings()
) -> pl.LazyFrame | None:
    """``stated_balance`` per customer, as a plan; None where nothing states one (``stated_in``).

    Balances without dates, else the balance in the customer list, else what the products held are
    worth: debts (``settings.debt_products``) and what has matured by ``as_of`` left out. They are not
    added up, because a balance may be of all products.
    """
    kind = stated_in(dataset)
    if kind is None:
        return None
    has, rows = dataset.columns(kind), dataset.frame(kind)
    if "product" in has:
        rows = rows.filter(~says_any("product", settings.debt_products).fill_null(False))
    if "matures_on" in has and as_of is not None:
        rows = rows.filter((pl.col("matures_on") >= as_of).fill_null(True))
    if kind == "holdings" and "snapshot_on" in has:
        rows = rows.filter((pl.col("snapshot_on") == pl.col("snapshot_on").max()).fill_null(True))
    amount = "amount" if kind == "holdings" else "balance"
    return (
        rows.filter(pl.col("customer_id").is_not_null())
        .group_by("customer_id")
        .agg(_sum_or_null(amount).alias("stated_balance"))
    )


def stated_in(dataset: Dataset) -> str | None:
    """The kind of table that states what customers hold, without dates; None for none of them."""
    places = (("balances", "balance"), ("customers", "balance"), ("holdings", "amount"))
    return next((kind for kind, c in places if dataset.has(kind, "customer_id", c)), None)


def _products(by_product: pl.LazyFrame, latest: pl.LazyFrame) -> pl.LazyFrame:
    """The products with a positive average in the customer's latest month."""
    positive = (
        by_product.join(latest.select("customer_id", month="assets_month"),
                        on=["customer_id", "month"], how="semi")
        .filter(pl.col("average_assets") > 0)
        .group_by("customer_id", "product")
        .agg(pl.col("average_assets").sum())
    )  # fmt: skip
    size = pl.col("average_assets").cast(pl.Float64)
    return positive.group_by("customer_id").agg(
        pl.col("product").drop_nulls().n_unique().cast(pl.Int64).alias("asset_products"),
        pl.col("product").sort_by("average_assets", "product", descending=[True, False],
                                  nulls_last=True)
        .first().alias("main_asset_product"),
        (size.max() / size.sum()).alias("main_asset_share"),
    )  # fmt: skip


def assets_by_product(dataset: Dataset, as_of: date, settings: FactSettings) -> pl.LazyFrame:
    """One row per customer, account, product and month."""
    dataset.require("facts", "balances", "customer_id", "date")
    has = dataset.columns("balances")
    if "balance" not in has:
        dataset.require("facts", "balances", "average_balance")
    series = ["customer_id", *(c for c in ("account_id", "product") if c in has)]
    snapshots = dataset.frame("balances").filter(
        pl.col("customer_id").is_not_null() & pl.col("date").is_not_null()
    )
    if "product" in has:
        is_debt = says_any("product", settings.debt_products)
        snapshots = snapshots.filter(~is_debt.fill_null(False))
    known = {name: pl.col(name) if name in has else pl.lit(None, MONEY)
             for name in ("balance", "average_balance")}  # fmt: skip
    daily = (
        snapshots.select(*series, "date", _month(), **known)
        .group_by(*series, "month", "date")
        .agg(_sum_or_null("balance"), _sum_or_null("average_balance"))
    )
    counted = _day_weighted(daily, series, as_of)
    if "average_balance" not in has:
        return counted
    given = (
        daily.filter(pl.col("average_balance").is_not_null())
        .group_by(*series, "month")
        .agg(pl.col("average_balance").sort_by("date").last())
    )
    return counted.join(
        given, on=[*series, "month"], how="full", coalesce=True, nulls_equal=True
    ).with_columns(pl.coalesce("average_balance", "average_assets").alias("average_assets"))


def _day_weighted(daily: pl.LazyFrame, series: list[str], as_of: date) -> pl.LazyFrame:
    """Month end and Σ balance × days held ÷ Σ days held, for every series and month."""
    # The next record of the month stands beside each record; lists of a month are short.
    on, balance = pl.col("date"), pl.col("balance")
    month_end = pl.min_horizontal(on.dt.month_end(), pl.lit(as_of))
    until = pl.col("_next").fill_null(month_end.dt.offset_by("1d"))
    return (
        daily.filter(balance.is_not_null())
        .group_by(*series, "month")
        .agg(on.sort(), balance.sort_by("date"))
        .with_columns(on.list.shift(-1).alias("_next"))
        .explode("date", "balance", "_next")
        .with_columns((until - on).dt.total_days().alias("_days"))
        .group_by(*series, "month")
        .agg(
            balance.sort_by("date").last().alias("month_end_assets"),
            (balance * pl.col("_days")).sum().alias("_held"),
            pl.col("_days").sum(),
        )
        .select(
            *series, "month", "month_end_assets",
            (pl.col("_held") / pl.col("_days")).cast(MONEY).alias("average_assets"),
        )
    )  # fmt: skip


def _month() -> pl.Expr:
    return pl.col("date").dt.strftime("%Y-%m").alias("month")


def _sum_or_null(column: str) -> pl.Expr:
    """The exact sum of a column, null when nothing is known."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)
