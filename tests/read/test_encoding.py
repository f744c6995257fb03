"""Encodings are proved over the whole file; what cannot be proved is refused, never mojibake."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custseg.errors import InputError
from custseg.native import library
from custseg.read import ReadOptions, read_tables
from custseg.read.text import encoding

Read = Callable[..., Any]

CHINESE = "客户号,姓名,金额\n0001,张三,5.5\n0002,李四丰,6\n"
TAIWAN = "客戶編號,姓名,金額\n0001,陳大文,5.5\n0002,林小華,6\n"


@pytest.fixture(autouse=True, params=[False, True], ids=["small", "large"])
def as_large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read as large ones, too: what is small is decoded by the codecs alone."""
    if request.param:
        monkeypatch.setattr(library, "_LARGE", 0)


@pytest.mark.parametrize(
    ("written", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gbk", "gb18030"), ("gb18030", "gb18030"),
     ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"), ("hz", "hz")],
)  # fmt: skip
def test_chinese_in_any_encoding(read_one: Read, written: str, told: str) -> None:
    text = CHINESE + "".join(f"{n:04},Customer {n},1.5\n" for n in range(100))
    found = read_one(text, encoding=written)
    assert found.cells[1] == ("0002", "李四丰", "6")
    assert found.table.source.encoding == told
    assert found.table.source.encoding_why


def test_a_tilde_before_a_brace_is_text_where_it_shifts_nothing(read_one: Read) -> None:
    found = read_one("id,remark\n1,a~{b}~\n2,~{odd~}\n")
    assert found.cells == [("1", "a~{b}~"), ("2", "~{odd~}")]


def test_big5_is_told_from_gb18030(read_one: Read) -> None:
    found = read_one(TAIWAN, encoding="big5")
    assert found.cells == [("0001", "陳大文", "5.5"), ("0002", "林小華", "6")]


def test_characters_of_four_bytes(read_one: Read) -> None:
    assert read_one("客户姓名,金额\n张㐂㐂,5\n李四,6\n", encoding="gb18030").cells[0][0] == "张㐂㐂"


def test_rare_hanzi_and_yuan_signs_do_not_speak_against_gb18030(read_one: Read) -> None:
    text = "id,name,remark\nC1,张三,¥\nC2,李四,𠀀𠮷\nC3,Anna,¥\n"
    assert read_one(text, encoding="gb18030").cells[1] == ("C2", "李四", "𠀀𠮷")


@pytest.mark.parametrize("written", ["utf-16-le", "utf-16-be"])
def test_utf16_with_a_byte_put_in_is_refused(export: Any, written: str) -> None:
    mark = codecs.BOM_UTF16_LE if written == "utf-16-le" else codecs.BOM_UTF16_BE
    good = mark + "".join(f"{n},张三,{n}\n" for n in range(40)).encode(written)
    with pytest.raises(InputError, match="not valid utf-16"):
        read_tables([str(export(good[:300] + b"x" + good[300:]))])


def test_a_pipe_within_a_gbk_character_is_no_separator(read_one: Read) -> None:
    name = b"\x95|".decode("gbk")
    text = f"客户号|姓名|金额\n1|{name}三|5\n2|李四|6\n3|王五|7\n"
    assert read_one(text, encoding="gbk").cells[0] == ("1", f"{name}三", "5")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("cp1252", "id,name,v\n1,José Núñez,5\n2,Zoë Müller,6\n"),
        ("koi8-r", "код,имя,сумма\n1,Иванов,5\n2,Петрова Анна,6\n"),
        ("cp1251", "код,имя,сумма\n1,Иванов,5\n2,Петрова Анна,6\n"),
    ],
)
def test_other_encodings_are_refused_unless_named(export: Any, written: str, text: str) -> None:
    path = str(export(text, encoding=written))
    with pytest.raises(InputError, match="neither UTF-8 nor GB18030 nor Big5: byte 0x") as refused:
        read_tables([path])
    assert "--encoding" in refused.value.hint
    table = read_tables([path], ReadOptions(encoding=written)).tables[0]
    assert table.columns == tuple(text.split("\n")[0].split(","))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("euc-kr", "고객번호,이름,금액\n1,김철수,5\n2,이영희,6\n"),
        ("shift_jis", "顧客番号,なまえ,ｶﾅ\n1,たろう,5\n2,はなこ,6\n"),
        ("euc_jp", "顧客番号,なまえ,金額\n1,たろう,5\n2,はなこ,6\n"),
    ],
)
def test_korean_and_japanese_are_told_by_their_own_letters(
    read_one: Read, written: str, text: str
) -> None:
    assert read_one(text, encoding=written).columns == tuple(text.split("\n")[0].split(","))


def test_the_first_bad_byte_is_named_with_its_line(export: Any) -> None:
    text = CHINESE.encode() + b"0003,\xff\xfe,7\n"
    with pytest.raises(InputError, match=r"byte 0xFF at offset \d+, line 4"):
        read_tables([str(export(text))])
    offset = text.index(b"\xff")
    with pytest.raises(InputError, match=f"offset {offset}"):
        read_tables([str(export(text))])


@pytest.mark.parametrize("rest", ["客户号,金额\n1,2\n".encode("gbk"), b"id,v\n1,2\n\xff,3\n"])
def test_a_mark_of_utf8_before_something_else_is_refused(export: Any, rest: bytes) -> None:
    with pytest.raises(InputError, match="not valid utf-8-sig: byte 0x"):
        read_tables([str(export(codecs.BOM_UTF8 + rest))])


def test_a_wrong_encoding_that_was_set_is_refused(export: Any) -> None:
    with pytest.raises(InputError, match="is not valid utf-8"):
        read_tables([str(export(CHINESE, encoding="gbk"))], ReadOptions(encoding="utf-8"))
    with pytest.raises(InputError, match="not valid gb18030: byte 0xB7 at offset 8, line 1"):
        read_tables([str(export(CHINESE))], ReadOptions(encoding="gbk"))
    with pytest.raises(InputError, match="is UTF-8 and not latin-1: byte 0xE5 at offset 0, line 1"):
        read_tables([str(export(CHINESE[:5]))], ReadOptions(encoding="latin-1"))


def test_a_file_that_stops_being_utf8_late_is_seen(export: Any, monkeypatch: Any) -> None:
    ascii_rows = "".join(f"{n},abc,5\n" for n in range(100))
    late = ("id,name,v\n" + ascii_rows).encode() + "101,张三客户,6\n102,李四客户,7\n".encode("gbk")
    monkeypatch.setattr(encoding, "CHUNK", 64)
    table = read_tables([str(export(late))]).tables[0]
    assert table.source.encoding == "gb18030"
    assert table.frame.collect()["name"][-1] == "李四客户"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.text(alphabet="客户张李王杭州路号a1 \u20ac", min_size=1, max_size=8),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.integers(5, 50),
)
def test_any_chunks_decode_alike(tmp_path: Path, names: list[str], written: str, size: int) -> None:
    text = "客户号,客户姓名,客户地址\n" + "".join(
        f"{n},{each},杭州\n" for n, each in enumerate(names)
    )
    path = tmp_path / "names.csv"
    path.write_bytes(text.encode(written))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "CHUNK", size)
        copy = encoding.as_utf8(path, path.name, None, maybe_utf8=written.startswith("utf"))
    assert copy.path.read_text("utf-8-sig") == text
    assert (copy.encoding == "gb18030") == (written == "gb18030")
    assert codecs.lookup(copy.encoding)
