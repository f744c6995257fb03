"""Texts judged: each distinct one once, its class, what it is about and how urgent it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from custseg.methods.sentiment.lexicon import Lexicon
from custseg.models.text.classes import NEGATIVE, POSITIVE, UNDECIDED, Judge, Judged

_PARTS = re.compile(r"[，。！？；,!?;\n]+|\.(?=\s|$)|\bbut\b|但是|可是|不过")


class TextFacts(NamedTuple):
    """What is known of one distinct text."""

    judged: Judged
    called: str
    aspects: tuple[tuple[str, str], ...]
    """(aspect, class of the clauses that speak of it)."""
    urgency: tuple[str, str, str] | None
    """Level, rule and word where the message is unhappy."""
    urgency_always: tuple[str, str, str] | None
    """Level, rule and word whatever is felt."""


def read_texts(
    rows: pl.DataFrame, judge: Judge, lexicon: Lexicon, abstain_below: float
) -> dict[str, TextFacts]:
    """Every distinct text of ``rows`` and what is known of it."""
    distinct = rows["text"].drop_nulls().unique().sort().to_list()
    return {text: _facts(text, judge, lexicon, abstain_below) for text in distinct}


def _facts(text: str, judge: Judge, lexicon: Lexicon, abstain_below: float) -> TextFacts:
    judged = judge.judge(text)
    called = judged.called(abstain_below)
    small = text.lower()
    return TextFacts(
        judged, called, _aspects(small, called, judge, lexicon, abstain_below),
        lexicon.urgency_of(small, is_unhappy=True), lexicon.urgency_of(small, is_unhappy=False),
    )  # fmt: skip


def _aspects(
    small: str, called: str, judge: Judge, lexicon: Lexicon, abstain_below: float
) -> tuple[tuple[str, str], ...]:
    """The aspects of a text, each with the class of its own clauses where those take a side.

    "近，但服务差": the branch is near, the service is bad.
    """
    about = lexicon.aspects_of(small)
    parts = [part for part in _PARTS.split(small) if part.strip()]
    if len(about) < 2 or len(parts) < 2:
        return tuple((aspect, called) for aspect in about)
    spoken: dict[str, list[str]] = {}
    for part in parts:
        for aspect in lexicon.aspects_of(part):
            spoken.setdefault(aspect, []).append(part)
    found = []
    for aspect in about:
        own = judge.judge("，".join(spoken.get(aspect, [small]))).called(abstain_below)
        found.append((aspect, own if own in (NEGATIVE, POSITIVE) else called))
    return tuple(found)


def with_texts(rows: pl.DataFrame, facts: Mapping[str, TextFacts]) -> pl.DataFrame:
    """``rows`` with ``text_class``, ``text_balance`` (-1 to 1), ``urgency``, ``urgency_rule``, ``urgency_word``.

    Urgency: the first rule of the lexicon that holds; P4 for what is negative or a complaint without
    any; null else.
    """
    texts = list(facts)
    table = pl.DataFrame(
        {
            "text": texts,
            "text_class": [facts[x].called for x in texts],
            "text_balance": [round(facts[x].judged.balance, 6) for x in texts],
            **_urgencies("_unhappy", [facts[x].urgency for x in texts]),
            **_urgencies("_always", [facts[x].urgency_always for x in texts]),
        },
        schema_overrides=dict.fromkeys(_NAMES, pl.String)
        | {"text": pl.String, "text_class": pl.String, "text_balance": pl.Float64},
    )  # fmt: skip
    joined = rows.join(table, on="text", how="left", maintain_order="left")
    unhappy = pl.col("is_complaint") | pl.col("text_class").is_in([NEGATIVE, UNDECIDED]).fill_null(
        False
    )
    chosen = [
        pl.when(unhappy & pl.col("level_unhappy").is_not_null())
        .then(pl.col(f"{name}_unhappy"))
        .otherwise(pl.col(f"{name}_always"))
        .alias(name)
        for name in ("level", "rule", "word")
    ]
    rest = pl.col("is_complaint") | (pl.col("text_class") == NEGATIVE).fill_null(False)
    return (
        joined.with_columns(chosen)
        .with_columns(
            pl.coalesce("level", pl.when(rest).then(pl.lit("P4"))).alias("urgency"),
            pl.coalesce("rule", pl.when(rest).then(pl.lit("unhappy"))).alias("urgency_rule"),
            pl.col("word").alias("urgency_word"),
        )
        .drop(*_NAMES, "level", "rule", "word")
    )


_NAMES = tuple(
    f"{name}_{when}" for name in ("level", "rule", "word") for when in ("unhappy", "always")
)


def _urgencies(when: str, found: list[tuple[str, str, str] | None]) -> dict[str, list[str | None]]:
    return {f"{name}{when}": [entry[at] if entry else None for entry in found]
            for at, name in enumerate(("level", "rule", "word"))}  # fmt: skip
