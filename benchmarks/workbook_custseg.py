"""The customers of a Parquet file as custseg's workbook: summary, list with formats and filters, notes."""

from __future__ import annotations

import sys

import polars as pl

from custseg.render import write
from custseg.result import Result

source, target = sys.argv[1:]
write(Result("rfm", None, customers=pl.read_parquet(source)), target, force=True)
