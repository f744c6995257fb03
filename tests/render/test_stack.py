"""Charts of parts of a whole: stacked in the workbook, bars of one length on the terminal."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from custseg.render import write
from custseg.render.marks import parted
from custseg.render.terminal import show
from custseg.render.view import View
from custseg.result import Chart, Result
from custseg.words import in_language

COUNTS = pl.DataFrame({
    "stage_day": [date(2024, 1, 31), date(2024, 2, 29)], "in_new": [30, 10], "in_mature": [10, 30], "in_lost": [0, 0],
})  # fmt: skip
RESULT = Result(
    command="lifecycle", as_of=date(2024, 2, 29),
    charts=(Chart("stage_history", "stack", COUNTS, "stage_day", ("in_new", "in_mature", "in_lost")),),
)  # fmt: skip


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=9), st.integers(1, 60))
def test_cells_are_shared_out_as_the_parts_are(parts: list[int], cells: int) -> None:
    shared = parted(parts, cells)
    assert sum(shared) == (cells if sum(parts) else 0)
    whole = sum(parts) or 1
    assert all(abs(n - part / whole * cells) < 1 for n, part in zip(shared, parts, strict=True))


def test_a_terminal_without_colours_shows_parts_by_their_numbers() -> None:
    out = io.StringIO()
    with in_language("en"):
        show([RESULT], View(width=60, color=False, interactive=True), out)
    lines = out.getvalue().splitlines()
    [january] = [line for line in lines if "2024-01-31" in line]
    [february] = [line for line in lines if "2024-02-29" in line and "1" in line.split()[-1][:1]]
    assert january.count("1" * 30) == 1
    assert february.split()[-1].count("2") == 3 * february.split()[-1].count("1")
    assert any("New" in line and "Mature" in line for line in lines)


def test_the_workbook_stacks_them_to_a_hundred_per_cent(tmp_path: Path) -> None:
    book = tmp_path / "stack.xlsx"
    write([RESULT], book)
    charts = [chart for sheet in openpyxl.load_workbook(book) for chart in sheet._charts]
    assert [chart.grouping for chart in charts] == ["percentStacked"]
