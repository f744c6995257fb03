"""Real invoices: recency, frequency and money equal a script that shares no line with custseg."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from custseg.methods.lifecycle import lifecycle
from custseg.methods.value import rfm, value
from custseg.schema import read
from custseg.schema.dataset import Dataset


@pytest.fixture(scope="module")
def invoices(shared_data: Path) -> Path:
    [found] = (shared_data / "retail" / "online_retail_pack").glob("*.csv.gz")
    return found


@pytest.fixture(scope="module")
def data(invoices: Path) -> Dataset:
    return read(str(invoices))


def oracle(path: Path) -> pl.DataFrame:
    """Invoices starting with C are returns: they lower money and are no visits."""
    rows = pl.read_csv(path, infer_schema=False).with_columns(
        pl.col("InvoiceDate").str.slice(0, 10).str.to_date("%Y-%m-%d").alias("on"),
        (pl.col("Quantity").cast(pl.Int64) * (pl.col("UnitPrice").cast(pl.Float64) * 1000).round().cast(pl.Int64))
        .alias("thousandths"),
        (pl.col("InvoiceNo").str.starts_with("C") | (pl.col("Quantity").cast(pl.Int64) < 0)).alias("back"),
    ).filter(pl.col("CustomerID").is_not_null() & (pl.col("CustomerID") != ""))  # fmt: skip
    bought = rows.filter(~pl.col("back")).group_by("CustomerID").agg(
        (pl.lit(date(2011, 9, 9)) - pl.col("on").max()).dt.total_days().alias("recency_days"),
        pl.col("InvoiceNo").n_unique().cast(pl.Int64).alias("frequency"),
    )  # fmt: skip
    money = rows.group_by("CustomerID").agg(pl.col("thousandths").sum() / 1000)
    return (
        money.join(bought, on="CustomerID", how="left")
        .select(
            pl.col("CustomerID").str.strip_suffix(".0").alias("customer_id"), "recency_days",
            pl.col("frequency").fill_null(0), pl.col("thousandths").alias("monetary"),
        )
        .sort("customer_id")
    )  # fmt: skip


def test_recency_frequency_and_money_equal_an_independent_script(
    data: Dataset, invoices: Path
) -> None:
    result = rfm(data)
    assert result.as_of == date(2011, 9, 9)
    assert result.customers is not None
    ours = result.customers.select("customer_id", "recency_days", "frequency", "monetary")
    assert_frame_equal(ours, oracle(invoices), check_dtypes=False)


def test_value_and_lifecycle_speak_of_the_same_customers(data: Dataset) -> None:
    scored, worth, lives = rfm(data), value(data), lifecycle(data)
    assert scored.customers is not None
    assert worth.customers is not None
    assert lives.customers is not None
    ids = scored.customers["customer_id"].to_list()
    assert worth.customers["customer_id"].to_list() == ids
    assert lives.customers["customer_id"].to_list() == ids
    assert worth.customers["value"].to_list() == scored.customers["monetary"].to_list()
    silent = lives.customers.join(scored.customers, on="customer_id")
    assert (silent["days_since_last"] == silent["recency_days"]).fill_null(True).all()
