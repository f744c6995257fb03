from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import UsageError
from custseg.schema.reading import parse_day
from custseg.schema.values.clock import hours, times
from custseg.schema.values.dates import DateForm, dates, form_of, prove_order

DAY = date(2024, 1, 31)


def read(*cells: str | None) -> list[date | None]:
    text = pl.Series(cells, dtype=pl.String)
    return dates(form_of(text), text).to_list()


@pytest.mark.parametrize(
    "written",
    ["20240131", "2024-01-31", "2024-1-31", "2024/1/31", "2024/01/31", "2024.1.31", "2024年1月31日", "2024年01月31日",
     "2024-01-31 08:26", "2024-01-31 08:26:00", "2024-01-31T08:26:00.123", "2024/1/31 8:26", "20240131 08:26:00",
     "２０２４－０１－３１", " 2024-01-31 ", "2024年1月31日 08:26", "20240131082600", "31-Jan-2024", "Jan 31, 2024"],
)  # fmt: skip
def test_reads_a_day_as_people_write_it(written: str) -> None:
    assert read(written) == [DAY]


def test_a_date_for_ever_beside_day_numbers_is_no_day_of_the_data() -> None:
    assert read("9999-12-31", "45322", "2024-01-30")[1] == DAY


@pytest.mark.parametrize(
    "written", ["2024/13/45", "2024-02-30", "20241", "2024013", "2024-01-319", "abc", "-", "/"]
)
def test_leaves_null_what_is_no_day(written: str) -> None:
    assert read("2024-01-31", "20240131", written)[2] is None
    assert read("2024-01-31 08:00:00", "2024-01-31 08:00:00", written)[2] is None


def test_several_unambiguous_forms_stand_side_by_side() -> None:
    assert read("2024-01-31", "2024/1/31", "20240131", "2024年1月31日", None) == [DAY] * 4 + [None]


def test_order_of_day_and_month_needs_a_proof() -> None:
    assert read("31/01/2024", "01/02/2024") == [DAY, date(2024, 2, 1)]
    assert read("01/31/2024", "01/02/2024") == [DAY, date(2024, 1, 2)]
    assert form_of(pl.Series(["01/02/2024", "03/04/2024"])).ambiguous
    assert form_of(pl.Series(["31/01/2024", "01/31/2024"])).ambiguous


def test_a_given_order_settles_it() -> None:
    text = pl.Series(["01/02/2024"])
    assert dates(form_of(text, "dmy"), text).to_list() == [date(2024, 2, 1)]
    assert dates(form_of(text, "mdy"), text).to_list() == [date(2024, 1, 2)]


def test_a_whole_column_proves_the_order() -> None:
    assert prove_order(pl.LazyFrame({"d": ["01/02/2024", "13/02/2024"]}), "d") == "dmy"
    assert prove_order(pl.LazyFrame({"d": ["01/02/2024", "02/13/2024"]}), "d") == "mdy"
    assert prove_order(pl.LazyFrame({"d": ["01/02/2024", None]}), "d") is None


def test_six_digits_are_what_makes_all_of_them_dates() -> None:
    assert read("930101", "931231") == [date(1993, 1, 1), date(1993, 12, 31)]
    assert read("931107 00:00:00", "940119 00:00:00") == [date(1993, 11, 7), date(1994, 1, 19)]
    assert read("202401", "202402") == [date(2024, 1, 31), date(2024, 2, 29)]
    assert read("200102", "200103") == [None, None]  # 2 January 2020 or January 2001: unproven
    assert read("450204", "991231") == [date(2045, 2, 4), date(1999, 12, 31)]


def test_months_are_their_last_day() -> None:
    assert read("2024-02", "2024年3月") == [date(2024, 2, 29), date(2024, 3, 31)]


def test_spreadsheet_days_need_a_column_of_them_or_dates_around_them() -> None:
    assert read("45322", "45323") == [DAY, date(2024, 2, 1)]
    assert read("45322", "2024-02-15", "2023-12-01")[0] == DAY
    assert read("20001", "2024-02-15", "2023-12-01")[0] is None


def test_numbers_that_are_no_spreadsheet_days_are_no_dates() -> None:
    cells = pl.Series(["45322", "2958465", "30202430", "811999", "1e300", "12", "-3"])
    read = dates(DateForm(serials=True), cells).to_list()
    assert read == [DAY, date(9999, 12, 31), *[None] * 5]


def test_month_zero_stands_for_none() -> None:
    assert read("2024-01-31", "1900-01-00", "9999-12-31") == [
        DAY,
        date(1900, 1, 1),
        date(9999, 12, 31),
    ]


def test_hours_of_times_and_of_columns_of_times() -> None:
    assert hours(
        pl.Series(["2024-01-31 08:26", "2024-01-31 23:59:59", "2024-01-31", None])
    ).to_list() == [8, 23, None, None]
    assert times(pl.Series(["08:26", "8:26:05", "123456", "99:00", "x"])).to_list() == [
        8,
        8,
        12,
        None,
        None,
    ]
    assert form_of(pl.Series(["2024-01-31 08:26"])).has_times
    assert not form_of(pl.Series(["2024-01-31 00:00:00"])).has_times


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.dates(date(1950, 1, 1), date(2090, 1, 1)), min_size=1, max_size=15),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S"]),
)
def test_every_day_comes_back(days: list[date], form: str) -> None:
    assert read(*(day.strftime(form) for day in days)) == days


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 20))
def test_a_chunk_does_not_change_how_a_value_is_read(cut: int) -> None:
    cells = pl.Series(
        [
            (DAY + timedelta(n)).strftime(f)
            for n in range(5)
            for f in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "x")
        ]
    )
    form = DateForm(leading="%Y-%m-%d")
    assert (
        dates(form, cells).to_list()
        == dates(form, cells[:cut]).to_list() + dates(form, cells[cut:]).to_list()
    )


@pytest.mark.parametrize(
    ("written", "on"),
    [("8-Jan-24", date(2024, 1, 8)), ("08-Jan-2024", date(2024, 1, 8)), ("Jan 8, 2024", date(2024, 1, 8)),
     ("08 Jan 2024", date(2024, 1, 8)), ("8 January 2024 10:30", date(2024, 1, 8)), ("9-Sep-99", date(1999, 9, 9)),
     ("September 9th, 2024", date(2024, 9, 9)), ("2024-Jan-08", date(2024, 1, 8)), ("08JAN2024", date(2024, 1, 8)),
     ("8-Foo-24", None), ("31-Feb-24", None), ("8-Jan-024", None)],
)  # fmt: skip
def test_months_in_words(written: str, on: date | None) -> None:
    assert read(written, "15-Feb-24") == [on, date(2024, 2, 15)]


@pytest.mark.parametrize(
    "written",
    ["2024-02-10", "2024/2/10", "20240210", "2024年2月10日", " 2024.2.10 ", date(2024, 2, 10)],
)
def test_an_as_of_date_as_people_write_it(written: str | date) -> None:
    assert parse_day(written) == date(2024, 2, 10)


@pytest.mark.parametrize(
    "written", ["2024-02-30", "2024-02", "10/02/2024", "24/02/10", "yesterday", ""]
)
def test_what_is_no_as_of_date_is_refused(written: str) -> None:
    with pytest.raises(UsageError):
        parse_day(written)


def test_two_digit_years_need_a_column_that_proves_their_place() -> None:
    assert form_of(pl.Series(["24/01/06", "24/01/07"])).ambiguous
    assert form_of(pl.Series(["06/01/24", "17/01/24"])).ambiguous
    assert read("85/01/06", "99/12/31") == [date(1985, 1, 6), date(1999, 12, 31)]
    assert read("31/01/85", "06/02/85") == [date(1985, 1, 31), date(1985, 2, 6)]
    assert read("01/31/85", "02/06/85") == [date(1985, 1, 31), date(1985, 2, 6)]
    assert read("12/29", "2024-01-31") == [None, DAY]


def test_a_given_order_places_two_digit_years() -> None:
    text = pl.Series(["24/01/06", "24/01/07"])
    assert dates(form_of(text, "ymd"), text).to_list() == [date(2024, 1, 6), date(2024, 1, 7)]
    assert dates(form_of(text, "dmy"), text).to_list() == [date(2006, 1, 24), date(2007, 1, 24)]
    assert form_of(text, "mdy").ambiguous


def test_a_whole_column_proves_the_place_of_two_digit_years() -> None:
    assert prove_order(pl.LazyFrame({"d": ["24/01/06", "99/01/07"]}), "d") == "ymd"
    assert prove_order(pl.LazyFrame({"d": ["24/01/06", "24/01/07"]}), "d") is None


def test_what_stands_behind_a_date_is_a_time_or_the_cell_is_no_date() -> None:
    cells = ["2024-01-31 08:26:00", "2024-01-31 abc", "2024-01-31T08:26:00.5Z", "2024-01-31 29:00"]
    sample = pl.Series(cells[:1] * 50)
    days = dates(form_of(sample), pl.Series(cells))
    assert days.to_list() == [date(2024, 1, 31), None, date(2024, 1, 31), None]
