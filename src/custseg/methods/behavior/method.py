"""From facts to the answer: behaviour of every customer, its summaries and what they say."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.churn import ChurnSettings, is_labelled, labelled_risk
from custseg.facts import (
    FactSettings,
    activity,
    currencies,
    customers_universe,
    engagement,
    fact_notes,
    holds_something,
    months,
    opened_on,
    purchases,
    rhythm,
)
from custseg.methods.behavior import tables
from custseg.methods.behavior.cuts import BehaviorSettings, Cuts, cut_points, threshold_table
from custseg.methods.behavior.findings import findings, missing_columns, slow_business
from custseg.methods.behavior.labels import with_labels, with_purchases_per_month
from custseg.methods.behavior.leaving import about_both, by_label, leaving, with_risk
from custseg.progress import stage
from custseg.result import Chart, Note, Part, Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.schema.presumed import Plan
from custseg.settings import as_plain
from custseg.words import t

_LEADING = (
    "customer_id", "behavior_label", "behavior_rule", "frequency", "monetary", "first_on", "last_on",
    "days_since_last", "median_gap_days", "usual_gap_days", "longest_gap_days", "churn_factor",
    "regularity", "purchases_per_month", "purchase_days", "active_months", "n_returns",
    "returned_money",
)  # fmt: skip
_HIDDEN = ("active_days", "holds")
_DATED: dict[str, pl.DataType] = {
    "days_since_last": pl.Int64(), "median_gap_days": pl.Float64(), "usual_gap_days": pl.Float64(),
    "longest_gap_days": pl.Int64(), "churn_factor": pl.Float64(), "regularity": pl.Float64(),
    "purchases_per_month": pl.Float64(), "purchase_days": pl.Int64(),
}  # fmt: skip
_BOUGHT: dict[str, pl.DataType] = {
    "first_on": pl.Date(), "last_on": pl.Date(), "frequency": pl.Int64(), "n_returns": pl.Int64(),
    "monetary": MONEY, "returned_money": MONEY,
}  # fmt: skip


def behavior(
    dataset: Dataset,
    settings: BehaviorSettings = BehaviorSettings(),
    facts: FactSettings = FactSettings(),
    churn: ChurnSettings | None = ChurnSettings(),
) -> Result:
    """What customers do, how often, in which ways, and whether they are overdue (客户行为识别).

    One row per customer of any table: counts and money by window, own rhythm, habits, engagement,
    and ``behavior_label`` with ``behavior_rule``, the first rule that holds:

    1. ``not_scored`` 未评定: returns only, or accounts in data without transactions; 2. ``inactive``
    长期不活跃: accounts or balances, but no transaction of one's own; 3. ``prospect`` 潜在: no
    purchase (events, feedback or a record); then ``not_scored``: purchases without a date; 4.
    ``inactive``: none for ``inactive_days``; 5. ``churn_risk`` 流失风险: waits longer than ``churn_factor`` own median
    gaps, longer than nine in ten of the own gaps and at least ``churn_min_days``; 6.
    ``high_frequency`` 高频; 7. ``regular`` 稳定; 8. ``occasional`` 偶发: the rest.

    Equal facts get equal labels. Without any purchase all are prospects; without dates no label but
    ``prospect`` can be given. Beside the labels stands the risk of leaving by a model that was tested on later
    data (``custseg.churn``), where the history allows; not with ``churn=None``. A customer list alone
    that says who left gives that risk and no labels. Raises InputError when no table has a customer number, or none of
    transactions, events and feedback is there.
    """
    if not dataset.has("transactions", "customer_id") and not any(
        dataset.has(kind, "customer_id") for kind in ("events", "feedback")
    ):
        if churn is not None and is_labelled(dataset):
            return _of_labels(dataset, churn)
        dataset.require("behavior", "transactions", "customer_id")
    with stage(t("behaviour")):
        customers, summaries, risk = _collect(dataset, facts, churn, settings.inactive_days - 1)
    as_of = dataset.as_of
    if "purchases_365d" in customers.columns and as_of is not None:
        customers = with_purchases_per_month(customers, as_of)
    customers = _with_all(customers, _DATED)
    cuts = cut_points(customers, settings)
    customers = with_labels(customers, cuts, settings, dataset.has("transactions", "customer_id"))
    shown = {
        **_tables(customers, summaries, cuts, settings),
        **by_label(customers, risk),
        **risk.tables,
    }
    notes: list[Note] = [*findings(customers, shown, settings, as_of)]
    if dataset.has("transactions", "customer_id"):
        notes += fact_notes(dataset, facts, customers, summaries.get("currencies"))
    notes += [*slow_business(customers, settings), *missing_columns(dataset)]
    plain = _plain(settings, facts, churn)
    return Result(
        command="behavior",
        as_of=as_of,
        customers=with_risk(_as_shown(customers), risk),
        tables=shown,
        charts=(*_charts(shown), *risk.charts),
        evidence={**_evidence(customers, cuts), **risk.evidence},
        notes=(*notes, *about_both(customers, risk, churn), *risk.notes, *dataset.notes),
        settings=plain,
        provenance=dataset.provenance(plain),
    )  # fmt: skip


def _plain(
    settings: BehaviorSettings, facts: FactSettings, churn: ChurnSettings | None
) -> dict[str, object]:
    """The settings in force; those of the risk of leaving where it was asked for."""
    return {**as_plain(settings, facts), **({} if churn is None else {"churn": as_plain(churn)})}


def _of_labels(dataset: Dataset, churn: ChurnSettings) -> Result:
    """The risk of leaving of a customer list that says who left, and nothing else."""
    risk, plain = labelled_risk(dataset, churn), {"churn": as_plain(churn)}
    return Result(
        command="behavior", as_of=dataset.as_of, customers=risk.columns, tables=risk.tables, charts=risk.charts,
        evidence=risk.evidence, notes=(*risk.notes, *dataset.notes), settings=plain,
        provenance=dataset.provenance(plain),
    )  # fmt: skip


def _collect(
    dataset: Dataset, facts: FactSettings, churn: ChurnSettings | None, active_days: int
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame], Part]:
    """One row per customer of any table with all facts, the summaries of the whole file, the risk of leaving."""
    has_purchases = dataset.has("transactions", "customer_id")
    first: dict[str, Plan] = {"universe": customers_universe(dataset)}
    opened = opened_on(dataset)
    if opened is not None:
        first["opened"] = opened
    if has_purchases:
        first["purchases"] = purchases(dataset, facts)
        by_currency = currencies(dataset)
        if by_currency is not None:
            first["currencies"] = by_currency
    got = dict(zip(first, dataset.collect(*first.values()), strict=True))
    # as_of is known after the first pass; what is counted back from it takes the second.
    second = _dated_plans(dataset, dataset.as_of, facts)
    asked = leaving(dataset, dataset.as_of, facts, churn, active_days)
    collected = dataset.collect(*second.values(), *(() if asked is None else asked.plans))
    got |= dict(zip(second, collected, strict=False))
    customers = got.pop("universe").select("customer_id", holds_something(dataset).alias("holds"))
    if "opened" in got and dataset.as_of is not None:
        is_open = (pl.col("opened_on") <= dataset.as_of).fill_null(True)
        customers = customers.join(got.pop("opened"), on="customer_id", how="left").select(
            "customer_id", pl.col("holds") & is_open
        )
    for name in ("purchases", "activity", "rhythm", "engagement"):
        if name in got:
            customers = customers.join(got.pop(name), on="customer_id", how="left")
    customers = _with_zeros(_with_all(customers, _BOUGHT).sort("customer_id"))
    return (
        customers,
        got,
        Part() if asked is None else asked.answer(customers, collected[len(second) :]),
    )


def _dated_plans(
    dataset: Dataset, as_of: date | None, facts: FactSettings
) -> dict[str, pl.LazyFrame]:
    plans: dict[str, pl.LazyFrame] = {}
    contacts = engagement(dataset, as_of, facts)
    if contacts is not None:
        plans["engagement"] = contacts
    if not dataset.has("transactions", "customer_id"):
        return plans
    plans["activity"] = activity(dataset, as_of, facts)
    if as_of is not None and dataset.has("transactions", "date"):
        plans["rhythm"] = rhythm(dataset, as_of, facts)
        plans["trend"] = months(dataset, facts)
        plans["weekdays"] = tables.weekday_plan(dataset, facts)
    if dataset.has("transactions", "hour"):
        plans["hours"] = tables.hour_plan(dataset, facts)
    if dataset.has("transactions", "channel"):
        plans["channels"] = tables.channel_plan(dataset, as_of, facts)
    return plans


def _with_all(customers: pl.DataFrame, wanted: dict[str, pl.DataType]) -> pl.DataFrame:
    """``customers`` with every column of ``wanted``, null where the file cannot tell."""
    return customers.with_columns(
        pl.lit(None, kind).alias(name)
        for name, kind in wanted.items() if name not in customers.columns
    )  # fmt: skip


def _with_zeros(customers: pl.DataFrame) -> pl.DataFrame:
    """Counts of what did not happen are 0, and ``contacts`` = events + feedbacks."""
    counts = [
        name for name in customers.columns
        if name in ("frequency", "n_returns", "n_own_entries", "active_days", "active_months", "purchase_days",
                    "enquiries", "enquiries_90d", "events", "events_90d", "feedbacks")
        or (name.startswith("purchases_") and name != "purchases_trend")
    ]  # fmt: skip
    customers = customers.with_columns(pl.col(counts).fill_null(0))
    made = [name for name in ("events", "feedbacks") if name in customers.columns]
    contacts = pl.sum_horizontal(made) if made else pl.lit(0, pl.Int64)
    return customers.with_columns(contacts.cast(pl.Int64).alias("contacts"))


def _tables(
    customers: pl.DataFrame, summaries: dict[str, pl.DataFrame], cuts: Cuts,
    settings: BehaviorSettings,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    shown = {
        "labels": tables.label_table(customers),
        "rules": tables.rule_table(customers, cuts, settings),
        "thresholds": threshold_table(cuts, settings),
    }
    if customers["days_since_last"].count():
        shown["rhythm"] = tables.rhythm_table(customers)
    dated = {"events_90d", "purchases_90d"} <= set(customers.columns)
    if dated and (customers["events_90d"] > 0).any():
        shown["browsing"] = tables.browsing_table(customers)
    if "trend" in summaries and summaries["trend"].height:
        shown["trend"] = tables.trend_table(summaries["trend"])
    if "channels" in summaries and summaries["channels"].height:
        shown["channels"] = tables.channel_table(summaries["channels"])
    for key, name in (("weekdays", "weekday"), ("hours", "hour")):
        if key in summaries and summaries[key].height:
            shown[key] = tables.habit_table(summaries[key], name)
    return shown


def _charts(shown: dict[str, pl.DataFrame]) -> tuple[Chart, ...]:
    labels = shown["labels"].select("behavior_label", "customers")
    charts = [Chart("labels", "bar", labels, "behavior_label", ("customers",))]
    if "trend" in shown:
        trend = shown["trend"].select("month", "purchases")
        charts.append(Chart("trend", "line", trend, "month", ("purchases",)))
    return tuple(charts)


def _evidence(customers: pl.DataFrame, cuts: Cuts) -> dict[str, object]:
    return {
        "customers": customers.height,
        "customers_with_purchases": int((customers["frequency"] > 0).sum()),
        "customers_with_rhythm": int(customers["churn_factor"].count()),
        "high_per_month": cuts.high_per_month,
        "high_per_month_source": cuts.high_source,
        "regular_gap_days": cuts.regular_gap_days,
        "regular_gap_days_source": cuts.regular_source,
    }


def _as_shown(customers: pl.DataFrame) -> pl.DataFrame:
    """Label and reason first, money as numbers for people."""
    leading = [name for name in _LEADING if name in customers.columns]
    rest = [name for name in customers.columns if name not in leading and name not in _HIDDEN]
    return customers.select(*leading, *rest).with_columns(pl.col(pl.Decimal).cast(pl.Float64))
