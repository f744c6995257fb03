from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.facts import FactSettings, assets
from custseg.facts.asset_ledger import AssetLedger, asset_ledger_plan
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY

END = date(2024, 3, 31)
Snapshot = tuple[str, str, date, Decimal]


def balances(rows: list[Snapshot], **more: list[Any]) -> Dataset:
    frame = pl.DataFrame(
        rows, orient="row",
        schema={"customer_id": pl.String, "product": pl.String, "date": pl.Date, "balance": MONEY},
    ).with_columns(pl.Series(name, values, MONEY) for name, values in more.items())  # fmt: skip
    return Dataset.from_frames({"balances": frame}, as_of=END)


def months_of(dataset: Dataset) -> list[tuple[Any, ...]]:
    return monthly(dataset, END).rows()


def monthly(dataset: Dataset, as_of: date, facts: FactSettings = FactSettings()) -> pl.DataFrame:
    """Customer, month ("2024-03"), month end and average of the ledger."""
    [records] = dataset.collect(asset_ledger_plan(dataset, facts))
    ledger = AssetLedger.of(records, as_of)
    months = ledger.months
    number = pl.col("month") - 1
    return months.select(
        ledger.customers.gather(months["customer"]).alias("customer_id"),
        pl.format("{}-{}", number // 12, (number % 12 + 1).cast(pl.String).str.zfill(2)).alias("month"),
        "month_end_assets", "average_assets",
    )  # fmt: skip


def snap(product: str, on: str, balance: int) -> Snapshot:
    return ("a", product, date.fromisoformat(on), Decimal(balance))


def test_month_end_files_take_the_balance_as_the_average() -> None:
    dataset = balances([snap("活期", "2024-01-31", 100), snap("定期", "2024-01-31", 900),
                        snap("活期", "2024-02-29", 300)])  # fmt: skip
    assert months_of(dataset) == [("a", "2024-01", 1000, 1000), ("a", "2024-02", 300, 300)]


def test_a_balance_counts_for_the_days_it_was_held() -> None:
    dataset = balances([snap("活期", "2024-01-01", 310), snap("活期", "2024-01-11", 0)])
    assert months_of(dataset) == [("a", "2024-01", 0, 100)]


def test_a_given_monthly_average_is_believed() -> None:
    dataset = balances(
        [snap("活期", "2024-01-31", 100), snap("定期", "2024-01-31", 50)],
        average_balance=[Decimal(77), None],
    )
    assert months_of(dataset) == [("a", "2024-01", 150, 127)]


def test_the_running_month_ends_with_the_as_of_day() -> None:
    dataset = balances([snap("活期", "2024-03-01", 100), snap("活期", "2024-03-11", 200)])
    assert monthly(dataset, date(2024, 3, 20))["average_assets"].item() == 150


def test_debts_are_not_assets() -> None:
    dataset = balances([snap("个人住房贷款", "2024-01-31", 800000), snap("活期", "2024-01-31", 5)])
    assert months_of(dataset)[0][2] == 5
    kept = FactSettings(debt_products=())
    assert monthly(dataset, END, kept)["average_assets"].item() == 800005


def test_latest_previous_peak_and_products() -> None:
    dataset = balances([
        snap("活期", "2024-01-31", 900), snap("活期", "2024-02-29", 100),
        snap("活期", "2024-03-31", 50), snap("理财", "2024-03-31", 100),
    ])  # fmt: skip
    [row] = dataset.collect(assets(dataset, END))[0].to_dicts()
    assert row.pop("main_asset_share") == pytest.approx(2 / 3)
    assert row == {
        "customer_id": "a", "assets_month": "2024-03", "month_end_assets": 150,
        "average_assets": 150, "previous_average_assets": 100, "assets_trend": 0.5,
        "peak_average_assets": 900, "peak_month": "2024-01", "asset_products": 2,
        "main_asset_product": "理财",
    }  # fmt: skip


def test_equal_peaks_and_products_have_a_stated_order() -> None:
    dataset = balances([
        snap("乙", "2024-01-31", 10), snap("甲", "2024-01-31", 10),
        snap("乙", "2024-03-31", 10), snap("甲", "2024-03-31", 10),
    ])  # fmt: skip
    [row] = dataset.collect(assets(dataset, END))[0].to_dicts()
    assert (row["peak_month"], row["main_asset_product"]) == ("2024-01", "乙")
    assert (row["previous_average_assets"], row["assets_trend"]) == (None, None)


snapshots = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["活期", "定期"]),
              st.dates(date(2024, 1, 1), END), st.decimals(-50, 5000, places=2)),
    min_size=1, max_size=25,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(snapshots)
def test_averages_equal_a_day_by_day_count(rows: list[Snapshot]) -> None:
    expected = day_by_day(rows)
    found = months_of(balances(rows))
    assert [row[:2] for row in found] == sorted(expected)
    for customer, month, end, average in found:
        assert end == expected[customer, month][0]
        assert float(average) == pytest.approx(float(expected[customer, month][1]), abs=1e-4)


def day_by_day(rows: list[Snapshot]) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    by_day: dict[tuple[str, str], dict[date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for customer, product, on, balance in rows:
        by_day[customer, product][on] += balance
    total: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for (customer, _), known in by_day.items():
        for year, month in {(d.year, d.month) for d in known}:
            held: list[Decimal] = []
            for number in range(1, monthrange(year, month)[1] + 1):
                day = date(year, month, number)
                if day in known:
                    held.append(known[day])
                elif held:
                    held.append(held[-1])
            key = (customer, f"{year}-{month:02}")
            end, average = total.get(key, (Decimal(0), Decimal(0)))
            total[key] = (end + held[-1], average + sum(held) / len(held))
    return total


def test_a_customer_without_balances_has_no_row() -> None:
    dataset = balances([("a", "活期", END - timedelta(days=1), Decimal(1))])
    assert dataset.collect(assets(dataset, END))[0]["customer_id"].to_list() == ["a"]


def test_month_ends_are_unknown_where_the_file_has_averages_only() -> None:
    averages = pl.DataFrame(
        {"customer_id": ["a", "a"], "date": [date(2024, 2, 29), date(2024, 3, 31)],
         "average_balance": [Decimal(70), Decimal(77)]},
        schema_overrides={"average_balance": MONEY},
    )  # fmt: skip
    dataset = Dataset.from_frames({"balances": averages})
    [row] = dataset.collect(assets(dataset, date(2024, 3, 31)))[0].to_dicts()
    assert row["month_end_assets"] is None
    assert (row["average_assets"], row["previous_average_assets"]) == (77, 70)
