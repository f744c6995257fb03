"""The settings that ``inspect -o custseg.toml`` writes down: said in both languages, and loadable."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from custseg.cli.defaults import OPEN, commented_defaults
from custseg.cli.sections import HOMES, Sections, class_of
from custseg.words import in_language

SETTING = re.compile(r"# (\w+) = (.+)")


def uncommented(text: str) -> str:
    """``text`` with every default that has a value in force."""
    return "\n".join(
        found[0][2:] if (found := SETTING.fullmatch(line)) and found[2] != OPEN else line
        for line in text.splitlines()
    )


@pytest.mark.parametrize("chosen", ["en", "zh"])
def test_written_defaults_are_the_defaults(chosen: Any, tmp_path: Path) -> None:
    with in_language(chosen):
        text = uncommented(commented_defaults())
    file = tmp_path / "custseg.toml"
    file.write_text(text, "utf-8")
    sections = Sections(file)
    written = tomllib.loads(text)
    assert list(written) == [name for name in HOMES if name != "reading"]
    for name in written:
        assert sections.of(name, class_of(name)) == class_of(name)()


def test_a_kept_reading_is_wholly_chinese_and_loads_again(
    orders: Path, run: Callable[..., Any]
) -> None:
    kept = orders.with_name("kept.toml")
    ended = run("inspect", orders, "-o", kept, "--lang", "zh")
    assert ended.code == 0, ended.err
    text = kept.read_text("utf-8")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    meanings = [x for x in comments if not SETTING.fullmatch(x) and not x.startswith("# [[")]
    assert len(meanings) > 50
    assert not [line for line in meanings if not re.search("[一-鿿]", line)]

    kept.write_text(uncommented(text), "utf-8")
    again = run("rfm", orders, "--config", kept, "--format", "csv")
    assert again.code == 0, again.err
    assert again.out == run("rfm", orders, "--format", "csv").out
