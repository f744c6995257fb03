"""Phrases mined without a dictionary, and which of them set one group of texts apart from another.

A run of Chinese characters (or of English words) is a phrase when its parts stand together far more
often than by chance (pointwise mutual information, the least over all cuts) and many different
things stand before and after it (branching entropy, the lesser of both sides): what stands in one
context only is part of a longer phrase.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from custseg.models.text.ngrams import normal

LEAST_PMI, LEAST_ENTROPY = 2.0, 0.8
LONGEST_PHRASE = 6
_RUN = re.compile(r"[㐀-鿿]+|[a-z][a-z' -]*[a-z]")
_NO_EDGE = frozenset(
    "的了是在我你他她它们这那和与就也都很有不吗呢啊吧个把被给对还要会能去到说着过一再又才没太"
)
_DULL = frozenset(["the", "a", "an", "and", "or", "of", "to", "in", "on", "at", "for", "with", "is", "are", "was", "were", "be", "been", "it", "this", "that", "i", "you", "he", "she", "we", "they", "my", "your", "our", "their", "his", "her", "not", "no", "so", "as", "by", "from", "but", "have", "has", "had", "do", "does", "did", "very", "will", "would", "can", "just", "me", "them", "there", "here", "when", "what", "which", "if", "its", "than", "then", "too", "all"])  # fmt: skip


class Phrase(NamedTuple):
    """A mined phrase and in how many texts it stands."""

    text: str
    texts: int


def mined(texts: Sequence[str], least_texts: int = 5, most: int = 500) -> list[Phrase]:
    """The phrases of distinct ``texts``, those in most texts first; none in fewer than ``least_texts``.

    A phrase within a longer one that stands in nearly as many texts (nine tenths) is left to it.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    texts_of: Counter[tuple[str, ...]] = Counter()
    before: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    after: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    total = 0
    for text in texts:
        here: set[tuple[str, ...]] = set()
        for run in _RUN.findall(normal(text)):
            units = tuple(run.split()) if run[0].isascii() else tuple(run)
            longest = 3 if run[0].isascii() else LONGEST_PHRASE
            total += len(units)
            for at in range(len(units)):
                for size in range(1, min(longest, len(units) - at) + 1):
                    gram = units[at : at + size]
                    counts[gram] += 1
                    here.add(gram)
                    if size > 1:
                        before[gram][units[at - 1] if at else f"^{total}"] += 1
                        end = at + size
                        after[gram][units[end] if end < len(units) else f"${total}"] += 1
        texts_of.update(here)
    if not total:
        return []
    kept = [
        gram for gram, n in texts_of.items()
        if len(gram) > 1 and n >= least_texts and not _dull(gram)
        and _pmi(gram, counts, total) >= LEAST_PMI
        and min(_entropy(before[gram]), _entropy(after[gram])) >= LEAST_ENTROPY
    ]  # fmt: skip
    kept.sort(key=lambda gram: (-texts_of[gram], -len(gram), gram))
    told: list[tuple[str, ...]] = []
    for gram in kept:
        if not any(
            _within(gram, other) and texts_of[other] >= 0.9 * texts_of[gram] for other in kept
        ):
            told.append(gram)
        if len(told) == most:
            break
    return [Phrase(_joined(gram), texts_of[gram]) for gram in told]


def _joined(gram: tuple[str, ...]) -> str:
    return (" " if gram[0].isascii() else "").join(gram)


def _dull(gram: tuple[str, ...]) -> bool:
    if gram[0].isascii():
        return gram[0] in _DULL or gram[-1] in _DULL
    return (gram[0] in _NO_EDGE and gram[0] not in "不没太") or gram[-1] in _NO_EDGE


def _within(gram: tuple[str, ...], other: tuple[str, ...]) -> bool:
    size = len(gram)
    return len(other) > size and any(
        other[i : i + size] == gram for i in range(len(other) - size + 1)
    )


def _pmi(gram: tuple[str, ...], counts: Mapping[tuple[str, ...], int], total: int) -> float:
    """log of how much more often the phrase stands than its two parts would by chance, least over all cuts."""
    return min(
        math.log(counts[gram] * total / (counts[gram[:cut]] * counts[gram[cut:]]))
        for cut in range(1, len(gram))
    )


def _entropy(neighbours: Mapping[str, int]) -> float:
    n = sum(neighbours.values())
    return -sum(c / n * math.log(c / n) for c in neighbours.values())


class Set(NamedTuple):
    """A phrase that sets a group of texts apart."""

    phrase: str
    texts: int
    """Texts of the group it stands in."""
    log_odds: float
    z: float


def apart(
    inside: Iterable[str], outside: Iterable[str], phrases: Sequence[Phrase], prior: float = 100.0
) -> list[Set]:
    """Phrases by how far they set ``inside`` apart from ``outside``, strongest first.

    Log odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008): each phrase is
    held to its share in all texts with the weight of ``prior`` phrases; z = log odds ÷ its standard
    error. Only those that are more frequent inside are given.
    """
    names = [phrase.text for phrase in phrases]
    here, there = _counted(inside, names), _counted(outside, names)
    n_here, n_there = sum(here.values()), sum(there.values())
    everything = n_here + n_there
    found = []
    for name in names:
        a, b = here[name], there[name]
        if not a:
            continue
        weight = prior * (a + b) / everything
        odds_here = (a + weight) / max(n_here + prior - a - weight, 1e-9)
        odds_there = (b + weight) / max(n_there + prior - b - weight, 1e-9)
        log_odds = math.log(odds_here / odds_there)
        z = log_odds / math.sqrt(1 / (a + weight) + 1 / (b + weight))
        if z > 0:
            found.append(Set(name, a, log_odds, z))
    return sorted(found, key=lambda one: (-one.z, one.phrase))


def _counted(texts: Iterable[str], names: Sequence[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        plain = normal(text)
        counts.update(name for name in names if name in plain)
    return counts
