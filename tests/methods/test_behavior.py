from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import InputError
from custseg.facts import FactSettings
from custseg.methods.behavior import (
    BehaviorSettings,
    behavior,
    behavior_reason,
    behavior_reason_in,
)
from custseg.report import method_results
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.words import in_language
from custseg.words.labels import LABELS
from custseg.words.terms import TERMS, TITLES

AS_OF = date(2024, 6, 30)
FIXED = BehaviorSettings(high_per_month=4, regular_gap_days=45)


def transactions(visits: dict[str, list[int]], **columns: Any) -> pl.DataFrame:
    rows = [
        (c, AS_OF - timedelta(days=ago), Decimal(10)) for c, all_ in visits.items() for ago in all_
    ]
    schema = {"customer_id": pl.String, "date": pl.Date, "amount": MONEY}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(**columns)


def seen(visits: dict[str, list[int]], **frames: pl.DataFrame) -> Dataset:
    return Dataset.from_frames({"transactions": transactions(visits), **frames}, as_of=AS_OF)


def rows_of(result: Result) -> dict[str, dict[str, Any]]:
    assert result.customers is not None
    return {row["customer_id"]: row for row in result.customers.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("ago", "label", "rule", "reason"),
    [
        (list(range(0, 120, 6)), "high_frequency", "often",
         "5.3 purchases a month, last purchase 0 days ago"),
        ([10, 40, 70, 100], "regular", "steady",
         "buys every 30 days (own median gap), last purchase 10 days ago"),
        ([10, 70, 130], "occasional", "long_gaps",
         "60 days between purchases (own median gap), last purchase 10 days ago"),
        ([10, 20], "occasional", "few_visits",
         "purchase days so far: 2, last purchase 10 days ago"),
        ([122, 152, 182, 212], "churn_risk", "overdue",
         "last purchase 122 days ago, 4.1 times the own usual gap of 30 days"),
        ([180], "inactive", "idle", "last purchase 180 days ago"),
        ([179], "occasional", "few_visits",
         "purchase days so far: 1, last purchase 179 days ago"),
    ],
)  # fmt: skip
def test_every_label_and_why(ago: list[int], label: str, rule: str, reason: str) -> None:
    row = rows_of(behavior(seen({"a": ago}), FIXED))["a"]
    assert (row["behavior_label"], row["behavior_rule"]) == (label, rule)
    assert behavior_reason(row) == reason


def test_a_reason_names_the_cut_point_it_goes_by() -> None:
    result = behavior(seen({"idle": [181], "late": [122, 152, 182, 212]}), FIXED)
    why, rows = behavior_reason_in(result), rows_of(result)
    assert why(rows["idle"]) == (
        "last purchase 181 days ago (rule: no purchase for 180 days or more)"
    )
    assert "own median gaps, longer than nine in ten" in why(rows["late"])


def test_inactive_comes_before_overdue() -> None:
    assert rows_of(behavior(seen({"a": [200, 201, 202]}), FIXED))["a"]["behavior_rule"] == "idle"


def test_a_daily_customer_is_not_at_risk_after_four_days() -> None:
    row = rows_of(behavior(seen({"a": [4, 5, 6, 7, 8]}), FIXED))["a"]
    assert row["churn_factor"] == 4
    assert row["behavior_label"] != "churn_risk"


def test_a_pause_the_customer_often_takes_is_no_risk() -> None:
    bursts = [20, 21, 22, 60, 61, 62, 100, 101, 102]
    row = rows_of(behavior(seen({"a": bursts}), FIXED))["a"]
    assert row["churn_factor"] > 3
    assert row["behavior_label"] != "churn_risk"


def test_who_has_not_bought() -> None:
    events = pl.DataFrame({"customer_id": ["asks"], "date": [AS_OF], "event_type": ["咨询"]})
    record = pl.DataFrame({"customer_id": ["known", "buys"]})
    balances = pl.DataFrame({"customer_id": ["holds"], "date": [AS_OF], "balance": [Decimal(5)]})
    rows = rows_of(behavior(
        seen({"buys": [1]}, events=events, customers=record, balances=balances), FIXED
    ))  # fmt: skip
    assert {c: (row["behavior_label"], row["behavior_rule"]) for c, row in rows.items()} == {
        "asks": ("prospect", "asked_not_bought"),
        "buys": ("occasional", "few_visits"),
        "holds": ("inactive", "holds_only"),
        "known": ("prospect", "known_not_bought"),
    }
    assert all(behavior_reason(row) for row in rows.values())


def test_returns_only_is_not_scored_but_counted() -> None:
    returned = transactions({"a": [3]}).with_columns(amount=pl.lit(-10).cast(MONEY))
    result = behavior(Dataset.from_frames({"transactions": returned}))
    assert rows_of(result)["a"]["behavior_rule"] == "only_returns"
    assert "not scored: 1 customer has nothing but returns" in [n.text for n in result.notes]


def test_interest_does_not_wake_a_sleeping_account() -> None:
    flow = transactions({"a": [0, 300]}).with_columns(
        direction=pl.lit("in"), summary=pl.Series(["结息", "工资"])
    )
    dataset = Dataset.from_frames({"transactions": flow})
    result = behavior(dataset)
    assert rows_of(result)["a"]["behavior_label"] == "inactive"
    assert rows_of(result)["a"]["monetary"] == 20
    assert any("entered by the bank" in note.text for note in result.notes)
    counted = behavior(dataset, facts=FactSettings(own_entries=()))
    assert rows_of(counted)["a"]["behavior_label"] == "occasional"


def test_negative_amounts_of_a_bank_flow_without_direction_are_warned_of() -> None:
    flow = transactions({"a": [0, 1, 2]}).with_columns(
        amount=pl.Series([5, -5, -5]).cast(MONEY)
    )  # fmt: skip
    assert "direction" in behavior(Dataset.from_frames({"transactions": flow})).warnings[0]


def test_currencies_are_not_added_up_silently() -> None:
    mixed = transactions({"a": [0, 1]}).with_columns(currency=pl.Series(["CNY", "USD"]))
    assert "CNY 1, USD 1" in behavior(Dataset.from_frames({"transactions": mixed})).warnings[0]


def test_cut_points_come_from_the_file_and_are_printed() -> None:
    visits = {f"{n:02}": list(range(n + 3)) for n in range(30)}
    result = behavior(seen(visits))
    cuts = {row["threshold"]: row for row in result.tables["thresholds"].to_dicts()}
    rates = [row["purchases_per_month"] for row in rows_of(result).values()]
    high = pl.Series(rates).quantile(0.8, "linear")
    assert cuts["high_per_month"]["cut"] == pytest.approx(high)
    assert cuts["high_per_month"]["cut_source"] == "file"
    assert cuts["high_per_month"]["cut_basis"] == "percentile 80 of 30 customers"
    # All gaps are one day: the percentile separates nobody.
    assert cuts["regular_gap_days"]["cut_source"] == "default"
    assert cuts["inactive_days"]["cut"] == 180


def test_few_customers_get_once_a_week_and_once_a_quarter() -> None:
    cuts = behavior(seen({"a": [1, 2, 3]})).tables["thresholds"].to_dicts()
    found = {row["threshold"]: (round(row["cut"], 2), row["cut_source"]) for row in cuts}
    assert found["high_per_month"] == (4.35, "default")
    assert found["regular_gap_days"] == (91.0, "default")


def test_the_summaries_add_up() -> None:
    result = behavior(seen({"a": [1, 8, 15, 22], "b": [400], "c": [10, 20]}), FIXED)
    labels, rules = result.tables["labels"], result.tables["rules"]
    assert labels["customers"].sum() == rules["customers"].sum() == 3
    assert labels["customers_share"].sum() == pytest.approx(1)
    assert labels["money"].sum() == 70
    assert result.tables["trend"]["purchases"].sum() == 7
    assert result.tables["weekdays"]["transactions"].sum() == 7
    # 2023-05-27 to 2024-06-29: months without a purchase are there, with zero.
    assert result.tables["trend"]["month"].to_list()[0] == "2023-05"
    assert result.tables["trend"].height == 14


def test_channels_show_migration() -> None:
    flow = transactions({"a": [100, 101, 1, 2]}).with_columns(
        channel=pl.Series(["柜面", "手机银行", "手机银行", "手机银行"])
    )
    table = behavior(Dataset.from_frames({"transactions": flow})).tables["channels"]
    assert table.select("channel", "digital", "last_90d_share", "prior_90d_share").rows() == [
        ("手机银行", True, 1.0, 0.5), ("柜面", False, 0.0, 0.5),
    ]  # fmt: skip


def test_events_only() -> None:
    events = pl.DataFrame({"customer_id": ["a", "a"], "date": [AS_OF, AS_OF]})
    result = behavior(Dataset.from_frames({"events": events}))
    assert rows_of(result)["a"]["behavior_label"] == "prospect"
    assert result.tables["labels"]["money"].null_count() == result.tables["labels"].height


def test_all_one_time_buyers() -> None:
    result = behavior(seen({f"{n:03}": [n * 5] for n in range(40)}))
    labels = dict(result.tables["labels"].select("behavior_label", "customers").iter_rows())
    assert (labels["occasional"], labels["inactive"]) == (36, 4)


def test_without_dates_nothing_is_guessed() -> None:
    rows = pl.DataFrame({"customer_id": ["a"], "amount": [Decimal(3)], "channel": ["APP"]})
    result = behavior(Dataset.from_frames({"transactions": rows}))
    assert result.as_of is None
    row = rows_of(result)["a"]
    assert (row["behavior_rule"], row["digital_share"], row["churn_factor"]) == (
        "no_date",
        1.0,
        None,
    )
    assert any("Date date" in note.text for note in result.notes)


def test_an_empty_table_is_an_answer_without_customers() -> None:
    result = behavior(seen({}))
    assert result.customers is not None
    assert result.customers.is_empty()


def test_nothing_to_work_with_is_refused() -> None:
    with pytest.raises(InputError):
        behavior(Dataset.from_frames({"customers": pl.DataFrame({"customer_id": ["a"]})}))


visits_of_some = st.dictionaries(
    st.text("0123456789", min_size=1, max_size=4),
    st.lists(st.integers(0, 400), min_size=1, max_size=12), min_size=1, max_size=12,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(visits_of_some)
def test_labels_depend_on_what_customers_did_not_on_their_names(
    visits: dict[str, list[int]],
) -> None:
    twins = {f"{name}-twin": ago for name, ago in visits.items()}
    rows = rows_of(behavior(seen({**visits, **twins})))
    for name in visits:
        row, twin = rows[name], rows[f"{name}-twin"]
        assert {**row, "customer_id": ""} == {**twin, "customer_id": ""}
        assert behavior_reason(row)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 170), min_size=1, max_size=10), st.integers(1, 400))
def test_waiting_longer_never_makes_a_customer_livelier(ago: list[int], later: int) -> None:
    def rank(as_of: date) -> int:
        dataset = Dataset.from_frames({"transactions": transactions({"a": ago})}, as_of=as_of)
        label = rows_of(behavior(dataset, FIXED))["a"]["behavior_label"]
        return {"churn_risk": 1, "inactive": 2}.get(label, 0)

    assert rank(AS_OF + timedelta(days=later)) >= rank(AS_OF)


def test_every_word_is_in_both_languages() -> None:
    flow = transactions({"a": [0, 8, 16], "b": [200]}).with_columns(
        channel=pl.lit("APP"), hour=pl.lit(9, pl.Int8), category=pl.lit("x"), product=pl.lit("y"),
        counterparty=pl.lit("z"), order_id=pl.col("date").cast(pl.String),
    )  # fmt: skip
    events = pl.DataFrame({"customer_id": ["a"], "date": [AS_OF], "event_type": ["咨询"]})
    feedback = events.drop("event_type")
    result = behavior(
        Dataset.from_frames({"transactions": flow, "events": events, "feedback": feedback})
    )
    assert result.customers is not None
    columns = set(result.customers.columns)
    for key, table in result.tables.items():
        assert key in TITLES
        columns |= set(table.columns)
        for name in (
            "behavior_label",
            "behavior_rule",
            "threshold",
            "cut_source",
            "weekday",
            "measure",
        ):
            if name in table.columns:
                assert set(table[name]) <= set(LABELS[name])
    assert columns <= set(TERMS)
    with in_language("zh"):
        for row in rows_of(result).values():
            assert not behavior_reason(row).isascii()


def test_an_account_opened_after_the_last_activity_makes_no_customer_yet() -> None:
    accounts = pl.DataFrame({"account_id": ["A", "B"], "customer_id": ["early", "later"],
                             "opened_on": [AS_OF - timedelta(days=9), AS_OF]})  # fmt: skip
    dataset = Dataset.from_frames(
        {"transactions": transactions({"buyer": [5]}), "accounts": accounts}
    )
    rules = {k: row["behavior_rule"] for k, row in rows_of(behavior(dataset)).items()}
    assert rules == {"buyer": "few_visits", "early": "holds_only", "later": "known_not_bought"}


def test_who_looked_and_did_not_buy_is_counted() -> None:
    events = pl.DataFrame(
        [(c, AS_OF - timedelta(days=ago)) for c, ago in
         [("BUYS", 3), ("BUYS", 4), ("SLEEPS", 5), ("LOOKS", 6), ("LONG_AGO", 120)]],
        schema={"customer_id": pl.String, "date": pl.Date}, orient="row",
    )  # fmt: skip
    result = behavior(seen({"BUYS": [2], "SLEEPS": [150], "ALONE": [7]}, events=events))
    told = dict(result.tables["browsing"].select("browsing", "customers").iter_rows())
    assert told == {"bought_lately": 1, "browsed_and_bought": 1, "browsed_bought_before": 1,
                    "browsed_never_bought": 1}  # fmt: skip
    assert result.tables["browsing"]["events"].to_list() == [0, 2, 1, 1]
    assert any("looked or asked" in note.text for note in result.notes)


def _shop(customers: int) -> pl.DataFrame:
    """Customers who buy at their own rate until they leave, which some do sooner."""
    rng = np.random.default_rng(0)
    rows = []
    for number in range(customers):
        rate, day = rng.gamma(1.2, 0.03), int(rng.integers(0, 270))
        lives, begun = rng.exponential(250), day
        while day < 360 and day - begun <= lives:
            rows.append(
                (
                    f"c{number:04d}",
                    AS_OF - timedelta(days=359 - day),
                    Decimal(int(rng.integers(5, 90))),
                )
            )
            day += 1 + int(rng.exponential(1 / rate))
    return pl.DataFrame(
        rows, schema={"customer_id": pl.String, "date": pl.Date, "amount": MONEY}, orient="row"
    )


def test_the_risk_of_leaving_stands_beside_the_labels_and_is_told_once_in_a_report() -> None:
    data = Dataset.from_frames({"transactions": _shop(500)}, as_of=AS_OF)
    result = behavior(data)
    assert {"churn_test", "churn_bands", "churn_calibration", "churn_signs"} <= set(result.tables)
    found = {
        row["churn_ranking"]: row["auc"]
        for row in result.tables["churn_test"].iter_rows(named=True)
    }
    assert found[result.evidence["churn"]["model"]] > found[result.evidence["churn"]["best_fact"]]
    row = next(
        r for r in rows_of(result).values() if r["churn_risk"] is not None and r["churn_raised_by"]
    )
    assert f"{row['churn_risk']:.0%}" in behavior_reason(row)
    assert "to buy nothing in the next 90 days" in behavior_reason_in(result)(row)
    results, _ = method_results(data)
    told = [r.command for r in results if "churn_test" in r.tables]
    assert told == ["lifecycle"]
    assert "churn_risk" not in next(r for r in results if r.command == "behavior").customers.columns  # type: ignore[union-attr]


def test_the_rule_and_the_chance_are_said_to_be_two_measures() -> None:
    result = behavior(Dataset.from_frames({"transactions": _shop(500)}, as_of=AS_OF))
    assert result.customers is not None
    said = [note.text for note in result.notes]
    assert sum("two measures: the chance of leaving is a model's" in text for text in said) == 1
    ruled = result.customers.filter(behavior_label="churn_risk")
    scored, risk = ruled["churn_risk"].drop_nulls(), ruled["churn_risk"]
    told = (f"Of the {ruled.height:,} customers at risk by the rule, {scored.len():,} are given a chance of leaving by "
            f"the model: {(risk >= 0.7).sum():,} of 70% or more, {(risk < 0.01).sum():,} below 1%")  # fmt: skip
    assert told in said
    by_label = result.tables["churn_labels"]
    assert by_label["customers"].sum() == result.customers["churn_risk"].count()
    assert (by_label.select(pl.sum_horizontal("churn_high", "churn_medium", "churn_low")).to_series()
            == by_label["customers"]).all()  # fmt: skip


def test_too_short_a_history_gives_labels_and_says_why_no_risk() -> None:
    result = behavior(seen({f"C{i}": [1, 5, 9] for i in range(30)}))
    assert "churn_test" not in result.tables
    assert any("needed" in note.text and "found" in note.text for note in result.notes)


def test_a_list_that_says_who_left_needs_no_transactions() -> None:
    rng = np.random.default_rng(1)
    months = rng.integers(1, 72, 600)
    left = rng.random(600) < 1 / (1 + np.exp(0.08 * (months - 36)))
    people = pl.DataFrame({"customer_id": [f"p{i}" for i in range(600)], "churned": left,
                           "tenure_months": months.astype(float)})  # fmt: skip
    result = behavior(Dataset.from_frames({"customers": people}))
    assert result.customers is None or "churn_risk" in result.customers.columns
    assert any("auc" in table.columns for table in result.tables.values())
    with pytest.raises(InputError):
        behavior(Dataset.from_frames({"customers": people}), churn=None)
