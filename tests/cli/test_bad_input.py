"""Whatever a user gets wrong: the right exit code, one error line, one hint, no traceback."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


FILES = {
    "empty.csv": b"",
    "header_only.csv": "客户号,日期,金额\n".encode(),
    "picture.csv": png(),
    "torn.csv": "客户号,日期,金额\n0001,2024-01-01,5\n".encode() + b"\xff\xfe\x80\x81\n" * 3,
    "nobody.csv": "颜色,形状\n红,圆\n蓝,方\n".encode(),
    "no_money_no_date.csv": "客户号,颜色\n1,红\n2,蓝\n".encode(),
    "unknown_setting.toml": b"[rfm]\nbinz = 5\n",
    "unknown_section.toml": b"[rmf]\nbins = 5\n",
    "wrong_type.toml": b"[rfm]\nbins = 'many'\n",
    "not_toml.toml": b"[rfm\n",
    "unknown_column.toml": "[[segment.rule]]\nname = '大客户'\nwhen = 'moneytary > 5'\n".encode(),
    "subquery.toml": b"[[segment.rule]]\nname = 'x'\nwhen = 'monetary > (SELECT 1)'\n",
    "not_sql.toml": b"[[segment.rule]]\nname = 'x'\nwhen = 'monetary >> > 5 AND'\n",
    "failing_test.toml": (
        b"[[segment.rule]]\nname = 'big'\nwhen = 'monetary > 5'\n"
        b"[[segment.test]]\ngiven = { monetary = 1 }\nexpect = 'big'\n"
    ),
    "exists.json": b"{}",
}

CASES = [
    ("rfm nothing.csv", 3, "nothing.csv"),
    ("rfm empty.csv", 3, "empty.csv"),
    ("rfm header_only.csv", 3, "header_only.csv"),
    ("rfm picture.csv", 3, "PNG"),
    ("rfm torn.csv", 3, "torn.csv"),
    ("rfm nobody.csv", 3, "颜色"),
    ("rfm no_money_no_date.csv", 3, "颜色"),
    ("rfm orders.csv --map 客户=customer_id", 2, "客户"),
    ("rfm orders.csv --map 客户号=custmer_id", 2, "customer_id"),
    ("rfm orders.csv --map 客户号", 2, "客户号"),
    ("behavior orders.csv --label 流失", 2, "--label 流失"),
    ("lifecycle orders.csv --label 流失", 2, "--label 流失"),
    ("rfm orders.csv --as transaction", 2, "transactions"),
    ("rfm orders.csv --as-of 2024-13-01", 2, "2024-13-01"),
    ("rfm orders.csv --encoding latin-99", 2, "latin-99"),
    ("rfm orders.csv --header-row x", 2, "x"),
    ("rfm orders.csv --bins 1", 2, "bins"),
    ("rfm orders.csv --bins many", 2, "--bins"),
    ("rfm orders.csv --scheme nine", 2, "nine"),
    ("rfm orders.csv --returns sell", 2, "sell"),
    ("rfm orders.csv --nope", 2, "--nope"),
    ("rfm", 2, "FILES"),
    ("rmf orders.csv", 2, "rmf"),
    ("rfm orders.csv --config gone.toml", 2, "gone.toml"),
    ("rfm orders.csv --config unknown_setting.toml", 2, "binz"),
    ("rfm orders.csv --config unknown_section.toml", 2, "rmf"),
    ("rfm orders.csv --config wrong_type.toml", 2, "many"),
    ("rfm orders.csv --config not_toml.toml", 2, "not_toml.toml"),
    ("segment orders.csv --config unknown_column.toml", 2, "moneytary"),
    ("segment orders.csv --config subquery.toml", 2, "SELECT"),
    ("segment orders.csv --config not_sql.toml", 2, "monetary"),
    ("segment orders.csv --config failing_test.toml", 2, "big"),
    ("rfm orders.csv -o exists.json", 4, "exists.json"),
    ("rfm orders.csv -o gone/x.json", 4, "gone"),
    ("rfm orders.csv -o orders.csv --force", 4, "orders.csv"),
    ("rfm orders.csv -o x.docx", 2, ".docx"),
    ("rfm orders.csv -o x.json --format json", 2, "--format"),
    ("rfm orders.csv --format xml", 2, "xml"),
    ("explain 9999 orders.csv", 3, "9999"),
    ("profile nobody.csv", 3, "nobody.csv"),
    ("report nobody.csv", 3, "nobody.csv"),
    ("inspect nothing.csv", 3, "nothing.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "names"), CASES, ids=[case[0] for case in CASES])
def test_bad_input_is_one_line_and_a_hint(
    line: str, code: int, names: str, run: Callable[..., Any], here: Path, orders: Path
) -> None:
    for name, content in FILES.items():
        (here / name).write_bytes(content)
    before = orders.read_bytes()
    ended = run(*line.split())
    assert ended.code == code, ended.err
    assert ended.out == ""
    said = ended.err.splitlines()
    assert [s for s in said if s.startswith("custseg: error: ")] == said[:1]
    assert names in said[0] + "".join(said[1:2])
    assert len(said) == 2, "one error line and one hint"
    assert said[1].startswith("hint: ")
    assert "Traceback" not in ended.err
    assert orders.read_bytes() == before
    assert (here / "exists.json").read_bytes() == b"{}"


@pytest.mark.parametrize(
    ("command", "settings"),
    [
        ("lifecycle", "[churn]\nhigh_at = 0.2\nlow_below = 0.8"),
        ("value", "[value]\na_share = 0.9\nb_share = 0.5"),
        ("value", '[value]\nfit_until = "2030-01-01"'),
        ("needs", "[needs]\ncool_down_days = 99999999999"),
    ],
)
def test_settings_that_contradict_each_other(
    here: Path, run: Any, command: str, settings: str
) -> None:
    (here / "flow.csv").write_text(
        "customer_id,date,amount,product\n1,2024-01-05,5,a\n2,2024-03-01,6,b\n", "utf-8"
    )
    (here / "custseg.toml").write_text(settings, "utf-8")
    ended = run(command, "flow.csv")
    assert (ended.code, ended.out) == (2, "")


@pytest.mark.parametrize("command", [["explain", "A1"], ["lifecycle"], ["report"], ["value"]])
def test_a_header_without_rows(here: Path, run: Any, command: list[str]) -> None:
    (here / "flow.csv").write_text("客户号,交易日期,交易金额\n", "utf-8")
    ended = run(*command, "flow.csv")
    assert (ended.code, ended.out) == (3, "")
    assert "column names but no rows" in ended.err


def test_a_customer_list_with_one_number_of_its_own(here: Path, run: Any) -> None:
    (here / "list.csv").write_text("客户号,姓名,自定指标\nA1,张三,5\nA2,李四,7.5\n", "utf-8")
    ended = run("profile", "list.csv", "--format", "json")
    assert ended.code == 0, ended.err
