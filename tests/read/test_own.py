"""A result that lies among the exports is no export."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from custseg.listed.lists import customers_in
from custseg.listed.results import results_in
from custseg.read import read_tables
from custseg.read.kind import NotATable
from custseg.read.own import is_own_result
from custseg.render import write
from custseg.result import Provenance, Result


@pytest.fixture
def result() -> Result:
    people = pl.DataFrame({"customer_id": ["1", "2"], "monetary": [1.5, 2.5]})
    return Result("rfm", None, customers=people, provenance=Provenance("0.1.0", "abc"))


@pytest.mark.parametrize("name", ["monthly.xlsx", "list.csv", "list.parquet"])
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


@pytest.mark.parametrize("called", ["page.html", "page.htm", "page.xls", "page.csv"])
def test_a_page_of_ours_is_never_read_as_a_table(
    tmp_path: Path, result: Result, called: str
) -> None:
    """Numbers in it are rounded: it is left out of folders, and refused where it is named."""
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "orders.csv").write_text("客户号,日期,金额\n1,2024-01-05,3\n", "utf-8")
    write(result, tmp_path / "written.html")
    page = (tmp_path / "written.html").rename(exports / called)

    with pytest.raises(
        NotATable, match=f"{called} is a page that custseg wrote for people"
    ) as refused:
        read_tables([str(page)])
    assert "name the exports" in (refused.value.hint or "")
    reading = read_tables([str(exports)])
    assert [table.source.name for table in reading.tables] == ["orders.csv"]
    assert [each.name for each in reading.skipped] == [called]
    assert not any("name the file itself" in note for note in reading.notes)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a,b\n1,2\n", b"\x00" * 40])
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.parquet", "a.txt"])
def test_any_other_file_is_left_to_its_reader(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "a.txt.meta.json").write_text("[1]", "utf-8")
    assert not is_own_result(tmp_path / name)


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["rfm.txt", "rfm.csv", "rfm.json"])
def test_a_json_result_is_known_however_it_is_written(
    tmp_path: Path, result: Result, name: str, indent: int | None, ordered: bool
) -> None:
    written = tmp_path / "out" / "rfm.json"
    written.parent.mkdir()
    write(result, written)
    again = tmp_path / name
    document = json.loads(written.read_text("utf-8"))
    for rewritten in (document, {"schema_version": 1, "command": "report", "results": [document]}):
        again.write_text(json.dumps(rewritten, indent=indent, sort_keys=ordered), "utf-8")

        [back] = (results_in(str(again)) or pytest.fail("none of ours")).results
        assert (back.command, back.customers is not None and back.customers.height) == ("rfm", 2)
        [people], _ = customers_in(str(again), "rfm", ["customer_id", "monetary"])
        assert people.rows() == [("1", "1.5"), ("2", "2.5")]
        assert is_own_result(again)
        with pytest.raises(NotATable, match="is a JSON document"):
            read_tables([str(again)])

    (tmp_path / "orders.csv").write_text("客户号,日期,金额\n1,2024-01-05,3\n", "utf-8")
    reading = read_tables([str(tmp_path)])
    assert [table.source.name for table in reading.tables] == ["orders.csv"]
    assert [each.name for each in reading.skipped] == [name]


@pytest.mark.parametrize(
    "content",
    [
        '{"uid":1,"event":"login"}\n{"uid":2,"event":"pay"}\n',
        '[{"uid":1,"event":"login"},\n {"uid":2,"event":"pay"}]\n',
        '\ufeff{\n  "客户号": "1",\n  "金额": 2\n}\n',
        '[{"uid":1},{"uid":2}]',
    ],
)
def test_json_is_no_table(tmp_path: Path, content: str) -> None:
    file = tmp_path / "events.txt"
    for encoding in ("utf-8", "gb18030", "utf-16"):
        file.write_text(content.removeprefix("\ufeff" * (encoding != "utf-8")), encoding)
        with pytest.raises(NotATable, match=r"events\.txt is a JSON document"):
            read_tables([str(file)])


def test_cells_of_json_are_cells(tmp_path: Path) -> None:
    file = tmp_path / "events.tsv"
    file.write_text('{"uid":1}\t2024-01-05\t3.5\n{"uid":2}\t2024-01-06\t4.5\n', "utf-8")
    [table] = read_tables([str(file)]).tables
    assert table.frame.collect().row(1)[:3] == ('{"uid":2}', "2024-01-06", "4.5")
