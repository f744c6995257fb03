"""Whether an amount is the total of the order, written again on each of its lines."""

from __future__ import annotations

from typing import Literal

import polars as pl

from custseg.schema.columns.mapping import Columns

_MOST = 0.9
_CENT = 0.01


def repeated_total(
    columns: Columns, typed: dict[str, pl.Expr], line: pl.Expr | None
) -> Literal["proven", "suspected"] | None:
    """What the sample's orders of several lines say of the amount column.

    Proven: nearly all of them have one amount on all lines, and unit price × quantity (``line``) adds
    up to it over the order. Suspected: one amount on all lines that differs from order to order, and
    is not what the line itself is worth.
    """
    if "order_id" not in typed:
        return None
    buyer = [typed["customer_id"].alias("buyer")] if "customer_id" in typed else []
    worth = pl.lit(None, pl.Float64) if line is None else line.cast(pl.Float64)
    lines = columns.table.sample.select(
        *buyer, order=typed["order_id"], amount=typed["amount"].cast(pl.Float64), worth=worth
    ).drop_nulls(["order", "amount"])
    orders = lines.group_by([name for name in lines.columns if name in ("buyer", "order")]).agg(
        pl.len().alias("n"), pl.col("amount").first(),
        (pl.col("amount").n_unique() == 1).alias("constant"),
        ((pl.col("worth").sum() - pl.col("amount").first()).abs() <= _CENT * pl.len()).alias("adds_up"),
        ((pl.col("worth") - pl.col("amount")).abs() <= _CENT).fill_null(False).all()
        .alias("by_line"),
    ).filter((pl.col("n") > 1) & (pl.col("amount") != 0))  # fmt: skip
    if orders.is_empty():
        return None
    repeated = orders.filter("constant")
    if line is not None and (repeated["adds_up"].sum() >= _MOST * len(orders)):
        return "proven"
    differ = repeated.filter(~pl.col("by_line"))["amount"].n_unique() > 1
    return "suspected" if differ and len(repeated) >= _MOST * len(orders) else None
