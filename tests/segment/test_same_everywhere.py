"""The same groups for any order of rows and any number of threads, to the last byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl

ASKED = ("--columns", "消费", "--columns", "静默", "--columns", "次数")


def run(file: Path, folder: Path, threads: int) -> tuple[bytes, dict[str, object]]:
    """The customers' groups and the kept groups, computed by a process with so many threads."""
    out, kept = folder / f"groups_{file.stem}.csv", folder / f"{file.stem}.json"
    names = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    subprocess.run(
        [sys.executable, "-m", "custseg", "segment", str(file), *ASKED, "-o", str(out), "--lang", "zh",
         "--save-groups", str(kept), "-q"],
        check=True, env={**os.environ, **dict.fromkeys(names, str(threads))},
    )  # fmt: skip
    groups = json.loads(kept.read_text("utf-8"))
    return out.read_bytes(), {k: v for k, v in groups.items() if k not in ("inputs", "sha256")}


def test_any_order_of_rows_and_any_number_of_threads(tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    kind = np.arange(900) % 4
    spent = np.exp(rng.normal(6 + kind, 0.3, 900)).round(2)
    customers = pl.DataFrame({
        "客户号": [f"{i:05}" for i in range(900)], "性别": "女", "消费": spent,
        "静默": rng.integers(1, 60, 900) + 90 * (kind == 2), "次数": rng.poisson(3 + 4 * kind),
    })  # fmt: skip
    as_is, shuffled = tmp_path / "as_is.csv", tmp_path / "shuffled.csv"
    customers.write_csv(as_is)
    customers.sample(fraction=1, shuffle=True, seed=5).write_csv(shuffled)
    one, groups = run(as_is, tmp_path, 1)
    other, again = run(shuffled, tmp_path, 4)
    assert one == other
    assert groups == again
    assert one.count(b"\n") == 901
