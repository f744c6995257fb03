"""lifecycle: cohorts, how long customers stay, who comes back and P(alive), each against its definition."""

from __future__ import annotations

import calendar
import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from custseg.errors import UsageError
from custseg.facts import FactSettings
from custseg.facts.silences import silences
from custseg.methods.lifecycle import LifecycleSettings, lifecycle
from custseg.methods.lifecycle.cohorts import cohort_part
from custseg.methods.lifecycle.known import Relations, plans_of
from custseg.methods.lifecycle.limits import limits_of, staged
from custseg.methods.lifecycle.part import Known
from custseg.methods.lifecycle.reactivation import reactivation_part
from custseg.methods.lifecycle.survival import survival_part
from custseg.models.buying.mbg_nbd import MbgNbd
from custseg.models.survival import Survival, kaplan_meier
from custseg.result import Part, Result
from custseg.schema.dataset import SEEN, STATUS, CanonicalTable, Dataset
from custseg.schema.kinds import KINDS
from custseg.words import term
from custseg.words.labels import LABELS
from custseg.words.terms import TITLES

END = date(2024, 6, 20)
BANK = LifecycleSettings(thresholds="bank", history_months=0)
DORMANT, LOST = 180, 365
STAYS = ("cohorts", "cohort_money", "cohort_worth", "cohort_curve", "survival", "survival_groups",
         "reactivation", "reactivation_months", "stage_alive", "sufficiency")  # fmt: skip

Row = tuple[str, date, int]
rows_of_shop = st.lists(
    st.tuples(st.integers(0, 60).map(str), st.integers(0, 1100).map(lambda ago: END - timedelta(days=ago)),
              st.integers(-3, 9)),
    min_size=60, max_size=260,
)  # fmt: skip


def shop(rows: list[Row], as_of: date = END, **columns: Any) -> Dataset:
    frame = pl.DataFrame(
        [(c, on, amount, *(of(c) for of in columns.values())) for c, on, amount in rows],
        {name: KINDS["transactions"][name] for name in ("customer_id", "date", "amount", *columns)},
        orient="row",
    )  # fmt: skip
    return Dataset.from_frames({"transactions": frame}, as_of)


def month(day: date) -> int:
    return day.year * 12 + day.month - 1


def days_of(rows: list[Row]) -> dict[str, list[date]]:
    """The purchase days of every customer, sorted: a row below zero is a return and no purchase."""
    found: dict[str, set[date]] = defaultdict(set)
    for customer, on, amount in rows:
        if amount >= 0:
            found[customer].add(on)
    return {customer: sorted(days) for customer, days in found.items()}


def a_shop(seed: int = 7, customers: int = 400, as_of: date = END) -> list[Row]:
    """Customers who buy at a rate of their own and leave after a time of their own."""
    draw = random.Random(seed)
    rows = []
    for k in range(customers):
        day = as_of - timedelta(days=draw.randrange(60, 1000))
        gone, wait = day + timedelta(days=draw.expovariate(1 / 300)), draw.choice([9, 25, 60])
        while day <= min(gone, as_of):
            rows.append((f"c{k:03}", day, draw.randrange(1, 90)))
            if draw.random() < 0.04:
                day += timedelta(days=draw.randrange(150, 420))
            day += timedelta(days=1 + int(draw.expovariate(1 / wait)))
    return rows


def told(rows: list[Row], own: LifecycleSettings = BANK, **more: Any) -> Result:
    return lifecycle(shop(rows, **more), own)


def known(rows: list[Row]) -> Known:
    """What the parts are given, without the other parts."""
    dataset = shop(rows)
    plans = plans_of(dataset, END, FactSettings())
    relations = Relations.of(dict(zip(plans, dataset.collect(*plans.values()), strict=True)), END)
    frame = relations.known(BANK)
    limits, _ = limits_of(frame, BANK)
    return Known(END, staged(frame, limits), limits, relations)


def stay(rows: list[Row]) -> Part:
    there = known(rows)
    return survival_part(there, silences(there.relations.diary, END, DORMANT), DORMANT, BANK, None)


def back(rows: list[Row]) -> Part:
    there = known(rows)
    return reactivation_part(there, silences(there.relations.diary, END, DORMANT))


# --- how long customers stay ------------------------------------------------------------------------


def stays_by_definition(
    rows: list[Row], limit: int, as_of: date = END, begin: date | None = None
) -> list[tuple[int, bool]]:
    """Day by day: the first purchase day after which none came for more than ``limit`` days.

    Without who first bought in the first month of the data, where three months of others are left.
    """
    watched_until = as_of - timedelta(days=limit + 1)
    by_customer = days_of(rows)
    begun = {c: days[0] for c, days in by_customer.items() if days[0] <= watched_until}
    begin = begin or min(days[0] for days in by_customer.values())
    others = {c for c, first in begun.items() if month(first) > month(begin)}
    if len({month(begun[c]) for c in others}) < 3:
        others = set(begun)
    stays = []
    for customer in others:
        days = by_customer[customer]
        for at, day in enumerate(days):
            ended = days[at + 1] if at + 1 < len(days) else as_of
            if (ended - day).days > limit:
                stays.append(((day - days[0]).days, True))
                break
        else:
            stays.append(((watched_until - days[0]).days, False))
    return stays


def product(stays: list[tuple[int, bool]], when: float) -> float:
    survived = 1.0
    for t in sorted({t for t, left in stays if left and t <= when}):
        at_risk = sum(other >= t for other, _ in stays)
        survived *= 1 - sum(other == t and left for other, left in stays) / at_risk
    return survived


class TestHowLongCustomersStay:
    @given(rows_of_shop)
    @settings(max_examples=25)
    def test_is_kaplan_meier_of_first_long_silences(self, rows: list[Row]) -> None:
        result = stay(rows)
        stays = stays_by_definition(rows, DORMANT)
        found = {(gate.claim, gate.need): gate.found for gate in result.gates}
        assert found["survival", "customers"] == len(stays)
        assert found["survival", "fell_silent"] == sum(left for _, left in stays)
        if "survival" not in result.tables:
            assert len(stays) < 30 or sum(left for _, left in stays) < 10
            return
        every = result.tables["survival"].filter(pl.col("group") == "all")
        for row in every.iter_rows(named=True):
            when = row["months"] * 365.25 / 12
            assert row["survived"] == pytest.approx(product(stays, when))
            assert row["at_risk"] == sum(t >= when for t, _ in stays)

    def test_beside_lifelines(self) -> None:
        lifelines = pytest.importorskip("lifelines")
        from lifelines.statistics import multivariate_logrank_test
        from lifelines.utils import median_survival_times

        rows = a_shop()
        channel = {
            c: "app" if k % 3 else "柜面" for k, c in enumerate(sorted({c for c, _, _ in rows}))
        }
        own = LifecycleSettings(thresholds="bank", survival_by="channel", history_months=0)
        result = told(rows, own, channel=channel.get)
        begin = min(on for _, on, _ in rows)
        by_group = {
            name: stays_by_definition(
                [r for r in rows if name in ("all", channel[r[0]])], DORMANT, begin=begin
            )
            for name in ("all", "app", "柜面")
        }
        for name, stays in by_group.items():
            fitted = lifelines.KaplanMeierFitter().fit(*zip(*stays, strict=True))
            shown = result.tables["survival"].filter(pl.col("group") == name)
            for row in shown.drop_nulls().iter_rows(named=True):
                at = row["months"] * 365.25 / 12
                band = fitted.confidence_interval_
                low, high = band[band.index <= at].iloc[-1]
                assert row["survived"] == pytest.approx(float(fitted.predict(at)), abs=1e-9)
                assert (row["survived_low"], row["survived_high"]) == pytest.approx(
                    (low, high), abs=1e-6
                )
            [median] = result.tables["survival_groups"].filter(pl.col("group") == name).to_dicts()
            interval = median_survival_times(fitted.confidence_interval_).to_numpy()[0]
            assert median["median_stay_days"] == fitted.median_survival_time_
            assert [median["median_low"], median["median_high"]] == [
                None if np.isinf(e) else e for e in interval
            ]
        ends = [(t, left, name) for name in ("app", "柜面") for t, left in by_group[name]]
        test = multivariate_logrank_test(*(np.array(x) for x in (
            [t for t, _, _ in ends], [n for _, _, n in ends], [left for _, left, _ in ends])))  # fmt: skip
        log_rank = result.evidence["survival"]["log_rank"]
        assert log_rank["p_value"] == pytest.approx(test.p_value, abs=1e-9)
        assert log_rank["chi_square"] == pytest.approx(test.test_statistic, abs=1e-6)

    def test_censoring_where_nothing_can_be_seen_any_more_is_unbiased_and_the_last_purchase_is_not(
        self,
    ) -> None:
        """Customers leave after exponential times and buy every 5 days until then: S(300) is known."""
        draw = random.Random(3)
        rows: list[Row] = []
        stays_to_the_last = []
        for k in range(3000):
            first = END - timedelta(days=draw.randrange(200, 1000))
            stay = int(draw.expovariate(1 / 300)) // 5 * 5
            days = [first + timedelta(days=d) for d in range(0, stay + 1, 5)]
            days = [day for day in days if day <= END]
            rows += [(f"{k}", day, 1) for day in days]
            stays_to_the_last.append(((days[-1] - first).days, (END - days[-1]).days > DORMANT))
        truth = float(np.exp(-12 * 365.25 / 12 / 300))
        result = told(rows)
        found = result.tables["survival"].row(by_predicate=(pl.col("group") == "all") & (pl.col("months") == 12),
                                              named=True)  # fmt: skip
        assert found["survived"] == pytest.approx(truth, abs=0.03)
        assert found["survived_low"] < truth < found["survived_high"]
        wrong = kaplan_meier(*zip(*stays_to_the_last, strict=True))
        assert isinstance(wrong, Survival)
        assert wrong.at([12 * 365.25 / 12])[0] > truth + 0.03

    def test_who_fell_silent_has_so_whatever_comes_later(self) -> None:
        """As of a later day more is known of stays, and what was known has not changed."""
        rows = a_shop()
        then = END - timedelta(days=100)
        earlier = stays_by_definition([r for r in rows if r[1] <= then], DORMANT, then)
        left_then = sum(left for _, left in earlier)
        watched = [s for s in stays_by_definition(rows, DORMANT) if s[1]]
        assert left_then <= len(watched)
        result = lifecycle(shop(rows, then), BANK)
        assert result.evidence["survival"]["fell_silent"] == left_then

    def test_who_may_have_bought_before_the_data_begins_is_left_out_and_said(self) -> None:
        rows = a_shop()
        result = told(rows)
        old = [
            c
            for c, days in days_of(rows).items()
            if month(days[0]) == min(month(on) for _, on, _ in rows)
        ]
        assert old
        assert any(note.text.startswith(f"{len(old)} customer") for note in result.notes)
        watched = stays_by_definition(rows, DORMANT)
        opened = [{"customer_id": c, "opened_on": min(on for _, on, _ in rows)} for c in old]
        people = pl.DataFrame(opened, {"customer_id": pl.String, "opened_on": pl.Date})
        listed = Dataset.from_frames(
            {"transactions": shop(rows).frame("transactions"), "customers": people}, END
        )
        assert lifecycle(listed, BANK).evidence["survival"]["customers"] == len(watched) + len(old)

    def test_groups_come_from_the_customer_list_or_the_first_purchase(self) -> None:
        rows = a_shop()
        ids = sorted({c for c, _, _ in rows})
        people = pl.DataFrame({"customer_id": ids, "sex": ["male", "female"] * (len(ids) // 2)})
        there = shop(rows, product=lambda c: "存款" if c < "c200" else "理财")
        both = Dataset.from_frames(
            {"transactions": there.frame("transactions"), "customers": people}, END
        )
        for column, names in (
            ("sex", ["all", "female", "male"]),
            ("product", ["all", "存款", "理财"]),
        ):
            own = LifecycleSettings(thresholds="bank", survival_by=column, history_months=0)
            groups = lifecycle(both, own).tables["survival_groups"]
            assert groups["group"].to_list() == names
            assert groups["customers"][0] == groups["customers"][1:].sum()
            observed, expected = (
                groups["fell_silent"][1:].sum(),
                groups["expected_silent"][1:].sum(),
            )
            assert observed == pytest.approx(expected)

    def test_a_column_that_is_not_there_is_refused_with_those_there_are(self) -> None:
        own = LifecycleSettings(survival_by="生日")
        with pytest.raises(UsageError, match="生日") as refused:
            told(a_shop(customers=3), own, channel=lambda _: "app")
        assert "channel" in str(refused.value.hint)

    def test_the_longer_limit_is_taken_where_asked(self) -> None:
        own = LifecycleSettings(thresholds="bank", silent_after="lost", history_months=0)
        found = told(a_shop(), own).evidence["survival"]
        assert found["silent_after_days"] == LOST
        assert found["fell_silent"] == sum(left for _, left in stays_by_definition(a_shop(), LOST))


# --- cohorts ----------------------------------------------------------------------------------------


class TestCohorts:
    @given(rows_of_shop)
    @settings(max_examples=25)
    def test_shares_and_money_are_those_of_the_cohort_and_a_month_not_over_has_none(
        self, rows: list[Row]
    ) -> None:
        result = cohort_part(known(rows))
        first = {c: month(days[0]) for c, days in days_of(rows).items()}
        if not first:
            assert "cohorts" not in result.tables
            return
        shares, money = result.tables["cohorts"], result.tables["cohort_money"]
        totals = result.tables["cohort_worth"]["money"]
        assert shares["customers"].sum() == len(first)
        for row, spent, brought_all in zip(
            shares.iter_rows(named=True), money.iter_rows(named=True), totals, strict=True
        ):
            at = int(row["month"][:4]) * 12 + int(row["month"][5:]) - 1
            cohort = {c for c, begun in first.items() if begun == at}
            assert row["customers"] == len(cohort)
            total = sum(a for c, on, a in rows if c in cohort and month(on) >= at)
            assert brought_all == pytest.approx(total)
            for k in range(13):
                over = at + k < month(END)
                came = {
                    c
                    for c, days in days_of(rows).items()
                    if c in cohort and any(month(d) == at + k for d in days)
                }
                brought = sum(a for c, on, a in rows if c in cohort and month(on) == at + k)
                if k:
                    assert row.get(f"retained_{k}m") == (
                        pytest.approx(len(came) / len(cohort)) if over else None
                    )
                assert spent.get(f"spent_{k}m") == (
                    pytest.approx(brought / len(cohort)) if over else None
                )

    def test_the_last_month_counts_when_it_is_over(self) -> None:
        rows = [("a", date(2024, 3, 5), 1), ("a", date(2024, 4, 30), 1)]
        for as_of, share in ((date(2024, 4, 30), 1.0), (date(2024, 4, 29), None)):
            rows_then = [r for r in rows if r[1] <= as_of]
            [row] = told(rows_then, as_of=as_of).tables["cohorts"].to_dicts()
            assert row.get("retained_1m") == share

    def test_who_bought_before_the_data_begins_is_not_in_the_curve(self) -> None:
        rows = a_shop()
        tables = told(rows).tables
        sizes = tables["cohorts"].select("customers", "month_coverage")
        assert sizes["month_coverage"].to_list()[0] == "data_begins"
        whole = sizes.filter(pl.col("month_coverage") == "whole")["customers"].sum()
        curve = tables["cohort_curve"]
        assert curve["customers"][0] == whole
        assert curve["retained"][0] == 1.0
        assert curve["worth"].to_list() == pytest.approx(list(np.cumsum(curve["spent"])))


# --- coming back ------------------------------------------------------------------------------------


def month_ends(rows: list[Row]) -> list[date]:
    first = min((days[0] for days in days_of(rows).values()), default=END)
    ends = []
    for number in range(month(first), month(END) + 1):
        year, m = divmod(number, 12)
        ends.append(date(year, m + 1, calendar.monthrange(year, m + 1)[1]))
    return [end for end in ends if end <= END]


def back_by_definition(rows: list[Row]) -> dict[str, dict[int, list[tuple[bool, int]]]]:
    """By band and months: of each silent customer at a month end so many months before the end of the
    data, whether he came back within them, and the money until the silence began.
    """
    bands: dict[str, dict[int, list[tuple[bool, int]]]] = defaultdict(lambda: {1: [], 3: [], 6: []})
    for end in month_ends(rows):
        for customer, days in days_of(rows).items():
            before = [day for day in days if day <= end]
            if not before or (end - before[-1]).days <= DORMANT:
                continue
            silence = (end - before[-1]).days
            band = "dormant" if silence <= LOST else "lost" if silence <= 2 * LOST else "lost_long"
            worth = sum(a for c, on, a in rows if c == customer and on <= before[-1])
            for k in (1, 3, 6):
                year, m = divmod(month(end) + k, 12)
                then = date(year, m + 1, calendar.monthrange(year, m + 1)[1])
                if then <= END:
                    bands[band][k].append((any(end < day <= then for day in days), worth))
    return bands


class TestComingBack:
    @given(rows_of_shop)
    @settings(max_examples=25)
    def test_counts_those_silent_at_month_ends_whose_time_to_come_back_is_over(
        self, rows: list[Row]
    ) -> None:
        expected = back_by_definition(rows)
        result = back(rows)
        if "reactivation" not in result.tables:
            return
        found = {
            row["silence_band"]: row for row in result.tables["reactivation"].iter_rows(named=True)
        }
        assert set(found) == {band for band, counted in expected.items() if counted[1]}
        for band, row in found.items():
            counted = expected[band]
            assert row["silent"] == len(counted[1])
            assert row["worth_before"] == pytest.approx(np.mean([worth for _, worth in counted[1]]))
            for k in (1, 3, 6):
                came = [worth for came, worth in counted[k] if came]
                share = len(came) / len(counted[k]) if len(counted[k]) >= 30 else None
                assert row[f"back_{k}m"] == (share if share is None else pytest.approx(share))
                if k == 3:
                    assert row["worth_before_back"] == (
                        pytest.approx(np.mean(came)) if came else None
                    )


# --- P(alive) ---------------------------------------------------------------------------------------


class TestAlive:
    def test_is_that_of_the_model_of_buying(self) -> None:
        result = told(a_shop())
        assert result.customers is not None
        made = result.evidence["alive_model"]
        model = MbgNbd(**made["parameters"])
        from custseg.models.buying.histories import Histories

        days = days_of(a_shop())
        ids = sorted(days)
        x = [len(days[c]) - 1 for c in ids]
        last = [(days[c][-1] - days[c][0]).days for c in ids]
        age = [(END - days[c][0]).days for c in ids]
        expected = model.alive(Histories.of(x, last, age, unit="day"))
        assert result.customers["p_alive"].to_list() == pytest.approx(list(expected))
        stages = result.tables["stage_alive"]
        assert stages["customers"].sum() == len(ids)
        weighted = (stages["p_alive_mean"] * stages["customers"]).sum() / len(ids)
        assert weighted == pytest.approx(float(np.mean(expected)))

    def test_where_rule_and_probability_disagree_is_counted_and_said(self) -> None:
        result = told(a_shop())
        assert result.customers is not None
        p, stage = pl.col("p_alive"), pl.col("stage")
        odd = result.customers.filter(stage.is_in(["dormant", "lost"]) & (p >= 0.5)).height
        shown = (
            result.tables["stage_alive"].filter(stage.is_in(["dormant", "lost"]))["at_odds"].sum()
        )
        assert shown == odd
        said = any("more likely customers than not" in note.text for note in result.notes)
        assert said == (odd > 0)

    def test_a_refused_model_is_named_with_its_reason_and_no_number(self) -> None:
        rows = [(f"{k}", END - timedelta(days=400 - k % 3), 5) for k in range(150)]
        rows += [(f"{k}", END - timedelta(days=k % 5), 5) for k in range(140)]
        result = told(rows)
        assert result.customers is not None
        if result.evidence["alive_model"] is None:
            assert "p_alive" not in result.customers.columns
            assert result.evidence["alive_refused"]["reason"]
            assert any("is not claimed" in note.text for note in result.notes)

    def test_can_be_left_out(self) -> None:
        own = LifecycleSettings(alive_model="none")
        result = told(a_shop(), own)
        assert "stage_alive" not in result.tables


# --- what is needed ---------------------------------------------------------------------------------


class TestSufficiency:
    def test_few_customers_get_stages_and_a_table_of_what_is_lacking(self) -> None:
        result = told([("a", END, 5), ("b", END - timedelta(days=40), 5)])
        needs = result.tables["sufficiency"]
        made = dict(needs.select("claim", "is_made").iter_rows())
        assert not any(
            made[claim] for claim in ("p_alive", "survival", "reactivation", "cohort_curve")
        )
        assert not {"survival", "reactivation", "stage_alive"} & set(result.tables)
        said = [note.text for note in result.notes]
        [note] = [text for text in said if text.startswith("not claimed")]
        assert (
            "how long customers stay (customers: 30 needed, 0 found; customers who fell silent: 10"
            in note
        )

    def test_a_claim_is_made_where_its_table_is(self) -> None:
        result = told(a_shop())
        made = dict(result.tables["sufficiency"].select("claim", "is_made").iter_rows())
        assert made["survival"]
        assert made["p_alive"]
        assert made["reactivation"]
        assert {"survival", "stage_alive", "reactivation"} <= set(result.tables)

    def test_without_amounts_there_is_retention_and_no_money(self) -> None:
        frame = shop(a_shop()).frame("transactions").drop("amount")
        result = lifecycle(Dataset.from_frames({"transactions": frame}, END), BANK)
        assert "cohort_money" not in result.tables
        assert {"cohorts", "survival", "reactivation"} <= set(result.tables)
        assert "worth_before" not in result.tables["reactivation"].columns


class TestInvariants:
    @pytest.mark.parametrize("seed", [1, 2])
    def test_row_order_names_and_parts_never_matter(self, seed: int) -> None:
        shuffled, rows = random.Random(seed), a_shop(customers=150)
        there = told(rows)
        other = list(rows)
        shuffled.shuffle(other)
        new = {
            c: f"{'z' if k % 2 else 'a'}{999 - k}"
            for k, c in enumerate(sorted({c for c, _, _ in rows}))
        }
        cut = shuffled.randrange(len(rows))
        parts = [shop(part).frame("transactions") for part in (other[:cut], other[cut:]) if part]
        tables = [
            CanonicalTable("transactions", "transactions", "", part.with_columns(
                pl.lit(None, pl.String).alias(STATUS), pl.lit(None, pl.String).alias(SEEN)
            ).with_row_index("_row", offset=1), ("customer_id", "date", "amount"))
            for part in parts
        ]  # fmt: skip
        for here in (told(other), told([(new[c], on, a) for c, on, a in rows]),
                     lifecycle(Dataset(tables, END), BANK, FactSettings())):  # fmt: skip
            for name in STAYS:
                assert (name in there.tables) == (name in here.tables)
                if name in there.tables:
                    assert_frame_equal(there.tables[name], here.tables[name], abs_tol=1e-9)


def test_every_key_of_stays_has_its_words() -> None:
    result = told(a_shop())
    assert result.customers is not None
    assert set(STAYS) <= set(result.tables)
    for frame in [result.customers, *result.tables.values(), *(c.frame for c in result.charts)]:
        assert all(term(column) for column in frame.columns)
        for column in {"claim", "requirement", "month_coverage", "silence_band"} & set(
            frame.columns
        ):
            assert set(frame[column]) <= set(LABELS[column])
    assert {*result.tables, *(chart.key for chart in result.charts)} <= set(TITLES)
