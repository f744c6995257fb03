"""RFM segmentation by openretailscience, read with pandas as its guide does."""

from __future__ import annotations

import sys

import pandas as pd
from openretailscience.segmentation.rfm import RFMSegmentation

source, target = sys.argv[1:]
transactions = pd.read_csv(source, parse_dates=["date"]).rename(
    columns={"order_id": "transaction_id", "date": "transaction_date", "amount": "unit_spend"}
)
RFMSegmentation(
    transactions, current_date=str(transactions["transaction_date"].max().date())
).df.to_csv(target)
