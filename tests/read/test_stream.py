"""What is proved regular is what Polars counts and cuts, held or streamed, whatever stands in the cells."""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

sys.path.insert(0, str(Path(__file__).parents[2]))

from fuzz.oracles import records_of

from custseg.errors import InputError
from custseg.native import library as library_module
from custseg.native.library import library
from custseg.read import ReadOptions, Table, read_tables
from custseg.read.cells import as_found
from custseg.read.table import ROW
from custseg.read.text import delimited, stream, survey
from custseg.read.text.stream import Regular, regular_records
from custseg.read.text.utf8 import NotUtf8

hostile = settings(
    max_examples=100, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)  # fmt: skip

PIECES = (
    b"\n", b"\n", b"\r\n", b"\r\n", b"\r", b'"', b'""', b"a", b"1", b" ", b"\t", b"\0", b"#", b"'1", b'="1"',
    b"\x0b", b"\x1c", b"\xa0", b'"a"', b'"x\ny"', b'"x\r\ny"', b'""""', "客".encode(), "\ufeff".encode(),
    "\u00a0".encode(), "\u2028".encode(), "\x85".encode(),
)  # fmt: skip
HEADS = (b"", b"h", b'"h', b"h,h", b'"', b"\r", b" ")
SEPARATORS = ",;\t|\x01 1a#"
piece = st.sampled_from(PIECES)


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, int, bytes, str, int, bool]:
    """Lines to skip and how many they are, a body, its separator, width and line ends."""
    separator, width = draw(st.sampled_from(SEPARATORS)), draw(st.integers(1, 3))
    windows = draw(st.booleans())
    end, cut = b"\r\n" if windows else b"\n", separator.encode()
    heads = draw(st.lists(st.tuples(st.sampled_from(HEADS), st.sampled_from([b"\n", b"\r\n"])),
                          max_size=3))  # fmt: skip
    plain = st.lists(piece.filter(lambda one: not set(one) & set(cut + b'\r\n"')), max_size=2)
    quoted = st.lists(piece, max_size=3).map(
        lambda some: [b'"' + b"".join(some).replace(b'"', b'""') + b'"']
    )
    line = st.lists((plain | quoted).map(b"".join), min_size=width, max_size=width).map(
        lambda cells: cut.join(cells) + end
    )
    other = st.lists(piece | st.just(cut), max_size=8).map(b"".join)
    body = b"".join(draw(st.lists(line | line | line | line | other, min_size=1, max_size=6)))
    if draw(st.booleans()):
        body = body.removesuffix(end)
    head = b"".join(start + stop for start, stop in heads)
    return head, len(heads), body, separator, width, windows


@hostile
@given(files(), st.booleans(), st.booleans(), st.sampled_from([5, 17, 1 << 17]))
def test_what_is_proved_regular_is_what_is_read(
    tmp_path: Path,
    file: tuple[bytes, int, bytes, str, int, bool],
    large: bool,
    native: bool,
    size: int,
) -> None:
    head, skipped, body, separator, width, windows = file
    path = tmp_path / "x.csv"
    path.write_bytes(head + body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey, "_LARGE", 0 if large else 1 << 40)
        patch.setattr(survey, "_PIECE", size)
        if not native:
            patch.setattr(survey, "library", lambda: None)
        try:
            found = survey.survey(path, separator, width, len(head), b"", windows)
        except NotUtf8:
            assume(False)
    assume(found.rows and not found.strange)
    rows: int | None = None
    if found.irregular_at is not None:
        rest = body[found.irregular_at - len(head) :]
        assume(not survey.has_stray_quotes(rest, separator))
        body, rows = body[: -len(rest)], found.rows
    meant = records_of(body.decode(), separator)
    assert meant is not None
    assert [len(cells) for cells in meant] == [width] * found.rows
    names = [f"c{at}" for at in range(width)]
    regular = Regular(path, separator, names, len(head), skipped, 7,
                      quoted=found.quoted, windows=windows, rows=rows)  # fmt: skip
    scan = regular_records(regular)
    expected = [(row, *(cell or None for cell in cells)) for row, cells in enumerate(meant, 7)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library_module, "_LARGE", 0)
        patch.setattr(stream, "_BLOCK", size)
        cut = regular_records(regular)
        for rows_of, engine in product((scan, cut), ("in-memory", "streaming")):
            held: Any = rows_of.collect(engine=engine)
            said = [(row, *(cell or None for cell in cells)) for row, *cells in held.rows()]
            assert said == expected
            parts: Any = pl.collect_all(
                [rows_of.select(pl.len()), rows_of.select(ROW), rows_of.select(names[-1], ROW),
                 rows_of.head(2), rows_of.filter(pl.col(ROW) % 2 == 0)],
                engine=engine,
            )  # fmt: skip
            assert parts[0].item() == found.rows
            assert_frame_equal(parts[1], held.select(ROW))
            assert_frame_equal(parts[2], held.select(names[-1], ROW))
            assert_frame_equal(parts[3], held.head(2))
            assert_frame_equal(parts[4], held.filter(pl.col(ROW) % 2 == 0))


def read(path: Path, separator: str | None) -> Table | str:
    """The table of a file, or why it is refused."""
    try:
        return read_tables([str(path)], ReadOptions(separator=separator)).tables[0]
    except InputError as error:
        return error.message


@hostile
@given(files(), st.booleans(), st.booleans())
def test_a_file_that_is_streamed_gives_what_one_that_is_held_gives(
    tmp_path: Path, file: tuple[bytes, int, bytes, str, int, bool], named: bool, native: bool
) -> None:
    head, _, body, separator, width, windows = file
    names = separator.join(["客户号", "金额", "备注"][:width]) + ("\r\n" if windows else "\n")
    path = tmp_path / "x.csv"
    path.write_bytes(head + names.encode() * named + body)
    given = separator if separator in ",;\t|" else None
    with pytest.MonkeyPatch.context() as patch:
        # A second table beside or below is looked for only in what is held.
        patch.setattr(delimited, "with_header_of", lambda _, table: table)
        held = read(path, given)
        patch.setattr(delimited, "_IN_MEMORY", -1)
        if native:
            patch.setattr(survey, "_LARGE", 0)
            patch.setattr(library_module, "_LARGE", 0)
        streamed = read(path, given)
        if isinstance(held, str) or isinstance(streamed, str):
            assert held == streamed
            return
        frame: Any = streamed.frame.collect(engine="streaming")
    rows = held.frame.collect()
    assert_frame_equal(frame.select(rows.columns), rows)
    assert frame.height == streamed.rows_in_frame == held.rows_in_frame
    # That a column without a name has no cell is known only when all of it is held.
    assert all(frame[name].is_null().all() for name in streamed.columns if name not in rows)
    assert streamed.aside == held.aside


@pytest.mark.parametrize("native", [False, True])
def test_records_over_many_lines_are_counted_alike_in_many_pieces(
    tmp_path: Path, native: bool
) -> None:
    cells = ['"a\r\nb, ""c"""', "客户", '","', '""', "1.50", '"x\n\n"']
    body = "".join(
        f'{n},{cells[n % 6]},{cells[n * 7 // 5 % 6]},"{n}"\r\n' for n in range(60_000)
    ).encode()
    path = tmp_path / "x.csv"
    path.write_bytes("编号,甲,乙,丙\r\n".encode() + body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(survey, "_LARGE", 0 if native else 1 << 40)
        found = survey.survey(path, ",", 4, path.stat().st_size - len(body), b"", True)
    assert (found.rows, found.irregular_at) == (60_000, None)
    names = ["n", "a", "b", "again"]
    regular = Regular(
        path, ",", names, path.stat().st_size - len(body), 1, 2, quoted=True, windows=True
    )
    with pytest.MonkeyPatch.context() as patch:
        if native:
            patch.setattr(library_module, "_LARGE", 0)
            patch.setattr(stream, "_BLOCK", 10_000)
        scan = regular_records(regular)
        rows: Any = scan.with_columns(pl.col("n", "again").cast(pl.Int64)).collect(
            engine="streaming"
        )
    rows = rows.sort(ROW)
    assert (rows[ROW] == rows["n"] + 2).all()
    assert rows["n"].equals(rows["again"])
    texts = ['a\r\nb, "c"', "客户", ",", "", "1.50", "x\n\n"]
    assert rows["a"].fill_null("").to_list() == [texts[n % 6] for n in range(60_000)]


@pytest.mark.skipif(library() is None, reason="custseg was installed without a compiler")
@pytest.mark.parametrize(
    "becomes", [b"", b"a,b\n" * 10, b"a,b\n" * 10 + b"a", b"a,b\n" * 60 + b"a\n" * 60]
)
def test_a_file_that_is_cut_off_or_changed_after_it_was_proved_ends_the_reading(
    tmp_path: Path, becomes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "_LARGE", 0)
    monkeypatch.setattr(stream, "_BLOCK", 64)
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n" * 100)
    regular = Regular(path, ",", ["x", "y"], 0, 0, 1, quoted=False, windows=False)
    cutter = stream._Cutter(regular, library())  # type: ignore[arg-type]
    batches = cutter(None, None, None, None)
    assert next(batches).height == 16
    path.write_bytes(becomes)
    with pytest.raises(ValueError, match=r"record"):
        list(batches)


def test_as_found_an_empty_cell_in_quotes_stays_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_text('客户号,备注,金额\n1,"",2\n2,,3\n"3","a, b",4\n', "utf-8")
    kept = []
    for large in (False, True):
        if large:
            monkeypatch.setattr(library_module, "_LARGE", 0)
            monkeypatch.setattr(survey, "_LARGE", 0)
            monkeypatch.setattr(delimited, "_IN_MEMORY", -1)
        with as_found():
            kept.append(read_tables([str(path)]).tables[0].frame.collect()["备注"].to_list())
    assert kept == [["", None, "a, b"]] * 2
