"""What C says is what Python says, for any bytes; where it is not certain it says nothing."""

from __future__ import annotations

import _ctypes
import re
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.native import library as library_module
from custseg.native.library import Library, Pairs, library

found = library()
pytestmark = pytest.mark.skipif(found is None, reason="custseg was installed without a compiler")
assert isinstance(found, Library) or found is None
native: Library = found  # type: ignore[assignment]

GB18030 = Pairs("gb18030")
many = settings(max_examples=300, deadline=None)
PADDING = st.integers(0, 130).map(lambda n: b"x" * n)
"""So that what is looked for stands anywhere in a block of 64 bytes, and across two."""


@many
@given(PADDING, st.binary(max_size=8) | st.text(max_size=6).map(str.encode), PADDING)
def test_utf8_is_what_python_decodes(before: bytes, middle: bytes, after: bytes) -> None:
    text = before + middle + after
    try:
        text.decode()
        is_utf8 = True
    except UnicodeDecodeError:
        is_utf8 = False
    assert (native.has_word(text, len(text), []) is not None) == is_utf8
    size = len(before + middle)  # what comes later is not looked at
    assert (native.has_word(text, size, []) is not None) == (is_utf8 or _is_utf8(text[:size]))


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("bad", [
    b"\x80", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xed\xa0\x80", b"\xf0\x8f\xbf\xbf",
    b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xe5\xae", b"\xe5\xae,", b"\xf0\x9f\x98",
])  # fmt: skip
def test_what_no_utf8_may_have(bad: bytes) -> None:
    for at in range(130):
        text = b"a" * at + bad
        assert native.has_word(text, len(text), []) is None
        assert native.has_word(text + b"b" * 70, len(text) + 70, []) is None


@many
@given(
    PADDING, st.text("计合otalO总T额\u3000", max_size=7).map(str.encode), PADDING,
    st.lists(st.sampled_from(["otal", "OTAL", "合计", "总额", "\u3000", "计"]), max_size=4),
)  # fmt: skip
def test_words_are_found_where_they_stand(
    before: bytes, middle: bytes, after: bytes, words: list[str]
) -> None:
    text = before + middle + after
    sought = [word.encode() for word in words]
    assert native.has_word(text, len(text), sought) == any(word in text for word in sought)


AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
DAY = re.compile(
    r"(\d{4}-\d\d-\d\d)([ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)?", re.ASCII
)


@many
@given(st.lists(
    st.none() | st.decimals(-(10**12) + 1, 10**12 - 1, places=6).map(lambda d: f"{d:f}")
    | st.from_regex(AMOUNT, fullmatch=True, alphabet=st.characters(codec="ascii")), max_size=20
))  # fmt: skip
def test_plain_amounts_are_those_of_a_cast(cells: list[str | None]) -> None:
    text = pl.Series("金额", cells, pl.String)
    expected = text.cast(pl.Decimal(22, 6)).cast(pl.Decimal(38, 6))
    assert expected.null_count() == text.null_count()
    amounts = native.amounts(text)
    assert amounts is not None
    assert amounts.name == "金额"
    assert amounts.dtype == expected.dtype
    assert amounts.equals(expected)
    twice = pl.concat([text, text.head(1)], rechunk=False)
    both = native.amounts(twice.slice(1))
    assert both is not None
    assert both.equals(pl.concat([expected, expected.head(1)]).slice(1))


@many
@given(st.text("0123456789.,-+eE 元", max_size=16))
def test_an_amount_that_is_not_plain_is_left_to_python(cell: str) -> None:
    amounts = native.amounts(pl.Series([cell]))
    assert (amounts is not None) == bool(AMOUNT.fullmatch(cell))
    if amounts is not None:
        assert amounts.item() == Decimal(cell)


@many
@given(
    st.dates() | st.none(),
    st.sampled_from(["", " 09:30", "T23:59:59", " 00:00:00.000", " 24:00", "T1:00", " 09:60", "9", " x"]),
)  # fmt: skip
def test_plain_days_are_those_of_the_calendar(day: date | None, behind: str) -> None:
    cell = None if day is None else f"{day.year:04}-{day.month:02}-{day.day:02}{behind}"
    days = native.days(pl.Series([cell], dtype=pl.String))
    assert (days is not None) == (cell is None or bool(DAY.fullmatch(cell)))
    if days is not None:
        assert days.dtype == pl.Date()
        assert days.item() == day


@pytest.mark.parametrize("cell", [
    "2023-02-29", "1900-02-29", "2024-04-31", "2024-00-10", "2024-13-01", "2024-01-00", "2024-01-32",
    "0000-01-01", "2024-1-01", "2024/01/01", "20240101", "", "２０２４-01-01", "2024-01-01 ",
])  # fmt: skip
def test_what_is_no_plain_day_is_left_to_python(cell: str) -> None:
    assert native.days(pl.Series(["2024-01-31", cell])) is None


@pytest.mark.parametrize("size", [0, 1, 12, 13, 70, 5_000])
@pytest.mark.parametrize("quoted", [False, True])
def test_cells_of_any_length(size: int, quoted: bool) -> None:
    cells = ["客" * (size // 3) + "x" * (size % 3), "b", ""]
    line = ",".join(f'"{cell}"' if quoted else cell for cell in cells) + "\n"
    lines = (line * 9 + "a,").encode()
    cut = native.cut(lines, len(lines), b",", 3, [0, 2], windows=False, quoted=quoted, most=100)
    assert (cut.rows, cut.end) == (9, 9 * len(line.encode()))
    assert [cell.to_list() for cell in cut.cells] == [[cells[0] or None] * 9, [None] * 9]
    few = native.cut(lines, len(lines), b",", 3, [], windows=False, quoted=quoted, most=4)
    assert (few.rows, few.end, few.cells) == (4, 4 * len(line.encode()), [])


@pytest.mark.parametrize("lines", [b"a,b\nc\n", b"a,b\nc,d,e\n", b"a\n", b'"a"x,b\n'])
def test_what_is_not_regular_is_not_cut(lines: bytes) -> None:
    assert native.records(lines, len(lines), b",", 2, windows=False) is None
    with pytest.raises(ValueError, match="no regular records"):
        native.cut(lines, len(lines), b",", 2, [0, 1], windows=False, quoted=b'"' in lines, most=9)


@pytest.mark.parametrize(("line", "said"), [
    ("a,b", set()), ('"a",b', {"quoted"}), (" a,b", {"padded"}), ("a,b ", {"padded"}), ("a b,c", set()),
    ("a\t,b", {"padded"}), ("a\0b,c", {"strange"}), ("1E+5,b", {"rounded"}), ("E,+", set()), ("a'1,b", set()),
    ("'1,b", {"marked"}), ("a,'+1", {"marked"}), ("'a,b", set()), ('"=""a""",b', {"quoted", "marked"}),
    (",", {"blanks"}), (" ,\t", {"padded", "blanks"}), ('"",', {"quoted", "blanks"}),
    ('"a\nb",c', {"quoted", "padded"}), ('" a",b', {"quoted", "padded"}),
])  # fmt: skip
def test_what_may_be_in_cells(line: str, said: set[str]) -> None:
    for before in (0, 9):  # within a block, and behind one
        lines = ("x,y\n" * before + line + "\n" + "x,y\n" * 9).encode()
        records = native.records(lines, len(lines), b",", 2, windows=False)
        assert records is not None
        assert (records.rows, records.end) == (before + 10, len(lines))
        assert {flag for flag in ("quoted", "padded", "strange", "rounded", "marked", "blanks")
                if getattr(records, flag)} == said  # fmt: skip


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "cp949", "euc_jp", "cp932"])
def test_pairs_are_what_the_codec_reads(encoding: str) -> None:
    pairs = Pairs(encoding)
    read = 0
    for lead in range(0x100):
        for trail in range(0x100):
            pair = bytes((lead, trail))
            said = native.from_pairs(pair, pairs)
            if said is not None:
                assert bytes(said).decode() == pair.decode(encoding)
                read += lead > 0x7F
    assert read > 6_000


@many
@given(PADDING, st.text("客户号,1é𠀀龥€\u3000 ", max_size=20), PADDING)
def test_text_in_pairs_is_what_the_codec_reads(before: bytes, middle: str, after: bytes) -> None:
    text = before + middle.encode("gb18030") + after
    said = native.from_pairs(text, GB18030)
    # What stands for four bytes is left to the codec.
    assert (said is None) == any(len(char.encode("gb18030")) == 4 for char in middle)
    if said is not None:
        assert bytes(said).decode() == text.decode("gb18030")


@many
@given(
    st.lists(st.text("客户a1é", max_size=5), max_size=6),
    st.lists(st.booleans(), min_size=6),
    PADDING,
)
def test_a_line_of_utf8_is_found(lines: list[str], utf8: list[bool], before: bytes) -> None:
    made = [
        line.encode("utf-8" if is_utf8 else "gb18030")
        for line, is_utf8 in zip(lines, utf8, strict=False)
    ]
    text = before + b"\n" + b"\n".join(made)
    said = any(not line.isascii() and _is_utf8(line) for line in made)
    assert native.has_utf8_line(text, len(text)) == said


@pytest.mark.parametrize("content", [b"", b"no library at all"])
def test_what_is_no_library_of_ours_is_left_alone(tmp_path: Path, content: bytes) -> None:
    made = tmp_path / "_native.so"
    made.write_bytes(content)
    assert library_module._loaded(made) is None
    assert library_module._loaded(Path(_ctypes.__file__)) is None


@pytest.mark.skipif(sys.platform != "linux", reason="other loaders look for themselves")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_library_that_is_cut_off_is_left_alone(tmp_path: Path, share: float) -> None:
    [whole] = Path(library_module.__file__).parent.glob("_native*")
    content = whole.read_bytes()
    made = tmp_path / whole.name
    made.write_bytes(content[: int(share * len(content))])
    assert library_module._loaded(made) is None
    made.write_bytes(content)
    assert library_module._loaded(made) is not None


@many
@given(st.lists(st.none() | st.from_regex(r"[0-9]{1,20}", fullmatch=True) | st.text("0123456789/:x客", max_size=20),
                max_size=4))  # fmt: skip
def test_figures_are_digits(cells: list[str | None]) -> None:
    expected = all(cell is None or bool(re.fullmatch(r"[0-9]{1,18}", cell)) for cell in cells)
    text = pl.Series(cells, dtype=pl.String)
    assert native.are_figures(text) == expected
    for size in (1, 9, 13):
        alike = all(cell is None or (cell.isascii() and len(cell) == size) for cell in cells)
        assert native.are_bare(text, size) == alike


@many
@given(st.text("09Az_./-*x'`\"= \t\x00\u00a0\u200bＸ", min_size=1, max_size=3), st.integers(0, 2))
def test_ids_that_may_be_dressed_are_not_bare(signs: str, at: int) -> None:
    cell = "C" * at + signs
    may_be_dressed = re.search("[\0-\x20\"'=`]|[^\0-\x7f]|^-", cell) is not None
    text = pl.Series([None, cell])
    assert native.are_bare(text, len(cell.encode())) == (not may_be_dressed)


def test_the_small_x_of_a_resident_id_is_dress() -> None:
    known = pl.Series(["11010519900101123X", "110105199001011237"])
    assert native.are_bare(known, 18)
    assert not native.are_bare(pl.concat([known, pl.Series(["11010519900101123x"])]), 18)
    assert native.are_bare(pl.Series(["C00x"]), 4)
