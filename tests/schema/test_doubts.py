"""What is read but may be wrong is said aloud, with what to look at."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.schema import bind
from custseg.schema.dataset import Dataset
from custseg.schema.latest import believed, days_of, together


def warned(data: Dataset, *parts: str) -> bool:
    """Whether one warning says all of this."""
    return any(
        all(part in note.text for part in parts) for note in data.notes if note.level == "warning"
    )


def orders(ids: list[str]) -> str:
    rows = [f"{given},2024-01-{1 + n % 28:02d},10" for n, given in enumerate(ids)]
    return "\n".join(["客户号,交易日期,金额", *rows])


def test_some_ids_ending_in_zeros_are_used_with_a_warning(bound) -> None:  # type: ignore[no-untyped-def]
    whole = [f"11010519900101{n:04d}" for n in range(1001, 1021)]
    data = bound(orders(["110105199001000000"] * 10 + whole))
    assert data.tallies[0].used == 30
    assert warned(data, "10 of 30", "'客户号'", "rows 2, 3, 4", "110105199001000000")
    chance = bound(orders([f"1101051990{n:08d}" for n in range(10_500, 11_500)]))
    assert not warned(chance, "zeros")


def days(*dates: str) -> str:
    rows = [f"{n % 20:03d},{on},10" for n, on in enumerate(dates)]
    return "\n".join(["客户号,交易日期,金额", *rows])


JANUARY = [f"2024-01-{1 + n % 28:02d}" for n in range(200)]


def test_a_date_that_stands_alone_does_not_move_the_as_of_date(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(days(*JANUARY, "2042-01-05"))
    plan = data.frame("transactions").select(pl.len())
    assert data.collect(plan)[0].item() == 200
    assert data.as_of == date(2024, 1, 28)
    assert data.frame("transactions").collect().height == 200
    assert data.tallies[0].aside == {"after_as_of": 1}
    assert warned(data, "2042-01-05", "row 202", "2024-01-28", "--as-of 2042-01-05")


def test_a_date_that_stands_alone_counts_when_it_is_given(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(days(*JANUARY, "2042-01-05"), as_of="2042-01-05")
    assert (data.as_of, data.tallies[0].used) == (date(2042, 1, 5), 201)
    assert not warned(data, "stands alone")


def test_several_mistyped_years_are_all_left_out(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(days(*JANUARY, *JANUARY, "2042-01-05", "2077-01-05", "2042-01-05"))
    assert (data.as_of, data.tallies[0].used) == (date(2024, 1, 28), 400)


def test_dates_with_company_are_believed(bound) -> None:  # type: ignore[no-untyped-def]
    returned = bound(days("2021-01-05", "2021-03-05", "2024-05-01"))
    assert returned.as_of == date(2024, 5, 1)
    reopened = bound(days(*JANUARY, *[f"2026-03-{n:02d}" for n in range(1, 8)]))
    assert reopened.as_of == date(2026, 3, 7)
    slow = bound(days(*[f"{year}-06-01" for year in range(2001, 2025)], "2026-06-01"))
    assert slow.as_of == date(2026, 6, 1)


def test_the_opening_dates_of_a_list_do_not_lead_where_there_is_activity(table_of) -> None:  # type: ignore[no-untyped-def]
    orders = table_of(days(*JANUARY))
    opened = "\n".join(
        [
            "客户号,开户日期",
            *[f"{n:03d},2015-01-0{1 + n % 9}" for n in range(200)],
            "999,2042-01-05",
        ]
    )
    people = table_of(opened, "客户.csv")
    both = bind([orders, people])
    assert (both.as_of, [tally.used for tally in both.tallies]) == (date(2024, 1, 28), [200, 201])
    alone = bind([people])
    assert (alone.as_of, alone.tallies[0].aside) == (date(2015, 1, 9), {"after_as_of": 1})


def test_data_from_the_future_is_warned_of_where_today_is_known(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(days(*JANUARY))
    assert not warned(data, "future")
    data.today = date(2024, 1, 27)
    assert warned(data, "2024-01-28", "future", "--as-of")
    data.today = date(2024, 1, 28)
    assert not warned(data, "future")


dated = st.dates(date(2015, 1, 1), date(2098, 12, 31))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(dated, st.integers(1, 200)), min_size=1, max_size=8))
def test_the_rule_is_what_its_words_say(counted: list[tuple[date, int]]) -> None:
    rows = dict(counted)
    frame = pl.DataFrame({"on": list(rows), "n": list(rows.values())})
    total, on = sum(rows.values()), sorted(rows)
    expected = on[-1]
    for alone in (1, 2, 3):
        if alone >= len(on):
            break
        beyond, gap = sum(rows[day] for day in on[-alone:]), (on[-alone] - on[-alone - 1]).days
        rare = beyond <= total / 100
        lone = beyond == 1 and total - 1 >= 10 and gap > (on[-alone - 1] - on[0]).days
        if gap > 365 and (rare or lone):
            expected = on[-alone - 1]
    assert believed(days_of(frame)) == expected
    halves = [days_of(frame[::2]), days_of(frame[1::2])]
    assert together(halves) == days_of(frame)


def summed(*totals: tuple[str, str], at_end: str = "") -> str:
    """Rows of 100 and 50 with total rows after them."""
    rows = ["01,2024-01-05,100", "02,2024-01-06,50", *(f"{word},,{said}" for word, said in totals)]
    return "\n".join(["客户号,交易日期,金额", *rows, *([at_end] if at_end else [])])


def test_a_total_that_is_not_the_sum_is_warned_of(bound) -> None:  # type: ignore[no-untyped-def]
    wrong = bound(summed(("合计", "999")), aside={4: "total"})
    assert warned(wrong, "row 4", "999.00", "150.00")
    for said in ("150", "150.00", "-150"):
        right = bound(summed(("合计", said)), aside={4: "total"})
        assert not warned(right, "total")


def test_a_total_may_be_off_by_what_rounding_takes(bound) -> None:  # type: ignore[no-untyped-def]
    rows = [f"{n % 50:02d},2024-01-05,100.33" for n in range(300)]
    for said, off in (("30099.05", False), ("30099.00", False), ("30080.00", True)):
        text = "\n".join(["客户号,交易日期,金额", *rows, f"合计,,{said}"])
        assert warned(bound(text, aside={302: "total"}), "row 302") is off


def test_subtotals_are_checked_against_the_rows_since_the_last(bound) -> None:  # type: ignore[no-untyped-def]
    text = (
        "客户号,交易日期,金额\n01,2024-01-05,100\n小计,,100\n02,2024-01-06,50\n02,2024-01-07,7\n"
        "小计,,{second}\n合计,,157\n"
    )
    aside = {3: "total", 6: "total", 7: "total"}
    assert not warned(bound(text.format(second=57), aside=aside), "total")
    assert warned(bound(text.format(second=58), aside=aside), "row 6")


def test_much_that_belongs_to_nobody_is_a_warning(bound) -> None:  # type: ignore[no-untyped-def]
    rows = [f"{n % 50:02d},2024-01-05,10" for n in range(99)]
    few = bound("\n".join(["客户号,交易日期,金额", *rows, ",2024-01-05,10"]))
    assert not warned(few, "no known customer")
    large = bound("\n".join(["客户号,交易日期,金额", *rows, ",2024-01-05,1000"]))
    assert warned(large, "1 of 100 rows", "1,000.00 of 1,990.00")
    many = bound("\n".join(["客户号,交易日期,金额", *rows, *[",2024-01-05,10"] * 11]))
    assert warned(many, "11 of 110 rows (10.0%)", "110.00 of 1,100.00")


def test_accounts_without_an_owner_are_named_and_compared(table_of) -> None:  # type: ignore[no-untyped-def]
    flows = table_of(
        "账号,交易日期,金额\n00112233,2024-01-05,10\n00445566,2024-01-06,20\n888,2024-01-06,30\n",
        "流水.csv",
    )
    owners = table_of("账号,客户号\n112233.0,C1\n445566,C2\n999,C3\n", "账户.csv")
    data = bind([flows, owners])
    assert warned(data, "00112233, 00445566, 888", "2 of them are in 账户.csv", "write them alike")


def test_full_width_digits_are_the_same_id(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(orders(["001", "００１", "Ａ７", "A7"]))
    assert data.frame("transactions").collect()["customer_id"].to_list() == [
        "001",
        "001",
        "A7",
        "A7",
    ]
    assert not warned(data, "several ways")


def test_ids_that_differ_by_zeros_are_warned_of(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound(orders(["001", "1", "1.0", "２", "2", "0100", "101"]))
    assert warned(data, "1 ids", "001 = 1")
    assert not warned(bound(orders(["001", "002", "010", "100"])), "several ways")


@pytest.mark.parametrize(
    ("as_of", "is_late"),
    [(date(2024, 12, 31), False), (date(2025, 1, 31), False), (date(2025, 3, 20), False),
     (date(2025, 5, 1), True), (date(2030, 1, 1), True), (None, False)],
)  # fmt: skip
def test_an_as_of_date_long_after_all_data_is_warned_of(as_of: date | None, is_late: bool) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(0, 366, 5)]
    rows = pl.DataFrame({"customer_id": ["1"] * len(days), "date": days})
    data = Dataset.from_frames({"transactions": rows}, as_of)
    said = [note.text for note in data.notes if note.level == "warning"]
    assert any("the data ends on 2024-12-31" in text for text in said) is is_late


def test_balances_of_today_make_old_purchases_no_stale_data() -> None:
    rows = pl.DataFrame({"customer_id": ["1"], "date": [date(2020, 1, 1)]})
    held = pl.DataFrame({"customer_id": ["1"], "date": [date(2024, 1, 1)], "balance": [1]})
    data = Dataset.from_frames({"transactions": rows, "balances": held}, date(2024, 1, 5))
    assert not [note for note in data.notes if "the data ends on" in note.text]
