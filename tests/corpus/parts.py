"""Workbooks put together part by part, so that they can hold what no library would write."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from itertools import accumulate

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
Cell = str | int | float | None
Markup = str


def number(value: float | str, style: int = 0, formula: str | None = None) -> Markup:
    """A number; its text stands as given."""
    said = "" if formula is None else f"<f>{escape(formula)}</f>"
    return f'<c r="@" s="{style}">{said}<v>{value}</v></c>'


def words(text: str, style: int = 0) -> Markup:
    """A text within its cell."""
    return f'<c r="@" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def typed(kind: str, value: str, style: int = 0) -> Markup:
    """A cell of any type: ``e`` an error, ``b`` a truth, ``s`` a shared text, ``d`` a date."""
    return f'<c r="@" s="{style}" t="{kind}"><v>{escape(value)}</v></c>'


def uncomputed(formula: str, rest: str = "") -> Markup:
    """A formula without a value."""
    return f'<c r="@"><f>{escape(formula)}</f>{rest}</c>'


def lines(*rows: Sequence[Cell | Markup], first: int = 1, column: str = "A", hidden: Sequence[int] = ()) -> str:  # fmt: skip
    """Rows of markup or plain values, one below the other."""
    said = []
    for at, row in enumerate(rows, first):
        cells = [
            _cell(cell).replace('r="@"', f'r="{_letters(_at(column) + n)}{at}"')
            for n, cell in enumerate(row) if cell is not None
        ]  # fmt: skip
        off = ' hidden="1"' if at in hidden else ""
        said.append(f'<row r="{at}"{off}>{"".join(cells)}</row>')
    return "".join(said)


def _cell(cell: Cell | Markup) -> Markup:
    if isinstance(cell, str):
        return cell if cell.startswith("<c ") else words(cell)
    return number(cell if cell is not None else "")


def _at(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at


def _letters(at: int) -> str:
    text = ""
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(65 + rest) + text
    return text


def serial(day: date) -> int:
    """The number of a day in the 1900 system."""
    return (day - date(1899, 12, 30)).days


def sheet(data: str, before: str = "", after: str = "") -> bytes:
    """The part of a sheet around its rows."""
    return (
        f'{_HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'
    ).encode()


def xlsx(
    *sheets: bytes,
    names: Sequence[str] = ("明细", "二月", "三月", "四月"),
    states: Sequence[str] = (),
    codes: Sequence[str] = (),
    shared: bytes | Sequence[str] | None = None,
    properties: str = "",
    calculation: str = "",
    extra: Mapping[str, bytes] | None = None,
    kinds: Sequence[str] = (),
) -> bytes:
    """An .xlsx of these parts; ``codes`` are the number formats of style 1, 2, ..."""
    listed, links, parts = [], [], {}
    for n, content in enumerate(sheets, 1):
        state = f' state="{states[n - 1]}"' if len(states) >= n and states[n - 1] else ""
        kind = kinds[n - 1] if len(kinds) >= n else "worksheet"
        name = escape(names[n - 1])
        listed.append(f'<sheet name="{name}" sheetId="{n}"{state} r:id="rId{n}"/>')
        links.append(_link(f"rId{n}", kind, f"{kind}s/sheet{n}.xml"))
        parts[f"xl/{kind}s/sheet{n}.xml"] = content
    links.append(_link("rId90", "styles", "styles.xml"))
    parts["xl/styles.xml"] = styles(codes)
    if shared is not None:
        links.append(_link("rId91", "sharedStrings", "sharedStrings.xml"))
        parts["xl/sharedStrings.xml"] = shared if isinstance(shared, bytes) else texts(*shared)
    book = (
        f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{_RELATION}"><workbookPr {properties}/>'
        f"<sheets>{''.join(listed)}</sheets>{calculation}</workbook>"
    )
    whole = {
        "[Content_Types].xml": _TYPES, "_rels/.rels": _relations(_link("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": book.encode(), "xl/_rels/workbook.xml.rels": _relations(*links),
        **parts, **(extra or {}),
    }  # fmt: skip
    return zipped(whole)


def styles(codes: Sequence[str]) -> bytes:
    """The part of styles with one style for each number format."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{escape(code)}"/>'
        for n, code in enumerate(codes)
    )
    used = '<xf numFmtId="0"/>' + "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(codes)))
    return (
        f'{_HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="{len(codes)}">{formats}</numFmts>'
        f'<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
        f'<cellXfs count="{len(codes) + 1}">{used}</cellXfs></styleSheet>'
    ).encode()


def texts(*said: str) -> bytes:
    """The part of shared texts; one that begins with ``<`` is markup."""
    items = "".join(
        f"<si>{text if text.startswith('<') else f'<t>{escape(text)}</t>'}</si>" for text in said
    )
    return f'{_HEAD}<sst xmlns="{MAIN}" count="{len(said)}" uniqueCount="{len(said)}">{items}</sst>'.encode()


def zipped(parts: Mapping[str, bytes], stored: bool = False) -> bytes:
    """A zip of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(
        out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    ) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(book: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The same workbook with something in one part replaced."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    return zipped({**parts, part: parts[part].replace(old, new)})


def _link(its_id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{its_id}" Type="{_RELATION}/{kind}" Target="{target}"/>'


def _relations(*links: str) -> bytes:
    uri = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{uri}">{"".join(links)}</Relationships>'.encode()


_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def ods(content: str, styles: str = "", extra: Mapping[str, bytes] | None = None) -> bytes:
    """An .ods of these tables."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    whole = (
        f"{_HEAD}<office:document-content {spaces} {calc}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{content}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mime = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mime, "content.xml": whole.encode(), **(extra or {})})


def ods_row(*cells: str, repeated: int = 1, also: str = "") -> str:
    """A row of an .ods: cells of markup, or of text."""
    said = [cell if cell.startswith("<") else ods_text(cell) for cell in cells]
    again = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{again} {also}>{''.join(said)}</table:table-row>"


def ods_text(text: str) -> str:
    """A cell of text."""
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def ods_value(kind: str, value: str, shown: str, also: str = "") -> str:
    """A cell of a number, date, truth, time ..., and how it is shown."""
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(
        kind, "value"
    )
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}" {also}>'
        f"<text:p>{escape(shown)}</text:p></table:table-cell>"
    )


def ods_table(*rows: str, name: str = "明细", also: str = "") -> str:
    """A sheet of an .ods."""
    return f'<table:table table:name="{escape(name)}" {also}>{"".join(rows)}</table:table>'


def spreadsheetml(*tables: str, styles: str = "", head: str = "", encoding: str = "UTF-8") -> bytes:
    """An Excel 2003 XML spreadsheet of these worksheets."""
    uri = "urn:schemas-microsoft-com:office:spreadsheet"
    whole = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{uri}" xmlns:ss="{uri}" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f"{head}<Styles>{styles}</Styles>{''.join(tables)}</Workbook>"
    )
    return whole.encode("gb18030" if encoding.startswith("gb") else encoding)


def record(kind: int, data: bytes) -> bytes:
    """A record of an .xlsb."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, said = len(data), b""
    while True:
        low, size = size & 0x7F, size >> 7
        said += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + said + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(rows: Sequence[Sequence[Cell | bytes]], codes: Sequence[str] = (), is_1904: bool = False,
         far: tuple[int, int] | None = None) -> bytes:  # fmt: skip
    """An .xlsb of one sheet; a cell in bytes is a record's kind and what follows column and style."""
    cells = b""
    for at, row in enumerate(rows):
        cells += record(0, struct.pack("<IIHBBB", at, 0, 300, 0, 0, 0) + bytes(4))
        for n, cell in enumerate(row):
            if cell is not None:
                cells += _binary_cell(n, cell)
    if far is not None:
        cells += record(0, struct.pack("<IIHBBB", far[0], 0, 300, 0, 0, 0) + bytes(4))
        cells += record(5, struct.pack("<IId", far[1], 0, 1.0))
    fonts = b"".join(
        record(44, struct.pack("<H", 164 + n) + _wide(code)) for n, code in enumerate(codes)
    )
    used = b"".join(record(47, struct.pack("<HH", 0, n) + bytes(12))
                    for n in [0, *(164 + n for n in range(len(codes)))])  # fmt: skip
    links = (
        _link("rId1", "worksheet", "worksheets/sheet1.bin"),
        _link("rId2", "styles", "styles.bin"),
    )
    return zipped({
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(_link("rId1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": record(153, struct.pack("<I", int(is_1904)) + bytes(8))
        + record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("明细")),
        "xl/_rels/workbook.bin.rels": _relations(*links),
        "xl/styles.bin": fonts + record(617, bytes(4)) + used + record(618, b""),
        "xl/worksheets/sheet1.bin": record(145, b"") + cells + record(146, b""),
    })  # fmt: skip


def _binary_cell(column: int, cell: Cell | bytes) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(cell, bytes):
        return record(cell[0], struct.pack("<II", column, cell[1]) + cell[2:])
    if isinstance(cell, str):
        return record(6, place + _wide(cell))
    return record(5, place + struct.pack("<d", cell))


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE) of these streams, each padded to what is no small stream."""
    contents = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    lengths = [-(-len(data) // 512) for data in contents.values()]
    starts = [2, *accumulate(lengths, initial=2)][1:-1] if lengths else []
    table = [0xFFFFFFFD, 0xFFFFFFFE]
    for start, length in zip(starts, lengths, strict=True):
        table += [*range(start + 1, start + length), 0xFFFFFFFE]
    assert len(table) <= 128, "one sector of the table is all there is"
    entries = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1 if contents else 0xFFFFFFFF)
    for at, (name, start) in enumerate(zip(contents, starts, strict=True), 1):
        after = at + 1 if at < len(contents) else 0xFFFFFFFF
        entries += _entry(name, 2, start, len(contents[name]), right=after)
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0,
                        0xFFFFFFFE, 0)  # fmt: skip
    head += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    body = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff") + entries.ljust(512, b"\0")
    return (
        head
        + body
        + b"".join(data.ljust(-(-len(data) // 512) * 512, b"\0") for data in contents.values())
    )


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:  # fmt: skip
    said = name.encode("utf-16-le") + b"\0\0"
    return (said.ljust(64, b"\0") + struct.pack("<HBBIII", len(said), kind, 1, 0xFFFFFFFF, right, child)
            + bytes(36) + struct.pack("<IQ", start, size))  # fmt: skip


def biff(*records: tuple[int, bytes]) -> bytes:
    """The stream of an .xls of one sheet called 明细: these records are its cells."""

    def one(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    start = one(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 6))
    name = "明细".encode("utf-16-le")
    listed = struct.pack("<BB", 2, 1) + name
    offset = len(start) + 4 + 6 + len(listed) + 4
    book = start + one(0x85, struct.pack("<IBB", offset, 0, 0) + listed) + one(0x0A, b"")
    cells = b"".join(one(kind, data) for kind, data in records)
    return (
        book
        + one(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 6))
        + cells
        + one(0x0A, b"")
    )
