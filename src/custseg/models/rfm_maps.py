"""From an RFM cell to the name of a segment: three maps, each total and disjoint.

Published maps leave up to 36 of the 125 cells without a name and give 58 two; a map here is proved
to name every cell exactly once before it is used, or is refused with the cells that are wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from custseg.errors import UsageError
from custseg.words import t

Span = tuple[int, int]

RF25: dict[tuple[Span, Span], str] = {
    # (R from-to, F from-to): segment; a partition of the 25 cells
    ((1, 2), (1, 2)): "hibernating",
    ((1, 2), (3, 4)): "at_risk",
    ((1, 2), (5, 5)): "cant_lose",
    ((3, 3), (1, 2)): "about_to_sleep",
    ((3, 3), (3, 3)): "need_attention",
    ((3, 4), (4, 5)): "loyal",
    ((4, 4), (1, 1)): "promising",
    ((5, 5), (1, 1)): "new",
    ((4, 5), (2, 3)): "potential_loyalist",
    ((5, 5), (4, 5)): "champions",
}
"""The common 25-cell map of recency and frequency scores (money is scored, not used for the name)."""

EIGHT: dict[str, str] = {
    # R F M, 1 = on the good side of the center
    "111": "important_value",
    "101": "important_develop",
    "011": "important_keep",
    "001": "important_retain",
    "110": "general_value",
    "100": "general_develop",
    "010": "general_keep",
    "000": "general_retain",
}
"""The Chinese eight classes; sources disagree on the names, so the cell is printed beside them."""


@dataclass(frozen=True)
class Box:
    """A named block of cells: scores from-to of each measure, both ends included."""

    name: str
    r: Span
    f: Span
    m: Span

    def cells(self) -> list[str]:
        """The cells of the block, as text such as ``543``."""
        spans = (range(low, high + 1) for low, high in (self.r, self.f, self.m))
        return ["".join(map(str, cell)) for cell in product(*spans)]


def rf25() -> dict[str, str]:
    """The 25-cell R×F map over all 125 cells."""
    boxes = [Box(name, r, f, (1, 5)) for (r, f), name in RF25.items()]
    return prove(boxes, bins=5)


def prove(
    boxes: Sequence[Box], bins: int, overlap: Literal["error", "first"] = "error", rest: str = ""
) -> dict[str, str]:
    """Cell -> segment for all ``bins``³ cells; raises UsageError when a cell has no or two names.

    ``overlap="first"`` lets the first box that holds a cell name it (as R rfm does); ``rest`` names
    the cells no box holds. Both are choices that must be written down: without them a hole or an
    overlap is an error that lists the cells.
    """
    names: dict[str, list[str]] = {
        "".join(map(str, cell)): [] for cell in product(range(1, bins + 1), repeat=3)
    }
    for box in boxes:
        _check_span(box, bins)
        for cell in box.cells():
            if box.name not in names[cell]:
                names[cell].append(box.name)
    holes = [cell for cell, found in names.items() if not found] if not rest else []
    doubles = (
        [cell for cell, found in names.items() if len(found) > 1] if overlap != "first" else []
    )
    if holes or doubles:
        raise UsageError(_faults(names, holes, doubles), _remedy(holes, doubles))
    return {cell: found[0] if found else rest for cell, found in names.items()}


def _check_span(box: Box, bins: int) -> None:
    for measure, (low, high) in zip("rfm", (box.r, box.f, box.m), strict=True):
        if not 1 <= low <= high <= bins:
            raise UsageError(
                t("[rfm] segment {name!r}: {measure} = [{low}, {high}] is not within 1 to {bins}",
                  name=box.name, measure=measure, low=low, high=high, bins=bins),
                t("scores go from 1 to bins = {bins}; write the lower one first", bins=bins),
            )  # fmt: skip


def _faults(names: dict[str, list[str]], holes: list[str], doubles: list[str]) -> str:
    said = []
    if holes:
        said.append(t("{n} of {all} cells have no segment: {cells}", n=len(holes), all=len(names),
                      cells=_first(holes)))  # fmt: skip
    if doubles:
        cells = [f"{cell} ({' / '.join(names[cell])})" for cell in doubles]
        said.append(t("{n} of {all} cells have more than one segment: {cells}", n=len(doubles),
                      all=len(names), cells=_first(cells)))  # fmt: skip
    return t("[rfm] segments are not a complete map: {faults}", faults="; ".join(said))


def _remedy(holes: list[str], doubles: list[str]) -> str:
    said = []
    if holes:
        said.append(t('rest = "Others" names the cells that are left'))
    if doubles:
        said.append(t('overlap = "first" lets the first segment that matches win'))
    return "; ".join(said)


def _first(cells: list[str], shown: int = 12) -> str:
    more = len(cells) - shown
    text = ", ".join(cells[:shown])
    return t("{cells} and {more} more", cells=text, more=more) if more > 0 else text
