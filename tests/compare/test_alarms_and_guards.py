"""Alarms over the tables, and what must not be compared."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from custseg.compare import CompareSettings, Period, compare
from custseg.compare.alarms import alarms_of
from custseg.errors import InputError, UsageError
from custseg.result import Result
from custseg.words import in_language

N = 400


def book(
    *, ids: list[str] | None = None, factor: float = 1.0, tier: str | None = None, day: int = 1,
    settings: dict[str, dict[str, object]] | None = None, currencies: frozenset[str] = frozenset(),
) -> Period:  # fmt: skip
    customers = ids or [f"{i:05}" for i in range(N)]
    tiers = [tier or ("gold", "basic")[i % 2] for i in range(len(customers))]
    people = pl.DataFrame({
        "customer_id": customers, "tier": tiers, "aum_month_avg": [factor * (i + 1) for i in range(len(customers))],
    })  # fmt: skip
    return Period(
        "book", people, date(2024, 1, day), ("tier",), settings or {}, currencies=currencies
    )


def raised(old: Period, new: Period, *conditions: str) -> dict[str, bool | None]:
    table = compare(old, new, CompareSettings(fail_on=conditions)).tables["alarms"]
    return dict(table.select("alarm", "is_raised").iter_rows())


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("psi > 0.25", True), ("psi > 100", False), ("down_share > 10%", True),
        ("down_share > 60%", False), ("up_share > 0", False), ("lost_share > 5%", True),
        ("customers < 0.9 * customers_old", True), ("customers < 0.5 * customers_old", False),
        ("label = 'tier' AND down_share > 10%", True), ("label = 'stage' AND down_share > 10%", False),
        ("measure = 'aum_month_avg' AND psi > 0.25", True), ("measure = 'tier' AND psi > 9", False),
        ("money_change_share < -5%", False), ("down_share > 1% AND lost_share > 1%", True),
        ("流出占比 > 5%", True), ("PSI > 0.25", True),
    ],
)  # fmt: skip
def test_conditions_look_at_the_table_that_has_their_columns(
    condition: str, expected: bool
) -> None:
    smaller = [f"{i:05}" for i in range(int(N * 0.8))]
    new = book(ids=smaller, factor=8, tier="basic", day=2)
    assert raised(book(), new, condition) == {condition: expected}


@pytest.mark.parametrize(
    "condition", ["psii > 0.25", "psi >", "select 1", "psi > 0.1 AND down_share > 1%", "psi"]
)
def test_a_condition_that_cannot_be_is_refused_before_anything_is_compared(condition: str) -> None:
    with pytest.raises(UsageError):
        alarms_of([condition])


def test_an_unknown_name_is_told_those_that_are_known() -> None:
    with pytest.raises(UsageError) as refused:
        alarms_of(["lost_shar > 5%"])
    assert "lost_share" in refused.value.hint


def test_what_was_found_is_said_with_whose_it_is() -> None:
    table = compare(book(), book(tier="basic", day=2), CompareSettings(fail_on=("down_share > 10%",))).tables["alarms"]  # fmt: skip
    assert "50" in table["found_there"][0]


def test_a_condition_nothing_is_known_of_is_a_warning() -> None:
    people = pl.DataFrame({"customer_id": ["a"], "stage": ["new"]})
    result = compare(Period("o", people), Period("n", people), CompareSettings(fail_on=("money < 1",)))  # fmt: skip
    assert result.tables["alarms"]["is_raised"].to_list() == [None]
    assert any("money < 1" in warning for warning in result.warnings)


def warned(result: Result) -> str:
    return " | ".join(result.warnings)


def test_settings_that_differ_are_named() -> None:
    old = book(settings={"tier": {"upgrade": "immediate", "list_customers": 5}})
    new = book(day=2, settings={"tier": {"upgrade": "next_month", "list_customers": 9}})
    said = warned(compare(old, new))
    assert "upgrade: immediate → next_month" in said
    assert "list_customers" not in said


def test_money_in_another_unit_is_doubted() -> None:
    assert "万元" in warned(compare(book(factor=10_000), book(day=2)))
    assert "万元" not in warned(compare(book(factor=1.1), book(day=2)))


def test_the_same_day_twice_is_said() -> None:
    assert "2024-01-01" in warned(compare(book(), book()))


def test_old_later_than_new_is_refused() -> None:
    with pytest.raises(UsageError, match="2024-01-09"):
        compare(book(day=9), book())


def test_ids_without_leading_zeros_are_told_from_strangers() -> None:
    bare = [str(i) for i in range(N)]
    with pytest.raises(InputError, match="leading zeros"):
        compare(book(ids=[f"{i:05}" for i in range(1, N)]), book(ids=bare[1:], day=2))
    with pytest.raises(InputError) as refused:
        compare(book(), book(ids=[f"X{i}" for i in range(N)], day=2))
    assert "00000" in refused.value.message


def test_few_in_common_are_doubted() -> None:
    mixed = [f"{i:05}" if i < 30 else str(i) for i in range(N)]
    assert "leading zeros" in warned(compare(book(), book(ids=mixed, day=2)))


def test_other_currencies_are_refused() -> None:
    with pytest.raises(InputError, match="USD"):
        compare(book(currencies=frozenset({"CNY"})), book(currencies=frozenset({"USD"}), day=2))


def test_nothing_in_common_but_customers_is_refused() -> None:
    other = Period("o", pl.DataFrame({"customer_id": ["00001"], "mood": ["angry"]}), commands=("sentiment",))  # fmt: skip
    with pytest.raises(InputError, match="sentiment"):
        compare(other, book())


def test_a_label_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError) as refused:
        compare(book(), book(day=2), CompareSettings(labels=("teir",)))
    assert "tier" in refused.value.message + refused.value.hint


def test_labels_are_named_in_the_language_chosen() -> None:
    with pytest.raises(UsageError) as refused, in_language("zh"):
        compare(book(), book(day=2), CompareSettings(labels=("客户层次",)))
    assert refused.value.hint.startswith("标签：客户层级 (tier)")
    with in_language("en"):
        result = compare(book(), book(day=2), CompareSettings(labels=("客户层级",)))
    assert result.tables["label_moves"]["label"].to_list() == ["tier"]
