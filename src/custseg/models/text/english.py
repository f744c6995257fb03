"""English opinion by a word list: strengths, turned round by negation, louder and softer by degree.

The rules follow what is common to such lists (Hutto and Gilbert 2014): a word counts its strength, a
negation among the three words before it turns it round at eight tenths, words of degree add or take
three tenths, and what comes after *but* counts twice what comes before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from custseg.models.text.ngrams import LONGEST, Score

_WORD = re.compile(r"[a-z][a-z'\-]*[a-z]|[a-z]")
TURNED, DEGREE, REACH = -0.8, 0.3, 3
BEFORE_BUT, AFTER_BUT = 0.5, 1.0
_OPINION_BIAS, _OPINION_SCALE, _POLARITY_SCALE = -1.2, 1.1, 1.1
"""Log odds: one plain word of strength 2 is a likely opinion, one of strength 1 is not."""


@dataclass(frozen=True)
class WordList:
    """Words and their strengths, and the words that act on others."""

    strengths: Mapping[str, float]
    turn: frozenset[str]
    more: frozenset[str]
    less: frozenset[str]
    but: frozenset[str]

    @classmethod
    def of(cls, written: str) -> WordList:
        """The list as its file writes it: ``strength: words`` a line; # begins a comment."""
        strengths: dict[str, float] = {}
        acting: dict[str, frozenset[str]] = {}
        for line in written.splitlines():
            head, _, words = line.partition(":")
            if not words or line.startswith("#"):
                continue
            if head in ("turn", "more", "less", "but"):
                acting[head] = frozenset(words.split())
            else:
                strengths.update(dict.fromkeys(words.split(), float(head)))
        return cls(strengths, **acting)

    def strength(self, text: str) -> tuple[float, int]:
        """The sum of the strengths in ``text``, and how many words had one."""
        words = _WORD.findall(text[:LONGEST].lower().replace("’", "'"))
        turning = next((at for at in range(len(words) - 1, -1, -1) if words[at] in self.but), None)
        total, known = 0.0, 0
        for at, word in enumerate(words):
            strength = self.strengths.get(word)
            if strength is None:
                continue
            known += 1
            before = words[max(at - REACH, 0) : at]
            if before and before[-1] in self.more:
                strength *= 1 + DEGREE
            elif before and before[-1] in self.less:
                strength *= 1 - DEGREE
            if any(w in self.turn for w in before):
                strength *= TURNED
            if turning is not None:
                strength *= BEFORE_BUT if at < turning else AFTER_BUT
            total += strength
        return total, known

    def score(self, text: str) -> Score:
        """The log odds of ``text``, as the Chinese model gives them."""
        total, known = self.strength(text)
        return Score(_OPINION_BIAS + _OPINION_SCALE * abs(total), _POLARITY_SCALE * total, known)

    def because(self, text: str, most: int = 5) -> list[tuple[str, float]]:
        """The words that counted, strongest first."""
        words = dict.fromkeys(_WORD.findall(text[:LONGEST].lower().replace("’", "'")))
        known = [(word, self.strengths[word]) for word in words if word in self.strengths]
        return sorted(known, key=lambda said: (-abs(said[1]), said[0]))[:most]
