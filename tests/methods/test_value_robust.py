"""value on data nobody would wish for: an answer or a named refusal, never NaN, a warning or a traceback."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.facts import FactSettings
from custseg.methods.value import ValueSettings, value
from custseg.result import Result
from custseg.schema.dataset import Dataset

BEGAN = date(2014, 1, 1)
Returns = Literal["net", "drop", "keep"]
Model = Literal["mbg_nbd", "bg_nbd", "pareto_nbd"]
Unit = Literal["day", "week", "month"]


def shop(customers: Any, days: Any, amounts: Any) -> Dataset:
    frame = pl.DataFrame({
        "customer_id": [f"C{c}" for c in customers],
        "date": [BEGAN + timedelta(days=int(day)) for day in days],
        "amount": [Decimal(str(round(float(a), 2))) for a in amounts],
    }, schema={"customer_id": pl.String, "date": pl.Date, "amount": pl.Decimal(38, 6)})  # fmt: skip
    return Dataset.from_frames({"transactions": frame})


def drawn(seed: int, customers: int, rate: float, years: float, kind: str) -> Dataset:
    """Customers who buy at rates of their own for as many days, with amounts of one kind."""
    rng = np.random.default_rng(seed)
    span = max(int(years * 365), 1)
    counts = 1 + rng.poisson(rng.gamma(0.7, rate / 0.7, customers))
    who = np.repeat(np.arange(customers), counts)
    days = rng.integers(0, span + 1, len(who))
    amounts = {
        "gamma": rng.gamma(2, 30, len(who)), "same": np.full(len(who), 10.0),
        "zero": np.zeros(len(who)), "signed": rng.normal(5, 20, len(who)),
        "losses": -rng.gamma(2, 30, len(who)), "vast": rng.pareto(0.5, len(who)) * 1e6,
    }[kind]  # fmt: skip
    return shop(who, days, np.minimum(amounts, 1e12))


def is_sound(result: Result) -> bool:
    """Every number is one, intervals hold their mean, and what is not there is said to be lacking."""
    assert result.customers is not None
    for frame in (result.customers, *result.tables.values(), *(c.frame for c in result.charts)):
        for column in frame.select(pl.selectors.float()):
            assert column.drop_nulls().is_finite().all(), column.name
    foretold = result.customers
    if "value_next" in foretold.columns:
        for months in (1, 3, 12):
            for what in ("purchases", "money"):
                low, high = (
                    foretold[f"{what}_{months}m_{end}"].drop_nulls() for end in ("low", "high")
                )
                assert (low >= 0).all()
                assert (low <= high + 1e-9).all()
        assert (foretold["value_next"].drop_nulls() >= 0).all()
        return True
    assert result.evidence["model"] is None
    assert any("no forecast" in note.text for note in result.notes)
    return False


@given(
    st.integers(0, 10**6), st.sampled_from([1, 2, 99, 100, 140]), st.sampled_from([0.0, 0.3, 3.0, 40.0]),
    st.sampled_from([0.0, 0.05, 0.4, 2.0, 10.0]),
    st.sampled_from(["gamma", "same", "zero", "signed", "losses", "vast"]),
    st.sampled_from(["mbg_nbd", "bg_nbd", "pareto_nbd"]), st.sampled_from(["day", "week", "month"]),
    st.sampled_from(["net", "drop", "keep"]),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_an_answer_or_a_named_refusal(
    seed: int, customers: int, rate: float, years: float, kind: str, model: Model, unit: Unit, returns: Returns
) -> None:  # fmt: skip
    data = drawn(seed, customers, rate, years, kind)
    result = value(data, ValueSettings(model=model, unit=unit), FactSettings(returns=returns))
    has_forecast = is_sound(result)
    gates = result.tables["sufficiency"].filter(pl.col("claim") == "forecast")
    assert has_forecast == bool(gates["is_made"].all())


@pytest.mark.parametrize("model", ["mbg_nbd", "bg_nbd", "pareto_nbd"])
def test_thousands_of_daily_buyers_for_ten_years(model: Model) -> None:
    """Heavy users: 3,000 purchase days each of a few, among many who come seldom."""
    heavy = [(c, day) for c in range(12) for day in range(c, 3650 - 40 * c)]
    rng = np.random.default_rng(1)
    light = [(12 + c, int(day)) for c in range(300) for day in rng.integers(0, 3650, 1 + c % 4)]
    who, days = zip(*heavy, *light, strict=True)
    data = shop(who, days, rng.gamma(2, 10, len(who)) + 0.01)
    assert is_sound(value(data, ValueSettings(model=model, unit="day")))


def test_nobody_ever_came_back() -> None:
    assert not is_sound(value(shop(range(500), range(500), np.full(500, 9.0))))


def test_everybody_has_one_history() -> None:
    who = np.repeat(np.arange(200), 2)
    result = value(shop(who, [0, 300] * 200, np.full(400, 9.0)))
    assert not is_sound(result)
    assert any("all customers have the same history" in note.text for note in result.notes)
    gates = result.tables["sufficiency"].filter(pl.col("requirement") == "fitted_model")
    assert gates.select("needed", "found", "is_made").row(0) == (1, 0, False)


def test_amounts_of_hours_are_days() -> None:
    """Purchases of one day are one, at whatever hour: the forecast is that of the days."""
    rng = np.random.default_rng(2)
    who = rng.integers(0, 150, 900)
    days = rng.integers(0, 400, 900)
    once = value(shop(who, days, np.full(900, 10.0)))
    both = value(shop(np.tile(who, 2), np.tile(days, 2), np.full(1800, 5.0)))
    assert once.tables["forecast"].equals(both.tables["forecast"])
