"""How good the data is: what is filled, which checks fail, which customers are missing where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from custseg.models.check_digits import is_luhn
from custseg.result import Note
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS
from custseg.words import header, t

EXAMPLES = 5
_COUNTED = ("customer_id", "account_id", "order_id", "product", "category", "channel", "branch",
            "currency", "event_type", "feedback_type", "source", "stage", "status")  # fmt: skip
"""Columns whose distinct values are counted in tables other than customers (exact, so kept few)."""
_CARD = r"^(?:62|4|5[1-5]|3[47])\d{13,17}$"
_CARD_LIKE_SHARE = 0.9

CHECK_SCHEMA = {
    "check": pl.String(), "column": pl.String(), "tested": pl.Int64(), "failed": pl.Int64(),
    "failed_share": pl.Float64(), "example_customers": pl.String(),
}  # fmt: skip


class Checks:
    """The checks of one profile, a row each: how many were tested, how many failed, who."""

    def __init__(self) -> None:
        self._rows: list[tuple[object, ...]] = []

    def add(self, check: str, column: str, tested: int, failed: int,
            examples: Sequence[str] = ()) -> None:  # fmt: skip
        """One check that was made on ``tested`` rows or customers; none tested is no check."""
        if tested:
            shown = ", ".join(examples[:EXAMPLES]) or None
            self._rows.append((check, column, tested, failed, failed / tested, shown))

    def of(self, check: str, column: str, customers: pl.DataFrame, tested: pl.Expr,
           failed: pl.Expr) -> None:  # fmt: skip
        """A check by two conditions on customers; the examples are the first failing ids."""
        bad = customers.filter(tested & failed)["customer_id"]
        count = customers.select(tested.fill_null(False).sum()).item()
        self.add(check, column, count, bad.len(), bad.head(EXAMPLES).to_list())

    def table(self) -> pl.DataFrame:
        """The checks in the order they were made."""
        return pl.DataFrame(self._rows, schema=CHECK_SCHEMA, orient="row")


def disagreement_plan(dataset: Dataset) -> pl.LazyFrame | None:
    """One row: for every column that several customer lists have, how many customers they disagree on
    (``n:column``) and the first ids of them (``ids:column``); None with a single list.

    A value that is missing in one of them is no disagreement.
    """
    parts = dataset.parts("customers")
    names = [part.collect_schema().names() for part in parts]
    shared = [c for c in dict.fromkeys(c for there in names for c in there)
              if c != "customer_id" and sum(c in there for there in names) > 1]  # fmt: skip
    listed = [part.select("customer_id", *(c for c in shared if c in there))
              for part, there in zip(parts, names, strict=True) if "customer_id" in there]  # fmt: skip
    if not shared or len(listed) < 2:
        return None
    differs = pl.col(shared).drop_nulls().n_unique() > 1
    ids = pl.col("customer_id")
    return (
        pl.concat(listed, how="diagonal")
        .filter(ids.is_not_null())
        .group_by("customer_id")
        .agg(differs)
        .select(
            *(pl.col(c).sum().alias(f"n:{c}") for c in shared),
            *(ids.filter(pl.col(c)).bottom_k(EXAMPLES).sort().implode().alias(f"ids:{c}") for c in shared),
        )
    )  # fmt: skip


def disagreements(found: pl.DataFrame | None, *, name_them: bool = True) -> tuple[Note, ...]:
    """A warning with the columns on which customer lists disagree; the first list is believed.

    The customers are not named where their ids are personal data.
    """
    if found is None:
        return ()
    [row] = found.to_dicts()
    said = [
        t("{column} of {n} customers", column=header(column), n=f"{n:,}")
        + (t(" ({examples})", examples=t(", ").join(row[f"ids:{column}"])) if name_them else "")
        for column, n in ((key.removeprefix("n:"), n) for key, n in row.items() if key.startswith("n:"))
        if n
    ]  # fmt: skip
    if not said:
        return ()
    return (Note("warning", t("customer lists disagree, the first one is believed: {columns}",
                              columns=t("; ").join(said))),)  # fmt: skip


def column_plans(dataset: Dataset) -> dict[str, pl.LazyFrame]:
    """For every kind a plan of one row: its rows, and filled and distinct values of each column."""
    plans = {}
    for kind in dataset.kinds:
        own = dataset.own_columns(kind)
        columns = (*dataset.columns(kind), *own)
        counted = columns if kind == "customers" else [c for c in columns if c in _COUNTED]
        plans[kind] = dataset.frame(kind).select(
            pl.len().alias("rows"),
            *(_written(pl.col(c), c in own or KINDS[kind].get(c) == pl.String)
              .cast(pl.Int64).sum().alias(f"filled:{c}") for c in columns),
            *(pl.col(c).drop_nulls().n_unique().alias(f"distinct:{c}") for c in counted),
        )  # fmt: skip
    return plans


def _written(column: pl.Expr, is_text: bool) -> pl.Expr:
    return (column.str.strip_chars().fill_null("") != "") if is_text else column.is_not_null()


def column_quality(counted: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row per column of each kind: rows, filled share, distinct values (null: not counted)."""
    rows = []
    for kind, frame in counted.items():
        found = frame.row(0, named=True)
        for name in (key.removeprefix("filled:") for key in found if key.startswith("filled:")):
            filled = found[f"filled:{name}"]
            share = filled / found["rows"] if found["rows"] else None
            rows.append((kind, name, found["rows"], filled, share, found.get(f"distinct:{name}")))
    return pl.DataFrame(
        rows, orient="row",
        schema={"kind": pl.String, "column": pl.String, "rows": pl.Int64, "filled": pl.Int64,
                "filled_share": pl.Float64, "distinct": pl.Int64},
    )  # fmt: skip


def id_plans(dataset: Dataset) -> dict[str, pl.LazyFrame]:
    """For every kind with customers a plan of the distinct customer ids in it."""
    return {
        kind: dataset.frame(kind).select("customer_id").drop_nulls().unique()
        for kind in dataset.kinds
        if dataset.has(kind, "customer_id")
    }


def coverage(ids: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Which customers of one kind of table are missing in another, both ways.

    Each kind is set against the customers; without them against the first kind there is.
    """
    schema = {"kind": pl.String, "other_kind": pl.String, "customers": pl.Int64,
              "missing": pl.Int64, "missing_share": pl.Float64, "example_customers": pl.String}  # fmt: skip
    against = "customers" if "customers" in ids else next(iter(ids), "")
    pairs = [p for kind in ids if kind != against for p in ((kind, against), (against, kind))]
    rows = []
    for kind, other in pairs:
        there = ids[kind]
        missing = there.join(ids[other], on="customer_id", how="anti").sort("customer_id")
        share = missing.height / there.height if there.height else None
        examples = ", ".join(missing["customer_id"].head(EXAMPLES)) or None
        rows.append((kind, other, there.height, missing.height, share, examples))
    return pl.DataFrame(rows, schema=schema, orient="row")


def check_files(checks: Checks, dataset: Dataset) -> None:
    """What reading rejected and set aside, file by file, against all its rows; only where there is any."""
    for record in dataset.inputs:
        if record.rejected:
            checks.add("rows_rejected", record.name, record.rows, record.rejected)
        if record.set_aside:
            checks.add("rows_set_aside", record.name, record.rows, record.set_aside)


def check_cards(checks: Checks, customers: pl.DataFrame, columns: Sequence[str]) -> None:
    """Luhn's test on columns in which nine values in ten look like card numbers."""
    for column in columns:
        plain = pl.col(column).str.replace_all(r"[\s\-]+", "")
        looks = plain.str.contains(_CARD)
        filled, alike = customers.select(
            pl.col(column).is_not_null().sum(), looks.sum().alias("alike")
        ).row(0)
        if filled and alike >= _CARD_LIKE_SHARE * filled:
            checks.of("card_luhn", column, customers, looks, ~is_luhn(plain))
