"""Online Retail: custseg reads it with no settings; a plain Polars script says what must come out.

The script reads the file itself and shares no line with custseg: UnitPrice × Quantity is the amount,
invoices starting with C are returns, rows without a customer are nobody's.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from custseg.facts import purchases, rhythm
from custseg.methods.behavior import behavior
from custseg.schema import read


@pytest.fixture(scope="module")
def file(shared_data: Path) -> Path:
    return next((shared_data / "retail" / "online_retail_pack").glob("*.gz"))


@pytest.fixture(scope="module")
def lines(file: Path) -> pl.DataFrame:
    return (
        pl.read_csv(file, infer_schema=False)
        .filter(pl.col("CustomerID").is_not_null())
        .select(
            pl.col("CustomerID").str.strip_suffix(".0").alias("customer_id"),
            pl.col("InvoiceNo"),
            pl.col("InvoiceNo").str.starts_with("C").alias("returned"),
            pl.col("InvoiceDate").str.slice(0, 10).str.to_date().alias("on"),
            # Thousandths of a penny as whole numbers: the sum is exact without decimals.
            (pl.col("Quantity").cast(pl.Int64)
             * (pl.col("UnitPrice").cast(pl.Float64) * 1000).round().cast(pl.Int64))
            .alias("thousandths"),
        )
    )  # fmt: skip


def test_recency_frequency_and_money_of_every_customer(file: Path, lines: pl.DataFrame) -> None:
    sold = lines.filter(~pl.col("returned"))
    expected = (
        lines.group_by("customer_id")
        .agg(
            pl.col("thousandths").sum(), pl.col("returned").sum().cast(pl.Int64).alias("n_returns")
        )
        .join(
            sold.group_by("customer_id").agg(
                pl.col("on").max().alias("last_on"),
                pl.col("on").min().alias("first_on"),
                pl.col("InvoiceNo").n_unique().cast(pl.Int64).alias("frequency"),
            ),
            on="customer_id",
            how="left",
        )
        .with_columns(pl.col("frequency").fill_null(0))
        .sort("customer_id")
    )
    dataset = read(str(file))
    [facts] = dataset.collect(purchases(dataset))
    found = facts.sort("customer_id").with_columns(
        (pl.col("monetary") * 1000).cast(pl.Int64).alias("thousandths")
    )
    assert found.select(expected.columns).equals(expected)
    assert (found.height, (found["frequency"] == 0).sum()) == (3412, 42)
    [account] = dataset.inputs
    assert account.rows == account.used + account.set_aside + account.rejected
    assert account.used == lines.height


def test_gaps_of_every_customer(file: Path, lines: pl.DataFrame) -> None:
    days = lines.filter(~pl.col("returned")).select("customer_id", "on").unique().sort(pl.all())
    gap = pl.col("on").diff().over("customer_id").dt.total_days()
    expected = (
        days.with_columns(gap.alias("gap"))
        .group_by("customer_id")
        .agg(pl.len().cast(pl.Int64).alias("purchase_days"),
             pl.col("gap").median().alias("median_gap_days"))
        .sort("customer_id")
    )  # fmt: skip
    dataset = read(str(file))
    assert dataset.as_of is not None
    [found] = dataset.collect(rhythm(dataset, dataset.as_of))
    assert found.sort("customer_id").select(expected.columns).equals(expected)


def test_behavior_runs_with_no_settings(file: Path) -> None:
    result = behavior(read(str(file)))
    assert result.customers is not None
    assert result.tables["labels"]["customers"].sum() == result.customers.height == 3412
    assert str(result.as_of) == "2011-09-09"
