"""Inputs that change under a run, and inputs that are no files: right or refused, never a hang."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

import custseg as cs
from custseg.errors import InputError
from custseg.read import scratch
from faults.child import end, names, run, start

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX files")


def grow(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write("99,10000001,2024-01-28,5\n")


def shrink(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes().replace(b"2024-01-05", b"2024-01-06"))
    other.replace(path)


def overwrite(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"2024-01-05", b"2024-01-06"))


CHANGES: dict[str, Callable[[Path], None]] = {
    "grown": grow, "shrunk": shrink, "replaced": replace, "overwritten": overwrite,
    "removed": Path.unlink,
}  # fmt: skip


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("held", [True, False], ids=["in memory", "streamed"])
def test_a_file_that_changes_after_it_was_opened_is_refused(
    orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, held: bool
) -> None:
    if not held:
        monkeypatch.setattr(import_module("custseg.read.text.delimited"), "_IN_MEMORY", 0)
    source = tmp_path / "orders.csv"
    shutil.copy(orders, source)
    data = cs.read(str(source))
    CHANGES[how](source)
    with pytest.raises(InputError, match=r"was (changed|removed)") as refused:
        cs.rfm(data)
    assert "orders.csv" in refused.value.message
    assert "copy" in refused.value.hint


def test_a_file_that_was_only_touched_is_the_same_file(orders: Path, tmp_path: Path) -> None:
    source = tmp_path / "orders.csv"
    shutil.copy(orders, source)
    data = cs.read(str(source))
    source.touch()
    (tmp_path / "copy").write_bytes(source.read_bytes())
    (tmp_path / "copy").replace(source)
    assert cs.rfm(data).customers is not None


def test_a_file_that_grows_all_the_time_leaves_the_old_report(crowd: Path, tmp_path: Path) -> None:
    source, report = tmp_path / "log.csv", tmp_path / "report.csv"
    shutil.copy(crowd, source)
    report.write_text("old\n", "ascii")
    done = threading.Event()

    def append() -> None:
        while not done.is_set():
            grow(source)
            time.sleep(0.01)

    writer = threading.Thread(target=append)
    writer.start()
    ended = run("rfm", source, "--force", "-o", report)
    done.set()
    writer.join()
    assert ended.code == 3, ended
    assert "log.csv was changed while it was read" in ended.err
    assert report.read_text("ascii") == "old\n"
    assert names(tmp_path) == ["log.csv", "report.csv"]


@pytest.mark.parametrize("form", ["csv", "csv.gz"])
def test_a_pipe_with_a_name_is_read_to_its_end(
    orders: Path, packed: dict[str, Path], tmp_path: Path, form: str
) -> None:
    content = orders.read_bytes() if form == "csv" else packed["gz"].read_bytes()
    pipe = tmp_path / f"pipe.{form}"
    os.mkfifo(pipe)

    def feed() -> None:
        with pipe.open("wb") as stream:
            for at in range(0, len(content), 4096):
                stream.write(content[at : at + 4096])

    feeder = threading.Thread(target=feed)
    feeder.start()
    ended = run("rfm", pipe, "-q", "--format", "csv")
    feeder.join()
    assert ended.code == 0, ended
    assert ended.out.count(b"\n") == (8_001 if form == "csv.gz" else 301)


@pytest.mark.parametrize("line", [
    "{custseg} rfm <(cat {orders}) -q --format csv",
    "{custseg} rfm <(sleep 1; cat {orders}) -q --format csv",
    "cat {orders} | {custseg} rfm /dev/stdin -q --format csv",
    "{custseg} rfm /dev/stdin -q --format csv < {orders}",
    "cat {orders} | {custseg} rfm - -q --format csv --config <(printf '[rfm]\\nbins = 5\\n')",
])  # fmt: skip
def test_streams_of_a_shell(orders: Path, line: str) -> None:
    if shutil.which("bash") is None:
        pytest.skip("needs bash")
    said = line.format(custseg=f"'{sys.executable}' -m custseg", orders=f"'{orders}'")
    done = subprocess.run(["bash", "-c", said], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 301


def test_a_pipe_nobody_writes_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "_WRITER_WITHIN_SECONDS", 0.2)
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InputError, match="nobody writes to it"):
        cs.read(str(tmp_path / "pipe.csv"))


@pytest.mark.parametrize(
    ("device", "says"), [("/dev/zero", "is a device"), ("/dev/null", "is empty")]
)
def test_devices_are_no_tables(device: str, says: str) -> None:
    ended = run("rfm", device)
    assert ended.code == 3
    assert says in ended.err


def test_the_keyboard_is_no_input() -> None:
    import pty

    ours, theirs = pty.openpty()
    try:
        ended = run("rfm", "-", stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)
    assert ended.code == 3
    assert "nothing is piped in" in ended.err


def test_a_closed_standard_input_is_empty(orders: Path) -> None:
    line = f"'{sys.executable}' -m custseg rfm - <&-"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "is empty" in done.stderr


@pytest.mark.parametrize("head", [
    b"", b"id,date,amount\n1,2024-01-01,5\n", b"id,date,amount\n1,2024-01-01,5,6\n",
    "客户号,日期,金额\n张三,2024-01-01,5\n".encode("gb18030"),
    "客户号,日期,金额\n张三,2024-01-01,5\n".encode() + "李四,2024-01-01,5\n".encode("gb18030"),
], ids=["zeros", "a table", "a ragged table", "gb18030", "two encodings"])  # fmt: skip
def test_a_huge_sparse_file_costs_little(tmp_path: Path, head: bytes) -> None:
    """A copy that was broken off: a terabyte by its size, nothing on the disk."""
    source = tmp_path / "sparse.csv"
    source.write_bytes(head)
    try:
        os.truncate(source, 1 << 40)
    except OSError:
        pytest.skip("the file system has no sparse files")
    process = start("inspect", source, "--format", "json")
    try:
        ended = end(process, within=120)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        raise
    assert ended.code == 3, ended
    assert ended.out == b""
