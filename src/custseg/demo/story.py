"""The eight kinds of customers the invented bank has, and how each behaves over 24 months.

This is the truth beneath the exports: which kind a customer is, how much comes in and goes out, and
when the change comes. Nobody reads it from the files; the methods have to find it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

FIRST_DAY = date(2024, 7, 1)
MONTHS = 24
MONTH_STARTS = np.array(
    [(date(2024 + (6 + m) // 12, (6 + m) % 12 + 1, 1) - FIRST_DAY).days for m in range(MONTHS + 1)]
)
"""First day of every month, and of the one after the last, in days since FIRST_DAY."""
DAYS = int(MONTH_STARTS[-1])
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
MONTH_DAYS = np.diff(MONTH_STARTS)


class Kind(NamedTuple):
    """One kind of customer, by its medians."""

    share: float
    age: int
    income: int
    """Yuan a year."""
    wealth: tuple[int, int, int]
    """Yuan in time deposits, wealth products and funds."""
    rate: float
    """Payments a month."""
    spends: float
    """Share of the income that is spent."""
    salaried: float
    turns: tuple[int, int]
    """Months between which the change comes (MONTHS: never)."""
    mood: float
    """How satisfied, -1 to 1."""


KINDS: dict[str, Kind] = {
    "mass": Kind(0.40, 42, 72_000, (9_000, 4_000, 1_000), 1.2, 0.96, 0.55, (MONTHS, MONTHS), 0.2),
    "salaried_growing": Kind(0.15, 31, 138_000, (8_000, 30_000, 14_000), 2.6, 0.86, 1.0, (MONTHS, MONTHS), 0.5),
    "affluent_stable": Kind(0.10, 54, 420_000, (420_000, 560_000, 160_000), 3.0, 0.90, 0.4, (MONTHS, MONTHS), 0.5),
    "declining": Kind(0.08, 47, 260_000, (120_000, 230_000, 70_000), 4.5, 0.92, 0.45, (12, 17), -0.4),
    "dormant": Kind(0.10, 50, 60_000, (3_000, 0, 0), 1.8, 0.97, 0.2, (3, 15), 0.0),
    "churned": Kind(0.07, 38, 110_000, (25_000, 40_000, 15_000), 3.0, 0.92, 0.45, (9, 20), -0.7),
    "new": Kind(0.06, 28, 96_000, (4_000, 8_000, 6_000), 4.5, 0.80, 0.6, (21, 24), 0.3),
    "prospect": Kind(0.04, 33, 120_000, (0, 0, 0), 0.0, 0.0, 0.0, (MONTHS, MONTHS), 0.1),
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """Every customer's life, one element (or row) a customer, months in columns."""

    kind: Array
    """Index into KINDS."""
    age: Array
    income: Array
    salaried: Array
    mood: Array
    turn: Array
    """Month of the change; for a new customer, of the opening."""
    activity: Array
    """[customer, month]: 1 is the customer's usual self, 0 is nothing at all."""
    payments: Array
    """[customer, month]: payments made."""
    products: Array
    """[customer, product, month]: yuan kept in time deposits, wealth products, funds."""

    def is_kind(self, *names: str) -> Array:
        """Which customers are of one of these kinds."""
        return np.isin(self.kind, [list(KINDS).index(name) for name in names])


def tell(customers: int, seed: int) -> Story:
    """The lives of ``customers`` customers; the same seed tells the same story."""
    rng = np.random.default_rng([seed, 1])
    kinds = list(KINDS.values())
    counts = np.floor(np.cumsum([k.share for k in kinds]) * customers + 0.5).astype(int)
    kind = np.repeat(np.arange(len(kinds)), np.diff(counts, prepend=0))
    rng.shuffle(kind)

    def of_kind(name: str) -> Array:
        return np.array([getattr(k, name) for k in kinds])[kind]

    spread = np.exp(rng.normal(0, 0.28, customers))
    turns = of_kind("turns")
    turn = turns[:, 0] + (rng.random(customers) * (turns[:, 1] - turns[:, 0])).astype(int)
    age = np.clip(of_kind("age") + rng.normal(0, 9, customers), 18, 88).astype(int)
    activity = _activity(kind, turn)
    rate = of_kind("rate") * np.exp(rng.normal(0, 0.25, customers))
    return Story(
        kind=kind, age=age, turn=turn, activity=activity,
        income=np.round(of_kind("income") * spread, -2),
        salaried=rng.random(customers) < of_kind("salaried"),
        mood=np.clip(of_kind("mood") + rng.normal(0, 0.35, customers), -1, 1),
        payments=rng.poisson(rate[:, None] * activity),
        products=_products(kind, turn, of_kind("wealth") * spread[:, None], rng),
    )  # fmt: skip


def _activity(kind: Array, turn: Array) -> Array:
    names = np.array(list(KINDS))[kind][:, None]
    month = np.arange(MONTHS)[None, :]
    since = month - turn[:, None]
    return np.select(
        [names == "salaried_growing", names == "declining", names == "new", names == "prospect",
         np.isin(names, ["dormant", "churned"])],
        [0.75 + 0.5 * month / (MONTHS - 1) + 0 * since, 0.72 ** np.maximum(since, 0), since >= 0,
         0.0 * since, since < 0],
        default=1.0 + 0 * since,
    )  # fmt: skip


def _products(kind: Array, turn: Array, wealth: Array, rng: np.random.Generator) -> Array:
    """What is kept in each product at the end of each month, in whole thousands of yuan."""
    names = np.array(list(KINDS))[kind][:, None]
    month = np.arange(MONTHS)[None, :]
    since = month - turn[:, None]
    course = np.select(
        [names == "salaried_growing", names == "declining", names == "new", names == "churned"],
        [0.35 + 1.3 * month / (MONTHS - 1) + 0 * since, 0.74 ** np.maximum(since, 0), since >= 1, since < 0],
        default=1.0 + 0.003 * month + 0 * since,
    )  # fmt: skip
    keeps = rng.random((len(kind), 3)) < np.array([0.55, 0.6, 0.45])
    wanted = wealth[:, :, None] * keeps[:, :, None] * course[:, None, :]
    wanted = wanted * np.exp(rng.normal(0, 0.10, wanted.shape))
    wanted = np.round(wanted, -3)
    # People act on their money now and then; those who leave take all of it at once.
    acts = (rng.random((len(kind), MONTHS)) < 0.3) | ((names == "churned") & (since == 0))
    acts |= (names == "declining") & (since >= 0)
    held = wanted.copy()
    for m in range(1, MONTHS):
        held[:, :, m] = np.where(acts[:, m, None], wanted[:, :, m], held[:, :, m - 1])
    gone = (names == "churned") & (since >= 0)
    held[np.broadcast_to(gone[:, None, :], held.shape)] = 0
    return held
