"""A model of one's own: three classes learnt from labelled texts, with the shipped model as what is known before.

What is learnt is added to the shipped log odds: multinomial logistic regression on the distinct
character 1- to 3-grams of a text and on the ``FEATURES`` the shipped score gives of it (the whole text,
its strongest clauses, its length, whether it asks). Weights are penalised by how much they are likely to
differ from the shipped ones: an n-gram that is loud in the shipped table, or rare among the labelled
texts, may move further (``Choice``). Two hundred labels hold about thirty opinions, which tell little of
20,000 n-grams: the fewer opinions, the closer to the shipped model (``careful``). A bolder choice is taken
where it is better beyond chance in cross-validation **within the labelled texts** (1.645 standard errors
of the difference, the rule of Breiman et al. 1984). Equal input gives equal bytes, in any order of rows.
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
from custseg.models.text.classes import CLASSES, Judged, judged, probability
from custseg.models.text.ngrams import LONGEST, Score, grams, normal

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

Shipped = Callable[[str], Score]
"""The shipped scores of a text."""
Weights = Mapping[str, tuple[int, int]]
"""The shipped weights of n-grams: those that are loud there may be learnt sooner."""

MOST_GRAMS = 20_000
_BOUND = 6.0
"""Log odds beyond which the shipped score says no more."""
_LOUD = 40.0
"""A shipped weight that counts as 1."""
_QUIET = 0.15
"""What an n-gram counts that the shipped table does not know."""
_CLAUSE = re.compile(r"[，。！？；,.!?;、\s…~]+")
_ASKS = re.compile(r"[?？]|吗|怎么|多少|什么|请问|how|what|where|when", re.I)


class Choice(NamedTuple):
    """How far the model may go from the shipped one: variances of what is added, before labels are seen."""

    grams: float
    features: float
    bias: float
    rare: float
    """Weight of a class = (its share) ^ -rare."""
    by_loudness: bool = True
    """Whether n-grams that are loud in the shipped table may move further; else all alike."""


BOLD = (
    Choice(4.0, 0.3, 1.0, 0.65),
    Choice(30.0, 0.3, 1.0, 0.5, by_loudness=False),
)
"""Where texts are of another kind than those the shipped model knows; the boldest last."""
_OPINIONS = 30.0


def careful(opinions: int) -> Choice:
    """The choice that is taken unless a bolder one is better beyond chance.

    ``opinions`` are the labelled texts that are not of the commonest class: the more there are, the further
    the model may go. 30 of them (200 bank comments) leave it close to the shipped one.
    """
    more = opinions / _OPINIONS
    return Choice(
        min(1.5 * math.sqrt(more), 4.0), min(0.02 * more, 0.3), min(0.02 * more, 1.0), 0.75
    )


RESAMPLES = 200
"""Draws with replacement for the standard error of a difference between two choices."""
ERRORS = 1.645
"""Standard errors by which a bolder choice has to be better: 95%, one-sided."""

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
        there = grams(normal(text))
        root = math.sqrt(len(there))
        known = sorted(self.weights.keys() & there)
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
        there = grams(normal(text))
        root = math.sqrt(len(there))

        def pull(gram: str) -> float:
            weights = self.weights[gram]
            good = weights[at["positive"]] if "positive" in at else 0.0
            bad = weights[at["negative"]] if "negative" in at else 0.0
            return (good - bad) / root

        words = [gram for gram in self.weights.keys() & there if len(gram.strip()) > 1]
        ranked = sorted(words, key=lambda gram: (-abs(pull(gram)), gram))
        return [(gram.strip(), pull(gram)) for gram in ranked[:most]]


def learn(
    texts: Sequence[str], labels: Sequence[str], score: Shipped, weights: Weights, folds: int = 5
) -> Learnt:
    """The model learnt from all of ``texts``. Raises ValueError for fewer than two classes."""
    if len(set(labels)) < 2:
        raise ValueError("fewer than two classes")
    order = sorted(range(len(texts)), key=lambda at: (labels[at], _key(texts[at])))
    texts, labels = [texts[at] for at in order], [labels[at] for at in order]
    task, parts = _Task(texts, labels, score, weights), _folds(texts, labels, folds)
    with one_thread():
        return task.learnt(task.chosen(parts))


def cross_validated(
    texts: Sequence[str], labels: Sequence[str], score: Shipped, weights: Weights, folds: int = 5
) -> Agreement:
    """Every text judged by a model that never saw it, chosen without it."""
    parts = _folds(texts, labels, folds)
    said = [""] * len(texts)
    for part in range(folds):
        learnt = [i for i in range(len(texts)) if parts[i] != part]
        if len({labels[i] for i in learnt}) < 2:
            continue
        model = learn([texts[i] for i in learnt], [labels[i] for i in learnt], score, weights)
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


class _Task:
    """The labelled texts as numbers, and what can be learnt from them."""

    def __init__(
        self, texts: Sequence[str], labels: Sequence[str], score: Shipped, weights: Weights
    ) -> None:
        import numpy as np

        self._score = score
        self.classes = tuple(name for name in CLASSES if name in set(labels))
        commonest = max(Counter(labels).values())
        self._choices = (careful(len(labels) - commonest), *BOLD)
        self._labels = np.array([self.classes.index(label) for label in labels])
        self._grams, self._present, self._per_text = _presence(texts)
        loud = (max(map(abs, weights.get(gram, (0, 0)))) for gram in self._grams)
        self._loudness = _QUIET + np.fromiter(loud, float, len(self._grams)) / _LOUD
        self._features = np.array([shipped_features(text, score) for text in texts], float)
        self._offset = np.array([_offset(text, score, self.classes) for text in texts])

    def chosen(self, parts: Sequence[int]) -> Choice:
        """The most careful choice within ``ERRORS`` of the best in cross-validation."""
        import numpy as np

        said = np.array([self._told(choice, np.array(parts)) for choice in self._choices])
        worth = np.array([_worth(self._labels, row, None) for row in said])
        best = int(worth.argmax())
        draws = np.random.default_rng(0).integers(
            0, len(self._labels), (RESAMPLES, len(self._labels))
        )
        again = np.array([[_worth(self._labels, row, drawn) for drawn in draws] for row in said])
        errors = (again - again[best]).std(axis=1)
        return next(
            c
            for at, c in enumerate(self._choices)
            if worth[at] >= worth[best] - ERRORS * errors[at] - 1e-12
        )

    def learnt(self, choice: Choice) -> Learnt:
        """The model of a choice, fitted to all texts."""
        import numpy as np

        every = np.arange(len(self._labels))
        design, scale = self._design(choice, every)
        own = _fit(design, self._labels, self._offset, choice.rare) * scale[:, None]
        rounded = np.round(own, 4).tolist()
        known = len(self._grams)
        weights = {
            gram: tuple(row) for gram, row in zip(self._grams, rounded, strict=False) if any(row)
        }
        return Learnt(self.classes, tuple(rounded[-1]), tuple(map(tuple, rounded[known:-1])), weights,
                      self._score)  # fmt: skip

    def _told(self, choice: Choice, of_part: np.ndarray) -> np.ndarray:
        """The class of every text by a model of the other parts."""
        import numpy as np

        said = np.zeros(len(self._labels), int)
        for part in np.unique(of_part):
            learnt, rest = np.flatnonzero(of_part != part), np.flatnonzero(of_part == part)
            design, _ = self._design(choice, learnt)
            own = _fit(design[learnt], self._labels[learnt], self._offset[learnt], choice.rare)
            said[rest] = (self._offset[rest] + design[rest] @ own).argmax(axis=1)
        return said

    def _design(self, choice: Choice, learnt: np.ndarray) -> tuple[csr_matrix, np.ndarray]:
        """All texts as numbers whose weights are equally likely to differ from 0, and what made them so.

        An n-gram that stands in ``t`` of the ``n`` texts to be learnt from has the variance
        ``grams`` × loudness × ln((n + 1) ÷ (t + 1)), and 0 where it stands in none of them.
        """
        import numpy as np
        from scipy.sparse import csr_matrix, hstack

        texts = np.asarray(self._present[learnt].sum(axis=0)).ravel()
        variance = np.log((len(learnt) + 1) / (texts + 1)) * choice.grams * (texts > 0)
        if choice.by_loudness:
            variance = variance * self._loudness
        others = [choice.features] * len(FEATURES) + [choice.bias]
        scale = np.sqrt(np.concatenate([variance, others]))
        parts = [self._present.multiply(1 / self._per_text[:, None]), csr_matrix(self._features),
                 csr_matrix(np.ones((len(self._labels), 1)))]  # fmt: skip
        return csr_matrix(hstack(parts, format="csr").multiply(scale)), scale


def _presence(texts: Sequence[str]) -> tuple[list[str], csr_matrix, np.ndarray]:
    """The n-grams of the texts, the commonest of too many; which text has which; √n of each text."""
    import numpy as np
    from scipy.sparse import csr_matrix

    sets = [grams(normal(text)) for text in texts]
    counts: Counter[str] = Counter()
    for found in sets:
        counts.update(found)
    ranked = sorted(counts, key=lambda gram: (-counts[gram], gram))
    kept = sorted(ranked[:MOST_GRAMS])
    place = {gram: at for at, gram in enumerate(kept)}
    columns = [sorted(place[gram] for gram in place.keys() & found) for found in sets]
    pointers = np.cumsum([0, *map(len, columns)])
    flat = np.fromiter((at for row in columns for at in row), np.int64, int(pointers[-1]))
    present = csr_matrix((np.ones(len(flat)), flat, pointers), shape=(len(texts), len(kept)))
    return kept, present, np.sqrt([len(found) for found in sets])


def _worth(truth: np.ndarray, said: np.ndarray, drawn: np.ndarray | None) -> float:
    """kappa + macro-F1 of classes by number, of all texts or of those ``drawn``."""
    import numpy as np

    if drawn is not None:
        truth, said = truth[drawn], said[drawn]
    k = int(max(truth.max(), said.max())) + 1
    table = np.bincount(truth * k + said, minlength=k * k).reshape(k, k) / len(truth)
    right, chance = table.trace(), float(table.sum(axis=0) @ table.sum(axis=1))
    there = table.sum(axis=1) > 0
    f1 = 2 * table.diagonal() / np.maximum(table.sum(axis=0) + table.sum(axis=1), 1e-300)
    return (float(right) - chance) / max(1 - chance, 1e-12) + float(f1[there].mean())


def _fit(design: csr_matrix, labels: np.ndarray, offset: np.ndarray, rare: float) -> np.ndarray:
    """Weights of every column by class that are added to the shipped log odds.

    Minimises the weighted log loss + |weights|² ÷ 2: without evidence all are 0, and the model is
    the shipped one.
    """
    import numpy as np
    from scipy.optimize import minimize

    turned = design.T.tocsr()
    classes = offset.shape[1]
    truth = np.eye(classes)[labels]
    weights = truth @ (truth.mean(axis=0).clip(1 / len(labels)) ** -rare)
    weights /= weights.mean()

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        own = flat.reshape(-1, classes)
        odds = offset + design @ own
        odds -= odds.max(axis=1, keepdims=True)
        parts = np.exp(odds)
        total = parts.sum(axis=1, keepdims=True)
        value = weights @ (np.log(total[:, 0]) - (odds * truth).sum(axis=1))
        slope = turned @ (weights[:, None] * (parts / total - truth)) + own
        return value + (own**2).sum() / 2, slope.ravel()

    start = np.zeros(design.shape[1] * classes)
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300, "ftol": 1e-8}
    )
    return np.asarray(found.x).reshape(-1, classes)
