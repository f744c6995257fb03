"""Inputs for runs that are disturbed."""

from __future__ import annotations

import gzip
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from faults.child import run

FORMATS = ("xlsx", "csv", "json", "parquet", "md")


def orders_of(customers: int, rows: int) -> pl.DataFrame:
    """Orders of so many customers over four weeks."""
    number = pl.int_range(rows, eager=True)
    return pl.DataFrame(
        {
            "订单号": number, "客户号": number * 7919 % customers + 10_000_000,
            "下单时间": pl.Series([f"2024-01-{d + 1:02}" for d in range(28)]).gather(number % 28),
            "金额": number * 7919 % 99_991 / 100,
        }
    )  # fmt: skip


@pytest.fixture(scope="session")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3,000 orders of 300 customers."""
    file = tmp_path_factory.mktemp("orders") / "orders.csv"
    orders_of(300, 3_000).write_csv(file)
    return file


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40,000 orders of 8,000 customers: reports of some hundred kilobytes."""
    file = tmp_path_factory.mktemp("crowd") / "crowd.csv"
    orders_of(8_000, 40_000).write_csv(file)
    return file


@pytest.fixture(scope="session")
def packed(crowd: Path) -> dict[str, Path]:
    """The crowd in forms that need a temporary file to be read."""
    plain = crowd.read_bytes()
    gz, gbk = crowd.with_name("crowd.csv.gz"), crowd.with_name("crowd_gbk.csv")
    gz.write_bytes(gzip.compress(plain, 1, mtime=0))
    gbk.write_bytes(plain.decode().encode("gb18030"))
    return {"gz": gz, "gbk": gbk}


@pytest.fixture(scope="session")
def whole(orders: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """Format -> the files of a report that nothing disturbed, by name."""
    folder = tmp_path_factory.mktemp("whole")
    made = {}
    for form in FORMATS:
        place = folder / form
        place.mkdir()
        assert run("rfm", orders, "-q", "-o", place / f"report.{form}").code == 0
        made[form] = {path.name: path.read_bytes() for path in place.iterdir()}
    return made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 KB; skipped where it may not be mounted (the limit of file sizes is tested anywhere)."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "custseg-test", str(folder)],
        check=False, capture_output=True,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=False)
