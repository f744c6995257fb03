"""A linear model on the distinct character 1- to 3-grams of a text, scored in plain Python.

A score is ``bias + scale × Σ weights ÷ √n`` over the ``n`` n-grams of the text that the table knows, so that
a long text is not louder than a short one. Two scores stand side by side: *opinion* (somebody says
how it was, against a neutral statement) and *polarity* (pleased against displeased). Weights are
whole numbers from -127 to 127, so that a table is text and its hash the same on every machine.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

LONGEST = 2000
"""Characters of a text that are read; an opinion stands in the first of them."""

_BLANK = re.compile(r"\s+")
_NUMBER = re.compile(r"\d[\d.,]*")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+\.\S+")
_STRESS = re.compile(r"(.)\1{2,}")


def normal(text: str) -> str:
    """``text`` as it is scored: one width, small letters, numbers as 0, no addresses, no stretching.

    >>> normal("额度　２万５！！！！！")
    '额度 0万0!!'
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    if "@" in plain or "http" in plain:
        plain = _ADDRESS.sub(" ", plain)
    plain = _NUMBER.sub("0", plain)
    plain = _STRESS.sub(r"\1\1", plain)
    return _BLANK.sub(" ", plain).strip()


def grams(plain: str) -> set[str]:
    """The distinct 1- to 3-grams of a normal text with a blank at both ends."""
    padded = f" {plain} "
    found = set(padded)
    found.update(map(str.__add__, padded, padded[1:]))
    found.update(padded[i : i + 3] for i in range(len(padded) - 2))
    return found


class Score(NamedTuple):
    """Log odds of two questions, and how many n-grams of the text were known."""

    opinion: float
    """Log odds that the text says an opinion at all."""
    polarity: float
    """Log odds that an opinion is a good one."""
    known: int


@dataclass(frozen=True)
class Ngrams:
    """The weights of a table: n-gram -> (opinion, polarity)."""

    weights: Mapping[str, tuple[int, int]]
    opinion_bias: float
    opinion_scale: float
    polarity_bias: float
    polarity_scale: float

    def score(self, text: str) -> Score:
        """The two log odds of ``text``; the biases alone for a text without a known n-gram."""
        known = self.weights.keys() & grams(normal(text))
        if not known:
            return Score(self.opinion_bias, self.polarity_bias, 0)
        weights = self.weights
        opinion = polarity = 0
        for gram in known:
            one, other = weights[gram]
            opinion += one
            polarity += other
        root = math.sqrt(len(known))
        return Score(
            self.opinion_bias + self.opinion_scale * opinion / root,
            self.polarity_bias + self.polarity_scale * polarity / root,
            len(known),
        )

    def scores(self, texts: Iterable[str]) -> list[Score]:
        """The scores of ``texts``, in their order."""
        return [self.score(text) for text in texts]

    def because(self, text: str, most: int = 5) -> list[tuple[str, float]]:
        """The n-grams that moved the polarity of ``text`` most, strongest first, with what each added.

        Of n-grams inside one another the stronger is named, so that words come out, not their parts.
        """
        known = self.weights.keys() & grams(normal(text))
        root = math.sqrt(len(known) or 1)
        ranked = sorted(known, key=lambda gram: (-abs(self.weights[gram][1]), gram))
        told: list[tuple[str, float]] = []
        for gram in ranked:
            word = gram.strip()
            if len(word) > 1 and not any(word in seen or seen in word for seen, _ in told):
                told.append((word, self.polarity_scale * self.weights[gram][1] / root))
            if len(told) == most:
                break
        return told
