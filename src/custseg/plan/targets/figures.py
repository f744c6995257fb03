"""The figures that targets are set for: today's, and those of the months before where the data has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.conditions import column_named, compile_condition
from custseg.errors import InputError, UsageError
from custseg.facts.asset_months import asset_months
from custseg.facts.rows import counts_as_purchase, money_of_row
from custseg.methods.sentiment import SentimentSettings
from custseg.methods.sentiment.method import scored_rows
from custseg.methods.sentiment.scales import BAD, GOOD
from custseg.plan.book import Book
from custseg.plan.targets.settings import FLOWS, NOW, Target
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Figure:
    """One figure of all customers, or of one unit (a branch, a manager)."""

    actual: float
    months: tuple[float, ...] = ()
    """Month by month up to the date of the book, the last one last: as it stood, or what it added."""
    start: float | None = None
    """What it was before the start, where the months say it."""
    customers: int = 0


@dataclass(frozen=True)
class Figures:
    """A figure of everybody, and of the units it is broken down by."""

    whole: Figure
    units: dict[str, Figure] = field(default_factory=dict)


def figures_of(book: Book, target: Target, since: date, feelings: SentimentSettings) -> Figures:
    """The figure of ``target``, from ``since`` on where it adds up.

    Raises UsageError for a condition or column that is none, InputError for tables that are not there.
    """
    units = _units(book, target)
    counts = _counts_in(book, target)
    if target.metric in NOW:
        return _now(book, target, units, counts)
    ids = book.customers.select("customer_id", unit=units).with_columns(counts=counts)
    if target.metric == "aum":
        return _assets(book, ids, since)
    if target.metric in FLOWS:
        return _flow(book, ids, _events(book, target), since)
    return _opinions(book, ids, target, since, feelings)


def _units(book: Book, target: Target) -> pl.Series:
    customers = book.customers
    if target.per is None:
        return pl.repeat(None, customers.height, dtype=pl.String, eager=True).alias("unit")
    column = column_named(target.per, customers.columns)
    if column is None:
        raise UsageError(
            t("target {name!r}: no column {column!r} to break it down by", name=target.name, column=target.per),
            t("columns: {known}", known=", ".join(customers.columns)),
        )  # fmt: skip
    return customers[column].cast(pl.String).alias("unit")


def _counts_in(book: Book, target: Target) -> pl.Series:
    """Which customers count."""
    if target.when is None or target.metric == "share":
        return pl.repeat(True, book.customers.height, dtype=pl.Boolean, eager=True)
    holds = compile_condition(target.when, dict(book.customers.schema)).holds
    return book.customers.with_columns(_holds=holds)["_holds"]


# --- today's customers -------------------------------------------------------------------------------


def _now(book: Book, target: Target, units: pl.Series, counts: pl.Series) -> Figures:
    people = book.customers.with_columns(_unit=units, _counts=counts)
    value = _value(target, people)
    chosen = people.filter("_counts")
    summed: dict[str, Callable[[pl.DataFrame], float]] = {
        "customers": lambda rows: float(rows.height),
        "share": lambda rows: float(rows.select(value.mean()).item() or 0.0),
        "sum": lambda rows: float(rows.select(value.sum()).item() or 0.0),
        "mean": lambda rows: float(rows.select(value.mean()).item() or 0.0),
    }
    of = summed[target.metric]
    made = {str(key[0]): Figure(of(rows), customers=rows.height)
            for key, rows in chosen.drop_nulls("_unit").group_by("_unit", maintain_order=True)}  # fmt: skip
    return Figures(Figure(of(chosen), customers=chosen.height), made)


def _value(target: Target, people: pl.DataFrame) -> pl.Expr:
    """What is counted or added up of each customer."""
    if target.metric == "share":
        assert target.when is not None
        return compile_condition(target.when, dict(people.schema)).holds.cast(pl.Float64)
    if target.column is None:
        return pl.lit(1.0)
    column = column_named(target.column, people.columns)
    if column is None or not people.schema[column].is_numeric():
        raise UsageError(
            t("target {name!r}: {column!r} is no column of numbers", name=target.name, column=target.column),
            t("columns: {known}", known=", ".join(c for c, kind in people.schema.items() if kind.is_numeric())),
        )  # fmt: skip
    return pl.col(column).cast(pl.Float64)


# --- months ------------------------------------------------------------------------------------------


def _assets(book: Book, ids: pl.DataFrame, since: date) -> Figures:
    """Average assets 月日均 of every month, over the customers that count."""
    ledger = asset_months(book.dataset, {}, book.facts)
    if not len(ledger.months):
        raise InputError(t("there are no balances with dates"), t("give balances by month"))
    known = pl.DataFrame({"customer_id": ledger.customers}).join(
        ids, on="customer_id", how="left", maintain_order="left"
    )
    counts = known["counts"].fill_null(False).to_numpy()
    before = _number(since) - 2 - ledger.months.start

    def of(chosen: Array) -> Figure:
        months = tuple(float(cents) / 100 for cents in ledger.average[:, chosen].sum(axis=1))
        start = months[before] if 0 <= before < len(months) else None
        return Figure(months[-1], months, start, int(chosen.sum()))

    return Figures(of(counts), _each(known["unit"], counts, of))


def _each(units: pl.Series, counts: Array, of: Callable[[Array], Figure]) -> dict[str, Figure]:
    return {
        unit: of(counts & (units == unit).fill_null(False).to_numpy())
        for unit in units.drop_nulls().unique().sort()
    }


def _flow(book: Book, ids: pl.DataFrame, found: pl.DataFrame, since: date) -> Figures:
    """What ``found`` (customer_id, month, amount) adds up to since the start."""
    rows = found.join(ids, on="customer_id", how="inner").filter("counts")
    first = int(rows["month"].min()) if rows.height else _number(since)  # type: ignore[arg-type]
    span = range(min(first, _number(since)), _number(book.as_of) + 1)

    def of(mine: pl.DataFrame, customers: int) -> Figure:
        amounts = dict(mine.group_by("month").agg(pl.col("amount").sum()).iter_rows())
        months = tuple(float(amounts.get(month, 0.0)) for month in span)
        begun = _number(since) - span.start
        return Figure(sum(months[max(0, begun) :]), months, 0.0, customers)

    counting = ids.filter("counts")
    heads = dict(counting.drop_nulls("unit").group_by("unit").len().iter_rows())
    units = {unit: of(rows.filter(pl.col("unit") == unit), n) for unit, n in sorted(heads.items())}
    return Figures(of(rows, counting.height), units)


def _events(book: Book, target: Target) -> pl.DataFrame:
    """customer_id, month and amount of everything that counts, up to the date of the book."""
    made = {"new_customers": _joined, "money": _spent, "complaints": _complaints}
    found = made[target.metric](book)
    return found.filter(pl.col("day").is_not_null() & (pl.col("day") <= book.as_of)).select(
        "customer_id", (pl.col("day").dt.year().cast(pl.Int64) * 12 + pl.col("day").dt.month()).alias("month"),
        "amount",
    )  # fmt: skip


def _joined(book: Book) -> pl.DataFrame:
    """Every customer on the day of opening, else of the first purchase."""
    there = [c for c in ("opened_on", "first_on") if c in book.customers.columns]
    if not there:
        raise InputError(
            t("nothing says since when customers are customers"),
            t("give a customer list with the day of opening, or transactions with dates"),
        )
    return book.customers.select("customer_id", pl.coalesce(there).alias("day"), pl.lit(1.0).alias("amount"))  # fmt: skip


def _spent(book: Book) -> pl.DataFrame:
    dataset = book.dataset
    dataset.require("targets", "transactions", "customer_id", "date", "amount")
    day = pl.col("date").dt.month_end()
    rows = dataset.frame("transactions").filter(
        pl.col("customer_id").is_not_null() & counts_as_purchase(dataset, book.facts)
        & (pl.col("date") <= book.as_of)
    )  # fmt: skip
    [found] = dataset.collect(
        rows.select("customer_id", pl.min_horizontal(day, pl.lit(book.as_of)).alias("day"),
                    money_of_row(dataset, book.facts).alias("amount"))
        .group_by("customer_id", "day").agg(pl.col("amount").sum())
    )  # fmt: skip
    return found.with_columns(pl.col("amount").cast(pl.Float64)).sort("customer_id", "day")


def _complaints(book: Book) -> pl.DataFrame:
    rows, _, _ = scored_rows(book.dataset, SentimentSettings(), {})
    return rows.filter("is_complaint").select("customer_id", pl.col("date").alias("day"), pl.lit(1.0).alias("amount"))  # fmt: skip


def _opinions(
    book: Book, ids: pl.DataFrame, target: Target, since: date, feelings: SentimentSettings
) -> Figures:
    """NPS, or the share of the satisfied, of all answers since the start; by month as well."""
    rows, scales, _ = scored_rows(book.dataset, feelings, {})
    wanted = [n for n, scale in scales.items() if (scale.measure == "nps") == (target.metric == "nps")]  # fmt: skip
    if not wanted:
        raise InputError(
            t("target {name!r}: there are no scores for {metric}", name=target.name, metric=target.metric),
            t("custseg sentiment says how scores are read; --scale says what they are"),
        )  # fmt: skip
    answers = (
        rows.filter(pl.col("table").is_in(wanted) & pl.col("score_class").is_not_null() & (pl.col("date") <= book.as_of))
        .join(ids, on="customer_id", how="inner").filter("counts")
        .with_columns(month=pl.col("date").dt.year().cast(pl.Int64) * 12 + pl.col("date").dt.month())
    )  # fmt: skip

    def of(mine: pl.DataFrame) -> Figure:
        lately = mine.filter(pl.col("date") >= since)
        early = mine.filter(pl.col("date") < since)
        return Figure(
            _opinion(lately["score_class"], target), (),
            _opinion(early["score_class"], target) if early.height else None,
            lately["customer_id"].n_unique(),
        )  # fmt: skip

    units = {
        unit: of(answers.filter(pl.col("unit") == unit))
        for unit in answers.filter(pl.col("date") >= since)["unit"].drop_nulls().unique().sort()
    }
    if not len(answers.filter(pl.col("date") >= since)):
        raise InputError(
            t("target {name!r}: nobody has answered since {since}", name=target.name, since=since),
            t("set an earlier start_on, or give the answers of this time"),
        )
    return Figures(of(answers), units)


def _opinion(classes: pl.Series, target: Target) -> float:
    good, bad = (classes == GOOD).sum(), (classes == BAD).sum()
    if not len(classes):
        return 0.0
    if target.metric == "nps":
        return 100.0 * (float(good) - float(bad)) / len(classes)
    return float(good) / len(classes)


def _number(day: date) -> int:
    return day.year * 12 + day.month


def parts_of(whole: float, figures: Sequence[Figure], *, divided: bool) -> list[float]:
    """The goal of each unit: the same for rates; else by what each had at the start, or by its customers."""
    if not divided:
        return [whole] * len(figures)
    weights = [figure.start for figure in figures]
    usable = [w for w in weights if w is not None and w > 0]
    shares = np.array(
        [float(w or 0) for w in weights] if len(usable) == len(figures) and usable
        else [float(figure.customers) for figure in figures]
    )  # fmt: skip
    total = float(shares.sum())
    return [float(whole * share / total) for share in shares] if total > 0 else [0.0] * len(figures)
