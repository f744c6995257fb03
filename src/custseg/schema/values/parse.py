"""How the text of one column is read: decided from its sample, applied to every row.

Parsers work on whole columns, chunk by chunk, value by value: what a chunk holds never changes how
a value is read, so any split of a file gives the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial

import polars as pl

from custseg.schema.columns.aliases import normal
from custseg.schema.columns.roles import Parser, meanings
from custseg.schema.kinds import DATE, FLAG, MONEY, NUMBER, TEXT
from custseg.schema.preamble import Unit
from custseg.schema.values import marks
from custseg.schema.values.clock import hours, times
from custseg.schema.values.currencies import stated
from custseg.schema.values.dates import DateForm, dates, form_of, with_order, young_birth
from custseg.schema.values.eras import Period
from custseg.schema.values.ids import damage, doubts_of_ids, dress_of, watch_of
from custseg.schema.values.money import (
    ROUNDED,
    DecimalSign,
    SeriesParser,
    Writing,
    groups_in_lakhs,
    has_decimal_comma,
    has_marks,
    money,
    number,
    own_unit,
    unproven_sign,
)
from custseg.schema.values.placeholders import ERROR, PLACEHOLDERS, without_placeholders
from custseg.schema.values.ratings import are_ratings, ratings
from custseg.schema.values.short_years import ORDERS, Order
from custseg.words import t

_UNTIDY = r"^[\s'=\"\u{feff}]|[\s\"]$"

TYPES: dict[Parser, pl.DataType] = {
    "id": TEXT, "text": TEXT, "money": MONEY, "number": NUMBER, "date": DATE, "month": DATE,
    "time": pl.Int8(), "flag": FLAG, "sex": TEXT, "direction": TEXT, "relation": TEXT, "risk": TEXT,
}  # fmt: skip
STRICT: tuple[Parser, ...] = (
    "money", "number", "date", "month", "time", "flag", "sex", "direction", "relation", "risk",
)  # fmt: skip
"""Parsers that some text fails: a column whose sample fails cannot have such a role."""


@dataclass(frozen=True)
class Hints:
    """What a person or the lines around a table say of its columns."""

    order: Order | None = None
    date_format: str | None = None
    """As ``--date-format`` gives it."""
    decimal: DecimalSign | None = None
    unit: Unit | None = None
    """What amounts are counted in that say no unit themselves: 单位：万元 above the table."""
    everywhere: pl.Series | None = field(default=None, compare=False)
    """All cells that are known of the column, where the sample is only some of them."""
    rounded: bool = False
    """Whether cells that are not known may be numbers a spreadsheet has rounded for show."""
    partly: bool = False
    """Whether there are cells that are not known: the table is longer than its sample."""
    period: Period | None = None
    """First and last day of the table: 账单周期 2023/12/01-2024/01/31 above it."""


NO_HINTS = Hints()


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
    decimal: DecimalSign | None = None
    """The decimal sign that the amounts show."""
    marked: bool = False
    """The amounts say themselves which way the money went."""
    damaged: str | None = None
    """Pattern of ids that a spreadsheet has damaged, where the column is long enough to be."""
    said: int = field(default=0, compare=False)
    infos: tuple[str, ...] = ()
    """What is said of the reading that leaves no doubt."""

    def of(self, raw: pl.Expr) -> pl.Expr:
        """The typed column of a raw text column."""
        return apply(self.parse, raw, TYPES[self.parser])


def apply(parse: SeriesParser | None, raw: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """``raw`` read by ``parse``, chunk by chunk in the streaming engine."""
    if parse is None:
        return raw
    return raw.map_batches(parse, return_dtype=dtype, is_elementwise=True)


def parsing_of(column: str, sample: pl.Series, parser: Parser, hints: Hints = NO_HINTS) -> Parsing:
    """How ``column`` reads as ``parser``, judged by its sample."""
    said = without_placeholders(sample).drop_nulls()
    judged = _JUDGES[parser](column, sample, said, hints)
    if judged.parse is None or said.is_empty():
        return judged
    share = _share(judged, said)
    return replace(judged, parsed_share=share, said=len(said))


_PLAIN_NUMBER = r"^-?\d+(?:\.\d\d?)?$"
"""Nothing about such a number can be doubted."""
_ANY_YEAR = Period(date(2024, 1, 1), date(2024, 12, 31), "")


def _share(judged: Parsing, said: pl.Series) -> float:
    """How much of what is said the parser reads; a date order still to be proved costs nothing."""
    assert judged.parse is not None
    tries = [judged.parse]
    if judged.form is not None and judged.form.ambiguous:
        form = judged.form
        if form.yearless and form.period is None:
            form = replace(form, period=_ANY_YEAR)
        forms = [with_order(form, order) for order in ORDERS]
        if form.open_six is not None:
            forms = [replace(form, six="yymmdd"), replace(form, six="yyyymm")]
        tries = [partial(dates, form) for form in forms]
    return max(1 - parse(said).null_count() / len(said) for parse in tries)


Judge = Callable[[str, pl.Series, pl.Series, Hints], Parsing]


def _money_judge(parser: Parser) -> Judge:
    def judge(column: str, sample: pl.Series, said: pl.Series, hints: Hints) -> Parsing:
        is_money = parser == "money"
        if not is_money and are_ratings(said):
            counted = t("column {column!r}: answers in words count as 5 (very satisfied) to 1 (very dissatisfied)",
                        column=column)  # fmt: skip
            return Parsing(parser, ratings, t("words, 5 to 1"), 1.0, infos=(counted,))
        scale = _scale(column, said, hints) if is_money else Decimal(1)
        everywhere = said if hints.everywhere is None else hints.everywhere
        rounded = hints.rounded or bool(everywhere.str.contains(ROUNDED, literal=True).any())
        plain = hints.decimal is None and bool(said.str.contains(_PLAIN_NUMBER).all())
        writing = Writing(scale=scale, rounded=rounded, bare=is_money)
        if not plain:
            writing = _writing(said, hints.decimal, writing)
        words = t("amount") if is_money else t("number")
        words += t(", decimal comma") if writing.decimal_comma else ""
        words += f" × {scale.normalize():,f}" if scale != 1 else ""
        doubts = [*_doubts_of_unit(column, hints, scale)] if is_money else []
        if is_money and not plain:
            doubts += _doubts_of_money(column, said, writing, hints)
        make = money if is_money else number
        return Parsing(
            parser, make(writing), words, 1.0, tuple(doubts), marked=writing.marked,
            decimal=_shown(writing.decimal_comma, said),
        )  # fmt: skip

    return judge


def _writing(said: pl.Series, decimal: DecimalSign | None, writing: Writing) -> Writing:
    """How numbers are written that are more than digits and at most two decimals."""
    comma = decimal == "comma" or (decimal is None and has_decimal_comma(said))
    lakhs = not comma and groups_in_lakhs(said)
    if not writing.bare:
        return writing._replace(decimal_comma=comma, lakhs=lakhs)
    return writing._replace(
        decimal_comma=comma, lakhs=lakhs, bare=not stated(said).is_not_null().any(),
        marked=has_marks(said),
    )  # fmt: skip


def _shown(comma: bool, said: pl.Series) -> DecimalSign | None:
    if comma:
        return "comma"
    return "point" if said.str.contains(r"\d\.\d{1,2}$").any() else None


def _scale(column: str, said: pl.Series, hints: Hints) -> Decimal:
    """What the numbers of a column are multiplied by: its header's unit, else that of the title."""
    heading = normal(column)
    if heading.scale == 1 and hints.unit is not None and not heading.states_unit:
        return hints.unit.scale
    return heading.scale


def _doubts_of_unit(column: str, hints: Hints, scale: Decimal) -> Iterator[str]:
    """A unit that stands around the table and not in the header, or another than in the header."""
    heading = normal(column)
    if hints.unit is not None and heading.states_unit and heading.scale != hints.unit.scale:
        yield t("column {column!r} says its own unit, and {said!r} stands around the table; the column's own "
                "counts", column=column, said=hints.unit.said)  # fmt: skip
    if hints.unit is not None and scale == hints.unit.scale != 1 and normal(column).scale != scale:
        yield t("column {column!r}: every amount is multiplied by {scale}, as {said!r} stands around the "
                "table", column=column, scale=f"{scale.normalize():,f}", said=hints.unit.said)  # fmt: skip


def _doubts_of_money(column: str, said: pl.Series, writing: Writing, hints: Hints) -> list[str]:
    """Units stated twice, signs that may be decimal ones or may group thousands, programs' floats."""
    doubts = []
    example = own_unit(said) if writing.scale != 1 else None
    if example is not None:
        doubts.append(t("column {column!r}: amounts such as {example} state their own unit; it counts, "
                        "not that of the column name", column=column, example=example))  # fmt: skip
    unproven = unproven_sign(said) if hints.decimal is None else None
    if unproven is not None and unproven[1] == ".":
        doubts.append(t("column {column!r}: {example} is read with a decimal point, which nothing in the "
                        "column proves; if the point groups thousands, say so with --decimal comma",
                        column=column, example=unproven[0]))  # fmt: skip
    elif unproven is not None:
        doubts.append(t("column {column!r}: the comma of {example} is taken to group thousands, which nothing "
                        "in the column proves; if it is a decimal comma, say so with --decimal comma",
                        column=column, example=unproven[0]))  # fmt: skip
    floats = said.filter(said.str.contains(r"^-?\d(?:\.\d+)?e[+-]?\d+$"))
    if not floats.is_empty():
        doubts.append(t("column {column!r}: {example}, as programs write numbers, is read as {amount}",
                        column=column, example=floats[0], amount=f"{Decimal(floats[0]):f}"))  # fmt: skip
    finest = said.filter(
        said.str.contains(r"^-?0?\.0{4}\d*[1-9]\d*$") & said.str.contains(r"\.\d{7}")
    )
    if not finest.is_empty():
        doubts.append(t("column {column!r}: {example} has more than six decimals and is rounded",
                        column=column, example=finest[0]))  # fmt: skip
    return doubts


def _date_judge(column: str, sample: pl.Series, said: pl.Series, hints: Hints) -> Parsing:
    births = any(role == "birth_date" for role, _ in meanings("customers", column))
    form = form_of(said, hints.order, hints.period, hints.date_format, births=births)
    return Parsing(
        "date", partial(dates, form), t("date {form}", form=form.words), 1.0,
        tuple(_doubts_of_dates(column, said, form)), form,
    )  # fmt: skip


def _doubts_of_dates(column: str, said: pl.Series, form: DateForm) -> Iterator[str]:
    """What a person should know of the form of a column's dates."""
    if form.serials:
        yield t(
            "column {column!r} is read as spreadsheet day numbers (45322 is 2024-01-31)",
            column=column,
        )
    if form.months is not None:
        yield t("column {column!r}: a month such as {example} is read as its last day", column=column,
                example=form.months)  # fmt: skip
    young = young_birth(form, said)
    if young is not None:
        yield t("column {column!r}: the years of births have two digits; {example} is read as {on}, and could be "
                "a hundred years before", column=column, example=young, on=dates(form, pl.Series([young])).item())  # fmt: skip
    if form.republic:
        yield t("column {column!r}: years such as that of {example} are those of the Republic (113 is 2024)",
                column=column, example=said[0])  # fmt: skip
    if form.epoch is not None:
        yield t("column {column!r} is read as seconds since 1970 ({example} is {on})", column=column,
                example=said[0], on=dates(form, said.head(1)).item())  # fmt: skip
        if not form.epoch.proven:
            yield t("column {column!r}: the days are those of UTC, as nothing says where midnight was",
                    column=column)  # fmt: skip
    if form.yearless and form.period is not None:
        yield t("column {column!r}: days such as {example} have no year; it is taken from {said!r}",
                column=column, example=said[0], said=form.period.said)  # fmt: skip
    zones = (
        said.str.extract(
            r"\d[:.]\d\d(?:[:.,]\d+)* *(?:UTC|GMT)?(Z|UTC|GMT|[+-]\d{2}:?\d{2})(?: *\([^()]*\))?$"
        )
        .drop_nulls()
        .unique()
    )
    if len(zones) > 1:
        yield t("column {column!r} has times of several zones ({zones}): every day is taken as it is written",
                column=column, zones=t(", ").join(zones.sort()))  # fmt: skip


def _month_judge(column: str, sample: pl.Series, said: pl.Series, hints: Hints) -> Parsing:
    form = DateForm(six="yyyymm")
    return Parsing("month", partial(_month_ends, form), t("month, as its last day"), 1.0, (), form)


def _month_ends(form: DateForm, text: pl.Series) -> pl.Series:
    return dates(form, text).dt.month_end()


def _marks_judge(parser: Parser, parse: SeriesParser) -> Judge:
    def judge(column: str, sample: pl.Series, said: pl.Series, hints: Hints) -> Parsing:
        words = {"time": t("time of day"), "flag": t("yes/no")}.get(parser) or t("words")
        return Parsing(parser, parse, words, 1.0)

    return judge


def _direction_judge(column: str, sample: pl.Series, said: pl.Series, hints: Hints) -> Parsing:
    """Words for in and out; a hyphen is one only where a plus stands for the other."""
    signs = {"+": "in", "-": "out"} if said.is_in(["+", "＋"]).any() else {}
    parse = partial(marks.marks, {**marks.DIRECTION, **signs})
    return Parsing("direction", parse, t("words"), 1.0)


def _text_judge(column: str, sample: pl.Series, said: pl.Series, hints: Hints) -> Parsing:
    clean = not _is_untidy(sample)
    failed = sample.filter(sample.str.contains(ERROR))
    warned: tuple[str, ...] = (
        (t("column {column!r}: {count} cells hold errors such as {example}; they are taken as empty",
           column=column, count=len(failed), example=failed[0]),)
        if len(failed) else ()
    )  # fmt: skip
    return Parsing("text", None if clean else without_placeholders, t("text"), 1.0, warned)


def _is_untidy(sample: pl.Series) -> bool:
    given = sample.drop_nulls()
    return bool(
        given.str.contains("^`[^`]*$").all()
        or (
            given.str.contains(_UNTIDY) | given.is_in(PLACEHOLDERS) | given.str.contains("^-+$")
        ).any()
    )


def _id_judge(column: str, sample: pl.Series, said: pl.Series, hints: Hints) -> Parsing:
    everywhere = said if hints.everywhere is None else hints.everywhere
    known = sample if hints.everywhere is None else hints.everywhere
    dress = dress_of(known, said, partly=hints.partly)
    damaged = damage(said, everywhere, rounded=hints.rounded)
    words = t("id, .0 cut off") if dress is not None and dress.floats else t("id")
    warned = tuple(doubts_of_ids(column, said, dress, damaged))
    parse = watch_of(said) if dress is None and hints.partly else dress
    return Parsing("id", parse, words, 1.0, warned, damaged=damaged)


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
    "direction": _direction_judge,
    "relation": _marks_judge("relation", partial(marks.marks, marks.RELATION)),
    "risk": _marks_judge("risk", partial(marks.marks, marks.RISK)),
}


def hour_of(raw: pl.Expr) -> pl.Expr:
    """The hour of day in a date column's text."""
    return apply(hours, raw, pl.Int8())
