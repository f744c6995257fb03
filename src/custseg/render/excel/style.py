"""How the workbook looks: fonts that have Chinese, colours, number formats, widths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from custseg.render.cells import is_quantity, number_format, texts, unit_of, width
from custseg.words import language

if TYPE_CHECKING:
    from openpyxl import Workbook

NAVY, BLUE, PALE, GREY, LINE, AMBER = "1F3A5F", "2E75B6", "EAF1F8", "6B7280", "C9D3DF", "B45309"

NARROWEST, WIDEST, FOR_SENTENCES = 8.0, 44.0, 64.0
LINE_HEIGHT = 16.0
"""Points of a line of text."""


def typeface() -> str:
    """A font with Chinese on the reader's system; systems without it replace it with their own."""
    return "Microsoft YaHei" if language() == "zh" else "Calibri"


def font(size: float = 10, *, bold: bool = False, color: str = "000000", **more: Any) -> Font:
    """The workbook's font."""
    return Font(name=typeface(), size=size, bold=bold, color=color, **more)


def fill(color: str) -> PatternFill:
    """One colour all over a cell."""
    return PatternFill("solid", fgColor=color)


UNDER = Border(bottom=Side("thin", color=LINE))
HEADER = Border(bottom=Side("medium", color=NAVY))


def set_default_font(book: Workbook) -> None:
    """Cells without a format of their own, and the unit that column widths are measured in."""
    normal = font()
    book._fonts.clear()
    book._fonts.add(normal)
    book._named_styles["Normal"].font = normal


def dress_header(cell: Any, *, right: bool) -> None:
    """The head of a column: dark, wrapped, aligned as its values are."""
    cell.font = font(bold=True, color="FFFFFF")
    cell.fill = fill(NAVY)
    cell.alignment = _alignment(right=right, wrap=True)


def dress_value(cell: Any, values: pl.Series, *, is_text: bool) -> None:
    """A value of a column: by its unit, and as text where it stands as text."""
    right = align_right(values) and not is_text
    form = format_of(values)
    cell.font = font()
    cell.number_format = "General" if is_text and form != "@" else form
    cell.alignment = _alignment(right=right, wrap=is_text)


def _alignment(*, right: bool, wrap: bool) -> Alignment:
    return Alignment(
        horizontal="right" if right else "left", vertical="center", wrap_text=wrap,
        indent=0 if right else 1,
    )  # fmt: skip


def format_of(values: pl.Series) -> str:
    """The number format of a column; ids are marked as text, so that typing keeps their zeros."""
    said = number_format(values)
    personal = unit_of(values.name, values.dtype) in ("id", "card", "phone", "id_number")
    return "General" if said == "@" and not personal else said


def align_right(values: pl.Series) -> bool:
    """Whether a column is aligned right: quantities are."""
    return is_quantity(values.name, values.dtype)


def width_of(values: pl.Series, head: str, *, filtered: bool = False) -> float:
    """A width that shows the values whole (texts up to WIDEST, sentences of lists
    up to FOR_SENTENCES) and its header in at most two lines.

    A Chinese character counts two. ``filtered`` leaves room for the button of the filter.
    """
    if values.dtype.is_numeric() or values.dtype.is_temporal():
        ends = pl.Series(
            values.name, [values.min(), values.max()], dtype=values.dtype, strict=False
        )
        longest = max(map(width, texts(ends)), default=0)
    else:
        said = pl.Series(
            texts(values.unique().sort().head(2000))
            if values.dtype == pl.String
            else texts(values.head(2000)),
            dtype=pl.String,
        )
        # One byte a Latin letter, three a Chinese one that is two wide: the mean is the width.
        widths = (said.str.len_chars() + said.str.len_bytes()) / 2
        longest = int(widths.max() or 0)  # type: ignore[arg-type]
    folded = _folded(head)
    wanted = max(longest + 2.5, folded + (4 if filtered else 2))
    most = FOR_SENTENCES if filtered and longest > 2 * WIDEST else WIDEST
    return min(max(wanted, NARROWEST), most)


def _folded(head: str) -> int:
    """The room a header needs: short ones stand on one line, longer ones on two."""
    if width(head) <= 10:
        return width(head)
    pieces = re.split(r"\s|(?=[（(])", head)
    return max(-(-width(head) // 2) + 1, *map(width, pieces))


def lines_of(text: str, room: float) -> int:
    """Lines that ``text`` takes in ``room`` characters."""
    return max(1, -(-width(text) // max(int(room) - 2, 1)))
