"""GB 11643: what a resident id says, against a plain Python reading of the standard."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.check_digits import is_credit_code, is_luhn
from custseg.models.resident_id import read_resident_ids

WEIGHTS = [2**power % 11 for power in range(17, 0, -1)]


def check_character(body: str) -> str:
    """ISO 7064 MOD 11-2 by its definition: the whole number is 1 modulo 11, X meaning ten."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return next(c for value, c in enumerate("0123456789X") if (total + value) % 11 == 1)


def one(number: str | None, latest: date | None = None) -> dict[str, object]:
    return read_resident_ids(pl.Series([number], dtype=pl.String), latest).row(0, named=True)


bodies = st.builds(
    lambda area, born, serial: f"{area}{born:%Y%m%d}{serial:03}",
    st.sampled_from(["110105", "440524", "310101", "650102"]),
    st.dates(date(1900, 1, 1), date(2024, 12, 31)),
    st.integers(0, 999),
)


def test_the_example_of_the_standard_is_read() -> None:
    assert one("11010519491231002X") == {
        "number": "11010519491231002X", "check": "passed",
        "birth_date": date(1949, 12, 31), "sex": "female",
    }  # fmt: skip
    assert one("440524188001010014")["check"] == "wrong_date"  # the standard's second example: 1880


@given(st.lists(bodies, min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_every_right_number_passes_and_says_its_birthday_and_sex(written: list[str]) -> None:
    read = read_resident_ids(pl.Series([body + check_character(body) for body in written]))
    assert read["check"].to_list() == ["passed"] * len(written)
    assert read["birth_date"].to_list() == [
        date(int(b[6:10]), int(b[10:12]), int(b[12:14])) for b in written
    ]
    assert read["sex"].to_list() == ["male" if int(b[16]) % 2 else "female" for b in written]


@given(bodies, st.integers(0, 16), st.integers(1, 9))
@settings(max_examples=50, deadline=None)
def test_one_wrong_digit_is_always_found(body: str, place: int, change: int) -> None:
    wrong = str((int(body[place]) + change) % 10)
    number = body[:place] + wrong + body[place + 1 :] + check_character(body)
    assert one(number)["check"] in {"wrong_checksum", "damaged", "other"}


@given(bodies.filter(lambda body: body[6:8] == "19"))
@settings(max_examples=50, deadline=None)
def test_an_old_number_is_upgraded_to_the_new_one(body: str) -> None:
    old = one(body[:6] + body[8:])
    new = one(body + check_character(body))
    assert old["check"] == "old"
    assert {k: v for k, v in old.items() if k != "check"} == {
        k: v for k, v in new.items() if k != "check"
    }


@pytest.mark.parametrize(
    ("written", "check"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        ("11010519491231002x", "passed"),
        ("１１０１０５１９４９１２３１００２Ｘ", "passed"),
        (" 110105 19491231 002X\t", "passed"),
        ("'11010519491231002X", "passed"),
        ("110105194912310021", "wrong_checksum"),
        ("110105194902300011", "wrong_checksum"),
        ("1.10105E+17", "damaged"),
        ("110105194912310000", "damaged"),
        ("110***********002X", "masked"),
        ("E12345678", "other"),
        ("91350100M000100Y43", "other"),
    ],
)
def test_what_is_wrong_is_said(written: str | None, check: str | None) -> None:
    assert one(written)["check"] == check


def test_a_day_that_does_not_exist_or_lies_ahead_is_a_wrong_date() -> None:
    body = "11010519490230001"
    assert one(body + check_character(body))["check"] == "wrong_date"
    ahead = "11010520240601001"
    assert one(ahead + check_character(ahead), date(2024, 5, 31))["check"] == "wrong_date"
    assert one(ahead + check_character(ahead), date(2024, 6, 1))["check"] == "passed"


def test_nothing_is_said_of_a_number_that_does_not_check() -> None:
    assert one("110105194912310021") == {
        "number": "110105194912310021", "check": "wrong_checksum", "birth_date": None, "sex": None,
    }  # fmt: skip


def test_no_numbers_give_no_rows() -> None:
    assert read_resident_ids(pl.Series([], dtype=pl.String)).height == 0


def luhn(number: str) -> bool:
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(number))]
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0


@given(st.lists(st.text("0123456789", min_size=12, max_size=19), min_size=1, max_size=30))
@settings(max_examples=50, deadline=None)
def test_luhn_is_what_the_definition_says(numbers: list[str]) -> None:
    found = pl.DataFrame({"n": numbers}).select(is_luhn(pl.col("n"))).to_series().to_list()
    assert found == [luhn(number) for number in numbers]


def test_luhn_judges_nothing_but_long_numbers() -> None:
    found = pl.DataFrame({"n": ["4111111111111111", "4111111111111112", "C0001", None]})
    assert found.select(is_luhn(pl.col("n"))).to_series().to_list() == [True, False, None, None]


def test_a_credit_code_is_checked() -> None:
    codes = ["91350100M000100Y43", "91350100M000100Y44", "9135010OM000100Y43", "91350100", None]
    found = pl.DataFrame({"c": codes}).select(is_credit_code(pl.col("c"))).to_series().to_list()
    assert found == [True, False, False, None, None]
