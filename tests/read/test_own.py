"""A result that lies among the exports is no export."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from custseg.read import read_tables
from custseg.read.own import is_own_result
from custseg.render import write
from custseg.result import Provenance, Result


@pytest.fixture
def result() -> Result:
    people = pl.DataFrame({"customer_id": ["1", "2"], "monetary": [1.5, 2.5]})
    return Result("rfm", None, customers=people, provenance=Provenance("0.1.0", "abc"))


@pytest.mark.parametrize("name", ["monthly.xlsx", "list.csv", "list.parquet", "page.html"])
def test_results_in_a_folder_of_exports_are_left_out(
    tmp_path: Path, result: Result, name: str
) -> None:
    (tmp_path / "orders.csv").write_text("客户号,日期,金额\n1,2024-01-05,3\n", "utf-8")
    write(result, tmp_path / name)

    reading = read_tables([str(tmp_path)])

    assert [table.source.name for table in reading.tables] == ["orders.csv"]
    assert f"{name} was written by custseg and is left out" in reading.notes[0]
    assert [
        table.source.name.split("[")[0] for table in read_tables([str(tmp_path / name)]).tables
    ][:1] == [name]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n", b"\x00" * 40])
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.parquet", "a.txt"])
def test_any_other_file_is_left_to_its_reader(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "a.txt.meta.json").write_text("[1]", "utf-8")
    assert not is_own_result(tmp_path / name)
