"""needs: offers, evidence, eligibility and the test on later data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.demo.wants import WARES, chances, live, suits
from custseg.errors import InputError, UsageError
from custseg.methods.needs import NeedsSettings, needs, needs_reason
from custseg.methods.needs.groups import NEEDS, need_of
from custseg.methods.needs.settings import ProductRule, SignalRule
from custseg.methods.needs.signals import _grouped
from custseg.schema import read
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS
from custseg.settings import Yuan, fill, load

FIRST, SECOND, THIRD = date(2023, 6, 30), date(2024, 3, 31), date(2024, 12, 31)
EASY = NeedsSettings(min_support=1, min_tested=1, shrink=0.0)


def frame(kind: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={column: KINDS[kind].get(column, pl.String()) for column in rows[0]}
    )


def held(*rows: tuple[str, str]) -> pl.DataFrame:
    return frame("holdings", [{"customer_id": c, "product": p} for c, p in rows])


def lists(states: dict[date, list[tuple[str, str]]]) -> pl.DataFrame:
    return frame("holdings", [{"customer_id": c, "product": p, "snapshot_on": on}
                              for on, rows in states.items() for c, p in rows])  # fmt: skip


def first_offers(data: Dataset, wanted: NeedsSettings = EASY) -> dict[str, str | None]:
    customers = needs(data, wanted).customers
    assert customers is not None
    return dict(customers.select("customer_id", "next_1").iter_rows())


BANK = [("a", "基金"), ("a", "保险"), ("b", "基金"), ("b", "保险"), ("c", "基金"), ("d", "贷款"), ("e", "贷款"),
        ("e", "信用卡"), ("f", "贷款")]  # fmt: skip


def test_who_holds_one_is_offered_what_others_hold_with_it() -> None:
    offers = first_offers(Dataset.from_frames({"holdings": held(*BANK)}))
    assert offers["c"] == "保险"
    assert offers["d"] == offers["f"] == "信用卡"


MANY = [(f"{c}{k:02}", p) for k in range(20) for c, p in BANK]
"""The same bank with twenty customers of each kind: enough to tell a habit from chance."""


def test_the_sentence_says_share_n_and_lift() -> None:
    customers = needs(Dataset.from_frames({"holdings": held(*MANY)}), EASY).customers
    assert customers is not None
    row = customers.row(by_predicate=pl.col("customer_id") == "c00", named=True)
    assert row["next_1_because"] == (
        "of those who hold 基金, 66.7% hold 保险 (n 60, lift 2.0, 95% 1.7 to 2.2)"
    )
    assert row["next_1_score"] == pytest.approx(2 / 3)
    assert "first offer 保险" in needs_reason(row)


def test_an_offer_that_what_is_held_does_not_tell_of_rests_on_popularity() -> None:
    customers = needs(Dataset.from_frames({"holdings": held(*BANK)}), EASY).customers
    assert customers is not None
    row = customers.row(by_predicate=pl.col("customer_id") == "c", named=True)
    assert row["next_1_because"] == (
        "for its popularity, as to anybody: of those who hold anything, 33.3% hold 保险 (n 2); "
        "基金 says no more of it (lift 2.0, 95% 0.8 to 2.7)"
    )
    assert row["need_rule"] == "held", "popularity is no evidence of a need"


def test_equal_customers_have_equal_lines_whatever_the_order_of_rows() -> None:
    rows = held(*BANK)
    wanted = needs(Dataset.from_frames({"holdings": rows}), EASY).customers
    turned = needs(Dataset.from_frames({"holdings": rows.reverse()}), EASY).customers
    assert wanted is not None
    assert turned is not None
    assert wanted.equals(turned)
    twins = wanted.filter(pl.col("customer_id").is_in(["d", "f"])).drop("customer_id")
    assert twins.n_unique() == 1


@given(
    st.lists(st.tuples(st.integers(0, 15), st.integers(0, 5)), min_size=4, max_size=60, unique=True)
)
@settings(max_examples=8)
def test_renaming_customers_renames_and_nothing_else(pairs: list[tuple[int, int]]) -> None:
    def answer(name: Callable[[int], str]) -> pl.DataFrame:
        rows = held(*((name(c), f"产品{p}") for c, p in pairs))
        customers = needs(Dataset.from_frames({"holdings": rows}), EASY).customers
        assert customers is not None
        return customers

    plain = answer(lambda c: f"{c:02}")
    renamed = answer(lambda c: f"x{99 - c:02}")
    back = renamed.with_columns(
        pl.col("customer_id").str.slice(1).cast(pl.Int64).map_elements(lambda n: f"{99 - n:02}", pl.String)
    ).sort("customer_id")  # fmt: skip
    assert plain.equals(back)


@given(
    st.lists(st.tuples(st.integers(0, 15), st.integers(0, 4)), min_size=4, max_size=50, unique=True)
)
@settings(max_examples=8)
def test_renaming_products_keeps_scores(pairs: list[tuple[int, int]]) -> None:
    def scores(name: Callable[[int], str]) -> list[float | None]:
        rows = held(*((f"{c:02}", name(p)) for c, p in pairs))
        customers = needs(Dataset.from_frames({"holdings": rows}), EASY).customers
        assert customers is not None
        return customers["next_1_score"].to_list()

    assert scores(lambda p: f"产品{p}") == pytest.approx(scores(lambda p: f"z{9 - p}"), nan_ok=True)


def test_a_list_in_parts_is_the_list() -> None:
    whole = needs(Dataset.from_frames({"holdings": held(*BANK)}), EASY).customers
    cut = Dataset.from_frames({"holdings": pl.concat([held(*BANK[4:]), held(*BANK[:4])])})
    other = needs(cut, EASY).customers
    assert whole is not None
    assert other is not None
    assert whole.equals(other)


# --- two days and more -------------------------------------------------------------------------------


def transitions() -> dict[date, list[tuple[str, str]]]:
    """A and B are held together by many from the start; who has A takes C between the lists."""
    start = [(f"{n:03}", "A") for n in range(120)] + [(f"{n:03}", "B") for n in range(80)]
    start += [(f"{n:03}", "D") for n in range(100, 200)]
    took = start + [(f"{n:03}", "C") for n in range(30)]
    more = took + [(f"{n:03}", "C") for n in range(30, 60)]
    return {FIRST: start, SECOND: took, THIRD: more}


def test_with_two_days_what_is_taken_goes_before_what_is_held_together() -> None:
    states = transitions()
    together = Dataset.from_frames({"holdings": lists({SECOND: states[SECOND]})})
    assert first_offers(together)["090"] == "B"
    both = Dataset.from_frames({"holdings": lists({on: states[on] for on in (FIRST, SECOND)})})
    assert first_offers(both)["090"] == "C"


def test_the_last_period_tests_the_rates_of_those_before() -> None:
    result = needs(
        Dataset.from_frames({"holdings": lists(transitions())}), NeedsSettings(min_tested=10)
    )
    table = result.tables["offer_test"]
    assert result.evidence["tested_later"] is True
    assert table.filter(pl.col("ranking") == "taken")["hit_at_3"].item() == 1.0
    assert set(table["customers"]) == {30}
    assert result.as_of == THIRD


def test_of_both_ways_of_a_pair_the_one_that_is_taken_goes_first() -> None:
    states = transitions()
    data = Dataset.from_frames({"holdings": lists({on: states[on] for on in (FIRST, THIRD)})})
    rules = needs(data, NeedsSettings(min_tested=10)).tables["product_rules"]
    ways = [
        pair
        for pair in rules.select("because_product", "product").iter_rows()
        if set(pair) == {"A", "C"}
    ]
    assert ways == [("A", "C"), ("C", "A")]


def test_with_two_days_halves_test_each_other_and_it_is_said() -> None:
    states = transitions()
    data = Dataset.from_frames({"holdings": lists({on: states[on] for on in (SECOND, THIRD)})})
    result = needs(data, NeedsSettings(min_tested=10))
    assert result.evidence["tested_later"] is False
    assert any("a third day would test it" in note.text for note in result.notes)


def test_dates_of_opening_make_three_days() -> None:
    rows = [{"customer_id": f"{n:03}", "product": p, "opened_on": date(2021, 1, 1) + timedelta(days=7 * n + 200 * at)}
            for n in range(120) for at, p in enumerate("ABC")]  # fmt: skip
    result = needs(
        Dataset.from_frames({"holdings": frame("holdings", rows)}), NeedsSettings(min_tested=5)
    )
    assert len(result.evidence["days"]) == 3
    assert any("earlier days look emptier" in note.text for note in result.notes)


def test_one_list_without_dates_claims_no_test() -> None:
    result = needs(Dataset.from_frames({"holdings": held(*BANK)}), EASY)
    assert "offer_test" not in result.tables
    assert any("cannot be tested on later data" in note.text for note in result.notes)


def test_too_few_takers_are_not_claimed() -> None:
    result = needs(
        Dataset.from_frames({"holdings": lists(transitions())}), NeedsSettings(min_tested=31)
    )
    assert "offer_test" not in result.tables
    assert any(
        "31 customers who took something new" in n.text and "30 were found" in n.text
        for n in result.notes
    )


def test_a_ranking_that_loses_to_popularity_says_so() -> None:
    rng = np.random.default_rng(1)
    people = range(400)
    start = {c: {int(rng.integers(0, 4))} for c in people}
    states = [start]
    for _ in range(2):
        states.append(
            {
                c: s | ({4} if rng.random() < 0.5 else {int(rng.integers(5, 30))})
                for c, s in states[-1].items()
            }
        )
    data = {on: [(f"{c:03}", f"P{p:02}") for c, s in state.items() for p in s]
            for on, state in zip((FIRST, SECOND, THIRD), states, strict=True)}  # fmt: skip
    result = needs(Dataset.from_frames({"holdings": lists(data)}), NeedsSettings(score="together"))
    assert any("taken most (MAP" in note.text for note in result.notes if note.level == "warning")


def test_auto_takes_what_foretold_better_and_no_choice_sees_its_own_test() -> None:
    """Goods of two tastes, many a customer: all that was bought says more than the best single one."""
    rng = np.random.default_rng(4)
    taste = rng.integers(0, 2, 600)
    likely = np.where(np.arange(40) // 20 == taste[:, None], 0.16, 0.08)
    bought = [rng.random((600, 40)) < likely]
    for _ in range(2):
        bought.append(bought[-1] | (rng.random((600, 40)) < likely / 2))
    data = {on: [(f"{c:03}", f"P{p:02}") for c, p in zip(*np.nonzero(b), strict=True)]
            for on, b in zip((FIRST, SECOND, THIRD), bought, strict=True)}  # fmt: skip
    result = needs(Dataset.from_frames({"holdings": lists(data)}))
    table = {row["ranking"]: row for row in result.tables["offer_test"].iter_rows(named=True)}
    assert table["basket"]["map_at_7"] > table["taken"]["map_at_7"]
    assert result.evidence["score"] == "basket"
    assert table["auto"]["map_at_7"] <= table["basket"]["map_at_7"]
    assert table["auto"]["beats_popular"] == "better"


@pytest.mark.parametrize("seed", [1])
def test_known_chances_are_ranked_better_than_by_popularity(seed: int) -> None:
    """The invented bank's process: how much true chance lies in the first three places."""
    rng = np.random.default_rng(seed)
    n = 3000
    suited = suits(np.clip(rng.normal(42, 13, n), 18, 85), np.exp(rng.normal(11.4, 0.6, n)))
    life = live(suited, np.ones((n, 27)), rng)
    rows = [pl.DataFrame({"customer_id": np.char.zfill(np.nonzero(life.held(m))[0].astype(str), 5),
                          "product": np.array([w.name for w in WARES])[np.nonzero(life.held(m))[1]],
                          "snapshot_on": on})
            for m, on in zip((8, 17, 26), (FIRST, SECOND, THIRD), strict=True)]  # fmt: skip
    now = life.held(26)
    truth = chances(now, suited, lives=8, seed=seed)
    asked = np.flatnonzero(now.any(axis=1))

    def caught(score: str) -> float:
        customers = needs(
            Dataset.from_frames({"holdings": pl.concat(rows)}), NeedsSettings(score=score)
        ).customers
        assert customers is not None
        place = {w.name: at for at, w in enumerate(WARES)}
        mine = customers.filter(pl.col("products_held") > 0)
        offered = (
            mine.select(pl.col(f"next_{k}").replace_strict(place, default=None) for k in (1, 2))
            .fill_null(-1)
            .to_numpy()
        )
        return float(
            np.where(
                offered >= 0, np.take_along_axis(truth[asked], np.maximum(offered, 0), axis=1), 0
            ).sum()
        )

    assert caught("taken") > 1.1 * caught("popular")
    assert caught("taken") > 1.02 * caught("together")


# --- who may be offered what -------------------------------------------------------------------------


def customers_list(**columns: object) -> pl.DataFrame:
    return frame("customers", [{"customer_id": c, **{k: v[c] if isinstance(v, dict) else v for k, v in columns.items()}}
                               for c in "abcdef"])  # fmt: skip


def test_age_risk_and_consent_come_before_the_ranking() -> None:
    rated = frame(
        "holdings",
        [
            {"customer_id": c, "product": p, "risk_rating": "R4" if p == "保险" else "R1"}
            for c, p in BANK
        ],
    )
    people = customers_list(age={"d": 70.0, **dict.fromkeys("abcef", 40.0)}, risk_level="C2",
                            marketing_consent={"f": False, **dict.fromkeys("abcde", True)})  # fmt: skip
    result = needs(Dataset.from_frames({"holdings": rated, "customers": people}), EASY)
    offers = dict(result.customers.select("customer_id", "next_1").iter_rows())  # type: ignore[union-attr]
    assert offers["c"] != "保险", "R4 against C2"
    assert offers["d"] not in ("信用卡", "贷款"), "70 years"
    assert offers["f"] is None, "no consent"
    barred = result.customers.row(by_predicate=pl.col("customer_id") == "f", named=True)  # type: ignore[union-attr]
    assert "no product is offered: 3 are barred by consent" in needs_reason(barred)
    kept_back = dict(
        result.tables["exclusions"].select("exclusion", "offers_kept_back").iter_rows()
    )
    assert kept_back == {"no_consent": 3, "age": 1, "risk": 3}


def test_an_unknown_risk_level_counts_as_the_lowest() -> None:
    rated = frame(
        "holdings",
        [
            {"customer_id": c, "product": p, "risk_rating": "R2" if p == "保险" else "R1"}
            for c, p in BANK
        ],
    )
    people = customers_list(risk_level={"c": None, **dict.fromkeys("abdef", "C5")})
    assert (
        first_offers(Dataset.from_frames({"holdings": rated, "customers": people}))["c"] != "保险"
    )


def test_who_was_contacted_rests() -> None:
    events = frame("events", [{"customer_id": "c", "date": THIRD - timedelta(days=5), "event_type": "营销外呼"},
                              {"customer_id": "d", "date": THIRD - timedelta(days=50), "event_type": "营销外呼"},
                              {"customer_id": "e", "date": THIRD, "event_type": "登录"}])  # fmt: skip
    data = {"holdings": held(*BANK), "events": events}
    offers = first_offers(Dataset.from_frames(data))
    assert offers["c"] is None
    assert offers["d"] == "信用卡"


def test_what_could_not_be_checked_is_named() -> None:
    notes = [n.text for n in needs(Dataset.from_frames({"holdings": held(*BANK)}), EASY).notes]
    [said] = [text for text in notes if text.startswith("not looked at before offering")]
    assert "birth_date" in said
    assert "risk_level" in said
    assert "marketing_consent" in said


def test_products_can_be_left_out_and_named_by_rules() -> None:
    rules = (ProductRule(name="保险", is_offered=False), ProductRule(name="信用卡", need="daily"))
    result = needs(
        Dataset.from_frames({"holdings": held(*BANK)}),
        NeedsSettings(min_support=1, shrink=0.0, products=rules),
    )
    assert result.customers is not None
    assert "保险" not in result.customers["next_1"].to_list()
    needed = dict(result.tables["penetration"].select("product", "customer_need").iter_rows())
    assert needed["信用卡"] == "daily"


# --- what speaks for a need --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "need"),
    [("稳利180天理财", "investment"), ("三年期定期存款", "investment"), ("安居住房贷款", "loan"), ("江南信用卡", "payment"),
     ("短信通知", "daily"), ("跨境汇款签约", "cross_border"), ("安康终身保险", "protection"), ("养老基金", "protection"),
     ("mortgage", "loan"), ("Credit Card", "payment"), ("神秘产品", None)],
)  # fmt: skip
def test_products_answer_needs_by_their_names(product: str, need: str | None) -> None:
    assert need_of(product) == need


def main_need(data: dict[str, pl.DataFrame], customer: str = "a") -> tuple[str, str, str]:
    customers = needs(Dataset.from_frames(data), EASY).customers
    assert customers is not None
    row = customers.row(by_predicate=pl.col("customer_id") == customer, named=True)
    return row["main_need"], row["need_rule"], row["need_because"]


def test_what_is_said_comes_before_what_is_looked_at() -> None:
    events = frame("events", [{"customer_id": c, "date": THIRD, "event_type": kind, "product": p}
                              for c, kind, p in [*[("a", "浏览产品", "贷款")] * 3, ("b", "咨询", "外汇"), ("c", "浏览产品", "贷款")]])  # fmt: skip
    said = frame("feedback", [
        {"customer_id": "a", "date": THIRD, "feedback_type": "问卷", "text": "想买一份保险给孩子"},
        {"customer_id": "d", "date": THIRD, "feedback_type": "投诉", "text": "我想退掉理财"}])  # fmt: skip
    data = {"holdings": held(*BANK, *MANY), "events": events, "feedback": said}
    assert main_need(data) == ("protection", "said", "“想买一份保险给孩子”")
    assert main_need(data, "b") == ("cross_border", "asked", "enquired 1 times")
    assert main_need(data, "c")[1] == "alike", "one look is none"
    assert main_need(data, "d")[1] == "alike", "a complaint is no wish"


def written(folder: Path, **tables: str) -> Dataset:
    """A dataset of files, so that the customer list keeps its own columns."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return read([str(folder)])


HOLDINGS = "客户号,产品名称\n" + "\n".join(f"{c},{p}" for c, p in BANK)


def test_numbers_of_the_customer_list_are_signals(tmp_path: Path) -> None:
    lines = [
        f'{c},男,40,"{1000 * n:,}.00",{"是" if c == "b" else "否"}' for n, c in enumerate("abcdef")
    ]
    data = written(
        tmp_path,
        holdings=HOLDINGS,
        people="\n".join(["客户号,性别,年龄,中间业务收入,短信通", *lines]),
    )
    customers = needs(data, EASY).customers
    assert customers is not None
    said = {
        row["customer_id"]: (row["main_need"], row["need_rule"], row["need_because"])
        for row in customers.iter_rows(named=True)
    }
    assert said["f"] == ("daily", "signal", "fees 5,000, in the top 10% (from 4,600 on)")
    assert said["b"] == ("daily", "signal", "message service (column 短信通)")


def test_goods_of_a_shop_are_no_products_of_a_bank(tmp_path: Path) -> None:
    """Gift cards and cash boxes answer no need of money; rules of the settings may say what they answer."""
    goods = ("gift card", "cash box", "teapot", "lunch bag", "candle")
    rows = [
        f"c{n:02},2024-0{1 + n % 9}-11,{good},9.5"
        for n in range(40)
        for k, good in enumerate(goods)
        if (n + k) % 3
    ]
    (tmp_path / "sales.csv").write_text(
        "\n".join(["客户号,交易日期,商品名称,交易金额", *rows]), "utf-8"
    )
    result = needs(read([str(tmp_path / "sales.csv")]), EASY)
    assert result.customers is not None
    assert result.customers["main_need"].is_null().all()
    assert "customer_needs" not in result.tables
    assert any("not called as a bank's products" in n.text for n in result.notes)
    assert "bought" in result.notes[0].text
    assert result.customers["next_1_because"].drop_nulls().str.contains("bought|buy").all()
    named = NeedsSettings(min_support=1, products=(ProductRule(name="card", need="payment"),))
    told = needs(read([str(tmp_path / "sales.csv")]), named).customers
    assert told is not None
    assert set(told["main_need"].drop_nulls()) == {"payment"}


def test_amounts_are_said_with_commas() -> None:
    amounts = [0, 7, 999, 1_000, 351_836, 1_234_567, 10**9, 1_234_567_890_123]
    said = pl.DataFrame({"n": amounts}).select(_grouped(pl.col("n")))["n"].to_list()
    assert said == [f"{n:,}" for n in amounts]


def test_idle_money_speaks_for_investment_unless_there_is_one() -> None:
    balances = frame("balances", [{"customer_id": c, "date": THIRD, "product": "活期存款", "balance": Decimal(80_000)}
                                  for c in "cd"])  # fmt: skip
    data = {"holdings": held(*BANK), "balances": balances}
    assert main_need(data, "d")[:2] == ("investment", "signal")
    assert main_need(data, "c")[1] != "signal", "holds a fund"


def test_own_signals_are_rules_of_the_settings(tmp_path: Path) -> None:
    rule = SignalRule(name="孩子", need="protection", columns=("子女数",), at_least=Yuan(1))
    people = "\n".join(
        ["客户号,性别,年龄,子女数", *(f"{c},男,40,{2 if c == 'd' else 0}" for c in "abcdef")]
    )
    data = written(tmp_path, holdings=HOLDINGS, people=people)
    table = needs(data, NeedsSettings(signals=(rule,))).tables["need_signals"].row(0, named=True)
    assert (table["signal"], table["looked_at"], table["customers"]) == ("孩子", "子女数", 1)


def test_the_needs_add_up_to_all_customers() -> None:
    result = needs(Dataset.from_frames({"holdings": held(*BANK)}), EASY)
    table = result.tables["customer_needs"]
    assert table["customers"].sum() == 6
    assert tuple(table["customer_need"]) == (*NEEDS, "none")
    by_rule = table.select(pl.sum_horizontal(pl.col("^main_by_.*$"))).to_series()
    assert (by_rule == table["customers"])[:-1].all(), "by which evidence adds up to the customers"
    every = result.tables["need_evidence"]
    assert (every["by_any"] >= table["customers"][:-1]).all(), (
        "who has a main need has evidence of it"
    )
    assert (every["by_any"] <= every.select(pl.sum_horizontal(pl.exclude("customer_need", "by_any"))).to_series()).all()  # fmt: skip


def test_products_signals_and_days_can_be_set_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "custseg.toml"
    file.write_text(
        '[needs]\ntest_days = 90\n[[needs.products]]\nname = "积存金|黄金"\nneed = "investment"\nmin_age = 18\n'
        'risk = "R5"\n[[needs.signals]]\nname = "家庭"\nneed = "protection"\ncolumns = ["子女数"]\nat_least = "1万"\n', "utf-8"
    )  # fmt: skip
    found = load(file, {"needs": lambda: NeedsSettings})["needs"]
    assert isinstance(found, NeedsSettings)
    assert (found.test_days, found.products[0].min_age, found.signals[0].at_least) == (
        90,
        18,
        10_000,
    )


# --- shapes of exports -------------------------------------------------------------------------------


def test_purchases_are_products_had_from_their_day() -> None:
    rows = [{"customer_id": f"{n:02}", "date": date(2024, 1, 1) + timedelta(days=5 * n), "amount": Decimal(10),
             "product": p} for n in range(60) for p in "AB"[: 1 + n % 2]]  # fmt: skip
    result = needs(Dataset.from_frames({"transactions": frame("transactions", rows)}), EASY)
    assert result.tables["penetration"]["product"].to_list() == ["A", "B"]


def test_nothing_to_work_on_names_what_is_needed() -> None:
    with pytest.raises(InputError, match="products that customers hold or bought"):
        needs(Dataset.from_frames({"customers": customers_list(age=40.0)}))


def test_a_product_from_an_age_above_its_last_is_refused() -> None:
    with pytest.raises(UsageError, match="max_age must not be below min_age"):
        fill(NeedsSettings, {"products": [{"name": "贷款", "min_age": 65, "max_age": 18}]}, "needs")


def test_one_customer_with_the_only_product() -> None:
    result = needs(Dataset.from_frames({"holdings": held(("a", "基金"))}))
    assert result.notes[0].text == "基金, the only product, is held by 1 of 1 customer"
    assert result.customers is not None
    assert result.customers["next_1"].to_list() == [None]
    assert "no product is offered" in needs_reason(result.customers.row(0, named=True))


def test_of_the_only_product_nothing_is_concluded_from_customers_alike() -> None:
    customers = needs(Dataset.from_frames({
        "holdings": held(("a", "贷款"), ("b", "贷款")), "customers": pl.DataFrame({"customer_id": ["a", "b", "c"]})})).customers  # fmt: skip
    assert customers is not None
    assert customers["main_need"].to_list() == ["loan", "loan", None]


def test_where_everybody_holds_everything_nothing_is_offered() -> None:
    rows = [(f"{n:03}", p) for n in range(60) for p in ("存款", "基金", "贷款")]
    result = needs(Dataset.from_frames({"holdings": held(*rows)}))
    assert result.customers is not None
    assert result.customers["next_1"].is_null().all()
    assert any("every customer holds every product" in n.text for n in result.notes)


def test_products_with_one_holder_say_nothing_of_others() -> None:
    rows = [(f"{n:03}", f"只有一人持有{n}") for n in range(40)] + [
        (f"{n:03}", "A") for n in range(40)
    ]
    result = needs(Dataset.from_frames({"holdings": held(*rows)}))
    assert any("fewer than 30 customers hold" in note.text for note in result.notes)
    assert "product_rules" not in result.tables


def test_many_products_are_cut_to_the_most_held_and_it_is_said() -> None:
    rows = [(f"{n % 50:03}", f"货{n:05}") for n in range(3000)] + [
        (f"{n:03}", f"热{k}") for n in range(50) for k in range(3)
    ]
    result = needs(Dataset.from_frames({"holdings": held(*rows)}), NeedsSettings(max_products=100))
    assert result.evidence["products"] == 100
    assert any(
        "3,003 products are too many" in note.text
        for note in result.notes
        if note.level == "warning"
    )
    assert "any of the 100 products that are counted, of 3,003" in result.notes[0].text


def test_lift_and_penetration_say_whom_they_count() -> None:
    rows = held(*[(f"{n:03}", p) for n in range(40) for p in "AB"])
    everybody = frame("customers", [{"customer_id": f"{n:03}"} for n in range(60)])
    result = needs(Dataset.from_frames({"holdings": rows, "customers": everybody}))
    assert "product_rules" in result.tables
    assert any(
        "the 40 customers who have any product, penetration counts all 60" in n.text
        for n in result.notes
    )


def test_closed_and_matured_products_are_not_held() -> None:
    rows = frame("holdings", [
        {"customer_id": "a", "product": "A", "status": "持有"}, {"customer_id": "b", "product": "A", "status": "已结清"}])  # fmt: skip
    customers = needs(Dataset.from_frames({"holdings": rows}), EASY).customers
    assert customers is not None
    assert dict(customers.select("customer_id", "products_held").iter_rows()) == {"a": 1, "b": 0}


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("客户号,定期存款,基金,保险\na,1,0,1\nb,0,1,\nc,,,0", {"a": 2, "b": 1, "c": 0}),
        ("客户号,定期存款,基金,保险\na,是,否,是\nb,否,是,否\nc,否,否,否", {"a": 2, "b": 1, "c": 0}),
        (
            '客户号,定期存款,基金,保险\na,1.2万,0,300\nb,0.00,"1,000",-5\nc,0,0,0',
            {"a": 2, "b": 1, "c": 0},
        ),
    ],
    ids=["1/0", "是/否", "amounts"],
)
def test_a_column_for_each_product_is_a_list_of_holdings(
    tmp_path: Path, text: str, has: dict[str, int]
) -> None:
    customers = needs(written(tmp_path, wide=text), EASY).customers
    assert customers is not None
    assert dict(customers.select("customer_id", "products_held").iter_rows()) == has


def test_cells_that_say_neither_are_counted(tmp_path: Path) -> None:
    rows = "\n".join(f"{n:05},{n % 2},{'?' if n == 20_500 else 1}" for n in range(21_000))
    data = written(tmp_path, wide=f"客户号,基金,保险\n{rows}")
    assert any(
        "1 cells of 保险" in note.text for note in needs(data).notes if note.level == "warning"
    )


def test_flags_of_the_customer_list_are_products(tmp_path: Path) -> None:
    people = "客户号,姓名,年龄,性别,基金,保险,党员\n1,张三,30,男,1,0,1\n2,李四,40,女,1,1,0\n3,王五,50,男,0,1,1\n"
    result = needs(written(tmp_path, people=people), EASY)
    assert set(result.tables["penetration"]["product"]) == {"基金", "保险"}
    assert any("of the customer list say who holds what" in note.text for note in result.notes)


def test_amounts_are_said_to_count_as_held(tmp_path: Path) -> None:
    text = "客户号,定期存款,基金\na,1.2万,0\nb,0.00,1\n"
    notes = [n.text for n in needs(written(tmp_path, wide=text), EASY).notes]
    assert "the columns of 定期存款 hold amounts: what is above 0 counts as held" in notes


# --- the scorecard -----------------------------------------------------------------------------------


def with_card(n: int = 3000) -> pl.DataFrame:
    rng = np.random.default_rng(3)
    age = rng.integers(20, 80, n)
    took = rng.random(n) < np.where(age < 40, 0.3, 0.05)
    duration = np.where(took, rng.integers(200, 900, n), rng.integers(1, 300, n))
    return pl.DataFrame({"customer_id": [f"{k:05}" for k in range(n)], "age": age.astype(float),
                         "y": np.where(took, "yes", "no"), "duration": duration.astype(str),
                         "same": np.where(took, "1", "0"), "job": rng.choice(["a", "b"], n)})  # fmt: skip


def test_a_card_for_a_column_is_tested_on_the_last_rows_and_refuses_leaks() -> None:
    data = Dataset.from_frames({"customers": with_card()})
    result = needs(data, NeedsSettings(product="y", in_order=True))
    use = dict(result.tables["scorecard_features"].select("feature", "feature_use").iter_rows())
    assert use["duration"] == "known_after"
    assert use["same"] == "too_good"
    assert use["age"] == "in_card"
    assert 0.65 < result.evidence["auc"] < 0.85
    assert any(
        "duration is refused" in note.text for note in result.notes if note.level == "warning"
    )
    assert "duration" not in set(result.tables["scorecard"]["feature"])
    [said] = [n.text for n in result.notes if n.level == "finding"]
    assert "on the last 900 rows, which it was not fitted to" in said
    assert "took it" not in said
    assert {"with_yes", "yes_share"} <= set(result.tables["scorecard"].columns)
    assert not {"takers", "taken_share"} & set(result.tables["scorecard_test"].columns)


def test_a_column_is_asked_for_as_the_file_calls_it(tmp_path: Path) -> None:
    lines = [f"c{n:04},{20 + n % 50},{int(n % 50 < 12)}" for n in range(2000)]
    (tmp_path / "people.csv").write_text("\n".join(["客户号,年龄,是否流失", *lines]), "utf-8")
    data = read([str(tmp_path / "people.csv")], kind="customers")
    table = needs(data, NeedsSettings(product="是否流失")).tables["scorecard_features"]
    assert table["feature"].to_list() == ["age"]


def test_a_leak_can_be_allowed_by_name() -> None:
    data = Dataset.from_frames({"customers": with_card()})
    result = needs(data, NeedsSettings(product="y", in_order=True, allow=("duration",)))
    assert "duration" in set(result.tables["scorecard"]["feature"])


def test_without_later_rows_the_card_is_said_to_be_untested() -> None:
    result = needs(Dataset.from_frames({"customers": with_card()}), NeedsSettings(product="y"))
    assert "scorecard_test" not in result.tables
    assert any("is not tested" in note.text for note in result.notes if note.level == "warning")


def test_a_card_for_a_product_learns_from_one_period_and_is_tested_on_the_next() -> None:
    rng = np.random.default_rng(8)
    n = 3000
    has_a = rng.random(n) < 0.4
    took = [rng.random(n) < np.where(has_a, 0.25, 0.03) for _ in range(2)]
    c = took[0] | took[1]
    ids = [f"{k:05}" for k in range(n)]
    base = [(i, "底") for i in ids] + [(i, "A") for i, has in zip(ids, has_a, strict=True) if has]
    states = {FIRST: base, SECOND: base + [(i, "C") for i, t in zip(ids, took[0], strict=True) if t],
              THIRD: base + [(i, "C") for i, t in zip(ids, c, strict=True) if t]}  # fmt: skip
    result = needs(Dataset.from_frames({"holdings": lists(states)}), NeedsSettings(product="C"))
    assert result.evidence["auc"] > 0.7
    assert result.customers is not None
    scored = result.customers.filter(pl.col("propensity").is_not_null())
    assert not set(scored["customer_id"]) & {i for i, has in zip(ids, c, strict=True) if has}
    assert "holds A" in set(result.tables["scorecard"]["feature"])


def test_a_card_without_enough_takers_says_what_it_needs() -> None:
    states = transitions()
    result = needs(Dataset.from_frames({"holdings": lists(states)}), NeedsSettings(product="C"))
    assert any(
        "needs 50 customers who took it" in n.text and "found 30" in n.text for n in result.notes
    )


def test_an_unknown_product_is_a_usage_error_with_a_guess() -> None:
    with pytest.raises(UsageError) as caught:
        needs(Dataset.from_frames({"holdings": held(*BANK)}), NeedsSettings(product="信用咔"))
    assert "信用卡" in str(caught.value.hint)


def test_a_reason_is_given_once() -> None:
    row = {"main_need": "payment", "need_rule": "alike", "need_because": "of A, 5% hold B",
           "next_1": "B", "next_1_because": "of A, 5% hold B", "products_barred": 0}  # fmt: skip
    said = needs_reason(row)
    assert said.count("of A, 5% hold B") == 1
    assert said.endswith("first offer B, for the same reason")
    assert needs_reason(row | {"next_1_because": "other"}).endswith("first offer B: other")
