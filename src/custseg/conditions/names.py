"""Which column a name means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from custseg.errors import UsageError
from custseg.words import header, t, term

_MOST = 8
"""Columns a hint names."""


def column_named(name: str, columns: Sequence[str] | Mapping[str, object]) -> str | None:
    """The column that ``name`` means: its key, its Chinese or English header, in any case of letters.

    Raises:
        UsageError: the name is the header of several of the columns.
    """
    if name in columns:
        return name
    wanted = name.lower()
    meant = [c for c in columns if wanted in _names_of(c)]
    if len(meant) > 1:
        raise UsageError(
            t("{name!r} is the name of several columns: {columns}",
              name=name, columns=", ".join(meant)),
            t("write the one you mean by its key"),
        )  # fmt: skip
    return meant[0] if meant else None


def _names_of(column: str) -> tuple[str, ...]:
    entry = term(column)
    own = column.lower()
    return (own, entry.zh.lower(), entry.en.lower()) if entry else (own,)


def said_columns(columns: Sequence[str]) -> str:
    """Columns as a person reads them: their headers in the chosen language, each with its key in brackets."""
    return ", ".join(c if header(c) == c else f"{header(c)} ({c})" for c in columns)


def nearest_columns(name: str, columns: Sequence[str]) -> str:
    """The columns whose key or header is most like ``name``, at most eight, as ``said_columns`` says them."""
    from difflib import SequenceMatcher

    wanted = name.lower()

    def likeness(column: str) -> float:
        return max(SequenceMatcher(None, wanted, known).ratio() for known in _names_of(column))

    return said_columns(sorted(columns, key=likeness, reverse=True)[:_MOST])
