"""Movement, heads and money against a walk over the customers one by one; everything adds up."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.compare import CompareSettings, Period, compare
from custseg.result import Result

TIERS = ("private_banking", "diamond", "platinum", "gold", "basic")

someone = st.tuples(st.sampled_from(["high", "potential", "low", None]), st.integers(0, 3), st.integers(0, 900))  # fmt: skip
books = st.dictionaries(st.integers(0, 14).map(lambda n: f"00{n:03}"), someone, max_size=15)


def period(book: dict[str, Any], name: str = "OLD", day: date | None = None) -> Period:
    rows = sorted((c, tier, float(visits), float(money)) for c, (tier, visits, money) in book.items())  # fmt: skip
    people = pl.DataFrame(rows, orient="row", schema={
        "customer_id": pl.String, "value_tier": pl.String, "frequency": pl.Float64, "value": pl.Float64})  # fmt: skip
    return Period(name, people, day)


def held(old: dict[str, Any], new: dict[str, Any], **given: Any) -> Result:
    return compare(period(old, "OLD", date(2024, 1, 31)), period(new, "NEW", date(2024, 2, 29)), CompareSettings(**given))  # fmt: skip


def walked(old: dict[str, Any], new: dict[str, Any]) -> dict[str, str]:
    """What became of each customer, one by one."""
    rank = {"high": 0, "potential": 1, "low": 2}
    moves = {}
    for customer in {*old, *new}:
        if customer not in old or customer not in new:
            moves[customer] = "new" if customer not in old else "lost"
            continue
        was, now = old[customer][0], new[customer][0]
        if was == now:
            moves[customer] = "stayed"
        elif was is None or now is None:
            moves[customer] = "labelled" if was is None else "unlabelled"
        else:
            moves[customer] = "up" if rank[now] < rank[was] else "down"
    return moves


def labelled(book: dict[str, Any]) -> bool:
    return any(tier is not None for tier, _, _ in book.values())


@given(books, books)
@settings(max_examples=80, deadline=None)
def test_moves_are_those_of_a_walk_over_the_customers(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    if not {*old} & {*new} or not labelled(old) or not labelled(new):
        return
    result = held(old, new)
    moves = walked(old, new)
    customers = result.customers
    assert customers is not None
    assert dict(customers.select("customer_id", "value_tier_move").iter_rows()) == moves
    table = result.tables["moves_value_tier"]
    said = Counter(dict.fromkeys(moves.values(), 0))
    for row in table.iter_rows(named=True):
        said[row["move"]] += row["customers"]
        who = [c for c in moves if (old.get(c, (None,))[0], new.get(c, (None,))[0], moves[c])
               == (row["value_tier_old"], row["value_tier"], row["move"])]  # fmt: skip
        assert row["customers"] == len(who)
        if row["move"] != "new":
            assert row["money_old"] == sum(old[c][2] for c in who)
            assert row["from_share"] == pytest.approx(
                len(who) / sum(tier == row["value_tier_old"] for tier, _, _ in old.values()))  # fmt: skip
        if row["move"] != "lost":
            assert row["money_new"] == sum(new[c][2] for c in who)
    assert said == Counter(moves.values())


@given(books, books)
@settings(max_examples=80, deadline=None)
def test_totals_reconcile(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Old less lost plus new is now; the money of lost, new and those who stayed leads from one to the other."""
    if not {*old} & {*new}:
        return
    population = {
        row.pop("presence"): row for row in held(old, new).tables["population"].to_dicts()
    }
    before, lost, both, fresh, now = (population[k] for k in ("customers_old", "lost", "both", "new", "customers"))  # fmt: skip
    assert before["customers"] - lost["customers"] + fresh["customers"] == now["customers"]
    assert before["customers"] == lost["customers"] + both["customers"] == len(old)
    assert now["customers"] == len(new)
    assert lost["money_change"] + both["money_change"] + fresh["money_change"] == pytest.approx(now["money_change"])  # fmt: skip
    assert before["money_old"] == sum(money for _, _, money in old.values())
    assert now["money_new"] == sum(money for _, _, money in new.values())
    assert now["money_new"] - before["money_old"] == pytest.approx(now["money_change"])


@given(books, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_any_order_of_rows_gives_the_same(old: dict[str, Any], random: Any) -> None:
    if not old:
        return
    moved = {c: (tier, visits + 1, money + 1) for c, (tier, visits, money) in old.items()}
    shuffled = list(old)
    random.shuffle(shuffled)
    one, other = held(old, moved), held({c: old[c] for c in shuffled}, moved)
    assert one.evidence == other.evidence
    assert all(table.equals(other.tables[key]) for key, table in one.tables.items())


@given(books, books)
@settings(max_examples=40, deadline=None)
def test_the_matrix_says_where_those_of_each_value_are_now(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    if not {*old} & {*new} or not labelled(old) or not labelled(new):
        return
    for row in held(old, new).tables.get("matrix_value_tier", pl.DataFrame()).to_dicts():
        value = row.pop("value_tier")
        had = [c for c in old if old[c][0] == value]
        assert row.pop("customers_old") == len(had) == sum(row.values())
        for column, heads in row.items():
            to = column.rpartition("@")[2]
            now = {c: new[c][0] or "unlabelled" if c in new else "lost" for c in had}
            assert heads == sum(value == to for value in now.values())


def many(n: int = 200) -> dict[str, Any]:
    return {f"{i:05}": (("high", "potential", "low")[i % 3], i % 7, 10 * i) for i in range(n)}


def test_a_book_against_itself_has_not_moved() -> None:
    result = held(many(), many())
    [row] = result.tables["label_moves"].to_dicts()
    assert (row["stayed"], row["up"], row["down"]) == (200, 0, 0)
    assert row["stayed_share"] == row["adjusted_rand"] == row["kappa"] == 1.0
    assert result.tables["column_drift"]["psi"].to_list() == [0.0, 0.0, 0.0]
    assert "drivers" not in result.tables
    assert "movers_value_tier" not in result.tables


def test_a_shifted_copy_is_found() -> None:
    shifted = {c: ("low" if tier == "high" else tier, visits, money * 3) for c, (tier, visits, money) in many().items()}  # fmt: skip
    result = held(many(), shifted)
    drift = {row["measure"]: row for row in result.tables["column_drift"].to_dicts()}
    assert drift["value"]["psi_band"] == drift["value_tier"]["psi_band"] == "shifted"
    assert drift["frequency"]["psi"] == 0.0
    [row] = result.tables["label_moves"].to_dicts()
    assert row["down"] == sum(tier == "high" for tier, _, _ in many().values())
    assert row["up"] == 0


def test_movers_are_named_most_money_first_with_what_changed() -> None:
    old = many(50)
    new = {c: (tier, visits, money) for c, (tier, visits, money) in old.items()}
    new["00040"] = ("low", 99, 5)
    new["00012"] = ("potential", 6, 1)
    del new["00049"]
    result = held(old, new, list_customers=2)
    movers = result.tables["movers_value_tier"]
    assert movers["customer_id"].to_list() == ["00049", "00040"]
    assert movers["move"].to_list() == ["lost", "down"]
    assert "99" in movers["changed_facts"][1]
    assert any("2" in note.text and "3" in note.text for note in result.notes if "list_customers" in note.text)  # fmt: skip


def test_levels_of_ones_own_have_the_order_of_the_settings() -> None:
    def tiers(names: list[str]) -> Period:
        people = pl.DataFrame({"customer_id": ["a", "b", "c"], "tier": names})
        levels = [{"name": name} for name in ("黑卡", "白卡", "灰卡")]
        return Period("x", people, commands=("tier",), settings={"tier": {"levels": levels}})

    result = compare(tiers(["黑卡", "白卡", "灰卡"]), tiers(["白卡", "黑卡", "灰卡"]))
    assert result.customers is not None
    assert result.customers["tier_move"].to_list() == ["down", "up", "stayed"]


def test_names_that_changed_and_orders_are_settings() -> None:
    old = pl.DataFrame({"customer_id": ["a", "b", "c"], "customer_level": ["VIP", "普通", "VIP"]})
    new = pl.DataFrame({"customer_id": ["a", "b", "c"], "卡级": ["钻石", "普通", "普通"]})
    result = compare(Period("o", old.with_columns(x=1)), Period("n", new.with_columns(x=1)), CompareSettings(
        labels=("customer_level=卡级",), same={"customer_level": {"VIP": "钻石"}},
        orders={"卡级": ("钻石", "普通")}))  # fmt: skip
    assert result.customers is not None
    assert result.customers["卡级_move"].to_list() == ["stayed", "stayed", "down"]
    assert result.tables["label_moves"]["kappa"][0] == pytest.approx(0.4)


def test_without_money_there_are_heads_alone() -> None:
    people = pl.DataFrame({"customer_id": ["a", "b"], "stage": ["new", "mature"]})
    result = compare(Period("o", people), Period("n", people.with_columns(stage=pl.lit("mature"))))
    assert "money_old" not in result.tables["moves_stage"].columns
    assert result.tables["population"].columns == ["presence", "customers"]
