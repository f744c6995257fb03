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
        return _flow(book, ids, target, since)
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

    units = known["unit"].filter(pl.Series(counts))
    names = units.drop_nulls().unique().sort()
    place = units.replace_strict(names, range(len(names)), default=None, return_dtype=pl.Int64)
    held = ledger.average[:, counts]
    at = place.fill_null(len(names)).to_numpy()
    # Cents are whole and their sums below 2^53, so that adding floats is exact.
    summed = [np.bincount(at, weights=month, minlength=len(names) + 1) / 100 for month in held]
    heads = np.bincount(at, minlength=len(names) + 1)

    def of(months: tuple[float, ...], customers: int) -> Figure:
        return Figure(
            months[-1], months, months[before] if 0 <= before < len(months) else None, customers
        )

    whole = of(tuple(float(sums.sum()) for sums in summed), int(heads.sum()))
    return Figures(whole, {
        name: of(tuple(float(sums[n]) for sums in summed), int(heads[n])) for n, name in enumerate(names)
    })  # fmt: skip


def _flow(book: Book, ids: pl.DataFrame, target: Target, since: date) -> Figures:
    """What is added up month by month since the start."""
    added = _added(book, ids.filter("counts").drop("counts"), target)
    first = int(added["month"].min()) if added.height else _number(since)  # type: ignore[arg-type]
    span = range(min(first, _number(since)), _number(book.as_of) + 1)

    def of(mine: pl.DataFrame, customers: int) -> Figure:
        amounts = dict(mine.group_by("month").agg(pl.col("amount").sum()).iter_rows())
        months = tuple(float(amounts.get(month, 0)) for month in span)
        begun = _number(since) - span.start
        return Figure(sum(months[max(0, begun) :]), months, 0.0, customers)

    counting = ids.filter("counts")
    heads = dict(counting.drop_nulls("unit").group_by("unit").len().iter_rows())
    by_unit = added.partition_by("unit", as_dict=True)
    units = {unit: of(by_unit.get((unit,), added.clear()), n) for unit, n in sorted(heads.items())}
    return Figures(of(added, counting.height), units)


def _added(book: Book, ids: pl.DataFrame, target: Target) -> pl.DataFrame:
    """unit, month and the exact amount of everything that counts, up to the date of the book."""
    made = {"new_customers": _joined, "money": _spent, "complaints": _complaints}
    rows = made[target.metric](book).filter(
        pl.col("day").is_not_null() & (pl.col("day") <= book.as_of)
    )
    plan = (
        rows.join(ids.lazy(), on="customer_id", how="inner")
        .group_by(
            "unit", month=pl.col("day").dt.year().cast(pl.Int64) * 12 + pl.col("day").dt.month()
        )
        .agg(pl.col("amount").sum())
    )
    [added] = book.dataset.collect(plan)
    return added.sort("unit", "month")


def _joined(book: Book) -> pl.LazyFrame:
    """Every customer on the day of opening, else of the first purchase."""
    there = [c for c in ("opened_on", "first_on") if c in book.customers.columns]
    if not there:
        raise InputError(
            t("nothing says since when customers are customers"),
            t("give a customer list with the day of opening, or transactions with dates"),
        )
    return book.customers.lazy().select("customer_id", day=pl.coalesce(there), amount=pl.lit(1))


def _spent(book: Book) -> pl.LazyFrame:
    dataset = book.dataset
    dataset.require("targets", "transactions", "customer_id", "date", "amount")
    return (
        dataset.frame("transactions")
        .filter(counts_as_purchase(dataset, book.facts))
        .select("customer_id", day="date", amount=money_of_row(dataset, book.facts))
    )


def _complaints(book: Book) -> pl.LazyFrame:
    rows, _, _ = scored_rows(book.dataset, SentimentSettings(), {})
    return rows.lazy().filter("is_complaint").select("customer_id", day="date", amount=pl.lit(1))


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
