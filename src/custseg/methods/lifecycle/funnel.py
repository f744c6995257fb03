"""Trade stages 潜在, 意向, 成交, 售后 from leads: how far each got, how long it took, by source."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date

import polars as pl

from custseg.result import Note
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.words import t

TRADE_STAGES = ("prospect", "intent", "won", "after_sales", "lost")

STAGE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # tried in this order: 无意向 is no 意向, 未成交 no 成交, a potential customer no customer
    ("lost", ("无意向", "无效", "输单", "丢单", "战败", "流失", "放弃", "lost", "unqualified", "disqualified",
              "not interested", "rejected", "invalid", "dead", "abandoned")),
    ("prospect", ("潜在", "待跟进", "未联系", "待分配", "potential", "prospect", "uncontacted", "not contacted",
                  "unassigned")),
    ("after_sales", ("售后", "after-sales", "after sales", "aftersales", "服务中")),
    ("intent", ("未成交", "未签", "待签", "待成交")),
    ("won", ("成交", "赢单", "签约", "签单", "已购", "已转化", "正式", "won", "converted", "customer",
             "signed", "paid")),
    ("intent", ("意向", "跟进", "洽谈", "谈判", "报价", "方案", "试用", "联系中", "已联系", "需求", "contact",
                "qualif", "negotiat", "proposal", "quote", "interest", "working", "demo", "trial",
                "opportunity", "mql", "sql")),
    ("prospect", ("新", "线索", "初步", "open", "new", "lead", "subscriber")),
)  # fmt: skip
"""Words in the stage column of a CRM export -> trade stage."""

_DATES = ("created_on", "contacted_on", "closed_on")


def funnel_tables(dataset: Dataset, as_of: date) -> dict[str, pl.DataFrame]:
    """``funnel`` by trade stage, and ``funnel_sources`` by where leads came from.

    ``leads`` are in the stage now, ``reached`` got at least so far (a lost lead counts for intent
    when it had been contacted), ``conversion`` is the share of those who reached the stage before,
    ``median_dwell_days`` how long those who moved on had stayed (as a prospect until contacted, in
    intent until closed, won until the first feedback since), ``median_open_days`` how long those who
    are there now have been. A contact or closing after ``as_of`` has not happened yet.
    """
    [leads] = dataset.collect(_leads(dataset, as_of))
    leads = leads.with_columns(**_days(as_of))
    tables = {"funnel": _funnel(leads)}
    if leads["source"].null_count() < len(leads):
        tables["funnel_sources"] = _by_source(leads)
    return tables


def funnel_notes(dataset: Dataset, tables: Mapping[str, pl.DataFrame]) -> list[Note]:
    """What the funnel says, and what its stages were taken from."""
    rows = {row["trade_stage"]: row for row in tables["funnel"].iter_rows(named=True)}
    every = sum(row["leads"] for row in rows.values())
    won = rows["won"]["reached"]
    notes = [Note("finding", t("{won:,} of {leads:,} leads were won ({share:.1%})", won=won, leads=every,
                               share=won / every if every else 0.0))]  # fmt: skip
    if not dataset.has("leads", "stage"):
        notes.append(
            Note(
                "info",
                t("leads have no stage column: a contacted lead is intent, a closed one won"),
            )
        )
    elif not dataset.has("leads", "closed_on"):
        notes.append(
            Note("info", t("leads have no closing date: stages are as the file was exported"))
        )
    return notes


def _leads(dataset: Dataset, as_of: date) -> pl.LazyFrame:
    """One row per lead with its trade stage, as known on ``as_of``."""
    has = dataset.columns("leads")
    text = {
        "customer_id": pl.String(),
        "source": pl.String(),
        "stage": pl.String(),
        "amount": MONEY,
    }
    rows = dataset.frame("leads").select(
        *(pl.col(c) if c in has else pl.lit(None, kind).alias(c) for c, kind in text.items()),
        *(pl.when(pl.col(c) <= as_of).then(c).alias(c) if c in has else pl.lit(None, pl.Date).alias(c)
          for c in _DATES),
        (pl.col("closed_on") > as_of if "closed_on" in has else pl.lit(False)).fill_null(False).alias("_open"),
    )  # fmt: skip
    contacted, closed = pl.col("contacted_on").is_not_null(), pl.col("closed_on").is_not_null()
    by_dates = (
        pl.when(closed & (pl.lit("stage" not in has))).then(pl.lit("won"))
        .when(contacted).then(pl.lit("intent")).otherwise(pl.lit("prospect"))
    )  # fmt: skip
    # A lead that is closed only after the as-of date was still open then, whatever it says today.
    rows = rows.with_columns(
        pl.when(pl.col("_open")).then(by_dates)
        .otherwise(pl.coalesce(_by_words(), by_dates)).alias("trade_stage")
    )  # fmt: skip
    rows = rows.with_row_index("_lead")
    served = _served(dataset, rows)
    if served is None:
        return rows.with_columns(pl.lit(None, pl.Date).alias("served_on"))
    after_sales = (pl.col("trade_stage") == "won") & pl.col("_served")
    return rows.join(served, on="_lead", how="left").with_columns(
        pl.when(after_sales).then(pl.lit("after_sales")).otherwise("trade_stage").alias("trade_stage")
    )  # fmt: skip


def _served(dataset: Dataset, leads: pl.LazyFrame) -> pl.LazyFrame | None:
    """The leads whose customer sent feedback since they were closed, and the day of the first."""
    if not dataset.has("feedback", "customer_id"):
        return None
    on = pl.col("date") if dataset.has("feedback", "date") else pl.lit(None, pl.Date)
    feedback = dataset.frame("feedback").select("customer_id", served_on=on)
    since = (pl.col("served_on") >= pl.col("closed_on")).fill_null(True)
    return (
        leads.select("_lead", "customer_id", "closed_on")
        .join(feedback.filter(pl.col("customer_id").is_not_null()), on="customer_id")
        .filter(since)
        .group_by("_lead")
        .agg(pl.col("served_on").min(), pl.lit(True).alias("_served"))
    )


def _by_words() -> pl.Expr:
    said = pl.col("stage")
    return pl.coalesce(
        pl.when(said.str.contains_any(list(words), ascii_case_insensitive=True)).then(pl.lit(stage))
        for stage, words in STAGE_WORDS
    )


_STAYS = ("prospect", "intent", "won")


def _days(as_of: date) -> dict[str, pl.Expr]:
    """How long a lead stayed in each stage it left, and how long it has been in the one it is in."""
    started, met, closed = (pl.col(c) for c in _DATES)
    begun = {"prospect": started, "intent": pl.coalesce(met, started), "won": closed}
    ended = {"prospect": met, "intent": closed, "won": pl.col("served_on")}
    stays = {f"{name}_days": _since(begun[name], ended[name]) for name in _STAYS}
    is_here = pl.col("trade_stage")
    waits = {
        f"{name}_open_days": pl.when(is_here == name).then(_since(begun[name], pl.lit(as_of)))
        for name in _STAYS
    }
    return {**stays, **waits}


def _since(begun: pl.Expr, ended: pl.Expr) -> pl.Expr:
    """Days from one day to the other; null where they come the other way round."""
    days = (ended - begun).dt.total_days()
    return pl.when(days >= 0).then(days)


def _funnel(leads: pl.DataFrame) -> pl.DataFrame:
    stage, contacted = pl.col("trade_stage"), pl.col("contacted_on").is_not_null()
    counted = leads.select(
        *((stage == name).sum().cast(pl.Int64).alias(name) for name in TRADE_STAGES),
        (stage.is_in(["intent", "won", "after_sales"]) | ((stage == "lost") & contacted))
        .sum().cast(pl.Int64).alias("reached_intent"),
    ).row(0, named=True)  # fmt: skip
    won = counted["won"] + counted["after_sales"]
    reached = [len(leads), counted["reached_intent"], won, counted["after_sales"], None]
    dwell, waiting = (
        leads.select(pl.col(f"{name}{kind}").median().alias(name) for name in _STAYS).row(
            0, named=True
        )
        for kind in ("_days", "_open_days")
    )
    money = dict(
        leads.group_by("trade_stage").agg(pl.col("amount").sum().cast(pl.Float64)).iter_rows()
    )
    return pl.DataFrame(
        {
            "trade_stage": TRADE_STAGES,
            "leads": [counted[name] for name in TRADE_STAGES],
            "reached": reached,
            "reached_share": [n / len(leads) if n is not None and len(leads) else None for n in reached],
            "conversion": [None, *(
                now / before if now is not None and before else None
                for before, now in itertools.pairwise(reached)
            )],
            "median_dwell_days": [dwell.get(name) for name in TRADE_STAGES],
            "median_open_days": [waiting.get(name) for name in TRADE_STAGES],
            "money": [money.get(name, 0.0) for name in TRADE_STAGES],
        },
        schema={"trade_stage": pl.String, "leads": pl.Int64, "reached": pl.Int64,
                "reached_share": pl.Float64, "conversion": pl.Float64,
                "median_dwell_days": pl.Float64, "median_open_days": pl.Float64, "money": pl.Float64},
    )  # fmt: skip


def _by_source(leads: pl.DataFrame) -> pl.DataFrame:
    """How far the leads of each source got, and how long it took."""
    stage = pl.col("trade_stage")
    won = stage.is_in(["won", "after_sales"])
    met = stage.is_in(["intent", "won", "after_sales"]) | (
        (stage == "lost") & pl.col("contacted_on").is_not_null()
    )
    days = (pl.col("closed_on") - pl.col("created_on")).dt.total_days()
    return (
        leads.group_by("source")
        .agg(pl.len().cast(pl.Int64).alias("leads"), met.sum().cast(pl.Int64).alias("intent_leads"),
             won.sum().cast(pl.Int64).alias("won_leads"),
             (stage == "after_sales").sum().cast(pl.Int64).alias("after_sales_leads"),
             won.mean().alias("conversion"),
             pl.col("prospect_days").median().alias("median_prospect_days"),
             pl.col("intent_days").median().alias("median_intent_days"),
             days.filter(won).median().alias("median_days_to_win"),
             pl.col("amount").filter(won).sum().cast(pl.Float64).alias("money"))
        .sort(["leads", "source"], descending=[True, False], nulls_last=True)
    )  # fmt: skip
