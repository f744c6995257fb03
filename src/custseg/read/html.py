"""HTML tables, most often saved as .xls by web systems."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl

from custseg.read.kind import NotATable
from custseg.read.layout.assemble import table_of_sheet
from custseg.read.options import ReadOptions, header_row_of
from custseg.read.scratch import scratch_file, sha256_of
from custseg.read.table import ROW, Source, Table
from custseg.read.text.encoding import as_utf8
from custseg.read.text.utf8 import Text
from custseg.read.workbook.formats import plain_number
from custseg.read.workbook.sheet import require_area
from custseg.words import t

_WIDEST = 2000
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_SHOWN_NUMBER = re.compile(r"-?[\d,]*\.?\d+(?:[Ee]([+-]?\d{1,3}))?")


def read_html(local: Path, kind: str, source: Source, options: ReadOptions) -> list[Table]:
    """The tables of an HTML file; a table that only lays out others is not one of them.

    Merged cells stand in the first of their places, as in a sheet, and are known as merged. The encoding is proved by the
    bytes; a charset tag is not believed.
    """
    text, pages = _pages(local, kind, source.name, options)
    parser = _Tables()
    for page in pages:
        parser.feed(page)
        parser.close()
        parser.reset()
    where = replace(source, format=kind, sha256=source.sha256 or sha256_of(local),
                    encoding=text.encoding, encoding_why=text.why)  # fmt: skip
    notes = [t("{name}: hidden or filtered rows are read like the others: {count}",
               name=source.name, count=parser.hidden_rows)] if parser.hidden_rows else []  # fmt: skip
    grids = [(grid, merged) for grid, merged in zip(parser.tables, parser.merged, strict=True)
             if any(any(row) for row in grid)]  # fmt: skip
    named = [replace(where, sheet=f"table {n}" if len(grids) > 1 else None)
             for n in range(1, len(grids) + 1)]  # fmt: skip
    found = [_with_merged(table_of_sheet(at, _sheet(grid), header_row_of(options), notes), merged)
             for at, (grid, merged) in zip(named, grids, strict=True)]  # fmt: skip
    tables = [table for table in found if table is not None]
    if not tables:
        raise NotATable(
            t("{name} is a web page without a table", name=source.name),
            t("pass a CSV, Excel, ODS, HTML or Parquet export"),
        )
    return tables


def _pages(local: Path, kind: str, name: str, options: ReadOptions) -> tuple[Text, list[str]]:
    """The pages in a file: one of HTML, several of a web archive."""
    text = as_utf8(local, name, options.encoding)
    try:
        said = text.path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        text = as_utf8(local, name, options.encoding, maybe_utf8=False)
        said = text.path.read_text("utf-8-sig")
    if kind == "html":
        return text, [said]
    archive = email.message_from_bytes(local.read_bytes(), policy=email.policy.default)
    pages: list[str] = []
    for part in archive.walk():
        if part.get_content_type() == "text/html":
            held = scratch_file(".html")
            payload = part.get_payload(decode=True)
            held.write_bytes(payload if isinstance(payload, bytes) and payload else b"\n")
            text = as_utf8(held, name, options.encoding)
            try:
                pages.append(text.path.read_text("utf-8-sig"))
            except UnicodeDecodeError:
                text = as_utf8(held, name, options.encoding, maybe_utf8=False)
                pages.append(text.path.read_text("utf-8-sig"))
    return text, pages


def _with_merged(table: Table | None, merged: Sequence[_Merged]) -> Table | None:
    """The table with its cells that are merged over several rows of the body."""
    if table is None or not merged or table.sample.is_empty():
        return table
    body, ranges = table.sample[ROW][0], dict[str, list[tuple[int, int]]]()
    for column, first, last in merged:
        if column < len(table.columns) and first >= body:
            ranges.setdefault(table.columns[column], []).append((first, last))
    return replace(table, merged={name: tuple(found) for name, found in ranges.items()})


def _sheet(grid: list[list[str]]) -> pl.DataFrame:
    width = max(len(row) for row in grid)
    require_area(len(grid), width, sum(1 for row in grid for cell in row if cell), t("the page"))
    rows = [[*row, *[""] * (width - len(row))] for row in grid]
    schema = {f"c{at}": pl.String() for at in range(width)}
    return pl.DataFrame(rows, schema=schema, orient="row")


_Merged = tuple[int, int, int]
"""A column, counted from 0, and the first and last row of a cell in it, from 1."""


class _Tables(HTMLParser):
    """Collects the innermost tables of a page as rows of texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.merged: list[list[_Merged]] = []
        """Of each table the cells of one column that are merged over several rows."""
        self._open: list[list[list[str]]] = []
        self._open_merged: list[list[_Merged]] = []
        self._cell: list[str] | None = None
        self._spans: list[dict[int, int]] = []
        self._at = 0
        self._columns = 1
        self._silent = 0
        self._area = self._filled = 0
        self._exact: str | None = None
        self.hidden_rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self._cell = None
            self._open.append([])
            self._open_merged.append([])
            self._spans.append({})
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].append([])
            self._spans[-1] = {at: n - 1 for at, n in self._spans[-1].items() if n > 1}
            self.hidden_rows += bool(_HIDDEN.search(given.get("style") or ""))
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            self._columns = _span(given.get("colspan"))
            self._exact = given.get("x:num")
            self._begin_cell(_span(given.get("rowspan")))
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self._end_table()
            self._spans.pop()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_cell()
        while self._open:
            self._end_table()

    def _end_table(self) -> None:
        self.tables.append(self._open.pop())
        self.merged.append(self._open_merged.pop())

    def _begin_cell(self, rows: int) -> None:
        row, spans = self._open[-1][-1], self._spans[-1]
        while spans.get(len(row), 0):
            row.append("")
        if rows > 1:
            for at in range(len(row), min(len(row) + self._columns, _WIDEST)):
                spans[at] = rows
            if self._columns == 1:
                first = len(self._open[-1])
                self._open_merged[-1].append((len(row), first, first + rows - 1))
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        row = self._open[-1][-1]
        text = _exact_number(" ".join("".join(self._cell).split()), self._exact)
        self._filled += bool(text)
        self._area += self._columns
        require_area(1, self._area, self._filled, t("the page"))
        if len(row) + self._columns <= _WIDEST:
            row.extend([text, *[""] * (self._columns - 1)])
        self._cell = None


def _span(text: str | None) -> int:
    return min(int(text), _WIDEST) if text and text.isdecimal() and int(text) > 0 else 1


def _exact_number(shown: str, exact: str | None) -> str:
    """The number that Excel keeps beside a cell that shows it rounded; other cells as they are shown."""
    number = _SHOWN_NUMBER.fullmatch(shown)
    if not exact or not number:
        return shown
    try:
        kept, seen = float(exact), float(shown.replace(",", ""))
    except ValueError:
        return shown
    digits = re.sub(r"[Ee].*", "", shown)
    places = (len(digits.rpartition(".")[2]) if "." in digits else 0) - int(number[1] or 0)
    is_padded = (
        shown.lstrip("-").startswith("0")
        and not shown.lstrip("-").startswith("0.")
        and len(shown) > 1
    )
    if is_padded or abs(kept - seen) > 0.51 * 10.0**-places:
        return shown
    return plain_number(kept)
