"""``inspect`` does what its help says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_the_rejected_rows_of_an_inspection_can_be_kept(
    here: Path, run: Callable[..., Any]
) -> None:
    file, rejects = here / "orders.csv", here / "rejects.csv"
    file.write_text("客户号,日期,金额\n1,2024-01-01,5\n2,yesterday,7\n", "utf-8")
    ended = run("inspect", file, "--rejects", rejects, "-q")
    assert ended.code == 0, ended.err
    [_, row] = rejects.read_text("utf-8-sig").splitlines()
    assert row.endswith("orders.csv,,3,bad_date,日期 = yesterday")


def test_the_demo_offers_only_what_it_heeds(run: Callable[..., Any]) -> None:
    ended = run("demo", "--map", "客户号=customer_id")
    assert ended.code == 2
    assert "no option --map" in ended.err


FLOW = """电子账户流水
日期,客户号,收入金额,支出金额,手机号
2024-01-05,0001,"1,200.00",,13800138000
2024-01-06,0001,,35.5,13800138000
合计,,1200.00,35.50,
"""


@pytest.fixture
def flow(here: Path) -> Path:
    """A statement with a title and a total."""
    (here / "flow.csv").write_text(FLOW, "utf-8")
    return here / "flow.csv"


def test_the_rows_as_json_are_the_same_in_a_file_and_on_standard_output(
    here: Path, run: Run, flow: Path
) -> None:
    first = run("inspect", flow, "--format", "json")
    assert first.code == 0, first.err
    assert run("inspect", flow, "--format", "json").out == first.out
    assert run("inspect", flow, "-o", "x.json").code == 0
    assert (here / "x.json").read_text("utf-8") == first.out
    rows = json.loads(first.out)["rows"]
    assert [row["amount"] for row in rows] == ["1200", "-35.5"]
    assert rows[0]["手机号"] == "13800138000"  # the data itself


def test_what_nobody_can_use_is_shown_all_the_same(here: Path, run: Run) -> None:
    file = here / "statement.csv"
    file.write_text("交易日期,收入,支出,摘要\n2024-01-05,,12.50,早餐\n", "utf-8")
    found = json.loads(run("inspect", file, "--format", "json").out)
    assert found["source"]["kind"] == "transactions"
    assert found["rows"] == [{"date": "2024-01-05", "amount": "-12.5", "summary": "早餐"}]
    assert "statement.csv has no column that says whose its rows are" in found["warnings"][0]
    assert run("rfm", file).code == 3


def test_tables_of_other_kinds_stand_beside(here: Path, run: Run, orders: Path) -> None:
    (here / "people.csv").write_text("客户号,姓名,性别,手机号\n0001,张三,男,13800138000\n", "utf-8")
    found = json.loads(run("inspect", orders, "people.csv", "--format", "json").out)
    [other] = found["others"]
    assert (found["source"]["kind"], other["source"]["kind"]) == ("transactions", "customers")
    assert other["rows"][0]["name"] == "张三"


def test_months_are_one_table_and_each_is_accounted(here: Path, run: Run) -> None:
    for month in ("01", "02"):
        text = f"客户号,日期,金额\n0001,2024-{month}-05,1\n0002,2024-{month}-06,x\n"
        (here / f"{month}.csv").write_text(text, "utf-8")
    found = json.loads(run("inspect", "01.csv", "02.csv", "--format", "json").out)
    assert [row["date"] for row in found["rows"]] == ["2024-01-05", "2024-02-05"]
    assert [part["file"] for part in found["source"]["parts"]] == ["01.csv", "02.csv"]
    assert [(r["file"], r["row"], r["value"]) for r in found["rejects"]] == [
        ("01.csv", 3, "x"), ("02.csv", 3, "x"),
    ]  # fmt: skip
    source = found["source"]
    assert source["rows"] == source["used"] + source["set_aside"] + source["rejected"] == 4


RAW = "标题\n\n编号,金额, 金额 ,\n007, 1.20,\"=cmd|' /C calc'!A0\",x\n合计,1.20,,\n"


def test_raw_is_the_table_as_found(here: Path, run: Run) -> None:
    (here / "raw.csv").write_text(RAW, "utf-8")
    ended = run("inspect", "raw.csv", "--raw")
    assert ended.code == 0, ended.err
    assert ended.out == "编号,金额, 金额 ,\n007, 1.20,'=cmd|' /C calc'!A0,x\n合计,1.20,,\n"
    assert run("inspect", "raw.csv", "--raw", "-o", "x.json").code == 0
    [table] = json.loads((here / "x.json").read_text("utf-8"))["tables"]
    assert table["rows"][0] == ["007", " 1.20", "=cmd|' /C calc'!A0", "x"]
    assert table["header"] == ["编号", "金额", " 金额 ", ""]


def test_raw_says_which_rows_it_leaves_out(here: Path, run: Run) -> None:
    rows = [f"{n:03},张三,{n}.5" for n in range(1, 20)]
    text = "\n".join(["三月 流水", '"客户\n号",姓名,金额', *rows, "020 李四 7", '021,"王五,8', ""])
    (here / "raw.csv").write_text(text, "utf-8")
    ended = run("inspect", "raw.csv", "--raw", "--format", "json")
    [table] = json.loads(ended.out)["tables"]
    assert table["header"] == ["客户\n号", "姓名", "金额"]
    assert [row[0] for row in table["rows"]] == [f"{n:03}" for n in range(1, 20)]
    assert re.search(r"2 rows are left out for .*\(rows 22, 23\); --lenient", ended.err)
    assert re.search(r"1 row is left out, outside the table \(1: 三月 流水\)", ended.err)
    assert run("inspect", "raw.csv", "--raw", "--check").code == 1
    kept = run("inspect", "raw.csv", "--raw", "--lenient", "--format", "json")
    assert [row[0] for row in json.loads(kept.out)["tables"][0]["rows"]][-2:] == ["020", "021"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_raw_comes_back_as_it_went(run: Run, orders: Path, suffix: str) -> None:
    assert run("inspect", orders, "--raw", "-o", f"x{suffix}").code == 0
    first = run("inspect", orders, "--raw")
    assert run("inspect", f"x{suffix}", "--raw").out == first.out


def test_raw_csv_holds_one_table(here: Path, run: Run, orders: Path) -> None:
    (here / "people.csv").write_text("客户号,姓名\n0001,张三\n", "utf-8")
    ended = run("inspect", orders, "people.csv", "--raw")
    assert ended.code == 3
    assert ended.out == ""
    assert "holds one table" in ended.err
    assert run("inspect", orders, "--raw", "--format", "md").code == 2


def test_a_table_as_long_as_a_sheet_is_doubted(here: Path, run: Run) -> None:
    rows = "".join(f"{n % 99},2024-01-01,1\n" for n in range(65_535))
    (here / "long.csv").write_text("客户号,日期,金额\n" + rows, "utf-8")
    ended = run("inspect", "long.csv", "--check")
    assert ended.code == 1
    assert "perhaps the rest was cut off" in ended.err


def test_what_was_decided_is_shown_with_how_sure_it_is(run: Run, flow: Path) -> None:
    out = run("inspect", flow).out
    for said in (
        "What was decided, and how sure it is",
        "the whole file",
        "Rows set aside",
        "电子账户流水",
    ):
        assert said in out
