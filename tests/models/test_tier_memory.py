"""Both published rules against a reading of them by hand, customer by customer and month by month."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.tier_memory import NONE, Memory, Standing, cbhb, ccb, next_month, none

CUTS = [50_000.0, 200_000.0, 1_000_000.0, 6_000_000.0]
LEVELS = len(CUTS) + 1
PRIVATE = 0
NAMES = ("normal", "watched")


def level_of(amount: float) -> int:
    """0 is the best level."""
    return len(CUTS) - bisect_right(CUTS, amount)


# --- the rules by hand -----------------------------------------------------------------------------


def ccb_by_hand(amounts: list[float]) -> list[tuple[int, str]]:
    """建行: 新客户直接定级; 升级当月; 连续三个月未达标, 第四个月起关注; 连续三个月关注, 次月按六个月最高资产定级."""
    tier, told = -1, []
    before_watch: list[float] = []
    on_watch: list[float] = []
    for amount in amounts:
        reached = level_of(amount)
        status = "normal"
        if tier == -1:
            tier = reached
        if len(on_watch) == 3:
            tier = level_of(max(before_watch + on_watch))
            before_watch, on_watch = [], []
        if reached <= tier:
            tier = reached
            before_watch, on_watch = [], []
        elif len(before_watch) < 3:
            before_watch.append(amount)
        else:
            on_watch.append(amount)
            status = "watched"
        told.append((tier, status))
    return told


def cbhb_by_hand(amounts: list[float]) -> list[tuple[int, str]]:
    """渤海: 达标次月升级; 未达标即为关注客户; 三个月 (私人银行六个月) 未达标, 次月降至最后一月资产对应的层级."""
    tier, told = -1, []
    promised: int | None = None
    not_met: list[float] = []
    for amount in amounts:
        reached = level_of(amount)
        if tier == -1:
            tier = reached
        if promised is not None:
            tier, promised, not_met = promised, None, []
        elif len(not_met) == (6 if tier == PRIVATE else 3):
            tier, not_met = level_of(not_met[-1]), []
        if reached < tier:
            promised, not_met = reached, []
        elif reached == tier:
            not_met = []
        else:
            not_met.append(amount)
        told.append((tier, "watched" if not_met else "normal"))
    return told


BY_HAND = {"ccb": ccb_by_hand, "cbhb": cbhb_by_hand}
RULES = {"ccb": ccb(LEVELS), "cbhb": cbhb(LEVELS, frozenset({PRIVATE}))}


def walked(reached: np.ndarray, rule: Memory) -> tuple[np.ndarray, np.ndarray]:
    """Levels and whether watched, one row a month."""
    now = Standing.nobody(reached.shape[1])
    tiers, watched = [], []
    for month, levels in enumerate(reached):
        now = next_month(now, levels, month, rule)
        tiers.append(now.tier)
        watched.append(now.watched(rule))
    return np.array(tiers), np.array(watched)


def histories(customers: int, months: int, seed: int) -> np.ndarray:
    """Balances that wander around a level of their own, some far, some across thresholds all the time."""
    rng = np.random.default_rng(seed)
    centre = rng.normal(11.8, 1.8, customers)
    spread = rng.choice([0.05, 0.25, 0.6, 1.5], customers)
    logs = np.empty((months, customers))
    now = centre + spread * rng.normal(size=customers)
    for month in range(months):
        now = centre + 0.7 * (now - centre) + spread * rng.normal(size=customers)
        logs[month] = now
    return np.round(np.exp(logs), 2)


def levels_of(amounts: np.ndarray) -> np.ndarray:
    return (len(CUTS) - np.searchsorted(CUTS, amounts, side="right")).astype(np.int8)


@pytest.mark.parametrize("name", RULES)
def test_published_rules_are_as_by_hand_on_ten_thousand_histories(name: str) -> None:
    amounts = histories(10_000, 24, seed=3)
    tiers, watched = walked(levels_of(amounts), RULES[name])
    differing = 0
    for customer in range(amounts.shape[1]):
        told = BY_HAND[name](amounts[:, customer].tolist())
        mine = [(int(tier), NAMES[int(flag)])
                for tier, flag in zip(tiers[:, customer], watched[:, customer], strict=True)]  # fmt: skip
        differing += mine != told
    assert differing == 0


amounts_by_month = st.lists(
    st.sampled_from([0.0, 49_999.99, 50_000.0, 199_999.99, 200_000.0, 999_999.0, 1e6, 5.9e6, 6e6]),
    min_size=1, max_size=30,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(amounts_by_month, st.sampled_from(sorted(RULES)))
def test_published_rules_are_as_by_hand(amounts: list[float], name: str) -> None:
    tiers, watched = walked(levels_of(np.array(amounts)[:, None]), RULES[name])
    mine = [
        (int(tier), NAMES[int(flag)]) for tier, flag in zip(tiers[:, 0], watched[:, 0], strict=True)
    ]
    assert mine == BY_HAND[name](amounts)


# --- what the texts say, as examples ----------------------------------------------------------------


def tiers_of(amounts: list[float], rule: Memory) -> list[int]:
    return walked(levels_of(np.array(amounts)[:, None]), rule)[0][:, 0].tolist()


GOLD, PLATINUM, BASIC = level_of(60_000), level_of(300_000), level_of(0)


def test_ccb_falls_in_the_seventh_month_to_the_best_of_the_six() -> None:
    low = [20_000, 10_000, 60_000, 10_000, 0, 0, 0, 0]
    assert tiers_of([300_000, *low], RULES["ccb"]) == [PLATINUM] * 7 + [GOLD, GOLD]


def test_ccb_is_watched_from_the_fourth_month_and_free_again_when_back() -> None:
    _, watched = walked(levels_of(np.array([3e5, 0, 0, 0, 0, 3e5, 0])[:, None]), RULES["ccb"])
    assert watched[:, 0].tolist() == [False, False, False, False, True, False, False]


def test_ccb_who_is_back_in_the_month_of_the_fall_stays() -> None:
    assert tiers_of([3e5, 0, 0, 0, 0, 0, 0, 3e5], RULES["ccb"]) == [PLATINUM] * 8


def test_cbhb_falls_in_the_fourth_month_to_the_level_of_the_third() -> None:
    assert tiers_of([3e5, 6e4, 6e4, 0, 6e4, 6e4, 6e4], RULES["cbhb"]) == [
        PLATINUM, PLATINUM, PLATINUM, PLATINUM, BASIC, GOLD, GOLD]  # fmt: skip


def test_cbhb_private_banking_has_six_months() -> None:
    assert tiers_of([7e6, *[2e6] * 7], RULES["cbhb"]) == [0] * 7 + [1]


def test_cbhb_rises_a_month_later() -> None:
    assert tiers_of([0, 3e5, 3e5], RULES["cbhb"]) == [BASIC, BASIC, PLATINUM]


def test_without_memory_the_level_is_that_of_the_month() -> None:
    amounts = histories(200, 12, seed=5)
    tiers, watched = walked(levels_of(amounts), none(LEVELS))
    assert (tiers == levels_of(amounts)).all()
    assert not watched.any()


# --- any rule ---------------------------------------------------------------------------------------

rules = st.builds(
    Memory,
    st.lists(st.integers(0, 4), min_size=LEVELS, max_size=LEVELS).map(tuple),
    st.lists(st.integers(0, 4), min_size=LEVELS, max_size=LEVELS).map(tuple),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
months_of_levels = st.lists(
    st.lists(st.integers(-1, LEVELS - 1), min_size=4, max_size=4), min_size=2, max_size=20
).map(lambda rows: np.array(rows, np.int8))


@settings(max_examples=200, deadline=None)
@given(months_of_levels, rules)
def test_nobody_falls_before_the_months_are_over_and_nobody_passes_what_was_reached(
    reached: np.ndarray, rule: Memory
) -> None:
    now = Standing.nobody(reached.shape[1])
    for month, levels in enumerate(reached):
        was, now = now, next_month(now, levels, month, rule)
        held = np.where(was.decided != NONE, was.decided, was.tier)  # when the month begins
        limit = np.array([g + w for g, w in zip(rule.grace_months, rule.watch_months, strict=True)])
        demoted = (was.tier != NONE) & (was.decided > was.tier)
        assert (was.below[demoted] == limit[was.tier[demoted]]).all()
        fell_at_once = (was.tier != NONE) & (now.tier > held)
        assert (limit[held[fell_at_once]] == 0).all()
        best = np.where(reached[: month + 1] == NONE, LEVELS, reached[: month + 1]).min(axis=0)
        assert (now.tier[now.tier != NONE] >= best[now.tier != NONE]).all()
        assert ((now.tier != NONE) >= (levels != NONE)).all()


def test_a_lock_holds_and_leaves_no_months_below() -> None:
    rule = RULES["ccb"]
    now = Standing.nobody(1)
    lock = np.array([1], np.int8)
    for month in range(5):
        now = next_month(
            now, np.array([4], np.int8), month, rule, lock if month < 3 else np.array([NONE])
        )
        assert now.tier[0] == 1
    assert now.below[0] == 2


def test_what_is_not_known_neither_counts_nor_breaks() -> None:
    reached = np.array([[2], [4], [4], [4], [-1], [4], [4], [4], [4]], np.int8)
    tiers, _ = walked(reached, RULES["ccb"])
    assert tiers[:, 0].tolist() == [2] * 8 + [4]
