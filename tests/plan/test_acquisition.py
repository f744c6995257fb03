"""Acquisition: who is new, and who bought soon, counted by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from custseg.errors import InputError, UsageError
from custseg.facts.rows import FactSettings
from custseg.plan.acquisition import AcquisitionSettings, acquisition
from custseg.plan.book import Book
from custseg.schema.dataset import Dataset

AS_OF = date(2025, 6, 30)
ROWS: list[tuple[str, date | None, date | None, str | None, float]] = [
    ("1", date(2025, 6, 20), None, "东", 5.0),  # too young to say
    ("2", date(2025, 5, 10), date(2025, 5, 10), "东", 10.0),  # active on the day
    ("3", date(2025, 5, 11), date(2025, 6, 11), "西", 20.0),  # 31 days: too late
    ("4", date(2025, 5, 12), date(2025, 6, 11), "西", 30.0),  # 30 days: just in time
    ("5", date(2024, 7, 1), None, None, 40.0),  # never
    ("6", date(2024, 6, 30), date(2024, 7, 2), "东", 50.0),  # of the year before
    ("7", date(2020, 1, 1), date(2024, 6, 1), "东", 60.0),  # long a customer
    ("8", None, date(2024, 6, 1), "东", 70.0),
]


def book(rows: list[tuple[str, date | None, date | None, str | None, float]] = ROWS) -> Book:
    people = pl.DataFrame(
        rows, orient="row",
        schema={"customer_id": pl.String, "opened_on": pl.Date, "first_on": pl.Date, "branch": pl.String, "value": pl.Float64},
    )  # fmt: skip
    return Book(Dataset.from_frames({"customers": people.select("customer_id")}, AS_OF), people, FactSettings())  # fmt: skip


def test_new_customers_by_branch() -> None:
    part = acquisition(book()).tables["acquired_by"]
    by = part.select("acquired_of", "new_customers", "new_before", "new_worth")
    west = part.row(by_predicate=pl.col("acquired_of") == "西", named=True)
    assert (west["old_enough"], west["begun"], west["begun_share"]) == (2, 1, 0.5)
    assert west["begun_low"] < 0.5 < west["begun_high"]
    assert by.rows() == [("东", 2, 1, 7.5), ("西", 2, 0, 25.0), (None, 1, 0, 40.0)]


def test_what_is_said() -> None:
    said = [note.text for note in acquisition(book()).notes]
    assert said == ["5 customers have come since 2024-07, 1 in as many months before",
                    "50.0% of 4 bought within 30 days of their opening"]  # fmt: skip


def test_without_days_of_opening_nothing_is_said() -> None:
    with pytest.raises(InputError, match="nothing says when customers were opened"):
        acquisition(book([("1", None, AS_OF, "东", 1.0)]))
    with pytest.raises(UsageError, match="no column 'planet'"):
        acquisition(book(), AcquisitionSettings(by="planet"))
