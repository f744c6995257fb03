"""Segments found in the data: the known answers, in any order, named and said as rules."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from custseg.errors import InputError, UsageError
from custseg.result import Result
from custseg.segment import SegmentSettings, segment
from custseg.segment.clusters import rules_as_toml
from custseg.settings import fill
from custseg.words import in_language

THREE = SegmentSettings(clusters=3)
INCOME, SCORE = "Annual Income (k$)", "Spending Score (1-100)"


def people(result: Result) -> pl.DataFrame:
    assert result.customers is not None
    return result.customers


@pytest.fixture(scope="module")
def mall(shared_data: Path) -> pl.DataFrame:
    return pl.read_csv(shared_data / "retail/mall/Mall_Customers.csv", infer_schema=False).rename(
        {"CustomerID": "customer_id"}
    )


def test_mall_has_five_groups(mall: pl.DataFrame) -> None:
    result = segment(mall, SegmentSettings(columns=(INCOME, SCORE)))
    assert result.evidence["k"] == 5
    assert result.evidence["silhouette"] == pytest.approx(0.554, abs=0.002)
    assert result.evidence["stable"]
    assert result.evidence["rules_accuracy"] > 0.95
    assert result.tables["clusters"]["customers"].to_list() == [81, 39, 35, 23, 22]
    assert not result.warnings


def test_wholesale_has_two_groups_that_are_the_channels(shared_data: Path) -> None:
    from sklearn.metrics import adjusted_rand_score

    shops = pl.read_csv(shared_data / "retail/wholesale/Wholesale_customers_data.csv")
    shops = shops.with_columns(customer_id=pl.int_range(pl.len()).cast(pl.String).str.zfill(3))
    spend = ("Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen")
    result = segment(shops, SegmentSettings(columns=spend))
    assert result.evidence["k"] == 2
    rand = adjusted_rand_score(shops["Channel"].to_numpy(), people(result)["segment"].to_numpy())
    assert rand == pytest.approx(0.51, abs=0.01)


def test_the_three_kinds_are_found_and_named(customers: pl.DataFrame) -> None:
    result = segment(customers.drop("own_points"))
    names = result.tables["clusters"]["segment_name"].to_list()
    assert result.evidence["k"] == 3
    assert result.tables["clusters"]["customers"].to_list() == [160, 60, 20]
    assert "long recency" in names[1]
    assert "high monetary" in names[2]
    assert result.evidence["rules_accuracy"] == 1.0


def test_names_in_chinese(customers: pl.DataFrame) -> None:
    with in_language("zh"):
        names = (
            segment(customers.drop("own_points"), THREE)
            .tables["clusters"]["segment_name"]
            .to_list()
        )
    assert "额度高" in names[2]


def test_row_order_and_customer_numbers_do_not_matter(customers: pl.DataFrame) -> None:
    shuffled = customers.sample(fraction=1, shuffle=True, seed=7)
    renumbered = shuffled.with_columns(was=pl.col("customer_id")).with_columns(
        customer_id=pl.int_range(pl.len()).cast(pl.String).str.zfill(4)
    )
    one = people(segment(customers, THREE))
    assert one.equals(people(segment(shuffled, THREE)))
    other = people(segment(renumbered, THREE)).join(
        renumbered.select("customer_id", "was"), on="customer_id"
    )
    assert other.sort("was")["segment"].to_list() == one["segment"].to_list()


def test_the_rules_can_be_pasted_into_custseg_toml(customers: pl.DataFrame) -> None:
    found = segment(customers, THREE)
    section = tomllib.loads(found.evidence["rules_toml"])["segment"]
    by_rules = segment(customers, fill(SegmentSettings, section, "segment"))
    assert people(by_rules)["segment"].to_list() == people(found)["segment_name"].to_list()


def test_the_lines_to_paste_are_short_and_break_no_name(customers: pl.DataFrame) -> None:
    own = customers.rename({"own_points": "points of the year (1-100), all shops"})
    found = segment(own, THREE)
    lines = found.tables["rules_toml"]["toml"].to_list()
    assert "\n".join(lines).strip() == str(found.evidence["rules_toml"]).strip()
    rules = tomllib.loads("\n".join(lines))["segment"]["rule"]
    long = rules_as_toml(["a"], ['"points of the year" > 1 AND ' * 9 + "age < 3"])
    assert max(map(len, long.splitlines())) < 90
    assert '"points of the year" > 1' in tomllib.loads(long)["segment"]["rule"][0]["when"]
    assert len(rules) == len(found.tables["clusters"])


def test_missing_values_are_said_and_stay_in_the_rules(customers: pl.DataFrame) -> None:
    gaps = customers.with_columns(
        recency_days=pl.when(pl.int_range(pl.len()) % 9 != 4).then("recency_days")
    )
    result = segment(gaps, SegmentSettings(columns=("recency_days", "monetary"), clusters=3))
    assert any("counts as the median: Recency" in note.text for note in result.notes)
    assert "IS NULL" in result.evidence["rules_toml"]
    assert result.evidence["rules_accuracy"] > 0.95


def test_ids_constants_and_repetitions_are_left_out(customers: pl.DataFrame) -> None:
    more = customers.with_columns(
        row=pl.int_range(pl.len()), same=pl.lit(1.0), twice=pl.col("monetary") * 2
    )
    result = segment(more, THREE)
    assert not {"row", "same", "twice"} & set(result.evidence["measures"])
    said = next(note.text for note in result.notes if note.text.startswith("not grouped by"))
    assert "twice (says the same as Monetary)" in said


def test_the_number_of_groups_can_be_given(customers: pl.DataFrame) -> None:
    result = segment(customers, SegmentSettings(clusters=4))
    assert people(result)["segment"].n_unique() == 4
    assert result.tables["stability"]["k"].to_list() == [4]


def test_one_cloud_is_not_sold_as_groups() -> None:
    import numpy as np

    points = np.random.default_rng(0).normal(size=(500, 3))
    cloud = pl.DataFrame(points, schema=["a", "b", "c"]).with_columns(
        customer_id=pl.int_range(pl.len()).cast(pl.String)
    )
    assert segment(cloud).warnings


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.head(5), "too few"),
        (lambda c: c.select("customer_id", "code"), "no column holds numbers"),
        (lambda c: c.select("customer_id", recency_days=pl.lit(3)), "the same for"),
        (lambda c: c.select("customer_id", x=pl.lit(None, pl.Float64)), "missing for 100%"),
        (lambda c: c.select("customer_id", x=pl.lit(float("nan"))), "missing for 100%"),
    ],
)
def test_nothing_to_divide_is_said(customers: pl.DataFrame, change, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as refused:
        segment(change(customers))
    assert message in refused.value.message


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"columns": ("monetry",)}, "did you mean 'monetary'?"),
        ({"columns": ("value_tier",)}, "holds no numbers"),
        ({"columns": ("own_points",), "clusters": 8}, "8 groups cannot be found among 7"),
        ({"clusters_from": 5, "clusters_to": 3}, "clusters_from"),
    ],
)
def test_what_cannot_be_asked_for(customers: pl.DataFrame, given: dict, message: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(UsageError) as refused:
        segment(customers, SegmentSettings(**given))
    assert message in refused.value.message


def test_two_kinds_of_values_are_two_groups(customers: pl.DataFrame) -> None:
    flags = customers.select("customer_id", x=(pl.int_range(pl.len()) % 3 == 0).cast(pl.Float64))
    with pytest.raises(InputError, match="no groups to find"):
        segment(flags)


def test_infinite_values_count_as_missing(customers: pl.DataFrame) -> None:
    odd = customers.with_columns(
        monetary=pl.when(pl.int_range(pl.len()) == 3).then(float("inf")).otherwise("monetary")
    )
    assert segment(odd, THREE).evidence["k"] == 3
