"""What becomes of every row of a table: used, set aside or rejected, with the reason and what was seen."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from custseg.read.table import ASIDE
from custseg.result import Note
from custseg.schema.bind import AMBIGUOUS, KEYS, Draft, raw
from custseg.schema.canonical import SEEN, STATUS, CanonicalTable
from custseg.schema.columns.roles import ESSENTIAL
from custseg.schema.completion import came_to_nothing
from custseg.schema.judgement import Fate, judged
from custseg.schema.kinds import KINDS
from custseg.schema.orders import FAULT
from custseg.schema.subtotals import totals_in
from custseg.schema.values.dates import (
    EPOCH,
    FIRST_SENTINEL,
    LAST_SENTINEL,
)
from custseg.schema.values.placeholders import is_said
from custseg.words import header


def finish(made: Draft) -> CanonicalTable:
    """The canonical table: the fate of every row is written into it."""
    frame = judged(made.frame, list(_fates(made)))
    if made.kind == "customers":
        frame = _without_repeated(made, frame)
    there = made.columns_in_frame()
    optional = [
        key for key in made.columns
        if key in made.headers and raw(key) in there
        and key not in ESSENTIAL[made.kind] and key not in KEYS
    ]  # fmt: skip
    table = made.table
    return CanonicalTable(
        kind=made.kind, name=table.source.name, sha256=table.source.sha256, frame=frame,
        columns=tuple(made.columns), own_columns=tuple(made.own_columns),
        aside_before=_added_up((rows.reason, rows.count) for rows in table.aside),
        notes=(*(Note("warning", text) for text in table.notes), *made.notes),
        source=table.source, currency=made.currency, sorted_by=_sorted_by(made),
        summed=made.summed, totals_at=totals_in(table.sample) if made.summed else (),
        has_nobody=_has_nobody(made), optional={key: (raw(key), made.headers[key]) for key in optional},
        headers={key: made.headers[key] for key in made.columns if key in made.headers},
    )  # fmt: skip


def _without_repeated(made: Draft, frame: pl.LazyFrame) -> pl.LazyFrame:
    """Of a customer who stands in several rows only the first is used."""
    repeated = pl.col(STATUS).is_null() & ~pl.struct(STATUS, "customer_id").is_first_distinct()
    named = pl.lit(made.headers.get("customer_id", "customer_id"))
    return frame.with_columns(
        pl.when(repeated).then(pl.lit("aside:duplicate_customer")).otherwise(STATUS).alias(STATUS),
        pl.when(repeated).then(pl.format("{} = {}", named, "customer_id")).otherwise(SEEN).alias(SEEN),
    )  # fmt: skip


def _has_nobody(made: Draft) -> bool:
    """Whether rows of the sample are nobody's: the id is missing, or found only through an account."""
    header = made.headers.get("customer_id")
    if header is None:
        return "customer_id" in made.columns
    return not bool(made.table.sample.select(is_said(pl.col(header)).all()).item())


def _sorted_by(made: Draft) -> tuple[str, ...]:
    """Whether the sample comes in the order of its orders: an export usually does."""
    header = made.headers.get("order_id")
    if header not in made.table.sample.columns:
        return ()
    return ("order_id",) if made.table.sample[header].is_sorted() else ()


def _added_up(counted: Iterable[tuple[str, int]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for reason, count in counted:
        counts[reason] = counts.get(reason, 0) + count
    return counts


def _fates(made: Draft) -> Iterable[Fate]:
    """What can keep a row from being used, the first that holds wins: condition, status, seen."""
    nothing = pl.lit(None, pl.String)
    aside = pl.col(ASIDE)
    yield aside == "ragged", pl.lit("reject:ragged"), nothing
    yield aside.is_not_null(), pl.concat_str(pl.lit("aside:"), aside), nothing
    for key, pattern in made.damaged.items():
        spoilt = pl.col(key).str.contains(pattern) | pl.col(raw(key)).str.contains(pattern)
        yield spoilt, pl.lit("reject:damaged_id"), _seen(made, key)
    if AMBIGUOUS in made.columns_in_frame():
        yield pl.col(AMBIGUOUS).fill_null(False), pl.lit("aside:ambiguous_account"), pl.format(
            "{} = {}", pl.lit(made.headers["account_id"]), "account_id")  # fmt: skip
    if made.kind == "leads":
        pass  # who is not a customer yet has no customer id
    elif "customer_id" in made.columns:
        yield (
            pl.col("customer_id").is_null(),
            pl.lit("aside:no_customer"),
            _seen(made, "customer_id"),
        )
    elif "account_id" in made.columns:
        yield pl.col("account_id").is_null(), pl.lit("aside:no_customer"), _seen(made, "account_id")
    if FAULT in made.columns_in_frame():
        fault = pl.col(FAULT)
        yield fault.is_not_null(), pl.lit("reject:") + fault, pl.col(raw(FAULT))
    for key in ESSENTIAL[made.kind]:
        if key in KEYS or key not in made.columns or key not in made.headers:
            continue
        text, missing = pl.col(raw(key)), pl.col(key).is_null()
        yield missing & text.is_null(), pl.lit(f"reject:missing_{key}"), _seen(made, key)
        yield missing, pl.lit(f"reject:bad_{key}"), _seen(made, key)
        if KINDS[made.kind][key] == pl.Date():
            sentinel = (pl.col(key) <= FIRST_SENTINEL) | (pl.col(key) >= LAST_SENTINEL)
            sentinel |= pl.col(key) == EPOCH
            yield sentinel, pl.lit("reject:sentinel_date"), _seen(made, key)
    if "order_status" in made.columns:
        yield (
            came_to_nothing(pl.col("order_status")),
            pl.lit("aside:not_completed"),
            pl.format("{} = {}", pl.lit(made.headers["order_status"]), pl.col("order_status")),
        )
    if made.currency is not None and "currency" in made.columns:
        yield (
            (pl.col("currency") != made.currency).fill_null(False),
            pl.lit("aside:other_currency"),
            pl.format(
                "{} = {}",
                pl.lit(made.headers.get("currency") or header("currency")),
                pl.col("currency"),
            ),
        )


def _seen(made: Draft, key: str) -> pl.Expr:
    if key not in made.headers:
        return pl.lit(None, pl.String)
    seen = pl.format("{} = {}", pl.lit(made.headers[key]), pl.col(raw(key)))
    price, pieces = (made.headers.get(k) for k in ("unit_price", "quantity"))
    if (
        key == "amount"
        and price == made.headers[key]
        and pieces
        and raw("quantity") in made.columns_in_frame()
    ):
        # An amount that was made of two columns: what is wrong may stand in either.
        bad = pl.col("unit_price").is_not_null() & pl.col("quantity").is_null()
        other = pl.format("{} = {}", pl.lit(pieces), pl.col(raw("quantity")))
        return pl.when(bad).then(other).otherwise(seen)
    return seen
