"""Value now 现值: what each customer is worth, how value is spread, and who has room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import polars as pl

from custseg.errors import InputError
from custseg.facts import (
    FactSettings,
    assets,
    customers_universe,
    fact_notes,
    purchases,
    stated_assets,
    stated_in,
    windows,
)
from custseg.facts.earnings import asset_margin, fees_and_profit
from custseg.facts.journey import assets_course
from custseg.models import concentration
from custseg.models.rfm import quantiles
from custseg.models.tiers import TIER_OF, TierRules, peer_quartiles, share_floor, tier_rule
from custseg.result import Chart, Note, Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.schema.presumed import Plan
from custseg.settings import Meta, Section, Yuan, as_plain
from custseg.words import header, label, t

if TYPE_CHECKING:
    from custseg.methods.value.outlook import Outlook, Times

Metric = Literal["contribution", "aum_month_avg", "monetary", "stated_balance"]
METRICS: tuple[Metric, ...] = ("contribution", "aum_month_avg", "monetary", "stated_balance")
"""What value can mean, in the order ``metric = "auto"`` tries them."""


class ValueSettings(Section, frozen=True):
    """Section ``[value]``: what value means and where its classes begin."""

    metric: Annotated[
        Literal["auto", "contribution", "aum_month_avg", "monetary", "stated_balance"],
        Meta(description="What value is: contribution (margins, fees, profit), aum_month_avg (monthly-"
                         "average assets), monetary (money of purchases), stated_balance (balance in the "
                         "customer list, or amounts held); auto takes the first there is"),
    ] = "auto"  # fmt: skip
    margins: Annotated[
        dict[str, float],
        Meta(description="Yearly margin of each product on its balance: 0.02 is 2%"),
    ] = {}  # noqa: RUF012  msgspec copies an empty default
    margin: Annotated[
        float, Meta(description="Yearly margin of products that margins does not name")
    ] = 0.0
    window_days: Annotated[
        int, Meta(ge=1, description="Fees and profit are those of the last so many days")
    ] = 365
    high_share: Annotated[
        float, Meta(gt=0, lt=1, description="High value: the top share of customers")
    ] = 0.2
    high_at_least: Annotated[
        Yuan | None, Meta(description="High value: at least so much (then high_share is not used)")
    ] = None
    a_share: Annotated[float, Meta(gt=0, lt=1, description="Class A holds this share of value")] = (
        0.80
    )
    b_share: Annotated[float, Meta(gt=0, lt=1, description="A and B hold this share of value")] = (
        0.95
    )
    rising_share: Annotated[
        float, Meta(gt=0, description="Potential: the trend rose by at least this share")
    ] = 0.3
    income_share: Annotated[
        float, Meta(gt=0, lt=1, description="Potential: among the top share of known incomes")
    ] = 0.2
    min_peers: Annotated[
        int, Meta(ge=4, description="Least number of customers in a peer group")
    ] = 30
    model: Annotated[
        Literal["mbg_nbd", "bg_nbd", "pareto_nbd", "none"],
        Meta(
            description="Forecast of purchases: mbg_nbd, bg_nbd or pareto_nbd; none for no forecast"
        ),
    ] = "mbg_nbd"
    unit: Annotated[
        Literal["day", "week", "month"],
        Meta(description="Unit of time of the forecast: day, week or month (365.25 / 12 days)"),
    ] = "week"
    fit_until: Annotated[
        date | None,
        Meta(description="The forecast is made on this day and tested on what came after; unset: made on "
                         "the latest day, and tested on the last quarter of the history"),
    ] = None  # fmt: skip
    horizons: Annotated[
        tuple[Literal[1, 3, 6, 12, 24], ...],
        Meta(min_length=1, description="Months ahead that are forecast, of 1, 3, 6, 12 and 24"),
    ] = (1, 3, 12)
    discount_rate: Annotated[
        float, Meta(ge=0, le=10, description="Yearly rate at which money to come is discounted in value_next")
    ] = 0.1  # fmt: skip


def value(
    dataset: Dataset,
    settings: ValueSettings = ValueSettings(),
    facts: FactSettings = FactSettings(),
) -> Result:
    """What every customer is worth now, its concentration, and high 高, potential 潜力, low 低 tiers.

    ``contribution`` = Σ monthly-average balance × yearly margin of the product + fees + profit of the
    last ``window_days``; ``aum_month_avg`` = monthly-average assets 月日均 of the customer's latest
    month; ``monetary`` = money of all purchases, returns included as ``[facts]`` says;
    ``stated_balance`` = where no balances are there, the balance in the customer list or what the
    products held are worth. One of them is ``value``; a customer without any is worth 0. Shares, Lorenz, Gini, ABC and H/M/L are of the
    positive part; equal values are in the same class. High is the top share (ties together);
    potential is below it with room: expected to be among the top next, peers of the same age band,
    region and tenure of whom a quarter reach it, a high income, or a rising trend (``value_rule`` names
    which); low is the rest.

    Where value is money of purchases and the history allows it, purchases and money of the coming
    months are forecast per customer (``p_alive``, ``purchases_12m``, ``money_12m`` with 80% intervals,
    ``value_next``) and the forecast is tested after a cut. What is needed and lacking is a note.
    Raises InputError when there are no amounts at all.
    """
    as_of = dataset.as_of
    from custseg.methods.value.outlook import (  # brings numpy, which rfm does without
        plans_of,
        times_of,
    )

    times = times_of(dataset, settings, as_of) if settings.model != "none" else None
    ahead = plans_of(dataset, times, facts) if times is not None else []
    frame, foretold = _facts(dataset, settings, facts, as_of, ahead)
    metric = _metric(dataset, settings, frame)
    future = _future(times, settings, metric, foretold)
    if future.customers is not None:
        frame = frame.join(future.customers, on="customer_id", how="left", maintain_order="left")
    frame = frame.with_columns(pl.col(metric).fill_null(0).alias("_value"))
    frame = frame.with_columns(
        pl.col("_value").cast(pl.Float64).alias("value"), _trend(frame, metric)
    )
    peer_columns = [c for c in ("age_band", "region", "tenure_band") if c in frame.columns]
    levels = [peer_columns[:n] for n in range(len(peer_columns), 0, -1)]
    frame = frame.with_columns(peer_quartiles(frame, levels, settings.min_peers).get_columns())
    rules = _rules(frame, settings)
    floors = concentration.abc_floors(frame["value"], settings.a_share, settings.b_share)
    heavy = concentration.hml_floors(frame["value"])
    frame = frame.with_columns(
        concentration.abc(frame["value"], floors), concentration.hml(frame["value"], heavy),
        tier_rule(frame, rules),
    ).with_columns(
        pl.col("value_rule").replace_strict(TIER_OF, return_dtype=pl.String).alias("value_tier"),
        (pl.col("peer_p75") - pl.col("value")).clip(lower_bound=0).alias("peer_gap"),
        _share_of_total(frame).alias("value_share"),
    )  # fmt: skip
    tables = _tables(frame, rules, floors, heavy, settings) | future.tables
    exact = as_plain(settings, facts)
    gini = concentration.gini(frame["value"])
    return Result(
        command="value", as_of=as_of, customers=_shown(frame), tables=tables,
        charts=(*_charts(frame, tables), *future.charts),
        evidence={"metric": metric, "customers": len(frame), "gini": gini,
                  "negative": int((frame["value"] < 0).sum()), "zero": int((frame["value"] == 0).sum()),
                  "high_floor": rules.high_floor, "income_floor": rules.income_floor,
                  "abc_floors": list(floors) if floors else None, **future.evidence},
        notes=(*_findings(frame, tables, metric, gini), *future.notes, *_infos(dataset, frame, metric, settings, as_of),
               *_about_purchases(dataset, facts, frame), *dataset.notes),
        settings=exact, provenance=dataset.provenance(exact),
    )  # fmt: skip


def value_reason(row: Mapping[str, Any]) -> str:
    """Why a customer of ``value`` has this tier, as one sentence."""
    tier, worth = label("value_tier", row["value_tier"]), row["value"]
    rule = row["value_rule"]
    if rule == "top":
        return t(
            "{tier}: value {worth:,.2f} is at or above where high begins", tier=tier, worth=worth
        )
    if rule == "top_fading":
        return t("{tier}: value {worth:,.2f} is at or above where high begins, but only {coming:,.2f} is expected "
                 "to come", tier=tier, worth=worth, coming=row["value_next"])  # fmt: skip
    if rule == "next_high":
        return t("{tier}: value {worth:,.2f}, and {coming:,.2f} expected to come is among the most",
                 tier=tier, worth=worth, coming=row["value_next"])  # fmt: skip
    if rule == "peers_high":
        return t("{tier}: value {worth:,.2f}, while a quarter of the peers ({group}) have {p75:,.2f} or more",
                 tier=tier, worth=worth, group=row["peer_group"], p75=row["peer_p75"])  # fmt: skip
    if rule == "income_high":
        return t("{tier}: value {worth:,.2f}, with an income of {income:,.0f} among the highest",
                 tier=tier, worth=worth, income=row["income"])  # fmt: skip
    if rule == "rising":
        return t("{tier}: value {worth:,.2f} and rising by {trend:.0%}",
                 tier=tier, worth=worth, trend=row["trend"])  # fmt: skip
    if rule == "negative":
        return t("{tier}: value {worth:,.2f} is a loss", tier=tier, worth=worth)
    if rule == "no_value":
        return t("{tier}: no value yet", tier=tier)
    return t("{tier}: value {worth:,.2f}, and no sign of room for more", tier=tier, worth=worth)


# --- one row per customer --------------------------------------------------------------------------


def _facts(
    dataset: Dataset, settings: ValueSettings, facts: FactSettings, as_of: date | None,
    ahead: Sequence[Plan],
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:  # fmt: skip
    """Money, assets, earnings and attributes of every customer of any table, exact.

    And the frames of the plans ``ahead``, from the same pass.
    """
    has_purchases = dataset.has("transactions", "customer_id")
    dated = as_of is not None and dataset.has("transactions", "customer_id", "date")
    has_assets = as_of is not None and dataset.has("balances", "customer_id", "date")
    stated = None if has_assets else stated_assets(dataset, as_of, facts)
    if not has_purchases and not has_assets and stated is None:
        raise _no_money(dataset)
    plans: list[Plan] = [customers_universe(dataset).select("customer_id")]
    if has_purchases:
        plans.append(purchases(dataset, facts).drop("first_on", "last_on", "returned_money"))
    if dated and as_of is not None:
        plans.append(windows(dataset, as_of, facts)
                     .select("customer_id", "money_90d", "money_prior_90d"))  # fmt: skip
    if has_assets and as_of is not None:
        plans.append(assets(dataset, as_of, facts).select(
            "customer_id", "assets_month", aum_month_avg="average_assets"))  # fmt: skip
        plans.append(assets_course(dataset, as_of, facts))
        if settings.margins or settings.margin:
            plans.append(asset_margin(dataset, as_of, settings.margins, settings.margin, facts))
    if stated is not None:
        plans.append(stated)
    earned = fees_and_profit(dataset, as_of, settings.window_days)
    if earned is not None:
        plans.append(earned)
    if dataset.has("customers", "customer_id"):
        plans.append(_attributes(dataset, as_of))
    first, *others = dataset.collect(*plans, *ahead)
    others, foretold = others[: len(plans) - 1], others[len(plans) - 1 :]
    for other in others:
        first = first.join(other, on="customer_id", how="left")
    if has_assets:
        first = _without_lapsed(first)
    parts = [c for c in ("asset_margin", "fees", "profit") if c in first.columns]
    if parts:
        first = first.with_columns(
            pl.when(pl.any_horizontal(pl.col(parts).is_not_null()))
            .then(sum((pl.col(c).fill_null(0) for c in parts[1:]), pl.col(parts[0]).fill_null(0)))
            .alias("contribution")
        )  # fmt: skip
    if "income" not in first.columns:
        first = first.with_columns(pl.lit(None, MONEY).alias("income"))
    return first.sort("customer_id"), foretold


def _future(times: Times | None, settings: ValueSettings, metric: Metric,
            foretold: Sequence[pl.DataFrame]) -> Outlook:  # fmt: skip
    """The forecast, where value is money of purchases."""
    from custseg.methods.value.outlook import Outlook, outlook

    if times is None or not foretold or metric != "monetary":
        return Outlook()
    customers, *days = foretold
    return outlook(times, settings, customers, days[0] if days else None)


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
        shown["age_band"] = _age_band(
            (pl.lit(as_of) - pl.col("birth_date")).dt.total_days() / 365.25
        )
    elif "age" in has:
        shown["age_band"] = _age_band(pl.col("age"))
    region = next((c for c in ("region", "province", "city") if c in has), None)
    if region:
        shown["region"] = pl.col(region)
    if "opened_on" in has and as_of is not None:
        shown["tenure_band"] = _tenure_band(
            (pl.lit(as_of) - pl.col("opened_on")).dt.total_days() / 365.25
        )
    elif "tenure_months" in has:
        shown["tenure_band"] = _tenure_band(pl.col("tenure_months") / 12)
    return (
        dataset.frame("customers").filter(pl.col("customer_id").is_not_null())
        .select("customer_id", **shown)
        .group_by("customer_id").agg(pl.col(name).drop_nulls().min() for name in shown)
    )  # fmt: skip


def _age_band(years: pl.Expr) -> pl.Expr:
    low = (years // 10 * 10).cast(pl.Int64)
    return pl.when((years >= 0) & (years < 120)).then(pl.format("{}-{}", low, low + 9))


def _tenure_band(years: pl.Expr) -> pl.Expr:
    return (
        pl.when(years < 0).then(None)
        .when(years < 1).then(pl.lit("<1y")).when(years < 3).then(pl.lit("1-3y"))
        .when(years < 5).then(pl.lit("3-5y")).when(years >= 5).then(pl.lit("5y+"))
    )  # fmt: skip


def _metric(dataset: Dataset, settings: ValueSettings, frame: pl.DataFrame) -> Metric:
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
    return known[0] if known else "monetary"


def _trend(frame: pl.DataFrame, metric: Metric) -> pl.Expr:
    """How much value rose lately: assets of 3 months, else money of 90 days, on those before."""
    if metric == "aum_month_avg":
        return pl.col("assets_trend_3m").alias("trend")
    if "money_90d" not in frame.columns:
        return pl.lit(None, pl.Float64).alias("trend")
    now, before = pl.col("money_90d").cast(pl.Float64), pl.col("money_prior_90d").cast(pl.Float64)
    return pl.when(before > 0).then(now / before - 1).alias("trend")


def _rules(frame: pl.DataFrame, settings: ValueSettings) -> TierRules:
    worth = frame["value"]
    positive = worth.filter(worth > 0)
    floor = settings.high_at_least
    return TierRules(
        high_floor=share_floor(worth, settings.high_share) if floor is None else float(floor),
        rising_share=settings.rising_share,
        middle=quantiles(positive, 2)[0] if len(positive) else None,
        income_floor=share_floor(frame["income"], settings.income_share),
        next_floor=share_floor(frame["value_next"].drop_nulls(), settings.high_share)
        if "value_next" in frame.columns
        else None,
    )


def _share_of_total(frame: pl.DataFrame) -> pl.Expr:
    """The share of the positive total; a loss has none."""
    total = float(frame.filter(pl.col("_value") > 0)["_value"].sum() or 0)
    worth = pl.col("value")
    return (
        pl.when(worth < 0).then(None).otherwise(worth / total)
        if total > 0
        else pl.lit(None, pl.Float64)
    )


_SHOWN = ["customer_id", "value", "value_tier", "value_rule", "value_share", "abc_class", "hml_class",
          "contribution", "asset_margin", "fees", "profit", "aum_month_avg", "monetary", "stated_balance",
          "frequency", "p_alive", "value_next",
          *(f"{what}_{months}m{end}" for months in (1, 3, 6, 12, 24) for what in ("purchases", "money")
            for end in ("", "_low", "_high")),
          "trend", "income", "peer_group", "peer_p75", "peer_gap"]  # fmt: skip


def _shown(frame: pl.DataFrame) -> pl.DataFrame:
    money = [c for c in frame.columns if isinstance(frame.schema[c], pl.Decimal)]
    there = frame.with_columns(pl.col(money).cast(pl.Float64))
    always = {"value_share"}
    says = [c for c in there.columns if c in always or there[c].null_count() < len(there)]
    return there.select(c for c in _SHOWN if c in says)


# --- tables ----------------------------------------------------------------------------------------


def _tables(
    frame: pl.DataFrame, rules: TierRules, floors: tuple[float, float] | None,
    heavy: tuple[float, float] | None, settings: ValueSettings,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    tables = {
        "value_tiers": _by(frame, ["value_tier"], [["high", "potential", "low"]]),
        "value_rules": _by(frame, ["value_tier", "value_rule"], [["high", "potential", "low"], list(TIER_OF)]),
        "concentration": concentration.top_shares(frame["value"]),
        "abc_classes": _by(frame, ["abc_class"], [["a", "b", "c"]]),
        "hml_classes": _by(frame, ["hml_class"], [["heavy", "medium", "light", "zero"]]),
    }  # fmt: skip
    peers = frame.filter(pl.col("peer_p75").is_not_null())
    if len(peers):
        tables["peers"] = (
            peers.group_by("peer_group").agg(
                pl.len().cast(pl.Int64).alias("customers"), pl.col("peer_p75").first(),
                (pl.col("value_rule") == "peers_high").sum().cast(pl.Int64).alias("potential_customers"),
            ).sort("peer_group")
        )  # fmt: skip
    a, b = floors or (None, None)
    h, m = heavy or (None, None)
    limits = {"high_floor": rules.high_floor, "next_floor": rules.next_floor, "income_floor": rules.income_floor,
              "rising_share": rules.rising_share, "rising_value_floor": rules.middle,
              "a_floor": a, "b_floor": b, "heavy_floor": h, "medium_floor": m,
              "min_peers": float(settings.min_peers)}  # fmt: skip
    tables["thresholds"] = pl.DataFrame(
        {"threshold": list(limits), "cut": list(limits.values())},
        schema={"threshold": pl.String, "cut": pl.Float64},
    ).drop_nulls("cut")
    return tables


def _by(frame: pl.DataFrame, columns: list[str], orders: list[list[str]]) -> pl.DataFrame:
    """Customers and value of each label; ``money_share`` is of the positive part, as in all of value."""
    positive = pl.col("_value").filter(pl.col("_value") > 0).sum().cast(pl.Float64)
    total = frame.select(positive).item()
    share = pl.col("_positive") / total if total > 0 else pl.lit(None, pl.Float64)
    money = pl.col("_value").cast(pl.Float64)
    ranks = [
        pl.col(c).replace_strict({k: i for i, k in enumerate(o)}, return_dtype=pl.Int64)
        for c, o in zip(columns, orders, strict=True)
    ]
    return (
        frame.group_by(columns)
        .agg(pl.len().cast(pl.Int64).alias("customers"), positive.alias("_positive"),
             pl.col("_value").sum())
        .sort(ranks)
        .select(
            *columns, "customers", (pl.col("customers") / len(frame)).alias("customers_share"),
            money.alias("money"), share.alias("money_share"),
            (money / pl.col("customers")).alias("average_value"),
        )
    )  # fmt: skip


def _charts(frame: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> tuple[Chart, ...]:
    curve = concentration.lorenz(frame["value"])
    classes = tables["abc_classes"].select("abc_class", "customers_share", "money_share")
    tiers = tables["value_tiers"].select("value_tier", "customers")
    return (
        Chart("lorenz", "share", curve, "customers_share", ("money_share",)),
        Chart("abc_classes", "bar", classes, "abc_class", ("customers_share", "money_share")),
        Chart("value_tiers", "bar", tiers, "value_tier", ("customers",)),
    )


# --- notes -----------------------------------------------------------------------------------------


def _findings(frame: pl.DataFrame, tables: Mapping[str, pl.DataFrame], metric: Metric,
              gini: float | None) -> list[Note]:  # fmt: skip
    if gini is None:
        return [Note("finding", t("No customer has any value ({metric})", metric=header(metric)))]
    top = tables["concentration"].row(by_predicate=pl.col("top_share") == 0.2, named=True)
    losses = frame.filter(pl.col("_value") < 0)
    gains = frame.filter(pl.col("_value") > 0)
    base = t("the value above zero") if len(losses) else t("the value")
    said = [
        t("{customers:,} customers are worth {money:,.2f} together ({metric})", customers=len(frame),
          money=float(frame["_value"].sum()), metric=header(metric))
        + (t("; {n:,} of them are above zero, with {money:,.2f}", n=len(gains),
             money=float(gains["_value"].sum())) if len(losses) else ""),
        t("The top 20% of customers hold {share:.1%} of {base} (Gini {gini:.2f})",
          share=top["money_share"], base=base, gini=gini),
    ]  # fmt: skip
    tiers = {row["value_tier"]: row for row in tables["value_tiers"].iter_rows(named=True)}
    if "high" in tiers:
        said.append(t("High value: {n:,} customers, {share:.1%} of {base}", base=base,
                      n=tiers["high"]["customers"], share=tiers["high"]["money_share"] or 0.0))  # fmt: skip
    if "potential" in tiers:
        said.append(
            t("Potential: {n:,} customers have room to grow", n=tiers["potential"]["customers"])
        )
    if len(losses):
        said.append(t("{n:,} customers cost more than they bring: {money:,.2f}", n=len(losses),
                      money=float(losses["_value"].sum())))  # fmt: skip
    return [Note("finding", sentence) for sentence in said]


def _infos(dataset: Dataset, frame: pl.DataFrame, metric: Metric, settings: ValueSettings,
           as_of: date | None) -> list[Note]:  # fmt: skip
    said = []
    if settings.metric == "auto":
        said.append(t("value means {metric}: auto takes the first there is of {order} ([value] metric changes it)",
                      metric=header(metric), order=t(", ").join(header(m) for m in METRICS)))  # fmt: skip
    if "stated_balance" in frame.columns:
        said.append(_about_stated(dataset, metric))
    if metric == "contribution":
        said.append(t("contribution is made of {parts}; fees and profit of the last {days} days",
                      parts=t(", ").join(header(c) for c in ("asset_margin", "fees", "profit") if c in frame.columns),
                      days=settings.window_days))  # fmt: skip
    if "aum_month_avg" in frame.columns and not settings.margins and not settings.margin:
        said.append(
            t("balances earn nothing here: give yearly margins in [value.margins], or margin")
        )
    if as_of is None:
        said.append(t("no dates at all: no trend, and fees and profit are of all time"))
    if "peer_group" not in frame.columns or frame["peers"].null_count() == len(frame):
        said.append(t("no peer groups: they need age or birth date, region or opening date of customers, "
                      "and {n} customers each", n=settings.min_peers))  # fmt: skip
    if frame["income"].null_count() == len(frame):
        said.append(t("no incomes of customers: the income rule was not used"))
    return [Note("info", sentence) for sentence in said]


def _about_stated(dataset: Dataset, metric: Metric) -> str:
    """Where the stated balances come from, or that they were not used."""
    where = {
        "balances": t("the balances, which have no dates"),
        "customers": t("the balance in the customer list"),
        "holdings": t("the amounts of products held, debts and what has matured left out"),
    }[stated_in(dataset) or "customers"]
    if metric == "stated_balance":
        return t(
            "no balances with dates: value is {where}, as it stands there, no average", where=where
        )
    return t('value does not use {where} ([value] metric = "stated_balance" does)', where=where)


def _about_purchases(
    dataset: Dataset, facts: FactSettings, frame: pl.DataFrame
) -> tuple[Note, ...]:
    """What counts as a purchase, where there are transactions."""
    return fact_notes(dataset, facts, frame) if "n_returns" in frame.columns else ()
