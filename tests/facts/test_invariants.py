"""What must hold whatever the data: order, names and the cutting of files never matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random
from typing import cast

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from custseg.facts import (
    activity,
    assets,
    customers_universe,
    engagement,
    months,
    purchases,
    rhythm,
    visits,
)
from custseg.schema.dataset import SEEN, STATUS, CanonicalTable, Dataset
from custseg.schema.kinds import MONEY

AS_OF = date(2024, 12, 31)
Frames = dict[str, pl.DataFrame]

PLANS: dict[str, Callable[[Dataset], pl.LazyFrame]] = {
    "purchases": purchases,
    "visits": visits,
    "activity": lambda dataset: activity(dataset, AS_OF),
    "rhythm": lambda dataset: rhythm(dataset, AS_OF),
    "engagement": lambda dataset: cast(pl.LazyFrame, engagement(dataset, AS_OF)),
    "assets": lambda dataset: assets(dataset, AS_OF),
    "universe": customers_universe,
}

customer = st.sampled_from(["01", "02", "03", "李四"])
day = st.dates(date(2024, 1, 1), AS_OF)
money = st.decimals(-100, 1000, places=2).map(Decimal)


@st.composite
def frames(draw: st.DrawFn) -> Frames:
    transactions = draw(st.lists(st.tuples(
        customer, st.none() | st.sampled_from("123456"), day, money,
        st.none() | st.sampled_from(["手机银行", "柜面", "ATM"]),
        st.none() | st.integers(0, 23), st.sampled_from("xyz")), min_size=1, max_size=40))  # fmt: skip
    balances = draw(st.lists(st.tuples(customer, st.sampled_from(["活期", "理财"]), day, money),
                             min_size=1, max_size=15))  # fmt: skip
    events = draw(st.lists(st.tuples(customer, day, st.sampled_from(["咨询", "登录"])), min_size=1,
                           max_size=10))  # fmt: skip
    return {
        "transactions": pl.DataFrame(transactions, orient="row", schema={
            "customer_id": pl.String, "order_id": pl.String, "date": pl.Date, "amount": MONEY,
            "channel": pl.String, "hour": pl.Int8, "product": pl.String}),
        "balances": pl.DataFrame(balances, orient="row", schema={
            "customer_id": pl.String, "product": pl.String, "date": pl.Date, "balance": MONEY}),
        "events": pl.DataFrame(events, orient="row", schema={
            "customer_id": pl.String, "date": pl.Date, "event_type": pl.String}),
    }  # fmt: skip


def facts(dataset: Dataset) -> dict[str, pl.DataFrame]:
    found = dataset.collect(*(plan(dataset) for plan in PLANS.values()))
    return {name: in_order(frame) for name, frame in zip(PLANS, found, strict=True)}


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort([c for c in ("customer_id", "on") if c in frame.columns])


def assert_same(found: dict[str, pl.DataFrame], expected: dict[str, pl.DataFrame]) -> None:
    for name, frame in expected.items():
        assert_frame_equal(found[name], frame, check_exact=True)


def seen(parts: Frames) -> Dataset:
    return Dataset.from_frames(parts, as_of=AS_OF)


@settings(max_examples=25, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_row_order_never_matters(parts: Frames, random: Random) -> None:
    shuffled = {
        kind: frame[random.sample(range(frame.height), frame.height)]
        for kind, frame in parts.items()
    }
    assert_same(facts(seen(shuffled)), facts(seen(parts)))


@settings(max_examples=25, deadline=None)
@given(frames())
def test_renumbering_customers_never_matters(parts: Frames) -> None:
    other = {"01": "zz", "02": "000000000000000001", "03": "b", "李四": "A"}
    new_id = pl.col("customer_id").replace(other)
    renumbered = facts(seen({kind: frame.with_columns(new_id) for kind, frame in parts.items()}))
    expected = {name: in_order(f.with_columns(new_id)) for name, f in facts(seen(parts)).items()}
    assert_same(renumbered, expected)


@settings(max_examples=25, deadline=None)
@given(frames())
def test_facts_of_a_whole_equal_the_facts_of_its_parts(parts: Frames) -> None:
    whole = facts(seen(parts))
    halves = [
        facts(seen({kind: frame.filter(pl.col("customer_id").is_in(ids))
                    for kind, frame in parts.items()}))
        for ids in (["01", "02"], ["03", "李四"])
    ]  # fmt: skip
    together = {name: in_order(pl.concat([half[name] for half in halves])) for name in whole}
    assert_same(together, whole)


@settings(max_examples=25, deadline=None)
@given(frames(), st.integers(0, 40))
def test_one_table_in_several_files_is_one_table(parts: Frames, cut: int) -> None:
    pieces = [
        table
        for kind, frame in parts.items()
        for part in (frame.head(cut), frame.slice(cut))
        for table in Dataset.from_frames({kind: part}).tables
    ]
    assert_same(facts(Dataset(pieces, as_of=AS_OF)), facts(seen(parts)))


@settings(max_examples=25, deadline=None)
@given(frames())
def test_months_add_up_to_the_visits(parts: Frames) -> None:
    dataset = seen(parts)
    by_month, by_day = dataset.collect(months(dataset), visits(dataset))
    assert by_month["purchases"].sum() == by_day["purchases"].sum()
    assert by_month["money"].sum() == by_day["money"].sum()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(customer, st.none() | st.sampled_from(["aside:total", "reject:bad_date"])),
                min_size=1, max_size=30))  # fmt: skip
def test_rows_in_are_used_or_set_aside_or_rejected(rows: list[tuple[str, str | None]]) -> None:
    frame = (
        pl.DataFrame(rows, orient="row", schema={"customer_id": pl.String, STATUS: pl.String})
        .with_columns(pl.lit(None, pl.String).alias(SEEN))
        .with_row_index("_row", offset=1)
    )
    table = CanonicalTable("transactions", "流水.csv", "", frame.lazy(), ("customer_id",))
    dataset = Dataset([table])
    [bought] = dataset.collect(purchases(dataset))
    [account] = dataset.inputs
    assert account.rows == len(rows) == account.used + account.set_aside + account.rejected
    assert bought["frequency"].sum() == account.used


def test_no_table_with_customers_is_an_error_with_a_hint() -> None:
    from custseg.errors import InputError

    with pytest.raises(InputError) as error:
        customers_universe(Dataset.from_frames({"leads": pl.DataFrame({"lead_id": ["1"]})}))
    assert "--map" in error.value.hint
