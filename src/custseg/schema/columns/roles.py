"""Roles: what a column of somebody's export can mean to custseg.

A role is a canonical column of ``kinds.py`` or a helper that is folded into one: income and expense
columns into amount and direction, a month into a date, a time of day into the hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import polars as pl

from custseg.schema.columns.aliases import ALIASES, IN_KIND, normal, spellings, two_languages
from custseg.schema.kinds import DATE, FLAG, KINDS, MONEY
from custseg.words import header

Parser = Literal[
    "id", "text", "money", "number", "date", "month", "time", "flag", "sex", "direction",
    "relation", "risk",
]  # fmt: skip

HELPERS: dict[str, tuple[Parser, tuple[str, ...]]] = {
    "income_amount": ("money", ("transactions",)),
    "expense_amount": ("money", ("transactions",)),
    "returned": ("flag", ("transactions",)),
    "time": ("time", ("transactions", "events")),
    "month": ("month", ("transactions", "balances")),
    "tenure_years": ("number", ("customers",)),
    "holding_id": ("id", ("holdings",)),
    "term": ("text", ("holdings",)),
}
"""Helper roles: parser and the kinds they belong to."""

_PARSERS: dict[str, Parser] = {
    "sex": "sex", "direction": "direction", "relation": "relation", "risk_level": "risk",
    "customer_id": "id", "account_id": "id", "transaction_id": "id", "order_id": "id",
    "lead_id": "id", "id_number": "id", "credit_code": "id", "phone": "id",
}  # fmt: skip

_PARSER_OF_TYPE: dict[pl.DataType, Parser] = {MONEY: "money", DATE: "date", FLAG: "flag"}

ESSENTIAL: dict[str, tuple[str, ...]] = {
    "customers": ("customer_id",),
    "accounts": ("account_id",),
    "transactions": ("date", "amount"),
    "balances": ("date",),
    "holdings": (),
    "events": ("date",),
    "feedback": (),
    "leads": (),
    "contacts": ("customer_id", "date"),
    "managers": (),
}
"""Columns without which a row of the kind says nothing: a value that does not parse rejects its row."""


class Role(NamedTuple):
    """What a column means: its key, how its text is read, and what it is called."""

    key: str
    parser: Parser

    @property
    def words(self) -> str:
        """The role in the chosen language."""
        return header(self.key)


def _parser(key: str, dtype: pl.DataType) -> Parser:
    if key in _PARSERS:
        return _PARSERS[key]
    if dtype in _PARSER_OF_TYPE:
        return _PARSER_OF_TYPE[dtype]
    return "number" if dtype.is_numeric() else "text"


def roles_of(kind: str) -> dict[str, Role]:
    """The roles a column of a ``kind`` table can have: its canonical columns and its helpers."""
    canonical = {
        key: Role(key, _parser(key, dtype))
        for key, dtype in KINDS[kind].items()
        if key not in ("hour", "counter_amount")
    }
    helpers = {key: Role(key, parser) for key, (parser, kinds) in HELPERS.items() if kind in kinds}
    return canonical | helpers


ROLES: dict[str, dict[str, Role]] = {kind: roles_of(kind) for kind in KINDS}

ROLE_KEYS: tuple[str, ...] = tuple(dict.fromkeys(key for roles in ROLES.values() for key in roles))
"""Every role key ``--map`` knows."""


def _tiers() -> dict[str, dict[str, list[tuple[str, int]]]]:
    """kind -> normalised header -> roles it can mean, each with its tier (0: says it exactly)."""
    everywhere = {key: _ranked(tiers) for key, tiers in ALIASES.items()}
    known: dict[str, dict[str, list[tuple[str, int]]]] = {}
    for kind, roles in ROLES.items():
        of_kind = known.setdefault(kind, {})
        for key in roles:
            ranks = {normal(key).key: 0}
            for spelled in (_ranked(IN_KIND.get((kind, key), ())), everywhere.get(key, {})):
                ranks = spelled | ranks
            for spelling, rank in ranks.items():
                of_kind.setdefault(spelling, []).append((key, rank))
    return known


def _ranked(tiers: Sequence[Sequence[str]]) -> dict[str, int]:
    """Normalised spelling -> its tier, from 1; the first tier that has it counts."""
    ranked = [
        (normal(alias).key, rank) for rank, tier in enumerate(tiers, start=1) for alias in tier
    ]
    return dict(reversed(ranked))


MEANINGS: dict[str, dict[str, list[tuple[str, int]]]] = _tiers()
"""kind -> normalised header -> the roles it can mean with their tier; lower tiers win."""


EXACT = {"amount": 2}
"""The last tier of spellings that say a role exactly, where it is not the first: what was paid comes
before other amounts."""


def meanings(kind: str, column: str) -> list[tuple[str, int]]:
    """The roles a header can mean in a table of ``kind``, with their tier.

    A header in two languages means what its Chinese half says exactly, unless its English half is
    known to mean something else.
    """
    known = MEANINGS[kind]
    found = known.get(normal(column).key) or next(
        (known[key] for key in spellings(column) if key in known), None
    )
    if found is not None:
        return found
    chinese, english = two_languages(column) or ("", "")
    meant = [(role, tier) for role, tier in known.get(chinese, ()) if tier <= EXACT.get(role, 1)]
    also = {role for its in MEANINGS.values() for role, _ in its.get(english, ())}
    return [(role, tier) for role, tier in meant if not also or role in also]
