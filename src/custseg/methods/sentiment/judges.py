"""Which model judges the texts: the shipped ones by language, or one of the user's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files

from custseg.methods.sentiment.lexicon import Lexicon, lexicon_of
from custseg.methods.sentiment.settings import SentimentSettings
from custseg.methods.sentiment.sides import sided
from custseg.methods.sentiment.wording import reworded
from custseg.models.text.classes import Judge, Judged, judged, shift_to
from custseg.models.text.english import WordList
from custseg.models.text.ngrams import Ngrams, Score
from custseg.models.text.weights import load

LEARNT_NEUTRAL_SHARE = 0.9
"""The share of neutral texts the shipped table was shifted to when it was made."""
_HAN = re.compile(r"[㐀-鿿]")
_LATIN = re.compile(r"[A-Za-z]")


@cache
def chinese() -> Ngrams:
    """The shipped n-gram table, its hash checked."""
    folder = files("custseg.methods.sentiment").joinpath("data")
    with as_file(folder.joinpath("zh.json")) as card, as_file(folder.joinpath("zh.tsv")) as table:
        return load(card, table)[0]


@cache
def english() -> WordList:
    """The shipped word list."""
    written = files("custseg.methods.sentiment").joinpath("data/en.txt").read_text("utf-8")
    return WordList.of(written)


def is_english(text: str) -> bool:
    """Whether a text has words in Latin letters and hardly a Chinese character (one in ten at most)."""
    han = len(_HAN.findall(text))
    latin = len(_LATIN.findall(text))
    return latin >= 3 and han * 10 <= latin


def shipped_score(text: str) -> Score:
    """The shipped log odds of a text in the language it is written in."""
    return english().score(text) if is_english(text) else chinese().score(reworded(text))


def shipped_weights() -> Mapping[str, tuple[int, int]]:
    """The shipped weights of n-grams, opinion and polarity."""
    return chinese().weights


class Shipped:
    """The shipped models as a judge, moved to the share of neutral texts that is expected."""

    def __init__(
        self, neutral_share: float = LEARNT_NEUTRAL_SHARE, lexicon: Lexicon | None = None
    ) -> None:
        self._leaves = (lexicon or lexicon_of("")).leaves
        self._shift = shift_to(neutral_share, LEARNT_NEUTRAL_SHARE)

    def judge(self, text: str) -> Judged:
        """The probabilities of the three classes: the weights, and the rules of ``sides`` for Chinese."""
        thought = judged(shipped_score(text), self._shift)
        return thought if is_english(text) else sided(text, thought, self._leaves)

    def because(self, text: str, most: int = 5) -> list[tuple[str, float]]:
        """The parts of the text that moved its polarity most."""
        model = english() if is_english(text) else chinese()
        return model.because(text, most)


def judge_of(settings: SentimentSettings, lexicon: Lexicon) -> Judge:
    """The model the settings ask for; the shipped one hears of leaving in the words of ``lexicon``."""
    if settings.model:
        from custseg.methods.sentiment.kept import load_model

        return load_model(settings.model)
    return Shipped(settings.neutral_share, lexicon)
