"""Doubts about ids that join tables or stand for a customer: two that may be one, one that may be two."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from custseg.read.table import ASIDE, ROW
from custseg.result import Note
from custseg.schema.bind import KEYS
from custseg.schema.columns.kind import Recognised
from custseg.schema.columns.mapping import Columns
from custseg.schema.values.ids import masked_ids, zeroed_ids
from custseg.words import t

_SHOWN = 3


def doubts_of_keys(columns: Columns, seen: Recognised) -> Iterator[Note]:
    """Warnings about the customer and account ids of a table."""
    for role in KEYS:
        assigned = seen.roles.assigned.get(role)
        if assigned is not None:
            for text in (
                *_zeroed(columns, assigned.column), *_masked(columns, assigned.column),
                *_alike(columns, assigned.column),
            ):  # fmt: skip
                yield Note(
                    "warning", t("{file}: {text}", file=columns.table.source.name, text=text)
                )


def _zeroed(columns: Columns, column: str) -> Iterator[str]:
    """Some long ids end in zeros after fifteen digits, more than chance would have it.

    Where most do, they are damaged for certain and rejected row by row.
    """
    long, lost = zeroed_ids(columns.sample(column).drop_nulls())
    if lost.is_empty() or 2 * len(lost) > len(long) or 50 * len(lost) < len(long):
        return
    rows = _rows_of(columns, column, lost)
    yield t(
        "{count} of {long} long ids in column {column!r} end in zeros after fifteen digits, as a "
        "spreadsheet leaves them (rows {rows}, such as {example}); if they are damaged, several customers "
        "have become one: export the column as text",
        count=f"{len(lost):,}", long=f"{len(long):,}", column=column,
        rows=t(", ").join(map(str, rows)), example=lost[0],
    )  # fmt: skip


def _masked(columns: Columns, column: str) -> Iterator[str]:
    """Ids that do not show all of themselves may be those of several customers."""
    masked = masked_ids(columns.sample(column).drop_nulls())
    if masked.is_empty():
        return
    yield t(
        "{count} ids in column {column!r} are masked (rows {rows}, such as {example}): two customers may have "
        "become one; export the column unmasked, or take another as the id",
        count=f"{len(masked):,}", column=column, example=masked[0],
        rows=t(", ").join(map(str, _rows_of(columns, column, masked))),
    )  # fmt: skip


def _rows_of(columns: Columns, column: str, cells: pl.Series) -> list[int]:
    rows = columns.table.sample.filter(
        pl.col(ASIDE).is_null() & pl.col(column).is_in(cells.implode())
    )
    return rows[ROW].head(5).to_list()


def _alike(columns: Columns, column: str) -> Iterator[str]:
    """Ids that differ only by leading zeros, ``.0``, case, blanks or hyphens."""
    parse = columns.parsing(column, "id").parse
    sample = columns.sample(column)
    ids = (parse(sample) if parse is not None else sample).drop_nulls().unique().alias("id")
    groups = (
        ids.to_frame().group_by(plain(pl.col("id")).alias("plain"))
        .agg(pl.col("id").sort(), pl.len().alias("n")).filter(pl.col("n") > 1).sort("plain")
    )  # fmt: skip
    if not groups.is_empty():
        yield t(
            "{count} ids in column {column!r} are written in several ways and counted as different: "
            "{examples}; write them alike if they are the same",
            count=f"{groups.height:,}", column=column,
            examples=t("; ").join(" = ".join(group[:4]) for group in groups["id"].head(_SHOWN)),
        )  # fmt: skip


def plain(ids: pl.Expr) -> pl.Expr:
    """Ids without what people and spreadsheets add and take away."""
    bare = ids.str.replace(r"\.0+$", "").str.replace_all(r"[\s\-_.]", "").str.to_lowercase()
    return bare.str.strip_chars_start("0")
