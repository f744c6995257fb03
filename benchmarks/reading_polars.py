"""The same columns through Polars' own streaming scan: told their types, or with ``text`` all as text."""

from __future__ import annotations

import sys

import polars as pl

TYPES = {"订单号": pl.String(), "客户号": pl.String(), "日期": pl.Date(), "金额": pl.Decimal(38, 6),
         "渠道": pl.String()}  # fmt: skip
is_text = sys.argv[2:] == ["text"]
asked = (
    [pl.col("日期", "金额").count()] if is_text else [pl.col("日期").max(), pl.col("金额").sum()]
)
found = (
    pl.scan_csv(sys.argv[1], schema=dict.fromkeys(TYPES, pl.String()) if is_text else TYPES)
    .select(pl.len(), pl.col("订单号", "客户号", "渠道").count(), *asked)
    .collect(engine="streaming")
)
print(found.row(0))
