"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

import json
import mmap
import re
import struct
import zipfile
import zlib
from pathlib import Path

from custseg.errors import InputError
from custseg.read.foreign import foreign_text
from custseg.read.text.wide import marked_encoding, unmarked_encoding
from custseg.read.workbook.guard import part_name
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
_SPREADSHEET_ML = re.compile(
    rb"<\?mso-application[^>]*Excel\.Sheet|<(?:\w+:)?Workbook[^>]{0,400}"
    rb"urn:schemas-microsoft-com:office:spreadsheet"
)
_FLAT_OPENDOCUMENT = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<office:document\b")
_MHTML = re.compile(rb"\s*(?:MIME-Version:|Content-Type:\s*multipart/related)", re.I)
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*"(?:[^"\\\r\n]|\\.)*"\s*:')
"""An object with a name and a colon: no header and no row begins so, but a cell of JSON may."""
_OLD_EXCEL = (
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x08\x10\x00",
)
"""Workbooks without a container, as Excel 2 to 5 wrote them."""


class NotATable(InputError):  # noqa: N818 - reads as what it says
    """The file is something else than a table: refused when named, left out of a folder."""


def kind_of(path: Path, name: str) -> str:
    """The kind of the file at ``path``.

    ``xlsx xls xlsb ods html mhtml spreadsheetml parquet gzip zip encrypted`` or ``text``. Raises
    NotATable with what the file is when it is no table, and InputError when it cannot be opened.
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
    if head.startswith(_OLD_EXCEL):
        raise _not_a_table(name, "old_excel")
    foreign = _foreign(head)
    if foreign:
        raise _not_a_table(name, foreign)
    return _kind_of_text(head, name)


def _foreign(head: bytes) -> str | None:
    for magic, what in _FOREIGN:
        if head.startswith(magic) and (magic not in _BINARY_START or b"\x00" in head):
            return what
    return None


def _not_a_table(name: str, what: str, hint: str | None = None) -> NotATable:
    return NotATable(
        t("{name} is a {what}, not a table", name=name, what=label("file_kind", what)),
        hint or t("pass a CSV, Excel, ODS, HTML or Parquet export"),
    )


def _kind_of_text(head: bytes, name: str) -> str:
    plain = _in_bytes(head)
    if _SPREADSHEET_ML.search(plain):
        return "spreadsheetml"
    if _HTML.match(plain):
        return "html"
    if _MHTML.match(plain) and b"multipart/related" in plain.lower():
        return "mhtml"
    if _FLAT_OPENDOCUMENT.match(plain):
        raise _not_a_table(name, "flat_opendocument")
    if is_json(plain):
        raise _not_a_table(name, "json")
    foreign = foreign_text(plain)
    if foreign is not None:
        raise _not_a_table(name, foreign.kind, foreign.hint)
    if marked_encoding(head) is not None:
        return "text"
    if unmarked_encoding(head) is not None:
        return "text"
    head = head.rstrip(b"\0") or head  # the end of a file that was never written
    nuls = head.count(0)
    strange = len(head) - len(head.translate(None, _CONTROLS))
    if nuls > len(head) // 20 or strange > len(head) // 50:
        raise _not_a_table(name, "binary")
    return "text"


def is_json(head: bytes) -> bool:
    """Whether a file that begins so is JSON, on one line or many, or JSON lines.

    An object that ends on the first line must be all of it: else it is a cell, and others follow.
    """
    if not _JSON.match(head):
        return False
    first = head.lstrip().partition(b"\n")[0].decode("utf-8", "replace")
    try:
        _, end = json.JSONDecoder().raw_decode(first)
    except (ValueError, RecursionError):
        return True  # it ends on a later line
    return not first[end:].strip()


def _in_bytes(head: bytes) -> bytes:
    """The beginning of a text in bytes of ASCII, whatever Unicode it is written in."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) & ~1].decode("utf-16", "ignore").encode("ascii", "ignore")
    return head.removeprefix(b"\xef\xbb\xbf")


def _kind_of_zip(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [part_name(info.filename) for info in archive.infolist()]
            if any(info.header_offset < 0 for info in archive.infolist()):
                raise zipfile.BadZipFile("a part lies outside the file")
            mimetype = b""
            if "mimetype" in archive.namelist():
                with archive.open("mimetype") as stream:
                    mimetype = stream.read(100)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
    ) as error:
        raise InputError(
            t("{name} is a damaged or cut off workbook or zip file", name=name),
            t("open it in Excel and save it again, or copy it again"),
        ) from error
    for entry, kind in (("xl/workbook.bin", "xlsb"), ("xl/workbook.xml", "xlsx")):
        if entry in entries:
            return kind
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    for what, is_one in (
        ("word", "word/document.xml" in entries), ("powerpoint", "ppt/presentation.xml" in entries),
        ("opendocument", b"opendocument" in mimetype),
        ("numbers", any(entry.startswith("index/") and entry.endswith(".iwa") for entry in entries)),
    ):  # fmt: skip
        if is_one:
            raise _not_a_table(name, what)
    if "[content_types].xml" in entries and any(entry.endswith("sheet1.xml") for entry in entries):
        return "xlsx"
    packed = [entry for entry in entries if is_packed_file(entry)]
    if len(packed) == 1:
        return "zip"
    raise NotATable(
        t("{name} is a zip of {count} files", name=name, count=len(packed)),
        t("unpack it and pass the folder"),
    )


def is_packed_file(entry: str) -> bool:
    """Whether an entry of a zip is a file of its own, not a folder nor what a Mac puts beside one."""
    return not (entry.endswith("/") or entry.lower().startswith("__macosx/")
                or entry.lower().endswith(".ds_store"))  # fmt: skip


def _kind_of_ole(path: Path, name: str) -> str:
    """What is in a compound file, by the names in its directory."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:

        def has(*streams: str) -> bool:
            return any(whole.find(each.encode("utf-16-le")) >= 0 for each in streams)

        if has("EncryptedPackage"):
            return "encrypted"
        if has("WordDocument"):
            raise _not_a_table(name, "word")
        if has("PowerPoint Document"):
            raise _not_a_table(name, "powerpoint")
        if has("Workbook\0", "Book\0", "WORKBOOK\0", "BOOK\0"):
            return "xls"
        raise _not_a_table(name, "outlook" if has("__properties_version1.0") else "binary")


def password_needed(name: str) -> InputError:
    """The refusal of a workbook that is encrypted."""
    return InputError(
        t("{name} is protected by a password", name=name),
        t(
            "put its password in a file and pass --password-file FILE, or save it without a password"
        ),
    )
