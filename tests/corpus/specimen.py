"""Pieces that specimens of exports are made of: truths written briefly, workbooks, shapes of lines."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from corpus.case import Row

Cell = str | int | float | date | datetime | None


def rows(keys: str, *lines: str) -> tuple[Row, ...]:
    """Rows of truth: keys and values set apart by ``|``; an empty value is a missing one."""
    names = keys.split("|")
    return tuple(
        {key: value or None for key, value in zip(names, line.split("|"), strict=True)}
        for line in lines
    )


def book(*sheets: tuple[str, Sequence[Sequence[Cell]]], merged: Mapping[str, Sequence[str]] | None = None) -> bytes:  # fmt: skip
    """An .xlsx of these sheets: name and rows; ``merged`` is sheet -> ranges such as ``A1:E1``."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    for name, lines in sheets:
        sheet = workbook.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
        for where in (merged or {}).get(name, ()):
            sheet.merge_cells(where)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def quoted(*cells: str) -> str:
    """A line with every cell in quotes."""
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)


def tabbed(*cells: str) -> str:
    """A line as ICBC writes it: cells with a tab at their end, quoted where they have a comma."""
    return ",".join(f'"{cell}\t"' if "," in cell else f"{cell}\t" for cell in cells)
