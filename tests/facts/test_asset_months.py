"""Months of assets as a matrix: against the ledger of ``facts.asset_ledger`` and against days counted one by one."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.facts.asset_ledger import AssetLedger, asset_ledger_plan
from custseg.facts.asset_months import AssetMonths, asset_months
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY

START = date(2023, 12, 1)
CENT = Decimal("0.01")

records = st.lists(
    st.tuples(
        st.sampled_from(["C1", "C2", "C3"]),
        st.sampled_from(["活期存款", "理财产品", "住房贷款", None]),
        st.integers(0, 120),
        st.one_of(st.none(), st.decimals(-1000, 100_000, places=2)),
        st.one_of(st.none(), st.decimals(0, 100_000, places=2)),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


def balances(
    rows: list[tuple[str, str | None, int, Decimal | None, Decimal | None]],
) -> pl.DataFrame:
    return pl.DataFrame(
        [(c, p, START + timedelta(days=d), b, a) for c, p, d, b, a in rows], orient="row",
        schema={"customer_id": pl.String, "product": pl.String, "date": pl.Date, "balance": MONEY,
                "average_balance": MONEY},
    )  # fmt: skip


def by_hand(
    frame: pl.DataFrame, as_of: date, weights: dict[str, Decimal]
) -> dict[tuple[str, str], Decimal]:
    """Customer and month -> weighed monthly average, day by day."""
    series: dict[
        tuple[str, str | None, str], list[tuple[date, Decimal | None, Decimal | None]]
    ] = {}
    for c, p, on, balance, average in frame.iter_rows():
        if "贷款" not in (p or ""):
            series.setdefault((c, p, f"{on:%Y-%m}"), []).append((on, balance, average))
    found: dict[tuple[str, str], Decimal] = {}
    for (c, p, month), rows in series.items():
        given_on = max((on for on, _, a in rows if a is not None), default=None)
        if given_on is not None:
            amount = sum((a for on, _, a in rows if on == given_on and a is not None), Decimal(0))
        else:
            amount = counted([(on, b) for on, b, _ in rows if b is not None], as_of)
        weight = next((w for word, w in weights.items() if word in (p or "")), Decimal(1))
        weighed = (amount.quantize(CENT, ROUND_HALF_UP) * weight).quantize(CENT, ROUND_HALF_UP)
        found[c, month] = found.get((c, month), Decimal(0)) + weighed
    return found


def counted(rows: list[tuple[date, Decimal]], as_of: date) -> Decimal:
    if not rows:
        return Decimal(0)
    first = min(on for on, _ in rows)
    last = min(as_of, first.replace(day=monthrange(first.year, first.month)[1]))
    total, days, day = Decimal(0), 0, first
    while day <= last:
        latest = max(on for on, _ in rows if on <= day)
        total += sum((b for on, b in rows if on == latest), Decimal(0))
        days, day = days + 1, day + timedelta(days=1)
    return total / days


def as_dict(months: AssetMonths) -> dict[tuple[str, str], Decimal]:
    rows, places = np.nonzero(months.known)
    return {
        (months.customers[int(place)], f"{(m := months.months[row]) // 12}-{m % 12 + 1:02}"):
            Decimal(int(months.average[row, place])) / 100
        for row, place in zip(rows, places, strict=True)
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(records, st.sampled_from([{}, {"理财": 0.8, "存款": 0.0}, {"活期": 1.5}]))
def test_averages_are_those_of_days_counted_one_by_one(rows, weights) -> None:  # type: ignore[no-untyped-def]
    frame = balances(rows)
    data = Dataset.from_frames({"balances": frame})
    as_of = frame["date"].max()
    mine = asset_months(data, weights)
    said = {word: Decimal(str(weight)) for word, weight in weights.items()}
    assert as_dict(mine) == by_hand(frame, as_of, said)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(records, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = rows.copy()
    random.shuffle(shuffled)
    one, other = (
        asset_months(Dataset.from_frames({"balances": balances(r)}), {}) for r in (rows, shuffled)
    )
    assert one.customers.equals(other.customers)
    assert (one.average == other.average).all()
    assert (one.month_end == other.month_end).all()


def test_months_agree_with_the_ledger_of_one_row_a_customer_and_month() -> None:
    rng = np.random.default_rng(1)
    n = 3000
    frame = pl.DataFrame({
        "customer_id": [f"C{i}" for i in rng.integers(0, 150, n)],
        "account_id": [f"A{i}" for i in rng.integers(0, 3, n)],
        "date": [date(2024, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 200, n)],
        "balance": [Decimal(int(c)) / 100 for c in rng.integers(0, 10**8, n)],
    }).with_columns(pl.col("balance").cast(MONEY))  # fmt: skip
    data = Dataset.from_frames({"balances": frame})
    mine = asset_months(data, {})
    [records] = data.collect(asset_ledger_plan(data))
    assert data.as_of is not None
    ledger = AssetLedger.of(records, data.as_of)
    theirs = {(ledger.customers[c], f"{(m - 1) // 12}-{(m - 1) % 12 + 1:02}"): (a, e)
              for c, m, e, a in ledger.months.iter_rows()}  # fmt: skip
    averages = as_dict(mine)
    assert averages.keys() == theirs.keys()
    assert max(abs(averages[key] - average) for key, (average, _) in theirs.items()) < Decimal(
        "0.02"
    )
    ends = mine.month_end[mine.known]  # type: ignore[index]
    assert sorted(ends.tolist()) == sorted(int(e * 100) for _, e in theirs.values())


def test_a_month_nobody_has_a_record_in_is_there_and_empty() -> None:
    frame = balances([("C1", None, 0, Decimal(5), None), ("C1", None, 100, Decimal(7), None)])
    months = asset_months(Dataset.from_frames({"balances": frame}), {})
    assert list(months.months) == [2023 * 12 + 11, 2024 * 12, 2024 * 12 + 1, 2024 * 12 + 2]
    assert months.known[:, 0].tolist() == [True, False, False, True]
