"""What the customers of a list did after it: answered, took the product, bought, spent, brought money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from custseg.errors import InputError
from custseg.facts.assets import assets_by_product
from custseg.facts.rows import FactSettings, counts_as_purchase, money_of_row
from custseg.facts.universe import customers_universe
from custseg.methods.needs import NeedsSettings
from custseg.methods.needs.sources import products_had
from custseg.plan.campaign.settings import Outcome
from custseg.schema.dataset import Dataset
from custseg.schema.presumed import Plan
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

MEASURES: dict[Outcome, str] = {
    "responded": "responded", "product": "took_product", "purchase": "bought", "money": "spent_after",
    "assets": "assets_gained",
}  # fmt: skip
"""Outcome of the settings -> the measure it is shown as; ``auto`` takes the first there is."""
MONEY = frozenset({"spent_after", "assets_gained"})
"""Measures in yuan; the others are yes or no."""
BEFORE_DAYS = 90
"""Days before the list whose spending is looked at, where the time after it is shorter."""


@dataclass(frozen=True)
class Outcomes:
    """One row for each customer of a list, in its order."""

    rows: pl.DataFrame
    """A column for each measure that is known; ``before_`` and the measure: the like before the list."""
    known: int
    """How many of them the exports know at all."""

    def measures(self) -> list[str]:
        """The measures that are known, in their order."""
        return [measure for measure in MEASURES.values() if measure in self.rows.columns]


def outcomes(
    dataset: Dataset, members: pl.DataFrame, listed_on: date | None, until: date | None,
    facts: FactSettings, needs: NeedsSettings,
) -> Outcomes:  # fmt: skip
    """What everybody of one list did after ``listed_on`` and not after ``until``.

    Who has no row in the exports did nothing. Taking the product: it was begun after the list, or is on a list of
    holdings of a later day and was on none up to then. Spending is set beside that of as many days before, 90 at
    least; assets are those of the last month beside those of the month of the list.
    """
    plans: dict[str, Plan] = {"everybody": customers_universe(dataset).select("customer_id")}
    later = listed_on is not None and until is not None and until > listed_on
    if later:
        assert listed_on is not None
        assert until is not None
        plans |= _plans(dataset, members, listed_on, until, facts, needs)
    found = dict(zip(plans, dataset.collect(*plans.values()), strict=True))
    rows = members.select("customer_id", "responded")
    if rows["responded"].null_count() == rows.height:
        rows = rows.drop("responded")
    for name, frame in found.items():
        if name != "everybody":
            rows = rows.join(frame, on="customer_id", how="left", maintain_order="left")
    numbers = [c for c, kind in rows.schema.items() if kind.is_numeric()]
    flags = [c for c in ("took_product", "bought") if c in rows.columns]
    rows = rows.with_columns(pl.col(numbers).fill_null(0.0), pl.col(flags).fill_null(False))
    if "assets_after" in rows.columns:
        rows = rows.with_columns(
            assets_gained=pl.col("assets_after") - pl.col("before_assets_gained")
        )
    known = members["customer_id"].is_in(found["everybody"]["customer_id"].implode())
    return Outcomes(rows, int(known.sum()))


def _plans(
    dataset: Dataset, members: pl.DataFrame, since: date, until: date, facts: FactSettings,
    needs: NeedsSettings,
) -> dict[str, Plan]:  # fmt: skip
    listed = members.lazy().select("customer_id", "offer")
    plans: dict[str, Plan] = {}
    if dataset.has("transactions", "customer_id", "date"):
        plans["bought"] = _bought(dataset, listed, since, until, facts)
    had = products_had(dataset, needs, facts)
    if had is not None and members["offer"].count():
        taken = _taken(had.rows, listed, since, until)
        if _is_product(dataset, had.rows, members["offer"].drop_nulls().unique().to_list()):
            plans["taken"] = taken
    if dataset.has("balances", "customer_id", "date") and _month(since) < _month(until):
        plans["assets"] = _assets(dataset, listed, since, until, facts)
    return plans


def _bought(
    dataset: Dataset, listed: pl.LazyFrame, since: date, until: date, facts: FactSettings
) -> pl.LazyFrame:
    day, money = pl.col("date"), money_of_row(dataset, facts)
    after = day.is_between(since, until, closed="right")
    begin = since - timedelta(days=max((until - since).days, BEFORE_DAYS))
    before = day.is_between(begin, since, closed="right")
    made: dict[str, pl.Expr] = {"bought": (counts_as_purchase(dataset, facts) & after).any()}
    if dataset.has("transactions", "amount"):
        made |= {
            "spent_after": money.filter(after).sum().cast(pl.Float64),
            "before_spent_after": money.filter(before).sum().cast(pl.Float64),
        }
    return (
        dataset.frame("transactions")
        .join(listed, on="customer_id", how="semi")
        .group_by("customer_id")
        .agg(**made)
    )


def _taken(had: pl.LazyFrame, listed: pl.LazyFrame, since: date, until: date) -> pl.LazyFrame:
    begun = (pl.col("since") > since) & (pl.col("since") <= until)
    on_list, seen = pl.col("snapshot_on"), pl.col("snapshot_on").is_not_null()
    mine = had.join(listed, left_on=["customer_id", "product"], right_on=["customer_id", "offer"], how="semi")  # fmt: skip
    return mine.group_by("customer_id").agg(
        begun.any().alias("_begun"),
        (seen & pl.col("since").is_null() & (on_list > since) & (on_list <= until)).any().alias("_later"),
        (seen & (on_list <= since)).any().alias("_before"),
    ).select(
        "customer_id",
        (pl.col("_begun").fill_null(False) | (pl.col("_later") & ~pl.col("_before"))).alias("took_product"),
    )  # fmt: skip


def _is_product(dataset: Dataset, had: pl.LazyFrame, offers: Sequence[str]) -> bool:
    """Whether one of the offers is a product that somebody has."""
    [found] = dataset.collect(had.filter(pl.col("product").is_in(offers)).select(pl.len()))
    return bool(found.item() > 0)


def _assets(
    dataset: Dataset, listed: pl.LazyFrame, since: date, until: date, facts: FactSettings
) -> pl.LazyFrame:
    """Average assets of the last month, and of the month of the list."""
    months = assets_by_product(dataset, until, facts).filter(
        pl.col("month").is_in([_month(since), _month(until)])
    )
    held = pl.coalesce("average_assets", "month_end_assets")
    in_month = {month: held.filter(pl.col("month") == month).sum().cast(pl.Float64)
                for month in (_month(since), _month(until))}  # fmt: skip
    return (
        months.join(listed, on="customer_id", how="semi")
        .group_by("customer_id")
        .agg(assets_after=in_month[_month(until)], before_assets_gained=in_month[_month(since)])
    )


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def first_of(found: Outcomes, wanted: Outcome, name: str) -> str:
    """The measure that is answered first; raises InputError where nothing says it."""
    there = found.measures()
    if wanted == "auto":
        if there:
            return there[0]
        raise InputError(
            t("{name}: nothing in the exports says what the customers did after the list", name=name),
            t("give exports of a later time (transactions, holdings or balances), or a list with a column responded"),
        )  # fmt: skip
    if MEASURES[wanted] not in there:
        raise InputError(
            t("{name}: the outcome {outcome!r} is not known from these files", name=name, outcome=wanted),
            t("product needs holdings, purchase and money need transactions with dates, assets needs balances of a later month, "
              "responded a column of the list"),
        )  # fmt: skip
    return MEASURES[wanted]
