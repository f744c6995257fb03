"""Layouts: where the table stands in the file, and what stands around it."""

from __future__ import annotations

from corpus import layout_banks, layout_shops, layout_tables
from corpus.case import Case, Truth, rows_of, text

CASES: list[Case] = [
    Case(
        "a title and a checked total stand around the orders", "orders.csv",
        text("二月订单", "", "订单号,客户号,日期,金额", "A1,0001,2024-02-01,10.50",
             "A2,0002,2024-02-02,1.50", "合计,,,12.00"),
        Truth(rows_of("order_id customer_id date amount",
                      "A1 0001 2024-02-01 10.5", "A2 0002 2024-02-02 1.5"),
              source={"kind": "transactions", "header_row": 3, "rows": 5, "used": 2, "set_aside": 3}),
    ),
    Case(
        "a row that is no row is rejected with its number", "orders.csv",
        text("客户号,日期,金额", "0001,2024-02-01,10", "0002,tomorrow,20"),
        Truth(rows_of("customer_id date amount", "0001 2024-02-01 10"),
              rejects=(r"orders\.csv .*row 3 日期 = tomorrow: bad_date",)),
    ),
    Case(
        "a table of nothing but a header", "orders.csv", text("客户号,日期,金额"),
        Truth((), warns=(r"orders\.csv.*no rows",)),
    ),
    *layout_banks.CASES,
    *layout_shops.CASES,
    *layout_tables.CASES,
]  # fmt: skip
