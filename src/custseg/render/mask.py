"""Personal data is masked on every output unless ``--show-pii`` asks for it.

What is personal is told by the unit of a column (``words.PERSONAL``) and, for the user's own
columns and for ids, by what its values look like: mobile numbers, resident ids with a right check
digit, cards that pass Luhn's test, email addresses. A customer id that is a plain code or a name
stays: it is the key by which lists are joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from custseg.result import Chart, Note, Result
from custseg.words import Unit, header, t, term
from custseg.words.terms import PERSONAL

LOOKS_PERSONAL_SHARE = 0.9
"""A column is personal when more than this share of its values looks so."""

_SMALL = 10_000
"""Tables up to this many rows are searched cell by cell for numbers that stand in sentences."""

_SAYS_PERSONAL: tuple[tuple[re.Pattern[str], Unit], ...] = (
    (re.compile(r"姓名|^(first|last|full|sur)[ _]?name$", re.I), "name"),
    (re.compile(r"手机|电话|聯絡電話|^(mobile|telephone|phone)([ _]?(number|no))?$", re.I), "phone"),
    (re.compile(r"身份证|身份證|证件号|證件號|护照号|passport", re.I), "id_number"),
    (re.compile(r"银行卡|卡号|卡號|^card[ _]?(number|no)$", re.I), "card"),
    (re.compile(r"邮箱|郵箱|^e-?mail", re.I), "email"),
    (re.compile(r"住址|地址|^(home|postal|street)?[ _]?address$", re.I), "address"),
)  # fmt: skip
"""Headers of the user's own that name personal data."""

_EXAMPLES = frozenset({"value", "example", "examples", "said", "seen", "top_value", "most_common"})
"""Columns of tables that show a value of the column named in the same row."""


def masked(result: Result) -> Result:
    """``result`` with personal data masked in customers, tables, charts, notes and evidence.

    Phones keep 3 + 4 digits, resident ids 3 + 4, cards 6 + 4, emails the first letter and the
    domain, names the first (and last) character, addresses the city. Nulls stay null; everything
    that was masked is named in a note. Masked customer ids need not be distinct any more.
    """
    of_customers = {} if result.customers is None else personal_columns(result.customers)
    customers = None if result.customers is None else _mask(result.customers, of_customers)
    found, tables = dict(of_customers), {}
    for key, table in result.tables.items():
        personal = personal_columns(table, of_customers)
        found.update(personal)
        tables[key] = _mask_cells(_mask(table, personal))
    charts = tuple(_mask_chart(chart, of_customers) for chart in result.charts)
    notes = [replace(note, text=mask_text(note.text)) for note in result.notes]
    return replace(
        result,
        customers=customers,
        tables=tables,
        charts=charts,
        notes=(*notes, *_notes_of(found)),
        evidence={key: _mask_value(value) for key, value in result.evidence.items()},
    )


def _notes_of(found: Mapping[str, Unit]) -> list[Note]:
    notes = []
    if "customer_id" in found:
        kind = {"phone": t("phone numbers"), "id_number": t("resident id numbers"),
                "card": t("card numbers"), "email": t("email addresses")}[found["customer_id"]]  # fmt: skip
        notes.append(Note("info", t(
            "the customer ids are {kind} and are masked, so that they no longer serve as a key; "
            "--show-pii shows them", kind=kind)))  # fmt: skip
    others = [header(column) for column in found if column != "customer_id"]
    if others:
        notes.append(Note("info", t(
            "personal data is masked in: {columns}; --show-pii shows it",
            columns=t(", ").join(others))))  # fmt: skip
    return notes


def mask_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame that stands alone (rejected rows, say) with its personal data masked."""
    return _mask_cells(_mask(frame, personal_columns(frame)))


def personal_columns(
    frame: pl.DataFrame, known: Mapping[str, Unit] | None = None
) -> dict[str, Unit]:
    """The personal columns of ``frame`` and what each holds; ``known`` ones are not judged again."""
    found: dict[str, Unit] = {}
    for values in frame.iter_columns():
        unit = (known or {}).get(values.name) or _personal_unit(values)
        if unit is not None:
            found[values.name] = unit
    return found


def _personal_unit(values: pl.Series) -> Unit | None:
    if not (values.dtype == pl.String or values.dtype.is_integer()):
        return None
    entry = term(values.name)
    if entry is not None and entry.unit in PERSONAL:
        return entry.unit
    if entry is not None and (entry.unit not in ("text", "id") or values.dtype != pl.String):
        return None
    if entry is None and values.dtype == pl.String:
        for pattern, unit in _SAYS_PERSONAL:
            if pattern.search(values.name):
                return unit
    return looks_like(values.cast(pl.String))


# --- what values look like -------------------------------------------------------------------------

_MOBILE = r"^(?:\+?86[ -]?)?1[3-9]\d{9}$"
_RESIDENT = r"^[1-9]\d{16}[\dXx]$"
_CARD = r"^[1-9]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?$"
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def looks_like(values: pl.Series) -> Unit | None:
    """What more than nine in ten values of a text column are: phone, id_number, card, email or None."""
    there = values.drop_nulls()
    there = there.filter(there.str.strip_chars() != "")
    if not there.len():
        return None
    tests: tuple[tuple[Unit, str, Callable[[pl.Series], pl.Series] | None], ...] = (
        ("phone", _MOBILE, None), ("email", _EMAIL, None),
        ("id_number", _RESIDENT, _has_check_digit), ("card", _CARD, _passes_luhn),
    )  # fmt: skip
    for unit, pattern, proof in tests:
        of_shape = there.filter(there.str.contains(pattern))
        if of_shape.len() <= LOOKS_PERSONAL_SHARE * there.len():
            continue
        proven = of_shape.len() if proof is None else int(proof(of_shape).sum())
        if proven > LOOKS_PERSONAL_SHARE * there.len():
            return unit
    return None


def _has_check_digit(ids: pl.Series) -> pl.Series:
    """GB 11643: the last character is the weighted sum of the first 17 digits, modulo 11."""
    digits = [pl.col("id").str.slice(i, 1).cast(pl.Int32) * w for i, w in enumerate(_WEIGHTS)]
    expected = pl.lit("10X98765432").str.slice(pl.sum_horizontal(digits) % 11, 1)
    right = expected == pl.col("id").str.slice(17, 1).str.to_uppercase()
    return ids.to_frame("id").select(right.alias("right"))["right"]


def _passes_luhn(cards: pl.Series) -> pl.Series:
    """ISO/IEC 7812: every second digit from the right doubled, the sum of digits ends with 0."""
    reverse = pl.col("card").str.replace_all("[ -]", "").str.reverse()
    digits = [reverse.str.slice(i, 1).cast(pl.Int32, strict=False).fill_null(0) for i in range(19)]
    summed = [d if i % 2 == 0 else (2 * d) // 10 + (2 * d) % 10 for i, d in enumerate(digits)]
    return cards.to_frame("card").select((pl.sum_horizontal(summed) % 10 == 0).alias("ok"))["ok"]


# --- masks -----------------------------------------------------------------------------------------


def _mask(frame: pl.DataFrame, personal: Mapping[str, Unit]) -> pl.DataFrame:
    return frame.with_columns(
        _MASKS[unit](pl.col(column).cast(pl.String).str.strip_chars()).alias(column)
        for column, unit in personal.items()
        if column in frame.columns
    )


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


_MASKS: dict[Unit, Callable[[pl.Expr], pl.Expr]] = {
    "phone": _phone, "id_number": _id_number, "card": _card, "email": _email, "name": _name,
    "address": _address,
}  # fmt: skip


# --- sentences and small tables --------------------------------------------------------------------

_IN_TEXT = re.compile(
    r"(?<![\w.])(?:(?P<id>[1-9]\d{16}[\dXx])|(?P<phone>1[3-9]\d{9})"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+))(?![\w]|\.\d)",
    re.ASCII,
)


def mask_text(sentence: str) -> str:
    """``sentence`` with the mobile numbers, resident ids and email addresses in it masked."""
    return _IN_TEXT.sub(_mask_found, sentence)


def _mask_found(found: re.Match[str]) -> str:
    said = found[0]
    if found["phone"]:
        return f"{said[:3]}****{said[-4:]}"
    if found["email"]:
        return f"{said[0]}***@{said.rpartition('@')[2]}"
    digits = sum(int(d) * w for d, w in zip(said, _WEIGHTS, strict=False))
    valid = "10X98765432"[digits % 11] == said[-1].upper()
    return f"{said[:3]}***********{said[-4:]}" if valid else said


def _mask_value(value: Any) -> Any:
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, Mapping):
        return {key: _mask_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mask_value(inner) for inner in value]
    return value


def _mask_cells(table: pl.DataFrame) -> pl.DataFrame:
    """A small table with personal data masked inside its texts and in examples of personal columns."""
    if table.height > _SMALL:
        return table
    texts = [c for c, dtype in table.schema.items() if dtype == pl.String and _is_text(c)]
    columns = {c: [mask_text(v) if v else v for v in table[c].to_list()] for c in texts}
    for named in (c for c, dtype in table.schema.items() if dtype == pl.String):
        units = [_unit_named(name) for name in table[named].to_list()]
        for column in _EXAMPLES.intersection(texts):
            if column != named and any(units):
                columns[column] = [
                    v if u is None or v is None else _mask_one(v, u)
                    for v, u in zip(columns[column], units, strict=True)
                ]
    return table.with_columns(pl.Series(c, v, pl.String) for c, v in columns.items())


def _is_text(column: str) -> bool:
    entry = term(column)
    return entry is None or entry.unit not in ("id", "label", *PERSONAL)


def _unit_named(name: str | None) -> Unit | None:
    entry = term(name) if name else None
    return entry.unit if entry is not None and entry.unit in PERSONAL else None


def _mask_one(value: str, unit: Unit) -> str:
    if "*" in value:
        return value
    return str(pl.select(_MASKS[unit](pl.lit(value))).item())


def _mask_chart(chart: Chart, known: Mapping[str, Unit]) -> Chart:
    personal = personal_columns(chart.frame.select(chart.x), known)
    return replace(chart, frame=_mask(chart.frame, personal)) if personal else chart
