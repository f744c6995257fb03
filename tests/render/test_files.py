"""A fault leaves the old file whole, and nothing lying about."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from custseg.errors import OutputError
from custseg.render import files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write(path: Path, text: str, *, force: bool = False, inputs: tuple[Path, ...] = ()) -> None:
    with files.replacing([path], force=force, inputs=inputs) as (draft,):
        draft.write_text(text, "utf-8")


def fail_half_way(path: Path, fault: BaseException) -> None:
    with files.replacing([path], force=True) as (draft,):
        draft.write_text("half", "utf-8")
        raise fault


def test_a_new_file_is_there_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "报告.csv", "a")
    assert names(tmp_path) == ["报告.csv"]
    assert (tmp_path / "报告.csv").read_text("utf-8") == "a"


def test_an_existing_file_needs_force_and_keeps_its_mode(tmp_path: Path) -> None:
    old = tmp_path / "r.csv"
    old.write_text("old", "utf-8")
    old.chmod(0o640)
    mode = old.stat().st_mode
    with pytest.raises(OutputError, match="exists") as failure:
        write(old, "new")
    assert "--force" in failure.value.hint
    assert old.read_text("utf-8") == "old"
    write(old, "new", force=True)
    assert old.read_text("utf-8") == "new"
    assert old.stat().st_mode == mode


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError, MemoryError])
def test_whatever_is_raised_the_old_file_stays(tmp_path: Path, fault: type[BaseException]) -> None:
    old = tmp_path / "r.csv"
    old.write_text("old", "utf-8")
    with pytest.raises(fault):
        fail_half_way(old, fault())
    assert old.read_text("utf-8") == "old"
    assert names(tmp_path) == ["r.csv"]


def test_several_files_change_together_or_not_at_all(tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    with pytest.raises(OutputError, match="nothing was written"):  # noqa: SIM117
        with files.replacing(paths, force=False) as drafts:
            drafts[0].write_text("a", "utf-8")
    assert names(tmp_path) == []
    with files.replacing(paths, force=False) as drafts:
        for draft in drafts:
            draft.write_text("x", "utf-8")
        assert not any(path.exists() for path in paths)
    assert names(tmp_path) == ["a.csv", "b.csv"]


def test_two_outputs_that_are_one_file_are_refused(tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "." / "a.csv"]
    with pytest.raises(OutputError, match="same file"), files.replacing(paths, force=False):
        pass


def test_a_full_disk_is_said_as_such(tmp_path: Path) -> None:
    old = tmp_path / "r.csv"
    old.write_text("old", "utf-8")
    as_polars_says_it = OSError("File too large (os error 27)")
    for error in (OSError(28, "No space left on device"), as_polars_says_it):
        with pytest.raises(OutputError, match="no space left"):
            fail_half_way(old, error)
        assert old.read_text("utf-8") == "old"
        assert names(tmp_path) == ["r.csv"]


def test_an_input_is_never_written_over(tmp_path: Path) -> None:
    read = tmp_path / "in.csv"
    read.write_text("data", "utf-8")
    link = tmp_path / "link.csv"
    link.symlink_to(read)
    for same in (read, tmp_path / "x" / ".." / "in.csv", link):
        (tmp_path / "x").mkdir(exist_ok=True)
        with pytest.raises(OutputError, match="one of the inputs"):
            files.check(same, force=True, inputs=[read])
    with pytest.raises(OutputError, match="one of the inputs"):
        files.check(read, force=True, inputs=[tmp_path])
    files.check(tmp_path / "new.csv", force=True, inputs=[tmp_path])


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there is no folder"):
        files.check(tmp_path / "no" / "r.csv", force=False)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(OutputError, match="it is a folder"):
        files.check(tmp_path / "folder.csv", force=True)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    real.write_text("old", "utf-8")
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    write(link, "new", force=True)
    assert link.is_symlink()
    assert real.read_text("utf-8") == "new"


def test_another_run_that_writes_the_same_file_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    other = (
        "import sys, pathlib\n"
        "from custseg.errors import OutputError\n"
        "from custseg.render import files\n"
        "try:\n"
        "    with files.replacing([pathlib.Path(sys.argv[1])], force=True) as (d,):\n"
        "        d.write_text('theirs', 'utf-8')\n"
        "except OutputError as error:\n"
        "    sys.exit(error.message)\n"
    )
    with files.replacing([path], force=False) as (draft,):
        draft.write_text("ours", "utf-8")
        run = subprocess.run(
            [sys.executable, "-c", other, str(path)], capture_output=True, text=True, check=False
        )
    assert "another run" in run.stderr
    assert path.read_text("utf-8") == "ours"
    assert names(tmp_path) == ["r.csv"]


def test_the_draft_of_a_run_that_was_killed_is_swept(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    killed = (
        "import sys, os, pathlib\n"
        "from custseg.render import files\n"
        "with files.replacing([pathlib.Path(sys.argv[1])], force=True) as (d,):\n"
        "    d.write_text('half', 'utf-8')\n"
        "    os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", killed, str(path)], check=False)
    assert names(tmp_path) != []
    assert not path.exists()
    write(path, "whole")
    assert names(tmp_path) == ["r.csv"]
