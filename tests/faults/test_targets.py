"""Where a report may be written, and where not: nothing is lost either way."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from custseg.render import files
from faults.child import end, names, run, start

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX links and permissions")


def without_privileges() -> list[str]:
    """What to run a program through so that permissions hold for it."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("permissions do not hold for root, and setpriv is not there")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search"]


def test_a_folder_that_may_not_be_written_is_refused_before_the_work(
    orders: Path, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    report = closed / "report.csv"
    report.write_text("old\n", "ascii")
    closed.chmod(0o555)
    for output in (report, closed / "new.csv"):
        ended = run("rfm", orders, "--force", "-o", output, through=without_privileges())
        assert ended.code == 4, ended
        assert "not permitted in folder" in ended.err
    assert report.read_text("ascii") == "old\n"
    assert names(closed) == ["report.csv"]
    closed.chmod(0o755)


def test_a_file_that_may_not_be_written_or_read(orders: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_text("old\n", "ascii")
    report.chmod(0o444)
    ended = run("rfm", orders, "--force", "-o", report, through=without_privileges())
    assert ended.code == 4
    assert "cannot overwrite" in ended.err
    report.chmod(0)
    ended = run("rfm", report, through=without_privileges())
    assert ended.code == 3
    assert "cannot be opened" in ended.err


def test_a_folder_or_pipe_is_no_file(orders: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name, said in (("folder.csv", "it is a folder"), ("pipe.csv", "not a regular file")):
        ended = run("rfm", orders, "--force", "-o", tmp_path / name)
        assert ended.code == 4
        assert said in ended.err
    assert names(tmp_path) == ["folder.csv", "pipe.csv"]


def test_a_link_stays_a_link_and_what_it_points_to_is_written(orders: Path, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    for there in (True, False):
        real, link = tmp_path / "far" / f"{there}.csv", tmp_path / f"{there}.csv"
        if there:
            real.write_text("old\n", "ascii")
        link.symlink_to(real)
        assert run("rfm", orders, "-q", "--force", "-o", link).code == 0
        assert link.is_symlink()
        assert real.read_bytes().startswith(b"\xef\xbb\xbfcustomer_id,")
        assert real.read_bytes().count(b"\n") == 301


def test_links_that_go_in_a_circle_are_refused(orders: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert run("rfm", orders, "-q", "--force", "-o", tmp_path / "a.csv").code == 4
    assert run("rfm", tmp_path / "a.csv").code == 3


@pytest.mark.parametrize("way", ["itself", "relative", "link", "hard link", "folder", "rejects"])
def test_an_input_is_never_written_over(orders: Path, tmp_path: Path, way: str) -> None:
    source = tmp_path / "orders.csv"
    shutil.copy(orders, source)
    before = source.read_bytes()
    (tmp_path / "link.csv").symlink_to(source)
    os.link(source, tmp_path / "hard.csv")
    named = {"relative": "./x/../orders.csv", "link": "link.csv", "hard link": "hard.csv"}
    (tmp_path / "x").mkdir()
    read = tmp_path if way == "folder" else "orders.csv"
    flag = "--rejects" if way == "rejects" else "-o"
    ended = run("rfm", read, "--force", flag, named.get(way, "orders.csv"), cwd=tmp_path)
    assert ended.code == 4, ended
    assert "one of the inputs" in ended.err
    assert source.read_bytes() == before


def test_rejects_and_report_come_together_or_not_at_all(orders: Path, tmp_path: Path) -> None:
    source = tmp_path / "orders.csv"
    source.write_text(orders.read_text("utf-8") + "9,1,2024-02-30,5\n", "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    report, rejects = out / "report.json", out / "rejects.csv"
    for path in (report, rejects):
        path.write_text("old\n", "ascii")
    both = ("rfm", source, "-q", "--force", "-o", report, "--rejects", rejects)
    with files.replacing([report], force=True) as (draft,):
        draft.write_bytes(b"{}\n")
        assert run(*both).code == 4
        assert rejects.read_text("ascii") == "old\n"
    assert report.read_bytes() == b"{}\n"
    assert run(*both).code == 0
    assert "2024-02-30" in rejects.read_text("utf-8")
    assert report.read_bytes().startswith(b'{\n "schema_version"')
    assert names(out) == ["rejects.csv", "rejects.csv.meta.json", "report.json"]


def test_a_name_of_any_length_the_system_takes(orders: Path, tmp_path: Path) -> None:
    report = tmp_path / ("客" * 80 + ".xlsx")
    assert run("rfm", orders, "-q", "-o", report).code == 0
    assert names(tmp_path) == [report.name]


def test_the_holder_of_a_lock_is_named(orders: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    with files.replacing([report], force=True) as (draft,):
        draft.write_text("ours\n", "ascii")
        ended = run("rfm", orders, "-o", report)
        assert ended.code == 4
        assert f"(process {os.getpid()})" in ended.err
        # A run on another output of the folder sweeps what is dead, and this is alive.
        assert run("rfm", orders, "-q", "-o", tmp_path / "other.csv").code == 0
        assert draft.exists()
    assert report.read_text("ascii") == "ours\n"
    assert names(tmp_path) == ["other.csv", "other.csv.meta.json", "report.csv"]


def test_what_a_dead_run_left_is_swept_by_a_run_on_another_output(
    orders: Path, tmp_path: Path
) -> None:
    dying = (
        "import os, pathlib, sys; from custseg.render import files\n"
        "with files.replacing([pathlib.Path(sys.argv[1])], force=True) as (draft,):\n"
        "    draft.write_text('half'); os._exit(9)"
    )
    assert end(start(tmp_path / "a.csv", program=("-c", dying))).code == 9
    assert len(names(tmp_path)) == 2
    assert run("rfm", orders, "-q", "-o", tmp_path / "b.json").code == 0
    assert names(tmp_path) == ["b.json"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_three_runs_at_once_and_a_reader(
    orders: Path, tmp_path: Path, whole: dict[str, dict[str, bytes]], form: str
) -> None:
    report, old = tmp_path / f"report.{form}", b"the old report\n"
    report.write_bytes(old)
    seen, done = set(), threading.Event()

    def read_all_the_time() -> None:
        while not done.is_set():
            seen.add(report.read_bytes())

    reader = threading.Thread(target=read_all_the_time)
    reader.start()
    runs = [start("rfm", orders, "-q", "--force", "-o", report) for _ in range(3)]
    ended = [end(each) for each in runs]
    done.set()
    reader.join()
    assert {each.code for each in ended} <= {0, 4}
    assert any(each.code == 0 for each in ended)
    assert all("being written by another run" in each.err for each in ended if each.code)
    assert seen <= {old, whole[form][report.name]}
    assert report.read_bytes() == whole[form][report.name]
    assert names(tmp_path) == sorted(whole[form])
