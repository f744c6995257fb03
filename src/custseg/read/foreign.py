"""Text that is written for other programs and is no table: what it is, and what to export instead."""

from __future__ import annotations

import re
from typing import NamedTuple

from custseg.words import t


class Foreign(NamedTuple):
    """What a text is (a label of ``file_kind``) and what to type instead."""

    kind: str
    hint: str


_SQL = (
    r"-- (?:MySQL|MariaDB|PostgreSQL|phpMyAdmin|Host:|SQLite)[^\r\n]*"
    r"|(?:(?:--[^\r\n]*+[\r\n]|/\*.*?\*/;?|SET [^;\r\n]*+;)\s*+)*+"
    r"(?:INSERT\s+(?:IGNORE\s+)?INTO|CREATE\s+TABLE|DROP\s+TABLE)\s+[^\s,;]+\s*(?:\(|VALUES|IF\b|;|SELECT)"
)
_BEGINNINGS: tuple[tuple[str, str], ...] = (
    ("vcard", r"BEGIN:VCARD\b"),
    ("icalendar", r"BEGIN:VCALENDAR\b"),
    ("ofx", r"OFXHEADER:|(?:<\?xml[^>]*>\s*)?<\?OFX\b|<OFX>"),
    ("qif", r"!(?:Type|Account|Option):"),
    ("mt940", r"\{1:[A-Z]\d\d[A-Z0-9]{12}|:20:[^\r\n]*\r?\n:(?:21|25)[A-Z]?:"),
    ("camt", r"<\?xml[^>]*>\s*(?:<!--.*?-->\s*)*<(?:\w+:)?Document[^>]*urn:iso:std:iso:20022:"),
    ("sylk", r"ID;P[^\r\n;]*(?:;[^\r\n]*)?\r?\n(?:[BCFPO];|NN?;|E\s*$)"),
    ("dif", r"TABLE\r?\n0,1\r?\n"),
    ("spss", r"\$FL[23]@\(#\)"),
    ("stata", r"<stata_dta>"),
    ("sql", _SQL),
    ("pgp", r"-----BEGIN [A-Z0-9 ]+-----\r?\n"),
    ("xml", r"<\?xml\b"),
)  # fmt: skip
_KNOWN = tuple((kind, re.compile(rf"\s*(?:{begin})".encode(), re.S | (re.I if kind == "sql" else 0)))
               for kind, begin in _BEGINNINGS)  # fmt: skip


def foreign_text(head: bytes) -> Foreign | None:
    """What a text that begins so is written for, in place of a table; None where nothing is known.

    Each kind begins as its own definition says and as no row of cells does: vCard (RFC 6350), iCalendar (RFC
    5545), OFX, QIF, SWIFT MT940, ISO 20022, SYLK, DIF, SPSS, Stata, SQL scripts, PGP, XML.
    """
    kind = next((kind for kind, pattern in _KNOWN if pattern.match(head)), None)
    return None if kind is None else Foreign(kind, _hint(kind))


def _hint(kind: str) -> str:
    if kind in ("vcard", "icalendar"):
        return t("export the contacts as CSV, where every contact is a row")
    if kind in ("ofx", "qif", "mt940", "camt"):
        return t("export the statement from the bank as CSV or Excel")
    if kind in ("sylk", "dif"):
        return t("open it in Excel or LibreOffice and save it as .xlsx or CSV")
    if kind == "pgp":
        return t("decrypt it first, and pass the table in it")
    return t("export the table in it as CSV or Excel")
