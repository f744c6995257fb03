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

    Urgency: the first rule of the lexicon that holds, or what the severity of a complaint asks for
    (``BY_SEVERITY``) where that is more urgent; P4 for what is negative or a complaint without either;
    null else.
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
    severity = _of_severity()
    asked = pl.coalesce(severity, pl.when(rest).then(pl.lit("unhappy")))
    asked_level = asked.replace_strict(_LEVELS, return_dtype=pl.String)
    by_words = pl.col("level").is_not_null() & (
        severity.is_null() | (pl.col("level") <= asked_level)
    )
    return (
        joined.with_columns(chosen)
        .with_columns(
            pl.when(by_words).then("level").otherwise(asked_level).alias("urgency"),
            pl.when(by_words).then("rule").otherwise(asked).alias("urgency_rule"),
            pl.when(by_words).then("word").alias("urgency_word"),
        )
        .drop(*_NAMES, "level", "rule", "word")
    )


BY_SEVERITY = {"severe_open": "P2", "severe": "P3", "medium_open": "P3"}
"""The least urgency of a complaint by its own severity and whether it is still open."""
_LEVELS = {**BY_SEVERITY, "unhappy": "P4"}


def _of_severity() -> pl.Expr:
    """The rule that the severity of a complaint fires; null for none."""
    complaint, is_open = pl.col("is_complaint"), pl.col("is_open")
    return (
        pl.when(complaint & pl.col("is_severe") & is_open).then(pl.lit("severe_open"))
        .when(complaint & pl.col("is_severe")).then(pl.lit("severe"))
        .when(complaint & pl.col("is_medium") & is_open).then(pl.lit("medium_open"))
    )  # fmt: skip


_NAMES = tuple(
    f"{name}_{when}" for name in ("level", "rule", "word") for when in ("unhappy", "always")
)


def _urgencies(when: str, found: list[tuple[str, str, str] | None]) -> dict[str, list[str | None]]:
    return {f"{name}{when}": [entry[at] if entry else None for entry in found]
            for at, name in enumerate(("level", "rule", "word"))}  # fmt: skip
