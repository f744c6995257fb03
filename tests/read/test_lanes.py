"""The fast lane and the careful lane give the same table, wherever the chunks are cut."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from custseg.errors import InputError
from custseg.read import ReadOptions, Table, read_tables
from custseg.read.cells import clean
from custseg.read.text import body as careful_body
from custseg.read.text import delimited, survey
from custseg.read.text.careful import read_carefully

Read = Callable[..., Any]

cell = st.text(alphabet=st.sampled_from("ab19 0.-\t\"',;=|\n合计\u3000客é"), max_size=6)
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[list[str]], str, str]:
    """Regular sheets with a header, their separator and their line ends."""
    width = draw(st.integers(2, 5))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=12))
    header = ["会员号", "name", "日期", "amount", "备注"][:width]
    return [header, *rows], draw(st.sampled_from(",;\t|")), draw(st.sampled_from(["\n", "\r\n"]))


def written(rows: list[list[str]], separator: str, end: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_MINIMAL).writerows(
        rows
    )
    return out.getvalue()


def read(path: Path, separator: str) -> Table:
    return read_tables([str(path)], ReadOptions(separator=separator, header_row=1)).tables[0]


@quick
@given(sheets())
def test_both_lanes_agree(tmp_path: Path, sheet: tuple[list[list[str]], str, str]) -> None:
    rows, separator, end = sheet
    path = tmp_path / "sheet.csv"
    path.write_bytes(written(rows, separator, end).encode())
    fast = read(path, separator)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_read_fast", lambda *_: None)
        careful = read(path, separator)
    assert_frame_equal(fast.frame.collect(), careful.frame.collect())
    assert fast.aside == careful.aside


@quick
@given(sheets(), st.integers(3, 40))
def test_where_chunks_are_cut_never_matters(
    tmp_path: Path, sheet: tuple[list[list[str]], str, str], size: int
) -> None:
    rows, separator, end = sheet
    path = tmp_path / "sheet.csv"
    path.write_bytes(written(rows, separator, end).encode())
    width = len(rows[0])
    body_at = path.read_bytes().index(b"\n") + 1
    args = (path, separator, width, body_at, path.read_bytes()[:body_at].rstrip(), end == "\r\n")
    whole = survey.survey(*args)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey, "_PIECE", size)
        pieces = survey.survey(*args)
    assert pieces == whole


@quick
@given(sheets())
def test_every_cell_comes_back(tmp_path: Path, sheet: tuple[list[list[str]], str, str]) -> None:
    rows, separator, end = sheet
    path = tmp_path / "sheet.csv"
    path.write_bytes(written(rows, separator, end).encode())
    table = read(path, separator)
    found = table.frame.collect()
    below = sum(part.count for part in table.aside)
    body = [[clean(each) or None for each in row] for row in rows[1:]]
    expected = body[: len(body) - below] if below else body
    kept = [row[: len(table.columns)] for row in expected]
    assert [list(row) for row in found.select(table.columns).rows()] == kept
    assert found["_row"].to_list() == list(range(2, len(kept) + 2))


def test_a_return_within_a_cell_never_passes_for_a_line_end(export: Any) -> None:
    body = b"a;\rb\nc;d\r\n"
    path = export(body)
    assert survey.survey(path, ";", 2, 0, b"", True).irregular_at == 0


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("below", [["{0}{0}"], ["{0}{0}", "{0}{0}"], ["{0}{0}", "3{0}c{0}5"]])
def test_rows_of_nothing_but_separators_at_the_end_are_blank_in_either_lane(
    export: Any, monkeypatch: Any, separator: str, below: list[str]
) -> None:
    rows = ["id{0}name{0}v", "1{0}a{0}2", "2{0}b{0}4", *below]
    path = export("".join(row.format(separator) + "\n" for row in rows))
    fast = read(path, separator)
    monkeypatch.setattr(delimited, "_IN_MEMORY", 0)
    streamed = read(path, separator)
    monkeypatch.setattr(delimited, "_read_fast", lambda *_: None)
    careful = read(path, separator)
    for other in (fast, streamed):
        assert_frame_equal(other.frame.collect(), careful.frame.collect())
        assert other.aside == careful.aside
    assert_frame_equal(streamed.sample.unique(maintain_order=True), fast.sample)


def test_a_large_file_streams_and_gives_the_same(export: Any, monkeypatch: Any) -> None:
    lines = [f"{n:05},2024-01-{n % 28 + 1:02},{n * 1.5}" for n in range(9_000)]
    path = export("会员号,日期,金额\n" + "\n".join(lines) + "\n合计,,1\n制表人：王五\n")
    held = read_tables([str(path)]).tables[0]
    monkeypatch.setattr(delimited, "_IN_MEMORY", 0)
    streamed = read_tables([str(path)]).tables[0]
    assert_frame_equal(streamed.frame.collect(), held.frame.collect())
    assert streamed.rows_in_frame == held.rows_in_frame == 9_001
    assert streamed.sample.height < 9_000
    assert streamed.sample["_row"].to_list()[-1] == 9_002
    assert_frame_equal(
        streamed.sample,
        streamed.frame.collect().filter(pl.col("_row").is_in(streamed.sample["_row"].implode())),
    )


def test_many_irregular_rows_spill_and_give_the_same(export: Any, monkeypatch: Any) -> None:
    lines = [f'{n:05},"a, {n}",{n}' + ("," if n % 7 == 0 else "") for n in range(2_000)]
    path = export("会员号,备注,金额\n" + "\n".join(lines) + "\n")
    held = read_tables([str(path)]).tables[0]
    monkeypatch.setattr(careful_body, "_BATCH", 900)
    spilt = read_tables([str(path)]).tables[0]
    assert_frame_equal(spilt.frame.collect(), held.frame.collect())
    assert held.frame.collect()["_aside"].null_count() == 2_000


def test_clean_files_take_the_fast_lane(export: Any, monkeypatch: Any) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("careful lane")

    monkeypatch.setattr(delimited, "read_carefully", refuse)
    assert read_carefully is not refuse
    quoted = 'id,备注\n1,"a, b"\n2,"line\nbreak"\n3,"say ""hi"""\n'
    for text in ("id,v\n1,2\n3,4", "id;v\r\n1;2\r\n3;4\r\n", quoted):
        assert read_tables([str(export(text))]).tables


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a"id"\tamount\n,\t"0007"\n\r\n\t\t\n', [(",", "0007", 2, None)]),
        ('a"id",\n\r\n,,"0007"2,p\r\n"0007",2024-01-31,,\r\n"0007"2,\x0b,\n', [("0007", "2024-01-31", None, None, 4, None)]),
        ('id,amount\n"1","2"\n"0007"2\n', [("1", "2", 2, None)]),
    ],
)  # fmt: skip
def test_lines_below_the_regular_ones_never_reach_polars(
    export: Any, text: str, rows: list[Any]
) -> None:
    [table] = read_tables([str(export(text))]).tables
    data = table.frame.collect().filter(pl.col("_aside").is_null())
    assert data.rows() == rows


@pytest.mark.parametrize(
    "text",
    [
        '客户号,日期,金额\n0001,2024-01-05,3\n0002,2024-01-06,4\n,,-----\n制表人,"\n,,合计\n王五,"\n',
        '"",x,y,2024-01-05\r\n-----,"\r\n,,\t\r\n ,1,备注\r\n,-----,"\r\n',
    ],
)
def test_a_quote_over_lines_below_the_regular_ones_is_judged_alike(
    export: Any, monkeypatch: Any, text: str
) -> None:
    def found() -> object:
        try:
            table = read(export(text), ",")
        except InputError as error:
            return error.message
        return table.frame.collect().rows(), table.aside

    fast = found()
    monkeypatch.setattr(delimited, "_read_fast", lambda *_: None)
    assert found() == fast


@pytest.mark.parametrize(
    "again", ["客户号,日期,金额", '"客户号","日期","金额"', " 客户号, 日期 ,金额"]
)
def test_a_header_that_comes_again_is_known_however_it_is_quoted_or_padded(
    export: Any, monkeypatch: Any, again: str
) -> None:
    rows = "".join(f"{n:04},2024-01-{n % 28 + 1:02},{n}.5\n" for n in range(300))
    path = export(f"客户号,日期,金额\n{rows}{again}\n{rows}")
    for size in (32 << 20, -1):
        monkeypatch.setattr(delimited, "_IN_MEMORY", size)
        table = read(path, ",")
        found = table.frame.filter(pl.col("_aside").is_not_null()).collect()
        assert found.select("_row", "_aside").rows() == [(302, "repeated_header")]
