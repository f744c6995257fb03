"""Excel 2003 XML spreadsheets: one document of plain XML, often saved as .xls."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from custseg.read.text.encoding import as_utf8
from custseg.read.workbook.formats import GENERAL, NumberFormat, format_of_code
from custseg.read.workbook.guard import feed, harden, local
from custseg.read.workbook.sheet import MOST_COLUMNS, Merged, Sheet, TooFar
from custseg.words import t

_LAST_ROW = 1_048_576
_CHUNK = 1 << 20
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d+))?")
_NAMED = {"general date": "yyyy-mm-dd hh:mm", "short date": "yyyy-mm-dd", "medium date": "dd-mmm-yy",
          "long date": "yyyy-mm-dd", "short time": "hh:mm", "medium time": "hh:mm",
          "long time": "hh:mm:ss", "general number": "", "standard": "", "fixed": "0.00",
          "percent": "0.00%", "scientific": "0.00E+00", "yes/no": "", "true/false": "", "on/off": "",
          "currency": "", "euro currency": "€#,##0.00"}  # fmt: skip
"""Formats that have a name there instead of a code."""


def read_spreadsheetml(path: Path, name: str, encoding: str | None) -> list[Sheet]:
    """All sheets of an Excel 2003 XML spreadsheet; its encoding is proved like that of any text."""
    try:
        return _read(as_utf8(path, name, encoding).path, name)
    except _NotUtf8:
        return _read(as_utf8(path, name, encoding, maybe_utf8=False).path, name)


def _read(path: Path, name: str) -> list[Sheet]:
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    harden(parser, name, "the document")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    feed(parser, _chunks(path), name, "the document")
    return reader.sheets


class _NotUtf8(Exception):  # noqa: N818 - a finding, not an error of the user
    """The document is not UTF-8 after all."""


def _chunks(path: Path) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as stream:
        first = True
        while chunk := stream.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise _NotUtf8 from error
            yield chunk.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n") if first else chunk
            first = False


class _Reader:
    """Follows the tags of the document."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._is_1904 = False
        self._formats: dict[str, NumberFormat] = {}
        self._parents: dict[str, str] = {}
        self._style = ""
        self._row = -1
        self._column = -1
        self._next_column = 0
        self._covered: dict[int, int] = {}
        self._kind = ""
        self._meant: NumberFormat = GENERAL
        self._formula: str | None = None
        self._said: list[str] | None = None
        self._value = ""
        self._has_data = False
        self._words: list[str] | None = None
        self._hidden = False
        self._column_formats: dict[int, str] = {}
        self._row_style = ""

    def start(self, tag: str, raw: dict[str, str]) -> None:
        what = local(tag)
        given = {local(key): value for key, value in raw.items()}
        if what == "Cell":
            self._start_cell(given)
        elif what == "Data":
            self._kind, self._said, self._has_data = given.get("Type", "String"), [], True
        elif what == "Row":
            self._start_row(given)
        elif what == "Column":
            self._take_column(given)
        elif what == "Worksheet":
            self.sheets.append(Sheet(given.get("Name", "")))
            self._row, self._next_column, self._covered = -1, 0, {}
            self._column_formats = {}
        elif what == "Style":
            self._style = given.get("ID", "")
            self._parents[self._style] = given.get("Parent", "")
        elif what == "NumberFormat":
            code = given.get("Format", "")
            self._formats[self._style] = format_of_code(_NAMED.get(code.lower(), code))
        elif what in ("Visible", "Date1904"):
            self._words = []
            self._is_1904 = self._is_1904 or what == "Date1904"

    def _start_row(self, given: dict[str, str]) -> None:
        index = given.get("Index", "")
        self._row = int(index) - 1 if index.isdecimal() and len(index) < 10 else self._row + 1
        if not 0 <= self._row < _LAST_ROW:
            raise TooFar(t("a cell in row {row}", row=self._row + 1))
        self._column = -1
        self._hidden = given.get("Hidden") == "1"
        self._row_style = given.get("StyleID", "")
        self._covered = {at: last for at, last in self._covered.items() if last >= self._row}

    def _take_column(self, given: dict[str, str]) -> None:
        index = given.get("Index", "")
        first = int(index) - 1 if index.isdecimal() else self._next_column
        span = given.get("Span", "0")
        last = min(first + (int(span) if span.isdecimal() else 0), MOST_COLUMNS - 1)
        if self.sheets and given.get("Hidden") == "1":
            self.sheets[-1].hidden_columns.update(range(first, last + 1))
        if given.get("StyleID"):
            self._column_formats.update(dict.fromkeys(range(first, last + 1), given["StyleID"]))
        self._next_column = last + 1

    def _start_cell(self, given: dict[str, str]) -> None:
        index = given.get("Index", "")
        if index.isdecimal():
            self._column = int(index) - 1
        else:
            self._column += 1
            while self._column in self._covered:
                self._column += 1
        across, down = (given.get(key, "0") for key in ("MergeAcross", "MergeDown"))
        right = min(int(across) if across.isdecimal() else 0, MOST_COLUMNS)
        below = min(int(down) if down.isdecimal() else 0, _LAST_ROW)
        if self.sheets and (right or below):
            self.sheets[-1].merged.append(
                Merged(
                    self._row + 1, self._row + 1 + below, self._column + 1, self._column + 1 + right
                )
            )
        if below:
            self._covered.update(
                dict.fromkeys(range(self._column, self._column + right + 1), self._row + below)
            )
        style = (
            given.get("StyleID") or self._row_style or self._column_formats.get(self._column, "")
        )
        self._meant = self._format(style)
        self._formula = given.get("Formula")
        self._value, self._kind, self._has_data = "", "", False
        self._pending_right = right

    def _format(self, style: str) -> NumberFormat:
        for _ in range(20):
            if style in self._formats:
                return self._formats[style]
            style = self._parents.get(style, "")
            if not style:
                break
        return self._formats.get("Default", GENERAL)

    def say(self, data: str) -> None:
        if self._said is not None:
            self._said.append(data)
        elif self._words is not None:
            self._words.append(data)

    def end(self, tag: str) -> None:
        what = local(tag)
        if what == "Data" and self._said is not None:
            self._value, self._said = "".join(self._said), None
        elif what == "Cell" and self.sheets:
            self._end_cell(self.sheets[-1])
            self._column += self._pending_right
        elif what == "Visible" and self.sheets:
            self.sheets[-1].hidden = "".join(self._words or ()).strip().lower().endswith("hidden")
            self._words = None
        elif what == "Date1904":
            self._words = None

    def _end_cell(self, sheet: Sheet) -> None:
        value, kind = self._value, self._kind
        before = sheet.filled
        if not self._has_data:
            if self._formula is not None:
                sheet.put_formula(self._row, self._column, self._formula)
        elif kind == "Number":
            self._put_number(sheet, value)
        elif kind == "DateTime":
            found = _MOMENT.fullmatch(value.strip())
            sheet.put(self._row, self._column, _moment(found) if found else value)
        elif kind == "Boolean":
            sheet.put(
                self._row, self._column, "true" if value.strip() in ("1", "true") else "false"
            )
        elif kind == "Error":
            sheet.put_error(self._row, self._column, value.strip() or "#ERR!")
        else:
            sheet.put(self._row, self._column, value)
        if self._hidden and sheet.filled > before:
            sheet.hidden_rows += 1
            self._hidden = False

    def _put_number(self, sheet: Sheet, value: str) -> None:
        try:
            number = float(value)
        except ValueError:
            sheet.put(self._row, self._column, value)
            return
        if number != number or number in (float("inf"), float("-inf")):
            sheet.put_error(self._row, self._column, "#NUM!")
            return
        if self._meant.unit:
            sheet.units.setdefault(self._column, self._meant.unit)
        sheet.put(self._row, self._column, self._meant.text(number, is_1904=self._is_1904))


def _moment(found: re.Match[str]) -> str:
    rest = f".{found[3][:3]}" if found[3] and found[3].strip("0") else ""
    if found[1] in ("1899-12-31", "1899-12-30", "1904-01-01"):
        return f"{found[2]}{rest}"
    return f"{found[1]} {found[2]}{rest}"
