"""The least a workbook of these cells can cost: a bare loop in xlsxwriter's constant-memory mode."""

from __future__ import annotations

import sys

import polars as pl
import xlsxwriter

source, target = sys.argv[1:]
customers = pl.read_parquet(source)
book = xlsxwriter.Workbook(target, {"constant_memory": True})
sheet = book.add_worksheet()
sheet.write_row(0, 0, customers.columns)
for number, row in enumerate(customers.iter_rows(), start=1):
    sheet.write_row(number, 0, row)
book.close()
