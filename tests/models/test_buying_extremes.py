"""Whatever the histories are, there is an answer in finite numbers or a named refusal."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.buying.bg_bb import BgBb
from custseg.models.buying.bg_nbd import BgNbd
from custseg.models.buying.contracts import Contracts, ShiftedBetaGeometric
from custseg.models.buying.gamma_gamma import GammaGamma, Spending
from custseg.models.buying.histories import Histories
from custseg.models.buying.mbg_nbd import MbgNbd
from custseg.models.buying.model import BuyingModel
from custseg.models.buying.nbd import Nbd
from custseg.models.buying.pareto_nbd import ParetoNbd
from custseg.models.likelihood import Fit, Reason, Refusal

CONTINUOUS: list[type[BuyingModel]] = [BgNbd, MbgNbd, ParetoNbd, Nbd]
TEN_YEARS = {"hour": 87_660.0, "day": 3_652.5, "week": 521.8, "year": 10.0}
models = pytest.mark.parametrize("model", CONTINUOUS, ids=lambda m: m.name)


def positive(least: float, most: float) -> st.SearchStrategy[float]:
    """Numbers spread evenly over orders of magnitude."""
    return st.floats(np.log(least), np.log(most)).map(lambda v: float(np.exp(v)))


def sound(outcome: Fit | Refusal) -> Fit | None:
    """The fit, after checking that all of it is numbers; None when it was refused with a reason."""
    fit = outcome.fit if isinstance(outcome, Refusal) else outcome
    if fit is not None:
        numbers = [*fit.parameters.values(), *fit.standard_errors.values(), fit.log_likelihood]
        assert np.isfinite([*numbers, fit.gradient_norm]).all()
    if isinstance(outcome, Refusal):
        assert outcome.reason in get_args(Reason)
        return None
    assert outcome.converged
    assert not outcome.at_bound
    assert all(value > 0 for value in outcome.parameters.values())
    assert all(error > 0 for error in outcome.standard_errors.values())
    return outcome


@st.composite
def files(draw: st.DrawFn) -> Histories:
    """Customers of any kind: heavy, light, one-time, new today, a few or many of them, any unit."""
    unit = draw(st.sampled_from(sorted(TEN_YEARS)))
    longest = TEN_YEARS[unit] * draw(positive(1e-3, 1))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.sampled_from([1, 2, 3, 10, 50, 300]))
    age = longest * rng.random(n) ** draw(positive(0.05, 5))
    if unit != "year":
        age = np.floor(age)
    repeats = rng.poisson(draw(positive(0.01, 3_000)) * rng.gamma(draw(positive(0.1, 20)), size=n))
    repeats = np.where(age > 0, repeats, 0)
    last = np.where(repeats > 0, np.minimum(age, age * rng.random(n) + 1e-9 * longest), 0.0)
    return Histories.of(np.where(last > 0, repeats, 0), last, age, unit=unit)


@models
@given(files())
@settings(max_examples=25, deadline=None)
def test_any_file_gives_a_fit_or_a_reason(model: type[BuyingModel], histories: Histories) -> None:
    fit = sound(model.fit(histories))
    if fit is not None:
        forecasts(model.of(fit), histories, TEN_YEARS[histories.unit])


def forecasts(model: BuyingModel, histories: Histories, longest: float) -> None:
    alive = model.alive(histories)
    assert ((alive >= 0) & (alive <= 1)).all()
    later = model.alive(histories, later=longest)
    assert ((later >= 0) & (later <= alive + 1e-9)).all()
    bought = model.purchases_by(histories, [0.0, longest / 100, longest])
    assert np.isfinite(bought).all()
    assert (bought[:, 0] == 0).all()
    assert (np.diff(bought, axis=1) >= -1e-6 * (1 + bought[:, 1:])).all()
    value = model.discounted(histories, periods=12, length=longest / 120, rate=0.01)
    assert np.isfinite(value).all()
    assert (value >= 0).all()
    chances = model.chances([0, 1, 2, 50], longest / 100)
    assert ((chances >= 0) & (chances <= 1 + 1e-9)).all()


@given(
    parameters=st.tuples(*[positive(1e-3, 1e3)] * 4),
    scale=positive(1e-3, 1e5),
    repeats=st.integers(0, 5_000),
    times=st.tuples(st.floats(1e-9, 1), st.floats(0, 1), positive(1e-6, 1e3)),
)
@settings(max_examples=150, deadline=None)
def test_any_parameters_give_numbers(
    parameters: tuple[float, float, float, float], scale: float, repeats: int,
    times: tuple[float, float, float],
) -> None:  # fmt: skip
    one, two, three, four = parameters
    age = 1000.0
    last = max(age * times[1], 1e-6) if repeats else 0.0
    history = Histories.of([repeats], [last], [age])
    for model in (
        BgNbd(one, two * scale, three, four), MbgNbd(one, two * scale, three, four),
        ParetoNbd(one, two * scale, three, four * scale),
    ):  # fmt: skip
        assert np.isfinite(model.log_likelihood(history, **model.parameters))
        forecasts(model, history, times[2] * age)


HEAVY: list[BuyingModel] = [
    BgNbd(2.0, 3.0, 1.0, 400.0), MbgNbd(2.0, 3.0, 1.0, 400.0), ParetoNbd(2.0, 3.0, 1.2, 900.0),
]  # fmt: skip


@pytest.mark.parametrize("truth", HEAVY, ids=lambda m: m.name)
def test_five_thousand_heavy_buyers(truth: BuyingModel) -> None:
    rng = np.random.default_rng(0)
    drawn = truth.draw_histories(rng.integers(300, 3_652, 5_000).astype(float), rng)
    in_days = Histories.of(drawn.repeats, np.ceil(drawn.last), drawn.age, unit="day")
    in_hours = Histories.of(in_days.repeats, in_days.last * 24, in_days.age * 24, unit="hour")
    assert in_days.repeats.max() > 3_000
    fit, hourly = (sound(type(truth).fit(h)) for h in (in_days, in_hours))
    assert fit is not None
    assert hourly is not None
    forecasts(type(truth).of(fit), in_days, 3_652.5)
    for name, value in fit.parameters.items():
        scale = 24 if name in ("alpha", "beta") else 1
        assert hourly.parameters[name] == pytest.approx(scale * value, rel=1e-5)


@models
@pytest.mark.parametrize(
    ("repeats", "last", "age", "reason"),
    [
        ([], [], [], "no_customers"),
        ([3], [10], [12], "one_customer"),
        ([0, 0, 0], [0, 0, 0], [5, 8, 30], "no_repeat_purchases"),
        ([0, 0], [0, 0], [0, 0], "no_time"),
        ([2, 2, 2], [5, 5, 5], [9, 9, 9], "one_history"),
    ],
)
def test_degenerate_files_are_named(
    model: type[BuyingModel], repeats: list[int], last: list[int], age: list[int], reason: str
) -> None:
    refused = model.fit(Histories.of(repeats, last, age))
    assert isinstance(refused, Refusal)
    assert refused.reason == reason
    assert refused.fit is None


@pytest.mark.parametrize("model", [BgNbd, MbgNbd], ids=lambda m: m.name)
def test_nobody_leaving_is_not_a_fit(model: type[BuyingModel]) -> None:
    """Everybody bought on the last day: nothing is known of leaving."""
    rng = np.random.default_rng(1)
    age = rng.integers(20, 60, 400).astype(float)
    often = rng.poisson(age * rng.gamma(2.0, 0.1, 400))
    everybody = Histories.of(often, np.where(often > 0, age, 0.0), age)
    refused = model.fit(everybody)
    assert isinstance(refused, Refusal)
    assert refused.reason in ("at_bound", "flat")
    assert refused.fit is not None
    assert sound(refused) is None
    assert sound(Nbd.fit(everybody)) is not None


@pytest.mark.parametrize(
    "wrong",
    [([1.5], [1], [2]), ([-1], [0], [2]), ([1], [3], [2]), ([1], [0], [2]), ([0], [1], [2]),
     ([0], [0], [np.inf]), ([0, 1], [0], [1])],
)  # fmt: skip
def test_impossible_histories_are_errors_of_the_caller(wrong: tuple[list[float], ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Histories.of(*wrong)


# --- the discrete models and money ------------------------------------------------------------------


@given(
    st.integers(0, 2**32), st.sampled_from([2, 5, 40, 400]), st.integers(1, 60), positive(0.01, 1)
)
@settings(max_examples=60, deadline=None)
def test_opportunities_of_any_kind(seed: int, n: int, most: int, taken: float) -> None:
    rng = np.random.default_rng(seed)
    age = rng.integers(0, most + 1, n).astype(float)
    last = np.where(age > 0, rng.integers(0, np.maximum(age, 1) + 1), 0).astype(float)
    repeats = np.where(
        last > 0, 1 + rng.binomial(np.maximum(last - 1, 0).astype(int), min(taken, 1)), 0
    )
    histories = Histories.of(repeats, last, age, unit="opportunity")
    fit = sound(BgBb.fit(histories))
    if fit is not None:
        model = BgBb.of(fit)
        alive = model.alive(histories)
        assert ((alive >= 0) & (alive <= 1)).all()
        assert np.isfinite(model.purchases(histories, 12)).all()
        assert model.chances(range(13), 12).sum() == pytest.approx(1.0)


def test_opportunities_are_whole_numbers() -> None:
    with pytest.raises(ValueError, match="counted"):
        BgBb.fit(Histories.of([1, 2], [1.5, 3], [4, 4]))
    with pytest.raises(ValueError, match="counted"):
        BgBb.fit(Histories.of([3, 2], [2, 3], [4, 4]))


@given(
    st.integers(0, 2**32),
    st.sampled_from([1, 2, 4, 30, 500]),
    positive(1e-4, 1e9),
    positive(0.01, 3),
)
@settings(max_examples=60, deadline=None)
def test_money_of_any_kind(seed: int, n: int, scale: float, spread: float) -> None:
    rng = np.random.default_rng(seed)
    mean = scale * np.exp(rng.normal(0, spread, n))
    if seed % 7 == 0:
        mean[0] = -scale if seed % 2 else 0.0
    counts = 1 + rng.poisson(10.0 ** rng.uniform(-1, 3.5), n)
    outcome = GammaGamma.fit(Spending.of(mean, counts))
    fit = sound(outcome)
    if fit is not None:
        expected = GammaGamma.of(fit).expected(mean, counts)
        assert np.isfinite(expected).all()
        assert (expected > 0).all()


@pytest.mark.parametrize(
    ("mean", "counts", "reason", "concerned"),
    [
        ([], [], "no_customers", 0),
        ([5.0], [2], "one_customer", 0),
        ([5.0, 0.0, -3.0], [2, 1, 1], "not_positive", 2),
        ([5.0, 5.0], [2, 3], "no_spread", 2),
    ],
)
def test_money_that_cannot_be_fitted(
    mean: list[float], counts: list[int], reason: str, concerned: int
) -> None:
    refused = GammaGamma.fit(Spending.of(mean, counts))
    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.concerned) == (reason, concerned)


def test_money_without_a_mean_is_refused() -> None:
    rng = np.random.default_rng(3)
    mean = rng.gamma(3.0, 1 / rng.gamma(0.6, 1.0, 4_000))
    refused = GammaGamma.fit(Spending.of(mean, np.ones(4_000)))
    assert isinstance(refused, Refusal)
    assert refused.reason in ("infinite_mean", "flat", "at_bound")
    with pytest.raises(ValueError, match="no mean"):
        GammaGamma(3.0, 0.6, 1.0).expected([10.0], [2])


@given(st.lists(st.tuples(st.integers(0, 200), st.booleans(), st.integers(0, 500)), max_size=30))
@settings(max_examples=40, deadline=None)
def test_contracts_of_any_kind(rows: list[tuple[int, bool, int]]) -> None:
    contracts = Contracts.of(
        [t for t, _, _ in rows], [ended and t > 0 for t, ended, _ in rows], [n for _, _, n in rows]
    )
    fit = sound(ShiftedBetaGeometric.fit(contracts))
    if fit is not None:
        model = ShiftedBetaGeometric.of(fit)
        survival = model.survival([0, 1, 10, 1_000])
        assert survival[0] == 1.0
        assert (np.diff(survival) <= 0).all()
        assert np.isfinite(model.renewals([0, 5], periods=24, rate=0.01)).all()


@pytest.mark.parametrize(
    ("periods", "ended", "reason"),
    [
        ([], [], "no_customers"), ([3], [True], "one_customer"),
        ([3, 4], [False, False], "no_leavers"), ([1, 1, 0], [True, True, False], "nobody_stays"),
    ],
)  # fmt: skip
def test_contracts_that_cannot_be_fitted(
    periods: list[int], ended: list[bool], reason: str
) -> None:
    refused = ShiftedBetaGeometric.fit(Contracts.of(periods, ended))
    assert isinstance(refused, Refusal)
    assert refused.reason == reason
