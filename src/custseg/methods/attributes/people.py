"""What one customer's record says once it is read: age, generation, bands, documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl

OLDEST = 120
"""An age above it, or below 0, is a mistake in the file and counts as unknown."""


def one_row_each(customers: pl.DataFrame) -> pl.DataFrame:
    """One row per customer, sorted by customer_id.

    Where an id stands in several rows (a customer list and a KYC list, or a repeated row) each
    column takes its first value that is there, in the order of the files.
    """
    known = customers.filter(pl.col("customer_id").is_not_null())
    repeated = known["customer_id"].is_duplicated()
    if not repeated.any():
        return known.sort("customer_id")
    merged = (
        known.filter(repeated)
        .group_by("customer_id", maintain_order=True)
        .agg(pl.all().drop_nulls().first())
    )
    return pl.concat([known.filter(~repeated), merged]).sort("customer_id")


def age_on(birth: pl.Expr, on: date) -> pl.Expr:
    """Completed years on a date; who is born on 29 February completes one on 1 March."""
    had_birthday = (birth.dt.month() < on.month) | (
        (birth.dt.month() == on.month) & (birth.dt.day() <= on.day)
    )
    return on.year - birth.dt.year() - pl.when(had_birthday).then(0).otherwise(1)


def months_until(opened: pl.Expr, on: date) -> pl.Expr:
    """Completed months from a date to ``on``; null where it lies after."""
    months = (on.year - opened.dt.year()) * 12 + on.month - opened.dt.month()
    whole = months - pl.when(opened.dt.day() > on.day).then(1).otherwise(0)
    return pl.when(opened <= on).then(whole)


def generation_of(birth_year: pl.Expr) -> pl.Expr:
    """The decade of birth: ``1980s`` (80后); all before 1950 together."""
    decade = pl.concat_str((birth_year // 10 * 10).cast(pl.String), pl.lit("s"))
    return pl.when(birth_year < 1950).then(pl.lit("before_1950")).otherwise(decade)


def band_names(edges: Sequence[int | Decimal], *, whole: bool = True) -> list[str]:
    """The names of the bands between ``edges``, from the lowest: ``<18``, ``18-24``, ``65+``.

    Whole numbers end below the next edge (18-24); amounts end at it (50000-100000), which belongs
    to the next band.
    """
    ends = [edge - 1 if whole else edge for edge in edges[1:]]
    middle = [
        f"{low}-{high}" if low != high else f"{low}" for low, high in zip(edges, ends, strict=False)
    ]
    return [f"<{edges[0]}", *middle, f"{edges[-1]}+"] if edges else []


def band(value: pl.Expr, edges: Sequence[int | Decimal], *, whole: bool = True) -> pl.Expr:
    """The band of a value; an edge belongs to the band above it, null stays null."""
    names = band_names(edges, whole=whole)
    if not names:
        return pl.lit(None, pl.String)
    below = (
        pl.when(value < pl.lit(edge)).then(pl.lit(name))
        for edge, name in zip(edges, names, strict=False)
    )
    return pl.when(value.is_not_null()).then(pl.coalesce(*below, pl.lit(names[-1])))


def expiry_of(expires_on: pl.Expr, on: date, days: int) -> pl.Expr:
    """``expired`` before ``on``, ``expiring`` within ``days`` from it, else ``valid``."""
    left = (expires_on - pl.lit(on)).dt.total_days()
    return (
        pl.when(left.is_null()).then(None)
        .when(left < 0).then(pl.lit("expired"))
        .when(left <= days).then(pl.lit("expiring"))
        .otherwise(pl.lit("valid"))
    )  # fmt: skip


def age_fit(age: pl.Expr, at_least: int, at_most: int, term_years: int) -> pl.Expr:
    """Whether an age fits a product: ``fits`` 适龄, ``under_age``, or ``over_age`` 超龄.

    ``over_age`` when the age at the end of the product's term is above ``at_most``.
    """
    return (
        pl.when(age.is_null()).then(None)
        .when(age < at_least).then(pl.lit("under_age"))
        .when(age + term_years > at_most).then(pl.lit("over_age"))
        .otherwise(pl.lit("fits"))
    )  # fmt: skip


def phone_digits(phone: pl.Expr) -> pl.Expr:
    """The digits by which two phones are the same: without blanks, dashes and +86; masked is null."""
    digits = phone.str.normalize("NFKC").str.replace_all(r"[\s\-()]+", "")
    plain = digits.str.replace(r"^(?:\+?86|0086)(1\d{10})$", "$1")
    return pl.when(plain.str.contains(r"^\+?\d{7,}$")).then(plain)


def shared_by(keys: pl.Series) -> pl.Series:
    """By how many rows each key is shared, itself included; null where there is none."""
    key = pl.col("key")
    counted = pl.when(key.is_not_null()).then(pl.len().over("key"))
    return pl.DataFrame({"key": keys}).select(counted.cast(pl.Int64)).to_series()
