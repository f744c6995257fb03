"""Whatever way a value is written, it is read back exactly or not at all, never as another one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.schema.values.dates import dates, form_of
from custseg.schema.values.ids import dress_of
from custseg.schema.values.parse import Hints, parsing_of

MONEY = st.decimals(Decimal("-99999999"), Decimal("99999999"), places=2)
DAYS = st.dates(date(1971, 1, 1), date(2068, 12, 31))


def amounts(
    cells: list[str], header: str = "交易金额", hints: Hints = Hints()
) -> list[Decimal | None]:
    text = pl.Series(cells, dtype=pl.String)
    parse = parsing_of(header, text, "money", hints).parse
    assert parse is not None
    return parse(text).to_list()


def signed(write: Callable[[Decimal], str]) -> Callable[[Decimal], str]:
    """A writing of sizes as one of signed amounts."""
    return lambda value: ("-" if value < 0 else "") + write(abs(value))


def european(value: Decimal) -> str:
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


WRITINGS: dict[str, Callable[[Decimal], str]] = {
    "plain": lambda v: f"{v:f}",
    "grouped": lambda v: f"{v:,f}",
    "yuan sign": signed(lambda v: f"￥{v:,f}"),
    "sign after the yuan": lambda v: f"￥{v:,f}",
    "yuan word": lambda v: f"{v:,f}元",
    "code": lambda v: f"CNY {v:f}",
    "brackets": lambda v: f"({-v:,f})" if v < 0 else f"{v:,f}",
    "minus behind": lambda v: f"{-v:,f}-" if v < 0 else f"{v:,f}",
    "typesetter's minus": lambda v: f"{v:,f}".replace("-", "−"),
    "full width": lambda v: f"{v:f}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.-"}),
    "apostrophes": lambda v: f"{v:,f}".replace(",", "'"),
    "blanks": lambda v: f"{v:,f}".replace(",", " "),
    "European": european,
    "narrow blanks and a comma": lambda v: european(v).replace(".", "\u202f"),
    "plus": lambda v: f"{v:+f}",
    "dr and cr": lambda v: f"{abs(v):,f} {'Dr' if v < 0 else 'Cr'}",
}


@pytest.mark.parametrize("way", WRITINGS)
@settings(max_examples=25, deadline=None)
@given(st.lists(MONEY, min_size=1, max_size=20))
def test_an_amount_comes_back_from_every_writing(way: str, values: list[Decimal]) -> None:
    assert amounts([WRITINGS[way](value) for value in values]) == values


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(MONEY, st.sampled_from(sorted(set(WRITINGS) - {
    "European", "narrow blanks and a comma", "dr and cr"}))), min_size=1, max_size=20))  # fmt: skip
def test_writings_with_a_point_may_stand_side_by_side(cells: list[tuple[Decimal, str]]) -> None:
    read = amounts([WRITINGS[way](value) for value, way in cells])
    assert read == [value for value, _ in cells]


@settings(max_examples=40, deadline=None)
@given(st.lists(MONEY, min_size=1, max_size=20), st.sampled_from([("万元", 10_000), ("千元", 1_000), ("分", "0.01")]))  # fmt: skip
def test_the_unit_of_a_header_scales_every_amount(values: list[Decimal], unit: tuple[str, object]) -> None:  # fmt: skip
    word, factor = unit
    read = amounts([f"{value:f}" for value in values], header=f"交易金额（{word}）")
    assert read == [value * Decimal(str(factor)) for value in values]


def reference(cell: str) -> Decimal | None:
    """A reading of one cell by rule of thumb: what every person would say it is, else None."""
    bare = re.sub(r"^'([^']*)$", r"\1", cell.strip()).strip()  # how a spreadsheet marks text
    bare = re.sub(r"^([-+(]?) *(?:[￥元] *){1,2}", r"\1", bare)
    bare = re.sub(r" *[￥元] *([-)]*)$", r"\1", bare)
    bare = re.sub(r" *[￥元] *([-)]*)$", r"\1", bare)
    minus = False
    bracketed = re.fullmatch(r"\((.*)\)", bare)
    if bracketed:
        bare, minus = bracketed[1].strip(), True
    if re.match("[-+]", bare):
        if minus:
            return None
        bare, minus = bare[1:].strip(), bare[0] == "-"
    elif bare.endswith("-"):
        if minus:
            return None
        bare, minus = bare[:-1].strip(), True
    bare = re.sub(r"^(?:[￥元] *)+| *[￥元]$", "", bare).strip()
    unit = 1
    if bare.endswith("万亿"):
        bare, unit = bare[:-2].strip(), 10**12
    elif bare[-1:] in ("万", "亿"):
        bare, unit = bare[:-1].strip(), 10_000 if bare[-1] == "万" else 100_000_000
    for group in (",", " ", "'"):
        if re.fullmatch(rf"[1-9]\d{{0,2}}(?:{group}\d{{3}})+(?:\.\d*)?", bare):
            bare = bare.replace(group, "")
    if not re.fullmatch(r"\d{1,16}(?:\.\d*)?|\.\d+", bare):
        return None
    value = Decimal(bare) * unit
    return -value if minus else value


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="0123456789,.'-+()￥元万亿 ", min_size=1, max_size=9))
def test_nothing_is_read_as_a_number_that_a_person_would_not(cell: str) -> None:
    read = amounts([cell, "1,234,567.50", "12.25"])[0]
    if read is not None:
        assert read == reference(cell)


FORMS: dict[str, Callable[[date], str]] = {
    "ISO": lambda d: d.isoformat(),
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "points": lambda d: f"{d.year}.{d.month}.{d.day}",
    "compact": lambda d: f"{d:%Y%m%d}",
    "Chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "Chinese numerals": lambda d: spelled(d),
    "ISO with a time": lambda d: f"{d}T08:26:00Z",
    "a time in Chinese": lambda d: f"{d.year}/{d.month}/{d.day} 下午1:30",
    "14 digits": lambda d: f"{d:%Y%m%d}235959",
    "month in words": lambda d: f"{d:%d-%b-%Y}",
    "American words": lambda d: f"{d:%B} {d.day}, {d.year}",
    "DB2": lambda d: f"{d}-08.26.00.123456",
    "float": lambda d: f"{d:%Y%m%d}.0",
    "Republic by name": lambda d: f"民國{d.year - 1911}年{d.month}月{d.day}日",
}  # fmt: skip


def spelled(day: date) -> str:
    """二〇二四年一月三十一日."""
    digits = "〇一二三四五六七八九"

    def number(n: int) -> str:
        tens, ones = divmod(n, 10)
        return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")  # fmt: skip

    year = "".join(digits[int(c)] for c in str(day.year))
    return f"{year}年{number(day.month)}月{number(day.day)}日"


@pytest.mark.parametrize("way", FORMS)
@settings(max_examples=25, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=15))
def test_a_day_comes_back_from_every_form(way: str, days: list[date]) -> None:
    if way == "month in words":
        days = [day for day in days if day.month != 5] or [date(2024, 1, 31)]
    text = pl.Series([FORMS[way](day) for day in days])
    assert dates(form_of(text), text).to_list() == days


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=15), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%m/%d/%y", "%y/%m/%d"]))  # fmt: skip
def test_an_order_is_read_right_or_called_ambiguous(days: list[date], form: str) -> None:
    text = pl.Series([day.strftime(form) for day in days])
    judged = form_of(text)
    if not judged.ambiguous:
        read = dates(judged, text).to_list()
        assert all(found is None or found == day for found, day in zip(read, days, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=15), st.sampled_from(["dd/mm/yyyy", "%m/%d/%Y", "yyyymmdd", "dd.mm.yy", "mmm d, yyyy"]))  # fmt: skip
def test_a_given_format_reads_every_day(days: list[date], given_form: str) -> None:
    strftime = {"dd/mm/yyyy": "%d/%m/%Y", "%m/%d/%Y": "%m/%d/%Y", "yyyymmdd": "%Y%m%d", "dd.mm.yy": "%d.%m.%y",
                "mmm d, yyyy": "%b %d, %Y"}[given_form]  # fmt: skip
    text = pl.Series([day.strftime(strftime) for day in days])
    assert dates(form_of(text, given=given_form), text).to_list() == days


@settings(max_examples=40, deadline=None)
@given(st.lists(st.dates(date(1950, 1, 1), date(2090, 1, 1)), min_size=2, max_size=15))
def test_day_numbers_of_a_spreadsheet_come_back(days: list[date]) -> None:
    text = pl.Series([str((day - date(1899, 12, 30)).days) for day in days])
    read = dates(form_of(text), text).to_list()
    assert all(found is None or found == day for found, day in zip(read, days, strict=True))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 300), st.lists(st.integers(0, 60), min_size=1, max_size=15))
def test_days_without_a_year_fall_into_their_period(first: int, later: list[int]) -> None:
    from custseg.schema.values.eras import Period

    start = date(2023, 10, 15) + timedelta(first)
    period = Period(start, start + timedelta(60), "")
    days = [start + timedelta(n) for n in later]
    text = pl.Series([f"{day:%m/%d}" for day in days])
    form = form_of(text, "mdy", period)
    assert dates(form, text).to_list() == days


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="0123456789ABCabc-_", min_size=1, max_size=20), min_size=1, max_size=10),
       st.sampled_from(["{}\t", "'{}", '="{}"', " {} ", "\u3000{}"]))  # fmt: skip
def test_an_id_comes_out_of_its_dress_as_it_went_in(ids: list[str], dress: str) -> None:
    ids = [each for each in ids if re.search(r"[0-9A-Ba-b]", each)] or ["007"]
    text = pl.Series([dress.format(each) for each in ids])
    found = dress_of(text, text.str.strip_chars())
    assert found is not None
    plain = [re.sub(r"^(\d{17})x$", r"\1X", each) for each in ids]
    assert found(text).to_list() == plain
