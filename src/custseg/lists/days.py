"""Lists by the calendar: documents that expire, products that mature, birthdays."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl


def expiring(customers: pl.DataFrame, as_of: date, days: int) -> pl.DataFrame:
    """Customers whose identity document has expired by ``as_of`` or will within ``days`` (证件到期).

    ``days_left`` is negative where it has expired. Who has no such date is not on the list.
    """
    return (
        customers.filter(pl.col("id_expires_on") <= as_of + timedelta(days=days))
        .with_columns(days_left=_days_until("id_expires_on", as_of))
        .sort("days_left", "customer_id")
    )


def maturing(holdings: pl.DataFrame, as_of: date, days: int) -> pl.DataFrame:
    """Products that mature from ``as_of`` on within ``days`` (到期承接), the soonest and largest first."""
    soon = holdings.filter(
        pl.col("matures_on").is_between(as_of, as_of + timedelta(days=days))
    ).with_columns(days_left=_days_until("matures_on", as_of))
    by_amount = ["amount"] if "amount" in soon.columns else []
    return soon.sort(
        "days_left", *by_amount, "customer_id", "product",
        descending=[False, *[True for _ in by_amount], False, False], nulls_last=True,
    )  # fmt: skip


def birthdays(customers: pl.DataFrame, as_of: date, days: int) -> pl.DataFrame:
    """Customers with a birthday from ``as_of`` on within ``days``, and the age they reach.

    Who was born on 29 February has a birthday on 1 March in other years.
    """
    birth = pl.col("birth_date")
    month, day = birth.dt.month(), birth.dt.day()
    this_year = _day_in(pl.lit(as_of.year), month, day)
    next_year = _day_in(pl.lit(as_of.year + 1), month, day)
    on = pl.when(this_year >= as_of).then(this_year).otherwise(next_year)
    return (
        customers.filter(birth.is_not_null() & (birth < as_of))
        .with_columns(birthday_on=on)
        .filter(pl.col("birthday_on") <= as_of + timedelta(days=days))
        .with_columns(
            age_reached=pl.col("birthday_on").dt.year() - birth.dt.year(),
            days_left=_days_until("birthday_on", as_of),
        )
        .sort("days_left", "customer_id")
    )


def _day_in(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    moved = (month == 2) & (day == 29) & ~is_leap
    return pl.date(
        year, pl.when(moved).then(3).otherwise(month), pl.when(moved).then(1).otherwise(day)
    )


def _days_until(column: str, as_of: date) -> pl.Expr:
    return (pl.col(column) - as_of).dt.total_days()
