"""Service levels, strategies, and contacts held against them."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.errors import InputError, UsageError
from custseg.facts.rows import FactSettings
from custseg.plan.book import Book
from custseg.plan.ladder import Ladder
from custseg.plan.policy import Level, PolicySettings, Strategy, policy
from custseg.result import Part
from custseg.schema.dataset import Dataset
from custseg.words import term
from custseg.words.labels import LABELS
from custseg.words.terms import TITLES

DAY = date(2024, 6, 30)
LEVELS = ("private_banking", "diamond", "platinum", "gold", "basic")


def book(
    contacts: pl.DataFrame | None = None,
    events: pl.DataFrame | None = None,
    **columns: list[object],
) -> Book:
    """Six customers of five tiers at two branches, and one without a tier."""
    base: dict[str, object] = {
        "customer_id": [f"K{n}" for n in range(7)],
        "tier": ["diamond", "diamond", "platinum", "gold", "gold", "basic", None],
        "value": [9e6, 3e6, 5e5, 8e4, 6e4, 500.0, 0.0],
        "aum_month_avg": [9e6, 3e6, 5e5, 8e4, 6e4, 500.0, 0.0],
        "branch": ["东", "西", "东", "西", "东", "西", None],
        "manager": ["甲", "乙", "甲", "乙", None, None, None],
        "stage": ["mature", "declining", "mature", "lost", "growing", "dormant", "prospect"],
        "days_since_last": [3, 90, 10, 500, 5, 400, None],
        "opened_on": [date(2020, 1, 1)] * 6 + [None],
    }
    tables = {"contacts": contacts, "events": events}
    there = {kind: frame for kind, frame in tables.items() if frame is not None}
    return Book(Dataset.from_frames(there, as_of=DAY), pl.DataFrame(base | columns), FactSettings(),
                levels=LEVELS)  # fmt: skip


def contacts(*made: tuple[str, int] | tuple[str, int, str]) -> pl.DataFrame:
    """Contacts by customer, days before the day of the plan, and result."""
    return pl.DataFrame(
        [(m[0], DAY - timedelta(days=m[1]), m[2] if len(m) > 2 else "已接通") for m in made],
        orient="row",
        schema={"customer_id": pl.String, "date": pl.Date, "contact_result": pl.String},
    )


def of(part: Part, customer: str) -> dict[str, object]:
    assert part.columns is not None
    return part.columns.row(by_predicate=pl.col("customer_id") == customer, named=True)


def said(part: Part, level: str) -> str:
    return "\n".join(n.text for n in part.notes if n.level == level)


# --- who is served how -----------------------------------------------------------------------------


def test_every_tier_has_the_example_of_its_position_and_says_so() -> None:
    part = policy(book())
    assert part.columns is not None
    assert part.columns["policy"].to_list() == [
        "dedicated", "dedicated", "named", "attended", "attended", "self_service", None]  # fmt: skip
    assert of(part, "K0")["policy_rule"] == "2: tier = 'diamond'"
    assert "examples" in said(part, "warning")
    assert part.tables["policies"]["customers"].to_list() == [0, 2, 1, 2, 1]


@pytest.mark.parametrize(
    ("n", "rungs"), [(1, "e"), (2, "ae"), (3, "ace"), (4, "abde"), (6, "abccde")]
)
def test_levels_stand_on_the_rung_of_their_position(n: int, rungs: str) -> None:
    assert "".join(Ladder("tier", tuple(map(str, range(n)))).spread("abcde")) == rungs


def test_levels_on_one_rung_have_their_own_names() -> None:
    names = [f"L{n}" for n in range(8)]
    b = book(tier=["L0", "L1", "L2", "L3", "L4", "L5", "L7"])
    part = policy(Book(b.dataset, b.customers, b.facts, levels=names))
    assert part.columns is not None
    assert part.columns["policy"].n_unique() == 7


def test_without_tiers_the_value_tiers_count() -> None:
    b = book(value_tier=["high", "high", "potential", "low", "low", "low", "low"])
    part = policy(Book(b.dataset, b.customers.drop("tier"), b.facts))
    assert of(part, "K0")["policy"] == "dedicated"
    assert of(part, "K2")["policy"] == "attended"
    assert of(part, "K6")["policy"] == "self_service"


def test_the_first_level_that_holds_counts_and_gaps_are_shown() -> None:
    levels = (
        Level(name="要客", tier=("钻石", "platinum"), when="value > 100万", contact_every_days=20),
        Level(name="其他要客", tier=("diamond", "platinum"), contacts_a_month=0.5),
        Level(name="观察", when="value > 5万"),
    )
    part = policy(book(), PolicySettings(level=levels))
    assert part.columns is not None
    assert part.columns["policy"].to_list() == [
        "要客",
        "要客",
        "其他要客",
        "观察",
        "观察",
        None,
        None,
    ]
    assert part.tables["policy_uncovered"]["customer_id"].to_list() == ["K5", "K6"]
    assert part.tables["policy_coverage"]["taken_before"].to_list() == [0, 2, 3]
    assert part.tables["policy_overlap"]["customers"].to_list() == [2, 2, 3]
    assert "no service level holds for 2 customers" in said(part, "warning")
    assert part.tables["policies"]["contact_every_days"].to_list() == [20, 60, None]


def test_a_level_that_is_shadowed_or_empty_is_told() -> None:
    levels = (
        Level(name="A", tier=("diamond",)), Level(name="B", when="value > 10亿"),
        Level(name="C", when="tier = 'diamond' AND value > 0"), Level(name="D"),
    )  # fmt: skip
    warned = said(policy(book(), PolicySettings(level=levels)), "warning")
    assert "2 'B' holds for nobody" in warned
    assert "3 'C' is shadowed" in warned


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ((Level(name="A"), Level(name="B")), "takes everybody"),
        ((Level(name="A", when="value > 1"), Level(name="A")), "is there twice"),
        ((Level(name="A", contact_every_days=3, contacts_a_month=1),), "write one"),
        ((Level(name="A", when="nothing_like_it > 1"),), "no column"),
        ((Level(name="A", when="SELECT 1"),), "not a query"),
    ],
)  # fmt: skip
def test_levels_that_contradict_themselves_are_refused(
    levels: tuple[Level, ...], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        policy(book(), PolicySettings(level=levels))


def test_levels_for_tiers_need_tiers() -> None:
    b = book()
    with pytest.raises(UsageError, match="nothing says the customers' tiers"):
        policy(Book(b.dataset, b.customers.drop("tier"), b.facts),
               PolicySettings(level=(Level(name="A", tier=("diamond",)),)))  # fmt: skip
    with pytest.raises(InputError, match="tiers or the value"):
        policy(Book(b.dataset, b.customers.drop("tier"), b.facts))


# --- what is wanted of them ------------------------------------------------------------------------


def test_strategies_go_by_stage_and_value() -> None:
    part = policy(book())
    assert part.columns is not None
    assert part.columns["strategy"].to_list() == [
        "keep", "retain", "keep", "win_back", "develop", "terminate", "acquire"]  # fmt: skip
    close = part.tables["accounts_to_close"]
    assert close["customer_id"].to_list() == ["K5"]
    assert close["days_since_last"].to_list() == [400]


def test_where_nobody_holds_anything_there_is_nothing_to_close() -> None:
    b = book()
    shop = Book(b.dataset, b.customers.drop("aum_month_avg"), b.facts, levels=LEVELS)
    part = policy(shop)
    assert of(part, "K5")["strategy"] == "win_back"
    assert "accounts_to_close" not in part.tables


def test_a_strategy_can_stop_contacts_or_ask_for_more() -> None:
    strategies = (
        Strategy(name="停", when="tier = 'diamond' AND value > 500万", contact_every_days=0),
        Strategy(name="紧", when="tier = 'gold'", contact_every_days=7),
        Strategy(name="余", contact_every_days=90),
    )
    part = policy(book(), PolicySettings(strategy=strategies))
    due = {c: of(part, c)["contact_due_on"] for c in ("K0", "K1", "K3", "K5")}
    assert due == {
        "K0": None, "K1": DAY + timedelta(days=30), "K3": DAY + timedelta(days=7),
        "K5": DAY + timedelta(days=90),
    }  # fmt: skip


# --- when a contact is due, and whether it came ----------------------------------------------------


def test_the_rhythm_counts_from_the_last_contact_else_from_what_is_known() -> None:
    made = contacts(("K0", 40), ("K0", 20), ("K2", 200))
    part = policy(
        book(
            contacts=made, opened_on=[date(2020, 1, 1)] * 4 + [DAY - timedelta(days=5)] + [None] * 2
        )
    )
    assert of(part, "K0")["contact_due_on"] == DAY + timedelta(days=10)
    assert of(part, "K0")["due_rule"] == "since_last"
    assert of(part, "K1")["due_rule"] == "since_list"  # never contacted since the list begins
    assert of(part, "K1")["contact_due_on"] == DAY - timedelta(days=170)
    assert of(part, "K1")["overdue_days"] == 170
    assert of(part, "K4")["due_rule"] == "since_opened"
    assert of(part, "K4")["contact_due_on"] == DAY + timedelta(days=175)
    assert of(part, "K5")["due_rule"] == "no_rhythm"


def test_without_a_list_of_contacts_rhythms_begin_today_and_nothing_is_audited() -> None:
    part = policy(book())
    assert of(part, "K0")["due_rule"] == "from_now"
    assert "contact_audit_policy" not in part.tables
    assert "no list of contacts" in said(part, "warning")


def test_a_call_nobody_answered_is_no_contact() -> None:
    made = contacts(
        ("K0", 95), ("K0", 10, "未接通"), ("K0", 8, "否"), ("K1", 95), ("K1", 10, "已接通")
    )
    part = policy(book(contacts=made))
    assert of(part, "K0")["last_contact_on"] == DAY - timedelta(days=95)
    assert of(part, "K1")["last_contact_on"] == DAY - timedelta(days=10)
    assert "2 in which nobody was reached" in said(part, "info")


def test_events_of_contacts_serve_where_there_is_no_list() -> None:
    events = pl.DataFrame(
        {
            "customer_id": ["K0", "K0"],
            "date": [DAY - timedelta(days=3), DAY],
            "event_type": ["电话回访", "登录"],
        }
    )
    part = policy(book(events=events))
    assert of(part, "K0")["last_contact_on"] == DAY - timedelta(days=3)
    assert part.evidence["contacts_from"] == "events"


def test_coverage_by_level_branch_and_manager_and_whom_nobody_reached() -> None:
    made = contacts(
        ("K0", 100), ("K0", 75), ("K0", 50), ("K0", 25), ("K1", 100), ("K2", 95), ("K2", 40)
    )
    part = policy(book(contacts=made))
    # K0 every 30 days: three contacts in time. K1: due 70, 40 and 10 days ago, none came. K2 every 60: due 35
    # days ago, came 40 days ago.
    levels = part.tables["contact_audit_policy"]
    assert levels.select("policy", "contacts_due", "contacts_met", "contacts_missed").rows() == [
        ("dedicated", 6, 3, 3), ("named", 1, 1, 0)]  # fmt: skip
    assert part.tables["contact_audit_branch"]["branch"].to_list() == ["西", "东"]
    assert part.tables["contact_audit_manager"].select("manager", "covered_share").rows() == [
        ("乙", 0.0), ("甲", 1.0)]  # fmt: skip
    assert part.tables["contacts_lacking"].select("customer_id", "contacts_missed", "overdue_days").rows() == [
        ("K1", 3, 70)]  # fmt: skip
    assert of(part, "K1")["contact_state"] == "not_reached"
    assert "1 customer was due" in said(part, "finding") or "1 customers were due" in said(
        part, "finding"
    )


def test_contacts_nobody_asked_for_are_counted_by_why() -> None:
    made = contacts(("K0", 50), ("K0", 45), ("K5", 20), ("K9", 10), ("K6", 9), ("K0", 200))
    why = dict(
        policy(book(contacts=made))
        .tables["contacts_unasked"]
        .select("unasked_why", "contacts_made")
        .rows()
    )
    assert why == {"too_soon": 1, "stopped": 1, "no_customer": 1, "no_rhythm": 1}


def test_a_period_longer_than_the_list_is_told_and_cut() -> None:
    part = policy(book(contacts=contacts(("K0", 30), ("K0", 10))))
    assert part.evidence["audited_after"] == (DAY - timedelta(days=31)).isoformat()
    assert "30 days" in said(part, "warning") or "31 days" in said(part, "warning")


def test_contacts_after_the_day_of_the_plan_do_not_count() -> None:
    part = policy(book(contacts=contacts(("K0", 10), ("K0", -5))))
    assert of(part, "K0")["last_contact_on"] == DAY - timedelta(days=10)


# --- the audit against a walk day by day -----------------------------------------------------------


def walked(days_ago: list[int], rhythm: int, period: int) -> tuple[int, int]:
    """Contacts in time (asked for) and missed of one customer, day by day. The list of contacts begins with ``days_ago``."""
    made = sorted({DAY - timedelta(days=ago) for ago in days_ago})
    start = max(DAY - timedelta(days=period), made[0] - timedelta(days=1))
    before = [day for day in made if day <= start]
    anchor, is_first = (before[-1], False) if before else (made[0], True)
    met = missed = 0
    due = anchor + timedelta(days=rhythm)
    day = anchor if is_first else anchor + timedelta(days=1)
    while day <= DAY:
        if day in made and day > start:
            gap = (day - anchor).days
            met += is_first or gap >= 0.5 * rhythm
            anchor, is_first = day, False
            due = day + timedelta(days=rhythm)
        elif day == due and day < DAY:
            missed += day > start
            due += timedelta(days=rhythm)
        day += timedelta(days=1)
    return met, missed


@given(
    st.lists(st.integers(0, 150), min_size=1, max_size=8), st.integers(1, 70), st.integers(5, 120)
)
def test_contacts_met_and_missed_equal_a_walk_through_the_days(
    days_ago: list[int], rhythm: int, period: int
) -> None:
    b = book(contacts=contacts(*(("K0", ago) for ago in days_ago)))
    one = Book(b.dataset, b.customers.head(1), b.facts, levels=LEVELS)
    settings = PolicySettings(
        level=(Level(name="A", contact_every_days=rhythm),), audit_days=period
    )
    row = of(policy(one, settings), "K0")
    met, missed = walked(days_ago, rhythm, period)
    assert (row["contacts_met"], row["contacts_due"]) == (met, met + missed)


# --- the same for any order, and in both languages -------------------------------------------------


def test_the_order_of_rows_changes_nothing() -> None:
    made = contacts(("K0", 50), ("K0", 45), ("K1", 20), ("K9", 10), ("K2", 70))
    first, second = policy(book(contacts=made)), policy(book(contacts=made.reverse()))
    assert all(first.tables[name].equals(second.tables[name]) for name in first.tables)
    assert first.columns is not None
    assert second.columns is not None
    assert first.columns.equals(second.columns)


def test_everything_shown_has_words() -> None:
    part = policy(book(contacts=contacts(("K0", 50), ("K0", 45), ("K1", 20), ("K9", 10))))
    for name, table in (*part.tables.items(), ("columns", part.columns)):
        assert name == "columns" or name in TITLES
        for column in table.columns:
            known = term(column)
            assert known is not None, column
            if known.unit == "label" and not column.endswith("_rule") and column != "tier":
                assert set(table[column].drop_nulls()) <= set(LABELS[column]), column
