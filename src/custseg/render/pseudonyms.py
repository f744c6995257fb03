"""Customers under names that only the holder of a key can make again (keyed hashing, ``--pseudonymize``).

A pseudonym is HMAC-SHA-256 (RFC 2104) of the customer id under the key, cut to 80 bits and written in 16
characters of base 32. The same id and key give the same pseudonym in every run, so results of two periods can be
joined and compared; without the key neither the id nor a guess of it can be checked. Among ten million
customers the chance that any two share one is 4 in 10¹¹.
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

_ID, _IDS = "customer_id", "example_customers"
_SHORTEST_KEY = 16
"""Bytes of a key: fewer can be tried out."""
_LONGEST_KEY = 1 << 16
_SHORTEST_WORD = 5
"""Shorter digits in a sentence are more likely a number than a customer."""
_WORD = re.compile(r"[\w.@+-]*\w", re.UNICODE)


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


def pseudonymized(result: Result, key: bytes) -> Result:
    """``result`` with every customer id as its pseudonym: in customers, tables, charts and sentences.

    Customers come sorted by pseudonym, so that the order tells nothing of the ids.
    """
    names = _Names(key, _ids_of(result))
    said = names.said
    tables = {name: _renamed(table, names) for name, table in result.tables.items()}
    customers = None
    if result.customers is not None:
        customers = _renamed(result.customers, names)
        customers = customers.sort(_ID) if _ID in customers.columns else customers
    return replace(
        result, customers=customers, tables=tables,
        charts=tuple(_chart(chart, names) for chart in result.charts),
        notes=(*(replace(note, text=said(note.text)) for note in result.notes), _note(key)),
        settings=_walked(result.settings, said), evidence=_walked(result.evidence, said),
    )  # fmt: skip


def _note(key: bytes) -> Note:
    return Note("info", t("customer ids are pseudonyms made with a key (fingerprint {mark})",
                          mark=fingerprint(key)))  # fmt: skip


def sayer(results: Iterable[Result], key: bytes) -> Callable[[str], str]:
    """What makes a sentence about ``results`` speak of pseudonyms."""
    return _Names(key, {each for result in results for each in _ids_of(result)}).said


class _Names:
    """The pseudonyms of the customers of one result."""

    def __init__(self, key: bytes, ids: Iterable[str]) -> None:
        self.key = key
        self.of = {each: pseudonym(key, each) for each in ids}

    def column(self, ids: pl.Series) -> pl.Series:
        texts = ids.cast(pl.String)
        return pl.Series(
            ids.name, [None if each is None else self.one(each) for each in texts], pl.String
        )

    def one(self, each: str) -> str:
        return self.of.get(each) or pseudonym(self.key, each)

    def said(self, sentence: str) -> str:
        """A sentence with the ids in it replaced; short plain numbers are taken for numbers."""
        return _WORD.sub(lambda found: self._word(found[0]), sentence)

    def _word(self, word: str) -> str:
        if word not in self.of or (word.isdigit() and len(word) < _SHORTEST_WORD):
            return word
        return self.of[word]


def _hashed(key: bytes, text: str) -> str:
    return b32encode(hmac.digest(key, text.encode(), "sha256")[:10]).decode().lower()


def _ids_of(result: Result) -> set[str]:
    frames = [f for f in (result.customers, *result.tables.values(), *(c.frame for c in result.charts))
              if f is not None]  # fmt: skip
    ids = {each for frame in frames if _ID in frame.columns
           for each in frame[_ID].cast(pl.String).unique().to_list()}  # fmt: skip
    asked = result.settings.get(_ID)
    return {each for each in (*ids, asked) if isinstance(each, str) and each}


def _renamed(frame: pl.DataFrame, names: _Names) -> pl.DataFrame:
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


def _sentences(texts: pl.Series, names: _Names) -> pl.Series:
    distinct = texts.drop_nulls().unique().to_list()
    changes = {text: said for text in distinct if (said := names.said(text)) != text}
    return texts.replace(changes) if changes else texts


def _chart(chart: Chart, names: _Names) -> Chart:
    return replace(chart, frame=_renamed(chart.frame, names))


def _walked(value: Any, said: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return said(value)
    if isinstance(value, Mapping):
        return {key: _walked(inner, said) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_walked(inner, said) for inner in value]
    return value
