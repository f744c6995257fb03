"""Customers under names that only the holder of a key can make again (keyed hashing, ``--pseudonymize``).

A pseudonym is HMAC-SHA-256 (RFC 2104) of the customer id under the key, cut to 80 bits and written in 16
characters of base 32. The same id and key give the same pseudonym in every run, so results of two periods can be
joined and compared; without the key neither the id nor a guess of it can be checked. Among ten million
customers the chance that any two share one is 4 in 10¹¹.

Sentences speak of customers of any result of the run, and of rows that belong to none (duplicates, rejected rows).
So in a sentence a word becomes a pseudonym when it is an id of any result, when it looks as the ids do (as long, digits
and letters in the same places), or when it is quoted with a header that says it is a customer's.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from custseg.errors import UsageError
from custseg.result import Chart, Note, Result
from custseg.words import t, term
from custseg.words.personal import says_personal

_ID, _IDS, _SEEN = "customer_id", "example_customers", "seen"
_SHORTEST_KEY = 16
"""Bytes of a key: fewer can be tried out."""
_LONGEST_KEY = 1 << 16
_SHORTEST_WORD = 5
"""Shorter digits in a sentence are more likely a number than a customer."""
_WORD = re.compile(r"[\w.@+-]*\w", re.UNICODE)
_BETWEEN_SIGNS = re.compile(r"[A-Za-z0-9_.@+-]*[A-Za-z0-9]")
"""Of a word among Chinese signs, which no blank parts from it."""
_QUOTED = re.compile(r"(?P<header>[^=,;:()，；：（）]+) = (?P<value>[^,;()，；：（）]+)")
"""``客户号 = 0057110189``: how a value of a row is quoted."""
_OF_CUSTOMER = re.compile(
    r"(?i)(?:客户|会员|用户|顾客|买家|customer|client|cust|member|user|buyer).*(?:号|码|id|no\.?|number|code|key)$"
    r"|^(?:客户|会员|customer|client|cif)$"
)
_ROW = re.compile(r"(?:\brows? |第 ?)$")
"""Before the number of a row."""
_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")
_LONG_NUMBER = 8
"""Digits in the text of a table that are more likely an id than a limit."""


def key_in(path: Path) -> bytes:
    """The key in a file: all of it but white space at both ends.

    Raises UsageError when it cannot be read, or is too short to protect anybody.
    """
    try:
        with path.open("rb") as stream:
            key = stream.read(_LONGEST_KEY + 1).strip()
    except OSError as error:
        raise UsageError(
            t("cannot read the key file {path}: {error}", path=path, error=error.strerror or error),
            t('make one: python -c "import secrets; print(secrets.token_hex(32))" > KEYFILE'),
        ) from error
    if not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
        raise UsageError(
            t("the key in {path} has {n} bytes; it takes {least} to {most}", path=path, n=len(key),
              least=_SHORTEST_KEY, most=f"{_LONGEST_KEY:,}"),
            t("make one: python -c \"import secrets; print(secrets.token_hex(32))\" > KEYFILE"),
        )  # fmt: skip
    return key


def fingerprint(key: bytes) -> str:
    """Eight characters that tell whether two results were written with the same key."""
    return _hashed(key, "custseg pseudonyms")[:8]


def pseudonym(key: bytes, customer_id: str) -> str:
    """What ``customer_id`` is called under ``key``."""
    return _hashed(key, f"customer {customer_id}")


def names_of(results: Iterable[Result], key: bytes) -> Names:
    """The pseudonyms of the customers of all results of a run."""
    return Names(key, {each for result in results for each in _ids_of(result)})


def pseudonymized(result: Result, names: Names) -> Result:
    """``result`` with every customer id as its pseudonym: in customers, tables, charts and sentences.

    ``names`` are of all results of the run, as any of them may speak of customers of another. Customers come sorted
    by pseudonym, so that the order tells nothing of the ids.
    """
    said, told = names.said, names.told
    asked = result.settings.get(_ID)
    settings = _walked(result.settings, said)
    if isinstance(asked, str) and asked:
        settings[_ID] = names.one(asked)
    tables = {name: _renamed(table, names) for name, table in result.tables.items()}
    customers = None
    if result.customers is not None:
        customers = _renamed(result.customers, names)
        customers = customers.sort(_ID) if _ID in customers.columns else customers
    return replace(
        result, customers=customers, tables=tables,
        charts=tuple(_chart(chart, names) for chart in result.charts),
        notes=(*(replace(note, text=told(note.text)) for note in result.notes), _note(names.key)),
        settings=settings, evidence=_walked(result.evidence, said),
        about=settings[_ID] if asked and result.about == asked else told(result.about),
    )  # fmt: skip


def pseudonymized_rows(frame: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Rejected rows whose quoted values name no customer."""
    return _renamed(frame, names)


def _note(key: bytes) -> Note:
    return Note("info", t("customer ids are pseudonyms made with a key (fingerprint {mark})",
                          mark=fingerprint(key)))  # fmt: skip


class Names:
    """The pseudonyms of customers."""

    def __init__(self, key: bytes, ids: Iterable[str]) -> None:
        self.key = key
        self.ids = frozenset(ids)
        self.shapes = _shapes(self.ids)
        self._made: dict[str, str] = {}

    def column(self, ids: pl.Series) -> pl.Series:
        """A column of ids as pseudonyms."""
        texts = ids.cast(pl.String)
        return pl.Series(
            ids.name, [None if each is None else self.one(each) for each in texts], pl.String
        )

    def one(self, each: str) -> str:
        """What the customer ``each`` is called."""
        if each not in self._made:
            self._made[each] = pseudonym(self.key, each)
        return self._made[each]

    def told(self, sentence: str) -> str:
        """A sentence for people, in which amounts have commas: what looks like an id is taken for one."""
        return self.said(sentence, _SHORTEST_WORD)

    def said(self, sentence: str, least: int = _LONG_NUMBER) -> str:
        """A text with the ids in it replaced; short plain numbers are taken for numbers.

        ``least``: digits from which a plain number that looks like an id is taken for one.
        """
        if " = " in sentence:
            sentence = _QUOTED.sub(self._quoted, sentence)
        return _WORD.sub(lambda found: self._word(found, least), sentence)

    def _quoted(self, found: re.Match[str]) -> str:
        if not _OF_CUSTOMER.search(found["header"]) or says_personal(found["header"]):
            return found[0]
        value = found["value"].strip()
        return f"{found['header']} = {self.one(value)}" if value else found[0]

    def _word(self, found: re.Match[str], least: int) -> str:
        word = found[0]
        if self._is_id(word, least) and not _ROW.search(found.string, 0, found.start()):
            return self.one(word)
        if word.isascii():
            return word
        return _BETWEEN_SIGNS.sub(
            lambda inner: self.one(inner[0]) if self._is_id(inner[0], least) else inner[0], word
        )

    def _is_id(self, word: str, least: int) -> bool:
        if word.isdigit() and len(word) < _SHORTEST_WORD:
            return False
        if word in self.ids:
            return True
        return not (word.isdigit() and len(word) < least) and _shape(word) in self.shapes


def _shape(word: str) -> str:
    return _LETTER.sub("a", _DIGIT.sub("0", word))


def _shapes(ids: Iterable[str]) -> frozenset[str]:
    """What ids look like, where that tells them from other words: three digits, five characters."""
    texts = pl.Series(list(ids), dtype=pl.String)
    shapes = texts.str.replace_all("[0-9]", "0").str.replace_all("[A-Za-z]", "a").unique()
    return frozenset(s for s in shapes if len(s) >= _SHORTEST_WORD and s.count("0") >= 3)


def _hashed(key: bytes, text: str) -> str:
    return b32encode(hmac.digest(key, text.encode(), "sha256")[:10]).decode().lower()


def _ids_of(result: Result) -> set[str]:
    frames = [f for f in (result.customers, *result.tables.values(), *(c.frame for c in result.charts))
              if f is not None]  # fmt: skip
    ids = {each for frame in frames if _ID in frame.columns
           for each in frame[_ID].cast(pl.String).unique().to_list()}  # fmt: skip
    asked = result.settings.get(_ID)
    return {each for each in (*ids, asked) if isinstance(each, str) and each}


def _renamed(frame: pl.DataFrame, names: Names) -> pl.DataFrame:
    changed = [names.column(frame[_ID])] if _ID in frame.columns else []
    if _IDS in frame.columns:
        changed.append(pl.Series(
            _IDS, [text and ", ".join(names.one(each) for each in text.split(", ")) for text in frame[_IDS]],
            pl.String,
        ))  # fmt: skip
    changed += [_sentences(frame[c], names) for c in _texts(frame)]
    return frame.with_columns(changed)


def _texts(frame: pl.DataFrame) -> list[str]:
    own = {c: term(c) for c in frame.columns if frame.schema[c] == pl.String}
    return [c for c, entry in own.items()
            if c not in (_ID, _IDS) and (entry is None or entry.unit in ("text", "label"))]  # fmt: skip


def _sentences(texts: pl.Series, names: Names) -> pl.Series:
    distinct = texts.drop_nulls().unique().to_list()
    say = names.told if texts.name == _SEEN else names.said
    changes = {text: said for text in distinct if (said := say(text)) != text}
    return texts.replace(changes) if changes else texts


def _chart(chart: Chart, names: Names) -> Chart:
    return replace(chart, frame=_renamed(chart.frame, names))


def _walked(value: Any, said: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return said(value)
    if isinstance(value, Mapping):
        return {key: _walked(inner, said) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_walked(inner, said) for inner in value]
    return value
