"""lifecycle: stages of customers, thresholds said, nothing known of later, cohorts and the funnel."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from custseg.errors import InputError, UsageError
from custseg.methods.lifecycle import LifecycleSettings, lifecycle, stage_reason, stage_reason_in
from custseg.methods.lifecycle.said import rule_asks
from custseg.models.stages import BANK as STAGE_DEFAULTS
from custseg.models.stages import STAGE_OF
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS
from custseg.words import in_language, term
from custseg.words.labels import LABELS
from custseg.words.terms import TITLES

END = date(2024, 6, 30)
BANK = LifecycleSettings(thresholds="bank")


def table(kind: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(rows, {name: KINDS[kind][name] for name in names}, infer_schema_length=None)


def data(as_of: date | None = END, **rows: list[dict[str, Any]]) -> Dataset:
    return Dataset.from_frames({kind: table(kind, found) for kind, found in rows.items()}, as_of)


def visits(customer: str, *days_ago: int) -> list[dict[str, Any]]:
    return [
        {"customer_id": customer, "date": END - timedelta(days=ago), "amount": 10}
        for ago in days_ago
    ]


def of(result: Result, customer: str) -> dict[str, Any]:
    assert result.customers is not None
    return result.customers.row(by_predicate=pl.col("customer_id") == customer, named=True)


LIVES = [
    *visits("new", 10, 3), *visits("growing", 150, 90, 40), *visits("mature", 800, 500, 400, 330, 260, 190, 120, 45),
    *visits("declining", 800, 780, 760, 740, 700, 640, 560, 500, 420, 360, 300, 240, 110),
    *visits("dormant", 900, 700, 200), *visits("lost", 900, 400), *visits("back", 900, 600, 8),
]  # fmt: skip


class TestStages:
    def test_every_life_has_its_stage(self) -> None:
        result = lifecycle(data(transactions=LIVES, customers=[{"customer_id": "nobody"}]), BANK)
        stages = {name: of(result, name)["stage"] for name in
                  ("new", "growing", "mature", "declining", "dormant", "lost", "back", "nobody")}  # fmt: skip
        assert stages == {
            "new": "new", "growing": "growing", "mature": "mature", "declining": "declining",
            "dormant": "dormant", "lost": "lost", "back": "won_back", "nobody": "prospect",
        }  # fmt: skip
        assert result.tables["stages"]["customers"].sum() == 8
        assert result.tables["stages"]["stage"].to_list()[0] == "prospect"

    def test_assets_keep_a_silent_customer_from_being_lost(self) -> None:
        rows = {"transactions": visits("1", 900, 700) + visits("2", 900, 700),
                "balances": [{"customer_id": "1", "date": END, "balance": 5000},
                             {"customer_id": "2", "date": END - timedelta(days=200), "balance": 5000}]}  # fmt: skip
        result = lifecycle(data(**rows), BANK)
        assert of(result, "1")["stage_rule"] == "silent_with_assets"
        assert of(result, "2")["stage"] == "lost"

    def test_assets_of_who_left_the_balances_are_nothing(self) -> None:
        rows = {"transactions": visits("1", 900, 3) + visits("2", 900, 700),
                "balances": [{"customer_id": "1", "date": END, "balance": 5000},
                             {"customer_id": "2", "date": END - timedelta(days=200), "balance": 7000}]}  # fmt: skip
        result = lifecycle(data(**rows), BANK)
        assert of(result, "2")["average_assets"] == 0
        assert (
            dict(result.tables["stages"].select("stage", "assets_total").iter_rows())["lost"] == 0
        )
        assert not any("balances end" in note.text for note in result.notes)

    def test_balances_that_are_late_take_nobody_s_assets(self) -> None:
        """Where the file of balances ends months before the transactions do, everybody looked lost."""
        rows = {"transactions": visits("1", 900, 700) + visits("2", 900, 1),
                "balances": [{"customer_id": k, "date": END - timedelta(days=152), "balance": 5000}
                             for k in "12"]}  # fmt: skip
        result = lifecycle(data(**rows), BANK)
        assert of(result, "1")["stage_rule"] == "silent_with_assets"
        said = [note.text for note in result.notes if note.level == "warning"]
        assert any(
            "the balances end on 2024-01-30, 5 months before 2024-06-30" in one for one in said
        )

    def test_a_bank_without_transactions_goes_by_assets_and_opening(self) -> None:
        held = [{"customer_id": k, "date": END, "balance": 100} for k in "12"]
        people = [{"customer_id": "1", "opened_on": END - timedelta(days=9)},
                  {"customer_id": "2", "opened_on": END - timedelta(days=999)}, {"customer_id": "3"}]  # fmt: skip
        result = lifecycle(data(balances=held, customers=people))
        assert [of(result, k)["stage"] for k in "123"] == ["new", "mature", "prospect"]
        assert any("no dated transactions" in note.text for note in result.notes)

    def test_assets_that_ebb_away_for_a_year_are_a_decline_and_a_level_is_none(self) -> None:
        def held(customer: str, course: list[int]) -> list[dict[str, Any]]:
            ends = [date(2023, 4, 30), date(2023, 5, 31), date(2023, 6, 30), date(2024, 1, 31), date(2024, 2, 29),
                    date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31), END]  # fmt: skip
            return [{"customer_id": customer, "date": on, "balance": balance}
                    for on, balance in zip(ends, course, strict=True)]  # fmt: skip

        balances = [*held("ebbing", [900, 900, 900, 500, 480, 460, 440, 420, 400]),
                    *held("settled", [900, 900, 900, 400, 400, 400, 400, 400, 400]),
                    *held("level", [900, 900, 900, 880, 880, 860, 860, 850, 850])]  # fmt: skip
        steady = [
            row for c in ("ebbing", "settled", "level") for row in visits(c, *range(5, 800, 30))
        ]
        result = lifecycle(data(balances=balances, transactions=steady), BANK)
        rules = {c: of(result, c)["stage_rule"] for c in ("ebbing", "settled", "level")}
        assert rules == {"ebbing": "assets_ebbing", "settled": "steady", "level": "steady"}
        assert "by -53% within a year" in stage_reason(of(result, "ebbing"))

    def test_an_account_makes_a_customer_as_in_behavior(self) -> None:
        rows = {
            "transactions": visits("buyer", 5),
            "accounts": [{"account_id": "A", "customer_id": "lately", "opened_on": END - timedelta(days=9)},
                         {"account_id": "B", "customer_id": "long_ago", "opened_on": END - timedelta(days=99)},
                         {"account_id": "C", "customer_id": "undated"},
                         {"account_id": "D", "customer_id": "later", "opened_on": END + timedelta(days=9)}],
            "holdings": [{"customer_id": "holder", "product": "基金"}],
            "customers": [{"customer_id": "listed"}],
        }  # fmt: skip
        result = lifecycle(data(**rows), BANK)
        assert result.customers is not None
        stages = dict(result.customers.select("customer_id", "stage").iter_rows())
        assert stages == {"buyer": "new", "lately": "new", "long_ago": "dormant", "undated": "dormant",
                          "holder": "dormant", "listed": "prospect"}  # fmt: skip
        assert of(result, "long_ago")["tenure_days"] == 99
        assert stage_reason(of(result, "undated")).startswith("dormant")

    def test_an_account_opened_after_the_last_activity_makes_none_yet(self) -> None:
        rows = {"transactions": visits("buyer", 5),
                "accounts": [{"account_id": "D", "customer_id": "later", "opened_on": END}]}  # fmt: skip
        assert of(lifecycle(data(None, **rows), BANK), "later")["stage"] == "prospect"

    def test_a_customer_with_returns_only_bought_before_the_data_begins(self) -> None:
        rows = [*visits("1", 5), {"customer_id": "2", "date": END, "amount": -10}]
        assert of(lifecycle(data(transactions=rows), BANK), "2")["stage_rule"] == "returns_only"

    def test_the_reason_is_a_sentence_with_the_numbers(self) -> None:
        result = lifecycle(data(transactions=LIVES), BANK)
        said = stage_reason(of(result, "back"))
        assert said.startswith(
            "won back: came back after a dormant silence; last purchase 8 days ago"
        )
        assert "592 days of silence" in said
        with in_language("zh"):
            assert stage_reason(of(result, "lost")).startswith(
                "流失：久无交易且无资产；最近交易距今 400 天"
            )

    def test_the_reason_names_the_limit_it_goes_by(self) -> None:
        result = lifecycle(data(transactions=LIVES), BANK)
        why = stage_reason_in(result)
        assert "(rule: no purchase for more than 365 days)" in why(of(result, "lost"))
        assert "after more than 180 days without a purchase" in why(of(result, "back"))

    @pytest.mark.parametrize("rule", STAGE_OF)
    def test_every_rule_with_a_limit_can_say_it(self, rule: str) -> None:
        limits = {**asdict(STAGE_DEFAULTS)}
        without = {"returns_only", "never_bought", "account_only", "assets_only"}
        assert (rule_asks(rule, limits) == "") == (rule in without)

    def test_nothing_to_go_by_is_refused(self) -> None:
        with pytest.raises(InputError, match="lifecycle needs"):
            lifecycle(data(customers=[{"customer_id": "1", "opened_on": END}]))


class TestThresholds:
    def test_come_from_the_own_gaps_of_repeat_customers(self) -> None:
        rows = [row for k in range(25) for row in visits(f"{k:02}", 400, 400 - 10 - k)]
        result = lifecycle(data(transactions=rows))
        assert result.evidence["limits_from"] == "data"
        assert result.evidence["limits"]["overdue_days"] == 22
        table = result.tables["thresholds"]
        assert table.columns == ["threshold", "cut", "cut_source"]
        assert (
            dict(zip(table["threshold"], table["cut_source"], strict=True))["lost_days"] == "file"
        )

    def test_too_few_repeat_customers_fall_back_and_say_so(self) -> None:
        result = lifecycle(data(transactions=visits("1", 50, 10)))
        assert result.evidence["limits"]["dormant_days"] == 180
        assert any("only 1 repeat customers" in note.text for note in result.notes)

    def test_own_days_are_taken_and_named_as_settings(self) -> None:
        own = LifecycleSettings(thresholds="bank", lost_days=200)
        result = lifecycle(data(transactions=LIVES), own)
        sources = dict(result.tables["thresholds"].select("threshold", "cut_source").iter_rows())
        assert (sources["lost_days"], sources["dormant_days"]) == ("setting", "default")
        assert of(result, "dormant")["stage"] == "dormant"
        assert of(lifecycle(data(transactions=LIVES), LifecycleSettings(thresholds="bank", lost_days=199)),
                  "dormant")["stage"] == "lost"  # fmt: skip

    def test_days_out_of_order_are_refused(self) -> None:
        with pytest.raises(UsageError, match="out of order"):
            lifecycle(data(transactions=LIVES), LifecycleSettings(thresholds="bank", lost_days=100))


rows_of_shop = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 700)), min_size=1, max_size=50)


class TestWhatIsNotKnown:
    def test_a_short_file_says_that_new_cannot_be_told_from_old(self) -> None:
        result = lifecycle(data(transactions=visits("1", 20, 3)), BANK)
        assert any("go back only 20 days" in warning for warning in result.warnings)

    def test_an_opening_date_tells_old_from_new_where_the_data_begin(self) -> None:
        people = [{"customer_id": "1", "opened_on": END - timedelta(days=4000)}]
        rows = visits("1", 25, 3) + visits("2", 25, 3)
        result = lifecycle(data(transactions=rows, customers=people), BANK)
        assert [of(result, k)["stage"] for k in "12"] == ["mature", "new"]

    def test_averages_alone_are_assets_too(self) -> None:
        held = [{"customer_id": "1", "date": END, "average_balance": 9000}]
        result = lifecycle(data(transactions=visits("1", 900, 700), balances=held), BANK)
        assert of(result, "1")["stage_rule"] == "silent_with_assets"

    def test_openings_before_the_data_are_not_counted_as_not_activated(self) -> None:
        people = [{"customer_id": "1", "opened_on": END - timedelta(days=4000)}]
        result = lifecycle(data(transactions=visits("1", 800, 3), customers=people), BANK)
        assert result.tables["acquisition"]["opened"].sum() == 0
        assert any("opened before the first purchase" in note.text for note in result.notes)

    def test_the_month_the_data_begin_is_set_apart_from_new_customers(self) -> None:
        """All who were customers before buy first in it."""
        rows = [{"customer_id": f"{n}", "date": date(2023, 1, 1 + n % 28)} for n in range(100)]
        rows += [{"customer_id": f"n{n}", "date": date(2023, 3, 1 + n)} for n in range(3)]
        alone = lifecycle(data(transactions=rows), BANK)
        said = [note.text for note in alone.notes if "in which the data begin" in note.text]
        assert alone.tables["acquisition"].rows() == [
            ("2023-01", None), ("2023-02", 0), ("2023-03", 3)
        ]  # fmt: skip
        assert said[0].startswith("100 customers bought first in 2023-01")
        assert "0 of them who were opened in it count as new" in said[0]
        [chart] = [chart for chart in alone.charts if chart.key == "acquisition"]
        assert chart.frame["month"].to_list() == ["2023-02", "2023-03"]
        people = [
            {"customer_id": f"{n}", "opened_on": date(2023, 1, 1) - timedelta(days=400 * (n > 4))}
            for n in range(90)
        ]
        known = lifecycle(data(transactions=rows, customers=people), BANK)
        assert known.tables["acquisition"]["first_purchases"].to_list() == [5, 0, 3]
        assert any(
            "5 of them who were opened in it count as new" in note.text for note in known.notes
        )

    def test_where_all_are_known_to_be_new_nothing_is_set_apart(self) -> None:
        rows = [{"customer_id": f"{n}", "date": date(2023, 1, 9)} for n in range(4)]
        people = [{"customer_id": f"{n}", "opened_on": date(2023, 1, 1 + n)} for n in range(4)]
        result = lifecycle(data(transactions=rows, customers=people), BANK)
        assert result.tables["acquisition"]["first_purchases"].to_list() == [4]
        assert not any("in which the data begin" in note.text for note in result.notes)

    def test_nothing_is_drawn_of_one_month_alone(self) -> None:
        result = lifecycle(data(transactions=visits("1", 3)), BANK)
        assert result.tables["acquisition"]["first_purchases"].to_list() == [None]
        assert "acquisition" not in {chart.key for chart in result.charts}


class TestInvariants:
    @given(rows_of_shop, st.integers(0, 400))
    @settings(max_examples=20, deadline=None)
    def test_a_past_date_knows_nothing_later(self, rows: list[tuple[int, int]], ago: int) -> None:
        cut = END - timedelta(days=ago)
        everything = [row for k, day in rows for row in visits(str(k), day)]
        then = [row for row in everything if row["date"] <= cut]
        there = lifecycle(
            Dataset.from_frames({"transactions": table("transactions", everything)}, cut)
        )
        schema = {name: KINDS["transactions"][name] for name in ("customer_id", "date", "amount")}
        here = lifecycle(Dataset.from_frames({"transactions": pl.DataFrame(then, schema)}, cut))
        assert there.customers is not None
        assert here.customers is not None
        assert_frame_equal(there.customers, here.customers)
        for name, found in there.tables.items():
            assert_frame_equal(found, here.tables[name])

    @given(rows_of_shop, st.randoms())
    @settings(max_examples=20, deadline=None)
    def test_row_order_never_matters_and_everyone_has_one_stage(self, rows, random) -> None:
        everything = [row for k, day in rows for row in visits(str(k), day)]
        there = lifecycle(data(transactions=everything))
        random.shuffle(everything)
        here = lifecycle(data(transactions=everything))
        assert there.customers is not None
        assert here.customers is not None
        assert_frame_equal(there.customers, here.customers)
        assert there.customers["stage"].null_count() == 0
        assert there.tables["stages"]["customers"].sum() == len({k for k, _ in rows})


class TestMonths:
    def test_cohorts_count_who_bought_again_k_months_later(self) -> None:
        rows = [{"customer_id": c, "date": date(2024, m, 5), "amount": 1} for c, m in
                [("a", 3), ("b", 3), ("a", 4), ("a", 6), ("b", 6), ("c", 5), ("c", 6)]]  # fmt: skip
        cohorts = lifecycle(data(transactions=rows)).tables["cohorts"]
        shown = cohorts.select("month", "customers", "retained_1m", "retained_2m", "retained_3m")
        assert shown.rows() == [("2024-03", 2, 0.5, 0.0, 1.0), ("2024-05", 1, 1.0, None, None)]

    def test_a_month_in_which_nobody_came_is_a_month(self) -> None:
        rows = [{"customer_id": "a", "date": date(2024, 1, 5), "amount": 1},
                {"customer_id": "b", "date": date(2024, 4, 2), "amount": 1}]  # fmt: skip
        months = lifecycle(data(transactions=rows)).tables["acquisition"]
        assert months.rows() == [("2024-01", None), ("2024-02", 0), ("2024-03", 0), ("2024-04", 1)]

    def test_openings_after_the_as_of_date_are_none_and_are_warned_of(self) -> None:
        owners = [{"customer_id": "2", "account_id": "b", "opened_on": date(2025, 3, 8)}]
        listed = [{"customer_id": "1", "opened_on": date(2024, 6, 1)}, {"customer_id": "2"}]
        result = lifecycle(
            data(None, transactions=visits("1", 20, 3), customers=listed, accounts=owners)
        )
        assert result.tables["acquisition"]["month"].to_list() == ["2024-06"]
        assert of(result, "2")["stage"] == "prospect"
        assert any(
            "opened only after the as-of date, up to 2025-03-08" in n.text for n in result.notes
        )

    def test_acquisition_counts_openings_first_purchases_and_activation(self) -> None:
        people = [{"customer_id": k, "opened_on": date(2024, 5, 1)} for k in "ab"]
        rows = [{"customer_id": "a", "date": date(2024, 5, 20), "amount": 1},
                {"customer_id": "b", "date": date(2024, 6, 20), "amount": 1}]  # fmt: skip
        months = lifecycle(data(transactions=rows, customers=people)).tables["acquisition"]
        assert months.rows(named=True) == [
            {"month": "2024-05", "opened": 2, "activated_share": 0.5, "first_purchases": 1},
            {"month": "2024-06", "opened": 0, "activated_share": None, "first_purchases": 1},
        ]


LEADS = [
    {"lead_id": "1", "source": "转介绍", "stage": "新线索", "created_on": date(2024, 6, 1)},
    {"lead_id": "2", "source": "转介绍", "stage": "意向客户", "created_on": date(2024, 5, 1),
     "contacted_on": date(2024, 5, 5)},
    {"lead_id": "3", "source": "网点", "stage": "已成交", "created_on": date(2024, 4, 1), "amount": 900,
     "contacted_on": date(2024, 4, 3), "closed_on": date(2024, 4, 23), "customer_id": "c3"},
    {"lead_id": "4", "source": "网点", "stage": "Closed Lost", "created_on": date(2024, 4, 1),
     "contacted_on": date(2024, 4, 9), "closed_on": date(2024, 5, 9)},
    {"lead_id": "5", "source": "网点", "stage": "无意向", "created_on": date(2024, 4, 1)},
]  # fmt: skip


class TestFunnel:
    def test_counts_reach_conversion_and_dwell(self) -> None:
        result = lifecycle(data(leads=LEADS))
        assert result.customers is None
        funnel = {row["trade_stage"]: row for row in result.tables["funnel"].iter_rows(named=True)}
        assert [
            funnel[s]["leads"] for s in ("prospect", "intent", "won", "after_sales", "lost")
        ] == [1, 1, 1, 0, 2]
        assert [funnel[s]["reached"] for s in ("prospect", "intent", "won")] == [5, 3, 1]
        assert funnel["won"]["conversion"] == pytest.approx(1 / 3)
        assert funnel["prospect"]["median_dwell_days"] == 4
        assert funnel["won"]["money"] == 900
        sources = result.tables["funnel_sources"]
        assert sources.select("source", "leads", "won_leads").rows() == [
            ("网点", 3, 1),
            ("转介绍", 2, 0),
        ]

    def test_what_closed_later_was_still_open(self) -> None:
        result = lifecycle(data(date(2024, 4, 10), leads=LEADS))
        funnel = dict(result.tables["funnel"].select("trade_stage", "leads").iter_rows())
        assert (funnel["intent"], funnel["won"], funnel["lost"]) == (2, 0, 1)

    def test_a_won_customer_with_a_ticket_is_in_after_sales(self) -> None:
        ticket = [{"customer_id": "c3", "date": date(2024, 5, 5)}]
        funnel = lifecycle(data(leads=LEADS, feedback=ticket)).tables["funnel"]
        assert dict(funnel.select("trade_stage", "leads").iter_rows())["after_sales"] == 1

    @pytest.mark.parametrize(("said", "stage"), [
        ("无意向", "lost"), ("未成交", "intent"), ("Unqualified", "lost"), ("Qualified", "intent"),
        ("Potential customer", "prospect"), ("Closed Won", "won"), ("售后服务", "after_sales"), ("???", "prospect"),
    ])  # fmt: skip
    def test_words_of_crm_exports(self, said: str, stage: str) -> None:
        lead = [{"lead_id": "1", "stage": said, "created_on": date(2024, 6, 1)}]
        funnel = dict(
            lifecycle(data(leads=lead)).tables["funnel"].select("trade_stage", "leads").iter_rows()
        )
        assert funnel[stage] == 1


def test_every_key_has_its_words() -> None:
    people = [{"customer_id": "new", "opened_on": END}]
    held = [{"customer_id": "new", "date": END, "balance": 3}]
    result = lifecycle(data(transactions=LIVES, customers=people, balances=held, leads=LEADS), BANK)
    assert result.customers is not None
    for frame in [result.customers, *result.tables.values(), *(c.frame for c in result.charts)]:
        assert all(term(column) for column in frame.columns)
        for column in {"stage", "stage_rule", "trade_stage", "threshold", "cut_source"} & set(
            frame.columns
        ):
            assert set(frame[column]) <= set(LABELS[column])
    assert {*result.tables, *(chart.key for chart in result.charts), "lifecycle"} <= set(TITLES)
    assert set(STAGE_OF) == set(LABELS["stage_rule"])


DEALS = [
    {"customer_id": "a", "source": "网点", "created_on": date(2024, 1, 1), "contacted_on": date(2024, 1, 5),
     "closed_on": date(2024, 1, 15), "amount": 100, "stage": "成交"},
    {"customer_id": "b", "source": "网点", "created_on": date(2024, 2, 1), "contacted_on": date(2024, 2, 3),
     "closed_on": date(2024, 3, 4), "amount": 50, "stage": "成交"},
    {"customer_id": "c", "source": "电话", "created_on": date(2024, 6, 1), "contacted_on": date(2024, 6, 10),
     "closed_on": None, "amount": 70, "stage": "意向"},
    {"customer_id": "d", "source": "电话", "created_on": date(2024, 6, 20), "contacted_on": None,
     "closed_on": None, "amount": 30, "stage": "新"},
]  # fmt: skip
FEEDBACK = [
    {"customer_id": "a", "date": date(2024, 1, 2), "text": "before it was closed"},
    {"customer_id": "a", "date": date(2024, 1, 25), "text": "after"},
    {"customer_id": "b", "date": date(2024, 2, 2), "text": "before it was closed"},
]  # fmt: skip


class TestDwell:
    def test_stays_and_waits_are_told_by_stage(self) -> None:
        funnel = lifecycle(data(leads=DEALS, feedback=FEEDBACK)).tables["funnel"]
        rows = {row["trade_stage"]: row for row in funnel.iter_rows(named=True)}
        assert {name: row["leads"] for name, row in rows.items()} == {
            "prospect": 1, "intent": 1, "won": 1, "after_sales": 1, "lost": 0,
        }  # fmt: skip
        assert rows["prospect"]["median_dwell_days"] == 4  # of 4, 2 and 9 days
        assert rows["intent"]["median_dwell_days"] == 20  # of 10 and 30 days
        assert rows["won"]["median_dwell_days"] == 10  # until the first feedback after closing
        assert rows["prospect"]["median_open_days"] == 10
        assert rows["intent"]["median_open_days"] == 20
        assert rows["won"]["median_open_days"] == (END - date(2024, 3, 4)).days

    def test_stays_are_told_by_source(self) -> None:
        sources = lifecycle(data(leads=DEALS, feedback=FEEDBACK)).tables["funnel_sources"]
        branch = sources.row(by_predicate=pl.col("source") == "网点", named=True)
        assert (
            branch["leads"],
            branch["intent_leads"],
            branch["won_leads"],
            branch["after_sales_leads"],
        ) == (2, 2, 2, 1)
        assert (
            branch["median_prospect_days"],
            branch["median_intent_days"],
            branch["median_days_to_win"],
        ) == (3, 20, 23)
        phone = sources.row(by_predicate=pl.col("source") == "电话", named=True)
        assert (phone["won_leads"], phone["median_intent_days"]) == (0, None)

    def test_as_of_an_earlier_day_nothing_later_has_happened(self) -> None:
        early = date(2024, 2, 2)
        funnel = lifecycle(data(early, leads=DEALS, feedback=FEEDBACK)).tables["funnel"]
        rows = {row["trade_stage"]: row for row in funnel.iter_rows(named=True)}
        assert rows["after_sales"]["leads"] == 1
        assert rows["prospect"]["leads"] == 1
        assert rows["prospect"]["median_open_days"] == 1
