"""No formula, escape sequence or markup from a file takes effect in any output."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from custseg.render import View, write, write_frame
from custseg.result import InputRecord, Note, Provenance, Result
from hostile.texts import EVERYTHING, FORMULAS, obeyed_in

SHOWN = View(show_pii=True)
TAB_OR_LINE = str.maketrans("", "", "\t\r\n")


def headers() -> list[str]:
    return [text for text in EVERYTHING if "\x00" not in text]


@pytest.fixture(scope="module")
def hostile() -> Result:
    """Hostile texts in ids, cells, headers, table names, notes, file names and settings."""
    customers = pl.DataFrame(
        {"customer_id": list(EVERYTHING), "segment": list(reversed(EVERYTHING)), "words": list(EVERYTHING)}
    )  # fmt: skip
    wide = pl.DataFrame({name: [name] for name in headers()})
    return Result(
        "rfm", date(2024, 3, 1), customers,
        tables={"words": customers, **dict.fromkeys(("=1+1", "../../x", "\x1b[31m", "[bold]"), wide)},
        notes=tuple(Note(level, text) for text in EVERYTHING for level in ("finding", "info", "warning")),  # type: ignore[arg-type]
        settings={text: text for text in EVERYTHING}, evidence={text: text for text in EVERYTHING},
        provenance=Provenance("0", "ab" * 32, tuple(
            InputRecord(text, "cd" * 32, "transactions", 1, 1, 0, 0) for text in EVERYTHING)),
    )  # fmt: skip


def parts(path: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name).decode("utf-8", "replace")


def test_a_workbook_has_texts_only(tmp_path: Path, hostile: Result) -> None:
    write(hostile, tmp_path / "r.xlsx", view=SHOWN)
    for name, xml in parts(tmp_path / "r.xlsx"):
        assert not re.search(r"<(\w+:)?f[ >/]", xml) or name.startswith("xl/charts/"), name
        assert "externalLink" not in name
        for relation in re.findall(r"<Relationship [^>]*External[^>]*>", xml):
            assert re.search(r'Target="#', relation), relation  # to another sheet of the same book
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", xml), name
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr", "d"}
    assert all(re.fullmatch(r"[^\[\]:*?/\\\x00-\x1f]{1,31}", name) for name in book.sheetnames)
    texts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    for formula in ("=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "＝1+1"):
        assert formula in texts


@pytest.mark.parametrize("place", ["file", "standard output"])
def test_a_csv_has_no_cell_that_a_spreadsheet_runs(
    tmp_path: Path, hostile: Result, place: str
) -> None:
    if place == "file":
        write(hostile, tmp_path / "r.csv", view=SHOWN)
        said = (tmp_path / "r.csv").read_bytes().decode("utf-8-sig")
    else:
        out = io.TextIOWrapper(io.BytesIO(), "utf-8")
        write(hostile, format="csv", view=SHOWN, stdout=out)
        said = out.buffer.getvalue().decode()  # type: ignore[attr-defined]
    for row in csv.reader(io.StringIO(said, newline="")):
        for cell in row:
            assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", cell), cell


def test_the_guard_of_a_csv_is_one_sign_that_a_program_can_take_off(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"=head": list(FORMULAS), "plain": ["-5", "+8613812341234", "-", *FORMULAS[3:]]}
    )
    write_frame(frame, tmp_path / "r.csv", show_pii=True)
    [head, *rows] = csv.reader(
        io.StringIO((tmp_path / "r.csv").read_bytes().decode("utf-8-sig"), newline="")
    )
    assert head == ["'=head", "plain"]
    assert [row[0].removeprefix("'") for row in rows] == list(FORMULAS)
    assert [row[1] for row in rows[:3]] == ["-5", "+8613812341234", "-"]


def test_json_and_parquet_carry_the_texts_as_they_are(tmp_path: Path, hostile: Result) -> None:
    write(hostile, tmp_path / "r.json", view=SHOWN)
    answer = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert [row["customer_id"] for row in answer["customers"]] == list(EVERYTHING)
    write(hostile, tmp_path / "r.parquet", view=SHOWN)
    assert pl.read_parquet(tmp_path / "r.parquet")["customer_id"].to_list() == list(EVERYTHING)


@pytest.mark.parametrize("form", ["table", "md"])
@pytest.mark.parametrize("interactive", [False, True])
def test_a_screen_gets_nothing_it_would_obey(hostile: Result, form: str, interactive: bool) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
    view = View(show_pii=True, interactive=interactive, color=False, width=120)
    write(hostile, format=form, view=view, stdout=out)
    said = out.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert obeyed_in(bare(said) if interactive and form == "table" else said) == set()
    assert "[bold]x[/bold]" in said.replace("\\", "")


def bare(drawn: str) -> str:
    """A drawn page without our own bold and dim; colours are not ours when they are switched off."""
    return re.sub(r"\x1b\[[0-2;]*m", "", drawn)


class Terminal(io.StringIO):
    """A standard output that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "table", "md"])
def test_a_terminal_gets_nothing_it_would_obey_in_any_format(hostile: Result, form: str) -> None:
    out = Terminal()
    write(hostile, format=form, view=View(show_pii=True, color=False, width=100), stdout=out)
    said = out.getvalue().translate(TAB_OR_LINE)
    assert obeyed_in(bare(said) if form == "table" else said) == set()


def test_markdown_has_no_markup_links_or_images_from_data(hostile: Result) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")
    write(hostile, format="md", view=SHOWN, stdout=out)
    said = out.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert not re.search(r"(?<!\\)[<`]", said)
    assert not re.search(r"(?<!\\)\[", said)
    assert "https://" not in said
    assert "www." not in said
    lines = said.splitlines()
    for line in lines:
        if line.startswith("|"):
            above = next(each for each in lines if each.startswith("|"))
            assert line.count("|") >= 2
            assert above.startswith("|")


def test_rich_never_reads_markup_in_texts() -> None:
    out = io.StringIO()
    frame = pl.DataFrame(
        {"customer_id": ["[bold]x[/bold]", "[/]"], "[red]head": ["[link=http://x]y", "x"]}
    )
    write(Result("rfm", None, frame), view=View(show_pii=True, interactive=True, color=True, width=100),
          stdout=out)  # fmt: skip
    for text in ("[bold]x[/bold]", "[/]", "[red]head", "[link=http://x]y"):
        assert text in out.getvalue()
    assert "\x1b]8" not in out.getvalue()
