"""The workbooks of other projects' test suites: every cell is what its project says, or refused."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from custseg.errors import InputError
from custseg.read import ReadOptions, Table, read_tables

Rows = list[tuple[str | None, ...]]


def read(path: Path, sheet: str | None = None) -> list[Table]:
    return list(read_tables([str(path)], ReadOptions(sheet=sheet)).tables)


def cells(table: Table) -> Rows:
    """The rows of a table below its names."""
    return table.frame.select(table.columns).collect().rows()


def names(table: Table) -> tuple[str, ...]:
    return table.columns


@pytest.fixture
def messy(shared_data: Path) -> Path:
    return shared_data / "messy"


BASE = ("String", "1", "1.1", "true", "false", "2010-10-10", "2010-10-10 10:10:10", "10:10:10",
        "10:10:10.100", "255:10:10")  # fmt: skip


@pytest.mark.parametrize("kind", ["xls", "xlsb", "xlsx", "ods"])
def test_every_kind_of_value_in_every_kind_of_workbook(messy: Path, kind: str) -> None:
    assert cells(read(messy / "python_calamine" / f"base.{kind}")[0]) == [BASE]


@pytest.mark.parametrize("kind", ["xls", "xlsb", "xlsx", "ods"])
def test_hidden_sheets_and_charts_are_left_out_and_named(messy: Path, kind: str) -> None:
    path = messy / "python_calamine" / f"any_sheets.{kind}"
    [table] = read(path)
    assert cells(table)[:3] == [("1", "2"), ("3", "4"), ("5", "6")]
    assert any("Hidden, VeryHidden" in note for note in table.notes)


@pytest.mark.parametrize("kind", ["xls", "xlsb", "xlsx", "ods"])
def test_locked_and_empty_files_are_refused(messy: Path, kind: str) -> None:
    with pytest.raises(InputError, match="protected by a password"):
        read(messy / "python_calamine" / f"password.{kind}")
    if kind != "xls":
        with pytest.raises(InputError, match="is empty"):
            read(messy / "python_calamine" / f"empty_file.{kind}")


def test_a_day_after_the_last_one_stays_its_number(messy: Path) -> None:
    assert cells(read(messy / "python_calamine" / "issue139.xlsx")[0]) == [("2994626",)]


@pytest.mark.parametrize("kind", ["xls", "xlsx"])
def test_the_data_sets_of_readxl(messy: Path, kind: str) -> None:
    tables = {x.source.sheet: x for x in read(messy / "readxl" / f"datasets.{kind}")}
    assert {name: len(cells(x)) for name, x in tables.items()} == {
        "iris": 150, "mtcars": 32, "chickwts": 71, "quakes": 1000,
    }  # fmt: skip
    assert cells(tables["iris"])[0] == ("5.1", "3.5", "1.4", "0.2", "setosa")
    assert cells(tables["quakes"])[0] == ("-20.42", "181.62", "562", "4.8", "41")
    assert cells(tables["quakes"])[-1] == ("-21.59", "170.56", "165", "6", "119")


@pytest.mark.parametrize("kind", ["xls", "xlsx"])
def test_the_deaths_of_readxl(messy: Path, kind: str) -> None:
    [arts, other] = read(messy / "readxl" / f"deaths.{kind}")
    assert cells(arts)[0] == ("David Bowie", "musician", "69", "true", "1947-01-08", "2016-01-10")
    assert len(cells(arts)) == len(cells(other)) == 10


@pytest.mark.parametrize("kind", ["xls", "xlsx"])
def test_the_types_and_the_geometry_of_readxl(messy: Path, kind: str) -> None:
    tables = {x.source.sheet: cells(x) for x in read(messy / "readxl" / f"type-me.{kind}")}
    assert tables["date_coercion"][1:3] == [
        ("2016-05-23 00:00:00", "date only format"), ("2016-04-28 11:30:00", "date and time format"),
    ]  # fmt: skip
    assert tables["text_coercion"][4] == ("2016-09-24", "datetime")
    [table] = read(messy / "readxl" / f"geometry.{kind}")
    assert (names(table), table.source.header_row) == (("B3", "C3", "D3"), 3)
    [clippy, _] = read(messy / "readxl" / f"clippy.{kind}")
    assert cells(clippy)[2] == ("Approx date of death", "2007-01-01")


def test_the_workbooks_of_tablib(messy: Path) -> None:
    folder = messy / "tablib"
    [dimensions] = read(folder / "bad_dimensions.xlsx")
    assert names(dimensions) == ("PN", "Qty", "Price")
    assert cells(dimensions) == [
        ("EP00001", "10000", "0.0367"), ("EP00002", None, "1"), ("EP00004", "10000", "0.001"),
    ]  # fmt: skip
    assert cells(read(folder / "book.ods")[0]) == [
        ("2023-03-12", "2023-03-14 13:43:00", "124", "16:45:00", "09:55:33")
    ]
    assert cells(read(folder / "dates.xls")[0]) == [("2015-04-12",)]
    [errors] = read(folder / "errors.xls")
    assert cells(errors) == [("#DIV/0!", "#NAME?", "#N/A", "#N/A")]
    assert "A2 #DIV/0!, B2 #NAME?, C2 #N/A, D2 #N/A" in errors.notes[0]
    assert len(cells(read(folder / "founders.xlsx")[0])) == 3


def test_the_workbooks_of_pyexcel(messy: Path) -> None:
    folder = messy / "pyexcel_xls"
    assert cells(read(folder / "date_field.xls")[0]) == [
        ("2014-12-25", "11:11:11"), ("2014-12-26", "12:12:12"), ("2015-01-01", "13:13:13"),
        ("1900-01-00", "00:00:00"),
    ]  # fmt: skip
    [hidden] = read(folder / "hidden.xls")
    assert cells(hidden) == [("1", "hidden column", "3"), ("hidden row", "5", "6"), ("7", "8", "9")]
    assert any("hidden columns are read like the others: B" in note for note in hidden.notes)
    assert read(folder / "merged-cell-sheet.xls")[0].merged == {"column_1": ((1, 3),)}
    assert cells(read(folder / "test-date-format.xls")[0]) == [("2015-11-11 11:12:00",)]


def test_large_sheets_read_many_rows_at_a_time_give_the_same_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date, datetime

    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["客户号", "日期", "时间", "金额", "会员", "备注"])
    for n in range(1, 3000):
        book.active.append([
            f"{n:06}", date(2024, 1, 1 + n % 28), datetime(2024, 1, 31, n % 24, n % 60), n / 7, n % 2 == 0,
            None if n % 3 else "行\n两",
        ])  # fmt: skip
    book.active["D9"] = 6222021234567890123
    book.save(tmp_path / "large.xlsx")
    exact = cells(read(tmp_path / "large.xlsx")[0])
    monkeypatch.setattr(import_module("custseg.read.workbook.book"), "LARGE", 0)
    taken: list[bool] = []
    bulk = import_module("custseg.read.workbook.bulk").Bulk
    take = bulk.take
    monkeypatch.setattr(
        bulk, "take", lambda *of, **how: taken.append(take(*of, **how)) or taken[-1]
    )
    assert cells(read(tmp_path / "large.xlsx")[0]) == exact
    assert taken
    assert all(taken)
