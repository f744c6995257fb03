"""The two small files tier can be given beside the exports: last month's result, and a list of locks."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from custseg.errors import InputError
from custseg.listed import Listed, account_of, customers_in, list_in, must_be_whole
from custseg.words import t

_STATE = (
    "customer_id", "tier", "tier_month", "reached_tier", "below_months", "best_below_tier",
    "next_tier", "tier_since",
)  # fmt: skip
"""Columns of a result that the next month needs; all but the first two may be missing."""


def read_previous(path: str) -> Listed:
    """The customers of an earlier result of ``tier`` in any format custseg writes, columns by key.

    Any other table with a customer number and a level will do: a bank's own list of levels. Raises
    InputError when the file holds no such table or its ids are masked.
    """
    tables, digest = customers_in(path, "tier", _STATE)
    name = Path(path).name
    lists = [table for table in tables if {"customer_id", "tier"} <= set(table.columns)]
    found = [table for table in lists if "tier_month" in table.columns] or lists[:1]
    if not found:
        raise InputError(
            t("{file} holds no list of customers and their levels", file=name),
            t(
                "give the file that custseg tier -o FILE wrote, or a table with customer_id and tier"
            ),
        )
    whole = pl.concat([table.select(c for c in _STATE if c in table.columns) for table in found],
                      how="diagonal")  # fmt: skip
    rows = whole.with_columns(pl.all().str.strip_chars()).filter(
        pl.col("customer_id").is_not_null()
    )
    must_be_whole(rows["customer_id"], name)
    return Listed(rows, account_of(name, digest, "previous", whole.height, rows.height))


def read_locks(path: str) -> Listed:
    """The rows of a list of locks, as texts under the headers of the file."""
    return list_in(path, "locks")
