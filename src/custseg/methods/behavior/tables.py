"""The summaries of behaviour: labels, rules, rhythm, channels, habits and months."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts import FactSettings, is_digital
from custseg.facts.rows import counts_as_purchase, money_of_row
from custseg.methods.behavior.cuts import BehaviorSettings, Cuts
from custseg.methods.behavior.labels import LABEL_OF_RULE, LABELS_IN_ORDER, rule_text
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MEASURES = (
    "purchases_per_month",
    "median_gap_days",
    "regularity",
    "days_since_last",
    "churn_factor",
)
BROWSING = ("bought_lately", "browsed_and_bought", "browsed_bought_before", "browsed_never_bought")
PERCENTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def label_table(customers: pl.DataFrame) -> pl.DataFrame:
    """One row per label: customers, their money, and how they typically behave."""
    typical = {
        "days_since_last": "median_days_since_last",
        "purchases_per_month": "median_per_month",
    }
    wanted = [
        pl.col(c).median().alias(name) for c, name in typical.items() if c in customers.columns
    ]
    if "digital_share" in customers.columns:
        wanted.append(pl.col("digital_share").mean().alias("mean_digital_share"))
    order = pl.Enum(LABELS_IN_ORDER)
    labels = pl.DataFrame({"behavior_label": LABELS_IN_ORDER})
    counted = customers.group_by("behavior_label").agg(
        pl.len().cast(pl.Int64).alias("customers"),
        (pl.col("monetary").sum() if customers["monetary"].count() else pl.lit(None, pl.Float64))
        .alias("money"),
        # Shares are of what customers above zero brought: returns make no share greater than one.
        pl.col("monetary").filter(pl.col("monetary") > 0).sum().cast(pl.Float64).alias("_positive"),
        *wanted,
    )  # fmt: skip
    table = labels.join(counted, on="behavior_label", how="left").with_columns(
        pl.col("customers").fill_null(0), pl.col("money").cast(pl.Float64)
    )
    table = table.filter((pl.col("customers") > 0) | (pl.col("behavior_label") != "not_scored"))
    return (
        table.sort(pl.col("behavior_label").cast(order))
        .with_columns(_share("customers"), _share("_positive", "money_share"))
        .select("behavior_label", "customers", "customers_share", "money", "money_share",
                *(e.meta.output_name() for e in wanted))
    )  # fmt: skip


def rule_table(customers: pl.DataFrame, cuts: Cuts, settings: BehaviorSettings) -> pl.DataFrame:
    """The rules in the order they are tried, what each asks for and how many it caught."""
    caught = dict(customers["behavior_rule"].value_counts().iter_rows())
    return pl.DataFrame(
        [(rule, rule_text(rule, cuts, settings), label, caught.get(rule, 0))
         for rule, label in LABEL_OF_RULE.items()],
        schema={"behavior_rule": pl.String, "rule_text": pl.String, "behavior_label": pl.String,
                "customers": pl.Int64},
        orient="row",
    )  # fmt: skip


def rhythm_table(customers: pl.DataFrame) -> pl.DataFrame:
    """Percentiles (type 7) of the measures of rhythm over the customers that have them."""
    rows = []
    for measure in MEASURES:
        values = customers[measure].drop_nulls()
        quantiles = [values.quantile(p, interpolation="linear") for p in PERCENTILES]
        rows.append((measure, len(values), *quantiles))
    names = [f"p{round(p * 100)}" for p in PERCENTILES]
    return pl.DataFrame(
        rows, orient="row",
        schema={"measure": pl.String, "customers": pl.Int64, **dict.fromkeys(names, pl.Float64)},
    )  # fmt: skip


def browsing_table(customers: pl.DataFrame) -> pl.DataFrame:
    """Who looked or asked in the last 90 days, and whether they bought: the last row is the list to call.

    ``bought_lately``, ``browsed_and_bought``, ``browsed_bought_before`` (a purchase, but none in the 90 days) and
    ``browsed_never_bought``; with the events of the 90 days.
    """
    browsed, bought = pl.col("events_90d") > 0, pl.col("purchases_90d") > 0
    kind = (
        pl.when(browsed & bought).then(pl.lit("browsed_and_bought"))
        .when(bought).then(pl.lit("bought_lately"))
        .when(browsed & (pl.col("frequency") > 0)).then(pl.lit("browsed_bought_before"))
        .when(browsed).then(pl.lit("browsed_never_bought"))
    )  # fmt: skip
    order = pl.Enum(BROWSING)
    return (
        customers.select(kind.cast(order).alias("browsing"), "events_90d")
        .drop_nulls("browsing").group_by("browsing")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("events_90d").sum().alias("events"))
        .sort("browsing").with_columns(pl.col("browsing").cast(pl.String), _share("customers"))
        .select("browsing", "customers", "customers_share", "events")
    )  # fmt: skip


def channel_plan(dataset: Dataset, as_of: date | None, facts: FactSettings) -> pl.LazyFrame:
    """One row per channel: rows, customers, money, and its share lately against before."""
    dated = as_of is not None and dataset.has("transactions", "date")
    ago = (pl.lit(as_of) - pl.col("date")).dt.total_days() if dated else pl.lit(None, pl.Int64)
    return (
        dataset.frame("transactions")
        .filter(counts_as_purchase(dataset, facts) & pl.col("channel").is_not_null())
        .select(
            "channel",
            is_digital(facts).alias("digital"),
            pl.col("customer_id").hash().alias("_customer"),
            money_of_row(dataset, facts).alias("money"),
            ((ago >= 0) & (ago < 90)).fill_null(False).alias("_last"),
            ((ago >= 90) & (ago < 180)).fill_null(False).alias("_prior"),
        )
        .group_by("channel", "digital")
        .agg(
            pl.len().cast(pl.Int64).alias("transactions"),
            pl.col("_customer").n_unique().cast(pl.Int64).alias("customers"),
            _sum_of_money(dataset),
            pl.col("_last", "_prior").sum().cast(pl.Int64),
        )
    )


def channel_table(channels: pl.DataFrame, top: int = 30) -> pl.DataFrame:
    """The channels with most rows; ``last_90d_share`` against ``prior_90d_share`` shows migration."""
    return (
        channels.with_columns(
            pl.col("money").cast(pl.Float64),
            _share("transactions"),
            _share("_last", "last_90d_share"),
            _share("_prior", "prior_90d_share"),
        )
        .sort("transactions", "channel", descending=[True, False])
        .head(top)
        .select("channel", "digital", "transactions", "transactions_share", "customers", "money",
                "last_90d_share", "prior_90d_share")
    )  # fmt: skip


def weekday_plan(dataset: Dataset, facts: FactSettings) -> pl.LazyFrame:
    """One row per weekday (1 is Monday): rows and money."""
    return _habit_plan(dataset, facts, pl.col("date").dt.weekday().alias("weekday"))


def hour_plan(dataset: Dataset, facts: FactSettings) -> pl.LazyFrame:
    """One row per hour of the day: rows and money."""
    return _habit_plan(dataset, facts, pl.col("hour").cast(pl.Int64))


def _habit_plan(dataset: Dataset, facts: FactSettings, by: pl.Expr) -> pl.LazyFrame:
    name = by.meta.output_name()
    return (
        dataset.frame("transactions")
        .filter(counts_as_purchase(dataset, facts))
        .select(by, money_of_row(dataset, facts).alias("money"))
        .filter(pl.col(name).is_not_null())
        .group_by(name)
        .agg(pl.len().cast(pl.Int64).alias("transactions"), _sum_of_money(dataset))
    )


def habit_table(habit: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows of every weekday or hour, those without a transaction too."""
    every = range(1, 8) if name == "weekday" else range(24)
    table = (
        pl.DataFrame({name: list(every)}, schema={name: pl.Int64})
        .join(habit.with_columns(pl.col(name).cast(pl.Int64)), on=name, how="left")
        .sort(name)
        .with_columns(pl.col("transactions").fill_null(0), _money_or_none())
        .with_columns(_share("transactions"))
        .select(name, "transactions", "transactions_share", "money")
    )
    if name == "weekday":
        names = pl.Series(name, [WEEKDAYS[day - 1] for day in table[name]])
        table = table.with_columns(names)
    return table


def trend_table(monthly: pl.DataFrame) -> pl.DataFrame:
    """Every month from the first to the last, those without a transaction with zeros."""
    first, last = (
        pl.Series([monthly["month"].min(), monthly["month"].max()]).str.to_date("%Y-%m").to_list()
    )
    every = pl.date_range(first, last, "1mo", eager=True).dt.strftime("%Y-%m").alias("month")
    return (
        every.to_frame()
        .join(monthly, on="month", how="left")
        .sort("month")
        .with_columns(pl.col("buyers", "purchases").fill_null(0), _money_or_none())
    )


def _sum_of_money(dataset: Dataset) -> pl.Expr:
    """The exact sum; null without amounts, of which nothing is known."""
    has_amount = dataset.has("transactions", "amount")
    return pl.col("money").sum() if has_amount else pl.lit(None, MONEY).alias("money")


def _money_or_none() -> pl.Expr:
    """Money as a number, 0 where nothing was bought; null throughout when no amount is known."""
    money = pl.col("money").cast(pl.Float64)
    return pl.when(money.count() > 0).then(money.fill_null(0.0)).alias("money")


def _share(column: str, name: str | None = None) -> pl.Expr:
    """The share of a column's total; null where the total is not positive."""
    whole = pl.col(column).sum()
    return pl.when(whole > 0).then(pl.col(column) / whole).alias(name or f"{column}_share")
