"""From account to customer: what is kept by account finds the customer who owns it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from custseg.result import Note
from custseg.schema.bind import AMBIGUOUS, Draft, raw
from custseg.schema.canonical import STATUS, CanonicalTable
from custseg.words import t

OWNER = "_owner"


def owners(accounts: Iterable[CanonicalTable]) -> pl.LazyFrame | None:
    """account_id -> the customer who owns it, and whether several do; None without such a table.

    Where a table says who is the owner (主卡, OWNER) and who only may use it, the owner counts.
    """
    parts = []
    for table in accounts:
        if table.kind != "accounts" or not {"account_id", "customer_id"} <= set(table.columns):
            continue
        rows = table.frame.filter(pl.col(STATUS).is_null())
        if "relation" in table.columns:
            # A row that states no relation is taken for the owner's, an unknown word is not.
            rows = rows.filter((pl.col("relation") == "owner") | pl.col(raw("relation")).is_null())
        parts.append(rows.select("account_id", "customer_id"))
    if not parts:
        return None
    return (
        pl.concat(parts).filter(pl.col("account_id").is_not_null())
        .group_by("account_id")
        .agg(pl.col("customer_id").min().alias(OWNER),
             (pl.col("customer_id").n_unique() > 1).alias(AMBIGUOUS))
    )  # fmt: skip


def dated(tables: Iterable[CanonicalTable]) -> list[CanonicalTable]:
    """Tables of accounts without opening dates take them from those with, by account.

    So who owns an account that was opened after the as-of date is no customer yet, though the list
    of owners has no dates.
    """
    there = list(tables)
    known = [x for x in there if _is_of_accounts(x) and "opened_on" in x.columns]
    if not known:
        return there
    opened = (
        pl.concat([x.frame.filter(pl.col(STATUS).is_null()).select("account_id", "opened_on")
                   for x in known])
        .filter(pl.col("account_id").is_not_null()).group_by("account_id").agg(pl.col("opened_on").min())
    )  # fmt: skip
    return [
        replace(x, frame=x.frame.join(opened, on="account_id", how="left", maintain_order="left"),
                columns=(*x.columns, "opened_on"))
        if _is_of_accounts(x) and "opened_on" not in x.columns else x
        for x in there
    ]  # fmt: skip


def _is_of_accounts(table: CanonicalTable) -> bool:
    return table.kind == "accounts" and "account_id" in table.columns


def needs_owner(made: Draft) -> bool:
    """Whether the rows of a table name an account and no customer."""
    return "account_id" in made.columns and "customer_id" not in made.columns


def link(made: Draft, owner_of: pl.LazyFrame) -> Draft:
    """``made`` with the customer who owns each row's account."""
    made.frame = made.frame.join(
        owner_of, on="account_id", how="left", maintain_order="left"
    ).with_columns(pl.when(~pl.col(AMBIGUOUS)).then(pl.col(OWNER)).alias("customer_id"))
    made.columns = ["customer_id", *made.columns]
    made.notes.append(
        Note("info", t("{file}: customers found through the account", file=made.table.source.name))
    )
    return made
