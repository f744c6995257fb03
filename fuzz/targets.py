"""What is fuzzed: each target takes bytes and fails with anything but an answer or a CustsegError.

A target also compares what it gets with an answer found in another way (``oracles``, or the other
lane of the reader): a difference is an AssertionError.
"""

from __future__ import annotations

import codecs
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import polars as pl
from fuzz.oracles import could_mean, names_day, plain_amount, plain_day, records_of

from custseg.conditions import compile_condition
from custseg.errors import CustsegError, InputError
from custseg.methods.value import RfmSettings
from custseg.native import library
from custseg.read import ReadOptions, Table, read_tables, scratch
from custseg.read.kind import kind_of
from custseg.read.layout.assemble import table_of_sheet
from custseg.read.layout.finder import find_table
from custseg.read.table import Source
from custseg.read.text import delimited, stream, survey
from custseg.read.text.encoding import as_utf8
from custseg.read.text.utf8 import NotUtf8
from custseg.schema import KeptReading, bind, read
from custseg.schema.values.dates import dates, form_of
from custseg.schema.values.money import Writing, has_decimal_comma, money
from custseg.settings import load

Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {}


def target(judge: Target) -> Target:
    """Make ``judge`` one of the targets; refusals are answers, and no run leaves files behind."""

    def judged(data: bytes) -> None:
        try:
            judge(data)
        except CustsegError as error:
            if not error.message.strip() or len(error.message.splitlines()) > 1:
                raise AssertionError(f"a refusal is one line that says why: {error}") from error
        finally:
            _empty_scratch()

    judged.__doc__ = judge.__doc__
    TARGETS[judge.__name__] = judged
    return judged


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="custseg-fuzz-"))


def _file(data: bytes, name: str = "x.csv") -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _empty_scratch() -> None:
    for each in scratch._folder().iterdir():
        if each.is_file():
            each.unlink(missing_ok=True)


def _rows(table: Table) -> pl.DataFrame:
    return table.frame.collect()


# --- bytes ------------------------------------------------------------------------------------------


@contextmanager
def _instead(module: ModuleType, **values: object) -> Iterator[None]:
    """Other values of what a module goes by."""
    before = {name: getattr(module, name) for name in values}
    vars(module).update(values)
    try:
        yield
    finally:
        vars(module).update(before)


@contextmanager
def _as_large(block: int = 1 << 20) -> Iterator[None]:
    """Files are read as large ones: in C, where it is there."""
    with ExitStack() as all_of_them:
        for module in (library, survey):
            all_of_them.enter_context(_instead(module, _LARGE=0))
        all_of_them.enter_context(_instead(stream, _BLOCK=block))
        yield


@target
def kind(data: bytes) -> None:
    """What a file is: one of the kinds that are read, or a refusal."""
    found = kind_of(_file(data), "x.csv")
    assert found in {"xlsx", "xls", "xlsb", "ods", "html", "spreadsheetml", "parquet", "gzip", "zip", "text"}  # fmt: skip


@target
def encoding(data: bytes) -> None:
    """A file that is taken for an encoding is strictly valid in it, and its copy says the same."""
    path = _file(data)
    with _as_large() if len(data) % 2 else nullcontext():
        text = as_utf8(path, "x.csv", None)
    if text.path == path:
        return  # UTF-8: proved by the survey
    if text.notes or text.cut_off:
        text.path.read_bytes().decode("utf-8")  # repaired, and said
        return
    meant = "".join(_by_line(data)) if " + " in text.encoding else data.decode(text.encoding)
    again = text.path.read_bytes().decode("utf-8")
    assert again.removeprefix("\ufeff") == meant.removeprefix("\ufeff")


def _by_line(data: bytes) -> Iterator[str]:
    """Text in which every line is UTF-8 or GB18030, as files that were put together are."""
    for line in data.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("gb18030")


@target
def export(data: bytes) -> None:
    """Any bytes as a file, through the whole reader and the schema to canonical rows."""
    dataset = read([str(_file(data, "x.dat"))], must_use=False)
    for kind in dataset.kinds:
        [rows] = dataset.collect(dataset.frame(kind))
        assert rows.height >= 0
    for record in dataset.inputs:
        assert record.rows == record.used + record.set_aside + record.rejected, record


# --- text -------------------------------------------------------------------------------------------


@target
def text(data: bytes) -> None:
    """A text file gives one table in both lanes, whether it is held or streamed."""
    path = _file(data)
    if kind_of(path, "x.csv") != "text":
        return
    careful = _said(path, _read_fast=lambda *_, **__: None)
    if careful is None:
        return  # what is irregular never takes the fast lane
    fast = _said(path)
    assert fast == careful or isinstance(fast, str), f"lanes differ: {fast} != {careful}"
    if data[-1] % 4 == 0:
        # What stands beside or below a table is looked for only where all of it is held.
        held = _said(path, with_header_of=lambda _, table: table)
        with _as_large(16 + data[-1]) if data[-1] % 8 else nullcontext():
            streamed = _said(path, with_header_of=lambda _, table: table, _IN_MEMORY=-1)
        assert held == streamed, f"held and streamed differ: {held} != {streamed}"


def _said(path: Path, **instead: object) -> object:
    """The columns, data rows and number of rows of a file, or why it is refused; None where it has ragged rows.

    ``instead`` are other values of what ``delimited`` goes by.
    """
    try:
        with _instead(delimited, **instead):
            [table] = read_tables([str(path)]).tables
            rows = _rows(table)
    except InputError as error:
        return error.message
    if "ragged" in rows["_aside"]:
        return None
    kept = rows.filter(rows["_aside"].is_null()).select(*table.columns, "_row")
    # That a column without a name is empty is known only where all of it is held.
    kept = kept.select(name for name in kept.columns
                       if not re.fullmatch(r"column_\d+", name) or kept[name].null_count() < kept.height)  # fmt: skip
    return kept.columns, kept.rows(), rows.height + sum(part.count for part in table.aside)


@target
def surveyed(data: bytes) -> None:
    """What the survey calls regular is regular: the csv module, Polars and C find the same cells."""
    if len(data) < 4:
        return
    separator = ",;\t|"[data[0] % 4]
    width, windows = 2 + data[1] % 4, bool(data[2] & 1)
    body = data[3:]
    path = _file(body)
    try:
        with _as_large() if data[2] & 2 else nullcontext():
            found = survey.survey(path, separator, width, 0, b"", windows)
    except NotUtf8:
        return
    if found.irregular_at is not None:
        body = body[: found.irregular_at]
    meant = records_of(body.decode("utf-8"), separator)
    assert meant is not None, "regular, but not well-formed"
    assert len(meant) == found.rows, f"{found.rows} rows, the csv module finds {len(meant)}"
    assert all(len(cells) == width for cells in meant), "regular, but of several widths"
    names = [f"c{at}" for at in range(width)]
    if not found.rows or found.irregular_at is not None:
        return
    scanned = pl.scan_csv(
        path, has_header=False, separator=separator, schema=dict.fromkeys(names, pl.String()),
        quote_char='"' if found.quoted else None, glob=False,
    ).collect()  # fmt: skip
    cells = [[cell or "" for cell in row] for row in scanned.rows()]
    assert cells == [[c.lstrip("\ufeff") if (r, at) == (0, 0) else c for at, c in enumerate(row)]
                     for r, row in enumerate(meant)]  # fmt: skip
    if found.strange:
        return
    regular = stream.Regular(path, separator, names, 0, 0, 1, quoted=found.quoted, windows=windows)
    with _as_large(16 + data[2]):
        cut = stream.regular_records(regular).select(names).collect()
    assert [[cell or "" for cell in row] for row in cut.rows()] == meant


@target
def finder(data: bytes) -> None:
    """The parts of a sheet: every row above the body is a title, blank or part of the header."""
    rows = [line.split("\t") for line in data.decode("utf-8", "replace").split("\n")]
    rows = [[cell.strip() for cell in row] for row in rows]
    layout = find_table(rows)
    if layout is None:
        assert not any(cell for row in rows for cell in row)
        return
    assert len(set(layout.names)) == len(layout.names) > 0
    assert 0 <= layout.body <= len(rows)
    assert layout.header is None or layout.header < layout.body
    assert not set(layout.titles) & set(layout.blanks)
    above = set(layout.titles) | set(layout.blanks)
    assert all(at < layout.body for at in above)
    assert layout.body - len(above) <= 3, "rows above the body that are lost"
    width = max(len(row) for row in rows)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    frame = pl.DataFrame(grid, schema={f"c{at}": pl.String() for at in range(width)}, orient="row")
    table = table_of_sheet(Source("x", "xlsx", "", 0), frame, None)
    if table is not None:
        accounted = _rows(table).height + sum(part.count for part in table.aside)
        assert len(rows) - accounted <= 3, "rows that are lost"


# --- workbooks and markup -----------------------------------------------------------------------------


@target
def markup(data: bytes) -> None:
    """HTML and XML tables, as .xls."""
    for table in read_tables([str(_file(data, "x.xls"))]).tables:
        _rows(table)


@target
def binary(data: bytes) -> None:
    """Workbooks, Parquet and packed files whose bytes are damaged."""
    for table in read_tables([str(_file(data, "x.dat"))]).tables:
        _rows(table)


@target
def workbook(data: bytes) -> None:
    """A workbook of which one part is what the fuzzer wants; or whose bytes are."""
    if not data:
        return
    part = data[0] % 8
    content = data[1:] if part >= len(_PARTS) else _book({_PARTS[part]: data[1:]})
    for table in read_tables([str(_file(content, "x.xlsx"))]).tables:
        _rows(table)
        bind([table], must_use=False)


_PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml",
          "xl/_rels/workbook.xml.rels", "[Content_Types].xml")  # fmt: skip


@cache
def _good_book() -> dict[str, bytes]:
    from datetime import datetime

    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2024, 1, 1)})
        sheet = book.add_worksheet("流水")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["客户号", "交易日期", "金额"])
        for n in range(1, 4):
            sheet.write_string(n, 0, f"000{n}")
            sheet.write_datetime(n, 1, date(2024, 1, n), day)
            sheet.write_number(n, 2, n * 1.5)
        sheet.merge_range("A6:A7", "合计")
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _book(instead: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in {**_good_book(), **instead}.items():
            archive.writestr(name, content)
    return out.getvalue()


# --- cells ------------------------------------------------------------------------------------------


_AMOUNT_WORDS = (
    *"0123456789", "000", "234", "567", ".", ",", "-", "-", "+", "(", ")", "（", "）", "￥", "¥", "$", "万", "亿", "千", "元",
    " ", "\t", "CNY ", "USD", "RMB", "(CN)", "１", "，", "．", "－", "—", "%", "E+", "e", "'", "借", "贷", "人民币", "\n", "\n", "\n",
)  # fmt: skip
_DAY_WORDS = (
    *"0123456789", "2024", "2023", "1999", "01", "12", "31", "30", "13", "24", "-", "-", "/", "/", ".", "年", "月", "日", " ", "T", ":",
    "08:26:05", "Jan", "Feb", "September", ",", "st", "th", "45322", "9999-12-31", "1900-01-00", "--", "上午", "PM", "Z", "+08:00", "２", "\n", "\n",
    "\n", "\n",
)  # fmt: skip


def _cells(data: bytes, words: tuple[str, ...]) -> pl.Series:
    """A column: every byte is a word, so that whatever the fuzzer tries looks like something."""
    written = "".join(words[byte % len(words)] for byte in data[:200])
    return pl.Series("cells", written.split("\n"), dtype=pl.String)


def _column_of(text: str, words: tuple[str, ...]) -> bytes:
    """The bytes that ``_cells`` reads as ``text``, as far as there are words for it."""
    data, at = bytearray(), 0
    while at < len(text):
        word = max((w for w in words if text.startswith(w, at)), key=len, default="")
        data += bytes([words.index(word)]) if word else b""
        at += max(len(word), 1)
    return bytes(data)


@target
def amounts(data: bytes) -> None:
    """Amounts: a plain decimal is itself, any other has the digits of its cell; alone or in a column."""
    cells = _cells(data, _AMOUNT_WORDS)
    writing = Writing(decimal_comma=has_decimal_comma(cells))
    parse = money(writing)
    found = parse(cells)
    for cell, amount in zip(cells.to_list(), found.to_list(), strict=True):
        plain = plain_amount(cell)
        if plain is not None and not writing.decimal_comma:
            assert amount == plain, f"{cell!r} is read as {amount}"
        if amount is not None:
            assert could_mean(cell, amount), f"{cell!r} is read as {amount}"
    for cell, amount in list(zip(cells.to_list(), found.to_list(), strict=True))[:2]:
        assert parse(pl.Series([cell])).item() == amount, f"{cell!r} is read otherwise alone"


@target
def days(data: bytes) -> None:
    """Dates: a whole date with its year first is itself, no other is made up; alone or in a column."""
    cells = _cells(data, _DAY_WORDS)
    form = form_of(cells)
    found = dates(form, cells)
    for cell, day in zip(cells.to_list(), found.to_list(), strict=True):
        plain = plain_day(cell)
        if plain is not None and cell.isascii() and not form.serials:
            assert day == plain, f"{cell!r} is read as {day}"
        is_clock = cell.isdecimal() and len(cell) in (10, 13)  # seconds since 1970
        if day is not None and not form.serials and day.day < 28 and not is_clock:
            assert names_day(cell, day), f"{cell!r} is read as {day}"
    for cell, day in list(zip(cells.to_list(), found.to_list(), strict=True))[:1]:
        assert dates(form, pl.Series([cell], dtype=pl.String)).item() == day, f"{cell!r} alone"


# --- what a person writes -----------------------------------------------------------------------------


@target
def settings(data: bytes) -> None:
    """custseg.toml: filled sections or one UsageError."""
    load(_file(data, "custseg.toml"), {
        "rfm": lambda: RfmSettings, "read": lambda: ReadOptions, "reading": lambda: KeptReading,
    })  # fmt: skip


@target
def conditions(data: bytes) -> None:
    """Conditions: one that is understood can be computed, and gives true, false or null."""
    types = {"value_tier": pl.String(), "money": pl.Float64(), "last_date": pl.Date(), "member": pl.Boolean()}  # fmt: skip
    condition = compile_condition(data.decode("utf-8", "replace"), types)
    customers = pl.DataFrame(
        {"value_tier": ["high", None], "money": [1.0, None], "last_date": [date(2024, 1, 1), None],
         "member": [True, None]}, schema=types,
    )  # fmt: skip
    held = customers.select(condition.expr.alias("held"))["held"]
    assert held.dtype in (pl.Boolean(), pl.Null()), held.dtype
