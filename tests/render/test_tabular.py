"""CSV and Parquet carry values, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.errors import UsageError
from custseg.render.tabular import csv_pieces, jsonl_pieces, single, write_parquet
from custseg.result import Result


def rows(frame: pl.DataFrame) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(csv_pieces(frame)).decode(), newline="")))


def test_keys_and_values_in_every_language(customers: pl.DataFrame) -> None:
    head, first, *_ = rows(customers)
    assert head[:3] == ["customer_id", "name", "recency_days"]
    assert first == ["007", "张三", "3", "12", "1234567.891", "champions", "0.1234", "2024-01-02"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("＝1+1", "'＝1+1"),
        ("-5", "-5"), ("+8613812341234", "+8613812341234"), ("-1,234.50", "-1,234.50"), ("-", "-"),
        ("a=1", "a=1"),
    ],
)  # fmt: skip
def test_formulas_are_made_text_and_numbers_stay(text: str, written: str) -> None:
    assert rows(pl.DataFrame({"own": [text]}))[1] == [written]


def test_a_header_is_data_too() -> None:
    assert rows(pl.DataFrame({"=1+1": [1.5], "b": [[1, 2]]})) == [["'=1+1", "b"], ["1.5", "1; 2"]]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")), max_size=10))
def test_no_cell_begins_a_formula_and_every_text_comes_back(texts: list[str]) -> None:
    back = rows(pl.DataFrame({"customer_id": range(len(texts)), "own": texts},
                             schema={"customer_id": pl.Int64, "own": pl.String}))  # fmt: skip
    for (_, shown), text in zip(back[1:], texts, strict=True):
        assert shown in (text, "'" + text)
        assert shown[:1] != "=" or len(shown) == 1


def test_json_lines_are_one_customer_each(customers: pl.DataFrame) -> None:
    lines = b"".join(jsonl_pieces(customers)).decode().splitlines()
    assert [json.loads(line)["customer_id"] for line in lines] == customers["customer_id"].to_list()


def test_parquet_carries_how_it_was_made(tmp_path: Path, result: Result) -> None:
    write_parquet(result, tmp_path / "c.parquet")
    assert pl.read_parquet(tmp_path / "c.parquet")["customer_id"][0] == "007"
    made = json.loads(pl.read_parquet_metadata(tmp_path / "c.parquet")["custseg"])
    assert made["provenance"]["inputs"][0]["name"] == "订单.csv"


def test_several_results_are_joined_by_customer(result: Result) -> None:
    other = pl.DataFrame({"customer_id": ["007", "new"], "frequency": [12, 1], "monetary": [1.0, 2.0],
                          "stage": ["active", "lost"]})  # fmt: skip
    both = single([result, replace(result, command="lifecycle", customers=other)], "csv").customers
    assert both is not None
    assert both.height == 6
    assert both.filter(pl.col("customer_id") == "007").select(
        "monetary", "lifecycle_monetary", "stage"
    ).row(0) == (1234567.891, 1.0, "active")


def test_an_answer_without_customers_must_be_one_table(result: Result) -> None:
    table = result.tables["segments"]
    lone = Result("inspect", None, tables={"columns": table})
    assert single([lone], "csv").customers is table
    with pytest.raises(UsageError, match="2") as failure:
        single([Result("profile", None, tables={"a": table, "b": table})], "csv")
    assert ".xlsx" in failure.value.hint
