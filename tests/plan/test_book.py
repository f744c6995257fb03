"""What every part of a plan starts from."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from custseg.errors import InputError
from custseg.facts.rows import FactSettings
from custseg.plan.book import book_of
from custseg.plan.ladder import ladder_of
from custseg.result import Result
from custseg.schema.dataset import Dataset

CUSTOMERS = pl.DataFrame(
    {"customer_id": ["A", "B"], "segment": ["champions", "lost"], "value": [2.0, 1.0]}
)


def test_a_segment_by_the_users_rules_is_the_segment() -> None:
    ruled = Result(
        "segment", None, pl.DataFrame({"customer_id": ["A", "B"], "segment": ["要客", "其余"]}),
        {"segments": pl.DataFrame({"segment": ["要客", "其余"]})},
    )  # fmt: skip
    book = book_of(Dataset.from_frames({}), CUSTOMERS, [ruled], FactSettings())
    assert book.customers["segment"].to_list() == ["要客", "其余"]
    assert book.segments == ["要客", "其余"]


def test_a_plan_needs_a_day_and_says_what_is_not_known() -> None:
    book = book_of(Dataset.from_frames({}), CUSTOMERS, [], FactSettings())
    assert book.customers["segment"].to_list() == ["champions", "lost"]
    assert ladder_of(book) is None
    with pytest.raises(InputError, match="needs a date"):
        _ = book.as_of
    with pytest.raises(InputError, match="channel"):
        book.needs("value", "channel")
    dated = book_of(Dataset.from_frames({}, as_of=date(2024, 1, 1)), CUSTOMERS, [], FactSettings())
    assert dated.as_of == date(2024, 1, 1)
