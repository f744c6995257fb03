"""Reading a workbook of 500,000 rows and 10 columns: custseg beside fastexcel reading it as text.

    python benchmarks/reading_workbook.py [ROUNDS]

Both run in this process, in turns; the first round is not counted.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import fastexcel
import polars as pl
import xlsxwriter

from custseg.read import read_tables

ROWS = 500_000
HEADER = ["客户号", "姓名", "日期", "金额", "渠道", "商品", "数量", "单价", "门店", "备注"]


def write(path: Path) -> None:
    """A workbook of invented orders."""
    draw = random.Random(1)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("明细")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADER)
    for row in range(1, ROWS + 1):
        sheet.write_row(row, 0, [f"C{draw.randrange(50_000):06}", f"张三{row % 1000}"])
        sheet.write_datetime(row, 2, date(2024, 1, 1) + timedelta(row % 360), day)
        sheet.write_row(row, 3, [
            draw.randrange(1, 1_000_000) / 100, "网银", f"商品{row % 300}", row % 7 + 1,
            draw.randrange(1, 10_000) / 100, f"门店{row % 40}", f"备注{row % 5000}",
        ])  # fmt: skip
    book.close()


def bare(path: Path) -> None:
    """What fastexcel does, every cell as text."""
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
    pl.DataFrame(sheet)


def whole(path: Path) -> None:
    """What custseg does: guard, cells, table."""
    read_tables([str(path)])


def seconds(run: Callable[[Path], None], path: Path) -> float:
    began = time.perf_counter()
    run(path)
    return time.perf_counter() - began


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.xlsx"
        write(path)
        pairs = [(seconds(bare, path), seconds(whole, path)) for _ in range(rounds + 1)][1:]
    theirs, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"fastexcel {theirs:.2f} s, custseg {ours:.2f} s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
