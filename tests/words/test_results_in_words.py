"""Whatever the methods answer can be said in both languages: columns, tables, charts and labels."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from custseg.report import explain, method_results, report, segment
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS
from custseg.words import term
from custseg.words.labels import LABELS
from custseg.words.terms import TERMS, TITLES

START = date(2023, 1, 1)
PRODUCTS = ("活期存款", "理财产品", "基金")
NUMBERS = re.compile(r"^[<>≤≥]?[\d.,]+(\+|-[\d.,]+)?$")
"""Bands such as 18-24 need no words."""
FROM_THE_DATA = {"product", "main_product", "channel", "category", "region", "province", "city"}
"""Label columns in which a value of the user's own data stands as it is."""


def frame(kind: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={column: KINDS[kind][column] for column in rows[0]})


def a_small_bank() -> Dataset:
    """Sixty customers of every sort: busy, new, idle, gone, never bought; with all kinds of tables."""
    ids = [f"C{n:03}" for n in range(60)]
    customers = frame("customers", [
        {"customer_id": c, "name": f"客户{n}", "sex": ("male", "female", None)[n % 3],
         "birth_date": date(1945 + n, 3, 1 + n % 28), "id_number": "440524198001010013" if n < 2 else None,
         "id_expires_on": START + timedelta(days=20 * n), "occupation": ("教师", "工人", "退休", None)[n % 4],
         "income": Decimal(20_000 * n), "education": ("本科", "高中", "硕士", "博士后站")[n % 4],
         "marital_status": ("已婚", "未婚")[n % 2], "address": ("广东省深圳市", "上海市", None)[n % 3],
         "opened_on": START + timedelta(days=7 * n), "member": n % 2 == 0, "phone": f"138000{n:05}",
         "industry": ("制造业", None)[n % 2], "employees": 10 * n * n, "risk_level": f"C{1 + n % 5}"}
        for n, c in enumerate(ids)])  # fmt: skip
    transactions = frame("transactions", [
        {"customer_id": c, "order_id": f"{c}-{k}", "date": START + timedelta(days=n * 5 + k * (3 + n % 40)),
         "hour": (n + k) % 24, "amount": Decimal(-20 if k % 9 == 8 else 100 + 13 * n + k),
         "fee": Decimal(1), "product": PRODUCTS[(n + k) % 3],
         "channel": ("手机银行", "柜面")[k % 2]}
        for n, c in enumerate(ids[:50]) for k in range(1 + n % 12)
        if START + timedelta(days=n * 5 + k * (3 + n % 40)) < date(2024, 7, 1)])  # fmt: skip
    balances = frame("balances", [
        {"customer_id": c, "date": date(2023 + m // 12, m % 12 + 1, 28), "product": PRODUCTS[n % 3],
         "balance": Decimal((n + 1) * 5_000 * (1 + (m * n) % 3))}
        for n, c in enumerate(ids[:40]) for m in range(18)])  # fmt: skip
    holdings = frame("holdings", [
        {"customer_id": c, "product": PRODUCTS[n % 3], "opened_on": START, "amount": Decimal(1000 * n)}
        for n, c in enumerate(ids[:30])])  # fmt: skip
    events = frame("events", [
        {"customer_id": c, "date": START + timedelta(days=9 * n), "event_type": "登录", "channel": "APP"}
        for n, c in enumerate(ids[20:])])  # fmt: skip
    feedback = frame("feedback", [
        {"customer_id": c, "date": START + timedelta(days=9 * n), "feedback_type": "投诉", "score": 3.0}
        for n, c in enumerate(ids[:20])])  # fmt: skip
    leads = frame("leads", [
        {"lead_id": f"L{n}", "customer_id": c if n % 2 else None, "stage": ("潜在", "意向", "成交")[n % 3],
         "source": ("介绍", "广告")[n % 2], "created_on": START + timedelta(days=5 * n)}
        for n, c in enumerate(ids)])  # fmt: skip
    return Dataset.from_frames({
        "customers": customers, "transactions": transactions, "balances": balances,
        "holdings": holdings, "events": events, "feedback": feedback, "leads": leads,
    })  # fmt: skip


@pytest.fixture(scope="module")
def results() -> list[Result]:
    bank = a_small_bank()
    computed, lacking = method_results(bank)
    assert not lacking
    return [
        *computed,
        report(bank)[0],
        segment(bank, clusters=3),
        explain(bank, "C001"),
    ]


def frames_of(result: Result) -> dict[str, pl.DataFrame]:
    frames = {f"{result.command}.{key}": table for key, table in result.tables.items()}
    frames |= {f"{result.command}.chart.{chart.key}": chart.frame for chart in result.charts}
    if result.customers is not None:
        frames[f"{result.command}.customers"] = result.customers
    return frames


def test_every_column_has_its_term(results: list[Result]) -> None:
    missing = sorted({
        f"{place}: {column}"
        for result in results
        for place, table in frames_of(result).items()
        for column in table.columns
        if term(column) is None
    })  # fmt: skip
    assert not missing, "\n".join(missing)


def test_every_table_chart_and_command_has_its_title(results: list[Result]) -> None:
    keys = {
        key
        for result in results
        for key in (result.command, *result.tables, *(chart.key for chart in result.charts))
    }
    assert not keys - set(TITLES), sorted(keys - set(TITLES))


def test_every_label_has_its_words(results: list[Result]) -> None:
    missing = set()
    for result in results:
        for place, table in frames_of(result).items():
            for column in table.columns:
                entry = TERMS.get(column)
                if entry is None or entry.unit != "label" or table.schema[column] != pl.String:
                    continue
                for value in table[column].drop_nulls().unique():
                    known = value in LABELS.get(column, {}) or value in TERMS or value in TITLES
                    is_file = column == "column" and value in KINDS
                    is_data = (
                        is_file or column in FROM_THE_DATA or re.search("[\u4e00-\u9fff]", value)
                    )
                    if not known and not is_data and not NUMBERS.match(value):
                        missing.add(f"{place}: {column} = {value}")
    assert not missing, "\n".join(sorted(missing))


def test_customers_are_one_row_each_and_sorted(results: list[Result]) -> None:
    for result in results:
        if result.customers is not None:
            ids = result.customers["customer_id"]
            assert result.customers.columns[0] == "customer_id"
            assert ids.is_sorted(), result.command
            assert ids.is_unique().all(), result.command


def test_every_result_says_what_it_found_and_how_it_was_made(results: list[Result]) -> None:
    for result in results:
        assert any(note.level == "finding" for note in result.notes), result.command
        assert result.provenance is not None, result.command
        assert result.as_of == date(2024, 6, 28) or result.as_of is not None, result.command


def test_both_languages_are_spoken_without_a_mix() -> None:
    from custseg.words import in_language

    bank = a_small_bank()
    with in_language("en"):
        english = [note.text for result in method_results(bank)[0] for note in result.notes]
    with in_language("zh"):
        chinese = [note.text for result in method_results(bank)[0] for note in result.notes]
    assert len(english) == len(chinese)
    same = [e for e, c in zip(english, chinese, strict=True) if e == c]
    assert not same, "\n".join(same)
    without = [c for c in chinese if not re.search("[\u4e00-\u9fff]", c)]
    assert not without, "\n".join(without)
