"""What a campaign brought: the groups as they were listed, what came later, and nothing that cannot be said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from custseg.errors import InputError
from custseg.facts.rows import FactSettings
from custseg.plan.book import Book
from custseg.plan.campaign import CampaignSettings, campaign, measured, members_in
from custseg.render import write
from custseg.result import Part, Result
from custseg.schema.dataset import Dataset
from custseg.settings import fill
from custseg.words import in_language

LISTED, UNTIL = date(2025, 6, 30), date(2025, 8, 31)
N = 3000
IDS = [f"{n:05}" for n in range(N)]
LIST = {"name": "理财", "product": "稳健理财", "cost": 5, "control_share": 0.3}


def settings(**more: Any) -> CampaignSettings:
    return fill(CampaignSettings, {"list": [LIST | more]}, "campaign")


@pytest.fixture(scope="module")
def listed() -> Result:
    """The plan of June: everybody on the list who has not the product."""
    people = pl.DataFrame({
        "customer_id": IDS, "tier": ["gold" if n % 3 == 0 else "basic" for n in range(N)],
        "value": [float(n) for n in range(N)],
    })  # fmt: skip
    holdings = pl.DataFrame({"customer_id": IDS[:50], "product": ["稳健理财"] * 50})
    data = Dataset.from_frames({"customers": people.select("customer_id"), "holdings": holdings}, LISTED)  # fmt: skip
    part = campaign(Book(data, people, FactSettings(), levels=("gold", "basic")), settings())
    return Result("plan", LISTED, customers=part.columns, tables=part.tables)


def later(listed: Result, uplift: float = 0.08, spend: float = 60.0) -> Dataset:
    """Exports of August: 5% take the product anyway, of the treated so many more; the treated spend more."""
    assert listed.customers is not None
    on = listed.customers.drop_nulls("campaign")
    chance = np.random.default_rng(1)
    treated = (on["campaign_group"] == "treated").to_numpy()
    took = chance.random(on.height) < 0.05 + uplift * treated
    usual = chance.gamma(2.0, 300.0, on.height)
    after = usual + chance.gamma(2.0, 40.0, on.height) + spend * treated
    ids = on["customer_id"]
    money = pl.Decimal(38, 6)
    transactions = pl.concat([
        pl.DataFrame({"customer_id": ids, "date": [date(2025, 5, 3)] * len(ids), "amount": usual.round(2)}),
        pl.DataFrame({"customer_id": ids, "date": [date(2025, 7, 20)] * len(ids), "amount": after.round(2)}),
    ]).with_columns(pl.col("amount").cast(money))  # fmt: skip
    takers = ids.filter(pl.Series(took))
    holdings = pl.DataFrame({
        "customer_id": [*IDS[:50], *takers], "product": ["稳健理财"] * (50 + len(takers)),
        "opened_on": [date(2024, 1, 1)] * 50 + [date(2025, 7, 5)] * len(takers),
    })  # fmt: skip
    return Dataset.from_frames({"transactions": transactions, "holdings": holdings}, UNTIL)


def written(listed: Result, folder: Path, suffix: str, language: Any = "en") -> str:
    path = folder / f"plan{suffix}"
    with in_language(language):
        write(listed, path)
    return str(path)


def made(data: Dataset, path: str, **more: Any) -> Part:
    return measured(data, members_in(path), settings(**more))


def test_what_came_of_it(listed: Result, tmp_path: Path) -> None:
    part = made(later(listed), written(listed, tmp_path, ".csv"))
    row = part.tables["campaign_results"].row(0, named=True)
    assert row["measure"] == "took_product"
    assert row["uplift_low"] < 0.08 < row["uplift_high"]
    assert row["uplift_verdict"] == "worked"
    assert row["gained"] == pytest.approx(row["uplift"] * row["treated"])
    assert row["cost_per_gain"] == pytest.approx(5 * row["treated"] / row["gained"])
    table = part.tables["campaign_uplift"]
    assert table["campaign_stratum"].to_list() == [None, "basic", "gold", None, None]
    assert table["measure"].to_list()[3:] == ["bought", "spent_after"]
    money = table.row(4, named=True)
    assert money["explained_before"] > 0.5
    assert money["uplift_low"] < 60 < money["uplift_high"]
    assert money["uplift_high"] - money["uplift_low"] < 30
    assert any("it worked" in note.text for note in part.notes)


@pytest.mark.parametrize(
    ("suffix", "language"),
    [(".csv", "en"), (".xlsx", "zh"), (".json", "zh"), (".jsonl", "en"), (".parquet", "en")],
)
def test_every_format_of_the_list_says_the_same(
    listed: Result, tmp_path: Path, suffix: str, language: str
) -> None:
    members = members_in(written(listed, tmp_path, suffix, language)).rows
    assert listed.customers is not None
    on = listed.customers.drop_nulls("campaign")
    assert members["customer_id"].to_list() == on["customer_id"].to_list()
    assert members["group"].to_list() == on["campaign_group"].to_list()
    assert members["stratum"].to_list() == on["campaign_stratum"].to_list()
    assert set(members["listed_on"]) == {LISTED}


def test_the_order_of_rows_changes_nothing(listed: Result, tmp_path: Path) -> None:
    path = written(listed, tmp_path, ".csv")
    lines = Path(path).read_text("utf-8-sig").splitlines()
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join([lines[0], *lines[:0:-1]]), "utf-8")
    data = later(listed)
    frames = {
        kind: data.frame(kind).collect().drop("_status", "_seen", strict=False)
        for kind in data.kinds
    }
    other = Dataset.from_frames({kind: frame.reverse() for kind, frame in frames.items()}, UNTIL)
    first, second = made(data, path), made(other, str(turned))
    for name, table in first.tables.items():
        assert table.equals(second.tables[name]), name


def test_a_campaign_of_no_effect_is_not_said_to_work(listed: Result, tmp_path: Path) -> None:
    part = made(later(listed, uplift=0.0, spend=0.0), written(listed, tmp_path, ".csv"))
    assert part.tables["campaign_results"]["uplift_verdict"].to_list() == ["undecided"]
    assert part.tables["campaign_results"]["cost_per_gain"].to_list() == [None]
    assert set(part.tables["campaign_uplift"]["uplift_verdict"]) == {"undecided"}
    assert any("it cannot be said whether it worked" in note.text for note in part.notes)


def test_a_list_of_ones_own_with_answers(tmp_path: Path) -> None:
    path = tmp_path / "回执.csv"
    rows = [
        f"{i},春季,{'触达' if int(i) % 2 else '对照'},{'是' if int(i) % 10 == 1 else ''}"
        for i in IDS[:600]
    ]
    path.write_text("客户编号,活动名称,组别,是否响应\n" + "\n".join(rows), "utf-8")
    data = Dataset.from_frames({"customers": pl.DataFrame({"customer_id": IDS})}, UNTIL)
    part = measured(data, members_in(str(path)), CampaignSettings())
    row = part.tables["campaign_results"].row(0, named=True)
    assert (row["measure"], row["treated_mean"], row["control_mean"]) == ("responded", 0.2, 0.0)


def test_what_cannot_be_measured_says_why(listed: Result, tmp_path: Path) -> None:
    path = written(listed, tmp_path, ".csv")
    strangers = pl.DataFrame({"customer_id": ["x1", "x2"], "date": [UNTIL] * 2})
    with pytest.raises(InputError, match=r"none of the .* customers of plan.csv is in the exports"):
        made(Dataset.from_frames({"transactions": strangers}, UNTIL), path)
    early = pl.DataFrame({"customer_id": IDS, "date": [LISTED] * N})
    with pytest.raises(
        InputError, match=r"the exports end on 2025-06-30, and plan.csv is of 2025-06-30"
    ):
        made(Dataset.from_frames({"transactions": early}, LISTED), path)
    with pytest.raises(InputError, match="'assets' is not known from these files"):
        made(later(listed), path, outcome="assets")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("customer_id,campaign,group\n138****0001,a,treated\n", "masked"),
        ("customer_id,campaign,group\n1,a,treated\n1,a,control\n", "there twice"),
        ("customer_id,campaign,group\n1,a,maybe\n", "'maybe' is no group"),
        ("customer_id,campaign,group,responded\n1,a,control,perhaps\n", "neither yes nor no"),
        ("customer_id,money\n1,5\n", "is no campaign list"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as error:
        members_in(str(path))
    assert said in error.value.message


def test_a_tampered_list_is_doubted(listed: Result, tmp_path: Path) -> None:
    path = written(listed, tmp_path, ".json")
    document = json.loads(Path(path).read_text("utf-8"))
    rows = document["results"][0]["customers"] if "results" in document else document["customers"]
    for row in rows[::3]:
        if row["campaign_group"] == "control":
            row["campaign_group"] = "treated"
    Path(path).write_text(json.dumps(document, indent=1), "utf-8")
    part = made(later(listed), path)
    assert any("not those of the draw" in note.text for note in part.notes)
