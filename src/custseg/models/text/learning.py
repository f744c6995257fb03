"""A model of one's own: three classes learnt from labelled texts, with the shipped score as a feature.

What is learnt is added to the shipped log odds: multinomial logistic regression on the distinct
character 1- to 3-grams of a text and on the ``FEATURES`` the shipped score gives of it (the whole text,
its strongest clauses, its length, whether it asks), so that few labels leave the shipped model as it is.

How much n-grams count, how heavily weights are penalised and how far rare classes are weighed up can
hardly be chosen from the thirty opinions that 200 labels hold: the log odds of all ``CHOICES`` that cannot
be told from the best one in cross-validation **within the labelled texts** (kappa + macro-F1 within
1 ÷ √opinions) are averaged, which is again one linear model. Many labels leave few of them. Equal
input gives equal bytes, in any order of rows.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from custseg.models.likelihood import one_thread
from custseg.models.text.agreement import Agreement, agreement
from custseg.models.text.classes import CLASSES, NEUTRAL, Judged, judged, probability
from custseg.models.text.ngrams import LONGEST, Score, grams, normal

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

Shipped = Callable[[str], Score]
"""The shipped scores of a text."""

FEWEST_OF_GRAM = 2
"""Texts an n-gram must stand in to be learnt."""
MOST_GRAMS = 20_000
_BOUND = 6.0
"""Log odds beyond which the shipped score says no more."""
_CLAUSE = re.compile(r"[，。！？；,.!?;、\s…~]+")
_ASKS = re.compile(r"[?？]|吗|怎么|多少|什么|请问|how|what|where|when", re.I)


class Choice(NamedTuple):
    """One way to learn: what the labels themselves are too few to tell."""

    gram_weight: float
    penalty: float
    rare: float
    """Weight of a class = (its share) ^ -rare."""


CHOICES = tuple(
    Choice(gram_weight, penalty, rare)
    for gram_weight in (0.0, 1.0, 3.0)
    for penalty in (0.3, 3.0)
    for rare in (0.0, 0.4, 0.8)
)

FEATURES = ("opinion", "polarity", "lean", "worst_clause", "best_clause", "length", "asks")


def shipped_features(text: str, score: Shipped) -> tuple[float, ...]:
    """What the shipped score says of a text, as numbers of about unit size (``FEATURES``).

    Opinion and polarity are halved log odds; lean is the probability of an opinion times its
    direction; the worst and best clause are the least and greatest lean of any of its clauses.
    """
    whole = score(text)
    leans = [_lean(score(part)) for part in _CLAUSE.split(text[:LONGEST]) if len(part) > 1]
    lean = _lean(whole)
    return (
        _bounded(whole.opinion) / 2, _bounded(whole.polarity) / 2, lean,
        min(leans, default=lean), max(leans, default=lean),
        math.log1p(len(text)) / 4, 1.0 if _ASKS.search(text) else 0.0,
    )  # fmt: skip


def _offset(text: str, score: Shipped, classes: Sequence[str]) -> list[float]:
    """The shipped log odds of the classes that are learnt."""
    thought = judged(score(text))
    return [math.log(max(getattr(thought, name), 1e-4)) for name in classes]


def _bounded(log_odds: float) -> float:
    return max(min(log_odds, _BOUND), -_BOUND)


def _lean(score: Score) -> float:
    """Between -2 (surely displeased) and 2 (surely pleased)."""
    return 2 * probability(score.opinion) * math.tanh(_bounded(score.polarity) / 2)


@dataclass(frozen=True)
class Learnt:
    """A learnt model, scored in plain Python."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    shipped: tuple[tuple[float, ...], ...]
    """For each shipped number, its weight for each class."""
    weights: Mapping[str, tuple[float, ...]]
    score: Shipped

    def judge(self, text: str) -> Judged:
        """The probabilities of the three classes; 0 for a class that was not learnt."""
        offset = _offset(text, self.score, self.classes)
        odds = [o + b for o, b in zip(offset, self.bias, strict=True)]
        for value, weights in zip(shipped_features(text, self.score), self.shipped, strict=True):
            odds = [o + value * w for o, w in zip(odds, weights, strict=True)]
        known = sorted(self.weights.keys() & grams(normal(text)))
        if known:
            root = math.sqrt(len(known))
            for at in range(len(odds)):
                odds[at] += math.fsum(self.weights[gram][at] for gram in known) / root
        top = max(odds)
        parts = [math.exp(o - top) for o in odds]
        total = math.fsum(parts)
        said = {name: part / total for name, part in zip(self.classes, parts, strict=True)}
        return Judged(*(said.get(name, 0.0) for name in CLASSES))

    def because(self, text: str, most: int = 5) -> list[tuple[str, float]]:
        """The n-grams that moved positive against negative most, strongest first."""
        at = {name: self.classes.index(name) for name in self.classes}
        known = self.weights.keys() & grams(normal(text))
        root = math.sqrt(len(known) or 1)

        def pull(gram: str) -> float:
            weights = self.weights[gram]
            good = weights[at["positive"]] if "positive" in at else 0.0
            bad = weights[at["negative"]] if "negative" in at else 0.0
            return (good - bad) / root

        words = [gram for gram in known if len(gram.strip()) > 1]
        ranked = sorted(words, key=lambda gram: (-abs(pull(gram)), gram))
        return [(gram.strip(), pull(gram)) for gram in ranked[:most]]


def learn(texts: Sequence[str], labels: Sequence[str], score: Shipped, folds: int = 5) -> Learnt:
    """The model learnt from all of ``texts``. Raises ValueError for fewer than two classes."""
    if len(set(labels)) < 2:
        raise ValueError("fewer than two classes")
    order = sorted(range(len(texts)), key=lambda at: (labels[at], _key(texts[at])))
    texts, labels = [texts[at] for at in order], [labels[at] for at in order]
    task, parts = _Task(texts, labels, score), _folds(texts, labels, folds)
    opinions = sum(label != NEUTRAL for label in labels)
    with one_thread():
        worth = {choice: task.worth(choice, parts) for choice in CHOICES}
        least = max(worth.values()) - 1 / math.sqrt(max(opinions, 1))
        return task.averaged([choice for choice in CHOICES if worth[choice] >= least])


def cross_validated(
    texts: Sequence[str], labels: Sequence[str], score: Shipped, folds: int = 5
) -> Agreement:
    """Every text judged by a model that never saw it, chosen without it."""
    parts = _folds(texts, labels, folds)
    said = [""] * len(texts)
    for part in range(folds):
        learnt = [i for i in range(len(texts)) if parts[i] != part]
        if len({labels[i] for i in learnt}) < 2:
            continue
        model = learn([texts[i] for i in learnt], [labels[i] for i in learnt], score, 3)
        for i in range(len(texts)):
            if parts[i] == part:
                said[i] = model.judge(texts[i]).likeliest
    return agreement(labels, said, CLASSES)


# --- inside ----------------------------------------------------------------------------------------


def _folds(texts: Sequence[str], labels: Sequence[str], folds: int) -> list[int]:
    """The part every text is in: classes spread evenly, equal texts together, in any order of rows."""
    seen: Counter[str] = Counter()
    part_of: dict[str, int] = {}
    for label, text in sorted(
        set(zip(labels, texts, strict=True)), key=lambda pair: (pair[0], _key(pair[1]))
    ):
        if text not in part_of:
            part_of[text] = seen[label] % folds
            seen[label] += 1
    return [part_of[text] for text in texts]


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _vocabulary(texts: Sequence[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(grams(normal(text)))
    kept = sorted(
        (g for g, n in counts.items() if n >= FEWEST_OF_GRAM), key=lambda g: (-counts[g], g)
    )
    return {gram: at for at, gram in enumerate(sorted(kept[:MOST_GRAMS]))}


class _Task:
    """The labelled texts as numbers, and what can be learnt from them."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str], score: Shipped) -> None:
        import numpy as np

        self._labels = np.array(labels, dtype=object)
        self._vocabulary = _vocabulary(texts)
        self._counts = _presence(texts, self._vocabulary)
        self._features = np.array([shipped_features(text, score) for text in texts], float)
        self._score = score
        self.classes = tuple(name for name in CLASSES if name in set(labels))
        self._offset = np.array([_offset(text, score, self.classes) for text in texts])

    def worth(self, choice: Choice, parts: Sequence[int]) -> float:
        """kappa + macro-F1 of a choice in cross-validation."""
        import numpy as np

        design, of_part = self._design(choice), np.array(parts)
        said = np.zeros(len(self._labels), int)
        for part in sorted(set(parts)):
            learnt, rest = np.flatnonzero(of_part != part), np.flatnonzero(of_part == part)
            own = _fit(
                design[learnt], self._labels[learnt], self._offset[learnt], choice, self.classes
            )
            said[rest] = (self._offset[rest] + design[rest] @ own[:-1] + own[-1]).argmax(axis=1)
        names = [self.classes[at] for at in said]
        found = agreement(list(self._labels), names, CLASSES)
        return found.kappa + found.macro_f1

    def averaged(self, choices: Sequence[Choice]) -> Learnt:
        """The mean of the log odds of several choices, each fitted on all texts."""
        import numpy as np

        known = len(self._vocabulary)
        table = np.zeros((known + len(FEATURES) + 1, len(self.classes)))
        for choice in choices:
            own = _fit(self._design(choice), self._labels, self._offset, choice, self.classes)
            own[:known] *= choice.gram_weight
            table += own / len(choices)
        rounded = np.round(table, 4).tolist()
        weights = {gram: tuple(rounded[at]) for gram, at in self._vocabulary.items()}
        return Learnt(self.classes, tuple(rounded[-1]), tuple(map(tuple, rounded[known:-1])),
                      {gram: w for gram, w in weights.items() if any(w)}, self._score)  # fmt: skip

    def _design(self, choice: Choice) -> csr_matrix:
        from scipy.sparse import csr_matrix, hstack

        return hstack([self._counts * choice.gram_weight, csr_matrix(self._features)], format="csr")


def _presence(texts: Sequence[str], vocabulary: Mapping[str, int]) -> csr_matrix:
    """n-grams of every text, each row of length one."""
    import numpy as np
    from scipy.sparse import csr_matrix

    pointers, columns, values = [0], [], []
    for text in texts:
        known = sorted(vocabulary[g] for g in vocabulary.keys() & grams(normal(text)))
        columns += known
        values += [1 / math.sqrt(len(known))] * len(known) if known else []
        pointers.append(len(columns))
    return csr_matrix(
        (np.array(values, float), np.array(columns, np.int64), np.array(pointers)),
        shape=(len(texts), len(vocabulary)),
    )


def _fit(design: csr_matrix, labels: np.ndarray, offset: np.ndarray, choice: Choice,
         classes: Sequence[str]) -> np.ndarray:  # fmt: skip
    """Weights (columns of ``design`` and the bias last, by class) that are added to the shipped log odds.

    Minimises the weighted log loss + |weights|² ÷ 2 penalty: without evidence all are 0, and the
    model is the shipped one.
    """
    import numpy as np
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix, hstack

    ones = csr_matrix(np.ones((design.shape[0], 1)))
    full = hstack([design, ones], format="csr")
    turned = full.T.tocsr()
    truth = np.array([[label == name for name in classes] for label in labels], float)
    weights = truth @ (truth.mean(axis=0).clip(1 / len(labels)) ** -choice.rare)
    weights /= weights.mean()

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        own = flat.reshape(full.shape[1], len(classes))
        odds = offset + full @ own
        odds -= odds.max(axis=1, keepdims=True)
        parts = np.exp(odds)
        total = parts.sum(axis=1, keepdims=True)
        value = weights @ (np.log(total[:, 0]) - (odds * truth).sum(axis=1))
        slope = turned @ (weights[:, None] * (parts / total - truth)) + own / choice.penalty
        return value + (own**2).sum() / (2 * choice.penalty), slope.ravel()

    start = np.zeros(full.shape[1] * len(classes))
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200, "ftol": 1e-7}
    )
    return np.asarray(found.x).reshape(full.shape[1], len(classes))
