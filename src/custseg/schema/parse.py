"""How the text of one column is read: decided from its sample, applied to every row.

Parsers work on whole columns, chunk by chunk, value by value: what a chunk holds never changes how
a value is read, so any split of a file gives the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

import polars as pl

from custseg.schema import marks
from custseg.schema.aliases import normal
from custseg.schema.currencies import stated
from custseg.schema.dates import ORDERS, DateForm, Order, dates, form_of, hours, times, with_order
from custseg.schema.kinds import DATE, FLAG, MONEY, NUMBER, TEXT
from custseg.schema.money import (
    SeriesParser,
    Writing,
    has_decimal_comma,
    money,
    number,
    own_unit,
    unproven_point,
)
from custseg.schema.placeholders import PLACEHOLDERS, without_placeholders
from custseg.schema.roles import Parser
from custseg.words import t

_FLOAT_ID = r"^\d+\.0+$"
_UNTIDY = r"^[\s'=\"\u{feff}]|[\s\"]$"
_SHOWN_ROUNDED = r"^\d(?:\.\d+)?[eE]\+?\d+$"
"""What a spreadsheet shows of a long number: 1.23E+17."""
_ZEROED = r"^[1-9]\d{14}0+$"
"""What a spreadsheet keeps of one: fifteen digits, the rest lost to zeros."""
_LONG_ID = 12
_WIDE = "[０-９Ａ-Ｚａ-ｚ]"
"""Full-width digits and letters: the same id as in half width."""

TYPES: dict[Parser, pl.DataType] = {
    "id": TEXT, "text": TEXT, "money": MONEY, "number": NUMBER, "date": DATE, "month": DATE,
    "time": pl.Int8(), "flag": FLAG, "sex": TEXT, "direction": TEXT, "relation": TEXT, "risk": TEXT,
}  # fmt: skip
STRICT: tuple[Parser, ...] = (
    "money", "number", "date", "month", "time", "flag", "sex", "direction", "relation", "risk",
)  # fmt: skip
"""Parsers that some text fails: a column whose sample fails cannot have such a role."""


@dataclass(frozen=True)
class Parsing:
    """How one column is read as one type."""

    parser: Parser
    parse: SeriesParser | None
    """None when the text stands as it is."""
    words: str
    """How, in words, for ``inspect``."""
    parsed_share: float
    """Of the sample's cells that say anything: how many this parser reads."""
    warnings: tuple[str, ...] = ()
    form: DateForm | None = None
    damaged: str | None = None
    """Pattern of ids that a spreadsheet has damaged, where the column is long enough to be."""
    said: int = field(default=0, compare=False)

    def of(self, raw: pl.Expr) -> pl.Expr:
        """The typed column of a raw text column."""
        return apply(self.parse, raw, TYPES[self.parser])


def apply(parse: SeriesParser | None, raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """``raw`` read by ``parse``, chunk by chunk in the streaming engine."""
    if parse is None:
        return raw
    return raw.map_batches(parse, return_dtype=dtype, is_elementwise=True)


def parsing_of(column: str, sample: pl.Series, parser: Parser, order: Order | None) -> Parsing:
    """How ``column`` reads as ``parser``, judged by its sample."""
    said = without_placeholders(sample).drop_nulls()
    judged = _JUDGES[parser](column, sample, said, order)
    if judged.parse is None or said.is_empty():
        return judged
    share = _share(judged, said)
    return Parsing(judged.parser, judged.parse, judged.words, share, judged.warnings, judged.form,
                   judged.damaged, len(said))  # fmt: skip


def _share(judged: Parsing, said: pl.Series) -> float:
    """How much of what is said the parser reads; a date order still to be proved costs nothing."""
    assert judged.parse is not None
    tries = [judged.parse]
    if judged.form is not None and judged.form.ambiguous:
        tries = [partial(dates, with_order(judged.form, order)) for order in ORDERS]
    return max(1 - parse(said).null_count() / len(said) for parse in tries)


Judge = Callable[[str, pl.Series, pl.Series, "Order | None"], Parsing]


def _money_judge(parser: Parser) -> Judge:
    def judge(column: str, sample: pl.Series, said: pl.Series, order: Order | None) -> Parsing:
        comma = has_decimal_comma(said)
        scale = normal(column).scale if parser == "money" else Decimal(1)
        rounded = bool(said.str.contains("E+", literal=True).any())
        words = t("amount") if parser == "money" else t("number")
        words += t(", decimal comma") if comma else ""
        words += f" × {scale:,}" if scale != 1 else ""
        make = money if parser == "money" else number
        bare = parser == "money" and not stated(said).is_not_null().any()
        warned = _doubts_of_money(column, said, scale) if parser == "money" else ()
        return Parsing(parser, make(Writing(comma, scale, rounded, bare)), words, 1.0, warned)

    return judge


def _doubts_of_money(column: str, said: pl.Series, scale: Decimal) -> tuple[str, ...]:
    """Units stated twice, and points that may be decimal ones or may group thousands."""
    doubts = []
    example = own_unit(said) if scale != 1 else None
    if example is not None:
        doubts.append(t("column {column!r}: amounts such as {example} state their own unit; it counts, "
                        "not that of the column name", column=column, example=example))  # fmt: skip
    example = unproven_point(said)
    if example is not None:
        doubts.append(t("column {column!r}: {example} is read with a decimal point, which nothing in the "
                        "column proves; if the point groups thousands, export the amounts without it",
                        column=column, example=example))  # fmt: skip
    return tuple(doubts)


def _date_judge(column: str, sample: pl.Series, said: pl.Series, order: Order | None) -> Parsing:
    form = form_of(said, order)
    warned = (
        (t("column {column!r} is read as spreadsheet day numbers (45322 is 2024-01-31)", column=column),)
        if form.serials else ()
    )  # fmt: skip
    return Parsing(
        "date", partial(dates, form), t("date {form}", form=form.words), 1.0, warned, form
    )


def _month_judge(column: str, sample: pl.Series, said: pl.Series, order: Order | None) -> Parsing:
    form = DateForm(six="yyyymm")
    return Parsing("month", partial(_month_ends, form), t("month, as its last day"), 1.0, (), form)


def _month_ends(form: DateForm, text: pl.Series) -> pl.Series:
    return dates(form, text).dt.month_end()


def _marks_judge(parser: Parser, parse: SeriesParser) -> Judge:
    def judge(column: str, sample: pl.Series, said: pl.Series, order: Order | None) -> Parsing:
        words = {"time": t("time of day"), "flag": t("yes/no")}.get(parser) or t("words")
        return Parsing(parser, parse, words, 1.0)

    return judge


def _text_judge(column: str, sample: pl.Series, said: pl.Series, order: Order | None) -> Parsing:
    clean = not _is_untidy(sample)
    return Parsing("text", None if clean else without_placeholders, t("text"), 1.0)


def _is_untidy(sample: pl.Series) -> bool:
    given = sample.drop_nulls()
    return bool(
        (given.str.contains(_UNTIDY) | given.is_in(PLACEHOLDERS) | given.str.contains("^-+$")).any()
    )


def _id_judge(column: str, sample: pl.Series, said: pl.Series, order: Order | None) -> Parsing:
    floats = not said.is_empty() and bool(said.str.contains(_FLOAT_ID).all())
    untidy = _is_untidy(sample)
    wide = bool(said.str.contains(_WIDE).any())
    parse = partial(_ids, floats) if floats or untidy or wide else None
    warned: tuple[str, ...] = (
        (t("column {column!r}: numbers such as {example} are read as the id {id}", column=column,
           example=said[0], id=re.sub(r"\.0+$", "", said[0])),)
        if floats else ()
    )  # fmt: skip
    damaged = _damage(said)
    lost = said.filter(said.str.contains(damaged)) if damaged else said.clear()
    if not lost.is_empty():
        warned += (t("column {column!r} was damaged by a spreadsheet: {example} is no id any more",
                     column=column, example=lost[0]),)  # fmt: skip
    words = t("id, .0 cut off") if floats else t("id")
    return Parsing("id", parse, words, 1.0, warned, damaged=damaged)


def _damage(said: pl.Series) -> str | None:
    """The pattern of damaged ids to look for in every row; None where ids are too short for it.

    One true id of 18 digits in a thousand ends in 000, so zeros prove damage only when most long
    ids of the column end so.
    """
    lengths = said.str.len_bytes()
    if not (lengths >= _LONG_ID).any() and not said.str.contains(_SHOWN_ROUNDED).any():
        return None
    long, lost = zeroed_ids(said)
    zeroed = 2 * len(lost) > len(long)
    return f"{_SHOWN_ROUNDED}|{_ZEROED}" if zeroed else _SHOWN_ROUNDED


def zeroed_ids(said: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The ids of a column that are long enough to lose digits, and those of them that end in zeros."""
    long = said.filter(said.str.contains(r"^\d{17,}$"))
    return long, long.filter(long.str.contains(_ZEROED))


def _ids(floats: bool, text: pl.Series) -> pl.Series:
    clean = (
        pl.col("text")
        .str.replace(r'^\s*="?([^"]*)"?\s*$', "${1}")
        .str.strip_chars(" \t\u3000'\"\u00a0\ufeff")
    )
    clean = pl.when(clean.str.contains(_WIDE)).then(clean.str.normalize("NFKC")).otherwise(clean)
    if floats:
        clean = (
            pl.when(clean.str.contains(_FLOAT_ID))
            .then(clean.str.replace(r"\.0+$", ""))
            .otherwise(clean)
        )
    return without_placeholders(text.to_frame("text").select(clean).to_series())


_JUDGES: dict[Parser, Judge] = {
    "id": _id_judge,
    "text": _text_judge,
    "money": _money_judge("money"),
    "number": _money_judge("number"),
    "date": _date_judge,
    "month": _month_judge,
    "time": _marks_judge("time", times),
    "flag": _marks_judge("flag", marks.flags),
    "sex": _marks_judge("sex", partial(marks.marks, marks.SEX)),
    "direction": _marks_judge("direction", partial(marks.marks, marks.DIRECTION)),
    "relation": _marks_judge("relation", partial(marks.marks, marks.RELATION)),
    "risk": _marks_judge("risk", partial(marks.marks, marks.RISK)),
}


def hour_of(raw: pl.Expr) -> pl.Expr:
    """The hour of day in a date column's text."""
    return apply(hours, raw, pl.Int8())
