"""A result that was cut off, or has other rows than were written, is not gone on from."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from custseg.errors import InputError
from custseg.listed import customers_in, list_in, results_in
from custseg.render import write
from custseg.result import Result

COLUMNS = ("customer_id", "tier", "tier_month")


@pytest.fixture
def result() -> Result:
    people = pl.DataFrame({
        "customer_id": [f"K{n:03}" for n in range(200)],
        "tier": ["gold"] * 200, "tier_status": ["normal"] * 200, "below_months": [0] * 200,
        "tier_month": ["2024-03"] * 200,
    })  # fmt: skip
    return Result("tier", None, people)


def refusal(file: Path) -> str:
    """What both ways of reading a result say."""
    with pytest.raises(InputError) as first:
        customers_in(str(file), "tier", COLUMNS)
    with pytest.raises(InputError) as second:
        results_in(str(file))
    assert str(first.value) == str(second.value)
    assert first.value.exit_code == 3
    return str(first.value)


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
@pytest.mark.parametrize("with_companion", [True, False])
def test_a_file_cut_anywhere_is_refused(
    tmp_path: Path, result: Result, suffix: str, with_companion: bool
) -> None:
    whole, cut = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
    write(result, whole)
    if with_companion:
        shutil.copy(f"{whole}.meta.json", f"{cut}.meta.json")
    content = whole.read_bytes()
    row = len(content.splitlines()[-1]) + 1
    # Within the last row, just before a line end, and anywhere in a row of the middle.
    for length in (1, 2, row // 2, row + 1, 50 * row + 3, 50 * row + row - 1):
        cut.write_bytes(content[:-length])
        assert "cut off" in refusal(cut)


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_whole_rows_that_are_missing_are_counted(
    tmp_path: Path, result: Result, suffix: str
) -> None:
    file = tmp_path / f"a.{suffix}"
    write(result, file)
    assert json.loads(Path(f"{file}.meta.json").read_text("utf-8"))["customers_rows"] == 200
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-40]))
    said = refusal(file)
    assert "160" in said
    assert "200" in said
    Path(f"{file}.meta.json").unlink()
    [table], _ = customers_in(str(file), "tier", COLUMNS)
    assert table.height == 160


def test_a_companion_of_an_earlier_version_counts_nothing(tmp_path: Path, result: Result) -> None:
    file = tmp_path / "a.csv"
    write(result, file)
    companion = Path(f"{file}.meta.json")
    said = json.loads(companion.read_text("utf-8"))
    del said["customers_rows"]
    companion.write_text(json.dumps(said), "utf-8")
    assert customers_in(str(file), "tier", COLUMNS)[0][0].height == 200


def test_packed_results_and_texts_with_line_ends_are_whole(tmp_path: Path, result: Result) -> None:
    file, packed = tmp_path / "a.csv", tmp_path / "b.csv.gz"
    odd = Result("tier", None, pl.DataFrame({
        "customer_id": ["1", "2"], "tier": ["a\nb", 'c"\n\n'], "tier_month": ["2024-03"] * 2,
    }))  # fmt: skip
    write(odd, file)
    assert customers_in(str(file), "tier", COLUMNS)[0][0].height == 2
    write(result, file, force=True)
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert customers_in(str(packed), "tier", COLUMNS)[0][0].height == 200


def test_a_list_people_keep_need_not_end_its_last_line(tmp_path: Path) -> None:
    kept = tmp_path / "locks.csv"
    kept.write_text("customer_id,tier,until\n1,gold,2024-05\n2,gold,2024-06", "utf-8")
    assert list_in(str(kept), "locks").table.height == 2
    kept.write_text("customer_id,tier,until\n1,gold,2024-05\n2,go", "utf-8")
    with pytest.raises(InputError, match="cut off"):
        list_in(str(kept), "locks")


@pytest.mark.parametrize("name", ["a.md", "a.MD"])
def test_a_page_is_refused_by_its_name(tmp_path: Path, result: Result, name: str) -> None:
    file = tmp_path / name
    write(result, file)
    assert "Markdown" in refusal(file)
    with pytest.raises(InputError) as failure:
        list_in(str(file), "locks")
    assert ".xlsx" in failure.value.hint
