"""Whole commands timed side by side: A B C, A B C, ...; medians and ratios to the first.

``python benchmarks/side_by_side.py NAME`` runs one of the comparisons of ``COMPARISONS``; each run is
a process of its own, timed from outside: wall and CPU seconds and peak memory as the operating system
counts them. The first round warms up and is not counted.
"""

from __future__ import annotations

import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PYTHON = sys.executable
CUSTSEG = f"{PYTHON} -m custseg"
# As after an installation: bytecode is kept, for custseg as for the libraries beside it.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Run:
    """What one process cost."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def measure(command: str) -> Run:
    """Run ``command`` to its end; raises when it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(
        shlex.split(command), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{command} failed: {said.decode(errors='replace')[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def compare(commands: dict[str, str], rounds: int = 5) -> None:
    """Print medians of ``rounds`` counted rounds and ratios to the first command."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            run = measure(command)
            if number:
                runs[name].append(run)
    first = next(iter(commands))
    width = max(map(len, commands))
    print(f"{'':{width}}   wall s    cpu s  peak MB  custseg/this: wall   cpu   memory")
    for name, counted in runs.items():
        wall, cpu, peak = (
            statistics.median(getattr(r, f) for r in counted)
            for f in ("wall_s", "cpu_s", "peak_mb")
        )
        ratios = [
            statistics.median(
                getattr(a, f) / getattr(b, f) for a, b in zip(runs[first], counted, strict=True)
            )
            for f in ("wall_s", "cpu_s", "peak_mb")
        ]
        print(f"{name:{width}} {wall:8.2f} {cpu:8.2f} {peak:8.0f}              "
              f"{ratios[0]:6.2f} {ratios[1]:5.2f} {ratios[2]:8.2f}")  # fmt: skip


def rfm(folder: Path) -> dict[str, str]:
    """RFM of 10 million rows, from the CSV to a CSV of customers."""
    data, out = folder / "transactions.csv", folder / "out.csv"
    measure(f"{PYTHON} {HERE / 'generate.py'} {data}")
    by_rows = folder / "rows.toml"
    by_rows.write_text('[facts]\nfrequency = "rows"\n', encoding="utf-8")
    return {
        "custseg rfm": f"{CUSTSEG} rfm {data} -o {out} --force -q",
        "the same, rows for orders": f"{CUSTSEG} rfm {data} -o {out} --force -q --config {by_rows}",
        "polars by hand": f"{PYTHON} {HERE / 'rfm_by_hand.py'} {data} {out}",
        "openretailscience": f"{PYTHON} {HERE / 'rfm_openretailscience.py'} {data} {out}",
        "lifetimes summary": f"{PYTHON} {HERE / 'rfm_lifetimes.py'} {data} {out}",
    }


def value(folder: Path) -> dict[str, str]:
    """Value of 10 million rows with its forecast and back-test, beside RFM: both from the CSV to a CSV of customers."""
    data, out = folder / "transactions.csv", folder / "out.csv"
    measure(f"{PYTHON} {HERE / 'generate.py'} {data}")
    return {
        "custseg value": f"{CUSTSEG} value {data} -o {out} --force -q",
        "custseg value --model none": f"{CUSTSEG} value {data} --model none -o {out} --force -q",
        "custseg rfm": f"{CUSTSEG} rfm {data} -o {out} --force -q",
    }


def reading(folder: Path) -> dict[str, str]:
    """Reading 10 million orders with all checks, in UTF-8 and GB18030, beside Polars' scan of the UTF-8 file.

    Polars is told the types custseg finds, or reads every column as text; it checks nothing.
    """
    data, utf8, gbk = folder / "transactions.csv", folder / "utf8.csv", folder / "gb18030.csv"
    measure(f"{PYTHON} {HERE / 'generate.py'} {data}")
    measure(f"{PYTHON} {HERE / 'in_chinese.py'} {data} {utf8} {gbk}")
    return {
        "custseg, UTF-8": f"{PYTHON} {HERE / 'reading_custseg.py'} {utf8}",
        "custseg, GB18030": f"{PYTHON} {HERE / 'reading_custseg.py'} {gbk}",
        "polars scan, UTF-8, told the types": f"{PYTHON} {HERE / 'reading_polars.py'} {utf8}",
        "polars scan, UTF-8, all as text": f"{PYTHON} {HERE / 'reading_polars.py'} {utf8} text",
    }


def start(folder: Path) -> dict[str, str]:
    """The help page beside the imports it cannot do without."""
    return {
        "custseg --help": f"{CUSTSEG} --help",
        "imports": f"{PYTHON} -c 'import typer, rich.table'",
    }


def small(folder: Path) -> dict[str, str]:
    """RFM of a thousand rows beside the imports it cannot do without."""
    data = folder / "small.csv"
    measure(f"{PYTHON} {HERE / 'generate.py'} {data} 1000 100")
    return {
        "custseg rfm": f"{CUSTSEG} rfm {data}",
        "imports": f"{PYTHON} -c 'import polars, typer, rich.table'",
    }


def workbook(folder: Path) -> dict[str, str]:
    """The workbook of 100,000 customers beside a bare constant-memory loop over the same cells."""
    data, cells = folder / "transactions.csv", folder / "cells.parquet"
    measure(f"{PYTHON} {HERE / 'generate.py'} {data} 2000000 106500")  # of whom 100,000 buy
    measure(f"{CUSTSEG} rfm {data} -o {cells} --force -q")
    return {
        "custseg": f"{PYTHON} {HERE / 'workbook_custseg.py'} {cells} {folder / 'a.xlsx'}",
        "xlsxwriter": f"{PYTHON} {HERE / 'workbook_xlsxwriter.py'} {cells} {folder / 'b.xlsx'}",
    }


def demo(folder: Path) -> dict[str, str]:
    """The demo: inventing the bank, all methods, groups, the workbook. Nothing to compare it with."""
    return {"custseg demo": f"{CUSTSEG} demo --folder {folder / 'demo'} --force -q"}


COMPARISONS = {
    "rfm": rfm,
    "value": value,
    "reading": reading,
    "start": start,
    "small": small,
    "workbook": workbook,
    "demo": demo,
}


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else ""
    if chosen not in COMPARISONS:
        raise SystemExit(f"usage: side_by_side.py {'|'.join(COMPARISONS)}")
    with tempfile.TemporaryDirectory() as made:
        print(COMPARISONS[chosen].__doc__)
        compare(COMPARISONS[chosen](Path(made)))
