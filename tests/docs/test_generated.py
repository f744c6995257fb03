"""The parts of docs/ that are made from the program: they must be as the program is now.

CUSTSEG_UPDATE_DOCS=1 writes them anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
import pytest

from custseg.cli.app import main
from custseg.cli.defaults import OPEN, default_of, inner_sections, meaning
from custseg.cli.sections import HOMES, class_of
from custseg.schema.columns.aliases import ALIASES, IN_KIND
from custseg.schema.columns.roles import ESSENTIAL, ROLES, Role
from custseg.settings import Section, Yuan
from custseg.words import Language, header, in_language
from custseg.words.labels import LABELS

DOCS = Path(__file__).parents[2] / "docs"
GENERATED = re.compile(r"(?<=<!-- generated -->\n).*(?=<!-- /generated -->)", re.DOTALL)


def compare(name: str, made: str) -> None:
    """The generated part of docs/``name`` is ``made``."""
    file = DOCS / name
    text = file.read_text("utf-8")
    assert GENERATED.search(text), f"docs/{name} has no generated part"
    current = GENERATED.sub(lambda _: made, text)
    if os.environ.get("CUSTSEG_UPDATE_DOCS"):
        file.write_text(current, "utf-8")
    else:
        assert current == text, f"docs/{name} is stale: run again with CUSTSEG_UPDATE_DOCS=1"


# --- docs/settings.md, docs/settings.zh.md ---------------------------------------------------------

WORDS: dict[Language, dict[Any, str]] = {
    "en": {
        "head": "| setting | takes | default | meaning |", "or": " or ", "from": "{} to {}",
        "least": "at least {}", "above": "above {}", "between": "between {} and {}", "list": "list of {}",
        "some": "list of {} {}", "names": "names, each with {}", "tables": "tables, see below", int: "whole number", float: "number", bool: "true or false",
        str: "text", date: "date", Yuan: "amount", Any: "value",
    },
    "zh": {
        "head": "| 设置项 | 可取 | 默认 | 含义 |", "or": " 或 ", "from": "{} 到 {}", "least": "至少 {}",
        "above": "大于 {}", "between": "{} 与 {} 之间", "list": "一组{}", "some": "{} 个{}",
        "names": "名称，各配一个{}", "tables": "若干个表，见下",
        int: "整数", float: "数字", bool: "true 或 false", str: "文本", date: "日期", Yuan: "金额", Any: "值",
    },
}  # fmt: skip


def takes(kind: Any, words: dict[Any, str]) -> str:
    """What a setting of type ``kind`` takes, in words."""
    inner = get_args(kind)
    if get_origin(kind) is Annotated:
        bounds = limits(inner[1:], words)
        return f"{takes(inner[0], words)}, {bounds}" if bounds else takes(inner[0], words)
    if get_origin(kind) is Literal:
        return words["or"].join(f"`{value}`" for value in inner)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return words["or"].join(f"`{member.value}`" for member in kind)
    if any(inner_sections(kind)):
        return words["tables"]
    if get_origin(kind) is tuple:
        each = takes(inner[0], words)
        several = plural(each) if words is WORDS["en"] else each
        return (
            words["list"].format(several) if ... in inner
            else words["some"].format(len(inner), several)
        )  # fmt: skip
    if get_origin(kind) is dict:
        each = takes(inner[1], words)
        return words["names"].format(one(each) if words is WORDS["en"] else each)
    if inner:
        return words["or"].join(takes(i, words) for i in inner if i is not type(None))
    return words[kind]


def plural(said: str) -> str:
    """Several of what ``said`` says one of: amounts, lists of 2 amounts; choices stay as they are."""
    if said.startswith("`"):
        return said
    first, of, rest = said.partition(" of ")
    return f"{first}s{of}{rest}"


def one(said: str) -> str:
    """``said`` with its article: an amount, a text; choices and names have none."""
    if said.startswith(("`", "names")):
        return said
    return f"{'an' if said[0] in 'aeiou' else 'a'} {said}"


def limits(about: tuple[Any, ...], words: dict[Any, str]) -> str:
    """The bounds of a number."""
    for meta in about:
        match (meta.ge, meta.gt, meta.le, meta.lt):
            case (None, None, None, None):
                continue
            case (low, None, None, None):
                return words["least"].format(low)
            case (None, low, None, None):
                return words["above"].format(low)
            case (low, None, high, None):
                return words["from"].format(low, high)
            case (None, low, None, high):
                return words["between"].format(low, high)
            case _:
                raise AssertionError(f"no words for the bounds of {meta}")
    return ""


def table(path: str, kind: type[Section], words: dict[Any, str]) -> list[str]:
    """The settings of the section at ``path``, and of the tables within it."""
    fields = msgspec.structs.fields(kind)
    rows = [words["head"], "|---|---|---|---|"]
    for field in fields:
        default = default_of(field)
        shown = "" if default == OPEN else f"`{default}`"
        cells = [f"`{field.encode_name}`", takes(field.type, words), shown, meaning(field.type)]
        rows.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    for field in fields:
        for inner in inner_sections(field.type):
            here = f"{path}.{field.encode_name}"
            named = get_origin(get_args(field.type)[0]) is dict
            at = f"[{here}.NAME]" if named else f"[[{here}]]"
            rows += ["", f"### {at}", "", *table(here, inner, words)]
    return rows


@pytest.mark.parametrize(("name", "chosen"), [("settings.md", "en"), ("settings.zh.md", "zh")])
def test_settings_are_as_documented(name: str, chosen: Language) -> None:
    with in_language(chosen):
        parts = [
            "\n".join(
                ["", f"## [{section}]", "", *table(section, class_of(section), WORDS[chosen])]
            )
            for section in HOMES
        ]
    compare(name, "\n".join(parts) + "\n\n")


# --- docs/columns.md -------------------------------------------------------------------------------

HEADERS_SHOWN = 6


def test_columns_are_as_documented() -> None:
    parts = []
    for kind, roles in ROLES.items():
        parts += ["", f"## {kind} {LABELS['kind'][kind][0]}", ""]
        parts += [
            "| role | 中文 | English | read as | headers, for instance |",
            "|---|---|---|---|---|",
        ]
        parts += [columns_row(kind, role) for role in roles.values()]
    compare("columns.md", "\n".join(parts) + "\n\n")


def columns_row(kind: str, role: Role) -> str:
    names = []
    for language in ("zh", "en"):
        with in_language(language):
            names.append(header(role.key))
    tiers = (*IN_KIND.get((kind, role.key), ()), *ALIASES.get(role.key, ()))
    shown = dict.fromkeys(alias for tier in tiers for alias in tier if alias not in names)
    key = f"**`{role.key}`**" if role.key in ESSENTIAL[kind] else f"`{role.key}`"
    return f"| {key} | {names[0]} | {names[1]} | {role.parser} | {', '.join(list(shown)[:HEADERS_SHOWN])} |"


# --- docs/cli.md -----------------------------------------------------------------------------------

SHARED = re.compile(r"^Reading\n.*?(?=^Other options\n)", re.DOTALL | re.MULTILINE)


@pytest.fixture
def help_of(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], str]:
    """The help page of a command, 96 cells wide."""
    monkeypatch.setenv("COLUMNS", "96")

    def page(command: str) -> str:
        capfd.readouterr()
        assert main([*command.split(), "--help"]) == 0
        return capfd.readouterr().out

    return page


def test_help_pages_are_as_documented(help_of: Callable[[str], str]) -> None:
    overview = help_of("")
    commands = re.findall(r"^  ([a-z]+)  ", overview, re.MULTILINE)
    parts = ["", fenced(overview)]
    shared = ""
    for command in commands:
        page = help_of(command)
        found = SHARED.search(page)
        if found:
            assert shared in ("", found[0])
            shared = found[0]
            page = SHARED.sub("", page)
        page = re.sub(r"\n+Other options\n.*", "\n", page, flags=re.DOTALL)
        parts += [f"### {command}", "", fenced(page)]
    parts += ["### Options of every command that reads files", "", fenced(shared)]
    compare("cli.md", "\n".join(parts) + "\n")


def fenced(page: str) -> str:
    return f"```text\n{page.strip()}\n```\n"


# --- docs/reading.md -------------------------------------------------------------------------------


def test_the_rows_as_json_are_as_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    text = (DOCS / "reading.md").read_text("utf-8")
    example = re.search("```text\n(.*?)```", text, re.DOTALL)
    assert example is not None
    (tmp_path / "flow.csv").write_text(example[1], "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CUSTSEG_CONFIG", raising=False)
    assert main(["inspect", "flow.csv", "--format", "json", "--lang", "en"]) == 0
    compare("reading.md", f"```json\n{capfd.readouterr().out}```\n")
