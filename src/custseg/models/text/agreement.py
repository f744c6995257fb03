"""How well two judgements of the same texts agree: confusion, kappa, F1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """What a classifier said against what was true."""

    n: int
    accuracy: float
    kappa: float
    """Agreement beyond chance; 0 for chance, 1 for complete."""
    macro_f1: float
    """Mean of the F1 of all classes that are true of some text: small classes count as much as large."""
    confusion: dict[str, dict[str, int]]
    """Truth -> said -> texts."""
    f1: dict[str, float]


def agreement(truth: Sequence[str], said: Sequence[str], classes: Sequence[str]) -> Agreement:
    """Accuracy, Cohen's kappa, macro-F1 and confusion of ``said`` against ``truth``.

    kappa = (p_o - p_e) ÷ (1 - p_e) with p_e = Σ share of truth × share said (Cohen 1960); 0 where
    p_e = 1. A class nobody said has F1 = 0. What was said may have classes beyond ``classes``
    (undecided), which are never right. Raises ValueError for nothing or unequal lengths.
    """
    if not truth or len(truth) != len(said):
        raise ValueError(f"{len(truth)} true labels and {len(said)} said ones cannot be compared")
    n = len(truth)
    pairs = Counter(zip(truth, said, strict=True))
    true_of, said_of = Counter(truth), Counter(said)
    right = sum(pairs[c, c] for c in classes)
    chance = sum(true_of[c] * said_of[c] for c in classes) / n**2
    f1 = {
        c: 2 * pairs[c, c] / (true_of[c] + said_of[c]) if true_of[c] + said_of[c] else 0.0
        for c in classes
    }
    there = [f1[c] for c in classes if true_of[c]]
    columns = [*classes, *sorted(set(said_of) - set(classes))]
    return Agreement(
        n, right / n, (right / n - chance) / (1 - chance) if chance < 1 else 0.0,
        sum(there) / len(there) if there else 0.0,
        {a: {b: pairs[a, b] for b in columns} for a in classes}, f1,
    )  # fmt: skip
