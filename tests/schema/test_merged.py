"""Cells merged over several rows hold for all of them, amounts excepted."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from custseg.schema import read


def test_merged_ids_hold_for_all_their_rows_and_amounts_for_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [
        ["某银行交易明细", None, None], ["客户号", "交易日期", "金额"],
        ["001", "2024-01-01", 10], [None, "2024-01-02", 20], [None, None, 30],
        ["002", "2024-01-03", 5], [None, "2024-01-04", None],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    for area in ("A1:C1", "A3:A5", "B4:B5", "A6:A7", "C6:C7"):
        sheet.merge_cells(area)
    book.create_sheet("别的").append(["x"])
    book.save(tmp_path / "flows.xlsx")
    data = read(tmp_path / "flows.xlsx")
    used = data.frame("transactions").collect()
    assert used.select("customer_id", "amount").rows() == [
        ("001", 10), ("001", 20), ("001", 30), ("002", 5),
    ]  # fmt: skip
    assert [str(on) for on in used["date"]] == [
        "2024-01-01",
        "2024-01-02",
        "2024-01-02",
        "2024-01-03",
    ]
    assert data.tallies[0].rejected == {"missing_amount": 1}
    assert any("4 cells of 客户号, 交易日期" in note.text for note in data.notes)


def test_a_table_that_does_not_begin_in_the_first_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at, row in enumerate(
        [["客户号", "交易日期", "金额"], ["001", "2024-01-01", 10], [None, "2024-01-02", 20]]
    ):
        for column, cell in enumerate(row):
            sheet.cell(5 + at, 3 + column, cell)
    sheet.merge_cells("C6:C7")
    book.save(tmp_path / "flows.xlsx")
    used = read(tmp_path / "flows.xlsx").frame("transactions").collect()
    assert used["customer_id"].to_list() == ["001", "001"]
