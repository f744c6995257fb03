"""Levels, what they cover, who is near a threshold, and what is said of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from custseg.errors import UsageError
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.settings import Yuan, fill
from custseg.tier import Level, TierSettings, needs_results, reason_of, tier
from custseg.words import in_language

WAN = 10_000


def bank(amounts: dict[str, list[float | None]]) -> Dataset:
    """One balance a month end, from January 2024 on."""
    rows = [
        (customer, date(2024 + at // 12, at % 12 + 1, 28), Decimal(str(amount)))
        for customer, months in amounts.items() for at, amount in enumerate(months) if amount is not None
    ]  # fmt: skip
    return Dataset.from_frames({"balances": pl.DataFrame(rows, orient="row", schema={
        "customer_id": pl.String, "date": pl.Date, "balance": MONEY})}, date(2024, 12, 28))  # fmt: skip


def row(result: Result, customer: str) -> dict[str, object]:
    assert result.customers is not None
    return result.customers.filter(pl.col("customer_id") == customer).row(0, named=True)


def levels(*given: dict[str, object]) -> TierSettings:
    return fill(TierSettings, {"levels": list(given)}, "tier")


def test_amounts_are_written_in_wan_and_yi() -> None:
    made = levels(
        {"name": "大", "at_least": "1.2亿"}, {"name": "中", "at_least": "5万"}, {"name": "小"}
    )
    assert [level.at_least for level in made.levels] == [Yuan(120_000_000), Yuan(50_000), None]


def test_on_the_threshold_is_reached_and_a_cent_below_is_not() -> None:
    result = tier(bank({"at": [50_000], "below": [49_999.99]}))
    assert (row(result, "at")["tier"], row(result, "below")["tier"]) == ("gold", "basic")


@pytest.mark.parametrize(("given", "says"), [
    ([{"name": "A"}], "two at least"),
    ([{"name": "A", "at_least": 5}, {"name": "B", "at_least": 1}], "must take the rest"),
    ([{"name": "A"}, {"name": "B"}], "neither at_least nor when"),
    ([{"name": "A", "at_least": 1}, {"name": "A"}], "twice"),
    ([{"name": "A", "at_least": "5万"}, {"name": "B", "at_least": "6万"}, {"name": "C"}], "never reached"),
    ([{"name": "A", "at_least": 5, "when": "1 +"}, {"name": "B"}], "level 1 'A'"),
    ([{"name": "A", "when": "aum_month_avg > (SELECT 1)"}, {"name": "B"}], "not a query"),
    ([{"name": "A", "when": "read_csv('x') = 1"}, {"name": "B"}], "no function"),
    ([{"name": "A", "when": "nothing_of_the_kind > 1"}, {"name": "B"}], "no column"),
    ([{"name": "A", "when": "aum_month_avg > 1" + " AND aum_month_avg > 1" * 10_000}, {"name": "B"}],
     "too long"),
])  # fmt: skip
def test_levels_that_cannot_be_are_usage_errors(given: list[dict[str, object]], says: str) -> None:
    people = pl.DataFrame({"customer_id": ["C"], "aum_month_avg": [1.0]})
    with pytest.raises(UsageError) as refused:
        tier(bank({"C": [1]}), levels(*given), people=people)
    assert says in refused.value.message


def test_a_customer_is_told_why_in_both_languages() -> None:
    result = tier(bank({"C": [300_000, 0, 0, 0, 20_000]}))
    found = row(result, "C")
    assert (found["tier"], found["tier_status"], found["below_months"]) == (
        "platinum",
        "watched",
        4,
    )
    assert reason_of("aum_month_avg")(found) == (
        "Platinum, on watch: below it for 4 months, 2 more and it falls; Monthly-average assets of "
        "2024-05: 20,000 yuan, which reaches Basic")  # fmt: skip
    with in_language("zh"):
        assert reason_of("aum_month_avg")(found) == (
            "白金，关注中：已连续 4 个月未达标，再有 2 个月即降级；2024-05 月日均资产 20,000 元，达到普通")  # fmt: skip


def test_every_rule_has_its_sentence() -> None:
    up_later = TierSettings(upgrade="next_month", watch_after_months=0, downgrade_after_months=2,
                            downgrade_to="last_month", missing_month="keep")  # fmt: skip
    month = 5
    stories = {
        "new": [None] * (month - 1) + [60_000], "not_judged": [60_000] * (month - 1) + [None],
        "rose_as_decided": [0, 0, 0, 60_000, 60_000], "rises_next_month": [0, 0, 0, 0, 60_000],
        "fell": [60_000, 60_000, 0, 0, 0], "falls_next_month": [60_000, 60_000, 60_000, 0, 0],
        "watched": [60_000] * 4 + [0], "back": [60_000, 60_000, 60_000, 0, 60_000],
        "reached": [60_000] * 5,
    }  # fmt: skip
    result = tier(bank(stories), up_later)
    assert {name: row(result, name)["tier_rule"] for name in stories} == {n: n for n in stories}
    at_once = tier(bank({"rose": [0, 60_000], "below": [60_000, 0]}))
    assert {name: row(at_once, name)["tier_rule"] for name in ("rose", "below")} == {
        "rose": "rose", "below": "below"}  # fmt: skip
    said = [reason_of("aum_month_avg")(row(result, name)) for name in stories]
    assert len(set(said)) == len(said)


def test_near_a_threshold_both_ways_with_the_gap_in_yuan() -> None:
    result = tier(
        bank(
            {"up": [1, 46_000.5], "down": [1, 52_000], "gone": [52_000], "below": [60_000, 48_000]}
        )
    )
    up, down, below = row(result, "up"), row(result, "down"), row(result, "below")
    assert (up["near"], up["upper_tier"], up["to_upper_tier"]) == ("near_up", "gold", 3999.5)
    assert (down["near"], down["above_floor"]) == ("near_down", 2000.0)
    assert row(result, "gone")["above_floor"] == -50_000.0  # no record in February: nothing held
    assert (below["near"], below["above_floor"], below["months_left"]) == ("below", -2000.0, 5)


def test_weights_of_products_count() -> None:
    frame = pl.DataFrame({
        "customer_id": ["C", "C", "C"], "product": ["活期存款", "理财A款", "股票"],
        "date": [date(2024, 1, 31)] * 3, "balance": [Decimal(30_000), Decimal(20_000), Decimal(90_000)],
    }).with_columns(pl.col("balance").cast(MONEY))  # fmt: skip
    data = Dataset.from_frames({"balances": frame})
    weighed = tier(data, TierSettings(weights={"理财": 0.8, "股票": 0.0}))
    assert row(weighed, "C")["aum_month_avg"] == 46_000.0


def test_conditions_on_balances_are_replayed_and_others_are_not() -> None:
    on_balances = levels(
        {"name": "A", "when": "aum_month_avg >= 5万 AND month_end_assets > 0"}, {"name": "B"}
    )
    further = levels({"name": "A", "at_least": "5万", "when": "loyal = 'yes'"}, {"name": "B"})
    assert not needs_results(on_balances)
    assert needs_results(further)
    data = bank({"C": [60_000, 60_000], "D": [60_000, 60_000], "E": [1, 1]})
    assert len(tier(data, on_balances).tables["tier_months"]) == 2
    people = pl.DataFrame({"customer_id": ["C", "D", "E"], "loyal": ["yes", None, "yes"]})
    once = tier(data, further, people=people)
    assert once.customers is not None
    assert once.customers["tier"].to_list() == ["A", "B", "B"]
    assert once.tables["tier_not_known"]["examples"].to_list() == ["D"]


def test_a_metric_of_the_results_or_of_the_customer_list() -> None:
    people = pl.DataFrame({"customer_id": ["C", "D", "E"], "积分": [900.0, 100.0, None]})
    points = fill(TierSettings, {"metric": "积分", "levels": [
        {"name": "七星", "at_least": 500}, {"name": "普卡"}]}, "tier")  # fmt: skip
    result = tier(bank({"C": [1]}), points, people=people)
    assert result.customers is not None
    assert result.customers["tier"].to_list() == ["七星", "普卡", "普卡"]
    with pytest.raises(UsageError, match="no column of numbers"):
        tier(bank({"C": [1]}), fill(TierSettings, {"metric": "积份"}, "tier"), people=people)


def test_levels_that_overlap_are_shown_with_customers() -> None:
    made = levels(
        {"name": "A", "when": "month_end_assets > 10"}, {"name": "B", "at_least": 5}, {"name": "C"}
    )
    result = tier(bank({"x": [20], "y": [6], "z": [1]}), made, only_check=True)
    assert result.customers is None
    assert result.tables["tier_overlap"].rows() == [("A", "B", 1, "x")]
    assert result.tables["tier_coverage"].select("holds_for", "wins", "taken_before").rows() == [
        (1, 1, 0), (2, 1, 1), (3, 1, 2)]  # fmt: skip


def test_a_month_that_is_not_over_is_not_judged() -> None:
    frame = pl.DataFrame({"customer_id": ["C", "C"], "date": [date(2024, 1, 31), date(2024, 2, 10)],
                          "balance": [Decimal(60_000), Decimal(0)]}).with_columns(pl.col("balance").cast(MONEY))  # fmt: skip
    data = Dataset.from_frames({"balances": frame})
    result = tier(data)
    assert row(result, "C")["tier_month"] == "2024-01"
    assert any("2024-02 is not over" in note.text for note in result.notes)
    assert row(tier(data, TierSettings(running_month=True)), "C")["tier_month"] == "2024-02"


def test_who_has_no_record_holds_nothing_or_stays_as_set() -> None:
    amounts = {"gone": [60_000] + [None] * 7, "there": [60_000] * 8}
    assert row(tier(bank(amounts)), "gone")["tier"] == "basic"
    for policy in ("last", "keep"):
        assert (
            row(tier(bank(amounts), TierSettings(missing_month=policy)), "gone")["tier"] == "gold"
        )  # type: ignore[arg-type]


def test_naive_judging_makes_more_changes_than_either_rule(balances: pl.DataFrame) -> None:
    rules = tier(Dataset.from_frames({"balances": balances})).tables["tier_rules"]
    changes = dict(rules.select("memory_rule", "changes").iter_rows())
    assert changes["own"] == changes["ccb"] < changes["cbhb"] < changes["anew"]


def test_tables_add_up(balances: pl.DataFrame) -> None:
    result = tier(Dataset.from_frames({"balances": balances}), TierSettings(list_customers=10_000))
    assert result.customers is not None
    tiers, months = result.tables["tiers"], result.tables["tier_months"].row(-1, named=True)
    assert tiers["customers"].sum() == result.customers.height == months["customers"]
    assert tiers["watched"].sum() == months["watched"]
    assert result.tables["tier_moves"]["customers"].sum() == months["up"] + months["down"]
    moved = months["up"] + months["down"]
    assert (
        result.tables["tier_movers"].filter(pl.col("tier_change").is_in(["up", "down"])).height
        == moved
    )
    assert result.tables["tier_keep"].height == (result.customers["below_months"] > 0).sum()
    near = result.customers["near"].value_counts()
    assert (
        dict(near.iter_rows())["near_up"]
        == tiers["near_up"].sum()
        == result.tables["tier_near_up"].height
    )
    assert Level(name="x").at_least is None


def test_lists_say_how_many_there_are_and_every_change_has_its_share() -> None:
    rng = np.random.default_rng(3)
    balances = pl.concat(
        pl.DataFrame({
            "customer_id": [f"C{i:03d}" for i in range(300)], "date": [date(2024, month, 28)] * 300,
            "average_balance": rng.lognormal(11, 1.5, 300).tolist(),
        })
        for month in range(1, 8)
    ).with_columns(pl.col("average_balance").cast(pl.Decimal(38, 6)))  # fmt: skip
    result = tier(Dataset.from_frames({"balances": balances}), TierSettings(list_customers=5))

    assert result.customers is not None
    movers = result.tables["tier_movers"]
    for change in ("up", "to_watch"):
        whole = result.customers.filter(tier_change=change).height
        assert movers.filter(tier_change=change).height == min(5, whole) > 0
    changed = result.customers.filter(
        pl.col("tier_change").is_in(["up", "down", "to_watch", "off_watch"])
    )
    assert any(f"{movers.height} of {changed.height} shown" in note.text for note in result.notes)
    assert result.tables["tier_keep"].height == 5


def test_levels_called_as_the_usual_ones_are_those_whatever_the_language() -> None:
    own = [
        Level(name="钻石", at_least=Yuan(1_000_000)), Level(name="Gold", at_least=Yuan(50_000)),
        Level(name="一般客户"),
    ]  # fmt: skip
    result = tier(bank({"a": [60_000] * 3, "b": [10] * 3}), TierSettings(levels=tuple(own)))
    assert row(result, "a")["tier"] == "gold"
    assert row(result, "b")["tier"] == "一般客户"
    assert [level["name"] for level in result.settings["levels"]] == ["diamond", "gold", "一般客户"]
