"""What those who have one product have, and take, besides: counts of pairs of products.

Everybody's products are a set; equal sets are counted and scored once. Numbers are arrays with a row
and a column for each product: ``[i, j]`` is about j for those who have i.

Co-occurrence with shrunk counts is the oldest recommender there is (one-item association rules,
Agrawal and Srikant 1994). Observed against expected, shrunk towards 1, is DuMouchel's (1999) idea.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

MOST_BITS = 62
_CELLS = 1_000_000
"""Cells of a table of scores that is in memory at a time."""


@dataclass(frozen=True)
class Baskets:
    """Distinct sets of products, and who has which."""

    starts: Array
    """Where each set begins in ``items``; one more than there are sets."""
    items: Array
    weights: Array
    """Customers with each set."""
    of_customer: Array
    """The set of each customer."""
    products: int

    def counted(self, weights: Array) -> Array:
        """[i, j]: the weight of the sets that have both products."""
        if self.products <= MOST_BITS:
            held = np.zeros((len(self.weights), self.products))
            held[self.rows(), self.items] = 1
            return np.round((held * weights[:, None]).T @ held)
        matrix = self.matrix()
        counts: Array = (matrix.T @ matrix.multiply(weights[:, None]).tocsr()).toarray()
        return counts

    def matrix(self) -> Any:
        """The sets as a sparse 0/1 matrix, a row each."""
        from scipy.sparse import csr_array

        ones = np.ones(len(self.items))
        return csr_array((ones, self.items, self.starts), (len(self.weights), self.products))

    def rows(self) -> Array:
        """The set of each of ``items``."""
        return np.repeat(np.arange(len(self.weights)), np.diff(self.starts))

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Ranges of sets whose scores fit into memory."""
        step = max(1, _CELLS // max(self.products, 1))
        for first in range(0, len(self.weights), step):
            yield first, min(first + step, len(self.weights))


def baskets(customer: Array, item: Array, customers: int, products: int) -> Baskets:
    """The sets of ``customers`` customers from distinct pairs of customer and product, in any order."""
    if products <= MOST_BITS:
        held = np.zeros(customers, np.uint64)
        for code in range(products):
            held[customer[item == code]] |= np.uint64(1 << code)
        return baskets_of_bits(held, products)
    order = np.lexsort((item, customer))
    sizes = np.bincount(customer, minlength=customers)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return Baskets(
        starts, item[order], np.ones(customers, np.int64), np.arange(customers), products
    )


def baskets_of_bits(held: Array, products: int) -> Baskets:
    """The sets of customers of whom bit j of ``held`` says that they have product j (at most 62)."""
    distinct, of_customer, weights = np.unique(held, return_inverse=True, return_counts=True)
    there = bits(distinct, products)
    starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))])
    return Baskets(starts, np.nonzero(there)[1], weights, of_customer.ravel(), products)


def bits(held: Array, products: int) -> Array:
    """[customer, product]: what bits say."""
    places = np.arange(products, dtype=np.uint64)
    return ((held[:, None] >> places) & np.uint64(1)).astype(bool)


@dataclass(frozen=True)
class Together:
    """Who has what, and what together with it, on one day."""

    customers: int
    holders: Array
    pairs: Array
    """[i, j]: customers who have both."""

    @property
    def shares(self) -> Array:
        """The share of all customers who have each product."""
        return self.holders / max(self.customers, 1)

    def shrunk(self, k: float) -> Array:
        """P(j | i) = (n_ij + k · share_j) / (n_i + k)."""
        those = np.maximum(self.holders[:, None] + k, 1e-12)  # nobody at all: 0
        shares: Array = (self.pairs + k * self.shares) / those
        return shares

    def lifts(self, k: float) -> Array:
        """P(j | i) shrunk, against the share of all who have j; 1 where nobody has it."""
        shares = np.where(self.holders > 0, self.shares, 1.0)
        return np.where(self.holders > 0, self.shrunk(k) / shares, 1.0)


def together(sets: Baskets) -> Together:
    """The counts of one day; only customers who have something are counted."""
    pairs = sets.counted(sets.weights)
    sizes = np.diff(sets.starts)
    return Together(int(sets.weights[sizes > 0].sum()), np.diag(pairs).copy(), pairs)


@dataclass(frozen=True)
class Taken:
    """What customers took between two days that they did not have, among those who had something."""

    taken: Array
    """Customers who took each product."""
    without: Array
    """Customers who did not have it before."""
    pairs: Array
    """[i, j]: who had i and took j."""
    pairs_without: Array
    """[i, j]: who had i and not j."""

    @property
    def rates(self) -> Array:
        """The share of those without it who took each product; half a customer is added."""
        return (self.taken + 0.5) / (self.without + 1.0)

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.taken + other.taken, self.without + other.without,
                     self.pairs + other.pairs, self.pairs_without + other.pairs_without)  # fmt: skip


def taken_between(before: Baskets, customer: Array, item: Array, who: Array) -> Taken:
    """What was taken by the customers ``who`` (a flag each): ``customer``, ``item`` are all pairs of a
    customer and a product that was not there before.
    """
    active = who & (np.diff(before.starts)[before.of_customer] > 0)
    weights = np.bincount(before.of_customer[active], minlength=len(before.weights))
    both = before.counted(weights)
    holders = np.diag(both).copy()
    mine = active[customer]
    taken = np.bincount(item[mine], minlength=before.products).astype(float)
    pairs = _had_and_took(before, before.of_customer[customer[mine]], item[mine])
    return Taken(taken, float(active.sum()) - holders, pairs, holders[:, None] - both)


def _had_and_took(before: Baskets, of_set: Array, item: Array) -> Array:
    """[i, j]: how often j was taken by somebody whose set, ``of_set``, has i."""
    products = before.products
    if products <= MOST_BITS:
        held = np.zeros((len(before.weights), products))
        held[before.rows(), before.items] = 1
        return np.stack(
            [held[of_set[item == code]].sum(axis=0) for code in range(products)], axis=1
        )
    from scipy.sparse import csr_array

    new = csr_array((np.ones(len(item)), (of_set, item)), (len(before.weights), products))
    counts: Array = (before.matrix().T @ new).toarray()
    return counts


@dataclass(frozen=True)
class Scores:
    """What a product is worth offering: ``[i, j]`` to those who have i, ``alone`` to anybody."""

    given: Array
    """-inf where too few have i to say anything."""
    alone: Array
    adds: bool = False
    """Whether everything that somebody has counts together; else what says most."""


def by_holding(counts: Together, k: float, support: int) -> Scores:
    """score(j) for who has i: P(j | i), counts shrunk towards the share of all by ``k`` customers.

    Only products that ``support`` customers have say anything about others.
    """
    return Scores(_supported(counts.shrunk(k), counts.holders, support), counts.shares)


def by_taking(counts: Together, taken: Taken, k: float, support: int) -> Scores:
    """score(j) for who has i: the rate at which j is taken × lift(j | i) × observed ÷ expected.

    Expected is what the first two foretell for those who had i and not j; observed is who of them took
    it; both have ``k`` takers added, so that few of them say little.
    """
    foretold = taken.rates[None, :] * counts.lifts(k)
    expected = taken.pairs_without * foretold
    known = expected + k
    corrected = np.where(
        known > 0, foretold * (taken.pairs + k) / np.where(known > 0, known, 1), foretold
    )
    return Scores(_supported(corrected, counts.holders, support), taken.rates)


def by_basket(counts: Together, support: int) -> Scores:
    """score(j) for who has i, to be added up over all that somebody has: the cosine n_ij ÷ √(n_i n_j).

    For who has many things, where each says a little (item-based collaborative filtering: Sarwar et al. 2001).
    """
    lengths = np.sqrt(np.outer(counts.holders, counts.holders))
    cosines = np.where(counts.pairs > 0, counts.pairs / np.maximum(lengths, 1e-12), -np.inf)
    return Scores(_supported(cosines, counts.holders, support), counts.shares, adds=True)


def _supported(scores: Array, holders: Array, support: int) -> Array:
    given = np.where((holders >= support)[:, None], scores, -np.inf)
    np.fill_diagonal(given, -np.inf)
    return given


def score_sets(sets: Baskets, scores: Scores, first: int, last: int) -> Array:
    """The scores of the sets ``first`` to ``last``: the best any of its products gives each product, or
    the sum of what they give (``Scores.adds``).

    Where none of them says anything, the score for anybody; of a sum, where they say nothing at all. What
    is in the set has -inf.
    """
    best = _added(sets, scores, first, last) if scores.adds else _best(sets, scores, first, last)
    sizes = np.diff(sets.starts[first : last + 1])
    begin, end = sets.starts[first], sets.starts[last]
    best[np.repeat(np.arange(last - first), sizes), sets.items[begin:end]] = -np.inf
    return best


def _best(sets: Baskets, scores: Scores, first: int, last: int) -> Array:
    best = np.full((last - first, sets.products), -np.inf)
    for item, rows in _holders_in(sets, first, last):
        best[rows] = np.maximum(best[rows], scores.given[item])
    return np.where(np.isneginf(best), scores.alone, best)


def _added(sets: Baskets, scores: Scores, first: int, last: int) -> Array:
    total = np.zeros((last - first, sets.products))
    for item, rows in _holders_in(sets, first, last):
        total[rows] += np.maximum(scores.given[item], 0.0)
    silent = ~(total > 0).any(axis=1, keepdims=True)
    return np.where(silent, scores.alone, total)


def reasons_for(sets: Baskets, scores: Scores, first: int, last: int, chosen: Array) -> Array:
    """For each set and each product chosen for it (-1: none) the product that gives its score, or the most of it.

    -1 where no product says anything and the score is the one for anybody.
    """
    best = np.full(chosen.shape, -np.inf)
    because = np.full(chosen.shape, -1, np.int64)
    for item, rows in _holders_in(sets, first, last):
        gives = np.where(chosen[rows] >= 0, scores.given[item][chosen[rows]], -np.inf)
        better = gives > best[rows]
        best[rows] = np.where(better, gives, best[rows])
        because[rows] = np.where(better, item, because[rows])
    return because


def _holders_in(sets: Baskets, first: int, last: int) -> Iterator[tuple[int, Array]]:
    """For each product the rows of the sets ``first`` to ``last`` that have it."""
    begin, end = sets.starts[first], sets.starts[last]
    items = sets.items[begin:end]
    rows = np.repeat(np.arange(last - first), np.diff(sets.starts[first : last + 1]))
    order = np.argsort(items, kind="stable")
    items, rows = items[order], rows[order]
    cuts = np.flatnonzero(np.diff(items)) + 1
    for part_items, part_rows in zip(np.split(items, cuts), np.split(rows, cuts), strict=True):
        if len(part_items):
            yield int(part_items[0]), part_rows
