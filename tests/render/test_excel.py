"""The workbook is read back with two other readers: openpyxl cell by cell, and calamine."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custseg.render.excel import book as book_module
from custseg.render.excel import write_workbook
from custseg.render.excel.book import safe_name
from custseg.render.excel.rows import MOST_TEXT, plain
from custseg.render.view import View
from custseg.result import Chart, InputRecord, Note, Provenance, Result
from custseg.words import in_language

HOSTILE = ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "-1", "\t=1", "#N/A", "<b>&"]


def customers(n: int = 3) -> pl.DataFrame:
    return pl.DataFrame({
        "customer_id": [f"{i:018d}" for i in range(n)],
        "recency_days": list(range(n)),
        "monetary": [1234.5 * i if i else None for i in range(n)],
        "money_share": [i / max(n, 1) for i in range(n)],
        "last_on": [date(2026, 6, 1 + i % 28) for i in range(n)],
        "segment": ["champions"] * n,
    })  # fmt: skip


def result(**changes: object) -> Result:
    segments = pl.DataFrame(
        {"segment": ["champions", "lost"], "customers": [2, 1], "money_share": [0.9, 0.1]}
    )
    grid = pl.DataFrame({"r_score": [2, 1], "f_1": [3, 4], "f_2": [5, 6]})
    curve = pl.DataFrame({"customers_share": [0.0, 0.5, 1.0], "money_share": [0.0, 0.2, 1.0]})
    made: dict[str, object] = {
        "command": "rfm",
        "as_of": date(2026, 6, 30),
        "customers": customers(),
        "tables": {"segments": segments, "rf_grid": grid},
        "charts": (
            Chart("segments", "bar", segments, "segment", ("customers", "money_share")),
            Chart("rf_grid", "heatmap", grid, "r_score", ("f_1", "f_2")),
            Chart("lorenz", "share", curve, "customers_share", ("money_share",)),
        ),
        "notes": (Note("finding", "Two are champions"), Note("warning", "Mind the gap")),
        "settings": {"bins": 5, "rule": [{"name": "x", "when": "r_score > 4"}]},
        "evidence": {"scored": 3},
        "provenance": Provenance(
            "0.1.0", "ab" * 32, (InputRecord("流水.csv", "cd" * 32, "transactions", 10, 7, 2, 1),)
        ),
    }
    return Result(**(made | changes))  # type: ignore[arg-type]


def written(tmp_path: Path, *results: Result, view: View | None = None) -> openpyxl.Workbook:
    path = tmp_path / "out.xlsx"
    write_workbook(results or (result(),), path, view or View())
    return openpyxl.load_workbook(path)


def texts_of(sheet: object) -> list[str]:
    return [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]  # type: ignore[attr-defined]


def test_a_summary_comes_first_then_the_method_its_customers_and_how_it_was_made(
    tmp_path: Path,
) -> None:
    assert written(tmp_path).sheetnames == [
        "Summary", "RFM segments", "RFM segments Customers", "Notes", "How it was made", "Chart data",
    ]  # fmt: skip


def test_the_summary_says_findings_warnings_and_the_account_of_rows(tmp_path: Path) -> None:
    said = texts_of(written(tmp_path)["Summary"])
    assert "– Two are champions" in said
    assert "⚠ Mind the gap" in said
    assert "10 rows = 7 used + 2 set aside + 1 rejected" in said


def test_everything_speaks_the_chosen_language(tmp_path: Path) -> None:
    with in_language("zh"):
        book = written(tmp_path)
    assert book.sheetnames[0] == "摘要"
    listed = book["RFM 客户价值分群 客户明细"]
    assert [c.value for c in listed[1]][:2] == ["客户号", "近度（距上次天数）"]
    assert listed["F2"].value == "冠军客户"


def test_customers_are_a_list_with_filters_and_a_frozen_head(tmp_path: Path) -> None:
    sheet = written(tmp_path)["RFM segments Customers"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.dimensions) == ("B2", "A1:F4", "A1:F4")
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")


def test_values_keep_their_kind_and_show_by_unit(tmp_path: Path) -> None:
    row = written(tmp_path)["RFM segments Customers"][3]
    assert [c.value for c in row[:4]] == ["000000000000000001", 1, 1234.5, pytest.approx(1 / 3)]
    assert row[4].value.date() == date(2026, 6, 2)
    assert [c.number_format for c in row[:5]] == ["@", "#,##0", "#,##0.00", "0.0%", "yyyy-mm-dd"]


def test_an_empty_value_is_an_empty_cell(tmp_path: Path) -> None:
    assert written(tmp_path)["RFM segments Customers"]["C2"].value is None


def test_another_reader_sees_the_same_customers(tmp_path: Path) -> None:
    write_workbook([result(customers=customers(500))], tmp_path / "out.xlsx", View())
    read = pl.read_excel(tmp_path / "out.xlsx", sheet_name="RFM segments Customers")
    assert read["Customer ID"].to_list() == customers(500)["customer_id"].to_list()
    assert read["Monetary"].to_list() == customers(500)["monetary"].to_list()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_the_data_becomes_a_formula(tmp_path: Path, text: str) -> None:
    hostile = pl.DataFrame({"customer_id": [text], text: [text]})
    book = written(
        tmp_path,
        result(customers=hostile, tables={"segments": hostile}, charts=(),
               notes=(Note("finding", text),), settings={text: text}),
    )  # fmt: skip
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not [c.coordinate for c in cells if c.data_type in ("f", "e")]
    assert text.replace("\t", " ") in [c.value for c in book["RFM segments Customers"][2]]


def test_text_that_looks_like_an_escape_of_excel_stays_as_it_is(tmp_path: Path) -> None:
    written(tmp_path, result(customers=pl.DataFrame({"customer_id": ["_x0041_"]})))
    with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:
        assert b"_x005F_x0041_" in parts.read("xl/worksheets/sheet3.xml")


def test_no_part_of_the_file_has_a_formula_element(tmp_path: Path) -> None:
    written(tmp_path, result(customers=pl.DataFrame({"customer_id": HOSTILE})))
    with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:
        sheets = [parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
    assert not [xml for xml in sheets if re.search(rb"<f[ >]", xml)]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=5)
)
def test_any_text_makes_a_file_that_opens(tmp_path: Path, values: list[str]) -> None:
    written(tmp_path, result(customers=pl.DataFrame({"customer_id": values}), charts=()))


def test_texts_longer_than_a_cell_are_cut_and_it_is_said(tmp_path: Path) -> None:
    long = pl.DataFrame({"customer_id": ["中" * (MOST_TEXT + 5), "😀" * MOST_TEXT, "a"]})
    book = written(tmp_path, result(customers=long))
    cell = book["RFM segments Customers"]["A2"].value
    assert len(cell) == MOST_TEXT
    assert any("2 texts longer than 32,767" in said for said in texts_of(book["Notes"]))


def test_more_rows_than_a_sheet_holds_go_on_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_module, "MOST_ROWS", 101)
    book = written(tmp_path, result(customers=customers(250)))
    parts = [name for name in book.sheetnames if "Customers" in name]
    assert [book[name].max_row - 1 for name in parts] == [100, 100, 50]
    assert any("do not fit one sheet and stand on 3" in said for said in texts_of(book["Notes"]))


def test_a_long_table_gets_a_sheet_of_its_own(tmp_path: Path) -> None:
    long = pl.DataFrame({"segment": ["x"] * 500, "customers": range(500)})
    book = written(tmp_path, result(tables={"segments": long}))
    assert book["RFM segments Segments"].max_row == 501


def test_rows_limits_the_customers_and_it_is_said(tmp_path: Path) -> None:
    book = written(tmp_path, view=View(rows=2))
    assert book["RFM segments Customers"].max_row == 3
    assert any("first 2 of 3 customers" in said for said in texts_of(book["Notes"]))


def test_charts_are_native_and_heatmaps_are_coloured_cells(tmp_path: Path) -> None:
    sheet = written(tmp_path)["RFM segments"]
    assert len(sheet._charts) == 2
    kinds = [r.type for rules in sheet.conditional_formatting for r in rules.rules]
    assert kinds.count("colorScale") == 1


def test_the_line_of_equal_shares_is_not_in_the_legend(tmp_path: Path) -> None:
    two = pl.DataFrame({"ranked_share": [0.0, 1.0], "caught_by_model": [0.0, 1.0], "caught_by_fact": [0.0, 1.0]})  # fmt: skip
    curves = Chart("churn_gains", "share", two, "ranked_share", ("caught_by_model", "caught_by_fact"))  # fmt: skip
    book = written(tmp_path, Result("lifecycle", None, charts=(curves,)))
    [drawn] = [chart for sheet in book for chart in sheet._charts]
    assert [(entry.idx, entry.delete) for entry in drawn.legend.legendEntry] == [(2, True)]


def test_the_same_results_are_the_same_bytes(tmp_path: Path) -> None:
    write_workbook([result()], tmp_path / "a.xlsx", View())
    write_workbook([result()], tmp_path / "b.xlsx", View())
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_nothing_at_all_is_still_a_workbook(tmp_path: Path) -> None:
    book = written(tmp_path, Result("rfm", None))
    assert book.sheetnames == ["Summary", "RFM segments", "Notes", "How it was made"]


def test_no_customers_are_a_list_with_only_a_head(tmp_path: Path) -> None:
    sheet = written(tmp_path, result(customers=customers(0), charts=()))["RFM segments Customers"]
    assert (sheet.dimensions, sheet["A1"].value) == ("A1:F1", "Customer ID")


def test_numbers_and_dates_excel_cannot_hold_are_text() -> None:
    shown, _ = plain(pl.DataFrame({
        "count": [10**17 + 1], "born": [date(1899, 5, 1)], "ratio": [float("nan")],
    }))  # fmt: skip
    assert shown.row(0) == (str(10**17 + 1), "1899-05-01", None)


def test_lists_and_yes_no_are_words() -> None:
    shown, _ = plain(pl.DataFrame({"flags": [["a", "b"], []], "is_new": [True, None]}))
    assert shown["flags"].to_list()[0] == "a, b"
    assert shown["is_new"].to_list() == ["yes", None]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_sheet_names_are_always_acceptable_and_different(wanted: list[str]) -> None:
    names: list[str] = []
    for name in wanted:
        names.append(safe_name(name, names))
    assert len({n.casefold() for n in names}) == len(names)
    assert all(0 < len(n.encode("utf-16-le")) // 2 <= 31 for n in names)
    assert not [
        n for n in names if re.search(r"[\[\]:*?/\\\x00-\x1f]", n) or n[0] == "'" or n[-1] == "'"
    ]
