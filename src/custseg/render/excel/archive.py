"""Saving a workbook: openpyxl writes the structure, long lists are streamed into it as they are.

Nothing of the clock gets into the file: the same content is the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

if TYPE_CHECKING:
    from openpyxl import Workbook

    from custseg.render.excel.rows import Rows

_STAMP = (1980, 1, 1, 0, 0, 0)
_LEVEL = 4
"""Of compression: a fifth larger than the best, in a third of the time."""
_BEFORE_ERRORS = re.compile(rb"<(?=drawing|legacyDrawing|tableParts|/worksheet>)")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"')


def save(book: Workbook, path: Path, rows: Mapping[str, Rows] | None = None, *,
         made_on: date | None = None) -> None:  # fmt: skip
    """Save ``book`` to ``path``; ``rows`` are added below what a sheet (by its title) already has.

    ``made_on`` is the date the file says it was made on.
    """
    from openpyxl.writer.excel import ExcelWriter

    day = made_on or date(1980, 1, 1)
    book.properties.created = book.properties.modified = datetime(day.year, day.month, day.day)
    bodies = {
        f"xl/worksheets/sheet{number}.xml": rows[sheet.title]
        for number, sheet in enumerate(book.worksheets, 1)
        if rows and sheet.title in rows
    }
    with _Archive(path, bodies) as archive:
        ExcelWriter(book, archive).write_data()


class _Archive(ZipFile):
    """The zip openpyxl writes into, with our dates, and with the long lists put in."""

    def __init__(self, path: Path, bodies: Mapping[str, Rows]) -> None:
        super().__init__(path, "w", ZIP_DEFLATED, compresslevel=_LEVEL)
        self._bodies = bodies

    def writestr(  # type: ignore[override]
        self, name: str, data: str | bytes, *_: Any, **__: Any
    ) -> None:
        super().writestr(_member(name), data, ZIP_DEFLATED, _LEVEL)

    def write(  # type: ignore[override]
        self, filename: str, arcname: str, *_: Any, **__: Any
    ) -> None:
        """Openpyxl hands every finished sheet over as a file."""
        xml = Path(filename).read_bytes()
        # Ids and codes are text on purpose: no green corner at every one of them.
        calm = b'<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors><'
        xml = _BEFORE_ERRORS.sub(calm, xml, count=1)
        body = self._bodies.get(arcname)
        if body is None:
            self.writestr(arcname, xml)
            return
        xml = _DIMENSION.sub(b'<dimension ref="' + body.extent.encode() + b'"', xml, count=1)
        head, tail = xml.split(b"</sheetData>", 1)
        with self.open(_member(arcname), "w", force_zip64=body.is_huge) as sheet:
            sheet.write(head)
            for chunk in body.chunks():
                sheet.write(chunk)
            sheet.write(b"</sheetData>" + tail)


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _STAMP)
    member.compress_type = ZIP_DEFLATED
    member._compresslevel = _LEVEL  # type: ignore[attr-defined]
    return member
