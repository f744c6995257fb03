"""Answers of a survey in words, 非常满意 to 非常不满意, as the scores of 5 to 1 that they stand for."""

from __future__ import annotations

import polars as pl

from custseg.schema.values.placeholders import without_placeholders

_WORDS = {
    5.0: "非常满意|很满意|十分满意|特别满意|完全满意|极其满意|好评|非常好|很好|very satisfied|extremely satisfied|excellent",
    4.0: "满意|比较满意|较满意|较为满意|satisfied|somewhat satisfied|fairly satisfied",
    3.0: "一般|基本满意|中立|普通|一般般|中评|说不清|neutral|neither satisfied nor dissatisfied",
    2.0: "不满意|不太满意|较不满意|比较不满意|不大满意|dissatisfied|unsatisfied|somewhat dissatisfied|fairly dissatisfied",
    1.0: "非常不满意|很不满意|十分不满意|特别不满意|极不满意|完全不满意|差评|非常差|很差"
         "|very dissatisfied|very unsatisfied|extremely dissatisfied",
}  # fmt: skip
RATINGS = {word: score for score, words in _WORDS.items() for word in words.split("|")}
"""What people are given to tick, in small letters, and its score of 5."""
_MOST = 0.5


def are_ratings(said: pl.Series) -> bool:
    """Whether at least half of what a column says are such words."""
    if said.is_empty() or said.dtype != pl.String:
        return False
    return bool((said.str.to_lowercase().is_in(list(RATINGS))).mean() >= _MOST)  # type: ignore[operator]


def ratings(text: pl.Series) -> pl.Series:
    """The scores of the words, 1 to 5; null for any other word."""
    return (
        without_placeholders(text).str.to_lowercase()
        .replace_strict(RATINGS, default=None, return_dtype=pl.Float64)
    )  # fmt: skip
