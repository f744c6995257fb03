"""Whole runs on hostile files, names and settings: shown harmlessly, never obeyed, never a traceback."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

import custseg
from custseg.cli.app import main
from hostile.texts import EVERYTHING, PATHS, obeyed_in

ROWS = [
    ("A1", "0001", "2024-01-05", "100"),
    ("A2", "0002", "2024-02-05", "50"),
    ("A3", "0003", "2024-03-05", "7"),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.delenv("CUSTSEG_CONFIG", raising=False)
    return work


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and both streams of a run; nothing in them is obeyed by a screen."""
    capfd.readouterr()
    code = main([*arguments, "--lang", "en"])
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    assert "bug in custseg" not in err, err
    assert code != 70
    assert obeyed_in(out + err) == set(), (out, err)
    return code, out + err


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def everything_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


TEXTS = [text for text in EVERYTHING if not set(text) & set("\x00\r\n\u2028")]


@pytest.mark.parametrize("first", range(0, len(TEXTS), 4))
def test_texts_in_every_cell_and_header(
    here: Path, capfd: pytest.CaptureFixture[str], first: int
) -> None:
    texts = TEXTS[first : first + 4]
    lines = [",".join(["订单号", "客户号", "下单时间", "金额", *map(quoted, texts)])]
    lines += [
        ",".join([*row, *(quoted(text) for text in (*texts[i:], *texts[:i]))])
        for i, row in enumerate(ROWS)
    ]
    lines += [
        ",".join([quoted(text), quoted(text), "2024-01-09", "5", *map(quoted, texts)])
        for text in texts
    ]
    lines += [
        ",".join([f"B{i}", "0001", "2024-01-09", quoted(text), *map(quoted, texts)])
        for i, text in enumerate(texts)
    ]
    (here / "orders.csv").write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    for arguments in (("inspect", "-v"), ("report", "-v", "--show-pii"), ("rfm", "--format", "md")):
        code, text = said(capfd, arguments[0], "orders.csv", *arguments[1:])
        if first == 0 or "is a binary file" in text:  # a refusal is harmless too
            assert code in (0, 3), text
            return
        assert code == 0, text
    code, text = said(
        capfd, "rfm", "orders.csv", "-o", "r.xlsx", "--rejects", "rejects.csv", "--show-pii"
    )
    assert code == 0, text
    with zipfile.ZipFile(here / "r.xlsx") as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert not re.search(rb"<f[ >/]", archive.read(name)), name
    with (here / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            assert not any(re.match(r"[=+\-@\t\r\n＝＋－＠]", cell) for cell in row), row
    assert everything_below(here.parent) == {
        "work", "work/orders.csv", "work/r.xlsx", "work/rejects.csv", "work/rejects.csv.meta.json"
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["../../x", "=1+1", "[bold]x", "\u202eright", "zero\u200bwidth", "a'b", "  "]
)
def test_sheets_of_any_name(here: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [("订单号", "客户号", "下单时间", "金额"), *ROWS]:
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    escaped = name.replace("'", "&apos;")
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(here / "b.xlsx", "w") as target:
        for entry in source.namelist():
            content = source.read(entry)
            if entry == "xl/workbook.xml":
                content = content.replace(b'name="Sheet"', f'name="{escaped}"'.encode())
            target.writestr(entry, content)
    for arguments in (("inspect", "b.xlsx", "-v"), ("rfm", "b.xlsx"), ("rfm", "b.xlsx", "-o", "r.xlsx"),
                      ("rfm", "b.xlsx", "-o", "r.csv"), ("inspect", "b.xlsx", "--raw", "-o", "raw.xlsx"), ("inspect", "b.xlsx", "-o", "custseg.toml")):  # fmt: skip
        code, _ = said(capfd, *arguments)
        assert code == 0
    assert said(capfd, "rfm", "b.xlsx")[0] == 0  # and the reading that was kept is TOML again
    assert everything_below(here.parent) == {
        "work", "work/b.xlsx", "work/r.xlsx", "work/r.csv", "work/r.csv.meta.json", "work/raw.xlsx",
        "work/custseg.toml",
    }  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="names that Windows does not have")
@pytest.mark.parametrize("name", ["a\nb.csv", "a\x1b[31m.csv", "[bold]a.csv", "=1+1.csv", "a'\"b.csv", "a\u202eb.csv",
                                  "-rf.csv", "$(touch x).csv", "*.csv", "a%sb.csv", "{0}.csv", "a\u200bb.csv"])  # fmt: skip
def test_files_of_any_name(here: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    folder = here / "in"
    folder.mkdir()
    rows = ["订单号,客户号,下单时间,金额", *map(",".join, ROWS), "A9,0009,2024-02-31,5"]
    (folder / name).write_text("\n".join(rows) + "\n", "utf-8")
    for command in ("inspect", "rfm"):
        for read in ("in", f"in/{name}"):
            code, text = said(capfd, command, read, "-v")
            assert code == 0, text
    code, _ = said(capfd, "rfm", "in", "-o", "r.xlsx", "--rejects", "r.csv")
    assert code == 0
    assert said(capfd, "inspect", "in", "-o", "custseg.toml")[0] == 0
    code, text = said(capfd, "rfm", "in")
    assert code == 0, text
    assert said(capfd, "rfm", "in", "-o", f"in/{name}", "--force")[0] == 4
    assert said(capfd, "rfm", f"missing/{name}")[0] == 3


@pytest.mark.parametrize("text", ["\x1b[31m", "[bold]", "\u202e", *PATHS])
def test_the_command_line_is_shown_harmlessly(capfd: pytest.CaptureFixture[str], text: str) -> None:
    for arguments in (("rfm", text), ("rfm", "x.csv", "--map", text), ("rfm", "x.csv", "--bins", text),
                      ("rfm", "x.csv", "--config", text), ("rfm", "x.csv", "-o", text + ".nope"), (text,),
                      ("rfm", "x.csv", f"--{text}"), ("rfm", "x.csv", "--as", text)):  # fmt: skip
        assert said(capfd, *arguments)[0] in (2, 3, 4)


SETTINGS = {
    "deep": "x = " + "[" * 20_000, "deep tables": "[" + "a." * 20_000 + "a]\n", "digits": "[rfm]\nbins = " + "9" * 6_000,
    "long": "#" * 2_000_000, "not text": "\x00\x01\x02", "a name that escapes": '["\\u001b[31m"]\nx = 1\n',
    "a value that escapes": '[rfm]\nbins = "\\u001b]0;x\\u0007"\n', "a rule that escapes":
    '[segment]\nrest = "\\u001b[2J"\n[[segment.rule]]\nname = "\\u001b[31m[bold]=1+1"\nwhen = "frequency > 0"\n',
    "a rule that reads": '[[segment.rule]]\nname = "x"\nwhen = "read_csv(\'/etc/passwd\') = 1"\n',
    "a pattern": '[[reading.files]]\nname = "' + "*a" * 5_000 + '"\n', "many keys":
    "[rfm]\n" + "".join(f"k{i} = 1\n" for i in range(50_000)), "dates": "[rfm]\nbins = 9999-99-99\n",
    "nan": "[rfm]\nbins = nan\n", "huge": "[rfm]\nbins = 1e400\n",
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_are_no_trap(here: Path, capfd: pytest.CaptureFixture[str], name: str) -> None:
    (here / "orders.csv").write_text(
        "\n".join(["订单号,客户号,下单时间,金额", *map(",".join, ROWS)]) + "\n", "utf-8"
    )
    (here / "custseg.toml").write_text(SETTINGS[name], "utf-8")
    begun = time.monotonic()
    code, text = said(capfd, "segment" if "rule" in name else "rfm", "orders.csv")
    assert code == (0 if name in ("a rule that escapes", "a pattern") else 2), text
    assert time.monotonic() - begun < 30
    assert len(text) < 20_000


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes and devices")
def test_settings_that_are_no_file(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(here / "custseg.toml")
    (here / "orders.csv").write_text(
        "\n".join(["订单号,客户号,下单时间,金额", *map(",".join, ROWS)]) + "\n", "utf-8"
    )
    assert said(capfd, "rfm", "orders.csv")[0] == 0  # no settings, and no waiting for them
    assert said(capfd, "rfm", "orders.csv", "--config", "custseg.toml")[0] == 0  # an empty pipe
    assert said(capfd, "rfm", "orders.csv", "--config", "/dev/zero")[0] == 2
    assert said(capfd, "rfm", "orders.csv", "--config", ".")[0] == 2


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")
def test_a_moving_bar_shows_names_harmlessly(here: Path) -> None:
    import pty

    program = (
        "import sys, time; from custseg.cli import progress; from custseg.progress import stage\n"
        "progress.AFTER_SECONDS = 0\n"
        "with progress.shown(True), stage('reading a\\x1b]0;owned\\x07\\x9b31m[bold]b'): time.sleep(0.6)\n"
    )
    ours, theirs = pty.openpty()
    try:
        subprocess.run([sys.executable, "-c", program], stderr=theirs, check=True, timeout=60)
        drawn = os.read(ours, 1 << 20).decode("utf-8", "replace")
    finally:
        os.close(theirs)
        os.close(ours)
    assert "[bold]b" in drawn
    assert "\x1b]0" not in drawn
    assert "\x07" not in drawn
    assert "\x9b" not in drawn


def test_nothing_in_the_source_turns_data_into_code() -> None:
    """Neither a model, a setting nor a condition can be code: what would run it is not imported."""
    forbidden = re.compile(
        r"^\s*(import|from)\s+(pickle|cPickle|marshal|shelve|dill|joblib|cloudpickle|yaml|subprocess|runpy|code)\b"
        r"|(?<![\w.])(eval|exec|compile|__import__)\(|\bos\.(system|popen|spawn\w*|exec\w*)\("
        r"|\b(map_elements|deserialize|SQLContext|read_database\w*|pl\.sql)\b",
        re.MULTILINE,
    )
    found = [
        f"{path.name}: {match[0].strip()}"
        for path in Path(custseg.__file__).parent.rglob("*.py")
        for match in forbidden.finditer(path.read_text("utf-8"))
    ]
    assert found == []
