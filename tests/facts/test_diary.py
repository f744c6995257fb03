"""The diary has what visits have, however orders come, and the course what facts of one date say."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from custseg.facts import assets, rhythm, visits, windows
from custseg.facts.asset_ledger import AssetLedger, asset_ledger_plan
from custseg.facts.course import Course
from custseg.facts.diary import Diary, diary_plan
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import DATE, MONEY

BEGIN = date(2023, 1, 10)

LINES = st.lists(
    st.tuples(
        st.sampled_from(["张三", "李四", "C3"]),
        st.sampled_from(["A1", "A2", "A3", "B1", "B2", None]),
        st.integers(0, 500),
        st.sampled_from([10, 20, -5]),
    ),
    min_size=1,
    max_size=30,
)


def _dataset(lines: list[tuple[str, str | None, int, int]], as_of: date | None = None) -> Dataset:
    frame = pl.DataFrame(
        {
            "customer_id": [customer for customer, *_ in lines],
            "order_id": [order for _, order, *_ in lines],
            "date": [BEGIN + timedelta(days=day) for _, _, day, _ in lines],
            "amount": [Decimal(amount) for *_, amount in lines],
        },
        schema={"customer_id": pl.String, "order_id": pl.String, "date": DATE, "amount": MONEY},
    )
    return Dataset.from_frames({"transactions": frame}, as_of)


def _diary(dataset: Dataset) -> Diary:
    [collected] = dataset.collect(diary_plan(dataset))
    return Diary.of(collected)


@given(LINES, st.booleans(), st.booleans())
@settings(max_examples=80, deadline=None)
def test_the_diary_has_the_visits_whether_orders_come_sorted_or_seem_to(
    lines: list[tuple[str, str | None, int, int]], is_sorted: bool, is_one_day: bool
) -> None:
    if is_one_day:  # orders of one customer and day, so that the presumption can hold
        lines = [
            ("张三" if order in ("A1", "A2") else "C3", order, len(order or ""), 10)
            for _, order, *_ in lines
        ]
    if is_sorted:
        lines = sorted(lines, key=lambda line: (line[1] is None, line[1] or "", line[0], line[2]))
    plain = _dataset(lines)
    presumed = Dataset([replace(table, sorted_by=("order_id",)) for table in plain.tables])
    [expected] = plain.collect(visits(plain))
    for dataset in (plain, presumed):
        diary = _diary(dataset)
        named = diary.visits.select(
            diary.customers.gather(diary.visits["customer"]).alias("customer_id"),
            "on", "bought", pl.col("purchases").cast(pl.Int64), "money",
        )  # fmt: skip
        assert_frame_equal(named, expected.sort("customer_id", "on"))


def _silences(lines: list[tuple[str, str | None, int, int]], today: int) -> list[tuple[str, int]]:
    """The longest gap of each customer that a purchase of the last 90 days ended."""
    found = []
    for customer in {who for who, *_ in lines}:
        days = sorted({on for who, _, on, amount in lines if who == customer and amount >= 0})
        gaps = [later - sooner for sooner, later in itertools.pairwise(days) if later > today - 90]
        found += [(customer, max(gaps))] if gaps else []
    return found


@given(LINES, st.lists(st.integers(0, 520), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_the_course_says_of_any_day_what_the_facts_of_that_day_say(
    lines: list[tuple[str, str | None, int, int]], asked: list[int]
) -> None:
    course = Course(_diary(_dataset(lines)))
    for after in asked:  # in any order
        day = BEGIN + timedelta(days=after)
        earlier = [line for line in lines if line[2] <= after]
        if not earlier:
            assert course.on(day, 90)["days_since_last"].null_count() == len(course.customers)
            continue
        seen = _dataset(earlier, day)
        of_rhythm, of_windows = seen.collect(rhythm(seen, day), windows(seen, day))
        silent = pl.DataFrame(
            _silences(earlier, after),
            {"customer_id": pl.String, "silence_days": pl.Int64},
            orient="row",
        )
        expected = (
            pl.DataFrame({"customer_id": course.customers})
            .join(of_rhythm, on="customer_id", how="left", maintain_order="left")
            .join(of_windows, on="customer_id", how="left", maintain_order="left")
            .join(silent, on="customer_id", how="left", maintain_order="left")
            .with_columns(pl.col("purchases_90d", "purchases_prior_90d").fill_null(0))
        )
        found = course.on(day, 90)
        names = [name for name in found.columns if name != "days_since_first"]
        assert_frame_equal(found.select(names), expected.select(names))


HELD = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3"]), st.integers(0, 700), st.integers(0, 9)),
    min_size=1,
    max_size=40,
)


def then_months(ledger: AssetLedger, customer: int, day: date) -> dict[int, float]:
    """Average assets of a customer by how many months before ``day`` they were."""
    now = day.year * 12 + day.month
    rows = ledger.months.filter((pl.col("customer") == customer) & (pl.col("month") <= now))
    return {now - month: float(much) for _, month, _, much in rows.iter_rows()}


def _trend(months: dict[int, float], low: int) -> float | None:
    """The mean of the last three months on that of three that ended ``low`` months before."""
    now, then = (
        [months[ago] for ago in range(start, start + 3) if ago in months] for start in (0, low)
    )
    if not now or not then or sum(then) <= 0:
        return None
    return (sum(now) / len(now)) / (sum(then) / len(then)) - 1


@given(HELD, st.integers(0, 24))
@settings(max_examples=30, deadline=None)
def test_the_ledger_says_of_a_month_end_what_the_assets_of_that_day_say(
    held: list[tuple[str, int, int]], later: int
) -> None:
    day = pl.select(pl.date(2023, 1, 1).dt.offset_by(f"{later}mo").dt.month_end()).item()
    rows = [
        {"customer_id": who, "date": BEGIN + timedelta(days=on), "balance": Decimal(much)}
        for who, on, much in held
    ]
    schema = {"customer_id": pl.String, "date": DATE, "balance": MONEY}
    every = Dataset.from_frames({"balances": pl.DataFrame(rows, schema)}, date(2025, 6, 15))
    [collected] = every.collect(asset_ledger_plan(every))
    ledger = AssetLedger.of(collected, date(2025, 6, 15))
    found = ledger.on(day).with_columns(pl.col("customer").replace_strict(
        dict(enumerate(ledger.customers)), return_dtype=pl.String).alias("customer_id"))  # fmt: skip
    earlier = [row for row in rows if row["date"] <= day]
    assert set(found["customer_id"]) == {row["customer_id"] for row in earlier}
    if earlier:
        seen = Dataset.from_frames({"balances": pl.DataFrame(earlier, schema)}, day)
        then, latest = seen.collect(asset_ledger_plan(seen), assets(seen, day))
        expected = AssetLedger.of(then, day).named(day)
        assert_frame_equal(found.select(expected.columns), expected)
        same = ["customer_id", "assets_month", "month_end_assets"]
        assert_frame_equal(found.select(same), latest.sort("customer_id").select(same))
        for row in found.iter_rows(named=True):
            own = then_months(ledger, row["customer"], day)
            for name, low in (("assets_trend_3m", 3), ("assets_trend_12m", 12)):
                assert row[name] == pytest.approx(_trend(own, low))
        apart = found["average_assets"] - latest.sort("customer_id")["average_assets"]
        assert apart.cast(pl.Float64).abs().max() < 1e-4
