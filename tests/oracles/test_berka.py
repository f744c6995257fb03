"""Berka: flows belong to accounts, accounts to clients through a third file.

A plain Polars script joins the files itself and shares no line with custseg.
"""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest

from custseg.facts import FactSettings, purchases
from custseg.methods.behavior import behavior
from custseg.schema import read
from custseg.schema.dataset import Dataset


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "bank" / "berka_pkdd99"


@pytest.fixture(scope="module")
def bank(folder: Path) -> Dataset:
    return read([folder / name for name in ("trans.asc", "disp.asc", "client.asc")])


def asc(path: Path) -> pl.DataFrame:
    """The whole rows of a file; the last one of trans.asc is cut off in the middle."""
    with path.open(encoding="ascii", newline="") as lines:
        header, *rows = csv.reader(lines, delimiter=";")
    whole = [row for row in rows if len(row) == len(header)]
    return pl.DataFrame(whole, schema=dict.fromkeys(header, pl.String), orient="row")


def test_flows_of_every_owner(folder: Path, bank: Dataset) -> None:
    owners = asc(folder / "disp.asc").filter(pl.col("type") == "OWNER")
    flows = asc(folder / "trans.asc")
    own = pl.col("k_symbol").is_in(["UROK", "SLUZBY", "SANKC. UROK"])
    expected = (
        flows.join(owners.select("account_id", customer_id="client_id"), on="account_id")
        .with_columns(
            ("19" + pl.col("date")).str.to_date("%Y%m%d").alias("on"),
            (pl.col("amount").cast(pl.Float64) * 100).round().cast(pl.Int64).alias("hundredths"),
            own.fill_null(False).alias("own"),
        )
        .group_by("customer_id")
        .agg(
            pl.col("on").filter(~pl.col("own")).max().alias("last_on"),
            (~pl.col("own")).sum().cast(pl.Int64).alias("frequency"),
            pl.col("hundredths").sum(),
            pl.col("own").sum().cast(pl.Int64).alias("n_own_entries"),
        )
        .sort("customer_id")
    )
    [facts] = bank.collect(purchases(bank))
    found = facts.sort("customer_id").with_columns(
        (pl.col("monetary") * 100).cast(pl.Int64).alias("hundredths")
    )
    assert found.select(expected.columns).equals(expected)


def test_net_is_in_minus_out(bank: Dataset) -> None:
    money = {}
    for measure in ("net", "in", "out", "turnover"):
        [facts] = bank.collect(purchases(bank, FactSettings(money=measure)))  # type: ignore[arg-type]
        money[measure] = facts["monetary"].sum()
    assert money["net"] == money["in"] - money["out"]
    assert money["turnover"] == money["in"] + money["out"]


def test_behavior_of_a_bank(bank: Dataset) -> None:
    result = behavior(bank)
    assert result.customers is not None
    assert result.tables["labels"]["customers"].sum() == result.customers.height
    assert any("turnover" in note.text for note in result.notes)
