"""Every word a person reads, in Chinese and in English.

Three kinds of words, three tables:

* sentences: ``t("{n} rows rejected", n=3)``. The English sentence is the key; the Chinese one
  stands in ``words/zh/<room>.py``. A test proves that none is missing and none is left over.
* terms: one column key, its two headers and its unit, and the titles of tables;
* labels: the values of a label column, such as ``segment = champions``.

Terms and labels stand in ``words/rooms/<room>.py`` and are loaded when the first is asked for.

In CSV, JSON and Parquet columns and labels keep their English keys in every language; the terminal,
the workbook and Markdown show the words of the chosen language.
"""

from __future__ import annotations

import locale
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Literal

from custseg.words.term import Term, Unit

__all__ = [
    "Language", "Term", "Unit", "header", "in_language", "key_of_header", "key_of_label", "label",
    "language", "t", "term", "title", "use_language",
]  # fmt: skip

Language = Literal["zh", "en"]

_chosen: ContextVar[Language | None] = ContextVar("language", default=None)


def language() -> Language:
    """The language in use: the one chosen, else CUSTSEG_LANG, else the locale, else English."""
    return _chosen.get() or _from_environment()


def _from_environment() -> Language:
    names = [os.environ.get("CUSTSEG_LANG"), os.environ.get("LC_ALL"), os.environ.get("LC_MESSAGES"),
             os.environ.get("LANG")]  # fmt: skip
    name = next((n for n in names if n), None) or locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def use_language(chosen: Language) -> None:
    """Speak ``chosen`` from here on, in this context."""
    _chosen.set(chosen)


@contextmanager
def in_language(chosen: Language) -> Iterator[None]:
    """Speak ``chosen`` inside a with-block."""
    token = _chosen.set(chosen)
    try:
        yield
    finally:
        _chosen.reset(token)


@cache
def _chinese() -> dict[str, str]:
    from custseg.words.zh import SENTENCES

    return SENTENCES


@cache
def _terms() -> dict[str, Term]:
    from custseg.words.terms import TERMS

    return TERMS


@cache
def _titles() -> dict[str, tuple[str, str]]:
    from custseg.words.terms import TITLES

    return TITLES


@cache
def _labels() -> dict[str, dict[str, tuple[str, str]]]:
    from custseg.words.labels import LABELS

    return LABELS


def t(sentence: str, /, **values: Any) -> str:
    """``sentence`` in the chosen language, with ``{names}`` filled in from ``values``."""
    if language() == "zh":
        said = _chinese().get(sentence, sentence)
        return said.format(**values) if values else said
    return _ONE.sub(_of_one, sentence.format(**values)) if values else sentence


_ONE = re.compile(
    r"(?<![\w.,/=-])1 (customer|row|purchase|transaction|lead|relation|group|segment|rule|test|day|file|"
    r"table|column|input|value|text|warning|mistake)s( are| have| were| end| come| bring)?\b"
)
_VERBS = {" are": " is", " have": " has", " were": " was", " end": " ends", " come": " comes",
          " bring": " brings"}  # fmt: skip


def _of_one(found: re.Match[str]) -> str:
    """``1 customers have`` as one says it of one: 1 customer has."""
    verb = found[2] or ""
    return f"1 {found[1]}{_VERBS.get(verb, verb)}"


_OF_GROUP = {"survived": "group", "heads_in": "segment", "money_in": "segment"}
"""``survived@app`` is ``survived`` of the group ``app``: named by the group, in the same unit."""
_TO = "to"
"""``to@tier@gold`` are the customers who have the value ``gold`` of the label ``tier`` now."""


def term(key: str) -> Term | None:
    """The dictionary entry of a column key, or None for a column of the user's own."""
    column, at, group = key.partition("@")
    if at and column in _OF_GROUP:
        names = _labels().get(_OF_GROUP[column], {})
        return Term(*names.get(group, (group, group)), _terms()[column].unit)
    if at and column == _TO:
        of, _, value = group.partition("@")
        return Term(*_labels().get(of, {}).get(value, (value, value)), "count")
    return _terms().get(key)


_WAYS = (" ↑", " ↓")
_SIGNS = ("churn_raised_by", "churn_lowered_by", "churn_sign")
"""Columns of which a value may be ``country = Germany``: a column, and a value of it."""


def header(key: str) -> str:
    """What a column is called in the chosen language; a column of the user's own keeps its name.

    ``tenure_months ↑`` is a column with which way it goes.
    """
    if key.endswith(_WAYS):
        return header(key[:-2]) + key[-2:]
    entry = term(key)
    if entry is None:
        return key
    return entry.zh if language() == "zh" else entry.en


def title(key: str) -> str:
    """What a table, chart or method is called in the chosen language."""
    entry = _titles().get(key)
    if entry is None:
        return header(key)
    return entry[0] if language() == "zh" else entry[1]


def label(column: str, value: str) -> str:
    """A label of ``column`` in the chosen language; any other value is returned as it is."""
    entry = _labels().get(column, {}).get(value)
    if entry is None and column in _SIGNS:
        for is_or_not in (" = ", " ≠ "):
            of, found, kind = value.partition(is_or_not)
            if found:
                return header(of) + found + label(of, kind)
    if entry is None and value.endswith(_WAYS) and value[:-2] in _labels().get(column, {}):
        return label(column, value[:-2]) + value[-2:]
    if entry is None:
        return header(value) if column == "measure" or value.endswith(_WAYS) else value
    return entry[0] if language() == "zh" else entry[1]


@cache
def _keys_by_header() -> dict[str, str]:
    return {name.lower(): key for key, entry in _terms().items() for name in (entry.en, entry.zh)}


def key_of_header(name: str) -> str | None:
    """The column key whose Chinese or English header is ``name`` (for conditions people write)."""
    return name if name in _terms() else _keys_by_header().get(name.lower())


def key_of_label(column: str, value: str) -> str | None:
    """The label key of ``column`` whose Chinese or English name is ``value``."""
    known = _labels().get(column, {})
    if value in known:
        return value
    return next((key for key, names in known.items() if value in names), None)
