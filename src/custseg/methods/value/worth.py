"""What every customer of any table is worth now, as exact money, and what peers are made of."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.errors import InputError
from custseg.facts import (
    FactSettings,
    customers_universe,
    knows_others,
    purchases,
    stated_assets,
)
from custseg.facts.earnings import asset_margin, fees_and_profit
from custseg.facts.ledger import Ledger
from custseg.methods.value.settings import METRICS, Metric, ValueSettings
from custseg.models.bands import AGE_EDGES, OLDEST, TENURE_EDGES_MONTHS, age_on, band, months_until
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.schema.presumed import Plan
from custseg.words import t


def worth(
    dataset: Dataset, settings: ValueSettings, facts: FactSettings
) -> tuple[pl.DataFrame, Ledger | None]:
    """Money, assets, earnings and attributes of every customer of any table, exact.

    And the ledger of their purchases, where they have dates and amounts, from the same pass.
    """
    # transactions alone do not need it before the pass that finds it
    has_fees = {"fee", "profit"} & set(dataset.columns("transactions"))
    as_of = dataset.as_of if has_fees or knows_others(dataset) else None
    has_purchases = dataset.has("transactions", "customer_id")
    has_ledger = dataset.has("transactions", "customer_id", "date", "amount")
    has_assets = as_of is not None and dataset.has("balances", "customer_id", "date")
    stated = None if has_assets else stated_assets(dataset, as_of, facts)
    if not has_purchases and not has_assets and stated is None:
        raise _no_money(dataset)
    plans: list[Plan] = []
    if has_purchases:
        bought = purchases(dataset, facts, with_rows=has_ledger)
        plans.append(bought.drop("first_on", "last_on", "returned_money"))
    if not has_purchases or knows_others(dataset):
        plans.insert(0, customers_universe(dataset).select("customer_id"))
    if has_assets and as_of is not None:
        from custseg.facts.asset_ledger import asset_ledger_plan  # brings numpy, not for rfm

        plans.append(asset_ledger_plan(dataset, facts))
        if settings.margins or settings.margin:
            plans.append(asset_margin(dataset, as_of, settings.margins, settings.margin, facts))
    if stated is not None:
        plans.append(stated)
    earned = fees_and_profit(dataset, as_of, settings.window_days)
    if earned is not None:
        plans.append(earned)
    if dataset.has("customers", "customer_id"):
        plans.append(_attributes(dataset, as_of))
    frames, ledger = _with_ledger(dataset.collect(*plans), dataset.as_of)
    if has_assets and as_of is not None:
        frames = [_held(frame, as_of) for frame in frames]
    first, *others = frames
    for other in others:
        first = first.join(other, on="customer_id", how="left")
    if has_assets:
        first = _without_lapsed(first)
    first = _with_contribution(first)
    if "income" not in first.columns:
        first = first.with_columns(pl.lit(None, MONEY).alias("income"))
    return first.sort("customer_id"), ledger


def _with_contribution(customers: pl.DataFrame) -> pl.DataFrame:
    """What the house earns from each customer in all, where anything is known of it."""
    parts = [c for c in ("asset_margin", "fees", "profit") if c in customers.columns]
    if not parts:
        return customers
    known = pl.any_horizontal(pl.col(parts).is_not_null())
    earned = sum((pl.col(c).fill_null(0) for c in parts[1:]), pl.col(parts[0]).fill_null(0))
    return customers.with_columns(pl.when(known).then(earned).alias("contribution"))


def whole_ledger(dataset: Dataset, facts: FactSettings) -> Ledger:
    """The ledger of all purchases, in a pass of its own."""
    [rows] = dataset.collect(purchases(dataset, facts, with_rows=True))
    return Ledger(rows)


def _held(frame: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """What customers hold and where it goes in the place of the records of balances; other frames as they are."""
    from custseg.facts.asset_ledger import RECORDED, AssetLedger

    if RECORDED not in frame.columns:
        return frame
    held = AssetLedger.of(frame, as_of).named(as_of)
    return held.drop("month_end_assets").rename({"average_assets": "aum_month_avg"})


def _with_ledger(
    frames: list[pl.DataFrame], as_of: date | None
) -> tuple[list[pl.DataFrame], Ledger | None]:
    """The frames with recent money in the place of rows, and the ledger those rows make."""
    for at, frame in enumerate(frames):
        if as_of is not None and set(Ledger.LISTS) <= set(frame.columns):
            ledger = Ledger(frame)
            recent = ledger.recent_money(as_of)
            rest = frame.drop(Ledger.LISTS).hstack(recent)
            return [*frames[:at], rest, *frames[at + 1 :]], ledger
    return [frame.drop(Ledger.LISTS, strict=False) for frame in frames], None


def metric_of(dataset: Dataset, settings: ValueSettings, frame: pl.DataFrame) -> Metric:
    """What value means here: the metric asked for, or the first of ``METRICS`` that anybody has.

    Raises InputError when there is no money of any kind, or not what was asked for.
    """
    known = [m for m in METRICS if m in frame.columns and frame[m].null_count() < len(frame)]
    if settings.metric != "auto":
        if settings.metric in frame.columns:
            return settings.metric
        lacking = {"contribution": ("transactions", "fee"), "aum_month_avg": ("balances", "balance"),
                   "monetary": ("transactions", "amount"),
                   "stated_balance": ("customers", "balance")}[settings.metric]  # fmt: skip
        dated = [] if settings.metric == "stated_balance" else ["date"]
        dataset.require("value", lacking[0], "customer_id", *dated, lacking[1])
    if not known and len(frame):
        raise _no_money(dataset)
    return known[0] if known else next(m for m in METRICS if m in frame.columns)


def _no_money(dataset: Dataset) -> InputError:
    return InputError(
        t("value needs amounts of transactions, balances, a balance in the customer list or amounts of "
          "products held, each with a customer; found {found}",
          found=dataset.described or t("no table that could be used")),
        t("name the columns, as with --map COLUMN=amount or --map COLUMN=balance"),
    )  # fmt: skip


def _without_lapsed(customers: pl.DataFrame) -> pl.DataFrame:
    """Who is no longer in the file's latest month of balances has no assets now, whatever was before."""
    months = pl.col("assets_month")
    lapsed = months < months.max()
    held = [c for c in ("aum_month_avg", "asset_margin") if c in customers.columns]
    return customers.with_columns(
        pl.when(lapsed).then(pl.lit(0)).otherwise(pl.col(held)).cast(MONEY).name.keep()
    ).drop("assets_month")


def _attributes(dataset: Dataset, as_of: date | None) -> pl.LazyFrame:
    """Income and the age band, region and tenure band that make peers; first row of a customer."""
    has = dataset.columns("customers")
    shown: dict[str, pl.Expr] = {}
    if "income" in has:
        shown["income"] = pl.col("income")
    if "birth_date" in has and as_of is not None:
        shown["age_band"] = _age_band(age_on(pl.col("birth_date"), as_of))
    elif "age" in has:
        shown["age_band"] = _age_band(pl.col("age").floor())
    region = next((c for c in ("region", "province", "city") if c in has), None)
    if region:
        shown["region"] = pl.col(region)
    if "opened_on" in has and as_of is not None:
        shown["tenure_band"] = _tenure_band(months_until(pl.col("opened_on"), as_of))
    elif "tenure_months" in has:
        shown["tenure_band"] = _tenure_band(pl.col("tenure_months").floor())
    return (
        dataset.frame("customers").filter(pl.col("customer_id").is_not_null())
        .select("customer_id", **shown)
        .group_by("customer_id").agg(pl.col(name).drop_nulls().min() for name in shown)
    )  # fmt: skip


def _age_band(years: pl.Expr) -> pl.Expr:
    """The bands of ``profile`` in words; none for an age that nobody has."""
    known = pl.when((years >= 0) & (years <= OLDEST)).then(years)
    return pl.format(t("aged {band}", band="{}"), band(known, AGE_EDGES))


def _tenure_band(months: pl.Expr) -> pl.Expr:
    known = pl.when(months >= 0).then(months)
    return pl.format(t("opened {band} months ago", band="{}"), band(known, TENURE_EDGES_MONTHS))
