"""Sums of very large balances: right, or refused with what to do; never numbers that began anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import InputError
from custseg.facts.asset_ledger import AssetLedger, asset_ledger_plan
from custseg.facts.asset_months import asset_months
from custseg.facts.whole_sums import LARGEST, divided, means_from, refuse_sums, sums_from
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS
from custseg.tier import TierSettings, tier
from custseg.words import in_language

WHOLE = st.integers(-LARGEST, LARGEST)


def balances(*rows: tuple[str, date, int | Decimal]) -> Dataset:
    schema = {name: KINDS["balances"][name] for name in ("customer_id", "date", "balance")}
    return Dataset.from_frames({"balances": pl.DataFrame(rows, schema, orient="row")})


def ledger(data: Dataset) -> AssetLedger:
    assert data.as_of is not None
    return AssetLedger.of(*data.collect(asset_ledger_plan(data)), data.as_of)


@given(st.lists(st.tuples(WHOLE, st.integers(1, 15)), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_means_are_those_of_unbounded_numbers(held: list[tuple[int, int]]) -> None:
    amounts, days = (np.array(part, np.int64) for part in zip(*held, strict=True))
    total = sum(amount * n for amount, n in held)
    mean = (Decimal(total) / sum(n for _, n in held)).quantize(Decimal(1), ROUND_HALF_UP)
    found = means_from(amounts, days, np.array([0]), 4)
    assert int(found[0]) == int(mean)


@given(st.lists(WHOLE, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_sums_are_right_or_refused(amounts: list[int]) -> None:
    total = sum(amounts)
    if abs(total) > LARGEST:
        with pytest.raises(InputError, match="cannot be added up"):
            sums_from(np.array(amounts), np.array([0]), 2)
    else:
        assert sums_from(np.array(amounts), np.array([0]), 2).tolist() == [total]


def test_no_amounts_have_no_sums() -> None:
    nothing = np.zeros(0, np.int64)
    assert not len(sums_from(nothing, nothing, 2))
    assert not len(means_from(nothing, nothing, nothing, 2))
    refuse_sums(nothing, nothing, 2)
    assert divided(np.array([5, -5, 4]), np.array([2, 2, 2])).tolist() == [3, -3, 2]


def test_a_large_balance_held_through_a_month_is_its_average() -> None:
    """At 30 million million, balance × days × 10,000 has more than 64 bits."""
    much = 50_000_000_000_000
    data = balances(("A", date(2024, 1, 1), much), ("A", date(2024, 1, 16), much))
    assert ledger(data).months["average_assets"].to_list() == [Decimal(much)]
    months = asset_months(data, {})
    assert months.average.tolist() == [[much * 100]]


LIMIT = LARGEST // 10**4


@pytest.mark.parametrize("amount", [LIMIT + 1, -LIMIT - 1, 10**16 - 1])
def test_what_is_too_large_is_refused_with_a_hint(amount: int) -> None:
    data = balances(("A", date(2024, 1, 1), 5), ("B", date(2024, 1, 1), amount))
    with pytest.raises(InputError, match="922,337,203,685,477 and more") as refused:
        ledger(data)
    assert "account number" in (refused.value.hint or "")
    with in_language("zh"), pytest.raises(InputError, match="无法精确相加"):
        ledger(data)


@pytest.mark.parametrize(
    "run", [lambda data: asset_months(data, {}), lambda data: tier(data, TierSettings())]
)
@pytest.mark.parametrize(
    "rows",
    [
        [(name, date(2024, 1, 1), 9 * 10**15) for name in "ABCDEFGHIJKL"],
    ],
)
def test_levels_are_not_given_by_sums_that_began_anew(
    run: Callable[[Dataset], Any], rows: list[tuple[str, date, int]]
) -> None:
    with pytest.raises(InputError, match="cannot be added up"):
        run(balances(*rows))
