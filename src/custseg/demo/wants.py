"""Which products the customers of the invented bank take, month by month, with known probabilities.

Whoever has one product takes some others more readily: a home loan brings insurance, a credit card
brings a consumer loan. The chance of the next months is therefore known for everybody and every product
(``chances``), and a ranking can be held against the truth instead of against luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from custseg.demo.story import Array


class Ware(NamedTuple):
    """A product that is taken by the process."""

    name: str
    family: str
    at_start: float
    """Share of those whom it suits who have it in the first month."""
    monthly: float
    """Chance of taking it within a month, for who suits it and has nothing that leads to it."""
    ages: tuple[int, int]
    income: int
    """Least income in yuan a year."""
    risk: str


WARES: tuple[Ware, ...] = (
    Ware("手机银行签约", "电子银行", 0.70, 0.008, (18, 70), 0, "R1"),
    Ware("短信通知", "电子银行", 0.60, 0.004, (18, 90), 0, "R1"),
    Ware("江南信用卡", "信用卡", 0.30, 0.006, (22, 60), 60_000, ""),
    Ware("安居住房贷款", "贷款", 0.20, 0.003, (25, 50), 80_000, ""),
    Ware("惠民消费贷款", "贷款", 0.05, 0.002, (22, 55), 60_000, ""),
    Ware("安康终身保险", "保险", 0.12, 0.003, (28, 65), 60_000, "R2"),
    Ware("江南积存金", "贵金属", 0.04, 0.0015, (18, 80), 0, "R3"),
    Ware("跨境汇款签约", "外汇", 0.06, 0.001, (18, 65), 100_000, "R1"),
)  # fmt: skip

LEADS: dict[tuple[str, str], float] = {
    # who has the first takes the second so many times as readily
    ("手机银行签约", "江南信用卡"): 2.0,
    ("江南信用卡", "惠民消费贷款"): 10.0,
    ("安居住房贷款", "安康终身保险"): 15.0,
    ("安康终身保险", "江南积存金"): 12.0,
    ("短信通知", "手机银行签约"): 1.5,
    ("跨境汇款签约", "江南积存金"): 8.0,
    ("江南信用卡", "跨境汇款签约"): 10.0,
}  # fmt: skip

AHEAD = 9
"""Months ahead that ``chances`` speak of, as many as lie between two lists of holdings."""

NEVER = 999
_NAMES = [ware.name for ware in WARES]


@dataclass(frozen=True)
class Wants:
    """Who has what at the end of each month, and since when."""

    since: Array
    """[customer, ware]: month in which it was taken, -1 from before the first month, ``NEVER`` if never."""

    def held(self, month: int) -> Array:
        """[customer, ware]: whether it is held at the end of a month."""
        has: Array = self.since <= month
        return has


def suits(age: Array, income: Array) -> Array:
    """[customer, ware]: whether age and income allow it."""
    allowed = [
        (age >= ware.ages[0]) & (age <= ware.ages[1]) & (income >= ware.income) for ware in WARES
    ]
    return np.stack(allowed, axis=1)


def readiness(has: Array, suited: Array) -> Array:
    """[customer, ware]: the chance of taking each ware within the next month, were it not had yet."""
    monthly = np.array([ware.monthly for ware in WARES]) * suited
    for (first, takes), times in LEADS.items():
        monthly[:, _NAMES.index(takes)] *= np.where(has[:, _NAMES.index(first)], times, 1.0)
    chance: Array = np.minimum(monthly, 0.5)
    return chance


def live(suited: Array, present: Array, rng: np.random.Generator) -> Wants:
    """What is taken month by month; only who is ``present`` ([customer, month]) takes anything."""
    starts = rng.random(suited.shape) < np.array([ware.at_start for ware in WARES]) * suited
    since = np.where(starts, -1, NEVER)
    for month in range(present.shape[1]):
        chance = readiness(since < month, suited) * present[:, month][:, None]
        takes = (rng.random(suited.shape) < chance) & (since == NEVER)
        since[takes] = month
    return Wants(since)


def chances(
    held: Array, suited: Array, months: int = AHEAD, lives: int = 64, seed: int = 1
) -> Array:
    """[customer, ware]: the chance of having taken each ware ``months`` months later; 0 for what is held.

    The mean over ``lives`` drawn futures of 1 − Π (1 − the month's chance), so that rare wares have exact
    small chances, too.
    """
    rng = np.random.default_rng([seed, 11])
    without = np.zeros(held.shape)
    for _ in range(lives):
        has, left = held.copy(), np.ones(held.shape)
        for _month in range(months):
            chance = readiness(has, suited)
            left *= 1 - chance
            has |= rng.random(held.shape) < chance
        without += left
    return np.where(held, 0.0, 1 - without / lives)
