"""Tiers with memory: one month of a bank's written rule, for all customers at once.

Levels are numbered from the top, 0 being the best; the last one is the rest. Only months are looped
over: within a month every line below is one sentence of the rule, said of all customers.

Sources: the rule of China Construction Bank's customer management system (2012, as copied in public
forums) and the page of China Bohai Bank; ``ccb`` and ``cbhb`` are these two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Levels = NDArray[np.int8]
    Counts = NDArray[np.int16]

NONE = np.int8(-1)
"""No level: not a customer yet, not judged, nothing decided."""


@dataclass(frozen=True)
class Memory:
    """A written rule of promotion, watch and demotion."""

    grace_months: tuple[int, ...]
    """For each level: months below it before its customer is watched 关注."""
    watch_months: tuple[int, ...]
    """For each level: months on watch, after which the customer is downgraded in the next month.
    Grace and watch of 0 downgrade at once."""
    upgrade_next_month: bool = False
    """A higher level counts from next month, not at once."""
    to_best: bool = True
    """Down to the best level reached in the months below; otherwise to that of the last of them."""
    start_at_rest: bool = False
    """New customers begin at the rest level and rise by the rule; otherwise at the level they reach."""


def ccb(levels: int) -> Memory:
    """建行: up at once; three months below, then watched; after three months of watch down to the best of the six."""
    return Memory((3,) * levels, (3,) * levels)


def cbhb(levels: int, private: frozenset[int] = frozenset()) -> Memory:
    """渤海: up next month; watched at once; month 4 (private banking: 7) at the level of the month before."""
    watch = tuple(6 if level in private else 3 for level in range(levels))
    return Memory((0,) * levels, watch, upgrade_next_month=True, to_best=False)


def none(levels: int) -> Memory:
    """Every month anew, as if there were no history."""
    return Memory((0,) * levels, (0,) * levels)


@dataclass(frozen=True)
class Standing:
    """Where every customer stands at the end of a month, and all that next month must know of it."""

    tier: Levels
    """The level held; NONE before the first month as a customer."""
    reached: Levels
    """The level this month's figures reach; NONE where they are not known."""
    below: Counts
    """Months in a row below the level held, this one included."""
    best: Levels
    """The best level reached in those months; NONE without any."""
    decided: Levels
    """The level from next month on; NONE where it stays."""
    since: NDArray[np.int32]
    """The month since which the level is held."""

    @classmethod
    def nobody(cls, customers: int) -> Standing:
        """Before the first month."""
        tier, reached, best, decided = (np.full(customers, NONE) for _ in range(4))
        below, since = np.zeros(customers, np.int16), np.zeros(customers, np.int32)
        return cls(tier, reached, below, best, decided, since)

    def watched(self, memory: Memory) -> NDArray[np.bool_]:
        """Who is watched 关注: below the own level for longer than the months of grace."""
        watched: NDArray[np.bool_] = (self.tier != NONE) & (
            self.below > _of_level(memory.grace_months, self.tier)
        )
        return watched

    def months_left(self, memory: Memory) -> Counts:
        """How many more months below would downgrade; counts only for those who are below."""
        left: Counts = _limit(memory, self.tier) - self.below
        return left


def next_month(
    was: Standing, reached: Levels, month: int, memory: Memory, locked: Levels | None = None
) -> Standing:
    """The standings a month later, given the levels this month's figures reach.

    ``reached`` is NONE where nothing is known: the months below are then neither continued nor
    broken. ``locked`` is the level of who is held there by a lock this month, NONE for the others;
    a lock wins over everything and leaves no months below.
    """
    judged = reached != NONE

    # What last month decided comes into force.
    comes = was.decided != NONE
    tier = np.where(comes, was.decided, was.tier)
    below = np.where(comes, np.int16(0), was.below)
    best = np.where(comes, NONE, was.best)

    # A new customer gets a level at once.
    new = judged & (tier == NONE)
    rest = np.int8(len(memory.grace_months) - 1)
    tier = np.where(new, rest if memory.start_at_rest else reached, tier)

    # Who reaches a higher level rises; who reaches the own level is in order again.
    higher = judged & (reached < tier)
    if not memory.upgrade_next_month:
        tier = np.where(higher, reached, tier)
    lower = judged & (reached > tier)
    best = np.where(lower, np.where(below == 0, reached, np.minimum(best, reached)),
                    np.where(judged, NONE, best))  # fmt: skip
    below = np.where(lower, below + np.int16(1), np.where(judged, np.int16(0), below))

    # After the months of grace and of watch the level falls: next month, or at once where there are none.
    limit = _limit(memory, tier)
    falls = lower & (below >= limit)
    if not limit.all():
        at_once = falls & (limit == 0)
        tier = np.where(at_once, reached, tier)
        below, best = np.where(at_once, np.int16(0), below), np.where(at_once, NONE, best)
        falls &= ~at_once
    decided = np.where(falls, best if memory.to_best else reached, NONE)
    if memory.upgrade_next_month:
        decided = np.where(higher, reached, decided)

    # A lock holds the customer where it says.
    if locked is not None:
        held = (locked != NONE) & (tier != NONE)
        tier = np.where(held, locked, tier)
        below = np.where(held, np.int16(0), below)
        best, decided = np.where(held, NONE, best), np.where(held, NONE, decided)

    since = np.where(tier != was.tier, np.int32(month), was.since)
    return Standing(tier, reached, below, best, decided, since)


def _of_level(months: tuple[int, ...], tier: Levels) -> Counts:
    """For each customer the months that hold for the level; of no meaning without a level."""
    if len(set(months)) == 1:  # nearly always, and ten times as fast
        return np.full(1, months[0], np.int16)
    by_level = np.array([*months, 0], np.int16)  # the last one is what NONE = -1 picks
    chosen: Counts = by_level[tier]
    return chosen


def _limit(memory: Memory, tier: Levels) -> Counts:
    both = tuple(g + w for g, w in zip(memory.grace_months, memory.watch_months, strict=True))
    return _of_level(both, tier)
