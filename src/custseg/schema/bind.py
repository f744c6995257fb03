"""One text table to one canonical table: typed columns, and for every row whether it is used.

A row that is not used says why in ``_status`` (``fates``). Nothing is collected
here but the sample, and a whole column where only it can prove the order of day and month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from custseg.errors import InputError
from custseg.read.table import ASIDE, ROW, Table
from custseg.result import Note
from custseg.schema.columns.kind import Recognised
from custseg.schema.columns.mapping import Assignment, Columns, Roles
from custseg.schema.columns.roles import ESSENTIAL
from custseg.schema.columns.split import refuse_split_amounts
from custseg.schema.columns.units import refuse_units_beside
from custseg.schema.completion import refunded_in_part
from custseg.schema.formats import typed_column
from custseg.schema.kinds import KINDS
from custseg.schema.one_currency import (
    contradicted,
    currency_of,
    main_currency,
    mixed_in_a_column,
    of_sample,
    unstated,
)
from custseg.schema.orders import FAULT, transactions_of
from custseg.schema.subtotals import summed, totals_in
from custseg.schema.values.dates import (
    EPOCH,
    FIRST_SENTINEL,
    LAST_SENTINEL,
    NEEDS_ORDER,
    DateForm,
    prove_order,
)
from custseg.schema.values.parse import STRICT, hour_of
from custseg.schema.values.short_years import TWO_DIGIT_YEAR
from custseg.schema.whole import as_stated, other_columns, spoilt_line
from custseg.words import t

AMBIGUOUS = "_ambiguous"
"""Column of a linked frame: the account has several owners."""
_NEVER_SUMMED = ("unit_price", "balance_after")
KEYS = ("customer_id", "account_id")
"""Ids that join tables: a damaged one would join the wrong rows."""


@dataclass
class Draft:
    """A table on its way: typed columns are there, the fate of its rows is still to be written."""

    table: Table
    recognised: Recognised
    frame: pl.LazyFrame
    columns: list[str]
    headers: dict[str, str] = field(default_factory=dict)
    """Canonical column -> the header it was read from."""
    own_columns: list[str] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)
    """Keys a spreadsheet may have damaged -> the pattern of such ids, to be looked for in every row."""
    currencies: Counter[str] = field(default_factory=Counter)
    """Rows of the sample in each currency."""
    currency: str | None = None
    """The only currency whose rows count; None where nothing states one."""
    notes: list[Note] = field(default_factory=list)
    summed: tuple[str, ...] = ()
    """Headers of columns whose totals are to be checked."""

    @property
    def kind(self) -> str:
        """The kind of the table."""
        return self.recognised.kind

    def columns_in_frame(self) -> list[str]:
        """All columns of the frame, the hidden ones too."""
        return self.frame.collect_schema().names()


def raw(column: str) -> str:
    """The name under which the text of a canonical column stays in the frame."""
    return f"_raw:{column}"


def draft(columns: Columns, recognised: Recognised, *, whole: bool = False) -> Draft:
    """The typed columns of a table; raises InputError when the order of its dates is not provable.

    ``whole`` keeps every column of the file and amounts as they are stated, to show how it is read.
    """
    table, kind, assigned = columns.table, recognised.kind, dict(recognised.roles.assigned)
    notes = _doubts(columns, recognised, assigned)
    headers = {role: x.column for role, x in assigned.items()}
    typed = _typed(columns, assigned, headers)
    if kind == "transactions" and whole:
        notes += as_stated(columns, recognised.roles, typed, headers)
    elif kind == "transactions":
        said = transactions_of(columns, recognised.roles, typed, headers)
        notes += [Note(one.level, _of(table, one.text)) for one in said]
        notes += _partial_refunds(columns, recognised.roles)
    currency = currency_of(columns, kind, assigned)
    if currency is not None:
        typed["currency"] = currency
        unsaid = unstated(columns, currency, assigned)
        notes += [Note("warning", _of(table, text)) for text in unsaid]
    if kind == "customers":
        notes += _customers(columns, typed, headers)
    if kind == "holdings" and recognised.product and "product" not in typed:
        typed["product"] = pl.lit(recognised.product)
    if kind in ESSENTIAL:
        typed = _without_sentinels(kind, typed)
    canonical = [key for key in KINDS[kind] if key in typed]
    kept = (
        other_columns(columns, assigned, canonical, headers) if whole
        else _own(table, recognised, headers, typed)
    )  # fmt: skip
    texts = [
        pl.col(headers[key]).alias(raw(key)) for key in canonical
        if key in headers and (_is_fallible(key, assigned) or key in KEYS)
    ]  # fmt: skip
    if whole:
        texts.append(spoilt_line(table.columns))
    sums = _summed(columns, assigned)
    frame = table.frame.select(
        ROW, ASIDE, *(typed[key].alias(key) for key in canonical), *texts, *_faults(typed, assigned),
        *sums.values(), *(column.alias(name) for name, column in kept.items()),
    )  # fmt: skip
    return Draft(
        table, recognised, frame, canonical, headers, list(kept), _damaged(assigned),
        Counter() if currency is None else of_sample(columns, currency), notes=notes, summed=tuple(sums),
    )  # fmt: skip


def _doubts(columns: Columns, recognised: Recognised, assigned: dict[str, Assignment]) -> list[Note]:  # fmt: skip
    """What is said of the roles and formats of the columns; dates whose order is open are proved on the way."""
    roles, formats = recognised.roles, list[str]()
    refuse_units_beside(columns, assigned)
    refuse_split_amounts(columns, assigned)
    for assignment in assigned.values():
        formats += assignment.parsing.warnings
        form = assignment.parsing.form
        if form is not None and form.ambiguous:
            _prove(columns, assignment)
    formats += mixed_in_a_column(columns, recognised.kind, assigned)
    formats += contradicted(columns, assigned)
    formats += _two_decimal_signs(assigned)
    return [
        *(Note("warning", _of(columns.table, text)) for text in roles.warnings),
        *(Note("info", _of(columns.table, text)) for text in roles.infos),
        *(
            Note("info", _of(columns.table, text))
            for a in assigned.values()
            for text in a.parsing.infos
        ),
        *(Note("warning", _of(columns.table, text)) for text in formats),
    ]


def _typed(
    columns: Columns, assigned: dict[str, Assignment], headers: dict[str, str]
) -> dict[str, pl.Expr]:
    """The typed column of every role; the month dates the rows where no date does."""
    typed = {role: typed_column(columns, x) for role, x in assigned.items()}
    if "month" in typed:
        month = typed.pop("month")
        if "date" not in typed:
            typed["date"], headers["date"] = month, headers["month"]
    _add_hour(typed, assigned)
    return typed


def _own(
    table: Table, recognised: Recognised, headers: dict[str, str], typed: dict[str, pl.Expr]
) -> dict[str, pl.Expr]:
    """The user's own columns that methods may use: of customers, and beside the products they hold."""
    own: dict[str, str] = {}
    if recognised.kind == "customers":
        own = _own_columns(table, set(headers.values()), {*typed, *KINDS["customers"]})
    if recognised.held:
        own = _own_columns(
            table, set(table.columns) - set(recognised.held), set(KINDS[recognised.kind])
        )
    return {name: pl.col(column) for name, column in own.items()}


def _damaged(assigned: dict[str, Assignment]) -> dict[str, str]:
    """Keys that a spreadsheet may have damaged, with the pattern of such ids."""
    return {
        key: pattern for key in KEYS
        if key in assigned and (pattern := assigned[key].parsing.damaged) is not None
    }  # fmt: skip


def _summed(columns: Columns, assigned: dict[str, Assignment]) -> dict[str, pl.Expr]:
    """The columns that a total may add up, where the sample has totals."""
    if not totals_in(columns.table.sample):
        return {}
    return {
        x.column: columns.parsing(x.column, "money").of(pl.col(x.column)).alias(summed(x.column))
        for role, x in assigned.items()
        if (x.parsing.parser == "money" and role not in _NEVER_SUMMED) or role == "quantity"
    }


def _two_decimal_signs(assigned: dict[str, Assignment]) -> list[str]:
    """A warning where one column of amounts has a decimal comma and another a decimal point."""
    comma, point = (
        next((x.column for x in assigned.values() if x.parsing.decimal == sign), None)
        for sign in ("comma", "point")
    )
    if comma is None or point is None:
        return []
    return [t("column {comma!r} has a decimal comma and column {point!r} a decimal point: say which is right "
              "with --decimal", comma=comma, point=point)]  # fmt: skip


def _faults(typed: dict[str, pl.Expr], assigned: dict[str, Assignment]) -> list[pl.Expr]:
    """Why the amount of income and expense columns is none, and what stands in both."""
    if FAULT not in typed:
        return []
    there = [
        assigned[role].column for role in ("income_amount", "expense_amount") if role in assigned
    ]
    parts = [
        pl.when(pl.col(column) != "").then(pl.format("{} = {}", pl.lit(column), pl.col(column)))
        for column in there
    ]
    said = pl.concat_str(parts, separator=", ", ignore_nulls=True)
    return [typed[FAULT].alias(FAULT), said.alias(raw(FAULT))]


def settle_currencies(drafts: Iterable[Draft]) -> None:
    """Of each kind of table only the currency of most rows counts, or money would be added wrongly."""
    drafts = list(drafts)
    for kind in {made.kind for made in drafts}:
        alike = [made for made in drafts if made.kind == kind]
        main = main_currency(made.currencies for made in alike)
        for made in alike:
            made.currency = main


def _of(table: Table, text: str) -> str:
    return t("{file}: {text}", file=table.source.name, text=text)


def _partial_refunds(columns: Columns, roles: Roles) -> list[Note]:
    """A warning when a status speaks of refunds in part and no other column or row says how much."""
    status = roles.assigned.get("order_status")
    if status is None or roles.any("refund_amount", "direction"):
        return []
    example = refunded_in_part(columns.sample(status.column))
    if example is None:
        return []
    text = t(
        "column {column!r} speaks of refunds in part ({example}): nothing is taken off for them, "
        "name the column of the refunds with --map COLUMN=refund_amount",
        column=status.column, example=example,
    )  # fmt: skip
    return [Note("warning", _of(columns.table, text))]


def _is_fallible(key: str, assigned: dict[str, Assignment]) -> bool:
    """Whether some text of the column does not read as its type."""
    known = assigned.get(key)
    return known is None or known.parsing.parser in STRICT


def _prove(columns: Columns, assignment: Assignment) -> None:
    """Fix the order of a column's dates: another column's, else by a pass over the whole column."""
    file, column = columns.table.source.name, assignment.column
    if columns.order is not None:
        columns.forget(column)
        form = columns.parsing(column, "date").form
        if form is not None and not form.ambiguous:
            return
    form = columns.parsing(column, "date").form
    if form is not None and form.yearless:
        raise _no_year(file, column, columns.sample(column), form)
    if form is not None and form.open_six is not None:
        raise InputError(
            t("{file}: column {column!r} has dates such as {example!r}, and nothing in it says which "
              "is the day, the month and the year", file=file, column=column, example=form.open_six),
            t("say it with --date-format yymmdd, yyyymm or ddmmyy"),
        )  # fmt: skip
    proven = prove_order(columns.table.frame, column)
    if proven == "both":
        raise InputError(
            t("{file}: the dates in column {column!r} contradict themselves: some have the day first "
              "(13/04/2024), some the month (04/13/2024)", file=file, column=column),
            t("export it again with dates such as 2024-04-13; --date-order dmy or mdy rejects the others"),
        )  # fmt: skip
    if proven is None:
        said = columns.sample(column).drop_nulls()
        unproven = said.filter(said.str.contains(NEEDS_ORDER))
        example = unproven[0] if len(unproven) else said[0]
        if TWO_DIGIT_YEAR.match(example.strip()):
            raise InputError(
                t("{file}: column {column!r} has dates such as {example!r}, and nothing in it says which "
                  "is the day, the month and the year", file=file, column=column, example=example),
                t("say it with --date-order dmy (31/01/24), --date-order mdy (01/31/24) or --date-order "
                  "ymd (24/01/31)"),
            )  # fmt: skip
        raise InputError(
            t("{file}: column {column!r} has dates such as {example!r}, and nothing in it says whether "
              "the day or the month comes first",
              file=file, column=column, example=example),
            t("say it with --date-order dmy (31/01/2024) or --date-order mdy (01/31/2024)"),
        )  # fmt: skip
    columns.settle(column, proven)


def _no_year(file: str, column: str, sample: pl.Series, form: DateForm) -> InputError:
    """Days without a year that nothing above the table gives one."""
    example = sample.drop_nulls()[0]
    if form.period is not None:
        return InputError(
            t("{file}: column {column!r} has dates such as {example!r}, and nothing in it says whether "
              "the day or the month comes first", file=file, column=column, example=example),
            t("say it with --date-order dmy (31/01/2024) or --date-order mdy (01/31/2024)"),
        )  # fmt: skip
    return InputError(
        t("{file}: column {column!r} has dates such as {example!r}, and nothing in the file says of which "
          "year they are", file=file, column=column, example=example),
        t("say the year and the order with --date-format '2024 mm/dd', or put the period of the statement "
          "above the table (账单周期 2023/12/01-2024/01/31)"),
    )  # fmt: skip


def _add_hour(typed: dict[str, pl.Expr], assigned: dict[str, Assignment]) -> None:
    if "time" in typed:
        typed["hour"] = typed.pop("time")
    elif "date" in assigned and "date" in typed:
        form = assigned["date"].parsing.form
        if form is not None and form.has_times:
            typed["hour"] = hour_of(pl.col(assigned["date"].column))


def _without_sentinels(kind: str, typed: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    """Dates that mean "none" or "for ever" are null where the kind can do without them."""
    dates = [
        k for k, dtype in KINDS[kind].items() if dtype == pl.Date() and k not in ESSENTIAL[kind]
    ]
    cleared = {
        key: pl.when(
            typed[key].is_between(FIRST_SENTINEL, LAST_SENTINEL, closed="none")
            & ((typed[key] != EPOCH) | (key == "birth_date"))
        ).then(typed[key])
        for key in dates if key in typed
    }  # fmt: skip
    return typed | cleared


def _customers(columns: Columns, typed: dict[str, pl.Expr], headers: dict[str, str]) -> list[Note]:
    """Tenure in months, and numbers for customers that have none."""
    table, notes = columns.table, []
    if "tenure_years" in typed:
        years = typed.pop("tenure_years")
        headers["tenure_months"] = headers.pop("tenure_years")
        typed["tenure_months"] = years * 12
    for column in table.columns:
        if column.strip().lower() != "tenure" or "tenure_months" in typed:
            continue
        parsing = columns.parsing(column, "number")
        longest = parsing.of(pl.col(column)) if parsing.parsed_share == 1 else None
        most = table.sample.select(longest.max()).item() if longest is not None else None
        if most is not None and most > 40:
            typed["tenure_months"], headers["tenure_months"] = parsing.of(pl.col(column)), column
            notes.append(Note("info", _of(table, t("column {column!r} is taken as months (up to {most:.0f})",
                                                   column=column, most=most))))  # fmt: skip
        else:
            notes.append(Note("warning", _of(table, t(
                "column {column!r} does not say whether it counts months or years; not used, say it with "
                "--map {column}=tenure_months or --map {column}=tenure_years", column=column))))  # fmt: skip
    if "customer_id" not in typed:
        typed["customer_id"] = pl.format("row {}", ROW)
        notes.append(Note("warning", _of(table, t(
            "no customer id: customers are called after their rows (row 2, row 3, ...) and cannot be "
            "joined with other files"))))  # fmt: skip
    return notes


def _own_columns(table: Table, used: set[str], canonical: set[str]) -> dict[str, str]:
    """The user's own columns as kept name -> header.

    A name that is taken gets a number, and so does one that means something else here: text under ``age`` is no age.
    """
    own: dict[str, str] = {}
    for column in table.columns:
        if column in used:
            continue
        name, n = column, 2
        while name in canonical or name in own:
            name, n = f"{column}_{n}", n + 1
        own[name] = column
    return own
