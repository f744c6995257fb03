"""The cells of a sheet of an .xlsx, each read for what it means.

This is the exact way, one event of the parser after the other. Of a large sheet only those rows come
here that are not written in the usual way (see ``body``); both give the same text.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from custseg.errors import InputError
from custseg.read.workbook.book import Book
from custseg.read.workbook.formats import GENERAL, NumberFormat
from custseg.read.workbook.guard import Through, local
from custseg.read.workbook.numbers import day_as_written, unescaped
from custseg.read.workbook.sheet import LAST_ROW, Merged, Sheet, TooFar, number_of
from custseg.words import t

_PLACE = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{1,9})")
_TRUE = ("1", "true")


def read_sheet(book: Book, part: str, sheet: Sheet) -> None:
    """Fill ``sheet`` with the cells of ``part``."""
    _read(book, part, sheet, cell_by_cell=not book.is_large(part))


def read_cell_by_cell(book: Book, part: str, sheet: Sheet) -> None:
    """The same, whatever its size."""
    _read(book, part, sheet, cell_by_cell=True)


def _read(book: Book, part: str, sheet: Sheet, *, cell_by_cell: bool) -> None:
    reader = _SheetReader(book, sheet)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    if cell_by_cell:
        book.archive.parse(part, parser)
    else:
        book.archive.parse(part, parser, _usual_rows_apart(book, sheet, reader))
    if not reader.trusts_formulas:
        sheet.never_computed(reader.computed)


def _usual_rows_apart(book: Book, sheet: Sheet, reader: _SheetReader) -> Through:
    """Takes the usual rows out of the bytes of a sheet."""
    from custseg.read.workbook.body import Body
    from custseg.read.workbook.bulk import Bulk

    sheet.bulk = Bulk(book.formats, book.texts_in_bulk, book.is_1904, sheet)
    return Body(sheet.bulk, reader).without_usual_rows


class _SheetReader:
    """Follows the tags of one sheet."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        self.sheet = sheet
        self.computed: list[tuple[int, int, str]] = []
        """Formulas whose values may be none, all being 0 so far."""
        self.trusts_formulas = not book.computed_on_load
        self._book = book
        self._formats = book.formats
        self.row = -1
        self._column = -1
        self._kind = "n"
        self._format: NumberFormat = GENERAL
        self._pieces: list[str] = []
        self._listening = False
        self._phonetic = 0
        self._value: str | None = None
        self._formula: str | None = None
        self._hidden_row = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        what = local(tag)
        if what == "c":
            self._start_cell(given)
        elif what in ("v", "f") or (what == "t" and not self._phonetic):
            if what != "t":
                self._pieces = []
            self._listening = True
        elif what == "row":
            said = given.get("r", "")
            self.row = int(said) - 1 if said.isdecimal() else self.row + 1
            if not 0 <= self.row < LAST_ROW:
                raise TooFar(t("a cell in row {row}", row=self.row + 1))
            self._column = -1
            self._hidden_row = given.get("hidden", "0") in _TRUE
        elif what == "is":
            self._pieces = []
        elif what == "rPh":
            self._phonetic += 1
        else:
            self._around(what, given)

    def _around(self, what: str, given: dict[str, str]) -> None:
        """What stands around the cells."""
        if what == "mergeCell":
            places = [_PLACE.fullmatch(place) for place in given.get("ref", "").split(":")]
            if len(places) == 2 and places[0] and places[1]:
                first, last = places[0], places[1]
                self.sheet.merged.append(
                    Merged(int(first[2]), int(last[2]), number_of(first[1].upper()) + 1,
                           number_of(last[1].upper()) + 1)
                )  # fmt: skip
        elif what == "col" and given.get("hidden", "0") in _TRUE:
            low, high = given.get("min", ""), given.get("max", "")
            if low.isdecimal() and high.isdecimal():
                self.sheet.hidden_columns.update(range(int(low) - 1, min(int(high), 16_384)))

    def _start_cell(self, given: dict[str, str]) -> None:
        place = _PLACE.fullmatch(given.get("r", ""))
        if place:
            self._column = number_of(place[1].upper())
            self.row = int(place[2]) - 1
            if not 0 <= self.row < LAST_ROW:
                raise TooFar(t("a cell in row {row}", row=self.row + 1))
        else:
            self._column += 1
        self._kind = given.get("t", "n")
        style = given.get("s")
        self._format = GENERAL
        if style and style.isdecimal() and int(style) < len(self._formats):
            self._format = self._formats[int(style)]
        self._value = self._formula = None
        self._pieces = []

    def say(self, data: str) -> None:
        if self._listening:
            self._pieces.append(data)

    def end(self, tag: str) -> None:
        what = local(tag)
        if what == "v":
            self._value, self._listening = "".join(self._pieces), False
        elif what == "c":
            self._end_cell()
        elif what == "f":
            self._formula, self._listening = "".join(self._pieces), False
        elif what == "t":
            self._listening = False
        elif what == "is":
            self._value = "".join(self._pieces)
        elif what == "rPh":
            self._phonetic -= 1

    def _end_cell(self) -> None:
        value, kind, sheet = self._value, self._kind, self.sheet
        if not value:
            if self._formula is not None and (kind != "str" or value is None):
                sheet.put_formula(self.row, self._column, f"={self._formula}")
            return
        before = sheet.filled
        if kind == "s":
            sheet.put(self.row, self._column, self._shared(value))
        elif kind == "n":
            self._put_number(value)
        elif kind == "e":
            sheet.put_error(self.row, self._column, value)
        elif kind == "b":
            sheet.put(self.row, self._column, "true" if value.strip() in _TRUE else "false")
        elif kind == "d":
            sheet.put(self.row, self._column, day_as_written(value))
        else:
            sheet.put(self.row, self._column, unescaped(value))
        if self._hidden_row and sheet.filled > before:
            sheet.hidden_rows += 1
            self._hidden_row = False

    def _shared(self, value: str) -> str:
        texts = self._book.texts
        at = int(value) if value.strip().isdecimal() else len(texts)
        if at >= len(texts):
            raise InputError(
                t("{name} is damaged: a cell refers to text {at} of {count}",
                  name=self._book.archive.name, at=value[:20], count=len(texts)),
                t("open it in Excel and save it again, or copy it again"),
            )  # fmt: skip
        return texts[at]

    def _put_number(self, value: str) -> None:
        try:
            number = float(value)
        except ValueError:
            self.sheet.put(self.row, self._column, value)
            return
        if number != number or number in (float("inf"), float("-inf")):
            self.sheet.put_error(self.row, self._column, "#NUM!")
            return
        if self._formula is not None and not self.trusts_formulas:
            self.computed.append((self.row, self._column, f"={self._formula}"))
            self.trusts_formulas = bool(number)
        meant = self._format
        if meant.unit:
            self.sheet.units.setdefault(self._column, meant.unit)
        self.sheet.put(self.row, self._column, meant.text(number, is_1904=self._book.is_1904))
