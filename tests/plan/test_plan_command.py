"""``custseg plan`` on files: who is served how and by whom, and what is said when a list is of no use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from custseg.cli.app import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Balances of half a year of thirty customers, a list of contacts and one of managers."""
    people = range(30)
    rows = [
        f"K{i:03},{'东支行' if i % 2 else '西支行'},{('王一', '李二', '赵六')[i % 3]},2020-03-01"
        for i in people
    ]
    (tmp_path / "客户.csv").write_text("\n".join(["客户号,网点,客户经理,开户日期", *rows]), "utf-8")
    amounts = (3_000, 80_000, 300_000, 2_000_000)
    held = [f"K{i:03},2024-{m:02}-28,{amounts[i % 4]}.00" for i in people for m in range(1, 7)]
    (tmp_path / "余额.csv").write_text("\n".join(["客户号,统计日期,月日均余额", *held]), "utf-8")
    made = [f"K{i:03},2024-06-{1 + i % 28:02},{'未接' if i % 5 == 0 else '已接通'}" for i in people]
    (tmp_path / "联系.csv").write_text("\n".join(["客户号,联系日期,联系结果", *made]), "utf-8")
    (tmp_path / "经理.csv").write_text(
        "客户经理,网点,可用工时\n王一,东支行,20\n李二,西支行,20\n", "utf-8"
    )
    return tmp_path


def test_policy_and_managers_come_out_of_four_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["plan", str(folder), "--only", "policy", "--only", "managers", "--format", "json"]
    assert main(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {"policies", "contact_audit_policy", "manager_loads", "allocation_proof"} <= set(
        answer["tables"]
    )
    assert answer["evidence"]["managers"]["unserved"] == 0
    first = answer["customers"][0]
    assert (first["customer_id"], first["tier"], first["policy"]) == (
        "K000",
        "basic",
        "self_service",
    )
    assert {row["allocation"] for row in answer["customers"]} == {"kept", "moved", "unmanaged"}


def test_an_unknown_part_and_an_empty_list_are_errors(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(folder), "--only", "manager"]) == 2
    assert "did you mean 'managers'" in capsys.readouterr().err
    (folder / "经理.csv").write_text("客户经理,网点,可用工时\n", "utf-8")
    assert main(["plan", str(folder), "--only", "managers"]) == 3
    assert "the list of managers is empty" in capsys.readouterr().err
