"""Workbooks and archives made to hurt: each is read in a process of its own, with limits."""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zipfile
from collections.abc import Callable

from corpus.case import Case, Refused, Truth, rows_of, text
from corpus.parts import (
    biff,
    changed,
    compound,
    lines,
    number,
    ods,
    ods_row,
    ods_table,
    ods_text,
    sheet,
    spreadsheetml,
    typed,
    words,
    xlsb,
    xlsx,
    zipped,
)

_HEAD = ["客户号", "日期", "金额"]
_PLAIN = lines(_HEAD, ["0001", "2024-01-05", 100.5], ["0002", "2024-01-06", 20])
_ROWS = rows_of("customer_id date amount", "0001 2024-01-05 100.5", "0002 2024-01-06 20")
_GOOD = sheet(_PLAIN)
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{"&a" * 10}{n - 1 if n > 1 else ""};">' for n in range(1, 10)) + "]>"
)  # fmt: skip
_MB = 1 << 20


def _declared(part: bytes, declaration: str) -> bytes:
    """A part with a declaration before its root."""
    return part.replace(b"?>\n", b"?>\n" + declaration.encode(), 1)


def _twice() -> bytes:
    out = io.BytesIO(xlsx(_GOOD))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/worksheets/sheet1.xml", _GOOD)
    return out.getvalue()


def _lying(book: bytes, part: str, declared: int) -> bytes:
    """A workbook whose zip claims another size for a part than it has."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        true = struct.pack("<I", archive.getinfo(part).file_size)
    return book.replace(true, struct.pack("<I", declared))


def _many_rows(count: int, cell: str) -> bytes:
    return sheet(_PLAIN + "".join(f'<row r="{n}">{cell}</row>' for n in range(4, count)))


def _bomb(inside: Callable[[], bytes]) -> Callable[[], bytes]:
    return lambda: xlsx(inside())


_FAR = [
    Case("a stray cell in the last corner", "a.xlsx",
         xlsx(sheet(_PLAIN + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), Refused("cell far out")),
    Case("a stray cell in the last row", "a.xlsx",
         xlsx(sheet(_PLAIN + '<row r="1048576"><c r="C1048576"><v>1</v></c></row>')), Refused("cell far out")),
    Case("a cell beyond all columns", "a.xlsx",
         xlsx(sheet(_PLAIN + '<row r="4"><c r="ZZZZ4"><v>1</v></c></row>')), Refused("a cell in column")),
    Case("a row number beyond all rows", "a.xlsx",
         xlsx(sheet(_PLAIN + '<row r="4294967297"><c><v>1</v></c></row>')), Refused("a cell in row")),
    Case("a cell that says another row than its row does, far out", "a.xlsx",
         xlsx(sheet(_PLAIN + '<row r="4"><c r="A999999999"><v>1</v></c></row>')), Refused("a cell in row")),
    Case("hidden columns and merged cells without end", "a.xlsx",
         xlsx(sheet(_PLAIN, before='<cols><col min="5" max="999999999" hidden="1"/></cols>',
                    after='<mergeCells><mergeCell ref="E1:XFD1048576"/></mergeCells>')), Truth(_ROWS)),
    Case("a large sheet with a stray cell between its rows", "a.xlsx",
         _bomb(lambda: sheet(_PLAIN + "".join(
             f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{n:08}</t></is></c><c r="B{n}"><v>45000</v></c>'
             f'<c r="C{n}"><v>1.5</v></c></row>' for n in range(4, 80_000))
             + '<row r="900000"><c r="XFD900000"><v>1</v></c></row>')), Refused("cell far out")),
    Case("an .ods whose content repeats without end", "a.ods",
         ods(ods_table(ods_row(*_HEAD), ods_row(ods_text("0001").replace(
             "<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" '),
             repeated=1048570))), Refused("repeats cells without end")),
    Case("an .xlsb with a stray cell in the last corner", "a.xlsb",
         xlsb([_HEAD, ["0001", "2024-01-05", 1]], far=(1048575, 16383)), Refused("cell far out")),
    Case("an .xlsb with a row beyond all rows", "a.xlsb",
         xlsb([_HEAD, ["0001", "2024-01-05", 1]], far=(0x7FFFFFFF, 3)), Refused("a cell in row")),
    Case("an .xls with a stray cell in its last corner", "a.xls",
         compound({"Workbook": biff((0x203, struct.pack("<HHHd", 0, 0, 0, 1.0)),
                                    (0x203, struct.pack("<HHHd", 65535, 255, 0, 1.0)))}), Refused("cell far out")),
    Case("Excel 2003 XML with an index without end", "a.xml",
         spreadsheetml('<Worksheet ss:Name="s"><Table><Row ss:Index="999999999"><Cell><Data ss:Type="Number">1'
                       "</Data></Cell></Row></Table></Worksheet>"), Refused("a cell in row")),
    Case("Excel 2003 XML with merged cells without end", "a.xml",
         spreadsheetml('<Worksheet ss:Name="s"><Table><Row><Cell ss:MergeDown="999999999" ss:MergeAcross="999999999">'
                       '<Data ss:Type="String">x</Data></Cell></Row></Table></Worksheet>'), Truth(())),
]  # fmt: skip

_ENTITIES = [
    Case("a billion laughs in a sheet", "a.xlsx", xlsx(_declared(_GOOD, _LAUGHS)), Refused("declares entities")),
    Case("a billion laughs in UTF-16", "a.xlsx",
         xlsx(_declared(_GOOD, _LAUGHS).decode().replace("UTF-8", "UTF-16").encode("utf-16")),
         Refused("declares entities")),
    Case("a billion laughs in the shared texts", "a.xlsx",
         xlsx(sheet(lines(_HEAD, ["0001", "2024-01-05", typed("s", "0")])),
              shared=_LAUGHS.encode() + b'<sst><si><t>&a9;</t></si></sst>'), Refused("declares entities")),
    Case("an outside entity in the workbook part", "a.xlsx",
         changed(xlsx(_GOOD), "xl/workbook.xml", b"?>\n", b'?>\n<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
         Refused("declares entities")),
    Case("a declaration behind a long comment", "a.xlsx",
         xlsx(_declared(_GOOD, "<!--" + "x" * _MB + "-->" + _LAUGHS)), Refused("declares entities")),
    Case("an .ods with entities", "a.ods",
         changed(ods(ods_table(ods_row(*_HEAD))), "content.xml", b"?>\n", b"?>\n" + _LAUGHS.encode()),
         Refused("declares entities")),
    Case("Excel 2003 XML with entities", "a.xml",
         spreadsheetml("<Worksheet/>").replace(b"<Workbook", _LAUGHS.encode() + b"<Workbook"),
         Refused("declares entities")),
    Case("tags within tags without end", "a.xlsx", _bomb(lambda: sheet("<a>" * (2 * _MB))), Refused("nested without end")),
    Case("as many that there is an end", "a.xlsx", _bomb(lambda: sheet("<a>" * (8 * _MB))), Refused(".")),
]  # fmt: skip

_BOMBS = [
    Case("a sheet of blanks that unpacks to 200 MB", "a.xlsx", _bomb(lambda: sheet(_PLAIN, after=" " * (200 * _MB))),
         Refused("unpacks to more than")),
    Case("the same with a lie about its size", "a.xlsx",
         lambda: _lying(xlsx(sheet(_PLAIN, after=" " * (200 * _MB))), "xl/worksheets/sheet1.xml", 1000),
         Refused("unpacks to more than|damaged|cut off")),
    Case("a text of 60 MB in a cell", "a.xlsx", _bomb(lambda: sheet(lines(_HEAD, ["0001", "2024-01-05", "9" * (60 * _MB)]))),
         Refused("hold .* characters")),
    Case("a million rows of nothing", "a.xlsx", _bomb(lambda: sheet(_PLAIN + "<row/>" * 1_000_000)), Truth(_ROWS)),
    Case("a million shared texts of nothing", "a.xlsx",
         lambda: xlsx(_GOOD, shared=b"<sst>" + b"<si/>" * 1_000_000 + b"</sst>"), Truth(_ROWS)),
    Case("a million merged cells", "a.xlsx",
         _bomb(lambda: sheet(_PLAIN, after="<mergeCells>" + '<mergeCell ref="E1:E2"/>' * 1_000_000 + "</mergeCells>")),
         Truth(_ROWS)),
    Case("a shared text that is pointed to a hundred thousand times", "a.xlsx",
         lambda: xlsx(_many_rows(100_000, '<c t="s"><v>0</v></c>'), shared=["x" * 30_000]), Refused("hold .* characters")),
    Case("a count of shared texts that is a lie", "a.xlsx",
         xlsx(sheet(lines(_HEAD, ["0001", typed("s", "0"), 100.5])),
              shared=b'<sst count="99999999999" uniqueCount="99999999999"><si><t>2024-01-05</t></si></sst>'),
         Truth(_ROWS[:1])),
    Case("a shared text that is not there", "a.xlsx",
         xlsx(sheet(lines(_HEAD, [typed("s", "999999999"), "2024-01-05", 1])), shared=["x"]), Refused("refers to text")),
    Case("an archive within a part that nobody asks for", "a.xlsx",
         lambda: xlsx(_GOOD, extra={"xl/media/image1.png": zipped({"b": bytes(300 * _MB)})}), Truth(_ROWS)),
    Case("twenty thousand parts", "a.xlsx",
         lambda: xlsx(_GOOD, extra={f"xl/media/{n}.png": b"" for n in range(20_000)}), Refused("parts")),
    Case("a part that is there twice", "a.xlsx", _twice, Refused("there twice")),
    Case("styles without end", "a.xlsx",
         changed(xlsx(sheet(lines(_HEAD, ["0001", "2024-01-05", number(1, 2_000_000_000)]))), "xl/styles.xml",
                 b"</cellXfs>", b'<xf numFmtId="99999999999999999999"/></cellXfs>'),
         Truth(rows_of("customer_id date amount", "0001 2024-01-05 1"))),
    Case("gzip that unpacks to 300 MB", "a.csv.gz", lambda: gzip.compress(b"a,b\n" + bytes(300 * _MB)), Refused("unpacks to more")),
    Case("gzip of one endless line", "a.csv.gz", lambda: gzip.compress(b"a" * (90 * _MB)), Refused(".")),
    Case("a zip that unpacks to 300 MB", "a.zip", lambda: zipped({"a.csv": b"1,2\n" * (75 * _MB)}), Refused("unpacks to more")),
    Case("a zip in a zip in a zip", "a.zip", zipped({"b.zip": zipped({"c.zip": zipped({"d.csv": b"a,b\n"})})}),
         Refused("archive within an archive")),
    Case("a web page of wide cells", "a.xls", b"<table>" + b"<tr><td colspan=2000>x" * 40_000, Refused("cell far out")),
    Case("a web page of tables within tables", "a.xls", b"<html>" + b"<table><tr><td>" * 60_000, Refused(".")),
]  # fmt: skip


def _spinning() -> bytes:
    info = b'<encryption><keyEncryptor><p:encryptedKey spinCount="4000000000"/></keyEncryptor></encryption>'
    return compound(
        {"EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40) + info, "EncryptedPackage": bytes(5000)}
    )


def _circle() -> bytes:
    """An .xls whose chain of sectors runs in a circle."""
    whole = bytearray(compound({"Workbook": biff((0x203, struct.pack("<HHHd", 0, 0, 0, 1.0)))}))
    struct.pack_into("<I", whole, 512 + 4 * 5, 2)
    return bytes(whole)


def _xls_with(*records: tuple[int, bytes]) -> bytes:
    return compound({"Workbook": biff(*records)})


_BROKEN = [
    Case("half a workbook", "a.xlsx", xlsx(_GOOD)[:900], Refused("damaged or cut off")),
    Case("a workbook without its last bytes", "a.xlsx", xlsx(_GOOD)[:-30], Refused("damaged or cut off")),
    Case("a workbook with a broken byte", "a.xlsx",
         lambda: (lambda whole, at: whole[:at] + b"\xff\xff\xff\xff" + whole[at + 4 :])(
             xlsx(_GOOD), xlsx(_GOOD).index(b"worksheets/sheet1.xml") + 60), Refused("damaged|cut off")),
    Case("a workbook without a workbook part", "a.xlsx",
         zipped({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": _GOOD}), Refused("damaged")),
    Case("a workbook whose sheet is missing", "a.xlsx",
         changed(xlsx(_GOOD), "xl/_rels/workbook.xml.rels", b"sheets/sheet1.xml", b"sheets/sheet9.xml"),
         Refused("missing in the file")),
    Case("an .xls whose sectors run in a circle", "a.xls", _circle, Refused("damaged or cut off")),
    Case("half an .xls", "a.xls", _xls_with((0x203, struct.pack("<HHHd", 0, 0, 0, 1.0)))[:1600], Refused("damaged|not a table")),
    Case("an .xls with a cell that is cut off", "a.xls", _xls_with((0x203, b"\0\0")), Refused("damaged or cut off")),
    Case("an .xls whose text is not there", "a.xls", _xls_with((0xFD, struct.pack("<HHHI", 0, 0, 0, 4_000_000_000))),
         Refused("damaged or cut off")),
    Case("an .xls that is all one letter", "a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"Workbook\0" * 5000, Refused(".")),
    Case("an .xlsb with a record that is longer than its part", "a.xlsb",
         lambda: (lambda b: changed(b, "xl/worksheets/sheet1.bin", b"\x91\x01\x00", b"\x91\x01\xff\xff\xff\x7f"))(
             xlsb([_HEAD, ["0001", "2024-01-05", 1]])), Refused("damaged")),
    Case("an .xlsb with a text that is not there", "a.xlsb",
         xlsb([_HEAD, [bytes([7, 0]) + struct.pack("<I", 99), "2024-01-05", 1]]), Refused("damaged")),
    Case("a password that would be hashed for hours", "a.xlsx", _spinning, Refused("hashed 4000000000 times|damaged")),
    Case("Parquet of nothing but its name", "a.parquet", b"PAR1" + bytes(100) + b"PAR1", Refused("Parquet")),
    Case("Parquet that lies about its footer", "a.parquet", b"PAR1" + b"\x15\x04" * 50 + struct.pack("<I", 2**31 - 1) + b"PAR1",
         Refused("Parquet")),
    Case("gzip that is cut off", "a.csv.gz", gzip.compress(text(*["a,b,c"] * 5000))[:-20], Refused("damaged or cut off")),
    Case("a locked file within a zip", "a.zip",
         lambda: zipped({"a.csv": b"a,b\n1,2\n"}).replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\1\0")
         .replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"), Refused("password|damaged")),
]  # fmt: skip

_QUIET = [
    Case("sheet names, headers and cells that are code", "a.xlsx",
         xlsx(sheet(lines([*_HEAD, "=1+1", "[red]x[/]"], ["0001", "2024-01-05", 100.5, words("\x1b[31m".replace("\x1b", "")), "@SUM(1)"])),
              names=["../../x"]), Truth(({**_ROWS[0], "=1+1": "[31m", "[red]x[/]": "@SUM(1)"},))),
    Case("links to elsewhere are not followed", "a.xlsx",
         xlsx(sheet(_PLAIN, after='<hyperlinks><hyperlink ref="A1" r:id="rId1" '
                    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></hyperlinks>'),
              extra={"xl/worksheets/_rels/sheet1.xml.rels": b"<Relationships/>"}), Truth(_ROWS)),
    Case("a part outside of the archive", "a.xlsx",
         changed(xlsx(_GOOD), "xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"../../../../xl/worksheets/sheet1.xml"),
         Truth(_ROWS)),
]  # fmt: skip

CASES: list[Case] = [*_FAR, *_ENTITIES, *_BOMBS, *_BROKEN, *_QUIET]
