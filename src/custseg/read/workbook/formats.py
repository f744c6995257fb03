"""Number formats of workbooks: what a number in a cell means, and how it is shown.

A spreadsheet keeps dates, times, padded numbers and money as bare numbers; only the format of the cell
says which. The built-in formats have numbers instead of codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Meaning = Literal["number", "date", "time", "duration", "padded", "money"]

_DAY = 86_400_000
_LAST_SERIAL = 2_958_466
"""The day after 9999-12-31 in the 1900 system."""
_FOUR_YEARS = 1462
"""Days between the 1900 and the 1904 system."""

_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[0-9a-f]+)?\]", re.I)
_CONDITION = re.compile(r"(?:\[[a-z]+\d*\])*\[[<>=]", re.I)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_HALF_DAYS = re.compile(r"am/pm|a/p|上午/下午", re.I)
_SCIENTIFIC = re.compile(r"[0#?]e[+-]", re.I)
_FRACTION = re.compile(r"s[.,]0+", re.I)
_GENERAL = re.compile(r"general|g/通用格式", re.I)
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|(.)', re.S)
_SIGNS = {
    "¥": "¥",
    "￥": "¥",
    "元": "¥",
    "圆": "¥",
    "$": "$",
    "€": "€",
    "£": "£",
    "₩": "₩",
    "₹": "₹",
    "₽": "₽",
    "฿": "฿",
}
_WORDS = frozenset({"CNY", "RMB", "USD", "US$", "HKD", "HK$", "EUR", "GBP", "JPY", "TWD", "NT$", "SGD", "S$",
                    "AUD", "A$", "CAD", "C$", "CHF", "KRW", "MOP", "NZD", "THB", "INR", "RUB", "MYR",
                    "人民币", "美元", "港币", "欧元", "英镑", "日元", "CN¥", "JP¥"})  # fmt: skip
_UNITS = re.compile(r"[千百十]?万|萬|亿|億|千|百万|million|thousand|(?<![A-Z])[KMB]$", re.I)

_BUILT_IN: dict[int, Meaning] = {
    **dict.fromkeys((14, 15, 16, 17, 22), "date"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "time"), 46: "duration",
    **dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), "date"),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), "time"),
}  # fmt: skip
"""The formats that files name by number only; those from 27 on are the Chinese and Japanese ones."""


@dataclass(frozen=True)
class NumberFormat:
    """What the numbers of a cell mean."""

    meaning: Meaning = "number"
    pattern: tuple[str, ...] = ()
    """Of a padded number: the pieces around the digits, a run of ``0`` for digits."""
    currency: str = ""
    """Sign or word of the currency that is shown beside the number."""
    unit: str = ""
    """A unit such as 万 that is shown behind the number and is not in it."""

    def text(self, value: float, *, is_1904: bool = False) -> str:
        """``value`` as text: dates ISO, padded ids as they are shown, other numbers plain."""
        if self.meaning == "number":
            return plain_number(value)
        if self.meaning == "date":
            return moment(value, is_1904=is_1904) or plain_number(value)
        if self.meaning == "time":
            short = 0 <= value < 1
            return (_duration(value) if short else moment(value, is_1904=is_1904)) or plain_number(
                value
            )
        if self.meaning == "duration":
            return _duration(value) if 0 <= value < _LAST_SERIAL else plain_number(value)
        if self.meaning == "padded":
            return self._padded(value)
        return f"{self.currency}{plain_number(value)}"

    def _padded(self, value: float) -> str:
        if value < 0 or value != int(value) or value >= 1e15:
            return plain_number(value)
        places = sum(len(piece) for piece in self.pattern if piece.startswith("0"))
        digits = f"{int(value):0{places}d}"
        extra, at, shown = len(digits) - places, 0, []
        for piece in self.pattern:
            if not piece.startswith("0"):
                shown.append(piece)
                continue
            n = len(piece) + (extra if at == 0 else 0)
            shown.append(digits[at : at + n])
            at += n
        return "".join(shown)


GENERAL = NumberFormat()
_PLAIN_CODES = frozenset(
    {"", "general", "standard", "@", "0", "0.00", "#,##0", "#,##0.00", "g/通用格式"}
)


def format_of(number: int, codes: Mapping[int, str]) -> NumberFormat:
    """The format with this number; ``codes`` are those that the file defines."""
    code = codes.get(number)
    if code is not None:
        return format_of_code(code)
    return NumberFormat(_BUILT_IN[number]) if number in _BUILT_IN else GENERAL


def format_of_code(code: str) -> NumberFormat:
    """The format a code such as ``yyyy-mm-dd``, ``000000`` or ``¥#,##0.00`` stands for."""
    if code.strip().lower() in _PLAIN_CODES:
        return GENERAL
    section = _telling_section(code)
    currency = _CURRENCY.search(section)
    duration = _DURATION.search(section)
    if duration:
        return NumberFormat("duration")
    bare = _BRACKETS.sub("", section)
    pieces = [(m[1] or m[2] or "", m[3] or "") for m in _TOKEN.finditer(bare)]
    active = "".join(live for _, live in pieces)
    words = "".join(said or live for said, live in pieces)
    if re.sub(r"\s", "", active).lower() in ("general", "g/通用格式"):
        return GENERAL
    timed = None if _has_digits(active) else _meaning_of_letters(_HALF_DAYS.sub("", active))
    if timed is not None:
        return NumberFormat(timed)
    tail = "".join(said for said, _ in _behind_digits(pieces)).strip()
    if tail and _UNITS.search(tail):
        return NumberFormat(unit=tail)
    sign = _currency(currency[1].strip() if currency else "", words)
    if sign:
        return NumberFormat("money", currency=sign)
    pattern = () if _SCIENTIFIC.search(active) else _padding(pieces)
    return NumberFormat("padded", pattern) if pattern else GENERAL


def _has_digits(active: str) -> bool:
    """Whether a format has places for digits; then letters that stand in it unquoted, such as HK$, are words.

    Excel quotes them, not every other program does. Digits of a second are no such places.
    """
    return any(letter in "0#?" for letter in _GENERAL.sub("0", _FRACTION.sub("s", active)))


def _behind_digits(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces of a format behind its last digit."""
    last = max((at for at, (_, live) in enumerate(pieces) if live and live in "0#?"), default=-1)
    return pieces[last + 1 :]


def _telling_section(code: str) -> str:
    """The section for positive numbers; of those with a condition, the first that shows any of the number.

    ``[<1]"";yyyy-mm-dd`` shows days, and nothing where there is none.
    """
    sections = _sections(code)
    for section in sections:
        if not _CONDITION.match(section) or _shows_number(section):
            return section
    return sections[0]


def _sections(code: str) -> list[str]:
    found, begun, quoted = [], 0, False
    for at, letter in enumerate(code):
        if letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted and code[at - 1 : at] != "\\":
            found.append(code[begun:at])
            begun = at + 1
    return [*found, code[begun:]]


def _shows_number(section: str) -> bool:
    bare = _BRACKETS.sub("", section)
    return bool(_DURATION.search(section)) or any(found[3] for found in _TOKEN.finditer(bare))


def _meaning_of_letters(active: str) -> Meaning | None:
    letters = _SCIENTIFIC.sub("", active).lower()
    if re.search(r"[ydeg年日]|aaa", letters):
        return "date"
    if re.search(r"[hs]", letters):
        return "time"
    return "date" if "m" in letters else None


def _currency(bracketed: str, words: str) -> str:
    for said in (bracketed, words):
        plain = said.strip()
        if plain.upper() in _WORDS:
            return plain.upper() + (" " if plain[-1:].isalnum() else "")
        for word in sorted(_WORDS, key=len, reverse=True):
            if re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", plain):
                return word + (" " if word[-1].isalnum() else "")
        for sign, canonical in _SIGNS.items():
            if sign in plain:
                return canonical
    return ""


def _padding(pieces: list[tuple[str, str]]) -> tuple[str, ...]:
    """The pattern of a format of zeros only, at least two, with words and hyphens around them."""
    found: list[str] = []
    for said, live in pieces:
        if live == "0":
            if found and found[-1].startswith("0"):
                found[-1] += "0"
            else:
                found.append("0")
        elif live in ("", "-", " ", "/", "(", ")", "+", ":") or (live.isalpha() and live.isascii()):
            text = said or live
            if text.startswith("0"):
                return ()
            if text:
                found.append(text)
        else:
            return ()
    zeros = sum(len(piece) for piece in found if piece.startswith("0"))
    return tuple(found) if zeros >= 2 else ()


def plain_number(value: float) -> str:
    """A number with the 15 digits Excel keeps, without trailing zeros.

    A number of more than 15 digits has lost its last ones and is shown as ``6.22202123456789E+18``.
    """
    if value == int(value) if abs(value) < 1e300 else True:
        if abs(value) < 1e15:
            return str(int(value))
        return f"{value:.14E}"
    text = f"{value:.15g}"
    if "e" in text:
        text = f"{value:.20f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.0f}"
    return "0" if text == "-0" else text


def moment(value: float, *, is_1904: bool) -> str | None:
    """A day number as ``2024-01-31 08:26:00``; None when there is no such day.

    A time without a day is ``08:26:00``. In the 1900 system, day 60 is 29 February 1900, which never
    was, and day 0 is ``1900-01-00``.
    """
    if not 0 <= value < _LAST_SERIAL:
        return None
    days, rest = divmod(round(value * _DAY), _DAY)
    if days >= _LAST_SERIAL:
        return None
    clock = _clock(rest)
    if days == 0 and rest:
        return clock
    if is_1904:
        return (
            f"{date(1904, 1, 1) + timedelta(days=days)} {clock}"
            if days < _LAST_SERIAL - _FOUR_YEARS
            else None
        )
    if days in (0, 60):
        return f"1900-0{1 if days == 0 else 2}-{'00' if days == 0 else '29'} {clock}"
    first = date(1899, 12, 31) if days < 60 else date(1899, 12, 30)
    return f"{first + timedelta(days=days)} {clock}"


def _clock(thousandths: int) -> str:
    seconds, rest = divmod(thousandths, 1000)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{clock}.{rest:03d}" if rest else clock


def _duration(value: float) -> str:
    return _clock(round(value * _DAY))
