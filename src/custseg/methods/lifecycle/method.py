"""The stage of every customer, by rules over purchases, assets and opening dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import polars as pl

from custseg.errors import UsageError
from custseg.facts import (
    FactSettings,
    assets,
    customers_universe,
    fact_notes,
    holds_something,
    opened_on,
    purchases,
    rhythm,
    windows,
)
from custseg.facts.journey import assets_course, cohorts, comebacks
from custseg.methods.lifecycle.funnel import funnel_notes, funnel_tables
from custseg.methods.lifecycle.tables import (
    acquisition,
    charts,
    cohort_table,
    findings,
    stage_tables,
)
from custseg.models.stages import (
    BANK,
    BOUNDS,
    STAGE_OF,
    StageLimits,
    chosen_limits,
    limits_from_gaps,
    stage_rule,
)
from custseg.result import Note, Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import DATE, MONEY
from custseg.schema.presumed import Plan
from custseg.settings import Meta, Section, Yuan, as_plain
from custseg.words import label, t

Days = Annotated[int, Meta(ge=1)]


class LifecycleSettings(Section, frozen=True):
    """Section ``[lifecycle]``: where one stage ends and the next begins."""

    thresholds: Annotated[
        Literal["data", "bank"],
        Meta(description="Days between stages: data (from the customers' own gaps) or bank (30, 180, "
                         "90, 180 and 365 days)"),
    ] = "data"  # fmt: skip
    new_days: Annotated[
        Days | None,
        Meta(description="New: first purchase (or opening) at most so many days ago"),
    ] = None
    growing_days: Annotated[
        Days | None, Meta(description="Growing: first purchase at most so many days ago")
    ] = None
    overdue_days: Annotated[
        Days | None, Meta(description="Declining: silent for more days, and more than the own usual gap")
    ] = None  # fmt: skip
    dormant_days: Annotated[
        Days | None, Meta(description="Dormant: silent for more days")
    ] = None  # fmt: skip
    lost_days: Annotated[
        Days | None, Meta(description="Lost: silent for more days, and no assets above min_assets")
    ] = None  # fmt: skip
    won_back_days: Annotated[
        int, Meta(ge=1, description="Won back: came back in the last so many days after a dormant silence")
    ] = 90  # fmt: skip
    decline_share: Annotated[
        float, Meta(gt=0, lt=1, description="Declining: purchases of 90 days (or assets) fell by this share")
    ] = 0.3  # fmt: skip
    ebb_share: Annotated[
        float, Meta(gt=0, lt=1, description="Declining: assets lost this share within a year and still fall")
    ] = 0.5  # fmt: skip
    growth_share: Annotated[
        float,
        Meta(gt=0, description="Growing: purchases of 90 days (or assets) rose by this share"),
    ] = 0.3
    min_trend_purchases: Annotated[
        int, Meta(ge=1, description="Purchases in 90 days below which a trend says nothing")
    ] = 3
    trend_errors: Annotated[
        float,
        Meta(ge=0, description="A rise or fall of purchases counts beyond so many standard errors"),
    ] = 1.64
    min_assets: Annotated[
        Yuan, Meta(description="Assets above this keep a silent customer from being lost")
    ] = Yuan(1000)
    min_repeat_customers: Annotated[
        int,
        Meta(ge=1, description="With fewer repeat customers thresholds = data falls back to bank"),
    ] = 20


def lifecycle(
    dataset: Dataset, settings: LifecycleSettings = LifecycleSettings(),
    facts: FactSettings = FactSettings(),
) -> Result:  # fmt: skip
    """The stage of every customer in its life, by the first rule that holds.

    Prospect 潜在, new 新客, growing 成长, mature 成熟, declining 衰退, dormant 沉睡, lost 流失, won back 挽回.
    ``stage_rule`` names the rule (``models.stages``). A
    customer of any table without purchases, assets and accounts is a prospect; an account alone makes
    a new customer, later a dormant one; assets keep a silent customer from being lost. Thresholds come from the file's own gaps between purchases, or from settings, and
    are printed. Everything is as of the as-of date and knows nothing later. With leads, the trade
    stages 潜在, 意向, 成交, 售后 are a funnel beside it.
    Raises InputError when there are no dated transactions, no balances and no leads.
    """
    as_of = dataset.as_of
    has_purchases = dataset.has("transactions", "customer_id", "date")
    has_assets = dataset.has("balances", "customer_id", "date")
    has_leads = dataset.has("leads")
    if as_of is None or not (has_purchases or has_assets or has_leads):
        dataset.require("lifecycle", "transactions", "customer_id", "date")
    assert as_of is not None  # a dated table without a single date has been refused above
    exact = as_plain(settings, facts)
    customers, tables, notes, evidence = None, {}, [], {}
    if has_purchases or has_assets:
        frame, months = _facts(dataset, as_of, settings, facts)
        limits, source = _limits(frame, settings)
        frame = _staged(frame, limits)
        tables = stage_tables(frame, limits, _sources(settings, source))
        if months is not None:
            tables["cohorts"] = cohort_table(months, as_of)
        tables |= acquisition(frame)
        customers = _shown(frame)
        notes = [
            *findings(frame, tables, as_of),
            *_infos(frame, settings, limits, source, has_purchases),
            *(fact_notes(dataset, facts, frame) if has_purchases else ()),
        ]
        evidence = {"customers": len(frame), "limits_from": source, "limits": limits.as_days(),
                    "repeat_customers": int(frame["usual_gap_days"].count())}  # fmt: skip
    drawn = charts(tables)
    if has_leads:
        funnel = funnel_tables(dataset, as_of)
        tables |= funnel
        notes = [*notes, *funnel_notes(dataset, funnel)]
    return Result(
        command="lifecycle", as_of=as_of, customers=customers, tables=tables, charts=drawn,
        evidence=evidence, notes=(*notes, *dataset.notes), settings=exact,
        provenance=dataset.provenance(exact),
    )  # fmt: skip


def stage_reason(row: Mapping[str, Any]) -> str:
    """Why a customer of ``lifecycle`` is in this stage, as one sentence."""
    stage, rule = label("stage", row["stage"]), label("stage_rule", row["stage_rule"])
    said = t("{stage}: {rule}", stage=stage, rule=rule)
    if row.get("days_since_last") is not None:
        said += t("; last purchase {last} days ago, first {first} days ago",
                  last=row["days_since_last"], first=row["days_since_first"])  # fmt: skip
    if row.get("usual_gap_days") is not None:
        said += t(", usually back within {usual:.0f} days", usual=row["usual_gap_days"])
    if row["stage_rule"] == "came_back":
        said += t(", after {silence} days of silence", silence=row["silence_days"])
    if row["stage_rule"] in ("fewer_purchases", "more_purchases"):
        said += t(", {now} purchases in 90 days against {before} before",
                  now=row["purchases_90d"], before=row["purchases_prior_90d"])  # fmt: skip
    if row.get("assets_trend_3m") is not None and "assets" in row["stage_rule"]:
        said += t(", assets changed by {trend:.0%}", trend=row["assets_trend_3m"])
    if row["stage_rule"] == "assets_ebbing":
        said += t(", by {trend:.0%} within a year", trend=row["assets_trend_12m"])
    return said


# --- one row per customer --------------------------------------------------------------------------

_NEEDED: dict[str, pl.DataType] = {
    "first_on": DATE, "last_on": DATE, "frequency": pl.Int64(), "monetary": MONEY, "n_returns": pl.Int64(),
    "days_since_last": pl.Int64(), "purchase_days": pl.Int64(), "median_gap_days": pl.Float64(),
    "usual_gap_days": pl.Float64(), "churn_factor": pl.Float64(), "silence_days": pl.Int64(),
    "purchases_90d": pl.Int64(), "purchases_prior_90d": pl.Int64(),
    "assets_month": pl.String(), "month_end_assets": MONEY, "average_assets": MONEY,
    "assets_trend_3m": pl.Float64(), "assets_trend_12m": pl.Float64(), "opened_on": DATE,
}  # fmt: skip
"""What the rules and tables read; a column the data cannot give is null."""


def _facts(
    dataset: Dataset, as_of: date, settings: LifecycleSettings, facts: FactSettings
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Everything known of every customer of any table, and the cohorts, in one pass."""
    everybody = customers_universe(dataset)
    plans: list[Plan] = [
        everybody.select("customer_id", holds_something(dataset).alias("has_account"))
    ]
    if dataset.has("transactions", "customer_id", "date"):
        plans += [
            purchases(dataset, facts).drop("returned_money"),
            rhythm(dataset, as_of, facts).select(
                "customer_id", "days_since_last", "purchase_days", "median_gap_days", "usual_gap_days",
                "churn_factor"),
            windows(dataset, as_of, facts).select("customer_id", "purchases_90d", "purchases_prior_90d"),
            comebacks(dataset, as_of, settings.won_back_days, facts),
        ]  # fmt: skip
    if dataset.has("balances", "customer_id", "date"):
        plans.append(assets(dataset, as_of, facts).select(
            "customer_id", "assets_month", "month_end_assets", "average_assets"))  # fmt: skip
        plans.append(assets_course(dataset, as_of, facts))
    opened = opened_on(dataset)
    if opened is not None:
        plans.append(opened)
    monthly = (
        [cohorts(dataset, facts)] if dataset.has("transactions", "customer_id", "date") else []
    )
    frame, *others = dataset.collect(*plans, *monthly)
    months = others.pop() if monthly else None
    for other in others:
        frame = frame.join(other, on="customer_id", how="left")
    lacking = {
        name: pl.lit(None, kind) for name, kind in _NEEDED.items() if name not in frame.columns
    }
    return frame.with_columns(**lacking).with_columns(
        (pl.lit(as_of) - pl.col("first_on")).dt.total_days().alias("days_since_first"),
        (pl.lit(as_of) - pl.col("opened_on")).dt.total_days().alias("tenure_days"),
        pl.col("has_account") & (pl.col("opened_on") <= as_of).fill_null(True),
        _holds_assets(as_of, Yuan(0)).alias("has_assets"),
        _holds_assets(as_of, settings.min_assets).alias("keeps_assets"),
        (pl.col("n_returns") > 0).fill_null(False).alias("has_returns"),
    ).sort("customer_id"), months  # fmt: skip


def _holds_assets(as_of: date, above: Yuan) -> pl.Expr:
    """Whether the last known balance is above an amount, and from this month or one of the two before."""
    month = pl.col("assets_month").str.to_date("%Y-%m")
    age = (as_of.year * 12 + as_of.month) - (month.dt.year().cast(pl.Int32) * 12 + month.dt.month())
    held = pl.coalesce("month_end_assets", "average_assets") > pl.lit(above, MONEY)
    return (held & (age <= 2)).fill_null(False)


def _limits(frame: pl.DataFrame, settings: LifecycleSettings) -> tuple[StageLimits, str]:
    """The limits in force and where those nobody set come from."""
    gaps = frame["usual_gap_days"].drop_nulls()
    from_data = settings.thresholds == "data" and len(gaps) >= settings.min_repeat_customers
    limits = chosen_limits(
        limits_from_gaps(gaps) if from_data else BANK,
        new_days=settings.new_days, growing_days=settings.growing_days,
        overdue_days=settings.overdue_days, dormant_days=settings.dormant_days,
        lost_days=settings.lost_days, won_back_days=settings.won_back_days,
        decline_share=settings.decline_share, growth_share=settings.growth_share,
        ebb_share=settings.ebb_share,
        min_trend_purchases=settings.min_trend_purchases, trend_errors=settings.trend_errors,
    )  # fmt: skip
    if not (limits.new_days <= limits.growing_days and
            limits.overdue_days <= limits.dormant_days < limits.lost_days):  # fmt: skip
        raise UsageError(
            t("[lifecycle] the days are out of order: new {new} <= growing {growing}, overdue {overdue} "
              "<= dormant {dormant} < lost {lost} must hold", new=limits.new_days,
              growing=limits.growing_days, overdue=limits.overdue_days, dormant=limits.dormant_days,
              lost=limits.lost_days),
            t("set all of them; those that are not set come from thresholds = {source!r}",
              source="data" if from_data else "bank"),
        )  # fmt: skip
    return limits, "data" if from_data else "bank"


def _sources(settings: LifecycleSettings, source: str) -> dict[str, str]:
    """Limit -> where it comes from: the file, the bank defaults or a setting."""
    left = "file" if source == "data" else "default"
    found = {name: left if getattr(settings, name) is None else "setting" for name in
             ("new_days", "growing_days", "overdue_days", "dormant_days", "lost_days")}  # fmt: skip
    own = settings.won_back_days != LifecycleSettings().won_back_days
    return {**found, "won_back_days": "setting" if own else "default"}


def _staged(frame: pl.DataFrame, limits: StageLimits) -> pl.DataFrame:
    frame = frame.with_columns(_relation_days(limits))
    return frame.with_columns(stage_rule(frame, limits)).with_columns(
        pl.col("stage_rule").replace_strict(STAGE_OF, return_dtype=pl.String).alias("stage")
    )


def _relation_days(limits: StageLimits) -> pl.Expr:
    """Days since the first purchase; since opening for who bought as soon as the data begins.

    Such a customer may well have bought before the data, and an opening date can tell.
    """
    first, tenure = pl.col("days_since_first"), pl.col("tenure_days")
    from_start = first > first.max() - limits.dormant_days
    return (
        pl.when(from_start).then(pl.max_horizontal(first, tenure)).otherwise(first)
        .alias("relation_days")
    )  # fmt: skip


_SHOWN = ["customer_id", "stage", "stage_rule", "days_since_last", "days_since_first", "first_on", "last_on",
          "frequency", "purchase_days", "monetary", "median_gap_days", "usual_gap_days", "churn_factor",
          "silence_days", "purchases_90d", "purchases_prior_90d", "average_assets", "month_end_assets",
          "assets_trend_3m", "assets_trend_12m", "opened_on", "tenure_days"]  # fmt: skip


def _shown(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that say something, the stage first."""
    always = {"customer_id", "stage", "stage_rule", "days_since_last"}
    there = [c for c in _SHOWN if c in always or frame[c].null_count() < len(frame)]
    money = [c for c in there if isinstance(frame.schema[c], pl.Decimal)]
    return frame.select(there).with_columns(pl.col(money).cast(pl.Float64))


def _infos(
    frame: pl.DataFrame,
    settings: LifecycleSettings,
    limits: StageLimits,
    source: str,
    has_purchases: bool,
) -> list[Note]:
    repeat = int(frame["usual_gap_days"].count())
    if source == "data":
        said = [t("thresholds come from the gaps of {n:,} repeat customers: overdue is the median of their "
                  "usual gap, dormant its 80% quantile, lost its 95% quantile or twice dormant",
                  n=repeat)]  # fmt: skip
    elif settings.thresholds == "data":
        said = [t("only {n} repeat customers: thresholds are the bank defaults", n=repeat)]
    else:
        said = [t("thresholds are the bank defaults (thresholds = bank)")]
    if not has_purchases:
        said.append(t("no dated transactions: stages go by assets and opening dates only"))
    if frame["opened_on"].null_count() == len(frame):
        said.append(t("no opening dates in customers: acquisition counts first purchases only"))
    begin = frame["first_on"].min()
    earlier = int((frame["opened_on"] < begin).sum()) if isinstance(begin, date) else 0
    if earlier:
        said.append(t("{n:,} relations were opened before the first purchase in the data ({begin}): acquisition "
                      "begins there", n=earlier, begin=begin))  # fmt: skip
    span = int(frame["days_since_first"].max() or 0)  # type: ignore[arg-type]
    at_bound = [label("threshold", name) for name, bounds in BOUNDS.items()
                if source == "data" and getattr(settings, name) is None and limits.as_days()[name] in bounds]  # fmt: skip
    if at_bound:
        said.append(
            t("kept at the least or most that is allowed: {limits}", limits=t(", ").join(at_bound))
        )
    notes = [Note("info", sentence) for sentence in said]
    if has_purchases and span <= limits.growing_days:
        notes.append(Note("warning", t(
            "the data go back only {span} days: new and growing customers cannot be told from older ones "
            "unless opening dates are known", span=span)))  # fmt: skip
    return notes
