"""Good files that were damaged on their way: right, warned of, rejected or refused; damage never spreads.

No reader can see that a 3 in an amount was a 1. So what is asked is this: no crash ever; formats with
checksums give the truth or a refusal; in the others damage changes the rows it touches and no others,
unless something is said.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from custseg.cli.app import main
from read.exports import BOOKS, SIMPLE, Dialect, Rows, text_of

ROWS = 40
DAMAGES = 12
"""So many of each kind of damage to each file; the seed is fixed."""

Damage = Callable[[bytes, random.Random], bytes]


def ledger() -> Rows:
    """Forty rows as a bank writes them."""
    draw = random.Random(6)
    return [SIMPLE, *(
        [f"{draw.randrange(10**6):08}", draw.choice(["张三", "李四", "Anna, Smith", "王小二"]),
         f"2024-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}", f"{draw.randrange(-10**6, 10**7) / 100:.2f}",
         draw.choice(["", "工资", 'say "hi"', "转账；无卡"])]
        for _ in range(ROWS)
    )]  # fmt: skip


TEXTS = {
    "utf8.csv": Dialect(), "gbk.csv": Dialect("gbk", "\t", end="\r\n"), "bom.csv": Dialect("utf-8-sig", ";"),
    "utf16.csv": Dialect("utf-16"), "packed.csv.gz": Dialect(packed=True),
}  # fmt: skip
CHECKED = ("packed.csv.gz", "openpyxl", "xlsxwriter", "odfpy")
"""Formats whose parts have checksums."""


def flipped(content: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << draw.randrange(8)]) + content[at + 1 :]


def cut(content: bytes, draw: random.Random) -> bytes:
    return content[: len(content) * draw.randrange(1, 20) // 20]


def inserted(content: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(content))
    return content[:at] + draw.randbytes(draw.randrange(1, 4)) + content[at:]


def without_line(content: bytes, draw: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    del lines[draw.randrange(len(lines))]
    return b"".join(lines)


def with_block_twice(content: bytes, draw: random.Random) -> bytes:
    start, size = draw.randrange(len(content)), draw.randrange(1, 400)
    return content[: start + size] + content[start:]


def zeroed(content: bytes, draw: random.Random) -> bytes:
    start, size = draw.randrange(len(content)), draw.randrange(1, 600)
    return content[:start] + bytes(len(content[start : start + size])) + content[start + size :]


DAMAGE: dict[str, tuple[Damage, int]] = {
    "a bit flipped": (flipped, 2), "cut off": (cut, 1), "bytes put in": (inserted, 2),
    "a line lost": (without_line, 1), "a block twice": (with_block_twice, 14), "zeros": (zeroed, 16),
}  # fmt: skip
"""Damage, and how many rows it touches at most."""


def written(name: str, folder: Path) -> Path:
    """The good file."""
    if name in TEXTS:
        path = folder / name
        path.write_bytes(text_of(ledger(), TEXTS[name]))
        return path
    file, package, write = BOOKS[name]
    if package is not None:
        pytest.importorskip(package)
    write(folder / file, ledger())
    return folder / file


def said(
    path: Path, capfd: pytest.CaptureFixture[str], *command: str
) -> tuple[int, dict[str, Any], str]:
    code = main([*(command or ("inspect",)), str(path), "--format", "json", "--lang", "en"])
    out, err = capfd.readouterr()
    assert "Traceback" not in err, err
    assert code in (0, 3), (code, err)
    if code == 3:
        assert sum(line.startswith("custseg: error: ") for line in err.splitlines()) == 1, err
    return code, json.loads(out) if code == 0 else {}, err


def rows_of(document: dict[str, Any]) -> list[tuple[str, ...]]:
    return [tuple(f"{k}={v}" for k, v in sorted(row.items())) for row in document["rows"]]


def damaged(content: bytes, name: str) -> Iterator[tuple[str, int, bytes]]:
    draw = random.Random(name)
    for kind, (damage, touched) in DAMAGE.items():
        for _ in range(DAMAGES):
            yield kind, touched, damage(content, draw)


@pytest.mark.parametrize("name", [*TEXTS, *BOOKS])
def test_damage_is_seen_or_stays_where_it_is(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = written(name, tmp_path)
    good = path.read_bytes()
    code, document, err = said(path, capfd)
    truth = rows_of(document)
    assert code == 0, err
    assert len(truth) == ROWS
    silent = []
    for kind, touched, bad in damaged(good, name):
        path.write_bytes(bad)
        code, document, _ = said(path, capfd)
        if code == 3 or document["warnings"] or document["rejects"] or rows_of(document) == truth:
            continue
        found = rows_of(document)
        changed = sum(row not in truth for row in found)
        lost = sum(row not in found for row in truth)
        if name in CHECKED or changed > touched or (lost > touched and kind != "cut off"):
            silent.append(
                f"{kind}: {changed} changed, {lost} lost of {ROWS}: {document['source']}\n{bad!r}"
            )
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("command", ["rfm", "profile"])
@pytest.mark.parametrize("name", ["gbk.csv", "openpyxl", "xlwt", "html"])
def test_methods_answer_or_refuse(
    command: str, name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = written(name, tmp_path)
    for _, _, bad in list(damaged(path.read_bytes(), name + command))[::DAMAGES]:
        path.write_bytes(bad)
        code, document, err = said(path, capfd, command)
        assert code == 3 or document["customers"] is not None, err
