"""Exports of invented ledgers, written in every way that text and workbooks allow.

A ledger is a header and rows of text as a person sees them. ``text_of`` gives the bytes of a text file
in one dialect and encoding; the writers of ``BOOKS`` give those of workbooks and their like.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

Rows = list[list[str]]

SIMPLE = ["客户号", "姓名", "交易日期", "金额", "备注"]
TRADITIONAL = ["客戶號", "姓名", "交易日期", "金額", "備註"]
ENGLISH = ["customer_id", "name", "date", "amount", "remark"]

_NAMES = ["张三", "李四", "欧阳娜娜", "Anna Smith", "O'Brien", "ACME, Inc.", 'Ann "Nan" Lee', "A;B", "x|y", "",
          "王小二（代）", "㐂多", "𠮷田", "龘靐", "合计", "=1+1", "@SUM(A1)", "李_四"]  # fmt: skip
_REMARKS = ["", "", "工资", "a,b", "a;b", "a|b", 'say "hi"', '"quoted"', '"', "两\n行", "two\r\nlines", "a\tb", "=cmd|' /C calc'!A0",
            "+1+1", "-", "--", "第 2 页", "转账：无卡折", "¥", "100%", "𠀀𠮷", "备注，全角", "小计", "'", "''a", "“引”", "#N/A", "1.5"]  # fmt: skip
_TRADITIONAL_NAMES = ["張三", "陳大文", "Anna Smith", "黃,小明", "", "王小二（代）"]
_TRADITIONAL_REMARKS = ["", "轉帳", "a,b", "兩\n行", '說"好"', "合計", "=1+1", "銀行，代收"]


def _ids() -> st.SearchStrategy[st.SearchStrategy[str]]:
    """One way of writing customer numbers: leading zeros, resident ids, accounts, letters."""
    return st.sampled_from([
        st.integers(1, 999_999).map(lambda n: f"{n:08}"),
        st.integers(0, 10**8).map(lambda n: f"110105{19491231 + n % 7}{n % 9999 + 1:04}"),
        st.integers(0, 10**9).map(lambda n: f"6222020200{n:08}{n % 9 + 1}"),
        st.integers(1, 9_999).map(lambda n: f"C{n:05}"),
        st.integers(1, 99_999).map(str),
    ])  # fmt: skip


_days = st.dates(date(2015, 1, 1), date(2024, 12, 31)).map(date.isoformat)
_amounts = st.one_of(
    st.decimals(-99_999, 9_999_999, places=2).map(str), st.integers(-500, 10**6).map(str)
)


@st.composite
def ledgers(draw: st.DrawFn, names: list[str] = SIMPLE, least: int = 3) -> Rows:
    """A header and at least ``least`` rows: an id, a name, a day, an amount and a remark."""
    said = (
        (_TRADITIONAL_NAMES, _TRADITIONAL_REMARKS) if names == TRADITIONAL else (_NAMES, _REMARKS)
    )
    person, remark = map(st.sampled_from, said)
    row = st.tuples(draw(_ids()), person, _days, _amounts, remark).map(list)
    return [names, *draw(st.lists(row, min_size=least, max_size=14))]


@dataclass(frozen=True)
class Dialect:
    """How a text file is written."""

    encoding: str = "utf-8"
    separator: str = ","
    quoting: int = csv.QUOTE_MINIMAL
    end: str = "\n"
    last_end: bool = True
    packed: bool = False


ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


def dialects(encodings: tuple[str, ...] = ENCODINGS) -> st.SearchStrategy[Dialect]:
    """Every dialect that exports come in."""
    return st.builds(
        Dialect, st.sampled_from(encodings), st.sampled_from([",", ";", "\t", "|", "\x01"]),
        st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONE]),
        st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.booleans(),
    )  # fmt: skip


def can_write(rows: Rows, dialect: Dialect) -> bool:
    """Whether the rows can be written so that one could read them again."""
    text = "".join(cell for row in rows for cell in row)
    try:
        text.encode(dialect.encoding)
    except UnicodeEncodeError:
        return False
    special = set(dialect.separator + '"\r\n')
    if dialect.quoting == csv.QUOTE_NONE and special & set(text):
        return False
    # A lone carriage return that ends the lines cannot be told from one within a cell by any reader
    # that is not told of the quotes; Macintosh files of that age had none.
    return dialect.end != "\r" or not {"\n", "\r"} & set(text)


def text_of(rows: Rows, dialect: Dialect = Dialect()) -> bytes:
    """The bytes of a text file with these rows."""
    out = io.StringIO(newline="")
    csv.writer(
        out, delimiter=dialect.separator, quoting=dialect.quoting, lineterminator=dialect.end
    ).writerows(rows)
    text = out.getvalue()
    if not dialect.last_end:
        text = text.removesuffix(dialect.end)
    content = text.encode(dialect.encoding)
    return gzip.compress(content, mtime=0) if dialect.packed else content


# --- workbooks and their like ------------------------------------------------------------------------


def _value(header: str, cell: str) -> str | float | date | None:
    """What a system that types its cells puts in a workbook: amounts as numbers, days as dates."""
    if not cell:
        return None
    if header in ("金额", "金額", "amount"):
        return float(cell)
    if header in ("交易日期", "date"):
        return date.fromisoformat(cell)
    return cell


def _typed(rows: Rows) -> list[list[str | float | date | None]]:
    return [list(rows[0]), *([*map(_value, rows[0], row)] for row in rows[1:])]


def _by_openpyxl(path: Path, rows: Rows) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for at, row in enumerate(_typed(rows), start=1):
        for column, value in enumerate(row, start=1):
            cell = book.active.cell(at, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)


def _by_xlsxwriter(path: Path, rows: Rows) -> None:
    from xlsxwriter import Workbook

    with Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet = book.add_worksheet("流水")
        for at, row in enumerate(_typed(rows)):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                elif value is not None:
                    sheet.write_number(at, column, value)


def _by_xlwt(path: Path, rows: Rows) -> None:
    from xlwt import Workbook, easyxf

    book = Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for at, row in enumerate(_typed(rows)):
        for column, value in enumerate(row):
            if value is not None:
                style = easyxf(
                    num_format_str="YYYY-MM-DD" if isinstance(value, date) else "General"
                )
                sheet.write(at, column, value, style)
    book.save(str(path))


def _by_odfpy(path: Path, rows: Rows) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    sheet = Table(name="流水")
    for row in _typed(rows):
        line = TableRow()
        for value in row:
            if isinstance(value, str):
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=value))
            elif isinstance(value, date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif value is not None:
                cell = TableCell(valuetype="float", value=repr(value))
            else:
                cell = TableCell()
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(path))


def _as_html(path: Path, rows: Rows) -> None:
    lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    path.write_text(
        f"<html><body><table border=1>\n{body}</table></body></html>", "utf-8", newline=""
    )


def _as_parquet(path: Path, rows: Rows) -> None:
    import polars as pl

    header, *body = rows
    frame = pl.DataFrame(body, schema=dict.fromkeys(header, pl.String()), orient="row")
    day, money = header[2], header[3]
    frame.with_columns(
        pl.col(day).str.to_date(), pl.col(money).cast(pl.Decimal(18, 2))
    ).write_parquet(path)


BOOKS: dict[str, tuple[str, str | None, Callable[[Path, Rows], None]]] = {
    "openpyxl": ("x.xlsx", "openpyxl", _by_openpyxl),
    "xlsxwriter": ("x.xlsx", "xlsxwriter", _by_xlsxwriter),
    "xlwt": ("x.xls", "xlwt", _by_xlwt),
    "odfpy": ("x.ods", "odf", _by_odfpy),
    "html": ("x.xls", None, _as_html),
    "parquet": ("x.parquet", None, _as_parquet),
}
"""How it is written: the name of the file, the package that has to be there, the writer."""


# --- the same values, written as other systems write them ---------------------------------------------


def _thousands(cell: str) -> str:
    return f"{Decimal(cell):,.2f}"


def _bracketed(cell: str) -> str:
    return (
        f"({Decimal(cell.lstrip('-')):,.2f})" if cell.startswith("-") else f"{Decimal(cell):,.2f}"
    )


AMOUNTS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "thousands": _thousands,
    "yuan": lambda cell: f"{Decimal(cell):,.2f}".replace("-", "-¥") if cell.startswith("-") else f"¥{Decimal(cell):,.2f}",
    "suffix": lambda cell: f"{_thousands(cell)}元",
    "brackets": _bracketed,
    "trailing": lambda cell: f"{cell[1:]}-" if cell.startswith("-") else cell,
    "wide": lambda cell: cell.translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789.-"}),
    "signed": lambda cell: cell if cell.startswith("-") else f"+{cell}",
    "code": lambda cell: f"CNY {_thousands(cell)}",
}  # fmt: skip
DAYS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "compact": lambda day: f"{day:%Y%m%d}",
    "hanzi": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "moment": lambda day: f"{day:%Y-%m-%d} 08:26:05",
    "points": lambda day: f"{day:%Y.%m.%d}",
    "english": lambda day: f"{day.day}-{day:%b}-{day.year}",
    "day first": lambda day: f"{day:%d/%m/%Y}",
    "month first": lambda day: f"{day:%m/%d/%Y}",
}


def dressed(rows: Rows, amounts: str, days: str) -> Rows:
    """The same ledger with its amounts and days written in other ways."""
    header, *body = rows
    money, day = AMOUNTS[amounts], DAYS[days]
    return [header, *([a, b, day(date.fromisoformat(c)), money(d), e] for a, b, c, d, e in body)]
