"""Segments by rules: the first that holds, with tests, coverage and overlap."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from custseg.customers import customer_frame
from custseg.errors import InputError, UsageError
from custseg.result import Note, Result
from custseg.segment import Rule, RuleTest, SegmentSettings, segment
from custseg.settings import fill

RULES = (
    Rule(name="高价值流失风险", when="value_tier = '高' AND churn_factor > 0.5"),
    Rule(name="高价值", when="value_tier = '高'"),
    Rule(name="沉睡", when="recency_days > 200"),
)


def by(customers: pl.DataFrame, *rules: Rule, **given: object) -> Result:
    return segment(customers, SegmentSettings(rule=rules or RULES, **given))  # type: ignore[arg-type]


def test_the_first_rule_that_holds_gives_the_segment(customers: pl.DataFrame) -> None:
    result = by(customers)
    expected = customers.select(
        pl.when((pl.col("value_tier") == "high") & (pl.col("churn_factor") > 0.5))
        .then(pl.lit("高价值流失风险"))
        .when(pl.col("value_tier") == "high").then(pl.lit("高价值"))
        .when(pl.col("recency_days") > 200).then(pl.lit("沉睡"))
        .otherwise(pl.lit("rest"))
    ).to_series().to_list()  # fmt: skip
    assert result.customers is not None
    assert result.customers["segment"].to_list() == expected


def test_every_customer_is_in_one_segment_and_the_label_says_why(customers: pl.DataFrame) -> None:
    result = by(customers, rest="普通客户")
    assert result.customers is not None
    assert result.customers.height == 240
    assert result.tables["segments"]["customers"].sum() == 240
    assert result.tables["segments"]["segment"][-1] == "普通客户"
    why = dict(result.customers.select("segment", "segment_rule").rows())
    assert why["高价值"] == "2: value_tier = '高'"
    assert why["普通客户"] == "rest"


def test_row_order_does_not_matter(customers: pl.DataFrame) -> None:
    shuffled = customers.sample(fraction=1, shuffle=True, seed=3)
    one, other = by(customers), by(shuffled)
    assert one.customers is not None
    assert other.customers is not None
    assert one.customers.equals(other.customers)
    assert all(one.tables[key].equals(other.tables[key]) for key in one.tables)


def test_coverage_and_overlap_are_counted(customers: pl.DataFrame) -> None:
    result = by(customers)
    coverage = {row["segment"]: row for row in result.tables["rule_coverage"].to_dicts()}
    at_risk = customers.filter(pl.col("value_tier") == "high", pl.col("churn_factor") > 0.5).height
    unknown = customers.filter(
        pl.col("value_tier") == "high", pl.col("churn_factor").is_null()
    ).height
    assert coverage["高价值流失风险"]["not_known"] == unknown
    assert coverage["高价值"]["holds_for"] == 20
    assert coverage["高价值"]["wins"] == 20 - at_risk
    overlap = result.tables["rule_overlap"].row(0, named=True)
    assert (overlap["segment"], overlap["other_segment"]) == ("高价值流失风险", "高价值")
    assert overlap["customers"] == at_risk
    assert result.evidence["covered"] == 20 + customers.filter(pl.col("recency_days") > 200).height


def test_uncovered_customers_are_shown(customers: pl.DataFrame) -> None:
    uncovered = by(customers).tables["uncovered"]
    assert uncovered.columns == ["customer_id", "value_tier", "churn_factor", "recency_days"]
    assert 0 < uncovered.height <= 5
    assert uncovered["recency_days"].max() <= 200  # type: ignore[operator]


def test_shadowed_empty_and_misspelt_rules_are_warned_of(customers: pl.DataFrame) -> None:
    warnings = "\n".join(by(
        customers,
        Rule(name="all", when="monetary > 0"),
        Rule(name="again", when="monetary > 100"),
        Rule(name="nobody", when="value_tier = 'hgih'"),
    ).warnings)  # fmt: skip
    assert "rule 2 'again' is shadowed" in warnings
    assert "rule 3 'nobody' holds for nobody" in warnings
    assert "did you mean 'high'?" in warnings


def test_tests_in_the_file_pass(customers: pl.DataFrame) -> None:
    result = by(customers, test=(
        RuleTest(given={"value_tier": "高", "churn_factor": 3.0}, expect="高价值流失风险"),
        RuleTest(given={"价值层级": "high"}, expect="高价值"),
        RuleTest(given={"recency_days": "5"}, expect="其他"),
    ))  # fmt: skip
    assert result.tables["rule_tests"]["came"].to_list() == ["高价值流失风险", "高价值", "rest"]


@pytest.mark.parametrize(
    ("given", "expect", "message"),
    [
        ({"value_tier": "高"}, "沉睡", "gives '高价值', expected '沉睡'"),
        ({"value_tier": "高"}, "高价直", "did you mean '高价值'?"),
        ({"value_teir": "高"}, "高价值", "did you mean 'value_tier'?"),
        ({"recency_days": "long"}, "沉睡", "recency_days cannot be 'long'"),
    ],
)
def test_a_test_that_fails_stops_everything(
    customers: pl.DataFrame, given: dict[str, object], expect: str, message: str
) -> None:
    with pytest.raises(UsageError) as refused:
        by(customers, test=(RuleTest(given=given, expect=expect),))
    assert "[[segment.test]] 1" in refused.value.message
    assert message in refused.value.message


def test_all_wrong_rules_are_named_at_once(customers: pl.DataFrame) -> None:
    with pytest.raises(UsageError) as refused:
        by(customers, Rule(name="a", when="monye > 1"), Rule(name="b", when="money >"))
    assert "[[segment.rule]] 1 'a'" in refused.value.message
    assert "[[segment.rule]] 2 'b'" in refused.value.message


def test_own_columns_of_numbers_are_numbers_and_codes_stay_text(customers: pl.DataFrame) -> None:
    result = by(customers, Rule(name="x", when="own_points > 50 AND code = '03'"))
    assert result.evidence["covered"] == sum(i % 7 == 6 and i % 5 == 3 for i in range(240))


def test_rules_come_from_toml() -> None:
    settings = fill(
        SegmentSettings, {"rule": [{"name": "a", "when": "money > 1"}], "rest": "其他"}, "segment"
    )
    assert settings.rule == (Rule(name="a", when="money > 1"),)
    with pytest.raises(UsageError, match="rulle"):
        fill(SegmentSettings, {"rulle": []}, "segment")


def test_results_are_joined_by_customer() -> None:
    one = Result("rfm", None, pl.DataFrame({"customer_id": ["1", "3"], "monetary": [1.0, 3.0]}))
    two = Result("value", None, pl.DataFrame(
        {"customer_id": ["2", "3"], "monetary": [9.0, 9.0], "value": [2.0, 3.0]}))  # fmt: skip
    assert customer_frame([one, Result("x", None), two]).to_dict(as_series=False) == {
        "customer_id": ["1", "2", "3"], "monetary": [1.0, None, 3.0], "value": [None, 2.0, 3.0],
    }  # fmt: skip
    with pytest.raises(InputError):
        customer_frame([Result("x", None)])


def test_as_of_and_notes_are_handed_on(customers: pl.DataFrame) -> None:
    note = Note("warning", "3 rows rejected")
    result = segment(customers, SegmentSettings(rule=RULES), as_of=date(2024, 1, 31), notes=(note,))
    assert result.as_of == date(2024, 1, 31)
    assert result.notes[-1] == note
    assert result.settings["rest"] == "rest"


def test_no_customers_is_an_input_error() -> None:
    with pytest.raises(InputError):
        segment(pl.DataFrame({"customer_id": []}, schema={"customer_id": pl.String}))


def test_rules_of_one_name_are_warned_of(customers: pl.DataFrame) -> None:
    warnings = "\n".join(by(
        customers,
        Rule(name="VIP", when="monetary > 100"),
        Rule(name="all", when="monetary > 0"),
        Rule(name="VIP", when="monetary <= 0"),
        Rule(name="rest", when="monetary is null"),
    ).warnings)  # fmt: skip
    assert "rules 1, 3 have the same name 'VIP'" in warnings
    assert "rule 4 has the name of the rest" in warnings
