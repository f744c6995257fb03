"""Resident identity numbers (公民身份号码) by GB 11643: what they say, and whether they hold."""

from __future__ import annotations

from datetime import date

import polars as pl

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_EIGHTEEN, _FIFTEEN = r"^[1-9]\d{16}[\dX]$", r"^[1-9]\d{14}$"


def read_resident_ids(numbers: pl.Series, latest_birth: date | None = None) -> pl.DataFrame:
    """What every number says: one row a number, in their order.

    * ``number``: upper case, half width, without blanks; an old one of 15 digits upgraded to 18.
      It is personal: compare by it, never show it.
    * ``check``: ``passed``; ``old`` (15 digits, which carry no checksum); ``wrong_checksum``;
      ``wrong_date`` (no such day, before 1900 or after ``latest_birth``); ``damaged`` (Excel kept 15
      digits: 1.10105E+17, or 000 at the end of a number that does not check); ``masked``;
      ``other`` (any other document); null where there is none.
    * ``birth_date`` and ``sex`` (``male`` when the 17th digit is odd), of ``passed`` and ``old`` ones
      only. The first two digits are a code of GB/T 2260: ``custseg.regions``.

    The sum of the first 17 digits, weighted 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, modulo 11 picks
    the last character from 10X98765432.
    """
    written = pl.col("written")
    stages = (
        pl.LazyFrame({"written": numbers.cast(pl.String)})
        .with_columns(_cleaned(written))
        .with_columns(
            is_new=written.str.contains(_EIGHTEEN),
            is_old=written.str.contains(_FIFTEEN),
        )
        .with_columns(
            body=pl.when("is_new").then(written.str.slice(0, 17))
            .when("is_old").then(
                pl.concat_str(written.str.slice(0, 6), pl.lit("19"), written.str.slice(6))
            )
        )
        .with_columns(check_character=_check_character(pl.col("body").cast(pl.Int64)))
        .with_columns(
            number=pl.when("is_new").then(written)
            .otherwise(pl.concat_str("body", "check_character")),
            birth=pl.col("body").str.slice(6, 8).str.to_date("%Y%m%d", strict=False),
        )
        .with_columns(check=_judgement(written, latest_birth))
    )  # fmt: skip
    good = pl.col("check").is_in(["passed", "old"])
    is_male = pl.col("body").str.slice(16, 1).is_in(list("13579"))
    return stages.select(
        pl.coalesce("number", "written").alias("number"),
        "check",
        pl.when(good).then("birth").alias("birth_date"),
        pl.when(good & is_male).then(pl.lit("male"))
        .when(good).then(pl.lit("female")).alias("sex"),
    ).collect()  # fmt: skip


def _cleaned(written: pl.Expr) -> pl.Expr:
    clean = written.str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[\s'`\-]+", "")
    return pl.when(clean != "").then(clean).alias("written")


def _check_character(body: pl.Expr) -> pl.Expr:
    """The last character that belongs to a body of 17 digits."""
    total = pl.sum_horizontal(
        (body // 10 ** (16 - place) % 10) * weight for place, weight in enumerate(_WEIGHTS)
    )
    by_remainder = dict(enumerate(_CHECK_CHARACTERS))
    character = (total % 11).replace_strict(by_remainder, default=None, return_dtype=pl.String)
    return pl.when(body.is_not_null()).then(character)


def _judgement(written: pl.Expr, latest_birth: date | None) -> pl.Expr:
    birth = pl.col("birth")
    no_such_day = birth.is_null() | (birth < date(1900, 1, 1))
    if latest_birth is not None:
        no_such_day = no_such_day | (birth > latest_birth)
    checks = written.str.slice(17, 1) == pl.col("check_character")
    return (
        pl.when(written.is_null()).then(None)
        .when(written.str.contains(r"[*＊]")).then(pl.lit("masked"))
        .when(written.str.contains(r"^\d\.?\d*E\+?\d+$")).then(pl.lit("damaged"))
        .when(pl.col("is_new") & ~checks & written.str.ends_with("000")).then(pl.lit("damaged"))
        .when(~pl.col("is_new") & ~pl.col("is_old")).then(pl.lit("other"))
        .when(pl.col("is_new") & ~checks).then(pl.lit("wrong_checksum"))
        .when(no_such_day).then(pl.lit("wrong_date"))
        .when("is_old").then(pl.lit("old"))
        .otherwise(pl.lit("passed"))
    )  # fmt: skip
