"""Every word a person reads is there in both languages, and none is left over."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import msgspec

import custseg
from custseg.cli.defaults import meaning
from custseg.cli.sections import HOMES, class_of
from custseg.settings import Section
from custseg.words import in_language
from custseg.words.labels import LABELS
from custseg.words.rooms import ROOMS as SHOWN
from custseg.words.terms import TERMS, TITLES
from custseg.words.zh import SENTENCES

SOURCE = Path(custseg.__file__).parent
ROOMS = sorted(p.stem for p in (SOURCE / "words" / "zh").glob("*.py") if p.stem != "__init__")


def calls_of_t() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of ``t(...)`` in the source, wherever it is imported from words."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path == SOURCE / "words" / "__init__.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "t"
            ):
                yield path, node


SAID_BY_TYPER = frozenset({
    "Install completion for the current shell.", "Show this message and exit.",
    "Show completion for the current shell, to copy it or customize the installation.",
})  # fmt: skip
"""Sentences of the command-line library, which custseg translates as well."""


@cache
def strings_of_source() -> frozenset[str]:
    """All string literals outside the dictionaries of words, and the paragraphs of docstrings.

    Some sentences are kept in tables; help is taken from the docstring of a command.
    """
    literals = {
        node.value
        for path in SOURCE.rglob("*.py")
        if SOURCE / "words" not in path.parents
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    paragraphs = {" ".join(part.split()) for text in literals for part in text.split("\n\n")}
    return frozenset(literals | paragraphs | SAID_BY_TYPER)


def spoken() -> dict[str, list[tuple[Path, ast.Call]]]:
    """English sentence -> where it is said."""
    found: dict[str, list[tuple[Path, ast.Call]]] = {}
    for path, call in calls_of_t():
        if call.args and isinstance(call.args[0], ast.Constant):
            found.setdefault(str(call.args[0].value), []).append((path, call))
    return found


def names_in(sentence: str) -> list[str]:
    """The names in braces, each once."""
    return sorted({name for _, name, _, _ in string.Formatter().parse(sentence) if name})


def where(path: Path, call: ast.Call) -> str:
    return f"{path.relative_to(SOURCE)}:{call.lineno}"


def test_every_sentence_has_its_chinese() -> None:
    missing = [f"{where(*said[0])} {english!r}" for english, said in spoken().items()
               if english not in SENTENCES]  # fmt: skip
    assert not missing, "\n".join(missing)


def sections() -> Iterator[type[Section]]:
    """Every section of custseg.toml, and the tables within sections."""
    for name in HOMES:
        class_of(name)
    found = [Section]
    while found:
        kind = found.pop()
        own = [k for k in kind.__subclasses__() if k.__module__.startswith("custseg.")]
        yield from own
        found += own


def test_every_setting_says_what_it_means_in_both_languages() -> None:
    missing = []
    for kind in sections():
        for field in msgspec.structs.fields(kind):
            with in_language("en"):
                english = meaning(field.type)
            if not english or english not in SENTENCES:
                missing.append(f"{kind.__name__}.{field.name} {english!r}")
    assert not missing, "\n".join(missing)


def test_no_chinese_sentence_is_left_over() -> None:
    left_over = sorted(english for english in SENTENCES if english not in strings_of_source())
    assert not left_over, "\n".join(left_over)


def test_no_sentence_is_translated_twice() -> None:
    """The rooms are put into one dictionary: two translations of a sentence would hide one."""
    seen: dict[str, str] = {}
    twice = []
    for room in ROOMS:
        for english, chinese in import_module(f"custseg.words.zh.{room}").SENTENCES.items():
            if seen.setdefault(english, chinese) != chinese:
                twice.append(f"{room}: {english}")
    assert not twice, "\n".join(twice)


def test_both_languages_name_the_same_values() -> None:
    differing = [english for english, chinese in SENTENCES.items()
                 if names_in(english) != names_in(chinese)]  # fmt: skip
    assert not differing, "\n".join(differing)


def test_every_name_in_a_sentence_gets_a_value() -> None:
    wrong = []
    for english, said in spoken().items():
        for path, call in said:
            given = {keyword.arg for keyword in call.keywords}
            if None not in given and not set(names_in(english)) <= given:
                wrong.append(f"{where(path, call)} {english!r}: {sorted(map(str, given))}")
    assert not wrong, "\n".join(wrong)


def test_sentences_are_literals_so_that_they_can_be_found() -> None:
    """A sentence that is not a literal must come from a table of the module; never an f-string."""
    formatted = [where(path, call) for path, call in calls_of_t()
                 if not call.args or isinstance(call.args[0], ast.JoinedStr | ast.BinOp)]  # fmt: skip
    assert not formatted, "\n".join(formatted)


def test_chinese_sentences_use_full_width_marks() -> None:
    """A half-width comma, semicolon or question mark after a Chinese character is a slip."""
    slips = [
        chinese for chinese in SENTENCES.values() if re.search("[\u4e00-\u9fff][,;?!]", chinese)
    ]
    assert not slips, "\n".join(slips)


def test_every_term_title_and_label_has_both_names() -> None:
    empty = [key for key, entry in TERMS.items() if not entry.zh or not entry.en]
    empty += [key for key, names in TITLES.items() if not all(names)]
    empty += [f"{column}.{key}" for column, names in LABELS.items()
              for key, pair in names.items() if not all(pair)]  # fmt: skip
    assert not empty, "\n".join(empty)


def test_no_room_names_what_another_named() -> None:
    """A column or a table that two rooms name has one of them say nothing."""
    seen: dict[tuple[str, str], str] = {}
    twice = []
    for room in SHOWN:
        keys = [("column", key) for key in room.TERMS] + [("table", key) for key in room.TITLES]
        keys += [(column, key) for column, names in room.LABELS.items() for key in names]
        for key in keys:
            if seen.setdefault(key, room.__name__) != room.__name__:
                twice.append(f"{key}: {seen[key]}, {room.__name__}")
    assert not twice, "\n".join(twice)


def test_every_file_of_words_is_a_room() -> None:
    files = {p.stem for p in (SOURCE / "words" / "rooms").glob("*.py")} - {"__init__"}
    assert files == {room.__name__.rsplit(".", 1)[1] for room in SHOWN}
