"""Contracts: how long they last by hand, what goes with ending recovered, what is kept, and refusals."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from custseg.churn import ChurnSettings
from custseg.cli.app import main
from custseg.errors import InputError
from custseg.facts.contracts import MONTH_DAYS, contracts, contracts_told_by
from custseg.methods.lifecycle import LifecycleSettings, lifecycle
from custseg.models.buying.contracts import ShiftedBetaGeometric
from custseg.result import Result
from custseg.schema.dataset import Dataset

END = date(2024, 6, 30)
DAY = timedelta(days=1)


def accounts(rows: list[tuple[str, str, date | None, date | None, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, orient="row",
        schema={"customer_id": pl.String, "account_id": pl.String, "opened_on": pl.Date,
                "ended_on": pl.Date, "status": pl.String},
    )  # fmt: skip


def customers(n: int = 3000, seed: int = 1) -> pl.DataFrame:
    """A list with months and who left: the plan doubles the hazard, the region does nothing."""
    rng = np.random.default_rng(seed)
    plan, region = rng.random(n) < 0.4, rng.integers(0, 3, n)
    bill = rng.gamma(4, 20, n)
    leaves = rng.exponential(40.0 / np.where(plan, 2.0, 1.0))
    seen = rng.uniform(1, 60, n)
    months = np.floor(np.minimum(leaves, seen))
    return pl.DataFrame({
        "customer_id": [f"C{k:05}" for k in range(n)], "tenure_months": months,
        "churned": leaves <= seen, "plan": np.where(plan, "monthly", "yearly"),
        "region": np.array(["east", "north", "west"])[region], "bill": bill,
        "paid_so_far": bill * (months + 1),
    })  # fmt: skip


def listed(frame: pl.DataFrame) -> Dataset:
    """A dataset whose own columns are kept as text, as the reader does."""
    return Dataset.from_frames({"customers": frame}, None)


@pytest.fixture(scope="module")
def result() -> Result:
    return told(customers(), "plan")


def told(frame: pl.DataFrame, by: str | None = None) -> Result:
    """The life cycle of a list without its churn risk, which takes time."""
    return lifecycle(
        listed(frame), LifecycleSettings(survival_by=by), churn=ChurnSettings(model="none")
    )


def notes(result: Result, level: str) -> str:
    return "\n".join(note.text for note in result.notes if note.level == level)


class TestStays:
    def test_by_hand(self) -> None:
        opened = date(2024, 1, 1)
        data = Dataset.from_frames({"accounts": accounts([
            ("A", "1", opened, opened + 10 * DAY, None),
            ("A", "2", opened, None, "active"),
            ("B", "3", opened, None, "销户"),  # ended, and nobody knows when
            ("C", "4", opened, END + 5 * DAY, None),  # after the as-of date: still on
            ("D", "5", END + DAY, None, None),  # not yet
            ("E", "6", opened, opened - DAY, None),  # ended before it began
            ("F", "7", None, opened, None),
        ])}, END)  # fmt: skip
        assert contracts_told_by(data) == "accounts"
        [found] = data.collect(contracts(data, "accounts", END))
        days = float((END - opened).days)
        assert set(found.select("customer_id", "stay_days", "ended", "ends_later").iter_rows()) == {
            ("A", 10.0, True, None), ("A", days, False, None), ("C", days, False, END + 5 * DAY),
        }  # fmt: skip

    def test_months_of_a_list_are_days(self) -> None:
        frame = pl.DataFrame({
            "customer_id": ["A", "B", "C"], "tenure_months": [3.0, None, 0.0],
            "churned": [True, False, False],
        })  # fmt: skip
        data = listed(frame)
        assert contracts_told_by(data) == "tenure"
        [found] = data.collect(contracts(data, "tenure", None))
        assert sorted(found.select("customer_id", "stay_days", "ended").iter_rows()) == [
            ("A", 3 * MONTH_DAYS, True), ("C", 0.0, False)]  # fmt: skip

    def test_no_table_tells(self) -> None:
        data = Dataset.from_frames({"accounts": accounts([]).drop("ended_on")}, END)
        assert contracts_told_by(data) is None
        with pytest.raises(InputError):
            lifecycle(data)

    def test_survival_of_groups_is_kaplan_meier(self, result: Result) -> None:
        table = result.tables["contracts"]
        assert set(table["group"]) == {"all", "monthly", "yearly"}
        frame = customers().filter(pl.col("plan") == "yearly")
        survived = 1.0
        for month in range(13):
            at_risk = len(frame.filter(pl.col("tenure_months") >= month))
            left = len(frame.filter((pl.col("tenure_months") == month) & pl.col("churned")))
            survived *= 1 - left / at_risk
        row = table.row(
            by_predicate=(pl.col("group") == "yearly") & (pl.col("months") == 12), named=True
        )
        assert row["kept"] == pytest.approx(survived)
        assert row["kept_low"] < survived < row["kept_high"]
        assert "yearly last longest" in notes(result, "finding")

    def test_later_ends_are_said(self) -> None:
        rows: list[Any] = [
            (f"C{n}", str(n), END - 400 * DAY, END - n * DAY, None) for n in range(40)
        ]
        rows += [(f"D{n}", f"d{n}", END - 300 * DAY, END + 9 * DAY, None) for n in range(5)]
        found = lifecycle(Dataset.from_frames({"accounts": accounts(rows)}, END))
        assert "5 contracts ended after the as-of date" in notes(found, "warning")


class TestFactors:
    def test_hazard_ratios_are_recovered(self, result: Result) -> None:
        rows = {row["factor"]: row for row in result.tables["leaving_factors"].iter_rows(named=True)
                if row["factor"] != "region"}  # fmt: skip
        plan = rows["plan"]
        assert {plan["level"], plan["against"]} == {"monthly", "yearly"}
        ratio = plan["hazard_ratio"] if plan["level"] == "monthly" else 1 / plan["hazard_ratio"]
        assert ratio == pytest.approx(2.0, rel=0.15)
        assert result.tables["leaving_factors"]["factor"][0] == "plan"
        assert rows["bill"]["level"] == "spread"
        assert rows["bill"]["hazard_low"] < 1 < rows["bill"]["hazard_high"]
        assert 0.55 < result.evidence["contracts"]["leaving_factors"]["concordance"] < 0.7

    def test_what_grows_with_time_is_left_out(self, result: Result) -> None:
        assert "paid_so_far" not in set(result.tables["leaving_factors"]["factor"])
        assert "paid_so_far" in notes(result, "info")

    def test_columns_that_say_the_same_are_looked_at_once(self) -> None:
        frame = customers().with_columns(copy=pl.col("plan"))
        found = told(frame).tables["leaving_factors"]
        assert len(set(found["factor"]) & {"plan", "copy"}) == 1

    def test_rows_in_any_order(self, result: Result) -> None:
        mixed = customers().sample(fraction=1.0, shuffle=True, seed=5)
        other = told(mixed, "plan")
        for table in ("contracts", "contract_groups", "contract_outlook", "leaving_factors"):
            assert other.tables[table].equals(result.tables[table])


class TestKept:
    @staticmethod
    def signed(n: int = 4000, until: int = 48, seed: int = 2) -> pl.DataFrame:
        """Contracts that are renewed month by month as the model says."""
        rng = np.random.default_rng(seed)
        lasts = rng.geometric(rng.beta(0.8, 8.0, n))
        seen = rng.integers(1, until, n)
        return pl.DataFrame({
            "customer_id": [f"C{k:05}" for k in range(n)],
            "tenure_months": np.minimum(lasts, seen).astype(float), "churned": lasts <= seen,
        })  # fmt: skip

    def test_what_was_not_seen_is_foretold(self) -> None:
        found = told(self.signed())
        gate = found.tables["sufficiency"].filter(pl.col("claim") == "kept_12m")
        assert gate["is_made"].all()
        assert found.customers is not None
        kept = found.customers.drop_nulls("kept_12m")
        assert kept["kept_12m"].is_between(0.2, 1).all()
        assert kept["months_kept_12m"].is_between(0, 12).all()
        outlook = found.tables["contract_outlook"]
        both = outlook.drop_nulls("kept").filter(pl.col("at_risk") > 100)
        assert (both["kept"] - both["kept_expected"]).abs().max() < 0.05
        parameters = found.evidence["contracts"]["kept"]["parameters"]["all"]
        model = ShiftedBetaGeometric(**parameters)
        assert model.survival([12])[0] == pytest.approx(
            ShiftedBetaGeometric(0.8, 8.0).survival([12])[0], abs=0.03
        )

    def test_the_chance_is_conditional_on_the_months_behind(self) -> None:
        found = told(self.signed())
        model = ShiftedBetaGeometric(**found.evidence["contracts"]["kept"]["parameters"]["all"])
        assert found.customers is not None
        row = self.signed().filter(~pl.col("churned")).row(0, named=True)
        kept = found.customers.row(
            by_predicate=pl.col("customer_id") == row["customer_id"], named=True
        )
        age = row["tenure_months"]
        expected = model.survival([age + 12])[0] / model.survival([age])[0]
        assert kept["kept_12m"] == pytest.approx(expected)
        left = self.signed().filter("churned")["customer_id"].to_list()
        assert found.customers.filter(pl.col("customer_id").is_in(left))["kept_12m"].null_count() == len(left)  # fmt: skip

    def test_a_model_that_fails_its_test_claims_nothing(self) -> None:
        frame = self.signed()
        # after three years everybody leaves
        late = pl.col("tenure_months") > 36
        frame = frame.with_columns(pl.col("churned") | late)
        found = told(frame)
        assert "too far off, so how many will be kept is not claimed" in notes(found, "finding")
        assert found.customers is None or "kept_12m" not in found.customers.columns


class TestTooLittle:
    def test_few_contracts(self) -> None:
        few = customers(20)
        found = told(few)
        assert "contracts" not in found.tables
        assert not found.tables["sufficiency"]["is_made"].any()

    def test_nobody_left(self) -> None:
        found = told(customers().with_columns(churned=pl.lit(False)))
        assert "contracts" not in found.tables
        assert "contracts that ended: 10 needed, 0 found" in notes(found, "info")


def test_telco(shared_data: Path, tmp_path: Path) -> None:
    file = next((shared_data / "retail" / "telco_churn").glob("*.csv"))
    out = tmp_path / "out.json"
    assert (
        main(
            [
                "lifecycle",
                str(file),
                "--survival-by",
                "Contract",
                "--lang",
                "en",
                "-q",
                "-o",
                str(out),
            ]
        )
        == 0
    )
    import json

    said = json.loads(out.read_text("utf-8"))
    evidence = said["evidence"]["contracts"]
    assert (evidence["customers"], evidence["ended"]) == (7043, 1869)
    rows = {(r["group"], r["months"]): r["kept"] for r in said["tables"]["contracts"]}
    assert rows["Month-to-month", 12] == pytest.approx(0.703, abs=5e-4)
    assert rows["Two year", 24] > 0.999
    factors = {(r["factor"], r["level"]): r for r in said["tables"]["leaving_factors"]}
    assert factors["Contract", "Two year"]["hazard_high"] < 0.1
    assert "TotalCharges" not in {factor for factor, _ in factors}
    assert evidence["leaving_factors"]["concordance"] > 0.8
