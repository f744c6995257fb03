"""The reading that is kept, as an analyst and cron use it: month after month the same, or refused."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

Run = Callable[..., Any]
HEADER = "客户号,交易日期,金额"


def month(
    folder: Path, name: str, *rows: str, header: str = HEADER, encoding: str = "utf-8"
) -> Path:
    """An export of one month."""
    (folder / name).write_text("\n".join([header, *rows, ""]), encoding)
    return folder / name


@pytest.fixture
def january(here: Path, run: Run) -> Path:
    """January's export, its reading kept in custseg.toml."""
    file = month(
        here, "202401.csv", "01,13/01/2024,10.50", "02,14/01/2024,20.00", encoding="gb18030"
    )
    ended = run("inspect", file, "-o", "custseg.toml")
    assert ended.code == 0, ended.err
    return file


def test_the_next_month_is_read_as_it_was_kept(here: Path, run: Run, january: Path) -> None:
    file = month(here, "202402.csv", "01,03/02/2024,1", "02,05/02/2024,2", encoding="gb18030")
    ended = run("inspect", file, "--format", "json")
    assert ended.code == 0, ended.err
    assert '"date":"2024-02-05"' in ended.out
    assert "kept reading" not in ended.err


def test_a_new_name_with_the_same_columns_is_known(here: Path, run: Run, january: Path) -> None:
    file = month(here, "februar.csv", "01,03/02/2024,1", "02,05/02/2024,2", encoding="gb18030")
    ended = run("inspect", file, "--format", "json")
    assert ended.code == 0, ended.err
    assert '"date":"2024-02-03"' in ended.out


def test_an_unknown_file_is_read_anew_and_said(here: Path, run: Run, january: Path) -> None:
    file = month(here, "kunden.csv", "01,张三,男", header="客户号,姓名,性别")
    ended = run("inspect", file)
    assert ended.code == 0, ended.err
    assert "kunden.csv is not in the kept reading" in ended.out


@pytest.mark.parametrize(("changed", "said"), [
    ({"encoding": "utf-8"}, "encoding was gb18030, is utf-8"),
    ({"header": "客户号;交易日期;金额"}, "separator was ',', is ';'"),
    ({"header": "客户号\t交易日期\t金额"}, "separator was ',', is tab"),
    ({"header": "客户号,交易日期,交易额"}, "columns 金额 are gone, there are 客户号, 交易日期, 交易额"),
    ({"header": "客户号,金额,交易日期"}, "their order have changed: 客户号, 金额, 交易日期"),
    ({"header": "二月\n" + HEADER}, "header row was 1, is 2"),
])  # fmt: skip
def test_drift_is_refused_and_named(
    here: Path, run: Run, january: Path, changed: dict[str, str], said: str
) -> None:
    rows = ["01,03/02/2024,1", "02,25/02/2024,2"]
    for separator in ";\t":
        if separator in changed.get("header", ""):
            rows = [row.replace(",", separator) for row in rows]
    file = month(here, "202402.csv", *rows, **{"encoding": "gb18030", **changed})
    for command in ("inspect", "rfm"):
        ended = run(command, file)
        assert ended.code == 3, ended.err
        assert "202402.csv is not as it was kept" in ended.err
        assert said in ended.err
        assert "inspect FILES -o custseg.toml --force" in ended.err


def test_a_file_of_plain_english_has_no_encoding_to_drift(here: Path, run: Run) -> None:
    header = "customer_id,date,amount,note"
    kept = month(
        here, "2024-01.csv", "1,2024-01-01,5,请客户喝咖啡的费用", header=header, encoding="gb18030"
    )
    assert run("inspect", kept, "-o", "custseg.toml").code == 0
    plain = month(here, "2024-02.csv", "1,2024-02-01,5,tea", header=header)
    assert run("rfm", plain).code == 0
    other = month(here, "2024-03.csv", "1,2024-02-01,5,绿茶", header=header)
    assert "encoding was gb18030, is utf-8" in run("rfm", other).err


def test_what_a_person_said_is_kept(here: Path, run: Run) -> None:
    file = month(here, "a.csv", "01,03/02/2024,1.234", "02,05/02/2024,2.500")
    ended = run(
        "inspect", file, "--date-format", "%d/%m/%Y", "--decimal", "comma", "-o", "custseg.toml"
    )
    assert ended.code == 0, ended.err
    kept = tomllib.loads((here / "custseg.toml").read_text("utf-8"))
    assert kept["reading"]["files"][0]["date_format"] == "%d/%m/%Y"
    ended = run("inspect", file, "--format", "json")
    assert '"date":"2024-02-03","amount":"1234"' in ended.out


def test_a_password_is_not_kept(here: Path, run: Run, orders: Path) -> None:
    (here / "secret.txt").write_text("hunter2\n", "utf-8")
    ended = run("inspect", orders, "--password-file", "secret.txt", "-o", "custseg.toml")
    assert ended.code == 0, ended.err
    text = (here / "custseg.toml").read_text("utf-8")
    assert "hunter2" not in text
    assert "secret.txt" not in text


def test_a_sheet_that_is_gone_is_refused(here: Path, run: Run) -> None:
    from openpyxl import Workbook

    def book(*sheets: str) -> None:
        made = Workbook()
        made.remove(made.active)
        for name in sheets:
            sheet = made.create_sheet(name)
            sheet.append(["客户号", "日期", name])
            sheet.append(["01", "2024-01-01", 5])
        made.save(here / "book.xlsx")

    book("金额", "交易金额")
    assert run("inspect", "book.xlsx", "-o", "custseg.toml").code == 0
    book("金额")
    ended = run("rfm", "book.xlsx")
    assert ended.code == 3
    assert "sheet 交易金额 is gone" in ended.err


@pytest.mark.parametrize(("flag", "value"), [
    ("--date-format", "dd/mm"), ("--decimal", "dot"), ("--header-row", "zero"), ("--separator", "ab"),
    ("--encoding", "no-such"),
])  # fmt: skip
def test_a_wrong_reading_option_is_a_mistake_of_the_command_line(
    run: Run, orders: Path, flag: str, value: str
) -> None:
    ended = run("inspect", orders, flag, value)
    assert ended.code == 2, ended.err
    assert "hint: " in ended.err


def test_another_format_is_drift(here: Path, run: Run, january: Path) -> None:
    book = Workbook()
    for row in (HEADER.split(","), ["01", "03/02/2024", 1], ["02", "25/02/2024", 2]):
        book.active.append(row)
    book.save(here / "202402.csv")
    ended = run("inspect", "202402.csv")
    assert ended.code == 3
    assert "202402.csv[Sheet] is not as it was kept: format was csv, is xlsx" in ended.err
    assert "None" not in ended.err


@pytest.mark.parametrize("above", ["二月流水", "单位：元"])
def test_a_unit_that_is_no_longer_there_is_drift(here: Path, run: Run, above: str) -> None:
    rows = ["01,2024-01-03,1.5", "02,2024-01-04,2.5"]
    month(here, "202401.csv", *rows, header="单位：万元\n" + HEADER)
    assert run("inspect", "202401.csv", "-o", "custseg.toml").code == 0
    month(here, "202402.csv", *rows, header="单位：万元\n" + HEADER)
    assert '"amount":"15000"' in run("inspect", "202402.csv", "--format", "json").out
    month(here, "202403.csv", *rows, header=f"{above}\n{HEADER}")
    ended = run("inspect", "202403.csv", "--format", "json")
    assert (ended.code, ended.out) == (3, "")
    assert "unit of the amounts was 10,000, is 1" in ended.err


def test_a_sheet_that_is_gone_is_missed_in_the_next_month_too(here: Path, run: Run) -> None:
    def book(name: str, **sheets: str) -> None:
        made = Workbook()
        made.remove(made.active)
        for sheet, column in sheets.items():
            for row in (
                ["客户号", "日期", column],
                ["01", "2024-01-03", 1],
                ["02", "2024-01-04", 2],
            ):
                (made[sheet] if sheet in made.sheetnames else made.create_sheet(sheet)).append(row)
        made.save(here / name)

    book("202401.xlsx", 流水="交易金额", 持仓="余额")
    assert run("inspect", "202401.xlsx", "-o", "custseg.toml").code == 0
    book("202402.xlsx", 流水="交易金额", 持仓="余额")
    assert run("inspect", "202402.xlsx").code == 0
    book("202403.xlsx", 流水="交易金额")
    ended = run("inspect", "202403.xlsx")
    assert ended.code == 3
    assert "sheet 持仓 is gone, there are 流水" in ended.err


def test_a_direction_that_can_no_longer_be_read_is_refused(here: Path, run: Run) -> None:
    header = "客户号,日期,借贷标志,交易金额"
    month(here, "202401.csv", "01,2024-01-03,借,1", "02,2024-01-04,贷,2", header=header)
    assert run("inspect", "202401.csv", "-o", "custseg.toml").code == 0
    month(here, "202402.csv", "01,2024-02-03,0,1", "02,2024-02-04,1,2", header=header)
    ended = run("inspect", "202402.csv")
    assert ended.code == 3
    assert (
        "202402.csv: nothing in column '借贷标志' says what came in and what went out: '0'"
        in ended.err
    )
    assert "--map 借贷标志=" in ended.err
    assert run("inspect", "202402.csv", "--map", "借贷标志=").code == 0
