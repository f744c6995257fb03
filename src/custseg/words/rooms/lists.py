"""Words of lists of customers to call, to write to, to keep."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {}

TITLES: dict[str, tuple[str, str]] = {}

LABELS: dict[str, dict[str, tuple[str, str]]] = {}
