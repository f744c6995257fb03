"""A sheet that is read from top to bottom: titles, sentences, tables one under another, charts beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

import polars as pl
from openpyxl.cell import Cell
from openpyxl.formatting.rule import ColorScaleRule, DataBarRule
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from custseg.render.cells import row_units, unit_of, varied_format, width
from custseg.render.excel import style
from custseg.render.excel.rows import cut, plain
from custseg.words import header

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LEFT = 2
"""Everything starts in column B; A is the margin."""
_READING_WIDTH = 108
"""Characters a sentence may run before it is folded."""
_MOST_BARS = 60


class Page:
    """Writes downwards into ``sheet``; call ``finish`` once at the end."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.row = 1
        self.widths: dict[int, float] = {}
        self._sentences: list[int] = []
        sheet.sheet_view.showGridLines = False

    def title(self, text: str, under: str = "") -> None:
        """The title of the sheet and, smaller, what it is about."""
        self._put(LEFT, text, style.font(18, bold=True, color=style.NAVY))
        self.sheet.row_dimensions[self.row].height = 32
        self.row += 1
        if under:
            self._put(LEFT, under, style.font(color=style.GREY))
            self.row += 1
        self.row += 1

    def heading(self, text: str, *, link: str = "") -> None:
        """A heading; ``link`` is the sheet it leads to."""
        cell = self._put(LEFT, text, style.font(12, bold=True, color=style.NAVY))
        self.sheet.row_dimensions[self.row].height = 22
        if link:
            cell.hyperlink = _place(link)
            cell.font = style.font(12, bold=True, color=style.BLUE, underline="single")
        self.row += 1

    def sentence(self, text: str, *, color: str = "000000", link: str = "") -> None:
        """A sentence, folded to the width of the page."""
        cell = self._put(LEFT, text, style.font(10.5, color=color))
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if link:
            cell.hyperlink = _place(link)
            cell.font = style.font(10.5, color=style.BLUE, underline="single")
        self._sentences.append(self.row)
        self.row += 1

    def gap(self) -> None:
        """A blank row."""
        self.row += 1

    def table(
        self, frame: pl.DataFrame, *, heat: Sequence[str] = (), bars: bool = True
    ) -> tuple[int, int]:
        """A table with its header; the columns of ``heat`` are coloured as one map.

        Shares carry bars unless ``bars`` says no. Returns the row of the header and the last row.
        """
        top = self.row
        shown, _ = plain(frame)
        for i, values in enumerate(frame.iter_columns(), LEFT):
            self._column(i, values, shown[values.name])
            self._varied(i, frame, values, top)
        self._header_height(frame, top)
        self.row = top + frame.height + 1
        if heat and frame.height:
            self._heat(frame, top, heat)
        elif bars:
            self._bars(frame, top)
        return top, self.row - 1

    def _column(self, i: int, values: pl.Series, shown: pl.Series) -> None:
        head = header(values.name)
        cell = self.sheet.cell(self.row, i)
        text(cell, head)
        style.dress_header(cell, right=style.align_right(values))
        room = max(self.widths.get(i, 0), style.width_of(values, head))
        self.widths[i] = room
        if width(head) + 2 > room:
            cell.value = str(cell.value).replace("（", "\n（")
        look = Cell(self.sheet)
        style.dress_value(look, values, is_text=shown.dtype == pl.String)
        look.border = style.UNDER
        for n, value in enumerate(shown.to_list(), self.row + 1):
            cell = self.sheet.cell(n, i)
            cell._style = copy(look._style)
            if isinstance(value, str):
                text(cell, value)
                self._grow(n, style.lines_of(value, room))
            else:
                cell.value = value

    def _varied(self, i: int, frame: pl.DataFrame, values: pl.Series, top: int) -> None:
        """The format of each cell where every row measures something else."""
        units = row_units(frame, values.name)
        for n, (value, unit) in enumerate(zip(values, units or (), strict=False), top + 1):
            self.sheet.cell(n, i).number_format = varied_format(value, unit)

    def _grow(self, row: int, lines: int) -> None:
        if lines > 1:
            wanted = min(lines * style.LINE_HEIGHT, 400)
            self.sheet.row_dimensions[row].height = max(
                self.sheet.row_dimensions[row].height or 0, wanted
            )

    def _header_height(self, frame: pl.DataFrame, top: int) -> None:
        lines = max(
            (
                style.lines_of(header(name), self.widths[i] + 1)
                for i, name in enumerate(frame.columns, LEFT)
            ),
            default=1,
        )
        self.sheet.row_dimensions[top].height = lines * style.LINE_HEIGHT + 4

    def _heat(self, frame: pl.DataFrame, top: int, heat: Sequence[str]) -> None:
        letters = [get_column_letter(LEFT + frame.columns.index(name)) for name in heat]
        scale = ColorScaleRule(
            start_type="min", start_color="FFFFFF", end_type="max", end_color="F08A4B"
        )
        area = f"{letters[0]}{top + 1}:{letters[-1]}{top + frame.height}"
        self.sheet.conditional_formatting.add(area, scale)

    def _bars(self, frame: pl.DataFrame, top: int) -> None:
        if not 1 < frame.height <= _MOST_BARS:
            return
        for i, (name, dtype) in enumerate(frame.schema.items(), LEFT):
            if dtype.is_numeric() and unit_of(name, dtype) == "share":
                bar = DataBarRule(
                    start_type="num", start_value=0, end_type="num", end_value=1, color="A9CCE8"
                )
                letter = get_column_letter(i)
                area = f"{letter}{top + 1}:{letter}{top + frame.height}"
                self.sheet.conditional_formatting.add(area, bar)

    def _put(self, column: int, value: str, look: Any) -> Any:
        cell = self.sheet.cell(self.row, column)
        text(cell, value)
        cell.font = look
        return cell

    @property
    def right(self) -> int:
        """The first column to the right of all tables."""
        return max(self.widths, default=LEFT) + 1

    def below(self, row: int, centimetres: float) -> int:
        """The row under something of that height that begins in ``row``, a blank row between."""
        left = centimetres / 2.54 * 72
        while left > 0:
            left -= self.sheet.row_dimensions[row].height or 15
            row += 1
        return row + 1

    def finish(self, *, upright: bool = False) -> None:
        """Widths, folded sentences, and how it is printed: ``upright`` or landscape."""
        self.sheet.column_dimensions["A"].width = 2
        for i, wide in self.widths.items():
            self.sheet.column_dimensions[get_column_letter(i)].width = wide
        self.sheet.column_dimensions[get_column_letter(self.right)].width = 3
        end, room = LEFT, self.widths.get(LEFT, 9.0)
        while room < _READING_WIDTH:
            end += 1
            room += 3.0 if end == self.right else self.widths.get(end, 9.0)
        for row in self._sentences:
            self.sheet.merge_cells(start_row=row, end_row=row, start_column=LEFT, end_column=end)
            lines = style.lines_of(str(self.sheet.cell(row, LEFT).value), room)
            self.sheet.row_dimensions[row].height = lines * style.LINE_HEIGHT + 2
        print_setup(self.sheet)
        if upright:
            self.sheet.page_setup.orientation = "portrait"


def text(cell: Any, value: str) -> None:
    """Put ``value`` into ``cell`` as text, whatever it looks like: a leading = is no formula."""
    cell.value = escaped(clean_text(value))
    cell.data_type = "s"
    if value[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True


def escaped(value: str) -> str:
    """``value`` so that Excel shows it as it is: ``_x0041_`` is no code for an A."""
    return re.sub("_x(?=[0-9A-Fa-f]{4}_)", "_x005F_x", value)


def clean_text(value: str) -> str:
    """``value`` without the characters a workbook cannot hold, and not longer than a cell."""
    return cut(_FORBIDDEN.sub(" ", value))


_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


_READABLE_IN_PRINT = 190
"""Characters across a landscape page that can still be read."""


def print_setup(sheet: Worksheet, wide: float = 0) -> None:
    """Landscape, page numbers, all columns across one page, or as many as ``wide`` letters need."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = max(1, -(-int(wide) // _READABLE_IN_PRINT))
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.right.text = "&P / &N"


def _place(sheet: str) -> str:
    return "#'" + sheet.replace("'", "''") + "'!A1"
