"""The report ends with everybody in one row: each label of each method with its sentence."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from custseg.explain import LABELS_OF, explain, method_reasons
from custseg.report import everyone as room
from custseg.report import method_results, report
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY


@pytest.fixture
def shop() -> Dataset:
    orders = pl.DataFrame({
        "customer_id": ["a", "a", "b", "c", "c", "c"],
        "date": [date(2024, month, 5) for month in (1, 3, 2, 1, 2, 3)],
        "amount": [10.0, 20.0, 5.0, 7.0, 7.0, 7.0],
    }).with_columns(pl.col("amount").cast(MONEY))  # fmt: skip
    people = pl.DataFrame(
        {"customer_id": ["a", "b", "c", "d"], "birth_date": [date(1980, 1, 1)] * 4}
    )
    return Dataset.from_frames({"transactions": orders, "customers": people})


def test_everybody_has_the_sentences_that_explain_gives(shop: Dataset) -> None:
    _, last, *_ = report(shop)
    results, _ = method_results(shop)

    assert last.command == "everyone"
    assert last.customers is not None
    assert last.customers["customer_id"].to_list() == ["a", "b", "c", "d"]
    for customer in ("a", "d"):
        row = last.customers.filter(customer_id=customer).row(0, named=True)
        why = explain(shop, customer, results, method_reasons(results)).tables["why"]
        for method, sentence in why.select("method", "why").iter_rows():
            assert row[f"why_{method}"] == sentence
    known = {c for labels in LABELS_OF.values() for c in labels}
    assert {"behavior_label", "value_tier", "stage", "segment", "age_band"} <= known & set(
        last.customers.columns
    )


def test_of_very_many_the_labels_alone_are_told(
    shop: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "SENTENCES_UP_TO", 2)
    _, last, *_ = report(shop)
    assert last.customers is not None
    assert "stage" in last.customers.columns
    assert not [c for c in last.customers.columns if c.startswith("why_")]
    assert "custseg explain ID has them" in last.notes[1].text
