"""Slow and simple answers to what custseg decides fast: written from the formats, not from its code."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

_PLAIN = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?")
_UNITS = {"千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")


def records_of(text: str, separator: str) -> list[list[str]] | None:
    """The records of a strictly well-formed text; None where the csv module finds it is none."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [cells or [""] for cells in reader]
    except csv.Error:
        return None


def plain_amount(cell: str) -> Decimal | None:
    """The amount of a cell that is nothing but a plain decimal number."""
    return Decimal(cell) if cell.isascii() and _PLAIN.fullmatch(cell) else None


def could_mean(cell: str, amount: Decimal) -> bool:
    """Whether an amount has the digits of its cell, in their order, moved by nothing but 千, 万, 亿."""
    text = unicodedata.normalize("NFKC", cell)
    said = "".join(c for c in text if c.isdigit() and c.isascii()).strip("0")
    found = f"{abs(amount):f}".replace(".", "").strip("0")
    if said != found:
        # Six decimals are kept: what is longer is rounded there.
        return len(said) > len(found) and "." in f"{amount:f}" and said.startswith(found[:-1])
    if not said or any(unit in text for unit in _UNITS):
        return True
    whole = re.split(r"[.,](?=\d*\D*$)", text)[0]
    digits = sum(c.isdigit() for c in whole.lstrip("0 +-(¥￥$€£"))
    return f"{abs(amount):.0f}" == "0" or len(str(int(abs(amount)))) <= max(digits, 0) + 3


def plain_day(cell: str) -> date | None:
    """The day of a cell that is a whole date with its year first."""
    for form in _FORMS:
        if form == "%Y%m%d" and len(cell) != 8:
            continue
        try:
            return datetime.strptime(cell, form).date()
        except ValueError:
            continue
    return None


def names_day(cell: str, day: date) -> bool:
    """Whether the numbers of a day stand in its cell: none of them may be made up."""
    text = unicodedata.normalize("NFKC", cell)
    digits = re.sub(r"\D", "", text)
    return str(day.day) in digits and f"{day.year % 100:02}" in digits
