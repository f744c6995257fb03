"""Two sets of rules on the same customers: who moves, from where to where, with how much money."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import UsageError
from custseg.render.story import headline
from custseg.result import Result
from custseg.segment import Rule, RuleTest, SegmentSettings, diff, segment
from custseg.words import header, in_language

OLD = SegmentSettings(rule=(
    Rule(name="高价值", when="value_tier = '高'"),
    Rule(name="沉睡", when="recency_days > 200"),
))  # fmt: skip
NEW = SegmentSettings(rest="普通客户", rule=(
    Rule(name="高价值流失风险", when="value_tier = '高' AND churn_factor > 0.5"),
    Rule(name="高价值", when="value_tier = '高'"),
    Rule(name="沉睡", when="recency_days > 310"),
))  # fmt: skip


def people(result: Result) -> pl.DataFrame:
    assert result.customers is not None
    return result.customers


def by_hand(customers: pl.DataFrame, old: SegmentSettings, new: SegmentSettings) -> pl.DataFrame:
    """The segments of both sets beside each other, by two runs."""
    before, now = people(segment(customers, old)), people(segment(customers, new))
    return (
        before.select("customer_id", segment_before="segment", rule_before="segment_rule")
        .join(now.select("customer_id", "segment", "segment_rule"), on="customer_id")
        .join(customers.select("customer_id", "monetary"), on="customer_id")
        .sort("customer_id")
    )


def test_the_movers_are_those_of_two_runs(customers: pl.DataFrame) -> None:
    expected = by_hand(customers, OLD, NEW).filter(pl.col("segment_before") != pl.col("segment"))
    found = people(diff(customers, OLD, NEW))
    told = ["customer_id", "segment_before", "segment", "rule_before", "segment_rule", "monetary"]
    assert found.select(told).equals(expected.select(told))


def test_the_title_says_that_movers_are_counted(customers: pl.DataFrame) -> None:
    for language, said in (("zh", "变动的客户"), ("en", "who moves")):
        with in_language(language):  # type: ignore[arg-type]
            name, _ = headline(diff(customers, OLD, NEW))
        assert name.endswith(said)


def test_the_matrix_counts_heads_and_money(customers: pl.DataFrame) -> None:
    result = diff(customers, OLD, NEW)
    both = by_hand(customers, OLD, NEW)
    for key, kind, of in (
        ("segment_matrix", "heads_in", pl.len()),
        ("segment_matrix_money", "money_in", pl.col("monetary").sum()),
    ):
        cells = result.tables[key].unpivot(index="segment_before")
        for before, column, value in cells.rows():
            name = column.removeprefix(f"{kind}@")
            who = both.filter(pl.col("segment_before") == before, pl.col("segment") == name)
            assert value == pytest.approx(who.select(of).item())
            assert header(column) in (name, "others")


def test_what_left_and_came_adds_up(customers: pl.DataFrame) -> None:
    flows = diff(customers, OLD, NEW).tables["segment_flows"]
    for kind in ("customers", "money"):
        now = flows[f"{kind}_old"] - flows[f"{kind}_left"] + flows[f"{kind}_came"]
        assert now.to_list() == pytest.approx(flows[f"{kind}_now"].to_list())
    assert flows["customers_now"].sum() == 240


def test_how_many_and_how_much_is_said(customers: pl.DataFrame) -> None:
    with in_language("zh"):
        result = diff(customers, OLD, NEW)
    moved = people(result)
    amount = f"{moved['monetary'].sum() / 1e4:,.1f}万"
    said = next(note.text for note in result.notes)
    assert said.startswith(f"{moved.height} 名客户")
    assert amount in said
    assert result.evidence["moved"] == moved.height


def test_the_same_rules_move_nobody(customers: pl.DataFrame) -> None:
    result = diff(customers, OLD, OLD)
    assert people(result).height == 0
    assert result.evidence["moved"] == 0
    assert "nobody moves" in result.notes[0].text
    assert set(result.tables["rules_changed"]["rule_change"]) == {"same"}


def test_what_was_done_to_the_rules_is_told(customers: pl.DataFrame) -> None:
    new = SegmentSettings(rule=(
        Rule(name="沉睡", when="recency_days > 200"),
        Rule(name="贵宾", when="value_tier = '高'"),
        Rule(name="大额", when="monetary > 5万"),
    ))  # fmt: skip
    changed = diff(customers, OLD, new).tables["rules_changed"]
    assert changed.select("rule_number_before", "rule_number", "rule_change").rows() == [
        (2, 1, "placed"), (1, 2, "renamed"), (None, 3, "added"),
    ]  # fmt: skip
    back = diff(customers, new, OLD).tables["rules_changed"]
    assert back["rule_change"].to_list() == ["renamed", "placed", "dropped"]


def test_a_new_name_is_told_from_a_move(customers: pl.DataFrame) -> None:
    new = SegmentSettings(rest="普通客户", rule=(
        Rule(name="贵宾", when="value_tier = '高'"), Rule(name="沉睡", when="recency_days > 310"),
    ))  # fmt: skip
    result = diff(customers, OLD, new)
    both = by_hand(customers, OLD, new)
    renamed = both.filter(
        pl.concat_list("segment_before", "segment").is_in(
            [["高价值", "贵宾"], ["rest", "普通客户"]]
        )
    ).height
    assert any(note.text.startswith(f"{renamed} of them move") for note in result.notes)
    assert result.evidence["moved"] > renamed


def test_the_tests_of_the_new_rules_are_run_and_those_of_the_old_are_not(
    customers: pl.DataFrame,
) -> None:
    test = RuleTest(given={"value_tier": "高"}, expect="沉睡")
    wrong = SegmentSettings(rule=OLD.rule, test=(test,))
    with pytest.raises(UsageError, match="expected '沉睡'"):
        diff(customers, OLD, wrong)
    assert any("not run" in n.text for n in diff(customers, wrong, NEW).notes)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (SegmentSettings(), NEW, "the old rules are empty"),
        (OLD, SegmentSettings(), "the new rules are empty"),
        (SegmentSettings(rule=(Rule(name="x", when="monye > 1"),)), NEW, "in the old rules"),
    ],
)
def test_what_cannot_be_compared(
    customers: pl.DataFrame, old: SegmentSettings, new: SegmentSettings, message: str
) -> None:
    with pytest.raises(UsageError) as refused:
        diff(customers, old, new)
    assert message in refused.value.message


def test_without_money_heads_are_counted(customers: pl.DataFrame) -> None:
    poor = customers.drop("monetary")
    result = diff(poor, OLD, NEW)
    assert "segment_matrix_money" not in result.tables
    assert "money" not in result.tables["segment_moves"].columns
    assert result.evidence["money_moved"] is None


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 400), min_size=1, max_size=4),
    st.lists(st.integers(0, 400), min_size=1, max_size=4),
)
def test_back_again_is_the_other_way_round(one: list[int], other: list[int]) -> None:
    """Whatever the rules: the way back has the same movers and the matrix turned over."""
    crowd = pl.DataFrame({"customer_id": [f"{i:03}" for i in range(400)], "monetary": range(400)})
    old, new = (
        SegmentSettings(rule=tuple(Rule(name=f"s{i}", when=f"monetary > {x}") for i, x in enumerate(cuts)))
        for cuts in (one, other)
    )  # fmt: skip
    there, back = diff(crowd, old, new), diff(crowd, new, old)
    assert people(there)["customer_id"].equals(people(back)["customer_id"])
    ways = there.tables["segment_moves"].select("segment_before", "segment", "customers", "money")
    turned = back.tables["segment_moves"].select(
        pl.col("segment").alias("segment_before"), pl.col("segment_before").alias("segment"),
        "customers", "money",
    )  # fmt: skip
    assert sorted(ways.rows()) == sorted(turned.rows())
