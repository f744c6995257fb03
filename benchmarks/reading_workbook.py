"""Reading a workbook of 500,000 rows and 10 columns: custseg beside fastexcel reading it as text.

    python benchmarks/reading_workbook.py [ROUNDS [shared|inline]]

Both run in turns, each time in a process of its own; what is measured begins when their libraries are
loaded. Texts stand in a table that cells share, as Excel writes them, or within their cells, as some
programs do. CPU is of user and system, of all threads.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import fastexcel
import polars as pl
import xlsxwriter

import custseg.read.workbook.body  # noqa: F401 - loaded before the clock runs
from custseg.read import read_tables

ROWS = 500_000
HEADER = ["客户号", "姓名", "日期", "金额", "渠道", "商品", "数量", "单价", "门店", "备注"]


def write(path: Path, texts: str) -> None:
    """A workbook of invented orders, half of whose cells are texts; some amounts are refunds."""
    draw = random.Random(1)
    book = xlsxwriter.Workbook(path, {"constant_memory": texts == "inline"})
    sheet = book.add_worksheet("明细")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADER)
    for row in range(1, ROWS + 1):
        sheet.write_row(row, 0, [f"C{draw.randrange(50_000):06}", f"张三{row % 1000}"])
        sheet.write_datetime(row, 2, date(2024, 1, 1) + timedelta(row % 360), day)
        sheet.write_row(row, 3, [
            draw.randrange(-20_000, 1_000_000) / 100, "网银", f"商品{row % 300}", row % 7 + 1,
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


READERS: dict[str, Callable[[Path], None]] = {"fastexcel": bare, "custseg": whole}


def measure(reader: str, path: Path) -> tuple[float, float]:
    """Seconds of CPU and of wall time that a reader takes in this process."""
    before, began = os.times(), time.perf_counter()
    READERS[reader](path)
    wall, after = time.perf_counter() - began, os.times()
    return after.user + after.system - before.user - before.system, wall


def measured(reader: str, path: Path) -> tuple[float, float]:
    """The same, in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--one", reader, str(path)],
                          capture_output=True, text=True, check=True)  # fmt: skip
    cpu, wall = json.loads(done.stdout)
    return cpu, wall


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(sys.argv[2], Path(sys.argv[3]))))
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    texts = sys.argv[2] if len(sys.argv) > 2 else "shared"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.xlsx"
        write(path, texts)
        for reader in READERS:
            measured(reader, path)  # not counted: the file and the libraries come from the disk
        pairs = [[measured(reader, path) for reader in READERS] for _ in range(rounds)]
    print(f"texts {texts}, {rounds} rounds     fastexcel   custseg   ratio   ratio of pairs")
    for at, what in enumerate(("CPU s", "wall s")):
        theirs, ours = ([pair[n][at] for pair in pairs] for n in (0, 1))
        ratios = sorted(b / a for a, b in zip(theirs, ours, strict=True))
        for name, of in (("median", statistics.median), ("minimum", min)):
            print(f"{what:7} {name:8} {of(theirs):14.2f} {of(ours):9.2f} {of(ours) / of(theirs):7.2f}"
                  + (f"   {ratios[0]:.2f} to {ratios[-1]:.2f}, median {statistics.median(ratios):.2f}"
                     if of is statistics.median else ""))  # fmt: skip


if __name__ == "__main__":
    main()
