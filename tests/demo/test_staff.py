"""Who looks after the invented bank's customers: one manager has left, and contacts were made unevenly."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from custseg.demo.bank import write_bank
from custseg.demo.people import MANAGERS
from custseg.demo.staff import DAYS, LEFT
from custseg.demo.story import LAST_DAY
from custseg.schema import read


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bank")
    write_bank(folder, 300)
    return folder


def test_both_files_are_read_as_what_they_are(bank: Path) -> None:
    made = read([bank / "联系记录.csv"])
    assert made.kinds == ("contacts",)
    assert made.inputs[0].rejected == 0
    assert read([bank / "客户经理表.csv"], must_use=False).kinds == ("managers",)


def test_who_left_is_named_by_customers_and_missing_from_the_list(bank: Path) -> None:
    listed = pl.read_csv(bank / "客户经理表.csv")["客户经理"].to_list()
    assert sorted([*listed, LEFT]) == sorted(MANAGERS)


def test_contacts_are_of_a_year_and_of_customers_who_were_there(bank: Path) -> None:
    made = read([bank / "联系记录.csv"]).frame("contacts").collect()
    assert made["date"].is_between(LAST_DAY - timedelta(days=DAYS - 1), LAST_DAY).all()
    people = read([bank / "客户信息.xlsx"], as_of=LAST_DAY).frame("customers").collect()
    joined = made.join(people, on="customer_id", how="left")
    assert joined["opened_on"].null_count() == 0
    assert (joined["date"] >= joined["opened_on"].clip(lower_bound=date(2024, 7, 1))).all()
