"""Since when somebody is a customer: the customer list, else the account, else the product; told everywhere alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from custseg.facts import opened_on
from custseg.methods.lifecycle import lifecycle
from custseg.plan.targets import TargetsSettings
from custseg.render.mask import masked
from custseg.report import plan
from custseg.report.methods import defaults_of
from custseg.schema.dataset import Dataset
from custseg.settings import fill
from custseg.words import in_language

AS_OF = date(2024, 6, 30)
LISTED = {
    "a": date(2024, 3, 1),
    "b": date(2024, 4, 1),
    "c": None,
    "d": None,
    "e": date(2024, 2, 1),
    "f": None,
}
ACCOUNTS = {
    "a": date(2023, 5, 1),
    "b": date(2024, 4, 2),
    "c": date(2024, 5, 6),
    "e": date(2024, 2, 1),
}
HELD = {"a": date(2019, 1, 1), "b": date(2024, 6, 1), "c": date(2018, 1, 1), "d": date(2024, 1, 15),
        "e": date(2020, 7, 7)}  # fmt: skip
BELIEVED = {"a": date(2024, 3, 1), "b": date(2024, 4, 1), "c": date(2024, 5, 6), "d": date(2024, 1, 15),
            "e": date(2024, 2, 1)}  # fmt: skip


def table(days: dict[str, date | None], **also: Any) -> pl.DataFrame:
    return pl.DataFrame({"customer_id": list(days), "opened_on": list(days.values())},
                        schema_overrides={"opened_on": pl.Date}).with_columns(**also)  # fmt: skip


def bank(rename: dict[str, str] | None = None, **tables: dict[str, Any]) -> Dataset:
    given: dict[str, Any] = {"customers": LISTED, "accounts": ACCOUNTS, "holdings": HELD}
    given.update(tables)
    also: dict[str, dict[str, Any]] = {
        "customers": {"branch": pl.lit("东")},
        "accounts": {"account_id": "customer_id"},
        "holdings": {"product": pl.lit("基金")},
    }
    frames = {kind: table(days, **also[kind]) for kind, days in given.items()}
    frames["transactions"] = pl.DataFrame({
        "customer_id": list("abcdef"), "date": [date(2024, 6, 10)] * 5 + [date(2024, 1, 2)], "amount": [100.0] * 6,
    }).with_columns(pl.col("amount").cast(pl.Decimal(38, 6)))  # fmt: skip
    named = {
        kind: frame.with_columns(pl.col("customer_id").replace(rename or {}))
        for kind, frame in frames.items()
    }
    return Dataset.from_frames(named, AS_OF)


def believed(dataset: Dataset) -> dict[str, date]:
    found = opened_on(dataset)
    assert found is not None
    return dict(found.select("customer_id", "opened_on").collect().iter_rows())


def test_the_list_is_believed_first_then_the_account_then_the_product() -> None:
    assert believed(bank()) == BELIEVED
    assert believed(bank(customers={"f": None})) == ACCOUNTS | {"d": HELD["d"]}
    assert believed(bank(customers={"f": None}, accounts={"f": None})) == HELD
    twice = pl.DataFrame(
        {"customer_id": ["a", "a"], "opened_on": [date(2024, 2, 2), date(2024, 2, 1)]}
    )
    assert believed(Dataset.from_frames({"accounts": twice}, AS_OF)) == {"a": date(2024, 2, 1)}
    assert (
        opened_on(Dataset.from_frames({"customers": pl.DataFrame({"customer_id": ["a"]})}, AS_OF))
        is None
    )


def test_the_stages_and_the_plan_count_the_same_new_customers() -> None:
    dataset = bank()
    staged = lifecycle(dataset)
    assert staged.customers is not None
    days = dict(staged.customers.select("customer_id", "opened_on").drop_nulls().iter_rows())
    assert days == BELIEVED

    def settings_of(section: str, kind: Any, **given: Any) -> Any:
        if section != "targets":
            return defaults_of(section, kind, **given)
        wanted = {"name": "new", "metric": "new_customers", "goal": 10, "by": date(2024, 12, 31),
                  "start_on": date(2024, 1, 1)}  # fmt: skip
        return fill(TargetsSettings, {"target": [wanted]}, "targets")

    planned = plan(dataset, settings_of, only=["targets", "acquisition"])
    assert planned.tables["acquired_by"]["new_customers"].sum() == len(BELIEVED)
    # who has no day of opening at all is counted by the first purchase
    assert planned.tables["targets"]["achieved"].item() == len(BELIEVED) + 1
    assert staged.tables["acquisition"]["opened"].sum() == len(BELIEVED)


def test_older_products_are_counted_and_named_in_one_warning() -> None:
    [said] = [
        n.text for n in lifecycle(bank()).notes if n.level == "warning" and "began before" in n.text
    ]
    assert said == (
        "3 customers hold products that began before the customer was opened; the day of the customer list, else of the "
        "account, is believed: a (product 2019-01-01, customer 2024-03-01), c (product 2018-01-01, customer 2024-05-06), "
        "e (product 2020-07-07, customer 2024-02-01)"
    )
    with in_language("zh"):
        assert any(
            "3 位客户的持有产品起始日早于客户开户日" in n.text for n in lifecycle(bank()).notes
        )
    young = bank(holdings={"b": date(2024, 6, 1)})
    assert not any("began before" in n.text for n in lifecycle(young).notes)


def test_examples_pass_the_masks() -> None:
    phone = "13812345678"
    shown = masked(lifecycle(bank({"a": phone})))
    said = next(n.text for n in shown.notes if "began before" in n.text)
    assert phone not in said
    assert "138****5678" in said
