"""Rows of long lists are as high as their texts, and no higher than need be."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from openpyxl import load_workbook

from custseg.render.excel import write_workbook
from custseg.render.excel.rows import Rows, Style
from custseg.render.view import View
from custseg.result import Result


def rows_of(frame: pl.DataFrame, widths: list[float]) -> str:
    styles = [Style(0, 0)] * frame.width
    return b"".join(Rows(frame, styles, widths=widths).chunks()).decode()


def test_a_sentence_that_is_folded_makes_its_row_high() -> None:
    frame = pl.DataFrame({"customer_id": ["1", "2", "3"], "why": ["short", "a" * 100, "字" * 100]})
    short, latin, chinese = rows_of(frame, [10.0, 53.0]).split("</row>")[:3]
    assert "ht=" not in short
    assert '<row r="3" ht="30" customHeight="1">' in latin, "two lines of fifty letters"
    assert '<row r="4" ht="58" customHeight="1">' in chinese, "four lines of twenty-five characters"


def test_no_row_is_higher_than_excel_allows_and_none_needs_widths() -> None:
    frame = pl.DataFrame({"why": ["a" * 30_000, None]})
    endless, empty = rows_of(frame, [13.0]).split("</row>")[:2]
    assert 'ht="409"' in endless
    assert "ht=" not in empty
    assert "ht=" not in rows_of(frame, [])


def test_the_report_reads_as_before(tmp_path: Path) -> None:
    frame = pl.DataFrame({"customer_id": ["1"], "next_1_because": ["of those who hold A, " * 20]})
    path = tmp_path / "book.xlsx"
    write_workbook([Result(command="needs", as_of=None, customers=frame)], path, View())
    [sheet] = [s for s in load_workbook(path) if s.max_row == 2 and s.cell(2, 1).value == "1"]
    assert sheet.cell(2, 2).value == "of those who hold A, " * 20
    assert (sheet.row_dimensions[2].height or 0) > 60
