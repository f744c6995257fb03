"""value: which metric, exact sums, tiers with their rule, peers, concentration."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from custseg.errors import InputError
from custseg.methods.value import ValueSettings, value, value_reason, value_reason_in
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS
from custseg.settings import Yuan
from custseg.words.labels import LABELS
from custseg.words.terms import TERMS, TITLES

END = date(2024, 6, 30)


def table(kind: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame(rows, {name: KINDS[kind][name] for name in names}, infer_schema_length=None)


def bank(**rows: list[dict[str, Any]]) -> Dataset:
    return Dataset.from_frames({kind: table(kind, found) for kind, found in rows.items()}, END)


def bought(customer: str, amount: int, days_ago: int = 10, **more: Any) -> dict[str, Any]:
    on = END - timedelta(days=days_ago)
    return {"customer_id": customer, "date": on, "amount": amount, **more}


def of(result: Result, customer: str) -> dict[str, Any]:
    assert result.customers is not None
    return result.customers.row(by_predicate=pl.col("customer_id") == customer, named=True)


TEN = [bought(str(k), 100 * (k + 1)) for k in range(10)]


class TestMetric:
    def test_a_shop_is_valued_by_money(self) -> None:
        result = value(bank(transactions=TEN))
        assert result.evidence["metric"] == "monetary"
        assert of(result, "9")["value"] == 1000
        assert any("value means" in note.text for note in result.notes)

    def test_fees_and_profit_of_the_window_make_a_contribution(self) -> None:
        rows = [
            bought("1", 500, 10, fee=-3, profit=20), bought("1", 500, 20, fee=2, profit=-5),
            bought("1", 500, 400, fee=90, profit=90), bought("2", 9, 5, fee=0, profit=None),
        ]  # fmt: skip
        result = value(bank(transactions=rows))
        assert result.evidence["metric"] == "contribution"
        assert of(result, "1")["contribution"] == 20.0
        assert of(result, "1")["fees"] == 5.0
        assert of(result, "2")["value"] == 0

    def test_margins_turn_monthly_average_assets_into_contribution(self) -> None:
        rows = [
            {"customer_id": "1", "date": END, "product": "活期", "balance": 10_000},
            {"customer_id": "1", "date": END, "product": "理财", "balance": 50_000},
            {"customer_id": "1", "date": END - timedelta(days=60), "product": "理财", "balance": 9},
        ]
        chosen = ValueSettings(margins={"活期": 0.02}, margin=0.005)
        result = value(bank(balances=rows), chosen)
        assert of(result, "1")["asset_margin"] == 450.0
        assert of(result, "1")["aum_month_avg"] == 60_000.0
        assert result.evidence["metric"] == "contribution"

    def test_without_margins_a_bank_is_valued_by_monthly_average_assets(self) -> None:
        rows = [{"customer_id": "1", "date": END, "balance": 700}]
        result = value(bank(balances=rows, customers=[{"customer_id": "2"}]))
        assert result.evidence["metric"] == "aum_month_avg"
        assert [of(result, k)["value"] for k in "12"] == [700, 0]
        assert of(result, "2")["value_rule"] == "no_value"

    def test_a_metric_that_cannot_be_had_is_refused(self) -> None:
        with pytest.raises(InputError, match="value needs"):
            value(bank(transactions=TEN), ValueSettings(metric="aum_month_avg"))
        with pytest.raises(InputError, match="value needs"):
            value(bank(customers=[{"customer_id": "1"}]))


class TestTiers:
    def test_high_is_the_top_fifth_and_the_rule_says_so(self) -> None:
        result = value(bank(transactions=TEN))
        assert [of(result, k)["value_tier"] for k in "789"] == ["low", "high", "high"]
        assert of(result, "9")["value_rule"] == "top"
        assert "where high begins" in value_reason(of(result, "9"))
        high = f"high value from {result.evidence['high_floor']:,.2f}"
        assert value_reason_in(result)(of(result, "9")).endswith(f"(rule: {high})")

    def test_own_threshold(self) -> None:
        result = value(bank(transactions=TEN), ValueSettings(high_at_least=Yuan(500)))
        assert result.evidence["high_floor"] == 500
        assert result.tables["value_tiers"]["customers"].to_list() == [6, 4]

    def test_customers_tied_at_the_threshold_are_high_together(self) -> None:
        rows = [bought(str(k), 50) for k in range(8)] + [bought("8", 1), bought("9", 1)]
        tiers = value(bank(transactions=rows)).tables["value_tiers"]
        assert tiers.select("value_tier", "customers").rows() == [("high", 8), ("low", 2)]

    def test_ties_do_not_make_everybody_high(self) -> None:
        """One in six is worth thousands, the others 3 each: these were high with them."""
        rows = [bought(f"a{k}", 9000 + k) for k in range(2)] + [
            bought(f"b{k}", 3) for k in range(10)
        ]
        result = value(bank(transactions=rows))
        tiers = result.tables["value_tiers"].select("value_tier", "customers").rows()
        assert tiers == [("high", 2), ("low", 10)]
        assert result.evidence["high_floor"] == 9000

    def test_zero_is_never_high_and_a_loss_is_low(self) -> None:
        rows = [bought("1", 0), bought("2", 0), bought("3", -40)]
        result = value(bank(transactions=rows))
        assert [of(result, k)["value_rule"] for k in "123"] == ["no_value", "no_value", "negative"]
        assert "loss" in value_reason(of(result, "3"))
        assert any("any value" in note.text for note in result.notes)

    def test_potential_when_a_quarter_of_the_peers_reach_the_top(self) -> None:
        people, rows = [], []
        for k in range(80):
            rich = k < 40
            people.append({"customer_id": f"{k:02}", "region": "华东" if rich else "华北"})
            rows.append(bought(f"{k:02}", 1000 + k if rich and k % 2 else 10 + k))
        result = value(bank(transactions=rows, customers=people), ValueSettings(high_share=0.25))
        row = of(result, "00")
        assert (row["value_tier"], row["value_rule"]) == ("potential", "peers_high")
        assert row["peer_group"] == "华东"
        assert row["peer_gap"] == pytest.approx(row["peer_p75"] - 10)
        assert of(result, "41")["value_tier"] == "low"
        assert "华东" in value_reason(row)

    def test_potential_by_income_and_by_rising_trend(self) -> None:
        people = [{"customer_id": str(k), "income": 1000 * k} for k in range(10)]
        rows = [bought(str(k), 2000 if k < 2 else 100) for k in range(10)]
        rows += [bought("5", 50, 120)]
        result = value(bank(transactions=rows, customers=people), ValueSettings(income_share=0.1))
        assert of(result, "9")["value_rule"] == "income_high"
        assert of(result, "5")["value_rule"] == "rising"
        assert "rising by 100%" in value_reason(of(result, "5"))

    def test_small_peer_groups_fall_back_to_larger_ones(self) -> None:
        people = [
            {"customer_id": f"{k:02}", "age": 30 + k % 2 * 10, "region": f"R{k}"} for k in range(40)
        ]
        rows = [bought(f"{k:02}", k) for k in range(40)]
        result = value(bank(transactions=rows, customers=people), ValueSettings(min_peers=10))
        assert set(result.tables["peers"]["peer_group"]) == {"aged 25-34", "aged 35-44"}


class TestConcentration:
    def test_shares_classes_and_curve(self) -> None:
        result = value(bank(transactions=TEN))
        shares = dict(result.tables["concentration"].select("top_share", "money_share").iter_rows())
        assert shares[0.2] == pytest.approx(19 / 55)
        assert result.tables["abc_classes"]["customers"].sum() == 10
        assert of(result, "9")["value_share"] == pytest.approx(10 / 55)
        [lorenz] = [chart for chart in result.charts if chart.key == "lorenz"]
        assert lorenz.frame.row(-1) == (1.0, 1.0)

    @given(
        st.lists(st.tuples(st.integers(0, 9), st.integers(-99, 999)), min_size=1, max_size=40),
        st.randoms(),
    )
    @settings(max_examples=25, deadline=None)
    def test_row_order_never_matters_and_equals_are_treated_equally(self, rows, random) -> None:
        there = value(bank(transactions=[bought(str(k), v) for k, v in rows]))
        random.shuffle(rows)
        here = value(bank(transactions=[bought(str(k), v) for k, v in rows]))
        assert there.customers is not None
        assert here.customers is not None
        assert_frame_equal(there.customers, here.customers)
        for name in ("abc_class", "hml_class"):
            assert there.customers.group_by("value").agg(pl.col(name).n_unique())[name].max() == 1
        assert there.tables["value_tiers"]["customers"].sum() == len(there.customers)


def test_every_key_has_its_words() -> None:
    people = [{"customer_id": str(k), "age": 30, "income": k} for k in range(10)]
    held = [{"customer_id": str(k), "date": END, "balance": k} for k in range(10)]
    fees = [row | {"fee": 1, "profit": 2} for row in TEN]
    result = value(bank(transactions=fees, customers=people, balances=held),
                   ValueSettings(margin=0.01, min_peers=4))  # fmt: skip
    assert result.customers is not None
    for frame in [result.customers, *result.tables.values(), *(c.frame for c in result.charts)]:
        assert set(frame.columns) <= set(TERMS)
        for column in {"value_tier", "value_rule", "abc_class", "hml_class", "threshold"} & set(
            frame.columns
        ):
            assert set(frame[column].drop_nulls()) <= set(LABELS[column])
    assert {*result.tables, *(chart.key for chart in result.charts), "value"} <= set(TITLES)


def test_a_past_date_does_not_know_later_rows() -> None:
    rows = [bought("1", 100, 50), bought("1", 900, 5), bought("2", 70, 40)]
    cut = END - timedelta(days=30)
    early = Dataset.from_frames({"transactions": table("transactions", rows)}, cut)
    only = Dataset.from_frames({"transactions": table("transactions", [rows[0], rows[2]])}, cut)
    there, here = value(early).customers, value(only).customers
    assert there is not None
    assert here is not None
    assert_frame_equal(there, here)


def test_with_losses_the_findings_say_of_what_their_shares_are() -> None:
    rows = [*TEN, bought("loss", -4000)]
    said = [note.text for note in value(bank(transactions=rows)).notes if note.level == "finding"]
    assert said[0].startswith("11 customers are worth 1,500.00 together")
    assert said[0].endswith("10 of them are above zero, with 5,500.00")
    assert "of the value above zero" in said[1]
    assert "of the value above zero" in said[2]


def test_without_losses_shares_are_of_the_value() -> None:
    said = [note.text for note in value(bank(transactions=TEN)).notes if note.level == "finding"]
    assert "above zero" not in " ".join(said)


class TestStatedBalances:
    PEOPLE = tuple({"customer_id": str(k), "balance": 100 * k} for k in range(1, 11))

    def test_a_customer_list_with_balances_is_enough(self) -> None:
        result = value(Dataset.from_frames({"customers": table("customers", [*self.PEOPLE])}))
        assert result.evidence["metric"] == "stated_balance"
        assert of(result, "10")["value"] == 1000
        assert any("the balance in the customer list" in note.text for note in result.notes)

    def test_products_held_without_debts_and_what_has_matured(self) -> None:
        held = [{"customer_id": "1", "product": "定期", "amount": 100, "matures_on": END},
                {"customer_id": "1", "product": "基金", "amount": 50.5, "matures_on": None},
                {"customer_id": "1", "product": "理财", "amount": 900, "matures_on": END - timedelta(days=1)},
                {"customer_id": "2", "product": "房贷", "amount": 9000, "matures_on": None}]  # fmt: skip
        result = value(bank(holdings=held))
        assert of(result, "1")["value"] == 150.5
        assert of(result, "2")["value"] == 0

    def test_money_of_purchases_goes_first_and_the_note_says_so(self) -> None:
        result = value(bank(transactions=TEN, customers=[*self.PEOPLE]))
        assert result.evidence["metric"] == "monetary"
        assert any("value does not use the balance" in note.text for note in result.notes)
        asked = value(bank(transactions=TEN, customers=[*self.PEOPLE]), ValueSettings(metric="stated_balance"))  # fmt: skip
        assert asked.evidence["metric"] == "stated_balance"

    def test_without_any_money_all_that_could_serve_is_named(self) -> None:
        with pytest.raises(InputError) as caught:
            value(bank(customers=[{"customer_id": "1"}]))
        assert "a balance in the customer list or amounts of products held" in caught.value.message
