"""What was known of customers on a day, from rows up to that day only, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from custseg.churn.settings import ChurnSettings
from custseg.churn.signs import Leaving
from custseg.facts import FactSettings, purchases, rhythm, windows
from custseg.facts.activity import breadth
from custseg.facts.asset_ledger import RECORDED, AssetLedger, asset_ledger_plan, still_held
from custseg.facts.outcomes import bought_after
from custseg.read.table import ROW
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.schema.presumed import Plan

if TYPE_CHECKING:
    from custseg.models.buying.fitted import Fitted

BUYING = "mbg_nbd"
"""The model of buying whose expectations are signs."""
_PARTS = 10_000


@dataclass(frozen=True)
class Cuts:
    """The days at which customers are looked at, one horizon apart."""

    began: date
    as_of: date
    horizon: int

    @property
    def tested(self) -> date:
        """The later cut: what came after it tests the model, and then teaches it."""
        return self.as_of - timedelta(days=self.horizon)

    @property
    def trained(self) -> date:
        """The earlier cut: what came after it, until the later one, teaches the model to be tested."""
        return self.tested - timedelta(days=self.horizon)


def leaving_in(dataset: Dataset) -> Leaving | None:
    """What leaving can mean in these tables; None where it cannot be seen."""
    if dataset.has("transactions", "customer_id", "date"):
        return "silent"
    return "drained" if dataset.has("balances", "customer_id", "date") else None


def began_on(dataset: Dataset, leaving: Leaving) -> date | None:
    """The first day that rows which could show leaving speak of."""
    kind = "transactions" if leaving == "silent" else "balances"
    days = [
        tally.days.first_on for table, tally in zip(dataset.tables, dataset.tallies, strict=True)
        if table.kind == kind and tally.days.first_on is not None
    ]  # fmt: skip
    return min(days, default=None)


def sampled(dataset: Dataset, rows: int) -> pl.Expr | None:
    """Whether a customer is among those of about ``rows`` rows, by a hash of the id; None for all."""
    there = sum(
        tally.used for table, tally in zip(dataset.tables, dataset.tallies, strict=True)
        if table.kind in ("transactions", "balances")
    )  # fmt: skip
    if there <= rows:
        return None
    return pl.col("customer_id").hash(0) % _PARTS < max(1, _PARTS * rows // there)


def until(dataset: Dataset, day: date, among: pl.Expr | None = None) -> Dataset:
    """The dated tables as they were on ``day``: no row after it."""
    seen = pl.col("date") <= day
    if among is not None:
        seen = seen & among
    frames = {
        kind: dataset.frame(kind).filter(seen).with_columns(pl.lit(0).alias(ROW))
        for kind in ("transactions", "balances") if dataset.has(kind, "customer_id", "date")
    }  # fmt: skip
    return Dataset.from_frames(frames, as_of=day)


def known_plans(dataset: Dataset, day: date, facts: FactSettings) -> list[Plan]:
    """What is known of every customer on the last day of ``dataset``."""
    plans: list[Plan] = []
    if dataset.has("transactions"):
        plans += [
            purchases(dataset, facts).drop("returned_money"),
            rhythm(dataset, day, facts).select("customer_id", "days_since_last", "purchase_days", "churn_factor"),
            windows(dataset, day, facts).select("customer_id", "purchases_90d", "purchases_prior_90d"),
        ]  # fmt: skip
        plans += breadth_plans(dataset, facts)
    if dataset.has("balances"):
        plans.append(asset_ledger_plan(dataset, facts))
    return plans


def breadth_plans(dataset: Dataset, facts: FactSettings) -> list[Plan]:
    """Of how many products, categories and channels; nothing where the file has none of them."""
    has = any(dataset.has("transactions", c) for c in ("product", "category", "channel"))
    return [breadth(dataset, facts)] if has else []


def outcome_plans(
    dataset: Dataset, day: date, later: date, leaving: Leaving, facts: FactSettings,
    among: pl.Expr | None,
) -> list[Plan]:  # fmt: skip
    """What became of customers after ``day``, as known on ``later``."""
    seen = until(dataset, later, among)
    if leaving == "silent":
        return [bought_after(seen, day, later, facts)]
    return [asset_ledger_plan(seen, facts)]


def joined(frames: Sequence[pl.DataFrame], day: date, later: date | None = None) -> pl.DataFrame:
    """The frames of ``known_plans`` (and ``outcome_plans`` of ``later``) as one, a row per customer, sorted."""
    days = iter((day, later))
    frame, *others = (_held(f, next(days), day) if RECORDED in f.columns else f for f in frames)
    for other in others:
        frame = frame.join(other, on="customer_id", how="full", coalesce=True)
    frame = frame.sort("customer_id")
    if "first_on" not in frame.columns:
        return frame
    ago = (pl.lit(day) - pl.col("first_on")).dt.total_days()
    return frame.with_columns(ago.alias("days_since_first"))


def _held(records: pl.DataFrame, seen_on: date | None, day: date) -> pl.DataFrame:
    """Assets as of ``day`` with their course, or as of a later day as ``later_assets``."""
    assert seen_on is not None
    held = still_held(AssetLedger.of(records, seen_on).named(seen_on)).drop("month_end_assets")
    if seen_on == day:
        return held
    return held.select("customer_id", later_assets="average_assets")


def exposed(frame: pl.DataFrame, leaving: Leaving, settings: ChurnSettings) -> pl.DataFrame:
    """The customers who could leave: not those who never bought, or left before."""
    if leaving == "silent":
        return frame.filter(pl.col("days_since_last") <= settings.active_days)
    return frame.filter(pl.col("average_assets") > 0)


def with_outcome(frame: pl.DataFrame, leaving: Leaving, settings: ChurnSettings) -> pl.DataFrame:
    """``left``: nothing bought after the day; or assets that fell by ``lost_share`` or are not there."""
    if leaving == "silent":
        return frame.with_columns((pl.col("later_days").fill_null(0) == 0).alias("left"))
    now = pl.col("later_assets").cast(pl.Float64).fill_null(0.0)
    kept = pl.col("average_assets").cast(pl.Float64) * (1.0 - settings.lost_share)
    return frame.with_columns((now <= kept).alias("left"))


def with_expectations(
    frame: pl.DataFrame, day: date, horizon: int, fitted: Fitted | None = None
) -> pl.DataFrame:
    """``p_alive`` and ``expected_purchases`` of the horizon by the model of buying.

    It is fitted to these customers unless ``fitted`` is given. Where no model can be had they are
    missing; in one in which nobody leaves so is ``p_alive``.
    """
    from custseg.models.buying.days import UNIT_DAYS, histories_of
    from custseg.models.buying.fitted import fit_buying

    unit = "week" if fitted is None or fitted.fit is None else fitted.fit.unit
    seen = (frame["first_on"], frame["last_on"], frame["purchase_days"] - 1)
    histories = histories_of(*seen, day, unit)
    model = (fitted if fitted is not None else fit_buying(BUYING, histories)).model
    if model is None:
        return frame
    rows = histories.distinct
    alone = type(histories)(rows.repeats, rows.last, rows.age, rows.customers, unit)
    expected = model.purchases(alone, horizon / UNIT_DAYS[unit])[rows.place]
    columns = [pl.Series("expected_purchases", expected)]
    if model.name != "nbd":
        columns.append(pl.Series("p_alive", model.alive(alone)[rows.place].clip(0.0, 1.0)))
    return frame.with_columns(columns)


def money_of(frame: pl.DataFrame) -> pl.Series:
    """The money each customer brought (or holds), as a number; null where nothing is known of it."""
    there = next((c for c in ("monetary", "average_assets") if c in frame.columns), None)
    known = pl.Series([None] * len(frame), dtype=MONEY) if there is None else frame[there]
    return known.cast(pl.Float64).alias("money")
