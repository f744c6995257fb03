"""Doubts about ids that join tables or stand for a customer: two that may be one, one that may be two."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from custseg.read.table import ASIDE, ROW
from custseg.result import Note
from custseg.schema.bind import KEYS
from custseg.schema.claims import doubts_of_claims
from custseg.schema.columns.kind import Recognised
from custseg.schema.columns.mapping import Columns
from custseg.schema.columns.roles import meanings
from custseg.schema.values.ids import masked_ids, zeroed_ids
from custseg.schema.values.parse import STRICT
from custseg.words import t

_SHOWN = 3
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_RESIDENT_ID = re.compile(r"[1-9]\d{16}[\dXx]")
_ROUNDED_FAR = r"^\d(?:\.\d+)?[eE]\+(?:1[2-9]|[2-9]\d)$"
_LOST = r"\x{fffd}|锟斤|^\?{2,}$"
"""What stands for a character that a program could not read, and what that becomes when it is read as Chinese."""
_JUDGED = 20_000


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


def doubts_of_others(columns: Columns, seen: Recognised) -> Iterator[Note]:
    """Warnings about cells that join nothing: resident ids that do not check, long numbers shown rounded,
    characters that were lost; and about rows that the lines around the table claim otherwise.
    """
    name = columns.table.source.name
    for text in doubts_of_claims(columns, seen):
        yield Note("warning", t("{file}: {text}", file=name, text=text))
    roles = {x.column: x.role for x in seen.roles.assigned.values()}
    typed = {x.column for x in seen.roles.assigned.values() if x.parsing.parser in STRICT}
    for column in columns.table.columns:
        role = roles.get(column)
        means = {its for its, _ in meanings("customers", columns.heading(column))}
        if role == "id_number" or (role is None and "id_number" in means):
            for text in _unchecked(columns, column):
                yield Note("warning", t("{file}: {text}", file=name, text=text))
        for text in _lost(columns, column) if column not in typed else ():
            yield Note("warning", t("{file}: {text}", file=name, text=text))
        if role is None:
            for text in _rounded(columns, column):
                yield Note("warning", t("{file}: {text}", file=name, text=text))


def _unchecked(columns: Columns, column: str) -> Iterator[str]:
    """Resident ids whose last character is not that of the others; if most are so, they are invented."""
    given = columns.sample(column).drop_nulls().unique(maintain_order=True).head(_JUDGED)
    ids = given.filter(given.str.strip_chars("\t '").str.contains(f"^{_RESIDENT_ID.pattern}$"))
    wrong = [text for text in ids if not checks(text.strip("\t '"))]
    if not wrong or 2 * len(wrong) > len(ids):
        return
    cells = pl.Series(column, wrong, pl.String)
    yield t(
        "{count} of {ids} resident ids in column {column!r} do not fit their check digit (rows {rows}, such as "
        "{example}): they were mistyped or damaged",
        count=f"{len(wrong):,}", ids=f"{len(ids):,}", column=column, example=wrong[0],
        rows=t(", ").join(map(str, _rows_of(columns, column, cells))),
    )  # fmt: skip


def checks(number: str) -> bool:
    """Whether the last of the 18 characters of a resident id follows from the others (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[17].upper() == _CHECK_CHARACTERS[total % 11]


def _rounded(columns: Columns, column: str) -> Iterator[str]:
    """Long numbers of a column without a role that a spreadsheet has rounded."""
    said = columns.sample(column).drop_nulls()
    lost = said.filter(said.str.contains(_ROUNDED_FAR))
    if not lost.is_empty():
        yield t("column {column!r} was damaged by a spreadsheet: {example} is no id any more",
                column=column, example=lost[0])  # fmt: skip


def _lost(columns: Columns, column: str) -> Iterator[str]:
    """Characters that were lost before the file was written: two ids or names may have become one."""
    said = columns.sample(column).drop_nulls()
    lost = said.filter(said.str.contains(_LOST))
    if not lost.is_empty():
        yield t(
            "{count} cells of column {column!r} have lost characters (rows {rows}, such as {example}): export it "
            "again in UTF-8 or gb18030",
            count=f"{len(lost):,}", column=column, example=lost[0],
            rows=t(", ").join(map(str, _rows_of(columns, column, lost))),
        )  # fmt: skip


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
