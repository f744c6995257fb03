"""What a person decides about reading: as a flag and as a key of custseg.toml it does the same, to every command."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

Run = Callable[..., Any]
HEADER = "customer_id,date,amount\n"


def _text(content: str, encoding: str = "utf-8") -> Callable[[Path], str]:
    def write(folder: Path) -> str:
        (folder / "flow.csv").write_bytes(content.encode(encoding))
        return "flow.csv"

    return write


def _two_sheets(folder: Path) -> str:
    book = Workbook()
    for name, amount in (("first", 1), ("second", 2)):
        sheet = book.create_sheet(name)
        for row in (["customer_id", "date", "amount"], ["007", "2024-01-31", amount]):
            sheet.append(row)
    del book["Sheet"]
    book.save(folder / "flow.xlsx")
    return "flow.xlsx"


@dataclass(frozen=True)
class Decision:
    """An option, what it is set to, a file on which it decides, and what the file then says."""

    option: str
    value: str
    write: Callable[[Path], str]
    says: dict[str, str]
    roles: bool = False
    """Kept in [reading.columns], not in [read]."""

    @property
    def flag(self) -> list[str]:
        name = "--" + self.option.replace("_", "-")
        return [name] if self.value == "true" else [name, self.value]

    @property
    def toml(self) -> str:
        if self.roles:
            column, role = self.value.split("=")
            return f'[reading.columns]\n"{column}" = "{role}"\n'
        bare = self.value.isdigit() or self.value == "true"
        return f"[read]\n{self.option} = " + (self.value if bare else json.dumps(self.value)) + "\n"


DECISIONS = [
    Decision("encoding", "cp1252", _text(HEADER.replace("amount", "amount,city") + "7,2024-01-31,5,Köln\n", "cp1252"),
             {"city": "Köln"}),
    Decision("sheet", "second", _two_sheets, {"customer_id": "007", "amount": "2"}),
    Decision("header_row", "2", _text("client,day,total\n" + HEADER + "8,2024-01-31,5\n"),
             {"customer_id": "8", "amount": "5"}),
    Decision("separator", ";", _text("customer_id,x;date,y;amount,z\n7,a;2024-01-31,b;5,c\n"), {"customer_id,x": "7,a"}),
    Decision("date_order", "mdy", _text(HEADER + "7,03/04/2024,5\n"), {"date": "2024-03-04"}),
    Decision("date_format", "dd/mm/yyyy", _text(HEADER + "7,03/04/2024,5\n"), {"date": "2024-04-03"}),
    Decision("decimal", "comma", _text('customer_id,date,amount\n7,2024-01-31,"1.234"\n'), {"amount": "1234"}),
    Decision("lenient", "true", _text(HEADER.replace("amount", "amount,city") + "7,2024-01-31,5\n8,2024-01-31,6,x\n"), {"customer_id": "7"}),
    Decision("map", "who=customer_id", _text("who,date,amount\n7,2024-01-31,5\n"), {"customer_id": "7"}, roles=True),
]  # fmt: skip
EACH = pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.option)


def first_row(ended: Any) -> dict[str, str | None]:
    assert ended.code == 0, ended.err
    row: dict[str, str | None] = json.loads(ended.out)["rows"][0]
    return row


@EACH
def test_flag_and_key_say_the_same(here: Path, run: Run, decision: Decision) -> None:
    file = decision.write(here)
    bare = run("inspect", file, "--format", "json")
    by_flag = run("inspect", file, "--format", "json", *decision.flag)
    (here / "custseg.toml").write_text(decision.toml, "utf-8")
    by_key = run("inspect", file, "--format", "json")
    assert first_row(by_flag).items() >= decision.says.items()
    assert json.loads(by_key.out)["rows"] == json.loads(by_flag.out)["rows"], by_key.err
    if bare.code == 0:
        without, with_it = (json.loads(ended.out) for ended in (bare, by_flag))
        assert any(without[part] != with_it[part] for part in ("rows", "rejects", "source")), (
            bare.out
        )


@EACH
def test_methods_read_the_same_way(here: Path, run: Run, decision: Decision) -> None:
    file = decision.write(here)
    by_flag = run("rfm", file, "--format", "json", *decision.flag)
    (here / "custseg.toml").write_text(decision.toml, "utf-8")
    by_key = run("rfm", file, "--format", "json")
    assert by_flag.code == by_key.code, (by_flag.err, by_key.err)
    if by_flag.code == 0:
        customers = [json.loads(ended.out)["customers"] for ended in (by_flag, by_key)]
        assert customers[0] == customers[1]


@EACH
def test_what_cannot_be_is_refused(here: Path, run: Run, decision: Decision) -> None:
    file = decision.write(here)
    wrong = {"encoding": "klingon", "sheet": "third", "header_row": "99", "separator": "abc", "date_order": "ydm",
             "date_format": "never", "decimal": "dot", "lenient": "maybe", "map": "nobody=customer_id"}[decision.option]  # fmt: skip
    flag = [decision.flag[0], wrong] if decision.option != "lenient" else ["--lenient=maybe"]
    ended = run("inspect", file, *flag)
    assert ended.code in (2, 3), ended.out
    assert ended.out == ""
    assert sum(line.startswith("custseg: error: ") for line in ended.err.splitlines()) == 1
    assert "hint: " in ended.err


def test_a_flag_wins_over_the_key(here: Path, run: Run) -> None:
    (here / "flow.csv").write_text(HEADER + "7,03/04/2024,5\n", "utf-8")
    (here / "custseg.toml").write_text('[read]\ndate_order = "mdy"\n', "utf-8")
    ended = run("inspect", "flow.csv", "--format", "json", "--date-order", "dmy")
    assert first_row(ended)["date"] == "2024-04-03"
