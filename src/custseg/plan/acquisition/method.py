"""New customers by branch, and how many bought soon after they came; ``lifecycle`` has them by month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import polars as pl

from custseg.conditions import column_named
from custseg.errors import InputError, UsageError
from custseg.models.proportions import wilson
from custseg.plan.book import Book
from custseg.result import Note, Part
from custseg.settings import Meta, Section
from custseg.words import t

UNITS = ("branch", "manager", "city", "main_channel")
"""What new customers are shown by, the first of these that is there."""


class AcquisitionSettings(Section, frozen=True):
    """Section ``[acquisition]``: who is new, and what counts as having begun."""

    active_within_days: Annotated[
        int, Meta(ge=1, le=365, description="Activated: a first purchase so many days after the opening at most")
    ] = 30  # fmt: skip
    months: Annotated[
        int, Meta(ge=1, le=120, description="Months in which a customer is new, set beside as many before")
    ] = 12  # fmt: skip
    by: Annotated[
        str | None, Meta(description="Column new customers are shown by (unset: branch, manager, city or channel)")
    ] = None  # fmt: skip


def acquisition(book: Book, settings: AcquisitionSettings = AcquisitionSettings()) -> Part:
    """New customers (获客) of every branch beside those of as many months before, and how many were activated (激活).

    New is who was opened in the last ``months`` (the day of the customer list, else of the earliest account or product). Activated is, as in the table
    ``acquisition`` of ``lifecycle``, who made a first purchase at most ``active_within_days`` after the opening; only
    those count of whom so many days are known, and only openings since the month in which purchases begin. Intervals:
    Wilson, 95%.

    Raises InputError where nothing says when customers were opened or where they belong, UsageError for a column
    that is not there.
    """
    people = book.customers
    if "opened_on" not in people.columns or not people["opened_on"].count():
        raise InputError(
            t("nothing says when customers were opened"),
            t("give a customer list with the day of opening (开户日期)"),
        )
    by = _column(book, settings)
    first = _first_day(book.as_of, settings.months)
    before = _first_day(book.as_of, 2 * settings.months)
    opened = pl.col("opened_on")
    known = _with_activation(people, book.as_of, settings.active_within_days).filter(
        opened.is_between(before, book.as_of)
    )
    is_new = opened >= first
    new = known.filter(is_new)
    earlier = known.height - new.height
    return Part(
        tables={"acquired_by": _by(known, by, is_new, book.money)},
        evidence={"new": new.height, "before": earlier, "since": str(first), "by": by},
        notes=tuple(_said(new, earlier, first, settings)),
    )


def _column(book: Book, settings: AcquisitionSettings) -> str:
    there = book.customers.columns
    if settings.by is None:
        found = next((column for column in UNITS if column in there), None)
        if found is None:
            raise InputError(
                t("nothing says where customers belong: no branch, manager, city or channel"),
                t("name a column: [acquisition] by; custseg lifecycle counts new customers by month"),
            )  # fmt: skip
        return found
    column = column_named(settings.by, there)
    if column is None:
        raise UsageError(
            t("[acquisition] by: no column {name!r}", name=settings.by),
            t("columns: {known}", known=", ".join(there)),
        )
    return column


def _first_day(as_of: date, months: int) -> date:
    """The first day of the month so many months up to and with that of ``as_of``."""
    number = as_of.year * 12 + as_of.month - months
    return date(number // 12, number % 12 + 1, 1)


def _with_activation(people: pl.DataFrame, as_of: date, days: int) -> pl.DataFrame:
    """``active``: whether activated; null of whom nothing can be said (yet)."""
    if "first_on" not in people.columns or not people["first_on"].count():
        return people.with_columns(active=pl.lit(None, pl.Boolean))
    opened, bought = pl.col("opened_on"), pl.col("first_on")
    recorded = opened >= pl.lit(people["first_on"].min(), pl.Date()).dt.month_start()
    is_old_enough = opened <= as_of - timedelta(days=days)
    soon = (bought - opened).dt.total_days() <= days
    return people.with_columns(active=pl.when(recorded & is_old_enough).then(soon.fill_null(False)))


def _counted() -> dict[str, pl.Expr]:
    return {
        "new_customers": pl.len().cast(pl.Int64),
        "old_enough": pl.col("active").count().cast(pl.Int64),
        "begun": pl.col("active").sum().cast(pl.Int64),
    }


def _by(known: pl.DataFrame, by: str, is_new: pl.Expr, money: str | None) -> pl.DataFrame:
    """One row a branch: new customers now and before, activation, and what the new ones are worth each."""
    unit = pl.col(by).cast(pl.String).alias("acquired_of")
    now = known.filter(is_new).group_by(unit, maintain_order=True).agg(
        **_counted(), **({"new_worth": pl.col(money).cast(pl.Float64).mean()} if money else {}),
    )  # fmt: skip
    before = known.filter(~is_new).group_by(unit).agg(pl.len().cast(pl.Int64).alias("new_before"))
    joined = now.join(before, on="acquired_of", how="full", coalesce=True, nulls_equal=True)
    counts = [c for c in joined.columns if joined.schema[c] == pl.Int64]
    return _with_share(joined.with_columns(pl.col(counts).fill_null(0))).sort(
        pl.col("new_customers").neg(), "acquired_of", nulls_last=True
    )


def _with_share(counted: pl.DataFrame) -> pl.DataFrame:
    rows: list[dict[str, Any]] = []
    for n, yes in counted.select("old_enough", "begun").iter_rows():
        low, high = wilson(yes, n) if n else (None, None)
        rows.append({"begun_share": yes / n if n else None, "begun_low": low, "begun_high": high})  # fmt: skip
    shares = pl.DataFrame(rows, schema=dict.fromkeys(("begun_share", "begun_low", "begun_high"), pl.Float64))  # fmt: skip
    front = [c for c in ("acquired_of", "new_customers", "new_before") if c in counted.columns]
    last = [c for c in counted.columns if c not in front]
    return counted.hstack(shares).select(*front, *last[:2], *shares.columns, *last[2:])


def _said(
    new: pl.DataFrame, earlier: int, first: date, settings: AcquisitionSettings
) -> list[Note]:
    said = [Note("finding", t("{n} customers have come since {first}, {before} in as many months before",
                              n=f"{new.height:,}", first=f"{first:%Y-%m}", before=f"{earlier:,}"))]  # fmt: skip
    old = int(new["active"].count())
    if old:
        share = int(new["active"].sum()) / old
        said.append(Note("finding", t("{share} of {n} bought within {days} days of their opening", share=f"{share:.1%}",
                                      n=f"{old:,}", days=settings.active_within_days)))  # fmt: skip
    else:
        said.append(Note("info", t("activation is not known: there are no purchases with dates since the openings")))  # fmt: skip
    return said
