"""Text for other programs: refused by the name of what it is, with what to export instead."""

from __future__ import annotations

from corpus.case import Case, Refused, Truth, rows_of, text

_TEXTS = {
    "vCard file of contacts": ("BEGIN:VCARD", "VERSION:3.0", "FN:张三", "TEL;TYPE=CELL:13800000001", "END:VCARD"),
    "calendar file (iCalendar)": ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR"),
    "bank statement in OFX": ("OFXHEADER:100", "DATA:OFXSGML", "", "<OFX><STMTTRN><TRNAMT>-12.5</STMTTRN></OFX>"),
    "bank statement in QIF": ("!Type:Bank", "D01/25/2024", "T-12.50", "^"),
    "bank statement in SWIFT MT940": (":20:START", ":25:12345678/0001", ":28C:1/1", ":60F:C240101EUR1000,00", ":61:2401050105D12,50NTRF"),
    "message of ISO 20022 (camt)": ('<?xml version="1.0"?>', '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">', "</Document>"),
    "SYLK sheet (.slk)": ("ID;PWXL;N;E", 'C;Y1;X1;K"客户号"', "C;Y2;X1;K12.5", "E"),
    "DIF file": ("TABLE", "0,1", '"EXCEL"', "VECTORS", "0,2", '""'),
    "data file of SPSS": ("$FL2@(#) SPSS DATA FILE",),
    "data file of Stata": ("<stata_dta><header><release>118</release>",),
    "SQL script": ("-- 导出", "INSERT INTO `orders` VALUES ('C001','2024-01-05',1200.5);"),
    "file that is encrypted, or a certificate": ("-----BEGIN PGP MESSAGE-----", "", "hQEMA", "-----END PGP MESSAGE-----"),
    "document in XML": ('<?xml version="1.0"?>', '<orders><order id="1"/></orders>'),
}  # fmt: skip
_SECOND = {
    "bank statement in OFX": ('<?xml version="1.0"?>', '<?OFX OFXHEADER="200"?>', "<OFX></OFX>"),
    "bank statement in SWIFT MT940": ("{1:F01BANKDEFFXXXX0000000000}{2:I940BANKDEFFXXXXN}{4:", ":20:START", ":25:12345678"),
    "SQL script": ("-- MySQL dump 10.13", "CREATE TABLE `a` (", "  `id` int"),
}  # fmt: skip
_KEYS = "customer_id date amount"
_RULED = "-" * 4000


def _name(what: str) -> str:
    return what.replace("(", r"\(").replace(")", r"\)").replace(".", r"\.")


CASES: list[Case] = [
    *(Case(f"{what} is refused by name", "a.csv", text(*lines, end="\r\n"), Refused(f"a\\.csv is a {_name(what)}, not a table"))
      for what, lines in _TEXTS.items()),
    *(Case(f"{what}, written otherwise", "a.csv", text(*lines), Refused(_name(what))) for what, lines in _SECOND.items()),
    Case("ruled lines above a table are no script", "a.csv",
         text(_RULED, "--- 交易明细 ---", _RULED, "客户号,日期,金额", "A,2024-01-05,1", "B,2024-01-06,2"),
         Truth(rows_of(_KEYS, "A 2024-01-05 1", "B 2024-01-06 2"))),
    Case("a header that begins as SYLK does", "a.csv", text("ID;日期;金额", "A;2024-01-05;1", "B;2024-01-06;2"),
         Truth(rows_of("date amount", "2024-01-05 1", "2024-01-06 2"))),
]  # fmt: skip
