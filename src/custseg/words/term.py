"""What a column is called, and the unit that decides how its values are shown.

The unit is what every renderer goes by:
``money`` (yuan or the file's currency), ``share`` (0 to 1, shown as %), ``index`` (100 = base),
``days``, ``count``, ``number``, ``points`` (one decimal, always),
``area`` (under a curve, 0 to 1: three decimals, always), ``p_value`` (of a test: three decimals, ``<0.001`` below), ``varied`` (the unit of the measure in the same row), ``date``,
``month``, ``score``, ``flag``, ``id``, ``label``, ``text``, and the personal ones, which are masked
unless asked: ``name``, ``phone``, ``id_number``, ``card``, ``email``, ``address``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Unit = Literal[
    "text", "label", "id", "count", "number", "money", "share", "index", "days", "points", "area", "p_value",
    "varied", "date", "month", "score", "flag", "name", "phone", "id_number", "card", "email", "address",
]  # fmt: skip

PERSONAL: frozenset[Unit] = frozenset({"name", "phone", "id_number", "card", "email", "address"})


class Term(NamedTuple):
    """One column of a result, as people call it."""

    zh: str
    en: str
    unit: Unit
