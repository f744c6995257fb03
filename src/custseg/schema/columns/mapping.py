"""Which column has which role: by its header, checked by its content, overruled by ``--map``.

Two columns for one role, or one header that fits two roles, are decided only if the content proves
it; otherwise they stay unmapped and a warning names ``--map``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from custseg.errors import UsageError, nearest
from custseg.read.table import ASIDE, Table
from custseg.schema.columns.aliases import normal, unbracketed
from custseg.schema.columns.roles import EXACT, MEANINGS, ROLE_KEYS, ROLES, Parser, meanings
from custseg.schema.preamble import period_of, unit_of
from custseg.schema.values.parse import NO_HINTS, STRICT, Hints, Parsing, parsing_of
from custseg.schema.values.short_years import Order
from custseg.words import header, t

SECOND = {("holdings", "product"): "family"}
"""Role a column has where another one says its first meaning better: 产品大类 beside 产品名称."""
OTHERS_COUNT: dict[str, Parser] = {"amount": "money", "score": "number"}
"""Roles with their parser where a second column of that meaning is never passed over in silence."""
_IN_AND_OUT = ("income_amount", "expense_amount")
_ENOUGH = 0.5
"""A column has a strict role when at least this share of its sample reads as it."""
_PROVEN = 0.9
_JUDGED_ROWS = 10_000


@dataclass(frozen=True)
class Assignment:
    """One column with its role and how it is read."""

    column: str
    role: str
    parsing: Parsing
    why: str
    """``header``, ``content`` or ``map``."""


@dataclass(frozen=True)
class Roles:
    """The roles of one table's columns, were it of one kind."""

    kind: str
    assigned: dict[str, Assignment] = field(default_factory=dict)
    """Role -> its column."""
    undecided: frozenset[str] = frozenset()
    """Roles that several columns claim and none has."""
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    """Column whose cells cannot be read as its name says -> the warning about it."""

    def has(self, *roles: str) -> bool:
        """Whether all these roles are there."""
        return all(role in self.assigned for role in roles)

    def any(self, *roles: str) -> bool:
        """Whether one of these roles is there."""
        return any(role in self.assigned for role in roles)


class Columns:
    """The columns of a table with every way its sample can be read (each judged once)."""

    def __init__(self, table: Table, order: Order | None = None, hints: Hints = NO_HINTS) -> None:
        self.table = table
        aside = table.sample[ASIDE] if ASIDE in table.sample.columns else None
        judged = aside is not None and aside.null_count() < len(aside)
        self._rows = table.sample.filter(pl.col(ASIDE).is_null()) if judged else table.sample
        self.hints = replace(
            hints, unit=unit_of(table), period=period_of(table), rounded=table.rounded,
            partly=not table.is_held,
        )  # fmt: skip
        self.order: Order | None = order
        self._orders: dict[str, Order] = {}
        self._parsings: dict[tuple[str, Parser], Parsing] = {}

    def parsing(self, column: str, parser: Parser) -> Parsing:
        """How ``column`` reads as ``parser``."""
        known = self._parsings.get((column, parser))
        if known is None:
            heading = self.heading(column)
            order = self._orders.get(column, self.order)
            cells = self.sample(column)
            hints = replace(self.hints, order=order, everywhere=cells)
            known = parsing_of(heading, _ends(cells), parser, hints)
            self._parsings[column, parser] = known
        return known

    def heading(self, column: str) -> str:
        """The header as the file has it: ``金额`` also for the second column of that name."""
        return self.table.namesakes.get(column, column)

    def settle(self, column: str, order: Order) -> None:
        """The order of a column's dates is proven; other columns of the table may follow it."""
        self._orders[column] = order
        self.order = self.order or order
        self.forget(column)

    def forget(self, column: str) -> None:
        """Judge ``column`` anew when it is asked for next."""
        for key in [key for key in self._parsings if key[0] == column]:
            del self._parsings[key]

    def sample(self, column: str) -> pl.Series:
        """The sample's cells of a column, in rows that are data."""
        return self._rows[column].cast(pl.String)

    def reads_as(self, column: str, parser: Parser, share: float = _ENOUGH) -> bool:
        """Whether the sample lets the column have a role with this parser."""
        if parser not in STRICT:
            return True
        parsing = self.parsing(column, parser)
        return parsing.said == 0 or parsing.parsed_share >= share


def _ends(sample: pl.Series) -> pl.Series:
    """Enough of a sample to judge by: its first and last rows."""
    if len(sample) <= 2 * _JUDGED_ROWS:
        return sample
    return pl.concat([sample.head(_JUDGED_ROWS), sample.tail(_JUDGED_ROWS)])


def assign(columns: Columns, kind: str, fixed: Mapping[str, str]) -> Roles:
    """The roles of a table's columns, were it of ``kind``; ``fixed`` is column -> role."""
    roles = ROLES[kind]
    warnings: list[str] = []
    infos: list[str] = []
    unreadable: dict[str, str] = {}
    undecided: set[str] = set()
    assigned = {
        role: Assignment(column, role, columns.parsing(column, roles[role].parser), "map")
        for column, role in fixed.items() if role in roles
    }  # fmt: skip
    claims: dict[str, list[tuple[int, str, str]]] = {}
    for column in columns.table.columns:
        if column in fixed:
            continue
        meaning = _meaning(columns, column, kind, set(assigned), warnings, unreadable)
        if meaning is not None:
            role, tier, why = meaning
            claims.setdefault(role, []).append((tier, column, why))
    for role, claimants in claims.items():
        best = min(tier for tier, _, _ in claimants)
        first = [(column, why) for tier, column, why in claimants if tier == best]
        column, why = first[0]
        if len(first) > 1:
            chosen = _by_content(columns, [c for c, _ in first], roles[role].parser)
            if chosen is None:
                undecided.add(role)
                warnings.append(_undecided([c for c, _ in first], role))
                continue
            column, why = chosen, "content"
            infos.append(t("of the columns {columns}, all {role}, {chosen!r} counts: the others are empty or the same",
                           columns=t(", ").join(c for c, _ in first), role=header(role), chosen=chosen))  # fmt: skip
        if role == "customer_id" and kind != "customers" and _numbers_orders(columns, column, best):
            warnings.append(t("column {column!r} has another id in every row: it is taken for that of the row, not "
                              "of the customer (another: --map {column}=customer_id)", column=column))  # fmt: skip
            continue
        if role in OTHERS_COUNT:
            warnings += _others(columns, column, [c for _, c, _ in claimants], role)
        if best > EXACT.get(role, 1) and role in ("customer_id", "account_id", "date", "amount"):
            infos.append(t("column {column!r} is taken as {role} (another: --map COLUMN={key})",
                           column=column, role=header(role), key=role))  # fmt: skip
        assigned[role] = Assignment(column, role, columns.parsing(column, roles[role].parser), why)
        second = SECOND.get((kind, role))
        if second is not None and second not in assigned and second not in claims:
            rest = [
                c for _, c, _ in claimants if c != column and can_mean(columns, c, kind, second)
            ]
            if rest:
                assigned[second] = Assignment(
                    rest[0], second, columns.parsing(rest[0], roles[second].parser), "header"
                )
    if kind == "transactions" and not {"amount", *_IN_AND_OUT} & {*assigned, *undecided}:
        unreadable |= _amounts_of_unknown_unit(columns, {x.column for x in assigned.values()})
        warnings += [text for text in unreadable.values() if text not in warnings]
    return Roles(kind, assigned, frozenset(undecided), tuple(warnings), tuple(infos), unreadable)


def _amounts_of_unknown_unit(columns: Columns, taken: set[str]) -> dict[str, str]:
    """Columns that are called an amount of something in brackets that is not known, and what to say."""
    found = {}
    for column in columns.table.columns:
        heading = columns.heading(column)
        bare = unbracketed(heading)
        if column in taken or bare == heading or not columns.reads_as(column, "money", _PROVEN):
            continue
        if any(
            role == "amount" and tier <= EXACT["amount"]
            for role, tier in meanings("transactions", bare)
        ):
            found[column] = t("column {column!r} is an amount, but what stands in its brackets is not known; "
                              "not used, say it with --map COLUMN=amount", column=column)  # fmt: skip
    return found


def _numbers_orders(columns: Columns, column: str, tier: int) -> bool:
    """Whether a column merely called id is that of the orders: none comes twice, and they have a status."""
    if tier == 1 or normal(columns.heading(column)).key != "id":
        return False
    headings = map(columns.heading, columns.table.columns)
    if not any(("order_status", 1) in meanings("transactions", heading) for heading in headings):
        return False
    said = columns.sample(column).drop_nulls()
    return len(said) > 1 and said.n_unique() == len(said)


def can_mean(columns: Columns, column: str, kind: str, role: str) -> bool:
    """Whether the header of a column is known for a role."""
    return role in [key for key, _ in meanings(kind, columns.heading(column))]


def _others(columns: Columns, chosen: str, claimants: list[str], role: str) -> list[str]:
    """A warning where another column could have the role too and says something else."""
    counted, parser = columns.sample(chosen), OTHERS_COUNT[role]
    others = [
        column for column in claimants
        if column != chosen and columns.reads_as(column, parser, _PROVEN)
        and not columns.sample(column).equals(counted, check_names=False)
        and columns.parsing(column, parser).said
    ]  # fmt: skip
    if not others:
        return []
    return [t("column {chosen!r} is taken as {role}; {others} could be it too and say something else "
              "(another: --map COLUMN={key})",
              chosen=chosen, role=header(role), others=t(", ").join(others), key=role)]  # fmt: skip


def _meaning(columns: Columns, column: str, kind: str, taken: set[str],
             warnings: list[str], unreadable: dict[str, str]) -> tuple[str, int, str] | None:  # fmt: skip
    """The one role a column's header and content allow, with its tier and what decided."""
    possible = [
        (role, tier) for role, tier in meanings(kind, columns.heading(column)) if role not in taken
    ]
    if not possible:
        return None
    roles = ROLES[kind]
    loose = [(r, tier) for r, tier in possible if roles[r].parser not in STRICT]
    # Any cell can be text, so where text is the other choice a strict role has to be proven.
    needed = _PROVEN if loose and len(possible) > 1 else _ENOUGH
    strict = [
        (r, tier)
        for r, tier in possible
        if roles[r].parser in STRICT and columns.reads_as(column, roles[r].parser, needed)
    ]
    if len(possible) == 1:
        if strict or loose:
            return (*possible[0], "header")
        role = possible[0][0]
        example = _unread(columns, column, roles[role].parser)
        unreadable[column] = t(
            "column {column!r} is named like {role}, but {example!r} cannot be read as such; not used",
            column=column, role=header(role), example=example[:40],
        )  # fmt: skip
        warnings.append(unreadable[column])
        return None
    for group in (strict, loose):
        if len(group) == 1:
            return (*group[0], "content")
        if group:
            best = min(tier for _, tier in group)
            top = [item for item in group if item[1] == best]
            if len(top) == 1:
                return (*top[0], "header")
            warnings.append(
                t("column {column!r} can mean {roles}; not used, say which with --map {column}={key}",
                  column=column, roles=t(", ").join(header(r) for r, _ in top), key=top[0][0])
            )  # fmt: skip
            return None
    return None


def _unread(columns: Columns, column: str, parser: Parser) -> str:
    """The first cell of a column that the parser cannot read."""
    cells = columns.sample(column).drop_nulls()
    parse = columns.parsing(column, parser).parse
    left = cells if parse is None else cells.filter(parse(cells).is_null())
    return str(next(iter(left), next(iter(cells), "")))


def _by_content(columns: Columns, names: list[str], parser: Parser) -> str | None:
    """The one of several columns that the content proves: the only filled one, or all the same.

    20240105 and 2024-01-05 09:05:03 are one day, 5 and 5.00 are one amount.
    """
    filled = [name for name in names if columns.sample(name).drop_nulls().len() > 0]
    if len(filled) == 1:
        return filled[0]
    if filled and all(columns.sample(name).equals(columns.sample(filled[0]), check_names=False)
                      for name in filled):  # fmt: skip
        return filled[0]
    if not filled or parser not in ("date", "money"):
        return None
    read = [cells for name in filled if (cells := _read(columns, name, parser)) is not None]
    same = all(cells.equals(read[0], check_names=False) for cells in read)
    return filled[0] if same and len(read) == len(filled) else None


def _read(columns: Columns, name: str, parser: Parser) -> pl.Series | None:
    """The values of the sample of a column; None where some cell has none."""
    parsing = columns.parsing(name, parser)
    if parsing.parse is None or parsing.parsed_share < 1:
        return None
    return parsing.parse(columns.sample(name))


def _undecided(names: list[str], role: str) -> str:
    return t("columns {columns} can all be {role}; none is used, say which with --map {first}={key}",
             columns=t(", ").join(names), role=header(role), first=names[0], key=role)  # fmt: skip


def parse_maps(maps: Iterable[str] | Mapping[str, str]) -> dict[str, str]:
    """``("客户号=customer_id", ...)`` as column -> role; raises UsageError for an unknown role."""
    pairs = maps.items() if isinstance(maps, Mapping) else [_pair(text) for text in maps]
    wanted: dict[str, str] = {}
    for column, role in pairs:
        if role not in ROLE_KEYS and role != "":
            guess = nearest(role, list(ROLE_KEYS)) or _role_of_words(role)
            raise UsageError(
                t("--map {column}={role}: there is no role {role!r}", column=column, role=role),
                t("did you mean {column}={guess}?", column=column, guess=guess) if guess
                else t("roles: {known}", known=", ".join(ROLE_KEYS)),
            )  # fmt: skip
        wanted[column] = role
    return wanted


def _pair(text: str) -> tuple[str, str]:
    column, equals, role = text.rpartition("=")
    if not equals or not column.strip():
        raise UsageError(
            t("--map {text!r} is not COLUMN=ROLE", text=text),
            t("write for example --map 客户号=customer_id or --map 1=customer_id"),
        )
    return column.strip(), role.strip()


def _role_of_words(word: str) -> str | None:
    spelled = normal(word).key
    return next((m[spelled][0][0] for m in MEANINGS.values() if spelled in m), None)


def locate(wanted: Mapping[str, str], tables: Iterable[Table]) -> list[dict[str, str]]:
    """For every table the columns that ``wanted`` speaks of; UsageError for one that no table has."""
    tables = list(tables)
    found: list[dict[str, str]] = [{} for _ in tables]
    for name, role in wanted.items():
        hits = 0
        for place, table in zip(found, tables, strict=True):
            column = _column(table, name)
            if column is not None:
                place[column] = role
                hits += 1
        if not hits:
            known = list(dict.fromkeys(c for table in tables for c in table.columns))
            guess = nearest(name, known)
            raise UsageError(
                t("--map {name}={role}: no table has a column {name!r}", name=name, role=role),
                t("did you mean {guess!r}?", guess=guess) if guess
                else t("columns: {known}", known=", ".join(known)),
            )  # fmt: skip
    return found


def _column(table: Table, name: str) -> str | None:
    if name in table.columns:
        return name
    key = normal(name).key
    same = [column for column in table.columns if normal(column).key == key] if key else []
    if len(same) == 1:
        return same[0]
    if name.isdecimal() and 1 <= int(name) <= len(table.columns):
        return table.columns[int(name) - 1]
    return None
