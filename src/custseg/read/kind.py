"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import mmap
import re
import zipfile
from pathlib import Path

from custseg.errors import InputError
from custseg.words import label, t

HEAD = 8192
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"), (b"BM", "bmp"),
    (b"II*\x00", "tiff"), (b"%PDF", "pdf"), (b"{\\rtf", "rtf"), (b"7z\xbc\xaf\x27\x1c", "seven_zip"),
    (b"Rar!", "rar"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"SQLite format 3", "sqlite"), (b"ARROW1", "arrow"), (b"\x7fELF", "program"), (b"MZ", "program"),
    (b"RIFF", "media"), (b"ID3", "media"),
)  # fmt: skip
_BINARY_START = (b"BM", b"MZ", b"ID3", b"RIFF", b"BZh", b"GIF8")
_CONTROLS = bytes(b for b in range(32) if b not in (0, 1, 7, 9, 10, 11, 12, 13, 26, 27))
"""Control characters that no text has; 1 separates cells in some."""
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|table|meta|style|div)\b",
    re.I | re.S,
)
_SPREADSHEET_ML = re.compile(rb"<\?mso-application|urn:schemas-microsoft-com:office:spreadsheet")


class NotATable(InputError):  # noqa: N818 - reads as what it says
    """The file is something else than a table: refused when named, left out of a folder."""


def kind_of(path: Path, name: str) -> str:
    """The kind of the file at ``path``.

    ``xlsx xls xlsb ods html spreadsheetml parquet gzip zip`` or ``text``. Raises NotATable with
    what the file is when it is no table, and InputError when it cannot be opened.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise NotATable(t("{name} is empty (0 bytes)", name=name), t("export it again"))
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path, name)
    if head.startswith(_OLE):
        return _kind_of_ole(path, name)
    foreign = _foreign(head)
    if foreign:
        raise _not_a_table(name, foreign)
    return _kind_of_text(head, name)


def _foreign(head: bytes) -> str | None:
    for magic, what in _FOREIGN:
        if head.startswith(magic) and (magic not in _BINARY_START or b"\x00" in head):
            return what
    return None


def _not_a_table(name: str, what: str) -> NotATable:
    return NotATable(
        t("{name} is a {what}, not a table", name=name, what=label("file_kind", what)),
        t("pass a CSV, Excel, ODS, HTML or Parquet export"),
    )


def _kind_of_text(head: bytes, name: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if _SPREADSHEET_ML.search(head):
        return "spreadsheetml"
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    nuls = head.count(0)
    if nuls > len(head) // 4 and _looks_like_utf16(head):
        return "text"
    strange = len(head) - len(head.translate(None, _CONTROLS))
    if nuls > len(head) // 20 or strange > len(head) // 50:
        raise _not_a_table(name, "binary")
    return "text"


def _looks_like_utf16(head: bytes) -> bool:
    """Text in UTF-16 without a BOM: every other byte of Latin text is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    return min(even, odd) * 10 < max(even, odd)


def _kind_of_zip(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {info.filename for info in archive.infolist()}
            mimetype = archive.read("mimetype")[:80] if "mimetype" in entries else b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            t("{name} is a damaged or cut off workbook or zip file", name=name),
            t("open it in Excel and save it again, or copy it again"),
        ) from error
    if "xl/workbook.bin" in entries:
        return "xlsb"
    if any(entry.lower() == "xl/workbook.xml" for entry in entries):
        return "xlsx"
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if "word/document.xml" in entries:
        raise _not_a_table(name, "word")
    if "ppt/presentation.xml" in entries:
        raise _not_a_table(name, "powerpoint")
    if sum(not entry.endswith("/") for entry in entries) == 1:
        return "zip"
    raise NotATable(
        t("{name} is a zip of {count} files", name=name, count=len(entries)),
        t("unpack it and pass the folder"),
    )


def _kind_of_ole(path: Path, name: str) -> str:
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        encrypted = whole.find("EncryptedPackage".encode("utf-16-le")) >= 0
        workbook = any(whole.find(word.encode("utf-16-le") + b"\0\0") >= 0
                       for word in ("Workbook", "Book", "WORKBOOK", "BOOK"))  # fmt: skip
        word = whole.find("WordDocument".encode("utf-16-le")) >= 0
    if encrypted:
        raise password_needed(name)
    if workbook:
        return "xls"
    raise _not_a_table(name, "word" if word else "binary")


def password_needed(name: str) -> InputError:
    """The refusal of a workbook that is encrypted."""
    return InputError(
        t("{name} is protected by a password", name=name),
        t("open it in Excel and save it without a password"),
    )
