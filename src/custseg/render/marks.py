"""The signs drawings are made of, and what stands for them where a console cannot show them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_ASCII = str.maketrans({
    "–": "-", "—": "-", "·": "-", "●": "*", "•": "*", "▲": "!", "…": "...", "×": "x", "≥": ">=",
    "≤": "<=", "→": "->", "¥": "CNY ", "€": "EUR ", "✓": "yes", "█": "#", "─": "-",
})  # fmt: skip


@dataclass(frozen=True)
class Marks:
    """Signs for one kind of console."""

    unicode: bool
    rising: str
    """From nothing to full, in steps of height."""
    growing: str
    """From nothing to full, in steps of length."""

    def said(self, text: str) -> str:
        """``text`` with signs the console may lack replaced by letters it has."""
        return text if self.unicode or text.isascii() else text.translate(_ASCII)


UNICODE = Marks(True, " ▁▂▃▄▅▆▇█", " ▏▎▍▌▋▊▉█")
ASCII = Marks(False, " .:-=+*#", " #")


def marks_for(encoding: str | None) -> Marks:
    """The signs for a console of this encoding: in GBK blocks and bullets are missing or twice as wide."""
    return UNICODE if (encoding or "").lower().replace("-", "").startswith("utf") else ASCII


def bar(share: float, cells: int, marks: Marks) -> str:
    """A bar that fills ``share`` (0 to 1) of ``cells``; anything above nothing is seen."""
    steps = len(marks.growing) - 1
    filled = round(min(max(share, 0.0), 1.0) * cells * steps)
    filled = max(filled, 1) if share > 0 else filled
    whole, part = divmod(filled, steps)
    return marks.growing[-1] * whole + (marks.growing[part] if part else "")


def parted(parts: Sequence[float], cells: int) -> list[int]:
    """``cells`` shared out as ``parts`` are of their sum, by largest remainders; nothing for a sum of 0."""
    whole = sum(parts)
    if whole <= 0:
        return [0] * len(parts)
    exact = [part / whole * cells for part in parts]
    shared = [int(share) for share in exact]
    by_rest = sorted(range(len(parts)), key=lambda i: (shared[i] - exact[i], i))
    for i in by_rest[: cells - sum(shared)]:
        shared[i] += 1
    return shared


def heights(
    values: Sequence[float | None], low: float, high: float, rows: int, marks: Marks
) -> list[str]:
    """Columns as ``rows`` lines of text, the top line first; a missing value leaves a gap."""
    steps = len(marks.rising) - 1
    span = (high - low) or 1.0
    levels = [
        None
        if v is None or not math.isfinite(v)
        else max(round((v - low) / span * rows * steps), 1)
        for v in values
    ]
    return [
        "".join(marks.rising[0 if level is None else min(max(level - row * steps, 0), steps)]
                for level in levels)
        for row in reversed(range(rows))
    ]  # fmt: skip


def squeezed(values: Sequence[float | None], cells: int) -> list[float | None]:
    """``values`` in at most ``cells`` points, each the mean of those it stands for."""
    if len(values) <= cells:
        return list(values)
    squeezed: list[float | None] = []
    for i in range(cells):
        part = values[i * len(values) // cells : (i + 1) * len(values) // cells]
        there = [v for v in part if v is not None]
        squeezed.append(sum(there) / len(there) if there else None)
    return squeezed


def stretched(values: Sequence[float | None], cells: int) -> list[float | None]:
    """``values`` each repeated so that they fill ``cells`` as far as whole repetitions go."""
    times = max(min(cells // max(len(values), 1), 3), 1)
    return [value for value in values for _ in range(times)]
