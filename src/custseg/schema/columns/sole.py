"""Columns whose names nobody knows, where one of them is the only one that can be what a table lacks.

A file of customers, days and 消费额 is one of purchases, whatever it calls the money; it is taken, and said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from custseg.schema.columns.aliases import TRADITIONAL, normal
from custseg.schema.columns.mapping import Assignment, Columns, Roles
from custseg.schema.columns.roles import MEANINGS, Parser, meanings
from custseg.schema.values.marks import ENTRIES
from custseg.words import header, t

_PROVEN = 0.9
_NEGATIVE = r"^\s*[-(（−－]|-\s*$"


class _Shape(NamedTuple):
    """What the name of a column looks like that could have a role, and of one that says something else."""

    parser: Parser
    could: re.Pattern[str]
    other: re.Pattern[str]
    roles: frozenset[str]
    """What its name may mean in a table of another kind."""


_SHAPES = {
    "date": _Shape(
        "date", re.compile(r"(?:日期|时间|日)$|date|time$|(?:at|on)$"),
        re.compile(r"到期|截[止至]|有效|失效|出生|生日|打印|导出|更新|修改|最[近后]|首次|下次|预计|计划|update|modif|expir|due|birth|print|"
                   r"export|last|first|next|start|end|plan|valid|duration"),
        frozenset({"date"}),
    ),
    "amount": _Shape(
        "money", re.compile(r"额$|[价款]$|amount|amt$|total|^sum$|sales|revenue|spen[dt]|gmv|paid|turnover|price|value$"),
        re.compile(r"余额|额度|限额|折扣|优惠|[税退运]|积分|成本|券|预算|累计|历史|年|原价|balance|limit|discount|tax|refund|shipping|"
                   r"fee|cost|point|tip|rate|budget|lifetime|annual|year|coupon|credit|score"),
        frozenset({"amount", "unit_price"}),
    ),
}  # fmt: skip
"""Names are looked up without blanks and marks, in small letters."""


def completed(columns: Columns, as_transactions: Roles) -> Roles:
    """The roles of purchases, with a date or an amount that no name says where one column alone can be it.

    Only beside customers or accounts and the other of the two, and only a column whose name says nothing
    else in any kind of table; a warning says that it is taken. Of several such columns none is.
    """
    roles = _with_direction(columns, as_transactions)
    if not roles.any("customer_id", "account_id"):
        return roles
    has_money = roles.any("amount", "income_amount", "expense_amount") or roles.has(
        "unit_price", "quantity"
    )
    if has_money and not roles.any("date", "month") and "date" not in roles.undecided:
        return _with(columns, roles, "date")
    if roles.has("date") and not has_money and "amount" not in roles.undecided:
        return _with(columns, roles, "amount")
    return roles


def _with_direction(columns: Columns, roles: Roles) -> Roles:
    """The roles with a column of 借 and 贷, whatever its name, beside amounts that are all positive."""
    if not roles.has("amount") or "direction" in {*roles.assigned, *roles.undecided}:
        return roles
    money = roles.assigned["amount"]
    if money.parsing.marked or columns.sample(money.column).str.contains(_NEGATIVE).any():
        return roles
    taken = {x.column for x in roles.assigned.values()}
    found = [
        column for column in columns.table.columns
        if column not in taken and _says_which_way(columns, column)
        and not any(meanings(kind, columns.heading(column)) for kind in MEANINGS)
    ]  # fmt: skip
    return _taken(columns, roles, "direction", found, "direction")


def _says_which_way(columns: Columns, column: str) -> bool:
    """Whether every cell is a word for money in or out, and both occur."""
    said = columns.sample(column).drop_nulls().unique()
    if not 2 <= len(said) <= len(ENTRIES):
        return False
    words = said.str.strip_chars().str.to_lowercase().str.replace_many(
        list(TRADITIONAL), list(TRADITIONAL.values())
    )  # fmt: skip
    parse = columns.parsing(column, "direction").parse
    assert parse is not None
    return set(words) <= ENTRIES and parse(said).n_unique() == 2


def _with(columns: Columns, roles: Roles, role: str) -> Roles:
    found = _candidates(columns, roles.assigned, role)
    return _taken(columns, roles, role, found, _SHAPES[role].parser)


def _taken(columns: Columns, roles: Roles, role: str, found: list[str], parser: Parser) -> Roles:
    """The roles with the one column that was found, and a warning; as they are where there is not one."""
    if len(found) != 1:
        return roles
    column = found[0]
    said = t("column {column!r} is taken as {role}: no other column can be it (another: --map COLUMN={key})",
             column=column, role=header(role), key=role)  # fmt: skip
    taken = Assignment(column, role, columns.parsing(column, parser), "content")
    kept = {key: x for key, x in roles.assigned.items() if x.column != column}
    return replace(roles, assigned={**kept, role: taken}, warnings=(*roles.warnings, said))


def _candidates(columns: Columns, assigned: Mapping[str, Assignment], role: str) -> list[str]:
    """The columns that could be ``role`` by the look of their names and by what is in them."""
    shape = _SHAPES[role]
    taken = {x.column for x in assigned.values() if x.role not in shape.roles}
    found = []
    for column in columns.table.columns:
        heading = columns.heading(column)
        key = normal(heading).key
        if column in taken or not shape.could.search(key) or shape.other.search(key):
            continue
        meant = {its for kind in MEANINGS for its, _ in meanings(kind, heading)}
        if not meant <= shape.roles:
            continue
        parsing = columns.parsing(column, shape.parser)
        if parsing.said and parsing.parsed_share >= _PROVEN:
            found.append(column)
    return found
