"""The orders of ``generate.py`` with Chinese headers and a Chinese column, in UTF-8 and in GB18030."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

import polars as pl

CHANNELS = ["手机银行", "柜台", "网上银行", "自助设备", "微信"]


def main(source: str, utf8: str, gb18030: str) -> None:
    channel = pl.col("order_id").cast(pl.Int64) % len(CHANNELS)
    names = {"order_id": "订单号", "customer_id": "客户号", "date": "日期", "amount": "金额"}
    (
        pl.scan_csv(source, infer_schema=False)
        .with_columns(
            channel.replace_strict(range(len(CHANNELS)), CHANNELS, return_dtype=pl.String).alias(
                "渠道"
            )
        )
        .rename(names)
        .sink_csv(utf8)
    )
    with codecs.open(utf8, encoding="utf-8") as text, Path(gb18030).open("wb") as out:
        while piece := text.read(1 << 20):
            out.write(piece.encode("gb18030"))


if __name__ == "__main__":
    main(*sys.argv[1:])
