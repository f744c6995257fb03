"""Lists of customers that lie beside the exports: earlier results of custseg, and lists people keep."""

from __future__ import annotations

from custseg.listed.lists import (
    Listed,
    account_of,
    customers_in,
    list_in,
    must_be_whole,
    tables_in,
)
from custseg.listed.results import ReadBack, results_in

__all__ = ["Listed", "ReadBack", "account_of", "customers_in", "list_in", "must_be_whole", "results_in",
           "tables_in"]  # fmt: skip
