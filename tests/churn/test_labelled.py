"""Churn risk from a list that says who left: five parts, leaks by name, tested in time where dated."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from custseg.churn import ChurnSettings, labelled_risk
from custseg.churn.attributes import attributes_of
from custseg.cli.app import main
from custseg.result import Part
from custseg.schema import read
from custseg.schema.dataset import Dataset
from custseg.words import header, in_language, label


def people(n: int = 600, seed: int = 0) -> pl.DataFrame:
    """Those with one product and short tenure leave more often; the plan is a word, the note one's own."""
    rng = np.random.default_rng(seed)
    products, tenure = rng.integers(1, 4, n), rng.integers(1, 72, n)
    log_odds = np.where(products == 1, 1.2, -1.2) - 0.04 * (tenure - 36)
    left = rng.random(n) < 1 / (1 + np.exp(-log_odds))
    return pl.DataFrame({
        "customer_id": [f"p{i:04d}" for i in range(n)], "churned": left,
        "tenure_months": tenure.astype(float), "Products": products.astype(str),
        "Plan": rng.choice(["gold", "silver", " basic "], n), "Note": [f"note {i}" for i in range(n)],
        "Fee": [f"{x:,.2f}" for x in rng.gamma(1.0, 2000.0, n)],
    })  # fmt: skip


def told(frame: pl.DataFrame, as_of: date | None = None, **given: Any) -> Part:
    data = Dataset.from_frames({"customers": frame}, as_of)
    # columns custseg has no name for are the user's own
    [table] = data.tables
    known = ("customer_id", "churned", "tenure_months", "opened_on")
    own = tuple(c for c in table.columns if c not in known)
    kept = tuple(c for c in table.columns if c in known)
    data = Dataset([replace(table, columns=kept, own_columns=own)], as_of)
    return labelled_risk(data, ChurnSettings(**given))


def test_each_customer_is_told_by_a_model_that_has_not_seen_him() -> None:
    """Labels drawn by lot: a model that had seen them would seem to know them."""
    frame = people().with_columns(pl.Series("churned", np.random.default_rng(1).random(600) < 0.5))
    found = told(frame).evidence["churn"]
    model = next(row for row in found["rankings"] if row["churn_ranking"] == "logistic")
    assert model["auc_low"] < 0.5 < model["auc_high"] or model["auc"] < 0.5


def test_what_drives_it_is_found_and_named() -> None:
    found = told(people())
    churn = found.evidence["churn"]
    assert churn["is_shown"]
    assert {row["churn_ranking"] for row in churn["rankings"]} >= {
        "logistic",
        "Products",
        "tenure_months",
    }
    assert churn["left_out"] == ["Note"]
    assert found.columns is not None
    assert set(found.columns["churn_raised_by"].drop_nulls()) >= {"Products = 1", "tenure_months ↓"}
    calibrated = found.tables["churn_calibration"]
    assert (calibrated["mean_risk"] - calibrated["left_share"]).abs().max() < 0.2


def test_a_column_that_knows_the_answer_is_named_and_left_out() -> None:
    frame = people().with_columns(
        pl.when("churned").then(pl.lit("closed")).otherwise(pl.lit("open")).alias("Status")
    )
    found = told(frame)
    assert found.evidence["churn"]["leaks"] == ["Status"]
    assert "Status" not in [row["churn_ranking"] for row in found.evidence["churn"]["rankings"]]
    assert any(note.level == "warning" and "'Status'" in note.text for note in found.notes)
    alone = told(frame.select("customer_id", "churned", "Status"))
    assert alone.columns is None


def test_the_order_of_rows_changes_nothing_and_who_has_no_label_gets_a_risk() -> None:
    frame = people().with_columns(
        pl.when(pl.col("customer_id") != "p0007").then("churned").alias("churned")
    )
    mixed = frame.sample(fraction=1.0, shuffle=True, seed=random.Random(3).randint(0, 9))
    one, other = told(frame), told(mixed)
    assert one.columns is not None
    assert other.columns is not None
    assert_frame_equal(one.columns.sort("customer_id"), other.columns.sort("customer_id"))
    assert one.columns["churn_risk"].null_count() == 0
    assert one.evidence["churn"]["tested_customers"] == 599


@pytest.mark.parametrize(
    ("frame", "needs"),
    [(people(150), {"labelled"}),
     (people().with_columns(pl.lit(True).alias("churned")), {"stayed"}),
     (people().with_columns(pl.lit(False).alias("churned")), {"left"}),
     (people().with_columns(pl.lit(None, pl.Boolean).alias("churned")), {"labelled", "left", "stayed"})],
    ids=["few", "all_left", "nobody_left", "no_labels"],
)  # fmt: skip
def test_what_is_lacking_is_named(frame: pl.DataFrame, needs: set[str]) -> None:
    found = told(frame)
    assert found.columns is None
    assert {gate.need for gate in found.gates if not gate.is_met} >= needs
    assert found.notes[0].text.startswith("the chance of leaving is not claimed: ")


def test_with_opening_dates_it_is_tested_in_time() -> None:
    rng = np.random.default_rng(5)
    opened = [date(2020, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 1200, 600)]
    found = told(people().with_columns(pl.Series("opened_on", opened)), date(2024, 1, 1))
    assert 0.6 < found.evidence["churn"]["later_auc"] < 1.0
    assert any("tested in time" in note.text for note in found.notes)


def test_numbers_and_kinds_are_told_apart() -> None:
    found = attributes_of(people(), None)
    assert found.frame.schema["Fee"] == pl.Float64
    assert {sign.key for sign in found.columns["Products"]} == {"Products = 1", "Products = 2", "Products = 3"}  # fmt: skip
    assert {sign.key for sign in found.columns["Plan"]} == {"Plan = basic", "Plan = gold", "Plan = silver"}  # fmt: skip
    assert found.left_out == ("Note",)


def test_the_command_learns_from_the_column_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    frame = people().with_columns(pl.col("churned").replace_strict({True: "yes", False: "no"}, return_dtype=pl.String))  # fmt: skip
    frame.rename({"churned": "Went away", "tenure_months": "Tenure in months"}).write_csv(path)
    assert main(["lifecycle", str(path), "--label", "Went away"]) == 0
    out = capsys.readouterr().out
    assert "hance of leaving of 600 customers" in out
    assert "Products = 1" in out


def test_telco_by_logistic(shared_data: Path) -> None:
    [path] = (shared_data / "retail" / "telco_churn").glob("*.csv")
    churn = labelled_risk(read(str(path)), ChurnSettings(model="logistic")).evidence["churn"]
    rankings = {row["churn_ranking"]: row for row in churn["rankings"]}
    assert rankings["logistic"]["auc"] > 0.84
    assert rankings["logistic"]["auc_gain_low"] > 0.08
    assert churn["leaks"] == []


def test_trees_win_where_no_line_fits(shared_data: Path) -> None:
    [path] = (shared_data / "bank" / "churn_modelling").glob("*.csv")
    churn = labelled_risk(read(str(path), maps=["Tenure=tenure_years"])).evidence["churn"]
    assert churn["model"] == "trees"
    rankings = {row["churn_ranking"]: row["auc"] for row in churn["rankings"]}
    assert rankings["trees"] > 0.86 > rankings["logistic"] > 0.82


def test_a_column_that_is_high_or_low_is_called_as_the_column_is() -> None:
    with in_language("zh"):
        assert header("tenure_months ↓") == "开户月数 ↓"
        assert label("churn_raised_by", "tenure_months ↑") == "开户月数 ↑"
        assert label("churn_raised_by", "Fee ↑") == "Fee ↑"
        assert label("churn_lowered_by", "sex = female") == "性别 = 女"
        assert label("churn_sign", "country ≠ Germany") == "国家 ≠ Germany"
        assert label("churn_sign", "Contract = Two year") == "Contract = Two year"
