"""The masks themselves: what stays of a phone, an id, a card, a name, and of numbers inside a text."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from custseg.words import Unit, term
from custseg.words.personal import says_personal
from custseg.words.terms import PERSONAL


def _keep(head: int, tail: int, stars: str, value: pl.Expr) -> pl.Expr:
    return pl.concat_str(value.str.head(head), pl.lit(stars), value.str.tail(tail))


def _phone(value: pl.Expr) -> pl.Expr:
    number = value.str.replace(r"^\+?86[ -]?(1\d{10})$", "${1}")
    length = number.str.len_chars()
    return (
        pl.when(length >= 10).then(_keep(3, 4, "****", number))
        .when(length >= 7).then(_keep(2, 2, "****", number))
        .when(value.is_not_null()).then(pl.lit("****"))
    )  # fmt: skip


def _id_number(value: pl.Expr) -> pl.Expr:
    length = value.str.len_chars()
    return (
        pl.when(length >= 18).then(_keep(3, 4, "*" * 11, value))
        .when(length >= 15).then(_keep(3, 4, "*" * 8, value))
        .when(length >= 8).then(_keep(2, 2, "*****", value))
        .when(value.is_not_null()).then(pl.lit("****"))
    )  # fmt: skip


def _card(value: pl.Expr) -> pl.Expr:
    digits = value.str.replace_all("[ -]", "")
    length = digits.str.len_chars()
    return (
        pl.when(length >= 19).then(_keep(6, 4, "*" * 9, digits))
        .when(length >= 15).then(_keep(6, 4, "*" * 6, digits))
        .when(value.is_not_null()).then(pl.concat_str(pl.lit("****"), digits.str.tail(2)))
    )  # fmt: skip


def _email(value: pl.Expr) -> pl.Expr:
    return (
        pl.when(value.str.contains("@", literal=True))
        .then(pl.concat_str(value.str.head(1), pl.lit("***"), value.str.extract(r"(@[^@]*)$", 1)))
        .when(value.is_not_null()).then(pl.lit("***"))
    )  # fmt: skip


def _name(value: pl.Expr) -> pl.Expr:
    """张* · 张*三 · 欧**娜 · A*** · a name of one character is hidden altogether."""
    length = value.str.len_chars()
    return (
        pl.when(value.is_null()).then(None)
        .when(~value.str.contains(r"^\p{Han}")).then(pl.concat_str(value.str.head(1), pl.lit("***")))
        .when(length <= 1).then(pl.lit("*"))
        .when(length == 2).then(_keep(1, 0, "*", value))
        .when(length == 3).then(_keep(1, 1, "*", value))
        .otherwise(_keep(1, 1, "**", value))
    )  # fmt: skip


_CITY = (
    r"^((?:\p{Han}{2,8}?(?:省|自治区|特别行政区))?\p{Han}{2,7}?(?:市|自治州|地区|盟)"
    r"|\p{Han}{2,8}?(?:省|自治区|特别行政区))"
)


def _address(value: pl.Expr) -> pl.Expr:
    """Province and city, where the address begins with them; else nothing of it."""
    city = value.str.extract(_CITY, 1).fill_null("")
    return pl.when(value.is_not_null()).then(pl.concat_str(city, pl.lit("***")))


MASKS: dict[Unit, Callable[[pl.Expr], pl.Expr]] = {
    "phone": _phone, "id_number": _id_number, "card": _card, "email": _email, "name": _name,
    "address": _address,
}  # fmt: skip


def mask_one(value: str, unit: Unit) -> str:
    """One value masked as ``unit``; what has stars already stays."""
    return value if "*" in value else str(pl.select(MASKS[unit](pl.lit(value.strip()))).item())


def unit_said(name: str | None) -> Unit | None:
    """What the column called ``name`` (a key, or a header of the user's own) holds of persons."""
    entry = term(name) if name else None
    if name is None or entry is not None:
        return entry.unit if entry is not None and entry.unit in PERSONAL else None
    return says_personal(name)


# --- inside a text ---------------------------------------------------------------------------------

PROVINCES = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
"""The first two digits a resident id can have (GB/T 2260)."""
DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
RESIDENT = rf"(?:{PROVINCES}\d{{4}}(?:(?:18|19|20)\d\d{DAY}\d{{3}}[\dXx]|\d\d{DAY}\d{{3}}))"
"""A resident id of 18 or 15 digits by its province and birthday; its check digit may be mistyped."""
MOBILE = r"(?:(?:\+?86[ -]?)?1[3-9]\d(?:\d{8}|[ -]\d{4}[ -]\d{4}))"

DIGITS = str.maketrans(
    "０１２３４５６７８９〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖",
    "0123456789" + "000123456789" + "1123456789",
)
"""Full-width and spelled-out digits, as they are read out one by one: 幺 is 1."""
_SPELLED = "".join(map(chr, DIGITS))
_DIGIT, _ONE, _ZERO = f"[0-9{_SPELLED}]", "[1１一幺壹]", "[0０〇○零]"
_BETWEEN = "[ \u3000\\-－‐–—_]{0,2}"

WORTH_A_LOOK = rf"\d{{5}}|\d[ -]\d|@|(?:{_DIGIT}{_BETWEEN}){{10}}"
"""What a text has in it that can have a number or address to be masked in it."""

_IN_TEXT = re.compile(
    # Neither in the middle of a number or of a hash, nor an amount.
    rf"(?<![0-9a-fA-F_.])(?:(?P<phone>{MOBILE}|0\d{{2,3}}-\d{{7,8}})|(?P<id>[1-9]\d{{16}}[\dXx]|{RESIDENT})"
    r"|(?P<account>\d{12,}|\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?)"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+))(?![0-9a-fA-F_]|\.\d)",
    re.ASCII,
)
_SPOKEN = re.compile(
    rf"(?<!{_DIGIT})(?:(?:[+＋]?[8８八捌]{_BETWEEN}[6６六陆]{_BETWEEN})?"
    rf"(?P<phone>{_ONE}{_BETWEEN}(?![12１２一二壹贰幺]|{_ZERO}){_DIGIT}(?:{_BETWEEN}{_DIGIT}){{9}})"
    rf"|(?P<long>{_DIGIT}(?:{_BETWEEN}{_DIGIT}){{14,18}}[xXＸ]?)"
    rf"|(?P<line>{_ZERO}(?:{_BETWEEN}{_DIGIT}){{9,11}}))(?!{_DIGIT}|[十百千万亿年])"
)
_GROUPS = re.compile(r"[^0-9]+")
_MOMENT = re.compile(rf"(?:19|20)\d\d{DAY}(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?")
"""20240315103000 is a time, and no account."""

_SAID = re.compile(
    r"(?P<header>[^\s=,;:()，；：（）]+) = (?!\"(?:[^\"\\]|\\.)*\"$)(?P<value>[^,;()，；（）]+)",
    re.MULTILINE,
)
"""``姓名 = 张三``: how a rejected or unread value is quoted; ``name = "…"`` is a line of custseg.toml."""


def mask_text(sentence: str) -> str:
    """``sentence`` with what in it is personal masked.

    Phone numbers, resident ids, email addresses, numbers of twelve and more digits (accounts and
    cards; amounts have commas or decimals, times are told apart), values quoted with a header
    that says they are personal, and phones and long numbers written otherwise: full-width, with
    blanks or dashes between, or spelled out digit by digit (一三八…, 幺三八…). Chinese amounts and dates
    have 十, 百, 万, 年 or 月 in them and are no such run.

    >>> mask_text("请打幺三八 零零一三 八零零零，退我三百八十元")
    '请打138****8000，退我三百八十元'
    """
    if " = " in sentence:
        sentence = _SAID.sub(_mask_said, sentence)
    return _SPOKEN.sub(_mask_spoken, _IN_TEXT.sub(_mask_found, sentence))


def _mask_said(found: re.Match[str]) -> str:
    unit = unit_said(found["header"])
    return found[0] if unit is None else f"{found['header']} = {mask_one(found['value'], unit)}"


def _mask_spoken(found: re.Match[str]) -> str:
    """A number that is not plain digits in one piece; a row of plain numbers with blanks stays."""
    number = found["phone"] or found[0]
    groups = [group for group in _GROUPS.split(number.translate(DIGITS)) if group]
    plain = "".join(groups)
    if found[0].isascii() and (found["long"] or found["line"] or not _is_dictated(groups)):
        return found[0]
    head = 3 if found["phone"] else 4 if len(plain) < 16 else 6
    stars = "****" if found["phone"] else "*" * (len(plain) - head - 4)
    return f"{plain[:head]}{stars}{plain[-4:]}"


def _is_dictated(groups: list[str]) -> bool:
    """Whether groups of plain digits are one mobile number: digit by digit, or three or more together."""
    sizes = {len(group) for group in groups}
    return len(groups) > 1 and (sizes == {1} or min(sizes) >= 3)


def _mask_found(found: re.Match[str]) -> str:
    said = found[0]
    if found["phone"]:
        return mask_one(re.sub("[ -]", "", said) if said[0] != "0" else said, "phone")
    if found["email"]:
        return f"{said[0]}***@{said.rpartition('@')[2]}"
    if found["id"]:
        return f"{said[:3]}{'*' * (len(said) - 7)}{said[-4:]}"
    if _MOMENT.fullmatch(said):
        return said
    digits = re.sub("[ -]", "", said)
    head = 6 if len(digits) > 15 else 4
    return f"{digits[:head]}{'*' * (len(digits) - head - 4)}{digits[-4:]}"
