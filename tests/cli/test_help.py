"""Help pages: every command, both languages, nothing left in the other one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from rich.cells import cell_len

from custseg.cli.help import folded

COMMANDS = [
    "demo",
    "inspect",
    "profile",
    "behavior",
    "value",
    "rfm",
    "lifecycle",
    "segment",
    "explain",
    "report",
]


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, flag: str, run: Callable[..., Any]) -> None:
    ended = run(command, flag)
    assert ended.code == 0
    assert ended.err == ""
    assert ended.out.startswith(f"Usage: custseg {command} ")
    assert "--lang" in ended.out


@pytest.mark.parametrize("command", COMMANDS)
def test_chinese_help_is_chinese(command: str, run: Callable[..., Any]) -> None:
    ended = run(command, "--lang", "zh", "--help")
    meanings = [line.split("  ")[-1] for line in ended.out.splitlines() if line.startswith("  ")]
    assert ended.code == 0
    assert all(re.search("[一-鿿]|=", meaning) for meaning in meanings if meaning), meanings


def test_the_list_of_commands_is_complete(run: Callable[..., Any]) -> None:
    listed = run("--help").out
    assert all(f"\n  {command} " in listed for command in COMMANDS)
    assert run().out == listed


@pytest.mark.parametrize("width", [20, 40, 80])
def test_help_folds_chinese_by_cells(width: int) -> None:
    text = "指明某列是什么，用表头或列号：--map 客户号=customer_id（可重复）；数据中的最晚日期，绝不是今天。"
    lines = list(folded(text, width))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(cell_len, lines)) <= width + 2
    assert not [line for line in lines if line[0] in "，。；：）"]
