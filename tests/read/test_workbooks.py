"""Workbooks are text the way Excel means it; unsafe ones are refused before a library opens them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from custseg.errors import InputError
from custseg.read import ReadOptions, Table, read_tables
from custseg.read.workbook.formats import format_of_code
from custseg.read.workbook.numbers import as_shown, unescaped

Sheets = dict[str, list[list[Any]]]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes sheets of rows to an .xlsx; a sheet whose name ends in ``!`` is hidden."""

    def write(sheets: Sheets, name: str = "book.xlsx") -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title.rstrip("!"))
            sheet.sheet_state = "hidden" if title.endswith("!") else "visible"
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


def rows(table: Table) -> list[tuple[Any, ...]]:
    return table.frame.select(table.columns).collect().rows()


def column(workbook: Any, *values: Any) -> list[Any]:
    path = workbook(
        {"s": [["客户号", "值"], *([f"A{n}", value] for n, value in enumerate(values))]}
    )
    return [row[1] for row in rows(read_tables([str(path)]).tables[0])]


def test_numbers_are_what_excel_shows(workbook: Any) -> None:
    assert column(workbook, 1, 2.0, 17850.0, -0.5, 12.1) == ["1", "2", "17850", "-0.5", "12.1"]
    assert column(workbook, 0.1 + 0.2, 4.199999999999999, 1 / 3) == [
        "0.3",
        "4.2",
        "0.333333333333333",
    ]
    assert column(workbook, 123456.789012345, 123456789012345) == [
        "123456.789012345",
        "123456789012345",
    ]
    assert column(workbook, "0.1234567890123", "0012") == ["0.1234567890123", "0012"]


def test_numbers_that_lost_digits_look_lost_and_digits_in_text_do_not(workbook: Any) -> None:
    assert column(workbook, 6222021234567890123, "6222021234567890123", 110105199001011234) == [
        "6.22202123456789E+18", "6222021234567890123", "1.10105199001011E+17",
    ]  # fmt: skip
    assert column(workbook, 1234567890123456, "1234567890123456") == [
        "1.23456789012346E+15", "1234567890123456",
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_lost_digits_look_lost_in_every_format(workbook: Any, suffix: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not here")
    path = workbook({"s": [["客户号", "值"], [6222021234567890123, 1], ["6222021234567890123", 2]]})
    subprocess.run([office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless",
                    "--convert-to", suffix, "--outdir", tmp_path, path], check=True, capture_output=True)  # fmt: skip
    table = read_tables([str(path.with_suffix(f".{suffix}"))]).tables[0]
    assert [row[0] for row in rows(table)] == ["6.22202123456789E+18", "6222021234567890123"]


def test_dates_and_times_are_iso(workbook: Any) -> None:
    assert column(workbook, date(2024, 1, 31), datetime(2024, 2, 1)) == ["2024-01-31", "2024-02-01"]
    assert column(workbook, datetime(2024, 1, 31, 8, 26), datetime(2024, 2, 1)) == [
        "2024-01-31 08:26:00", "2024-02-01 00:00:00",
    ]  # fmt: skip
    assert column(workbook, time(8, 26)) == ["08:26:00"]


@pytest.mark.parametrize(("code", "value", "text"), [
    ("HK$#,##0", 12.5, "HK$12.5"), ("HK$#,##0.00", 45_000, "HK$45000"), ("US$0.00", 3, "US$3"),
    ("RMB#,##0.00;-RMB#,##0.00", 3, "RMB 3"), ("#,##0.00 CNY", 3, "CNY 3"), ('"HK$"#,##0', 3, "HK$3"),
    ("#,##0.00 days", 3, "3"), ("0 h", 3, "3"), ('General" days"', 3, "3"), ("General元", 3, "¥3"),
    ('"K"0000', 7, "K0007"), ("M000000", 7, "M000007"), ('"K"#,##0', 7, "7"), ("0.00E+00", 12_345, "12345"),
    ("yyyy-mm-dd hh:mm:ss.000", 45_000.5, "2023-03-15 12:00:00"), ("mm:ss.0", 0.5, "12:00:00"),
    ("d.m.yyyy", 45_000, "2023-03-15 00:00:00"), ("h:mm AM/PM", 0.75, "18:00:00"), ("[h]:mm:ss", 1.25, "30:00:00"),
    ("[ss].00", 0.5, "12:00:00"), ("yyyy-mm-dd", 1e300, "1.00000000000000E+300"), ("[h]:mm", 1e300, "1.00000000000000E+300"),
])  # fmt: skip
def test_formats_say_what_numbers_are(code: str, value: float, text: str) -> None:
    meant = format_of_code(code)
    assert meant.text(value) == text
    assert as_shown(pl.Series([str(value), None]), meant).to_list() == [text, None]


def test_characters_that_workbooks_name_are_told_and_nul_is_none() -> None:
    assert unescaped("a_x000A_b_x0000_c_x005F_") == "a\nbc_"


@pytest.mark.parametrize(("code", "unit"), [
    ('0.00"万"', "万"), ('"K"0000', ""), ('"M"#,##0', ""), ('#,##0"K"', "K"), ("#,##0.00", ""),
])  # fmt: skip
def test_a_unit_stands_behind_its_number(code: str, unit: str) -> None:
    assert format_of_code(code).unit == unit


def test_truths_texts_and_nothing(workbook: Any) -> None:
    assert column(workbook, True, False, None, "  ", " x\n") == ["true", "false", None, None, "x"]


def test_titles_groups_totals_and_footers_are_set_aside(workbook: Any) -> None:
    path = workbook({"明细": [
        ["某某银行客户交易明细表"], ["单位：元", None, None, "导出日期：2024-02-01"], [],
        ["客户", None, "交易", None],
        ["客户号", "姓名", "日期", "金额"],
        ["0001", "张三", date(2024, 1, 5), 100.5], ["0002", "李四", date(2024, 1, 6), 20],
        [], ["合计", None, None, 120.5], ["制表人：王五", None, "审核：赵六"],
    ]})  # fmt: skip
    table = read_tables([str(path)]).tables[0]
    assert table.columns == ("客户号", "姓名", "日期", "金额")
    found = table.frame.collect()
    assert found["_aside"].to_list() == [None, None, "blank", "total"]
    assert found["_row"].to_list() == [6, 7, 8, 9]
    assert {part.reason: part.count for part in table.aside} == {
        "title": 3,
        "blank": 1,
        "footer": 1,
    }
    assert table.source.header_row == 5
    assert table.source.name == "book.xlsx[明细]"


def test_a_table_that_starts_elsewhere_keeps_the_row_numbers_of_the_sheet(
    workbook: Any, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for n, row in enumerate([["id", "v"], [1, 2], [3, 4]]):
        for at, value in enumerate(row):
            book.active.cell(n + 4, at + 3, value)
    book.save(tmp_path / "far.xlsx")
    table = read_tables([str(tmp_path / "far.xlsx")]).tables[0]
    assert table.source.header_row == 4
    assert table.frame.collect()["_row"].to_list() == [5, 6]


def test_every_visible_sheet_is_a_table_and_hidden_ones_are_said(workbook: Any) -> None:
    data = [["id", "v"], ["a", 1], ["b", 2]]
    path = workbook({"旧!": data, "一月": data, "二月": data, "空": [], "说明": [["仅供内部使用"]]})
    reading = read_tables([str(path)])
    assert [table.source.sheet for table in reading.tables] == ["一月", "二月"]
    assert {each.name: each.why for each in reading.skipped} == {
        "book.xlsx[旧]": "a hidden sheet", "book.xlsx[空]": "an empty sheet",
        "book.xlsx[说明]": "a remark, not a table",
    }  # fmt: skip
    assert "hidden sheets left out: 旧" in reading.tables[0].notes[0]


def test_a_sheet_can_be_chosen_even_a_hidden_one(workbook: Any) -> None:
    path = workbook({"旧!": [["id", "v"], ["a", 1]], "新": [["id", "v"], ["b", 2]]})
    chosen = read_tables([str(path)], ReadOptions(sheet="旧")).tables
    assert [rows(table) for table in chosen] == [[("a", "1")]]
    with pytest.raises(InputError, match="has no sheet '去年'") as refused:
        read_tables([str(path)], ReadOptions(sheet="去年"))
    assert "旧, 新" in refused.value.hint


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of a workbook with one part changed, or added."""
    copy = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return copy


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "change", "why"),
    [
        (SHEET, lambda data: data.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
         "cell far out, in row 1048576 or column 16384"),
        (SHEET, lambda data: re.sub(
            rb"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', data, count=1),
         "declares entities"),
        (SHEET, lambda data: data.replace(b"</sheetData>", b"</sheetData>" + b" " * (80 << 20)),
         "it unpacks to more than 300 times its size"),
    ],
)  # fmt: skip
def test_unsafe_workbooks_are_refused(
    workbook: Any, part: str, change: Callable[[bytes], bytes], why: str
) -> None:
    path = rewritten(workbook({"s": [["id", "v"], ["a", 1], ["b", 2]]}), part, change)
    with pytest.raises(InputError, match=why) as refused:
        read_tables([str(path)])
    assert refused.value.hint


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused(workbook: Any) -> None:
    path = workbook({"s": [["id"], ["a"]]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(InputError, match="there twice"):
        read_tables([str(path)])


def test_cut_off_and_foreign_workbooks_are_refused(workbook: Any, tmp_path: Path) -> None:
    path = workbook({"s": [["id"], ["a"]]})
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(InputError, match="damaged or cut off"):
        read_tables([str(cut)])
    cut.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le")
    )
    with pytest.raises(InputError, match="damaged or cut off workbook"):
        read_tables([str(cut)])
    cut.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "WordDocument".encode("utf-16-le")
    )
    with pytest.raises(InputError, match="is a Word document"):
        read_tables([str(cut)])
