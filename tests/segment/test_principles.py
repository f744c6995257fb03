"""The four principles as a scored table: every figure against a slow count."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from custseg.errors import UsageError
from custseg.report.groups import segment as of_dataset
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.segment import Rule, RuleTest, SegmentSettings, segment
from custseg.words import in_language, label

RULES = (
    Rule(name="高价值", when="value_tier = '高'"),
    Rule(name="沉睡", when="recency_days > 200"),
)


def checks(result: Result) -> dict[str, dict[str, object]]:
    return {row["principle_check"]: row for row in result.tables["principle_checks"].to_dicts()}


def by(customers: pl.DataFrame, **given: object) -> Result:
    return segment(customers, SegmentSettings(rule=RULES, **given))  # type: ignore[arg-type]


def test_all_four_are_scored(customers: pl.DataFrame) -> None:
    result = by(customers)
    table = result.tables["principles"]
    assert table["principle"].to_list() == ["objective", "relevant", "flexible", "actionable"]
    assert table["points"].drop_nulls().is_between(0, 100).all()
    assert set(result.evidence["principles"]) == set(table["principle"])
    with in_language("zh"):
        assert any("客观性" in note.text for note in by(customers).notes)
        assert label("principle", "actionable") == "可操作性"


def test_points_are_the_mean_of_what_is_known(customers: pl.DataFrame) -> None:
    result = by(customers)
    behind = result.tables["principle_checks"]
    for name, points in result.tables["principles"].select("principle", "points").rows():
        own = behind.filter(pl.col("principle") == name)["points"].drop_nulls()
        assert points == pytest.approx(own.mean(), abs=0.06)


def test_figures_of_rules_by_hand(customers: pl.DataFrame) -> None:
    found = checks(by(customers, test=(RuleTest(given={"value_tier": "高"}, expect="高价值"),)))
    high = customers["value_tier"] == "high"
    gone = customers["recency_days"] > 200
    rest = 1 - (high | gone).mean()  # type: ignore[operator]
    assert found["covered"]["figure"] == pytest.approx(1 - rest)
    assert found["largest"]["figure"] == pytest.approx(rest)
    assert found["rules_kept"]["figure"] == 0.5
    assert found["rules_agree"]["figure"] == 1.0
    assert found["large_enough"]["figure"] == 1.0
    assert found["decided"]["figure"] == 1.0
    assert found["reached"]["verdict"] == "not_known"


def test_who_stays_where_figures_are_a_little_off() -> None:
    people = pl.DataFrame({"customer_id": [f"{i:03}" for i in range(100)],
                           "monetary": [float(i) for i in range(100)]})  # fmt: skip
    rule = SegmentSettings(rule=(Rule(name="a", when="monetary >= 50"),), target="monetary")
    more = sum((i * 1.05 >= 50) != (i >= 50) for i in range(100))
    less = sum((i * 0.95 >= 50) != (i >= 50) for i in range(100))
    assert checks(segment(people, rule))["stability"]["figure"] == 1 - max(more, less) / 100


def test_codes_are_not_taken_for_figures(customers: pl.DataFrame) -> None:
    coded = customers.with_columns(kind=pl.int_range(pl.len()) % 3)
    rules = SegmentSettings(rule=(Rule(name="a", when="kind = 2"),))
    assert checks(segment(coded, rules))["stability"]["figure"] == 1.0


def test_money_is_the_target_unless_segments_were_made_of_it(customers: pl.DataFrame) -> None:
    found = checks(by(customers))["explained"]
    assert "of Monetary" in str(found["detail"])
    assert float(str(found["figure"])) > float(str(found["figure_needed"]))
    own = segment(customers, SegmentSettings(rule=(Rule(name="a", when="monetary > 1000"),)))
    assert "no proof" in str(checks(own)["explained"]["detail"])


def test_a_target_of_labels_and_one_by_setting(customers: pl.DataFrame) -> None:
    result = segment(customers, SegmentSettings(
        rule=(Rule(name="a", when="recency_days > 200"),), target="价值层级"))  # fmt: skip
    found = checks(result)["explained"]
    table = np.zeros((2, 2))
    for recency, tier in customers.select("recency_days", "value_tier").rows():
        table[int(recency > 200), int(tier == "low")] += 1
    lot = (table.sum(axis=0) ** 2).sum() / 240
    expected = ((table**2).sum(axis=1) / table.sum(axis=1)).sum()
    assert found["figure"] == pytest.approx((expected - lot) / (240 - lot))


def test_segments_by_lot_explain_nothing_and_one_measure_more(customers: pl.DataFrame) -> None:
    drawn = customers.with_columns(lot=pl.Series(np.random.default_rng(0).integers(0, 100, 240)))
    rules = tuple(Rule(name=f"{i}", when=f"lot < {25 * i}") for i in range(1, 5))
    found = checks(segment(drawn, SegmentSettings(rule=rules)))["explained"]
    assert float(str(found["figure"])) < 0.06
    assert found["verdict"] == "not_met"


def test_found_groups_are_scored_too(customers: pl.DataFrame) -> None:
    result = segment(customers, SegmentSettings(clusters=3, columns=("churn_factor", "monetary")))
    found = checks(result)
    assert found["stability"]["figure"] == result.evidence["stability_ari"]
    assert found["rules_agree"]["figure"] == result.evidence["rules_accuracy"]
    assert found["reproduced"]["figure"] == 1.0
    gaps = customers.select(pl.any_horizontal(pl.col("churn_factor").is_null()).mean()).item()
    assert found["decided"]["figure"] == pytest.approx(1 - gaps)


@pytest.mark.parametrize(
    ("target", "message"),
    [("monetry", "did you mean 'monetary'?"), ("customer_id", "240 different values")],
)
def test_a_target_that_cannot_be(customers: pl.DataFrame, target: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        by(customers, target=target)
    assert message in refused.value.message


def test_whom_one_can_reach_comes_from_phones_and_consent() -> None:
    from custseg.schema.kinds import KINDS

    kinds = KINDS["customers"]
    rows = [
        {"customer_id": f"C{i}", "sex": "female", "phone": None if i % 4 == 0 else f"1380000{i:04}",
         "email": "a@b.cn" if i == 4 else " ", "marketing_consent": False if i == 5 else None if i == 6 else True}
        for i in range(12)
    ]  # fmt: skip
    data = Dataset.from_frames({"customers": pl.DataFrame(rows, schema={c: kinds[c] for c in rows[0]})})  # fmt: skip

    def settings_of(_name: str, kind: type, **given: object) -> object:
        return SegmentSettings(rule=(Rule(name="all", when="TRUE"),)) if kind is SegmentSettings else kind()  # fmt: skip

    found = checks(of_dataset(data, settings_of))["reached"]
    reachable = [(i % 4 != 0 or i == 4) and i != 5 for i in range(12)]
    assert found["figure"] == pytest.approx(sum(reachable) / 12)


def test_no_full_score_is_partly_met() -> None:
    """Segments by a coarse cut of a measure tell less of the target than the measure itself."""
    people = pl.DataFrame({
        "customer_id": [f"{i:03}" for i in range(200)],
        "frequency": [float(i) for i in range(200)],
        "monetary": [float(i * i) for i in range(200)],
    })  # fmt: skip
    rules = (Rule(name="a", when="frequency >= 180"),)
    result = segment(people, SegmentSettings(rule=rules, target="monetary"))
    check = checks(result)["explained"]
    assert check["naive_figure"] > check["figure"] > check["figure_needed"]
    assert check["points"] == pytest.approx(100 * check["figure"] / check["naive_figure"], abs=0.06)
    for name in ("principles", "principle_checks"):
        for row in result.tables[name].drop_nulls("points").iter_rows(named=True):
            assert (row["points"] == 100) == (row["verdict"] == "met")
