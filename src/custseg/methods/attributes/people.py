"""What one customer's record says once it is read: age, generation, bands, documents."""

from __future__ import annotations

from datetime import date

import polars as pl


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


def generation_of(birth_year: pl.Expr) -> pl.Expr:
    """The decade of birth: ``1980s`` (80后); all before 1950 together."""
    decade = pl.concat_str((birth_year // 10 * 10).cast(pl.String), pl.lit("s"))
    return pl.when(birth_year < 1950).then(pl.lit("before_1950")).otherwise(decade)


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
