"""Charts as drawings that every browser knows, sharp at any size; each mark says its value when pointed at."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from custseg.render.cells import clean, numbers, short, texts, unit_of, width
from custseg.render.charts import by_unit, need_lines
from custseg.render.html.markup import Markup, element, group
from custseg.render.html.scale import Scale, apart, places_of, scale_of
from custseg.render.palette import SERIES
from custseg.result import Chart
from custseg.words import header

_WIDE, _HIGH = 640.0, 250.0
_TOP, _BOTTOM, _RIGHT = 12.0, 26.0, 14.0
_LETTER = 6.6
"""How wide half a Chinese character, or a Latin one, is at the size of the drawing's text."""
_NAME_ROOM = 0.36
"""Of the drawing for names beside lying bars, at most."""
_LYING, _LEAST_BAR, _GAP = 20.0, 13.0, 0.3
"""How high a line of lying bars is, and each of several bars in it so that their values do not touch."""
_DOTS = 40
"""Points up to which each has a dot."""


def drawing_of(chart: Chart) -> Markup:
    """A chart of kind bar, line, share or stack; columns of another unit get a drawing of their own below.

    A chart without rows is nothing.
    """
    if not chart.frame.height or not chart.y:
        return Markup()
    groups = [list(chart.y)] if chart.kind in ("share", "stack") else by_unit(chart)
    figures = [_legend(names, first) for names, first in _with_first(groups) if len(chart.y) > 1]
    panels = [_panel(chart, names, first) for names, first in _with_first(groups)]
    if not figures:
        return panels[0]
    return group(*(part for pair in zip(figures, panels, strict=True) for part in pair))


def _with_first(groups: Sequence[list[str]]) -> Iterator[tuple[list[str], int]]:
    """Each group with how many columns come before it: every column keeps its colour."""
    first = 0
    for names in groups:
        yield names, first
        first += len(names)


def _legend(names: Sequence[str], first: int) -> Markup:
    return element("p", *(
        element("span", element("i", class_=_color(first + i)), clean(header(name)))
        for i, name in enumerate(names)
    ), class_="legend")  # fmt: skip


def _color(i: int) -> str:
    return f"s{i % len(SERIES)}"


@dataclass(frozen=True)
class _Data:
    """What is drawn: names along the x, and the values of each column with how they are said."""

    names: list[str]
    columns: list[str]
    values: list[list[float | None]]
    said: list[list[str]]
    first: int

    def title(self, column: int, row: int) -> Markup:
        """What a mark says when it is pointed at."""
        head = clean(header(self.columns[column]))
        return element("title", f"{self.names[row]} · {head}: {self.said[column][row]}")


def _panel(chart: Chart, names: list[str], first: int) -> Markup:
    frame = chart.frame
    data = _Data(
        texts(frame[chart.x]), names, [numbers(frame[name]) for name in names],
        [texts(frame[name]) for name in names], first,
    )  # fmt: skip
    if chart.kind == "share":
        return _curve(chart, data)
    if chart.kind == "stack":
        return _stack(data)
    if chart.kind == "line":
        return _line(chart, data)
    return _lying(data) if need_lines(data.names) else _standing(data)


def _svg(high: float, *marks: Markup) -> Markup:
    return element("svg", *marks, viewBox=f"0 0 {_WIDE:g} {high:g}", role="img", class_="drawing")


def _is_count(column: str) -> bool:
    return unit_of(column, pl.Int64()) in ("count", "index")


def _value_axis(data: _Data, high: float) -> tuple[Scale, float, Markup]:
    """The scale of upright values, where the drawing begins on its left, and the lines with their numbers."""
    whole = all(map(_is_count, data.columns))
    values = (v for column in data.values for v in column)
    scale = scale_of(values, high - _BOTTOM, _TOP, whole=whole)
    said = [_tick(data.columns[0], tick) for tick in scale.ticks]
    left = max(map(width, said)) * _LETTER + 10
    lines = [
        _level(scale.at(tick), left, text) for tick, text in zip(scale.ticks, said, strict=True)
    ]
    return scale, left, group(*lines)


def _tick(column: str, value: float) -> str:
    """A round number on an axis."""
    return short(column, value).replace(".0%", "%")


def _level(y: float, left: float, said: str) -> Markup:
    return group(
        element("line", x1=left, x2=_WIDE - _RIGHT, y1=y, y2=y, class_="level"),
        element("text", said, x=left - 6, y=y + 4, class_="end"),
    )


def _names_below(data: _Data, at: Callable[[int], float], high: float) -> Markup:
    """The names along the x, as many as have room."""
    middles = [_within(at(i), name) for i, name in enumerate(data.names)]
    shown = apart(middles, [width(name) * _LETTER + 8 for name in data.names])
    return group(
        *(element("text", data.names[i], x=middles[i], y=high - 8, class_="middle") for i in shown)
    )


def _within(x: float, name: str) -> float:
    """The middle of a name so that it does not leave the drawing."""
    half = width(name) * _LETTER / 2
    return min(max(x, half), _WIDE - half)


# --- bars ------------------------------------------------------------------------------------------


def _standing(data: _Data) -> Markup:
    scale, left, axis = _value_axis(data, _HIGH)
    room = (_WIDE - _RIGHT - left) / len(data.names)
    bar = min(room * (1 - _GAP) / len(data.columns), 56.0)
    ground = scale.at(max(scale.low, 0.0))

    def middle(i: int) -> float:
        return left + room * (i + 0.5)

    marks = [
        element(
            "rect", data.title(j, i), x=middle(i) + bar * (j - len(data.columns) / 2), width=bar * 0.94,
            y=min(scale.at(value), ground), height=abs(scale.at(value) - ground), class_=_color(data.first + j),
        )
        for j, column in enumerate(data.values) for i, value in enumerate(column) if value is not None
    ]  # fmt: skip
    return _svg(_HIGH, axis, *marks, _names_below(data, middle, _HIGH))


def _lying(data: _Data) -> Markup:
    """Bars that lie, each with its value behind it."""
    room = max(_LYING, _LEAST_BAR * len(data.columns) / (1 - _GAP))
    high = _TOP + room * len(data.names)
    names = min(max(map(width, data.names)) * _LETTER, _WIDE * _NAME_ROOM)
    left = names + 10
    end = _WIDE - _RIGHT - max(width(said) for column in data.said for said in column) * _LETTER - 6
    scale = scale_of((v for column in data.values for v in column), left, end)
    ground = scale.at(max(scale.low, 0.0))
    bar = room * (1 - _GAP) / len(data.columns)
    marks = []
    for i, name in enumerate(data.names):
        top = _TOP + room * (i + _GAP / 2)
        cut = _cut(name, names)
        marks.append(element("text", cut, element("title", name), x=left - 6,
                             y=top + room * (1 - _GAP) / 2 + 4, class_="end"))  # fmt: skip
        for j, column in enumerate(data.values):
            value = column[i]
            if value is None:
                continue
            x, y = scale.at(value), top + bar * j
            marks.append(element("rect", data.title(j, i), x=min(x, ground), width=max(abs(x - ground), 0.5), y=y,
                                 height=bar * 0.94, class_=_color(data.first + j)))  # fmt: skip
            marks.append(element("text", data.said[j][i], x=max(x, ground) + 5, y=y + bar / 2 + 4, class_="value"))  # fmt: skip
    return _svg(high, *marks)


def _cut(name: str, room: float) -> str:
    """A name that has room; what is cut stands in its title."""
    if width(name) * _LETTER <= room:
        return name
    kept = name
    while kept and width(kept) * _LETTER > room - 2 * _LETTER:
        kept = kept[:-1]
    return f"{kept}…"


# --- lines -----------------------------------------------------------------------------------------


def _line(chart: Chart, data: _Data) -> Markup:
    """A line over months and dates, in their distances; over numbers, whose name stands below; or over names."""
    scale, left, axis = _value_axis(data, _HIGH)
    x = chart.frame[chart.x]
    monthly = unit_of(chart.x, x.dtype) == "month"
    places = places_of(x.to_list(), months=monthly)
    step = min(map(operator.sub, places[1:], places), default=1.0)
    room = (_WIDE - _RIGHT - left) / ((places[-1] - places[0]) / step + 1)

    def middle(i: int) -> float:
        return left + room * ((places[i] - places[0]) / step + 0.5)

    marks = []
    for j, column in enumerate(data.values):
        color = _color(data.first + j)
        for run in _runs(column, places, 1.0 if monthly else math.inf):
            points = " ".join(f"{middle(i):.1f},{scale.at(value):.1f}" for i, value in run)
            marks.append(element("polyline", points=points, class_=f"path {color}"))
        small = len(column) > _DOTS
        marks += [
            element("circle", data.title(j, i), cx=middle(i), cy=scale.at(value), r=6 if small else 3.5,
                    class_=f"{color} unseen" if small else color)
            for i, value in enumerate(column) if value is not None
        ]  # fmt: skip
    drawing = _svg(_HIGH, axis, *marks, _names_below(data, middle, _HIGH))
    return group(drawing, _below(chart)) if x.dtype.is_numeric() else drawing


def _runs(column: Sequence[float | None], places: Sequence[float], most: float) -> Iterator[list[tuple[int, float]]]:  # fmt: skip
    """The points of a line without the gaps that missing values, or ways longer than ``most``, leave in it."""
    run: list[tuple[int, float]] = []
    for i, value in enumerate(column):
        if run and (value is None or places[i] - places[i - 1] > most):
            yield run
            run = []
        if value is not None:
            run.append((i, value))
    if run:
        yield run


def _below(chart: Chart) -> Markup:
    """What the numbers along the x are."""
    return element("p", clean(header(chart.x)), class_="below")


def _curve(chart: Chart, data: _Data) -> Markup:
    """A curve over numbers, such as Lorenz's; over shares the line of equal shares stands beside it."""
    xs = numbers(chart.frame[chart.x])
    high = 300.0
    scale, left, axis = _value_axis(data, high)
    across = scale_of(xs, left, _WIDE - _RIGHT)
    marks = [
        element("text", said, x=_within(across.at(tick), said), y=high - 8, class_="middle")
        for tick in across.ticks
        if (said := _tick(chart.x, tick))
    ]
    is_share = unit_of(chart.x, chart.frame.schema[chart.x]) == "share"
    if is_share and all(unit_of(y, chart.frame.schema[y]) == "share" for y in chart.y):
        marks.append(element("line", x1=across.at(0), y1=scale.at(0), x2=across.at(1), y2=scale.at(1), class_="even"))  # fmt: skip
    for j, column in enumerate(data.values):
        known = [(x, y, i) for i, (x, y) in enumerate(zip(xs, column, strict=True)) if x is not None and y is not None]  # fmt: skip
        color = _color(data.first + j)
        points = " ".join(f"{across.at(x):.1f},{scale.at(y):.1f}" for x, y, _ in known)
        marks.append(element("polyline", points=points, class_=f"path {color}"))
        marks += [
            element("circle", data.title(j, i), cx=across.at(x), cy=scale.at(y), r=6, class_=f"{color} unseen")
            for x, y, i in known
        ]  # fmt: skip
    return group(_svg(high, axis, *marks), _below(chart))


# --- parts of a whole ------------------------------------------------------------------------------


def _stack(data: _Data) -> Markup:
    """A column for each x, parted as its whole is."""
    scale = Scale(0.0, 1.0, _HIGH - _BOTTOM, _TOP, (0.0, 0.25, 0.5, 0.75, 1.0))
    left = width("100%") * _LETTER + 10
    axis = group(*(_level(scale.at(tick), left, f"{100 * tick:.0f}%") for tick in scale.ticks))
    room = (_WIDE - _RIGHT - left) / len(data.names)

    def middle(i: int) -> float:
        return left + room * (i + 0.5)

    marks = []
    for i in range(len(data.names)):
        parts = [max(column[i] or 0.0, 0.0) for column in data.values]
        whole, below = sum(parts), 0.0
        for j, part in enumerate(parts):
            if not part:
                continue
            top, bottom = scale.at((below + part) / whole), scale.at(below / whole)
            marks.append(element("rect", data.title(j, i), x=middle(i) - room * 0.43, width=room * 0.86, y=top,
                                 height=bottom - top, class_=_color(data.first + j)))  # fmt: skip
            below += part
    return _svg(_HIGH, axis, *marks, _names_below(data, middle, _HIGH))
