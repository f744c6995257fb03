"""The same columns through Polars' own streaming scan, which is told their types."""

from __future__ import annotations

import sys

import polars as pl

TYPES = {"订单号": pl.String(), "客户号": pl.String(), "日期": pl.Date(), "金额": pl.Decimal(38, 6),
         "渠道": pl.String()}  # fmt: skip
found = (
    pl.scan_csv(sys.argv[1], schema=TYPES)
    .select(
        pl.len(),
        pl.col("订单号", "客户号", "渠道").count(),
        pl.col("日期").max(),
        pl.col("金额").sum(),
    )
    .collect(engine="streaming")
)
print(found.row(0))
