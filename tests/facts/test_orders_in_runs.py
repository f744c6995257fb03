"""Orders that come sorted are counted without a set of them, and nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.facts import purchases
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import DATE, MONEY
from custseg.schema.presumed import BROKEN

LINES = st.lists(
    st.tuples(
        st.sampled_from(["张三", "李四", "C3"]),
        st.sampled_from(["A1", "A2", "A3", "B1", None]),
        st.sampled_from([10, 20, -5]),
    ),
    min_size=1,
    max_size=30,
)


def _dataset(lines: list[tuple[str, str | None, int]]) -> Dataset:
    frame = pl.DataFrame(
        {
            "customer_id": [customer for customer, _, _ in lines],
            "order_id": [order for _, order, _ in lines],
            "date": [date(2024, 1, 1)] * len(lines),
            "amount": [Decimal(amount) for _, _, amount in lines],
        },
        schema={
            "customer_id": pl.String,
            "order_id": pl.String,
            "date": DATE,
            "amount": MONEY,
        },
    )
    return Dataset.from_frames({"transactions": frame})


def _as_sorted(dataset: Dataset) -> Dataset:
    return Dataset([replace(table, sorted_by=("order_id",)) for table in dataset.tables])


def _brute_force(lines: list[tuple[str, str | None, int]]) -> dict[str, int]:
    """Orders with a line that takes nothing back, each counted once for a customer."""
    orders: dict[str, set[str]] = {customer: set() for customer, _, _ in lines}
    for line, (customer, order, amount) in enumerate(lines):
        if amount >= 0:
            orders[customer].add(f"line {line}" if order is None else order)
    return {customer: len(its) for customer, its in orders.items()}


@given(LINES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_presumption_never_changes_an_answer(
    lines: list[tuple[str, str | None, int]], is_sorted: bool
) -> None:
    if is_sorted:
        lines = sorted(lines, key=lambda line: (line[1] is None, line[1] or ""))
    for dataset in (_dataset(lines), _as_sorted(_dataset(lines))):
        [bought] = dataset.collect(purchases(dataset))
        counted = dict(bought.select("customer_id", "frequency").iter_rows())
        assert counted == _brute_force(lines)


def test_sorted_orders_of_a_long_file_are_counted_in_one_pass() -> None:
    lines = [(f"C{n % 7}", f"A{n // 7 * 7 + n % 7:06d}", 10) for n in range(50_000)]
    plain, presumed = _dataset(lines), _as_sorted(_dataset(lines))
    [expected] = plain.collect(purchases(plain))
    plan = purchases(presumed)
    assert not isinstance(plan, pl.LazyFrame)
    assert not plan.plan.collect()[BROKEN].any()
    [counted] = presumed.collect(plan)
    assert counted.sort("customer_id").equals(expected.sort("customer_id"))
