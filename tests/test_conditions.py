"""Conditions mean what people write, and nothing else gets through."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.conditions import column_named, compile_condition
from custseg.errors import UsageError
from custseg.words import in_language

TYPES = {
    "customer_id": pl.String(), "value_tier": pl.String(), "churn_factor": pl.Float64(),
    "money": pl.Float64(), "opened_on": pl.Date(), "member": pl.Boolean(), "city": pl.String(),
    "Spending Score (1-100)": pl.Int64(),
}  # fmt: skip
CUSTOMERS = pl.DataFrame(
    [
        ("A", "high", 3.0, 60_000.0, date(2024, 1, 31), True, "上海", 10),
        ("B", "low", 0.0, 10.0, None, None, "O'Fallon", 50),
        ("C", None, None, 0.0, date(2024, 2, 1), False, None, 90),
    ],
    schema=TYPES,
    orient="row",
)


def who(condition: str) -> str:
    """The customers for whom ``condition`` holds."""
    return "".join(CUSTOMERS.filter(compile_condition(condition, TYPES).holds)["customer_id"])


@pytest.mark.parametrize(
    ("condition", "holds_for"),
    [
        ("value_tier = '高' AND churn_factor > 2", "A"),
        ("价值层级 = '高'", "A"),
        ("\"Value tier\" = 'high'", "A"),
        ("'高' = value_tier", "A"),
        ("value_tier IN ('高', '低')", "AB"),
        ("value_tier <> '高'", "B"),
        ("NOT value_tier = '高'", "B"),
        ("value_tier IS NULL", "C"),
        ("money > 5万", "A"),
        ("money > 5 万元", "A"),
        ("money >= 0.00001亿", "A"),
        ("金额＞5万 AND（churn_factor ＞＝ 3）", "A"),
        ("money > '5万'", "A"),
        ("money > ５万", "A"),
        ("churn_factor > 20%", "A"),
        ("money % 7 = 3", "AB"),
        ("money BETWEEN 1 AND 5万 AND value_tier = '低'", "B"),
        ("opened_on >= '2024-02-01'", "C"),
        ("opened_on BETWEEN '2024/1/1' AND '2024年1月31日'", "A"),
        ("opened_on = DATE '2024-01-31'", "A"),
        ("year(opened_on) = 2024 AND month(opened_on) = 1", "A"),
        ("member", "A"),
        ("member = '否'", "C"),
        ("member = TRUE", "A"),
        ("city = 'O''Fallon'", "B"),
        ("city = ‘上海’", "A"),
        ("city LIKE '上%'", "A"),
        ('"Spending Score (1-100)" >= 50', "BC"),
        ("coalesce(churn_factor, 9) > 2", "AC"),
        ("CASE WHEN money > 5万 THEN TRUE ELSE member END", "A"),
        ("money / churn_factor > 0", "A"),
        ("money > 1 OR churn_factor > 1", "AB"),
        ("1 = 1", "ABC"),
        ("FALSE", ""),
    ],
)
def test_condition_holds_for(condition: str, holds_for: str) -> None:
    assert who(condition) == holds_for


@pytest.mark.parametrize(
    ("condition", "message", "hint"),
    [
        ("monye > 3", "no column 'monye'", "did you mean 'money'?"),
        ("aum_month_avg > 3", "no column 'aum_month_avg'", "not computed from this data"),
        ('value_tier = "high"', "no column 'high'", "single quotes"),
        ("read_csv('/etc/passwd') > 1", "no function 'read_csv'", "functions"),
        ("sum(money) > 1", "no function 'sum'", ""),
        ("money IN (SELECT money FROM self)", "not a query", ""),
        ("EXISTS (SELECT 1)", "not a query", ""),
        ("money + 1", "not true or false", "compare"),
        ("city > 3", "cannot be compared", "single quotes"),
        ("money > 'abc'", "'abc' is none", "without quotes"),
        ("opened_on > '2024-13-01'", "is a date", "2024-01-31"),
        ("money = NULL", "never holds", "IS NULL"),
        ("money >", "cannot understand", ""),
        ("(money > 1", "cannot understand", ""),
        ("money > 1; DROP TABLE x", "at character 10", ""),
        ("city = 'x", "cannot read", "not closed"),
        ("money > 5x", "cannot read", "digit"),
        ("money > \u07c6", "cannot read", ""),
        ("money > 1 -- all", "no column 'all'", ""),
        ("", "empty", ""),
        ("money > 1" + " OR money > 1" * 2000, "too long", "split"),
        ("(" * 40 + "money > 1" + ")" * 40, "too deep", ""),
        (" OR ".join(["money > 1"] * 300), "too long", "split"),
        ("money" + "/money" * 1400 + " > 1", "too long", "split"),
        ("NOT " * 2400 + "member", "too long", "split"),
        ("money IN (" + "1, " * 10_000 + "1)", "too long", "split"),
        ("read_parquet('x') = 1 OR scan_csv('/etc/passwd') = 1", "no function 'read_parquet'", ""),
        ("city = (SELECT * FROM read_csv('/etc/passwd'))", "not a query", ""),
        ("city || city = 'x'", "cannot read", ""),
        ("money::text = '1'", "cannot read", ""),
        ("sum(money) OVER () > 1", "no function 'sum'", ""),
        ("repeat(city, 999999999) = 'x'", "no function 'repeat'", ""),
        ("regexp_like(city, '(a+)+$')", "no function 'regexp_like'", ""),
        ("money > " + "9" * 9000, "cannot understand", ""),
        ("__import__('os') = 1", "no function '__import__'", ""),
    ],
)
def test_what_cannot_be_is_refused_with_a_hint(condition: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        compile_condition(condition, TYPES)
    assert message in refused.value.message
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    "condition",
    [
        "city LIKE '" + "%a" * 4500 + "b'",
        "city LIKE '" + "_%" * 4500 + "'",
        "city LIKE '(a+)+$'",
        "money IN (" + ", ".join(["1"] * 1400) + ")",
        "CASE WHEN member THEN " * 25 + "member" + " END" * 25,
        "abs(" * 25 + "money" + ")" * 25 + " < 0",
    ],
)
def test_what_is_long_but_allowed_ends(condition: str) -> None:
    crowd = CUSTOMERS.with_columns(city=pl.lit("a" * 2000), money=pl.lit(-1.0))
    assert (
        not crowd.head(1).select(compile_condition(condition, TYPES).holds).item()
        or "CASE" in condition
    )


def test_a_missing_value_is_not_known_and_does_not_hold() -> None:
    condition = compile_condition("churn_factor > 2", TYPES)
    assert CUSTOMERS.select(condition.expr).to_series().to_list() == [True, False, None]
    assert CUSTOMERS.select(condition.holds).to_series().to_list() == [True, False, False]


def test_zero_divided_by_zero_does_not_hold() -> None:
    same = CUSTOMERS.with_columns(churn_factor=pl.lit(0.0), money=pl.lit(0.0))
    assert (
        not same.select(compile_condition("money / churn_factor > 2", TYPES).holds)
        .to_series()
        .any()
    )


def test_a_condition_tells_its_columns_and_literals() -> None:
    condition = compile_condition("金额 > 5万 AND value_tier = '高' AND city = '上海'", TYPES)
    assert condition.columns == ("money", "value_tier", "city")
    assert condition.literals == (("value_tier", "high"), ("city", "上海"))


def test_names_alone_are_enough() -> None:
    condition = compile_condition("opened_on > '2024-01-31' AND money > 5万", list(TYPES))
    assert CUSTOMERS.filter(condition.holds).is_empty()


def test_a_column_that_looks_like_a_pattern_is_no_column() -> None:
    with pytest.raises(UsageError, match="no column"):
        compile_condition('"^.*$" > 1', {"^.*$": pl.Int64(), "a": pl.Int64()})


def test_a_header_of_two_columns_is_ambiguous() -> None:
    with pytest.raises(UsageError, match="several columns"):
        column_named("手续费", ["fees", "fee"])


def test_errors_speak_chinese() -> None:
    with in_language("zh"), pytest.raises(UsageError) as refused:
        compile_condition("monye > 3", TYPES)
    assert "不存在" in refused.value.message


PIECES = ["money", "churn_factor", "city", "'高'", "5万", ">", "=", "AND", "OR", "NOT", "(", ")", "/",
          "-", "IN", ",", "BETWEEN", "NULL", "IS", "LIKE", "abs", "CASE", "WHEN", "THEN", "END", "%",
          "1e400", "member", "DATE", "\"", "--", "*"]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_condition_or_a_usage_error(text: str) -> None:
    try:
        condition = compile_condition(text, TYPES)
    except UsageError:
        return
    answer = CUSTOMERS.with_columns(condition.holds.alias("holds"))["holds"]
    assert answer.null_count() == 0
    assert set(condition.columns) <= set(TYPES)
