"""What every renderer has to know of charts, however it draws them."""

from __future__ import annotations

from collections.abc import Sequence

from custseg.render.cells import unit_of, width
from custseg.result import Chart, Result

_MANY, _LONG = 12, 60
"""Bars, and the width of all their names together, up to which they have room side by side."""


def by_unit(chart: Chart) -> list[list[str]]:
    """The columns of a chart in groups of one unit: each group has a scale of its own."""
    groups: dict[str, list[str]] = {}
    for name in chart.y:
        groups.setdefault(unit_of(name, chart.frame.schema[name]), []).append(name)
    return list(groups.values())


def need_lines(names: Sequence[str]) -> bool:
    """Whether the names of bars are so many or long that the bars lie, to be read from the top."""
    return len(names) > _MANY or sum(map(width, names)) > _LONG


def maps_of_tables(result: Result) -> dict[str, Chart]:
    """Heat maps of cells that stand in a table of the same key: the table itself is coloured."""
    return {
        chart.key: chart for chart in result.charts
        if chart.kind == "heatmap" and (table := result.tables.get(chart.key)) is not None
        and set(chart.frame.columns) <= set(table.columns) and chart.frame.height == table.height
    }  # fmt: skip
