"""Personal data is masked on every output unless ``--show-pii`` asks for it.

What is personal is told by the unit of a column (``words.PERSONAL``), by what its header says
(``words.personal``; for customer ids the header in the file, ``Provenance.personal``), and value by
value by what it looks like: mobile numbers, resident ids, email addresses, cards. A customer id
that is a plain code stays: it is the key by which lists are joined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from custseg.render.stars import (
    MASKS,
    MOBILE,
    RESIDENT,
    WORTH_A_LOOK,
    mask_one,
    mask_text,
    unit_said,
)
from custseg.result import Chart, Note, Result
from custseg.words import Unit, header, t, term
from custseg.words.terms import PERSONAL

__all__ = ["looks_like", "mask_frame", "mask_text", "masked", "personal_columns"]

LOOKS_PERSONAL_SHARE = 0.9
"""A whole column is personal when more than this share of its values looks so."""

CARDS_SHARE = 0.5
"""Ids of a card's length are cards when more than this share passes Luhn's test (by chance 0.1)."""

_EXAMPLES = frozenset({"value", "example", "examples", "said", "seen", "top_value", "most_common"})
"""Columns of tables that show a value of the column named in the same row."""

_ID = "customer_id"
_IDS = "example_customers"
"""A column that lists customer ids, with a comma between them."""


def masked(result: Result) -> Result:
    """``result`` with personal data masked in customers, tables, charts, notes, settings and evidence.

    Phones keep 3 + 4 digits, resident ids 3 + 4, cards and accounts 6 + 4, emails the first letter
    and the domain, names the first (and last) character, addresses the city; also inside texts.
    Nulls stay null; everything that was masked is named in a note. Masked customer ids need not be
    distinct any more.
    """
    said: dict[str, Unit] = dict(result.provenance.personal) if result.provenance else {}
    own = {} if result.customers is None else personal_columns(result.customers, said)
    found, changed = dict(own), set[str]()
    customers = None if result.customers is None else _masked(result.customers, own, changed)
    tables = {}
    for key, table in result.tables.items():
        personal = {**said, **personal_columns(table, {**said, **own})}
        found.update({c: unit for c, unit in personal.items() if c in table.columns})
        tables[key] = _masked(table, personal, changed)
    charts = tuple(_mask_chart(chart, {**said, **own}) for chart in result.charts)
    asked = result.settings.get(_ID)
    hide = _hiding(asked, said.get(_ID)) if isinstance(asked, str) and asked else mask_text
    return replace(
        result,
        customers=customers,
        tables=tables,
        charts=charts,
        notes=(*(replace(note, text=hide(note.text)) for note in result.notes),
               *_notes_of(found, changed)),
        settings=_mask_value(result.settings, hide),
        evidence=_mask_value(result.evidence, hide),
        about=hide(result.about),
    )  # fmt: skip


def _hiding(customer: str, unit: Unit | None) -> Callable[[str], str]:
    """``mask_text`` that hides the one customer an answer is about as well, where ids are personal."""
    if unit is None:
        return mask_text
    stars = mask_one(customer, unit)
    return lambda sentence: mask_text(sentence.replace(customer, stars))


def _notes_of(found: Mapping[str, Unit], changed: set[str]) -> list[Note]:
    notes = []
    if _ID in found:
        kind = {"phone": t("phone numbers"), "id_number": t("numbers of identity documents"),
                "card": t("card numbers"), "email": t("email addresses"), "name": t("names"),
                "address": t("addresses")}[found[_ID]]  # fmt: skip
        notes.append(Note("info", t(
            "the customer ids are {kind} and are masked, so that they no longer serve as a key; "
            "--show-pii shows them", kind=kind)))  # fmt: skip
    elif _ID in changed:
        notes.append(Note("info", t(
            "customer ids that are phone numbers, identity numbers, cards or email addresses are "
            "masked, so that they no longer serve as a key; --show-pii shows them")))  # fmt: skip
    others = [header(column) for column in dict.fromkeys((*found, *sorted(changed)))
              if column != _ID]  # fmt: skip
    if others:
        notes.append(Note("info", t(
            "personal data is masked in: {columns}; --show-pii shows it",
            columns=t(", ").join(others))))  # fmt: skip
    return notes


def mask_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame that stands alone (rejected rows, say) with its personal data masked."""
    return _masked(frame, personal_columns(frame), set())


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
    said = unit_said(values.name) if values.dtype == pl.String else None
    return said or looks_like(values.cast(pl.String))


# --- what values look like -------------------------------------------------------------------------

_MOBILE = rf"^{MOBILE}$"
_RESIDENT = r"^[1-9]\d{16}[\dXx]$"
_CARD = r"^[1-9]\d{3}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?$"
_UNIONPAY = r"^62\d{14,17}$"
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
        ("id_number", _RESIDENT, _is_resident), ("card", _CARD, _passes_luhn),
    )  # fmt: skip
    for unit, pattern, proof in tests:
        of_shape = there.filter(there.str.contains(pattern))
        if of_shape.len() <= LOOKS_PERSONAL_SHARE * there.len():
            continue
        proven = of_shape.len() if proof is None else int(proof(of_shape).sum())
        if proven > LOOKS_PERSONAL_SHARE * there.len():
            return unit
    return None


def _is_resident(ids: pl.Series) -> pl.Series:
    """Province and birthday stand, or the check digit is right.

    GB 11643: the last character is the weighted sum of the first 17 digits, modulo 11.
    """
    digits = [pl.col("id").str.slice(i, 1).cast(pl.Int32) * w for i, w in enumerate(_WEIGHTS)]
    expected = pl.lit("10X98765432").str.slice(pl.sum_horizontal(digits) % 11, 1)
    right = expected == pl.col("id").str.slice(17, 1).str.to_uppercase()
    dated = pl.col("id").str.contains(rf"^{RESIDENT}$")
    return ids.to_frame("id").select((right | dated).alias("right"))["right"]


def _passes_luhn(cards: pl.Series) -> pl.Series:
    """ISO/IEC 7812: every second digit from the right doubled, the sum of digits ends with 0."""
    reverse = pl.col("card").str.replace_all("[ -]", "").str.reverse()
    digits = [reverse.str.slice(i, 1).cast(pl.Int32, strict=False).fill_null(0) for i in range(19)]
    summed = [d if i % 2 == 0 else (2 * d) // 10 + (2 * d) % 10 for i, d in enumerate(digits)]
    return cards.to_frame("card").select((pl.sum_horizontal(summed) % 10 == 0).alias("ok"))["ok"]


# --- frames ----------------------------------------------------------------------------------------


def _masked(frame: pl.DataFrame, personal: Mapping[str, Unit], changed: set[str]) -> pl.DataFrame:
    """``frame`` masked: personal columns whole, ids value by value, examples, and inside texts.

    Columns of which only some values were masked are added to ``changed``.
    """
    there = frame.with_columns(
        MASKS[unit](pl.col(column).cast(pl.String).str.strip_chars()).alias(column)
        for column, unit in personal.items()
        if column in frame.columns
    )
    if _ID in frame.columns and _ID not in personal and frame.schema[_ID] == pl.String:
        there = there.with_columns(_mask_ids(frame[_ID]))
    if _IDS in frame.columns and _ID in personal:
        there = there.with_columns(_mask_lists(frame[_IDS], personal[_ID]))
    there = _mask_examples(there)
    texts = [c for c, dtype in frame.schema.items()
             if dtype == pl.String and c not in personal and _is_text(c)]  # fmt: skip
    there = there.with_columns(_mask_texts(there[column]) for column in texts)
    changed.update(
        c for c in (_ID, *(c for c in texts if term(c) is None))
        if c in frame.columns and c not in personal and not there[c].equals(frame[c])
    )  # fmt: skip
    return there


def _mask_ids(ids: pl.Series) -> pl.Series:
    """Customer ids, each masked that is itself a mobile number, a resident id, an email or a card."""
    value = pl.col(ids.name)
    of_card = ids.filter(ids.str.contains(_CARD)).drop_nulls()
    cards = of_card.len() > 0 and int(_passes_luhn(of_card).sum()) > CARDS_SHARE * of_card.len()
    looks: list[tuple[Unit, str]] = [
        ("phone", _MOBILE), ("id_number", rf"^{RESIDENT}$"), ("email", _EMAIL),
        ("card", _CARD if cards else _UNIONPAY),
    ]  # fmt: skip
    shown = value
    for unit, pattern in reversed(looks):
        shown = pl.when(value.str.contains(pattern)).then(MASKS[unit](value)).otherwise(shown)
    return ids.to_frame().select(shown.alias(ids.name)).to_series()


def _mask_lists(lists: pl.Series, unit: Unit) -> pl.Series:
    masked_lists = [ids and ", ".join(mask_one(i, unit) for i in ids.split(", ")) for ids in lists]
    return pl.Series(lists.name, masked_lists, pl.String)


def _mask_texts(texts: pl.Series) -> pl.Series:
    """Texts with the numbers and addresses in them masked; only those that can have any are read."""
    suspects = texts.filter(texts.str.contains(WORTH_A_LOOK)).unique()
    changes = {text: mask_text(text) for text in suspects.to_list() if text is not None}
    changes = {text: stars for text, stars in changes.items() if text != stars}
    return texts.replace(changes) if changes else texts


def _mask_examples(table: pl.DataFrame) -> pl.DataFrame:
    """Examples of personal columns, where a table names the column in the same row."""
    texts = [c for c, dtype in table.schema.items() if dtype == pl.String]
    shown = [c for c in texts if c in _EXAMPLES and _is_text(c)]
    for named in (c for c in texts if shown and c not in _EXAMPLES):
        units = {name: unit_said(name) for name in table[named].unique().to_list()}
        if not any(units.values()):
            continue
        table = table.with_columns(
            pl.Series(
                c,
                [v if v is None or (unit := units[name]) is None else mask_one(v, unit)
                 for v, name in table.select(c, named).iter_rows()],
                pl.String,
            )
            for c in shown
        )  # fmt: skip
    return table


def _is_text(column: str) -> bool:
    entry = term(column)
    return entry is None or entry.unit not in ("id", "label", *PERSONAL)


def _mask_value(value: Any, hide: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, Mapping):
        return {key: _mask_value(inner, hide) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mask_value(inner, hide) for inner in value]
    return value


def _mask_chart(chart: Chart, known: Mapping[str, Unit]) -> Chart:
    named = chart.frame.select(chart.x)
    shown = _masked(named, personal_columns(named, known), set())
    return chart if shown.equals(named) else replace(chart, frame=chart.frame.with_columns(shown))
