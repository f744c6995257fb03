"""The workbook: which sheets there are, what stands on each, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import Cell

from custseg.render.charts import maps_of_tables
from custseg.render.excel import style
from custseg.render.excel.archive import save
from custseg.render.excel.charts import draw
from custseg.render.excel.page import LEFT, Page, clean_text, print_setup, text
from custseg.render.excel.rows import MOST_ROWS, Rows, Style, plain
from custseg.render.story import findings, headline, methods_of, opening, pairs, remarks
from custseg.render.view import View
from custseg.result import Note, Result
from custseg.words import header, t, title

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LONG = 200
"""A table of more rows gets a sheet of its own."""
_KEY_ROWS, _KEY_COLUMNS = 12, 9
"""A table of no more rows can stand on the summary, with its first columns."""
_WARNINGS = 4
"""Warnings on the summary; all of them stand on the sheet of notes."""


def write_workbook(results: Sequence[Result], path: Path, view: View) -> None:
    """Write ``results`` to ``path`` as .xlsx, in the chosen language; personal data is as given.

    A summary comes first, then for each result a sheet with its tables and charts and, where it has
    customers, a list of them with filters; then all notes and how it was made. ``view.rows`` limits
    the customers. Text is always text, never a formula; what does not fit a cell or a sheet is said
    in the notes. The same results give the same bytes.
    """
    Book(results, view).write(path)


class Book:
    """A workbook in the making."""

    def __init__(self, results: Sequence[Result], view: View) -> None:
        self.results = results
        self.view = view
        self.book = Workbook()
        self.book.remove(self.book.active)
        self.book.properties.creator = "custseg"
        style.set_default_font(self.book)
        self.rows: dict[str, Rows] = {}
        self.sheet_of: dict[int, str] = {}
        """The sheet of each result, by its identity."""
        self.said: list[Note] = []
        """What the reader must know about this file itself."""

    def write(self, path: Path) -> None:
        """Lay everything out and save it."""
        summary = self._sheet(t("Summary"), style.NAVY)
        methods = methods_of(self.results)
        chart_data = (
            self._sheet(t("Chart data"), style.GREY) if any(r.charts for r in methods) else None
        )
        drawing = Page(chart_data) if chart_data else None
        places: list[tuple[str, str]] = []
        for result in methods:
            places += self._method(result, drawing)
        notes = self._notes()
        made = self._made()
        places += [(t("Notes"), notes), (t("How it was made"), made)]
        self._summary(Page(summary), methods, places)
        if chart_data and drawing:
            drawing.finish()
            self.book.move_sheet(chart_data, len(self.book.worksheets))
        as_of = next((r.as_of for r in self.results if r.as_of), None)
        save(self.book, path, self.rows, made_on=as_of)

    def _sheet(self, name: str, color: str) -> Worksheet:
        sheet = self.book.create_sheet(safe_name(name, self.book.sheetnames))
        sheet.sheet_properties.tabColor = color
        return sheet

    # --- a method -----------------------------------------------------------------------------------

    def _method(self, result: Result, data: Page | None) -> list[tuple[str, str]]:
        """The sheets of one result: what each is called, and the name of the sheet."""
        name, about = headline(result)
        sheet = self._sheet(name, style.BLUE)
        self.sheet_of[id(result)] = sheet.title
        page = Page(sheet)
        page.title(name, about)
        for sentence in findings(result):
            page.sentence(f"– {sentence}")
        page.gap()
        top = page.row
        maps = maps_of_tables(result)
        coloured: set[str] = set()
        places = [(name, sheet.title)]
        for key, table in result.tables.items():
            page.heading(title(key))
            if table.height > _LONG:
                own = self._list(f"{name} {title(key)}", table)
                page.sentence(
                    t(
                        "{rows} rows, on a sheet of their own: {sheet}",
                        rows=f"{table.height:,}",
                        sheet=own,
                    ),
                    link=own,
                )
                places.append((f"{name} · {title(key)}", own))
            else:
                page.table(table, heat=maps[key].y if key in maps else ())
                coloured.add(key)
            page.gap()
        for chart in result.charts:
            if chart.kind != "heatmap" or (chart.key in maps and chart.key in coloured):
                continue
            page.heading(title(chart.key))
            page.table(chart.frame, heat=chart.y)
            page.gap()
        self._charts(result, page, data, top)
        page.finish()
        if result.customers is not None:
            places.append(self._customers(result, name))
        return places

    def _charts(self, result: Result, page: Page, data: Page | None, row: int) -> None:
        """Charts beside the tables, one under another."""
        for chart in result.charts:
            if chart.kind == "heatmap" or not chart.frame.height or data is None:
                continue
            data.heading(t("{method}: {why}", method=title(result.command), why=title(chart.key)))
            top, _ = data.table(chart.frame, bars=False)
            data.gap()
            drawn = draw(chart, data.sheet, top, LEFT)
            page.sheet.add_chart(drawn, page.sheet.cell(row, page.right + 1).coordinate)
            row = page.below(row, drawn.height)

    def _customers(self, result: Result, name: str) -> tuple[str, str]:
        customers = result.customers
        assert customers is not None
        count = self.view.rows_of(customers.height, brief=False)
        if count < customers.height:
            self.said.append(Note("info", t(
                "{name}: the first {rows} of {total} customers, as --rows asked",
                name=name, rows=f"{count:,}", total=f"{customers.height:,}")))  # fmt: skip
        called = f"{name} · {title('customers')}"
        return called, self._list(f"{name} {title('customers')}", customers.head(count))

    # --- long lists ----------------------------------------------------------------------------------

    def _list(self, name: str, frame: pl.DataFrame) -> str:
        """A list with filters on a sheet of its own, or on several; the name of the (first) sheet."""
        shown, cut = plain(frame)
        most = MOST_ROWS - 1
        if cut:
            self.said.append(Note("warning", t(
                "{name}: {count} texts longer than 32,767 characters were cut",
                name=name, count=f"{cut:,}")))  # fmt: skip
        parts = max(1, -(-frame.height // most))
        if parts > 1:
            self.said.append(Note("warning", t(
                "{name}: {rows} rows do not fit one sheet and stand on {parts}",
                name=name, rows=f"{frame.height:,}", parts=parts)))  # fmt: skip
        names = [
            self._list_sheet(name, frame, shown.slice(part * most, most)) for part in range(parts)
        ]
        return names[0]

    def _list_sheet(self, name: str, frame: pl.DataFrame, shown: pl.DataFrame) -> str:
        sheet = self._sheet(name, "5BA37A")
        styles: list[Style] = []
        widths: list[float] = []
        sheet.row_dimensions[1].height = 2 * style.LINE_HEIGHT + 4
        for i, values in enumerate(frame.iter_columns(), 1):
            head = sheet.cell(1, i)
            styles.append(self._styles(sheet, values, shown[values.name]))
            text(head, header(values.name))
            style.dress_header(head, right=style.align_right(values))
            wide = style.width_of(values, header(values.name), filtered=True)
            sheet.column_dimensions[head.column_letter].width = wide
            widths.append(wide)
        rows = Rows(shown, styles, widths=widths)
        self.rows[sheet.title] = rows
        sheet.freeze_panes = "B2"
        sheet.auto_filter.ref = rows.extent
        print_setup(sheet, sum(widths))
        sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
        return str(sheet.title)

    def _styles(self, sheet: Worksheet, values: pl.Series, shown: pl.Series) -> Style:
        """The numbers of the cell formats of a column."""

        def registered(*, quoted: bool) -> int:
            cell = Cell(sheet)
            style.dress_value(cell, values, is_text=shown.dtype == pl.String)
            cell.quotePrefix = quoted
            return int(cell.style_id)

        return Style(registered(quoted=False), registered(quoted=True))

    # --- summary, notes, how it was made -----------------------------------------------------------

    def _summary(
        self, page: Page, methods: Sequence[Result], places: Sequence[tuple[str, str]]
    ) -> None:
        self._summary_title(page)
        for result in methods:
            said = findings(result)
            if not said:
                continue
            page.heading(headline(result)[0], link=self.sheet_of[id(result)])
            for sentence in said:
                page.sentence(f"– {sentence}")
            page.gap()
        warnings = [
            note.text for note in (*self.said, *remarks(self.results)) if note.level == "warning"
        ]
        if warnings:
            page.heading(t("Be careful"))
            for sentence in warnings[:_WARNINGS]:
                page.sentence(f"⚠ {sentence}", color=style.AMBER)
            if len(warnings) > _WARNINGS:
                page.sentence(
                    t("{count} more on the sheet of notes", count=len(warnings) - _WARNINGS)
                )
        if account := _account(self.results):
            page.sentence(account, color=style.GREY)
        page.gap()
        for result in self.results:
            for key in _key_tables(result):
                page.heading(t("{method}: {why}", method=headline(result)[0], why=title(key)))
                table = result.tables[key]
                page.table(table.select(table.columns[:_KEY_COLUMNS]))
                page.gap()
        page.heading(t("Contents"))
        for called, name in places:
            page.sentence(called, link=name)
        page.finish(upright=True)

    def _summary_title(self, page: Page) -> None:
        name, facts = opening(self.results)
        made = next((r.provenance for r in self.results if r.provenance), None)
        page.title(name, " · ".join([*facts, f"custseg {made.custseg}"] if made else facts))

    def _notes(self) -> str:
        sheet = self._sheet(t("Notes"), style.GREY)
        page = Page(sheet)
        page.title(t("Notes"))
        notes = [*self.said, *remarks(self.results)]
        for level, name, color in (
            ("warning", t("Be careful"), style.AMBER),
            ("info", t("How it was counted"), "000000"),
        ):
            chosen = [note.text for note in notes if note.level == level]
            if chosen:
                page.heading(name)
                for sentence in chosen:
                    page.sentence(f"– {sentence}", color=color)
                page.gap()
        if not notes:
            page.sentence(t("Nothing to remark."))
        page.finish()
        return str(sheet.title)

    def _made(self) -> str:
        sheet = self._sheet(t("How it was made"), style.GREY)
        page = Page(sheet)
        made = next((r.provenance for r in self.results if r.provenance), None)
        page.title(t("How it was made"), f"custseg {made.custseg}" if made else "")
        for sentence in made.privacy if made else ():
            page.sentence(sentence)
        inputs = _inputs(self.results)
        if inputs.height:
            page.heading(title("inputs"))
            page.table(inputs)
            page.gap()
        for result in self.results:
            if result.command == "report" and len(self.results) > 1:
                continue
            digest = result.provenance.config_sha256 if result.provenance else ""
            for name, values in (
                (t("Settings"), result.settings),
                (t("Evidence"), result.evidence),
            ):
                if values:
                    page.heading(t("{method}: {why}", method=headline(result)[0], why=name))
                    page.table(_settings(values))
                    page.gap()
            if digest:
                page.sentence(t("settings {digest}", digest=digest), color=style.GREY)
                page.gap()
        page.finish()
        return str(sheet.title)


def _key_tables(result: Result) -> list[str]:
    """The first small table that divides the customers; of a report the methods, if any is missing."""
    if result.command == "report":
        methods = result.tables.get("methods")
        return ["methods"] if methods is not None and not methods["is_computed"].all() else []
    small = [key for key, table in result.tables.items()
             if 0 < table.height <= _KEY_ROWS and "customers_share" in table.columns]  # fmt: skip
    return small[:1]


def _account(results: Sequence[Result]) -> str:
    """How all rows of all inputs add up; empty where nothing is known of them."""
    inputs = _inputs(results)
    if not inputs.height:
        return ""
    counts = inputs.select(pl.col("rows", "used", "set_aside", "rejected").sum()).row(0, named=True)
    return t("{rows} rows = {used} used + {set_aside} set aside + {rejected} rejected",
             **{name: f"{count:,}" for name, count in counts.items()})  # fmt: skip


def _inputs(results: Sequence[Result]) -> pl.DataFrame:
    records = dict.fromkeys(
        record for result in results if result.provenance for record in result.provenance.inputs
    )
    return pl.DataFrame(
        [(r.name, r.kind, r.rows, r.used, r.set_aside, r.rejected, r.sha256) for r in records],
        schema={"file": pl.String, "kind": pl.String, "rows": pl.Int64, "used": pl.Int64,
                "set_aside": pl.Int64, "rejected": pl.Int64, "sha256": pl.String},
        orient="row",
    )  # fmt: skip


def _settings(values: Mapping[str, Any]) -> pl.DataFrame:
    """Nested settings as two columns of text."""
    return pl.DataFrame(pairs(values), {"setting": pl.String, "set_to": pl.String}, orient="row")


_MOST_NAME = 31


def safe_name(name: str, taken: Sequence[str]) -> str:
    """A sheet name Excel accepts: 31 characters, none of ``[]:*?/\\``, not yet taken."""
    wanted = _short(re.sub(r"[\[\]:*?/\\\s]+", " ", clean_text(name)), _MOST_NAME) or "Sheet"
    known = {each.casefold() for each in taken} | {"history"}
    number, chosen = 1, wanted
    while chosen.casefold() in known:
        number += 1
        suffix = f" ({number})"
        chosen = _short(wanted, _MOST_NAME - len(suffix)) + suffix
    return chosen


def _short(name: str, most: int) -> str:
    """At most so many characters, counted as Excel does; no blank or apostrophe at either end."""
    shortened = name.strip(" '").encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
    return shortened.strip(" '")
