"""What the README promises is there: commands, flags, links, the example in Python."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import tomllib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.main import get_command

from custseg.cli.app import build
from custseg.conditions import FUNCTIONS
from custseg.demo.bank import write_bank
from custseg.segment.rule_tests import run_tests
from custseg.segment.ruleset import compile_rules
from custseg.segment.settings import SegmentSettings
from custseg.settings import fill

ROOT = Path(__file__).parents[2]
READMES = ["README.md", "README.zh.md"]
PAGES = [
    *READMES,
    "CHANGELOG.md",
    *(f"docs/{page.name}" for page in sorted(ROOT.glob("docs/*.md"))),
]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def fenced(page: str, language: str) -> list[str]:
    return [code for kind, code in FENCE.findall(text_of(page)) if kind == language]


def command_lines(page: str) -> Iterator[list[str]]:
    """The arguments of every ``custseg`` in the shell blocks of a page."""
    for line in "\n".join(fenced(page, "sh")).splitlines():
        words = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
        words.whitespace_split = True
        for is_sign, part in groupby(words, lambda word: word[0] in "|&;<>"):
            name, *arguments = part
            if not is_sign and Path(name).name == "custseg":
                yield arguments


@pytest.mark.parametrize("page", [*READMES, "docs/cli.md", "docs/json.md", "docs/conditions.md"])
def test_commands_in_the_pages_can_be_typed(page: str) -> None:
    app: Any = get_command(build())
    for arguments in command_lines(page):
        context = app.make_context("custseg", list(arguments), resilient_parsing=False)
        name, command, rest = app.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        command.make_context(name, rest, parent=context)


@pytest.mark.parametrize("page", READMES)
def test_both_readmes_list_every_command(page: str) -> None:
    app: Any = get_command(build())
    listed = re.findall(r"^\| `(\w+)", text_of(page), re.MULTILINE)
    assert listed == list(app.commands)


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = ([a[0] for a in command_lines(page)] for page in READMES)
    assert english == chinese
    assert len(english) > 4


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text_of(page))
    missing = [
        link for link in links
        if not link.startswith("http") and not ((ROOT / page).parent / link).exists()
    ]  # fmt: skip
    assert not missing


@pytest.mark.parametrize("page", READMES)
def test_the_example_in_python_runs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [code] = fenced(page, "python")
    folder = re.search(r'read\("(.+?)/"\)', code)
    assert folder
    write_bank(tmp_path / folder[1], 60)
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, page, "exec"), known)
    assert known["result"].customers.height > 0
    assert known["result"].tables["segments"].height > 0


def test_the_test_command_of_the_readme_is_where_ci_takes_it_from() -> None:
    marked = re.search(r"<!-- test-command -->\n```sh\n(.+)\n```", text_of("README.md"))
    assert marked
    assert marked[1] in text_of("README.zh.md")


def test_every_dependency_is_accounted_for() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    wanted = [
        *project["dependencies"],
        *(n for e in project["optional-dependencies"].values() for n in e),
    ]
    names = {re.split(r"[\[>=<~ ]", name)[0] for name in wanted} - {"custseg"}
    rows = re.findall(r"^\| ([\w, -]+) \|", text_of("docs/dependencies.md"), re.MULTILINE)[1:]
    assert {name for row in rows for name in row.split(", ")} == names


@pytest.mark.parametrize("page", ["docs/conditions.md", "docs/conditions.zh.md"])
def test_conditions_are_as_documented(page: str) -> None:
    [listed] = re.findall(r"^\| (?:functions|函数) \| `(.+?)` \|", text_of(page), re.MULTILINE)
    assert listed.split() == list(FUNCTIONS)
    [example] = fenced(page, "toml")
    settings = fill(SegmentSettings, tomllib.loads(example)["segment"], "segment")
    schema = {
        "value_tier": pl.String(), "churn_factor": pl.Float64(), "monetary": pl.Float64(),
        "first_on": pl.Date(),
    }  # fmt: skip
    passed = run_tests(settings, compile_rules(settings.rule, schema), schema)
    assert passed.height == len(settings.test) > 0
