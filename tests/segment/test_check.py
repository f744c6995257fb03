"""Rules are shown before they are used: overlaps, gaps, rules never reached, with customers to look at."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import UsageError
from custseg.result import Result
from custseg.segment import Rule, RuleTest, SegmentSettings, check, segment
from custseg.words import in_language

RULES = (
    Rule(name="高价值流失风险", when="value_tier = '高' AND churn_factor > 0.5"),
    Rule(name="高价值", when="value_tier = '高'"),
    Rule(name="沉睡", when="recency_days > 200"),
    Rule(name="睡得更久", when="recency_days > 300"),
)


def shown(customers: pl.DataFrame, *rules: Rule, **given: object) -> Result:
    return check(customers, SegmentSettings(rule=rules or RULES, **given))  # type: ignore[arg-type]


def test_nobody_is_put_anywhere(customers: pl.DataFrame) -> None:
    result = shown(customers)
    assert result.customers is None
    assert "segments" not in result.tables


def test_customers_in_several_rules_are_shown_as_rows(customers: pl.DataFrame) -> None:
    table = shown(customers).tables["overlap_examples"]
    assert set(table["rules_held"]) == {"1, 2", "3, 4"}
    for row in table.to_dicts():
        found = customers.filter(pl.col("customer_id") == row["customer_id"]).row(0, named=True)
        if row["rules_held"] == "1, 2":
            assert found["value_tier"] == "high"
            assert row["segment"] == "高价值流失风险"
        else:
            assert found["recency_days"] > 300
            assert row["recency_days"] == found["recency_days"]


def test_gaps_and_missing_values_are_shown_as_rows(customers: pl.DataFrame) -> None:
    tables = shown(customers).tables
    assert (tables["uncovered"]["recency_days"] <= 200).all()
    assert tables["undecided"]["rules_open"].unique().to_list() == ["1"]
    assert tables["undecided"]["churn_factor"].null_count() == tables["undecided"].height


def test_a_rule_never_reached_names_the_rules_that_take_its_customers(
    customers: pl.DataFrame,
) -> None:
    result = shown(customers)
    assert result.tables["rule_coverage"]["taken_by"].to_list() == [None, "1", None, "3"]
    assert "rule 4 '睡得更久' is shadowed" in "\n".join(result.warnings)
    assert "taken by rules above it (3 '沉睡')" in "\n".join(result.warnings)


def test_the_counts_add_up(customers: pl.DataFrame) -> None:
    result = shown(customers)
    wins = result.tables["rule_coverage"]["wins"].sum()
    assert wins == result.evidence["covered"]
    with in_language("zh"):
        [finding] = [n.text for n in shown(customers).notes if n.level == "finding"]
    assert f"{240 - wins} 名一条也不满足" in finding


def test_a_gap_is_warned_of_until_the_rest_has_a_name(customers: pl.DataFrame) -> None:
    assert "the rest has no name" in "\n".join(shown(customers).warnings)
    assert "the rest has no name" not in "\n".join(shown(customers, rest="普通客户").warnings)


def test_rules_that_are_total_and_disjoint_say_nothing(customers: pl.DataFrame) -> None:
    result = shown(
        customers,
        Rule(name="a", when="recency_days > 200"),
        Rule(name="b", when="recency_days <= 200"),
    )
    assert not result.warnings
    assert not {"uncovered", "overlap_examples", "undecided"} & set(result.tables)


def test_tests_run_first(customers: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match="expected '沉睡'"):
        shown(customers, test=(RuleTest(given={"value_tier": "高"}, expect="沉睡"),))


def test_without_rules_there_is_nothing_to_check(customers: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match="no rules to check"):
        check(customers, SegmentSettings())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=70))
def test_overlaps_are_those_of_a_slow_count(bounds: list[tuple[int, int]]) -> None:
    """Any number of rules: pairs and combinations as counted one customer at a time."""
    people = pl.DataFrame({"customer_id": [str(i) for i in range(10)], "x": range(10)})
    rules = tuple(Rule(name=f"r{i}", when=f"x BETWEEN {low} AND {high}")
                  for i, (low, high) in enumerate(bounds))  # fmt: skip
    result = shown(people, *rules)
    held = [[low <= x <= high for low, high in bounds] for x in range(10)]
    pairs = {
        (i + 1, j + 1): sum(row[i] and row[j] for row in held)
        for i in range(len(bounds)) for j in range(i + 1, len(bounds))
    }  # fmt: skip
    rows = result.tables["rule_overlap"].to_dicts() if "rule_overlap" in result.tables else []
    counted = {(r["rule_number"], r["other_rule_number"]): r["customers"] for r in rows}
    assert counted == {pair: n for pair, n in pairs.items() if n}
    examples = result.tables.get("overlap_examples", pl.DataFrame({"customer_id": []}))
    for row in examples.to_dicts():
        said = [int(r) - 1 for r in row["rules_held"].split(", ")]
        assert [i for i, holds in enumerate(held[int(row["customer_id"])]) if holds] == said


def test_the_same_rows_are_shown_for_any_order(customers: pl.DataFrame) -> None:
    one, other = shown(customers), shown(customers.sample(fraction=1, shuffle=True, seed=3))
    assert all(one.tables[key].equals(other.tables[key]) for key in one.tables)
    assert (
        segment(customers, SegmentSettings(rule=RULES))
        .tables["uncovered"]
        .equals(one.tables["uncovered"])
    )
