"""A frame as a table of the page: shares carry bars, maps are coloured, a click on a header sorts."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.render.cells import numbers, unit_of, widest
from custseg.render.grid import grid_of
from custseg.render.html.markup import Markup, element, group

_MOST_BARS = 60
"""Rows up to which bars help to compare."""
_SORTED_FROM = 3
"""Fewer rows need no sorting, nor do lines of one text."""
_SHORT, _LONG = 18, 90
"""Texts of a column up to the one width stay on one line, over the other they get more room."""


def table_of(frame: pl.DataFrame, heat: Sequence[str] = (), caption: str = "", *,
             bars: bool = True) -> Markup:  # fmt: skip
    """``frame`` in the words of the chosen language; the columns ``heat`` are coloured as one map.

    Shares carry ``bars`` in short tables. A frame without columns is nothing.
    """
    if not frame.width:
        return Markup()
    grid = grid_of(frame)
    kinds = [
        "q" if right else "k" if firm else _kind(cells)
        for right, firm, cells in zip(grid.right, grid.firm, grid.columns, strict=True)
    ]
    heads = [
        element("th", name, scope="col", class_=kind)
        for name, kind in zip(grid.headers, kinds, strict=True)
    ]
    shades = _heats(frame, heat) if heat else _bars(frame) if bars else {}
    orders = [
        _orders(frame[name], number=right)
        for name, right in zip(frame.columns, grid.right, strict=True)
    ]
    rows = [
        element("tr", *(
            element("td", said, class_=kind, style=shades.get((i, j)),
                    data_v=orders[j][i])
            for j, (said, kind) in enumerate(zip(cells, kinds, strict=True))
        ))
        for i, cells in enumerate(grid.rows)
    ]  # fmt: skip
    whole = element(
        "table",
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
        class_="sorts" if frame.height >= _SORTED_FROM and frame.width > 1 else None,
        aria_label=caption or None,
    )
    return element("div", whole, class_="wide")


def _kind(texts: Sequence[str]) -> str:
    """How a column of texts is laid out: on one line, folding, or with room for sentences."""
    wide = widest(texts)
    return "k" if wide <= _SHORT else "t" if wide <= _LONG else "l"


def definitions(pairs: Sequence[tuple[str, str]]) -> Markup:
    """Names and values, a line each."""
    return element("table", group(*(
        element("tr", element("th", name, scope="row"), element("td", value)) for name, value in pairs
    )), class_="pairs")  # fmt: skip


def _heats(frame: pl.DataFrame, heat: Sequence[str]) -> dict[tuple[int, int], str]:
    """The colour of the cells of a map, by row and column: how near each is to the highest."""
    places = {name: j for j, name in enumerate(frame.columns)}
    found = {name: numbers(frame[name]) for name in heat}
    hottest = max((v for column in found.values() for v in column if v is not None), default=0.0)
    return {
        (i, places[name]): f"--heat:{100 * value / hottest:.0f}%"
        for name, column in found.items() for i, value in enumerate(column)
        if value is not None and value > 0
    }  # fmt: skip


def _bars(frame: pl.DataFrame) -> dict[tuple[int, int], str]:
    """How long the bars of shares are, by row and column; none where one of them is no part of a whole."""
    if not 1 < frame.height <= _MOST_BARS:
        return {}
    shares = {
        j: numbers(frame[name])
        for j, (name, dtype) in enumerate(frame.schema.items())
        if dtype.is_numeric() and unit_of(name, dtype) == "share"
    }
    return {
        (i, j): f"--bar:{100 * value:.1f}%"
        for j, column in shares.items() if all(v is None or 0 <= v <= 1 for v in column)
        for i, value in enumerate(column) if value
    }  # fmt: skip


def _orders(values: pl.Series, *, number: bool) -> list[str | None]:
    """By what rows are sorted: amounts by their value, what is missing by nothing, texts by what they say."""
    if not number:
        return ["" if missing else None for missing in values.is_null()]
    return ["" if v is None else f"{v:.12g}" for v in numbers(values)]
