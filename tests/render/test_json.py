"""The JSON of a Result is stable, strict, and the one docs/json.md shows."""

from __future__ import annotations

import json
import math
import os
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from custseg.render.json import pieces, plain
from custseg.result import Note, Result
from custseg.words import in_language

DOCS = Path(__file__).parents[2] / "docs" / "json.md"


def document(*results: Result) -> Any:
    def refuse(name: str) -> float:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(b"".join(pieces(results)), parse_constant=refuse)


def test_the_keys_and_their_order(result: Result) -> None:
    assert list(document(result)) == [
        "schema_version", "command", "as_of", "provenance", "settings", "tables", "evidence",
        "notes", "customers",
    ]  # fmt: skip


def test_values_are_the_values_and_not_their_words(result: Result) -> None:
    with in_language("zh"):
        first, second, *_ = document(result)["customers"]
    assert first == {
        "customer_id": "007", "name": "张三", "recency_days": 3, "frequency": 12,
        "monetary": 1234567.891, "segment": "champions", "customers_share": 0.1234,
        "last_on": "2024-01-02",
    }  # fmt: skip
    assert second["last_on"] is None
    assert second["customers_share"] == 0.00001


def test_evidence_and_provenance_are_plain(result: Result) -> None:
    said = document(result)
    assert said["evidence"] == {"customers": 5, "gini": None, "cuts": [1.5, 2.0]}
    assert said["provenance"]["inputs"][0]["set_aside"] == 1
    assert said["notes"][1] == {"level": "warning", "text": "2 rows rejected"}
    assert said["tables"]["segments"][1]["customers"] == 2


def test_several_results_are_one_report(result: Result) -> None:
    said = document(result, result)
    assert (said["schema_version"], said["command"], len(said["results"])) == (1, "report", 2)
    assert said["results"][0] == document(result)


def test_nothing_to_show_is_an_empty_list() -> None:
    said = document(Result("profile", None))
    assert (said["customers"], said["tables"], said["as_of"]) == ([], {}, None)
    assert document(Result("profile", None, pl.DataFrame({"customer_id": []})))["customers"] == []


def test_exact_amounts_ids_and_times_become_what_json_has() -> None:
    frame = pl.DataFrame(
        {
            "customer_id": [7],
            "monetary": pl.Series([Decimal("1.50")], dtype=pl.Decimal(38, 6)),
            "at": [datetime(2024, 1, 2, 3, 4, 5)],
            "worst": [math.inf],
            "listed": [["a", "b"]],
        }
    )
    assert document(Result("value", None, frame))["customers"] == [
        {"customer_id": "7", "monetary": 1.5, "at": "2024-01-02T03:04:05", "worst": None,
         "listed": ["a", "b"]}
    ]  # fmt: skip
    assert plain({"on": date(2024, 1, 1), "n": Decimal("0.1"), "s": {"b", "a"}, "x": math.nan}) == {
        "on": "2024-01-01", "n": 0.1, "s": ["a", "b"], "x": None,
    }  # fmt: skip


@given(st.lists(st.tuples(st.text(), st.floats() | st.none()), max_size=20))
def test_any_text_and_any_number_come_back(rows: list[tuple[str, float | None]]) -> None:
    frame = pl.DataFrame(
        rows, schema={"customer_id": pl.String, "monetary": pl.Float64}, orient="row"
    )
    back = document(Result("rfm", None, frame, notes=(Note("info", "x"),)))["customers"]
    assert [row["customer_id"] for row in back] == [text for text, _ in rows]
    for row, (_, number) in zip(back, rows, strict=True):
        finite = number is not None and math.isfinite(number)
        assert row["monetary"] == (number if finite else None)


# --- docs/json.md ----------------------------------------------------------------------------------


def example() -> str:
    """The RFM of three customers of a shop, as any user would get it."""
    from custseg.methods.value import rfm
    from custseg.render.mask import masked
    from custseg.schema.dataset import Dataset
    from custseg.schema.kinds import MONEY

    orders = pl.DataFrame(
        [
            ("C001", "A-1", date(2024, 1, 5), "120.00"),
            ("C001", "A-7", date(2024, 3, 30), "80.50"),
            ("C002", "A-2", date(2023, 11, 11), "35.00"),
            ("C003", "A-4", date(2024, 2, 14), "999.90"),
        ],
        schema=["customer_id", "order_id", "date", "amount"],
        orient="row",
    ).with_columns(pl.col("amount").cast(MONEY))
    with in_language("en"):
        answer = rfm(Dataset.from_frames({"transactions": orders}, as_of=date(2024, 3, 31)))
        return b"".join(pieces([masked(answer)])).decode()


def test_the_documented_example_is_what_comes_out() -> None:
    """CUSTSEG_UPDATE_DOCS=1 writes the new one into docs/json.md."""
    text = DOCS.read_text("utf-8")
    block = f"<!-- example -->\n```json\n{example()}```\n<!-- /example -->"
    current = re.sub(r"<!-- example -->.*<!-- /example -->", lambda _: block, text, flags=re.DOTALL)
    if os.environ.get("CUSTSEG_UPDATE_DOCS"):
        DOCS.write_text(current, "utf-8")
    assert current == text or os.environ.get("CUSTSEG_UPDATE_DOCS")
