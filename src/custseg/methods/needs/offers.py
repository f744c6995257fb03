"""The next best products of every customer: each distinct set of products is scored once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.methods.needs.course import Course
from custseg.methods.needs.eligibility import REASONS, Barriers
from custseg.methods.needs.settings import NeedsSettings
from custseg.models.affinity import (
    Scores,
    Taken,
    Together,
    by_basket,
    by_holding,
    by_taking,
    reasons_for,
    score_sets,
    together,
)
from custseg.models.ranking import best_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]


@dataclass(frozen=True)
class Ranking:
    """How products are ranked, and the counts it comes from."""

    kind: str
    """``together``, ``taken``, ``basket`` or ``popular``."""
    scores: Scores
    counts: Together
    taken: Taken | None
    order: Array
    """The products in the order in which equal scores are decided."""


def ranking(kind: str, counts: Together, taken: Taken | None, settings: NeedsSettings) -> Ranking:
    """The scores of a ``kind``; ``auto`` is ``taken`` where anything was taken, else ``together``.

    ``popular`` is the rate at which each product is taken, the same for everybody (the share who hold
    it, where there is one day only). Of equal scores the product taken most goes first, then the one
    held most, then the first by name (products come in that order).
    """
    if kind == "auto":
        kind = "together" if taken is None else "taken"
    rates = counts.shares if taken is None else taken.rates
    if kind == "popular" or (kind == "taken" and taken is None):
        scores = Scores(np.full(counts.pairs.shape, -np.inf), rates)
        kind = "popular"
    elif kind == "basket":
        scores = by_basket(counts, settings.min_support)
    elif kind == "taken":
        assert taken is not None
        scores = by_taking(counts, taken, settings.shrink, settings.min_support)
    else:
        scores = by_holding(counts, settings.shrink, settings.min_support)
    order = np.lexsort((np.arange(len(rates)), -counts.holders, -rates))
    return Ranking(kind, scores, counts, taken, order)


def ranking_now(course: Course, kind: str, settings: NeedsSettings) -> Ranking:
    """The ranking that offers are made by: counts of the last day, and all that was taken before."""
    return ranking(kind, together(course.now), course.taken(0, len(course.sets) - 1), settings)


@dataclass(frozen=True)
class Offers:
    """The best products of every customer: numbers of products, -1 where there are fewer."""

    of_customer: Array
    """Where each customer's line stands; customers with equal products and limits share one."""
    products: Array
    scores: Array
    because: Array
    """The product each offer follows from; -1 where it follows from none."""
    barred: Array
    """Products not offered, and not had, for a reason."""
    exclusions: pl.DataFrame
    """reason, customers, pairs: how many offers each reason kept back."""


def best_offers(course: Course, ranked: Ranking, limits: Barriers, places: int) -> Offers:
    """The ``places`` best products each customer does not have and nothing bars."""
    sets = course.now
    kinds = len(limits.reasons)
    codes = sets.of_customer.astype(np.int64) * kinds + limits.of_customer
    lines, of_customer, weights = np.unique(codes, return_inverse=True, return_counts=True)
    of_set, of_class = lines // kinds, lines % kinds
    shape = (len(lines), places)
    chosen, because = np.full(shape, -1, np.int64), np.full(shape, -1, np.int64)
    scored = np.full(shape, np.nan)
    barred = np.zeros(len(lines), np.int64)
    kept_back = np.zeros((len(REASONS), 2), np.int64)
    for first, last in sets.chunks():
        begin, end = np.searchsorted(of_set, [first, last])
        scores = score_sets(sets, ranked.scores, first, last)
        for start, stop in _pieces(begin, end, sets.products):
            mine = slice(start, stop)
            found = scores[of_set[mine] - first]
            reasons = np.where(np.isneginf(found), -1, limits.reasons[of_class[mine]])
            for number in range(len(REASONS)):
                pairs = (reasons == number).sum(axis=1)
                kept_back[number] += weights[mine][pairs > 0].sum(), (weights[mine] * pairs).sum()
            barred[mine] = (reasons >= 0).sum(axis=1)
            found[reasons >= 0] = -np.inf
            best = best_of(found[:, ranked.order], places)
            chosen[mine] = np.where(best >= 0, ranked.order[best], -1)
            scored[mine] = np.where(
                best >= 0, np.take_along_axis(found, np.maximum(chosen[mine], 0), axis=1), np.nan
            )
            because[mine] = _because(course, ranked, of_set[mine], chosen[mine], first, last)
    exclusions = pl.DataFrame(
        {"exclusion": REASONS, "customers": kept_back[:, 0], "offers_kept_back": kept_back[:, 1]}
    ).filter(pl.col("offers_kept_back") > 0)
    return Offers(of_customer.ravel(), chosen, scored, because, barred, exclusions)


def _pieces(begin: int, end: int, products: int) -> Iterator[tuple[int, int]]:
    step = max(1, 4_000_000 // max(products, 1))
    for start in range(begin, end, step):
        yield start, min(start + step, end)


def _because(
    course: Course, ranked: Ranking, of_set: Array, chosen: Array, first: int, last: int
) -> Array:
    """Which product each offer follows from, for lines of the sets ``of_set`` (in their order)."""
    because = np.full(chosen.shape, -1, np.int64)
    if not len(of_set):
        return because
    # Lines of one set differ by what is barred: one line of each set at a time.
    turn = np.arange(len(of_set)) - np.searchsorted(of_set, of_set)
    for number in range(int(turn.max()) + 1):
        lines = np.flatnonzero(turn == number)
        wanted = np.full((last - first, chosen.shape[1]), -1, np.int64)
        wanted[of_set[lines] - first] = chosen[lines]
        because[lines] = reasons_for(course.now, ranked.scores, first, last, wanted)[
            of_set[lines] - first
        ]
    return because
