"""What the lines around a table say of all of it: the unit of its amounts, the time it is about."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import NamedTuple

from custseg.read.table import Table
from custseg.schema.columns.aliases import normal
from custseg.schema.values.eras import Period

_UNIT = re.compile(
    r"(?:金额|货币|計量|计量)?单位[:： ]*(?:人民币)?[(（]?"
    r"(?:([元分角千万亿百]{1,4})(?:人民币)?|([千万亿百十]{0,2})(?:[美港欧日澳加]元|美金|[港台]币|英镑))(?![一-龥])"
)
_UNIT_IN_WORDS = re.compile(
    r"\bunits? *: *[^,;]{0,12}?(thousand|million|'000)|\bin (thousand|million)s?\b"
    r"|(?:rmb|cny|usd|hkd|eur|gbp|[$€£¥]) ?('000)",
    re.IGNORECASE,
)
_DAY = r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_DAYS = re.compile(_DAY + r"[^\d]{1,8}" + _DAY)
_COMPACT = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)[^\d]{1,4}((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"
)
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|[-/.])(\d{1,2})(?:月|(?![\d/.-]))")
_MONTH_NAMED = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|[-_.])?(0[1-9]|1[0-2]|[1-9](?=月))(?!\d)")
_EXPORTED = re.compile("打印|导出|生成|下载|制表|查询|print|export|generat", re.IGNORECASE)
_LONGEST_DAYS = 366


class Unit(NamedTuple):
    """What amounts are counted in, and the words that say so."""

    scale: Decimal
    said: str


def unit_of(table: Table) -> Unit | None:
    """What amounts are counted in by a line around the table: 单位：万元 is 10000; None where none says.

    Two lines that say different units say nothing.
    """
    found = {unit.scale: unit for line in _lines(table) if (unit := _unit_in(line))}
    return next(iter(found.values())) if len(found) == 1 else None


def _unit_in(line: str) -> Unit | None:
    word = _UNIT.search(line.replace("單位", "单位").translate(_SIMPLE))
    if word:
        return Unit(normal(f"x({word[1] or word[2] + '元'})").scale, word[0])
    word = _UNIT_IN_WORDS.search(line)
    if word:
        millions = "million" in word[0].lower()
        return Unit(Decimal(10**6 if millions else 10**3), word[0])
    return None


_SIMPLE = str.maketrans("萬億", "万亿")


def period_of(table: Table) -> Period | None:
    """The time a line above the table, or the sheet's name, says it is about; None where none does.

    A statement of a month ends in it, and began no more than a year before.
    """
    lines = list(_lines(table))
    for line in lines:
        found = _DAYS.search(line) or _COMPACT.search(line)
        if found:
            first, last = (_day(found.groups()[at : at + 3]) for at in (0, 3))
            if first and last and 0 <= (last - first).days <= _LONGEST_DAYS:
                return Period(first, last, line)
    for line in lines:
        month = _MONTH.search(line)
        if month and 1 <= int(month[2]) <= 12:
            year, number = int(month[1]), int(month[2])
            last = date(year, number, calendar.monthrange(year, number)[1])
            before = date(year - 1, number, calendar.monthrange(year - 1, number)[1])
            return Period(date.fromordinal(before.toordinal() + 1), last, line)
    return None


def month_of(table: Table) -> tuple[str, str] | None:
    """The one month that a title, the name of the sheet or that of the file says, and the words that say it."""
    names = [table.source.sheet or PurePath(table.source.path).stem]
    titles = [
        text for aside in table.aside if aside.reason == "title" for _, text in aside.examples
    ]
    found: dict[str, str] = {}
    for line in (*names, *(text for text in titles if not _EXPORTED.search(text))):
        plain = unicodedata.normalize("NFKC", line)
        for month in (_MONTH_NAMED if line in names else _MONTH).finditer(plain):
            if 1 <= int(month[2]) <= 12:
                found.setdefault(f"{month[1]}-{int(month[2]):02d}", line)
    return found.popitem() if len(found) == 1 else None


def _lines(table: Table) -> Iterator[str]:
    for aside in table.aside:
        if aside.reason in ("title", "footer"):
            for _, text in aside.examples:
                yield unicodedata.normalize("NFKC", text)
    if table.source.sheet:
        yield unicodedata.normalize("NFKC", table.source.sheet)


def _day(parts: tuple[str, ...]) -> date | None:
    year, month, day = map(int, parts)
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)
