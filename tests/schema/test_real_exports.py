"""Real exports, skipped where they are not (see the fixture shared_data)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from custseg.schema import read


def test_online_retail(shared_data: Path) -> None:
    data = read(
        shared_data / "retail/online_retail_pack/online_retail_2010-12-01_2011-09-09.csv.gz"
    )
    (tally,) = data.tallies
    assert tally.rows == 334_054
    assert tally.used == 242_127
    frame = data.frame("transactions").select(
        pl.col("customer_id").n_unique(),
        pl.col("amount").sum(),
        pl.col("is_return").sum(),
        pl.col("hour").max(),
    )
    customers, amount, returns, latest_hour = frame.collect().row(0)
    raw = pl.read_csv(
        shared_data / "retail/online_retail_pack/online_retail_2010-12-01_2011-09-09.csv.gz",
        infer_schema=False,
    ).filter(pl.col("CustomerID").is_not_null())
    cents = (pl.col("UnitPrice").cast(pl.Float64) * 1000).round() * pl.col("Quantity").cast(
        pl.Int64
    )
    assert amount == Decimal(int(raw.select(cents.sum()).item())) / 1000
    assert customers == raw["CustomerID"].n_unique()
    assert returns == raw["InvoiceNo"].str.starts_with("C").sum()
    assert latest_hour == 20
    assert data.as_of == date(2011, 9, 9)


def test_the_workbook_with_titles_equals_its_clean_truth(shared_data: Path) -> None:
    folder = shared_data / "messy/derived_cn"
    messy = (
        read(folder / "title_merged_footer_3000.xlsx")
        .frame("transactions")
        .sort("transaction_id")
        .collect()
    )
    clean = (
        read(folder / "clean_truth_3000.csv").frame("transactions").sort("transaction_id").collect()
    )
    same = ["transaction_id", "customer_id", "order_id", "date", "quantity", "product", "category"]
    assert messy.select(same).equals(clean.select(same))
    apart = (messy["amount"] - clean["amount"]).abs().max()
    assert isinstance(apart, Decimal)
    assert apart <= Decimal("0.005")  # the workbook shows two decimals


def test_gbk_equals_utf8(shared_data: Path) -> None:
    folder = shared_data / "messy/derived_cn"
    gbk, clean = (
        read(folder / name).frame("transactions").collect()
        for name in ("gbk.csv", "clean_truth.csv")
    )
    assert gbk.equals(clean)


def test_berka_finds_the_owners_of_accounts(shared_data: Path) -> None:
    data = read(shared_data / "bank/berka_pkdd99")
    kinds = {record.name: (record.kind, record.used) for record in data.inputs}
    assert kinds["trans.asc"] == ("transactions", 49_102)
    assert kinds["loan.asc"] == ("holdings", 682)
    assert kinds["client.asc"] == ("customers", 5_369)
    assert kinds["district.asc"] == ("unused", 0)
    loans = data.frame("holdings").collect()
    assert loans["product"].unique().to_list() == ["loan"]
    assert loans["opened_on"].min() == date(1993, 7, 5)


def test_cdnow_by_the_numbers_of_its_columns(shared_data: Path) -> None:
    data = read(
        shared_data / "retail/cdnow/CDNOW_master.txt", maps=["1=customer_id", "2=date", "4=amount"]
    )
    customers, amount = (
        data.frame("transactions")
        .select(pl.col("customer_id").n_unique(), pl.col("amount").sum())
        .collect()
        .row(0)
    )
    assert (customers, amount) == (23_570, Decimal("2500315.63"))


def test_dunnhumby_folder(shared_data: Path) -> None:
    data = read(shared_data / "retail/dunnhumby_completejourney")
    assert set(data.kinds) == {"transactions", "customers", "events"}
    assert data.has("customers", "income_band")
    assert data.frame("transactions").select(pl.len()).collect().item() == 75_000
