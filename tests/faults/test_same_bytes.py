"""The same input gives the same bytes: of every command, and in every format, wherever and whenever it runs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from faults.child import end, names, start

COMMANDS = (
    "inspect", "profile", "behavior", "value", "rfm", "needs", "sentiment", "lifecycle", "segment", "tier",
    "report",
)  # fmt: skip
ALL_OF_IT = """
import contextlib, io, pathlib, sys
from custseg.cli.app import main

out, commands = pathlib.Path(sys.argv[1]), sys.argv[2:]
for command in commands:
    forms = {"rfm": ("xlsx", "csv", "json", "jsonl", "parquet", "md"), "report": ("xlsx",)}
    for form in forms.get(command, ("json",)):
        code = main([command, "exports", "--lang", "en", "-q", "-o", str(out / f"{command}.{form}")])
        assert code == 0, (command, form, code)
    for form in ("table", "csv", "json") if command == "rfm" else ():
        with (out / f"{command}.{form}.stdout").open("w", encoding="utf-8", newline="") as said:
            with contextlib.redirect_stdout(said):
                assert main([command, "exports", "--lang", "en", "-q", "--format", form]) == 0
"""

WORLDS = (
    {"TZ": "UTC", "PYTHONHASHSEED": "1", "LANG": "en_US.UTF-8"},
    {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "4711", "POLARS_MAX_THREADS": "1", "LANG": "zh_CN.UTF-8",
     "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "HOME": None},
)  # fmt: skip


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All answers about one bank from two places that have nothing in common."""
    first = tmp_path_factory.mktemp("world")
    made = end(start("demo", "--customers", "50", "-q", "--lang", "en", cwd=first))
    assert made.code == 0
    shutil.move(first / "custseg-demo" / "exports", first / "exports")
    second = tmp_path_factory.mktemp("elsewhere") / "deeper" / "还有"
    second.mkdir(parents=True)
    shutil.copytree(first / "exports", second / "exports")
    for path in (second / "exports").iterdir():
        os.utime(path, (1e9, 1e9))
    running = []
    for place, world in zip((first, second), WORLDS, strict=True):
        out = place / "out"
        out.mkdir()
        program = ("-c", ALL_OF_IT)
        running.append(start(out, *COMMANDS, program=program, cwd=place, env=dict(world)))
    for process in running:
        ended = end(process)
        assert ended.code == 0, ended
    return [first / "out", second / "out"]


def test_all_answers_are_there(worlds: list[Path]) -> None:
    assert names(worlds[0]) == names(worlds[1])
    assert len(names(worlds[0])) >= 19


@pytest.mark.parametrize("command", COMMANDS)
def test_two_runs_give_the_same_bytes(worlds: list[Path], command: str) -> None:
    first, second = worlds
    for path in sorted(first.glob(f"{command}.*")):
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name
