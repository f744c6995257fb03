"""Campaign lists: everybody is on a list or has the first reason why not, and control groups are drawn in strata."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import InputError, UsageError
from custseg.facts.rows import FactSettings
from custseg.plan.book import Book
from custseg.plan.campaign import CampaignSettings, campaign
from custseg.plan.campaign.draw import draws, groups
from custseg.result import Part
from custseg.schema.dataset import Dataset
from custseg.settings import fill

AS_OF = date(2025, 6, 30)
N = 400


def customers() -> pl.DataFrame:
    n = pl.int_range(N, eager=True)
    return pl.DataFrame({
        "customer_id": [f"{i:04}" for i in range(N)],
        "tier": ["gold" if i % 4 == 0 else "basic" for i in range(N)],
        "value": [float(i * 37 % 1000) for i in range(N)],
        "main_need": ["investment" if i % 2 == 0 else "loan" for i in range(N)],
        "need_because": ["enquired 2 times"] * N,
        "next_1": ["活期宝" if i % 3 == 0 else "稳健理财" if i % 3 == 1 else None for i in range(N)],
        "next_1_because": ["of those alike 30% took it"] * N,
        "next_2": ["稳健理财" if i % 3 == 0 else None for i in range(N)],
        "next_2_because": ["second best"] * N,
        "complaints_lately": (n % 40 == 1).cast(pl.Int64),
    })  # fmt: skip


def dataset(people: pl.DataFrame) -> Dataset:
    ids = people["customer_id"].to_list()
    listed = pl.DataFrame({
        "customer_id": ids,
        "age": [float(15 + int(i) % 60) for i in ids],
        "risk_level": [f"C{1 + int(i) % 5}" for i in ids],
        "marketing_consent": [int(i) % 10 != 0 for i in ids],
    })  # fmt: skip
    holders = [i for i in ids if int(i) % 5 == 0]
    holdings = pl.DataFrame({
        "customer_id": holders, "product": ["稳健理财"] * len(holders), "risk_rating": ["R3"] * len(holders),
    })  # fmt: skip
    called = [i for i in ids if int(i) % 7 == 0]
    events = pl.DataFrame({
        "customer_id": called, "date": [date(2025, 6, 20 if int(i) % 2 else 1) for i in called],
        "event_type": ["营销外呼"] * len(called),
    })  # fmt: skip
    return Dataset.from_frames({"customers": listed, "holdings": holdings, "events": events}, AS_OF)


def book(people: pl.DataFrame | None = None) -> Book:
    people = customers() if people is None else people
    return Book(dataset(people), people, FactSettings(), levels=("gold", "basic"))


def made(people: pl.DataFrame | None = None, **said: Any) -> Part:
    return campaign(book(people), fill(CampaignSettings, said, "campaign"))


def columns(part: Part) -> pl.DataFrame:
    assert part.columns is not None
    return part.columns


PRODUCT = {"name": "理财", "when": "tier = '金卡'", "product": "稳健理财"}


def test_every_exclusion_is_by_its_rule_and_the_first_counts() -> None:
    """The same walk by hand, customer by customer."""
    part = made(list=[PRODUCT], control_share=0.3, contact_days=15)
    said = columns(part)
    for row in said.iter_rows(named=True):
        i = int(row["customer_id"])
        rules = {
            "condition": i % 4 != 0, "no_consent": i % 10 == 0, "contacted": i % 7 == 0 and i % 2 == 1,
            "complaint": i % 40 == 1, "held": i % 5 == 0, "age": 15 + i % 60 < 18, "risk": 1 + i % 5 < 3,
        }  # fmt: skip
        first = next((name for name, holds in rules.items() if holds), None)
        assert row["campaign_excluded"] == first
        assert (row["campaign"] == "理财") == (first is None)
        assert (row["campaign_offer"] == "稳健理财") == (first is None)
    steps = part.tables["campaign_waterfall"]
    assert steps["remaining"][0] == N
    assert steps["remaining"][0] - steps["left_out"].sum() == steps["remaining"][-1]
    assert steps["remaining"][-1] == part.tables["campaigns"]["listed"][0]


def test_a_list_of_contacts_counts_as_well() -> None:
    """Two visits last week tire where two contacts do; one does not."""
    people = customers()
    visits = pl.DataFrame({
        "customer_id": ["0001", "0001", "0002", "0003", "0003"],
        "date": [date(2025, 6, 25), date(2025, 6, 26), date(2025, 6, 25), date(2025, 1, 1), date(2025, 6, 25)],
    })  # fmt: skip
    data = Dataset.from_frames(
        {"customers": people.select("customer_id"), "contacts": visits}, AS_OF
    )
    calm = fill(CampaignSettings, {"list": [{"name": "甲", "offer": "问候"}], "max_contacts": 2,
                                   "after_complaint": True}, "campaign")  # fmt: skip
    said = columns(campaign(Book(data, people, FactSettings()), calm))
    assert said.filter(pl.col("campaign_excluded") == "contacted")["customer_id"].to_list() == [
        "0001"
    ]


def test_a_need_is_answered_by_the_best_offer_that_answers_it() -> None:
    said = columns(made(list=[{"name": "投资", "need": "investment"}]))
    on = said.filter(pl.col("campaign").is_not_null())
    assert set(on["campaign_offer"]) == {"稳健理财"}
    assert on["campaign_because"].str.contains("need investment return: enquired 2 times; ").all()
    left = said.filter(pl.col("campaign_excluded") == "no_offer")["customer_id"]
    assert all(int(i) % 3 == 2 for i in left)


def test_a_customer_is_on_no_more_lists_than_allowed() -> None:
    lists = [{"name": name, "offer": "问候"} for name in ("甲", "乙", "丙")]
    one = columns(made(list=lists))
    assert set(one["campaign"].drop_nulls()) == {"甲"}
    assert "campaign_2" not in one.columns
    two = columns(made(list=lists, max_lists=2))
    assert set(two["campaign_2"].drop_nulls()) == {"乙"}
    both = two.drop_nulls("campaign_2")
    assert 0 < (both["campaign_group"] != both["campaign_group_2"]).sum() < both.height / 2


def test_a_list_with_room_for_some_takes_the_first() -> None:
    part = made(list=[{"name": "少", "offer": "问候", "at_most": 30}], without_consent=True, contact_days=0)  # fmt: skip
    on = columns(part).drop_nulls("campaign")["customer_id"]
    people = customers().filter(pl.col("complaints_lately") == 0)
    least = people.filter(pl.col("customer_id").is_in(on.implode()))["value"].min()
    others = people.filter(~pl.col("customer_id").is_in(on.implode()))["value"].max()
    assert len(on) == 30
    assert least >= others


@settings(max_examples=25)
@given(st.sets(st.text(min_size=1, max_size=12), min_size=1, max_size=60), st.floats(0.05, 0.95), st.integers(), st.randoms())  # fmt: skip
def test_every_stratum_has_its_share_by_the_lowest_lots(
    ids: set[str], share: float, seed: int, random: Any
) -> None:
    """Whatever the order of rows, in each stratum the share to within one, the list too, by lots that are everybody's own."""
    listed = sorted(ids)
    strata = [None if i % 3 == 0 else "ab"[i % 2] for i in range(len(listed))]
    drawn = groups(pl.Series(listed), pl.Series(strata, dtype=pl.String), "甲", seed, share)
    people = pl.DataFrame({"id": listed, "stratum": strata, "group": drawn,
                           "lot": draws(pl.Series(listed), f"{seed}\x1f甲")},
                          schema_overrides={"stratum": pl.String})  # fmt: skip
    shuffled = list(range(len(listed)))
    random.shuffle(shuffled)
    mixed = people[shuffled]
    again = groups(mixed["id"], mixed["stratum"], "甲", seed, share)
    assert again.to_list() == mixed["group"].to_list()
    for part in [people, *people.partition_by("stratum")]:
        control = part.filter(pl.col("group") == "control")
        assert abs(control.height - share * part.height) < 1 + 1e-6
    for part in people.partition_by("stratum"):
        control = part.filter(pl.col("group") == "control")
        others = part.filter(pl.col("group") == "treated")
        if control.height and others.height:
            assert control["lot"].max() < others["lot"].min()  # type: ignore[operator]


def test_everybody_has_the_same_chance_of_being_control() -> None:
    """In strata too small for a control customer of their own as well."""
    ids = pl.Series([f"{i}" for i in range(11)])
    strata = pl.Series(["one"] + ["two"] * 2 + ["eight"] * 8)
    times = pl.Series([0] * 11)
    for seed in range(3000):
        times = times + (groups(ids, strata, "甲", seed, 0.2) == "control").cast(pl.Int64)
    assert (times / 3000).is_between(0.17, 0.23).all()


def test_lists_are_the_same_for_any_order_of_rows() -> None:
    lists = [
        PRODUCT,
        {"name": "少", "offer": "问候", "at_most": 50, "order_by": "complaints_lately"},
    ]
    chosen = fill(CampaignSettings, {"list": lists}, "campaign")
    shuffled = customers().sample(fraction=1.0, shuffle=True, seed=3)
    first = campaign(book(), chosen)
    other_files = Book(dataset(shuffled), customers(), FactSettings(), levels=("gold", "basic"))
    second = campaign(other_files, chosen)
    for name, table in first.tables.items():
        assert table.equals(second.tables[name]), name
    assert columns(first).equals(columns(second))
    assert columns(first).equals(columns(campaign(book(shuffled), chosen)).sort("customer_id"))


def test_lots_are_even_and_other_seeds_draw_anew() -> None:
    ids = pl.Series([f"{i:06}" for i in range(20_000)])
    drawn = draws(ids, "0\x1f甲")
    tenths = (drawn * 10).floor().value_counts()["count"]
    assert tenths.min() > 1850  # type: ignore[operator]
    assert abs(pl.DataFrame({"a": drawn, "b": draws(ids, "1\x1f甲")}).corr()["b"][0]) < 0.03
    assert (groups(ids, ids.str.tail(1), "甲", 0, 0.1) == "control").sum() in (2000, 2001)


def test_a_control_group_says_what_it_can_show() -> None:
    part = made(list=[{"name": "小", "offer": "问候"}])
    row = part.tables["campaigns"].row(0, named=True)
    assert not row["is_enough"]
    assert row["listed_needed"] > row["listed"]
    assert any(n.level == "warning" and "too small for a conclusion" in n.text for n in part.notes)
    wide = made(list=[{"name": "大", "offer": "问候", "control_share": 0.5, "base_rate": 0.3,
                       "smallest_uplift": 0.2}])  # fmt: skip
    assert wide.tables["campaigns"]["is_enough"].to_list() == [True]


def test_groups_are_shown_by_stratum() -> None:
    table = made(list=[{"name": "全", "offer": "问候"}]).tables["campaign_groups"]
    assert set(table["campaign_stratum"]) == {"gold", "basic"}
    assert table.select((pl.col("treated") + pl.col("control") == pl.col("listed")).all()).item()
    named = made(list=[{"name": "全", "offer": "问候"}], stratify_by="主要需求")
    assert set(named.tables["campaign_groups"]["campaign_stratum"]) == {"investment", "loan"}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"list": [{"name": "a", "offer": "x", "control_share": 0}]}, "leaves nobody to compare with"),
        ({"list": [{"name": "a", "offer": "x"}], "control_share": 1}, "leaves nobody to contact"),
        ({"list": [{"name": "a", "offer": "x"}, {"name": "a", "offer": "y"}]}, "'a' is there twice"),
        ({"list": [{"name": "a", "offer": "x", "product": "稳健理财"}]}, "has product and offer"),
        ({"list": [{"name": "a", "offer": "x", "when": "ageing > 3"}]}, "no column 'ageing'"),
        ({"list": [{"name": "a", "product": "稳健理材"}]}, "did you mean '稳健理财'?"),
        ({"list": [{"name": "a", "offer": "x", "order_by": "tier"}]}, "is no column of numbers"),
        ({"list": [{"name": "a", "offer": "x"}], "stratify_by": "nobody"}, "no column 'nobody'"),
    ],
)  # fmt: skip
def test_what_makes_no_list_is_refused(said: dict[str, Any], wrong: str) -> None:
    with pytest.raises(UsageError) as error:
        made(**said)
    assert wrong in error.value.message


def test_an_empty_audience_is_said() -> None:
    with pytest.raises(InputError, match="no customer is on any campaign list"):
        made(list=[{"name": "a", "offer": "x", "when": "value > 5000"}])
    with pytest.raises(InputError, match="nothing says whom to write to"):
        made()
