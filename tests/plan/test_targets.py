"""Targets: figures by hand, run rates that are straight lines, and a status with its rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.errors import InputError, UsageError
from custseg.facts.rows import FactSettings
from custseg.plan.book import Book
from custseg.plan.targets import TargetsSettings, targets
from custseg.plan.targets.outlook import Course, forecast, past_errors, slope, status
from custseg.result import Part
from custseg.schema.dataset import Dataset
from custseg.settings import fill

AS_OF = date(2025, 6, 30)
MONEY = pl.Decimal(38, 6)
BY = date(2025, 12, 31)


def book(with_balances: bool = True) -> Book:
    """40 customers of two branches; assets of each grow by 100 a month, the first ten came this year."""
    ids = [f"{n:02}" for n in range(40)]
    people = pl.DataFrame({
        "customer_id": ids, "branch": ["东" if n < 30 else "西" for n in range(40)],
        "opened_on": [date(2025, 1 + n // 2, 15) if n < 10 else date(2020, 1, 1) for n in range(40)],
        "products_held": [n % 4 for n in range(40)],
    })  # fmt: skip
    months = [
        date(2024, 6, 30) if m == 0 else date(2024 + (5 + m) // 12, (5 + m) % 12 + 1, 28)
        for m in range(13)
    ]
    balances = pl.DataFrame([
        {"customer_id": i, "date": day, "balance": 10_000 + 100 * number}
        for i in ids for number, day in enumerate(months)
    ]).with_columns(pl.col("balance").cast(MONEY))  # fmt: skip
    transactions = pl.DataFrame([
        {"customer_id": i, "date": date(2025, month, 10), "amount": 50.0} for i in ids for month in range(1, 7)
    ]).with_columns(pl.col("amount").cast(MONEY))  # fmt: skip
    feedback = pl.DataFrame({
        "customer_id": ids[:20], "date": [date(2025, 3, 1)] * 20,
        "feedback_type": ["NPS调查"] * 10 + ["投诉"] * 10,
        "score": [10.0] * 6 + [8.0] * 2 + [3.0] * 2 + [None] * 10,
    })  # fmt: skip
    frames = {
        "customers": people.select("customer_id"),
        "transactions": transactions,
        "feedback": feedback,
    }
    if with_balances:
        frames["balances"] = balances
    return Book(Dataset.from_frames(frames, AS_OF), people, FactSettings())


def made(*written: dict[str, Any], of: Book | None = None) -> Part:
    listed = [{"name": f"t{n}", "by": BY} | one for n, one in enumerate(written)]
    return targets(of or book(), fill(TargetsSettings, {"target": listed}, "targets"))


def row(**written: Any) -> dict[str, Any]:
    return made(written).tables["targets"].row(0, named=True)


def test_assets_run_on_as_they_did() -> None:
    said = row(metric="aum", goal=475_000)
    assert said["start"] == 40 * 10_600
    assert said["achieved"] == 40 * 11_200
    assert said["to_goal"] == 475_000 - 448_000
    # 4,000 a month for 184 days.
    assert said["foreseen"] == pytest.approx(448_000 + 4_000 * 184 / (365.25 / 12), rel=1e-9)
    assert (said["foreseen_by"], said["target_status"]) == ("trend", "at_risk")
    assert said["time_share"] == 181 / 365
    assert said["past_error"] == pytest.approx(0, abs=1e-6)
    assert said["past_error_same"] > 0


def test_what_adds_up_runs_on_by_the_day() -> None:
    said = row(metric="new_customers", goal=20)
    assert (said["start"], said["achieved"]) == (0, 10)
    assert said["foreseen"] == pytest.approx(10 + 10 / 181 * 184)
    assert (said["foreseen_by"], said["time_share"]) == ("pace", 181 / 365)
    assert said["target_status"] == "on_track"
    assert row(metric="money", goal="1.2万")["achieved"] == 40 * 6 * 50
    assert row(metric="money", goal="1.2万")["target_status"] == "met"


def test_a_ceiling_is_kept_only_at_the_end() -> None:
    assert row(metric="complaints", goal=30)["target_status"] == "on_track"
    assert row(metric="complaints", goal=15)["target_status"] == "off_track"
    assert row(metric="complaints", goal=19)["target_status"] == "at_risk"
    assert row(metric="complaints", goal=5)["target_status"] == "missed"
    assert row(metric="complaints", goal=30, by=AS_OF)["target_status"] == "met"


def test_figures_over_todays_customers_need_a_start() -> None:
    share = {"metric": "share", "when": "products_held >= 2", "goal": 0.6}
    assert row(**share)["achieved"] == 0.5
    assert row(**share)["target_status"] == "unknown"
    said = row(**share, start=0.4)
    assert said["foreseen"] == pytest.approx(0.5 + 0.1 / 180 * 184)
    assert said["target_status"] == "on_track"
    assert row(metric="customers", goal=41)["achieved"] == 40
    assert row(metric="sum", column="products_held", goal=60)["target_status"] == "met"
    assert row(metric="mean", column="持有产品数", when="branch = '东'", goal=2)[
        "achieved"
    ] == pytest.approx(43 / 30)


def test_nps_and_satisfaction() -> None:
    said = row(metric="nps", goal=50)
    assert said["achieved"] == pytest.approx(100 * (6 - 2) / 10)
    with pytest.raises(InputError, match="there are no scores for satisfied"):
        row(metric="satisfied", goal=0.9)


def test_every_branch_has_its_part() -> None:
    part = made({"metric": "aum", "goal": 480_000, "per": "branch"},
                {"metric": "new_customers", "goal": 40, "per": "branch", "goals": {"东": 30}})  # fmt: skip
    units = part.tables["target_units"]
    assets = units.filter(pl.col("target") == "t0")
    assert assets["target_unit"].to_list() == ["东", "西"]
    assert assets["goal"].to_list() == pytest.approx([360_000, 120_000])
    assert assets["achieved"].sum() == part.tables["targets"]["achieved"][0]
    new = units.filter(pl.col("target") == "t1")
    assert new["goal"].to_list() == [30, 10]
    assert new["achieved"].to_list() == [10, 0]
    assert any("t1: 2 of 2 behind: 东, 西" in note.text for note in part.notes)


def test_a_target_without_its_table_is_named_and_the_rest_is_made() -> None:
    part = made({"metric": "aum", "goal": 5}, {"metric": "customers", "goal": 5}, of=book(False))
    assert part.tables["targets"]["target"].to_list() == ["t1"]
    assert any(n.level == "warning" and "target 't0' cannot be computed" in n.text for n in part.notes)  # fmt: skip
    with pytest.raises(InputError, match="no target can be computed"):
        made({"metric": "aum", "goal": 5}, of=book(False))
    with pytest.raises(InputError, match="nothing says what is to be reached"):
        made()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"metric": "sum", "goal": 5}, "sum needs a column"),
        ({"metric": "share", "goal": 5}, "share needs when"),
        ({"metric": "aum", "goal": 5, "column": "branch"}, "aum has no column"),
        ({"metric": "aum", "goal": 5, "start_on": BY}, "is not before by"),
        ({"metric": "aum", "goal": 5, "goals": {"东": 1}}, "goals need per"),
        ({"metric": "aum", "goal": 5, "per": "planet"}, "no column 'planet'"),
        ({"metric": "sum", "column": "branch", "goal": 5}, "is no column of numbers"),
        ({"metric": "customers", "when": "worth > 5", "goal": 5}, "no column 'worth'"),
    ],
)  # fmt: skip
def test_what_is_no_target_is_refused(written: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as error:
        made(written)
    assert said in error.value.message


# --- run rates ---------------------------------------------------------------------------------------


@given(st.floats(-1e6, 1e6), st.floats(-1e4, 1e4), st.integers(3, 30), st.integers(1, 700))
def test_a_straight_line_is_foreseen(first: float, step: float, months: int, left: int) -> None:
    values = tuple(first + step * n for n in range(months))
    course = Course(first, values[-1], 300, left, level=True, months=values)
    assert forecast(course) == pytest.approx(values[-1] + step * left / (365.25 / 12), abs=1e-3)
    assert slope(values) == pytest.approx(step, abs=1e-5)


@given(st.floats(0, 1e6), st.floats(1, 1e6), st.integers(1, 300), st.integers(-50, 300))
def test_the_status_never_contradicts_itself(
    actual: float, goal: float, gone: int, left: int
) -> None:
    course = Course(0.0, actual, gone, left, level=False)
    foreseen = forecast(course)
    assert foreseen is not None
    found = status(course, goal, foreseen, upward=True, near=0.9)
    assert (found == "met") == (actual >= goal)
    assert (found == "missed") == (actual < goal and left <= 0)
    if found == "on_track":
        assert foreseen >= goal
    if found == "off_track":
        assert foreseen < goal


def test_past_errors_are_of_the_rule_itself() -> None:
    line = [float(n) for n in range(12)]
    assert past_errors(line, 3, level=True) == (pytest.approx(0), 3.0)
    assert past_errors([5.0] * 8, 2, level=False) == (0.0, 0.0)
    assert past_errors([1.0, 2.0], 1, level=True) is None
    assert AS_OF + timedelta(days=184) == BY
