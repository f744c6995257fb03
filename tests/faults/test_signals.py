"""A run that is ended, at any moment, leaves the complete old or the complete new report."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from faults.child import STEPPED, end, names, run, start

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")

KILL, TERM, INT = signal.SIGKILL, signal.SIGTERM, signal.SIGINT
HUP = getattr(signal, "SIGHUP", signal.SIGTERM)
CODES = {KILL: -9, TERM: 143, INT: 130, HUP: 129}
OLD = b"the old report\n"
NEVER, FIRST = 0, 4
"""Steps: one that never comes, and the first after those that only look."""

Whole = dict[str, dict[str, bytes]]


def old_reports(folder: Path, whole: dict[str, bytes]) -> None:
    folder.mkdir()
    for name in whole:
        (folder / name).write_bytes(OLD)


def states(folder: Path, whole: dict[str, bytes]) -> set[str]:
    """Of each report file whether it is the old or the new one; anything else fails."""
    found = set()
    for name, new in whole.items():
        there = (folder / name).read_bytes()
        assert there in (OLD, new), f"{name}: {there[:100]!r}"
        found.add("old" if there == OLD else "new")
    return found


def stepped(orders: Path, folder: Path, form: str, moment: int, sent: int) -> tuple[int, int]:
    """Exit code, and how many steps there were, of a run that is sent a signal at one of them."""
    counted = folder.with_suffix(".steps")
    process = start(
        folder, str(moment), str(int(sent)), counted,
        "rfm", orders, "-q", "--force", "-o", folder / f"report.{form}", program=("-c", STEPPED),
    )  # fmt: skip
    code = end(process).code
    return code, int(counted.read_text("ascii")) if counted.exists() else 0


def disturbed(orders: Path, folder: Path, whole: Whole, form: str, moment: int, sent: int) -> str:
    """What a run ended at a moment left; the next run must end as if nothing had been."""
    old_reports(folder, whole[form])
    code, _ = stepped(orders, folder, form, moment, sent)
    found = states(folder, whole[form])
    assert code in (CODES[signal.Signals(sent)], 0), f"{moment}: {code}"
    if sent != KILL:
        assert names(folder) == sorted(whole[form]), f"{moment}: {names(folder)}"
        assert len(found) == 1, f"{moment}: {found}"
        return "+".join(sorted(found))
    again = run("rfm", orders, "-q", "--force", "-o", folder / f"report.{form}")
    assert (again.code, again.err) == (0, "")
    assert states(folder, whole[form]) == {"new"}
    assert names(folder) == sorted(whole[form])
    return "+".join(sorted(found))


def steps_of(orders: Path, folder: Path, whole: Whole, form: str) -> int:
    old_reports(folder, whole[form])
    code, steps = stepped(orders, folder, form, NEVER, TERM)
    assert code == 0
    return steps


@pytest.mark.parametrize(("form", "sent"), [("csv", KILL), ("xlsx", TERM)])
def test_at_the_steps_of_the_writing(
    orders: Path, tmp_path: Path, whole: Whole, form: str, sent: int
) -> None:
    steps = steps_of(orders, tmp_path / "count", whole, form)
    assert steps >= 8
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(
            lambda moment: disturbed(orders, tmp_path / f"at_{moment}", whole, form, moment, sent),
            sorted({*range(FIRST, steps - 8, 3), *range(steps - 8, steps + 1)}),
        ))  # fmt: skip
    assert found[0] == "old"
    assert found[-1] == "new"
    assert found == sorted(found, key=["old", "new+old", "new"].index)


@pytest.mark.parametrize("form", ["json", "parquet", "md"])
def test_at_some_steps_for_each_signal(
    orders: Path, tmp_path: Path, whole: Whole, form: str
) -> None:
    steps = steps_of(orders, tmp_path / "count", whole, form)
    moments = zip((KILL, TERM, INT, HUP), (steps - 2, steps // 2, 4, 3), strict=True)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(
            lambda at: disturbed(orders, tmp_path / at[0].name, whole, form, at[1], at[0]), moments
        ))  # fmt: skip


@pytest.mark.parametrize("sent", [KILL, TERM, INT, HUP])
def test_at_moments_spread_over_the_run(
    orders: Path, tmp_path: Path, whole: Whole, sent: signal.Signals
) -> None:
    begun = time.monotonic()
    run("rfm", orders, "-q", "-o", tmp_path / "clock.xlsx")
    lasts = time.monotonic() - begun

    def at(share: float) -> None:
        folder = tmp_path / f"at_{share}"
        old_reports(folder, whole["xlsx"])
        process = start("rfm", orders, "-q", "--force", "-o", folder / "report.xlsx")
        time.sleep(share * lasts)
        process.send_signal(sent)
        ended = end(process)
        assert ended.code in (CODES[sent], -sent, 0), ended
        states(folder, whole["xlsx"])
        if sent != KILL:
            assert names(folder) == ["report.xlsx"]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(at, (0.2, 0.6, 0.8, 0.95)))


def test_nohup_is_respected(orders: Path, tmp_path: Path) -> None:
    program = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
    program += "os.execv(sys.executable, [sys.executable, '-m', 'custseg', *sys.argv[1:]])"
    process = start("rfm", orders, "-q", "-o", tmp_path / "r.csv", program=("-c", program))
    for _ in range(10):
        time.sleep(0.1)
        process.send_signal(HUP)
    assert end(process).code == 0
    assert (tmp_path / "r.csv").exists()


def test_a_library_that_goes_on_is_not_waited_for(tmp_path: Path) -> None:
    stuck = (
        "import ctypes, sys, pathlib\n"
        "from custseg.cli.boundary import guarded\n"
        "from custseg.render import files\n"
        "def work():\n"
        "    with files.replacing([pathlib.Path(sys.argv[1])], force=True) as (draft,):\n"
        "        print('now', flush=True)\n"
        "        ctypes.CDLL(None).sleep(60)\n"
        "raise SystemExit(guarded(work))\n"
    )
    process = start(tmp_path / "r.csv", program=("-c", stuck))
    assert process.stdout is not None
    assert process.stdout.readline() == b"now\n"
    # A thread of its own takes the signal, as it does when a library computes in native threads.
    begun = time.monotonic()
    process.send_signal(TERM)
    ended = end(process)
    assert ended.code == 143
    assert time.monotonic() - begun < 30
    assert names(tmp_path) == []


def test_a_signal_python_had_to_ignore_ends_the_run_all_the_same(tmp_path: Path) -> None:
    ignored = (
        "import os, signal, sys, pathlib, time\n"
        "from custseg.cli.boundary import guarded\n"
        "from custseg.render import files\n"
        "class Finaliser:\n"
        "    def __del__(self):\n"
        "        os.kill(os.getpid(), int(sys.argv[2]))\n"
        "        time.sleep(1)\n"
        "def work():\n"
        "    with files.replacing([pathlib.Path(sys.argv[1])], force=True) as (draft,):\n"
        "        for _ in range(3):\n"
        "            Finaliser()\n"
        "        while True:\n"
        "            time.sleep(0.01)\n"
        "raise SystemExit(guarded(work))\n"
    )
    for sent in (TERM, INT):
        ended = run(tmp_path / "r.csv", str(int(sent)), program=("-c", ignored))
        assert ended.code == CODES[sent]
        assert ended.err.count("\n") == 1
        assert names(tmp_path) == []


def test_temporary_files_of_a_run_that_was_killed_are_swept_by_the_next(
    packed: dict[str, Path], tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    killed = (
        "import os, signal, sys; from custseg.read.scratch import scratch_file; scratch_file('.x');"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert end(start(program=("-c", killed), env={"TMPDIR": str(scratch)})).code == -9
    assert len(names(scratch)) == 2
    ended = run("rfm", packed["gbk"], "-q", "--format", "csv", env={"TMPDIR": str(scratch)})
    assert ended.code == 0
    assert names(scratch) == []


_COMPUTES_ON = """
import atexit, sys, threading, time
import custseg.cli.app
def main():
    threading.Thread(target=time.sleep, args=(60,)).start()
    atexit.register(print, "cleaned up")
    print("said", end=" ")
    return 130
custseg.cli.app.main = main
from custseg.__main__ import run
run()
"""


def test_the_end_does_not_wait_for_what_a_library_still_computes() -> None:
    """An interpreter that is taken down under a thread that calls it aborts the process."""
    ended = subprocess.run(
        [sys.executable, "-c", _COMPUTES_ON], capture_output=True, text=True, timeout=30
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "said cleaned up\n", "")
