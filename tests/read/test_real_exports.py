"""The real files beside the checkout are read right, or refused with one clear line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from custseg.errors import InputError
from custseg.read import Table, read_tables


def only(path: Path) -> Table:
    (table,) = read_tables([str(path)]).tables
    return table


def data(table: Table) -> pl.DataFrame:
    rows = table.frame.collect()
    return rows.filter(rows["_aside"].is_null()).select(table.columns)


def read_or_refused(path: Path) -> tuple[tuple[Table, ...], InputError | None]:
    try:
        return read_tables([str(path)]).tables, None
    except InputError as refusal:
        return (), refusal


def test_gbk_export_equals_its_clean_truth(shared_data: Path) -> None:
    folder = shared_data / "messy" / "derived_cn"
    found, truth = data(only(folder / "gbk.csv")), data(only(folder / "clean_truth.csv"))
    assert found.columns == truth.columns
    assert found.height == 10_000
    texts = [name for name in found.columns if name not in ("销售额", "数量", "折扣", "利润")]
    assert found.select(texts).equals(truth.select(texts))
    for name in ("销售额", "数量", "折扣", "利润"):
        assert (found[name].cast(pl.Float64) == truth[name].cast(pl.Float64)).all()


def test_workbook_with_merged_titles_finds_the_rows_of_its_clean_truth(shared_data: Path) -> None:
    folder = shared_data / "messy" / "derived_cn"
    table = only(folder / "title_merged_footer_3000.xlsx")
    found, truth = data(table), data(only(folder / "clean_truth_3000.csv"))
    assert found.columns == truth.columns
    untouched = [
        "行 ID",
        "订单 ID",
        "发货日期",
        "客户 ID",
        "客户名称",
        "产品 ID",
        "产品名称",
        "数量",
    ]
    assert found.select(untouched).equals(truth.select(untouched))
    assert {part.reason: part.count for part in table.aside} == {"title": 3, "footer": 1}


def test_berka_bank_of_nine_files(shared_data: Path) -> None:
    reading = read_tables([str(shared_data / "bank" / "berka_pkdd99")])
    assert [table.source.name for table in reading.tables] == [
        f"{name}.asc" for name in ("account", "card", "client", "disp", "district", "loan", "order", "trans")
    ]  # fmt: skip
    assert [each.name for each in reading.skipped] == ["README.md", "berka.pdf"]
    trans = reading.tables[-1].frame.collect()
    assert trans.height == 49_103
    assert trans["_aside"].drop_nulls().to_list() == ["ragged"]
    assert trans["_row"][-1] == 49_104


def test_cdnow_is_separated_by_blanks(shared_data: Path) -> None:
    folder = shared_data / "retail" / "cdnow"
    master = data(only(folder / "CDNOW_master.txt"))
    assert master.shape == (69_659, 4)
    assert master.row(0) == ("00001", "19970101", "1", "11.77")
    sample = only(folder / "CDNOW_sample.txt")
    assert sample.columns == tuple(f"column_{n}" for n in range(1, 6))
    assert data(sample).row(0) == ("00004", "0001", "19970101", "2", "29.33")


def test_online_retail_equals_a_plain_csv_reader(shared_data: Path) -> None:
    import gzip

    path = next((shared_data / "retail" / "online_retail_pack").glob("*.gz"))
    found = data(only(path))
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert found.columns == header
    truth = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String()), orient="row")
    stripped = truth.select(pl.all().str.strip_chars().replace("", None))
    assert found.equals(stripped)


def test_superstore_has_three_sheets(shared_data: Path) -> None:
    path = next((shared_data / "retail" / "superstore_cn").glob("*.xls"))
    tables = read_tables([str(path)]).tables
    assert [(table.source.sheet, table.rows_in_frame) for table in tables] == [
        ("订单", 10_000), ("退货", 296), ("销售人员", 6),
    ]  # fmt: skip


def test_parquet_of_a_supermarket(shared_data: Path) -> None:
    folder = shared_data / "retail" / "dunnhumby_completejourney"
    for table in read_tables([str(folder)]).tables:
        typed = pl.read_parquet(table.source.path)
        assert table.columns == tuple(typed.columns)
        assert table.rows_in_frame == typed.height == table.frame.collect().height


@pytest.mark.parametrize("case", ["comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json",
                                  "newlines", "newlines_crlf", "quotes_and_newlines", "simple",
                                  "simple_crlf", "utf8"])  # fmt: skip
def test_csv_spectrum(shared_data: Path, case: str) -> None:
    folder = shared_data / "messy" / "csv_spectrum"
    truth = json.loads((folder / "json" / f"{case}.json").read_text("utf-8"))
    found = data(only(folder / "csvs" / f"{case}.csv"))
    lines_alike = [
        {key: (value or "").replace("\r\n", "\n") for key, value in row.items()}
        for row in found.iter_rows(named=True)
    ]
    assert lines_alike == [
        {key: value.replace("\r\n", "\n") for key, value in row.items()} for row in truth
    ]


def test_readxl_deaths_between_scribbles(shared_data: Path) -> None:
    for name in ("deaths.xls", "deaths.xlsx"):
        for table in read_tables([str(shared_data / "messy" / "readxl" / name)]).tables:
            assert table.columns == (
                "Name",
                "Profession",
                "Age",
                "Has kids",
                "Date of birth",
                "Date of death",
            )
            assert data(table).height == 10
            assert sum(part.count for part in table.aside) == 8


@pytest.mark.parametrize("folder", ["readxl", "tablib", "pyexcel_xls", "python_calamine", "papaparse",
                                    "charset_samples", "derived_cn"])  # fmt: skip
def test_every_messy_file_is_read_or_refused_in_one_line(shared_data: Path, folder: str) -> None:
    for path in sorted((shared_data / "messy" / folder).iterdir()):
        tables, refusal = read_or_refused(path)
        assert tables or (refusal and refusal.hint and "\n" not in refusal.message)
        for table in tables:
            rows = table.frame.collect()
            assert rows.columns == [*table.columns, "_row", "_aside"]
            assert rows["_row"].is_sorted()
            assert table.rows_in_frame == rows.height
