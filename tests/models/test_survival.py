"""Kaplan-Meier, log-rank and proportional hazards: published figures, by hand, and beside lifelines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.hazards import Hazards, concordance, proportional_hazards
from custseg.models.likelihood import Refusal
from custseg.models.survival import LogRank, Survival, kaplan_meier, log_rank

COLUMNS = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]

customers = st.lists(
    st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=40
).map(lambda rows: ([t for t, _ in rows], [gone for _, gone in rows]))  # fmt: skip


@pytest.fixture(scope="module")
def rossi(shared_data: Path) -> pl.DataFrame:
    return pl.read_csv(shared_data / "value" / "lifelines_rossi.csv")


def curve(durations: object, left: object) -> Survival:
    found = kaplan_meier(durations, left)
    assert isinstance(found, Survival)
    return found


class TestKaplanMeier:
    def test_published(self, rossi: pl.DataFrame) -> None:
        found = curve(rossi["week"], rossi["arrest"])
        assert found.at([26, 52]) == pytest.approx([0.875, 0.736111], abs=5e-7)
        low, high = found.interval_at([52])
        assert [low[0], high[0]] == pytest.approx([0.69186, 0.77506], abs=5e-6)
        assert found.quantile() is None

    def test_by_hand(self) -> None:
        """Kaplan and Meier's own example: deaths at 0.8, 3.1, 5.4, 9.2, losses at 1, 2.7, 7, 12.1."""
        found = curve([0.8, 1.0, 2.7, 3.1, 5.4, 7.0, 9.2, 12.1], [1, 0, 0, 1, 1, 0, 1, 0])
        assert found.survival == pytest.approx(
            [7 / 8, 7 / 8 * 4 / 5, 7 / 8 * 3 / 5, 7 / 8 * 3 / 10]
        )
        assert found.quantile() == 9.2
        assert np.isnan(found.at([12.2])[0])
        assert found.at([0.0])[0] == 1.0
        areas = [0.8, 2.3 * 7 / 8, 2.3 * 7 / 10, 3.8 * 0.525, 0.8 * 0.2625]
        assert found.mean_until(10.0) == pytest.approx(sum(areas))

    @given(customers)
    @settings(max_examples=60, deadline=None)
    def test_is_the_product_of_who_stays(self, rows: tuple[list[int], list[bool]]) -> None:
        durations, left = rows
        found = curve(durations, left)
        for when in range(13):
            product = 1.0
            for t in sorted(
                {d for d, gone in zip(durations, left, strict=True) if gone and d <= when}
            ):
                at_risk = sum(d >= t for d in durations)
                product *= (
                    1 - sum(d == t and g for d, g in zip(durations, left, strict=True)) / at_risk
                )
            if when <= max(durations):
                assert found.at([when])[0] == pytest.approx(product)
        assert ((found.low >= 0) & (found.low <= found.survival + 1e-12)).all()
        assert ((found.high <= 1) & (found.high >= found.survival - 1e-12)).all()

    @given(customers)
    @settings(max_examples=30, deadline=None)
    def test_does_not_depend_on_the_unit_or_on_counting_equal_rows(
        self, rows: tuple[list[int], list[bool]]
    ) -> None:
        durations, left = rows
        found = curve(durations, left)
        hours = curve(np.array(durations) * 24.5, left)
        assert hours.survival == pytest.approx(found.survival)
        pairs, counts = np.unique(np.array([durations, left]).T, axis=0, return_counts=True)
        counted = kaplan_meier(pairs[:, 0], pairs[:, 1], counts)
        assert isinstance(counted, Survival)
        assert counted.survival == pytest.approx(found.survival)
        assert counted.high == pytest.approx(found.high)

    @given(customers)
    @settings(max_examples=30, deadline=None)
    def test_the_interval_of_the_median_is_where_that_of_the_curve_crosses_it(
        self, rows: tuple[list[int], list[bool]]
    ) -> None:
        found = curve(*rows)
        low, high = found.quantile_interval()
        for end, band in ((low, found.low), (high, found.high)):
            crossed = [t for t, s in zip(found.times, band, strict=True) if s <= 0.5 + 1e-12]
            assert end == (min(crossed) if crossed else None)
        median = found.quantile()
        if low is not None and median is not None:
            assert low <= median <= (high if high is not None else np.inf)
        for when in range(13):
            assert found.at_risk_at(when) == sum(d >= when for d in rows[0])

    def test_nobody(self) -> None:
        refused = kaplan_meier([], [])
        assert isinstance(refused, Refusal)
        assert refused.reason == "no_customers"

    def test_nobody_left_is_a_curve_that_stays_at_one(self) -> None:
        found = curve([3, 5], [False, False])
        assert found.at([1, 4]).tolist() == [1.0, 1.0]
        assert found.mean_until(100) == 5.0

    @pytest.mark.parametrize("durations", [[-1.0], [float("nan")]])
    def test_impossible_durations(self, durations: list[float]) -> None:
        with pytest.raises(ValueError, match="durations"):
            kaplan_meier(durations, [True])


class TestLogRank:
    def test_two_groups_by_hand(self) -> None:
        found = log_rank([1, 2, 3, 4], [1, 1, 1, 1], ["a", "b", "a", "b"])
        assert isinstance(found, LogRank)
        assert found.expected == pytest.approx([2 / 4 + 1 / 3 + 1 / 2, 2 / 4 + 2 / 3 + 1 / 2 + 1])
        spread = 1 / 4 + 2 / 9 + 1 / 4
        assert found.statistic == pytest.approx((2 - 4 / 3) ** 2 / spread)
        assert found.degrees == 1

    def test_groups_that_are_alike(self) -> None:
        durations, left = np.tile([2, 3, 5, 8], 2), np.tile([1, 1, 0, 1], 2)
        found = log_rank(durations, left, np.repeat(["x", "y"], 4))
        assert isinstance(found, LogRank)
        assert found.statistic == pytest.approx(0.0, abs=1e-12)
        assert found.p_value == pytest.approx(1.0)

    @pytest.mark.parametrize("groups", [2, 3, 7])
    def test_groups_watched_together_have_one_degree_less_than_they_are(self, groups: int) -> None:
        """Rounding once made of the direction that says nothing a degree of freedom."""
        for seed in range(40):
            draw = np.random.default_rng(seed)
            durations, left = draw.integers(0, 400, 353), draw.random(353) < 0.8
            found = log_rank(durations, left, draw.integers(0, groups, 353))
            assert isinstance(found, LogRank)
            assert found.degrees == groups - 1

    @pytest.mark.parametrize(
        ("left", "groups", "reason"),
        [([1, 1], ["a", "a"], "constant_column"), ([0, 0], ["a", "b"], "no_events")],
    )
    def test_refusals(self, left: list[int], groups: list[str], reason: str) -> None:
        refused = log_rank([1, 2], left, groups)
        assert isinstance(refused, Refusal)
        assert refused.reason == reason


class TestProportionalHazards:
    def test_published(self, rossi: pl.DataFrame) -> None:
        z = rossi.select(COLUMNS).to_numpy()
        fit = proportional_hazards(rossi["week"], rossi["arrest"], z, COLUMNS)
        assert isinstance(fit, Hazards)
        assert fit.coefficients == pytest.approx(
            [-0.3794222, -0.0574377, 0.3138998, -0.1497957, -0.4337039, -0.0848711, 0.0914971],
            abs=5.1e-8,
        )
        assert fit.standard_errors == pytest.approx(
            [0.19138, 0.02200, 0.30799, 0.21222, 0.38187, 0.19576, 0.02865], abs=5.1e-6
        )
        assert fit.z == pytest.approx(
            [-1.983, -2.611, 1.019, -0.706, -1.136, -0.434, 3.194], abs=6e-4
        )
        found = [fit.log_likelihood, fit.likelihood_ratio, fit.aic]
        assert found == pytest.approx([-658.7477, 33.266, 1331.495], abs=6e-4)
        assert fit.survival(fit.means[None, :], [52])[0, 0] == pytest.approx(0.760049, abs=6e-7)
        assert concordance(rossi["week"], rossi["arrest"], fit.score(z)) == pytest.approx(
            0.64033, abs=6e-6
        )
        assert (fit.n_customers, fit.n_left) == (432, 114)
        assert fit.gradient_norm < 1e-8

    def test_published_by_stratum(self, rossi: pl.DataFrame) -> None:
        columns = [c for c in COLUMNS if c != "race"]
        fit = proportional_hazards(
            rossi["week"], rossi["arrest"], rossi.select(columns).to_numpy(), columns,
            strata=rossi["race"].to_numpy(),
        )  # fmt: skip
        assert isinstance(fit, Hazards)
        assert fit.coefficients == pytest.approx(
            [-0.3788, -0.0576, -0.1427, -0.4388, -0.0858, 0.0922], abs=1.1e-4
        )

    def test_each_stratum_has_its_baseline(self) -> None:
        """Without any effect of the column it is the sum of leavers ÷ at risk within the stratum."""
        z = np.array([[1.0], [-1.0]] * 4)
        fit = proportional_hazards(
            [1, 1, 2, 2, 5, 5, 9, 9], [1] * 8, z, ["z"], strata=list("aaaabbbb")
        )
        assert isinstance(fit, Hazards)
        assert fit.coefficients[0] == pytest.approx(0.0, abs=1e-9)
        means = fit.means[None, :]
        assert fit.survival(means, [1, 2], "a")[0] == pytest.approx(
            np.exp([-2 / 4, -2 / 4 - 2 / 2])
        )
        assert fit.survival(means, [2, 5], "b")[0] == pytest.approx(np.exp([0, -2 / 4]))
        with pytest.raises(ValueError, match="strata"):
            fit.survival(means, [1])

    def test_a_column_that_the_strata_say_is_refused(self) -> None:
        z = np.array([[0.0], [0.0], [1.0], [1.0]])
        refused = proportional_hazards([1, 2, 1, 2], [1] * 4, z, ["z"], strata=[0, 0, 1, 1])
        assert isinstance(refused, Refusal)
        assert refused.reason == "collinear"

    def test_ties_as_efron_has_them(self) -> None:
        """Against the definition, term by term."""
        rng = np.random.default_rng(1)
        t, z = rng.integers(1, 5, 30), rng.normal(size=(30, 1))
        left = rng.random(30) < 0.7
        fit = proportional_hazards(t, left, z, ["z"])
        assert isinstance(fit, Hazards)
        hazard = np.exp(z[:, 0] * fit.coefficients[0])
        value = 0.0
        for time in np.unique(t[left]):
            gone = left & (t == time)
            value += np.log(hazard[gone]).sum()
            for k in range(gone.sum()):
                value -= np.log(hazard[t >= time].sum() - k / gone.sum() * hazard[gone].sum())
        assert fit.log_likelihood == pytest.approx(value, abs=1e-9)

    @pytest.mark.parametrize(
        ("left", "z", "reason"),
        [
            ([0, 0, 0, 0], [[1], [2], [3], [5]], "no_events"),
            ([1, 1, 1, 0], [[2], [2], [2], [2]], "constant_column"),
            ([1, 1, 1, 1], [[4], [3], [2], [1]], "separated"),
        ],
    )
    def test_refusals(self, left: list[int], z: list[list[float]], reason: str) -> None:
        refused = proportional_hazards([1, 2, 3, 4], left, z, ["z"])
        assert isinstance(refused, Refusal)
        assert refused.reason == reason

    def test_a_column_that_others_say_is_refused(self) -> None:
        z = np.random.default_rng(0).normal(size=(20, 2))
        refused = proportional_hazards(range(20), [1] * 20, np.c_[z, z.sum(axis=1)], list("abc"))
        assert isinstance(refused, Refusal)
        assert (refused.reason, refused.concerned) == ("collinear", 1)

    def test_concordance_counts_pairs(self) -> None:
        assert concordance([1, 2, 3], [1, 1, 0], [3, 2, 1]) == 1.0
        assert concordance([1, 2, 3], [1, 1, 0], [1, 2, 3]) == 0.0
        assert concordance([1, 2, 3], [1, 1, 0], [1, 1, 1]) == 0.5
        assert concordance([1, 2], [0, 0], [1, 2]) is None

    @given(st.integers(0, 10_000))
    @settings(max_examples=40, deadline=None)
    def test_any_data_give_a_fit_or_a_reason(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 30))
        z = rng.normal(size=(n, 2)) * 10.0 ** rng.uniform(-3, 5, 2)
        if seed % 3 == 0:
            z[:, 0] = z[:, 0] > 0
        fit = proportional_hazards(rng.integers(1, 12, n), rng.random(n) < 0.5, z, ["a", "b"])
        if isinstance(fit, Hazards):
            assert np.isfinite(fit.coefficients).all()
            assert (fit.standard_errors > 0).all()
        else:
            assert fit.reason


class TestBesideLifelines:
    def test_same_answers(self) -> None:
        pytest.importorskip("lifelines")
        peers = beside_lifelines()
        rng = np.random.default_rng(6)
        t, left = rng.integers(1, 40, 500), rng.random(500) < 0.6
        groups, z = rng.integers(0, 3, 500), rng.normal(size=(500, 2))
        theirs, chi2, fit = peers(t, left, groups, z)
        assert curve(t, left).at(np.arange(1, 39)) == pytest.approx(theirs[0])
        low, high = curve(t, left).interval_at(np.arange(1, 39))
        assert low == pytest.approx(theirs[1], abs=1e-6)
        assert high == pytest.approx(theirs[2], abs=1e-6)
        test = log_rank(t, left, groups)
        assert isinstance(test, LogRank)
        assert test.statistic == pytest.approx(chi2)
        ours = proportional_hazards(t, left, z, ["a", "b"])
        assert isinstance(ours, Hazards)
        assert ours.log_likelihood >= fit - 1e-6


def beside_lifelines():  # type: ignore[no-untyped-def]
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        from lifelines import CoxPHFitter, KaplanMeierFitter
        from lifelines.statistics import multivariate_logrank_test

    def answers(t, left, groups, z):  # type: ignore[no-untyped-def]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            km = KaplanMeierFitter().fit(t, left)
            at = np.arange(1, 39)
            interval = km.confidence_interval_survival_function_.reindex(range(40)).ffill()
            cox = CoxPHFitter().fit(
                pd.DataFrame({"t": t, "left": left, "a": z[:, 0], "b": z[:, 1]}), "t", "left"
            )
            chi2 = multivariate_logrank_test(t, groups, left).test_statistic
        curves = [km.predict(at).to_numpy(), *(interval.iloc[at, k].to_numpy() for k in (0, 1))]
        return curves, chi2, cox.log_likelihood_

    return answers
