"""The frequency, recency and money summary by lifetimes, read with pandas as its guide does."""

from __future__ import annotations

import sys

import pandas as pd
from lifetimes.utils import summary_data_from_transaction_data

source, target = sys.argv[1:]
transactions = pd.read_csv(source, parse_dates=["date"])
summary_data_from_transaction_data(
    transactions, "customer_id", "date", monetary_value_col="amount", freq="D"
).to_csv(target)
