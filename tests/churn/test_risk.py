"""Churn risk: nothing later is known at a cut, what is lacking is named, and later data decide."""

from __future__ import annotations

import random
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

from custseg.churn import ChurnSettings, ask, risk_reason
from custseg.churn.observed import joined, known_plans, sampled, until
from custseg.facts import FactSettings
from custseg.methods.lifecycle import lifecycle
from custseg.render.cells import texts
from custseg.result import Part
from custseg.schema import read
from custseg.schema.dataset import Dataset
from custseg.settings import merge
from custseg.words import in_language, label
from custseg.words.labels import LABELS

BEGAN, DAYS = date(2023, 1, 1), 360
Row = tuple[str, date, float]


def shop(customers: int, seed: int = 0, stay: float = 0.004) -> list[Row]:
    """Customers who buy at their own rate until they leave, which some do sooner."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for number in range(customers):
        rate, day = rng.gamma(1.2, 0.03), int(rng.integers(0, DAYS - 90))
        lives = rng.exponential(1 / stay)
        begun = day
        while day < DAYS and day - begun <= lives:
            spent = round(float(rng.gamma(2.0, 20.0)) + 1, 2)
            rows.append((f"c{number:04d}", BEGAN + timedelta(days=day), spent))
            day += 1 + int(rng.exponential(1 / rate))
    rows.append(("last", BEGAN + timedelta(days=DAYS - 1), 1.0))
    return rows


def dataset(rows: list[Row], as_of: date | None = None) -> Dataset:
    frame = pl.DataFrame(
        [(c, on, Decimal(str(money))) for c, on, money in rows],
        schema={"customer_id": pl.String, "date": pl.Date, "amount": pl.Decimal(38, 6)},
        orient="row",
    )
    return Dataset.from_frames({"transactions": frame}, as_of)


def told(data: Dataset, **given: Any) -> Part:
    as_of = data.as_of
    assert as_of is not None
    asked = ask(data, as_of, FactSettings(), merge(ChurnSettings(), **given))
    assert asked is not None
    plans = known_plans(data, as_of, FactSettings())
    frames = data.collect(*plans, *asked.plans)
    return asked.answer(joined(frames[: len(plans)], as_of), frames[len(plans) :])


@pytest.fixture(scope="module")
def busy() -> list[Row]:
    return shop(700)


def test_the_model_is_tested_on_later_data_beside_single_facts(busy: list[Row]) -> None:
    found = told(dataset(busy))
    churn = found.evidence["churn"]
    assert churn["tested_on"] == churn["trained_on"] + timedelta(days=90)
    assert dataset(busy).as_of == churn["tested_on"] + timedelta(days=90)
    rankings = {row["churn_ranking"]: row for row in churn["rankings"]}
    assert {"logistic", "recency", "frequency", "money", "churn_factor"} <= set(rankings)
    best = max(rankings[name]["auc"] for name in ("recency", "frequency", "money", "churn_factor"))
    assert churn["auc_gain"]["value"] == pytest.approx(rankings["logistic"]["auc"] - best)
    assert churn["is_shown"] == (rankings["logistic"]["auc"] > best)
    assert found.columns is not None
    assert found.columns["churn_risk"].drop_nulls().is_between(0, 1).all()


def test_a_model_that_does_not_beat_the_best_single_fact_is_not_shown() -> None:
    """All facts but one are noise here, and that one alone says everything."""
    rng = np.random.default_rng(3)
    rows: list[Row] = []
    for number in range(600):
        steady = number % 2 == 0
        for day in (
            range(int(rng.integers(0, 20)), DAYS, 25) if steady else (int(rng.integers(0, 260)),)
        ):
            rows.append((f"c{number}", BEGAN + timedelta(days=day), float(rng.integers(1, 1000))))
    rows.append(("last", BEGAN + timedelta(days=DAYS - 1), 1.0))
    found = told(dataset(rows))
    churn = found.evidence["churn"]
    assert churn["auc_gain"]["value"] <= 0
    assert found.columns is None
    assert "churn_bands" not in found.tables
    assert "does not beat" in found.notes[0].text


def test_a_fact_that_goes_the_other_way_is_turned_by_what_came_before() -> None:
    """Everybody buys four times in all: who has bought most has least to come, and that alone says it."""
    rng = np.random.default_rng(5)
    rows: list[Row] = []
    for number in range(500):
        for day in rng.integers(0, DAYS, 4):
            rows.append(
                (f"c{number}", BEGAN + timedelta(days=int(day)), float(rng.integers(1, 99)))
            )
    rows.append(("last", BEGAN + timedelta(days=DAYS - 1), 1.0))
    churn = told(dataset(rows)).evidence["churn"]
    area = {row["churn_ranking"]: row["auc"] for row in churn["rankings"]}
    assert area["frequency ↑"] > 0.9
    assert "frequency" not in area
    assert churn["best_fact"] == "frequency ↑"
    with in_language("zh"):
        assert label("churn_ranking", "frequency ↑") == "购买频率 ↑"
        assert texts(pl.Series("churn_ranking", ["frequency ↑"])) == ["购买频率 ↑"]
        assert texts(pl.Series("churn_raised_by", ["sex = female"])) == ["性别 = 女"]


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(181, 359), st.integers(-50, 500)), max_size=25
    )
)
def test_what_is_known_at_a_cut_does_not_change_with_later_rows(
    later: list[tuple[int, int, int]],
) -> None:
    cut, facts = BEGAN + timedelta(days=180), FactSettings()
    early = [row for row in shop(30, 5) if row[1] <= cut]
    late = [(f"c{c:04d}", BEGAN + timedelta(days=day), float(money)) for c, day, money in later]
    frames = []
    for rows in (early, early + late):
        seen = until(dataset(rows), cut)
        frames.append(joined(seen.collect(*known_plans(seen, cut, facts)), cut))
    assert_frame_equal(frames[0], frames[1])


def test_rows_after_the_as_of_date_and_the_order_of_rows_change_nothing(busy: list[Row]) -> None:
    as_of = BEGAN + timedelta(days=300)
    plain = told(dataset([row for row in busy if row[1] <= as_of], as_of))
    mixed = list(busy)
    random.Random(0).shuffle(mixed)
    other = told(dataset(mixed, as_of))
    assert plain.columns is not None
    assert other.columns is not None
    assert_frame_equal(plain.columns.sort("customer_id"), other.columns.sort("customer_id"))
    for key, table in plain.tables.items():
        assert_frame_equal(table, other.tables[key])


@pytest.mark.parametrize(
    ("rows", "need"),
    [
        (shop(60), "customers at each cut"),
        ([(f"c{i}", BEGAN + timedelta(days=i % 200), 5.0) for i in range(600)] + [("z", BEGAN + timedelta(days=359), 1.0)],
         "customers who stayed after each cut"),
        ([(f"c{i}", BEGAN + timedelta(days=d), 5.0) for i in range(300) for d in range(i % 7, DAYS, 7)],
         "customers who left after each cut"),
        ([(f"c{i}", BEGAN + timedelta(days=d), 5.0) for i in range(300) for d in (i % 7, 30)], "days of history"),
        ([("one", BEGAN, 5.0)], "days of history"),
    ],
    ids=["few", "one_time_buyers", "nobody_leaves", "short", "one_customer"],
)  # fmt: skip
def test_what_is_lacking_is_named(rows: list[Row], need: str) -> None:
    found = told(dataset(rows))
    assert found.columns is None
    assert not found.tables
    assert need in found.notes[0].text
    missed = [gate for gate in found.gates if not gate.is_met]
    assert missed
    assert found.evidence["churn"]["is_shown"] is False


def test_returns_only_and_no_amounts_are_no_trouble(busy: list[Row]) -> None:
    back = [*busy, *((f"r{i}", BEGAN + timedelta(days=10 * i), -5.0) for i in range(30))]
    found = told(dataset(back))
    assert found.columns is not None
    assert not found.columns["customer_id"].str.starts_with("r").any()
    plain = dataset(busy).frame("transactions").drop("amount").collect()
    bare = told(Dataset.from_frames({"transactions": plain}))
    assert "money" not in [row["churn_ranking"] for row in bare.evidence["churn"]["rankings"]]


def test_who_was_silent_for_too_long_has_left_and_no_risk() -> None:
    old = [(f"old{i}", date(2021, 6, 1), 10.0) for i in range(50)]
    found = told(dataset([*shop(700), *old]))
    assert found.columns is not None
    gone = found.columns.filter(pl.col("customer_id").str.starts_with("old"))
    assert gone["churn_risk"].null_count() == 50
    assert gone["churn_risk_band"].unique().to_list() == ["gone"]


def test_trees_are_taken_only_where_they_are_better_on_later_data(busy: list[Row]) -> None:
    asked = told(dataset(busy), model="trees").evidence["churn"]
    assert asked["model"] == "trees"
    auto = told(dataset(shop(2500, 8))).evidence["churn"]
    assert {"logistic", "trees"} <= {row["churn_ranking"] for row in auto["rankings"]}
    assert auto["model"] == "logistic"


def test_a_large_file_is_learned_from_by_a_part_of_its_customers(busy: list[Row]) -> None:
    data = dataset(busy)
    among = sampled(data, 1000)
    assert among is not None
    part = data.collect(data.frame("transactions").filter(among))[0]["customer_id"].n_unique()
    assert 0 < part < 700
    assert sampled(data, 1_000_000) is None
    found = told(data, sample_rows=len(busy) // 2)
    assert found.evidence["churn"]["is_sample"]
    if found.columns is not None:
        assert len(found.columns) > found.evidence["churn"]["tested_customers"]


def months(assets: dict[str, list[float]]) -> Dataset:
    rows = [(c, date(2023 + m // 12, m % 12 + 1, 28), Decimal(str(v)))
            for c, values in assets.items() for m, v in enumerate(values)]  # fmt: skip
    schema = {"customer_id": pl.String, "date": pl.Date, "balance": pl.Decimal(38, 6)}
    return Dataset.from_frames({"balances": pl.DataFrame(rows, schema, orient="row")})


def test_with_balances_only_leaving_is_to_lose_the_assets() -> None:
    rng = np.random.default_rng(4)
    assets = {}
    for number in range(500):
        ebbs = rng.random() < 0.5
        values = [float(rng.gamma(2.0, 5000)) + 100]
        for _ in range(13):
            fall = rng.uniform(0.5, 0.95) if ebbs else rng.uniform(0.9, 1.15)
            values.append(round(values[-1] * fall, 2))
        assets[f"c{number}"] = values
    found = told(months(assets))
    churn = found.evidence["churn"]
    assert churn["leaving"] == "drained"
    rankings = {row["churn_ranking"]: row["auc"] for row in churn["rankings"]}
    assert set(rankings) >= {"logistic", "assets", "assets_trend"}
    assert rankings["logistic"] > 0.8


def test_lifecycle_shows_the_risk_and_explains_it(busy: list[Row]) -> None:
    result = lifecycle(dataset(busy))
    assert result.customers is not None
    risky = result.customers.filter(pl.col("churn_risk").is_not_null()).row(0, named=True)
    assert f"{risky['churn_risk']:.0%}" in risk_reason(risky)
    assert risk_reason({"churn_risk": None}) == ""
    known = set(LABELS["churn_raised_by"])
    for column in ("churn_raised_by", "churn_lowered_by"):
        assert set(result.customers[column].drop_nulls()) <= known
    with in_language("zh"):
        assert "流失概率" in risk_reason(risky)


def test_who_is_dormant_or_lost_already_has_no_chance_of_leaving(busy: list[Row]) -> None:
    result = lifecycle(dataset(busy))
    assert result.customers is not None
    over = result.customers.filter(pl.col("stage").is_in(["dormant", "lost"]))
    assert len(over)
    assert over["churn_risk"].null_count() == len(over)
    stages = result.tables["churn_stages"]
    assert not {"dormant", "lost"} & set(stages["stage"])
    told = result.customers.drop_nulls("churn_risk")
    assert stages["customers"].sum() == len(told)
    assert stages["churn_high"].sum() == (told["churn_risk_band"] == "high").sum()


def test_none_asks_nothing(busy: list[Row]) -> None:
    data = dataset(busy)
    assert ask(data, date(2023, 12, 26), FactSettings(), ChurnSettings(model="none")) is None
    assert "churn_test" not in lifecycle(data, churn=ChurnSettings(model="none")).tables


def test_online_retail_beats_every_single_fact(shared_data: Path) -> None:
    [path] = (shared_data / "retail" / "online_retail_pack").glob("*.csv.gz")
    churn = told(read(str(path)), horizon_days=91).evidence["churn"]
    assert (churn["trained_on"], churn["tested_on"]) == (date(2011, 3, 11), date(2011, 6, 10))
    rankings = {row["churn_ranking"]: row["auc"] for row in churn["rankings"]}
    assert rankings["recency"] == pytest.approx(0.669, abs=0.001)
    assert rankings["frequency"] == pytest.approx(0.727, abs=0.001)
    assert rankings["money"] == pytest.approx(0.741, abs=0.001)
    assert rankings["logistic"] > 0.75
    assert churn["auc_gain"]["low"] > 0
