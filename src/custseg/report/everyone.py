"""All methods of every customer in one row, each label with the sentence that gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from custseg.explain import LABELS_OF, Reason, about_chance
from custseg.result import Note, Result
from custseg.schema.dataset import Dataset
from custseg.words import t

SENTENCES_UP_TO = 100_000
"""Customers up to whom sentences are made: they are text of every row's own, some 50 µs each."""


def everyone(
    dataset: Dataset, results: Sequence[Result], reasons: Mapping[str, Reason]
) -> Result | None:
    """One row a customer: the labels of every method in the order of ``results`` and why (六法合一, seed S0).

    None where no method is about single customers. Of more than ``SENTENCES_UP_TO`` customers the labels
    alone are told, and a note says so.
    """
    parts = [part for result in results if (part := _part(result, reasons)) is not None]
    if not parts:
        return None
    joined = parts[0]
    for part in parts[1:]:
        joined = joined.join(part, on="customer_id", how="full", coalesce=True)
    many = any(r.customers is not None and r.customers.height > SENTENCES_UP_TO for r in results)
    said = t("more than {n} customers: their labels are in one row without the sentences; custseg explain ID has them",
             n=f"{SENTENCES_UP_TO:,}")  # fmt: skip
    return Result(
        command="everyone", as_of=dataset.as_of, customers=joined.sort("customer_id"),
        notes=(Note("finding", t("{n} customers, one row each: what every method says and why", n=f"{joined.height:,}")),
               *about_chance(results), *((Note("info", said),) if many else ())), provenance=dataset.provenance({}),
    )  # fmt: skip


def _part(result: Result, reasons: Mapping[str, Reason]) -> pl.DataFrame | None:
    customers, command = result.customers, result.command
    if customers is None or command not in LABELS_OF:
        return None
    labels = [c for c in LABELS_OF[command] if c in customers.columns]
    part = customers.select("customer_id", *labels)
    if command not in reasons or customers.height > SENTENCES_UP_TO:
        return part
    why = [reasons[command](row) for row in customers.iter_rows(named=True)]
    return part.with_columns(pl.Series(f"why_{command}", why, pl.String))
