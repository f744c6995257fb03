"""The invented bank: its files are awkward on purpose, and add up all the same."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from custseg.demo.bank import truth, truth_of_needs, write_bank
from custseg.demo.ledger import keep_books
from custseg.demo.people import check_digit
from custseg.demo.story import KINDS, LAST_DAY, tell
from custseg.demo.tour import (
    FINDINGS_SHOWN,
    ROWS_SHOWN,
    SHOWN,
    held_against,
    in_brief,
    in_words,
    somebody,
    steps,
    welcome,
)
from custseg.result import Note, Result
from custseg.words import in_language

CUSTOMERS = 300


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bank")
    write_bank(folder, CUSTOMERS)
    return folder


def rows_of(path: Path, encoding: str, skip: int = 0) -> Iterator[dict[str, str]]:
    lines = path.read_bytes().decode(encoding).split("\r\n")[skip:]
    return csv.DictReader(io.StringIO("\n".join(lines)))


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def movements(bank: Path) -> list[dict[str, str]]:
    rows = list(rows_of(bank / "交易流水.csv", "gb18030", skip=4))
    return [row for row in rows if row["交易日期"] != "合计"]


def test_the_same_seed_writes_the_same_bytes(bank: Path, tmp_path: Path) -> None:
    again = write_bank(tmp_path, CUSTOMERS)
    assert len(again) == 10
    for path in again:
        first, second = (hashlib.sha256(p.read_bytes()).digest() for p in (path, bank / path.name))
        assert first == second, path.name


def test_another_seed_is_another_bank(bank: Path, tmp_path: Path) -> None:
    write_bank(tmp_path, CUSTOMERS, seed=7)
    assert (tmp_path / "交易流水.csv").read_bytes() != (bank / "交易流水.csv").read_bytes()


def test_the_total_row_adds_up_to_the_last_fen(bank: Path) -> None:
    rows = list(rows_of(bank / "交易流水.csv", "gb18030", skip=4))
    assert rows[-1]["交易日期"] == "合计"
    amounts = [row["交易金额"] for row in movements(bank)]
    assert amount(rows[-1]["交易金额"]) == sum(amount(a) for a in amounts if a != "待核实")


def test_the_preamble_counts_the_rows(bank: Path) -> None:
    lines = (bank / "交易流水.csv").read_bytes().decode("gb18030").split("\r\n")
    assert lines[2] == f"共{len(movements(bank))}笔记录"


def test_every_balance_follows_from_the_one_before(bank: Path) -> None:
    owner = {r["账号"]: r["客户号"] for r in rows_of(bank / "账户.csv", "gbk")}
    balances: dict[str, Decimal] = {}
    for row in movements(bank):
        customer = owner.get(row["账号"])
        if customer is None or row["交易金额"] in ("待核实", "0.00"):
            continue
        sign = -1 if row["借贷标志"] == "借" else 1
        if customer in balances:
            balances[customer] += sign * amount(row["交易金额"])
            assert balances[customer] == amount(row["账户余额"]), row
        balances[customer] = amount(row["账户余额"])
        assert balances[customer] >= 0


def test_monthly_averages_follow_from_the_movements() -> None:
    story = tell(200, 6)
    ledger = keep_books(story, 6)
    new = story.is_kind("new")
    before = [(c, m) for c in new.nonzero()[0] for m in range(int(story.turn[c]))]
    assert before
    assert all(ledger.averages[c, m].sum() == 0 for c, m in before)
    assert (ledger.averages >= 0).all()


def test_transactions_are_kept_by_account_and_nearly_all_accounts_have_an_owner(bank: Path) -> None:
    owned = {r["账号"] for r in rows_of(bank / "账户.csv", "gbk")}
    orphans = [r for r in movements(bank) if r["账号"] not in owned]
    assert len(orphans) == 3
    assert all(number.endswith("\t") and len(number) == 20 for number in owned)


def test_some_customers_have_an_old_and_a_new_card(bank: Path) -> None:
    customers = [r["客户号"] for r in rows_of(bank / "账户.csv", "gbk")]
    assert len(customers) > len(set(customers))


def test_customers_stand_below_a_merged_title_and_some_twice(bank: Path) -> None:
    sheet = openpyxl.load_workbook(bank / "客户信息.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert [str(r) for r in sheet.merged_cells.ranges] == ["A1:R1"]
    assert "虚构数据" in rows[0][0]
    assert rows[2][:3] == ("客户号", "姓名", "证件号码")
    ids = [row[0].strip() for row in rows[3:-1]]
    assert (len(set(ids)), len(ids)) == (CUSTOMERS, CUSTOMERS + 1)
    assert rows[-1][0] == f"共 {len(ids)} 条记录"


def test_nearly_all_resident_ids_pass_their_check_and_agree_with_sex_and_birth(bank: Path) -> None:
    sheet = openpyxl.load_workbook(bank / "客户信息.xlsx").active
    wrong = 0
    for row in sheet.iter_rows(min_row=4, max_row=CUSTOMERS, values_only=True):
        number, sex, born = row[2:5]
        if number is None:
            continue
        wrong += check_digit(number[:17]) != number[17]
        assert (int(number[16]) % 2 == 1) == (sex == "男")
        assert born is None or born.replace("-", "") == number[6:14]
    assert 0 < wrong < CUSTOMERS * 0.05


def test_a_published_resident_id_has_this_check_digit() -> None:
    assert check_digit("11010519491231002") == "X"  # the example of GB 11643-1999


def test_nothing_happens_after_the_last_day(bank: Path) -> None:
    days = [r["事件时间"][:10] for r in rows_of(bank / "手机银行事件.csv", "utf-8-sig")]
    days += [r["反馈日期"] for r in rows_of(bank / "客户反馈.csv", "gb18030")]
    days += [r["交易日期"] for r in movements(bank)]
    assert max(days) == LAST_DAY.isoformat()


def test_the_truth_has_every_kind_and_says_when_it_changed() -> None:
    known = truth(CUSTOMERS)
    assert set(known["kind"]) == set(KINDS)
    changed = known.filter(pl.col("changed_on").is_not_null())["kind"].unique().sort().to_list()
    assert changed == ["churned", "declining", "dormant", "new"]
    assert known["customer_id"].is_sorted()


def test_the_story_shows_in_the_files(bank: Path) -> None:
    """Churned and dormant customers fall silent when the truth says so; new ones begin then."""
    owner = {r["账号"]: r["客户号"] for r in rows_of(bank / "账户.csv", "gbk")}
    days: dict[str, list[date]] = {}
    for row in movements(bank):
        if row["账号"] in owner and row["交易金额"] not in ("待核实", "0.00"):
            days.setdefault(owner[row["账号"]], []).append(date.fromisoformat(row["交易日期"]))
    for customer, kind, changed in (
        truth(CUSTOMERS).select("customer_id", "kind", "changed_on").iter_rows()
    ):
        if kind == "prospect":
            assert customer not in days
        elif kind == "churned":
            assert (max(days[customer]) - changed).days <= 31
        elif kind == "dormant":
            # Only products that mature may still move.
            assert sum(day > changed for day in days[customer]) <= 12
        elif kind == "new":
            assert min(days[customer]) >= changed


def test_a_bank_of_fifty_customers_is_a_bank_too(tmp_path: Path) -> None:
    assert all(path.stat().st_size > 200 for path in write_bank(tmp_path, 50))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tour_has_a_stop_for_every_method_in_both_languages(language: str) -> None:
    with in_language(language):  # type: ignore[arg-type]
        told = steps()
        said = welcome()
    assert [s.command for s in told] == [
        "inspect", "behavior", "profile", "value", "rfm", "needs", "sentiment", "lifecycle", "segment",
        "tier", "report",
    ]  # fmt: skip
    assert [SIX[language].index(mark) for mark in SIX[language]
            if any(mark in s.asks for s in told)] == list(range(6))  # fmt: skip
    assert ("虚构" in said) == (language == "zh")
    assert all((("：" in s.asks) or ("，" in s.asks)) == (language == "zh") for s in told)


SIX = {"en": [f"Method {n}," for n in range(1, 7)], "zh": [f"方法{n}，" for n in "一二三四五六"]}


def test_the_tour_is_told_in_two_minutes() -> None:
    """What is said besides findings and tables: a minute of reading aloud in either language."""
    with in_language("en"):
        assert sum(len(f"{s.asks} {s.look}".split()) for s in steps()) <= 280
    with in_language("zh"):
        assert sum(len(s.asks + s.look) for s in steps()) <= 560
    assert FINDINGS_SHOWN * len(SHOWN) <= 20


def test_labels_are_held_against_the_truth() -> None:
    known = pl.DataFrame({"customer_id": ["1", "2", "3"], "kind": ["new", "mass", "mass"]})
    found = pl.DataFrame({"customer_id": ["1", "2"], "stage": ["new", "mature"]})
    assert held_against(known, found, "stage").to_dicts() == [
        {"kind": "mass", "mature": 1, "null": 1, "new": 0},
        {"kind": "new", "mature": 0, "null": 0, "new": 1},
    ]


def test_the_truth_is_told_in_words() -> None:
    known = pl.DataFrame({"customer_id": ["1", "2", "3"], "kind": ["new", "mass", "mass"]})
    found = pl.DataFrame({"customer_id": ["1", "2"], "stage": ["new", "mature"]})
    with in_language("zh"):
        said = in_words(held_against(known, found, "stage"), "stage")
    assert said.columns == ["true_kind", "新客", "成熟", "未见到"]
    assert said["true_kind"].to_list() == ["mass", "new"]


def test_the_tour_shows_little_of_a_long_answer() -> None:
    stages = pl.DataFrame(
        {"stage": ["new"] * 40, "customers": [1] * 40, "assets_total": [0.0] * 40}
    )
    customers = pl.DataFrame({"customer_id": ["1"], "stage": ["new"]})
    known = pl.DataFrame({"customer_id": ["1"], "kind": ["new"]})
    whole = Result("lifecycle", None, customers, {"stages": stages, "cohorts": stages},
                   notes=(Note("info", "how"), Note("finding", "what")))  # fmt: skip
    brief = in_brief(whole, known)
    assert brief.customers is None
    assert list(brief.tables) == ["stages", "truth"]
    assert brief.tables["stages"].shape == (ROWS_SHOWN, 2)
    assert [note.text for note in brief.notes] == ["what"]


def test_somebody_to_explain_is_on_the_alarm_list_where_there_is_one() -> None:
    everybody = pl.DataFrame({"customer_id": ["1", "2"]})
    alarmed = Result("sentiment", None, everybody, {"alarm": everybody.tail(1)})
    assert somebody(alarmed) == "2"
    assert somebody(Result("sentiment", None, everybody, {"alarm": everybody.head(0)})) == "1"


def test_chances_are_known_of_what_is_not_held(bank: Path) -> None:
    chance = truth_of_needs(CUSTOMERS)
    assert chance["chance"].is_between(0, 1).all()
    assert 0 < chance["chance"].mean() < 0.2  # type: ignore[operator]
    held = {(row["客户号"], row["产品名称"]) for row in rows_of(bank / "持有产品.csv", "utf-8-sig")
            if row["数据日期"] == LAST_DAY.isoformat()}  # fmt: skip
    assert not held & set(chance.select("customer_id", "product").iter_rows())
    by_loan = chance.filter(pl.col("product") == "安康终身保险").with_columns(
        pl.Series("has_loan", [(c, "安居住房贷款") in held for c in
                               chance.filter(pl.col("product") == "安康终身保险")["customer_id"]]))  # fmt: skip
    with_loan, without = (
        by_loan.filter(pl.col("has_loan") == has)["chance"].mean() for has in (True, False)
    )
    assert with_loan > 3 * without  # type: ignore[operator]
