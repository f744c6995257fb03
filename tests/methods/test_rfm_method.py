"""rfm on datasets: ties, returns, maps, settings, and the published table of the R package rfm."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from custseg.errors import InputError, UsageError
from custseg.methods.value import RfmSegment, RfmSettings, rfm, rfm_reason, rfm_reason_in
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.settings import load
from custseg.words import in_language
from custseg.words.labels import LABELS
from custseg.words.terms import TERMS, TITLES

EXAMPLES = Path(__file__).parents[2] / "examples"


def shop(rows: list[tuple[str, date | None, Any]], as_of: date | None = None) -> Dataset:
    schema = {"customer_id": pl.String, "date": pl.Date, "amount": MONEY}
    return Dataset.from_frames({"transactions": pl.DataFrame(rows, schema, orient="row")}, as_of)


def of(result: Result, customer: str) -> dict[str, Any]:
    assert result.customers is not None
    return result.customers.row(by_predicate=pl.col("customer_id") == customer, named=True)


VISITS = [
    ("001", date(2024, 1, 1), 10), ("001", date(2024, 6, 30), 90),
    ("002", date(2024, 6, 1), 50),
    ("003", date(2023, 1, 1), 5), ("003", date(2023, 2, 1), 5), ("003", date(2023, 3, 1), 5),
    ("004", date(2024, 6, 1), -20),
]  # fmt: skip


class TestCustomers:
    def test_recency_frequency_and_money_as_of_the_latest_date(self) -> None:
        result = rfm(shop(VISITS))
        assert result.as_of == date(2024, 6, 30)
        assert result.customers is not None
        assert result.customers.columns[:9] == [
            "customer_id", "recency_days", "frequency", "monetary", "r_score", "f_score", "m_score",
            "rfm_cell", "segment",
        ]  # fmt: skip
        assert result.customers.select("customer_id", "recency_days", "frequency", "monetary").rows() == [
            ("001", 0, 2, 100.0), ("002", 29, 1, 50.0), ("003", 487, 3, 15.0), ("004", None, 0, -20.0),
        ]  # fmt: skip

    def test_a_past_date_does_not_know_later_rows(self) -> None:
        early = rfm(shop(VISITS, date(2024, 3, 31)))
        assert of(early, "001")["frequency"] == 1
        assert of(early, "001")["recency_days"] == 90
        assert early.customers is not None
        assert "002" not in early.customers["customer_id"].to_list()

    def test_a_customer_with_returns_only_is_listed_and_not_scored(self) -> None:
        result = rfm(shop(VISITS))
        row = of(result, "004")
        assert (row["segment"], row["r_score"], row["rfm_cell"]) == ("not_scored", None, None)
        assert result.evidence["scored"] == 3
        assert result.evidence["not_scored"] == 1
        assert result.tables["segments"]["money"].sum() == 145.0
        assert any("nothing but returns" in note.text for note in result.notes)
        assert "returns" in rfm_reason(row)

    def test_without_amounts_m_is_left_out_and_said(self) -> None:
        frame = pl.DataFrame(
            {"customer_id": ["1", "2"], "date": [date(2024, 1, 1), date(2024, 2, 1)]}
        )
        result = rfm(Dataset.from_frames({"transactions": frame}))
        assert of(result, "2")["m_score"] is None
        assert of(result, "2")["rfm_cell"].endswith("-")
        assert of(result, "2")["segment"] is not None
        assert any("no amount" in note.text for note in result.notes)

    def test_without_dates_it_says_which_column_is_missing(self) -> None:
        frame = pl.DataFrame({"customer_id": ["1"], "amount": [Decimal(3)]})
        with pytest.raises(InputError, match="date"):
            rfm(Dataset.from_frames({"transactions": frame}))

    def test_one_customer(self) -> None:
        row = of(rfm(shop([("1", date(2024, 1, 1), 7)])), "1")
        assert (row["rfm_cell"], row["segment"]) == ("511", "new")

    def test_nobody(self) -> None:
        result = rfm(shop([], date(2024, 1, 1)))
        assert result.customers is not None
        assert len(result.customers) == 0
        assert len(result.tables["thresholds"]) == 5

    def test_the_reason_gives_the_numbers_and_scores(self) -> None:
        row = of(rfm(shop(VISITS)), "001")
        assert rfm_reason(row).startswith("last purchase 0 days ago (R 5), 2 purchases (F")
        assert row["rfm_cell"] in rfm_reason(row)

    def test_the_reason_names_the_values_of_each_score(self) -> None:
        result = rfm(shop(VISITS))
        row = of(result, "001")
        [best] = result.tables["thresholds"].filter(score=5).iter_rows(named=True)
        span = f"{best['recency_days_from']} to {best['recency_days_to']}"
        span = (
            f"{best['recency_days_from']}"
            if best["recency_days_from"] == best["recency_days_to"]
            else span
        )
        assert f"(R 5: {span})" in rfm_reason_in(result)(row)


customer_rows = st.lists(
    st.tuples(
        st.integers(0, 12), st.dates(date(2023, 1, 1), date(2023, 12, 31)), st.integers(-50, 500)
    ),
    min_size=1,
    max_size=60,
)


class TestInvariants:
    @given(customer_rows, st.sampled_from(["rf25", "both"]), st.randoms())
    @settings(max_examples=30, deadline=None)
    def test_row_order_and_renumbering_never_matter(self, rows, named, random) -> None:
        numbers = list(range(13))
        random.shuffle(numbers)
        there = rfm(
            shop([(f"{k:03}", on, v) for k, on, v in rows], date(2024, 1, 1)),
            RfmSettings(scheme=named),
        )
        mixed = [(f"{numbers[k]:03}", on, v) for k, on, v in rows]
        random.shuffle(mixed)
        here = rfm(shop(mixed, date(2024, 1, 1)), RfmSettings(scheme=named))
        assert there.customers is not None
        assert here.customers is not None
        renamed = there.customers.with_columns(
            pl.col("customer_id").map_elements(
                lambda k: f"{numbers[int(k)]:03}", return_dtype=pl.String
            )
        ).sort("customer_id")
        assert_frame_equal(renamed, here.customers)
        assert_frame_equal(there.tables["thresholds"], here.tables["thresholds"])
        assert_frame_equal(there.tables["segments"], here.tables["segments"])

    @given(customer_rows)
    @settings(max_examples=30, deadline=None)
    def test_equal_customers_have_equal_scores_and_better_ones_no_lower(self, rows) -> None:
        result = rfm(shop([(f"{k:03}", on, v) for k, on, v in rows], date(2024, 1, 1)))
        assert result.customers is not None
        scored = result.customers.filter(pl.col("r_score").is_not_null())
        for value, given_score, down in [("recency_days", "r_score", True), ("frequency", "f_score", False),
                                         ("monetary", "m_score", False)]:  # fmt: skip
            assert scored.group_by(value).agg(pl.col(given_score).n_unique())[
                given_score
            ].max() in (1, None)
            assert scored.sort(value, descending=down)[given_score].is_sorted()

    @given(customer_rows)
    @settings(max_examples=20, deadline=None)
    def test_segments_add_up_and_thresholds_say_who_is_where(self, rows) -> None:
        result = rfm(shop([(f"{k:03}", on, v) for k, on, v in rows], date(2024, 1, 1)))
        assert result.customers is not None
        assert result.tables["segments"]["customers"].sum() == len(result.customers)
        assert result.tables["segments"]["customers_share"].sum() == pytest.approx(1)
        for line in result.tables["thresholds"].iter_rows(named=True):
            for column, name in (("recency_days", "r_score"), ("frequency", "f_score")):
                low, high = line[f"{column}_from"], line[f"{column}_to"]
                has = result.customers.filter(pl.col(name) == line["score"])[column]
                assert len(has) == 0 or low is not None
                assert (has >= (low or 0)).all()
                assert (has <= (high if high is not None else 10**9)).all()


class TestEightClasses:
    def test_the_segment_is_the_class_and_the_cell_stands_beside_it(self) -> None:
        result = rfm(shop(VISITS), RfmSettings(scheme="eight"))
        row = of(result, "001")
        assert (row["segment"], row["rfm_class_cell"]) == ("important_value", "111")
        with in_language("zh"):
            assert "组合 111 为重要价值客户" in rfm_reason(row)

    def test_a_median_that_divides_nobody_is_said(self) -> None:
        rows = [(str(k), date(2024, 1, 1 + k), k + 1) for k in range(5)]
        result = rfm(shop(rows), RfmSettings(scheme="eight"))
        assert any("F does not divide" in note.text for note in result.notes)

    def test_both_maps_side_by_side(self) -> None:
        result = rfm(shop(VISITS), RfmSettings(scheme="both", center="mean"))
        row = of(result, "001")
        assert row["rfm_class"] == "important_value"
        assert row["segment"] == "loyal" or row["segment"] in LABELS["segment"]
        assert result.tables["rfm_classes"]["customers"].sum() == 3


class TestSettings:
    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            (RfmSettings(bins=4), "needs bins = 5"),
            (RfmSettings(r_cuts=(30, 90)), "r_cuts has 2 cut points, bins = 5 needs 4"),
            (RfmSettings(f_cuts=(1, 3, 2, 4)), "does not ascend"),
            (RfmSettings(segments=(RfmSegment(name="x"),)), "segments, but scheme = 'rf25'"),
            (RfmSettings(scheme="custom"), "125 of 125 cells have no segment"),
        ],
    )
    def test_contradictions_are_refused(self, wrong: RfmSettings, message: str) -> None:
        with pytest.raises(UsageError, match=message) as refusal:
            rfm(shop(VISITS), wrong)
        assert refusal.value.hint

    def test_the_r_map_is_refused_until_its_holes_and_overlaps_are_written_down(self) -> None:
        chosen = load(EXAMPLES / "rfm_r_package.toml", {"rfm": lambda: RfmSettings})["rfm"]
        assert isinstance(chosen, RfmSettings)
        import msgspec

        bare = msgspec.structs.replace(chosen, overlap="error", rest="")
        with pytest.raises(UsageError, match=r"cells have no segment: .* more than one segment: "):
            rfm(shop(VISITS), bare)

    def test_own_names_are_kept_as_they_are(self) -> None:
        own = RfmSettings(
            scheme="custom", segments=(RfmSegment(name="老客", f=(3, 5)),), rest="其他"
        )
        result = rfm(shop(VISITS), own)
        assert set(result.tables["segments"]["segment"]) <= {"老客", "其他", "not_scored"}


PUBLISHED = [
    ("Champions", 35, 316, 31646, 100.15), ("Potential Loyalist", 342, 2211, 204856, 92.65),
    ("Loyal", 170, 799, 76562, 95.82), ("Promising", 9, 28, 4249, 151.75),
    ("New", 104, 329, 28837, 87.65), ("Can't Lose Them", 47, 274, 32446, 118.42),
    ("At Risk", 28, 216, 22227, 102.90), ("Need Attention", 10, 57, 4562, 80.04),
    ("About To Sleep", 102, 283, 23449, 82.86), ("Lost", 148, 393, 35324, 89.88),
]  # fmt: skip
"""rfm 0.3.0, docs/reference/rfm_segment_summary.html: customers, orders, revenue, average order."""


TEST_MAP = [
    ("Champions", (4, 5), (4, 5)), ("Loyal", (2, 5), (3, 5)), ("Potential Loyalist", (3, 5), (1, 3)),
    ("New", (4, 5), (1, 1)), ("Promising", (3, 4), (1, 1)), ("Need Attention", (2, 3), (2, 3)),
    ("About To Sleep", (2, 3), (1, 2)), ("At Risk", (1, 2), (2, 5)), ("Can't Lose Them", (1, 1), (4, 5)),
    ("Lost", (1, 2), (1, 2)),
]  # fmt: skip
"""Segments of the package's vignette: recency, then frequency and money; the first that fits counts."""
TEST_MAP_GIVES = {
    ("Champions", 158, 1234, 120178), ("Loyal", 278, 1708, 166712), ("Potential Loyalist", 229, 801, 65873),
    ("About To Sleep", 50, 127, 10914), ("At Risk", 86, 438, 44178), ("Lost", 111, 244, 20955),
    ("Need Attention", 35, 144, 13287), ("Others", 48, 210, 22061),
}  # fmt: skip


@pytest.fixture(scope="module")
def r_orders(shared_data: Path) -> Dataset:
    orders = pl.read_csv(shared_data / "value" / "rfm_data_orders.csv", try_parse_dates=True)
    rows = orders.select("customer_id", date="order_date", amount=pl.col("revenue").cast(MONEY))
    return Dataset.from_frames({"transactions": rows}, date(2006, 12, 31))


class TestTheRPackage:
    def chosen(self, **changed: Any) -> RfmSettings:
        import msgspec

        section = load(EXAMPLES / "rfm_r_package.toml", {"rfm": lambda: RfmSettings})["rfm"]
        assert isinstance(section, RfmSettings)
        return msgspec.structs.replace(section, **changed)

    @pytest.mark.parametrize(
        "changed", [{}, {"score_rule": "r_rfm", "r_cuts": (), "f_cuts": (), "m_cuts": ()}]
    )
    def test_the_published_segment_table_comes_out(
        self, r_orders: Dataset, changed: dict[str, Any]
    ) -> None:
        result = rfm(r_orders, self.chosen(**changed))
        table = result.tables["segments"].select(
            "segment", "customers", "orders", pl.col("money").cast(pl.Int64),
            pl.col("average_order_value").round(2),
        )  # fmt: skip
        assert table.rows() == PUBLISHED

    def test_the_map_of_its_own_tests_comes_out(self, r_orders: Dataset) -> None:
        chosen = RfmSettings(
            scheme="custom", score_rule="r_rfm", overlap="first", rest="Others",
            segments=tuple(RfmSegment(name=name, r=r, f=f, m=f) for name, r, f in TEST_MAP),
        )  # fmt: skip
        table = rfm(r_orders, chosen).tables["segments"]
        found = table.select("segment", "customers", "orders", pl.col("money").cast(pl.Int64))
        assert set(found.rows()) == TEST_MAP_GIVES

    def test_the_published_thresholds_score_counts_and_customers_come_out(
        self, r_orders: Dataset
    ) -> None:
        result = rfm(r_orders, RfmSettings(score_rule="r_rfm"))
        cuts = result.evidence["cut_points"]
        assert cuts["recency_days"] == pytest.approx([115, 181, 297.4, 482])
        assert cuts["frequency"] == pytest.approx([4, 5, 6, 8])
        assert cuts["monetary"] == pytest.approx([255.8, 382, 506.4, 666])
        assert result.evidence["score_counts"] == {
            "r_score": [197, 200, 199, 199, 200],
            "f_score": [268, 187, 176, 244, 120],
            "m_score": [200, 200, 198, 202, 195],
        }
        cells = {name: of(result, name)["rfm_cell"] for name in
                 ("Abbey O'Reilly", "Add Senger", "Aden Lesch", "Aden Murphy")}  # fmt: skip
        assert list(cells.values()) == ["343", "412", "323", "544"]
        said = ["recency_days", "frequency", "monetary"]
        assert [tuple(of(result, name)[c] for c in said) for name in cells] == [
            (205, 6, 472), (140, 3, 340), (194, 4, 405), (98, 7, 596)]  # fmt: skip


def test_every_key_has_its_words() -> None:
    for name in ("both", "eight"):
        result = rfm(shop(VISITS), RfmSettings(scheme=name))
        frames = [*result.tables.values(), *(chart.frame for chart in result.charts)]
        assert result.customers is not None
        for frame in [*frames, result.customers]:
            assert set(frame.columns) <= set(TERMS)
        assert {*result.tables, *(chart.key for chart in result.charts)} <= set(TITLES)
        for column in ("segment", "rfm_class"):
            if column in result.customers.columns:
                assert set(result.customers[column].drop_nulls()) <= set(LABELS[column])


def test_shares_of_money_never_exceed_all_and_say_their_base() -> None:
    rows = [("001", date(2024, 1, 1), 100), ("001", date(2024, 6, 1), 20), ("002", date(2024, 5, 1), 10),
            ("003", date(2024, 6, 1), -90)]  # fmt: skip
    result = rfm(shop(rows))
    shares = result.tables["segments"]["money_share"]
    assert shares.sum() == pytest.approx(1)
    assert shares.max() <= 1  # type: ignore[operator]
    assert any("of all 3 customers, the 1 not scored among them" in n.text for n in result.notes)
