"""Everything the stages go by, on the as-of date and on any month end before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from custseg.facts import MIN_PURCHASE_DAYS, FactSettings, opened_on, purchases
from custseg.facts.asset_ledger import AssetLedger, asset_ledger_plan, still_held
from custseg.facts.course import Course
from custseg.facts.diary import Diary, diary_plan, first_returns
from custseg.facts.universe import ALWAYS, appearances
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import DATE, MONEY
from custseg.schema.presumed import Plan
from custseg.settings import Yuan

_COURSE: dict[str, pl.DataType] = {
    "days_since_first": pl.Int64(), "days_since_last": pl.Int64(), "purchase_days": pl.Int64(),
    "median_gap_days": pl.Float64(), "usual_gap_days": pl.Float64(), "silence_days": pl.Int64(),
    "purchases_90d": pl.Int64(), "purchases_prior_90d": pl.Int64(),
}  # fmt: skip
_LEDGER: dict[str, pl.DataType] = {
    "assets_month": pl.String(), "month_end_assets": MONEY, "average_assets": MONEY,
    "assets_trend_3m": pl.Float64(), "assets_trend_12m": pl.Float64(),
}  # fmt: skip
_TOTALS: dict[str, pl.DataType] = {
    "first_on": DATE, "last_on": DATE, "frequency": pl.Int64(), "monetary": MONEY, "n_returns": pl.Int64(),
}  # fmt: skip
_PEOPLE: dict[str, pl.DataType] = {
    "known_on": DATE, "held_on": DATE, "opened_on": DATE, "returned_on": DATE,
}  # fmt: skip
"""What the rules and tables read; a column the data cannot give is null."""


def plans_of(dataset: Dataset, as_of: date, facts: FactSettings) -> dict[str, Plan]:
    """The plans of what is known of every customer of any table, to run in one pass."""
    plans: dict[str, Plan | None] = {"seen": appearances(dataset), "opened": opened_on(dataset)}
    if dataset.has("transactions", "customer_id", "date"):
        plans |= {
            "totals": purchases(dataset, facts).drop("returned_money"),
            "diary": diary_plan(dataset, facts),
            "returned": first_returns(dataset),
        }
    if dataset.has("balances", "customer_id", "date"):
        plans["ledger"] = asset_ledger_plan(dataset, facts)
    return {name: plan for name, plan in plans.items() if plan is not None}


@dataclass(frozen=True)
class Relations:
    """What the data says of every customer of any table, day by day."""

    as_of: date
    people: pl.DataFrame
    """``customer_id``, sorted; ``known_on`` and ``held_on``, since when any table knows of the customer
    and of something held; ``opened_on``; ``returned_on``, the first return."""
    totals: pl.DataFrame | None
    """``facts.purchases`` as of the as-of date; None without dated transactions."""
    diary: Diary
    ledger: AssetLedger | None
    course: Course
    course_at: pl.Series
    """Where each of ``people`` stands in the course; null for who has no dated transaction."""

    @classmethod
    def of(cls, collected: dict[str, pl.DataFrame], as_of: date) -> Relations:
        """From the collected frames of ``plans_of``."""
        diary = Diary.of(collected["diary"]) if "diary" in collected else Diary.empty()
        totals = collected.get("totals")
        people = _people(collected, diary)
        places = pl.DataFrame({"customer_id": diary.customers}).with_row_index("_at")
        course_at = people.select("customer_id").join(
            places, on="customer_id", how="left", maintain_order="left"
        )["_at"]  # fmt: skip
        ledger = AssetLedger.of(collected["ledger"], as_of) if "ledger" in collected else None
        return cls(as_of, people, totals, diary, ledger, Course(diary), course_at)

    def on(self, day: date, settings: LifecycleSettings) -> pl.DataFrame:
        """One row per customer known on ``day``, sorted: what the rules of stages read.

        ``day`` is the as-of date, when all is known, or a month end before it: then nothing is that
        a run as of that day would not know. ``_place`` is the place in ``people``.
        """
        is_last, today = day == self.as_of, pl.lit(day)
        course = self.course.on(day, settings.won_back_days)
        frame = pl.concat(
            [self.people, course.select(pl.all().gather(self.course_at))], how="horizontal"
        )
        frame = frame.with_row_index("_place")
        if not is_last:
            late = pl.col("opened_on", "held_on", "returned_on") > day
            frame = frame.filter(pl.col("known_on") <= day).with_columns(
                pl.when(~late).then(pl.col("opened_on", "held_on", "returned_on"))
            )
        frame = self._with_assets(frame, day)
        return frame.with_columns(
            (today - pl.col("opened_on")).dt.total_days().alias("tenure_days"),
            (pl.col("held_on").is_not_null() & (pl.col("opened_on") <= day).fill_null(True)).alias("has_account"),
            pl.col("returned_on").is_not_null().alias("has_returns"),
            _holds_assets(Yuan(0)).alias("has_assets"),
            _holds_assets(settings.min_assets).alias("keeps_assets"),
        )  # fmt: skip

    def known(self, settings: LifecycleSettings) -> pl.DataFrame:
        """Everything that is known of every customer on the as-of date, sorted."""
        frame = self.on(self.as_of, settings).drop("_place", "known_on", "held_on", "returned_on")
        if self.totals is not None:
            frame = frame.join(self.totals, on="customer_id", how="left", maintain_order="left")
        rhythmic = pl.col("purchase_days") >= MIN_PURCHASE_DAYS
        return _with_nulls(frame, _TOTALS).with_columns(
            pl.when(rhythmic).then(pl.col("days_since_last") / pl.col("median_gap_days")).alias("churn_factor")
        )  # fmt: skip

    def _with_assets(self, frame: pl.DataFrame, day: date) -> pl.DataFrame:
        if self.ledger is None:
            return _with_nulls(frame, _LEDGER)
        held = still_held(self.ledger.named(day))
        return frame.join(held, on="customer_id", how="left", maintain_order="left")


def _people(collected: dict[str, pl.DataFrame], diary: Diary) -> pl.DataFrame:
    """Every customer of any table, sorted, with the days since when what is known."""
    begun = diary.visits.group_by("customer").agg(pl.col("on").min().alias("known_on"))
    seen: list[pl.DataFrame] = [begun.select(
        diary.customers.gather(begun["customer"]).alias("customer_id"), "known_on", held_on="known_on"
    )]  # fmt: skip
    if "seen" in collected:
        seen.append(collected["seen"])
    if "totals" in collected:  # a row without a date is known of always
        undated = (
            collected["totals"].select("customer_id").join(seen[0], on="customer_id", how="anti")
        )
        always = pl.lit(ALWAYS)
        seen.append(undated.select("customer_id", known_on=always, held_on=always))
    people = pl.concat(seen).group_by("customer_id").agg(pl.col("known_on", "held_on").min())
    for name in ("opened", "returned"):
        if name in collected:
            people = people.join(collected[name], on="customer_id", how="left")
    return _with_nulls(people, _PEOPLE).select("customer_id", *_PEOPLE).sort("customer_id")


def _with_nulls(frame: pl.DataFrame, needed: dict[str, pl.DataType]) -> pl.DataFrame:
    return frame.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in needed.items() if name not in frame.columns
    )


def _holds_assets(above: Yuan) -> pl.Expr:
    """Whether assets above an amount are there."""
    held = pl.coalesce("month_end_assets", "average_assets") > pl.lit(above, MONEY)
    return held.fill_null(False)


_SHOWN = ["customer_id", "stage", "stage_rule", "days_since_last", "days_since_first", "first_on", "last_on",
          "frequency", "purchase_days", "monetary", "median_gap_days", "usual_gap_days", "churn_factor",
          "silence_days", "purchases_90d", "purchases_prior_90d", "average_assets", "month_end_assets",
          "assets_trend_3m", "assets_trend_12m", "opened_on", "tenure_days"]  # fmt: skip


def shown(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that say something, the stage first."""
    always = {"customer_id", "stage", "stage_rule", "days_since_last"}
    there = [c for c in _SHOWN if c in always or frame[c].null_count() < len(frame)]
    money = [c for c in there if isinstance(frame.schema[c], pl.Decimal)]
    return frame.select(there).with_columns(pl.col(money).cast(pl.Float64))
