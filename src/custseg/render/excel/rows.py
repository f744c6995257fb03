"""Long lists as the XML of a worksheet, column by column in Polars: a cell is never a Python object.

That is why 100,000 customers take a second and not the ten that a loop over the cells takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from openpyxl.utils import get_column_letter

from custseg.render.cells import texts, unit_of

MOST_ROWS = 1_048_576
"""Rows of a worksheet."""
MOST_TEXT = 32_767
"""Characters of a cell, counted as Excel does (UTF-16)."""
_SLICE = 20_000
_EXACT = 10**15
"""From here on Excel loses digits of a number."""
_EPOCH, _FIRST_SAFE = date(1899, 12, 30), date(1900, 3, 1)
"""Excel counts days from the one; before the other it believes in a 29 February 1900."""
_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
_LINE, _HIGHEST = 14, 409
"""Points of a line of text in a cell, and the highest row there is."""
_OBEYED = r"^[=+\-@\t\r]"
"""What a spreadsheet may take for a formula when such a cell is edited or saved as CSV."""


@dataclass(frozen=True)
class Style:
    """Numbers of the cell formats of one column: usual, and for texts that look like formulas."""

    usual: int
    quoted: int


@dataclass(frozen=True)
class Rows:
    """Rows of a worksheet below its header; make ``frame`` with ``plain``."""

    frame: pl.DataFrame
    styles: Sequence[Style]
    first_row: int = 2
    widths: Sequence[float] = ()
    """The width of each column, for rows as high as their longest text; none: rows of one line."""

    @property
    def extent(self) -> str:
        """The cells of the sheet, header included."""
        last = self.first_row + self.frame.height - 1
        return f"A1:{get_column_letter(self.frame.width)}{max(last, 1)}"

    @property
    def is_huge(self) -> bool:
        """Whether the XML may pass the two gigabytes of a plain zip."""
        return self.frame.height * self.frame.width > 20_000_000

    def chunks(self) -> Iterator[bytes]:
        """The ``<row>`` elements, some thousands at a time."""
        numbered = self.frame.with_row_index("\0row", offset=self.first_row)
        number = pl.col("\0row").cast(pl.String)
        cells = [
            _cell(pl.col(name), dtype, get_column_letter(i), number, style)
            for i, ((name, dtype), style) in enumerate(
                zip(self.frame.schema.items(), self.styles, strict=True), 1
            )
        ]
        row = pl.concat_str(pl.lit('<row r="'), number, self._height(), pl.lit(">"), *cells, pl.lit("</row>"))  # fmt: skip
        for part in numbered.iter_slices(_SLICE):
            yield "".join(part.select(row).to_series().to_list()).encode()

    def _height(self) -> pl.Expr:
        """The end of the row's number and, of rows with folded texts, its height."""
        lines = [
            _lines(pl.col(name), wide) for (name, dtype), wide in zip(self.frame.schema.items(), self.widths, strict=False)
            if dtype == pl.String
        ]  # fmt: skip
        if not lines:
            return pl.lit('"')
        most = pl.max_horizontal(lines)
        points = (most * _LINE + 2).clip(upper_bound=_HIGHEST)
        high = pl.concat_str(pl.lit('" ht="'), points.cast(pl.String), pl.lit('" customHeight="1"'))
        return pl.when(most > 1).then(high).otherwise(pl.lit('"'))


def _lines(text: pl.Expr, wide: float) -> pl.Expr:
    """The lines a text takes in a column: one byte a Latin letter, three a Chinese one that is two wide."""
    across = (text.str.len_chars() + text.str.len_bytes()) / 2
    return (across / max(wide - 3.0, 1.0)).ceil().fill_null(1).cast(pl.Int64)


def _cell(value: pl.Expr, dtype: pl.DataType, letter: str, row: pl.Expr, style: Style) -> pl.Expr:
    start = pl.concat_str(pl.lit(f'<c r="{letter}'), row, pl.lit('" s="'))
    if dtype != pl.String:
        number = pl.concat_str(
            start, pl.lit(f'{style.usual}"><v>'), value.cast(pl.String), pl.lit("</v></c>")
        )
        return number.fill_null("")
    which = (
        pl.when(value.str.contains(_OBEYED))
        .then(pl.lit(str(style.quoted)))
        .otherwise(pl.lit(str(style.usual)))
    )
    return pl.concat_str(
        start, which, pl.lit('" t="inlineStr"><is><t xml:space="preserve">'), _escaped(value), pl.lit("</t></is></c>")
    ).fill_null("")  # fmt: skip


def _escaped(text: pl.Expr) -> pl.Expr:
    """Text as XML; ``_x0041_`` stays these seven characters, which Excel would take for an A."""
    return (
        text.str.replace_all("_x([0-9A-Fa-f]{4})_", "_x005F_x${1}_")
        .str.replace_all("&", "&amp;", literal=True)
        .str.replace_all("<", "&lt;", literal=True)
        .str.replace_all(">", "&gt;", literal=True)
    )


def plain(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """``frame`` as a worksheet holds it, and how many texts had to be cut at 32,767 characters.

    Labels are in words of the chosen language, dates are Excel's day numbers, numbers are numbers
    and everything else is text; what is not a finite number is empty. A column with a number or
    date that Excel cannot hold exactly is text.
    """
    columns = [_plain(values) for values in frame.iter_columns()]
    long = sum(int((c.str.len_bytes() > MOST_TEXT).sum()) for c in columns if c.dtype == pl.String)
    if not long:
        return pl.DataFrame(columns), 0
    cut_columns = [_cut(c) if c.dtype == pl.String else c for c in columns]
    cut = sum(int((a != b).sum()) for a, b in zip(columns, cut_columns, strict=True))
    return pl.DataFrame(cut_columns), cut


def _plain(values: pl.Series) -> pl.Series:
    unit = unit_of(values.name, values.dtype)
    if values.dtype == pl.Date:
        if not (values < _FIRST_SAFE).any():
            return (values - _EPOCH).dt.total_days().alias(values.name)
        return _in_words(values)
    if values.dtype.is_numeric() and unit != "id":
        if values.dtype.is_decimal():
            values = values.cast(pl.Float64)
        if values.dtype.is_float():
            return values.set(~values.is_finite(), None)
        largest = values.cast(pl.Float64).abs().max()
        if largest is None or (isinstance(largest, float) and largest < _EXACT):
            return values
        return values.cast(pl.String)
    return _in_words(values)


def _in_words(values: pl.Series) -> pl.Series:
    if values.dtype == pl.String:
        there = values.unique().drop_nulls()
        said = pl.Series(texts(there), dtype=pl.String)
        if not (said == there).all():
            values = values.replace_strict(there, said, return_dtype=pl.String)
    else:
        said = pl.Series(values.name, texts(values), dtype=pl.String)
        values = said.set(values.is_null(), None)
    return values.str.replace_all(_FORBIDDEN, " ")


def _cut(values: pl.Series) -> pl.Series:
    said = [None if value is None else cut(value) for value in values]
    return pl.Series(values.name, said, dtype=pl.String)


def cut(value: str) -> str:
    """``value`` as far as a cell can hold it."""
    if len(value) <= MOST_TEXT // 2:
        return value
    return value.encode("utf-16-le")[: 2 * MOST_TEXT].decode("utf-16-le", "ignore")
