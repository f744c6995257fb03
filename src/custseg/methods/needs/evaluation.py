"""How well the ranking foretells what customers took later, beside what is simply taken most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.methods.needs.course import Course
from custseg.methods.needs.offers import Ranking, ranking
from custseg.methods.needs.settings import NeedsSettings
from custseg.models.affinity import Baskets, score_sets, together
from custseg.models.ranking import AT, Judged, best_of, judge, surely_better

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

KINDS = ("taken", "basket", "together", "popular", "held")
"""Rankings that are tested: three of ours, what is taken most, what is held most."""

CHOICE = ("taken", "basket")
"""Rankings of which ``auto`` takes the one that did better; the first where they did equally well."""

PARTS = 10
"""Parts of the tested customers, each of which is ranked by what did better for all others."""

MOST_TESTED = 100_000
"""Of more customers so many are tested, evenly from the sorted list."""


@dataclass(frozen=True)
class Evaluation:
    """What was tested, on whom, and how it came out."""

    customers: int
    """Customers who had something, and took something later that they did not have."""
    taken: int
    is_later: bool
    """The rates come from an earlier period; else from the other half of the customers."""
    judged: dict[str, Judged]
    """By ranking; ``auto`` ranks each tenth of these customers by what was better for the others."""
    is_enough: bool

    @property
    def best(self) -> str:
        """The ranking of ``CHOICE`` that ``auto`` takes: the one with the higher MAP on all tested."""
        return _better(self.judged, slice(None)) if self.is_enough else CHOICE[0]

    def table(self) -> pl.DataFrame:
        """One row a ranking: hit@3, MAP and whether it is surely better than acquisition popularity."""
        rows = [
            {"ranking": kind, "hit_at_3": float(found.hits.mean()), "map_at_7": float(found.precision.mean()),
             "beats_popular": None if kind in ("popular", "held") else _verdict(self.beats(kind)),
             "customers": self.customers}
            for kind, found in self.judged.items()
        ]  # fmt: skip
        return pl.DataFrame(rows)

    def beats(self, kind: str) -> bool | None:
        """Whether a ranking has a higher MAP than popularity: by two standard errors, on the same customers."""
        return surely_better(self.judged[kind].precision, self.judged["popular"].precision)


def _better(judged: Mapping[str, Judged], who: Any) -> str:
    return max(
        CHOICE, key=lambda kind: (float(judged[kind].precision[who].mean()), -CHOICE.index(kind))
    )


def _chosen(judged: Mapping[str, Judged]) -> Judged:
    """Each tenth of the customers ranked by what was better for the other nine: no choice sees its own test."""
    part = np.arange(len(judged["popular"].hits)) % PARTS
    hits, precision = (np.zeros(len(part)) for _ in range(2))
    for number in range(PARTS):
        mine = part == number
        others = judged[CHOICE[0] if mine.all() else _better(judged, ~mine)]
        hits[mine], precision[mine] = others.hits[mine], others.precision[mine]
    return Judged(hits, precision)


def _verdict(better: bool | None) -> str:
    return "undecided" if better is None else "better" if better else "worse"


def evaluate(course: Course, settings: NeedsSettings) -> Evaluation | None:
    """The test on the last period; None where there is only one day.

    With three days or more all rates come from before that period. With two the customers are halved,
    and each half is ranked by the rates of the other. What customers have is that of the day before.
    Equal scores are decided as in ``offers.ranking``. A hidden product is never asked for: finding what
    somebody already has says nothing about what is wanted next.
    """
    last = len(course.sets) - 1
    if last < 1:
        return None
    before = course.sets[last - 1]
    customer, item = course.new[last - 1]
    has_something = np.diff(before.starts)[before.of_customer] > 0
    counts = has_something[customer]
    customer, item = customer[counts], item[counts]
    tested = np.unique(customer)
    tested = tested[:: -(-len(tested) // MOST_TESTED) or 1]
    counts = np.isin(customer, tested)
    customer, item = customer[counts], item[counts]
    enough = len(tested) >= settings.min_tested
    if not enough:
        return Evaluation(len(tested), len(customer), last > 1, {}, False)
    halves = [np.ones(len(course.customer_ids), bool)]
    if last == 1:
        odd = np.arange(len(course.customer_ids)) % 2 == 1
        halves = [odd, ~odd]
    parts: dict[str, list[Judged]] = {kind: [] for kind in KINDS}
    held = together(before)
    for half in halves:
        rates = course.taken(0, last - 1) if last > 1 else course.taken(0, 1, ~half)
        who = tested[half[tested]]
        if not len(who):
            continue
        mine = np.isin(customer, who)
        sets = _sets_of(before, who)
        for kind in KINDS:
            known = rates if kind != "held" else None
            ranked = ranking("popular" if kind == "held" else kind, held, known, settings)
            parts[kind].append(_judged(sets, ranked, who, customer[mine], item[mine]))
    judged = {
        kind: Judged(*(np.concatenate(column) for column in zip(*found, strict=True)))
        for kind, found in parts.items()
    }
    return Evaluation(
        len(tested), len(customer), last > 1, {"auto": _chosen(judged), **judged}, True
    )


def _judged(sets: Baskets, ranked: Ranking, who: Array, customer: Array, item: Array) -> Judged:
    """The lists of customers ``who`` (sorted; ``sets`` are theirs) held against the pairs of what they took."""
    lists = np.full((len(sets.weights), AT), -1, np.int64)
    for first, last in sets.chunks():
        best = best_of(score_sets(sets, ranked.scores, first, last)[:, ranked.order], AT)
        lists[first:last] = np.where(best >= 0, ranked.order[best], -1)
    chosen = lists[sets.of_customer]
    place = np.searchsorted(who, customer)
    pairs = np.sort(place * sets.products + item)
    wanted = np.arange(len(who))[:, None] * sets.products + chosen
    return judge(chosen, np.isin(wanted, pairs), np.bincount(place, minlength=len(who)))


def _sets_of(before: Baskets, who: Array) -> Baskets:
    """The sets of some customers."""
    needed, of_who, weights = np.unique(
        before.of_customer[who], return_inverse=True, return_counts=True
    )
    wanted = np.zeros(len(before.weights), bool)
    wanted[needed] = True
    starts = np.concatenate([[0], np.cumsum(np.diff(before.starts)[needed])])
    return Baskets(
        starts, before.items[wanted[before.rows()]], weights, of_who.ravel(), before.products
    )
