"""Going on from last month's result gives what replaying all months gives, in every format."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from custseg.errors import CustsegError, InputError
from custseg.render import write
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.tier import TierSettings, read_locks, read_previous, tier
from custseg.words import in_language

SETTINGS = {
    "ccb": TierSettings(),
    "cbhb": TierSettings(upgrade="next_month", watch_after_months=0, downgrade_to="last_month"),
    "last": TierSettings(missing_month="last", new_customers="rest"),
    "keep": TierSettings(missing_month="keep", downgrade_after_months=1),
}  # fmt: skip


def until(balances: pl.DataFrame, months: int, *, first: int = 0) -> Dataset:
    days = balances["date"].unique().sort()
    chosen = balances.filter(pl.col("date").is_in(days[first:months].implode()))
    return Dataset.from_frames({"balances": chosen})


def customers(result: Result) -> pl.DataFrame:
    assert result.customers is not None
    return result.customers


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json", "jsonl", "parquet"])
@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_step_from_a_file_is_the_replay(
    balances: pl.DataFrame, tmp_path: Path, suffix: str, tongue: str
) -> None:
    earlier = tmp_path / f"last.{suffix}"
    with in_language(tongue):  # type: ignore[arg-type]
        write(tier(until(balances, 15)), earlier)
    stepped = tier(until(balances, 20, first=14), previous=read_previous(str(earlier)))
    replayed = tier(until(balances, 20))
    assert customers(stepped).equals(customers(replayed))


@pytest.mark.parametrize("name", SETTINGS)
def test_month_by_month_is_the_replay(balances: pl.DataFrame, tmp_path: Path, name: str) -> None:
    settings = SETTINGS[name]
    file = tmp_path / "last.parquet"
    write(tier(until(balances, 3), settings), file)
    for month in range(4, 21):
        result = tier(
            until(balances, month, first=month - 1), settings, previous=read_previous(str(file))
        )
        write(result, file, force=True)
    replayed = customers(tier(until(balances, 20), settings))
    # A step knows nothing of the month before but what the result tells.
    assert customers(result).drop("value_before").equals(replayed.drop("value_before"))


def test_locks_are_the_same_in_steps(balances: pl.DataFrame, tmp_path: Path) -> None:
    locks = tmp_path / "锁定名单.csv"
    locks.write_text(
        "客户号,层级,到期日,起始日\nK0003,私人银行,2024-02-29,2023-05-01\nK0004,普通,,\n", "utf-8"
    )
    file = tmp_path / "last.csv"
    listed = read_locks(str(locks))
    write(tier(until(balances, 12), locks=listed), file)
    stepped = tier(until(balances, 20, first=11), previous=read_previous(str(file)), locks=listed)
    replayed = tier(until(balances, 20), locks=listed)
    assert customers(stepped).equals(customers(replayed))
    held = customers(replayed).filter(pl.col("customer_id") == "K0004").row(0, named=True)
    assert (held["tier"], held["tier_status"], held["locked_until"]) == ("basic", "locked", None)


def test_a_lock_ends(balances: pl.DataFrame, tmp_path: Path) -> None:
    locks = tmp_path / "locks.csv"
    locks.write_text("customer,level,until\nK0003,Private banking,2023-10-31\n", "utf-8")
    listed = read_locks(str(locks))
    tiers = [
        customers(tier(until(balances, m), locks=listed)).filter(pl.col("customer_id") == "K0003")["tier"][0]
        for m in (10, 11, 16, 17)
    ]  # fmt: skip
    assert tiers[:3] == ["private_banking"] * 3
    assert tiers[3] != "private_banking"


def test_a_list_of_levels_alone_will_do(balances: pl.DataFrame, tmp_path: Path) -> None:
    file = tmp_path / "levels.csv"
    file.write_text("客户号,客户层级\nK0001,钻石\nK0002,普通\nK9999,金卡\n", "utf-8")
    result = tier(until(balances, 20), previous=read_previous(str(file)))
    found = dict(customers(result).select("customer_id", "previous_tier").iter_rows())
    assert (found["K0001"], found["K0002"], found["K9999"]) == ("diamond", "basic", "gold")
    assert any("levels only" in text for text in result.warnings)


@pytest.mark.parametrize(("text", "says"), [
    ("a,b\n1,2\n", "no list of customers"),
    ("customer_id,tier,tier_month\nK1,青铜,2024-07\n", "'青铜' (1)"),
    ("customer_id,tier,tier_month\nK1,gold,soon\n", "'soon' is no month"),
    ("customer_id,tier,tier_month\nK1,gold,2024-07\nK2,gold,2024-06\n", "several months"),
    ("customer_id,tier,tier_month\nK1,gold,2024-07\nK1,gold,2024-07\n", "twice"),
    ("customer_id,tier,below_months\nK1,gold,few\n", "'few' is no number"),
    ("customer_id,tier\n138****1234,gold\n", "masked"),
    ("customer_id,tier,tier_month\nK1,gold,2024-08\n", "no month to go on to"),
    ('{"command": "rfm", "customers": []}', "no list of customers"),
    ('{"command": ', "not the JSON"),
])  # fmt: skip
def test_what_is_no_earlier_result_is_refused(
    balances: pl.DataFrame, tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "last.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        tier(until(balances, 20), previous=read_previous(str(file)))
    assert says in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(("text", "says"), [
    ("customer,until\nK1,2024-01-31\n", "no column for tier"),
    ("customer,tier,until\nK1,gold,soon\n", "1 of the dates"),
    ("customer,tier,until\nK1,bronze,2024-01-31\n", "'bronze' (1)"),
])  # fmt: skip
def test_what_is_no_list_of_locks_is_refused(
    balances: pl.DataFrame, tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "locks.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(CustsegError) as refused:
        tier(until(balances, 20), locks=read_locks(str(file)))
    assert says in refused.value.message
