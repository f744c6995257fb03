"""Orders through all of custseg's reading: proof, roles, types, the account of every row."""

from __future__ import annotations

import sys

import polars as pl

import custseg

data = custseg.read(sys.argv[1])
orders = data.frame("transactions")
[found] = data.collect(
    orders.select(
        pl.len(),
        pl.col("order_id", "customer_id", "channel").count(),
        pl.col("date").max(),
        pl.col("amount").sum(),
    )
)
print(found.row(0), sum(record.rejected for record in data.inputs))
