"""Native charts: drawn by Excel from cells of the workbook, so that they can be changed and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from openpyxl.chart import BarChart, LineChart, Reference, ScatterChart
from openpyxl.chart.legend import LegendEntry
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)

from custseg.render.cells import number_format, unit_of
from custseg.render.charts import by_unit, need_lines
from custseg.render.excel import style
from custseg.render.palette import SERIES
from custseg.result import Chart
from custseg.words import header, title

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDTH, HEIGHT = 17.0, 8.6
"""Of a chart, in centimetres."""


def draw(chart: Chart, data: Worksheet, top: int, left: int) -> Any:
    """``chart`` over its frame, which stands in ``data`` with its header in row ``top``."""
    columns = {name: left + i for i, name in enumerate(chart.frame.columns)}
    last = top + chart.frame.height
    labels = Reference(data, columns[chart.x], top + 1, columns[chart.x], last)

    def series(name: str) -> Reference:
        return Reference(data, columns[name], top, columns[name], last)

    groups = by_unit(chart)
    if chart.kind == "share":
        drawn = _curve(chart, labels, series)
    else:
        drawn = _plot(chart, groups[0], labels, series)
        if len(groups) > 1 and getattr(drawn, "barDir", "col") == "col":
            beside = LineChart()
            _add(beside, groups[1], labels, series, chart, first_color=len(groups[0]))
            beside.y_axis.axId = 200
            beside.y_axis.crosses = "max"
            _axis(beside.y_axis, chart, groups[1])
            drawn += beside
    drawn.title = title(chart.key)
    drawn.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_letters(1200, bold=True))
    drawn.title.tx.rich.p[0].r[0].rPr = _letters(1200, bold=True)
    drawn.title.overlay = False
    drawn.width, drawn.height = WIDTH, _height(chart)
    if len(chart.y) > 1:
        drawn.legend.position = "b"
        drawn.legend.txPr = _text(900)
        if len(drawn.series) > len(chart.y):  # the line of equal shares has no name
            drawn.legend.legendEntry = [LegendEntry(idx=len(chart.y), delete=True)]
    else:
        drawn.legend = None
    drawn.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill=style.LINE))
    return drawn


def lies_down(chart: Chart) -> bool:
    """Whether the bars lie: the names are long or many. Then they are read from the top."""
    if chart.kind != "bar" or len(by_unit(chart)) > 1:
        return False
    return need_lines([str(name) for name in chart.frame[chart.x].to_list()])


def _height(chart: Chart) -> float:
    return min(max(HEIGHT, 1.8 + 0.62 * chart.frame.height), 18.0) if lies_down(chart) else HEIGHT


def _plot(chart: Chart, names: list[str], labels: Reference, series: Any) -> Any:
    plot: Any = LineChart() if chart.kind == "line" else BarChart()
    if chart.kind == "stack":
        plot.type, plot.grouping, plot.overlap, plot.gapWidth = "col", "percentStacked", 100, 30
    if chart.kind == "bar":
        plot.type = "bar" if lies_down(chart) else "col"
        plot.gapWidth = 55
        if lies_down(chart):
            plot.x_axis.scaling.orientation = "maxMin"
            plot.y_axis.crosses = "max"  # so that the values stand below, not above
    _add(plot, names, labels, series, chart)
    _axis(plot.y_axis, chart, names)
    plot.x_axis.delete = False
    plot.x_axis.txPr = _text(900)
    plot.x_axis.number_format = number_format(chart.frame[chart.x])
    plot.x_axis.tickLblPos = "low"
    plot.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=style.LINE))
    return plot


def _add(
    plot: Any, names: list[str], labels: Reference, series: Any, chart: Chart, first_color: int = 0
) -> None:
    for i, name in enumerate(names, first_color):
        one = SeriesFactory(series(name), title_from_data=True)
        color = SERIES[i % len(SERIES)]
        if isinstance(plot, BarChart):
            one.graphicalProperties = GraphicalProperties(solidFill=color)
            one.invertIfNegative = False
        else:
            one.graphicalProperties = GraphicalProperties(
                ln=LineProperties(solidFill=color, w=25_400)
            )
            one.smooth = False
            one.marker.symbol = "circle" if chart.frame.height <= 36 else "none"
            one.marker.size = 5
            one.marker.graphicalProperties = GraphicalProperties(
                solidFill=color, ln=LineProperties(solidFill=color)
            )
        plot.series.append(one)
    plot.set_categories(labels)


def _curve(chart: Chart, xs: Reference, series: Any) -> ScatterChart:
    """A curve in the unit square, such as Lorenz's."""
    plot = ScatterChart()
    plot.style = 13
    for i, name in enumerate(chart.y):
        one = SeriesFactory(series(name), xs, title_from_data=True)
        one.graphicalProperties = GraphicalProperties(
            ln=LineProperties(solidFill=SERIES[i % len(SERIES)], w=25_400)
        )
        one.marker.symbol = "none"
        one.smooth = False
        plot.series.append(one)
    _axis(plot.y_axis, chart, list(chart.y))
    _axis(plot.x_axis, chart, [chart.x])
    shares = [plot.y_axis]
    if unit_of(chart.x, chart.frame.schema[chart.x]) == "share":
        shares.append(plot.x_axis)
        even = SeriesFactory(xs, xs)
        even.graphicalProperties = GraphicalProperties(
            ln=LineProperties(solidFill=style.GREY, w=9_525, prstDash="dash")
        )
        even.marker.symbol = "none"
        plot.series.append(even)
    for axis in shares:
        axis.scaling.min, axis.scaling.max, axis.majorUnit = 0, 1, 0.2
        axis.number_format = "0%"
    return plot


def _axis(axis: Any, chart: Chart, names: list[str]) -> None:
    axis.delete = False
    axis.txPr = _text(900)
    axis.number_format = "0%" if chart.kind == "stack" else _short(chart.frame[names[0]])
    axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="E5E9EF"))
    axis.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True))
    axis.title = header(names[0]) if len(names) == 1 else None
    if axis.title is not None:
        axis.title.tx.rich.p[0].r[0].rPr = _letters(900)
        axis.title.overlay = False


def _short(values: pl.Series) -> str:
    """Axes need no cents."""
    said = number_format(values)
    return (
        said.replace(".00", "")
        if said.startswith("#,##0")
        else ("0%" if said.endswith("0.0%") else said)
    )


def _letters(size: int, *, bold: bool = False) -> CharacterProperties:
    face = Font(typeface=style.typeface())
    return CharacterProperties(sz=size, b=bold, latin=face, ea=face, solidFill="404040")


def _text(size: int) -> RichText:
    return RichText(
        bodyPr=RichTextProperties(),
        p=[
            Paragraph(
                pPr=ParagraphProperties(defRPr=_letters(size)), endParaRPr=CharacterProperties()
            )
        ],
    )
