"""The history of stages: every month end is what lifecycle says as of it, and nothing of later rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from custseg.churn import ChurnSettings
from custseg.methods.lifecycle import LifecycleSettings, lifecycle
from custseg.models.stages import STAGES
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS

BEGIN, END = date(2023, 1, 5), date(2024, 2, 29)
DAYS = (END - BEGIN).days
SETTINGS = LifecycleSettings(min_repeat_customers=3, alive_model="none", min_trend_purchases=2)
QUIET = ChurnSettings(model="none")

Rows = dict[str, list[dict[str, Any]]]


def data(rows: Rows, as_of: date | None = None) -> Dataset:
    tables = {}
    for kind, found in rows.items():
        names = list(dict.fromkeys(name for row in found for name in row))
        tables[kind] = pl.DataFrame(
            found, {name: KINDS[kind][name] for name in names}, infer_schema_length=None
        )
    return Dataset.from_frames(tables, as_of)


def told(rows: Rows, as_of: date | None = None, chosen: LifecycleSettings = SETTINGS) -> Result:
    return lifecycle(data(rows, as_of), chosen, churn=QUIET)


def counted(result: Result, day: date) -> dict[str, int]:
    row = result.tables["stage_history"].row(by_predicate=pl.col("stage_day") == day, named=True)
    return {stage: row[f"in_{stage}"] for stage in STAGES}


def stages_of(result: Result) -> dict[str, str]:
    assert result.customers is not None
    return dict(result.customers.select("customer_id", "stage").iter_rows())


_day = st.integers(0, DAYS).map(lambda ago: END - timedelta(days=ago))
_customer = st.sampled_from([f"c{n}" for n in range(9)])


@st.composite
def houses(draw: st.DrawFn) -> Rows:
    """A small house: purchases with returns and orders of several days, balances, openings, accounts."""
    bought = [
        {"customer_id": draw(_customer), "date": day, "order_id": f"o{draw(st.integers(0, 25))}",
         "amount": draw(st.sampled_from([10, 20, -5]))}
        for day in draw(st.lists(_day, min_size=25, max_size=70))
    ]  # fmt: skip
    bought.append({"customer_id": "c0", "date": BEGIN, "order_id": "first", "amount": 7})
    rows: Rows = {"transactions": bought}
    if draw(st.booleans()):
        rows["balances"] = [
            {"customer_id": draw(_customer), "date": day, "balance": draw(st.sampled_from([0, 500, 5000, 9000]))}
            for day in draw(st.lists(_day, min_size=1, max_size=30))
        ]  # fmt: skip
    if draw(st.booleans()):
        rows["customers"] = [
            {"customer_id": f"c{n}", "opened_on": draw(st.none() | _day)} for n in range(6)
        ]
        rows["accounts"] = [
            {"account_id": f"a{n}", "customer_id": f"c{draw(st.integers(4, 11))}", "opened_on": draw(st.none() | _day)}
            for n in range(4)
        ]  # fmt: skip
    return rows


class TestTimeTravel:
    @settings(max_examples=8, deadline=None)
    @given(houses())
    def test_a_past_month_end_is_what_lifecycle_says_as_of_it(self, rows: Rows) -> None:
        now = told(rows, END)
        history = now.tables["stage_history"]
        evidence = now.evidence["history"]
        for at in range(1, len(history), 5):
            day = history["stage_day"][at]
            then = told(rows, day)
            stages = pl.Series(list(stages_of(then).values()))
            assert counted(now, day) == {stage: int((stages == stage).sum()) for stage in STAGES}
            assert evidence["limits"][at] == then.evidence["limits"]
            assert_frame_equal(history[: at + 1], then.tables["stage_history"])
            if "last_moves" in then.tables:
                assert evidence["moves"][:at] == then.evidence["history"]["moves"]

    @settings(max_examples=10, deadline=None)
    @given(houses(), st.integers(30, DAYS - 1))
    def test_later_rows_change_nothing(self, rows: Rows, ago: int) -> None:
        day = END - timedelta(days=ago)
        dated = {
            "transactions": "date",
            "balances": "date",
            "customers": "opened_on",
            "accounts": "opened_on",
        }
        earlier = {kind: [row for row in found if row[dated[kind]] is None or row[dated[kind]] <= day]
                   for kind, found in rows.items()}  # fmt: skip
        there, gone = told(rows, day), told({k: f for k, f in earlier.items() if f}, day)
        assert there.customers is not None
        assert gone.customers is not None
        same = [c for c in there.customers.columns if c in gone.customers.columns]
        assert_frame_equal(there.customers.select(same), gone.customers.select(same))
        shared = [
            k for k in ("stages", "stage_history", "last_moves", "stage_times") if k in there.tables
        ]
        for key in shared:
            assert_frame_equal(there.tables[key], gone.tables[key])

    def test_with_thresholds_of_now_the_past_uses_them(self) -> None:
        rows = {"transactions": _steady()}
        fixed = told(rows, END, LifecycleSettings(history_thresholds="now", alive_model="none"))
        assert len({tuple(limits.items()) for limits in fixed.evidence["history"]["limits"]}) == 1
        assert not any(fixed.evidence["history"]["moves_by_thresholds"])
        assert any("what was learnt later" in note.text for note in fixed.notes)


def _steady() -> list[dict[str, Any]]:
    """Forty customers with gaps of their own, some of whom fall silent on the way."""
    rows = []
    for n in range(40):
        gap, until = 5 + n, DAYS if n % 4 else 60 + 7 * n
        rows += [{"customer_id": f"{n:02}", "date": BEGIN + timedelta(days=on), "amount": 10}
                 for on in range(n % 9, until, gap)]  # fmt: skip
    return rows


class TestMoves:
    def test_add_up_to_the_customers_of_every_month(self) -> None:
        result = told({"transactions": _steady()})
        history, evidence = result.tables["stage_history"], result.evidence["history"]
        for at, heads in enumerate(evidence["moves"]):
            before, after = (history.row(k, named=True) for k in (at, at + 1))
            table = np.array(heads)
            assert table.sum() == after["customers"]
            assert table[:-1].sum() == before["customers"]
            assert table[:-1].sum(axis=1).tolist() == [before[f"in_{s}"] for s in STAGES]
            assert table.sum(axis=0).tolist() == [after[f"in_{s}"] for s in STAGES]
        last = result.tables["last_moves"]
        assert (
            last["customers"]
            == last.select(pl.sum_horizontal(pl.exclude("stage_from", "customers"))).to_series()
        ).all()
        shares = (
            result.tables["stage_transitions"]
            .select(pl.sum_horizontal(pl.selectors.starts_with("to_")))
            .to_series()
        )
        assert shares.to_list() == pytest.approx([1.0] * len(shares))

    def test_named_movers_are_what_the_months_said(self) -> None:
        rows = {"transactions": _steady()}
        result = told(rows, END)
        assert result.customers is not None
        by_day = [
            (day, stages_of(told(rows, day))) for day in result.tables["stage_history"]["stage_day"]
        ]
        for row in result.customers.iter_rows(named=True):
            course = [
                (day, stages[row["customer_id"]])
                for day, stages in by_day
                if row["customer_id"] in stages
            ]
            same = [
                day
                for k, (day, _) in enumerate(course)
                if all(s == row["stage"] for _, s in course[k:])
            ]
            begun = next(k for k, (day, _) in enumerate(course) if day == same[0])
            before = course[begun - 1][1] if begun else None
            runs_from_start = same[0] == by_day[0][0]
            assert row["stage_before"] == before
            assert row["stage_since"] == (None if runs_from_start else same[0])
            assert row["months_in_stage"] == len(same) - 1

    def test_neither_row_order_nor_names_matter(self) -> None:
        rows = _steady()
        renamed = [
            {**row, "customer_id": f"x{99 - int(row['customer_id']):02}"} for row in reversed(rows)
        ]
        one, other = told({"transactions": rows}), told({"transactions": renamed})
        for key in ("stage_history", "last_moves", "stage_transitions", "stage_times"):
            assert_frame_equal(one.tables[key], other.tables[key])
        assert one.evidence["history"] == other.evidence["history"]


class TestSufficiency:
    def test_a_month_in_between_has_its_day_at_the_end_and_is_no_whole_month(self) -> None:
        result = told({"transactions": _steady()}, date(2024, 2, 10))
        assert result.tables["stage_history"]["stage_day"].to_list()[-2:] == [
            date(2024, 1, 31),
            date(2024, 2, 10),
        ]
        assert result.evidence["history"]["month_ends"] == 13
        assert "Between 2023-12-31 and 2024-01-31" in " ".join(note.text for note in result.notes)

    def test_no_history_where_none_is_asked_for_or_no_month_has_ended(self) -> None:
        off = told(
            {"transactions": _steady()},
            END,
            LifecycleSettings(history_months=0, alive_model="none"),
        )
        assert "stage_history" not in off.tables
        assert "history" not in off.evidence
        short = [{"customer_id": "1", "date": date(2024, 2, 3), "amount": 1},
                 {"customer_id": "1", "date": date(2024, 2, 9), "amount": 1}]  # fmt: skip
        assert "stage_history" not in told({"transactions": short}).tables

    def test_shares_wait_until_the_data_has_lasted_long_enough_for_anybody_to_be_lost(self) -> None:
        young = [row for row in _steady() if row["date"] <= date(2023, 5, 31)]
        result = told({"transactions": young}, date(2023, 5, 31))
        assert "stage_transitions" not in result.tables
        unmet = {row["claim"] for row in result.evidence["sufficiency"] if not row["is_made"]}
        assert {"stage_transitions", "leaves_after", "lost_after"} <= unmet

    def test_months_until_lost_are_told_of_a_house_that_keeps_its_ways(self) -> None:
        result = told(
            {"transactions": _markov()},
            None,
            LifecycleSettings(thresholds="bank", alive_model="none"),
        )
        test = result.evidence["history"]["test"]
        assert test["misplaced_share"] < test["misplaced_share_if_nobody_moves"]
        told_of = {row["claim"]: row["is_made"] for row in result.evidence["sufficiency"]}
        assert told_of["leaves_after"]
        assert ("lost_after_months" in result.tables["stage_times"].columns) == told_of[
            "lost_after"
        ]

    def test_thresholds_out_of_order_in_the_past_only_shorten_the_history(self) -> None:
        rows = [row for n in range(30) for row in
                [{"customer_id": f"{n}", "date": BEGIN + timedelta(days=d), "amount": 1}
                 for d in ([n, n + 120, n + 240] if n % 2 else range(n, DAYS, 9))]]  # fmt: skip
        chosen = LifecycleSettings(lost_days=150, alive_model="none", min_repeat_customers=3)
        assert told({"transactions": rows}, END, chosen).customers is not None


def _markov() -> list[dict[str, Any]]:
    """A house of constant ways: forty newcomers a month who buy every 20 days and leave by chance."""
    rng = np.random.default_rng(3)
    rows = []
    for n in range(40 * 30):
        on, lasts = int(rng.integers(0, 900)), float(rng.exponential(200))
        begin = on
        while on <= min(begin + lasts, 900):
            rows.append(
                {
                    "customer_id": f"{n:04}",
                    "date": date(2021, 1, 1) + timedelta(days=on),
                    "amount": 5,
                }
            )
            on += int(rng.integers(10, 31))
    return rows
