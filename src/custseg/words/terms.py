"""Columns and tables of all rooms, by their keys; each room's stand in ``words/rooms/<room>.py``."""

from __future__ import annotations

from custseg.words.rooms import ROOMS
from custseg.words.term import PERSONAL, Term, Unit

__all__ = ["PERSONAL", "TERMS", "TITLES", "Term", "Unit"]

TERMS: dict[str, Term] = {key: term for room in ROOMS for key, term in room.TERMS.items()}
"""Column key -> its Chinese and English header, and its unit."""

TITLES: dict[str, tuple[str, str]] = {
    key: names for room in ROOMS for key, names in room.TITLES.items()
}
"""Key of a table, a chart or a method -> (Chinese, English)."""
