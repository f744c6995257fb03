"""Files, folders, standard input; kinds told by their bytes; what is no table is refused by name."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from custseg.errors import InputError
from custseg.read import Reading, ReadOptions, read_tables, scratch
from custseg.words import in_language

CSV = "客户号,姓名\n0001,张三\n0002,李四\n"
Export = Callable[..., Path]


def first(reading: Reading) -> list[tuple[Any, ...]]:
    table = reading.tables[0]
    return table.frame.select(table.columns).collect().rows()


@pytest.mark.parametrize(
    ("magic", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "is a PNG image"),
        (b"%PDF-1.7\n...", "is a PDF document"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "is a JPEG image"),
        (b"Rar!\x1a\x07\x00" + bytes(40), "is a RAR archive"),
        (b"SQLite format 3\x00" + bytes(40), "is a SQLite database"),
        (bytes(range(256)) * 20, "is a binary file"),
        (b"", "is empty"),
    ],
)
def test_what_is_no_table_is_refused_by_name_of_what_it_is(
    export: Export, magic: bytes, what: str
) -> None:
    with pytest.raises(InputError, match=what) as refused:
        read_tables([str(export(magic, "customers.csv"))])
    assert refused.value.exit_code == 3
    assert refused.value.hint


def test_a_refusal_speaks_chinese(export: Export) -> None:
    path = export(b"\x89PNG\r\n\x1a\n" + bytes(40), "客户.csv")
    with in_language("zh"), pytest.raises(InputError, match=r"客户\.csv 是PNG 图片，不是表格"):
        read_tables([str(path)])


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv does not exist"):
        read_tables([str(tmp_path / "nowhere.csv")])


def test_the_name_of_a_file_tells_nothing(export: Export) -> None:
    table = read_tables([str(export(CSV, "customers.xlsx"))]).tables[0]
    assert table.source.format == "csv"
    assert table.source.name == "customers.xlsx"


def test_packed_files(export: Export, tmp_path: Path) -> None:
    packed = export(gzip.compress(CSV.encode()), "customers.csv.gz")
    zipped = tmp_path / "customers.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("customers.csv", CSV.encode("gbk"))
    for path in (packed, zipped):
        reading = read_tables([str(path)])
        assert first(reading) == [("0001", "张三"), ("0002", "李四")]
        source = reading.tables[0].source
        assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert source.size_bytes == path.stat().st_size


def test_a_cut_off_gzip_is_refused(export: Export) -> None:
    whole = gzip.compress((CSV * 500).encode())
    with pytest.raises(InputError, match="damaged or cut off"):
        read_tables([str(export(whole[:-20], "a.csv.gz"))])


def test_a_gzip_bomb_is_refused(export: Export, monkeypatch: Any) -> None:
    monkeypatch.setattr(scratch, "_MOST_UNPACKED", 1 << 20)
    bomb = gzip.compress(bytes(50 << 20))
    with pytest.raises(InputError, match="unpacks to more than 100 times"):
        read_tables([str(export(bomb, "a.csv.gz"))])


@pytest.mark.parametrize("written", ["utf-8", "gbk"])
def test_standard_input(monkeypatch: Any, written: str) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(CSV.encode(written)))
    monkeypatch.setattr(sys, "stdin", stdin)
    reading = read_tables(["-"])
    assert first(reading) == [("0001", "张三"), ("0002", "李四")]
    assert reading.tables[0].source.name == "-"
    assert reading.tables[0].source.sha256 == hashlib.sha256(CSV.encode(written)).hexdigest()


def test_a_folder_is_read_in_the_order_of_names(export: Export, tmp_path: Path) -> None:
    for month in ("2024-02", "2024-01"):
        export(f"id,v\n{month},1\n", f"{month}.csv")
    export("x", "README.md")
    export(b"%PDF-1.4", "manual.pdf")
    export("id,v\n1,2\n", ".hidden.csv")
    export("id,v\n1,2\n", "~$2024-01.xlsx")
    (tmp_path / "older").mkdir()
    export("id,v\n1,2\n", "older/2023.csv")
    reading = read_tables([str(tmp_path)])
    assert [table.source.name for table in reading.tables] == ["2024-01.csv", "2024-02.csv"]
    assert [(each.name, each.why) for each in reading.skipped] == [
        ("README.md", "a document, not an export"),
        ("manual.pdf", "manual.pdf is a PDF document, not a table"),
    ]
    assert len(reading.skipped[0].sha256) == 64


def test_a_folder_without_tables_is_refused(export: Export, tmp_path: Path) -> None:
    export(b"%PDF-1.4", "manual.pdf")
    with pytest.raises(InputError, match=r"no table in .*PDF document"):
        read_tables([str(tmp_path)])


def test_several_files_keep_their_order(export: Export) -> None:
    paths = [str(export(f"id,v\n{n},1\n", f"{n}.csv")) for n in (3, 1, 2)]
    assert [first(Reading((table,)))[0][0] for table in read_tables(paths).tables] == [
        "3",
        "1",
        "2",
    ]


def test_parquet_is_text_like_any_other(tmp_path: Path) -> None:
    from datetime import date, datetime

    path = tmp_path / "t.parquet"
    pl.DataFrame({
        "id": ["007", " x "], "n": [1, None], "amount": [1.5, 17850.0],
        "on": [date(2024, 1, 31), None], "at": [datetime(2024, 1, 31, 8, 26), None], "yes": [True, False],
    }).write_parquet(path)  # fmt: skip
    reading = read_tables([str(path)])
    assert first(reading) == [
        ("007", "1", "1.5", "2024-01-31", "2024-01-31 08:26:00", "true"),
        ("x", None, "17850.0", None, None, "false"),
    ]
    assert reading.tables[0].rows_in_frame == 2


def test_a_zip_whose_parts_lie_outside_it_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.csv", "id,v\n1,2\n")
    content = bytearray(path.read_bytes())
    content[-6] += 9  # where the list of parts begins: the parts move with it
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"x\.zip is a damaged or cut off"):
        read_tables([str(path)])


@pytest.mark.parametrize("said", ["UTF-4", "GBK"])
def test_xml_in_an_encoding_no_parser_reads_is_refused(export: Export, said: str) -> None:
    page = f'<?xml version="1.0" encoding="{said}"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
    with pytest.raises(InputError, match=r"no proper XML|empty|no table|no sheet"):
        read_tables([str(export(page, "x.xls"))])


def test_nested_parquet_and_damaged_parquet_are_refused(tmp_path: Path, export: Export) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"id": [1], "tags": [["a"]]}).write_parquet(path)
    with pytest.raises(InputError, match="no single values: tags"):
        read_tables([str(path)])
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        read_tables([str(export(path.read_bytes()[:200], "cut.parquet"))])


HTML = """<html><head><meta charset="{charset}"><style>td {{ color: red }}</style></head><body>
<table><tr><th colspan=3>会员消费表</th></tr><tr><th>会员号</th><th>姓名</th><th>金额</th></tr>
<tr><td rowspan="2">00012<td>张&nbsp;三</td><td>120.50</tr><tr><td>李四</td><td>3</td></tr>
<tr><td>00013</td><td>王<br>五</td><td>&lt;5&gt;</td></tr></table></body></html>"""


@pytest.mark.parametrize("written", ["utf-8", "gbk"])
def test_html_saved_as_xls(export: Export, written: str) -> None:
    reading = read_tables([str(export(HTML.format(charset=written), "report.xls", written))])
    table = reading.tables[0]
    assert table.source.format == "html"
    assert table.columns == ("会员号", "姓名", "金额")
    assert first(reading) == [
        ("00012", "张 三", "120.50"), (None, "李四", "3"), ("00013", "王 五", "<5>"),
    ]  # fmt: skip


def test_a_web_page_without_a_table_is_refused(export: Export) -> None:
    with pytest.raises(InputError, match="web page without a table"):
        read_tables([str(export("<!DOCTYPE html><html><body>Login</body></html>", "a.xls"))])


def test_options_have_defaults_that_decide() -> None:
    assert ReadOptions() == ReadOptions(encoding=None, sheet=None, header_row=None, separator=None)


def test_a_copy_of_a_file_is_read_once_with_a_warning(export: Export) -> None:
    folder = export(CSV, "交易.csv").parent
    export(CSV, "交易 - 副本.csv")
    reading = read_tables([str(folder)])
    assert [table.source.name for table in reading.tables] == ["交易 - 副本.csv"]
    assert reading.notes == ("交易.csv is the same file as 交易 - 副本.csv and is read only once",)
    named = str(folder / "交易.csv")
    twice = read_tables([named, named])
    assert len(twice.tables) == 1
    assert twice.notes == (f"{named} is the same file as {named} and is read only once",)
    export(CSV + "0003,王五\n", "交易 - 副本.csv")
    assert len(read_tables([str(folder)]).tables) == 2


def test_a_sheet_of_no_workbook_is_said_to_have_no_effect(export: Export) -> None:
    reading = read_tables([str(export(CSV))], ReadOptions(sheet="一月"))
    assert reading.notes == ("--sheet 一月 has no effect: none of the files is a workbook",)
