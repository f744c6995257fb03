"""Degenerate files: nothing in them, next to nothing, one thing without end, or no table at all."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Mapping

from corpus.case import Case, Refused, Truth, rows_of, text
from corpus.specimen import book

_TEXT = text("customer_id,date,amount", "0001,2024-01-05,5")
_TRUTH = Truth(rows_of("customer_id date amount", "0001 2024-01-05 5"))
_PNG = (
    b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 1, 1, 8, 2, 0, 0, 0)
    + bytes(range(256)) * 4
)


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _no_table(name: str, content: bytes, says: str = r"x\.csv", file: str = "x.csv") -> Case:
    return Case(name, file, content, Refused(says))


def _nothing(name: str, content: bytes, warns: str = r"x\.csv: column names but no rows") -> Case:
    """No row, and a warning that says so."""
    return Case(name, "x.csv", content, Truth((), warns=(warns,)))


CASES: list[Case] = [
    _no_table("zero bytes", b"", r"x\.csv is empty"),
    _no_table("zero bytes in a workbook's name", b"", r"x\.xlsx is empty", "x.xlsx"),
    _no_table("a line end", b"\n", r"x\.csv .*blank"),
    _no_table("blank lines", b"\r\n\r\n\n  \n\t\n", r"x\.csv .*blank"),
    _no_table("blank lines after a mark", b"\xef\xbb\xbf\r\n\r\n", r"x\.csv"),
    _no_table("a mark of UTF-8 alone", b"\xef\xbb\xbf", r"x\.csv"),
    _no_table("a mark of UTF-16 alone", b"\xff\xfe", r"x\.csv"),
    _no_table("separators alone", b",,,\n,,,\n", r"x\.csv"),
    _no_table("spaces", b" " * 5000, r"x\.csv"),
    _no_table("zero bytes without end", b"\0" * 5000, r"x\.csv"),
    _nothing("a header alone", text("customer_id,date,amount")),
    _nothing("a header without a line end", b"customer_id,date,amount"),
    _nothing("a header between blank lines", text("", "customer_id,date,amount", "", "")),
    _nothing("a quote", b'"'),
    Case("a quote before the file", "x.csv", b'"' + b"a,b\n" * 300, Truth(({"column_1": "a", "column_2": "b"},) * 299, warns=("row 1 is never closed",), rejects=("row 1 ",))),
    _nothing("quotes without end", b'"' * 100_000),
    _nothing("titles alone", text("客户流水", "打印时间：2024-01-05")),
    Case("one row", "x.csv", _TEXT, _TRUTH),
    Case("one row in one line of Macintosh", "x.csv", _TEXT.replace(b"\n", b"\r"), _TRUTH),
    Case("one column", "x.csv", text("customer_id", "0001", "0002"), Truth(rows_of("customer_id", "0001", "0002"))),
    _nothing("one word", b"hello"),
    Case("one number", "x.csv", b"5\n", Truth(({"column_1": "5"},), warns=(r"x\.csv is not used",))),
    Case("the amounts of nobody", "x.csv", text("amount", "5", "6"), Truth(rows_of("amount", "5", "6"), warns=("",))),
    _nothing("totals alone", text("customer_id,name,date,amount", "合计,,,12.00"), r"x\.csv: the total.*12\.00"),
    _nothing("a row of blanks under the header", text("customer_id,date,amount", " , , ")),
    Case("a line without end", "x.csv", lambda: b"a" * (30 << 20), Refused(r"x\.csv.*line 1 is longer than")),
    Case("cells without end on one line", "x.csv", lambda: b"1," * (15 << 20), Refused(r"x\.csv.*line 1 is longer than")),
    Case("a line without end among rows", "x.csv", lambda: _TEXT + b"0002,2024-01-05," + b"5" * (12 << 20) + b"\n", Refused(r"x\.csv.*line 3 is longer than")),
    Case("a header of a megabyte", "x.csv", lambda: b"customer_id,date,amount,x" + b"y" * 600_000 + b"\n0001,2024-01-05,5,z\n", _TRUTH),
    Case("a cell of a megabyte", "x.csv", lambda: b'customer_id,date,amount,x\n0001,2024-01-05,5,"' + b"y\n" * 50 + b"y" * 900_000 + b'"\n', _TRUTH),
    Case("a thousand columns", "x.csv", lambda: text("customer_id,date,amount," + ",".join(f"c{n}" for n in range(1000)), "0001,2024-01-05,5" + ",x" * 1000), _TRUTH),
    Case("quotes that never close on every line", "x.csv", lambda: _TEXT + b'0002,"2024-01-05,5\n' * 200_000, Refused(r"x\.csv.*rows do not have 3 cells")),
    Case("one quote before twenty megabytes", "x.csv", lambda: _TEXT + b'0002,"2024-01-05,5\n' + b"0003,2024-01-05,5\n" * 400_000,
         Truth(rows_of("customer_id date amount", "0001 2024-01-05 5", *["0003 2024-01-05 5"] * 400_000), warns=("never closed",), rejects=("row 3 ",))),
    _no_table("a picture", _PNG, r"x\.csv is .*PNG"),
    _no_table("a JPEG picture", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 4, r"x\.csv is "),
    _no_table("a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", r"x\.csv is .*PDF"),
    _no_table("a program of Windows", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0" + bytes(500), r"x\.csv is "),
    _no_table("a program of Linux", b"\x7fELF\2\1\1" + bytes(500), r"x\.csv is "),
    _no_table("noise", bytes((n * 7919 + n * n) % 256 for n in range(5000)), r"x\.csv"),
    _no_table("a letter in Word", _zip({"word/document.xml": b"<w/>", "[Content_Types].xml": b""}), r"x\.csv is .*Word"),
    _no_table("a 7-Zip archive", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(100), r"x\.csv is "),
    _no_table("a database", b"SQLite format 3\0" + bytes(500), r"x\.csv is "),
    Case("a workbook called .csv", "x.csv", lambda: book(("s", [["customer_id", "date", "amount"], ["0001", "2024-01-05", "5"]])), _TRUTH),
    Case("text called .xlsx", "x.xlsx", _TEXT, _TRUTH),
    Case("text called nothing", "orders", _TEXT, _TRUTH),
    Case("gzip", "x.csv.gz", gzip.compress(_TEXT, mtime=0), _TRUTH),
    Case("gzip called .csv", "x.csv", gzip.compress(_TEXT, mtime=0), _TRUTH),
    _no_table("gzip of nothing", gzip.compress(b"", mtime=0), r"x\.csv"),
    _no_table("zero bytes called .gz", b"", r"x\.gz is empty", "x.gz"),
    _no_table("gzip cut off", gzip.compress(_TEXT * 50, mtime=0)[:-12], r"x\.gz is damaged or cut off", "x.gz"),
    _no_table("gzip with wrong check sum", gzip.compress(_TEXT, mtime=0)[:-8] + bytes(8), r"x\.gz is damaged", "x.gz"),
    _no_table("gzip in gzip", gzip.compress(gzip.compress(_TEXT, mtime=0), mtime=0), r"x\.gz is an archive within", "x.gz"),
    Case("a zip of one export", "x.zip", _zip({"orders.csv": _TEXT}), _TRUTH),
    Case("a zip of one export in a folder, with what a Mac adds", "x.zip",
         _zip({"data/orders.csv": _TEXT, "__MACOSX/data/._orders.csv": b"\0\5\x16\7"}), _TRUTH),
    _no_table("a zip of two exports", _zip({"a.csv": _TEXT, "b.csv": _TEXT}), r"x\.zip is a zip of 2 files", "x.zip"),
    _no_table("a zip of nothing", _zip({}), r"x\.zip", "x.zip"),
    _no_table("a zip cut off", _zip({"orders.csv": _TEXT * 9})[:-30], r"x\.zip", "x.zip"),
    _no_table("JSON", b'[{"customer_id": "0001", "amount": 5}]', r"x\.csv is a JSON document"),
    _no_table("JSON lines", b'{"customer_id": "0001", "amount": 5}\n{"customer_id": "0002", "amount": 6}\n', r"x\.csv is a JSON document"),
    Case("cells of JSON", "x.tsv", text("客户号\t交易日期\t交易金额\t属性", '0001\t2024-01-05\t5\t{"a": 1, "b": [2]}', '0002\t2024-01-06\t6\t{}'),
         Truth(rows_of("customer_id date amount", "0001 2024-01-05 5", "0002 2024-01-06 6"))),
    Case("prose", "x.txt", text("Dear Sir,", "please find attached the list of our customers, as agreed.", "Yours, A."),
         Truth(({},), warns=(r"x\.txt is not used",))),
    _nothing("a total and no row", text("客户号,交易日期,交易金额", "合计,,0")),
]  # fmt: skip
