"""Every case of the corpus: right, right with a warning, or refused; never silently wrong.

Files that may be hostile or have nothing in them are read in a process of their own, which has ten
seconds and 512 MB.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from corpus.case import Case, Refused, Row, Truth
from custseg.cli.app import main

ALONE = ("degenerate", "hostile")
"""Groups, by how their names begin, whose files are read in a process of their own."""
SECONDS, LARGEST = 10, 512 * 2**20


def cases(*, alone: bool) -> list[Any]:
    """The cases of every module beside this one that has ``CASES``, each under its own name."""
    groups = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
    found = {
        id(case): pytest.param(case, id=f"{group}: {case.name}")
        for group in groups
        if not group.startswith("test_") and group.startswith(ALONE) is alone
        for case in getattr(import_module(f"corpus.{group}"), "CASES", ())
    }
    return list(found.values())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with none of the user's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CUSTSEG_CONFIG", raising=False)
    return tmp_path


@pytest.mark.parametrize("case", cases(alone=False))
def test_a_file_is_read_right_or_refused(
    case: Case, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code = main(case.written(folder))
    out, err = capfd.readouterr()
    judge(case, code, out, err)


@pytest.mark.skipif(os.name == "nt", reason="limits of a process need POSIX")
@pytest.mark.parametrize("case", cases(alone=True))
def test_a_hostile_file_costs_little(case: Case, folder: Path) -> None:
    code, out, err, peak = alone(case.written(folder), folder)
    judge(case, code, out, err)
    assert peak <= LARGEST, f"{peak / 2**20:.0f} MB"


def alone(arguments: list[str], folder: Path) -> tuple[int, str, str, int]:
    """Exit code, both streams and the peak memory in bytes of a run in its own process."""
    import resource

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (8 * 2**30, 8 * 2**30))

    out, err = folder / ".out", folder / ".err"
    environment = {**os.environ, "POLARS_MAX_THREADS": "2", "PYTHONUTF8": "1"}
    with out.open("wb") as o, err.open("wb") as e:
        process = subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(SECONDS), *arguments], cwd=folder, stdout=o, stderr=e,
            env=environment, preexec_fn=limited,
        )  # fmt: skip
        process.wait(timeout=120)
    said = err.read_text("utf-8")
    head, _, peak = said.rpartition("\x1epeak ")
    assert peak, f"ended by {process.returncode}, too slow or killed\n{said}"
    return process.returncode, out.read_text("utf-8"), head, int(peak)


_CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (2 * int(sys.argv[1]),) * 2)  # two threads
from custseg.cli.app import main
code = main(sys.argv[2:])
unit = 1 if sys.platform == "darwin" else 1024
peak = unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if sys.platform == "linux":  # ru_maxrss remembers the process it was forked from
    status = open("/proc/self/status").read()
    peak = 1024 * int(status.partition("VmHWM:")[2].split()[0])
peak = max(peak, unit * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.stdout.flush()
print("\\x1epeak", peak, file=sys.stderr, end="")
sys.exit(code)
"""


def judge(case: Case, code: int, out: str, err: str) -> None:
    """Whether the run came to what was expected of it; fails with what it said otherwise."""
    said = f"\n{out[:4000]}\n{err}"
    assert "Traceback" not in err, said
    if isinstance(case.expected, Refused):
        assert code == case.expected.code, said
        assert out == "", said
        [error] = [line for line in err.splitlines() if line.startswith("custseg: error: ")]
        assert re.search(case.expected.says, error), said
        return
    assert code == 0, said
    check_truth(json.loads(out), case.expected, said)


def check_truth(document: dict[str, Any], truth: Truth, said: str) -> None:
    """The JSON of ``inspect`` holds the truth: rows, warnings, rejects, source."""
    assert shown(document["rows"], truth.rows) == [dict(row) for row in truth.rows], said
    others = document.get("others", [])
    if truth.others:
        assert [shown(o["rows"], t) for o, t in zip(others, truth.others, strict=True)] == [
            [dict(row) for row in t] for t in truth.others
        ], said
    everything = [document, *others]
    warnings = [line for one in everything for line in one["warnings"]]
    rejects = [reject_line(row) for one in everything for row in one["rejects"]]
    for pattern in truth.warns:
        assert any(re.search(pattern, line) for line in warnings), f"{pattern}: {warnings}"
    for pattern in truth.rejects:
        assert any(re.search(pattern, line) for line in rejects), f"{pattern}: {rejects}"
    assert truth.rejects or not rejects, rejects
    assert not (truth.silent and warnings), warnings
    assert {key: document["source"].get(key) for key in truth.source} == dict(truth.source)


def shown(rows: list[dict[str, Any]], truth: tuple[Row, ...]) -> list[dict[str, Any]]:
    """The rows found, on the keys the truth speaks of; a key that is not there says nothing."""
    keys: list[tuple[str, ...]] = [tuple(row) for row in truth]
    keys += [keys[-1] if keys else ()] * (len(rows) - len(keys))
    return [{key: row.get(key) for key in wanted} for row, wanted in zip(rows, keys, strict=False)]


def reject_line(row: dict[str, Any]) -> str:
    """A rejected row on one line."""
    sheet = row["sheet"] or ""
    return (
        f"{row['file']} {sheet} row {row['row']} {row['column']} = {row['value']}: {row['reason']}"
    )
