"""What is proved of many bytes at once is what is proved of them one after the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custseg.read.text import survey
from custseg.read.text.regularity import Regularity
from custseg.read.text.utf8 import NotUtf8

quick = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
lines = st.lists(st.text('ab,;\r" 9客', max_size=9), max_size=90)

FAULTS = (
    b"", b",", b"a,b\n", b"x\n", b'"', b'"a', b'a"b', b"\0", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\n",
    b"\xe8\xae", b"\xff", b"\xc2\xa0", "\u3000".encode(), "合计".encode(), b"Total", b"1.2E+11",
    b'="1"', b"'0012", b",,,\n", b"\xe3\x80\x80,,\n", b" , ,\n", b"order,day,amount\n", b"\xa0",
)  # fmt: skip
"""What slips into a file: at the beginning of a line or of a cell, within one, at the end."""
LINES = [f"C{n:04},2024-01-{n % 28 + 1:02d},{n}.50\n".encode() for n in range(400)]
SAID = [f"客户{n},2024-01-{n % 28 + 1:02d},转账{n}\n".encode() for n in range(400)]


@quick
@given(lines, st.booleans(), st.integers(1, 4))
def test_only_regular_lines_pass(cells: list[str], windows: bool, width: int) -> None:
    end = "\r\n" if windows else "\n"
    said = [line if line.count(",") == width - 1 or n % 3 else "," * (width - 1)
            for n, line in enumerate(cells)]  # fmt: skip
    text = "".join(line + end for line in said)
    records = text.split("\n")[:-1]
    plain = '"' not in text and all(
        line.count(",") == width - 1
        and line.count("\r") == windows
        and line.endswith("\r") == windows
        for line in records
    )
    found = Regularity(b",", width, windows=windows).rows(text.encode())
    assert found == (len(records) if plain else None)


def test_too_many_cells_in_one_line_never_make_up_for_too_few_in_another() -> None:
    even = b"a,b,c\n" * 50
    for first, second in (
        (b"a,b\n", b"a,b,c,d\n"),
        (b"a,b,c,d\n", b"a,b\n"),
        (b"\n", b"a,b,c,d,e\n"),
    ):
        for between in (b"", even):
            assert Regularity(b",", 3, windows=False).rows(even + first + between + second) is None


def surveyed(
    path: Path, header: bytes, *, large: bool, piece: int, pieces: int, native: bool = False
) -> object:
    """What is found of a file, or that it is none of UTF-8."""
    with pytest.MonkeyPatch.context() as patch:
        if not native:
            patch.setattr(survey, "library", lambda: None)
        patch.setattr(survey, "_LARGE", 0 if large else 1 << 40)
        patch.setattr(survey, "_PIECE", piece)
        patch.setattr(survey, "_PIECES", pieces)
        try:
            return survey.survey(path, ",", 3, len(header) + 1, header, False)
        except NotUtf8:
            return NotUtf8


@quick
@given(
    st.sampled_from([LINES, SAID]),
    st.lists(st.tuples(st.sampled_from(FAULTS), st.floats(0, 1)), max_size=3),
    st.integers(40, 700),
    st.integers(1, 9),
)
def test_a_large_file_is_found_to_be_what_a_small_one_is(
    tmp_path: Path, good: list[bytes], faults: list[tuple[bytes, float]], piece: int, pieces: int
) -> None:
    header = b"order,day,amount"
    data = b"".join(good)
    for fault, where in faults:
        at = int(where * len(data))
        data = data[:at] + fault + data[at:]
    path = tmp_path / "orders.csv"
    path.write_bytes(header + b"\n" + data)
    small = surveyed(path, header, large=False, piece=1 << 20, pieces=1)
    assert surveyed(path, header, large=True, piece=piece, pieces=pieces) == small
    assert surveyed(path, header, large=False, piece=piece, pieces=pieces) == small
    exact = surveyed(path, header, large=True, piece=piece, pieces=pieces, native=True)
    if isinstance(small, survey.Survey) and isinstance(exact, survey.Survey):
        # Blanks within a cell are no padding, and where a row may be blank is looked at later.
        assert exact.padded <= small.padded
        assert exact.blanks >= small.blanks
        exact = replace(exact, padded=small.padded, blanks=small.blanks)
    assert exact == small


@pytest.mark.parametrize(
    "header",
    [
        b"1,2,3",
        b"<a>,b.*,c(d",
        b"[x],{y},z|\\",
        "订单号,日期,金额".encode(),
        b"a-b,c~d,e&&f",
        b"#,$,^",
    ],
)
@pytest.mark.parametrize("good", [LINES, SAID])
def test_a_header_that_comes_again_is_found_whatever_signs_it_has(
    tmp_path: Path, header: bytes, good: list[bytes]
) -> None:
    path = tmp_path / "orders.csv"
    for again in (b"", header + b"\n"):
        path.write_bytes(b"".join([header, b"\n", *good[:200], again, *good[200:]]))
        for large in (True, False):
            found = surveyed(path, header, large=large, piece=512, pieces=3)
            assert isinstance(found, survey.Survey)
            assert found.headers == bool(again)
