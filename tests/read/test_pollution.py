"""Polluted files are read as they are meant, or what could not be is said."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from custseg.cli.app import main
from read.pollution import Polluted, Rows, of_single_rows, of_whole_files

WHOLE = list(of_whole_files())
SINGLE = list(of_single_rows([0, 1, 5, 14, 30]))
_AS_FOUND = "separator less"


def raw(path: Path, *options: str) -> Rows:
    """The rows that ``inspect --raw`` writes, without empty cells at their ends."""
    out = path.with_suffix(".out.csv")
    assert main(["inspect", str(path), "--raw", *options, "-o", str(out), "--force"]) == 0
    found = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))
    return [_trimmed(row) for row in found]


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    return row


def _named(polluted: Polluted) -> str:
    return polluted.name


@pytest.mark.parametrize("polluted", WHOLE, ids=_named)
def test_a_polluted_file_is_read_as_it_is_meant(tmp_path: Path, polluted: Polluted) -> None:
    path = tmp_path / "polluted.csv"
    path.write_bytes(polluted.content)
    found = raw(path)
    rows = [_trimmed(row) for row in polluted.rows]
    assert (found if polluted.has_header else found[1:]) == rows


@pytest.mark.parametrize(
    "polluted", [one for one in SINGLE if not one.name.startswith(_AS_FOUND)], ids=_named
)
def test_a_polluted_row_is_mended_where_lenient(tmp_path: Path, polluted: Polluted) -> None:
    path = tmp_path / "polluted.csv"
    path.write_bytes(polluted.content)
    assert raw(path, "--lenient") == [_trimmed(row) for row in polluted.rows]


@pytest.mark.parametrize(
    "polluted", [one for one in SINGLE if one.name.startswith("separator more, row 0")], ids=_named
)
def test_a_separator_too_many_in_the_header_is_left_out_and_said(
    tmp_path: Path, polluted: Polluted, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "polluted.csv"
    path.write_bytes(polluted.content)
    assert raw(path) == [_trimmed(row) for row in polluted.rows]
    assert "1 row has a separator too many" in capfd.readouterr().err


@pytest.mark.parametrize(
    "polluted",
    [
        one
        for one in SINGLE
        # Words run together with a quoted sentence leave the right number of cells.
        if one.name.startswith(_AS_FOUND) and not one.name.endswith("column 6")
    ],
    ids=_named,
)
def test_a_row_that_lacks_a_separator_is_kept_or_rejected_and_said(
    tmp_path: Path, polluted: Polluted, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "polluted.csv"
    path.write_bytes(polluted.content)
    assert len(raw(path, "--lenient")) == len(polluted.rows)
    assert "warning" in capfd.readouterr().err
