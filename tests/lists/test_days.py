"""Lists by the calendar, against days counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.lists.days import birthdays, expiring, maturing

AS_OF = date(2026, 6, 30)


def test_documents_that_expired_come_first() -> None:
    people = pl.DataFrame({
        "customer_id": ["a", "b", "c", "d"],
        "id_expires_on": [date(2026, 9, 28), date(2020, 1, 1), date(2026, 9, 29), None],
    })  # fmt: skip
    rows = expiring(people, AS_OF, 90)
    assert rows["customer_id"].to_list() == ["b", "a"]
    assert rows["days_left"].to_list() == [-2372, 90]


def test_what_has_matured_already_is_not_to_come() -> None:
    rows = pl.DataFrame({
        "customer_id": ["a", "b", "c", "d"], "product": ["定期"] * 4, "amount": [1.0, 5.0, None, 2.0],
        "matures_on": [AS_OF, AS_OF, AS_OF - timedelta(days=1), AS_OF + timedelta(days=31)],
    })  # fmt: skip
    assert maturing(rows, AS_OF, 30)["customer_id"].to_list() == ["b", "a"]
    assert maturing(rows.drop("amount"), AS_OF, 31)["customer_id"].to_list() == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("born", "as_of", "on", "age"),
    [
        (date(1980, 6, 30), AS_OF, AS_OF, 46),
        (date(1980, 6, 29), AS_OF, date(2027, 6, 29), 47),
        (date(2000, 2, 29), date(2026, 2, 20), date(2026, 3, 1), 26),
        (date(2000, 2, 29), date(2028, 2, 20), date(2028, 2, 29), 28),
        (date(1999, 1, 3), date(2026, 12, 20), date(2027, 1, 3), 28),
    ],
)
def test_the_next_birthday(born: date, as_of: date, on: date, age: int) -> None:
    row = birthdays(pl.DataFrame({"customer_id": ["a"], "birth_date": [born]}), as_of, 364).row(
        0, named=True
    )
    assert (row["birthday_on"], row["age_reached"]) == (on, age)


@given(
    st.lists(st.dates(date(1920, 1, 1), date(2026, 6, 29)), min_size=1, max_size=20),
    st.integers(0, 364),
)
def test_birthdays_are_those_a_calendar_finds(born: list[date], days: int) -> None:
    people = pl.DataFrame({"customer_id": [str(i) for i in range(len(born))], "birth_date": born})
    calendar = [AS_OF + timedelta(days=n) for n in range(days + 1)]
    expected = {str(i) for i, b in enumerate(born)
                if any((d.month, d.day) == ((3, 1) if (b.month, b.day) == (2, 29) else (b.month, b.day))
                       for d in calendar)}  # fmt: skip
    assert set(birthdays(people, AS_OF, days)["customer_id"]) == expected
