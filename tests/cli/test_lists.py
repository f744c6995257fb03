"""report --by: a workbook for each manager, whatever they are called."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cli.conftest import Run
from custseg.cli.lists import file_names

CUSTOMERS = """客户号,姓名,客户经理,出生日期,证件有效期
1,张三,夏雨荷,1980-07-05,2026-07-30
2,李四,../../夏雨荷,1990-01-01,2020-01-01
3,王五,,1985-06-30,2040-01-01
4,赵六,夏雨荷,1985-12-30,2040-01-01
"""
ORDERS = """客户号,日期,金额
1,2026-05-01,100
2,2026-06-30,50
3,2026-06-01,70
"""


@pytest.fixture
def exports(here: Path) -> Path:
    folder = here / "exports"
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS, "utf-8")
    (folder / "orders.csv").write_text(ORDERS, "utf-8")
    return folder


def sheet(path: Path) -> str:
    """Everything the sheets of a workbook say."""
    book = openpyxl.load_workbook(path, read_only=True)
    return "\n".join(
        str(v) for s in book for row in s.iter_rows(values_only=True) for v in row if v is not None
    )


def test_every_manager_has_a_workbook_and_those_without_one_another(
    run: Run, here: Path, exports: Path
) -> None:
    ended = run("report", exports, "--by", "manager", "-o", "lists")
    names = sorted(p.name for p in (here / "lists").iterdir())

    assert ended.code == 0, ended.err
    assert "written: 4 workbooks in lists" in ended.err
    assert len(names) == 4
    assert {"00 overview.xlsx", "Unassigned.xlsx", "夏雨荷.xlsx"} < set(names)
    assert all("/" not in name for name in names)
    own = sheet(here / "lists" / "夏雨荷.xlsx")
    assert "张*" in own
    assert "张三" not in own
    assert "2026-07-30" in own
    assert "李" not in own


def test_without_a_folder_the_overview_is_shown(run: Run, exports: Path) -> None:
    ended = run("report", exports, "--by", "manager")
    assert ended.code == 0
    assert "夏雨荷" in ended.out
    assert "Unassigned" in ended.out


def test_names_are_shown_when_asked(run: Run, here: Path, exports: Path) -> None:
    assert run("report", exports, "--by", "manager", "-o", "lists", "--show-pii").code == 0
    assert "张三" in sheet(here / "lists" / "夏雨荷.xlsx")


def test_nothing_is_half_written(run: Run, here: Path, exports: Path) -> None:
    (here / "lists").mkdir()
    (here / "lists" / "夏雨荷.xlsx").write_bytes(b"old")
    ended = run("report", exports, "--by", "manager", "-o", "lists")
    assert ended.code == 4
    assert [p.name for p in (here / "lists").iterdir()] == ["夏雨荷.xlsx"]
    assert (here / "lists" / "夏雨荷.xlsx").read_bytes() == b"old"
    assert run("report", exports, "--by", "manager", "-o", "lists", "--force").code == 0


def test_a_manager_who_has_gone_is_pointed_at(run: Run, here: Path, exports: Path) -> None:
    run("report", exports, "--by", "manager", "-o", "lists")
    (exports / "customers.csv").write_text(CUSTOMERS.replace(",夏雨荷", ",顾晓东"), "utf-8")
    ended = run("report", exports, "--by", "manager", "-o", "lists", "--force")
    assert "夏雨荷.xlsx is of an earlier run and was not written now" in ended.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--by", "branch"), 3, "no customer list has the column branch"),
        (("--by", "manager", "-o", "lists.xlsx"), 2, "is no folder"),
        (("--by", "manager", "-o", "exports/orders.csv"), 2, "is no folder"),
        (("--by", "manager", "-o", "none/lists"), 4, "cannot make the folder"),
        (
            ("--by", "manager", "-o", "lists", "--format", "json"),
            2,
            "--format is for standard output",
        ),
        (("--by", "nobody"), 2, "manager"),
    ],
)
def test_what_cannot_be_is_refused(
    run: Run, exports: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = run("report", exports, *arguments)
    assert ended.code == code
    assert said in ended.err


def test_names_of_files_are_safe_and_distinct() -> None:
    hostile = ["a/b", "a_b", "A_B", "..", "", "CON", "x" * 300, "\u202egnp.exe", "张三", "张三 "]
    made = list(file_names(hostile))
    assert len({name.lower() for name in made}) == len(hostile)
    assert all(len(name.encode()) < 255 and not set(name) & set('/\\:*?"<>|\x00') for name in made)
    assert made[8] == "张三.xlsx"
