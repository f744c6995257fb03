"""What the lines above a table say of every row in it: whose account it is, on which day it was so.

A statement of one customer has its account or customer number above the table and in no column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from custseg.read.table import ROW, Table
from custseg.schema.columns.mapping import Columns, Roles, assign
from custseg.schema.columns.roles import meanings
from custseg.schema.preamble import month_of
from custseg.schema.values.dates import day_of
from custseg.words import t

Said = tuple[int, str, str]
"""Row number, label and value: ``(3, "卡号", "6222021234567890123")``."""

_LABEL = re.compile(
    r"([^\s:,;，；、\[\]{}#|]{1,16}(?:[ \u3000]+(?=号|名))?[^\s:,;，；、\[\]{}#|]{0,2})[ \u3000]*:"
)
_WHOLE_ID = re.compile(r"[A-Za-z]{0,6}-?\d[\dA-Za-z\-]{3,31}")
_GROUPED = re.compile(r"\d{3,6}(?:[ \-]\d{2,6}){2,5}")
_OWNERS = ("户名", "账户户名", "账户名称", "客户姓名", "客户名称", "姓名", "持卡人", "持卡人姓名", "存款人", "客户名", "accountname", "accountholder", "customername")  # fmt: skip
_NOBODY = re.compile(r".*[*＊×]|.{0,1}|.{21,}")
_LONGEST_SEARCH = 100_000
_OF_PEOPLE = ("sex", "birth_date", "age", "phone", "email", "id_number", "occupation", "income", "education",
              "marital_status", "address", "province", "city", "opened_on", "risk_level", "churned")  # fmt: skip
"""What a list of customers has and one of balances has not."""


def with_stated(table: Table) -> tuple[Table, dict[str, str]]:
    """The table with what is said above it as columns of its own, and roles that their names do not say.

    Taken are a customer or account number that is whole (not masked) and, where neither is there, the
    owner's name; for balances without a day, the day. Only what no column of the table says, and only
    where all lines agree. A warning names each.
    """
    if not table.above:
        return _with_day(table)
    as_transactions = assign(Columns(table), "transactions", {})
    if not as_transactions.any("date", "month", "amount", "income_amount", "expense_amount"):
        return _with_day(table)
    said = list(_pairs(table.above))
    found: dict[str, Said] = {}
    for role in ("customer_id", "account_id"):
        if not _lacks(as_transactions, role):
            return _with_day(table)
        labelled = [each for each in said if _means(each[1], role)]
        whole = {_id_of(value) for _, _, value in labelled}
        if len(whole) == 1 and None not in whole:
            row, label, value = labelled[0]
            found[role] = (row, label, _id_of(value) or value)
    roles: dict[str, str] = {}
    if not found:
        owners = [
            each for each in said if _plain(each[1]) in _OWNERS and not _NOBODY.fullmatch(each[2])
        ]
        if len({value for _, _, value in owners}) == 1:
            found["customer_id"] = owners[0]
            roles[_free(table, owners[0][1])] = "customer_id"
    for role, one in list(found.items()):
        other = _contradiction(table, role, one, list(roles) != [])
        if other is not None:
            row, label, value = one
            note = t("{name}: {label} {value} stands above the table and {other} in row {row} within it; "
                     "neither is taken, export one file for each",
                     name=table.source.name, label=label, value=value, other=other[2], row=other[0])  # fmt: skip
            return replace(table, notes=(*table.notes, note)), {}
        table = _with(table, one)
    return table, roles


def _with_day(table: Table) -> tuple[Table, dict[str, str]]:
    """A list of balances that says its day above only."""
    if any(role in ("date", "month") for column in table.columns
           for role, _ in meanings("transactions", column)):  # fmt: skip
        return table, {}
    as_balances = assign(Columns(table), "balances", {})
    if as_balances.any("date", "month") or not as_balances.any("balance", "average_balance"):
        return table, {}
    if not as_balances.any("customer_id", "account_id"):
        return table, {}
    days = [(row, label, str(day)) for row, label, value in _pairs(table.above)
            if any(role == "date" for role, _ in meanings("balances", label))
            and (day := day_of(value.strip())) is not None]  # fmt: skip
    if days:
        return (_with(table, days[0]), {}) if len({day for _, _, day in days}) == 1 else (table, {})
    if sum(map(assign(Columns(table), "customers", {}).has, _OF_PEOPLE)) > 1:
        return table, {}
    month = month_of(table)
    return (table, {}) if month is None else (_with_month(table, *month), {})


def _with_month(table: Table, month: str, said: str) -> Table:
    """A list of balances of one month, of which only its title or the name of its sheet or file speaks."""
    column = _free(table, "月份")
    note = t("{name}: the balances have no day; they are taken to be of {month}, as {said!r} says",
             name=table.source.name, month=month, said=said)  # fmt: skip
    return _with_column(table, column, month, note)


def _with(table: Table, said: Said) -> Table:
    """The table with one more column that has the same value in every row."""
    row, label, value = said
    column = _free(table, label)
    note = t("{name}: {label} {value} above the table (row {row}) is taken for all its rows",
             name=table.source.name, label=label, value=value, row=row)  # fmt: skip
    return _with_column(table, column, value, note)


def _with_column(table: Table, column: str, value: str, note: str) -> Table:
    stated = pl.lit(value, pl.String).alias(column)
    return replace(
        table, columns=(*table.columns, column), frame=table.frame.with_columns(stated),
        sample=table.sample.with_columns(stated), notes=(*table.notes, note),
    )  # fmt: skip


def _free(table: Table, label: str) -> str:
    name, n = label, 2
    while name in table.columns:
        name, n = f"{label}_{n}", n + 1
    return name


def _lacks(roles: Roles, role: str) -> bool:
    return role not in roles.assigned and role not in roles.undecided


def _plain(label: str) -> str:
    return re.sub(r"\s", "", label).lower()


def _means(label: str, role: str) -> bool:
    return any(its == role and tier <= 1 for its, tier in meanings("transactions", _plain(label)))


def _id_of(value: str) -> str | None:
    """A number that is whole, without the blanks of its groups; None where it is masked or none."""
    text = value.strip(" []【】()'\"\t")
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[ \-]", "", text)
    return text if _WHOLE_ID.fullmatch(text) else None


def _pairs(rows: tuple[tuple[int, tuple[str, ...]], ...]) -> Iterator[Said]:
    """Labels and values of lines such as ``户名：张三 卡号：6222…``, or with the value in the next cell."""
    for number, cells in rows:
        said = [unicodedata.normalize("NFKC", cell) for cell in cells if cell]
        for at, cell in enumerate(said):
            labels = list(_LABEL.finditer(cell))
            beside = _id_of(said[at + 1]) if not labels and at + 1 < len(said) else None
            if beside is not None and any(
                _means(cell, role) for role in ("customer_id", "account_id")
            ):
                yield number, _plain(cell), said[at + 1].strip()
            for n, found in enumerate(labels):
                end = labels[n + 1].start() if n + 1 < len(labels) else len(cell)
                value = re.split(r"[,;，；]|\s{2,}", cell[found.end() : end].strip())[0].strip()
                if not value and n + 1 == len(labels) and at + 1 < len(said):
                    value = said[at + 1].strip()
                if value:
                    yield number, found[1].strip(), value


def _contradiction(table: Table, role: str, said: Said, by_name: bool) -> Said | None:
    """A line within the table that says another value for the same: statements glued together."""
    if not table.is_held:
        return None
    columns = [name for name in table.columns if name in table.sample.columns]
    filled = pl.sum_horizontal(pl.col(columns).is_not_null())
    few = table.sample.filter(filled.is_between(1, max(2, len(columns) // 2))).head(_LONGEST_SEARCH)
    rows = ((row, tuple(cell or "" for cell in cells))
            for row, *cells in few.select(ROW, *columns).iter_rows()
            if any(cell and (":" in cell or "：" in cell) for cell in cells))  # fmt: skip
    for row, label, value in _pairs(tuple(rows)):
        same = _plain(label) in _OWNERS if by_name else _means(label, role)
        if same and (value if by_name else _id_of(value) or value) != said[2]:
            return row, label, value
    return None
