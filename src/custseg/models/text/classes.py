"""From scores to classes: negative, neutral, positive, or undecided where no class is likely enough."""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

from custseg.models.text.ngrams import Score

NEGATIVE, NEUTRAL, POSITIVE, UNDECIDED = "negative", "neutral", "positive", "undecided"
CLASSES = (NEGATIVE, NEUTRAL, POSITIVE)


class Judged(NamedTuple):
    """What is thought of one text."""

    negative: float
    neutral: float
    positive: float

    @property
    def likeliest(self) -> str:
        """The class with the greatest probability; of equal ones neutral, then negative."""
        return max((NEUTRAL, NEGATIVE, POSITIVE), key=lambda name: getattr(self, name))

    def called(self, abstain_below: float) -> str:
        """The likeliest class, or undecided where its probability is below ``abstain_below``."""
        name = self.likeliest
        return name if getattr(self, name) >= abstain_below else UNDECIDED

    @property
    def balance(self) -> float:
        """Probability of positive less that of negative: -1 to 1."""
        return self.positive - self.negative


class Judge(Protocol):
    """Whatever judges a text."""

    def judge(self, text: str) -> Judged:
        """The probabilities of the three classes."""

    def because(self, text: str, most: int = 5) -> list[tuple[str, float]]:
        """The parts of the text that moved it most."""


def probability(log_odds: float) -> float:
    """The probability of these log odds, without overflow."""
    if log_odds >= 0:
        return 1 / (1 + math.exp(-min(log_odds, 700)))
    odds = math.exp(max(log_odds, -700))
    return odds / (1 + odds)


def judged(score: Score, prior_shift: float = 0.0) -> Judged:
    """Probabilities from the two log odds; ``prior_shift`` moves opinion by a known share of neutral."""
    opinion = probability(score.opinion + prior_shift)
    good = probability(score.polarity)
    return Judged(opinion * (1 - good), 1 - opinion, opinion * good)


def shift_to(neutral_share: float, learnt_share: float) -> float:
    """What opinion's log odds change by where not ``learnt_share`` but ``neutral_share`` is neutral."""
    odds = (1 - neutral_share) / neutral_share
    learnt = (1 - learnt_share) / learnt_share
    return math.log(odds / learnt)
