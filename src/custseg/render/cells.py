"""Where a value becomes text: by the unit of its column, in the chosen language.

The terminal, Markdown and the workbook all ask here, so that a share is a percentage and an id
keeps its zeros everywhere. CSV, JSON and Parquet carry the values themselves and do not.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import polars as pl

from custseg.words import Unit, header, key_of_label, label, language, t, term

NULL = "–"
"""What an empty cell shows."""

_QUANTITIES = frozenset({
    "count", "number", "money", "share", "index", "days", "points", "area", "p_value", "score",
    "varied",
})  # fmt: skip

SMALL_P = 0.001
"""A smaller p-value is shown as less than it, never as 0."""

_TELLING = ("measure", "threshold", "column")
"""Columns whose value says what the amounts of unit ``varied`` in the same row are."""

_HIDDEN = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " "),
    **dict.fromkeys([0x00AD, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
                     *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)]),
}  # fmt: skip
"""Control characters become a blank; what has no width or turns the direction of text is dropped."""


def unit_of(column: str, dtype: pl.DataType) -> Unit:
    """The unit of a column: its term's, else what its type suggests (a column of the user's own)."""
    entry = term(column)
    if entry is not None:
        return entry.unit
    if dtype == pl.Boolean:
        return "flag"
    if dtype == pl.Date or dtype == pl.Datetime:
        return "date"
    return "number" if dtype.is_numeric() else "text"


def is_quantity(column: str, dtype: pl.DataType) -> bool:
    """Whether a column holds amounts: such are aligned right, and never cut."""
    return dtype.is_numeric() and unit_of(column, dtype) in _QUANTITIES


def decimals(values: pl.Series) -> int:
    """How many decimals all values of a column show, so that their points stand in one line."""
    unit = unit_of(values.name, values.dtype)
    if unit == "money":
        return 2
    if unit in ("share", "points"):
        return 1
    if unit in ("area", "p_value"):
        return 3
    if unit in ("count", "index") or not (values.dtype.is_float() or values.dtype.is_decimal()):
        return 0
    there = values.cast(pl.Float64).drop_nulls()
    there = there.filter(there.is_finite())
    if not there.len() or (there == there.round(0)).all():
        return 0
    if unit == "days":
        return 1
    largest = there.abs().max()
    return 4 if isinstance(largest, float) and largest < 0.1 else 2


def numbers(values: pl.Series) -> list[float | None]:
    """A column as numbers to draw and to sort by; None for what is none, endless or not a number."""
    found = values.cast(pl.Float64).to_list()
    return [v if v is not None and math.isfinite(v) else None for v in found]


def columns(frame: pl.DataFrame) -> list[list[str]]:
    """Every column of a table as text; amounts of unit ``varied`` by what each row measures."""
    said = []
    for values in frame.iter_columns():
        units = row_units(frame, values.name)
        said.append(
            texts(values) if units is None
            else [_varied(value, unit) for value, unit in zip(values, units, strict=True)]
        )  # fmt: skip
    return said


def row_units(frame: pl.DataFrame, column: str) -> list[Unit] | None:
    """The unit of each row of a column of unit ``varied``; None for any other column."""
    if unit_of(column, frame.schema[column]) != "varied":
        return None
    telling = next((name for name in _TELLING if name in frame.columns), None)
    if telling is None:
        return ["number"] * frame.height
    return [_unit_of_key(key) for key in frame[telling]]


def _unit_of_key(key: str | None) -> Unit:
    """The unit of a measure by its term, else by how its key ends (``high_floor``, ``new_days``)."""
    entry = term(key) if key is not None else None
    if entry is not None:
        return entry.unit
    ends: dict[str, Unit] = {"floor": "money", "share": "share", "days": "days"}
    return ends.get((key or "").rpartition("_")[2], "number")


def _varied(value: Any, unit: Unit) -> str:
    if value is None or not math.isfinite(value):
        return NULL
    return _share(value) if unit == "share" else _number(value, _places(value, unit))


def _places(value: float, unit: Unit) -> int:
    """How many decimals one amount needs when it does not stand in a column of its like."""
    if unit == "money":
        return 2
    if unit in ("points", "area"):
        return 1 if unit == "points" else 3
    if unit == "index" or float(value).is_integer():
        return 0
    if unit in ("days", "count"):
        return 1
    return 4 if abs(value) < 0.1 else 2


def varied_format(value: Any, unit: Unit) -> str:
    """The Excel number format that shows one amount of unit ``varied`` as ``columns`` does."""
    if unit == "share":
        return _SMALL_SHARE if value is not None and 0 < value < 0.0005 else "0.0%"
    places = _places(value, unit) if value is not None and math.isfinite(value) else 0
    return "#,##0" + ("." + "0" * places if places else "")


def texts(values: pl.Series) -> list[str]:
    """Every cell of a column as text, in the chosen language."""
    show = _shower(values)
    return [NULL if value is None else show(value) for value in values.to_list()]


def _shower(values: pl.Series) -> Callable[[Any], str]:
    unit, places = unit_of(values.name, values.dtype), decimals(values)
    if values.dtype == pl.Boolean:
        yes, no = t("yes"), t("no")
        return lambda value: yes if value else no
    if isinstance(values.dtype, pl.List | pl.Array):
        between = "、" if language() == "zh" else ", "
        return lambda items: clean(between.join(_named(values.name, i) for i in items)) or NULL
    if values.dtype.is_temporal():
        return _month if unit == "month" else _moment
    if not values.dtype.is_numeric():
        names = {value: _named(values.name, value) for value in values.unique().drop_nulls()}
        return names.__getitem__
    if unit == "share":
        return _share
    if unit == "varied":
        return lambda value: _varied(value, "number")
    if unit == "p_value":
        return _p_value
    if unit in _QUANTITIES:
        return lambda value: _number(value, places)
    return str


def _named(column: str, value: Any) -> str:
    """A label in words; a label that is the key of a column (``measure = recency_days``) is that column's header."""
    if not isinstance(value, str):
        return str(value)
    entry = term(column)
    said = label(column, value)
    is_unknown = said == value and key_of_label(column, value) is None
    if is_unknown and entry is not None and entry.unit == "label":
        said = header(value)
    return clean(said)


def _number(value: Any, places: int) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return NULL
    said = f"{value:,.{places}f}"
    return said[1:] if said.startswith("-") and not said.strip("-0.,") else said


def _share(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return NULL
    if 0 < value < 0.0005:
        return "<0.1%"
    if 0.9995 <= value < 1:
        return ">99.9%"
    return f"{_number(float(value) * 100, 1)}%"


def _p_value(value: Any) -> str:
    return f"<{SMALL_P:g}" if value < SMALL_P else _number(value, 3)


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def _month(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value)


def short(column: str, value: float | None) -> str:
    """A value in few characters, for the axis of a chart: 120万, 1.2M, 12.3%."""
    if value is None or not math.isfinite(value):
        return NULL
    entry = term(column)
    if entry is not None and entry.unit == "share":
        return _share(value)
    steps = (
        [(1e8, "亿"), (1e4, "万")] if language() == "zh" else [(1e9, "B"), (1e6, "M"), (1e3, "k")]
    )
    for step, name in steps:
        if abs(value) >= step:
            return f"{value / step:,.1f}".removesuffix(".0") + name
    return f"{value:,.2f}".removesuffix(".00")


_SMALL_SHARE = '[=0]0.0%;[<0.0005]"<0.1%";0.0%'
"""Shares in a workbook: what rounds to nothing and is something says so, as on the screen."""


def number_format(values: pl.Series) -> str:
    """The Excel number format that shows a column as ``texts`` does; ``@`` for text."""
    unit, places = unit_of(values.name, values.dtype), decimals(values)
    if values.dtype.is_temporal():
        return "yyyy-mm" if unit == "month" else "yyyy-mm-dd"
    if not is_quantity(values.name, values.dtype):
        return "@"
    grouped = "#,##0" + ("." + "0" * places if places else "")
    if unit == "p_value":
        return f'[<{SMALL_P:g}]"<{SMALL_P:g}";{grouped}'
    return _share_format(values) if unit == "share" else grouped


def _share_format(values: pl.Series) -> str:
    """Says <0.1% of what is something; not where there are losses, which a format of three parts may lose the sign of."""
    there = values.cast(pl.Float64).drop_nulls()
    has_small = ((there > 0) & (there < 0.0005)).any() and not (there < 0).any()
    return _SMALL_SHARE if has_small else "0.0%"


def clean(text: str) -> str:
    """``text`` without what a screen would obey or hide (escapes, bidi overrides, zero-width marks)."""
    return text if text.isprintable() else text.translate(_HIDDEN)


def width(text: str) -> int:
    """How many cells of a fixed-width screen ``text`` takes: a Chinese character takes two."""
    if text.isascii():
        return len(text)
    return sum(_CELLS.get(c) or _cells(c) for c in text)


_CELLS: dict[str, int] = {}


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    cells = 2 if unicodedata.east_asian_width(character) in "WF" else 1
    _CELLS[character] = cells
    return cells


def pad(text: str, cells: int, *, right: bool = False) -> str:
    """``text`` made ``cells`` wide with blanks, at its end or (``right``-aligned) before it."""
    blanks = " " * (cells - width(text))
    return blanks + text if right else text + blanks


def widest(cells: Iterable[str]) -> int:
    """The width of the widest of ``cells``."""
    return max(map(width, set(cells)), default=0)
