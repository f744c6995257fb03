"""Drawn customers give their parameters back, within intervals as wide as they should be; and peers agree.

``benchmarks/recovery.py`` does the same for 200 sets of each model.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from custseg.models.buying.bg_bb import BgBb
from custseg.models.buying.bg_nbd import BgNbd
from custseg.models.buying.contracts import Contracts, ShiftedBetaGeometric
from custseg.models.buying.gamma_gamma import GammaGamma, Spending
from custseg.models.buying.histories import Histories
from custseg.models.buying.mbg_nbd import MbgNbd
from custseg.models.buying.model import BuyingModel
from custseg.models.buying.nbd import Nbd
from custseg.models.buying.pareto_nbd import ParetoNbd
from custseg.models.likelihood import Fit, Refusal

BUYING = [
    (BgNbd(0.6, 5.0, 0.8, 2.5), 52.0), (MbgNbd(0.8, 5.0, 1.0, 3.0), 52.0),
    (ParetoNbd(0.8, 6.0, 0.8, 15.0), 52.0), (Nbd(0.8, 6.0), 52.0), (BgBb(1.2, 0.9, 0.8, 2.8), 12.0),
]  # fmt: skip
Truth = dict[str, float]


def errors_of(fit: Fit | Refusal, truth: Truth) -> np.ndarray:
    """How many standard errors of the logarithm each parameter is off."""
    assert isinstance(fit, Fit)
    off = np.log([fit.parameters[name] / value for name, value in truth.items()])
    return np.asarray(off / np.sqrt(np.diag(fit.covariance)))


@pytest.mark.parametrize(("model", "age"), BUYING, ids=lambda v: getattr(v, "name", ""))
def test_parameters_come_back(model: BuyingModel, age: float) -> None:
    rng = np.random.default_rng(42)
    off = []
    for _ in range(8):
        ages = np.floor(rng.uniform(age / 2, age, 3_000))
        off.append(errors_of(type(model).fit(model.draw_histories(ages, rng)), model.parameters))
    # of standard normal numbers: none beyond 4.5, and not all small
    assert np.abs(off).max() < 4.5
    assert 0.4 < np.square(off).mean() < 2.0


def test_money_and_contracts_come_back() -> None:
    rng = np.random.default_rng(9)
    money, contract = GammaGamma(6.0, 4.0, 15.0), ShiftedBetaGeometric(0.7, 1.8)
    off = []
    for _ in range(8):
        counts = rng.integers(1, 9, 2_000)
        mean = rng.gamma(money.p * counts, 1 / (counts * rng.gamma(money.q, 1 / money.v, 2_000)))
        off.extend(errors_of(GammaGamma.fit(Spending.of(mean, counts)), money.parameters))
        ends = rng.geometric(np.maximum(rng.beta(contract.alpha, contract.beta, 2_000), 1e-9))
        seen = Contracts.of(np.minimum(ends, 8), ends <= 8)
        off.extend(errors_of(ShiftedBetaGeometric.fit(seen), contract.parameters))
    assert np.abs(off).max() < 4.5
    assert 0.4 < np.square(off).mean() < 2.0


def test_intervals_and_draws_say_the_same() -> None:
    rng = np.random.default_rng(2)
    fit = MbgNbd.fit(BUYING[1][0].draw_histories(np.full(3_000, 52.0), rng))
    assert isinstance(fit, Fit)
    drawn = np.array([list(p.values()) for p in fit.draws(20_000)])
    for at, name in enumerate(fit.parameters):
        low, high = fit.interval(name)
        assert np.quantile(drawn[:, at], [0.025, 0.975]) == pytest.approx([low, high], rel=0.05)
    assert fit.draws(3) == fit.draws(3)


def test_units_of_time_only_rescale() -> None:
    rng = np.random.default_rng(2)
    weeks = BUYING[0][0].draw_histories(np.full(2_000, 52.0), rng)
    fit = BgNbd.fit(weeks)
    hours = BgNbd.fit(Histories.of(weeks.repeats, weeks.last * 168, weeks.age * 168, unit="hour"))
    assert isinstance(fit, Fit)
    assert isinstance(hours, Fit)
    assert hours.parameters["alpha"] == pytest.approx(168 * fit.parameters["alpha"], rel=1e-6)
    assert hours.parameters["b"] == pytest.approx(fit.parameters["b"], rel=1e-6)
    lost = weeks.repeats.sum() * np.log(168)
    assert hours.log_likelihood == pytest.approx(fit.log_likelihood - lost, abs=1e-6)
    year = BgNbd.of(fit).purchases(weeks, 52)
    assert BgNbd.of(hours).purchases(weeks_in_hours(weeks), 52 * 168) == pytest.approx(
        year, rel=1e-6
    )


def weeks_in_hours(weeks: Histories) -> Histories:
    return Histories.of(weeks.repeats, weeks.last * 168, weeks.age * 168, unit="hour")


def test_many_customers_end_at_the_same_peak() -> None:
    """Above a few thousand distinct histories the search begins with a part of them."""
    rng = np.random.default_rng(3)
    many = BUYING[1][0].draw_histories(rng.uniform(20, 60, 12_000), rng)
    fit = MbgNbd.fit(many)
    assert isinstance(fit, Fit)
    direct = MbgNbd._problem(many.distinct, many, 1.0).solve([[0.8, 5.0, 1.0, 3.0]])
    assert isinstance(direct, Fit)
    assert fit.log_likelihood == pytest.approx(direct.log_likelihood, abs=1e-7)
    assert fit.parameters == pytest.approx(direct.parameters, rel=1e-6)
    assert fit.standard_errors == pytest.approx(direct.standard_errors, rel=1e-4)


@pytest.mark.parametrize("model", [m for m, _ in BUYING[:3]], ids=lambda m: m.name)
def test_no_worse_than_lifetimes(model: BuyingModel) -> None:
    fitters = pytest.importorskip("lifetimes")
    rng = np.random.default_rng(12)
    h = model.draw_histories(rng.integers(20, 60, 800).astype(float), rng)
    ours = type(model).fit(h)
    assert isinstance(ours, Fit)
    peers = {
        "bg_nbd": fitters.BetaGeoFitter, "mbg_nbd": fitters.ModifiedBetaGeoFitter,
        "pareto_nbd": fitters.ParetoNBDFitter,
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = peers[model.name]()
        np.random.seed(0)
        peer.fit(h.repeats, h.last, h.age)
        theirs = dict(zip(model.parameters, map(float, peer.params_), strict=True))
        ahead = peer.conditional_expected_number_of_purchases_up_to_time(
            26, h.repeats, h.last, h.age
        )
    assert ours.log_likelihood >= model.log_likelihood(h, **theirs) - 1e-4
    # at the same parameters the same forecasts
    assert type(model)(**theirs).purchases(h, 26) == pytest.approx(
        np.asarray(ahead), rel=1e-5, abs=1e-8
    )


def test_no_worse_than_lifetimes_in_money() -> None:
    fitters = pytest.importorskip("lifetimes")
    # its own loader imports pkg_resources, which Python no longer brings
    rows = pl.read_csv(
        Path(fitters.__file__).parent / "datasets" / "cdnow_customers_summary_with_transactions.csv"
    ).filter(pl.col("x") > 0)
    mean, counts = rows["zbar"].to_numpy(), rows["x"].to_numpy()
    n = len(rows)
    ours = GammaGamma.fit(Spending.of(mean, counts))
    assert isinstance(ours, Fit)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = fitters.GammaGammaFitter().fit(counts, mean)
        theirs = peer.conditional_expected_average_profit(counts, mean)
    p, q, v = map(float, peer.params_)
    problem = GammaGamma._problem(Spending.of(mean, counts), n, float(mean.mean()))
    value, _ = problem.objective(np.log([p, q, v / problem.scale]))
    assert ours.log_likelihood >= value * n - n * np.log(problem.scale) - 1e-4
    assert GammaGamma(p, q, v).expected(mean, counts) == pytest.approx(np.asarray(theirs))
