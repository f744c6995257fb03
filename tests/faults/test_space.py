"""A full disk, a full folder of temporary files, a limit on file sizes: exit 4, and the old report stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from faults.child import end, names, run, start
from faults.conftest import FORMATS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX limits and devices")

OLD = b"the old report\n"
LIMITED = (
    "import resource, sys; from custseg.__main__ import run\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000)); run()"
)
"""A child none of whose files may grow beyond 12 KB; the system says so as it does of a full disk."""


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_leaves_the_old_report(crowd: Path, small_disk: Path, form: str) -> None:
    report = small_disk / f"report.{form}"
    report.write_bytes(OLD)
    (small_disk / "filler").write_bytes(b"x" * 176_000)
    ended = run("rfm", crowd, "-q", "--force", "--rows", "100000", "-o", report)
    assert ended.code == 4, ended
    assert "no space left" in ended.err
    assert ended.err.count("\n") == 2
    assert report.read_bytes() == OLD
    assert names(small_disk) == ["filler", report.name]


def test_a_disk_full_to_the_brim_is_known_before_the_work(orders: Path, small_disk: Path) -> None:
    with (small_disk / "filler").open("wb") as filler, pytest.raises(OSError, match="space"):
        filler.write(b"x" * 300_000)
    program = (
        "import sys, polars; polars.collect_all = sys.exit; from custseg.__main__ import run; run()"
    )
    ended = end(start("rfm", orders, "-o", small_disk / "r.csv", program=("-c", program)))
    assert ended.code == 4
    assert "no space left" in ended.err


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_may_not_grow_leaves_the_old_report(
    crowd: Path, tmp_path: Path, form: str
) -> None:
    report = tmp_path / f"report.{form}"
    report.write_bytes(OLD)
    process = start(
        "rfm", crowd, "-q", "--force", "--rows", "100000", "-o", report, program=("-c", LIMITED)
    )
    ended = end(process)
    assert ended.code == 4, ended
    assert "no space left" in ended.err
    assert report.read_bytes() == OLD
    assert names(tmp_path) == [report.name]


@pytest.mark.parametrize("form", ["gz", "gbk", "stdin"])
def test_a_full_folder_of_temporary_files_is_said(
    packed: dict[str, Path], crowd: Path, tmp_path: Path, form: str
) -> None:
    report = tmp_path / "report.json"
    report.write_bytes(OLD)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    source = "-" if form == "stdin" else str(packed[form])
    with crowd.open("rb") as stdin:
        ended = end(start(
            "rfm", source, "-q", "--force", "-o", report, program=("-c", LIMITED), stdin=stdin,
            env={"TMPDIR": str(scratch)},
        ))  # fmt: skip
    assert ended.code == 4, ended
    assert "no space left" in ended.err
    assert "TMPDIR" in ended.err
    assert report.read_bytes() == OLD
    assert names(scratch) == []


def test_a_full_disk_of_temporary_files(packed: dict[str, Path], small_disk: Path) -> None:
    ended = run("rfm", packed["gbk"], "-q", "--format", "csv", env={"TMPDIR": str(small_disk)})
    assert (ended.code, ended.out) == (4, b"")
    assert "TMPDIR" in ended.err
    assert names(small_disk) == []


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl", "md"])
def test_a_full_standard_output(orders: Path, form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = run("rfm", orders, "-q", "--format", form, stdout=full)
    assert ended.code == 4
    assert ended.err.startswith("custseg: error: cannot write to standard output")


def test_a_full_standard_error_is_not_worth_dying_for(orders: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = run("rfm", orders, "-o", tmp_path / "r.csv", stderr=full)
    assert ended.code == 0
    assert names(tmp_path) == ["r.csv", "r.csv.meta.json"]


def test_a_bug_is_one_line_even_when_its_details_cannot_be_written(tmp_path: Path) -> None:
    program = (
        "import tempfile; from custseg.cli.boundary import guarded\n"
        "def full(**_): raise OSError(28, 'No space left on device')\n"
        "tempfile.mkstemp = full\n"
        "raise SystemExit(guarded(lambda: {}['missing']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 70
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
