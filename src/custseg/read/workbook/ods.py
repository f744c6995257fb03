"""OpenDocument spreadsheets (.ods): their sheets are one part, read as it streams by."""

from __future__ import annotations

import re
from xml.parsers import expat

from custseg.errors import InputError
from custseg.read.workbook.formats import plain_number
from custseg.read.workbook.guard import Archive, local, require
from custseg.read.workbook.sheet import MOST_COLUMNS, Merged, Sheet
from custseg.words import t

_LAST_ROW = 1_048_576
_MOST_REPEATED = 1_000_000
"""Cells that may be written by saying that others repeat."""
_TIME = re.compile(r"(-)?PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_MOMENT = re.compile(r"(-?\d{4,}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:[.,](\d+))?Z?)?")
_ERROR = re.compile(r"#[A-Z/0!?]+[!?A]?|Err:\d{3}|#N/A")
_PADDED = re.compile(r"0\d+")
_HIDDEN = ("collapse", "filter")


def read_ods(archive: Archive) -> list[Sheet]:
    """All sheets of an .ods."""
    part = "content.xml"
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read(
        "META-INF/manifest.xml"
    ):
        raise InputError(
            t("{name} is protected by a password", name=archive.name),
            t("open it in LibreOffice and save it without a password, or as .xlsx with one"),
        )
    if part not in archive:
        raise InputError(
            t("{name} is damaged: it has no content", name=archive.name),
            t("open it in LibreOffice and save it again, or copy it again"),
        )
    reader = _Reader(archive.name)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    archive.parse(part, parser)
    return reader.sheets


class _Reader:
    """Follows the tags of the content."""

    def __init__(self, name: str) -> None:
        self.sheets: list[Sheet] = []
        self._name = name
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = 0
        self._row = 0
        self._rows = 1
        self._column = 0
        self._first_column = 0
        self._cells: list[tuple[int, int, str, str]] = []
        self._given: dict[str, str] | None = None
        self._paragraphs: list[list[str]] = []
        self._open_paragraphs = 0
        self._apart = 0
        self._repeated = 0
        self._row_hidden = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        what = local(tag)
        if what in ("table-cell", "covered-table-cell"):
            self._given, self._paragraphs = given, []
        elif what == "p" and not self._apart:
            self._open_paragraphs += 1
            self._paragraphs.append([])
        elif what in ("s", "tab", "line-break") and self._paragraphs:
            n = given.get("text:c", "1")
            blanks = " " * (min(int(n), 1000) if n.isdecimal() else 1)
            self._paragraphs[-1].append({"s": blanks, "tab": "\t"}.get(what, "\n"))
        elif what in ("annotation", "shape", "frame", "custom-shape", "ruby-text"):
            self._apart += 1
        elif what == "table-row":
            self._rows = _count(given.get("table:number-rows-repeated"))
            self._row_hidden = given.get("table:visibility", "visible") in _HIDDEN
            self._column, self._cells = 0, []
        elif what == "table":
            self._start_sheet(given)
        else:
            self._around(what, given)

    def _around(self, what: str, given: dict[str, str]) -> None:
        if what == "table-column" and self.sheets and self._depth == 1:
            n = _count(given.get("table:number-columns-repeated"))
            last = min(self._first_column + n, MOST_COLUMNS)
            if given.get("table:visibility", "visible") in _HIDDEN:
                self.sheets[-1].hidden_columns.update(range(self._first_column, last))
            self._first_column = last
        elif what == "style" and given.get("style:family") == "table":
            self._style = given.get("style:name", "")
        elif what == "table-properties" and given.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _start_sheet(self, given: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            hidden = given.get("table:style-name", "") in self._hidden_styles
            self.sheets.append(Sheet(given.get("table:name", ""), hidden))
            self._row = self._first_column = 0

    def say(self, data: str) -> None:
        if self._open_paragraphs and self._paragraphs and not self._apart:
            self._paragraphs[-1].append(data)

    def end(self, tag: str) -> None:
        what = local(tag)
        if what in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif what == "p" and not self._apart:
            self._open_paragraphs -= 1
        elif what in ("annotation", "shape", "frame", "custom-shape", "ruby-text"):
            self._apart -= 1
        elif what == "table-row":
            self._end_row()
        elif what == "table":
            self._depth -= 1

    def _end_cell(self) -> None:
        given, self._given = self._given, None
        if given is None or not self.sheets:
            return
        n = _count(given.get("table:number-columns-repeated"))
        kind, text = self._meaning(given)
        rows = _count(given.get("table:number-rows-spanned"))
        columns = _count(given.get("table:number-columns-spanned"))
        if rows > 1 or columns > 1:
            self.sheets[-1].merged.append(
                Merged(self._row + 1, self._row + rows, self._column + 1, self._column + columns)
            )
        if text:
            self._cells.append((self._column, n, kind, text))
        self._column += n
        require(self._column <= 4 * MOST_COLUMNS or not text, self._name,
                t("a row claims {count} cells", count=self._column))  # fmt: skip

    def _meaning(self, given: dict[str, str]) -> tuple[str, str]:
        """``text``, ``error`` or ``formula``, and the text of a cell."""
        shown = "\n".join("".join(pieces) for pieces in self._paragraphs)
        kind = given.get("office:value-type", "")
        extended = given.get("calcext:value-type", "")
        formula = given.get("table:formula")
        if extended == "error" or (formula is not None and _ERROR.fullmatch(shown.strip())):
            return "error", shown.strip() or "#ERR!"
        if formula is not None and not kind and not shown:
            return "formula", formula.removeprefix("of:")
        if kind in ("float", "percentage", "currency"):
            return _number(given.get("office:value", ""), shown, given)
        if kind == "boolean":
            return "text", "true" if given.get("office:boolean-value") == "true" else "false"
        if kind == "date":
            return "text", _moment(given.get("office:date-value", "")) or shown
        if kind == "time":
            return "text", _time(given.get("office:time-value", "")) or shown
        return "text", shown or given.get("office:string-value", "")

    def _end_row(self) -> None:
        if not self.sheets:
            return
        sheet = self.sheets[-1]
        if self._cells:
            wide = sum(n for _, n, _, _ in self._cells)
            self._repeated += wide * self._rows - len(self._cells)
            require(self._repeated <= _MOST_REPEATED and self._row + self._rows <= _LAST_ROW,
                    self._name, t("sheet {sheet} repeats cells without end", sheet=sheet.name))  # fmt: skip
            for row in range(self._row, self._row + self._rows):
                self._put_row(sheet, row)
            sheet.hidden_rows += self._rows if self._row_hidden else 0
        self._row += self._rows

    def _put_row(self, sheet: Sheet, row: int) -> None:
        put = {"text": sheet.put, "error": sheet.put_error, "formula": sheet.put_formula}
        for first, n, kind, text in self._cells:
            for column in range(first, first + n):
                put[kind](row, column, text)


def _count(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and 0 < len(text) < 10 and int(text) else 1


def _number(value: str, shown: str, given: dict[str, str]) -> tuple[str, str]:
    try:
        number = float(value)
    except ValueError:
        return "text", shown
    if number != number or number in (float("inf"), float("-inf")):
        return "error", shown or "#NUM!"
    plain = plain_number(number)
    if _PADDED.fullmatch(shown.strip()) and shown.strip().lstrip("0") == plain.lstrip("0"):
        return "text", shown.strip()
    code = given.get("office:currency", "")
    return "text", f"{code} {plain}" if code else plain


def _moment(text: str) -> str | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    rest = f".{found[3][:3]}" if found[3] and found[3].strip("0") else ""
    return f"{found[1]} {found[2] or '00:00:00'}{rest}"


def _time(text: str) -> str | None:
    found = _TIME.fullmatch(text)
    if found is None or len(text) < 4:
        return None
    hours, minutes, seconds = (int(found[n] or 0) for n in (2, 3, 4))
    rest = f".{found[5][:3].ljust(3, '0')}" if found[5] and found[5].strip("0") else ""
    return f"{found[1] or ''}{hours:02d}:{minutes:02d}:{seconds:02d}{rest}"
