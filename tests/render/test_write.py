"""The one door out: formats, standard output, files, masks, and what goes wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from custseg.errors import OutputError, UsageError
from custseg.render import View, check_output, write, write_frame
from custseg.render.cells import width
from custseg.result import Result
from custseg.words import in_language


def said(result: Result | list[Result], encoding: str = "utf-8", **options: Any) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    write(result, stdout=out, **options)
    return out.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined,no-any-return]


def test_off_a_terminal_it_is_plain_and_whole(result: Result) -> None:
    text = said(result)
    assert "\x1b" not in text
    assert "│" not in text
    assert "1,234,567.89" in text
    assert text.count("\n007") == 1
    assert "张*" in text
    assert "张三" not in text
    assert "订单.csv: 1,002 rows = 1,000 used + 1 set aside + 1 rejected" in text
    assert "shown" not in text
    head, first = (next(line for line in text.splitlines() if line.startswith(begin))
                   for begin in ("Customer ID", "007"))  # fmt: skip
    assert width(head.partition("Last on")[0]) == width(first.partition("2024-01-02")[0])


def test_asked_for_fewer_rows_it_says_how_many_there_are(result: Result) -> None:
    text = said(result, view=View(rows=2))
    assert "2 of 5 shown, --rows N for more, -o FILE.xlsx for all" in text
    assert "客户一" not in text


def test_show_pii_shows(result: Result) -> None:
    assert "张三" in said(result, view=View(show_pii=True))
    assert "张三" not in said(result, format="json")
    assert "张三" in said(result, format="jsonl", view=View(show_pii=True))


def test_chinese_page(result: Result) -> None:
    with in_language("zh"):
        text = said(result)
    assert "截至 2024-03-01 · 5 位客户" in text
    assert "注意：2 rows rejected" in text


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1"])
def test_a_console_that_lacks_the_signs_does_not_end_the_run(result: Result, encoding: str) -> None:
    with in_language("zh"):
        plain = said(result, encoding=encoding)
        drawn = said(result, encoding=encoding, view=View(interactive=True, width=60))
    for text in (plain, drawn):
        assert "1,234,567.89" in text
        assert "█" not in text


def test_data_formats_are_utf8_whatever_the_console(result: Result) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\r\n")
    write(result, format="csv", stdout=out, view=View(show_pii=True))
    raw = out.buffer.getvalue()  # type: ignore[attr-defined]
    assert raw.decode("utf-8").splitlines()[1].startswith("007,张三,3,12,")
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl", "parquet", "md"])
def test_the_same_answer_gives_the_same_bytes(tmp_path: Path, result: Result, suffix: str) -> None:
    first, second = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix.upper()}"
    write(result, first)
    write(result, second)
    assert first.read_bytes() == second.read_bytes() != b""


def test_a_csv_opens_right_in_excel_and_says_how_it_was_made(
    tmp_path: Path, result: Result
) -> None:
    write(result, tmp_path / "c.csv", inputs=[tmp_path / "订单.csv"])
    assert (tmp_path / "c.csv").read_bytes().startswith(b"\xef\xbb\xbfcustomer_id,")
    assert "'=1+1" in (tmp_path / "c.csv").read_text("utf-8-sig")
    made = json.loads((tmp_path / "c.csv.meta.json").read_text("utf-8"))
    assert made["provenance"]["config_sha256"] == "ab" * 32
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.csv", "c.csv.meta.json"]


def test_markup_in_data_is_shown_and_not_obeyed(result: Result) -> None:
    assert result.customers is not None
    nasty = result.customers.with_columns(segment=pl.lit("[red]|<b>`x`\x1b[2J"))
    for options in ({"format": "md"}, {"view": View(interactive=True, width=200)}, {}):
        text = said(Result("rfm", None, nasty), **options)
        assert "\x1b[2J" not in text
    assert r"\[red\]\|\<b\>\`x\` \[2J" in said(Result("rfm", None, nasty), format="md")


def test_unknown_formats_are_usage_errors(tmp_path: Path, result: Result) -> None:
    for output in ("r.htm", "r", "r.xls"):
        with pytest.raises(UsageError) as failure:
            write(result, tmp_path / output)
        assert ".xlsx .csv .json" in failure.value.hint
    with pytest.raises(UsageError, match="standard output"):
        said(result, format="parquet")
    with pytest.raises(UsageError, match="unknown format"):
        said(result, format="yaml")
    with pytest.raises(UsageError, match="two things"):
        write(result, tmp_path / "a.csv", "json")


def test_bad_output_is_known_before_the_work(tmp_path: Path, result: Result) -> None:
    write(result, tmp_path / "a.json")
    with pytest.raises(OutputError, match="exists"):
        check_output(tmp_path / "a.json", force=False)
    check_output(tmp_path / "a.json", force=True)
    check_output(None, "json")
    check_output("-", "md")
    with pytest.raises(OutputError, match="inputs"):
        check_output(tmp_path / "a.json", force=True, inputs=[tmp_path / "a.json"])


def test_rejected_rows_are_written_with_personal_data_masked(tmp_path: Path) -> None:
    rejects = pl.DataFrame({"file": ["a.csv"], "column": ["phone"], "value": ["138123412345"]})
    write_frame(rejects, tmp_path / "rejects.csv")
    assert "138****2345" in (tmp_path / "rejects.csv").read_text("utf-8-sig")
    write_frame(rejects, tmp_path / "rejects.csv", force=True, show_pii=True)
    assert "138123412345" in (tmp_path / "rejects.csv").read_text("utf-8-sig")


class Sink(io.StringIO):
    """A standard output that fails as it is told."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error


def test_a_closed_pipe_comes_through_and_a_full_disk_is_an_output_error(result: Result) -> None:
    for form in ("table", "csv", "json", "md"):
        with pytest.raises(BrokenPipeError):
            write(result, format=form, stdout=Sink(BrokenPipeError()))
        with pytest.raises(OutputError, match="standard output"):
            write(result, format=form, stdout=Sink(OSError(28, "No space left on device")))


def test_plain_text_needs_no_rich() -> None:
    code = (
        "import sys, polars as pl; from custseg.render import write; from custseg.result import Result\n"
        "write(Result('rfm', None, pl.DataFrame({'customer_id': ['1']})))\n"
        "sys.exit(int(any(m in sys.modules for m in ('rich', 'openpyxl', 'filelock'))))"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL
        ).returncode
        == 0
    )
