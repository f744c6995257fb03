"""value next: published figures through the command, the back-test, time travel, refusals in words."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from custseg.cli.app import main
from custseg.errors import UsageError
from custseg.facts.ledger import Ledger
from custseg.facts.purchases import purchases
from custseg.methods.value import ValueSettings, value, value_reason
from custseg.methods.value.backtest import caught, missed_widely, rank_correlation
from custseg.methods.value.money import spend_of
from custseg.methods.value.reach import Measured, tail_that_holds, widened
from custseg.methods.value.said import backtest_findings, ranking_findings
from custseg.methods.value.spread import Counts, money_quantile
from custseg.models.buying.bg_nbd import BgNbd
from custseg.models.buying.days import histories_of
from custseg.models.buying.fitted import fit_buying
from custseg.models.buying.histories import Histories
from custseg.models.buying.mbg_nbd import MbgNbd
from custseg.models.likelihood import Reason
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.settings import merge
from custseg.words import in_language
from custseg.words.labels import LABELS
from custseg.words.terms import TERMS, TITLES

BEGAN, CUT, END = date(2023, 1, 1), date(2023, 9, 30), date(2024, 6, 30)


def transactions(rows: list[tuple[str, date, float]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "customer_id": [row[0] for row in rows],
            "date": [row[1] for row in rows],
            "amount": [Decimal(str(row[2])) for row in rows],
        },
        schema={"customer_id": pl.String, "date": pl.Date, "amount": pl.Decimal(38, 6)},
    )


def dataset(rows: list[tuple[str, date, float]], as_of: date | None = None) -> Dataset:
    return Dataset.from_frames({"transactions": transactions(rows)}, as_of)


def ledger_of(data: Dataset) -> Ledger:
    [found] = data.collect(purchases(data, with_rows=True))
    return Ledger(found)


def shop(customers: int = 400, seed: int = 1, until: date = END) -> list[tuple[str, date, float]]:
    """Customers who buy at rates of their own and leave, with amounts of their own."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(customers):
        day, mean = float(rng.integers(0, 120)), rng.gamma(4, 10)
        rate = rng.gamma(0.8, 1 / 20)
        while day <= (until - BEGAN).days:
            rows.append((f"C{n:04}", BEGAN + timedelta(days=int(day)), round(rng.gamma(6, mean / 6) + 0.01, 2)))  # fmt: skip
            if rng.random() < 0.15:
                break
            day += max(1.0, rng.exponential(1 / rate))
    return rows


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, date, float]]:
    return shop()


@pytest.fixture(scope="module")
def result(rows: list[tuple[str, date, float]]) -> Result:
    return value(dataset(rows, END))


def customers_of(result: Result) -> pl.DataFrame:
    assert result.customers is not None
    return result.customers


def notes(result: Result, level: str = "info") -> str:
    return "\n".join(note.text for note in result.notes if note.level == level)


@pytest.fixture(scope="module")
def said(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("cdnow") / "out.json"
    file = shared_data / "value" / "cdnow_sample.csv"
    code = main([
        "value", str(file), "--map", "sample_id=customer_id", "--model", "bg_nbd", "--unit", "week",
        "--fit-until", "1997-09-30", "--lang", "en", "-q", "-o", str(out),
    ])  # fmt: skip
    assert code == 0
    read: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return read


class TestCdnow:
    """The published sample, read from its raw file by the command."""

    def test_model(self, said: dict[str, Any]) -> None:
        model = said["evidence"]["model"]
        assert model["name"] == "bg_nbd"
        assert model["unit"] == "week"
        assert model["n_customers"] == 2357
        assert model["at_bound"] == []
        assert model["gradient_norm"] < 1e-3
        assert model["log_likelihood"] == pytest.approx(-9582.4292, abs=1e-3)
        assert model["parameters"] == pytest.approx(
            {"r": 0.2425945, "alpha": 4.413602, "a": 0.792922, "b": 2.4259067}, rel=1e-5
        )
        assert model["standard_errors"] == pytest.approx(
            {"r": 0.012557, "alpha": 0.378221, "a": 0.185719, "b": 0.705345}, rel=2e-4
        )

    def test_money(self, said: dict[str, Any]) -> None:
        model = said["evidence"]["money_model"]
        assert model["log_likelihood"] == pytest.approx(-4055.9177, abs=1e-3)
        assert model["parameters"] == pytest.approx(
            {"p": 6.2495723, "q": 3.7442247, "v": 15.4435209}, rel=1e-5
        )
        assert model["n_customers"] == 946

    def test_holdout(self, said: dict[str, Any]) -> None:
        tested = said["evidence"]["backtest"]
        assert tested["days"] == 273
        model = tested["answers"][0]
        assert (model["forecast_measure"], model["answer"]) == ("purchases", "model")
        assert model["actual"] == 1882
        assert model["predicted"] == pytest.approx(1653.41, abs=5e-3)
        assert model["bias_share"] == pytest.approx(-0.122, abs=1e-3)
        assert model["mean_error"] == pytest.approx(0.7855, abs=5e-5)

    def test_holdout_by_repeats(self, said: dict[str, Any]) -> None:
        by = said["evidence"]["backtest"]["by_repeats"]
        assert [row["customers"] for row in by] == [1411, 439, 214, 100, 62, 38, 29, 64]
        assert [row["predicted_mean"] for row in by] == pytest.approx(
            [0.2250893, 0.5231364, 1.044126, 1.520256, 2.163824, 2.653789, 3.503957, 6.157036], rel=4e-5
        )  # fmt: skip
        assert [row["actual_mean"] for row in by] == pytest.approx(
            [0.2367116, 0.6970387, 1.392523, 1.56, 2.532258, 2.947368, 3.862069, 6.359375], rel=1e-6
        )

    def test_tracking(self, said: dict[str, Any]) -> None:
        weeks = said["tables"]["tracking"][19:25]
        assert len(said["tables"]["tracking"]) == 78
        assert [w["actual"] for w in weeks] == [73, 55, 70, 33, 56, 99]
        assert [w["actual_cumulative"] for w in weeks] == [1359, 1414, 1484, 1517, 1573, 1672]
        assert [w["expected_purchases"] for w in weeks] == pytest.approx(
            [76.86531, 74.88843, 73.04554, 71.32166, 69.70412, 68.18213], rel=1e-4
        )
        assert [w["expected_cumulative"] for w in weeks] == pytest.approx(
            [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6], abs=0.02
        )

    @pytest.mark.parametrize(
        ("model", "likelihood", "predicted"),
        [("mbg_nbd", -9582.1357, 1576.73), ("pareto_nbd", -9594.9762, None)],
    )
    def test_other_models(
        self, shared_data: Path, model: str, likelihood: float, predicted: float | None
    ) -> None:
        from custseg.schema import read

        data = read(
            [str(shared_data / "value" / "cdnow_sample.csv")], maps=["sample_id=customer_id"]
        )
        chosen = merge(ValueSettings(fit_until=date(1997, 9, 30)), model=model)
        evidence = value(data, chosen).evidence
        assert evidence["model"]["log_likelihood"] == pytest.approx(likelihood, abs=1e-3)
        if predicted is not None:
            assert evidence["backtest"]["answers"][0]["predicted"] == pytest.approx(
                predicted, abs=5e-3
            )


class TestForecast:
    def test_everything_said_is_finite_and_in_order(self, result: Result) -> None:
        assert result.customers is not None
        there = result.customers
        assert there["p_alive"].is_between(0, 1).all()
        for months in (1, 3, 12):
            for what in ("purchases", "money"):
                low, mean, high = (there[f"{what}_{months}m{end}"] for end in ("_low", "", "_high"))
                assert mean.is_finite().all()
                assert (low >= 0).all()
                assert (low <= high).all()
        assert (there["purchases_1m"] <= there["purchases_12m"]).all()
        assert (there["value_next"] <= there["money_12m"]).all()

    def test_totals_are_those_of_the_customers(self, result: Result) -> None:
        assert result.customers is not None
        for row in result.tables["forecast"].iter_rows(named=True):
            months = row["months"]
            for what in ("purchases", "money"):
                total = row[f"forecast_{what}"]
                assert total == pytest.approx(result.customers[f"{what}_{months}m"].sum())
                assert row[f"forecast_{what}_low"] < total < row[f"forecast_{what}_high"]

    def test_the_unit_of_time_changes_parameters_and_no_forecast(
        self, rows: list[tuple[str, date, float]], result: Result
    ) -> None:
        there = {"week": result}
        for unit in ("day", "month"):
            there[unit] = value(dataset(rows, END), merge(ValueSettings(), unit=unit))
        alphas = {u: r.evidence["model"]["parameters"]["alpha"] for u, r in there.items()}
        assert alphas["day"] == pytest.approx(7 * alphas["week"], rel=1e-4)
        assert alphas["week"] * 7 == pytest.approx(alphas["month"] * 365.25 / 12, rel=1e-4)
        for other in ("day", "month"):
            assert_frame_equal(there[other].tables["forecast"], result.tables["forecast"], rel_tol=1e-4)  # fmt: skip

    def test_high_and_potential_look_at_value_now_and_next(self, result: Result) -> None:
        assert result.customers is not None
        floor = dict(result.tables["thresholds"].iter_rows())["next_floor"]
        for row in result.customers.iter_rows(named=True):
            now = row["value"] >= result.evidence["high_floor"]
            coming = row["value_next"] >= floor and row["purchases_12m"] >= 0.5
            expected = {
                (True, True): "top",
                (True, False): "top_fading",
                (False, True): "next_high",
            }
            assert row["value_rule"] == expected.get((now, coming), row["value_rule"])
            assert (row["value_rule"] in expected.values()) == (now or coming)
        rules = set(result.customers["value_rule"])
        assert {"top", "top_fading", "next_high"} <= rules
        one = result.customers.filter(pl.col("value_rule") == "next_high").row(0, named=True)
        assert "expected to come is among the most" in value_reason(one)

    def test_nobody_is_potential_by_nothing(self, rows: list[tuple[str, date, float]]) -> None:
        """Years after the data some are still first among those of whom nothing is expected."""
        late = value(dataset(rows, date(2034, 6, 30)))
        assert late.customers is not None
        assert late.customers["purchases_12m"].max() < 0.5  # type: ignore[operator]
        rules = set(late.customers["value_rule"])
        assert not rules & {"top", "next_high", "next_high_unsure"}
        assert "top_fading" in rules
        assert "potential" not in set(late.customers["value_tier"])
        assert "nobody is potential by the forecast" in notes(late, "info")

    def test_a_forecast_that_missed_widely_says_so_at_the_label(self) -> None:
        """Everybody came every other week, and hardly anybody in the last quarter."""
        draw = np.random.default_rng(8)
        rows = [
            (f"C{n}", BEGAN + timedelta(days=int(day)), float(10 + n % 7))
            for n in range(120)
            for day in np.cumsum(draw.exponential(10 + n % 30, 60))
            if day < 400
        ]
        rows += [(f"C{n}", END - timedelta(days=10), 10.0) for n in range(12)]
        result = value(dataset(rows, END))
        assert result.customers is not None
        rules = set(result.customers["value_rule"])
        assert not rules & {"next_high", "top_fading"}
        assert "top_fading_unsure" in rules
        assert "The forecast missed widely in its test" in notes(result, "finding")
        one = result.customers.filter(pl.col("value_rule") == "top_fading_unsure").row(
            0, named=True
        )
        assert value_reason(one).endswith("the forecast missed widely in its test")
        with in_language("zh"):
            assert value_reason(one).endswith("该预测在检验中偏差很大")

    @pytest.mark.parametrize(
        ("predicted", "actual", "low", "high", "is_off"),
        [
            (150.0, 100.0, 140.0, 160.0, False),
            (151.0, 100.0, 140.0, 160.0, True),
            (49.0, 100.0, 40.0, 60.0, True),
            (2.2, 1.0, 0.0, 4.0, False),
            (75.0, 0.0, 60.0, 90.0, True),
            (0.3, 0.0, 0.0, 1.0, False),
            (10.0, -5.0, 5.0, 15.0, True),
        ],
    )
    def test_what_a_wide_miss_is(
        self, predicted: float, actual: float, low: float, high: float, is_off: bool
    ) -> None:
        row = {
            "answer": "model",
            "predicted": predicted,
            "actual": actual,
            "predicted_low": low,
            "predicted_high": high,
        }
        naive = {
            **row,
            "answer": "last_period",
            "predicted": 1e9,
            "predicted_low": None,
            "predicted_high": None,
        }
        assert missed_widely(pl.DataFrame([row, naive], infer_schema_length=None)) is is_off

    def test_without_a_model_value_is_as_before(self, rows: list[tuple[str, date, float]]) -> None:
        plain = value(dataset(rows, END), ValueSettings(model="none"))
        assert plain.customers is not None
        assert "p_alive" not in plain.customers.columns
        assert "model" not in plain.evidence
        assert not {"forecast", "backtest"} & set(plain.tables)

    def test_intervals_hold_what_the_model_draws(self) -> None:
        rng = np.random.default_rng(3)
        model = MbgNbd(r=0.6, alpha=5.0, a=0.7, b=2.5)
        histories = model.draw_histories(rng.uniform(20, 60, 3000), rng)
        expected = model.purchases(histories, 40.0)
        counts = Counts(expected, model.alive(histories), model.r + histories.repeats)
        low, high = counts.quantile(0.1), counts.quantile(0.9)
        money_high = 20 * money_quantile(counts, np.full(3000, 0.25), np.ones(3000), 0.9)
        below = above = rich = 0.0
        for _ in range(40):
            drawn = model.draw_purchases(histories, 40.0, rng)
            spent = rng.gamma(4.0 * np.maximum(drawn, 1e-9), 5.0) * (drawn > 0)
            below, above = below + (drawn < low).mean() / 40, above + (drawn > high).mean() / 40
            rich += (spent > money_high).mean() / 40
        assert below < 0.1
        assert above < 0.1
        assert 0.05 < rich < 0.13


@given(st.floats(0.01, 50), st.floats(0, 5000), st.floats(1e-6, 0.9999))
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_the_negative_binomial(shape: float, mean: float, level: float) -> None:
    from scipy.stats import nbinom

    counts = Counts(np.array([mean]), np.ones(1), np.array([shape]))
    [found] = counts.quantile(level)
    chance = nbinom(shape, shape / (shape + mean)).cdf
    assert chance(found) >= level * (1 - 1e-9)
    assert found == 0 or chance(found - 1) < level * (1 + 1e-9)


class TestBacktest:
    def test_it_is_made_on_the_last_quarter(self, result: Result) -> None:
        tested = result.evidence["backtest"]
        assert tested["days"] == (END - BEGAN).days // 4
        assert set(result.tables["backtest"]["answer"]) == {"model", "last_period", "group_mean"}
        assert result.tables["calibration"]["customers"].sum() == tested["customers"]
        assert 0.75 < tested["within_interval_share"] <= 1
        assert {"calibration", "tracking", "tracking_cumulative"} <= {c.key for c in result.charts}

    def test_findings_say_whether_the_model_beats_simple_answers(self, result: Result) -> None:
        said = notes(result, "finding")
        assert "Tested on the" in said
        for measure in ("purchases", "money"):
            about = f"For a single customer's {measure} "
            assert (about + "the model errs less" in said) != (about + "simple answers are" in said)
        assert "the same as last period" in said

    def test_what_the_naive_answers_are(self) -> None:
        data = dataset([
            ("A", date(2024, 1, 1), 5), ("A", date(2024, 2, 1), 7), ("A", date(2024, 3, 1), 11),
            ("A", date(2024, 3, 20), 13), ("B", date(2024, 2, 20), 3), ("B", date(2024, 2, 25), 2),
            ("C", date(2024, 3, 10), 1),
        ], date(2024, 3, 31))  # fmt: skip
        found = ledger_of(data).repeat_purchases(date(2024, 3, 31), date(2024, 2, 29))
        by = {row["customer_id"]: row for row in found.iter_rows(named=True)}
        assert (by["A"]["cut_repeats"], by["A"]["lately_days"], by["A"]["later_days"]) == (1, 1, 2)
        assert (by["B"]["cut_repeats"], by["B"]["lately_days"], by["B"]["lately_money"]) == (
            1,
            1,
            2,
        )
        assert by["A"]["later_money"] == 24
        assert by["A"]["repeat_money"] == 31
        assert by["C"]["cut_repeats"] is None

    def test_the_forecast_stands_beside_single_facts(
        self, rows: list[tuple[str, date, float]]
    ) -> None:
        found = value(dataset(rows, END), ValueSettings(fit_until=CUT))
        table = found.tables["backtest_ranking"]
        assert table["ranked_by"].to_list() == [
            "forecast_purchases", "forecast_money", "recency", "frequency", "money"]  # fmt: skip
        here = {c for c, on, _ in rows if on <= CUT}
        later = {c for c, on, _ in rows if CUT < on <= END}
        money = {c: sum(a for k, on, a in rows if k == c and on <= CUT) for c in here}
        pairs = [(money[one], money[other]) for one in here & later for other in here - later]
        expected = sum((a > b) + 0.5 * (a == b) for a, b in pairs) / len(pairs)
        assert table["auc"][4] == pytest.approx(expected)
        assert table["top_caught_share"].is_between(0.2, 1).all()
        assert "As a ranking: who comes back, AUC" in notes(found, "finding")

    def test_facts_that_rank_better_are_named(self) -> None:
        names = ["forecast_purchases", "forecast_money", "recency", "frequency", "money"]
        table = pl.DataFrame({"ranked_by": names, "auc": [0.7, 0.6, 0.8, 0.5, 0.5],
                              "top_caught_share": [0.3, 0.5, 0.4, 0.4, 0.4]})  # fmt: skip
        [said] = ranking_findings(table)
        assert said.endswith("the forecast is no better at telling who comes back")
        assert "0.800 for recency alone" in said
        [won] = ranking_findings(table.with_columns(auc=pl.Series([0.9, 0.6, 0.8, 0.5, 0.5])))
        assert "no better" not in won
        assert ranking_findings(table.with_columns(auc=pl.lit(None, pl.Float64))) == []

    def test_ties_at_the_edge_count_in_part(self) -> None:
        assert caught(np.ones(10), np.arange(10.0), 0.2) == pytest.approx(0.2)
        assert caught(np.arange(10.0), np.arange(10.0), 0.2) == pytest.approx(17 / 45)
        assert caught(np.ones(4), np.zeros(4), 0.2) is None
        assert rank_correlation(np.ones(4), np.arange(4.0)) is None


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 60), st.integers(-5, 30)),
                min_size=1, max_size=40), st.integers(1, 59))  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_repeats_by_hand(rows: list[tuple[str, int, int]], cut: int) -> None:
    start = date(2024, 1, 1)
    day = [start + timedelta(days=n) for n in range(61)]
    data = dataset([(c, day[n], amount) for c, n, amount in rows], day[60])
    ledger = ledger_of(data)
    found, back = ledger.repeat_purchases(day[60], day[cut]), ledger.repeat_days(day[cut])
    bought = {c: sorted({n for k, n, amount in rows if k == c and amount >= 0}) for c in "ABC"}
    assert set(found["customer_id"]) == {c for c, days in bought.items() if days}
    for row in found.iter_rows(named=True):
        days = bought[row["customer_id"]]
        own = [(n, amount) for c, n, amount in rows if c == row["customer_id"]]
        first = sum(amount for n, amount in own if n == days[0])
        assert (row["first_on"], row["last_on"]) == (day[days[0]], day[days[-1]])
        assert row["repeats"] == len(days) - 1
        assert row["repeat_money"] == sum(amount for _, amount in own) - first
        assert row["later_days"] == len([n for n in days if n > cut])
        assert row["later_money"] == sum(amount for n, amount in own if n > cut)
        known = [n for n in days if n <= cut]
        assert row["cut_repeats"] == (len(known) - 1 if known else None)
        assert row["lately_days"] == len([n for n in known[1:] if n > 2 * cut - 60])
    again = [n for days in bought.values() if days and days[0] <= cut for n in days[1:]]
    assert dict(back.iter_rows()) == {day[n]: again.count(n) for n in again}


def test_later_rows_change_nothing_when_the_day_is_set(rows: list[tuple[str, date, float]]) -> None:
    chosen = ValueSettings(fit_until=CUT)
    there = value(dataset(rows, END), chosen)
    here = value(dataset([r for r in rows if r[1] <= CUT + timedelta(days=40)]), chosen)
    changed = value(dataset([*rows, ("C0001", date(2024, 6, 1), 99_999.0)], END), chosen)
    known = dataset([r for r in rows if r[1] <= CUT], CUT)
    assert there.as_of == CUT
    for other in (here, changed, value(known)):
        assert other.evidence["model"] == there.evidence["model"]
        assert other.evidence["money_model"] == there.evidence["money_model"]
        # value now, tiers and trend too
        assert_frame_equal(
            *(customers_of(r).select(pl.exclude("^.*_(low|high)$")) for r in (other, there))
        )
    for other in (here, changed):
        assert_frame_equal(customers_of(other), customers_of(there))
        for table in ("forecast", "value_tiers", "thresholds", "concentration"):
            assert_frame_equal(other.tables[table], there.tables[table])


@pytest.fixture(scope="module")
def fallen() -> Result:
    """Customers who, in the last quarter, buy a third as often as before."""
    rng = np.random.default_rng(7)
    cut = END - timedelta(days=(END - BEGAN).days // 4)
    rows = [r for r in shop(600, 3) if r[1] <= cut or rng.random() < 0.33]
    return value(dataset(rows, END))


class TestReach:
    """Where the test refutes the intervals they are as wide as it was off."""

    def test_the_finding_says_that_the_interval_did_not_hold(self, fallen: Result) -> None:
        row = fallen.tables["backtest"].row(0, named=True)
        assert not row["predicted_low"] <= row["actual"] <= row["predicted_high"]
        assert fallen.evidence["backtest"]["intervals"]["purchases"]["is_refuted"]
        assert "its own 80% interval" in notes(fallen, "finding")

    def test_totals_are_as_uncertain_as_the_test_was_off(self, fallen: Result) -> None:
        for measure in ("purchases", "money"):
            off = fallen.evidence["backtest"]["intervals"][measure]["missed_share"]
            assert off > 0.3
            for row in fallen.tables["forecast"].iter_rows(named=True):
                total = row[f"forecast_{measure}"]
                assert row[f"forecast_{measure}_low"] <= max(total * (1 - off), 0) * (1 + 1e-12)
                assert row[f"forecast_{measure}_high"] >= total * (1 + off) * (1 - 1e-12)
        assert "for so far was the test on later data off" in notes(fallen)

    def test_single_customers_fall_into_their_intervals_in_80_of_100_cases(
        self, fallen: Result
    ) -> None:
        for measure in ("purchases", "money"):
            found = fallen.evidence["backtest"]["intervals"][measure]
            assert found["within_share"] >= 0.8 or found["tail"] < 0.1

    def test_a_total_is_never_made_surer(self) -> None:
        total = {"purchases": 10.0, "purchases_low": 2.0, "purchases_high": 30.0}
        seen = Measured(0, 1, 0.5, 0.1, 0.9, False)
        assert widened(total, {"purchases": seen}) == total
        assert widened({**total, "purchases_low": 9.0}, {"purchases": seen})["purchases_low"] == 5.0
        nothing = Measured(0, 1, None, 0.1, 0.9, False)
        assert widened(total, {"purchases": nothing}) == total

    def test_the_tail_is_the_largest_that_holds(self) -> None:
        rng = np.random.default_rng(5)
        came = rng.normal(size=4000)
        quantile = {0.1: 0.5, 0.05: 1.0, 0.025: 1.3, 0.01: 1.6}

        def of(level: float) -> np.ndarray[Any, Any]:
            half = quantile[round(min(level, 1 - level), 6)]
            return np.full(4000, -half if level < 0.5 else half)

        assert tail_that_holds(of, came) == 0.025


def test_simple_answers_that_win_are_named() -> None:
    row = {"actual": 100.0, "predicted_low": 90.0, "predicted_high": 130.0, "top_caught_share": 0.5}
    table = pl.DataFrame([
        {"forecast_measure": measure, "answer": answer, "predicted": said, "bias_share": said / 100 - 1,
         "mean_error": error, **row}
        for measure in ("purchases", "money")
        for answer, said, error in (("model", 120.0, 0.7), ("last_period", 105.0, 0.6), ("group_mean", 105.0, 0.9))
    ])  # fmt: skip
    text = "\n".join(backtest_findings(table, CUT, 90))
    assert text.count("in total the model adds nothing here") == 2
    assert "For a single customer's purchases simple answers are as good or better here" in text
    assert "For a single customer's money simple answers are as good or better here" in text


class TestTooLittle:
    def test_few_customers(self) -> None:
        result = value(dataset(shop(40), END))
        assert result.evidence["model"] is None
        assert "p_alive" not in customers_of(result).columns
        assert "needed: 100 customers with purchases" in notes(result)

    def test_what_is_needed_is_a_table_and_evidence(self, result: Result) -> None:
        few = value(dataset(shop(40), END))
        table = few.tables["sufficiency"]
        assert few.evidence["sufficiency"] == table.to_dicts()
        assert table.filter(pl.col("requirement") == "customers").row(0) == (
            "forecast", "customers", 100, 40, False)  # fmt: skip
        assert not table["is_made"].any()
        enough = result.tables["sufficiency"]
        assert enough["is_made"].all()
        assert enough["claim"].unique(maintain_order=True).to_list() == [
            "forecast",
            "p_alive",
            "backtest",
        ]

    def test_value_that_is_no_money_of_purchases(self, rows: list[tuple[str, date, float]]) -> None:
        held = pl.DataFrame(
            {"customer_id": ["C0001"], "date": [END], "balance": [Decimal(5)]},
            schema_overrides={"balance": pl.Decimal(38, 6)},
        )
        both = Dataset.from_frames({"transactions": transactions(rows), "balances": held}, END)
        result = value(both)
        assert result.evidence["metric"] == "aum_month_avg"
        assert result.evidence["model"] is None
        assert "value is monthly-average assets here" in notes(result).lower()
        assert "makes a forecast of them" in notes(result)
        by = dict(result.tables["sufficiency"].select("requirement", "found").iter_rows())
        assert by["money_of_purchases"] == 0
        assert by["customers"] == len({c for c, on, _ in rows if on <= END})
        alone = value(Dataset.from_frames({"balances": held}, END))
        assert alone.tables["sufficiency"].row(0) == ("forecast", "dated_amounts", 1, 0, False)
        assert "it needs transactions with a customer, a date and an amount" in notes(alone)
        assert "sufficiency" not in value(both, ValueSettings(model="none")).tables

    def test_nobody_came_back(self) -> None:
        result = value(dataset([(f"C{n}", BEGAN + timedelta(days=n), 5) for n in range(200)]))
        assert "30 of them who came back" in notes(result)
        assert "found: 200, 0 and 199" in notes(result)

    def test_a_short_time_after_the_cut_is_no_test(
        self, rows: list[tuple[str, date, float]]
    ) -> None:
        result = value(dataset(rows, END), ValueSettings(fit_until=END - timedelta(days=10)))
        assert result.evidence["backtest"] is None
        assert result.evidence["model"] is not None
        assert "the forecast is not tested: 10 days after the cut" in notes(result)

    @pytest.mark.parametrize("day", [date(2000, 1, 1), date(2050, 1, 1)])
    def test_a_day_outside_all_history(
        self, rows: list[tuple[str, date, float]], day: date
    ) -> None:
        with pytest.raises(UsageError, match="is not within the history, which goes from"):
            value(dataset(rows, END), ValueSettings(fit_until=day))

    def test_a_day_that_is_none(self) -> None:
        with pytest.raises(UsageError, match="--fit-until soon: expected a date"):
            merge(ValueSettings(), fit_until="soon")

    def test_money_that_does_not_fit_has_a_simpler_answer(
        self, rows: list[tuple[str, date, float]]
    ) -> None:
        same = value(dataset([(c, on, 10.0) for c, on, _ in rows], END))
        assert same.evidence["money_model"] == {"name": "own_mean"}
        assert same.evidence["refused"]["gamma_gamma"]["reason"] == "no_spread"
        assert "Gamma-Gamma gives no answer, for all amounts are the same" in notes(same)
        assert same.customers is not None
        spent = same.customers["money_12m"] / same.customers["purchases_12m"]
        assert spent.to_list() == pytest.approx([10.0] * len(spent))

    def test_many_without_money_are_counted(self) -> None:
        spend = spend_of([1, 2, 1, 0], [-5.0, 0.0, 10.0, 0.0])
        assert spend.refusal is not None
        assert (spend.refusal.reason, spend.refusal.concerned) == ("not_positive", 2)
        assert np.isfinite(spend.amounts.mean).all()

    def test_where_nobody_leaves_nbd_is_the_simpler_answer(self) -> None:
        rng = np.random.default_rng(5)
        rows = [
            (f"C{n:03}", BEGAN + timedelta(days=int(day)), round(float(rng.gamma(5, 4)) + 0.01, 2))
            for n in range(200)
            for day in np.cumsum(np.maximum(rng.exponential(20, 40), 1))
            if day <= (END - BEGAN).days
        ]
        result = value(dataset(rows, END), ValueSettings(model="bg_nbd"))
        assert result.evidence["model"]["name"] == "nbd"
        assert result.evidence["refused"]["bg_nbd"]["reason"] == "at_bound"
        assert "nobody leaves" in notes(result)
        assert "p_alive" not in customers_of(result).columns
        assert customers_of(result)["purchases_12m"].is_finite().all()

    def test_where_no_model_can_be_had_the_last_year_again_is_the_simplest_guess(self) -> None:
        rows = [("A", END - timedelta(days=ago), 10.0) for ago in (400, 300, 300, 20)]
        rows += [("B", END - timedelta(days=30), 7.0), ("B", END - timedelta(days=3), 5.0)]
        result = value(dataset(rows, END))
        assert result.evidence["model"] is None
        assert result.evidence["same_as_before"] == {"days": 365, "purchases": 3, "money": 35.0}
        said = [note.text for note in result.notes if note.level == "finding"]
        assert any("customers who had bought before came back 3 times" in one for one in said)

    def test_a_refused_model_without_a_simpler_one_gives_nothing(self) -> None:
        fitted = fit_buying("bg_nbd", Histories.of([0, 0], [0, 0], [5, 6]))
        assert fitted.model is None
        assert fitted.refusal is not None
        assert fitted.refusal.reason == "no_repeat_purchases"


def test_every_reason_has_its_sentence() -> None:
    from typing import get_args

    from custseg.models.likelihood import Refusal
    from custseg.models.refusals import reason_of

    for reason in get_args(Reason):
        refusal = Refusal("bg_nbd", reason, 5, 2)
        with in_language("zh"):
            chinese = reason_of(refusal)
        assert chinese != reason_of(refusal)


def test_every_key_has_its_words(result: Result) -> None:
    frames = [customers_of(result), *result.tables.values(), *(c.frame for c in result.charts)]
    for frame in frames:
        assert set(frame.columns) <= set(TERMS)
        for column in {"value_rule", "answer", "forecast_measure", "threshold"} & set(frame.columns):  # fmt: skip
            assert set(frame[column].drop_nulls()) <= set(LABELS[column])
    assert {*result.tables, *(chart.key for chart in result.charts)} <= set(TITLES)


def test_histories_are_days_in_the_unit() -> None:
    first, last = pl.Series([BEGAN]), pl.Series([BEGAN + timedelta(days=14)])
    found = histories_of(first, last, pl.Series([2]), BEGAN + timedelta(days=28), "week")
    assert (found.last[0], found.age[0]) == (2.0, 4.0)
    assert BgNbd(r=1, alpha=1, a=1, b=1).alive(found)[0] <= 1
