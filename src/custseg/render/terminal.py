"""The answer on a terminal. Nothing is cut: headers and texts fold, a wide table lies on its side.

Rich is imported here only. Every text goes to it as ``Text``, never as markup: what stands in a
cell is shown and not obeyed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

import polars as pl
from rich.box import SIMPLE_HEAD, Box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from custseg.render import story
from custseg.render.cells import clean, numbers, pad, short, texts, unit_of, widest, width
from custseg.render.charts import maps_of_tables
from custseg.render.grid import GAP, Grid, fit, folded, grid_of, on_its_side
from custseg.render.marks import Marks, bar, heights, marks_for, parted, squeezed, stretched
from custseg.render.palette import SERIES
from custseg.render.view import View
from custseg.result import Chart, Note, Result
from custseg.words import header, t, title

_MONTHS_SHOWN, _ROWS_SHOWN, _FEWEST = 24, 60, 5
_BARS, _CHART_ROWS, _CHART_CELLS = 20, 5, 60

_HEATS = ("#eff3ff", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c")
"""From little to much; the last two are dark and carry light letters."""


def show(results: Sequence[Result], view: View, stdout: IO[str]) -> None:
    """Print ``results`` on the terminal behind ``stdout``."""
    console = Console(
        file=stdout, width=view.width, force_terminal=True, no_color=None if view.color else True,
        highlight=False, markup=False, emoji=False, soft_wrap=False, legacy_windows=None,
    )  # fmt: skip
    page = Page(console, marks_for(getattr(stdout, "encoding", None) or "utf-8"))
    for result in results:
        for part in page.result(result, view):
            console.print(part)
    for part in page.closing(results):
        console.print(part)


class Page:
    """Makes the parts of a page for one console: its width, and the signs it can show."""

    def __init__(self, console: Console, marks: Marks) -> None:
        self.room = console.width
        self.many_colors = console.color_system in ("256", "truecolor") and not console.no_color
        self.marks = marks

    def text(self, text: str, style: str = "") -> Text:
        """A sentence or cell; folds where the room ends."""
        return Text(self.marks.said(text), style, overflow="fold")

    # --- the parts in their order ------------------------------------------------------------------

    def result(self, result: Result, view: View) -> Iterator[RenderableType]:
        """Headline, findings, tables, charts and customers of one result."""
        name, facts = story.headline(result)
        yield self.text("")
        yield Text.assemble(self.text(name, "bold cyan"), "  ", self.text(facts, "dim"))
        yield self.text("")
        sentences = story.findings(result)
        for sentence in sentences:
            yield self._bullet("●", "cyan", sentence, "")
        if sentences:
            yield self.text("")
        maps = maps_of_tables(result)
        for key, table in result.tables.items():
            part, said = story.part_of(table, _ROWS_SHOWN, dated=_MONTHS_SHOWN)
            heat = maps[key].y if key in maps else ()
            yield from self.titled(clean(title(key)), said, self.table(part, heat))
        for chart in result.charts:
            if chart.frame.height and chart is not maps.get(chart.key):
                name, measured = clean(title(chart.key)), clean(header(chart.y[0]))
                beside = measured if len(chart.y) == 1 and measured != name else ""
                yield from self.titled(name, beside, self.chart(chart))
        if result.customers is not None:
            sample = self._fitting(result.customers, view)
            partly = story.shown(sample.height, result.customers.height)
            shown = self.table(sample) if sample.height else []
            yield from self.titled(title("customers"), partly, shown)

    def _fitting(self, customers: pl.DataFrame, view: View) -> pl.DataFrame:
        """The customers to show: where they must lie on their side no more than stand abreast, or five.

        Lines that are empty for all of these are left out then.
        """
        sample = customers.head(view.rows_of(customers.height, brief=True))
        grid = grid_of(sample)
        if not sample.height or fit(grid, self.room) is not None:
            return sample
        if view.rows is None:
            piece, _ = on_its_side(grid, self.room)[0]
            sample = sample.head(max(len(piece.columns) - 1, _FEWEST))
        return sample.select(c for c in sample if c.null_count() < sample.height)

    def closing(self, results: Sequence[Result]) -> Iterator[RenderableType]:
        """Warnings, how it was made, and the account of every input."""
        for note in story.remarks(results):
            yield self._remark(note)
        for line in story.provenance(results):
            yield self.text(line, "dim")

    def titled(
        self, name: str, beside: str, parts: Sequence[RenderableType]
    ) -> Iterator[RenderableType]:
        """A heading and what it heads, with a blank line after."""
        yield Text.assemble(self.text(name, "bold"), "  ", self.text(beside, "dim"))
        yield from parts
        yield self.text("")

    def _remark(self, note: Note) -> RenderableType:
        if note.level == "warning":
            return self._bullet("▲", "yellow", t("warning: {text}", text=note.text), "yellow")
        return self._bullet("·", "dim", note.text, "dim")

    def _bullet(self, sign: str, color: str, sentence: str, style: str) -> RenderableType:
        line = Table.grid(padding=(0, 1, 0, 0))
        line.add_column(width=1)
        line.add_column(overflow="fold")
        line.add_row(self.text(sign, color), self.text(sentence, style))
        return line

    # --- tables ------------------------------------------------------------------------------------

    def table(self, frame: pl.DataFrame, heat: Sequence[str] = ()) -> list[RenderableType]:
        """A frame as a table, or lying on its side in as many pieces as the width asks for.

        The cells of the columns ``heat`` are coloured by their value, unless it lies on its side.
        """
        if not frame.width:
            return []
        grid = grid_of(frame)
        widths = fit(grid, self.room)
        if widths is not None:
            return [self._drawn(grid, widths, self._heats(frame, heat))]
        pieces = on_its_side(grid, self.room)
        if not pieces:  # no rows to lay on their side: the headers alone, folded
            return [self.text(", ".join(grid.headers), "dim")]
        drawn: list[RenderableType] = []
        for piece, widths in pieces:
            drawn += [self._drawn(piece, widths), self.text("")]
        return drawn[:-1]

    def _drawn(
        self, grid: Grid, widths: Sequence[int], heats: Sequence[Sequence[str]] | None = None
    ) -> Table:
        table = Table(
            box=SIMPLE_HEAD if self.marks.unicode else _ASCII_HEAD, pad_edge=False, show_edge=False,
            padding=(0, GAP - 1, 0, 0), header_style="bold cyan", border_style="dim",
        )  # fmt: skip
        for name, right, cells in zip(grid.headers, grid.right, widths, strict=True):
            table.add_column(self.text("\n".join(folded(name, cells))), justify="right" if right else "left", width=cells,
                             overflow="fold", vertical="top")  # fmt: skip
        for i, row in enumerate(grid.rows):
            styles = heats[i] if heats is not None else [""] * len(row)
            table.add_row(*map(self._cell, row, widths, styles))
        return table

    def _cell(self, cell: str, cells: int, style: str = "") -> Text:
        """A cell; one that folds reads from the left even in a column that is aligned right."""
        text = self.text(pad(cell, cells, right=True) if style else cell, style)
        if width(cell) > cells:
            text.justify = "left"
        return text

    # --- charts ------------------------------------------------------------------------------------

    def chart(self, chart: Chart) -> list[RenderableType]:
        """A chart in block letters."""
        if chart.kind == "heatmap":
            return self._heatmap(chart)
        if chart.kind == "stack":
            return self._stack(chart)
        draw = self._bars if chart.kind == "bar" else self._curve
        parts: list[RenderableType] = []
        for column in chart.y:
            if len(chart.y) > 1:
                parts.append(self.text(clean(header(column)), "dim"))
            parts.append(draw(chart, column))
        return parts

    def _bars(self, chart: Chart, column: str) -> RenderableType:
        frame = chart.frame.head(_BARS)
        names, said = texts(frame[chart.x]), texts(frame[column])
        values = [abs(v or 0.0) for v in numbers(frame[column])]
        longest = (
            max(
                (abs(v or 0.0) for c in _alike(chart, column) for v in numbers(frame[c])),
                default=0.0,
            )
            or 1.0
        )
        label_room = min(widest(names), self.room // 3)
        room = min(max(self.room - label_room - widest(said) - 2 * GAP, 4), _CHART_CELLS)
        lines = Table.grid(padding=(0, GAP, 0, 0))
        lines.add_column(width=label_room, overflow="fold")
        lines.add_column(width=widest(said), justify="right")
        lines.add_column(width=room, no_wrap=True)
        for name, value, text in zip(names, values, said, strict=True):
            drawn = Text(
                bar(value / longest, room, self.marks), "red" if text[:1] == "-" else "cyan"
            )
            lines.add_row(self.text(name), self.text(text), drawn)
        if chart.frame.height <= _BARS:
            return lines
        more = t("and {count} more", count=f"{chart.frame.height - _BARS:,}")
        return Group(lines, self.text(more, "dim"))

    def _curve(self, chart: Chart, column: str) -> RenderableType:
        """A line or share chart: columns five lines high, from the lowest to the highest value of all drawn
        alike.
        """
        values = numbers(chart.frame[column])
        every = (v for c in _alike(chart, column) for v in numbers(chart.frame[c]))
        there = [v for v in every if v is not None] or [0.0]
        low, high = min(0.0, *there), max(there)
        if chart.kind == "share":
            low, high = min(low, 0.0), max(high, 1.0)
        top, bottom = short(column, high), short(column, low)
        scale = widest([top, bottom])
        cells = min(self.room - scale - GAP, _CHART_CELLS)
        points = stretched(squeezed(values, cells), cells)
        drawn = heights(points, low, high, _CHART_ROWS, self.marks)
        lines = Table.grid(padding=(0, GAP // 2, 0, 0))
        lines.add_column(width=scale, justify="right")
        lines.add_column(no_wrap=True)
        for i, row in enumerate(drawn):
            said = top if i == 0 else bottom if i == _CHART_ROWS - 1 else ""
            lines.add_row(self.text(said, "dim"), Text(row, "cyan"))
        ends = texts(chart.frame[chart.x].gather([0, -1]))
        between = max(len(points) - widest(ends[:1]) - widest(ends[1:]), 1)
        lines.add_row("", self.text(ends[0] + " " * between + ends[1], "dim"))
        return lines

    def _stack(self, chart: Chart) -> list[RenderableType]:
        """A bar of one length for each x, parted as its whole is; each part in its colour, or as its number."""
        frame = chart.frame.tail(_MONTHS_SHOWN)
        names = texts(frame[chart.x])
        columns = [[max(v or 0.0, 0.0) for v in numbers(frame[c])] for c in chart.y]
        signs = [str(i + 1)[-1] for i in range(len(columns))]
        keys = Text()
        for i, column in enumerate(chart.y):
            keys.append("   " if i else "")
            keys.append(f" {signs[i]} ", self._part_style(i)).append(
                self.text(f" {clean(header(column))}")
            )
        label_room = min(widest(names), self.room // 3)
        room = min(max(self.room - label_room - GAP, 4), _CHART_CELLS)
        lines = Table.grid(padding=(0, GAP, 0, 0))
        lines.add_column(width=label_room, overflow="fold")
        lines.add_column(width=room, no_wrap=True)
        for i, name in enumerate(names):
            drawn = Text()
            for part, cells in enumerate(parted([column[i] for column in columns], room)):
                drawn.append(signs[part] * cells, self._part_style(part))
            lines.add_row(self.text(name), drawn)
        return [keys, lines]

    def _part_style(self, part: int) -> str:
        """The colour of a part: its number stands in the same, so that it is seen as an area."""
        if not self.many_colors:
            return ""
        color = f"#{SERIES[part % len(SERIES)].lower()}"
        return f"{color} on {color}"

    def _heatmap(self, chart: Chart) -> list[RenderableType]:
        """A matrix whose cells are coloured by their value."""
        names = texts(chart.frame[chart.x])
        columns = [chart.frame[column] for column in chart.y]
        said = [texts(values) for values in columns]
        heads = [clean(header(column)) for column in chart.y]
        cells = widest([*heads, *(text for column in said for text in column)]) + 2
        names_room = widest([*names, header(chart.x)])
        if names_room + len(heads) * cells > self.room:
            return self.table(chart.frame.select(chart.x, *chart.y))
        amounts = [numbers(values) for values in columns]
        hottest = (
            max((v for column in amounts for v in column if v is not None), default=0.0) or 1.0
        )
        matrix = Table.grid()
        matrix.add_column(width=names_room)
        for _ in heads:
            matrix.add_column(width=cells, justify="right")
        matrix.add_row(
            self.text(clean(header(chart.x)), "dim"), *(self.text(f"{h} ", "dim") for h in heads)
        )
        for i, name in enumerate(names):
            row = (self._hot(said[j][i], amounts[j][i], hottest, cells) for j in range(len(heads)))
            matrix.add_row(self.text(name), *row)
        return [matrix]

    def _heats(self, frame: pl.DataFrame, heat: Sequence[str]) -> list[list[str]] | None:
        """The style of each cell of a table whose columns ``heat`` are coloured by their value."""
        if not heat or not self.many_colors:
            return None
        every = {column: numbers(frame[column]) for column in heat}
        hottest = max(
            (v for values in every.values() for v in values if v is not None), default=0.0
        )
        return [
            [_heat(every[c][i], hottest) if c in every else "" for c in frame.columns]
            for i in range(frame.height)
        ]

    def _hot(self, said: str, value: float | None, hottest: float, cells: int) -> Text:
        style = _heat(value, hottest) if self.many_colors else ""
        return self.text(pad(f"{said} ", cells, right=True) if style else f"{said} ", style)


def _heat(value: float | None, hottest: float) -> str:
    """The style of a cell by how near its value is to the hottest; none for none and up to zero."""
    if value is None or value <= 0:
        return ""
    heat = min(round(value / (hottest or 1.0) * (len(_HEATS) - 1)), len(_HEATS) - 1)
    letters = "#ffffff" if heat >= len(_HEATS) - 2 else "#000000"
    return f"{letters} on {_HEATS[heat]}"


_ASCII_HEAD = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


def _alike(chart: Chart, column: str) -> list[str]:
    """The columns of a chart with the unit of one of them: they are drawn to one scale, to be compared."""

    def measure(name: str) -> str | None:
        unit = unit_of(name, chart.frame.schema[name])
        return "count" if unit == "number" else unit

    return [name for name in chart.y if measure(name) == measure(column)]
