"""Files with names that are awkward for libraries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from custseg.read import read_tables

ORDERS = "客户号,日期,金额\n0001,2024-01-05,1\n0002,2024-01-06,2\n"


@pytest.mark.parametrize(
    "name", ["客户 明细.csv", "orders[1].csv", "a*b.csv", "-rf.csv", "客户😀.csv"]
)
def test_any_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    if os.name == "nt" and "*" in name:
        pytest.skip("Windows has no such names")
    file = tmp_path / name
    file.write_text(ORDERS, "utf-8")
    [table] = read_tables([str(file)]).tables
    assert table.frame.collect()["客户号"].to_list() == ["0001", "0002"]


@pytest.mark.skipif(os.name == "nt", reason="names are bytes on POSIX only")
def test_a_name_in_gbk_bytes_is_read(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode("客户.csv".encode("gbk"))
    try:
        file.write_text(ORDERS, "utf-8")
    except OSError:
        pytest.skip("this file system keeps names in UTF-8")
    [table] = read_tables([os.fspath(file)]).tables
    assert table.frame.collect()["金额"].to_list() == ["1", "2"]
