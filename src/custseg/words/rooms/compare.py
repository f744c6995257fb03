"""Words of two results held against each other."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {}

TITLES: dict[str, tuple[str, str]] = {}

LABELS: dict[str, dict[str, tuple[str, str]]] = {}
