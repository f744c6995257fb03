"""The models against what they mean: integrals over λ, μ and p done numerically, and drawn customers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, special

from custseg.models.buying.bg_bb import BgBb
from custseg.models.buying.bg_nbd import BgNbd
from custseg.models.buying.contracts import ShiftedBetaGeometric
from custseg.models.buying.gamma_gamma import GammaGamma, Spending
from custseg.models.buying.histories import Histories
from custseg.models.buying.leaving import purchases_while_alive, staying
from custseg.models.buying.mbg_nbd import MbgNbd
from custseg.models.buying.model import BuyingModel
from custseg.models.buying.nbd import Nbd
from custseg.models.buying.pareto_nbd import ParetoNbd

HISTORIES = [(0, 0.0, 30.0), (1, 2.0, 30.0), (3, 29.5, 30.0), (12, 15.0, 30.0)]
BG, MBG = BgNbd(0.6, 5.0, 0.8, 2.5), MbgNbd(0.6, 5.0, 1.0, 2.5)
PARETO, BGBB = ParetoNbd(0.6, 9.0, 0.7, 11.0), BgBb(1.2, 0.75, 0.66, 2.8)
NBD = Nbd(0.6, 9.0)
MODELS = [BG, MBG, PARETO, BGBB, NBD]
names = pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)


def over_gamma(shape: float, rate: float, function: Callable[[np.ndarray], np.ndarray]) -> float:
    """The mean of a function of a gamma variable: the trapezoid rule in its logarithm."""
    y = np.arange(-70.0, 7.0, 0.02)
    density = np.exp(shape * (y + np.log(rate)) - rate * np.exp(y) - special.gammaln(shape))
    return float(function(np.exp(y)) @ density * 0.02)


def over_beta(a: float, b: float, function: Callable[[float], float]) -> float:
    """The mean of a function of a beta variable, the singular ends by Gauss and Jacobi."""
    nodes, weights = special.roots_jacobi(120, b - 1, a - 1)
    return float(weights @ [function(p) for p in (nodes + 1) / 2] / weights.sum())


def geometric_by_hand(model: BgNbd | MbgNbd, x: int, t_x: float, age: float) -> tuple[float, float]:
    """The likelihoods of the history with a customer alive at the end, and gone after the last."""
    chances = x + model.first_counts

    def alive(p: float) -> float:
        rate = over_gamma(model.r, model.alpha, lambda v: v**x * np.exp(-v * age))
        return float((1 - p) ** chances * rate)

    def gone(p: float) -> float:
        if chances == 0:
            return 0.0
        rate = over_gamma(model.r, model.alpha, lambda v: v**x * np.exp(-v * t_x))
        return float(p * (1 - p) ** (chances - 1) * rate)

    return over_beta(model.a, model.b, alive), over_beta(model.a, model.b, gone)


@pytest.mark.parametrize("model", [BG, MBG], ids=lambda m: m.name)
@pytest.mark.parametrize(("x", "t_x", "age"), HISTORIES[:3])
def test_leaving_after_purchases_is_the_integral(
    model: BgNbd | MbgNbd, x: int, t_x: float, age: float
) -> None:
    one = Histories.of([x], [t_x], [age])
    alive, gone = geometric_by_hand(model, x, t_x, age)
    assert model.log_likelihood(one, **model.parameters) == pytest.approx(
        np.log(alive + gone), abs=1e-8
    )
    assert model.alive(one)[0] == pytest.approx(alive / (alive + gone), rel=1e-8)


@pytest.mark.parametrize(("x", "t_x", "age"), HISTORIES)
def test_leaving_at_any_moment_is_the_integral(x: int, t_x: float, age: float) -> None:
    one = Histories.of([x], [t_x], [age])
    r, alpha, s, beta = PARETO.r, PARETO.alpha, PARETO.s, PARETO.beta

    def known(end: float) -> float:
        """λˣ e^(−λ end), meant over λ."""
        return float(
            np.exp(
                special.gammaln(r + x)
                - special.gammaln(r)
                + r * np.log(alpha)
                - (r + x) * np.log(alpha + end)
            )
        )

    alive = known(age) * (beta / (beta + age)) ** s
    gone, _ = integrate.quad(
        lambda end: known(end) * s / (beta + end) * (beta / (beta + end)) ** s,
        t_x,
        age,
        epsabs=0,
        epsrel=1e-11,
    )
    assert ParetoNbd.log_likelihood(one, **PARETO.parameters) == pytest.approx(
        np.log(alive + gone), abs=1e-9
    )
    assert PARETO.alive(one)[0] == pytest.approx(alive / (alive + gone), rel=1e-9)


@pytest.mark.parametrize("b", [0.3, 2.5, 40.0])
@pytest.mark.parametrize("a", [0.05, 0.9, 1.0, 1.1, 3.0])
@pytest.mark.parametrize(("shape", "stretch"), [(0.3, 0.1), (4.0, 2.0), (30.0, 1.0)])
def test_what_is_bought_while_alive_is_the_mean(
    a: float, b: float, shape: float, stretch: float
) -> None:
    expected = over_beta(a, b, lambda p: -np.expm1(-shape * np.log1p(p * stretch)) / p)
    z, power, later = np.array([[stretch]]), np.array([shape]), np.array([b])
    assert purchases_while_alive(power, z, a, later)[0, 0] == pytest.approx(expected, rel=1e-9)
    stays = over_beta(a, b, lambda p: (1 + p * stretch) ** -shape)
    assert staying(power, z, a, later)[0, 0] == pytest.approx(stays, rel=1e-9)


@pytest.mark.parametrize("a", [0.4, 1.7])
def test_the_closed_form_where_it_can_be_computed(a: float) -> None:
    shape, b, stretch = 2.4, 5.0, 0.8
    gauss = special.hyp2f1(shape, b, a + b - 1, stretch / (1 + stretch))
    closed = (a + b - 1) / (a - 1) * (1 - (1 + stretch) ** -shape * gauss)
    ours = purchases_while_alive(np.array([shape]), np.array([[stretch]]), a, np.array([b]))
    assert ours[0, 0] == pytest.approx(closed, rel=1e-12)


def test_the_tails_agree_with_a_finer_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    cases = 10.0 ** rng.uniform([-2, -4, -3, -3], [3.5, 5, 2, 3.5], (150, 4))

    def computed() -> np.ndarray:
        return np.array([
            purchases_while_alive(np.array([power]), np.array([[z]]), a, np.array([b]))[0, 0]
            for power, z, a, b in cases
        ])  # fmt: skip

    ours = computed()
    monkeypatch.setattr("custseg.models.buying.leaving._STEP", 0.05)
    monkeypatch.setattr("custseg.models.buying.leaving._NEGLIGIBLE", 37.0)
    assert ours == pytest.approx(computed(), rel=1e-7)


@names
def test_chances_add_up_and_mean_what_is_expected(model: BuyingModel) -> None:
    during = 20.0
    counts = np.arange(3_000) if model is not BGBB else np.arange(21)
    chances = model.chances(counts, during)
    assert chances.sum() == pytest.approx(1.0, abs=1e-9)
    assert chances @ counts == pytest.approx(model.new_purchases([during])[0], rel=1e-7)


@names
def test_drawn_customers_do_what_the_formulas_say(model: BuyingModel) -> None:
    rng = np.random.default_rng(11)
    age, n = 12.0, 40_000
    drawn = model.draw_histories(np.full(n, age), rng)
    share = np.bincount(drawn.repeats.astype(int), minlength=6)[:6] / n
    assert share == pytest.approx(model.chances(range(6), age), abs=0.01)
    assert drawn.repeats.mean() == pytest.approx(model.new_purchases([age])[0], rel=0.06)


@names
def test_draws_ahead_mean_the_forecast(model: BuyingModel) -> None:
    rng = np.random.default_rng(5)
    kinds = Histories.of([0, 1, 4], [0, 3, 11], [12, 12, 12])
    many = Histories.of(*(np.repeat(v, 20_000) for v in (kinds.repeats, kinds.last, kinds.age)))
    drawn = model.draw_purchases(many, 10.0, rng).reshape(3, -1)
    expected = model.purchases(kinds, 10.0)
    error = drawn.std(axis=1) / np.sqrt(drawn.shape[1])
    assert (np.abs(drawn.mean(axis=1) - expected) < 4.5 * error).all()


@names
def test_past_and_future_are_one_history(model: BuyingModel) -> None:
    """E[X(T+t)] of a new customer is what he buys until T and, meant over histories, afterwards."""
    rng = np.random.default_rng(7)
    drawn = model.draw_histories(np.full(30_000, 12.0), rng)
    later = model.purchases(drawn, 8.0)
    both = model.new_purchases([12.0, 20.0])
    assert later.mean() == pytest.approx(both[1] - both[0], rel=0.04)


@pytest.mark.parametrize("model", [BG, MBG, PARETO, BGBB], ids=lambda m: m.name)
def test_alive_later_is_meant_by_what_is_bought_later(model: BuyingModel) -> None:
    one = Histories.of([2], [5], [12])
    steps = [model.alive(one, later=float(later))[0] for later in (0, 1, 5, 50)]
    assert steps == sorted(steps, reverse=True)
    assert 0 < steps[-1] < steps[0] < 1


def test_a_slope_ahead_is_alive_times_the_rate() -> None:
    """dE(t)/dt = P(alive at t) · s of Pareto/NBD, whose rate does not depend on being alive."""
    one = Histories.of([2], [5], [12])
    rate = (PARETO.r + 2) / (PARETO.alpha + 12)
    slope = (PARETO.purchases(one, 7 + 1e-4) - PARETO.purchases(one, 7 - 1e-4)) / 2e-4
    assert slope[0] == pytest.approx(PARETO.alive(one, later=7)[0] * rate, rel=1e-6)


@pytest.mark.parametrize("model", [BG, MBG, PARETO], ids=lambda m: m.name)
def test_discounting(model: BuyingModel) -> None:
    some = Histories.of(*zip(*HISTORIES, strict=True))
    year = model.discounted(some, periods=12, length=365.25 / 12 / 7, rate=0.0)
    assert year == pytest.approx(model.purchases(some, 365.25 / 7))
    monthly = [model.purchases(some, m * 4.0) for m in range(4)]
    by_hand = sum((b - a) / 1.02**m for m, (a, b) in enumerate(pairwise(monthly), 1))
    assert model.discounted(some, periods=3, length=4.0, rate=0.02) == pytest.approx(by_hand)


def test_money_is_what_drawn_customers_spend() -> None:
    model, rng, n = GammaGamma(6.0, 4.0, 15.0), np.random.default_rng(2), 200_000
    scale = rng.gamma(model.q, 1 / model.v, n)
    mean = rng.gamma(model.p * 2, 1 / (scale * 2))
    assert mean.mean() == pytest.approx(model.population_mean(), rel=0.01)
    truth = model.p / scale
    near = np.abs(mean - 40) < 2
    assert truth[near].mean() == pytest.approx(model.expected([40.0], [2])[0], rel=0.02)
    assert model.expected([99.0], [0])[0] == pytest.approx(model.population_mean())


def test_renewals_of_contracts() -> None:
    model = ShiftedBetaGeometric(0.7, 1.2)
    survival = model.survival(range(6))
    assert survival[1:] / survival[:-1] == pytest.approx(model.retention(range(1, 6)))
    to_come = model.renewals([0, 2], periods=3, rate=0.1)
    assert to_come[1] == pytest.approx(
        sum(survival[2 + j] / survival[2] / 1.1 ** (j - 1) for j in (1, 2, 3))
    )


@names
def test_gradients_are_those_of_the_likelihood(model: BuyingModel) -> None:
    rng = np.random.default_rng(1)
    rows = model.draw_histories(rng.integers(1, 40, 60).astype(float), rng).distinct
    here = np.array(list(model.parameters.values())) * 1.3
    _, gradient = model._log_likelihood(here, rows)
    for at, slope in enumerate(gradient):
        step = here[at] * 1e-5 * np.eye(len(here))[at]
        ahead, behind = (model._log_likelihood(here + sign * step, rows)[0] for sign in (1, -1))
        assert slope == pytest.approx((ahead - behind) / (2 * step[at]), rel=1e-6, abs=1e-6)


def test_without_leaving_the_models_are_one() -> None:
    some = Histories.of(*zip(*HISTORIES, strict=True))
    never = BgNbd(NBD.r, NBD.alpha, 1e-7, 10.0), ParetoNbd(NBD.r, NBD.alpha, 1e-7, 10.0)
    expected = NBD.log_likelihood(some, **NBD.parameters)
    for model in never:
        assert model.log_likelihood(some, **model.parameters) == pytest.approx(expected, abs=1e-5)
        assert model.purchases(some, 9.0) == pytest.approx(NBD.purchases(some, 9.0), rel=1e-4)


def test_equal_rows_may_be_counted_instead() -> None:
    rng = np.random.default_rng(8)
    all_rows = MBG.draw_histories(rng.integers(30, 34, 3000).astype(float), rng)
    rounded = Histories.of(
        all_rows.repeats, np.where(all_rows.repeats > 0, np.ceil(all_rows.last), 0), all_rows.age
    )
    d = rounded.distinct
    assert len(d.repeats) < 3000
    one, other = (
        MbgNbd.fit(rounded),
        MbgNbd.fit(Histories.of(d.repeats, d.last, d.age, d.customers)),
    )
    assert one.log_likelihood == pytest.approx(other.log_likelihood)  # type: ignore[union-attr]
    assert one.n_customers == other.n_customers == 3000


def test_spending_may_be_counted_instead() -> None:
    rng = np.random.default_rng(4)
    mean, counts = (
        np.round(rng.gamma(6, 1 / rng.gamma(4, 1 / 15, 400)), 0) + 1,
        rng.integers(1, 4, 400),
    )
    once = GammaGamma.fit(Spending.of(mean, counts))
    twice = GammaGamma.fit(Spending.of(mean, counts, np.full(400, 2.0)))
    assert twice.log_likelihood == pytest.approx(2 * once.log_likelihood)  # type: ignore[union-attr]
