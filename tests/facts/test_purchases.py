from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import InputError
from custseg.facts import FactSettings, purchases, visits, windows
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY

TYPES = {"customer_id": pl.String, "order_id": pl.String, "date": pl.Date, "amount": MONEY,
         "direction": pl.String, "is_return": pl.Boolean}  # fmt: skip

Row = tuple[str, str | None, date, Decimal | None, str | None, bool | None]


def bought(
    rows: list[Row], given: FactSettings = FactSettings(), without: str = ""
) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=TYPES, orient="row").drop(without.split())
    dataset = Dataset.from_frames({"transactions": frame})
    [facts] = dataset.collect(purchases(dataset, given))
    return facts.sort("customer_id")


def shop(customer: str, order: str | None, on: str, amount: str) -> Row:
    return (customer, order, date.fromisoformat(on), Decimal(amount), None, None)


def test_two_lines_of_one_order_are_one_purchase() -> None:
    [row] = bought([
        shop("00123", "A1", "2024-01-05", "19.90"),
        shop("00123", "A1", "2024-01-05", "0.10"),
        shop("00123", "A2", "2024-03-01", "5"),
    ]).to_dicts()  # fmt: skip
    assert row == {
        "customer_id": "00123", "first_on": date(2024, 1, 5), "last_on": date(2024, 3, 1),
        "frequency": 2, "monetary": Decimal("25"), "n_returns": 0, "returned_money": Decimal(0),
    }  # fmt: skip


def test_rows_without_an_order_id_are_orders_of_their_own() -> None:
    rows = [shop("a", None, "2024-01-05", "1"), shop("a", None, "2024-01-05", "1"),
            shop("a", "A1", "2024-01-05", "1")]  # fmt: skip
    assert bought(rows)["frequency"].item() == 3


@pytest.mark.parametrize(
    ("policy", "frequency", "last_on", "monetary"),
    [("net", 1, date(2024, 1, 5), Decimal(70)), ("drop", 1, date(2024, 1, 5), Decimal(100)),
     ("keep", 2, date(2024, 2, 5), Decimal(70))],
)  # fmt: skip
def test_a_return_counts_as_the_setting_says(
    policy: str, frequency: int, last_on: date, monetary: Decimal
) -> None:
    rows = [shop("a", "A1", "2024-01-05", "100"), shop("a", "C1", "2024-02-05", "-30")]
    row = bought(rows, FactSettings(returns=policy)).to_dicts()[0]  # type: ignore[arg-type]
    assert (row["frequency"], row["last_on"], row["monetary"]) == (frequency, last_on, monetary)
    assert (row["n_returns"], row["returned_money"]) == (1, Decimal(30))


def test_a_customer_with_returns_only_has_no_purchase_and_no_date() -> None:
    [row] = bought([shop("a", "C1", "2024-02-05", "-30")]).to_dicts()
    assert (row["frequency"], row["first_on"], row["last_on"]) == (0, None, None)
    assert (row["n_returns"], row["monetary"]) == (1, Decimal(-30))


@pytest.mark.parametrize(
    ("money", "expected"),
    [("auto", 900), ("net", 500), ("in", 700), ("out", 200), ("turnover", 900)],
)
def test_a_reversal_takes_its_money_off_again_and_is_no_visit(money: str, expected: int) -> None:
    on = date(2024, 1, 5)
    rows: list[Row] = [("a", None, on, Decimal(700), "in", None),
                       ("a", None, on, Decimal(600), "out", None),
                       ("a", None, on, Decimal(-400), "out", None)]  # fmt: skip
    [row] = bought(rows, FactSettings(money=money)).to_dicts()  # type: ignore[arg-type]
    assert row["monetary"] == expected
    assert (row["frequency"], row["n_returns"]) == (2, 1)


@pytest.mark.parametrize(
    ("money", "expected"), [("auto", 25), ("net", 15), ("in", 20), ("out", 5), ("turnover", 25)]
)
def test_a_row_with_money_both_ways_counts_both(money: str, expected: int) -> None:
    frame = pl.DataFrame(
        {"customer_id": ["a"], "amount": [20], "counter_amount": [5], "direction": ["in"]}
    ).cast({"amount": MONEY, "counter_amount": MONEY})
    dataset = Dataset.from_frames({"transactions": frame})
    [facts] = dataset.collect(purchases(dataset, FactSettings(money=money)))  # type: ignore[arg-type]
    assert facts["monetary"].item() == expected


def test_a_marked_return_is_negative_even_when_written_positive() -> None:
    on = date(2024, 1, 5)
    rows: list[Row] = [("a", "1", on, Decimal(100), None, False),
                       ("a", "2", on, Decimal(40), None, True)]  # fmt: skip
    assert bought(rows)["monetary"].item() == 60


def test_what_the_file_lacks_is_null_not_invented() -> None:
    rows = [shop("a", "A1", "2024-01-05", "100"), shop("a", "A1", "2024-01-06", "100")]
    [row] = bought(rows, without="order_id date amount direction is_return").to_dicts()
    assert row["frequency"] == 2
    assert [row[c] for c in ("first_on", "last_on", "monetary", "returned_money")] == [None] * 4


def test_transactions_without_a_customer_are_refused_with_what_is_there() -> None:
    dataset = Dataset.from_frames({"transactions": pl.DataFrame({"amount": ["1"]})})
    with pytest.raises(InputError, match="customer_id"):
        purchases(dataset)


rows_of_a_shop = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.none() | st.sampled_from(["1", "2", "3"]),
        st.dates(date(2024, 1, 1), date(2024, 2, 1)),
        st.none() | st.decimals(-99, 999, places=2),
        st.none() | st.sampled_from(["in", "out"]),
        st.none() | st.booleans(),
    ),
    min_size=1,
    max_size=25,
)
any_settings = st.builds(
    FactSettings,
    returns=st.sampled_from(["net", "drop", "keep"]),
    frequency=st.sampled_from(["orders", "rows"]),
    money=st.sampled_from(["auto", "net", "in", "out", "turnover"]),
)


@settings(max_examples=60, deadline=None)
@given(rows_of_a_shop, any_settings)
def test_purchases_equal_a_plain_python_count(rows: list[Row], given: FactSettings) -> None:
    assert bought(rows, given).to_dicts() == counted_in_plain_python(rows, given)


def counted_in_plain_python(rows: list[Row], given: FactSettings) -> list[dict[str, object]]:
    by_customer: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_customer[row[0]].append(row)
    return [plain_facts(c, by_customer[c], given) for c in sorted(by_customer)]


def plain_facts(customer: str, rows: list[Row], given: FactSettings) -> dict[str, object]:
    dates, orders, loose, money, back, n_returns = [], set(), 0, Decimal(0), Decimal(0), 0
    for _, order, on, amount, direction, marked in rows:
        returned = bool(marked) or (amount is not None and amount < 0)
        if returned:
            n_returns += 1
            back += abs(amount or 0)
        if not returned or given.returns == "keep":
            dates.append(on)
            if order is None or given.frequency == "rows":
                loose += 1
            else:
                orders.add(order)
        if amount is not None and not (returned and given.returns == "drop"):
            money += plain_money(amount, direction, returned, given.money)
    return {"customer_id": customer, "first_on": min(dates, default=None),
            "last_on": max(dates, default=None), "frequency": len(orders) + loose,
            "monetary": money, "n_returns": n_returns, "returned_money": back}  # fmt: skip


def plain_money(amount: Decimal, direction: str | None, returned: bool, measure: str) -> Decimal:
    signed = -abs(amount) if returned else amount
    if direction is None:
        plain = {"in": max(signed, Decimal(0)), "out": max(-signed, Decimal(0)),
                 "turnover": abs(signed)}  # fmt: skip
        return plain.get(measure, signed)
    inward, outward = (signed, Decimal(0)) if direction == "in" else (Decimal(0), signed)
    flow = {"in": inward, "out": outward, "net": inward - outward}
    return flow.get(measure, inward + outward)


def test_an_order_over_several_days_counts_once_in_every_count() -> None:
    rows = pl.DataFrame(
        [("01", "A1", date(2024, 1, 5), 10), ("01", "A1", date(2024, 2, 20), 20),
         ("01", None, date(2024, 2, 20), 5), ("02", "A1", date(2024, 2, 20), 20)],
        orient="row",
        schema={"customer_id": pl.String, "order_id": pl.String, "date": pl.Date, "amount": MONEY},
    )  # fmt: skip
    dataset = Dataset.from_frames({"transactions": rows}, as_of=date(2024, 2, 29))
    found, seen, lately = (f.sort("customer_id") for f in dataset.collect(
        purchases(dataset), visits(dataset).sort("on"),
        windows(dataset, date(2024, 2, 29)).select("customer_id", "purchases_30d", "purchases_365d",
                                                    "active_days", "money_30d")))  # fmt: skip
    assert found["frequency"].to_list() == [2, 1]
    assert seen.filter(pl.col("customer_id") == "01").select("on", "bought", "purchases").rows() == [
        (date(2024, 1, 5), True, 1), (date(2024, 2, 20), True, 1)]  # fmt: skip
    assert lately.rows() == [("01", 1, 2, 2, 25), ("02", 1, 1, 1, 20)]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["1", "2", "3", None]),
                          st.integers(0, 50), st.integers(-5, 20)), min_size=1, max_size=30))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_purchases_of_all_days_are_the_frequency(rows: list[tuple[str, str | None, int, int]]) -> None:  # fmt: skip
    frame = pl.DataFrame(
        [(c, o, date(2024, 1, 1) + timedelta(days=d), a) for c, o, d, a in rows], orient="row",
        schema={"customer_id": pl.String, "order_id": pl.String, "date": pl.Date, "amount": MONEY},
    )  # fmt: skip
    dataset = Dataset.from_frames({"transactions": frame})
    found, seen = dataset.collect(purchases(dataset), visits(dataset))
    by_days = seen.group_by("customer_id").agg(pl.col("purchases").sum(), pl.col("on").filter("bought").max())  # fmt: skip
    assert by_days.sort("customer_id").rows() == found.sort("customer_id").select(
        "customer_id", "frequency", "last_on").rows()  # fmt: skip
