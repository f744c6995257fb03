"""Names of found groups: what is most above or below all customers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from custseg.words import header, t, term

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOTABLE, _AT_FIRST, _AT_MOST = 0.4, 2, 4


def names_of_groups(centres: NDArray[np.float64], columns: Sequence[str]) -> list[str]:
    """A name for each group, all different: its two most unusual measures, more where that is needed.

    ``centres`` are in standard deviations from the mean of all customers; less than .4 of one is not
    worth saying.
    """
    parts = [_unusual(centre, columns) for centre in centres]
    names = [_joined(said[:_AT_FIRST]) for said in parts]
    for n in range(_AT_FIRST + 1, _AT_MOST + 1):
        again = {name for name in names if names.count(name) > 1}
        names = [_joined(parts[i][:n]) if x in again else x for i, x in enumerate(names)]
    return [
        f"{name} ({names[: i + 1].count(name)})" if names.count(name) > 1 else name
        for i, name in enumerate(names)
    ]


def _unusual(centre: NDArray[np.float64], columns: Sequence[str]) -> list[str]:
    order = sorted(range(len(columns)), key=lambda i: (-abs(centre[i]), i))
    return [_said(columns[i], centre[i] > 0) for i in order if abs(centre[i]) >= _NOTABLE]


def _said(column: str, above: bool) -> str:
    entry = term(column)
    name = _short(column)
    unit = entry.unit if entry and column not in _LEVELS else "number"
    match unit:
        case "days":
            return (
                t("long {measure}", measure=name) if above else t("short {measure}", measure=name)
            )
        case "count":
            return t("many {measure}", measure=name) if above else t("few {measure}", measure=name)
        case _:
            return t("high {measure}", measure=name) if above else t("low {measure}", measure=name)


_LEVELS = ("frequency",)
"""Counts of which one says high and low."""


def _short(column: str) -> str:
    """What a measure is called inside a name: without its unit, in small letters; own columns as they are."""
    if term(column) is None:
        return column
    name = re.split(r"\s*[（(]", header(column))[0]
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(parts) or t("near the average")
